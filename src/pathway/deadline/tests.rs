use super::super::calendar::samples::{calendar, date, london};
use super::*;

fn noon_due(received: &str, sent: &str) -> String {
    let cal = calendar();
    let due = due(Window::Noon, &cal, london(received), london(sent));
    assert_eq!(due.at_work_on, cal.date(due.at));
    assert!(!due.why.is_empty());
    cal.local(due.at).format("%a %Y-%m-%d %H:%M").to_string()
}

fn table(rows: &[(&str, &str, &str)]) {
    for (received, sent, expected) in rows {
        assert_eq!(noon_due(received, sent), *expected, "received {received}, sent {sent}");
    }
}

#[test]
fn r4_received_and_sent_by_noon_is_due_the_end_of_that_working_day() {
    table(&[
        ("2026-11-23 08:00", "2026-11-23 08:00", "Mon 2026-11-23 17:15"),
        ("2026-11-23 09:10", "2026-11-23 11:59", "Mon 2026-11-23 17:15"),
        ("2026-11-23 12:00", "2026-11-23 12:00", "Mon 2026-11-23 17:15"),
        ("2026-11-27 11:00", "2026-11-27 11:30", "Fri 2026-11-27 16:15"),
        ("2026-12-24 09:00", "2026-12-24 09:00", "Thu 2026-12-24 17:15"),
    ]);
}

#[test]
fn r4_after_noon_is_due_10_next_working_day() {
    table(&[
        ("2026-11-23 12:00:01", "2026-11-23 12:00:01", "Tue 2026-11-24 10:00"),
        ("2026-11-23 12:01", "2026-11-23 12:05", "Tue 2026-11-24 10:00"),
        ("2026-11-23 17:14", "2026-11-23 17:14", "Tue 2026-11-24 10:00"),
        ("2026-11-26 15:00", "2026-11-26 15:00", "Fri 2026-11-27 10:00"),
    ]);
}

#[test]
fn r4_friday_afternoon_is_due_monday_and_holidays_are_passed_over() {
    table(&[
        ("2026-11-27 13:00", "2026-11-27 13:00", "Mon 2026-11-30 10:00"),
        ("2026-12-24 13:00", "2026-12-24 13:00", "Tue 2026-12-29 10:00"),
        ("2026-12-31 14:00", "2026-12-31 14:00", "Mon 2027-01-04 10:00"),
        ("2027-03-25 13:00", "2027-03-25 13:00", "Tue 2027-03-30 10:00"),
        ("2026-08-28 13:00", "2026-08-28 13:00", "Tue 2026-09-01 10:00"),
    ]);
}

#[test]
fn r4_received_by_noon_and_sent_later_keeps_the_earlier_deadline_while_an_hour_is_left() {
    table(&[
        ("2026-11-23 11:58", "2026-11-23 12:01", "Mon 2026-11-23 17:15"),
        ("2026-11-23 11:58", "2026-11-23 16:15", "Mon 2026-11-23 17:15"),
        ("2026-11-23 11:58", "2026-11-23 16:15:01", "Tue 2026-11-24 10:00"),
        ("2026-11-23 09:00", "2026-11-23 17:00", "Tue 2026-11-24 10:00"),
        ("2026-11-27 10:00", "2026-11-27 15:15", "Fri 2026-11-27 16:15"),
        ("2026-11-27 10:00", "2026-11-27 15:16", "Mon 2026-11-30 10:00"),
    ]);
}

#[test]
fn r4_sent_on_a_later_day_takes_the_first_deadline_that_leaves_an_hour() {
    table(&[
        // In the evening: taken as sent at the next opening.
        ("2026-11-23 11:00", "2026-11-23 20:00", "Tue 2026-11-24 10:00"),
        ("2026-11-23 16:00", "2026-11-23 20:00", "Tue 2026-11-24 10:00"),
        ("2026-11-23 16:00", "2026-11-24 09:00", "Tue 2026-11-24 10:00"),
        // Ten o'clock would leave less than an hour.
        ("2026-11-23 16:00", "2026-11-24 09:01", "Tue 2026-11-24 17:15"),
        ("2026-11-23 09:00", "2026-11-24 11:00", "Tue 2026-11-24 17:15"),
        ("2026-11-23 09:00", "2026-11-24 13:00", "Wed 2026-11-25 10:00"),
        ("2026-11-20 09:00", "2026-11-27 14:00", "Mon 2026-11-30 10:00"),
    ]);
}

