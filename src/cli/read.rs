//! `frontdoor read`: what is read from mails and forms, where each fact stood, and how sure it is. Nothing is touched:
//! with it a council tries its own forms and tunes its labels.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use crate::daemon::attachments::AttachmentReader;
use crate::daemon::known::people_named;
use crate::domain::{ChildFacts, Clock, Facts, Kind, Name, Problem, ReferrerKind, Relative, in_full};
use crate::intake::child::AttachmentInput;
use crate::intake::{self, Extracted, Reader, Rules};
use crate::store::cases::CaseStore;

use super::CommandError;

/// The rules that the program was built with.
const SHIPPED: &str = include_str!("../../config/reading.toml");
/// Where the configuration lies on a server.
const INSTALLED: &str = "/etc/frontdoor/frontdoor.toml";

mod labels;

#[derive(Debug, Args)]
pub(super) struct ReadArguments {
    /// Mails (.eml), or forms as they are attached (.docx, .pdf, .html …).
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The main configuration file, whose reading rules are used; left out: the installed one, else the shipped rules.
    #[arg(long, short)]
    config: Option<PathBuf>,
    /// The reading rules themselves (`reading.toml`).
    #[arg(long, conflicts_with = "config")]
    rules: Option<PathBuf>,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
    /// The labels instead: what each is taken for, and which ones the reading rules do not know.
    #[arg(long, conflicts_with = "json")]
    labels: bool,
    /// Taken as the day of receipt (2026-11-23); left out: the mail's own date, else today.
    #[arg(long)]
    received: Option<NaiveDate>,
}

