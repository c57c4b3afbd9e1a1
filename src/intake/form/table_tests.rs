use super::tests::{names, read, table};
use crate::intake::document::Block;
use chrono::NaiveDate;

fn day(y: i32, m: u32, d: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(y, m, d)
}

#[test]
fn i3_numbered_rows_are_sections_and_a_teachers_name_is_no_childs() {
    let people = read(&table(&[
        &["1", "CHILD OR YOUNG PERSON", "", ""],
        &["Name of child", "Kofi Nguyen", "", ""],
        &["Date of birth", "07/03/2021", "Sex", "M"],
        &["2", "PARENTS OR CARERS", "", ""],
        &["Name", "Ms Ama Nguyen", "Mother", "DOB 01/02/1990"],
        &["3", "SCHOOL OR EARLY YEARS", "", ""],
        &["Name", "Ravi Marsh", "Role", "Class teacher"],
        &["4", "REFERRER", "", ""],
        &["Name", "Isaac Ahmed", "Agency", "NSPCC"],
    ]));
    assert_eq!(names(&people), ["Kofi Nguyen"], "{people:#?}");
    let mother = &people.household[0];
    assert_eq!((mother.name.full().as_str(), mother.relationship.as_str()), ("Ama Nguyen", "Mother"));
    assert_eq!(mother.date_of_birth, day(1990, 2, 1));
    assert_eq!(people.household.len(), 1);
}

#[test]
fn i3_a_label_and_its_answer_may_stand_in_one_cell() {
    let people = read(&table(&[
        &["Child 1", "", ""],
        &["First name(s)\nKofi", "Surname\nNguyen", "Known as"],
        &["Date of birth\n07/03/2021", "Sex\nX M    F", "NHS number"],
        &["Home address and postcode\n1 Elm Grove, Birmingham B11 4LG", "", "School or nursery\nHillside"],
        &["Child 2", "", ""],
        &["First name(s)\nAma Efua", "Surname\nNguyen", "Known as\nEffie"],
        &["Date of birth\n01/02/2019", "Sex\nM   X F", "NHS number"],
        &["Home address and postcode\nAs above", "", "School or nursery"],
        &["Referrer", "", ""],
        &["Name\nIsaac Ahmed", "Role\nNurse", "Agency\nNHS"],
    ]));
    assert_eq!(names(&people), ["Kofi Nguyen", "Ama Efua Nguyen"], "{people:#?}");
    for (child, gender) in people.children.iter().zip(["M", "F"]) {
        assert_eq!((child.gender.as_str(), child.postcode.as_str()), (gender, "B11 4LG"));
    }
    assert_eq!(people.children[0].school, "Hillside");
}

#[test]
fn i3_a_column_may_say_of_whom_the_request_is() {
    let people = read(&table(&[
        &["Full name", "DOB /\nEDD", "M/F", "Relationsh\nip", "School", "Subject of this\nreferral?"],
        &["Efua Nguyen", "01/02/1990", "F", "Mother", "", "N"],
        &["Kofi Nguyen", "07/03/2021", "M", "", "Hillside", "Y"],
        &["Ama Nguyen", "01/02/2019", "F", "Child", "", "N"],
    ]));
    assert_eq!(names(&people), ["Kofi Nguyen"], "{people:#?}");
    assert_eq!(people.household.len(), 2);
}

#[test]
fn i3_people_may_stand_in_one_cell_a_line_each() {
    let people = read(&table(&[
        &[
            "Name(s) and date(s) of birth of child(ren)",
            "1) Kofi Nguyen \u{2013} 07/03/2021 (M)\n2) Ama Nguyen DOB 7 years (F)",
        ],
        &["Address", "1 Elm Grove, Birmingham B11 4LG"],
        &["Parents, carers, siblings and others in the home", "Efua Nguyen (Mother) 1.2.90\nYaw Nguyen (Brother)"],
        &["Your name, role and agency", "Isaac Ahmed, Constable 4471, Police"],
    ]));
    assert_eq!(names(&people), ["Kofi Nguyen", "Ama Nguyen"], "{people:#?}");
    assert_eq!(people.children[0].date_of_birth, day(2021, 3, 7));
    assert_eq!((people.children[1].age, people.children[1].gender.as_str()), (Some(7), "F"));
    assert!(people.children.iter().all(|c| c.postcode == "B11 4LG"), "one address of all");
    let others: Vec<_> = people.household.iter().map(|r| (r.name.full(), r.relationship.as_str())).collect();
    assert_eq!(others, [("Efua Nguyen".to_owned(), "Mother"), ("Yaw Nguyen".to_owned(), "Brother")]);
}

