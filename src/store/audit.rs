//! The audit: who did what, when, why, under which rule and version. One chain of hashes for each request, and from
//! time to time an anchor over the heads of all chains that grew. No personal data stands in it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use futures::TryStreamExt as _;
use serde::Serialize;
use sqlx::FromRow;

use crate::domain::{AuditEntry, Digest, Reference, RuleId};

use super::columns::{At, micros};
use super::commit::Commit;
use super::database::{Store, Writing, keep_prepared, list_sql, pieces, write_rows};
use super::error::StoreError;

/// The audit of a store.
#[derive(Debug, Clone, Copy)]
pub struct Audit<'s> {
    store: &'s Store,
}

/// An entry on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditRow {
    /// Counts from 1 in its chain.
    pub number: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who, what, why, by which rule.
    #[serde(flatten)]
    pub entry: AuditEntry,
    /// The version of the configuration that it was done under.
    pub policy_version: String,
}

/// A digest over the heads of all chains. Kept elsewhere too (a log), it shows that nothing before it was rewritten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Anchor {
    /// When.
    pub at: DateTime<Utc>,
    /// The last entry that it covers.
    pub up_to: i64,
    /// Over the anchor before it and the heads of the chains that grew since.
    pub digest: Digest,
}

/// What a check of the audit found.
#[derive(Debug, thiserror::Error)]
pub enum AuditFault {
    /// An entry is not what it was, or entries are missing.
    #[error("the audit of {reference} is broken at entry {row}: {what}")]
    Broken {
        /// The chain: a request's reference, or `mail 17`, or `mailbox NAME`; `anchors` for an anchor.
        reference: String,
        /// The entry's number in its chain, or the anchor's number.
        row: i64,
        /// What is wrong.
        what: &'static str,
    },
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The chain of what is about no mail: starts and ends, configuration, imports.
pub(super) const DAEMON: &str = "daemon";

const HEADS: (&str, &str) = ("SELECT scope, number, digest FROM audit_heads WHERE scope IN (", ")");
const ALL_HEADS: &str = "SELECT scope, number, digest FROM audit_heads";
const INSERT: (&str, &str) =
    ("INSERT INTO audit (scope, number, at, who, what, why, rule, policy_version, previous, digest) ", "");
const SET_HEADS: (&str, &str) = (
    "INSERT INTO audit_heads (scope, number, digest) ",
    " ON CONFLICT (scope) DO UPDATE SET number = excluded.number, digest = excluded.digest",
);
const ALL: &str = "SELECT id, scope, number, at, who, what, why, rule, policy_version, previous, digest FROM audit \
    ORDER BY id";
const OF: &str = "SELECT id, scope, number, at, who, what, why, rule, policy_version, previous, digest FROM audit \
    WHERE scope = $1 ORDER BY number";
const GREW: &str = "SELECT scope, number, digest FROM audit WHERE id > $1 AND id <= $2 ORDER BY id";
const LAST_ID: &str = "SELECT coalesce(max(id), 0) FROM audit";
const LAST_ANCHOR: &str = "SELECT id, up_to, digest FROM audit_anchors ORDER BY id DESC LIMIT 1";
const ANCHORS: &str = "SELECT id, up_to, digest FROM audit_anchors ORDER BY id";
const SET_ANCHOR: &str = "INSERT INTO audit_anchors (at, up_to, digest) VALUES ($1, $2, $3)";

#[derive(FromRow)]
struct Row {
    id: i64,
    scope: String,
    number: i64,
    at: i64,
    who: String,
    what: String,
    why: String,
    rule: String,
    policy_version: String,
    previous: String,
    digest: String,
}

#[derive(FromRow)]
struct AnchorRow {
    id: i64,
    up_to: i64,
    digest: String,
}

/// The end of each chain: its last number and digest.
type Heads = BTreeMap<String, (i64, String)>;

impl Store {
    /// The audit.
    #[must_use]
    pub fn audit(&self) -> Audit<'_> {
        Audit { store: self }
    }
}

