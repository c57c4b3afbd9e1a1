//! What follows from the records, day by day.

mod perhaps;

use chrono::TimeZone as _;
use chrono_tz::Europe::London;

use super::*;
use crate::domain::{
    Address, Because, Candidate, ChildFacts, Digest, Envelope, Kind, MayBe, Person, Referrer, ReferrerKind,
};
use crate::matching::tests::{HOME, day, name, noah, person, record};

pub(in crate::matching) fn at(year: i32, month: u32, day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, month, day, hour, 0, 0).unwrap()
}

fn work(id: &str, person: &str, opened: &str, closed: &str) -> Involvement {
    Involvement {
        id: id.to_owned(),
        person: person.into(),
        kind: "contact".to_owned(),
        service: "cass".to_owned(),
        team: "CASS".to_owned(),
        worker: Some("W1".into()),
        opened_on: day(opened),
        closed_on: closed.parse().ok(),
        outcome: String::new(),
        decided_by: None,
        decided_on: None,
        source: String::new(),
        summary: String::new(),
    }
}

fn relation(kind: &str, other: &str) -> Relation {
    Relation {
        other: other.into(),
        kind: kind.to_owned(),
        name: name("Kacper/McDonald"),
        date_of_birth: None,
        address: String::new(),
        postcode: String::new(),
    }
}

fn same(id: &str) -> Match {
    Match {
        band: Band::Same,
        person: Some(id.into()),
        candidates: Vec::new(),
        may_be: MayBe::Anybody,
        why: String::new(),
        model: String::new(),
    }
}

fn facts() -> Facts {
    Facts {
        envelope: Envelope { from: Address::default(), ..Envelope::default() },
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
        children: vec![ChildFacts::default()],
        household: Vec::new(),
        alleged: crate::domain::Alleged::default(),
        alerts: Vec::new(),
        concern: String::new(),
        missing: Vec::new(),
        given: Vec::new(),
        doubtful: Vec::new(),
        problems: Vec::new(),
        text: String::new(),
        content: Digest::of(b""),
        attachments: Vec::new(),
        fresh_text: String::new(),
        bounce: None,
        away_until: None,
    }
}

pub(in crate::matching) fn follow(
    matches: Vec<Match>,
    records: &[Record],
    rules: &FindingRules,
    received: DateTime<Utc>,
) -> crate::domain::Findings {
    let facts = facts();
    findings(&facts, matches, records, rules, Some(at(2026, 1, 1, 5)), received, London)
}

fn state_of(work: Vec<Involvement>, rules: &FindingRules, received: DateTime<Utc>) -> CaseState {
    let records = [Record { involvements: work, ..record(noah()) }];
    follow(vec![same("P1")], &records, rules, received).state()
}

#[test]
fn c3_the_twenty_eighth_day_is_recent_and_the_twenty_ninth_is_not() {
    let rules = FindingRules::default();
    for (received, closed, expected) in [
        (at(2026, 11, 23, 12), "2026-10-26", CaseState::Recent),
        (at(2026, 11, 23, 12), "2026-10-25", CaseState::Old),
        (at(2026, 11, 23, 12), "2026-11-23", CaseState::Recent),
        // Twenty minutes past local midnight is still the day before in UTC while summer time lasts.
        (Utc.with_ymd_and_hms(2026, 6, 29, 23, 20, 0).unwrap(), "2026-06-02", CaseState::Recent),
        (Utc.with_ymd_and_hms(2026, 6, 29, 23, 20, 0).unwrap(), "2026-06-01", CaseState::Old),
        // Both clock changes lie within the look-back; days are counted, not hours.
        (at(2026, 11, 1, 0), "2026-10-04", CaseState::Recent),
        (at(2026, 11, 1, 0), "2026-10-03", CaseState::Old),
        (Utc.with_ymd_and_hms(2026, 10, 24, 23, 30, 0).unwrap(), "2026-09-27", CaseState::Recent),
        (Utc.with_ymd_and_hms(2026, 10, 25, 23, 30, 0).unwrap(), "2026-09-27", CaseState::Recent),
        (Utc.with_ymd_and_hms(2026, 10, 25, 23, 30, 0).unwrap(), "2026-09-26", CaseState::Old),
        (Utc.with_ymd_and_hms(2026, 3, 29, 22, 59, 0).unwrap(), "2026-03-01", CaseState::Recent),
        (Utc.with_ymd_and_hms(2026, 3, 29, 23, 1, 0).unwrap(), "2026-03-01", CaseState::Old),
    ] {
        assert_eq!(
            state_of(vec![work("V1", "P1", "2026-01-01", closed)], &rules, received),
            expected,
            "{closed} {received}"
        );
    }
}

