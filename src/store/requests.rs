//! Requests: the whole as JSON, and the columns they are looked for by.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sqlx::FromRow;

use crate::domain::{Ask, Band, Digest, MailId, MailboxName, Phase, Reference, Request, Waiting};

use super::columns::{At, micros};
use super::database::{Store, Writing, keep_prepared, list_sql, pieces, write_list, write_rows};
use super::error::StoreError;
use super::mails::reference_of;

/// The requests of a store.
#[derive(Debug, Clone, Copy)]
pub struct Requests<'s> {
    pub(super) store: &'s Store,
}

impl Store {
    /// The requests.
    #[must_use]
    pub fn requests(&self) -> Requests<'_> {
        Requests { store: self }
    }
}

/// A request found by a Message-ID.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FoundRequest {
    /// Which.
    pub reference: Reference,
    /// The key of our own message; `None` when it was the referrer's mail.
    pub key: Option<String>,
}

const LOAD: &str = "SELECT reference, version, body FROM requests WHERE reference = $1";
const LOAD_MANY: (&str, &str) = ("SELECT reference, version, body FROM requests WHERE reference IN (", ")");
const BY_MAIL: &str = "SELECT r.reference, r.version, r.body FROM requests r WHERE r.mail = $1 \
    ORDER BY r.observed, r.received_at, r.reference LIMIT 1";
const OPEN: &str = "SELECT reference, version, body FROM requests WHERE mailbox = $1 AND closed_at IS NULL \
    ORDER BY received_at, reference";
const WAITING_ON: &str =
    "SELECT reference, version, body FROM requests WHERE waits_on = $1 ORDER BY received_at, reference";
const BY_MESSAGE_ID: &str = "SELECT scope, key FROM journal WHERE message_id = $1 \
    UNION ALL SELECT scope, NULL FROM mails WHERE message_id = $1 AND scope IS NOT NULL";
const HOLD: &str = "UPDATE requests SET held = $1 WHERE reference = $2";
const VERSIONS: (&str, &str) = ("SELECT reference, version FROM requests WHERE reference IN (", ")");
const UPSERT: (&str, &str) = (
    "INSERT INTO requests (reference, mailbox, version, mail, content, sender, received_at, urgent, phase, deadline, \
     waits_on, outcome, decided_by, closed_at, held, observed, body) ",
    " ON CONFLICT (reference) DO UPDATE SET version = excluded.version, mail = excluded.mail, \
     content = excluded.content, sender = excluded.sender, urgent = excluded.urgent, phase = excluded.phase, \
     deadline = excluded.deadline, waits_on = excluded.waits_on, outcome = excluded.outcome, \
     decided_by = excluded.decided_by, closed_at = excluded.closed_at, body = excluded.body \
     WHERE requests.version < excluded.version",
);
const DELETE_PEOPLE: (&str, &str) = ("DELETE FROM request_people WHERE reference IN (", ")");
const INSERT_PEOPLE: (&str, &str) = ("INSERT INTO request_people (reference, person) ", "");

#[derive(FromRow)]
struct RequestRow {
    reference: String,
    version: i64,
    body: String,
}

impl RequestRow {
    /// The request, with the version that a commit must name.
    fn read(self) -> Result<Request, StoreError> {
        let mut request: Request = (At { table: "requests", row: &self.reference }).json("body", &self.body)?;
        request.version = self.version;
        Ok(request)
    }
}

