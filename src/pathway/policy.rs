//! All that the core may know of the configuration.

use std::collections::BTreeMap;

use crate::domain::{Address, FolderName, MailboxName};

use super::calendar::Calendar;
use super::people::People;
use super::procedure::Procedure;

/// The rules a council set, as one value that is handed to the core.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Working hours, bank holidays, time zone.
    pub calendar: Calendar,
    /// Staff with their working patterns, leave, cover and lists.
    pub people: People,
    /// The procedures by name.
    pub procedures: BTreeMap<String, Procedure>,
    /// The mailboxes by name.
    pub mailboxes: BTreeMap<MailboxName, MailboxPolicy>,
    /// What letters say of the service.
    pub service: ServiceFacts,
    /// The administrator's alarm address.
    pub alarm: Address,
}

/// What a mailbox's requests need to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxPolicy {
    /// Its name in the configuration.
    pub name: MailboxName,
    /// Its address: where answers lead.
    pub address: Address,
    /// Whether mail to `local+detail@` reaches it.
    pub plus_addressing: bool,
    /// The procedure's name.
    pub procedure: String,
    /// The folder where mail arrives.
    pub inbox: FolderName,
    /// The emergency duty team (I6), if there is one.
    pub emergency_team: Option<Address>,
    /// The mailbox's own business support, if there is one.
    pub business_support: Option<Address>,
    /// The role of those who hold requests (R3).
    pub officers: String,
    /// Minutes that what a person's move would send waits (R9).
    pub settle_minutes: u32,
    /// Hours after which the store's extract is not believed (C8).
    pub store_max_age_hours: u32,
    /// A decision needs `dmarc=pass` stated by our own server.
    pub require_dmarc: bool,
    /// Read, check and decide, but move and send nothing.
    pub observe_only: bool,
}

/// What letters say of the service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServiceFacts {
    /// Its name.
    pub name: String,
    /// Its telephone number.
    pub telephone: String,
    /// What to do in an emergency.
    pub emergency: String,
    /// How to challenge a decision.
    pub challenge: String,
}