pub(super) async fn run(arguments: ReadArguments) -> Result<ExitCode, CommandError> {
    let reader = reader(&arguments)?;
    let program = std::env::current_exe()
        .map_err(|source| CommandError::Io { what: "finding this program".to_owned(), source })?;
    let attachments = AttachmentReader::new(program, vec!["read-attachments".to_owned()]);
    let store = case_store(&arguments).await;
    let mut failed = false;
    for file in &arguments.files {
        let shown = file.display().to_string();
        match std::fs::read(file) {
            Ok(bytes) => {
                let (parsed, texts) = parsed(&reader, &attachments, file, bytes).await;
                if arguments.labels {
                    println!("{}", labels::page(&shown, &reader.labels(&parsed, &texts)));
                    continue;
                }
                let sent = parsed.envelope.date.map(|date| date.date_naive());
                let day = arguments.received.or(sent).unwrap_or_else(|| Clock::System.now().date_naive());
                let facts = reader.read(&parsed, &texts, day);
                let facts = with_known(&reader, store.as_ref(), facts, day).await;
                if arguments.json {
                    super::print_json(&Line::of(shown, &facts))?;
                } else {
                    println!("{}", page(&shown, &facts));
                }
            }
            Err(source) => {
                failed = true;
                eprintln!("frontdoor: {shown}: {source}");
            }
        }
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn reader(arguments: &ReadArguments) -> Result<Reader, CommandError> {
    let installed = Path::new(INSTALLED);
    let from = match (&arguments.rules, &arguments.config) {
        (Some(rules), _) => Some(rules.clone()),
        (None, Some(config)) => Some(rules_of(config)?),
        (None, None) if installed.exists() => Some(rules_of(installed)?),
        (None, None) => None,
    };
    let (name, text) = match from {
        Some(path) => {
            let name = path.display().to_string();
            let text =
                std::fs::read_to_string(&path).map_err(|source| CommandError::Io { what: name.clone(), source })?;
            (name, text)
        }
        None => ("the shipped rules".to_owned(), SHIPPED.to_owned()),
    };
    let rules = Rules::from_toml(&text).map_err(|wrong| CommandError::Words(format!("{name}: {wrong}")))?;
    Reader::new(rules).map_err(|wrong| CommandError::Words(format!("{name}: {}", wrong.join("; "))))
}

/// The file of reading rules that a main configuration file names. The rest of it need not be right: a form can be
/// tried before a server is known.
fn rules_of(config: &Path) -> Result<PathBuf, CommandError> {
    let name = config.display().to_string();
    let text = std::fs::read_to_string(config).map_err(|source| CommandError::Io { what: name.clone(), source })?;
    let table: toml::Table = text.parse().map_err(|wrong| CommandError::Words(format!("{name}: {wrong}")))?;
    let named = table.get("files").and_then(|files| files.get("reading")).and_then(toml::Value::as_str);
    let base = config.parent().unwrap_or(Path::new("."));
    Ok(base.join(named.unwrap_or("reading.toml")))
}

/// A file as a mail, with what its attachments hold.
async fn parsed(
    reader: &Reader,
    attachments: &AttachmentReader,
    file: &Path,
    bytes: Vec<u8>,
) -> (intake::Parsed, Vec<Extracted>) {
    let parsed = if is_mail(file, &bytes) {
        intake::parse(&bytes, reader.authserv_id())
    } else {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let form = intake::Attachment { name, bytes, ..intake::Attachment::default() };
        intake::Parsed { attachments: vec![form], ..intake::Parsed::default() }
    };
    let inputs: Vec<AttachmentInput> = parsed
        .attachments
        .iter()
        .map(|a| AttachmentInput { name: a.name.clone(), media_type: a.media_type.clone(), bytes: a.bytes.clone() })
        .collect();
    let texts: Vec<Extracted> = if inputs.is_empty() { vec![] } else { attachments.read(inputs).await };
    (parsed, texts)
}

/// The case store that the configuration names, where it can be opened: known people are looked up in it.
async fn case_store(arguments: &ReadArguments) -> Option<CaseStore> {
    let installed = Path::new(INSTALLED);
    let config = match (&arguments.rules, &arguments.config) {
        (Some(_), _) => return None,
        (None, Some(config)) => config.as_path(),
        (None, None) => installed,
    };
    let table: toml::Table = std::fs::read_to_string(config).ok()?.parse().ok()?;
    let directory = table.get("case_store")?.get("directory")?.as_str()?;
    match CaseStore::open(&config.parent().unwrap_or(Path::new(".")).join(directory)).await {
        Ok(store) => Some(store),
        Err(error) => {
            eprintln!("frontdoor: nobody is looked up: {}", in_full(&error));
            None
        }
    }
}

/// The facts with known people. Of restricted records a terminal shows nothing (C9).
async fn with_known(reader: &Reader, store: Option<&CaseStore>, facts: Facts, day: NaiveDate) -> Facts {
    let Some(store) = store else { return facts };
    match people_named(store, &reader.names_wanted(&facts)).await {
        Ok(mut people) => {
            people.retain(|person| !person.restricted);
            reader.with_known(facts, &people, day)
        }
        Err(error) => {
            eprintln!("frontdoor: nobody is looked up: {}", in_full(&error));
            facts
        }
    }
}

/// A mail by its name, or by beginning with a header.
fn is_mail(file: &Path, bytes: &[u8]) -> bool {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "eml" | "mbox" => true,
        "doc" | "docx" | "pdf" | "odt" | "rtf" | "html" | "htm" | "txt" | "xls" | "xlsx" | "ods" | "msg" | "dat"
        | "zip" => false,
        _ => {
            let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
            let name = first.split(|b| *b == b':').next().unwrap_or_default();
            name.len() < first.len() && !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
        }
    }
}

/// What is read from one file.
#[derive(Debug, Serialize)]
struct Line<'f> {
    file: String,
    kind: Kind,
    kind_why: &'f str,
    urgent: bool,
    urgent_why: Option<&'f str>,
    referrer: Referrer<'f>,
    children: Vec<Child<'f>>,
    household: Vec<Other<'f>>,
    concern: &'f str,
    missing: &'f [String],
    given: &'f [String],
    doubtful: &'f [String],
    problems: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Referrer<'f> {
    kind: ReferrerKind,
    kind_why: &'f str,
    name: &'f str,
    agency: &'f str,
    email: &'f str,
    telephone: &'f str,
}

#[derive(Debug, Serialize)]
struct Child<'f> {
    given_names: &'f str,
    family_name: &'f str,
    aliases: Vec<String>,
    date_of_birth: Option<NaiveDate>,
    /// The date is a due date.
    unborn: bool,
    age: Option<u8>,
    gender: &'f str,
    address: &'f str,
    postcode: &'f str,
    school: &'f str,
    nhs_number: &'f str,
    upn: &'f str,
    case_number: &'f str,
    sure: bool,
    from: &'f str,
    /// Where each fact stood in there: its label, or the words around it.
    stood: &'f BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
struct Other<'f> {
    given_names: &'f str,
    family_name: &'f str,
    relationship: &'f str,
    date_of_birth: Option<NaiveDate>,
}

