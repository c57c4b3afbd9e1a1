//! What an extract must not lose unseen: a seal (C9), a merged child, brothers and sisters, what was before.

use super::*;
use crate::domain::{Record, StaffId};

/// The restricted records, by the value of the column; `None` leaves the column out.
fn restrict(desk: &Desk, value: impl Fn(&str) -> Option<&'static str>) {
    let samples = fs::read_to_string("tests/samples/extract/people.csv").unwrap();
    desk.edit("people.csv", |_| {
        let with_cell = |line: &str| match value(line.split(',').next().unwrap_or_default()) {
            Some(cell) => [line, ",", cell, "\n"].concat(),
            None => [line, "\n"].concat(),
        };
        samples.lines().map(with_cell).collect()
    });
}

async fn record(desk: &Desk, id: &str) -> Record {
    let store = CaseStore::open(&desk.cases()).await.unwrap();
    store.records(&[id.into()]).await.unwrap().remove(0)
}

#[tokio::test]
async fn c9_an_extract_that_no_longer_says_who_is_restricted_is_refused() {
    let desk = Desk::new();
    let sealed = |id: &str| match id {
        "person_id" => "restricted",
        "P10006" | "P10007" => "yes",
        _ => "no",
    };
    restrict(&desk, |id| Some(sealed(id)));
    desk.import().await.unwrap();
    restrict(&desk, |_| None);
    let refused = "2 of 2 restrictions of records would vanish, more than the 5.0 % allowed";
    assert_eq!(desk.refused().await, refused);
    restrict(&desk, |id| Some(if id == "person_id" { "restricted" } else { "" }));
    assert_eq!(desk.refused().await, refused);
    // One is lifted, as it may be, and somebody hears of it.
    restrict(&desk, |id| Some(if id == "P10006" { "no" } else { sealed(id) }));
    assert_eq!(desk.import().await.unwrap().warnings, ["people.csv: 1 records were restricted and are not now"]);
    assert!(record(&desk, "P10007").await.person.restricted && !record(&desk, "P10006").await.person.restricted);
}

#[tokio::test]
async fn c9_a_merge_hands_on_the_seal_and_the_numbers() {
    let desk = Desk::new();
    desk.edit("merged.csv", |_| "old_id,person_id\nP10006,P10007\nP10008,P10009\n".to_owned());
    restrict(&desk, |id| {
        Some(match id {
            "person_id" => "restricted",
            "P10006" => "M1;M2",
            "P10008" => "M1 M2",
            "P10009" => "M2;M3",
            _ => "no",
        })
    });
    // The row that stays says neither number nor date.
    desk.edit("people.csv", |text| {
        text.replace("P10007,Zachary,Okafor,2018-06-28,M,2882001827,K633043483954", "P10007,Zachary,Okafor,,M,,")
    });
    assert_eq!(desk.import().await.unwrap().warnings, Vec::<String>::new());
    let zachary = record(&desk, "P10006").await.person;
    assert_eq!(zachary.id.as_str(), "P10007");
    assert!(zachary.restricted);
    assert_eq!(zachary.restricted_to, ["M1".into(), "M2".into()].map(StaffId));
    assert_eq!((zachary.nhs_number.as_str(), zachary.upn.as_str()), ("5513137356", "V379907511637"));
    assert_eq!(zachary.date_of_birth, "2010-02-17".parse().ok());
    // Of two seals, those who are named for both.
    assert_eq!(record(&desk, "P10008").await.person.restricted_to, [StaffId("M2".into())]);
    // The next night, nothing is unsealed.
    assert_eq!(desk.import().await.unwrap().warnings, Vec::<String>::new());
}

#[tokio::test]
async fn c9_what_a_restricted_record_says_does_not_speak_through_its_relations() {
    let desk = Desk::new();
    restrict(&desk, |id| {
        Some(match id {
            "person_id" => "restricted",
            "P10003" => "yes",
            _ => "no",
        })
    });
    desk.edit("relationships.csv", |_| {
        "person_id,other_id,kind\nP10001,P10002,carer\nP10001,P10003,carer\n".to_owned()
    });
    desk.count("relationships");
    desk.import().await.unwrap();
    let relations = record(&desk, "P10001").await.relations;
    let said = |other: &str| {
        let relation = relations.iter().find(|r| r.other.as_str() == other).unwrap();
        (relation.name.full(), relation.date_of_birth.is_some(), relation.address.clone(), relation.postcode.clone())
    };
    assert_eq!(said("P10002"), ("Harry Begum".into(), true, "39 Grange Avenue".into(), "B42 1BL".into()));
    assert_eq!(said("P10003"), (String::new(), false, String::new(), String::new()));
}

#[tokio::test]
async fn c1_a_merge_into_nobody_leaves_the_child_on_record() {
    let desk = Desk::new();
    desk.import().await.unwrap();
    desk.edit("merged.csv", |_| "old_id,person_id\nP10001,P90001\nP10002,P90001\nP90001,P90002\n".to_owned());
    let report = desk.import().await.unwrap();
    assert_eq!(
        report.warnings,
        ["merged.csv: 3 rows lead to somebody who is not in people.csv; the old records are kept"]
    );
    assert_eq!((report.people.removed, report.people.unchanged), (0, 124));
    assert_eq!(record(&desk, "P10001").await.person.name.given, "Keziah");
}

#[tokio::test]
async fn c2_c3_an_extract_without_relationships_or_without_what_was_before_is_refused() {
    let desk = Desk::new();
    desk.import().await.unwrap();
    for (file, all) in [("relationships", "relationships"), ("involvements", "open involvements")] {
        let kept = fs::read_to_string(desk.extract().join(format!("{file}.csv"))).unwrap();
        desk.edit(&format!("{file}.csv"), |text| text.lines().take(1).collect());
        desk.count(file);
        let said = desk.refused().await;
        assert!(said.contains(&format!(" {all} would vanish")), "{said}");
        desk.edit(&format!("{file}.csv"), |_| kept.clone());
        desk.count(file);
    }
    // What is closed vanishes: nobody would be known of whom it is all that is on record.
    desk.cut("involvements", |line| line.split(',').nth(7) == Some(""));
    let said = desk.refused().await;
    assert!(said.contains(" involvements would vanish") && !said.contains("open"), "{said}");
}

#[tokio::test]
async fn numbers_of_two_people_are_reported_however_they_are_written() {
    let desk = Desk::new();
    desk.edit("people.csv", |text| text.replace("M,6018955598,C797114710497", "M,865-797 5432,v231948757491"));
    assert_eq!(
        desk.import().await.unwrap().warnings,
        [
            "people.csv: an NHS number on more than one person: 1",
            "people.csv: a unique pupil number on more than one person: 1"
        ]
    );
    let harry = record(&desk, "P10002").await.person;
    assert_eq!((harry.nhs_number.as_str(), harry.upn.as_str()), ("8657975432", "V231948757491"));
}
