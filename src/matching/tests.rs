//! The cases that are feared: the wrong child taken, or a known child missed.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::findings::tests::{at, follow};
use super::*;
use crate::domain::{Band, ChildFacts, Match, MayBe, Name, Person, Record, Relation, Relative};

mod lookalikes;

const TODAY: &str = "2026-11-23";

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn name(text: &str) -> Name {
    let (given, family) = text.split_once('/').unwrap();
    Name { given: given.to_owned(), family: family.to_owned() }
}

pub(super) fn person(id: &str, names: &str, born: &str, address: &str, postcode: &str) -> Person {
    Person {
        id: id.into(),
        name: name(names),
        aliases: Vec::new(),
        date_of_birth: born.parse().ok(),
        gender: String::new(),
        nhs_number: String::new(),
        upn: String::new(),
        address: address.to_owned(),
        postcode: postcode.to_owned(),
        earlier_addresses: Vec::new(),
        school: String::new(),
        disability: "none".to_owned(),
        safety_alert: false,
        restricted_to: Vec::new(),
        restricted: false,
    }
}

pub(super) fn record(person: Person) -> Record {
    Record { person, former_ids: Vec::new(), involvements: Vec::new(), relations: Vec::new() }
}

fn child(names: &str, born: &str, address: &str, postcode: &str) -> ChildFacts {
    ChildFacts {
        name: name(names),
        date_of_birth: born.parse().ok(),
        address: address.to_owned(),
        postcode: postcode.to_owned(),
        ..ChildFacts::default()
    }
}

/// Matches as the daemon does: only people who share a key are compared.
fn found(child: &ChildFacts, household: &[Relative], records: &[Record]) -> Match {
    let keys = keys_of_child(child, day(TODAY));
    let candidates: Vec<Record> =
        records.iter().filter(|r| keys_of_person(&r.person).iter().any(|k| keys.contains_key(k))).cloned().collect();
    match_child(child, household, &candidates, &Frequencies::default(), &Model::default(), day(TODAY))
}

fn band(child: &ChildFacts, records: &[Record]) -> (Band, String) {
    let found = found(child, &[], records);
    (found.band, found.why)
}

pub(super) fn noah() -> Person {
    person("P1", "Noah/McDonald", "2015-01-19", "163 Dudley Road", "B23 9HG")
}

pub(super) const HOME: (&str, &str) = ("163 Dudley Road", "B23 9HG");
const ELSEWHERE: (&str, &str) = ("4 Mill Street", "B31 4GL");

