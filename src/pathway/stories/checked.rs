//! The check against the case store: C1 to C4 and C6 to C9.

use chrono::TimeDelta;

use crate::domain::{CaseState, FLAG_ACTIONED, FLAG_RAO, ReferrerKind};

use super::mails::{child, form, open_findings};
use super::world::World;

#[test]
fn c1_perhaps_is_shown_to_a_person_and_never_taken() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().perhaps());
    w.filed("CHECK BY HAND", "");
    w.letter("acknowledgement");
    let told = w.told("check-by-hand", &["R1"]);
    assert_eq!(told.says().candidates, ["P10042 Kofi Quennell: same name; date of birth differs by a day"]);
    let why = "the child may be one who is on record: a person decides who it is";
    assert_eq!(told.says().reasons, [why, "same name; date of birth differs"]);
    assert_eq!(told.words(), ["DONE"]);
}

#[test]
fn c1_an_officer_says_who_it_is_and_the_way_is_chosen_anew() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().perhaps());
    w.skip();
    w.clock_to("2026-11-23 10:15");
    w.names_child("R1", Some("P10042"), form().findings);
    w.filed_correspondence();
    w.filed("REVIEW CONTACTS", "");
    w.asked("S2");
    assert_eq!(w.timers(), ["remind 2026-11-23 16:15", "deadline 2026-11-23 17:15"]);
    assert_eq!(w.request().said, [Some("P10042".into())]);
}

#[test]
fn c1_an_officer_says_that_the_child_is_new() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().perhaps());
    w.skip();
    // Even where the store is old: it is their word now (C8).
    let mut findings = form().unknown().findings;
    findings.store_as_of = None;
    w.names_child("R2", None, findings);
    w.filed_correspondence();
    w.filed("NEW CONTACTS", "");
    assert_eq!(w.outcome(), "passed on as a new contact");
}

#[test]
fn c1_an_officer_who_corrects_the_child_withdraws_the_question() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    w.names_child("R1", Some("P10099"), form().closed_by("family_support", "Family Support South", "S2").findings);
    w.filed_correspondence();
    w.told("decision-overtaken", &["S2"]);
    w.filed("REVIEW CONTACTS", "");
    w.asked("E1");
    // An answer to the earlier question, about another child, decides nothing.
    w.answers("S2", "NO CONTACT", "known already");
    w.filed_correspondence();
    let told = w.told("decision-different", &["R1", "R2"]);
    assert!(told.says().text.contains("a question that no longer stood"));
    assert!(w.request().decision.is_none());
    assert_eq!(w.timers().len(), 2);
}

/// The open case's way, as far as nobody is away and it is not urgent.
fn goes_the_open_way(w: &mut World, worker: &str) {
    w.filed("OPEN CASES", "");
    let alert = w.told("open-case-alert", &[worker, "asti@trust.test", "P1"]);
    assert_eq!(alert.originals(), [w.request().mail]);
    assert!(alert.notes().contains("Request received"));
    assert_eq!(w.told("open-case-returned", &["bso.cass@trust.test"]).cc, ["R1"]);
    assert_eq!(w.outcome(), "passed to the team of the open case");
}

#[test]
fn c2_an_open_child_is_not_a_review() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().open_to("ASTI North", Some("W1")));
    goes_the_open_way(&mut w, "W1");
    w.letter("acknowledgement");
}

#[test]
fn c2_a_closed_child_with_an_open_sibling_goes_to_the_siblings_worker_and_team() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().sibling_open());
    goes_the_open_way(&mut w, "W2");
    w.letter("acknowledgement");
}

#[test]
fn c2_is_checked_again_before_the_request() {
    let mut w = World::at("2026-11-22 20:00");
    w.arrives(form());
    w.skip();
    w.store_says(open_findings("ASTI North", Some("W1")));
    w.clock_to("2026-11-23 08:00");
    goes_the_open_way(&mut w, "W1");
}

#[test]
fn c2_is_checked_again_before_a_reminder_and_the_next_person() {
    for (at, to) in [("2026-11-23 16:15", "S2"), ("2026-11-23 17:15", "S2")] {
        let mut w = World::at("2026-11-23 09:30");
        w.arrives(form());
        w.skip();
        if at.ends_with("17:15") {
            w.clock_to("2026-11-23 17:00");
            w.skip();
        }
        w.store_says(open_findings("ASTI North", Some("W1")));
        w.clock_to(at);
        goes_the_open_way(&mut w, "W1");
        let told = w.told("decision-overtaken", &[to]);
        assert!(told.says().text.contains("open now"));
    }
}

