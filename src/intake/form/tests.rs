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