#[test]
fn r4_received_outside_working_time_is_taken_as_received_at_the_next_opening() {
    table(&[
        ("2026-11-23 06:30", "2026-11-23 08:00", "Mon 2026-11-23 17:15"),
        ("2026-11-23 06:30", "2026-11-23 06:31", "Mon 2026-11-23 17:15"),
        ("2026-11-23 17:15", "2026-11-23 17:16", "Tue 2026-11-24 17:15"),
        ("2026-11-23 22:00", "2026-11-24 08:00", "Tue 2026-11-24 17:15"),
        ("2026-11-28 14:00", "2026-11-28 14:00", "Mon 2026-11-30 17:15"),
        ("2026-11-28 14:00", "2026-11-30 13:00", "Mon 2026-11-30 17:15"),
        ("2026-12-25 09:00", "2026-12-25 09:00", "Tue 2026-12-29 17:15"),
        ("2027-03-26 09:00", "2027-03-30 16:30", "Wed 2027-03-31 10:00"),
    ]);
}

#[test]
fn r4_the_clock_changes_are_harmless() {
    table(&[
        ("2026-10-23 14:00", "2026-10-23 14:00", "Mon 2026-10-26 10:00"),
        ("2026-10-25 01:30", "2026-10-25 01:30", "Mon 2026-10-26 17:15"),
        ("2027-03-28 01:30", "2027-03-28 02:30", "Tue 2027-03-30 17:15"),
        ("2027-03-25 16:00", "2027-03-25 16:00", "Tue 2027-03-30 10:00"),
    ]);
    let cal = calendar();
    let autumn = due(Window::Noon, &cal, london("2026-10-23 14:00"), london("2026-10-23 14:00"));
    assert_eq!(autumn.at.to_rfc3339(), "2026-10-26T10:00:00+00:00");
    let spring = due(Window::Noon, &cal, london("2027-03-25 14:00"), london("2027-03-25 14:00"));
    assert_eq!(spring.at.to_rfc3339(), "2027-03-30T09:00:00+00:00");
    assert_eq!(autumn.at_work_on, date("2026-10-26"));
}

#[test]
fn r4_a_sending_before_the_receipt_counts_as_at_the_receipt() {
    table(&[("2026-11-23 13:00", "2026-11-23 11:00", "Tue 2026-11-24 10:00")]);
}

#[test]
fn r4_the_reason_is_told() {
    let cal = calendar();
    let why = |received: &str, sent: &str| due(Window::Noon, &cal, london(received), london(sent)).why;
    assert_eq!(
        why("2026-11-23 09:00", "2026-11-23 09:01"),
        "received and sent out by 12:00: the end of that working day"
    );
    assert_eq!(why("2026-11-23 13:00", "2026-11-23 13:01"), "received after 12:00: 10:00 the next working day");
    assert_eq!(
        why("2026-11-23 09:00", "2026-11-23 13:01"),
        "received by 12:00, sent out later: the end of that day can still be kept"
    );
}

#[test]
fn o3_windows_of_minutes_run_from_the_sending() {
    let cal = calendar();
    let received = london("2026-11-23 09:00");
    let at =
        |window, sent: &str| cal.local(due(window, &cal, received, london(sent)).at).format("%a %H:%M").to_string();
    assert_eq!(at(Window::WorkingMinutes(60), "2026-11-23 16:45"), "Tue 08:30");
    assert_eq!(at(Window::Minutes(30), "2026-11-23 22:50"), "Mon 23:20");
    assert_eq!(at(Window::Minutes(30), "2026-11-23 10:00"), "Mon 10:30");
}

