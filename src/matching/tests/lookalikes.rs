//! Who is not the child though much speaks for it: twins, brothers and sisters, namesakes, and whose number was typed.

use super::*;

#[test]
fn c1_a_twin_who_is_not_on_record_is_never_taken_for_the_one_who_is() {
    for twin in ["Leo/McDonald", "Joah/McDonald", "Noor/McDonald", "Noam/McDonald", "Noah-Lee Adam/", "/McDonald"] {
        let (is, why) = band(&child(twin, "2015-01-19", HOME.0, HOME.1), &[record(noah())]);
        assert_eq!(is, Band::Perhaps, "{twin}: {why}");
    }
    let mut sister = child("Noha/McDonald", "2015-01-19", HOME.0, HOME.1);
    sister.gender = "F".to_owned();
    let mut brother = noah();
    brother.gender = "M".to_owned();
    assert_eq!(band(&sister, &[record(brother)]).0, Band::Perhaps);
}

#[test]
fn c1_twins_whose_second_names_differ_are_two_children() {
    for (on_record, written) in [
        ("Mohammed Ali/Khan", "Mohammed Adam/Khan"),
        ("Mohammed Ali/", "Mohammed Adam/"),
        ("Harpreet Kaur/Gill", "Jasleen Kaur/Gill"),
    ] {
        let records = [record(person("P1", on_record, "2015-01-19", HOME.0, HOME.1))];
        let (is, why) = band(&child(written, "2015-01-19", HOME.0, HOME.1), &records);
        assert_eq!(is, Band::Perhaps, "{on_record}, written {written}: {why}");
    }
}

#[test]
fn c1_a_slip_of_the_pen_that_is_another_name_on_record_is_feared() {
    let mail = child("Ireen/McDonald", "2015-01-19", HOME.0, HOME.1);
    let records = [record(person("P1", "Irene/McDonald", "2015-01-19", HOME.0, HOME.1))];
    let ireen = Frequencies { people: 1_000, terms: [(keys::given_term("ireen"), 3)].into() };
    let of = |frequencies| match_child(&mail, &[], &records, frequencies, &Model::default(), day(TODAY)).band;
    assert_eq!((of(&Frequencies::default()), of(&ireen)), (Band::Same, Band::Perhaps));
    // Some pairs are known for two names whoever is on record.
    let mail = child("Elise/McDonald", "2015-01-19", HOME.0, HOME.1);
    assert_eq!(band(&mail, &[record(person("P1", "Elsie/McDonald", "2015-01-19", HOME.0, HOME.1))]).0, Band::Perhaps);
}

#[test]
fn c1_twins_on_record_are_told_apart_by_name_and_not_when_the_names_are_close() {
    let twins = |other: &str| [record(noah()), record(person("P2", other, "2015-01-19", HOME.0, HOME.1))];
    let mail = child("Noah/McDonald", "2015-01-19", HOME.0, HOME.1);
    let is = found(&mail, &[], &twins("Leo/McDonald"));
    assert_eq!((is.band, is.person), (Band::Same, Some("P1".into())));
    for (one, other, written) in [("Noah", "Noam", "Noa"), ("Ella", "Ellie", "Elle"), ("Ella", "Ellie", "Ela")] {
        let twin =
            |id: &str, given: &str| record(person(id, &format!("{given}/McDonald"), "2015-01-19", HOME.0, HOME.1));
        let mail = child(&format!("{written}/McDonald"), "2015-01-19", HOME.0, HOME.1);
        let is = found(&mail, &[], &[twin("P1", one), twin("P2", other)]);
        assert_eq!((is.band, is.person, is.candidates.len()), (Band::Perhaps, None, 2), "{written}: {}", is.why);
    }
}

#[test]
fn c1_a_brother_or_sister_not_on_record_is_shown_with_the_household() {
    let is = found(&child("Ella/McDonald", "2019-06-02", HOME.0, HOME.1), &[], &[record(noah())]);
    assert_eq!((is.band, is.candidates.len()), (Band::Perhaps, 1));
}

