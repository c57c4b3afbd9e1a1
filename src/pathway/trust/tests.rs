use chrono::TimeDelta;

use super::*;
use crate::domain::{
    AskResult, Asked, Automatic, Because, Digest, Facts, Findings, Kind, MailId, Marks, Phase, Referrer, ReferrerKind,
    StepId, Waiting,
};

const OWN: &str = "front.door@norbury.example";

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_428_000, 0).unwrap()
}

fn key() -> TokenKey {
    TokenKey::new(vec![7; 32]).unwrap_or_else(|e| panic!("{e}"))
}

fn reference() -> Reference {
    Reference::from_bits(0x12_3456_789a)
}

fn staff(id: &str) -> Staff {
    Staff {
        id: StaffId::from(id),
        name: "Sam Okoro".to_owned(),
        email: format!("{id}@norbury.example"),
        role: "team_manager".to_owned(),
        team: "North".to_owned(),
    }
}

fn asked(person: &str) -> Asked {
    Asked {
        step: StepId::from("review"),
        rung: 0,
        person: StaffId::from(person),
        at: now(),
        deadline: now(),
        why: String::new(),
        passed_over: vec![],
        result: AskResult::Pending,
        notice: person == "H",
    }
}

/// A request with two people asked, S0 and S1, and a notice to H.
fn request() -> Request {
    let facts = Facts {
        envelope: Envelope { automatic: Automatic::default(), ..Envelope::default() },
        kind: Because { is: Kind::Form, why: String::new() },
        urgent: None,
        referrer: Referrer {
            kind: ReferrerKind::Police,
            kind_why: String::new(),
            name: String::new(),
            agency: String::new(),
            email: String::new(),
            telephone: String::new(),
        },
        children: vec![],
        household: vec![],
        alleged: crate::domain::Alleged::default(),
        alerts: Vec::new(),
        concern: String::new(),
        missing: vec![],
        given: vec![],
        doubtful: vec![],
        problems: vec![],
        text: String::new(),
        content: Digest::of(b""),
        attachments: vec![],
        fresh_text: String::new(),
        bounce: None,
        away_until: None,
    };
    Request {
        reference: reference(),
        mailbox: "cass".into(),
        version: 1,
        procedure: String::new(),
        procedure_version: String::new(),
        pathway: "review".into(),
        rule: String::new(),
        pool: None,
        mail: MailId(1),
        received_at: now(),
        facts,
        findings: Findings {
            children: vec![],
            perhaps_siblings: vec![],
            store_as_of: None,
            counted_from: now().date_naive(),
        },
        said: vec![],
        holder: Some(StaffId::from("H")),
        phase: Phase::Waiting { step: "review".into(), on: Waiting::Person { since: now(), reported: 0 } },
        asked: vec![asked("S0"), asked("S1"), asked("H")],
        decision: None,
        assigned_to: None,
        same_as: None,
        folder: "REVIEW CONTACTS".into(),
        placed_by_hand: false,
        letter_accepted: false,
        letters: vec![],
        open_overruled: false,
        observed: false,
        marks: Marks::default(),
        next_key: 0,
    }
}

fn token_for(number: u32, person: &str, hours: i64) -> TokenFor {
    TokenFor {
        reference: reference(),
        number,
        person: StaffId::from(person),
        expires_at: now() + TimeDelta::hours(hours),
    }
}

fn genuine(number: u32, person: &str) -> Presented {
    Presented::parse(&token(&key(), &token_for(number, person, 48))).unwrap()
}

/// Checked with DMARC required and passed; S2 may decide for S1.
fn checked(presented: &[Presented], sender: Option<&str>) -> Result<Accepted, Refusal> {
    let sender = sender.map(staff);
    let answer = Answer { presented, sender: sender.as_ref(), dmarc: Some(true) };
    let deputy = |by: &StaffId, of: &StaffId| by.as_str() == "S2" && of.as_str() == "S1";
    check(&key(), &answer, &request(), true, deputy, now())
}

fn mail(to: &[&str], references: &[&str], subject: &str) -> Envelope {
    Envelope {
        to: to.iter().map(|t| (*t).to_owned()).collect(),
        references: references.iter().map(|r| (*r).to_owned()).collect(),
        subject: subject.to_owned(),
        ..Envelope::default()
    }
}

#[test]
fn a_token_is_short_plain_and_says_nothing_of_the_person() {
    let text = token(&key(), &token_for(1, "S1", 48));
    assert_eq!(text.len(), "fd7kq2m4xa.1.".len() + 4 + 26);
    assert!(text.bytes().all(|b| b == b'.' || b.is_ascii_digit() || b.is_ascii_lowercase()));
    assert_eq!(text, token(&key(), &token_for(1, "S1", 48)));
    assert!(format!("front.door+{text}").len() <= 64);
    assert_eq!(TokenKey::new(vec![0; 31]).err(), Some(KeyTooShort(31)));
}

