use chrono::{Duration, NaiveTime};

use super::samples::{calendar, date, london, office_hours, settings};
use super::*;

fn shown(at: DateTime<Utc>) -> String {
    calendar().local(at).format("%a %Y-%m-%d %H:%M %Z").to_string()
}

#[test]
fn r4_working_days_leave_out_weekends_and_bank_holidays() {
    let cal = calendar();
    for (on, works) in [
        ("2026-11-23", true),
        ("2026-11-27", true),
        ("2026-11-28", false),
        ("2026-12-24", true),
        ("2026-12-25", false),
        ("2026-12-28", false),
        ("2026-12-29", true),
        ("2027-03-26", false),
        ("2027-03-29", false),
    ] {
        assert_eq!(cal.is_working_day(date(on)), works, "{on}");
    }
    assert_eq!(cal.next_working_day(date("2026-12-24")), date("2026-12-29"));
    assert_eq!(cal.next_working_day(date("2027-03-25")), date("2027-03-30"));
    assert_eq!(cal.next_working_day(date("2026-11-27")), date("2026-11-30"));
    assert_eq!(cal.holiday(date("2026-12-28")), Some("Boxing Day"));
}

#[test]
fn r4_the_next_opening_is_now_or_the_first_opening_after() {
    let cal = calendar();
    for (at, opens) in [
        ("2026-11-23 10:00", "Mon 2026-11-23 10:00 GMT"),
        ("2026-11-23 08:00", "Mon 2026-11-23 08:00 GMT"),
        ("2026-11-23 07:59:59", "Mon 2026-11-23 08:00 GMT"),
        ("2026-11-23 17:14:59", "Mon 2026-11-23 17:14 GMT"),
        ("2026-11-23 17:15", "Tue 2026-11-24 08:00 GMT"),
        ("2026-11-27 16:15", "Mon 2026-11-30 08:00 GMT"),
        ("2026-12-24 17:15", "Tue 2026-12-29 08:00 GMT"),
        ("2026-10-24 23:00", "Mon 2026-10-26 08:00 GMT"),
        ("2027-03-27 23:00", "Tue 2027-03-30 08:00 BST"),
    ] {
        assert_eq!(shown(cal.next_opening(london(at))), opens, "{at}");
        assert_eq!(cal.is_open(london(at)), cal.next_opening(london(at)) == london(at), "{at}");
    }
    assert_eq!(cal.previous_close(london("2026-11-30 08:00")), Some(london("2026-11-27 16:15")));
    assert_eq!(cal.previous_close(london("2026-11-27 16:15")), Some(london("2026-11-27 16:15")));
}

#[test]
fn r4_a_wall_time_in_the_gap_is_the_first_instant_after_and_in_the_fold_the_earlier() {
    let cal = calendar();
    let time = |h, m, s| NaiveTime::from_hms_opt(h, m, s).unwrap();
    let gap = cal.at(date("2027-03-28"), time(1, 30, 20));
    assert_eq!(gap.to_rfc3339(), "2027-03-28T01:00:00+00:00", "02:00 BST");
    let fold = cal.at(date("2026-10-25"), time(1, 30, 0));
    assert_eq!(fold.to_rfc3339(), "2026-10-25T00:30:00+00:00", "01:30 BST, not GMT");
    assert_eq!(cal.at(date("2027-03-28"), time(1, 0, 0)).to_rfc3339(), "2027-03-28T01:00:00+00:00");
}

#[test]
fn r4_working_minutes_run_in_working_time_only() {
    let cal = calendar();
    for (from, minutes, end) in [
        ("2026-11-23 10:00", 60, "Mon 2026-11-23 11:00 GMT"),
        ("2026-11-23 16:45", 30, "Mon 2026-11-23 17:15 GMT"),
        ("2026-11-23 16:45", 60, "Tue 2026-11-24 08:30 GMT"),
        ("2026-11-27 16:00", 120, "Mon 2026-11-30 09:45 GMT"),
        ("2026-11-28 12:00", 60, "Mon 2026-11-30 09:00 GMT"),
        ("2026-12-24 17:00", 30, "Tue 2026-12-29 08:15 GMT"),
        ("2026-10-23 16:00", 30, "Mon 2026-10-26 08:15 GMT"),
        ("2027-03-25 17:00", 60, "Tue 2027-03-30 08:45 BST"),
        ("2026-11-23 10:00", 0, "Mon 2026-11-23 10:00 GMT"),
    ] {
        assert_eq!(shown(cal.add_working(london(from), minutes)), end, "{minutes} from {from}");
    }
}