#[test]
fn c1_father_and_son_of_one_name_are_told_apart_by_age_or_shown() {
    let father = person("P9", "Noah/McDonald", "1985-03-02", HOME.0, HOME.1);
    let mail = child("Noah/McDonald", "2015-01-19", HOME.0, HOME.1);
    assert_eq!(band(&mail, &[record(father.clone())]).0, Band::Perhaps);
    // Thirty years apart to the day it is not one digit that is wrong; ten years apart it may be.
    for (born, is) in [("1985-01-19", Band::Perhaps), ("2005-01-19", Band::Same)] {
        assert_eq!(band(&mail, &[record(person("P9", "Noah/McDonald", born, HOME.0, HOME.1))]).0, is, "{born}");
    }
    let is = found(&mail, &[], &[record(father.clone()), record(noah())]);
    assert_eq!((is.band, is.person), (Band::Same, Some("P1".into())));
    let mut undated = child("Noah/McDonald", "", HOME.0, HOME.1);
    assert_eq!(band(&undated, &[record(father.clone()), record(noah())]).0, Band::Perhaps);
    undated.age = Some(11);
    assert_eq!(found(&undated, &[], &[record(father), record(noah())]).person, Some("P1".into()));
}

#[test]
fn c1_a_siblings_pupil_number_never_makes_the_sibling_the_child() {
    let mut sibling = person("P2", "Kacper/McDonald", "2022-01-30", HOME.0, HOME.1);
    sibling.upn = "B801200005001".to_owned();
    let mut mail = child("Noah/McDonald", "2015-01-19", HOME.0, HOME.1);
    mail.upn = "B801200005001".to_owned();
    for records in [vec![record(sibling.clone())], vec![record(sibling), record(noah())]] {
        let (is, why) = band(&mail, &records);
        assert_eq!(is, Band::Perhaps, "{why}");
    }
}

#[test]
fn c1_a_sisters_number_beside_the_fathers_name_that_both_bear_never_makes_her_the_child() {
    // On record, and in the mail with her sister's number.
    for (on_record, born, given, written) in [
        ("Deqa Abdi", "2020-02-25", "Ifrah Abdi", "2020-02-28"),
        ("Deqa Abdi", "2020-02-28", "Ifrah Abdi", "2020-02-28"),
        ("Jaspreet Singh", "2009-03-14", "Karan Singh", "2009-02-14"),
    ] {
        let mut sister = person("P2", &format!("{on_record}/Ali"), born, HOME.0, HOME.1);
        sister.upn = "B801200005001".to_owned();
        let mut mail = child(&format!("{given}/Ali"), written, HOME.0, HOME.1);
        mail.upn.clone_from(&sister.upn);
        let (is, why) = band(&mail, &[record(sister.clone())]);
        assert_eq!(is, Band::Perhaps, "{why}");
        // Under her own first name she is known by it.
        on_record.split(' ').next().unwrap().clone_into(&mut mail.name.given);
        assert_eq!(band(&mail, &[record(sister)]).0, Band::Same);
    }
}

#[test]
fn c1_a_namesake_with_the_same_date_of_birth_elsewhere_is_never_taken_without_support() {
    let mail = child("Noah/McDonald", "2015-01-19", ELSEWHERE.0, ELSEWHERE.1);
    assert_eq!(band(&mail, &[record(noah())]).0, Band::Perhaps);

    let mut pupil = noah();
    pupil.school = "Al-Noor School".to_owned();
    let mut same_school = mail.clone();
    same_school.school = "al noor school".to_owned();
    assert_eq!(band(&same_school, &[record(pupil)]).0, Band::Same);

    let mut known = record(noah());
    known.relations.push(Relation {
        other: "P2".into(),
        kind: "sibling".to_owned(),
        name: name("Kacper/McDonald"),
        date_of_birth: Some(day("2022-01-30")),
        address: String::new(),
        postcode: String::new(),
    });
    let brother = Relative {
        name: name("Kacper/McDonald"),
        relationship: "Brother".to_owned(),
        date_of_birth: Some(day("2022-01-30")),
        ..Relative::default()
    };
    assert_eq!(found(&mail, &[brother], &[known]).band, Band::Same);
}

#[test]
fn c1_a_namesake_of_the_day_is_not_taken_while_another_of_the_name_lives_in_the_house() {
    let mut mail = child("Noah/McDonald", "2017-01-01", "Flat 7, 163 Dudley Road", HOME.1);
    let same_home = record(person("P1", "Noah/McDonald", "2015-01-19", "Flat 7, 163 Dudley Road", HOME.1));
    // A house of that number in another Dudley Road of the district.
    let same_day = record(person("P2", "Noah/McDonald", "2017-01-01", "163 Dudley Road", "B23 4TT"));
    let found = found(&mail, &[], &[same_home.clone(), same_day.clone()]);
    assert_eq!((found.band, found.candidates.len()), (Band::Perhaps, 2), "{}", found.why);
    assert_eq!(band(&mail, &[same_day]).0, Band::Same);
    mail.date_of_birth = Some(day("2015-01-19"));
    assert_eq!(band(&mail, &[same_home]).0, Band::Same);
}

