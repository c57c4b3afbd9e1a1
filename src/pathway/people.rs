//! Staff: who they are (the case store says), and when they are at work, for whom they cover and on
//! which lists they stand (the people file says).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::{LearnedAbsence, Staff, StaffId, Team};

use super::calendar::{Calendar, Week};
use super::procedure::Pool;

pub use super::presence::{Leave, LeaveKind};

/// What the people file says of one member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSettings {
    /// Their own hours; `None` are office hours.
    pub hours: Option<Week>,
    /// Leave, from the file and from their calendar.
    pub leave: Vec<Leave>,
    /// Who covers for them.
    pub cover: Option<StaffId>,
    /// Lists they stand on (R6).
    pub lists: BTreeSet<String>,
    /// Whether contacts can be reassigned to them (R6).
    pub takes_contacts: bool,
}

impl Default for PersonSettings {
    fn default() -> Self {
        Self { hours: None, leave: Vec::new(), cover: None, lists: BTreeSet::new(), takes_contacts: true }
    }
}

/// The people file, by `staff_id`.
pub type PeopleSettings = BTreeMap<StaffId, PersonSettings>;

/// What does not fit between the people file and the case store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleProblem {
    /// The field: `person.M9`, `person.M1.cover`, or `staff M1` for the case store's own.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// What to write.
    pub write: String,
}

/// Staff.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct People {
    staff: BTreeMap<StaffId, Staff>,
    teams: BTreeMap<String, Team>,
    settings: PeopleSettings,
}

impl People {
    /// Staff of the case store with what the people file says of them. What does not fit is left out and
    /// named: the rest still serves, since somebody may have left since the file was written.
    #[must_use]
    pub fn new(staff: Vec<Staff>, teams: Vec<Team>, settings: PeopleSettings) -> (Self, Vec<PeopleProblem>) {
        let staff: BTreeMap<_, _> = staff.into_iter().map(|s| (s.id.clone(), s)).collect();
        let teams: BTreeMap<_, _> = teams.into_iter().map(|t| (t.name.clone(), t)).collect();
        let mut problems = shared_addresses(&staff);
        let mut known = PeopleSettings::new();
        for (id, mut person) in settings {
            if !staff.contains_key(&id) {
                problems.push(PeopleProblem {
                    field: format!("person.{id}"),
                    problem: format!("nobody on the staff list has the id `{id}`"),
                    write: "a staff_id of the case system's staff list, or remove this table".to_owned(),
                });
                continue;
            }
            if let Some(cover) = person.cover.clone().filter(|c| !staff.contains_key(c) || *c == id) {
                let who = if cover == id { "themself".to_owned() } else { format!("`{cover}`, who is not on it") };
                problems.push(PeopleProblem {
                    field: format!("person.{id}.cover"),
                    problem: format!("is covered by {who}"),
                    write: "another staff_id of the case system's staff list".to_owned(),
                });
                person.cover = None;
            }
            known.insert(id, person);
        }
        (Self { staff, teams, settings: known }, problems)
    }

    /// One member of staff.
    #[must_use]
    pub fn get(&self, id: &StaffId) -> Option<&Staff> {
        self.staff.get(id)
    }

    /// Everybody, by id.
    pub fn all(&self) -> impl Iterator<Item = &Staff> {
        self.staff.values()
    }

    /// Whose address this is; `None` when it is nobody's or several people's, since it then proves nothing.
    #[must_use]
    pub fn by_email(&self, email: &str) -> Option<&Staff> {
        let email = email.trim();
        let mut found = self.staff.values().filter(|s| !email.is_empty() && s.email.eq_ignore_ascii_case(email));
        found.next().filter(|_| found.next().is_none())
    }

    /// Everybody of a role, by id.
    #[must_use]
    pub fn in_role(&self, role: &str) -> Vec<&Staff> {
        self.staff.values().filter(|s| s.role == role).collect()
    }

