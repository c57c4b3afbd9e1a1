//! What the configuration expects of the staff list: that whoever it names is somebody. A question or a note that
//! reaches nobody is found at start, and not when it is needed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::pathway::people::People;
use crate::pathway::policy::MailboxPolicy;
use crate::pathway::procedure::{Pool, Procedure, Step, Who};

use super::problem::{ConfigProblems, Notes, Problem};
use super::procedure_check::everybody;

/// What does not fit the staff list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// The directory of the main file.
    pub(super) directory: PathBuf,
    /// Ids of the people file that nobody has, and addresses that two share: somebody may have left since the file was
    /// written. They are left out, and the rest serves.
    pub left: Vec<Problem>,
    /// Roles, teams, lists and pools that nobody is in, or that there is no staff list at all.
    pub nobody: Vec<Problem>,
    /// Nothing was imported yet, so that there is no staff list.
    pub nothing_imported: bool,
}

impl Unfit {
    /// All of it.
    pub fn all(&self) -> impl Iterator<Item = &Problem> {
        self.left.iter().chain(&self.nobody)
    }

    /// Whether it is only those who have left. With nobody in a role that is named, nothing may start.
    ///
    /// # Errors
    /// With all that does not fit, when anything but ids does not.
    pub fn but_those_who_left(&self) -> Result<(), ConfigProblems> {
        if self.nobody.is_empty() {
            return Ok(());
        }
        Err(ConfigProblems { directory: self.directory.clone(), problems: self.all().cloned().collect() })
    }
}

/// What names somebody.
pub(super) struct Expected<'c, P, M> {
    /// The main file's name.
    pub(super) main: &'c str,
    /// The procedures.
    pub(super) procedures: P,
    /// Their files by name.
    pub(super) procedure_files: &'c BTreeMap<String, String>,
    /// The mailboxes.
    pub(super) mailboxes: M,
    /// Whether it is known who stands on which list.
    pub(super) lists_known: bool,
}

const A_ROLE: &str = "a role that somebody on the case system's staff list has";

/// Roles, teams, lists and pools that nobody is in, where nobody else would stand in.
pub(super) fn problems<'c>(
    people: &People,
    expected: Expected<'c, impl Iterator<Item = &'c Procedure>, impl Iterator<Item = &'c MailboxPolicy>>,
) -> Vec<Problem> {
    let mut of_main = Notes::of(expected.main);
    for mailbox in expected.mailboxes {
        if people.in_role(&mailbox.officers).is_empty() {
            of_main.add(format!("mailbox.{}.officers", mailbox.name), nobody_has(&mailbox.officers), A_ROLE);
        }
    }
    let mut problems = of_main.into_problems();
    for procedure in expected.procedures {
        let mut notes = Notes::of(file_of(procedure, expected.procedure_files));
        for (name, pool) in &procedure.pools {
            if pool.list.is_empty() || expected.lists_known {
                of_pool(people, &format!("pools.{name}"), pool, &mut notes);
            }
        }
        for nobody in roles(procedure, people).iter().filter(|nobody| !nobody.next_is_asked) {
            notes.add(&nobody.field, nobody_has(nobody.role), A_ROLE);
        }
        problems.extend(notes.into_problems());
    }
    problems
}

/// Roles that nobody has among those who are asked one after the other: the next is asked at once (O3).
pub(super) fn warnings<'c>(
    people: &People,
    procedures: impl Iterator<Item = &'c Procedure>,
    files: &BTreeMap<String, String>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for procedure in procedures {
        let mut notes = Notes::of(file_of(procedure, files));
        for nobody in roles(procedure, people).iter().filter(|nobody| nobody.next_is_asked) {
            notes.add(&nobody.field, format!("{}: the next is asked at once", nobody_has(nobody.role)), A_ROLE);
        }
        problems.extend(notes.into_problems());
    }
    problems
}

/// A role that a step names and nobody has.
struct Nobody<'p> {
    field: String,
    role: &'p str,
    /// It stands among those who are asked one after the other, and another of them is somebody.
    next_is_asked: bool,
}

/// The roles that a procedure's steps name and nobody has, each once of either kind.
fn roles<'p>(procedure: &'p Procedure, people: &People) -> Vec<Nobody<'p>> {
    let nobody = |who: &Who| matches!(who, Who::Role(role) if people.in_role(role).is_empty());
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for step in &procedure.steps {
        let rungs = if let Step::Ask(ask) = step { ask.rungs.as_slice() } else { &[] };
        let another = rungs.iter().any(|rung| !nobody(&rung.who));
        for (field, who) in everybody(step) {
            let Who::Role(role) = who else { continue };
            let next_is_asked = another && rungs.iter().any(|rung| std::ptr::eq(&raw const rung.who, who));
            if nobody(who) && seen.insert((role, next_is_asked)) {
                found.push(Nobody { field: format!("step.{}.{field}", step.id()), role, next_is_asked });
            }
        }
    }
    found
}

/// A pool whose conditions nobody meets, each condition on its own first.
fn of_pool(people: &People, field: &str, pool: &Pool, notes: &mut Notes) {
    let roles = pool.roles.iter().filter(|role| people.in_role(role).is_empty());
    let teams = pool.teams.iter().filter(|team| !people.all().any(|s| s.team == **team));
    let roles = roles.map(|role| ("roles", nobody_has(role), A_ROLE));
    let teams =
        teams.map(|team| ("teams", format!("nobody is in team `{team}`"), "a team of the case system's staff list"));
    let mut whole = true;
    for (condition, problem, write) in roles.chain(teams) {
        whole = false;
        notes.add(format!("{field}.{condition}"), problem, write);
    }
    if whole && people.in_pool(pool).is_empty() {
        notes.add(field, "nobody on the staff list is in it", "conditions that somebody meets");
    }
}

fn nobody_has(role: &str) -> String {
    format!("nobody on the staff list has the role `{role}`")
}

fn file_of<'c>(procedure: &'c Procedure, files: &'c BTreeMap<String, String>) -> &'c str {
    files.get(&procedure.name).map_or(procedure.name.as_str(), String::as_str)
}