#[test]
fn c1_a_looked_after_child_is_known_at_the_carers_address() {
    let mail = child("Noah/McDonald", "2015-01-19", ELSEWHERE.0, ELSEWHERE.1);
    let with = |kind: &str, (address, postcode): (&str, &str)| {
        let mut record = record(noah());
        record.relations.push(Relation {
            other: "P2".into(),
            kind: kind.to_owned(),
            name: name("Pat/Simms"),
            date_of_birth: None,
            address: address.to_owned(),
            postcode: postcode.to_owned(),
        });
        band(&mail, &[record])
    };
    let (is, why) = with("carer", ELSEWHERE);
    assert_eq!(is, Band::Same, "{why}");
    assert!(why.starts_with("same given name, surname, date of birth and address of a parent or carer"), "{why}");
    // Elsewhere, and unknown: a carer's home speaks for a child and never against one.
    let without = with("carer", ("", ""));
    assert_eq!((without.0, &without), (Band::Perhaps, &with("carer", ("9 Oak Road", "B1 1AA"))));
    // The carer's own twin of the child, who is not on record, is not the child.
    let twin = child("Kofi/McDonald", "2015-01-19", HOME.0, HOME.1);
    assert_eq!(band(&twin, &[record(noah())]).0, Band::Perhaps);
}

#[test]
fn c1_a_namesake_with_the_same_date_of_birth_next_door_is_shown_and_not_taken() {
    let mut mail = child("Noah/McDonald", "2015-01-19", "171 Dudley Road", HOME.1);
    let (is, why) = band(&mail, &[record(noah())]);
    assert_eq!(is, Band::Perhaps, "{why}");
    assert!(why.contains("another house of the same postcode"), "{why}");
    // Without a house number it is the postcode alone that agrees, and with the school the child moved round the corner.
    mail.address = "Dudley Road".to_owned();
    assert_eq!(band(&mail, &[record(noah())]).0, Band::Same);
    let mut pupil = noah();
    pupil.school = "Al-Noor School".to_owned();
    mail.address = "171 Dudley Road".to_owned();
    mail.school = "Al-Noor School".to_owned();
    assert_eq!(band(&mail, &[record(pupil)]).0, Band::Same);
}

#[test]
fn c1_a_twin_not_on_record_with_the_known_twins_number_is_shown() {
    let sara = || {
        record(Person {
            upn: "B801200005001".to_owned(),
            ..person("P1", "Sara/McDonald", "2015-01-19", HOME.0, HOME.1)
        })
    };
    for (name, address) in [("Zara/McDonald", HOME), ("Zara/McDonald", ELSEWHERE)] {
        let mut mail = child(name, "2015-01-19", address.0, address.1);
        mail.upn = "B801200005001".to_owned();
        let (is, why) = band(&mail, &[sara()]);
        assert_eq!(is, Band::Perhaps, "{why}");
    }
}

#[test]
fn c1_less_is_never_surer_without_date_or_given_name_a_person_looks() {
    // Rare names, of a large store: the bits alone would be enough.
    let mut rare = record(person("P1", "Thaddeus/Quillfeather", "2015-01-19", "163 Dudley Road", "B23 9HG"));
    rare.person.school = "Hillside Primary School".to_owned();
    rare.person.gender = "Male".to_owned();
    let frequencies = Frequencies { people: 1_000_000, terms: [(1, 1)].into() };
    for (names, born, school) in [
        ("Thaddeus/Quillfeather", "", ""),
        ("/Quillfeather", "2015-01-19", "Hillside Primary School"),
        ("T/Quillfeather", "2015-01-19", "Hillside Primary School"),
    ] {
        let mut mail = child(names, born, "", "");
        mail.school = school.to_owned();
        mail.gender = "male".to_owned();
        let found = match_child(&mail, &[], std::slice::from_ref(&rare), &frequencies, &Model::default(), day(TODAY));
        assert_eq!((found.band, found.candidates.len()), (Band::Perhaps, 1), "{names} {}", found.why);
    }
}

#[test]
fn c1_a_school_that_is_none_supports_nobody() {
    for school in ["Home educated", "Not in school", "Nursery", "EHE", "n/a"] {
        let mut pupil = noah();
        pupil.school = school.to_owned();
        let mut mail = child("Noah/McDonald", "2015-01-19", ELSEWHERE.0, ELSEWHERE.1);
        mail.school = school.to_owned();
        let (is, why) = band(&mail, &[record(pupil)]);
        assert_eq!(is, Band::Perhaps, "{school}: {why}");
        assert!(!why.contains("school"), "{why}");
    }
}