#[test]
fn c1_the_ways_in_which_a_known_child_is_written() {
    use Band::{NotKnown, Perhaps, Same};
    // The name and date on record; the name, date and address in the mail.
    for (on_record, born, written, date, (address, postcode), expected) in [
        ("Noah/McDonald", "2015-01-19", "Noah/McDonald", "2015-01-19", HOME, Same),
        ("Noah/McDonald", "2015-01-19", "Naoh/McDonald", "2015-01-19", HOME, Same),
        ("Noah/McDonald", "2015-01-19", "McDonald/Noah", "2015-01-19", HOME, Same),
        ("Noah/McDonald", "2015-01-19", "Noah/Mac Donald", "2015-01-19", HOME, Same),
        ("Noah/McDonald", "2015-01-19", "NOAH/MCDONALD", "2015-01-19", HOME, Same),
        ("Noah James/McDonald", "2015-01-19", "James/McDonald", "2015-01-19", ("", ""), Perhaps),
        ("Noah/McDonald", "2015-01-19", "Noah/Brown", "2015-01-19", HOME, Same),
        ("Noah/McDonald", "2015-05-09", "Noah/McDonald", "2015-09-05", HOME, Same),
        ("Noah/McDonald", "2015-01-19", "Noah/McDonald", "2016-01-19", HOME, Same),
        ("Noah/McDonald", "2015-01-19", "Noah/McDonald", "2015-01-19", ELSEWHERE, Perhaps),
        ("Noah/McDonald", "2015-01-19", "Noah/McDonald", "", HOME, Perhaps),
        ("Noah/McDonald", "2015-01-19", "Noah/", "2015-01-19", HOME, Same),
        ("Noah/McDonald", "2015-01-19", "Noah/McDonald", "2015-01-19", ("163 Dudley Rd, Birmingham", ""), Same),
        ("Noah/McDonald", "2015-01-19", "Noah/McDonald", "2015-01-19", ("No fixed abode", "ZZ99 3VZ"), Same),
        ("Noah/McDonald", "2015-01-19", "Noah/McDonald", "2009-07-02", ELSEWHERE, NotKnown),
        ("Noah/McDonald", "2015-01-19", "Ava/Lewis", "2012-07-02", ELSEWHERE, NotKnown),
        ("Noah/McDonald", "2015-01-19", "Ava/", "2012-07-02", ELSEWHERE, Perhaps),
        ("Noah/McDonald", "2015-01-19", "Ava/Lewis", "", ELSEWHERE, Perhaps),
        ("Noah/McDonald", "2015-01-19", "Baby/McDonald", "2015-01-19", HOME, Perhaps),
        ("Mohammed/Khan", "2015-01-19", "Md/Khan", "2015-01-19", HOME, Same),
        ("William/Jones", "2015-01-19", "Billy/Jones", "2015-01-19", HOME, Same),
        ("Siobhan/Jones", "2015-01-19", "Shivawn/Jones", "2015-01-19", HOME, Same),
        ("Oliwia/Kowalska", "2015-01-19", "Oliwia/Kovalska", "2015-01-19", HOME, Same),
        ("Ольга/Иванова", "2015-01-19", "Olga/Ivanova", "2015-01-19", HOME, Same),
        ("Siân/O’Brien", "2015-01-19", "Sian/OBrien", "2015-01-19", HOME, Same),
        ("Jayden/Taylor-Reid", "2015-01-19", "Jayden/Taylor", "2015-01-19", HOME, Same),
        ("Zofia/de Souza", "2015-01-19", "Zofia/Souza", "2015-01-19", HOME, Same),
        ("Abdi Mohamed/Hassan", "2015-01-19", "Abdi/Mohamed Hassan", "2015-01-19", HOME, Same),
        ("Xiuying/Wang", "2015-01-19", "Wang/Xiuying", "2015-01-19", HOME, Same),
        ("Jessica/Löhr", "2015-01-19", "Jessica/Lohr", "2015-01-19", HOME, Same),
    ] {
        let records = [record(person("P1", on_record, born, HOME.0, HOME.1))];
        let (is, why) = band(&child(written, date, address, postcode), &records);
        assert_eq!(is, expected, "{on_record} {born}, written {written} {date} {address}: {why}");
    }
}

#[test]
fn c1_two_given_names_are_written_in_many_ways() {
    for (on_record, written) in [
        ("Muhammad Aryan", "Mohammed Aryan"),
        ("Muhammad Aryan", "M Aryan"),
        ("Muhammad Aryan", "Aryan"),
        ("Noah Thomas", "Noah T"),
        ("Noah Thomas", "Noah Tom"),
        ("Noah Thomas", "Noah Thomas James"),
        ("Caoimhe Thomas", "Keeva Thomas"),
    ] {
        let record = record(person("P1", &format!("{on_record}/Chishti"), "2015-01-19", HOME.0, HOME.1));
        let mail = child(&format!("{written}/Chishti"), "2015-01-19", HOME.0, HOME.1);
        let (is, why) = band(&mail, &[record]);
        assert_eq!(is, Band::Same, "{on_record}, written {written}: {why}");
    }
    for (on_record, written) in
        [("Mohammed Ali", "Mohammed Adam"), ("Deqa Abdi", "Abdi"), ("Noah Thomas", "Leo Thomas")]
    {
        let record = record(person("P1", &format!("{on_record}/Chishti"), "2015-01-19", HOME.0, HOME.1));
        let mail = child(&format!("{written}/Chishti"), "2015-01-19", HOME.0, HOME.1);
        assert_eq!(band(&mail, &[record]).0, Band::Perhaps, "{on_record}, written {written}");
    }
}

#[test]
fn c1_a_day_or_a_year_off_across_a_ten_is_a_slip() {
    let known = || record(person("P1", "Ruby/Clutterbuck", "2020-01-10", HOME.0, HOME.1));
    for (born, is) in [("2020-01-09", Band::Same), ("2019-01-10", Band::Same), ("2019-01-09", Band::Perhaps)] {
        let (found, why) = band(&child("Ruby/Clutterbuck", born, HOME.0, HOME.1), &[known()]);
        assert_eq!(found, is, "{born}: {why}");
    }
}

