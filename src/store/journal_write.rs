//! Into the journal: what a commit decided, and what it drops.

use std::collections::BTreeMap;

use crate::domain::{Digest, Filing};

use super::columns::{At, micros, word};
use super::commit::{Commit, CommitError, FrozenSend};
use super::database::{Sql, Writing, keep_prepared, pieces, write_list, write_rows};
use super::error::StoreError;

const INSERT: (&str, &str) = (
    "INSERT INTO journal (scope, key, effect, state, mailbox, decided_at, not_before, attempts, unknowns, urgent, mail, \
     retitle, filing, template, class, sender, recipients, message_id, bytes) ",
    " ON CONFLICT (scope, key) DO NOTHING RETURNING id, scope, key",
);
const RECIPIENTS: (&str, &str) = ("INSERT INTO journal_recipients (recipient, journal) ", "");
const CANCEL: (&str, &str) = (
    "UPDATE journal SET state = 'cancelled', result = 'dropped before it was carried out' \
     WHERE state = 'pending' AND (scope, key) IN (VALUES ",
    ")",
);

/// A row of the journal, ready to be written.
pub(super) struct Effect<'c> {
    scope: &'c str,
    commit: &'c Commit,
    what: What<'c>,
}

enum What<'c> {
    File { filing: &'c Filing, urgent: bool, json: String },
    Send { send: &'c FrozenSend, recipients: String },
}

impl Effect<'_> {
    fn key(&self) -> &str {
        match &self.what {
            What::File { filing, .. } => &filing.key,
            What::Send { send, .. } => &send.key,
        }
    }

    fn state(&self) -> &'static str {
        if self.commit.observe_only { "observed" } else { "pending" }
    }
}

/// The rows of a batch, in the order in which they are to be carried out.
pub(super) fn prepare<'c>(commits: &[(&'c str, &'c Commit)]) -> Result<Vec<Effect<'c>>, StoreError> {
    let mut effects = Vec::new();
    for (scope, commit) in commits.iter().copied() {
        let at = At { table: "journal", row: &scope };
        let urgent = commit.request.as_ref().is_some_and(|r| r.urgent().is_some());
        for filing in &commit.files {
            let json = at.to_json("filing", filing)?;
            effects.push(Effect { scope, commit, what: What::File { filing, urgent, json } });
        }
        for send in &commit.sends {
            let recipients = at.to_json("recipients", &send.recipients)?;
            effects.push(Effect { scope, commit, what: What::Send { send, recipients } });
        }
    }
    Ok(effects)
}

/// Writes the rows of a batch, with who they go to.
///
/// # Errors
/// [`CommitError::KeyTaken`] when a key was used before in its request.
pub(super) async fn insert(tx: &mut Writing, effects: &[Effect<'_>]) -> Result<(), CommitError> {
    let doing = "writing the journal";
    let mut ids: BTreeMap<(String, String), i64> = BTreeMap::new();
    for chunk in pieces(effects) {
        let mut sql = Sql::new(INSERT.0);
        sql.push_values(chunk, bind);
        sql.push(INSERT.1);
        let rows = sql.build_query_as::<(i64, String, String)>().persistent(keep_prepared(chunk.len()));
        let rows = rows.fetch_all(&mut **tx).await.map_err(StoreError::sql(doing))?;
        ids.extend(rows.into_iter().map(|(id, scope, key)| ((scope, key), id)));
    }
    let mut recipients: Vec<(String, i64)> = Vec::new();
    for effect in effects {
        let key = (effect.scope.to_owned(), effect.key().to_owned());
        // `remove`: a key twice in one batch is taken the second time.
        let Some(id) = ids.remove(&key) else {
            return Err(CommitError::KeyTaken { scope: key.0, key: key.1 });
        };
        if let What::Send { send, .. } = &effect.what {
            recipients.extend(send.recipients.iter().map(|to| (recipient_digest(to).0, id)));
        }
    }
    recipients.sort();
    recipients.dedup();
    write_rows(tx, doing, RECIPIENTS, &recipients, |mut row, (recipient, id)| {
        row.push_bind(recipient.as_str()).push_bind(*id);
    })
    .await?;
    Ok(())
}

fn bind(mut row: super::database::Values<'_>, effect: &Effect<'_>) {
    let decided_at = micros(effect.commit.at);
    row.push_bind(effect.scope).push_bind(effect.key());
    match &effect.what {
        What::File { filing, urgent, json } => {
            row.push_bind("file")
                .push_bind(effect.state())
                .push_bind(effect.commit.mailbox.as_str())
                .push_bind(decided_at)
                .push_bind(decided_at)
                .push_bind(0_i64)
                .push_bind(0_i64)
                .push_bind(i64::from(*urgent))
                .push_bind(Some(filing.mail.0))
                .push_bind(i64::from(filing.subject_tag.is_some()))
                .push_bind(Some(json.as_str()));
            for _ in 0..5 {
                row.push_bind(None::<&str>);
            }
            row.push_bind(None::<&[u8]>);
        }
        What::Send { send, recipients } => {
            row.push_bind("send")
                .push_bind(effect.state())
                .push_bind(send.mailbox.as_str())
                .push_bind(decided_at)
                .push_bind(send.after.map_or(decided_at, micros))
                .push_bind(0_i64)
                .push_bind(0_i64)
                .push_bind(i64::from(send.urgent))
                .push_bind(None::<i64>)
                .push_bind(0_i64)
                .push_bind(None::<&str>)
                .push_bind(Some(send.template.as_str()))
                .push_bind(Some(word(&send.class)))
                .push_bind(Some(send.from.as_str()))
                .push_bind(Some(recipients.as_str()))
                .push_bind(Some(send.message_id.as_str()))
                .push_bind(Some(send.bytes.as_slice()));
        }
    }
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