    /// Everybody who meets all conditions of a pool, by id.
    #[must_use]
    pub fn in_pool(&self, pool: &Pool) -> Vec<StaffId> {
        let any = |wanted: &[String], has: &str| wanted.is_empty() || wanted.iter().any(|w| w == has);
        let fits = |s: &&Staff| {
            any(&pool.roles, &s.role)
                && any(&pool.teams, &s.team)
                && (pool.list.is_empty() || self.is_on_list(&s.id, &pool.list))
        };
        self.staff.values().filter(fits).map(|s| s.id.clone()).collect()
    }

    /// A team by its name.
    #[must_use]
    pub fn team(&self, name: &str) -> Option<&Team> {
        self.teams.get(name)
    }

    /// Whether they stand on a list of the people file (R6).
    #[must_use]
    pub fn is_on_list(&self, id: &StaffId, list: &str) -> bool {
        self.settings.get(id).is_some_and(|p| p.lists.contains(list))
    }

    /// Whether contacts can be reassigned to them (R6).
    #[must_use]
    pub fn takes_contacts(&self, id: &StaffId) -> bool {
        self.staff.contains_key(id) && self.settings.get(id).is_none_or(|p| p.takes_contacts)
    }

    /// Who covers for somebody at that time: the first of the chain who is at work that day. The chain is
    /// followed from cover to cover and ends where it comes back to somebody already tried.
    #[must_use]
    pub fn cover(
        &self,
        id: &StaffId,
        at: DateTime<Utc>,
        calendar: &Calendar,
        absences: &[LearnedAbsence],
    ) -> Option<StaffId> {
        let mut tried = BTreeSet::from([id]);
        let mut next = self.cover_of(id);
        while let Some(cover) = next.filter(|c| tried.insert(*c)) {
            if self.here_today(cover, at, calendar, absences) {
                return Some(cover.clone());
            }
            next = self.cover_of(cover);
        }
        None
    }

    /// The manager responsible for a team (O1): its own; absent that day, the covering manager; absent too,
    /// whoever covers for either. When nobody is at work, the covering manager, who watches the tray.
    #[must_use]
    pub fn responsible_manager(
        &self,
        team: &str,
        at: DateTime<Utc>,
        calendar: &Calendar,
        absences: &[LearnedAbsence],
    ) -> Option<StaffId> {
        let team = self.teams.get(team)?;
        let known = |id: &&StaffId| self.staff.contains_key(*id);
        let manager = team.manager.as_ref().filter(known);
        let covering = team.covering_manager.as_ref().filter(known);
        let here = |id: &&StaffId| self.here_today(id, at, calendar, absences);
        let both = || manager.into_iter().chain(covering);
        both()
            .find(here)
            .cloned()
            .or_else(|| both().find_map(|id| self.cover(id, at, calendar, absences)))
            .or_else(|| covering.or(manager).cloned())
    }

    fn cover_of(&self, id: &StaffId) -> Option<&StaffId> {
        self.settings.get(id).and_then(|p| p.cover.as_ref())
    }

    pub(super) fn leave_of(&self, id: &StaffId) -> &[Leave] {
        self.settings.get(id).map_or(&[], |p| p.leave.as_slice())
    }

    /// Their stretches of a date before any leave: their own hours, or the office's.
    pub(super) fn pattern(
        &self,
        id: &StaffId,
        date: NaiveDate,
        calendar: &Calendar,
    ) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        match self.settings.get(id).and_then(|p| p.hours.as_ref()) {
            Some(week) => calendar.spans_of(week, date),
            None => calendar.spans(date),
        }
    }
}

/// An address must lead to one person: an answer is believed because it came from theirs.
fn shared_addresses(staff: &BTreeMap<StaffId, Staff>) -> Vec<PeopleProblem> {
    let mut by_email: BTreeMap<String, Vec<&StaffId>> = BTreeMap::new();
    for person in staff.values().filter(|s| !s.email.trim().is_empty()) {
        by_email.entry(person.email.trim().to_lowercase()).or_default().push(&person.id);
    }
    let shared = by_email.into_values().filter(|ids| ids.len() > 1);
    shared
        .filter_map(|ids| {
            let names: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
            Some(PeopleProblem {
                field: format!("staff {}", ids.first()?),
                problem: format!("{} have one address between them, so their answers prove nothing", names.join(", ")),
                write: "an address of their own for each, in the case system's staff list".to_owned(),
            })
        })
        .collect()
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