#[test]
fn c1_a_newborn_is_found_as_a_maternity_ward_names_it() {
    let unborn = record(person("P1", "Unborn/Trelawny", "2026-11-05", HOME.0, HOME.1));
    for given in ["Baby girl", "Baby", "Male infant", "Twin 1", "Baby of Kelly"] {
        let mail = child(&format!("{given}/Trelawny"), "2026-11-10", "Refuge, address withheld", "");
        assert_eq!(band(&mail, std::slice::from_ref(&unborn)).0, Band::Perhaps, "{given}");
    }
}

#[test]
fn c1_an_alias_and_an_earlier_address_count() {
    let mut known = noah();
    known.aliases.push(name("Noah/Clarke"));
    known.earlier_addresses.push((ELSEWHERE.0.into(), ELSEWHERE.1.into()));
    let mail = child("Noah/Clarke", "2015-01-19", ELSEWHERE.0, ELSEWHERE.1);
    assert_eq!(band(&mail, &[record(known)]).0, Band::Same);
}

#[test]
fn c1_a_child_who_moved_and_took_another_surname_is_shown() {
    let mail = child("Noah/Clarke", "2015-01-19", ELSEWHERE.0, ELSEWHERE.1);
    let common = Frequencies { people: 300_000, terms: [(keys::given_term("noah"), 6_000)].into() };
    let band =
        |mail: &ChildFacts| match_child(mail, &[], &[record(noah())], &common, &Model::default(), day(TODAY)).band;
    assert_eq!(band(&mail), Band::Perhaps);
    let another_day = ChildFacts { date_of_birth: "2015-01-20".parse().ok(), ..mail };
    assert_eq!(band(&another_day), Band::NotKnown);
}

#[test]
fn c1_the_other_names_on_the_form_count() {
    let mut mail = child("Callum/Reid", "2015-01-19", HOME.0, HOME.1);
    mail.aliases.push(name("Noah/McDonald"));
    assert_eq!(band(&mail, &[record(noah())]).0, Band::Same);
}

#[test]
fn c1_names_that_go_together_weigh_less_than_each_alone() {
    let mail = child("Filip/Nowak", "2015-01-19", "", "");
    let records = [record(person("P1", "Filip/Nowak", "2015-01-19", HOME.0, HOME.1))];
    let each = [(keys::given_term("filip"), 2_000), (keys::family_term("nowak"), 2_000)];
    let of = |together: u32| {
        let terms = each.into_iter().chain([(keys::name_term("filip", "nowak"), together)]).collect();
        let frequencies = Frequencies { people: 1_000_000, terms };
        match_child(&mail, &[], &records, &frequencies, &Model::default(), day(TODAY)).candidates[0].bits
    };
    assert!(of(1) - of(400) > 4.0, "{} {}", of(1), of(400));
}

#[test]
fn c1_another_street_of_the_same_name_in_another_place_is_another_home() {
    for (address, postcode) in [("163 Dudley Close", "B31 4GL"), ("163 Dudley Close", "B23 9HJ")] {
        let mail = child("Noah/McDonald", "2015-01-19", address, postcode);
        assert_eq!(band(&mail, &[record(noah())]).0, Band::Perhaps, "{address} {postcode}");
    }
}

#[test]
fn c1_who_else_it_may_be_is_said_and_anybody_where_that_cannot_be_told() {
    let twin = |id: &str, names: &str| record(person(id, names, "2015-01-19", HOME.0, HOME.1));
    let may_be = |names: &str, born: &str, (address, postcode), records: &[Record]| {
        let found = found(&child(names, born, address, postcode), &[], records);
        assert_eq!(found.band, Band::Perhaps, "{names} {born}: {}", found.why);
        found.may_be
    };
    // A namesake, or the child who has moved, or nobody on record.
    assert_eq!(may_be("Noah/McDonald", "2015-01-19", ELSEWHERE, &[record(noah())]), MayBe::OneOfTheseOrNobody);
    // One of the twins at home, whichever.
    let twins = [twin("P1", "Noah James/McDonald"), twin("P2", "Noah John/McDonald")];
    assert_eq!(may_be("Noah/McDonald", "2015-01-19", HOME, &twins), MayBe::OneOfThese);
    // Without a date of birth or a family name anybody may have been missed.
    assert_eq!(may_be("Noah/McDonald", "", HOME, &[record(noah())]), MayBe::Anybody);
    assert_eq!(may_be("Ava/", "2012-07-02", ELSEWHERE, &[record(noah())]), MayBe::Anybody);
    // More than are shown.
    let many: Vec<Record> = (1..=6).map(|n| twin(&format!("P{n}"), "Noah/McDonald")).collect();
    assert_eq!(may_be("Noah/McDonald", "2015-01-19", HOME, &many), MayBe::Anybody);
    // A namesake elsewhere fits best: of the household at this address nobody may be forgotten.
    let sister = person("P8", "Ava/McDonald", "2002-06-25", ELSEWHERE.0, ELSEWHERE.1);
    let sister = record(Person { gender: "female".to_owned(), ..sister });
    let boy = child("Noah/McDonald", "2015-01-19", ELSEWHERE.0, ELSEWHERE.1);
    let boy = ChildFacts { gender: "male".to_owned(), ..boy };
    let found = found(&boy, &[], &[record(noah()), sister]);
    assert_eq!((found.candidates.len(), found.may_be), (1, MayBe::Anybody), "{:?}", found.candidates);
}

