use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::super::calendar::Span;
use super::super::calendar::samples::{calendar, date, london};
use super::samples::{id, member, people, staff, teams};
use super::*;

fn on_leave(from: &str, to: &str) -> PersonSettings {
    PersonSettings { leave: vec![Leave::days(date(from), date(to), LeaveKind::Medium)], ..PersonSettings::default() }
}

fn covered_by(cover: &str) -> PersonSettings {
    PersonSettings { cover: Some(id(cover)), ..on_leave("2026-11-23", "2026-11-27") }
}

fn part_time() -> PersonSettings {
    let day = || vec![Span::parse("09:30-14:30").unwrap()];
    let hours = Week::new([day(), vec![], day(), day(), vec![], vec![], vec![]]).unwrap();
    PersonSettings { hours: Some(hours), ..PersonSettings::default() }
}

#[test]
fn r2_people_are_found_by_id_address_role_and_pool() {
    let listed = PersonSettings { lists: BTreeSet::from(["contacts".to_owned()]), ..PersonSettings::default() };
    let people = people(&[("S1", listed.clone()), ("M2", PersonSettings { takes_contacts: false, ..listed })]);
    assert_eq!(people.get(&id("M1")).unwrap().role, "team_manager");
    assert_eq!(people.by_email(" M1@Trust.test ").unwrap().id, id("M1"));
    assert_eq!(people.by_email("nobody@trust.test"), None);
    assert_eq!(people.by_email(""), None);
    assert_eq!(people.in_role("early_help_manager").len(), 1);
    let pool = |roles: &[&str], teams: &[&str], list: &str| Pool {
        roles: roles.iter().map(|r| (*r).to_owned()).collect(),
        teams: teams.iter().map(|t| (*t).to_owned()).collect(),
        list: list.to_owned(),
    };
    let review = people.in_pool(&pool(&["senior_practitioner", "team_manager"], &["CASS"], ""));
    assert_eq!(review, ["M1", "M2", "M3", "S1", "S2"].map(id));
    assert_eq!(people.in_pool(&pool(&[], &[], "contacts")), ["M2", "S1"].map(id));
    assert_eq!(people.in_pool(&pool(&["team_manager"], &[], "contacts")), [id("M2")]);
    assert_eq!(people.in_pool(&pool(&["team_manager"], &["Duty"], "")), []);
    assert!(people.takes_contacts(&id("S1")) && !people.takes_contacts(&id("M2")) && people.takes_contacts(&id("M1")));
    assert!(!people.takes_contacts(&id("nobody")));
    assert_eq!(people.team("CASS").unwrap().manager, Some(id("M1")));
}

#[test]
fn r2_an_unknown_id_in_the_people_file_is_a_problem_and_the_rest_still_serves() {
    let settings = PeopleSettings::from([
        (id("M1"), covered_by("M9")),
        (id("M2"), covered_by("M2")),
        (id("M8"), PersonSettings::default()),
        (id("M3"), covered_by("M1")),
    ]);
    let (people, problems) = People::new(staff(), teams(), settings);
    let fields: Vec<&str> = problems.iter().map(|p| p.field.as_str()).collect();
    assert_eq!(fields, ["person.M1.cover", "person.M2.cover", "person.M8"]);
    assert_eq!(problems[0].problem, "is covered by `M9`, who is not on it");
    let now = london("2026-11-23 10:00");
    assert!(!people.at_work(&id("M1"), now, &calendar(), &[]), "the leave still counts");
}

#[test]
fn r10_an_address_that_two_people_share_proves_nothing() {
    let mut twice = staff();
    twice.push(super::Staff { email: "M1@trust.test".to_owned(), ..member("M4", "team_manager", "CASS") });
    let (people, problems) = People::new(twice, teams(), PeopleSettings::new());
    assert_eq!(people.by_email("m1@trust.test"), None);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].field, "staff M1");
    assert!(!problems[0].problem.contains('@'), "no addresses in messages");
}

#[test]
fn r4_whoever_is_asked_must_be_at_work_on_the_day_of_the_deadline() {
    let cal = calendar();
    let people = people(&[("M1", on_leave("2026-11-24", "2026-11-27")), ("S1", part_time())]);
    let monday = london("2026-11-23 14:00");
    let may = |who: &str, now, deadline| people.at_work_before(&id(who), now, deadline, &cal, &[]);
    let tuesday_ten = london("2026-11-24 10:00");
    assert_eq!(may("M1", monday, london("2026-11-23 17:15")), Ok(()));
    assert_eq!(may("M1", monday, tuesday_ten), Err("on leave until 27 November".to_owned()));
    assert_eq!(may("M2", monday, tuesday_ten), Ok(()));
    assert_eq!(may("S1", monday, tuesday_ten), Err("does not work on Tuesday 24 November".to_owned()));
    assert_eq!(may("S1", london("2026-11-24 14:00"), london("2026-11-25 10:00")), Ok(()), "half an hour of Wednesday");
    assert_eq!(
        may("S1", london("2026-11-23 14:45"), london("2026-11-23 17:15")),
        Err("not at work before the deadline".to_owned()),
        "gone home"
    );
    assert_eq!(may("X9", monday, tuesday_ten), Err("not on the staff list".to_owned()));
    assert_eq!(
        may("M2", london("2026-11-23 22:00"), london("2026-11-23 22:30")),
        Err("not at work before the deadline".to_owned()),
        "at night nobody is"
    );
}