#[test]
fn c1_a_twin_is_not_taken_for_lack_of_an_address_or_by_the_known_twins_number() {
    let on_record = |names: &str| {
        let mut known = person("P1", names, "2015-03-12", "17 Larkhill Road", "B31 2TT");
        known.school = "Larkhill Primary".to_owned();
        known.upn = "B801200005001".to_owned();
        known.gender = "F".to_owned();
        known
    };
    let asked = |names: &str, change: &dyn Fn(&mut ChildFacts)| {
        let mut mail = child(names, "2015-03-12", "", "");
        mail.school = "Larkhill Primary".to_owned();
        change(&mut mail);
        mail
    };
    let number = |mail: &mut ChildFacts| mail.upn = "B801200005001".to_owned();
    let brother = |mail: &mut ChildFacts| {
        number(mail);
        mail.gender = "M".to_owned();
    };
    for (known, mail) in [
        ("Alina/Wyszkowska", asked("Alisa/Wyszkowska", &|_| {})),
        ("Alina/Wyszkowska", asked("Alisa/Wyszkowska", &|m| "4 Mill Street".clone_into(&mut m.address))),
        ("Deqa Warsame/Hirsi", asked("Hodan Warsame/Hirsi", &number)),
        ("Deqa Warsame/Hirsi", asked("Liban Warsame/Hirsi", &brother)),
        ("Deqa Warsame/Hirsi", asked("D/Hirsi", &brother)),
        ("James Harry/Connaughton", asked("Harrison Oliver/Connaughton", &|_| {})),
    ] {
        let records = [record(on_record(known))];
        let alisa = Frequencies { people: 30_000, terms: [(keys::given_term("alisa"), 3)].into() };
        let found = match_child(&mail, &[], &records, &alisa, &Model::default(), day(TODAY));
        assert_eq!(found.band, Band::Perhaps, "{known}, asked {}: {}", mail.name.full(), found.why);
    }
}

#[test]
fn c1_of_the_name_that_brothers_share_the_rest_must_be_said() {
    let sheraz = || record(person("P3", "Mohammed Ali/Sheraz", "2018-02-10", HOME.0, HOME.1));
    for (given, born, age, is) in [
        ("Mohammed", "", Some(7), Band::Perhaps),
        ("Mo", "2017-02-10", None, Band::Perhaps),
        ("Mohammed", "2018-02-10", None, Band::Perhaps),
        ("Mohammed Ali", "2017-02-10", None, Band::Same),
    ] {
        let mut mail = child(&format!("{given}/Sheraz"), born, HOME.0, HOME.1);
        mail.age = age;
        let (found, why) = band(&mail, &[sheraz()]);
        assert_eq!(found, is, "{given} {born}: {why}");
    }
}

#[test]
fn c1_of_many_in_one_hostel_born_on_a_first_of_january_the_surname_tells() {
    let hotel = ("Larkspur Hotel, 400 Lark Road", "B31 8AA");
    let karimi = || record(person("P4", "Ahmad/Karimi", "2009-01-01", hotel.0, hotel.1));
    // A year apart it is no slip: both dates are guessed.
    let mail = child("Ahmad/Karimi", "2010-01-01", hotel.0, hotel.1);
    assert_eq!(band(&mail, &[karimi()]).0, Band::Perhaps);
    for (written, is) in
        [("Ahmad/Stanikzai", Band::Perhaps), ("Ahmad/Rahimi", Band::Perhaps), ("Ahmad/Karimi", Band::Same)]
    {
        let (found, why) = band(&child(written, "2009-01-01", hotel.0, hotel.1), &[karimi()]);
        assert_eq!(found, is, "{written}: {why}");
    }
}

#[test]
fn c1_a_twin_sister_whose_family_name_is_her_brothers_given_name_is_shown() {
    let mut brother = person("P1", "Abdi Abdullahi/Abdi", "2019-03-24", HOME.0, HOME.1);
    brother.gender = "M".to_owned();
    let mut mail = child("Hodan Abdirahman/Abdi", "2019-03-24", HOME.0, HOME.1);
    mail.gender = "F".to_owned();
    let (is, why) = band(&mail, &[record(brother)]);
    assert_eq!(is, Band::Perhaps, "{why}");
}
