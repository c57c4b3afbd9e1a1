//! The tables of `frontdoor.toml`.

use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use secrecy::{SecretSlice, SecretString};
use serde::Deserialize;
use toml::Table;

use crate::domain::Address;
use crate::matching::FindingRules;
use crate::pathway::guard::Caps;
use crate::pathway::policy::ServiceFacts;

use super::problem::Notes;
use super::reading::typed;
use super::secret::{Named, Secrets};

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS by STARTTLS, compulsory.
    Starttls,
    /// None; only to this machine itself.
    Plain,
}

/// User and password.
#[derive(Debug, Clone)]
pub struct Login {
    /// User.
    pub user: String,
    /// Password; never printed.
    pub password: SecretString,
}

/// A mail server.
#[derive(Debug, Clone)]
pub struct Server {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// User and password; a submission server may want none.
    pub login: Option<Login>,
    /// A PEM file with an authority to trust besides the system's.
    pub extra_ca: Option<PathBuf>,
}

/// Where mail goes out.
#[derive(Debug, Clone)]
pub struct Smtp {
    /// The server.
    pub server: Server,
    /// The name in From; else each mailbox's display name.
    pub from_name: Option<String>,
    /// Messages a minute at the most.
    pub per_minute: u32,
    /// Bytes of the largest message that the server takes; a larger one goes without the original, and says where that
    /// lies.
    pub max_message_bytes: u64,
}

/// The case store's extract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseStore {
    /// Its directory.
    pub directory: PathBuf,
    /// Per cent of people or open involvements that an extract may remove before it is refused.
    pub max_shrink_percent: u32,
}

/// What may be used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// A larger mail goes to a person unread, in bytes.
    pub max_message_bytes: u64,
    /// Below so many free bytes intake stops.
    pub disk_free_bytes: u64,
    /// How much may go out.
    pub caps: Caps,
}

/// The fields of a server, as written in `[smtp]` and `[[mailbox]]`.
#[derive(Debug, Default)]
pub(super) struct RawServer {
    pub(super) host: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) security: Option<Security>,
    pub(super) user: Option<String>,
    pub(super) password_file: Option<PathBuf>,
    pub(super) credential: Option<String>,
    pub(super) extra_ca: Option<PathBuf>,
}

impl RawServer {
    /// The server. Where a login is compulsory, an anonymous one is a mistake.
    pub(super) fn read(self, table: &str, login: Need, secrets: Secrets<'_>, notes: &mut Notes) -> Option<Server> {
        let at = |field: &str| format!("{table}.{field}");
        let host = notes.require_text(&at("host"), self.host, "the server's name, as \"mail.example.org\"");
        let port = notes.require(&at("port"), self.port.filter(|p| *p > 0), "the server's port, a number");
        let security = notes.require(&at("security"), self.security, "\"tls\" or \"starttls\"");
        if let (Some(host), Some(Security::Plain)) = (&host, security)
            && !is_loopback(host)
        {
            notes.add(at("security"), format!("is plain, and {host} is not this machine"), "\"tls\" or \"starttls\"");
        }
        let extra_ca = self.extra_ca.map(|path| secrets.base.join(path));
        if let Some(path) = &extra_ca {
            check_pem(path, &at("extra_ca"), notes);
        }
        let named = self.password_file.is_some() || self.credential.is_some();
        let wanted = named || self.user.is_some() || login == Need::Compulsory;
        let login = if wanted {
            let user = notes.require_text(&at("user"), self.user, "the name to log in with");
            let named =
                Named { table, file_field: "password_file", file: self.password_file, credential: self.credential };
            let password = secrets.password(&named, notes);
            Some(Login { user: user?, password: password? })
        } else {
            None
        };
        Some(Server { host: host?, port: port?, security: security?, login, extra_ca })
    }
}

/// Whether something must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Compulsory,
    Optional,
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn check_pem(path: &Path, field: &str, notes: &mut Notes) {
    let write = "the path of a PEM file with the authority's certificate";
    match fs::read_to_string(path) {
        Ok(text) if text.contains("-----BEGIN CERTIFICATE-----") => {}
        Ok(_) => notes.add(field, "holds no certificate", write),
        Err(error) => notes.add(field, format!("cannot be read ({})", error.kind()), write),
    }
}

