//! The configuration: `frontdoor.toml` and the files it names, read and checked as a whole, so that every
//! mistake is told at once and nothing starts with half of it. To reload is to load again.

mod calendar_file;
mod draft;
mod files;
mod form_check;
mod leave_calendar;
mod mailbox;
mod people_file;
mod problem;
mod procedure_check;
mod procedure_file;
mod reading;
mod reading_file;
mod secret;
mod sections;
mod staffing;
mod vouching;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use secrecy::SecretSlice;

use crate::domain::{Address, MailboxName};
use crate::intake::Reader;
use crate::matching::{FindingRules, Model};
use crate::pathway::calendar::{Calendar, Warning};
use crate::pathway::people::{People, PeopleSettings};
use crate::pathway::policy::{Policy, ServiceFacts};
use crate::pathway::procedure::{Procedure, Step, Window};

pub use draft::{Credentials, Draft, Places};
pub use mailbox::Mailbox;
pub use problem::{ConfigProblems, Problem};
pub use sections::{CaseStore, Limits, Login, Security, Server, Smtp};
pub use staffing::Unfit;

use problem::Notes;

/// Everything that is configured, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// The main file.
    pub path: PathBuf,
    /// Its name, for messages.
    pub main: String,
    /// The directory of the journal.
    pub store: PathBuf,
    /// The case store.
    pub case_store: CaseStore,
    /// What letters say of the service.
    pub service: ServiceFacts,
    /// The administrator's alarm address.
    pub alarm: Address,
    /// The key that tokens are made with, 32 bytes or more; never printed.
    pub token_key: SecretSlice<u8>,
    /// Where mail goes out.
    pub smtp: Smtp,
    /// What may be used up.
    pub limits: Limits,
    /// The watched mailboxes.
    pub mailboxes: BTreeMap<MailboxName, Mailbox>,
    /// Working time.
    pub calendar: Calendar,
    /// Its file, for messages.
    pub calendar_file: String,
    /// The people file.
    pub people: PeopleSettings,
    /// The procedures by name.
    pub procedures: BTreeMap<String, Procedure>,
    /// Their files by name, for messages.
    pub procedure_files: BTreeMap<String, String>,
    /// The directory of the templates.
    pub templates: PathBuf,
    /// How mail is read.
    pub reader: Arc<Reader>,
    /// Its name, for messages.
    pub reading_file: String,
    /// `[matching]`: how children are matched.
    pub matching: Model,
    /// `[findings]`: which services count as open, and how far back is looked.
    pub findings: FindingRules,
}

impl Config {
    /// Reads the main file and all that it names. What needs the staff list or the templates' own words is not
    /// checked: see [`Draft`].
    ///
    /// # Errors
    /// With every mistake of every file.
    pub fn load(path: &Path, credentials: &Credentials) -> Result<Self, ConfigProblems> {
        Draft::read(path, credentials).finish()
    }

    /// What the core may know, with these people.
    #[must_use]
    pub fn policy(&self, people: People) -> Policy {
        Policy {
            calendar: self.calendar.clone(),
            people,
            procedures: self.procedures.clone(),
            mailboxes: self.mailboxes.iter().map(|(name, mailbox)| (name.clone(), mailbox.policy.clone())).collect(),
            service: self.service.clone(),
            alarm: self.alarm.clone(),
        }
    }

    /// What an administrator should know although it works: somebody to be asked whom nobody is, and what would not
    /// do for a mailbox that does more than observe.
    #[must_use]
    pub fn warnings(&self, policy: &Policy) -> Vec<Problem> {
        let mut of_reading = Notes::of(&self.reading_file);
        vouching::warn(
            self.reader.authserv_id(),
            self.mailboxes.values().map(|mailbox| &mailbox.policy),
            &mut of_reading,
        );
        let of_rungs = staffing::warnings(&policy.people, self.procedures.values(), &self.procedure_files);
        of_rungs.into_iter().chain(of_reading.into_problems()).collect()
    }

    /// What is wrong with the list of bank holidays at this time: an error must keep the daemon from starting.
    #[must_use]
    pub fn check_calendar(&self, now: DateTime<Utc>) -> Vec<Warning> {
        self.calendar.check_windows(now, longest_window(self.procedures.values()))
    }
}

/// The longest time that a deadline can lie ahead, in minutes.
fn longest_window<'p>(procedures: impl Iterator<Item = &'p Procedure>) -> u32 {
    let windows = procedures.flat_map(|procedure| &procedure.steps).flat_map(|step| match step {
        Step::Ask(ask) => ask.rungs.iter().map(|rung| rung.within).collect(),
        Step::Wait(wait) => vec![Window::WorkingMinutes(wait.report_after)],
        Step::File(_) | Step::Tell(_) | Step::Letter(_) | Step::Assign(_) | Step::Join(_) | Step::Close(_) => vec![],
    });
    let minutes = windows.map(|window| match window {
        Window::WorkingMinutes(minutes) | Window::Minutes(minutes) => minutes,
        Window::Noon => 0,
    });
    minutes.max().unwrap_or(0)
}

#[cfg(test)]
mod tests;
