//! All that a configuration says, made ready: validated, compiled, with the case store's staff.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use secrecy::ExposeSecret as _;

use crate::config::{Config, Credentials, Draft, Unfit};
use crate::domain::{Address, MailboxName, Staff, StaffId, Team, in_full};
use crate::intake::Reader;
use crate::mailer::{Sender, TemplateProblem, Templates};
use crate::pathway::guard::Caps;
use crate::pathway::people::People;
use crate::pathway::policy::Policy;
use crate::pathway::trust::TokenKey;
use crate::store::cases::{CaseError, CaseStore};

use super::check::Checker;
use super::error::DaemonError;

/// What the daemon works by, until the next reload.
pub struct Settings {
    /// The configuration.
    pub config: Config,
    /// What the core may know of it.
    pub policy: Policy,
    /// Reads mails.
    pub reader: Arc<Reader>,
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
    /// What of the configuration does not fit the staff list and is left out.
    pub unfit: Unfit,
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

    /// Reads and validates everything, for a start: all problems at once. Those who have left the staff list since the
    /// people file was written do not keep it from starting: they are left out.
    ///
    /// # Errors
    /// With every problem of the configuration and of what it names.
    pub async fn load(path: &Path, now: DateTime<Utc>) -> Result<Self, DaemonError> {
        let settings = Self::of(Draft::read(path, &Credentials::OfSystemd), now).await?;
        settings.unfit.but_those_who_left()?;
        Ok(settings)
    }

    /// The same for a daemon that runs, when the staff list is what changed: whoever it does not have is left out, with
    /// all that names them.
    ///
    /// # Errors
    /// As [`Settings::load`], but for what does not fit the staff list.
    pub async fn load_that_serves(path: &Path, now: DateTime<Utc>) -> Result<Self, DaemonError> {
        Self::of(Draft::read(path, &Credentials::OfSystemd), now).await
    }

    /// The settings of what was read, whether it fits the staff list or not.
    ///
    /// # Errors
    /// With every problem of the configuration and of what it names, when there is one besides what does not fit the
    /// staff list.
    pub async fn of(mut draft: Draft, now: DateTime<Utc>) -> Result<Self, DaemonError> {
        let templates = templates(&mut draft);
        draft.check_calendar(now);
        let cases = cases(&mut draft).await;
        let (store, people, unfit) = match cases {
            Some((store, listed)) => {
                let (people, unfit) = draft.people(listed);
                (Some(store), people, Some(unfit))
            }
            None => (None, People::default(), None),
        };
        let ready = templates.zip(store).zip(unfit.clone());
        let (config, ((templates, store), unfit)) = draft.finish_with(ready, unfit.as_ref())?;
        let token_key = TokenKey::new(config.token_key.expose_secret().to_vec())?;
        let policy = config.policy(people);
        let versions: Vec<String> = policy.procedures.values().map(|p| format!("{}@{}", p.name, p.version)).collect();
        let checker = Checker::new(store, config.matching, config.findings.clone(), config.calendar.zone());
        let settings = Self {
            checker: checker.with_look_backs(look_backs(&config)),
            caps: config.limits.caps.clone(),
            senders: senders(&config),
            version: versions.join(", "),
            reader: Arc::clone(&config.reader),
            templates,
            token_key,
            policy,
            config,
            unfit,
        };
        Ok(settings)
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

/// The templates that a configuration names, each tried out; what is wrong with them is added to its mistakes.
pub fn templates(draft: &mut Draft) -> Option<Templates> {
    let directory = draft.templates()?.to_owned();
    match Templates::load(&directory) {
        Ok(templates) => Some(templates),
        Err(wrong) => {
            for TemplateProblem { file, field, why, write } in wrong {
                draft.add(&file, &field, &why, write);
            }
            None
        }
    }
}

/// The case store, and its staff and teams; none while nothing was imported.
async fn cases(draft: &mut Draft) -> Option<(CaseStore, Option<(Vec<Staff>, Vec<Team>)>)> {
    let directory = draft.case_store()?.to_owned();
    match staff_of(&directory).await {
        Ok(found) => Some(found),
        Err(error) => {
            let problem = format!("{}: {}", directory.display(), in_full(&error));
            draft.add_of_main("case_store.directory", &problem, error.remedy());
            None
        }
    }
}

async fn staff_of(directory: &Path) -> Result<(CaseStore, Option<(Vec<Staff>, Vec<Team>)>), CaseError> {
    let store = CaseStore::open(directory).await?;
    let listed = match store.held() {
        Some(generation) => Some((generation.staff().await?, generation.teams().await?)),
        None => None,
    };
    Ok((store, listed))
}

#[cfg(test)]
pub(crate) mod site;
#[cfg(test)]
mod tests;