#[test]
fn c1_an_identifier_finds_a_child_who_moved_and_changed_surname() {
    let mut known = noah();
    known.nhs_number = "9434765919".to_owned();
    let mut mail = child("Noah/Brown", "2015-01-19", ELSEWHERE.0, ELSEWHERE.1);
    mail.nhs_number = "943 476 5919".to_owned();
    assert_eq!(band(&mail, &[record(known.clone())]).0, Band::Same);
    mail = child("Noah/McDonald", "2015-01-19", HOME.0, HOME.1);
    mail.nhs_number = "9434765870".to_owned();
    assert_eq!(band(&mail, &[record(known)]).0, Band::Perhaps, "both numbers are valid and differ");
}

#[test]
fn c1_a_case_number_is_believed_with_the_name_and_also_when_it_was_merged() {
    let mut known = record(noah());
    known.former_ids.push("P77".into());
    let mut mail = child("Noah/McDonald", "2015-01-19", ELSEWHERE.0, ELSEWHERE.1);
    mail.case_number = "p77".to_owned();
    assert_eq!(band(&mail, std::slice::from_ref(&known)).0, Band::Same);
    mail.name = name("Ava/Lewis");
    mail.date_of_birth = None;
    let direct = match_child(&mail, &[], &[known], &Frequencies::default(), &Model::default(), day(TODAY));
    assert_eq!(direct.band, Band::Perhaps);
}

#[test]
fn c1_an_unborn_child_who_was_named_since_is_shown() {
    let unborn = person("P5", "Unborn/McDonald", "2026-12-10", HOME.0, HOME.1);
    let mut named = child("Ella/McDonald", "2026-11-20", HOME.0, HOME.1);
    assert_eq!(band(&named, &[record(unborn.clone())]).0, Band::Perhaps);
    named = child("Unborn/McDonald", "2026-12-10", HOME.0, HOME.1);
    named.unborn = true;
    assert_eq!(band(&named, &[record(unborn)]).0, Band::Perhaps);
}

#[test]
fn c1_a_common_name_weighs_less_than_a_rare_one() {
    let mail = child("Mohammed/Khan", "2015-01-19", "", "");
    let records = [record(person("P1", "Mohammed/Khan", "2015-01-19", HOME.0, HOME.1))];
    let term = |word: &str, f: fn(&str) -> i64| (f(word), 40_000);
    let common = Frequencies {
        people: 1_000_000,
        terms: [term("mohammed", keys::given_term), term("khan", keys::family_term)].into(),
    };
    let model = Model::default();
    let of = |frequencies| match_child(&mail, &[], &records, frequencies, &model, day(TODAY)).band;
    assert_eq!((of(&Frequencies::default()), of(&common)), (Band::Same, Band::Perhaps));
}

#[test]
fn c1_the_reasons_are_said_in_plain_words_and_name_the_model() {
    let is = found(&child("Naoh/McDonald", "2015-01-19", HOME.0, HOME.1), &[], &[record(noah())]);
    assert_eq!(
        is.candidates[0].why,
        "same surname, date of birth and address; given name nearly the same (Naoh, Noah)"
    );
    assert!(is.model.starts_with("bits-4 "), "{}", is.model);
    assert_eq!(is.candidates[0].shown_as, "Noah McDonald");
    let known = record(person("P1", "Sana/Begum", "2015-01-19", "12 Mill Lane", HOME.1));
    let is = found(&child("Sana/Khan", "2015-01-19", "", HOME.1), &[], &[known]);
    assert_eq!(
        is.candidates[0].why,
        "same given name and date of birth; surname differs (Khan, Begum); postcode the same"
    );
}

