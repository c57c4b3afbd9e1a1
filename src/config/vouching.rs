//! Whose word is taken for a sender: with `require_dmarc` an answer counts only when our own server vouches for it, so
//! that a server's name which nobody filled in would have every answer refused.

use toml::Table;

use crate::pathway::policy::MailboxPolicy;

use super::problem::Notes;

/// What the shipped `reading.toml` names: a server that nobody has.
const SAMPLE: &str = "mail.trust.test";
const FIELD: &str = "authserv_id";
const WRITE: &str = "the name that your own mail server writes first into Authentication-Results";

/// A mailbox that would refuse every answer does not start.
pub(super) fn refuse<'a>(name: &str, mailboxes: impl Iterator<Item = &'a MailboxPolicy>, notes: &mut Notes) {
    for mailbox in mailboxes.filter(|mailbox| mailbox.require_dmarc) {
        if name.is_empty() {
            notes.add(FIELD, refused(mailbox, "is missing"), WRITE);
        } else if is_sample(name) && !mailbox.observe_only {
            notes.add(FIELD, refused(mailbox, "is still the sample's"), WRITE);
        }
    }
}

/// A mailbox that only observes asks nobody: the sample's name will do for now.
pub(super) fn warn<'a>(name: &str, mailboxes: impl Iterator<Item = &'a MailboxPolicy>, notes: &mut Notes) {
    for mailbox in mailboxes.filter(|mailbox| mailbox.require_dmarc && mailbox.observe_only) {
        if is_sample(name) {
            notes.add(FIELD, refused(mailbox, "is still the sample's"), WRITE);
        }
    }
}

/// The name that stands in the file, whatever else is wrong with it.
pub(super) fn name(reading: &Table) -> &str {
    reading.get(FIELD).and_then(toml::Value::as_str).unwrap_or_default().trim()
}

fn is_sample(name: &str) -> bool {
    name.eq_ignore_ascii_case(SAMPLE)
}

fn refused(mailbox: &MailboxPolicy, what: &str) -> String {
    format!("{what}, and mailbox.{} has require_dmarc: every answer would be refused", mailbox.name)
}
