//! Who a child, or a brother or sister, may be.

use super::*;
use crate::domain::{PerhapsSibling, Relative, SHARED_ADDRESS};

fn candidate(id: &str) -> Candidate {
    Candidate { person: id.into(), bits: 9.0, why: "same surname".to_owned(), shown_as: String::new() }
}

fn perhaps(ids: &[&str], may_be: MayBe) -> Match {
    let candidates = ids.iter().map(|id| candidate(id)).collect();
    Match { band: Band::Perhaps, person: None, candidates, may_be, ..same("P1") }
}

fn today() -> DateTime<Utc> {
    at(2026, 11, 23, 12)
}

#[test]
fn c1_each_of_those_a_child_may_be_is_read_with_their_brothers_and_sisters() {
    let perhaps = |may_be| perhaps(&["P1", "P3"], may_be);
    let noah = Record { relations: vec![relation("sibling", "P2")], ..record(noah()) };
    let brother = Record {
        involvements: vec![work("V1", "P2", "2026-01-01", "")],
        ..record(person("P2", "Kacper/McDonald", "2022-01-30", HOME.0, HOME.1))
    };
    let other = Record {
        involvements: vec![work("V2", "P3", "2026-01-01", "2026-11-10")],
        ..record(person("P3", "Noah/MacDonald", "2018-01-30", "9 Elm Road", "B9 9ZZ"))
    };
    let records = [noah, brother, other];
    let read = |may_be| {
        let found = follow(vec![perhaps(may_be)], &records, &FindingRules::default(), today());
        assert_eq!((found.state(), found.sibling_open()), (CaseState::None, false), "never silently taken");
        let readings = found.children[0].readings.clone();
        readings.into_iter().map(|r| (r.found.person, r.state, r.open_siblings.len())).collect::<Vec<_>>()
    };
    let first = (Some("P1".into()), CaseState::None, 1);
    let second = (Some("P3".into()), CaseState::Recent, 0);
    assert_eq!(read(MayBe::OneOfThese), [first.clone(), second.clone()]);
    assert_eq!(read(MayBe::OneOfTheseOrNobody), [first, second, (None, CaseState::None, 0)]);
    assert_eq!(read(MayBe::Anybody), []);
    // As whoever it is: all that holds of any of them.
    let found = follow(vec![perhaps(MayBe::OneOfThese)], &records, &FindingRules::default(), today());
    let all = found.whoever_they_are();
    assert_eq!((all.state(), all.sibling_open()), (CaseState::Recent, true));
    assert_eq!(all.last_recent().map(|i| i.id.as_str()), Some("V2"));
    // Of a restricted record nothing is read (C9).
    let sealed = restricted(records[2].clone(), &["S1"]);
    let records = [records[0].clone(), records[1].clone(), sealed];
    let found = follow(vec![perhaps(MayBe::OneOfThese)], &records, &FindingRules::default(), today());
    assert!(found.restricted() && found.children[0].readings.is_empty());
}

#[test]
fn c9_a_restricted_brother_or_sister_of_anybody_the_child_may_be_is_told_to_nobody_else() {
    let noah = Record { relations: vec![relation("sibling", "P2"), relation("staff", "S8")], ..record(noah()) };
    let sister = Record {
        relations: vec![relation("staff", "S9")],
        ..record(person("P2", "Ava/McDonald", "2022-01-30", HOME.0, HOME.1))
    };
    let records = [noah, restricted(sister, &["S1"])];
    let found = perhaps(&["P1"], MayBe::OneOfTheseOrNobody);
    let found = follow(vec![found], &records, &FindingRules::default(), today());
    assert!(found.restricted());
    assert_eq!(found.named_staff(), ["S1".into()]);
    assert_eq!(found.children[0].connected_staff, ["S8".into(), "S9".into()]);
}

/// What is found of Noah, with a sister named in the mail who may be these.
fn with_a_sister(born: Option<&str>, ids: &[&str], records: &[Record]) -> crate::domain::Findings {
    let mut facts = facts();
    let (address, postcode) = (HOME.0.to_owned(), HOME.1.to_owned());
    facts.children = vec![ChildFacts { address, postcode, ..ChildFacts::default() }];
    facts.household = vec![Relative {
        name: name("Ava/McDonald"),
        relationship: "Sister".to_owned(),
        date_of_birth: born.map(day),
        ..Relative::default()
    }];
    let matches = vec![same("P1"), perhaps(ids, MayBe::Anybody)];
    findings(&facts, matches, records, &FindingRules::default(), Some(today()), today(), London)
}

#[test]
fn c2_a_sister_named_without_a_date_may_be_who_lives_there_now_and_bears_the_name() {
    let open = |id: &str, names: &str, address: &str| Record {
        involvements: vec![work(&format!("V{id}"), id, "2026-01-01", "")],
        ..record(person(id, names, "2012-05-06", address, HOME.1))
    };
    let records = [
        record(noah()),
        open("P2", "Ava/McDonald", HOME.0),
        open("P3", "Ava/McDonald", "9 Elm Road"),
        open("P4", "Zoe/Ash", HOME.0),
    ];
    let who = |found: &crate::domain::Findings| {
        found.perhaps_siblings.iter().map(|s: &PerhapsSibling| s.person.to_string()).collect::<Vec<_>>()
    };
    let found = with_a_sister(None, &["P2", "P3", "P4"], &records);
    assert_eq!(who(&found), ["P2"]);
    assert_eq!(found.perhaps_siblings[0].open[0].id, "VP2");
    assert!(!found.sibling_open(), "never silently taken");
    // With her date of birth the match itself says enough.
    assert_eq!(who(&with_a_sister(Some("2012-05-06"), &["P3"], &records)), ["P3"]);
    // One of the child's own, by the record, counts as open anyway; the child is no sister.
    let noah = Record { relations: vec![relation("sibling", "P2")], ..records[0].clone() };
    let found = with_a_sister(None, &["P2", "P1"], &[noah, records[1].clone()]);
    assert!(found.sibling_open() && found.perhaps_siblings.is_empty());
}

#[test]
fn c9_a_sister_named_who_may_be_a_restricted_record_is_a_named_persons_to_look_at() {
    let sister = record(person("P2", "Ava/McDonald", "2012-05-06", HOME.0, HOME.1));
    let found = with_a_sister(None, &["P2"], &[record(noah()), restricted(sister, &["S1"])]);
    assert!(found.restricted() && found.perhaps_siblings.is_empty());
    let sealed = &found.children[0].sealed[0];
    assert_eq!((sealed.person.as_str(), sealed.certain, sealed.sibling), ("P2", false, true));
    assert_eq!(found.named_staff(), ["S1".into()]);
}

#[test]
fn c2_an_open_child_of_the_same_household_may_be_a_brother_or_sister() {
    let lives_with = |kind: &str| {
        let noah = Record { relations: vec![relation(kind, "P2")], ..record(noah()) };
        let other = Record {
            involvements: vec![work("V1", "P2", "2026-01-01", "")],
            ..record(person("P2", "Ava/McDonald", "2022-01-30", HOME.0, HOME.1))
        };
        follow(vec![same("P1")], &[noah, other], &FindingRules::default(), today())
    };
    for (kind, why) in [
        (SHARED_ADDRESS, "a child of the same family name at the same address"),
        ("household", "of the same household"),
    ] {
        let found = lives_with(kind);
        assert_eq!(found.perhaps_siblings[0].why, why);
        assert!(!found.sibling_open() && found.children[0].siblings.is_empty(), "a guess is no brotherhood");
    }
    assert!(lives_with("cousin").perhaps_siblings.is_empty());
}
