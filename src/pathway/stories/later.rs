//! Later mail on a known request (R10), and what the daemon no longer knows.

use crate::domain::{Event, FLAG_URGENT, TimerKind};

use super::mails::form;
use super::world::World;

#[test]
fn r10_later_mail_goes_to_the_one_deciding_and_the_officer() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    let mail = w.later_mail(form().saying("The school rang: he did not come in today.").facts);
    w.filed_correspondence();
    let told = w.told("later-mail", &["S2", "R1"]);
    assert_eq!(told.originals(), [mail]);
    assert_eq!(told.says().concern, "The school rang: he did not come in today.");
    assert_eq!(w.timers().len(), 2);
}

#[test]
fn r10_later_mail_on_what_a_person_works_on_or_is_closed_goes_to_the_officer() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().perhaps());
    w.skip();
    w.later_mail(form().saying("More").facts);
    w.filed_correspondence();
    w.told("later-mail", &["R1"]);
    w.arrives(form().saying("another").unknown());
    w.skip();
    w.later_mail(form().saying("More").facts);
    w.filed_correspondence();
    assert!(w.told("later-mail", &["R2"]).says().text.contains("which is closed"));
}

#[test]
fn i5_later_mail_that_is_urgent_is_named_so() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    w.later_mail(form().saying("He is bleeding").urgent().facts);
    w.filed_correspondence();
    let told = w.told("later-mail", &["S2", "R1"]);
    assert!(told.message.urgent);
    assert_eq!(told.says().urgent, "marked urgent by the sender");
    // From now on the request is: in the mailbox, and in each message about it.
    assert!(w.filed.iter().any(|(_, f)| f.folder.is_none() && f.add == [FLAG_URGENT]));
    w.filed.clear();
    w.clock_to("2026-11-23 16:15");
    assert!(w.told("decision-reminder", &["S2"]).message.urgent);
}

#[test]
fn i6_urgent_later_mail_at_night_goes_to_the_emergency_team() {
    let mut w = World::at("2026-11-23 14:00");
    w.arrives(form());
    w.skip();
    w.clock_to("2026-11-23 22:00");
    let mail = w.later_mail(form().saying("He is bleeding").urgent().facts);
    w.filed_correspondence();
    let told = w.told("emergency-duty-team", &["edt@trust.test"]);
    assert_eq!(told.originals(), [w.request().mail, mail]);
    assert!(told.message.urgent);
    w.told("later-mail", &["S2", "R1"]);
    w.filed.clear();
}

#[test]
fn a_timer_of_a_state_that_has_passed_changes_nothing() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    let before = w.request().clone();
    for kind in [TimerKind::Remind, TimerKind::Deadline, TimerKind::Unattended, TimerKind::Pause, TimerKind::Opening] {
        w.happens(&Event::Due(kind));
        assert_eq!(w.request().phase, before.phase);
    }
    w.nothing_more();
    assert_eq!(w.timers(), ["remind 2026-11-23 16:15", "deadline 2026-11-23 17:15"]);
}

#[test]
fn a_step_that_the_procedure_no_longer_has_goes_to_a_person() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    w.policy.procedures.get_mut("cass").unwrap().steps.retain(|step| step.id().as_str() != "ask");
    w.clock_to("2026-11-23 16:15");
    w.alarm("a request cannot go on: the procedure no longer has the step it stood at");
    w.told("unattended", &["R1", "R2"]);
    assert_eq!(w.timers(), ["unattended 2026-11-23 17:15"]);
    // And it is reported until somebody acts.
    w.clock_to("2026-11-23 17:15");
    w.told("unattended", &["R1", "R2"]);
}

#[test]
fn a_procedure_that_is_gone_is_said_each_hour_and_forgets_no_request() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    let cass = w.policy.procedures.remove("cass").unwrap();
    w.clock_to("2026-11-23 16:15");
    let what = "the mailbox or the procedure of a waiting request is no longer configured";
    w.alarm(what);
    assert_eq!(w.timers(), ["unattended 2026-11-23 17:15"]);
    w.policy.procedures.insert("cass".to_owned(), cass);
    w.answers("S2", "CONTACT", "new injury");
    w.filed_correspondence();
    w.told("create-contact", &["R1"]);
}
