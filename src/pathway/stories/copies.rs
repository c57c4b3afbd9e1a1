//! Identical second copies (C5).

use crate::domain::ReferrerKind;

use super::mails::{Mail, form, open_findings};
use super::world::World;

/// The first copy is being reviewed.
fn first(w: &mut World) -> crate::domain::Reference {
    let first = w.arrives(form());
    w.skip();
    first
}

/// The first copy was decided and its letter accepted.
fn decided(w: &mut World, choice: &str) -> crate::domain::Reference {
    let first = first(w);
    w.answers("S2", choice, "nothing new");
    if choice == "NO CONTACT" {
        let letter = w.letter("outcome-no-contact");
        w.smtp_accepts(&letter);
    } else {
        w.says("R1", "DONE");
    }
    w.skip();
    first
}

fn second(w: &mut World, mail: Mail) {
    w.clock_to("2026-11-23 11:00");
    w.arrives(mail);
}

#[test]
fn c5_a_copy_of_a_pending_request_is_linked_and_closes_with_it_by_one_letter() {
    let mut w = World::at("2026-11-23 09:30");
    let first = first(&mut w);
    second(&mut w, form());
    let copy = w.it.clone();
    w.filed("REVIEW CONTACTS", "");
    w.nothing_more();
    assert!(w.timers().is_empty());
    assert_eq!(w.request().same_as, Some(first.clone()));

    w.it = first;
    w.answers("S2", "NO CONTACT", "nothing new");
    w.filed_correspondence();
    w.told("answer-to-officer", &["R1"]);
    let letter = w.letter("outcome-no-contact");
    w.smtp_accepts(&letter);
    w.filed("PSS COMPLETED", "no contact - outcome sent to referrer");
    w.told("answer-to-officer", &["R1"]);
    // The copy: no second letter.
    w.it = copy;
    w.filed("PSS COMPLETED", "duplicate contact - outcome sent to referrer");
    let told = w.told("answer-to-officer", &["R2"]);
    assert!(told.notes().contains("A second, identical copy was received"));
    assert_eq!(w.outcome(), "duplicate contact");
}

#[test]
fn c5_a_copy_of_a_closed_request_gets_the_outcome() {
    let mut w = World::at("2026-11-23 09:30");
    decided(&mut w, "NO CONTACT");
    second(&mut w, form());
    w.filed("REVIEW CONTACTS", "");
    let letter = w.letter("outcome-no-contact");
    w.nothing_more();
    w.smtp_accepts(&letter);
    w.filed("PSS COMPLETED", "duplicate contact - outcome sent to referrer");
    w.told("answer-to-officer", &["R2"]);
}

#[test]
fn c5_the_outcome_may_be_that_a_contact_was_created() {
    let mut w = World::at("2026-11-23 09:30");
    decided(&mut w, "CONTACT");
    second(&mut w, form());
    w.filed("REVIEW CONTACTS", "");
    let letter = w.letter("outcome-contact");
    w.smtp_accepts(&letter);
    w.filed("PSS COMPLETED", "duplicate contact - outcome sent to referrer");
    w.told("answer-to-officer", &["R2"]);
}

#[test]
fn c5_a_linked_copy_hears_that_a_contact_was_created() {
    let mut w = World::at("2026-11-23 09:30");
    let first = first(&mut w);
    second(&mut w, form());
    let copy = w.it.clone();
    w.it = first;
    w.answers("S2", "CONTACT", "new injury");
    w.skip();
    w.says("R1", "DONE");
    w.filed_correspondence();
    w.filed("CONTACT COMPLETED", "contact created");
    w.it = copy;
    let letter = w.letter("outcome-contact");
    w.smtp_accepts(&letter);
    w.filed("PSS COMPLETED", "duplicate contact - outcome sent to referrer");
    w.told("answer-to-officer", &["R2"]);
}

#[test]
fn c5_another_sender_has_a_plain_acknowledgement() {
    for closed in [false, true] {
        let mut w = World::at("2026-11-23 09:30");
        if closed {
            decided(&mut w, "NO CONTACT")
        } else {
            first(&mut w)
        };
        second(&mut w, form().from(ReferrerKind::Police, "pc@police.test"));
        w.filed("PSS COMPLETED", "duplicate contact");
        w.letter("acknowledgement");
        w.told("answer-to-officer", &["R2"]);
        assert_eq!(w.outcome(), "duplicate contact");
    }
}

#[test]
fn c5_a_copy_by_somebody_who_may_not_be_written_to_is_filed_without_a_word() {
    let mut w = World::at("2026-11-23 09:30");
    decided(&mut w, "NO CONTACT");
    second(&mut w, form().with(|m| m.facts.envelope.automatic.list = true));
    w.filed("PSS COMPLETED", "duplicate contact");
    w.told("answer-to-officer", &["R2"]);
}

#[test]
fn c5_similar_or_fuller_is_not_identical() {
    let mut w = World::at("2026-11-23 09:30");
    first(&mut w);
    second(&mut w, form().saying("Kofi came to school with a bruise. He said that his uncle hit him."));
    w.filed("REVIEW CONTACTS", "");
    w.letter("acknowledgement");
    let told = w.asked("S2");
    assert_eq!(told.says().difference, [("He said he fell.".to_owned(), "He said that his uncle hit him.".to_owned())]);
}