#[test]
fn r10_the_next_person_has_the_same_deadline_if_an_hour_is_left_else_a_new_window() {
    let cal = calendar();
    let received = london("2026-11-23 09:00");
    let due_when = |current: &str, now: &str| {
        let due = due_after_absence(Window::Noon, &cal, received, london(current), london(now));
        cal.local(due.at).format("%a %H:%M").to_string()
    };
    assert_eq!(due_when("2026-11-23 17:15", "2026-11-23 16:15"), "Mon 17:15");
    assert_eq!(due_when("2026-11-23 17:15", "2026-11-23 16:16"), "Tue 10:00");
    assert_eq!(due_when("2026-11-24 10:00", "2026-11-23 23:00"), "Tue 10:00", "a bounce at night");
    assert_eq!(due_when("2026-11-24 10:00", "2026-11-24 09:30"), "Tue 17:15");
    assert_eq!(due_when("2026-11-24 10:00", "2026-11-24 16:00"), "Wed 10:00", "a late out-of-office reply");
    let clock =
        due_after_absence(Window::Minutes(30), &cal, received, london("2026-11-23 10:30"), london("2026-11-23 10:01"));
    assert_eq!(clock.at, london("2026-11-23 10:31"));
}

#[test]
fn r5_a_reminder_comes_an_hour_before_unless_that_is_past() {
    let deadline = london("2026-11-23 17:15");
    assert_eq!(remind_at(deadline, 60, london("2026-11-23 11:00")), Some(london("2026-11-23 16:15")));
    assert_eq!(remind_at(deadline, 60, london("2026-11-23 16:15")), None);
    assert_eq!(remind_at(deadline, 0, london("2026-11-23 11:00")), None, "the step wants none");
    let cal = calendar();
    let early = london("2026-11-24 08:30");
    let now = london("2026-11-23 16:45");
    assert_eq!(remind_at(early, 60, now), Some(london("2026-11-24 07:30")));
    assert_eq!(remind_in_hours(&cal, early, 60, now), Some(london("2026-11-24 08:00")), "not before the office opens");
    assert_eq!(remind_in_hours(&cal, london("2026-11-24 08:00"), 60, now), None);
}

#[test]
fn r5_deadlines_are_said_as_people_say_them() {
    let cal = calendar();
    let now = london("2026-11-23 10:00");
    assert_eq!(in_words(london("2026-11-23 17:15"), &cal, now), "by 17:15 today");
    assert_eq!(in_words(london("2026-11-24 10:00"), &cal, now), "by 10:00 tomorrow, Tuesday 24 November");
    assert_eq!(in_words(london("2026-11-30 10:00"), &cal, now), "by 10:00 on Monday 30 November");
    assert_eq!(in_words(london("2027-01-04 10:00"), &cal, now), "by 10:00 on Monday 4 January 2027");
    assert_eq!(moment_in_words(london("2026-07-06 09:05"), &cal), "Monday 6 July 2026 at 09:05");
    assert_eq!(date_in_words(date("2026-11-23")), "Monday 23 November 2026");
    assert_eq!(day_in_words(date("2026-11-08")), "Sunday 8 November");
}

proptest::proptest! {
    #[test]
    fn r4_a_deadline_always_lies_in_working_time_and_leaves_an_hour(
        received in 1_788_000_000_i64..1_825_000_000, held_up in 0_i64..400_000,
    ) {
        let cal = calendar();
        let received_at = DateTime::from_timestamp(received, 0).unwrap();
        let sent_at = received_at + TimeDelta::seconds(held_up);
        let due = due(Window::Noon, &cal, received_at, sent_at);
        assert!(due.at >= cal.next_opening(sent_at) + TimeDelta::hours(1));
        assert!(cal.is_working_day(due.at_work_on));
        // Never later than for a mail that came when this one was sent.
        let fresh = super::due(Window::Noon, &cal, sent_at, sent_at);
        assert!(due.at <= fresh.at);
    }
}
