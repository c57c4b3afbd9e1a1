use super::*;
use crate::domain::Facts;
use crate::intake::rules::tests::shipped;
use crate::intake::{Reader, parse};

fn facts(lines: &str) -> Facts {
    let reader = Reader::new(shipped()).unwrap();
    let raw = format!("From: Esme Patel <esme@hillside.bham.sch.test>\nSubject: Referral\n\n{lines}\n");
    reader.read(&parse(raw.replace('\n', "\r\n").as_bytes(), ""), &[], NaiveDate::from_ymd_opt(2026, 11, 23).unwrap())
}

fn form(child: &str) -> Facts {
    facts(&format!(
        "Referral form\n\nChild details\nName: Kofi Nguyen\n{child}\nSchool: Hillside\n\nReason for referral\n\
         Details: He has a bruise.\n\nReferrer\nName: Esme Patel\nTel: 0121 496 0977"
    ))
}

#[test]
fn i4_the_checklist_says_what_is_there_and_what_is_missing() {
    let read = form("DOB: 07/03/2021\nAddress: 1 Elm Grove, B11 4LG");
    assert_eq!(
        read.given,
        [
            "date of birth or age",
            "address",
            "school or nursery",
            "the concern",
            "the referrer's name",
            "the referrer's telephone"
        ]
    );
    assert_eq!(read.missing, ["parents or carers", "whether parents agree", "ethnicity", "language"]);
    assert_eq!(read.doubtful, Vec::<String>::new());
}

#[test]
fn i4_what_cannot_be_right_is_doubtful_and_says_why() {
    for (said, doubt) in [
        ("DOB: 07/03/2021\nNHS No: 943 476 5918", "Kofi Nguyen: NHS number 9434765918: its check digit is wrong"),
        ("DOB: 07/03/2021\nNHS No: 943 476", "Kofi Nguyen: NHS number \"943 476\": it has 6 digits and not ten"),
        (
            "DOB: 07/03/2021\nUPN: C801200005001",
            "Kofi Nguyen: unique pupil number C801200005001: its check letter is wrong",
        ),
        ("DOB: 07/03/2027", "Kofi Nguyen: date of birth 07/03/2027: it is in the future"),
        ("DOB: 07/03/1991", "Kofi Nguyen: date of birth 07/03/1991: it makes them 35"),
        ("DOB: 31/02/2019", "Kofi Nguyen: date of birth \"31/02/2019\": there is no such day"),
        ("DOB: 07/03/2021\nAge: 9", "Kofi Nguyen: age 9: by the date of birth 07/03/2021 they are 5"),
        ("DOB: 07/03/2021\nPostcode: Q11 4LG", "Kofi Nguyen: postcode Q11 4LG: there can be no such postcode"),
        ("DOB: 07/03/2021\nPostcode: B11 4LC", "Kofi Nguyen: postcode B11 4LC: there can be no such postcode"),
        (
            "DOB: 07/03/2021\nPostcode: B11 4L",
            "Kofi Nguyen: postcode \"B11 4L\": it is not whole, or there can be no such postcode",
        ),
        ("DOB: 07/03/2021\nDate of incident: 24/12/2026", "date of the incident 24/12/2026: it is in the future"),
    ] {
        assert_eq!(form(said).doubtful, [doubt], "{said}");
    }
}

#[test]
fn i4_what_can_be_right_is_not_doubted() {
    for said in [
        "DOB: 07/03/2021\nNHS No: 943 476 5919\nUPN: B801200005001\nAge: 5\nPostcode: B11 4LG",
        // The birthday may have been counted in.
        "DOB: 07/12/2020\nAge: 6",
        "DOB: 23/11/2026",
        "DOB: 07/03/2008",
        "DOB: not known\nAge: 5\nPostcode: no fixed abode\nNHS No: n/a",
        "DOB: 07/03/2021\nPostcode: ZZ99 3VZ",
        "EDD: 01/03/2027",
    ] {
        assert_eq!(form(said).doubtful, Vec::<String>::new(), "{said}");
    }
}

#[test]
fn i4_doubts_are_found_in_free_words_too() {
    let read =
        facts("I am worried about Kofi Nguyen, born 07/03/2021, NHS number 943 476 5918, of 1 Elm Grove, B11 4LG.");
    assert_eq!(read.doubtful, ["Kofi Nguyen: NHS number 9434765918: its check digit is wrong"]);
}