#[test]
fn c5_c2_comes_first() {
    let mut w = World::at("2026-11-23 09:30");
    decided(&mut w, "NO CONTACT");
    second(&mut w, form().open_to("ASTI North", Some("W1")));
    w.filed("OPEN CASES", "");
    w.skip();
    assert_eq!(w.outcome(), "passed to the team of the open case");
}

#[test]
fn c5_a_copy_waits_while_the_first_goes_the_open_way_and_then_gets_a_plain_word() {
    let mut w = World::at("2026-11-23 09:30");
    let first = first(&mut w);
    second(&mut w, form());
    w.skip();
    let copy = w.it.clone();
    w.it = first;
    w.store_says(open_findings("ASTI North", Some("W1")));
    w.answers("S2", "NO CONTACT", "nothing new");
    w.it = copy;
    w.letter("acknowledgement");
    w.filed("PSS COMPLETED", "duplicate contact");
    w.skip();
}

#[test]
fn c5_the_copy_of_a_mail_that_a_person_removed_takes_its_place() {
    let mut w = World::at("2026-11-23 09:30");
    let first = first(&mut w);
    second(&mut w, form());
    w.skip();
    let copy = w.it.clone();
    w.it = first;
    w.deletes();
    w.told("decision-overtaken", &["S2"]);
    w.it = copy;
    w.filed("REVIEW CONTACTS", "");
    w.letter("acknowledgement");
    w.asked("S2");
    // So does one that comes afterwards.
    w.deletes();
    w.told("decision-overtaken", &["S2"]);
    w.arrives(form());
    w.asked("S2");
    w.skip();
}

#[test]
fn c5_a_third_copy_is_one_of_the_first() {
    let mut w = World::at("2026-11-23 09:30");
    let first = first(&mut w);
    second(&mut w, form());
    w.arrives(form());
    assert_eq!(w.request().same_as, Some(first.clone()));
    w.skip();
    w.it = first;
    w.answers("S2", "NO CONTACT", "nothing new");
    let letter = w.letter("outcome-no-contact");
    w.smtp_accepts(&letter);
    w.skip();
    assert!(w.requests.values().all(|held| held.request.is_closed()));
}

/// The same mail again at that time; the first was decided, and its letter accepted, on 23 November.
fn again(at: &str, change: fn(&mut World)) -> World {
    let mut w = World::at("2026-11-23 09:30");
    change(&mut w);
    decided(&mut w, "NO CONTACT");
    w.clock_to(at);
    let received_on = w.policy.calendar.date(w.now);
    w.arrives(form().with(|m| {
        m.findings.counted_from = received_on.checked_sub_days(chrono::Days::new(28)).unwrap();
        m.findings.store_as_of = None;
    }));
    w
}

#[test]
fn c5_a_copy_within_the_look_back_after_the_end_of_the_first_is_a_copy() {
    // 28 local days, the 28th included.
    let mut w = again("2026-12-21 09:30", |_| {});
    w.filed("REVIEW CONTACTS", "");
    let letter = w.letter("outcome-no-contact");
    w.smtp_accepts(&letter);
    w.filed("PSS COMPLETED", "duplicate contact - outcome sent to referrer");
    w.told("answer-to-officer", &["R2"]);
}

#[test]
fn c5_an_identical_mail_long_after_the_end_of_the_first_goes_its_ordinary_way() {
    let mut w = again("2026-12-22 09:30", |_| {});
    assert_eq!(w.request().same_as, None);
    w.filed("REVIEW CONTACTS", "");
    w.letter("acknowledgement");
    w.asked("S2");
}

#[test]
fn c5_the_procedure_says_for_how_long_a_mail_is_a_copy() {
    let a_week = |w: &mut World| {
        w.policy.procedures.get_mut("cass").unwrap().copies_within_days = Some(7);
    };
    let mut w = again("2026-11-30 17:00", a_week);
    assert!(w.request().same_as.is_some());
    w.skip();
    let mut w = again("2026-12-01 09:00", a_week);
    assert_eq!(w.request().same_as, None);
    w.filed("REVIEW CONTACTS", "");
    w.letter("acknowledgement");
    w.asked("S2");
}

#[test]
fn c5_a_copy_does_not_prolong_the_time_of_the_first() {
    let mut w = again("2026-12-14 09:30", |_| {});
    let letter = w.letter("outcome-no-contact");
    w.smtp_accepts(&letter);
    w.skip();
    assert_eq!(w.outcome(), "duplicate contact");
    w.clock_to("2026-12-29 09:30");
    w.arrives(form().with(|m| {
        m.findings.counted_from = super::staff::day("2026-12-01");
        m.findings.store_as_of = None;
    }));
    assert_eq!(w.request().same_as, None);
    w.skip();
}

#[test]
fn c5_a_pending_request_has_copies_however_old_it_is() {
    let mut w = World::at("2026-11-23 09:30");
    let first = first(&mut w);
    w.policy.procedures.get_mut("cass").unwrap().copies_within_days = Some(1);
    w.clock_to("2026-11-27 09:30");
    w.skip();
    w.alarms.clear();
    w.arrives(form());
    assert_eq!(w.request().same_as, Some(first));
    w.filed("REVIEW CONTACTS", "");
}
