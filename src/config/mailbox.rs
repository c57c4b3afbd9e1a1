//! `[[mailbox]]` of `frontdoor.toml`.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use toml::{Table, Value};

use crate::domain::{Address, FolderName, MailboxName};
use crate::pathway::policy::MailboxPolicy;

use super::problem::Notes;
use super::reading::{bare, typed};
use super::secret::Secrets;
use super::sections::{LOOK_BACK_DAYS, Need, RawServer, Security, Server, address};

/// A watched mailbox.
#[derive(Debug, Clone)]
pub struct Mailbox {
    /// What its requests need to know of it.
    pub policy: MailboxPolicy,
    /// Its IMAP server.
    pub server: Server,
    /// Mail received earlier is left alone.
    pub start_from: DateTime<Utc>,
    /// Its own look-back in days (C3); `None`: the one of `[findings]`.
    pub recent_days: Option<u32>,
    /// Seconds between two looks at all UIDs, whatever IDLE says.
    pub poll_seconds: u32,
    /// Seconds after which IDLE is issued again.
    pub idle_seconds: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawMailbox {
    name: Option<String>,
    address: Option<String>,
    display_name: Option<String>,
    host: Option<String>,
    port: Option<u16>,
    security: Option<Security>,
    user: Option<String>,
    password_file: Option<PathBuf>,
    credential: Option<String>,
    extra_ca: Option<PathBuf>,
    procedure: Option<String>,
    inbox: Option<String>,
    start_from: Option<Value>,
    recent_days: Option<u32>,
    observe_only: bool,
    plus_addressing: bool,
    emergency_team: Option<String>,
    business_support: Option<String>,
    officers: Option<String>,
    settle_minutes: Option<u32>,
    store_max_age_hours: Option<u32>,
    require_dmarc: bool,
    poll_seconds: Option<u32>,
    idle_seconds: Option<u32>,
}

/// What was read of a mailbox.
pub(super) struct Read {
    /// What its requests need to know of it, where that serves to check other files: some of it may be missing.
    pub(super) policy: MailboxPolicy,
    /// All of it, when nothing is missing.
    pub(super) mailbox: Option<Mailbox>,
}

/// One mailbox; `number` counts from 1 and stands for a name that is missing.
pub(super) fn read(number: usize, table: Table, secrets: Secrets<'_>, notes: &mut Notes) -> Option<Read> {
    let name = table.get("name").and_then(Value::as_str).filter(|name| is_plain(name)).map(str::to_owned);
    let field = name.as_ref().map_or_else(|| format!("mailbox[{number}]"), |name| format!("mailbox.{name}"));
    let at = |name: &str| format!("{field}.{name}");
    let raw = typed::<RawMailbox>(&field, table, notes)?;
    if name.is_none() {
        let problem = raw.name.map_or_else(|| "is missing".to_owned(), |name| format!("`{name}` is no plain name"));
        notes.add(at("name"), problem, "a short name of small letters, digits and hyphens, as \"cass\"");
    }
    let write_to = address(&at("address"), raw.display_name, raw.address, notes);
    let mut optional = |name: &str, email: Option<String>| {
        email.map(|email| address(&at(name), None, Some(email), notes).ok_or(())).transpose()
    };
    let emergency_team = optional("emergency_team", raw.emergency_team);
    let business_support = optional("business_support", raw.business_support);
    let procedure = notes.require_text(&at("procedure"), raw.procedure, "the `name` of one of [files] procedures");
    let start_from = start_from(&at("start_from"), raw.start_from, notes);
    let recent_days = raw.recent_days.map(|days| notes.number(&at("recent_days"), Some(days), days, LOOK_BACK_DAYS));
    let settle_minutes = notes.number(&at("settle_minutes"), raw.settle_minutes, 5, (0, 1_440));
    let store_max_age_hours = notes.number(&at("store_max_age_hours"), raw.store_max_age_hours, 36, (1, 720));
    let poll_seconds = notes.number(&at("poll_seconds"), raw.poll_seconds, 180, (1, 3_600));
    // Servers and firewalls drop a longer IDLE without a word.
    let idle_seconds = notes.number(&at("idle_seconds"), raw.idle_seconds, 420, (1, 540));
    let server = RawServer {
        host: raw.host,
        port: raw.port,
        security: raw.security,
        user: raw.user,
        password_file: raw.password_file,
        credential: raw.credential,
        extra_ca: raw.extra_ca,
    };
    let server = server.read(&field, Need::Compulsory, secrets, notes);
    let complete = name.is_some() && write_to.is_some() && emergency_team.is_ok() && business_support.is_ok();
    let policy = MailboxPolicy {
        name: MailboxName(name.unwrap_or_else(|| number.to_string())),
        address: write_to.unwrap_or_default(),
        plus_addressing: raw.plus_addressing,
        procedure: procedure?,
        inbox: FolderName(raw.inbox.unwrap_or_else(|| "INBOX".to_owned())),
        emergency_team: emergency_team.unwrap_or_else(|()| Some(Address::default())),
        business_support: business_support.unwrap_or_else(|()| Some(Address::default())),
        officers: raw.officers.unwrap_or_else(|| "rao".to_owned()),
        settle_minutes,
        store_max_age_hours,
        require_dmarc: raw.require_dmarc,
        observe_only: raw.observe_only,
    };
    let mailbox = server.zip(start_from).filter(|_| complete).map(|(server, start_from)| Mailbox {
        policy: policy.clone(),
        server,
        start_from,
        recent_days,
        poll_seconds,
        idle_seconds,
    });
    Some(Read { policy, mailbox })
}

/// A name that can stand in metrics and directories.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 40
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn start_from(field: &str, value: Option<Value>, notes: &mut Notes) -> Option<DateTime<Utc>> {
    let write = "when its mail begins to count, with a zone, as 2026-11-23T08:00:00Z";
    let text = bare(&notes.require(field, value, write)?);
    let at = DateTime::parse_from_rfc3339(&text).ok();
    if at.is_none() {
        notes.add(field, format!("`{text}` is no instant"), write);
    }
    at.map(|at| at.to_utc())
}
