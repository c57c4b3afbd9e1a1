use chrono::NaiveDate;

use super::tests::{names, read, table};
use crate::intake::extract::{read_html, read_plain};
use crate::intake::people::People;

fn text(text: &str) -> People {
    read(&read_plain(text))
}

fn day(y: i32, m: u32, d: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(y, m, d)
}

fn born(people: &People) -> Vec<Option<NaiveDate>> {
    people.children.iter().map(|c| c.date_of_birth).collect()
}

fn others(people: &People) -> Vec<(String, &str)> {
    people.household.iter().map(|r| (r.name.full(), r.relationship.as_str())).collect()
}

#[test]
fn i3_people_of_a_police_report_are_told_by_their_role() {
    let people = read(&table(&[
        &["PERSON 1", "", "", ""],
        &["Role in notice", "Parent / Carer", "Relationship to child", "Mother"],
        &["Surname", "NGUYEN", "Forenames", "Efua"],
        &["DOB", "01/02/1990", "Sex", "F"],
        &["PERSON 2", "", "", ""],
        &["Role in notice", "Child", "Relationship to child", "SELF"],
        &["Surname", "NGUYEN", "Forenames", "Kofi"],
        &["DOB", "07/03/2021", "Sex", "M"],
        &["School", "Hillside", "PNC ID", ""],
    ]));
    assert_eq!(names(&people), ["Kofi NGUYEN"], "{people:#?}");
    assert_eq!((born(&people), people.children[0].school.as_str()), (vec![day(2021, 3, 7)], "Hillside"));
    assert_eq!(others(&people), [("Efua NGUYEN".to_owned(), "Mother")]);

    let print = text(
        "REPORTING OFFICER.......: ISAAC AHMED\n\n----- NOMINAL 1 -----\nROLE....................: CHILD COME TO NOTICE\nNAME....................: NGUYEN, KOFI\nDOB.....................: 07/03/2021\n\n----- NOMINAL 2 -----\nROLE....................: PARENT/GUARDIAN\nNAME....................: NGUYEN, EFUA\nDOB.....................: 01/02/1990\nRELATIONSHIP TO NOM 1...: MOTHER",
    );
    assert_eq!((names(&print), born(&print)), (vec!["KOFI NGUYEN".to_owned()], vec![day(2021, 3, 7)]), "{print:#?}");
    assert_eq!(others(&print), [("EFUA NGUYEN".to_owned(), "MOTHER")]);
}

#[test]
fn i3_a_hospitals_address_label_names_the_child() {
    let people = read(&table(&[
        &[
            "NGUYEN, Kofi\nDoB 07/03/2021   Sex M\nNHS No 999 281 1374\nTop Floor Flat, 1 Elm Grove\nB11 4LG\nGP Dr Ahmed, Oak Surgery",
            "Attendance date: 22/11/2026\nTriage nurse: Olu Banerjee",
        ],
        &["Accompanied by", "Efua Nguyen"],
    ]));
    assert_eq!((names(&people), born(&people)), (vec!["Kofi NGUYEN".to_owned()], vec![day(2021, 3, 7)]), "{people:#?}");
    let child = &people.children[0];
    assert_eq!((child.nhs_number.as_str(), child.gender.as_str()), ("9992811374", "M"));
    assert_eq!((child.address.as_str(), child.postcode.as_str()), ("Top Floor Flat, 1 Elm Grove", "B11 4LG"));
}

#[test]
fn i3_answers_stand_on_rules_or_above_their_labels() {
    let ruled = text(
        "PART A  CHILD\n1. Surname ___Nguyen___  Forenames __Kofi_______\n2. Date of birth _07/03/2021____   Male/Female _M___\n3. Address _1 Elm Grove_____ Postcode ______\nPART B  FAMILY\n4. Name ___Efua Nguyen__ Relationship __Mother___ D.O.B. __01/02/1990___",
    );
    assert_eq!((names(&ruled), born(&ruled)), (vec!["Kofi Nguyen".to_owned()], vec![day(2021, 3, 7)]), "{ruled:#?}");
    assert_eq!(others(&ruled), [("Efua Nguyen".to_owned(), "Mother")]);

    let mut beneath = table(&[
        &["Nguyen", "Kofi", "07/03/2021"],
        &["FAMILY NAME", "FIRST NAMES", "DATE OF BIRTH"],
        &["Boy", "9992811374", ""],
        &["BOY OR GIRL", "NHS NUMBER", ""],
    ]);
    beneath.blocks.insert(0, crate::intake::document::Block::Heading("THE CHILD".to_owned()));
    let people = read(&beneath);
    assert_eq!((names(&people), born(&people)), (vec!["Kofi Nguyen".to_owned()], vec![day(2021, 3, 7)]), "{people:#?}");
    assert_eq!(people.children[0].nhs_number, "9992811374");
}