impl Audit<'_> {
    /// The entries of a request, oldest first.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn of(&self, reference: &Reference) -> Result<Vec<AuditRow>, StoreError> {
        self.of_scope(reference.as_str()).await
    }

    pub(super) async fn of_scope(&self, scope: &str) -> Result<Vec<AuditRow>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(OF)
            .bind(scope)
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql("reading the audit of a request"))?;
        rows.into_iter().map(Row::read).collect()
    }

    /// Adds an entry about the daemon itself or what it works with, and not about a mail.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn note(&self, at: DateTime<Utc>, policy_version: &str, entry: &AuditEntry) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        append_one(&mut tx, DAEMON, at, policy_version, entry).await?;
        tx.commit().await.map_err(StoreError::sql("writing the audit"))
    }

    /// The entries about the daemon itself, oldest first.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn of_daemon(&self) -> Result<Vec<AuditRow>, StoreError> {
        self.of_scope(DAEMON).await
    }

    /// Writes an anchor over all that was added since the last one; `None` when nothing was.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn anchor(&self, at: DateTime<Utc>) -> Result<Option<Anchor>, StoreError> {
        let doing = "anchoring the audit";
        let mut tx = self.store.begin().await?;
        let last: Option<AnchorRow> =
            sqlx::query_as(LAST_ANCHOR).fetch_optional(&mut *tx).await.map_err(StoreError::sql(doing))?;
        let (from, before) = last.map_or((0, String::new()), |row| (row.up_to, row.digest));
        let up_to: i64 = sqlx::query_scalar(LAST_ID).fetch_one(&mut *tx).await.map_err(StoreError::sql(doing))?;
        if up_to <= from {
            return Ok(None);
        }
        let grew = sqlx::query_as(GREW).bind(from).bind(up_to);
        let grew: Vec<(String, i64, String)> = grew.fetch_all(&mut *tx).await.map_err(StoreError::sql(doing))?;
        let heads: Heads = grew.into_iter().map(|(scope, number, digest)| (scope, (number, digest))).collect();
        let digest = anchor_digest(&before, up_to, &heads);
        let set = sqlx::query(SET_ANCHOR).bind(micros(at)).bind(up_to).bind(&digest.0).execute(&mut *tx).await;
        set.map_err(StoreError::sql(doing))?;
        tx.commit().await.map_err(StoreError::sql(doing))?;
        Ok(Some(Anchor { at, up_to, digest }))
    }

    /// Reads the whole audit and checks every digest, every chain's end and every anchor; the answer is how many
    /// entries there are.
    ///
    /// # Errors
    /// [`AuditFault::Broken`] names the first entry that is not what it was.
    pub async fn verify(&self) -> Result<usize, AuditFault> {
        let doing = "verifying the audit";
        // One transaction, so that a commit meanwhile does not look like a fault.
        let mut tx = self.store.reader().begin().await.map_err(StoreError::sql(doing))?;
        let anchors: Vec<AnchorRow> =
            sqlx::query_as(ANCHORS).fetch_all(&mut *tx).await.map_err(StoreError::sql(doing))?;
        let mut anchors = AnchorCheck::new(anchors);
        let mut heads = Heads::new();
        let mut count = 0;
        let mut rows = sqlx::query_as::<_, Row>(ALL).fetch(&mut *tx);
        while let Some(row) = rows.try_next().await.map_err(StoreError::sql(doing))? {
            anchors.pass(row.id)?;
            let (number, previous) = heads.get(&row.scope).map_or((0, ""), |(number, digest)| (*number, digest));
            if row.number != number + 1 || row.previous != previous {
                return Err(row.fault("an entry before it is missing or was changed"));
            }
            if row.canonical_digest().0 != row.digest {
                return Err(row.fault("it is not what was written"));
            }
            anchors.grew(&row);
            heads.insert(row.scope, (row.number, row.digest));
            count += 1;
        }
        drop(rows);
        anchors.pass(i64::MAX)?;
        let ends: Vec<(String, i64, String)> =
            sqlx::query_as(ALL_HEADS).fetch_all(&mut *tx).await.map_err(StoreError::sql(doing))?;
        let ends: Heads = ends.into_iter().map(|(scope, number, digest)| (scope, (number, digest))).collect();
        let cut = ends.iter().find(|(scope, end)| heads.get(*scope) != Some(*end));
        if let Some((scope, (number, _))) = cut {
            return Err(AuditFault::Broken {
                reference: scope.clone(),
                row: *number,
                what: "its last entry is missing",
            });
        }
        let unknown = heads.iter().find(|(scope, _)| !ends.contains_key(*scope));
        if let Some((scope, (number, _))) = unknown {
            return Err(AuditFault::Broken {
                reference: scope.clone(),
                row: *number,
                what: "its end is not on record",
            });
        }
        Ok(count)
    }
}

/// Follows the anchors while the entries pass by.
struct AnchorCheck {
    anchors: std::iter::Peekable<std::vec::IntoIter<AnchorRow>>,
    before: String,
    grew: Heads,
}

impl AnchorCheck {
    fn new(anchors: Vec<AnchorRow>) -> Self {
        Self { anchors: anchors.into_iter().peekable(), before: String::new(), grew: Heads::new() }
    }

    /// The entry with this id comes next: anchors that end before it are checked.
    fn pass(&mut self, id: i64) -> Result<(), AuditFault> {
        while let Some(anchor) = self.anchors.next_if(|anchor| anchor.up_to < id) {
            if anchor_digest(&self.before, anchor.up_to, &self.grew).0 != anchor.digest {
                let what = "the chains are not what they were when it was written";
                return Err(AuditFault::Broken { reference: "anchors".to_owned(), row: anchor.id, what });
            }
            self.before = anchor.digest;
            self.grew.clear();
        }
        Ok(())
    }

    fn grew(&mut self, row: &Row) {
        if self.anchors.peek().is_some() {
            self.grew.insert(row.scope.clone(), (row.number, row.digest.clone()));
        }
    }
}

impl Row {
    fn read(self) -> Result<AuditRow, StoreError> {
        let at = At { table: "audit", row: &self.id }.time("at", self.at)?;
        let entry = AuditEntry { who: self.who, what: self.what, why: self.why, rule: RuleId(self.rule) };
        Ok(AuditRow { number: self.number, at, entry, policy_version: self.policy_version })
    }

