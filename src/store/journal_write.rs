//! Into the journal: what a commit decided, and what it drops.

use std::collections::BTreeMap;

use crate::domain::{Digest, Filing};

use super::columns::{At, micros, word};
use super::commit::{Commit, CommitError, FrozenSend};
use super::database::{Values, Writing, write_list, write_rows, write_rows_returning};
use super::error::StoreError;

const INSERT_FILINGS: (&str, &str) = (
    "INSERT INTO journal (scope, key, effect, state, mailbox, policy_version, decided_at, not_before, attempts, \
     unknowns, urgent, mail, retitle, filing) ",
    NEW_ROWS,
);
const INSERT_SENDS: (&str, &str) = (
    "INSERT INTO journal (scope, key, effect, state, mailbox, policy_version, decided_at, not_before, attempts, \
     unknowns, urgent, retitle, template, class, sender, recipients, message_id, bytes) ",
    NEW_ROWS,
);
const NEW_ROWS: &str = " ON CONFLICT (scope, key) DO NOTHING RETURNING id, scope, key";
const RECIPIENTS: (&str, &str) = ("INSERT INTO journal_recipients (recipient, journal) ", "");
const CANCEL: (&str, &str) = (
    "UPDATE journal SET state = 'cancelled', result = 'dropped before it was carried out' \
     WHERE state = 'pending' AND (scope, key) IN (VALUES ",
    ")",
);

/// The rows of a batch, ready to be written, in the order in which they are to be carried out.
pub(super) struct Effects<'c> {
    filings: Vec<FilingRow<'c>>,
    sends: Vec<SendRow<'c>>,
}

struct FilingRow<'c> {
    scope: &'c str,
    commit: &'c Commit,
    filing: &'c Filing,
    urgent: bool,
    json: String,
}

struct SendRow<'c> {
    scope: &'c str,
    commit: &'c Commit,
    send: &'c FrozenSend,
    recipients: String,
}

/// The ids of rows that were written, by scope and key.
type Ids = BTreeMap<(String, String), i64>;

/// The rows of a batch.
pub(super) fn prepare<'c>(commits: &[(&'c str, &'c Commit)]) -> Result<Effects<'c>, StoreError> {
    let mut effects = Effects { filings: Vec::new(), sends: Vec::new() };
    for (scope, commit) in commits.iter().copied() {
        let at = At { table: "journal", row: &scope };
        let urgent = commit.request.as_ref().is_some_and(|r| r.urgent().is_some());
        for filing in &commit.files {
            let json = at.to_json("filing", filing)?;
            effects.filings.push(FilingRow { scope, commit, filing, urgent, json });
        }
        for send in &commit.sends {
            let recipients = at.to_json("recipients", &send.recipients)?;
            effects.sends.push(SendRow { scope, commit, send, recipients });
        }
    }
    Ok(effects)
}

/// Writes the rows of a batch, with who they go to.
///
/// # Errors
/// [`CommitError::KeyTaken`] when a key was used before in its request.
pub(super) async fn insert(tx: &mut Writing, effects: &Effects<'_>) -> Result<(), CommitError> {
    let mut ids = Ids::new();
    insert_rows(tx, INSERT_FILINGS, &effects.filings, bind_filing, &mut ids).await?;
    insert_rows(tx, INSERT_SENDS, &effects.sends, bind_send, &mut ids).await?;
    for row in &effects.filings {
        take(&mut ids, row.scope, &row.filing.key)?;
    }
    let mut recipients: Vec<(String, i64)> = Vec::new();
    for row in &effects.sends {
        let id = take(&mut ids, row.scope, &row.send.key)?;
        recipients.extend(row.send.recipients.iter().map(|to| (recipient_digest(to).0, id)));
    }
    recipients.sort();
    recipients.dedup();
    write_rows(tx, "writing whom messages go to", RECIPIENTS, &recipients, |mut row, (recipient, id)| {
        row.push_bind(recipient.as_str()).push_bind(*id);
    })
    .await?;
    Ok(())
}

async fn insert_rows<T>(
    tx: &mut Writing,
    statement: (&'static str, &'static str),
    rows: &[T],
    bind: fn(Values<'_>, &T),
    ids: &mut Ids,
) -> Result<(), StoreError> {
    let new: Vec<(i64, String, String)> =
        write_rows_returning(tx, "writing the journal", statement, rows, bind).await?;
    ids.extend(new.into_iter().map(|(id, scope, key)| ((scope, key), id)));
    Ok(())
}

/// The id of a row; a key that comes twice in one batch is taken the second time.
fn take(ids: &mut Ids, scope: &str, key: &str) -> Result<i64, CommitError> {
    let name = (scope.to_owned(), key.to_owned());
    ids.remove(&name).ok_or(CommitError::KeyTaken { scope: name.0, key: name.1 })
}

fn state(commit: &Commit) -> &'static str {
    if commit.observe_only { "observed" } else { "pending" }
}

fn bind_filing(mut values: Values<'_>, row: &FilingRow<'_>) {
    let decided_at = micros(row.commit.at);
    values
        .push_bind(row.scope)
        .push_bind(row.filing.key.as_str())
        .push("'file'")
        .push_bind(state(row.commit))
        .push_bind(row.commit.mailbox.as_str())
        .push_bind(row.commit.policy_version.as_str())
        .push_bind(decided_at)
        .push_bind(decided_at)
        .push("0, 0")
        .push_bind(i64::from(row.urgent))
        .push_bind(row.filing.mail.0)
        .push_bind(i64::from(row.filing.subject_tag.is_some()))
        .push_bind(row.json.as_str());
}

fn bind_send(mut values: Values<'_>, row: &SendRow<'_>) {
    let decided_at = micros(row.commit.at);
    values
        .push_bind(row.scope)
        .push_bind(row.send.key.as_str())
        .push("'send'")
        .push_bind(state(row.commit))
        .push_bind(row.send.mailbox.as_str())
        .push_bind(row.commit.policy_version.as_str())
        .push_bind(decided_at)
        .push_bind(row.send.after.map_or(decided_at, micros))
        .push("0, 0")
        .push_bind(i64::from(row.send.urgent))
        .push("0")
        .push_bind(row.send.template.as_str())
        .push_bind(word(&row.send.class))
        .push_bind(row.send.from.as_str())
        .push_bind(row.recipients.as_str())
        .push_bind(row.send.message_id.as_str())
        .push_bind(row.send.bytes.as_slice());
}

/// Drops earlier effects that are not begun yet; what is begun or done stays as it is.
pub(super) async fn cancel(tx: &mut Writing, commits: &[(&str, &Commit)]) -> Result<(), StoreError> {
    let keys = commits.iter().flat_map(|(scope, commit)| commit.cancels.iter().map(move |key| (*scope, key.as_str())));
    let keys: Vec<(&str, &str)> = keys.collect();
    write_list(tx, "dropping effects", CANCEL, &keys, |list, (scope, key)| {
        list.push("(").push_bind_unseparated(*scope).push_unseparated(", ");
        list.push_bind_unseparated(*key).push_unseparated(")");
    })
    .await?;
    Ok(())
}

/// The digest that the caps know a recipient by.
pub(super) fn recipient_digest(address: &str) -> Digest {
    Digest::of(address.to_lowercase().as_bytes())
}
