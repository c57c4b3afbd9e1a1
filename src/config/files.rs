//! The files that the main file names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use crate::intake::Reader;
use crate::pathway::calendar::Calendar;
use crate::pathway::people::PeopleSettings;
use crate::pathway::policy::MailboxPolicy;
use crate::pathway::procedure::Procedure;

use super::problem::{Notes, Problem};
use super::{calendar_file, people_file, procedure_check, procedure_file, reading_file};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawFiles {
    calendar: Option<String>,
    people: Option<String>,
    procedures: Vec<String>,
    reading: Option<String>,
    templates: Option<String>,
}

/// What the files said; what could not be had was named as a mistake.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) calendar: Option<Calendar>,
    pub(super) calendar_file: String,
    pub(super) people: Option<PeopleSettings>,
    pub(super) people_file: String,
    pub(super) procedures: BTreeMap<String, Procedure>,
    /// The procedures' files by their names.
    pub(super) procedure_paths: BTreeMap<String, String>,
    /// A directory that is there.
    pub(super) templates: Option<PathBuf>,
    pub(super) reader: Option<Arc<Reader>>,
    pub(super) reading_file: String,
    pub(super) problems: Vec<Problem>,
}

impl Files {
    /// Reads them all. What is wrong with the main file's own words about them goes into its notes.
    pub(super) fn read(base: &Path, raw: RawFiles, mailboxes: &[MailboxPolicy], notes: &mut Notes) -> Self {
        let mut files = Self::default();
        if let Some(file) = notes.require_text("files.calendar", raw.calendar, "\"calendar.toml\"") {
            let (calendar, problems) = calendar_file::load(base, &file);
            files.calendar = calendar;
            files.calendar_file = file;
            files.problems.extend(problems);
        }
        let zone = files.calendar.as_ref().map_or(chrono_tz::Europe::London, Calendar::zone);
        // Who is on which list is known only from a people file without mistakes.
        let mut lists = None;
        if let Some(file) = notes.require_text("files.people", raw.people, "\"people.toml\"") {
            let (people, problems) = people_file::load(base, &file, zone);
            lists = people.as_ref().filter(|_| problems.is_empty()).map(lists_of);
            files.people = people;
            files.people_file = file;
            files.problems.extend(problems);
        }
        if let Some(file) = notes.require_text("files.reading", raw.reading, "\"reading.toml\"") {
            let (reader, problems) = reading_file::load(base, &file, mailboxes.iter());
            files.reader = reader;
            files.reading_file = file;
            files.problems.extend(problems);
        }
        files.templates = templates(base, raw.templates, notes);
        let named = Some(&raw.procedures).filter(|named| !named.is_empty());
        notes.require("files.procedures", named, "[\"pathways/cass.toml\"]");
        for file in &raw.procedures {
            let (read, mut problems) = procedure_file::load(base, file);
            if let Some(read) = read {
                let procedure = &read.procedure;
                problems.extend(procedure_check::check(file, &read, files.templates.as_deref(), lists.as_ref()));
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
                files.procedure_paths.insert(procedure.name.clone(), file.clone());
                files.procedures.insert(procedure.name.clone(), read.procedure);
            }
            files.problems.extend(problems);
        }
        for mailbox in mailboxes {
            files.check_mailbox(mailbox, raw.procedures.len(), notes);
        }
        files
    }

    /// A mailbox's procedure must be there, and the mailbox must have the addresses that it tells.
    fn check_mailbox(&self, policy: &MailboxPolicy, named: usize, notes: &mut Notes) {
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

/// The lists that somebody stands on.
fn lists_of(people: &PeopleSettings) -> BTreeSet<String> {
    people.values().flat_map(|person| &person.lists).cloned().collect()
}

/// The directory of the templates: that it is not there is one mistake, and not one of each template.
fn templates(base: &Path, named: Option<String>, notes: &mut Notes) -> Option<PathBuf> {
    let (field, write) = ("files.templates", "\"../templates\", a directory");
    let directory = base.join(notes.require_text(field, named, write)?);
    if !directory.is_dir() {
        notes.add(field, "is no directory that can be read", write);
        return None;
    }
    Some(directory)
}