impl Requests<'_> {
    /// A request; its `version` is the one that a commit must name.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn load(&self, reference: &Reference) -> Result<Option<Request>, StoreError> {
        Ok(self.rows(LOAD, reference.as_str()).await?.pop())
    }

    /// Many requests at once; those that are not there are not in the answer.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn load_many(&self, references: &[Reference]) -> Result<BTreeMap<Reference, Request>, StoreError> {
        let mut found = BTreeMap::new();
        for piece in pieces(references) {
            let mut sql = list_sql(LOAD_MANY.0, LOAD_MANY.1, piece, |list, reference| {
                list.push_bind(reference.as_str());
            });
            let rows = sql.build_query_as::<RequestRow>().persistent(keep_prepared(piece.len()));
            let rows = rows.fetch_all(self.store.reader()).await.map_err(StoreError::sql("reading requests"))?;
            for row in rows {
                let request = row.read()?;
                found.insert(request.reference.clone(), request);
            }
        }
        Ok(found)
    }

    /// The request that was made of a mail.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn by_mail(&self, mail: MailId) -> Result<Option<Request>, StoreError> {
        let row: Option<RequestRow> = sqlx::query_as(BY_MAIL)
            .bind(mail.0)
            .fetch_optional(self.store.reader())
            .await
            .map_err(StoreError::sql("reading the request of a mail"))?;
        row.map(RequestRow::read).transpose()
    }

    /// All requests of a mailbox that are not closed, oldest receipt first.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn open_requests(&self, mailbox: &MailboxName) -> Result<Vec<Request>, StoreError> {
        self.rows(OPEN, mailbox.as_str()).await
    }

    /// The requests that close with this one (C5).
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn waiting_on(&self, other: &Reference) -> Result<Vec<Request>, StoreError> {
        self.rows(WAITING_ON, other.as_str()).await
    }

    /// The requests that a Message-ID leads to: ours, or the referrer's. A referrer's may be shared by several
    /// requests, so a reader never takes one of several for certain.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn by_message_id(&self, message_id: &str) -> Result<Vec<FoundRequest>, StoreError> {
        let rows: Vec<(String, Option<String>)> = sqlx::query_as(BY_MESSAGE_ID)
            .bind(message_id)
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql("looking for a Message-ID"))?;
        let found: BTreeSet<FoundRequest> = rows
            .into_iter()
            .filter_map(|(scope, key)| Some(FoundRequest { reference: reference_of(&scope)?, key }))
            .collect();
        Ok(found.into_iter().collect())
    }

    /// Sets or lifts the legal hold; a request under hold is never purged.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn hold(&self, reference: &Reference, held: bool) -> Result<(), StoreError> {
        let done = sqlx::query(HOLD).bind(i64::from(held)).bind(reference.as_str()).execute(self.store.writer()).await;
        done.map(|_| ()).map_err(StoreError::sql("setting a legal hold"))
    }

    pub(super) async fn rows(&self, sql: &'static str, argument: &str) -> Result<Vec<Request>, StoreError> {
        let rows: Vec<RequestRow> = sqlx::query_as(sql)
            .bind(argument)
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql("reading requests"))?;
        rows.into_iter().map(RequestRow::read).collect()
    }
}

/// A request ready to be written.
pub(super) struct Prepared<'c> {
    pub(super) request: &'c Request,
    /// The version that it has when it is written.
    pub(super) version: i64,
    /// It is not on record yet.
    pub(super) fresh: bool,
    pub(super) body: String,
}

/// The JSON of a request, if it can be read again: JSON has no word for a weight that is no number.
pub(super) fn body_of(request: &Request) -> Result<String, StoreError> {
    let at = At { table: "requests", row: &request.reference };
    let mut bits = request.findings.children.iter().flat_map(|c| &c.found.candidates).map(|c| c.bits);
    if !bits.all(f64::is_finite) {
        return Err(at.not_storable("body"));
    }
    at.to_json("body", request)
}

/// The digest that an address is known by; empty for none.
pub(super) fn sender_digest(email: &str) -> String {
    if email.is_empty() { String::new() } else { Digest::of(email.to_lowercase().as_bytes()).0 }
}

