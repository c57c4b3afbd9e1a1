//! Names, dates and families in free words.

use chrono::NaiveDate;

use super::*;
use crate::intake::rules::tests::shipped;

fn read(text: &str) -> Vec<ChildFacts> {
    let writer = Name { given: "Esme".into(), family: "Patel".into() };
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    FreeReader::new(&shipped()).people("", text, &[writer], "text of the mail", today).children
}

fn people(subject: &str, text: &str) -> FreePeople {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    FreeReader::new(&shipped()).people(subject, text, &[], "text of the mail", today)
}

/// Name, birth date or age, and whether it is sure.
pub(super) fn told(text: &str) -> Vec<String> {
    let told = |c: ChildFacts| {
        let born = c.date_of_birth.map(|d| d.to_string()).or(c.age.map(|a| a.to_string())).unwrap_or_default();
        format!("{} {born}{}", c.name.full(), if c.sure { "" } else { " ?" })
    };
    people("", text).children.into_iter().map(told).collect()
}

fn names(text: &str) -> Vec<String> {
    read(text).into_iter().map(|c| c.name.full()).collect()
}

#[test]
fn i3_a_name_with_a_birth_date_is_the_child() {
    let children = read(
        "Hello,\n\nI am the head teacher. I am writing about Jayden Taylor-Reid, born 23/01/2011, who lives at \
178 Canal Walk, Birmingham, B18 5JE. Jayden was collected late.\n\nThank you\nEsme Patel",
    );
    assert_eq!(children.len(), 1, "{children:?}");
    assert_eq!(children[0].name, Name { given: "Jayden".into(), family: "Taylor-Reid".into() });
    assert_eq!(children[0].date_of_birth, NaiveDate::from_ymd_opt(2011, 1, 23));
    assert_eq!(children[0].address, "178 Canal Walk, Birmingham");
    assert_eq!(children[0].postcode, "B18 5JE");
    assert!(children[0].sure);
}

#[test]
fn i3_the_version_of_a_program_is_no_age() {
    for text in ["Sent by Netscape Communicator 4.0, thank you", "Die Hasen (Microsoft Outlook 00)"] {
        assert!(read(text).is_empty(), "{text}: {:?}", read(text));
    }
}

#[test]
fn i3_an_age_is_enough_for_a_whole_name() {
    let children =
        read("I don't want to give my name. Rhys Okafor, about 11, at 7 Elm Grove, Birmingham, B37 5GD is left alone.");
    assert_eq!(children.len(), 1, "{children:?}");
    assert_eq!(children[0].name.full(), "Rhys Okafor");
    assert_eq!((children[0].age, children[0].date_of_birth), (Some(11), None));
    assert_eq!(children[0].address, "7 Elm Grove, Birmingham");
    assert_eq!(children[0].postcode, "B37 5GD");
}