#[test]
fn r10_an_answer_counts_from_who_was_asked_or_may_decide_for_them() {
    let accepted =
        |by: &str, asked: &str, number| Ok(Accepted { number, by: StaffId::from(by), asked: StaffId::from(asked) });
    assert_eq!(checked(&[genuine(1, "S1")], Some("S1")), accepted("S1", "S1", 1));
    assert_eq!(checked(&[genuine(1, "S1")], Some("S2")), accepted("S2", "S1", 1));
    assert_eq!(checked(&[genuine(0, "S0")], Some("S2")), Err(Refusal::NotThePersonAsked));
    // A notice is numbered as a question is, and its entry says which it was.
    assert_eq!(checked(&[genuine(2, "H")], Some("H")), accepted("H", "H", 2));
}

#[test]
fn a_token_is_found_in_address_thread_and_subject_and_nowhere_else() {
    let text = token(&key(), &token_for(1, "S1", 48));
    let upper = text.to_uppercase();
    let plus = format!("front.door+{text}@norbury.example");
    let id = format!("fd.{text}.0123456789abcdef@norbury.example");
    let tagged = format!("Re: AW: Decision needed [{text}] [other]");
    let want = vec![genuine(1, "S1")];
    assert_eq!(presented(&mail(&["x@y.example", &plus], &[], ""), OWN), want);
    assert_eq!(presented(&mail(&[&plus.to_uppercase()], &[], ""), "Front.Door@Norbury.Example"), want);
    assert_eq!(presented(&mail(&[], &["other@x.example", &id], ""), OWN), want);
    assert_eq!(presented(&mail(&[], &[&format!("<{id}>")], ""), OWN), want);
    assert_eq!(presented(&mail(&[], &[], &tagged), OWN), want);
    assert_eq!(presented(&mail(&[], &[], &format!("[{upper}]")), OWN), want);
    // All three together are one token.
    assert_eq!(presented(&mail(&[&plus], &[&id], &tagged), OWN), want);

    for to in [
        "front.door+@norbury.example",
        "front.door@norbury.example",
        "other+TOKEN@norbury.example",
        "front.door+TOKEN@evil.example",
    ] {
        let to = to.replace("TOKEN", &text);
        assert_eq!(presented(&mail(&[&to], &[], ""), OWN), vec![], "{to}");
    }
    for subject in [format!("Re: {text}"), format!("[{text}"), "FD-7KQ2-M4XA".to_owned(), "[FD-7KQ2-M4XA]".to_owned()] {
        assert_eq!(presented(&mail(&[], &[], &subject), OWN), vec![], "{subject}");
    }
    for id in ["fd.x@y", "@", "", "fd-0123@norbury.example", "fd.fd7kq2m4xa.1@norbury.example"] {
        assert_eq!(presented(&mail(&[], &[id], ""), OWN), vec![], "{id}");
    }
}

#[test]
fn every_character_of_a_reference_reads_back() {
    for bits in (0..400_u64).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24) {
        let reference = Reference::from_bits(bits);
        let text = token(&key(), &TokenFor { reference: reference.clone(), ..token_for(12, "S1", 1) });
        let read = Presented::parse(&text).unwrap();
        assert_eq!((read.reference, read.number), (reference, 12));
    }
}

#[test]
fn a_reminder_that_lives_longer_is_the_same_question() {
    let later = Presented::parse(&token(&key(), &token_for(1, "S1", 72))).unwrap();
    let early = Presented::parse(&token(&key(), &token_for(1, "S1", -3))).unwrap();
    assert!(checked(&[early.clone(), later], Some("S1")).is_ok());
    assert_eq!(checked(&[early], Some("S1")), Err(Refusal::Expired));
}

#[test]
fn a_token_is_good_until_the_hour_it_names_and_no_longer() {
    let sender = staff("S1");
    let presented = [genuine(1, "S1")];
    let answer = Answer { presented: &presented, sender: Some(&sender), dmarc: None };
    let at = |hours: i64| check(&key(), &answer, &request(), false, |_, _| false, now() + TimeDelta::hours(hours));
    assert!(at(47).is_ok() && at(48).is_ok());
    assert_eq!(at(49), Err(Refusal::Expired));
}