impl<'f> Line<'f> {
    fn of(file: String, facts: &'f Facts) -> Self {
        let referrer = &facts.referrer;
        Self {
            file,
            kind: facts.kind.is,
            kind_why: &facts.kind.why,
            urgent: facts.urgent.is_some(),
            urgent_why: facts.urgent.as_deref(),
            referrer: Referrer {
                kind: referrer.kind,
                kind_why: &referrer.kind_why,
                name: &referrer.name,
                agency: &referrer.agency,
                email: &referrer.email,
                telephone: &referrer.telephone,
            },
            children: facts.children.iter().map(Child::of).collect(),
            household: facts.household.iter().map(Other::of).collect(),
            concern: &facts.concern,
            missing: &facts.missing,
            given: &facts.given,
            doubtful: &facts.doubtful,
            problems: facts.problems.iter().map(Problem::in_words).collect(),
        }
    }
}

impl<'f> Child<'f> {
    fn of(child: &'f ChildFacts) -> Self {
        Self {
            given_names: &child.name.given,
            family_name: &child.name.family,
            aliases: child.aliases.iter().map(Name::full).collect(),
            date_of_birth: child.date_of_birth,
            unborn: child.unborn,
            age: child.age,
            gender: &child.gender,
            address: &child.address,
            postcode: &child.postcode,
            school: &child.school,
            nhs_number: &child.nhs_number,
            upn: &child.upn,
            case_number: &child.case_number,
            sure: child.sure,
            from: &child.from,
            stood: &child.stood,
        }
    }
}

impl<'f> Other<'f> {
    fn of(relative: &'f Relative) -> Self {
        Self {
            given_names: &relative.name.given,
            family_name: &relative.name.family,
            relationship: &relative.relationship,
            date_of_birth: relative.date_of_birth,
        }
    }
}

/// The same for people.
fn page(file: &str, facts: &Facts) -> String {
    let mut page = format!("{file}\n");
    let mut line = |name: &str, text: &str| {
        if !text.trim().is_empty() {
            let _ = writeln!(page, "  {name:<14}{}", text.trim().replace('\n', "\n                "));
        }
    };
    line("kind", &format!("{} ({})", word(&facts.kind.is), facts.kind.why));
    line("urgent", facts.urgent.as_deref().unwrap_or("no"));
    let Facts { referrer, .. } = facts;
    let parts = [&referrer.name, &referrer.agency, &referrer.email, &referrer.telephone];
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    line("referrer", &format!("{} ({}: {})", parts.join(", "), word(&referrer.kind), referrer.kind_why));
    for child in &facts.children {
        let sure = if child.sure { "sure" } else { "not sure" };
        let mut fact = |name: &str, text: &str, stood: &[&str]| {
            let places: Vec<&str> =
                stood.iter().filter_map(|fact| child.stood.get(*fact)).map(String::as_str).collect();
            match (text.trim(), places.join(", ")) {
                ("", _) => {}
                (text, place) if place.is_empty() => line(name, text),
                (text, place) => line(name, &format!("{text}   [{place}]")),
            }
        };
        let who = format!("{} ({sure}; {})", child.name.full(), child.from);
        fact("child", &who, &["name", "given_names", "family_name"]);
        let born = child.date_of_birth.map(|date| date.format("%d/%m/%Y").to_string()).unwrap_or_default();
        fact(if child.unborn { "  due" } else { "  born" }, &born, &["date_of_birth"]);
        fact("  age", &child.age.map(|age| age.to_string()).unwrap_or_default(), &["age"]);
        let aliases: Vec<String> = child.aliases.iter().map(Name::full).collect();
        fact("  also", &aliases.join("; "), &[]);
        fact("  gender", &child.gender, &["gender"]);
        fact("  address", &child.address, &["address"]);
        fact("  postcode", &child.postcode, &["postcode"]);
        fact("  school", &child.school, &["school"]);
        fact("  NHS number", &child.nhs_number, &["nhs_number"]);
        fact("  UPN", &child.upn, &["upn"]);
        fact("  case number", &child.case_number, &["case_number"]);
    }
    for other in &facts.household {
        let born = other.date_of_birth.map(|date| format!(", born {}", date.format("%d/%m/%Y"))).unwrap_or_default();
        line("household", &format!("{} ({}{born})", other.name.full(), other.relationship));
    }
    line("concern", &facts.concern);
    line("said", &facts.given.join(", "));
    line("not said", &facts.missing.join(", "));
    line("doubtful", &facts.doubtful.join("\n"));
    let problems: Vec<String> = facts.problems.iter().map(Problem::in_words).collect();
    line("for a person", &problems.join("\n"));
    page
}

/// A variant's name as JSON writes it.
fn word(value: &impl Serialize) -> String {
    let written = serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned));
    written.unwrap_or_default().replace('_', " ")
}