#[test]
fn i3_other_peoples_names_are_not_the_childs() {
    for text in [
        "There is a boy in year 4 at our school who I worry about. Please ring me.",
        "I am Esme Patel and I teach at Hillside Primary School. Please ring me.",
        "Her mother Jane Smith, born 01/02/1985, was drunk.",
        "Please call PC Tom Young about this.",
        "Dear CASS,\n\nPlease find attached a referral.\n\nRegards\nSzymon Fern\u{e1}ndez\nHillside Primary School",
        "I am concerned about Elm Grove Primary School.",
        "He lives at 7 Elm Grove, Birmingham.",
        "This month: training dates.",
        "Referral attached.",
        "Kind regards,\nSarah Hill\nDeputy Head Teacher\nTel: 0121 496 0000",
    ] {
        assert_eq!(names(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn i3_children_are_found_in_many_ways_of_writing() {
    for (text, expected) in [
        ("I am worried about my pupil Kofi de Souza (dob 07/03/2021).", "Kofi de Souza"),
        ("Re: Lily Hill, DOB 12.4.19. She has bruises.", "Lily Hill"),
        ("My pupil is called Zofia O\u{2019}Brien and she is hungry.", "Zofia O\u{2019}Brien"),
        ("April May Young, aged 6, is at home alone.", "April May Young"),
        ("A boy named Noah McDonald, 5 years old, was seen.", "Noah McDonald"),
        ("Amelia Shah (8) told me that her mother Jane Shah hits her.", "Amelia Shah"),
    ] {
        assert_eq!(names(text), [expected], "{text}");
    }
}

#[test]
fn i3_brothers_and_sisters_stand_in_lists() {
    for (text, expected) in [
        (
            "I teach a boy in year 3, Kofi Mensah, born 4.2.2017, and his sister Ama, 5.",
            vec!["Kofi Mensah 2017-02-04", "Ama 5 ?"],
        ),
        (
            "There are two brothers Reece and Jordan Malloy next door. Reece is 9 and Jordan is 12.",
            vec!["Reece Malloy 9", "Jordan Malloy 12"],
        ),
        (
            "Two little girls, Poppy and Daisy Wren, who are about 4 and 6, are left alone.",
            vec!["Poppy Wren 4", "Daisy Wren 6"],
        ),
        (
            "Twins Yusra and Idris Al-Masri, both born 17 August 2026.",
            vec!["Yusra Al-Masri 2026-08-17", "Idris Al-Masri 2026-08-17"],
        ),
        (
            "Her children: Lexi (10) and Kobi (8). Their surname is Shorrock.",
            vec!["Lexi Shorrock 10 ?", "Kobi Shorrock 8 ?"],
        ),
        (
            "Three siblings: Tom Lee Doyle (Year 6), Kat Doyle (Year 4). Dates of birth 01/01/2016 and 02/02/2018.",
            vec!["Tom Lee Doyle 2016-01-01", "Kat Doyle 2018-02-02"],
        ),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn i3_names_are_found_in_any_case_and_order() {
    for (text, expected) in [
        (
            "theres a little girl there called kayla shes about 5 and out till ten at night in the cold",
            vec!["Kayla 5 ?"],
        ),
        (
            "MY NEPHEW, A LITTLE BOY TYRONE BAPTISTE BORN 1/9/2022 IS LEFT WITH TEENAGERS",
            vec!["Tyrone Baptiste 2022-09-01"],
        ),
        ("Patient: NOWAK-BELL, Lena\nDOB: 05-Mar-2024", vec!["Lena NOWAK-BELL 2024-03-05"]),
        (
            "1. D'Angelo, Luca Jos\u{e9} (M), d.o.b. 14 June 2009, of 12 High Street",
            vec!["Luca Jos\u{e9} D'Angelo 2009-06-14"],
        ),
        ("Referral for Baker, Noah (01/02/2018) of Year 4.", vec!["Noah Baker 2018-02-01"]),
        ("dob 12/3/15, name Tom Hale, seen by PC Jones on 12/11/2026.", vec!["Tom Hale 2015-03-12"]),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn i3_dates_are_read_as_people_write_them() {
    for (text, expected) in [
        ("Imogen Sallow (dob she gave me was 22nd of the 8th 2011) came.", "Imogen Sallow 2011-08-22"),
        ("Re: Master Barnaby Smythe (born 29 ii 2020)", "Barnaby Smythe 2020-02-29"),
        ("Kaiden Pearce b. 250810 was arrested.", "Kaiden Pearce 2010-08-25"),
        ("Poppy Garside comes three days a week, she's 2, her birthday is 21st July.", "Poppy Garside 2024-07-21 ?"),
        ("Ella Thorpe turned 6 in May and is always outside.", "Ella Thorpe 6"),
        ("Lily Brown was seen on 12/11/2026. Lily Brown's dob is 03/02/2019.", "Lily Brown 2019-02-03"),
        (
            "Her name is Priya Nair. Her tutor is Mr Alan Cope. Her date of birth is 02/02/2009.",
            "Priya Nair 2009-02-02",
        ),
    ] {
        assert_eq!(told(text), [expected], "{text}");
    }
}

#[test]
fn i3_whoever_is_named_beside_the_child_is_none() {
    for text in [
        "Mia Elsworth, d.o.b. 06/07/2012, was last seen with Kacey Thorne (also 14).",
        "Mia Elsworth, d.o.b. 06/07/2012, and her mother Debbie Elsworth on 2.11.26.",
        "Mia Elsworth, d.o.b. 06/07/2012. Her sister Cordelia died in 2019 aged two.",
        "Mia Elsworth, d.o.b. 06/07/2012. Her best friend Leo Hart (9) told Miss Clare Todd.",
    ] {
        assert_eq!(told(text), ["Mia Elsworth 2012-07-06"], "{text}");
    }
}

#[test]
fn i3_an_unborn_baby_has_its_due_date_and_its_mothers_name() {
    let found =
        people("", "Unborn baby of Shannon Tully, DOB 30/11/1996, EDD 14/02/2027, of 8 Lady Terrace, Hull HU3 6RE.");
    let [child] = found.children.as_slice() else { panic!("{found:?}") };
    assert!(child.unborn && child.sure && child.name.given.is_empty(), "{child:?}");
    assert_eq!((child.name.family.as_str(), child.postcode.as_str()), ("Tully", "HU3 6RE"));
    assert_eq!(child.date_of_birth, NaiveDate::from_ymd_opt(2027, 2, 14));
}

#[test]
fn i3_what_is_said_of_the_child_is_read() {
    let found = people(
        "Ryan",
        "Ryan Cole (M, known as Ry) born 02/03/2017, NHS number 999 123 4567, UPN A123456789012, attends Meadow Bank \
Primary School. He lives at 3 Orchard Way, Rugby CV21 1AA with his mum Kate Cole (dob 5/6/1990) and his stepdad Ian Nunn.",
    );
    let [child] = found.children.as_slice() else { panic!("{found:?}") };
    assert_eq!((child.gender.as_str(), child.school.as_str()), ("M", "Meadow Bank Primary School"));
    assert_eq!((child.nhs_number.as_str(), child.upn.as_str()), ("9991234567", "A123456789012"));
    assert_eq!((child.address.as_str(), child.postcode.as_str()), ("3 Orchard Way, Rugby", "CV21 1AA"));
    let others: Vec<(String, &str)> =
        found.household.iter().map(|r| (r.name.full(), r.relationship.as_str())).collect();
    assert_eq!(others, [("Kate Cole".to_owned(), "mum"), ("Ian Nunn".to_owned(), "stepdad")]);
    assert_eq!(found.household[0].date_of_birth, NaiveDate::from_ymd_opt(1990, 6, 5));
}

#[test]
fn i3_a_child_may_write_for_itself() {
    let found = told("hi im 15 and i dont feel safe at home. my name is jess holloway i live in hull and need help");
    assert_eq!(found, ["Jess Holloway 15"]);
}

#[test]
fn i7_what_is_not_looked_through_is_said() {
    let short = people("", "Rhys Okafor, aged 11, is left alone.");
    assert!(!short.cut, "{short:?}");
    let long = people("", &format!("Rhys Okafor, aged 11, is left alone. {}", "He was cold again. ".repeat(2_000)));
    assert!(long.cut && long.children.len() == 1, "{long:?}");
    let many: Vec<String> =
        ('a'..='z').flat_map(|a| ('a'..='h').map(move |b| format!("Child K{a}{b} Okafor, aged 11."))).collect();
    assert!(people("", &many.join("\n")).cut);
}