#[test]
fn dmarc_is_asked_for_where_it_is_configured() {
    let sender = staff("S1");
    let presented = [genuine(1, "S1")];
    for (dmarc, required, good) in
        [(None, false, true), (None, true, false), (Some(false), true, false), (Some(true), true, true)]
    {
        let answer = Answer { presented: &presented, sender: Some(&sender), dmarc };
        let result = check(&key(), &answer, &request(), required, |_, _| false, now());
        assert_eq!(result.is_ok(), good, "{dmarc:?} {required}");
        assert!(good || result == Err(Refusal::SenderNotProven));
    }
}

/// Every forgery presents something, none counts, and each gets a reason that a person can be told.
#[test]
fn forgeries_are_refused_each_with_its_reason() {
    let good = genuine(1, "S1");
    assert!(checked(std::slice::from_ref(&good), Some("S1")).is_ok(), "the one they are made of");
    let mut forged: Vec<(String, Vec<Presented>, Option<&str>)> = Vec::new();
    let one = |mac: String| vec![Presented { mac, ..good.clone() }];
    // Each character of expiry and code, changed in four ways.
    for place in 0..good.mac.len() {
        for step in [1, 7, 16, 31] {
            let mut bytes = good.mac.clone().into_bytes();
            let at = ALPHABET.iter().position(|a| *a == bytes[place]).unwrap();
            bytes[place] = ALPHABET[(at + step) % 32];
            forged.push((format!("character {place} + {step}"), one(String::from_utf8(bytes).unwrap()), Some("S1")));
        }
    }
    // Cut, stretched, swapped, plain guesses.
    for cut in 0..good.mac.len() {
        forged.push((format!("cut to {cut}"), one(good.mac.get(..cut).unwrap().to_owned()), Some("S1")));
    }
    for guess in ["0", "z"] {
        forged.push((format!("all {guess}"), one(guess.repeat(30)), Some("S1")));
        forged.push((
            format!("code all {guess}"),
            one(format!("{}{}", good.mac.get(..4).unwrap(), guess.repeat(26))),
            Some("S1"),
        ));
    }
    forged.push(("stretched".to_owned(), one(format!("{}0", good.mac)), Some("S1")));
    forged.push(("reversed".to_owned(), one(good.mac.chars().rev().collect()), Some("S1")));
    forged.push(("not of the alphabet".to_owned(), one("ü".repeat(15)), Some("S1")));
    // Made for another number, person, request or with another key.
    for number in [0, 2, 3, 11, 999, 1_000_000, u32::MAX] {
        forged.push((format!("number {number}"), vec![Presented { number, ..good.clone() }], Some("S1")));
        if number != 1_000_000 && number != u32::MAX {
            forged.push((format!("given to S9 for {number}"), vec![genuine(number, "S9")], Some("S9")));
            forged.push((format!("given to S1 for {number}"), vec![genuine(number, "S1")], Some("S1")));
        }
    }
    for person in ["S0", "S2", "H", "", "s1", "S1 ", "S10"] {
        forged.push((format!("given to {person:?}"), vec![genuine(1, person)], Some("S1")));
        forged.push((format!("given to {person:?} and sent by them"), vec![genuine(1, person)], Some(person)));
    }
    for bits in 0..20_u64 {
        let other = Reference::from_bits(bits);
        forged.push((
            format!("moved to {other}"),
            vec![Presented { reference: other.clone(), ..good.clone() }],
            Some("S1"),
        ));
        let of_other = token(&key(), &TokenFor { reference: other, ..token_for(1, "S1", 48) });
        forged.push(("of another request".to_owned(), vec![Presented::parse(&of_other).unwrap()], Some("S1")));
    }
    for byte in 8..40_u8 {
        let other = TokenKey::new(vec![byte; 32]).unwrap_or_else(|e| panic!("{e}"));
        let text = token(&other, &token_for(1, "S1", 48));
        forged.push((format!("key {byte}"), vec![Presented::parse(&text).unwrap()], Some("S1")));
    }
    // Two together, nothing at all, the right token from the wrong people.
    forged.push(("nothing".to_owned(), vec![], Some("S1")));
    forged.push(("two questions".to_owned(), vec![genuine(0, "S0"), good.clone()], Some("S1")));
    forged.push(("good and bad".to_owned(), vec![good.clone(), one("0".repeat(30)).remove(0)], Some("S1")));
    for sender in [None, Some("S0"), Some("S3"), Some("H"), Some("S1x")] {
        forged.push((format!("sent by {sender:?}"), vec![good.clone()], sender));
    }
    assert!(forged.len() >= 250, "{}", forged.len());
    for (what, presented, sender) in forged {
        let refusal = checked(&presented, sender).expect_err(&what);
        assert!(!refusal.to_string().is_empty());
    }
}