#[test]
fn c1_a_number_that_nobody_has_does_not_make_a_nameless_child_unknown() {
    let mail = ChildFacts { nhs_number: "9434765919".to_owned(), ..ChildFacts::default() };
    assert_eq!(band(&mail, &[record(noah())]).0, Band::Perhaps);
}

#[test]
fn c1_nobody_named_and_nobody_plausible_is_intakes_case() {
    assert_eq!(band(&ChildFacts::default(), &[record(noah())]).0, Band::NotKnown);
}

#[test]
fn c9_a_restricted_record_is_never_taken_and_says_nothing_of_itself() {
    let mut sealed = noah();
    sealed.restricted = true;
    let records = [record(sealed)];
    let is = found(&child("Noah/McDonald", "2015-01-19", HOME.0, HOME.1), &[], &records);
    assert_eq!((is.band, &is.person), (Band::Perhaps, &None));
    assert_eq!(
        (is.candidates[0].shown_as.as_str(), is.candidates[0].why.as_str()),
        ("a restricted record", "a restricted record")
    );
    assert!(!is.why.contains("McDonald"), "{}", is.why);
    let found = follow(vec![is], &records, &FindingRules::default(), at(2026, 11, 23, 12));
    assert!(found.children[0].restricted);
}

#[test]
fn names_without_evidence_are_no_evidence() {
    for (given, family) in [("Unknown", "Unknown"), ("Baby", ""), ("N/K", "n/a"), ("", "")] {
        let form = normalise::NameForm::of(&Name { given: given.into(), family: family.into() });
        assert_eq!(form, None, "{given} {family}");
    }
}

#[test]
fn a_configuration_may_set_the_model_and_nothing_unknown() {
    let model: Model = toml::from_str("population = 250000\nmargin = 5.0\n[bands]\nsame = 12.0\n").unwrap();
    assert_eq!((model.population, model.bands.same, model.bands.perhaps), (250_000, 12.0, -5.0));
    for (wrong, why) in [
        ("populaton = 250000", "unknown field"),
        ("population = 1", "at least 1000"),
        ("margin = 0.0", "from 1 to 60"),
        ("[bands]\nsame = 4.0", "from 5 to 60"),
        ("[bands]\nperhaps = nan", "from -20 to 4"),
    ] {
        let told = toml::from_str::<Model>(wrong).unwrap_err().to_string();
        assert!(told.contains(why), "{wrong}: {told}");
    }
    assert!(toml::from_str::<FindingRules>("recent_day = 1").is_err());
}

proptest! {
    #[test]
    fn keys_of_a_person_and_of_the_child_written_alike_meet(
        given in "[A-Za-zÀ-ſ]{2,9}( [A-Z][a-z]{2,8})?",
        family in "([A-Z][a-z]{2,8}[- ’]?)?[A-Z][a-z]{2,9}",
        year in 1990..2027_i32, month in 1..13_u32, dom in 1..29_u32,
        postcode in "(B[1-9][0-9]? [0-9][A-Z]{2})?",
        dated in any::<bool>(),
    ) {
        let born = NaiveDate::from_ymd_opt(year, month, dom).filter(|_| dated);
        let names = Name { given, family };
        let person = Person { name: names.clone(), date_of_birth: born, postcode: postcode.clone(), ..noah() };
        let child = ChildFacts { name: names, date_of_birth: born, postcode, ..ChildFacts::default() };
        let keys = keys_of_person(&person);
        prop_assert!(keys_of_child(&child, day(TODAY)).keys().any(|key| keys.contains(key)));
    }

    #[test]
    fn any_text_at_all_is_compared_without_a_panic(a in "\\PC{0,40}", b in "\\PC{0,40}", c in "\\PC{0,40}") {
        let known = record(Person { name: Name { given: a.clone(), family: b.clone() }, address: c.clone(), upn: a.clone(), ..noah() });
        let mail = ChildFacts {
            name: Name { given: b.clone(), family: a.clone() },
            address: c.clone(), postcode: b.clone(), nhs_number: c.clone(), upn: a, school: b, gender: c,
            ..ChildFacts::default()
        };
        let _ = keys_of_child(&mail, day(TODAY));
        let _ = match_child(&mail, &[], &[known], &Frequencies::default(), &Model::default(), day(TODAY));
    }
}
