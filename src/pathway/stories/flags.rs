//! Flags that people set and clear in the mailbox (R9).

use crate::domain::{FLAG_ACTIONED, FLAG_RAO, FLAG_URGENT};

use super::mails::form;
use super::world::World;

/// A mail that waits for a person in CHECK BY HAND, since half past nine.
fn to_check() -> World {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().perhaps());
    w.skip();
    w
}

fn audited(w: &World, what: &str) -> bool {
    w.it().audit.iter().any(|entry| entry.who == "a person, in the mailbox" && entry.what == what)
}

fn noted(w: &World, note: &str) -> bool {
    w.it().notes.iter().any(|one| one.text.starts_with(note))
}

#[test]
fn r9_flagged_rao_by_hand_somebody_works_on_it_and_the_report_waits_for_them() {
    let mut w = to_check();
    assert_eq!(w.timers(), ["unattended 2026-11-23 10:30"]);
    w.clock_to("2026-11-23 10:00");
    w.flags(&[FLAG_RAO]);
    w.nothing_more();
    assert!(audited(&w, "flagged it RAO") && noted(&w, "Flagged RAO by a person"));
    assert_eq!(w.timers(), ["unattended 2026-11-23 14:00"]);
    // Half a day later it still lies there: that is reported as what it is.
    w.clock_to("2026-11-23 14:00");
    let told = w.told("unattended", &["R1", "R2"]);
    let text = "Somebody flagged this mail RAO on Monday 23 November 2026 at 10:00, and it still waits.";
    assert_eq!(told.says().text, text);
    assert_eq!(w.timers(), ["unattended 2026-11-23 16:30"]);
}

#[test]
fn r9_the_flag_rao_taken_away_by_hand_it_waits_for_somebody_again() {
    let mut w = to_check();
    w.flags(&[FLAG_RAO]);
    w.clock_to("2026-11-23 13:00");
    w.unflags(FLAG_RAO);
    assert!(audited(&w, "took the flag RAO away") && noted(&w, "The flag RAO was taken away"));
    assert_eq!(w.timers(), ["unattended 2026-11-23 14:00"]);
    w.clock_to("2026-11-23 14:00");
    assert_eq!(w.told("unattended", &["R1", "R2"]).says().text, "Nobody has acted on this mail yet.");
}

#[test]
fn r9_an_urgent_mail_flagged_rao_is_reported_after_its_own_interval() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().perhaps().urgent());
    w.skip();
    w.clock_to("2026-11-23 10:00");
    w.flags(&[FLAG_RAO]);
    assert_eq!(w.timers(), ["unattended 2026-11-23 11:00"]);
}

#[test]
fn r9_what_was_worked_on_and_moved_on_waits_as_anything_else_does() {
    let mut w = to_check();
    w.flags(&[FLAG_RAO]);
    w.moves("REVIEW CONTACTS");
    w.moves("CHECK BY HAND");
    w.skip();
    assert_eq!(w.timers(), ["unattended 2026-11-23 10:30"]);
}

#[test]
fn r9_i5_flagged_by_hand_it_is_urgent_and_who_decides_hears_it() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    w.flags(&[FLAG_URGENT]);
    assert!(audited(&w, "flagged it urgent") && noted(&w, "Flagged urgent by a person"));
    let told = w.told("later-mail", &["S2", "R1"]);
    assert!(told.message.urgent && told.says().text.contains("flagged this request urgent"));
    assert_eq!(told.says().urgent, "a person flagged it in the mailbox");
    // It bears the flag already: nothing is filed for that.
    w.nothing_more();
    w.clock_to("2026-11-23 16:15");
    assert!(w.told("decision-reminder", &["S2"]).message.urgent);
    // A second time says nothing new.
    w.flags(&[FLAG_URGENT]);
    w.nothing_more();
}

#[test]
fn r9_i5_flagged_by_hand_a_mail_that_waits_for_a_person_is_reported_at_the_shorter_intervals() {
    let mut w = to_check();
    w.clock_to("2026-11-23 12:30");
    w.skip();
    w.flags(&[FLAG_URGENT]);
    w.told("later-mail", &["R1"]);
    for hour in 13..16 {
        w.clock_to(&format!("2026-11-23 {hour}:30"));
        assert!(w.told("unattended", &["R1", "R2"]).message.urgent);
    }
}

#[test]
fn r9_i6_flagged_by_hand_out_of_hours_it_goes_to_the_emergency_team() {
    let mut w = World::at("2026-11-23 14:00");
    w.arrives(form());
    w.skip();
    w.clock_to("2026-11-23 22:00");
    w.flags(&[FLAG_URGENT]);
    assert_eq!(w.told("emergency-duty-team", &["edt@trust.test"]).originals(), [w.request().mail]);
    w.told("later-mail", &["S2", "R1"]);
}

#[test]
fn r9_o3_flagged_by_hand_an_open_case_climbs_the_ladder_although_it_was_passed_on() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().open_to("ASTI North", Some("W1")));
    w.skip();
    assert_eq!(w.outcome(), "passed to the team of the open case");
    w.flags(&[FLAG_URGENT]);
    w.told("escalation", &["W1"]);
    w.told("later-mail", &["W1", "R1", "asti@trust.test", "P1"]);
    assert_eq!(w.timers(), ["deadline 2026-11-23 10:00"]);
}

#[test]
fn r9_a_flag_on_a_mail_that_is_done_with_is_noted_and_no_more() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().unknown());
    w.skip();
    w.flags(&[FLAG_URGENT]);
    assert!(audited(&w, "flagged it urgent") && w.request().urgent().is_none());
    w.flags(&[FLAG_RAO, FLAG_ACTIONED]);
    w.unflags(FLAG_RAO);
    w.nothing_more();
    assert_eq!(w.outcome(), "passed on as a new contact");
}

#[test]
fn r9_a_flag_taken_away_before_it_was_urgent_does_not_keep_urgent_later_mail_from_being_flagged() {
    let mut w = to_check();
    w.unflags(FLAG_URGENT);
    w.later_mail(form().saying("He is bleeding").urgent().facts);
    assert!(w.filed.iter().any(|(_, f)| f.add == [FLAG_URGENT]));
    w.skip();
}

#[test]
fn r9_the_urgent_flag_taken_away_by_hand_is_noted_and_not_put_back() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().perhaps().urgent());
    assert!(w.filed("CHECK BY HAND", "").add.contains(&FLAG_URGENT.to_owned()));
    w.skip();
    w.unflags(FLAG_URGENT);
    w.nothing_more();
    assert!(audited(&w, "took the urgent flag away") && noted(&w, "The urgent flag was taken away"));
    w.moves("REVIEW CONTACTS");
    assert_eq!(w.filed("REVIEW CONTACTS", "").add, [FLAG_RAO]);
    // The request stays urgent: it is the flag that a person did not want.
    assert!(w.told("decision-request", &["M1"]).message.urgent);
}

#[test]
fn c9_flagged_urgent_by_hand_the_staff_named_hear_it_too_and_officers_nothing_of_the_record() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().restricted_to(&["W1"]));
    w.skip();
    w.flags(&[FLAG_URGENT]);
    w.told("later-mail", &["R1"]);
    assert!(w.told("later-mail", &["W1"]).message.urgent);
}