    fn canonical_digest(&self) -> Digest {
        let number = self.number.to_string();
        let at = self.at.to_string();
        digest_of(&[
            &self.previous,
            &self.scope,
            &number,
            &at,
            &self.who,
            &self.what,
            &self.why,
            &self.rule,
            &self.policy_version,
        ])
    }

    fn fault(&self, what: &'static str) -> AuditFault {
        AuditFault::Broken { reference: self.scope.clone(), row: self.number, what }
    }
}

/// Fields with their lengths, so that no two lists of fields have the same bytes.
fn digest_of(fields: &[&str]) -> Digest {
    let mut bytes = Vec::with_capacity(256);
    for field in fields {
        bytes.extend_from_slice(field.len().to_string().as_bytes());
        bytes.push(b':');
        bytes.extend_from_slice(field.as_bytes());
    }
    Digest::of(&bytes)
}

fn anchor_digest(before: &str, up_to: i64, heads: &Heads) -> Digest {
    let up_to = up_to.to_string();
    let numbers: Vec<String> = heads.values().map(|(number, _)| number.to_string()).collect();
    let mut fields = vec![before, &up_to];
    for ((scope, (_, digest)), number) in heads.iter().zip(&numbers) {
        fields.extend([scope.as_str(), number.as_str(), digest.as_str()]);
    }
    digest_of(&fields)
}

/// Adds the entries of a batch to their chains.
pub(super) async fn append(tx: &mut Writing, commits: &[(&str, &Commit)]) -> Result<(), StoreError> {
    let entries: Vec<New<'_>> = commits
        .iter()
        .flat_map(|(scope, commit)| {
            let at = micros(commit.at);
            commit.audit.iter().map(move |entry| New { scope, at, policy_version: &commit.policy_version, entry })
        })
        .collect();
    append_all(tx, &entries).await
}

/// Adds one entry.
pub(super) async fn append_one(
    tx: &mut Writing,
    scope: &str,
    at: DateTime<Utc>,
    policy_version: &str,
    entry: &AuditEntry,
) -> Result<(), StoreError> {
    append_all(tx, &[New { scope, at: micros(at), policy_version, entry }]).await
}

/// An entry to be added to its chain.
pub(super) struct New<'c> {
    pub(super) scope: &'c str,
    pub(super) at: i64,
    pub(super) policy_version: &'c str,
    pub(super) entry: &'c AuditEntry,
}

/// Adds entries to their chains, in their order.
pub(super) async fn append_all(tx: &mut Writing, entries: &[New<'_>]) -> Result<(), StoreError> {
    let doing = "writing the audit";
    if entries.is_empty() {
        return Ok(());
    }
    let mut heads = heads_of(tx, entries).await?;
    let mut rows = Vec::with_capacity(entries.len());
    for new in entries {
        let (number, previous) = heads.get(new.scope).cloned().unwrap_or_default();
        let mut row = Row {
            id: 0,
            scope: new.scope.to_owned(),
            number: number + 1,
            at: new.at,
            who: new.entry.who.clone(),
            what: new.entry.what.clone(),
            why: new.entry.why.clone(),
            rule: new.entry.rule.0.clone(),
            policy_version: new.policy_version.to_owned(),
            previous,
            digest: String::new(),
        };
        row.digest = row.canonical_digest().0;
        heads.insert(row.scope.clone(), (row.number, row.digest.clone()));
        rows.push(row);
    }
    write_rows(tx, doing, INSERT, &rows, |mut values, row| {
        values
            .push_bind(row.scope.as_str())
            .push_bind(row.number)
            .push_bind(row.at)
            .push_bind(row.who.as_str())
            .push_bind(row.what.as_str())
            .push_bind(row.why.as_str())
            .push_bind(row.rule.as_str())
            .push_bind(row.policy_version.as_str())
            .push_bind(row.previous.as_str())
            .push_bind(row.digest.as_str());
    })
    .await?;
    let heads: Vec<_> = heads.into_iter().collect();
    write_rows(tx, doing, SET_HEADS, &heads, |mut values, (scope, (number, digest))| {
        values.push_bind(scope.as_str()).push_bind(*number).push_bind(digest.as_str());
    })
    .await?;
    Ok(())
}

async fn heads_of(tx: &mut Writing, entries: &[New<'_>]) -> Result<Heads, StoreError> {
    let mut scopes: Vec<&str> = entries.iter().map(|new| new.scope).collect();
    scopes.sort_unstable();
    scopes.dedup();
    let mut heads = Heads::new();
    for piece in pieces(&scopes) {
        let mut sql = list_sql(HEADS.0, HEADS.1, piece, |list, scope| {
            list.push_bind(*scope);
        });
        let rows = sql.build_query_as::<(String, i64, String)>().persistent(keep_prepared(piece.len()));
        let rows = rows.fetch_all(&mut **tx).await.map_err(StoreError::sql("reading the ends of the audit"))?;
        heads.extend(rows.into_iter().map(|(scope, number, digest)| (scope, (number, digest))));
    }
    Ok(heads)
}
