//! What was read of a configuration, right or wrong. A mistake of one file hides none of another's: what could be read
//! goes on to serve the checks that need it, and only the end asks whether anything was wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use secrecy::SecretSlice;
use toml::Table;

use crate::domain::{Address, MailboxName, Staff, Team};
use crate::matching::{FindingRules, Model};
use crate::pathway::calendar::Gravity;
use crate::pathway::people::{People, PeopleProblem};
use crate::pathway::policy::{MailboxPolicy, ServiceFacts};

use super::files::{Files, RawFiles};
use super::mailbox::Mailbox;
use super::problem::{ConfigProblems, Notes, Problem};
use super::reading::{Read, reject_rest, tables_of, take_table, take_tables, typed};
use super::secret::Secrets;
use super::sections::{CaseStore, Limits, Smtp};
use super::staffing::{self, Unfit};
use super::{Config, mailbox, sections};

const SECTIONS: &str = "[store], [case_store], [service], [alarm], [tokens], [smtp], [limits], [[mailbox]], [files], \
                        [matching], [findings]";

/// Where the secrets come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credentials {
    /// systemd's `$CREDENTIALS_DIRECTORY`.
    OfSystemd,
    /// This directory.
    In(PathBuf),
    /// For commands that talk to no server: they are neither read nor held, and what stands for them opens nothing.
    NotNeeded,
}

/// Where the stores are, and by which clock people read: all that a command needs which looks at what is on record. It
/// works although something else is wrong, since it is then that somebody looks.
#[derive(Debug, Clone)]
pub struct Places {
    /// The directory of the journal.
    pub store: PathBuf,
    /// The case store.
    pub case_store: CaseStore,
    /// The zone of the wall clock.
    pub zone: Tz,
    /// The mailboxes that could be read.
    pub mailboxes: BTreeMap<MailboxName, Mailbox>,
}

/// What was read, and what is wrong so far.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    directory: PathBuf,
    /// The main file's own name.
    main: String,
    parts: Parts,
    files: Files,
    problems: Vec<Problem>,
}

/// The parts of the main file; what is `None` was named as a mistake.
#[derive(Debug, Default)]
struct Parts {
    store: Option<PathBuf>,
    case_store: Option<CaseStore>,
    service: Option<ServiceFacts>,
    alarm: Option<Address>,
    token_key: Option<SecretSlice<u8>>,
    smtp: Option<Smtp>,
    limits: Option<Limits>,
    matching: Option<Model>,
    findings: Option<FindingRules>,
    mailboxes: BTreeMap<MailboxName, Mailbox>,
    /// The mailboxes as far as other files are checked by them: also those of which something is missing.
    policies: Vec<MailboxPolicy>,
}

impl Draft {
    /// Reads the main file and all that it names, with paths relative to it.
    #[must_use]
    pub fn read(path: &Path, credentials: &Credentials) -> Self {
        let directory = path.parent().unwrap_or(Path::new("")).to_path_buf();
        let main = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
        let mut notes = Notes::of(&main);
        let of_systemd = env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
        let credentials_directory = match credentials {
            Credentials::OfSystemd => of_systemd.as_deref(),
            Credentials::In(directory) => Some(directory.as_path()),
            Credentials::NotNeeded => None,
        };
        let needed = *credentials != Credentials::NotNeeded;
        let secrets = Secrets { base: &directory, credentials: credentials_directory, needed };
        let (parts, files) = match tables_of(path, &mut notes) {
            Some(Read::Whole(top)) => read_main(top, secrets, &mut notes),
            // Its other files are looked at all the same, where it still names them.
            Some(Read::Broken(mut top)) => (Parts::default(), of_broken(&mut top, &directory)),
            None => (Parts::default(), Files::default()),
        };
        let mut draft =
            Self { path: path.to_path_buf(), directory, main, parts, files, problems: notes.into_problems() };
        draft.problems.append(&mut draft.files.problems);
        draft
    }

    /// The directory of the case store.
    #[must_use]
    pub fn case_store(&self) -> Option<&Path> {
        self.parts.case_store.as_ref().map(|store| store.directory.as_path())
    }

    /// The directory of the templates.
    #[must_use]
    pub fn templates(&self) -> Option<&Path> {
        self.files.templates.as_deref()
    }

    /// What letters say of the service.
    #[must_use]
    pub fn service(&self) -> Option<&ServiceFacts> {
        self.parts.service.as_ref()
    }

    /// The address of the first mailbox.
    #[must_use]
    pub fn address(&self) -> Option<&str> {
        let mut addresses = self.parts.policies.iter().map(|policy| policy.address.email.as_str());
        addresses.find(|email| !email.is_empty())
    }