#[test]
fn c2_is_checked_again_before_the_contact() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    w.store_says(open_findings("ASTI North", Some("W1")));
    w.answers("S2", "CONTACT", "new injury");
    w.filed_correspondence();
    goes_the_open_way(&mut w, "W1");
    assert!(w.request().assigned_to.is_none());
    // Their decision is on record all the same.
    assert!(w.it().notes.iter().any(|n| n.text == "Kim Lowe decided: CONTACT. Reason: new injury"));
}

#[test]
fn c2_is_checked_again_before_the_letter() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    w.store_says(form().sibling_open().findings);
    w.answers("S2", "NO CONTACT", "nothing new");
    w.filed_correspondence();
    goes_the_open_way(&mut w, "W2");
}

#[test]
fn c3_an_involvement_of_any_kind_in_the_last_weeks_is_a_review() {
    for (service, team) in [("cass", "CASS"), ("occupational_therapy", "OT Service"), ("youth_justice", "Youth")] {
        let mut w = World::at("2026-11-23 09:30");
        w.arrives(form().closed_by(service, team, "S1"));
        assert_eq!(w.filed("REVIEW CONTACTS", "").add, [FLAG_RAO]);
        w.letter("acknowledgement");
        w.asked("S1");
    }
}

#[test]
fn c6_closed_by_family_support_the_early_help_manager_is_asked() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().closed_by("family_support", "Family Support South", "S1"));
    let told = w.asked("E1");
    assert_eq!(told.words(), ["NO CONTACT", "CONTACT", "VISIT"]);
    w.skip();
    w.answers("E1", "VISIT", "the worker knows them");
    w.filed_correspondence();
    let told = w.told("answer-to-officer", &["R1"]);
    assert_eq!(told.cc, ["R2"]);
    assert_eq!(told.says().decision, "VISIT, by Pat Dunn");
    let letter = w.letter("outcome-no-contact");
    w.smtp_accepts(&letter);
    w.filed("PSS COMPLETED", "no contact - outcome sent to referrer");
    w.told("answer-to-officer", &["R1"]);
    assert_eq!(w.outcome(), "no contact");
}

#[test]
fn c6_closed_by_social_care_a_team_manager_is_asked_whoever_decided_before() {
    for (service, team) in [("asti", "ASTI North"), ("safeguarding", "Area Safeguarding East")] {
        let mut w = World::at("2026-11-23 09:30");
        w.arrives(form().closed_by(service, team, "S1"));
        let told = w.asked("M1");
        assert_eq!(told.words(), ["NO CONTACT", "CONTACT", "FORWARD"]);
        w.skip();
        // Nor is a senior practitioner asked when nobody answers.
        w.clock_to("2026-11-24 18:00");
        w.skip();
        w.silent_alarm("nobody is left to ask for a decision");
        let asked: Vec<&str> = w.request().asked.iter().map(|a| a.person.as_str()).collect();
        assert_eq!(asked, ["M1", "M2", "L1", "G1"]);
    }
}

#[test]
fn c6_a_team_manager_who_decided_before_is_preferred_in_the_pool() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().closed_by("asti", "ASTI North", "M3"));
    w.asked("M3");
    w.skip();
    w.answers("M3", "FORWARD", "with ASTI");
    w.filed_correspondence();
    assert!(w.told("answer-to-officer", &["R1"]).says().text.contains("takes this forward"));
    w.letter("outcome-no-contact");
}

#[test]
fn c6_both_is_social_care() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().closed_by("asti", "ASTI North", "S1").also_closed_by("early_help", "Early Help"));
    w.asked("M1");
    w.skip();
}

#[test]
fn c7_not_known_or_nothing_recent_is_an_ordinary_new_contact() {
    for mail in [form().unknown(), form().old()] {
        let mut w = World::at("2026-11-23 09:30");
        w.arrives(mail);
        w.filed("NEW CONTACTS", "");
        w.letter("acknowledgement");
        assert_eq!(w.outcome(), "passed on as a new contact");
        assert!(w.timers().is_empty());
    }
}

