//! R4 through the whole core: received, sent out, due.

use super::mails::form;
use super::staff::at;
use super::world::World;

/// Received and read at once; the deadline that is set.
fn due_when_received(text: &str) -> String {
    due_when(text, text)
}

/// Received then, and only read (or asked) later.
fn due_when(received: &str, read: &str) -> String {
    let mut w = World::at(read);
    w.arrives(form().received(received));
    if !w.policy.calendar.is_open(w.now) {
        let opening = w.policy.calendar.next_opening(w.now);
        assert_eq!(w.timers(), [format!("opening {}", w.policy.calendar.local(opening).format("%Y-%m-%d %H:%M"))]);
        w.passes_to(opening);
    }
    w.asked("S2");
    w.skip();
    let timers = w.timers();
    timers.last().unwrap().strip_prefix("deadline ").unwrap().to_owned()
}

#[test]
fn r4_received_and_sent_between_eight_and_noon_is_due_at_the_end_of_that_day() {
    assert_eq!(due_when_received("2026-11-23 08:00"), "2026-11-23 17:15");
    assert_eq!(due_when_received("2026-11-23 11:59"), "2026-11-23 17:15");
    assert_eq!(due_when_received("2026-11-23 12:00"), "2026-11-23 17:15");
}

#[test]
fn r4_after_noon_is_due_10_next_working_day() {
    assert_eq!(due_when_received("2026-11-23 12:00:01"), "2026-11-24 10:00");
    assert_eq!(due_when_received("2026-11-23 17:14"), "2026-11-24 10:00");
}

#[test]
fn r4_friday_is_shorter_and_the_next_working_day_is_monday() {
    assert_eq!(due_when_received("2026-11-27 10:00"), "2026-11-27 16:15");
    assert_eq!(due_when_received("2026-11-27 15:00"), "2026-11-30 10:00");
}

#[test]
fn r4_maundy_thursday_afternoon_is_due_on_the_tuesday_after_easter() {
    assert_eq!(due_when_received("2027-03-25 14:00"), "2027-03-30 10:00");
}

#[test]
fn r4_outside_working_time_counts_as_received_at_the_next_opening() {
    assert_eq!(due_when_received("2026-11-21 15:00"), "2026-11-23 17:15");
    assert_eq!(due_when_received("2026-11-23 17:15"), "2026-11-24 17:15");
    assert_eq!(due_when_received("2026-11-24 03:00"), "2026-11-24 17:15");
    // Christmas Eve in the evening, over Christmas and Boxing Day's holiday.
    assert_eq!(due_when_received("2026-12-24 19:00"), "2026-12-29 17:15");
}

#[test]
fn r4_received_before_noon_and_sent_later_keeps_the_earlier_deadline_with_an_hour_to_spare() {
    assert_eq!(due_when("2026-11-23 11:00", "2026-11-23 16:15"), "2026-11-23 17:15");
    assert_eq!(due_when("2026-11-23 11:00", "2026-11-23 16:16"), "2026-11-24 10:00");
    assert_eq!(due_when("2026-11-23 11:00", "2026-11-24 09:00"), "2026-11-24 10:00");
    assert_eq!(due_when("2026-11-23 11:00", "2026-11-24 09:01"), "2026-11-24 17:15");
}

#[test]
fn r4_holds_on_the_days_the_clocks_change() {
    // Saturday before the change in March: asked on Monday, 8 o'clock summer time.
    assert_eq!(due_when_received("2027-03-27 22:00"), "2027-03-30 17:15");
    assert_eq!(at("2027-03-30 17:15").to_string(), "2027-03-30 16:15:00 UTC");
    // Friday afternoon before the change in October.
    assert_eq!(due_when_received("2026-10-23 15:00"), "2026-10-26 10:00");
    assert_eq!(at("2026-10-26 10:00").to_string(), "2026-10-26 10:00:00 UTC");
}

#[test]
fn r4_whoever_is_asked_must_be_at_work_then() {
    let tomorrow = |s: &mut crate::pathway::people::PersonSettings| {
        s.leave = vec![super::staff::leave("2026-11-24", "2026-11-24")];
    };
    let mut w = World::with("2026-11-23 14:00", &[("S2", tomorrow as _)]);
    w.arrives(form());
    // There today, and away when the answer is due.
    let told = w.asked("M1");
    assert_eq!(told.says().passed_over, ["Kim Lowe on leave until 24 November"]);
    w.skip();
    let mut w = World::with("2026-11-23 10:00", &[("S2", tomorrow as _)]);
    w.arrives(form());
    w.asked("S2");
    w.skip();
}

#[test]
fn r4_a_mail_that_a_person_sorts_in_the_afternoon_keeps_its_deadline_where_it_can() {
    let mut w = World::at("2026-11-23 10:00");
    w.arrives(form().perhaps());
    w.skip();
    w.clock_to("2026-11-23 15:00");
    w.skip();
    w.moves("REVIEW CONTACTS");
    w.told("decision-request", &["M1"]);
    w.skip();
    assert_eq!(w.timers(), ["remind 2026-11-23 16:15", "deadline 2026-11-23 17:15"]);
}
