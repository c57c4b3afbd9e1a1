use chrono::NaiveDate;

use super::*;
use crate::intake::extract::{read_html, read_plain};
use crate::intake::people::{People, people};
use crate::intake::rules::tests::shipped;

pub(super) fn read(document: &Document) -> People {
    let rules = shipped();
    let form = FormReader::new(&rules).read(document);
    people(&form, "form", NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(), &rules.free_text.particles)
}

fn text(text: &str) -> People {
    read(&read_plain(text))
}

pub(super) fn names(people: &People) -> Vec<String> {
    people.children.iter().map(|c| c.name.full()).collect()
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|c| (*c).to_owned()).collect()
}

pub(super) fn table(rows: &[&[&str]]) -> Document {
    let mut document = Document::default();
    document.push(Block::Table(rows.iter().map(|r| row(r)).collect()));
    document
}

#[test]
fn i3_the_mothers_and_the_referrers_names_are_never_the_childs() {
    for form in [
        "Referrer\nName: Isaac Ahmed\nTel: 0121\n\nChild details\nName: Kofi Nguyen\nDOB: 07/03/2021\n\nParents\nName: Ama Nguyen\nDOB: 01/02/1990",
        "Your name: Isaac Ahmed\nYour email: a@b.test\nChild's name: Kofi Nguyen\nDate of birth: 07/03/2021\nMother's name: Ama Nguyen\nDate of birth: 01/02/1990",
        "Name of person making referral: Isaac Ahmed\nAgency: NSPCC\nName of child: Kofi Nguyen\nDOB: 07/03/2021\nName of parent/carer: Ama Nguyen",
        "ABOUT YOU\nFirst name: Isaac\nLast name: Ahmed\nABOUT THE CHILD\nFirst name: Kofi\nLast name: Nguyen\nDOB: 07/03/2021\nPARENTS AND CARERS\nFirst name: Ama\nLast name: Nguyen",
        "Referred by: Isaac Ahmed\nOrganisation: NSPCC\nMother: Ama Nguyen\nChild: Kofi Nguyen\nDOB: 07/03/2021",
        "Full name: Kofi Nguyen\nDOB: 07/03/2021\nSchool: Hillside\nGP: Dr Isaac Ahmed\nMother's full name: Ama Nguyen",
    ] {
        let people = text(form);
        assert_eq!(names(&people), ["Kofi Nguyen"], "{form}\n{people:#?}");
        assert_eq!(people.children[0].date_of_birth, NaiveDate::from_ymd_opt(2021, 3, 7), "{form}");
    }
    // A message form names only its sender.
    let message = text("First name: Isaac\nLast name: Ahmed\nEmail: a@b.test\nMessage: please ring me");
    assert_eq!(names(&message), Vec::<String>::new());
    assert_eq!(message.referrer.get(Field::Given), "Isaac");
    let signature = text("Isaac Ahmed\nHead Teacher\nTel: 0121 496 0000\nEmail: a@b.test");
    assert_eq!(names(&signature), Vec::<String>::new());
}