#[test]
fn c8_an_old_store_is_not_believed_when_it_says_not_known() {
    for mail in [form().unknown(), form().old()] {
        for as_of in [None, Some(super::staff::at("2026-11-23 09:30") - TimeDelta::hours(37))] {
            let mut w = World::at("2026-11-23 09:30");
            w.arrives(mail.clone().with(|m| m.findings.store_as_of = as_of));
            w.filed("CHECK BY HAND", "");
            let told = w.told("check-by-hand", &["R1"]);
            assert!(told.says().reasons[0].contains("too old"));
            w.letter("acknowledgement");
        }
    }
}

#[test]
fn c8_an_old_store_is_believed_when_it_knows_the_child() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().with(|m| m.findings.store_as_of = None));
    w.asked("S2");
    w.skip();
}

#[test]
fn c9_of_a_restricted_record_everybody_sees_only_that_a_person_must_look() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().restricted().urgent());
    w.filed("CHECK BY HAND", "");
    let told = w.told("restricted", &["R1", "R2"]);
    assert!(told.message.attach.is_empty() && told.says().urgent.contains("marked"));
    w.alarm("nobody named for a restricted record is at work");
    // A letter says nothing of the record, and its absence would.
    w.letter("acknowledgement");
    w.clock_to("2026-11-23 10:30");
    w.told("unattended", &["R1", "R2"]);
    // Later mail leaks nothing either: the invariants look.
    w.later_mail(form().saying("He has a bruise again").facts);
    w.filed_correspondence();
    let told = w.told("later-mail", &["R1"]);
    assert!(told.message.attach.is_empty() && told.says().concern.is_empty());
}

#[test]
fn c9_a_record_that_becomes_restricted_is_taken_back_from_the_review() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    w.store_says(form().restricted().findings);
    w.clock_to("2026-11-23 16:15");
    w.told("decision-overtaken", &["S2"]);
    w.filed("CHECK BY HAND", "");
    w.told("restricted", &["R1", "R2"]);
    w.alarm("nobody named for a restricted record is at work");
    w.nothing_more();
}

#[test]
fn c9_connected_staff_are_never_asked_given_or_told_of_it() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().connected(&["S2", "R1", "M1"]));
    w.filed("REVIEW CONTACTS", "");
    w.letter("acknowledgement");
    let told = w.told("decision-request", &["M2"]);
    assert_eq!(told.cc, ["R2"]);
    assert_eq!(w.request().holder, Some("R2".into()));
    // Nor does an answer of theirs count.
    w.answers_number(0, "S2", "NO CONTACT", "I know them");
    w.filed_correspondence();
    w.told("refused-answer", &["R2"]);
    w.answers("M2", "CONTACT", "new injury");
    w.filed_correspondence();
    w.told("create-contact", &["R2"]);
    assert_eq!(w.request().assigned_to, Some("M2".into()));
}

#[test]
fn c9_an_adviser_found_to_be_connected_does_not_take_the_contact() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    w.answers("S2", "CONTACT", "new injury");
    w.skip();
    assert_eq!(w.request().assigned_to, Some("S2".into()));
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    w.store_says(form().connected(&["S2"]).findings);
    w.clock_to("2026-11-23 11:00");
    w.answers("S2", "CONTACT", "new injury");
    w.filed_correspondence();
    w.told("refused-answer", &["R1", "R2"]);
    // Nor do they stay the one who is asked.
    w.asked("M1");
}

#[test]
fn c3_a_child_without_any_involvement_that_counts_is_no_review() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().from(ReferrerKind::Police, "pc@police.test").with(|m| {
        m.findings.children = vec![child(CaseState::None), child(CaseState::Old)];
    }));
    let filing = w.filed("NEW CONTACTS", "");
    assert!(!filing.add.iter().any(|f| f == FLAG_ACTIONED));
    w.letter("acknowledgement");
}

#[test]
fn c3_the_reason_names_the_look_back_of_the_mailbox() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().with(|m| m.findings.counted_from = super::staff::day("2026-08-25")));
    let told = w.asked("S2");
    assert_eq!(told.says().reasons[0], "closed, with an involvement in the last 90 days: to be reviewed");
    w.skip();
    // Also in what is sent later, when the way is no longer being chosen.
    w.clock_to("2026-11-23 16:15");
    let told = w.told("decision-reminder", &["S2"]);
    assert_eq!(told.says().reasons[0], "closed, with an involvement in the last 90 days: to be reviewed");
}
