use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::super::calendar::samples::{calendar, date, london};
use super::super::people::samples::{id, people};
use super::super::people::{Leave, LeaveKind, PersonSettings};
use super::*;

const POOL: [&str; 5] = ["M1", "M2", "M3", "S1", "S2"];

fn question(pool: &[StaffId]) -> RotaQuestion<'_> {
    RotaQuestion {
        list: "review",
        pool,
        prefer: None,
        exclude: &[],
        must_be_at_work_by: london("2026-11-23 17:15"),
        now: london("2026-11-23 10:00"),
        needs_contacts: false,
    }
}

fn asked(rows: &[(&str, &str)]) -> RotaMemory {
    RotaMemory { last: rows.iter().map(|(who, at)| (("review".to_owned(), id(who)), london(at))).collect() }
}

fn away() -> PersonSettings {
    let leave = Leave::days(date("2026-11-23"), date("2026-11-27"), LeaveKind::Medium);
    PersonSettings { leave: vec![leave], ..PersonSettings::default() }
}

#[test]
fn r2_it_goes_to_who_decided_the_previous_referral_if_at_work_in_time() {
    let pool = POOL.map(id);
    let wanted = id("S2");
    let asking = RotaQuestion { prefer: Some((&wanted, "decided the previous referral")), ..question(&pool) };
    let memory = asked(&[("S2", "2026-11-23 09:59")]);
    let chosen = choose(&asking, &people(&[]), &calendar(), &memory, &[]);
    assert_eq!(
        chosen,
        Chosen { person: Some(id("S2")), why: "decided the previous referral".to_owned(), passed_over: vec![] }
    );
    let chosen = choose(&asking, &people(&[("S2", away())]), &calendar(), &memory, &[]);
    assert_eq!(
        chosen,
        Chosen {
            person: Some(id("M1")),
            why: "not asked before".to_owned(),
            passed_over: vec![(id("S2"), "on leave until 27 November".to_owned())],
        }
    );
}

#[test]
fn c6_who_decided_before_is_not_asked_when_outside_the_pool() {
    let pool = ["M1", "M2", "M3"].map(id);
    let senior = id("S1");
    let asking = RotaQuestion { prefer: Some((&senior, "decided the previous referral")), ..question(&pool) };
    let chosen = choose(&asking, &people(&[]), &calendar(), &RotaMemory::default(), &[]);
    assert_eq!(chosen.person, Some(id("M1")));
    assert_eq!(chosen.passed_over, [(id("S1"), "not among those who are asked about this".to_owned())]);
}

#[test]
fn r2_else_to_the_one_asked_least_recently_ties_by_id() {
    let pool = POOL.map(id);
    let everybody = people(&[]);
    let pick = |memory: &RotaMemory| choose(&question(&pool), &everybody, &calendar(), memory, &[]);
    assert_eq!(pick(&RotaMemory::default()).person, Some(id("M1")));
    let some = asked(&[("M1", "2026-11-20 09:00"), ("M2", "2026-11-19 09:00"), ("S1", "2026-11-18 09:00")]);
    assert_eq!(pick(&some).person, Some(id("M3")), "never asked comes first");
    let all = asked(&[
        ("M1", "2026-11-20 09:00"),
        ("M2", "2026-11-19 09:00"),
        ("M3", "2026-11-20 10:00"),
        ("S1", "2026-11-18 09:00"),
        ("S2", "2026-11-18 09:00"),
    ]);
    let chosen = pick(&all);
    assert_eq!(chosen.person, Some(id("S1")));
    assert_eq!(chosen.why, "asked least recently, on 18 November at 09:00");
}

#[test]
fn r6_the_contact_list_is_a_rota_with_its_own_memory() {
    let pool = ["M1", "S1", "S2"].map(id);
    let no_contacts = PersonSettings { takes_contacts: false, ..PersonSettings::default() };
    let people = people(&[("M1", no_contacts)]);
    let mut memory = asked(&[("S1", "2026-11-23 09:00")]);
    let asking = RotaQuestion { list: "contacts", needs_contacts: true, ..question(&pool) };
    let chosen = choose(&asking, &people, &calendar(), &memory, &[]);
    assert_eq!(chosen.person, Some(id("S1")), "having been asked to review does not count here");
    assert_eq!(chosen.passed_over, [(id("M1"), "does not take contacts".to_owned())]);
    remember(&mut memory, "contacts", &id("S1"), asking.now);
    assert_eq!(choose(&asking, &people, &calendar(), &memory, &[]).person, Some(id("S2")));
    assert_eq!(choose(&question(&pool), &people, &calendar(), &memory, &[]).person, Some(id("M1")));
}