#[test]
fn i3_tables_of_pairs_records_and_columns_are_told_apart() {
    let pairs = table(&[
        &["Child's details"],
        &["First name", "Kofi", "Surname", "Nguyen"],
        &["DOB", "07/03/2021", "Gender", "M"],
        &["Other names", "", "NHS number", "943 476 5919"],
        &["Address:\n1 Elm Grove\nBirmingham\nB11 4LG"],
        &["Referrer details"],
        &["Name", "Isaac Ahmed", "Agency", "NSPCC"],
    ]);
    let records = table(&[
        &["Children"],
        &["Forename", "Surname", "DOB", "M/F", "School"],
        &["Kofi", "Nguyen", "07/03/2021", "M", "Hillside Primary School"],
        &["Ama", "Nguyen", "01/02/2019", "F", "Hillside Primary School"],
        &["", "", "", "", ""],
        &["Parents"],
        &["Name", "Relationship", "DOB", "", ""],
        &["Efua Nguyen", "Mother", "01/02/1990", "", ""],
    ]);
    let sideways = table(&[
        &["", "Child 1", "Child 2"],
        &["Child's name", "Kofi Nguyen", "Ama Nguyen"],
        &["Date of birth", "07/03/2021", "01/02/2019"],
        &["School", "Hillside", "Oakwood"],
    ]);
    let one = read(&pairs);
    assert_eq!(names(&one), ["Kofi Nguyen"], "{one:#?}");
    let child = &one.children[0];
    assert_eq!((child.gender.as_str(), child.nhs_number.as_str()), ("M", "9434765919"));
    assert_eq!((child.address.as_str(), child.postcode.as_str()), ("1 Elm Grove, Birmingham", "B11 4LG"));
    assert_eq!(one.referrer.get(Field::Name), "Isaac Ahmed");

    let two = read(&records);
    assert_eq!(names(&two), ["Kofi Nguyen", "Ama Nguyen"], "{two:#?}");
    assert_eq!(two.household.len(), 1);
    assert_eq!(two.household[0].relationship, "Mother");

    let three = read(&sideways);
    assert_eq!(names(&three), ["Kofi Nguyen", "Ama Nguyen"], "{three:#?}");
    assert_eq!(three.children[1].school, "Oakwood");
}

#[test]
fn i3_a_family_table_may_hold_the_child_itself() {
    let family = table(&[
        &["Name", "DOB", "Relationship to child"],
        &["Kofi Nguyen", "07/03/2021", "Subject child"],
        &["Efua Nguyen", "01/02/1990", "Mother"],
        &["Ama Nguyen", "01/02/2019", "Sister"],
    ]);
    let people = read(&family);
    assert_eq!(names(&people), ["Kofi Nguyen"]);
    let siblings: Vec<_> = people.household.iter().filter(|r| r.is_sibling()).map(|r| r.name.full()).collect();
    assert_eq!(siblings, ["Ama Nguyen"]);
}

#[test]
fn i3_an_empty_form_names_nobody() {
    let people =
        text("Child's first name:\nChild's surname:\nDOB:\nAddress: N/A\nMother's name: not known\nReferrer name:\n");
    assert_eq!(names(&people), Vec::<String>::new());
    assert!(people.household.is_empty());
    let pairs = table(&[&["First name", "", "Surname", ""], &["DOB", "", "Gender", ""], &["School", "", "", ""]]);
    assert_eq!(names(&read(&pairs)), Vec::<String>::new());
}

#[test]
fn i3_an_unborn_child_has_a_due_date() {
    let people = text(
        "Unborn baby details\nChild's name: Baby Nguyen\nExpected date of delivery: 01/02/2027\nGender: not known",
    );
    // "Baby" is no name.
    assert_eq!(names(&people), ["Nguyen"]);
    assert!(people.children[0].unborn);
    assert_eq!(people.children[0].date_of_birth, NaiveDate::from_ymd_opt(2027, 2, 1));
}

#[test]
fn i3_several_labels_in_one_line_are_parted() {
    let people = text("Child's name: Kofi Nguyen  DOB: 07/03/2021  Gender: M\nSchool: Hillside; Postcode: B11 4LG");
    let child = &people.children[0];
    assert_eq!(names(&people), ["Kofi Nguyen"]);
    assert_eq!((child.gender.as_str(), child.school.as_str(), child.postcode.as_str()), ("M", "Hillside", "B11 4LG"));
    let people = text("Child's details:\nFull name: Kofi Nguyen, DOB: 23/03/2021\tGender: M\nSchool: Hillside");
    assert_eq!(who(&people).0, ["Kofi Nguyen 2021-03-23"], "{people:#?}");
    let cells = table(&[
        &["Parents and carers", "", ""],
        &["Name: Efua Nguyen", "Relationship: Mother", "DOB:"],
        &["Name: Yaw Nguyen", "Relationship: Father"],
    ]);
    assert_eq!(who(&read(&cells)).1, ["Efua Nguyen ", "Yaw Nguyen "]);
    let glued = table(&[&["Child", "", ""], &["Surname", "Nguyen", "Nursery / school Oak Primary"]]);
    assert_eq!(read(&glued).children[0].school, "Oak Primary");
}

