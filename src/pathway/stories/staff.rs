//! The office of the stories: CASS hours, the bank holidays as published, the staff of the sample extract.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::domain::{Address, MailboxName, Staff, StaffId, Team};
use crate::pathway::calendar::{Calendar, CalendarSettings, samples};
use crate::pathway::people::{Leave, LeaveKind, People, PeopleSettings, PersonSettings};
use crate::pathway::policy::{MailboxPolicy, Policy, ServiceFacts};
use crate::pathway::procedure::Procedure;

const STAFF: [(&str, &str, &str, &str, &str); 16] = [
    ("M1", "Jo Marsh", "jo.marsh@trust.test", "team_manager", "CASS"),
    ("M2", "Sam Okoro", "sam.okoro@trust.test", "team_manager", "CASS"),
    ("M3", "Ann Price", "ann.price@trust.test", "team_manager", "CASS"),
    ("S1", "Raj Gill", "raj.gill@trust.test", "senior_practitioner", "CASS"),
    ("S2", "Kim Lowe", "kim.lowe@trust.test", "senior_practitioner", "CASS"),
    ("E1", "Pat Dunn", "pat.dunn@trust.test", "early_help_manager", "Early Help"),
    ("R1", "Lee Hart", "lee.hart@trust.test", "rao", "CASS"),
    ("R2", "Mo Aziz", "mo.aziz@trust.test", "rao", "CASS"),
    ("L1", "Viv Stone", "viv.stone@trust.test", "team_leader", "CASS"),
    ("D1", "Dee Frost", "dee.frost@trust.test", "duty_manager", "Duty"),
    ("P1", "Ida Wells", "ida.wells@trust.test", "practice_manager", "ASTI North"),
    ("G1", "Hal Burns", "hal.burns@trust.test", "service_manager", "CASS"),
    ("W1", "Worker One", "worker.one@trust.test", "social_worker", "ASTI North"),
    ("W2", "Worker Two", "worker.two@trust.test", "social_worker", "ASTI North"),
    ("W3", "Worker Three", "worker.three@trust.test", "social_worker", "ASTI North"),
    ("W4", "Worker Four", "worker.four@trust.test", "social_worker", "ASTI North"),
];

const TEAMS: [(&str, &str, &str, &str, Option<&str>); 6] = [
    ("CASS", "cass", "cass", "M1", Some("M2")),
    ("ASTI North", "asti", "asti", "P1", Some("M2")),
    ("Area Safeguarding East", "safeguarding", "safeguarding", "M3", Some("M1")),
    ("Family Support South", "family_support", "familysupport", "E1", None),
    ("OT Service", "occupational_therapy", "occupationaltherapy", "D1", None),
    ("Early Help", "early_help", "earlyhelp", "E1", None),
];

/// An instant by London's wall clock: `2026-11-23 10:15`.
pub(super) fn at(text: &str) -> DateTime<Utc> {
    samples::london(text)
}

/// A date: `2026-11-23`.
pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The procedure as it is shipped.
pub(super) fn procedure() -> Procedure {
    toml::from_str(include_str!("../../../config/pathways/cass.toml")).unwrap()
}

fn calendar() -> Calendar {
    let list: serde_json::Value = serde_json::from_str(include_str!("../../../config/bank-holidays.json")).unwrap();
    let events = list["england-and-wales"]["events"].as_array().unwrap();
    let holiday = |e: &serde_json::Value| (day(e["date"].as_str().unwrap()), e["title"].as_str().unwrap().to_owned());
    Calendar::new(CalendarSettings {
        zone: chrono_tz::Europe::London,
        hours: samples::office_hours(),
        holidays: events.iter().map(holiday).collect(),
        noon: NaiveTime::from_hms_opt(12, 0, 0).unwrap(),
        next_day_by: NaiveTime::from_hms_opt(10, 0, 0).unwrap(),
        spare_minutes: 60,
    })
    .unwrap()
}

fn staff() -> Vec<Staff> {
    let one = |(id, name, email, role, team): (&str, &str, &str, &str, &str)| Staff {
        id: id.into(),
        name: name.to_owned(),
        email: email.to_owned(),
        role: role.to_owned(),
        team: team.to_owned(),
    };
    STAFF.into_iter().map(one).collect()
}

fn teams() -> Vec<Team> {
    let one = |(name, service, tray, manager, covering): (&str, &str, &str, &str, Option<&str>)| Team {
        name: name.to_owned(),
        service: service.to_owned(),
        tray_email: format!("{tray}@trust.test"),
        manager: Some(manager.into()),
        covering_manager: covering.map(StaffId::from),
        business_support_email: format!("bso.{tray}@trust.test"),
        service_manager: Some("G1".into()),
    };
    TEAMS.into_iter().map(one).collect()
}

/// What a story says of one member of staff besides the list.
pub(super) type Change = fn(&mut PersonSettings);

/// On leave from the first to the last of these days.
pub(super) fn leave(first: &str, last: &str) -> Leave {
    Leave::days(day(first), day(last), LeaveKind::Medium)
}

/// Everybody, the managers and practitioners on business support's list.
pub(super) fn people(changes: &[(&str, Change)]) -> People {
    let mut settings = PeopleSettings::new();
    for id in ["M1", "M2", "M3", "S1", "S2"] {
        let lists = ["contacts".to_owned()].into();
        settings.insert(id.into(), PersonSettings { lists, ..PersonSettings::default() });
    }
    for (id, change) in changes {
        change(settings.entry((*id).into()).or_default());
    }
    let (people, problems) = People::new(staff(), teams(), settings);
    assert_eq!(problems, []);
    people
}

fn address(email: &str) -> Address {
    Address { name: String::new(), email: email.to_owned() }
}

/// The policy of the stories.
pub(super) fn policy(changes: &[(&str, Change)]) -> Policy {
    let mailbox = MailboxPolicy {
        name: "cass".into(),
        address: address("cass@trust.test"),
        plus_addressing: true,
        procedure: "cass".to_owned(),
        inbox: "INBOX".into(),
        emergency_team: Some(address("edt@trust.test")),
        business_support: Some(address("bso.cass@trust.test")),
        officers: "rao".to_owned(),
        settle_minutes: 5,
        store_max_age_hours: 36,
        require_dmarc: true,
        observe_only: false,
    };
    Policy {
        calendar: calendar(),
        people: people(changes),
        procedures: BTreeMap::from([("cass".to_owned(), procedure())]),
        mailboxes: BTreeMap::from([(MailboxName::from("cass"), mailbox)]),
        service: ServiceFacts {
            name: "CASS".to_owned(),
            telephone: "0000".to_owned(),
            emergency: "Call 999.".to_owned(),
            challenge: "Call us.".to_owned(),
        },
        alarm: address("alarm@trust.test"),
    }
}
