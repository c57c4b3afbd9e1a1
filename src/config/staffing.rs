//! What the procedures expect of the staff list: not mistakes, since people come and go, but an
//! administrator should know before a question finds nobody.

use std::collections::BTreeSet;

use crate::pathway::policy::Policy;
use crate::pathway::procedure::Who;

use super::problem::{Notes, Problem};
use super::procedure_check::everybody;

/// Roles, teams and pools that nobody is in.
pub(super) fn check(policy: &Policy) -> Vec<Problem> {
    let people = &policy.people;
    let mut problems = Vec::new();
    for (name, procedure) in &policy.procedures {
        let mut notes = Notes::of(format!("procedure {name}"));
        for (pool_name, pool) in &procedure.pools {
            let field = format!("pools.{pool_name}");
            for role in pool.roles.iter().filter(|role| people.in_role(role).is_empty()) {
                notes.add(format!("{field}.roles"), format!("nobody has the role `{role}`"), "");
            }
            for team in pool.teams.iter().filter(|team| !people.all().any(|s| s.team == **team)) {
                notes.add(format!("{field}.teams"), format!("nobody is in team `{team}`"), "");
            }
            if people.in_pool(pool).is_empty() {
                notes.add(field, "nobody is in it", "");
            }
        }
        let mut seen = BTreeSet::new();
        for step in &procedure.steps {
            for (field, who) in everybody(step) {
                if let Who::Role(role) = who
                    && people.in_role(role).is_empty()
                    && seen.insert(role)
                {
                    notes.add(format!("step.{}.{field}", step.id()), format!("nobody has the role `{role}`"), "");
                }
            }
        }
        problems.extend(notes.into_problems());
    }
    for (name, mailbox) in &policy.mailboxes {
        if people.in_role(&mailbox.officers).is_empty() {
            let mut notes = Notes::of("mailboxes");
            notes.add(format!("mailbox.{name}.officers"), format!("nobody has the role `{}`", mailbox.officers), "");
            problems.extend(notes.into_problems());
        }
    }
    problems
}