#[test]
fn c3_the_look_back_is_a_setting_and_every_kind_and_service_counts() {
    let quarter = FindingRules { recent_days: 90, ..FindingRules::default() };
    let mut therapy = work("V1", "P1", "2026-01-01", "2026-09-01");
    therapy.kind = "occupational_therapy".to_owned();
    therapy.service = "occupational_therapy".to_owned();
    assert_eq!(state_of(vec![therapy.clone()], &quarter, at(2026, 11, 23, 12)), CaseState::Recent);
    assert_eq!(state_of(vec![therapy], &FindingRules::default(), at(2026, 11, 23, 12)), CaseState::Old);
}

#[test]
fn c2_a_no_further_action_record_without_an_end_is_an_event() {
    let rules = FindingRules::default();
    let received = at(2026, 11, 23, 12);
    let mut event = work("V1", "P1", "2026-11-01", "");
    event.kind = "no_further_action".to_owned();
    assert_eq!(state_of(vec![event.clone()], &rules, received), CaseState::Recent);
    event.opened_on = day("2026-01-01");
    assert_eq!(state_of(vec![event], &rules, received), CaseState::Old);
    let mut by_outcome = work("V1", "P1", "2026-11-01", "");
    by_outcome.outcome = "nfa".to_owned();
    assert_eq!(state_of(vec![by_outcome], &rules, received), CaseState::Recent);
}

#[test]
fn c2_a_service_that_does_not_count_as_open_counts_as_recent() {
    let rules = FindingRules { not_open_services: vec!["occupational_therapy".to_owned()], ..FindingRules::default() };
    let mut therapy = work("V1", "P1", "2026-01-01", "");
    therapy.service = "occupational_therapy".to_owned();
    assert_eq!(state_of(vec![therapy.clone()], &rules, at(2026, 11, 23, 12)), CaseState::Recent);
    assert_eq!(state_of(vec![therapy], &FindingRules::default(), at(2026, 11, 23, 12)), CaseState::Open);
}

#[test]
fn c2_a_case_opened_after_the_mail_came_is_open() {
    let opened_later = work("V1", "P1", "2026-11-24", "");
    assert_eq!(state_of(vec![opened_later], &FindingRules::default(), at(2026, 11, 23, 12)), CaseState::Open);
}

