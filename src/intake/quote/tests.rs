use std::path::PathBuf;
use std::sync::LazyLock;

use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;
use crate::domain::Facts;
use crate::intake::answer::{AnswerReading, AnswerWord, read as answer};
use crate::intake::rules::tests::shipped;
use crate::intake::{Reader, parse};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(shipped()).unwrap());

/// Each mail program's answer with `ANSWER` where the writer wrote, and what stands between two lines of it there.
static SAMPLES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/samples/answers");
    let mut samples: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap()))
        .collect();
    samples.sort();
    samples
});

fn answered(sample: &str, lines: &[&str]) -> Facts {
    let html = sample.contains("Content-Type: text/html");
    let parts = sample.contains("multipart/alternative");
    let raw = if html && !parts {
        sample.replace("ANSWER", &lines.join("<br>"))
    } else {
        sample.replace("ANSWER", &lines.join("\n"))
    };
    let parsed = parse(raw.replace('\n', "\r\n").as_bytes(), "");
    READER.read(&parsed, &[], NaiveDate::from_ymd_opt(2026, 11, 23).unwrap())
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn offered() -> Vec<AnswerWord> {
    ["CONTACT", "NO CONTACT", "WORKER VISITS"]
        .map(|choice| AnswerWord { choice: choice.to_owned(), also: vec![] })
        .to_vec()
}

#[test]
fn r10_an_answer_is_read_apart_from_what_each_mail_program_quotes() {
    assert_eq!(SAMPLES.len(), 20);
    for (name, sample) in SAMPLES.iter() {
        let facts = answered(sample, &["NO CONTACT - same bruise as on Friday, already seen."]);
        assert_eq!(facts.fresh_text, "NO CONTACT - same bruise as on Friday, already seen.", "{name}");
        let reason = "same bruise as on Friday, already seen.".to_owned();
        let expected = AnswerReading::Clear { choice: "NO CONTACT".to_owned(), reason };
        assert_eq!(answer(&facts.fresh_text, &offered()), expected, "{name}");
    }
}

#[test]
fn r10_who_answers_nothing_has_not_answered_whatever_is_quoted() {
    for (name, sample) in SAMPLES.iter() {
        for nothing in ["", "Hello,", "Kind regards"] {
            let facts = answered(sample, &[nothing]);
            let read = answer(&facts.fresh_text, &offered());
            assert!(matches!(read, AnswerReading::Unclear { .. }), "{name} {nothing:?}: {:?}", facts.fresh_text);
        }
    }
}

#[test]
fn r10_a_signature_is_no_part_of_the_reason() {
    let signature = ["CONTACT - a second bruise", "", "Kind regards", "Lee Green", "Team Manager, 0121 496 0000"];
    for (name, sample) in SAMPLES.iter() {
        let facts = answered(sample, &signature);
        let expected = AnswerReading::Clear { choice: "CONTACT".to_owned(), reason: "a second bruise".to_owned() };
        assert_eq!(answer(&facts.fresh_text, &offered()), expected, "{name}: {:?}", facts.fresh_text);
    }
}

#[test]
fn r10_a_gateways_banner_above_the_answer_is_no_answer() {
    let banner = "CAUTION: This email originated from outside the organisation. Do not click links.";
    for (name, sample) in SAMPLES.iter() {
        let facts = answered(sample, &[banner, "", "CONTACT - a second bruise"]);
        let expected = AnswerReading::Clear { choice: "CONTACT".to_owned(), reason: "a second bruise".to_owned() };
        assert_eq!(answer(&facts.fresh_text, &offered()), expected, "{name}: {:?}", facts.fresh_text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_answered_comes_out_and_nothing_that_is_quoted(
        lines in prop::collection::vec("[a-zA-Z][a-zA-Z ,.'0-9?!()-]{0,60}", 1..4),
        sample in 0..20_usize,
    ) {
        let (name, sample) = &SAMPLES[sample];
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let facts = answered(sample, &lines);
        let written = lines.join("\n");
        prop_assert_eq!(words(&facts.fresh_text), words(&written), "{}", name);
    }
}

#[test]
fn quoted_text_never_decides() {
    let quotes = [
        "-----Original Message-----\nFrom: CASS\nSent: 23 November\n\nCONTACT",
        "From: CASS <cass@trust.test>\nSent: Monday, November 23, 2026 10:15 AM\nTo: Lee Green\nSubject: Decision\n\nCONTACT",
        "*From:* CASS <cass@trust.test>\n*Sent:* Monday\n*To:* Lee\n*Subject:* Decision\n\nCONTACT",
        "________________________________\nFrom: CASS\nSent: Monday\nTo: Lee\nSubject: x\n\nCONTACT",
        "On Mon, 23 Nov 2026 at 10:15, CASS <cass@trust.test> wrote:\n> CONTACT",
        "On Mon, 23 Nov 2026 at 10:15, CASS\n<cass@trust.test> wrote:\n\n> CONTACT",
        "On 23 Nov 2026, at 10:15, CASS <cass@trust.test> wrote:\n\nCONTACT",
        "> CONTACT\n> more",
        "Sent from my iPhone\n\n> CONTACT",
        "Sent from Outlook for iOS\n________________________________\nFrom: CASS\nSent: x\nTo: y\nSubject: z\nCONTACT",
        "CASS/Trust  23/11/2026 10:15\nTo  Lee Green/Trust\ncc\nSubject  Decision\n\nCONTACT",
        "Date: Mon, 23 Nov\nFrom: CASS\nTo: Lee\nSubject: x\nCONTACT",
        "---------- Forwarded message ---------\nFrom: CASS\n\nCONTACT",
        "----- Forwarded by Lee Green/Trust on 23/11/2026 10:15 -----\n\nCONTACT",
        "-----CASS/Trust wrote: -----\n\nCONTACT",
        "2026-11-23 10:15 GMT+00:00 CASS <cass@trust.test>:\n\n> CONTACT",
        "CASS <cass@trust.test> wrote:\n\nCONTACT",
        "Ar Llun, 23 Tach 2026 am 10:15, CASS <cass@trust.test> ysgrifennodd:\n\nCONTACT",
        "To: Lee\nFrom: CASS\nDate: 23/11/2026\nSubject: Decision\n\nCONTACT",
    ];
    for quote in quotes {
        let answer = format!("NO CONTACT - seen before\n\nLee\n\n{quote}");
        assert_eq!(fresh(&answer), "NO CONTACT - seen before\n\nLee", "{quote}");
        assert_eq!(fresh(quote), "", "{quote}");
    }
}

#[test]
fn an_answer_below_the_quote_is_read() {
    assert_eq!(
        fresh("On Mon, 23 Nov 2026 CASS <c@t.test> wrote:\n> Please answer\n\nCONTACT - new injury"),
        "CONTACT - new injury"
    );
}

#[test]
fn answers_between_quoted_lines_are_all_read_with_what_stands_above() {
    let mail = "Please see below.\n\nOn Mon, 23 Nov 2026 CASS <c@t.test> wrote:\n> Known to you?\nYes, since May.\n\
                > Is a contact needed?\n\nCONTACT - new injury\n\n> Regards\n> CASS";
    assert_eq!(fresh(mail), "Please see below.\n\nYes, since May.\n\nCONTACT - new injury");
}

#[test]
fn what_is_quoted_within_a_quote_that_is_not_marked_does_not_decide() {
    let mail = "From: CASS <c@t.test>\nSent: Monday\nTo: Lee\nSubject: x\n\nThe school wrote:\n> He has a bruise.\n\nCONTACT\nNO CONTACT";
    assert_eq!(fresh(mail), "");
}

#[test]
fn what_is_no_quote_stays() {
    for text in [
        "From the school we hear nothing.\nTo be honest it is urgent.",
        "On Monday she wrote to us.\nHe is hungry.",
        "On Monday 23/11/2026 his teacher wrote:\nHe is hungry.",
        "Family name: Nguyen\nDate: 23/11/2026\nTo: whom it concerns",
        "Name\tDate\nA\tB",
        "-- seen on 23/11 --\nHe is hungry.",
        "He goes\nto\nschool since 23/11/2026",
    ] {
        assert_eq!(fresh(text), text);
    }
}
