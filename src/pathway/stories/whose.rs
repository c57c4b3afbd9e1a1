//! Who the child is, where somebody is "perhaps" on record: a person says first only where it makes a difference (C1).

use crate::domain::{CaseState, ChildFindings, PerhapsSibling};

use super::mails::{Mail, child, form, open_findings};
use super::world::World;

fn closed_by(service: &str, team: &str, decider: &str) -> ChildFindings {
    form().closed_by(service, team, decider).findings.children.remove(0)
}

fn open_to(team: &str) -> ChildFindings {
    open_findings(team, Some("W1")).children.remove(0)
}

#[test]
fn c1_whoever_it_is_nothing_is_recent_so_the_mail_goes_on_and_the_officers_settle_who_it_is() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().one_of_or_nobody(&[("P10042", child(CaseState::Old)), ("P10055", child(CaseState::None))]));
    w.filed("NEW CONTACTS", "");
    let told = w.told("who-it-is", &["R1", "R2"]);
    assert!(told.says().text.contains("Whoever it is, nothing on record is open or recent"));
    let known =
        "perhaps P10042, closed Monday 4 May 2026 (CASS); P10055, no involvement on record; or nobody on record";
    assert_eq!(told.says().children[0].known, known);
    assert_eq!(told.says().candidates.len(), 2);
    w.letter("acknowledgement");
    assert_eq!(w.outcome(), "passed on as a new contact");
}

#[test]
fn c1_an_answer_who_it_is_is_taken_after_the_mail_went_on() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().one_of_or_nobody(&[("P10042", child(CaseState::Old))]));
    w.skip();
    w.names_child("R1", None, form().unknown().findings);
    w.filed_correspondence();
    w.filed("NEW CONTACTS", "");
    assert_eq!(w.outcome(), "passed on as a new contact");
    assert_eq!(w.request().said, [None]);
    // Somebody else than all of these, and open: then the team hears of it.
    w.names_child("R2", Some("P10099"), open_findings("ASTI North", Some("W1")));
    w.filed_correspondence();
    w.filed("OPEN CASES", "");
    w.told("open-case-alert", &["W1", "asti@trust.test", "P1"]);
    w.told("open-case-returned", &["bso.cass@trust.test"]);
}

#[test]
fn c1_where_it_makes_a_difference_a_person_says_first_who_it_is_and_sees_what_each_would_mean() {
    let recent = closed_by("cass", "CASS", "S2");
    for people in [
        vec![("P10042", recent.clone())],
        vec![("P10042", child(CaseState::Old)), ("P10043", open_to("ASTI North"))],
        vec![("P10042", closed_by("asti", "ASTI North", "S1")), ("P10043", recent)],
    ] {
        let mut w = World::at("2026-11-23 09:30");
        w.arrives(form().one_of_or_nobody(&people));
        w.filed("CHECK BY HAND", "");
        w.letter("acknowledgement");
        let told = w.told("check-by-hand", &["R1"]);
        let known = told.says().children[0].known.clone();
        assert!(known.starts_with("perhaps P10042, ") && known.ends_with("; or nobody on record"), "{known}");
        assert_eq!(known.matches("P1004").count(), people.len(), "{known}");
    }
}

#[test]
fn c2_whichever_twin_it_is_the_team_of_both_hears_of_it_at_once() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().one_of(&[("P10042", open_to("ASTI North")), ("P10043", open_to("ASTI North"))]));
    w.filed("OPEN CASES", "");
    let alert = w.told("open-case-alert", &["W1", "asti@trust.test", "P1"]);
    let known = "perhaps P10042, open to ASTI North (asti); or P10043, open to ASTI North (asti)";
    assert_eq!(alert.says().children[0].known, known);
    w.told("open-case-returned", &["bso.cass@trust.test"]);
    w.told("who-it-is", &["R1", "R2"]);
    w.letter("acknowledgement");
    assert_eq!(w.outcome(), "passed to the team of the open case");
    // Of two teams one would hear what is not theirs, and of two workers of one team as well.
    let another_worker = open_findings("ASTI North", Some("W2")).children.remove(0);
    for other in [open_to("ASTI South"), another_worker] {
        let mut w = World::at("2026-11-23 09:30");
        w.arrives(form().one_of(&[("P10042", open_to("ASTI North")), ("P10043", other)]));
        w.filed("CHECK BY HAND", "");
        w.skip();
    }
}

