//! All that a configuration says, made ready: validated, compiled, with the case store's staff.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use secrecy::ExposeSecret as _;

use crate::config::{Config, ConfigProblems, Problem};
use crate::domain::{Address, MailboxName, StaffId};
use crate::intake::{Reader, Rules};
use crate::mailer::{Sender, Templates};
use crate::matching::{FindingRules, Model};
use crate::pathway::calendar::Gravity;
use crate::pathway::guard::Caps;
use crate::pathway::policy::Policy;
use crate::pathway::trust::TokenKey;
use crate::store::cases::CaseStore;

use super::check::Checker;
use super::error::DaemonError;

/// What the daemon works by, until the next reload.
pub struct Settings {
    /// The configuration.
    pub config: Config,
    /// What the core may know of it.
    pub policy: Policy,
    /// Reads mails.
    pub reader: Reader,
    /// Renders messages.
    pub templates: Templates,
    /// Makes and checks tokens.
    pub token_key: TokenKey,
    /// Checks children against the case store.
    pub checker: Checker,
    /// How much may go out.
    pub caps: Caps,
    /// Names the procedures' versions, for the audit.
    pub version: String,
    /// Where messages of each mailbox come from.
    pub senders: BTreeMap<MailboxName, Sender>,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").field("version", &self.version).finish_non_exhaustive()
    }
}

impl Settings {
    /// The staff at these addresses.
    #[must_use]
    pub fn staff_at<'a>(&self, addresses: impl IntoIterator<Item = &'a String>) -> Vec<StaffId> {
        let staff = addresses.into_iter().filter_map(|address| self.policy.people.by_email(address));
        staff.map(|staff| staff.id.clone()).collect()
    }

    /// Reads and validates everything, for a start: all problems at once.
    ///
    /// # Errors
    /// The problems of the configuration, or a case store that cannot be read.
    pub async fn load(path: &Path, now: DateTime<Utc>) -> Result<Self, DaemonError> {
        let (settings, unfit) = Self::load_that_serves(path, now).await?;
        if unfit.is_empty() { Ok(settings) } else { Err(ConfigProblems { problems: unfit }.into()) }
    }

    /// The same for a daemon that runs: somebody who has left the staff list since the people file was written
    /// does not stop it. They are left out, and named beside the settings.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub async fn load_that_serves(path: &Path, now: DateTime<Utc>) -> Result<(Self, Vec<Problem>), DaemonError> {
        Self::of(Config::load(path)?, now).await
    }

    /// The settings of a configuration that was read, and what does not fit the staff list.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub async fn of(config: Config, now: DateTime<Utc>) -> Result<(Self, Vec<Problem>), DaemonError> {
        let cases = CaseStore::open(&config.case_store.directory).await?;
        let (policy, unfit) = config.policy_that_serves(cases.staff().await?, cases.teams().await?);
        let mut problems = vec![];
        let rules: Option<Rules> = typed(&config.reading, "reading", &mut problems);
        let model: Option<Model> = typed(&config.matching, "[matching]", &mut problems);
        let findings: Option<FindingRules> = typed(&config.findings, "[findings]", &mut problems);
        let reader = rules.and_then(|rules| match Reader::new(rules) {
            Ok(reader) => Some(reader),
            Err(wrong) => {
                problems.extend(wrong.into_iter().map(|p| problem("reading", "", &p)));
                None
            }
        });
        let templates = match Templates::load(&config.templates) {
            Ok(templates) => Some(templates),
            Err(wrong) => {
                problems.extend(wrong.into_iter().map(|p| problem("templates", "", &p.to_string())));
                None
            }
        };
        for warning in config.check_calendar(now) {
            if warning.gravity == Gravity::Error {
                problems.push(problem("calendar", "bank_holidays", &warning.to_string()));
            }
        }
        let token_key = match TokenKey::new(config.token_key.expose_secret().to_vec()) {
            Ok(key) => Some(key),
            Err(short) => {
                problems.push(problem("frontdoor.toml", "tokens.key_file", &short.to_string()));
                None
            }
        };
        let (Some(reader), Some(model), Some(findings), Some(templates), Some(token_key)) =
            (reader, model, findings, templates, token_key)
        else {
            return Err(ConfigProblems { problems }.into());
        };
        if !problems.is_empty() {
            return Err(ConfigProblems { problems }.into());
        }
        let versions: Vec<String> = policy.procedures.values().map(|p| format!("{}@{}", p.name, p.version)).collect();
        let settings = Self {
            checker: Checker::new(cases, model, findings, config.calendar.zone()).with_look_backs(look_backs(&config)),
            caps: config.limits.caps.clone(),
            senders: senders(&config),
            version: versions.join(", "),
            reader,
            templates,
            token_key,
            policy,
            config,
        };
        Ok((settings, unfit))
    }

    /// The files and directories whose change a reload would see, for messages.
    #[must_use]
    pub fn path(&self) -> &PathBuf {
        &self.config.path
    }

    /// Warnings that do not stop the daemon: bank holidays that run out.
    #[must_use]
    pub fn warnings(&self, now: DateTime<Utc>) -> Vec<String> {
        let calendar = self.config.check_calendar(now).into_iter().map(|w| w.to_string());
        calendar.chain(self.config.warnings(&self.policy).iter().map(ToString::to_string)).collect()
    }
}

/// The mailboxes that have a look-back of their own (C3).
fn look_backs(config: &Config) -> impl Iterator<Item = (MailboxName, u32)> {
    config.mailboxes.iter().filter_map(|(name, mailbox)| Some((name.clone(), mailbox.recent_days?)))
}

fn senders(config: &Config) -> BTreeMap<MailboxName, Sender> {
    config
        .mailboxes
        .iter()
        .map(|(name, mailbox)| {
            let own = &mailbox.policy.address;
            let shown = config.smtp.from_name.clone().unwrap_or_else(|| own.name.clone());
            let sender = Sender {
                address: Address { name: shown, email: own.email.clone() },
                plus_addressing: mailbox.policy.plus_addressing,
                domain: own.domain().to_owned(),
                instance: format!("frontdoor-{name}"),
                extra_headers: vec![],
                max_bytes: usize::try_from(config.smtp.max_message_bytes).unwrap_or(usize::MAX),
            };
            (name.clone(), sender)
        })
        .collect()
}

fn typed<T: serde::de::DeserializeOwned>(table: &toml::Table, file: &str, problems: &mut Vec<Problem>) -> Option<T> {
    match table.clone().try_into() {
        Ok(value) => Some(value),
        Err(error) => {
            problems.push(problem(file, "", &error.to_string()));
            None
        }
    }
}

fn problem(file: &str, field: &str, what: &str) -> Problem {
    Problem { file: file.to_owned(), field: field.to_owned(), problem: what.trim().to_owned(), write: String::new() }
}
