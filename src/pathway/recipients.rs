//! Whom a step means, as addresses or as people to choose from.

use crate::domain::{Address, AskResult, StaffId};

use super::procedure::Who;
use super::run::Run;

impl Run<'_> {
    /// The addresses, each once, in the order named. Never one of our own mailboxes (L3): where the team's tray is the
    /// very mailbox that the mail came to, the mail itself lies there. Nor a writer whom the mail is about (L4).
    pub(super) fn addresses(&self, who: &[Who]) -> Vec<Address> {
        let mut all: Vec<Address> = vec![];
        let writers = self.concerned_writers();
        for address in who.iter().flat_map(|who| self.addresses_of(who)) {
            let ours = self.policy.mailboxes.values().any(|m| m.address.email.eq_ignore_ascii_case(&address.email));
            let wrote = writers.iter().any(|email| email.eq_ignore_ascii_case(&address.email));
            if !address.email.is_empty() && !ours && !wrote && all.iter().all(|known| known.email != address.email) {
                all.push(address);
            }
        }
        all
    }

    fn addresses_of(&self, who: &Who) -> Vec<Address> {
        let one = |address: &Option<Address>| address.iter().cloned().collect::<Vec<_>>();
        match who {
            Who::Tray => self.team_addresses(|team| &team.tray_email),
            Who::TeamBusinessSupport => self.team_addresses(|team| &team.business_support_email),
            Who::BusinessSupport => one(&self.mailbox.business_support),
            Who::EmergencyTeam => one(&self.mailbox.emergency_team),
            Who::Alarm => vec![self.policy.alarm.clone()],
            Who::Holder
            | Who::Role(_)
            | Who::Pool(_)
            | Who::RoutePool
            | Who::Adviser
            | Who::Assigned
            | Who::Named
            | Who::OthersAsked
            | Who::Worker
            | Who::TeamManager
            | Who::CoveringManager
            | Who::ServiceManager => {
                let (_, people) = self.people_of(who);
                let connected = self.connected();
                // Staff connected with the family are told nothing of it either (C9).
                let told = people.iter().filter(|person| connected.iter().all(|(one, _)| one != *person));
                told.filter_map(|person| self.staff_address(person)).collect()
            }
        }
    }

    /// The people, and the name of the rota that remembers choices among them.
    pub(super) fn people_of(&self, who: &Who) -> (String, Vec<StaffId>) {
        let people = &self.policy.people;
        let cal = &self.policy.calendar;
        let absences = self.absences();
        let named = |name: &str, list: Vec<StaffId>| (name.to_owned(), once(list));
        match who {
            Who::Holder => named("holder", self.request.holder.iter().cloned().collect()),
            Who::Role(role) => {
                named(&format!("role:{role}"), people.in_role(role).into_iter().map(|s| s.id.clone()).collect())
            }
            Who::Pool(pool) => named(pool, self.pool(pool)),
            Who::RoutePool => {
                let pool = self.request.pool.as_ref().unwrap_or(&self.procedure.default_pool);
                named(pool, self.pool(pool))
            }
            Who::Adviser => named("adviser", self.request.decision.iter().filter_map(|d| d.by.clone()).collect()),
            Who::Assigned => named("assigned", self.request.assigned_to.iter().cloned().collect()),
            Who::Named => named("named", self.named()),
            Who::OthersAsked => {
                let may_answer = |r| matches!(r, AskResult::Pending | AskResult::NoAnswer | AskResult::Away);
                let open = self.request.asked.iter().filter(|a| !a.notice && may_answer(a.result));
                named("asked", open.map(|a| a.person.clone()).collect())
            }
            Who::Worker => named("worker", self.request.findings.all_open().filter_map(|i| i.worker.clone()).collect()),
            Who::TeamManager => {
                let managers =
                    self.teams().filter_map(|t| people.responsible_manager(&t.name, self.now, cal, &absences));
                named("team_manager", managers.collect())
            }
            Who::CoveringManager => {
                named("covering_manager", self.teams().filter_map(|t| t.covering_manager.clone()).collect())
            }
            Who::ServiceManager => {
                named("service_manager", self.teams().filter_map(|t| t.service_manager.clone()).collect())
            }
            Who::Tray | Who::TeamBusinessSupport | Who::BusinessSupport | Who::EmergencyTeam | Who::Alarm => {
                named("none", vec![])
            }
        }
    }

    /// The people of a pool of the procedure.
    pub(super) fn pool(&self, name: &str) -> Vec<StaffId> {
        self.procedure.pools.get(name).map(|pool| self.policy.people.in_pool(pool)).unwrap_or_default()
    }

    /// A person's work address.
    pub(super) fn staff_address(&self, person: &StaffId) -> Option<Address> {
        let staff = self.policy.people.get(person)?;
        Some(Address { name: staff.name.clone(), email: staff.email.clone() })
    }

    /// A person's name, or the id where it is not known.
    pub(super) fn name_of(&self, person: &StaffId) -> String {
        self.policy.people.get(person).map_or_else(|| person.to_string(), |staff| staff.name.clone())
    }

    fn teams(&self) -> impl Iterator<Item = &crate::domain::Team> {
        self.request.findings.all_open().filter_map(|i| self.policy.people.team(&i.team))
    }

    fn team_addresses(&self, field: impl Fn(&crate::domain::Team) -> &String) -> Vec<Address> {
        self.teams().map(|team| Address { name: team.name.clone(), email: field(team).to_lowercase() }).collect()
    }
}

fn once(mut list: Vec<StaffId>) -> Vec<StaffId> {
    let mut seen = std::collections::BTreeSet::new();
    list.retain(|person| seen.insert(person.clone()));
    list
}