#[test]
fn i3_a_table_that_was_written_one_cell_to_a_line_is_one_again() {
    let people = text(
        "CHILD CONCERN\n\nChild\u{2019}s Name\nD.O.B\nGender\nEducation Setting\nKofi Nguyen\n07/03/2021\nBoy\nHillside\nAma Nguyen\n01/02/2019\nGirl\nSame as above\n\nParties involved\n\nName\nRelationship\nDOB\n\nEfua Nguyen\nMother\n01/02/1990\n\nYaw Nguyen\nFather\n-",
    );
    assert_eq!(names(&people), ["Kofi Nguyen", "Ama Nguyen"], "{people:#?}");
    assert_eq!(born(&people), [day(2021, 3, 7), day(2019, 2, 1)]);
    assert!(people.children.iter().all(|c| c.school == "Hillside"));
    assert_eq!(others(&people), [("Efua Nguyen".to_owned(), "Mother"), ("Yaw Nguyen".to_owned(), "Father")]);
}

#[test]
fn i3_rows_without_names_go_by_their_order_or_to_nobody() {
    let children: [&[&str]; 3] =
        [&["Family name", "Given names", "DOB"], &["Nguyen", "Kofi", "07/03/2021"], &["Nguyen", "Ama", "01/02/2019"]];
    let read_with = |further: &[&[&str]]| {
        let mut document = table(&children);
        document.blocks.insert(0, crate::intake::document::Block::Heading("Children in this referral".to_owned()));
        document.blocks.extend(table(further).blocks);
        read(&document)
    };
    let schools = |people: &People| people.children.iter().map(|c| c.school.clone()).collect::<Vec<_>>();
    let both = read_with(&[&["Name of school", "NHS number"], &["Hillside", "9992811374"], &["Oak School", ""]]);
    assert_eq!(schools(&both), ["Hillside", "Oak School"], "{both:#?}");
    let three = read_with(&[
        &["Name of school", "NHS number"],
        &["Hillside", "9992811374"],
        &["Oak School", ""],
        &["Elm School", ""],
    ]);
    assert_eq!(schools(&three), ["", ""], "three rows for two children are nobody's");
}

#[test]
fn i3_a_childs_row_may_hold_its_parents_and_a_group_may_head_the_labels() {
    let people = read(&table(&[
        &["Child forename", "Child surname", "DOB", "Mother's name", "Mother DOB", "Logged by"],
        &["Kofi", "Nguyen", "07/03/2021", "Efua Nguyen", "01/02/1990", "Isaac Ahmed"],
    ]));
    assert_eq!((names(&people), born(&people)), (vec!["Kofi Nguyen".to_owned()], vec![day(2021, 3, 7)]), "{people:#?}");
    assert_eq!(others(&people), [("Efua Nguyen".to_owned(), "mother")]);

    let grouped = read(&table(&[
        &["Child / young person", "", "", "Education / early years", ""],
        &["Forename", "Legal surname", "DOB / EDD", "Setting", "UPN"],
        &["Kofi", "Nguyen", "07/03/2021", "Hillside", ""],
        &["Parents, carers and other adults", "", "", "Status", ""],
        &["Name", "Relationship to child(ren)", "DOB", "PR? Y/N", "Consulted? Y/N"],
        &["Efua Nguyen", "Mother", "01/02/1990", "Y", "Y"],
    ]));
    assert_eq!((names(&grouped), grouped.children[0].school.as_str()), (vec!["Kofi Nguyen".to_owned()], "Hillside"));
    assert_eq!(others(&grouped), [("Efua Nguyen".to_owned(), "Mother")], "{grouped:#?}");
}

