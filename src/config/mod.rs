//! The configuration: `frontdoor.toml` and the files it names, read and checked as a whole, so that every
//! mistake is told at once and nothing starts with half of it. To reload is to load again.

mod calendar_file;
mod leave_calendar;
mod mailbox;
mod people_file;
mod problem;
mod procedure_check;
mod procedure_file;
mod reading;
mod secret;
mod sections;
mod staffing;
mod vouching;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use secrecy::SecretSlice;
use serde::Deserialize;
use toml::Table;

use crate::domain::{Address, MailboxName, Staff, Team};
use crate::pathway::calendar::{Calendar, Warning};
use crate::pathway::people::{People, PeopleSettings};
use crate::pathway::policy::{Policy, ServiceFacts};
use crate::pathway::procedure::{Procedure, Step, Window};

pub use mailbox::Mailbox;
pub use problem::{ConfigProblems, Problem};
pub use sections::{CaseStore, Limits, Login, Security, Server, Smtp};

use problem::Notes;
use reading::{reject_rest, table_of, take_table, take_tables, typed};
use secret::Secrets;

const SECTIONS: &str = "[store], [case_store], [service], [alarm], [tokens], [smtp], [limits], [[mailbox]], [files], \
                        [matching], [findings]";

/// Everything that is configured, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// The main file.
    pub path: PathBuf,
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
    /// The people file.
    pub people: PeopleSettings,
    /// Its name, for messages.
    pub people_file: String,
    /// The procedures by name.
    pub procedures: BTreeMap<String, Procedure>,
    /// The directory of the templates.
    pub templates: PathBuf,
    /// How mail is read.
    pub reading: Table,
    /// Its name, for messages.
    pub reading_file: String,
    /// `[matching]`: how children are matched.
    pub matching: Table,
    /// `[findings]`: which services count as open, and how far back is looked.
    pub findings: Table,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawFiles {
    calendar: Option<String>,
    people: Option<String>,
    procedures: Vec<String>,
    reading: Option<String>,
    templates: Option<String>,
}