#[test]
fn r10_everybody_who_cannot_be_asked_is_named_with_the_reason() {
    let pool = ["M1", "M2", "M3", "X9"].map(id);
    let exclude = [(id("M2"), "asked already".to_owned())];
    let learned = [LearnedAbsence { person: id("M3"), until: date("2026-12-02") }];
    let asking = RotaQuestion { exclude: &exclude, ..question(&pool) };
    let chosen = choose(&asking, &people(&[("M1", away())]), &calendar(), &RotaMemory::default(), &learned);
    let reasons = [
        ("M1", "on leave until 27 November"),
        ("M2", "asked already"),
        ("M3", "on leave until 2 December"),
        ("X9", "not on the staff list"),
    ];
    assert_eq!(
        chosen,
        Chosen {
            person: None,
            why: "nobody on the list can be asked".to_owned(),
            passed_over: reasons.map(|(who, why)| (id(who), why.to_owned())).to_vec(),
        }
    );
    let nobody = choose(&question(&[]), &people(&[]), &calendar(), &RotaMemory::default(), &[]);
    assert_eq!(nobody.why, "nobody is on the list");
}

#[test]
fn r2_many_chosen_at_one_instant_still_take_turns() {
    let pool = POOL.map(id);
    let people = people(&[]);
    let mut memory = RotaMemory::default();
    let mut turns = Vec::new();
    for _ in 0..7 {
        let person = choose(&question(&pool), &people, &calendar(), &memory, &[]).person.unwrap();
        remember(&mut memory, "review", &person, question(&pool).now);
        turns.push(person);
    }
    assert_eq!(turns, ["M1", "M2", "M3", "S1", "S2", "M1", "M2"].map(id));
}

fn counts(turns: &[StaffId]) -> BTreeMap<StaffId, usize> {
    let mut counts: BTreeMap<StaffId, usize> = POOL.iter().map(|who| (id(who), 0)).collect();
    for turn in turns {
        *counts.entry(turn.clone()).or_default() += 1;
    }
    counts
}

proptest::proptest! {
    #[test]
    fn r2_turns_are_even_within_one_when_all_are_there(steps in proptest::collection::vec(0_i64..3_000, 0..60)) {
        let pool = POOL.map(id);
        let people = people(&[]);
        let calendar = calendar();
        let mut memory = RotaMemory::default();
        let mut turns = Vec::new();
        let mut now = london("2026-11-23 10:00");
        for seconds in steps {
            now += TimeDelta::seconds(seconds);
            let asking = RotaQuestion { now, must_be_at_work_by: now + TimeDelta::days(7), ..question(&pool) };
            let person = choose(&asking, &people, &calendar, &memory, &[]).person.unwrap();
            remember(&mut memory, "review", &person, now);
            turns.push(person);
            let counts = counts(&turns);
            assert!(counts.values().max().unwrap() - counts.values().min().unwrap() <= 1, "{counts:?}");
        }
    }

    #[test]
    fn r2_somebody_who_leaves_or_is_away_does_not_reset_the_turns(
        before in 0_usize..12, after in 0_usize..12, gone in 0_usize..5,
    ) {
        let people = people(&[]);
        let calendar = calendar();
        let everybody = POOL.map(id);
        let mut rest = everybody.to_vec();
        rest.remove(gone);
        let mut memory = RotaMemory::default();
        let mut run = |pool: &[StaffId], times: usize| {
            let mut turns = Vec::new();
            for _ in 0..times {
                let person = choose(&question(pool), &people, &calendar, &memory, &[]).person.unwrap();
                remember(&mut memory, "review", &person, question(pool).now);
                turns.push(person);
            }
            turns
        };
        let mut turns = run(&everybody, before);
        turns.extend(run(&rest, after));
        let mut counts = counts(&turns);
        counts.remove(&everybody[gone]);
        assert!(counts.values().max().unwrap() - counts.values().min().unwrap() <= 1, "{counts:?}");
        // Whoever comes back is next, once, and then in turn.
        if after >= 4 {
            assert_eq!(run(&everybody, 1), [everybody[gone].clone()]);
        }
    }
}