#[test]
fn r4_a_day_may_have_several_stretches() {
    let mut with_lunch = settings();
    let day = || vec![Span::parse("13:30-17:15").unwrap(), Span::parse("08:00-12:30").unwrap()];
    with_lunch.hours = Week::new([day(), day(), day(), day(), day(), vec![], vec![]]).unwrap();
    let cal = Calendar::new(with_lunch).unwrap();
    assert_eq!(cal.opening(date("2026-11-23")), Some((london("2026-11-23 08:00"), london("2026-11-23 17:15"))));
    assert!(!cal.is_open(london("2026-11-23 12:30")));
    assert_eq!(cal.next_opening(london("2026-11-23 12:40")), london("2026-11-23 13:30"));
    assert_eq!(cal.add_working(london("2026-11-23 12:00"), 60), london("2026-11-23 14:00"));
    assert_eq!(cal.previous_close(london("2026-11-23 13:00")), Some(london("2026-11-23 12:30")));
}

#[test]
fn r4_the_end_of_the_bank_holiday_list_is_warned_of_and_then_an_error() {
    let cal = calendar();
    assert_eq!(cal.covers_until(), date("2027-12-31"));
    let gravity = |at: &str| cal.check(london(at)).first().map(|w| w.gravity);
    assert_eq!(gravity("2027-10-01 10:00"), None);
    assert_eq!(gravity("2027-10-02 10:00"), Some(Gravity::Warning), "90 days before");
    assert_eq!(gravity("2027-12-30 10:00"), Some(Gravity::Warning), "due on the 31st, a Friday");
    assert_eq!(gravity("2027-12-31 10:00"), Some(Gravity::Error), "a deadline would fall into 2028");
    assert_eq!(gravity("2026-01-01 10:00"), None, "the whole first year counts as covered");
    assert_eq!(gravity("2025-12-31 10:00"), Some(Gravity::Error), "before the list");
    let long_ladder = cal.check_windows(london("2027-12-20 10:00"), 5_000);
    assert_eq!(long_ladder.first().map(|w| w.gravity), Some(Gravity::Error));
    let said = cal.check(london("2027-12-01 10:00")).first().map(ToString::to_string).unwrap();
    assert!(said.contains("2027-12-31, in 30 days"), "{said}");
}

#[test]
fn r4_a_list_that_stops_within_a_year_is_believed_to_its_last_date_only() {
    let mut short = settings();
    short.holidays.retain(|on, _| *on < date("2027-06-01"));
    assert_eq!(Calendar::new(short).unwrap().covers_until(), date("2027-05-03"));
}

#[test]
fn r4_settings_that_make_no_deadline_are_refused() {
    let refused = |change: fn(&mut CalendarSettings)| {
        let mut settings = settings();
        change(&mut settings);
        Calendar::new(settings).unwrap_err()
    };
    assert_eq!(refused(|s| s.hours = Week::default()), CalendarError::NoHours);
    assert_eq!(refused(|s| s.holidays.clear()), CalendarError::NoHolidays);
    let gap = refused(|s| {
        s.holidays.insert(date("2029-01-01"), "New Year's Day".to_owned());
    });
    assert_eq!(gap, CalendarError::GapYear(2028));
    let early = refused(|s| s.next_day_by = NaiveTime::from_hms_opt(8, 30, 0).unwrap());
    assert_eq!(early, CalendarError::NextDayTooEarly(Weekday::Mon, 60));
    let overlap = [vec![], vec![Span::parse("08:00-12:00").unwrap(), Span::parse("11:00-13:00").unwrap()]];
    let [monday, tuesday] = overlap;
    assert_eq!(Week::new([monday, tuesday, vec![], vec![], vec![], vec![], vec![]]), Err(Weekday::Tue));
    assert!(Span::parse("17:00-08:00").is_err());
    assert!(Span::parse("8").is_err());
    assert!(!office_hours().is_empty());
}

proptest::proptest! {
    #[test]
    fn r4_any_instant_has_an_opening_and_working_time_never_runs_backwards(
        seconds in 1_788_000_000_i64..1_830_000_000, minutes in 0_u32..3_000,
    ) {
        let cal = calendar();
        let at = DateTime::from_timestamp(seconds, 0).unwrap();
        let opening = cal.next_opening(at);
        assert!(opening >= at && cal.is_open(opening));
        let end = cal.add_working(at, minutes);
        assert!(end >= opening);
        assert!(cal.is_open(end - Duration::seconds(1)) || minutes == 0);
        assert!(cal.add_working(at, minutes + 1) - end >= Duration::minutes(1));
    }
}