    /// A mistake that somebody else found in a file.
    pub fn add(&mut self, file: &Path, field: &str, problem: &str, write: &str) {
        let file = file.strip_prefix(&self.directory).unwrap_or(file);
        let mut notes = Notes::of(file.to_string_lossy());
        notes.add(field, problem, write);
        self.problems.extend(notes.into_problems());
    }

    /// A mistake that somebody else found in the main file's settings.
    pub fn add_of_main(&mut self, field: &str, problem: &str, write: &str) {
        let main = self.path.clone();
        self.add(&main, field, problem, write);
    }

    /// A list of bank holidays that does not reach far enough from this time is a mistake.
    pub fn check_calendar(&mut self, now: DateTime<Utc>) {
        let Some(calendar) = &self.files.calendar else { return };
        let longest = super::longest_window(self.files.procedures.values());
        let found = calendar.check_windows(now, longest);
        let mut notes = Notes::of(&self.files.calendar_file);
        for error in found.into_iter().filter(|found| found.gravity == Gravity::Error) {
            let said = error.to_string();
            let (problem, _) = said.split_once(": ").unwrap_or((&said, ""));
            notes.add(
                "bank_holidays",
                problem,
                "the current list of www.gov.uk/bank-holidays.json into the file named there",
            );
        }
        self.problems.extend(notes.into_problems());
    }

    /// The staff of the case store with what the people file says of them, and what of the configuration does not fit
    /// them. `None`: nothing was imported yet, and that is all there is to say.
    #[must_use]
    pub fn people(&self, listed: Option<(Vec<Staff>, Vec<Team>)>) -> (People, Unfit) {
        let Some((staff, teams)) = listed else {
            let mut notes = Notes::of(&self.main);
            notes.add("case_store.directory", NOTHING_IMPORTED, "");
            let unfit = Unfit { nobody: notes.into_problems(), nothing_imported: true, ..self.unfit() };
            return (People::default(), unfit);
        };
        let settings = self.files.people.clone();
        let lists_known = settings.is_some();
        let (people, unfit) = People::new(staff, teams, settings.unwrap_or_default());
        let left = unfit.into_iter().map(|problem| self.of_people(problem)).collect();
        let expected = staffing::Expected {
            main: &self.main,
            procedures: self.files.procedures.values(),
            procedure_files: &self.files.procedure_paths,
            mailboxes: self.parts.policies.iter(),
            lists_known,
        };
        let nobody = staffing::problems(&people, expected);
        (people, Unfit { left, nobody, ..self.unfit() })
    }

    fn unfit(&self) -> Unfit {
        Unfit { directory: self.directory.clone(), left: vec![], nobody: vec![], nothing_imported: false }
    }

    /// The case system's own mistakes are not the people file's.
    fn of_people(&self, problem: PeopleProblem) -> Problem {
        let of_extract = problem.field.starts_with("staff ");
        let file = if of_extract { "staff.csv of the extract" } else { &self.files.people_file };
        Problem { file: file.to_owned(), field: problem.field, problem: problem.problem, write: problem.write }
    }

    /// Where the stores are, whatever else is wrong.
    ///
    /// # Errors
    /// With every mistake of every file, when one of them hides a place.
    pub fn places(self) -> Result<Places, ConfigProblems> {
        let Self { directory, parts, files, problems, .. } = self;
        let places = parts.store.zip(parts.case_store).zip(files.calendar);
        let places = places.map(|((store, case_store), calendar)| Places {
            store,
            case_store,
            zone: calendar.zone(),
            mailboxes: parts.mailboxes,
        });
        places.ok_or(ConfigProblems { directory, problems })
    }

    /// How children are matched, and where the stores are, whatever else is wrong.
    ///
    /// # Errors
    /// With every mistake of every file, when one of them hides a place or `[matching]`.
    pub fn matching(self) -> Result<(Model, Places), ConfigProblems> {
        match self.parts.matching {
            Some(model) => Ok((model, self.places()?)),
            None => Err(ConfigProblems { directory: self.directory, problems: self.problems }),
        }
    }

    /// The configuration, if nothing was wrong.
    ///
    /// # Errors
    /// With every mistake of every file.
    pub fn finish(self) -> Result<Config, ConfigProblems> {
        self.finish_with(Some(()), None).map(|(config, ())| config)
    }