#[test]
fn i3_sections_and_people_stand_beside_each_other() {
    let sections = read(&table(&[
        &["Child's details", "", "Parent's details", ""],
        &["Name", "Kofi Nguyen", "Name", "Efua Nguyen"],
        &["DOB", "07/03/2021", "DOB", "01/02/1990"],
    ]));
    let columns = read(&table(&[
        &["", "Child", "Mother", "Father"],
        &["Name", "Kofi Nguyen", "Efua Nguyen", "Yaw Nguyen"],
        &["Date of birth", "07/03/2021", "01/02/1990", "not known"],
    ]));
    let first = read(&table(&[
        &["Child subject\nof referral", "Forena\nme", "Kofi", "Surnam\ne", "Nguyen"],
        &["", "D.O.B", "07/03/2021", "Sex", "M"],
        &["Referrer", "Name", "Isaac Ahmed", "", ""],
    ]));
    for (nth, people) in [sections, columns, first].into_iter().enumerate() {
        assert_eq!(names(&people), ["Kofi Nguyen"], "{nth} {people:#?}");
        assert_eq!(people.children[0].date_of_birth, day(2021, 3, 7));
    }
}

#[test]
fn i3_a_surname_that_reads_like_a_label_is_one() {
    let people = read(&table(&[
        &["Child 1", "", "", ""],
        &["Surname", "School", "Forenames", "Hope"],
        &["DoB", "07/03/2021", "NHS No.", "n/k"],
        &["UPN", "", "", ""],
        &["Child 2", "", "", ""],
        &["Surname", "School", "Forenames", "Grace Joy"],
        &["DoB", "01/02/2019", "NHS No.", ""],
    ]));
    assert_eq!(names(&people), ["Hope School", "Grace Joy School"], "{people:#?}");
}

#[test]
fn i3_an_unborn_baby_has_its_mothers_address_and_no_given_name() {
    let people = read(&table(&[
        &["PREGNANT WOMAN", "", "", ""],
        &["Name", "Efua Nguyen", "Date of birth", "01/02/1990"],
        &["Address", "1 Elm Grove, Birmingham B11 4LG", "", ""],
        &["UNBORN BABY", "", "", ""],
        &["Baby to be known as", "Unborn baby Nguyen", "Estimated\ndue date", "01/02/2027"],
        &["OTHER CHILDREN THIS REFERRAL IS ABOUT", "", "", ""],
        &["Name", "Kofi Nguyen", "DOB", "07/03/2021"],
    ]));
    assert_eq!(names(&people), ["Nguyen", "Kofi Nguyen"], "{people:#?}");
    let baby = &people.children[0];
    assert!(baby.unborn && baby.name.given.is_empty());
    assert_eq!((baby.date_of_birth, baby.postcode.as_str()), (day(2027, 2, 1), "B11 4LG"));
    assert_eq!(people.household[0].name.full(), "Efua Nguyen");
}

#[test]
fn i3_a_name_that_is_half_guessed_or_an_adults_is_not_sure() {
    for form in [
        &[&["First name", "Teddy Leo"], &["Surname", ""], &["DOB", "07/03/2021"], &["School", "Hillside"]][..],
        &[&["Child's name", "Kofi Nguyen"], &["DOB", "07/03/1981"], &["School", "Hillside"], &["UPN", ""]],
    ] {
        let rows: Vec<&[&str]> = form.iter().map(|r| &r[..]).collect();
        let people = read(&table(&rows));
        assert!(people.children.iter().all(|c| !c.sure), "{people:#?}");
    }
}

#[test]
fn i3_labels_beneath_a_table_of_patients_are_no_patient() {
    let people = read(&table(&[
        &["Patient name", "Date of birth", "NHS number", "Sex"],
        &["Nguyen, Kofi", "7th Mar 21", "", "male"],
        &["Patient address", "Flat 2b, Elm House, Birmingham, B11 4LG", "", ""],
        &["Telephone", "07700900784", "", ""],
    ]));
    assert_eq!(names(&people), ["Kofi Nguyen"], "{people:#?}");
    let child = &people.children[0];
    assert_eq!((child.date_of_birth, child.postcode.as_str()), (day(2021, 3, 7), "B11 4LG"));
    // "Child" is a surname, too, and a date may have the age beside it.
    let people = read(&table(&[
        &["Surname of child", "Forename", "Date of birth"],
        &["Nguyen", "Kofi", "07/03/2021 aged 5"],
        &["Child", "Ama", "09/07/2016 aged 10"],
    ]));
    assert_eq!(names(&people), ["Kofi Nguyen", "Ama Child"], "{people:#?}");
}

#[test]
fn i3_a_second_table_by_first_names_is_of_the_same_children() {
    let mut both = table(&[
        &["Family name", "First and middle name(s)", "DOB or EDD"],
        &["Nguyen", "Kofi James", "07/03/2021"],
        &["Nguyen", "Unborn", "07/03/2027"],
    ]);
    let second = table(&[
        &["Child\u{2019}s first name", "School", "UPN"],
        &["Kofi James", "Hillside", ""],
        &["Unborn", "n/a", ""],
    ]);
    both.blocks.insert(0, Block::Heading("Subject child(ren), including unborn".to_owned()));
    both.blocks.extend(second.blocks);
    let people = read(&both);
    assert_eq!(names(&people), ["Kofi James Nguyen", "Nguyen"], "{people:#?}");
    assert_eq!(people.children[0].school, "Hillside");
    assert!(people.children[1].unborn);
}