#[test]
fn c2_a_closed_child_with_an_open_sibling_names_the_siblings_work() {
    let records = [
        Record {
            involvements: vec![
                work("V1", "P1", "2026-01-01", "2026-11-01"),
                work("V0", "P1", "2025-01-01", "2025-02-01"),
            ],
            relations: vec![relation("half_sibling", "P2"), relation("carer", "P3"), relation("staff", "S9")],
            ..record(noah())
        },
        Record {
            involvements: vec![work("V2", "P2", "2026-05-01", ""), work("V3", "P2", "2025-05-01", "2025-06-01")],
            ..record(person("P2", "Kacper/McDonald", "2022-01-30", HOME.0, HOME.1))
        },
        Record {
            involvements: vec![work("V4", "P3", "2026-05-01", "")],
            ..record(person("P3", "Jo/McDonald", "1990-01-30", HOME.0, HOME.1))
        },
    ];
    let found = follow(vec![same("P1")], &records, &FindingRules::default(), at(2026, 11, 23, 12));
    let child = &found.children[0];
    assert_eq!(child.state, CaseState::Recent);
    assert_eq!(child.siblings, vec![(PersonId::from("P2"), "Kacper McDonald".to_owned())]);
    assert_eq!(child.open_siblings.iter().map(|(_, _, i)| i.id.as_str()).collect::<Vec<_>>(), ["V2"]);
    assert_eq!(child.recent.iter().map(|i| i.id.as_str()).collect::<Vec<_>>(), ["V1"]);
    assert_eq!(child.last.as_ref().map(|i| i.id.as_str()), Some("V1"));
    assert_eq!(child.connected_staff, vec![StaffId::from("S9")], "workers alone are not connected");
    assert_eq!(found.counted_from, day("2026-10-26"));
}

fn restricted(record: Record, named: &[&str]) -> Record {
    let restricted_to = named.iter().map(|id| StaffId::from(*id)).collect();
    let person = Person { restricted: true, restricted_to, safety_alert: true, ..record.person.clone() };
    Record { person, ..record }
}

#[test]
fn c9_what_a_restricted_record_says_is_kept_apart_for_the_staff_named() {
    let noah = Record {
        involvements: vec![work("V1", "P1", "2026-11-01", "")],
        relations: vec![relation("sibling", "P2"), relation("staff", "S9")],
        ..record(noah())
    };
    let brother = record(person("P2", "Kacper/McDonald", "2022-01-30", HOME.0, HOME.1));
    // A child who may be one of a restricted record; staff connected with that family count already.
    let candidate = Candidate { person: "P1".into(), bits: 9.0, why: String::new(), shown_as: String::new() };
    let perhaps = Match { band: Band::Perhaps, person: None, candidates: vec![candidate], ..same("P1") };
    let records = [restricted(noah.clone(), &["S1", "S2"]), brother.clone()];
    let found = follow(vec![perhaps], &records, &FindingRules::default(), at(2026, 11, 23, 12));
    let child = &found.children[0];
    assert!(child.restricted && child.open.is_empty() && child.safety_alerts.is_empty());
    let sealed = &child.sealed[0];
    assert_eq!((sealed.name.as_str(), sealed.certain, sealed.sibling), ("Noah McDonald", false, false));
    assert_eq!(sealed.last.as_ref().map(|i| i.id.as_str()), Some("V1"));
    assert_eq!(found.named_staff(), ["S1".into(), "S2".into()]);
    assert_eq!(child.connected_staff, vec![StaffId::from("S9")]);
    // A brother's restricted record makes the request one that a person must look at.
    let records = [noah, restricted(brother, &[])];
    let found = follow(vec![same("P1")], &records, &FindingRules::default(), at(2026, 11, 23, 12));
    assert!(found.restricted() && found.children[0].sealed[0].sibling);
    assert_eq!(found.named_staff(), Vec::<StaffId>::new());
}

#[test]
fn l1_a_staff_safety_alert_of_the_record_is_known() {
    let alerted = Record { person: Person { safety_alert: true, ..noah() }, ..record(noah()) };
    let found = follow(vec![same("P1")], &[alerted], &FindingRules::default(), at(2026, 11, 23, 12));
    assert_eq!(found.children[0].safety_alerts, vec![PersonId::from("P1")]);
}

#[test]
fn c1_the_state_of_a_perhaps_is_none() {
    let records = [Record { involvements: vec![work("V1", "P1", "2026-01-01", "")], ..record(noah()) }];
    let perhaps = Match { band: Band::Perhaps, person: None, ..same("P1") };
    let found = follow(vec![perhaps], &records, &FindingRules::default(), at(2026, 11, 23, 12));
    assert_eq!((found.state(), found.perhaps()), (CaseState::None, true));
}