#[test]
fn i3_a_concern_keeps_its_lines_and_its_colons() {
    let rules = shipped();
    let form = FormReader::new(&rules).read(&read_plain(
        "Child's name: Kofi Nguyen\nDOB: 07/03/2021\nReason for referral: He said about school: it is cold.\nHe is hungry.\n\nReferrer name: Isaac Ahmed",
    ));
    assert_eq!(form.request.get(&Field::Concern).unwrap(), "He said about school: it is cold.\nHe is hungry.");
}

#[test]
fn i3_html_tables_are_forms_too() {
    let people = read(&read_html(
        "<table><tr><td colspan=2><b>Child</b></td></tr><tr><td>Surname</td><td>Nguyen</td></tr><tr><td>Forename(s)</td><td>Kofi</td></tr>\
<tr><td>D.O.B.</td><td>7th March 2021</td></tr></table><h3>Referrer</h3><table><tr><td>Name</td><td>Isaac Ahmed</td></tr></table>",
    ));
    assert_eq!(names(&people), ["Kofi Nguyen"], "{people:#?}");
    assert_eq!(people.children[0].date_of_birth, NaiveDate::from_ymd_opt(2021, 3, 7));
    assert_eq!(people.referrer.get(Field::Name), "Isaac Ahmed");
}

/// The children with their dates, and the others.
fn who(people: &People) -> (Vec<String>, Vec<String>) {
    let date = |date: Option<NaiveDate>| date.map(|d| d.to_string()).unwrap_or_default();
    let children = people.children.iter().map(|c| format!("{} {}", c.name.full(), date(c.date_of_birth)));
    let others = people.household.iter().map(|r| format!("{} {}", r.name.full(), date(r.date_of_birth)));
    (children.collect(), others.collect())
}

#[test]
fn i3_each_section_has_people_of_its_own() {
    for form in [
        // The same surname again is another person's; relatives before the child.
        "MOTHER'S DETAILS\nSurname: Nguyen\nFirst name: Efua\nDate of birth: 01/02/1990\nCHILD'S DETAILS (1)\nSurname: Nguyen\nFirst name: Kofi\nDate of birth: 07/03/2021\nCHILD'S DETAILS (2)\nSurname: Nguyen\nFirst name: Ama\nDate of birth: 01/02/2019",
        "Child 1\nName  Kofi Nguyen\nDate of birth  07/03/2021\nChild 2\nName  Ama Nguyen\nDate of birth  01/02/2019\nMother\nName  Efua Nguyen\nDate of birth  01/02/1990",
        "Children\n- Kofi Nguyen, 07/03/2021, male\n- Ama Nguyen, 01/02/2019, female\nAdults\n- Efua Nguyen (mother), 01/02/1990\nReferrer\n- Isaac Ahmed, Oak School",
        "Child or children concerned\n-----\n1. NGUYEN, Kofi (M), d.o.b. 7.3.21, of 1 Elm Grove, B11 4LG\n2. NGUYEN, Ama (F), d.o.b. 1.2.19, of as above\nFamily\n-----\n* Mother: Nguyen, Efua, d.o.b. 1.2.90\nConcern\n-----\nOn 19/11/2026 neighbours heard shouting.",
        "SUBJECT(S)\nNguyen, Kofi - M - 07/03/2021 - 1 Elm Grove, B11 4LG\nNguyen, Ama - F - 01/02/2019 - as above\nOTHER PERSONS\nNguyen, Efua - F - 01/02/1990 - Mother",
        "Subject\nSurname ....... Nguyen\nForename ...... Kofi\nDOB ........... 07/03/2021\nSubject 2\nSurname ....... Nguyen\nForename ...... Ama\nDOB ........... 01/02/2019\nPerpetrator\nSurname ....... Nguyen\nForename ...... Efua\nDOB ........... 01/02/1990",
        "*Child 1*\n*Surname* Nguyen\n*First names* Kofi\n*DOB* 07/03/2021\n*Child 2*\n*Surname* Nguyen\n*First names* Ama\n*DOB* 01/02/2019\n*Mother*\n*Name* Efua Nguyen\n*DOB* 01/02/1990",
    ] {
        let people = text(form);
        let (children, others) = who(&people);
        let children: Vec<_> = children.iter().map(|c| c.replace("NGUYEN", "Nguyen")).collect();
        assert_eq!(children, ["Kofi Nguyen 2021-03-07", "Ama Nguyen 2019-02-01"], "{form}\n{people:#?}");
        let mother = others.iter().map(|o| o.replace("NGUYEN", "Nguyen")).collect::<Vec<_>>();
        assert_eq!(mother, ["Efua Nguyen 1990-02-01"], "{form}\n{people:#?}");
        let homes: Vec<&str> = people.children.iter().map(|c| c.postcode.as_str()).collect();
        assert_eq!(homes, [if form.contains("B11") { "B11 4LG" } else { "" }; 2], "{form}");
    }
}

