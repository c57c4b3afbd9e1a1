//! Everything on record about one request, for `frontdoor why`.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::FromRow;

use crate::domain::{CaseNote, MailId, Reference, Request, Timer};

use super::audit::AuditRow;
use super::columns::At;
use super::commit::{SendClass, mail_scope};
use super::database::Store;
use super::error::StoreError;
use super::journal::EffectState;
use super::mails::MailRow;

/// Everything on record about one request, or about a mail that made none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    /// The request; `None` when it was purged or there is none.
    pub request: Option<Request>,
    /// Its mails.
    pub mails: Vec<MailRow>,
    /// Who did what and why.
    pub audit: Vec<AuditRow>,
    /// The case notes.
    pub notes: Vec<CaseNote>,
    /// What was decided and what came of it.
    pub journal: Vec<JournalLine>,
    /// What it will do by itself.
    pub timers: Vec<Timer>,
}

/// A row of the journal, for people to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JournalLine {
    /// The action's key.
    pub key: String,
    /// Where it stands.
    pub state: EffectState,
    /// The version of the configuration that it was decided under; `None` where that was not noted yet.
    pub policy_version: Option<String>,
    /// The mail that is filed; `None` for a message.
    pub mail: Option<MailId>,
    /// The folder it is filed in; `None` when it stays or this is a message.
    pub folder: Option<String>,
    /// The message's template.
    pub template: Option<String>,
    /// Who the message is for.
    pub class: Option<SendClass>,
    /// How often it was tried.
    pub attempts: u32,
    /// The reply code, or why it did not work.
    pub result: Option<String>,
    /// When it was decided.
    pub decided_at: DateTime<Utc>,
    /// Not before this time.
    pub not_before: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

const JOURNAL: &str = "SELECT id, key, state, policy_version, mail, filing, template, class, attempts, result, decided_at, not_before, \
    ended_at FROM journal WHERE scope = $1 ORDER BY id";

const MAILS: &str = "SELECT id FROM mails WHERE message_id = $1 ORDER BY id";

#[derive(FromRow)]
struct LineRow {
    id: i64,
    key: String,
    state: String,
    policy_version: Option<String>,
    mail: Option<i64>,
    filing: Option<String>,
    template: Option<String>,
    class: Option<String>,
    attempts: i64,
    result: Option<String>,
    decided_at: i64,
    not_before: i64,
    ended_at: Option<i64>,
}

impl Store {
    /// Everything on record about a request.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn why(&self, reference: &Reference) -> Result<Why, StoreError> {
        let request = self.requests().load(reference).await?;
        let timers = self.timers().of(reference).await?;
        self.why_scope(reference.as_str(), request, timers).await
    }

    /// Everything on record about a mail that made no request.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn why_mail(&self, mail: MailId) -> Result<Why, StoreError> {
        let mut why = self.why_scope(&mail_scope(mail), None, Vec::new()).await?;
        why.mails.extend(self.mails().load(mail).await?);
        Ok(why)
    }

    /// Everything on record about the requests and the mails with this Message-ID (without brackets): requests that such
    /// a mail, or a message of ours, belongs to, and mails that made none. An identifier that was used twice finds both.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn why_message_id(&self, message_id: &str) -> Result<Vec<Why>, StoreError> {
        let requests = self.requests().by_message_id(message_id).await?;
        let references: BTreeSet<Reference> = requests.into_iter().map(|found| found.reference).collect();
        let mut found = vec![];
        for reference in &references {
            found.push(self.why(reference).await?);
        }
        let mails: Vec<i64> = sqlx::query_scalar(MAILS)
            .bind(message_id)
            .fetch_all(self.reader())
            .await
            .map_err(StoreError::sql("looking for a Message-ID"))?;
        for mail in mails.into_iter().map(MailId) {
            let row = self.mails().load(mail).await?;
            if row.is_some_and(|row| row.request.is_none()) {
                found.push(self.why_mail(mail).await?);
            }
        }
        Ok(found)
    }

    async fn why_scope(&self, scope: &str, request: Option<Request>, timers: Vec<Timer>) -> Result<Why, StoreError> {
        let rows: Vec<LineRow> = sqlx::query_as(JOURNAL)
            .bind(scope)
            .fetch_all(self.reader())
            .await
            .map_err(StoreError::sql("reading the journal of a request"))?;
        Ok(Why {
            request,
            mails: self.mails().of_scope(scope).await?,
            audit: self.audit().of_scope(scope).await?,
            notes: self.notes().of_scope(scope).await?,
            journal: rows.into_iter().map(LineRow::read).collect::<Result<_, _>>()?,
            timers,
        })
    }
}

impl LineRow {
    fn read(self) -> Result<JournalLine, StoreError> {
        let at = At { table: "journal", row: &self.id };
        let filing: Option<crate::domain::Filing> = self.filing.map(|filing| at.json("filing", &filing)).transpose()?;
        Ok(JournalLine {
            state: at.word("state", &self.state)?,
            mail: self.mail.map(MailId),
            folder: filing.and_then(|f| f.folder).map(|f| f.0),
            class: self.class.map(|class| at.word("class", &class)).transpose()?,
            attempts: at.number("attempts", self.attempts)?,
            decided_at: at.time("decided_at", self.decided_at)?,
            not_before: at.time("not_before", self.not_before)?,
            ended_at: self.ended_at.map(|when| at.time("ended_at", when)).transpose()?,
            key: self.key,
            policy_version: self.policy_version,
            template: self.template,
            result: self.result,
        })
    }
}