    /// The configuration with what others made of it, `ready`, if nothing was wrong; else everything that is, together
    /// with what does not fit the staff list. Why there is nothing ready was added to the mistakes.
    ///
    /// # Errors
    /// With every mistake of every file.
    pub fn finish_with<T>(self, ready: Option<T>, unfit: Option<&Unfit>) -> Result<(Config, T), ConfigProblems> {
        let Self { path, directory, main, parts, files, mut problems } = self;
        if !problems.is_empty() {
            problems.extend(unfit.into_iter().flat_map(Unfit::all).cloned());
            return Err(ConfigProblems { directory, problems });
        }
        let complete = || {
            Some(Config {
                path,
                main,
                store: parts.store?,
                case_store: parts.case_store?,
                service: parts.service?,
                alarm: parts.alarm?,
                token_key: parts.token_key?,
                smtp: parts.smtp?,
                limits: parts.limits?,
                mailboxes: parts.mailboxes,
                calendar: files.calendar?,
                calendar_file: files.calendar_file,
                people: files.people?,
                procedures: files.procedures,
                procedure_files: files.procedure_paths,
                templates: files.templates?,
                reader: files.reader?,
                reading_file: files.reading_file,
                matching: parts.matching?,
                findings: parts.findings?,
            })
        };
        // Whatever is missing has been named above.
        complete().zip(ready).ok_or(ConfigProblems { directory, problems })
    }
}

/// Said once, instead of each staff id that is not there yet.
const NOTHING_IMPORTED: &str = "nothing was imported yet: run `frontdoor import DIR`, DIR being the extract's";

fn read_main(mut top: Table, secrets: Secrets<'_>, notes: &mut Notes) -> (Parts, Files) {
    let base = secrets.base;
    let mut table = |name: &str, notes: &mut Notes| take_table(&mut top, name, notes);
    let store = table("store", notes);
    let case_store = table("case_store", notes);
    let service = table("service", notes);
    let alarm = table("alarm", notes);
    let tokens = table("tokens", notes);
    let smtp = table("smtp", notes);
    let limits = table("limits", notes);
    let matching = table("matching", notes);
    let findings = table("findings", notes);
    let files = table("files", notes);
    let mut parts = Parts {
        store: sections::store(base, store, notes),
        case_store: sections::case_store(base, case_store, notes),
        service: sections::service(service, notes),
        alarm: sections::alarm(alarm, notes),
        token_key: sections::token_key(tokens, secrets, notes),
        smtp: sections::smtp(smtp, secrets, notes),
        limits: sections::limits(limits, notes),
        matching: typed::<Model>("matching", matching, notes),
        findings: sections::findings(findings, notes),
        ..Parts::default()
    };
    (parts.policies, parts.mailboxes) = mailboxes(take_tables(&mut top, "mailbox", notes), secrets, notes);
    let files = typed::<RawFiles>("files", files, notes).unwrap_or_default();
    reject_rest(&top, SECTIONS, notes);
    let files = Files::read(base, files, &parts.policies, notes);
    (parts, files)
}

/// The files that a broken main file still names. What else it says, or leaves out, proves nothing.
fn of_broken(top: &mut Table, base: &Path) -> Files {
    let mut unheard = Notes::of("");
    let files = take_table(top, "files", &mut unheard);
    let files = typed::<RawFiles>("files", files, &mut unheard).unwrap_or_default();
    Files::read(base, files, &[], &mut unheard)
}

fn mailboxes(
    tables: Vec<Table>,
    secrets: Secrets<'_>,
    notes: &mut Notes,
) -> (Vec<MailboxPolicy>, BTreeMap<MailboxName, Mailbox>) {
    if tables.is_empty() {
        notes.add("mailbox", "there is none", "[[mailbox]] and its fields for each mailbox");
    }
    let mut policies = Vec::new();
    let mut all = BTreeMap::new();
    let (mut names, mut addresses) = (BTreeSet::new(), BTreeSet::new());
    for (number, table) in tables.into_iter().enumerate() {
        let Some(mailbox::Read { policy, mailbox }) = mailbox::read(number + 1, table, secrets, notes) else {
            continue;
        };
        let name = policy.name.clone();
        let email = policy.address.email.clone();
        if !email.is_empty() && !addresses.insert(email) {
            notes.add(format!("mailbox.{name}.address"), "is another mailbox's too", "an address of its own for each");
        }
        if !names.insert(name.clone()) {
            notes.add(format!("mailbox.{name}.name"), "is another mailbox's too", "a name of its own for each");
        }
        policies.push(policy);
        all.extend(mailbox.map(|mailbox| (name, mailbox)));
    }
    (policies, all)
}