#[test]
fn c6_whichever_twin_it_is_the_same_pool_reviews_it_and_sees_that_it_is_not_settled() {
    let mut w = World::at("2026-11-23 09:30");
    let recent = || closed_by("cass", "CASS", "S2");
    w.arrives(form().one_of(&[("P10042", recent()), ("P10043", recent())]));
    w.filed("REVIEW CONTACTS", "");
    w.told("who-it-is", &["R1", "R2"]);
    w.letter("acknowledgement");
    let told = w.asked("S2");
    assert!(told.says().children[0].known.starts_with("perhaps P10042, closed "), "{:?}", told.says().children);
}

#[test]
fn c1_it_is_checked_again_whether_it_makes_a_difference() {
    let mut w = World::at("2026-11-22 20:00");
    let recent = || closed_by("cass", "CASS", "S2");
    w.arrives(form().one_of(&[("P10042", recent()), ("P10043", recent())]));
    w.skip();
    w.store_says(form().one_of(&[("P10042", recent()), ("P10043", open_to("ASTI North"))]).findings);
    w.clock_to("2026-11-23 08:00");
    w.filed("CHECK BY HAND", "");
    w.told("check-by-hand", &["R1"]);
}

#[test]
fn i9_of_many_children_who_may_each_be_several_a_person_decides() {
    let several: Vec<(&str, ChildFindings)> =
        ["P1", "P2", "P3", "P4", "P5"].iter().map(|id| (*id, child(CaseState::Old))).collect();
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().one_of_or_nobody(&several).with(|m| {
        for _ in 0..2 {
            m.facts.children.push(m.facts.children[0].clone());
            m.findings.children.push(m.findings.children[0].clone());
        }
    }));
    w.filed("CHECK BY HAND", "");
    w.skip();
}

/// An ordinary new child, and somebody open to this team who may be a brother or sister.
fn perhaps_a_sister(team: &str) -> Mail {
    let mut mail = form().unknown();
    mail.findings.perhaps_siblings = vec![PerhapsSibling {
        person: "P10050".into(),
        shown_as: "Ama Quennell".to_owned(),
        why: "a child of the same family name at the same address".to_owned(),
        open: open_to(team).open,
    }];
    mail
}

#[test]
fn c2_an_open_child_who_may_be_a_brother_or_sister_is_a_persons_to_settle() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(perhaps_a_sister("ASTI North"));
    w.filed("CHECK BY HAND", "");
    let told = w.told("check-by-hand", &["R1"]);
    let reason =
        "somebody open may be a brother or sister: answer who the child is if not, or drag it to OPEN CASES if so";
    assert!(told.says().reasons.contains(&reason.to_owned()), "{:?}", told.says().reasons);
    let shown = "perhaps a brother or sister: P10050 Ama Quennell, open to ASTI North: a child of the same family name at \
                 the same address";
    assert_eq!(told.says().candidates, [shown]);
    w.letter("acknowledgement");
    // They are not: the mail goes its way.
    w.names_child("R1", None, perhaps_a_sister("ASTI North").findings);
    w.filed_correspondence();
    w.filed("NEW CONTACTS", "");
    assert_eq!(w.outcome(), "passed on as a new contact");
}

#[test]
fn c2_a_person_who_puts_the_mail_with_the_open_cases_says_that_they_are() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(perhaps_a_sister("ASTI North"));
    w.skip();
    w.moves("OPEN CASES");
    w.filed("OPEN CASES", "");
    w.told("open-case-alert", &["W1", "asti@trust.test", "P1"]);
    w.told("open-case-returned", &["bso.cass@trust.test"]);
    assert_eq!(w.outcome(), "passed to the team of the open case");
}

#[test]
fn c2_a_brother_or_sister_who_may_be_open_since_is_noticed_before_anybody_is_asked() {
    let mut w = World::at("2026-11-22 20:00");
    w.arrives(form());
    w.skip();
    let mut now = form();
    now.findings.perhaps_siblings = perhaps_a_sister("ASTI North").findings.perhaps_siblings;
    w.store_says(now.findings);
    w.clock_to("2026-11-23 08:00");
    w.filed("CHECK BY HAND", "");
    w.told("check-by-hand", &["R1"]);
}

#[test]
fn c1_what_another_child_may_be_is_not_for_the_team_of_the_first() {
    let mut w = World::at("2026-11-23 09:30");
    let other = form().one_of_or_nobody(&[("P10077", open_to("ASTI South"))]).findings.children.remove(0);
    w.arrives(form().open_to("ASTI North", Some("W1")).with(|m| {
        m.facts.children.push(m.facts.children[0].clone());
        m.findings.children.push(other);
    }));
    w.filed("OPEN CASES", "");
    let alert = w.told("open-case-alert", &["W1", "asti@trust.test", "P1"]);
    let known: Vec<&str> = alert.says().children.iter().map(|child| child.known.as_str()).collect();
    assert_eq!(known, ["open to ASTI North (asti)", "perhaps on record"]);
    w.skip();
}