#[test]
fn i3_a_heading_of_which_nothing_is_known_begins_no_child() {
    let people = text(
        "Young person\nForename: Kofi\nSurname: Nguyen\nDOB: 7/3/21\nClass teacher\nName: Paul Grant\nDOB: 1/2/1980\n4. Details of school\nContact name: Paula Grant\nSaltmarsh Children's Services\nName: Pia Grant",
    );
    assert_eq!(names(&people), ["Kofi Nguyen"], "{people:#?}");
    assert!(people.household.is_empty(), "{people:#?}");
    // Of several without a heading nobody says which is the child.
    let people = text("Name: Ama Nguyen\nDOB: 01/02/2015\n\nName: Efua Nguyen\nDOB: 01/02/1990");
    assert!(people.children.iter().all(|c| !c.sure), "{people:#?}");
}

#[test]
fn i3_labels_are_names_too_and_guidance_is_no_answer() {
    let people = text(
        "Child\nLast name\nSchool\nFirst name\nFaith\nDate of birth\n7/3/21\nGender\n\u{2612} Male   \u{2610} Female   \u{2610} Unborn\nUPN:\nGive the names of all children who live in the household, and any who live elsewhere, with dates of birth.",
    );
    assert_eq!(who(&people).0, ["Faith School 2021-03-07"], "{people:#?}");
    assert_eq!((people.children[0].gender.as_str(), people.children[0].upn.as_str()), ("M", ""));
    let row =
        table(&[&["Surname", "Nurse", "Forename(s)", "Grace"], &["DOB", "07/03/2021", "School", "", "Year", "1"]]);
    assert_eq!(who(&read(&row)).0, ["Grace Nurse 2021-03-07"]);
}

#[test]
fn i3_columns_keep_their_answers() {
    let people = read(&table(&[
        &["", "Child 1", "Child 2"],
        &["Forename", "Kofi", "Ama"],
        &["Surname", "Nguyen", "Nguyen"],
        &["Their favourite game", "Chess", "Go"],
        &["Address incl. postcode", "1 Elm Grove, B11 4LG", "as above"],
        &["NHS number", "999 802 4190", ""],
    ]));
    let facts: Vec<_> = people.children.iter().map(|c| (c.postcode.as_str(), c.nhs_number.as_str())).collect();
    assert_eq!(facts, [("B11 4LG", "9998024190"), ("B11 4LG", "")], "{people:#?}");
}

#[test]
fn i3_half_a_name_is_not_sure() {
    let people = text("Child\nSurname:\nFirst name: Kofi Yaw\nDOB: 07/03/2021");
    assert!(!people.children[0].sure, "{people:#?}");
    let people = text(
        "Q1. What is the child's name?\nKofi Nguyen\nQ2. What is your name?\nIsaac Ahmed\nDate of birth of child: 7/3/21",
    );
    assert_eq!(who(&people).0, ["Kofi Nguyen 2021-03-07"], "{people:#?}");
    assert_eq!(people.referrer.get(Field::Name), "Isaac Ahmed");
}