#[test]
fn r4_leave_upon_leave_is_told_as_one() {
    let cal = calendar();
    let mut both = on_leave("2026-11-20", "2026-11-27");
    both.leave.push(Leave::days(date("2026-11-30"), date("2026-12-04"), LeaveKind::Long));
    let people = people(&[("M1", both)]);
    let why = people.at_work_before(&id("M1"), london("2026-11-23 09:00"), london("2026-11-23 17:15"), &cal, &[]);
    assert_eq!(why, Err("on leave until 4 December".to_owned()), "the weekend between does not count");
    assert_eq!(people.back_on(&id("M1"), london("2026-11-23 09:00"), &cal, &[]), Some(date("2026-12-07")));
}

#[test]
fn r10_absence_learned_from_a_reply_counts_until_its_last_day() {
    let cal = calendar();
    let people = people(&[]);
    let learned = [LearnedAbsence { person: id("M1"), until: date("2026-11-25") }];
    let now = london("2026-11-23 10:00");
    let why = people.at_work_before(&id("M1"), now, london("2026-11-25 17:15"), &cal, &learned);
    assert_eq!(why, Err("on leave until 25 November".to_owned()));
    assert_eq!(people.at_work_before(&id("M1"), now, london("2026-11-26 10:00"), &cal, &learned), Ok(()));
    assert!(people.at_work(&id("M2"), now, &cal, &learned));
    assert_eq!(people.back_on(&id("M1"), now, &cal, &learned), Some(date("2026-11-26")));
}

#[test]
fn o2_a_worker_is_back_when_they_next_work() {
    let cal = calendar();
    let wall = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    let meeting = Leave { from: wall("2026-11-23 09:00"), to: wall("2026-11-23 11:00"), kind: LeaveKind::Short };
    let mut long = on_leave("2026-11-01", "2026-12-23");
    long.leave[0].kind = LeaveKind::Long;
    let people = people(&[
        ("W1", PersonSettings { leave: vec![meeting], ..PersonSettings::default() }),
        ("P1", long),
        ("S1", part_time()),
        ("M3", on_leave("2026-01-01", "2029-01-01")),
    ]);
    let back = |who: &str, at: &str| people.back_on(&id(who), london(at), &cal, &[]);
    assert_eq!(back("W1", "2026-11-23 08:30"), None, "at work");
    assert_eq!(back("W1", "2026-11-23 10:00"), Some(date("2026-11-23")), "in a meeting");
    assert_eq!(back("W1", "2026-11-23 11:00"), None);
    assert_eq!(back("W1", "2026-11-23 20:00"), None, "at the next opening");
    assert_eq!(back("P1", "2026-11-23 10:00"), Some(date("2026-12-24")), "Christmas Eve is a working day");
    assert_eq!(back("S1", "2026-11-23 15:00"), Some(date("2026-11-25")), "gone home, not in on Tuesday");
    assert_eq!(back("S1", "2026-12-24 15:00"), Some(date("2026-12-30")), "bank holidays are nobody's");
    assert_eq!(back("M3", "2026-11-23 10:00"), None, "not expected");
    assert_eq!(back("nobody", "2026-11-23 10:00"), None);
}

#[test]
fn o1_an_absent_managers_team_is_the_covering_managers() {
    let cal = calendar();
    let now = london("2026-11-23 10:00");
    let week = || on_leave("2026-11-23", "2026-11-27");
    let manager = |people: &People, team: &str, at| people.responsible_manager(team, at, &cal, &[]);
    assert_eq!(manager(&people(&[]), "ASTI North", now), Some(id("P1")));
    assert_eq!(manager(&people(&[]), "ASTI North", london("2026-11-23 23:00")), Some(id("P1")), "in the morning");
    let away = people(&[("P1", week())]);
    assert_eq!(manager(&away, "ASTI North", now), Some(id("M2")));
    assert_eq!(manager(&away, "ASTI North", london("2026-11-27 18:00")), Some(id("P1")), "back on Monday");
    let both = people(&[("P1", covered_by("M3")), ("M2", week())]);
    assert_eq!(manager(&both, "ASTI North", now), Some(id("M3")), "the manager's own cover");
    let nobody = people(&[("P1", week()), ("M2", week())]);
    assert_eq!(manager(&nobody, "ASTI North", now), Some(id("M2")), "who watches the tray");
    assert_eq!(manager(&people(&[("E1", week())]), "Early Help", now), Some(id("E1")), "there is no other");
    assert_eq!(manager(&nobody, "no such team", now), None);
}

#[test]
fn o1_cover_goes_from_cover_to_cover_and_never_in_circles() {
    let cal = calendar();
    let now = london("2026-11-23 10:00");
    let chain = people(&[("M1", covered_by("M2")), ("M2", covered_by("M3"))]);
    assert_eq!(chain.cover(&id("M1"), now, &cal, &[]), Some(id("M3")), "A to B to C");
    assert_eq!(chain.cover(&id("S1"), now, &cal, &[]), None, "nobody named");
    let circle = people(&[("M1", covered_by("M2")), ("M2", covered_by("M3")), ("M3", covered_by("M1"))]);
    assert_eq!(circle.cover(&id("M1"), now, &cal, &[]), None);
    assert_eq!(circle.cover(&id("M1"), london("2026-11-30 10:00"), &cal, &[]), Some(id("M2")), "all are back");
}

#[test]
fn r4_part_time_hours_hold_through_the_clock_changes() {
    let cal = calendar();
    let people = people(&[("S1", part_time())]);
    for (at, there) in [
        ("2026-10-26 09:29", false),
        ("2026-10-26 09:30", true),
        ("2026-10-26 14:29", true),
        ("2026-10-26 14:30", false),
        ("2027-03-31 09:30", true),
        ("2027-03-29 10:00", false),
    ] {
        assert_eq!(people.at_work(&id("S1"), london(at), &cal, &[]), there, "{at}");
    }
}