/// The versions of those requests that are on record.
pub(super) async fn versions(tx: &mut Writing, references: &[&Reference]) -> Result<BTreeMap<String, i64>, StoreError> {
    let mut found = BTreeMap::new();
    for piece in pieces(references) {
        let mut sql = list_sql(VERSIONS.0, VERSIONS.1, piece, |list, reference| {
            list.push_bind(reference.as_str());
        });
        let rows = sql.build_query_as::<(String, i64)>().persistent(keep_prepared(piece.len()));
        found.extend(rows.fetch_all(&mut **tx).await.map_err(StoreError::sql("reading versions"))?);
    }
    Ok(found)
}

/// Writes requests whose versions were checked; the answer is how many were written.
pub(super) async fn write(tx: &mut Writing, requests: &[Prepared<'_>]) -> Result<u64, StoreError> {
    let written = write_rows(tx, "writing requests", UPSERT, requests, |mut row, prepared| {
        let request = prepared.request;
        let phase = PhaseColumns::of(&request.phase);
        row.push_bind(request.reference.as_str())
            .push_bind(request.mailbox.as_str())
            .push_bind(prepared.version)
            .push_bind(request.mail.0)
            .push_bind(&request.facts.content.0)
            .push_bind(sender_digest(&request.facts.referrer.email))
            .push_bind(micros(request.received_at))
            .push_bind(i64::from(request.urgent().is_some()))
            .push_bind(phase.word)
            .push_bind(phase.deadline)
            .push_bind(phase.waits_on)
            .push_bind(phase.outcome)
            .push_bind(request.decision.as_ref().and_then(|d| d.by.as_ref()).map(|by| by.0.as_str()))
            .push_bind(phase.closed_at)
            .push_bind(0_i64)
            .push_bind(i64::from(request.observed))
            .push_bind(prepared.body.as_str());
    })
    .await?;
    write_people(tx, requests).await?;
    Ok(written)
}

async fn write_people(tx: &mut Writing, requests: &[Prepared<'_>]) -> Result<(), StoreError> {
    let doing = "writing the people of requests";
    let known: Vec<&str> = requests.iter().filter(|p| !p.fresh).map(|p| p.request.reference.as_str()).collect();
    write_list(tx, doing, DELETE_PEOPLE, &known, |list, reference| {
        list.push_bind(*reference);
    })
    .await?;
    let people: Vec<(&str, &str)> = requests.iter().flat_map(|p| people_of(p.request)).collect();
    write_rows(tx, doing, INSERT_PEOPLE, &people, |mut row, (reference, person)| {
        row.push_bind(*reference).push_bind(*person);
    })
    .await?;
    Ok(())
}

/// The children a request is about, as far as they are known for certain or a person said so.
fn people_of(request: &Request) -> BTreeSet<(&str, &str)> {
    let matched = request.findings.children.iter().filter(|c| c.found.band == Band::Same);
    let matched = matched.filter_map(|c| c.found.person.as_ref());
    let said = request.said.iter().flatten();
    matched.chain(said).map(|person| (request.reference.as_str(), person.as_str())).collect()
}

struct PhaseColumns<'r> {
    word: &'static str,
    deadline: Option<i64>,
    waits_on: Option<&'r str>,
    outcome: Option<&'r str>,
    closed_at: Option<i64>,
}

impl<'r> PhaseColumns<'r> {
    fn of(phase: &'r Phase) -> Self {
        let open = Self { word: "person", deadline: None, waits_on: None, outcome: None, closed_at: None };
        match phase {
            Phase::Closed { outcome, at } => {
                Self { word: "closed", outcome: Some(outcome), closed_at: Some(micros(*at)), ..open }
            }
            Phase::Waiting { on, .. } => match on {
                Waiting::Answer(Ask { deadline, .. }) => {
                    Self { word: "answer", deadline: Some(micros(*deadline)), ..open }
                }
                Waiting::Person { .. } => open,
                Waiting::Sent { .. } => Self { word: "sent", ..open },
                Waiting::Other(reference) => Self { word: "other", waits_on: Some(reference.as_str()), ..open },
                Waiting::Pause { .. } => Self { word: "pause", ..open },
            },
        }
    }
}