#[test]
fn i3_who_signs_or_is_spoken_of_in_a_sentence_is_no_child() {
    let people = read(&table(&[
        &["Child's name", "Kofi Nguyen", "Date of birth", "07/03/2021"],
        &["I agree to information being shared", "", "", ""],
        &["Name", "Efua Nguyen", "Signature", "by telephone"],
        &["Does the child have a disability?", "Yes - hearing aid", "", ""],
    ]));
    assert_eq!(names(&people), ["Kofi Nguyen"], "{people:#?}");
    let told = text(
        "Child's name: Kofi Nguyen\nDate of birth: 07/03/2021\n\nContext of incident\nEffie Prentice (a neighbour, born 4/7/1979) told us on 03/11/2026 that the children are left in the car outside the pub on Fridays.",
    );
    assert_eq!(names(&told), ["Kofi Nguyen"], "{told:#?}");
}

#[test]
fn i3_no_label_is_taken_for_a_name() {
    // Answers are missing, and one label follows the other.
    let people = read(&table(&[
        &["Child", "", "", ""],
        &["Surname", "Forename 1", "Forename 2", "Ethnic appearance"],
        &["", "", "", ""],
        &["Home address and postcode", "", "School", ""],
    ]));
    assert_eq!(names(&people), Vec::<String>::new(), "{people:#?}");
    let street = read(&table(&[
        &["Where the child(ren) live", ""],
        &["House number/name and street, town", "The Old Forge, The Mount, Hull"],
    ]));
    assert_eq!(names(&street), Vec::<String>::new(), "{street:#?}");
}

#[test]
fn i3_programs_names_of_fields_and_letters_with_re_lines_are_read() {
    for form in [
        "child1_first_name=Kofi\nchild1_surname=Nguyen\nchild1_dob=07/03/2021\nparent1_name=Efua Nguyen\nparent1_relationship=Mother",
        "Child1FirstName: Kofi\nChild1Surname: Nguyen\nChild1Dob: 7 March 2021\nParent1Name: Efua Nguyen\nParent1Relationship: Mother",
        "What is child 1\u{2019}s first name?: Kofi\nWhat is child 1\u{2019}s last name?: Nguyen\nWhat is child 1\u{2019}s date of birth?: Day 7\nMonth 3\nYear 2021\nWhat is adult 1\u{2019}s full name?: Efua Nguyen\nHow is adult 1 related to the children?: Mother",
        "Dear Colleague\nRe: Kofi Nguyen, d.o.b. March 7th, 2021\nNHS Number: 9992811374    Sex: M\nOthers at that address:\n* Efua Nguyen, 01/02/1990 (Mother)",
        "Child // Name: Kofi Nguyen // Born: 07/03/2021\nAdult // Name: Efua Nguyen // Who: Mother",
    ] {
        let people = text(form);
        assert_eq!(
            (names(&people), born(&people)),
            (vec!["Kofi Nguyen".to_owned()], vec![day(2021, 3, 7)]),
            "{form}\n{people:#?}"
        );
        assert_eq!(others(&people).first().map(|(name, _)| name.as_str()), Some("Efua Nguyen"), "{form}");
    }
}

#[test]
fn i3_cells_reach_over_rows_and_terms_have_descriptions() {
    let people = read(&read_html(
        "<table><tr><td rowspan=3>1. Child</td><td>Name of child (or Unborn)</td><td>Kofi Nguyen</td></tr><tr><td>Date of birth (or EDD)</td><td>07/03/2021</td></tr><tr><td>Usual address</td><td>1 Elm Grove, Hull. HU1 1AA</td></tr><tr><td rowspan=2>2. Parents / carers</td><td>Name</td><td>Efua Nguyen</td></tr><tr><td>Relationship to child</td><td>Mother</td></tr></table>",
    ));
    assert_eq!((names(&people), born(&people)), (vec!["Kofi Nguyen".to_owned()], vec![day(2021, 3, 7)]), "{people:#?}");
    assert_eq!(others(&people), [("Efua Nguyen".to_owned(), "Mother")]);
    let terms = read(&read_html(
        "<dl><dt>Child\u{2019}s first name</dt><dd>Kofi</dd><dt>Child\u{2019}s last name</dt><dd>Nguyen</dd><dt>Child\u{2019}s date of birth</dt><dd>Day 7<br>Month 3<br>Year 2021</dd></dl>",
    ));
    assert_eq!((names(&terms), born(&terms)), (vec!["Kofi Nguyen".to_owned()], vec![day(2021, 3, 7)]), "{terms:#?}");
}