/// An address, lower-case, if it is one.
pub(super) fn address(field: &str, name: Option<String>, email: Option<String>, notes: &mut Notes) -> Option<Address> {
    let write = "an address, as \"cass@example.org\"";
    let email = notes.require_text(field, email, write)?.to_lowercase();
    if lettre::Address::from_str(&email).is_err() {
        notes.add(field, format!("`{email}` is no address"), write);
        return None;
    }
    let name = name.unwrap_or_default();
    if name.chars().any(char::is_control) {
        notes.add(field, "has a name with control characters", "the name on one line");
        return None;
    }
    Some(Address { name, email })
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawStore {
    directory: Option<PathBuf>,
    max_shrink_percent: Option<u32>,
}

/// `[store]`: the directory of the journal.
pub(super) fn store(base: &Path, table: Table, notes: &mut Notes) -> Option<PathBuf> {
    let raw = typed::<RawStore>("store", table, notes)?;
    if raw.max_shrink_percent.is_some() {
        notes.add("store.max_shrink_percent", "does not belong here", "it below [case_store]");
    }
    directory("store", raw.directory, base, notes)
}

/// `[case_store]`.
pub(super) fn case_store(base: &Path, table: Table, notes: &mut Notes) -> Option<CaseStore> {
    let raw = typed::<RawStore>("case_store", table, notes)?;
    let max_shrink_percent = notes.number("case_store.max_shrink_percent", raw.max_shrink_percent, 5, (0, 100));
    Some(CaseStore { directory: directory("case_store", raw.directory, base, notes)?, max_shrink_percent })
}

fn directory(table: &str, path: Option<PathBuf>, base: &Path, notes: &mut Notes) -> Option<PathBuf> {
    let path = path.filter(|p| !p.as_os_str().is_empty());
    let path = notes.require(&format!("{table}.directory"), path, "a directory, as \"/var/lib/frontdoor\"")?;
    Some(base.join(path))
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawService {
    name: Option<String>,
    telephone: Option<String>,
    emergency: Option<String>,
    challenge: Option<String>,
}

/// `[service]`: what letters say of the service (L1).
pub(super) fn service(table: Table, notes: &mut Notes) -> Option<ServiceFacts> {
    let raw = typed::<RawService>("service", table, notes)?;
    let name = notes.require_text("service.name", raw.name, "the service's name, for letters");
    let telephone = notes.require_text("service.telephone", raw.telephone, "the number people can call");
    let emergency = notes.require_text("service.emergency", raw.emergency, "what to do in an emergency, a sentence");
    let challenge = notes.require_text("service.challenge", raw.challenge, "how to challenge a decision, a sentence");
    Some(ServiceFacts { name: name?, telephone: telephone?, emergency: emergency?, challenge: challenge? })
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawAlarm {
    address: Option<String>,
    name: Option<String>,
}

/// `[alarm]`: who hears when nobody else does.
pub(super) fn alarm(table: Table, notes: &mut Notes) -> Option<Address> {
    let raw = typed::<RawAlarm>("alarm", table, notes)?;
    address("alarm.address", raw.name, raw.address, notes)
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawTokens {
    key_file: Option<PathBuf>,
    credential: Option<String>,
}

/// `[tokens]`: the key that answers are believed by.
pub(super) fn token_key(table: Table, secrets: Secrets<'_>, notes: &mut Notes) -> Option<SecretSlice<u8>> {
    let raw = typed::<RawTokens>("tokens", table, notes)?;
    let named = Named { table: "tokens", file_field: "key_file", file: raw.key_file, credential: raw.credential };
    secrets.key(&named, notes)
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawSmtp {
    host: Option<String>,
    port: Option<u16>,
    security: Option<Security>,
    user: Option<String>,
    password_file: Option<PathBuf>,
    credential: Option<String>,
    extra_ca: Option<PathBuf>,
    from_name: Option<String>,
    per_minute: Option<u32>,
    max_message_mb: Option<u32>,
}

/// `[smtp]`.
pub(super) fn smtp(table: Table, secrets: Secrets<'_>, notes: &mut Notes) -> Option<Smtp> {
    let raw = typed::<RawSmtp>("smtp", table, notes)?;
    let server = RawServer {
        host: raw.host,
        port: raw.port,
        security: raw.security,
        user: raw.user,
        password_file: raw.password_file,
        credential: raw.credential,
        extra_ca: raw.extra_ca,
    };
    let per_minute = notes.number("smtp.per_minute", raw.per_minute, 25, (1, 6_000));
    let server = server.read("smtp", Need::Optional, secrets, notes)?;
    // What Postfix takes unless told otherwise.
    let max_message_mb = notes.number("smtp.max_message_mb", raw.max_message_mb, 10, (1, 150));
    let max_message_bytes = u64::from(max_message_mb) * 1_000_000;
    Some(Smtp { server, from_name: raw.from_name, per_minute, max_message_bytes })
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawLimits {
    max_message_mb: Option<u32>,
    disk_free_mb: Option<u32>,
    per_recipient_hour: Option<u32>,
    urgent_per_recipient_hour: Option<u32>,
    per_outsider_day: Option<u32>,
    per_thread: Option<u32>,
    per_hour: Option<u32>,
}

/// `[limits]`; all have defaults.
pub(super) fn limits(table: Table, notes: &mut Notes) -> Option<Limits> {
    let raw = typed::<RawLimits>("limits", table, notes)?;
    let bytes = |megabytes: u32| u64::from(megabytes) * 1024 * 1024;
    let caps = Caps::default();
    let mut number =
        |name: &str, value, default, most| notes.number(&format!("limits.{name}"), value, default, (1, most));
    let limits = Limits {
        max_message_bytes: bytes(number("max_message_mb", raw.max_message_mb, 50, 500)),
        disk_free_bytes: bytes(number("disk_free_mb", raw.disk_free_mb, 1_000, 1_000_000)),
        caps: Caps {
            per_recipient_hour: number("per_recipient_hour", raw.per_recipient_hour, caps.per_recipient_hour, 10_000),
            urgent_per_recipient_hour: number(
                "urgent_per_recipient_hour",
                raw.urgent_per_recipient_hour,
                caps.urgent_per_recipient_hour,
                10_000,
            ),
            per_outsider_day: number("per_outsider_day", raw.per_outsider_day, caps.per_outsider_day, 1_000),
            per_thread: number("per_thread", raw.per_thread, caps.per_thread, 100),
            per_hour: number("per_hour", raw.per_hour, caps.per_hour, 1_000_000),
        },
    };
    Some(limits)
}

/// The look-back, in days (C3): a year is far more than any procedure asks, and 2800 is a slip for 28.
pub(super) const LOOK_BACK_DAYS: (u32, u32) = (1, 366);

/// `[findings]`; all have defaults.
pub(super) fn findings(table: Table, notes: &mut Notes) -> Option<FindingRules> {
    let rules = typed::<FindingRules>("findings", table, notes)?;
    notes.number("findings.recent_days", Some(rules.recent_days), 0, LOOK_BACK_DAYS);
    Some(rules)
}
