//! Staff that the tests of the pathway share.

use crate::domain::{Staff, StaffId, Team};

use super::{People, PeopleSettings, PersonSettings};

pub(crate) fn id(text: &str) -> StaffId {
    StaffId::from(text)
}

pub(crate) fn member(text: &str, role: &str, team: &str) -> Staff {
    Staff {
        id: id(text),
        name: format!("Name of {text}"),
        email: format!("{}@trust.test", text.to_lowercase()),
        role: role.to_owned(),
        team: team.to_owned(),
    }
}

pub(crate) fn staff() -> Vec<Staff> {
    vec![
        member("M1", "team_manager", "CASS"),
        member("M2", "team_manager", "CASS"),
        member("M3", "team_manager", "CASS"),
        member("S1", "senior_practitioner", "CASS"),
        member("S2", "senior_practitioner", "CASS"),
        member("E1", "early_help_manager", "Early Help"),
        member("P1", "practice_manager", "ASTI North"),
        member("W1", "social_worker", "ASTI North"),
    ]
}

pub(crate) fn teams() -> Vec<Team> {
    let team = |name: &str, manager: &str, covering: Option<&str>| Team {
        name: name.to_owned(),
        service: name.to_lowercase(),
        tray_email: "tray@trust.test".to_owned(),
        manager: Some(id(manager)),
        covering_manager: covering.map(id),
        business_support_email: "bso@trust.test".to_owned(),
        service_manager: None,
    };
    vec![team("CASS", "M1", Some("M2")), team("ASTI North", "P1", Some("M2")), team("Early Help", "E1", None)]
}

/// Everybody, with these settings, which must fit.
pub(crate) fn people(settings: &[(&str, PersonSettings)]) -> People {
    let settings: PeopleSettings = settings.iter().map(|(who, s)| (id(who), s.clone())).collect();
    let (people, problems) = People::new(staff(), teams(), settings);
    assert_eq!(problems, []);
    people
}