#[test]
fn i3_each_fact_says_under_which_label_it_stood() {
    let people = read(&table(&[
        &["Legal surname", "Nguyen", "Legal forename(s)", "Kofi"],
        &["D.O.B/E.D.D", "07/03/2021", "Home address incl. postcode", "1 Elm Grove, B11 4LG"],
    ]));
    let stood = &people.children[0].stood;
    let shown: Vec<_> = stood.iter().map(|(fact, label)| (fact.as_str(), label.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("address", "\"Home address incl. postcode\""),
            ("date_of_birth", "\"D.O.B/E.D.D\""),
            ("family_name", "\"Legal surname\""),
            ("given_names", "\"Legal forename(s)\""),
        ]
    );
}

#[test]
fn i3_one_family_home_is_every_childs_and_an_agencys_worker_is_no_school() {
    let mut document = table(&[
        &["Name of child", "DOB", "UPN / NHS no.", "Postcode"],
        &["Nguyen, Kofi", "07/03/2021", "999 281 1374", "EX4 4QJ"],
        &["Nguyen, Ama", "01/02/2014", "B801200005001", ""],
    ]);
    document.blocks.insert(0, crate::intake::document::Block::Heading("Children you are referring".to_owned()));
    let further: [&[&[&str]]; 3] = [
        &[&["Family address", "5 Hill Road, Exeter"]],
        &[&["Name", "Relationship to child", "Lives at this address?"], &["Efua Nguyen", "Mother", "Yes"]],
        &[
            &["Agency", "Worker\u{2019}s name", "Telephone"],
            &["School", "Jane Doe", ""],
            &["GP", "Dr Nolan", "01632 960733"],
        ],
    ];
    for rows in further {
        document.blocks.extend(table(rows).blocks);
    }
    let people = read(&document);
    let told: Vec<[&str; 6]> = people
        .children
        .iter()
        .map(|c| [&c.name.given, &c.nhs_number, &c.upn, &c.address, &c.postcode, &c.school].map(String::as_str))
        .collect();
    let home = "5 Hill Road, Exeter";
    let kofi = ["Kofi", "9992811374", "", home, "EX4 4QJ", ""];
    let ama = ["Ama", "", "B801200005001", home, "EX4 4QJ", ""];
    assert_eq!(told, [kofi, ama], "{people:#?}");
    assert_eq!(people.children[0].stood.get("nhs_number").map(String::as_str), Some("\"UPN / NHS no\""));
}

#[test]
fn i3_a_question_with_its_answer_is_no_heading_and_no_name() {
    let people = text(
        "Your details\n------------\nI am contacting you as: A professional\nFirst name: Isaac\nLast name: Ahmed\n\n\
         Child 1 details\n---------------\nIs this child unborn?: No\nChild\u{2019}s first name(s): Kofi\n\
         Child\u{2019}s last name: Nguyen\nChild\u{2019}s date of birth: 7 Mar 2021\n\
         Address line 1: 1 Elm Grove\nTown or city: Birmingham\nPostcode of home: B114LG\n",
    );
    assert_eq!(names(&people), ["Kofi Nguyen"], "{people:#?}");
    assert_eq!(people.referrer.get(crate::intake::rules::Field::Given), "Isaac");
    let child = &people.children[0];
    assert_eq!((child.address.as_str(), child.postcode.as_str()), ("1 Elm Grove, Birmingham", "B11 4LG"));
}

#[test]
fn i3_what_dots_lead_to_is_the_answer_and_a_heading_ends_an_address() {
    let people = text(
        "Child at risk\nChild\u{2019}s known name ....... Kofi Nguyen\nChild\u{2019}s DOB / age ........ 07-03-2021\n\n\
         Adult 1\nAdult\u{2019}s name ....... Efua Nguyen\nRelationship to child(ren) ........ Mother\n",
    );
    assert_eq!((names(&people), born(&people)), (vec!["Kofi Nguyen".to_owned()], vec![day(2021, 3, 7)]), "{people:#?}");
    let people = text(
        "Parent we are supporting (mother)\n\nName: Efua Nguyen\nFamily\u{2019}s address: 1 Elm Grove, Birmingham, B11 4LG\n\n\
         Children we are worried about\n\nName\tDOB\tGender\nNguyen, Kofi\t07/03/2021\tMale\n",
    );
    assert_eq!((names(&people), born(&people)), (vec!["Kofi Nguyen".to_owned()], vec![day(2021, 3, 7)]), "{people:#?}");
}