impl Config {
    /// Reads the main file and all that it names, with paths relative to it. Credentials come from systemd's
    /// `$CREDENTIALS_DIRECTORY`.
    ///
    /// # Errors
    /// With every mistake of every file.
    pub fn load(path: &Path) -> Result<Self, ConfigProblems> {
        Self::load_with(path, env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from).as_deref())
    }

    /// As [`Config::load`], for commands that talk to no server: secrets are neither read nor held, and what stands
    /// for them opens nothing.
    ///
    /// # Errors
    /// With every mistake of every file.
    pub fn load_without_secrets(path: &Path) -> Result<Self, ConfigProblems> {
        Self::load_from(path, None, false)
    }

    /// As [`Config::load`], with credentials from this directory.
    ///
    /// # Errors
    /// With every mistake of every file.
    pub fn load_with(path: &Path, credentials: Option<&Path>) -> Result<Self, ConfigProblems> {
        Self::load_from(path, credentials, true)
    }

    fn load_from(path: &Path, credentials: Option<&Path>, needed: bool) -> Result<Self, ConfigProblems> {
        let base = path.parent().unwrap_or(Path::new("")).to_path_buf();
        let shown = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
        let mut notes = Notes::of(shown);
        let Some(mut top) = table_of(path, &mut notes) else {
            return Err(ConfigProblems { problems: notes.into_problems() });
        };
        let secrets = Secrets { base: &base, credentials, needed };
        let mut table = |name: &str, notes: &mut Notes| take_table(&mut top, name, notes);

        let store = table("store", &mut notes);
        let store = sections::store(&base, store, &mut notes);
        let case_store = table("case_store", &mut notes);
        let case_store = sections::case_store(&base, case_store, &mut notes);
        let service = table("service", &mut notes);
        let service = sections::service(service, &mut notes);
        let alarm = table("alarm", &mut notes);
        let alarm = sections::alarm(alarm, &mut notes);
        let tokens = table("tokens", &mut notes);
        let token_key = sections::token_key(tokens, secrets, &mut notes);
        let smtp = table("smtp", &mut notes);
        let smtp = sections::smtp(smtp, secrets, &mut notes);
        let limits = table("limits", &mut notes);
        let limits = sections::limits(limits, &mut notes);
        let matching = table("matching", &mut notes);
        let findings = table("findings", &mut notes);
        let files = table("files", &mut notes);
        let files = typed::<RawFiles>("files", files, &mut notes).unwrap_or_default();
        let mailboxes = mailboxes(take_tables(&mut top, "mailbox", &mut notes), secrets, &mut notes);
        reject_rest(&top, SECTIONS, &mut notes);

        let read = Files::read(&base, files, &mailboxes, &mut notes);
        let mut problems = notes.into_problems();
        problems.extend(read.problems);
        if !problems.is_empty() {
            return Err(ConfigProblems { problems });
        }
        let complete = || {
            Some(Self {
                path: path.to_path_buf(),
                store: store?,
                case_store: case_store?,
                service: service?,
                alarm: alarm?,
                token_key: token_key?,
                smtp: smtp?,
                limits: limits?,
                mailboxes,
                calendar: read.calendar?,
                people: read.people,
                people_file: read.people_file,
                procedures: read.procedures,
                templates: read.templates,
                reading: read.reading,
                reading_file: read.reading_file,
                matching,
                findings,
            })
        };
        // Whatever is missing has been named above.
        complete().ok_or(ConfigProblems { problems })
    }

    /// What the core may know, with these staff and teams.
    ///
    /// # Errors
    /// When the people file and the staff list do not fit each other.
    pub fn policy(&self, staff: Vec<Staff>, teams: Vec<Team>) -> Result<Policy, ConfigProblems> {
        let (policy, problems) = self.policy_that_serves(staff, teams);
        if problems.is_empty() { Ok(policy) } else { Err(ConfigProblems { problems }) }
    }

    /// As [`Config::policy`], for a daemon that runs: somebody who has left the staff list since the people
    /// file was written must not stop it. What does not fit is left out, and named.
    #[must_use]
    pub fn policy_that_serves(&self, staff: Vec<Staff>, teams: Vec<Team>) -> (Policy, Vec<Problem>) {
        let (people, unfit) = People::new(staff, teams, self.people.clone());
        let policy = Policy {
            calendar: self.calendar.clone(),
            people,
            procedures: self.procedures.clone(),
            mailboxes: self.mailboxes.iter().map(|(name, mailbox)| (name.clone(), mailbox.policy.clone())).collect(),
            service: self.service.clone(),
            alarm: self.alarm.clone(),
        };
        let problems = unfit.into_iter().map(|p| Problem {
            file: self.people_file.clone(),
            field: p.field,
            problem: p.problem,
            write: p.write,
        });
        (policy, problems.collect())
    }

    /// What an administrator should know although it works: roles, teams and pools that nobody is in, and
    /// what would not do for a mailbox that does more than observe.
    #[must_use]
    pub fn warnings(&self, policy: &Policy) -> Vec<Problem> {
        let mut of_reading = Notes::of(&self.reading_file);
        vouching::warn(&self.reading, self.mailboxes.values(), &mut of_reading);
        staffing::check(policy).into_iter().chain(of_reading.into_problems()).collect()
    }

    /// What is wrong with the list of bank holidays at this time: an error must keep the daemon from starting.
    #[must_use]
    pub fn check_calendar(&self, now: DateTime<Utc>) -> Vec<Warning> {
        let steps = self.procedures.values().flat_map(|procedure| &procedure.steps);
        let minutes = steps.flat_map(|step| match step {
            Step::Ask(ask) => ask.rungs.iter().map(|rung| rung.within).collect(),
            Step::Wait(wait) => vec![Window::WorkingMinutes(wait.report_after)],
            Step::File(_) | Step::Tell(_) | Step::Letter(_) | Step::Assign(_) | Step::Join(_) | Step::Close(_) => {
                vec![]
            }
        });
        let longest = minutes.map(|window| match window {
            Window::WorkingMinutes(minutes) | Window::Minutes(minutes) => minutes,
            Window::Noon => 0,
        });
        self.calendar.check_windows(now, longest.max().unwrap_or(0))
    }
}

fn mailboxes(tables: Vec<Table>, secrets: Secrets<'_>, notes: &mut Notes) -> BTreeMap<MailboxName, Mailbox> {
    if tables.is_empty() {
        notes.add("mailbox", "there is none", "[[mailbox]] and its fields for each mailbox");
    }
    let mut all = BTreeMap::new();
    let mut addresses = BTreeSet::new();
    for (number, table) in tables.into_iter().enumerate() {
        let Some(mailbox) = mailbox::read(number + 1, table, secrets, notes) else { continue };
        let name = mailbox.policy.name.clone();
        if !addresses.insert(mailbox.policy.address.email.clone()) {
            notes.add(format!("mailbox.{name}.address"), "is another mailbox's too", "an address of its own for each");
        }
        if all.insert(name.clone(), mailbox).is_some() {
            notes.add(format!("mailbox.{name}.name"), "is another mailbox's too", "a name of its own for each");
        }
    }
    all
}

/// The files that the main file names.
#[derive(Default)]
struct Files {
    calendar: Option<Calendar>,
    people: PeopleSettings,
    people_file: String,
    procedures: BTreeMap<String, Procedure>,
    templates: PathBuf,
    reading: Table,
    reading_file: String,
    problems: Vec<Problem>,
}

impl Files {
    fn read(base: &Path, raw: RawFiles, mailboxes: &BTreeMap<MailboxName, Mailbox>, notes: &mut Notes) -> Self {
        let mut files = Self::default();
        if let Some(file) = notes.require_text("files.calendar", raw.calendar, "\"calendar.toml\"") {
            let (calendar, problems) = calendar_file::load(base, &file);
            files.calendar = calendar;
            files.problems.extend(problems);
        }
        let zone = files.calendar.as_ref().map_or(chrono_tz::Europe::London, Calendar::zone);
        if let Some(file) = notes.require_text("files.people", raw.people, "\"people.toml\"") {
            let (people, problems) = people_file::load(base, &file, zone);
            files.people = people;
            files.people_file = file;
            files.problems.extend(problems);
        }
        if let Some(file) = notes.require_text("files.reading", raw.reading, "\"reading.toml\"") {
            let mut of_reading = Notes::of(&file);
            if let Some(table) = table_of(&base.join(&file), &mut of_reading) {
                vouching::refuse(&table, mailboxes.values(), &mut of_reading);
                files.reading = table;
            }
            files.problems.extend(of_reading.into_problems());
            files.reading_file = file;
        }
        let templates = notes.require_text("files.templates", raw.templates, "\"../templates\", a directory");
        files.templates = base.join(templates.unwrap_or_default());
        if raw.procedures.is_empty() {
            notes.add("files.procedures", "names none", "[\"pathways/cass.toml\"]");
        }
        let lists: BTreeSet<&str> = files.people.values().flat_map(|p| &p.lists).map(String::as_str).collect();
        for file in &raw.procedures {
            let (procedure, mut problems) = procedure_file::load(base, file);
            if let Some(procedure) = procedure {
                problems.extend(procedure_check::check(file, &procedure, &files.templates, &lists));
                if files.procedures.contains_key(&procedure.name) {
                    let field = "name".to_owned();
                    let problem = format!("`{}` is another procedure's too", procedure.name);
                    problems.push(Problem {
                        file: file.clone(),
                        field,
                        problem,
                        write: "a name of its own".to_owned(),
                    });
                }
                files.procedures.insert(procedure.name.clone(), procedure);
            }
            files.problems.extend(problems);
        }
        for mailbox in mailboxes.values() {
            files.check_mailbox(mailbox, raw.procedures.len(), notes);
        }
        files
    }

    /// A mailbox's procedure must be there, and the mailbox must have the addresses that it tells.
    fn check_mailbox(&self, mailbox: &Mailbox, named: usize, notes: &mut Notes) {
        let policy = &mailbox.policy;
        let field = |name: &str| format!("mailbox.{}.{name}", policy.name);
        let Some(procedure) = self.procedures.get(&policy.procedure) else {
            // A procedure that could not be read may be the one.
            if self.procedures.len() == named {
                let known: Vec<&str> = self.procedures.keys().map(String::as_str).collect();
                let problem = format!("there is no procedure `{}`", policy.procedure);
                notes.add(field("procedure"), problem, format!("one of {}", known.join(", ")));
            }
            return;
        };
        let needs = procedure_check::addresses_needed(procedure);
        let absent = [
            ("emergency_team", needs.emergency_team && policy.emergency_team.is_none()),
            ("business_support", needs.business_support && policy.business_support.is_none()),
        ];
        for (name, _) in absent.into_iter().filter(|(_, absent)| *absent) {
            let problem = format!("is missing, and procedure `{}` writes to it", procedure.name);
            notes.add(field(name), problem, "its address");
        }
        if procedure.folders().contains(&policy.inbox) {
            let problem = format!("procedure `{}` files into it", procedure.name);
            notes.add(field("inbox"), problem, "a folder that nothing is filed into");
        }
    }
}

#[cfg(test)]
mod tests;
