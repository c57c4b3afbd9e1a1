//! Which requests on record matter to a new one (C5, R3, R10).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use sqlx::FromRow;

use crate::domain::{Account, Digest, MailId, MailboxName, PersonId, Reference, Related};

use super::columns::At;
use super::database::{Sql, keep_prepared, pieces};
use super::error::{StoreError, Unreadable};
use super::requests::{Requests, sender_digest};

/// What a mail is looked up by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// The mail; the answer is given by it. A request made of this mail is not related to it.
    pub mail: MailId,
    /// The digest of what it says.
    pub content: Digest,
    /// The address that wrote, lower-case; empty for none.
    pub sender: String,
    /// The people it is about.
    pub people: Vec<PersonId>,
}

const OF_MAILBOX: &str = "SELECT reference, mail, content, sender, received_at, outcome, decided_by, closed_at, body \
    FROM requests WHERE observed <= ";
const BY_PERSON: &str = "SELECT reference, person FROM request_people WHERE person IN (";

#[derive(FromRow)]
struct RelatedRow {
    reference: String,
    mail: i64,
    content: String,
    sender: String,
    received_at: i64,
    outcome: Option<String>,
    decided_by: Option<String>,
    closed_at: Option<i64>,
    body: String,
}

/// What is needed here of the body; the rest is passed over without being read.
#[derive(Deserialize)]
struct Body {
    facts: Account,
    letter_accepted: bool,
    same_as: Option<Reference>,
}

impl Requests<'_> {
    /// For each mail the requests of the mailbox that say absolutely the same or are about the same people, newest
    /// receipt first. Only a mailbox that is `observed` knows of requests that were only observed: of them nothing was
    /// asked, answered or sent.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn related(
        &self,
        mailbox: &MailboxName,
        observed: bool,
        lookups: &[Lookup],
    ) -> Result<BTreeMap<MailId, Vec<Related>>, StoreError> {
        let of_person = self.of_people(lookups).await?;
        let mut rows = BTreeMap::new();
        let among = (mailbox, observed);
        let contents: Vec<&str> =
            lookups.iter().map(|l| l.content.0.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
        self.collect(among, " AND content IN (", &contents, &mut rows).await?;
        let references: Vec<&str> =
            of_person.values().flatten().map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect();
        self.collect(among, " AND reference IN (", &references, &mut rows).await?;
        let mut by_content: BTreeMap<&str, Vec<&RelatedRow>> = BTreeMap::new();
        for row in rows.values() {
            by_content.entry(&row.content).or_default().push(row);
        }
        let mut found = BTreeMap::new();
        for lookup in lookups {
            let same = by_content.get(lookup.content.0.as_str()).into_iter().flatten().copied();
            let people = lookup.people.iter().filter_map(|person| of_person.get(person.as_str())).flatten();
            let people = people.filter_map(|reference| rows.get(reference));
            let all: BTreeMap<&str, &RelatedRow> =
                same.chain(people).map(|row| (row.reference.as_str(), row)).collect();
            let all = all.into_values().filter(|row| row.mail != lookup.mail.0);
            let mut all = all.map(|row| row.read(lookup)).collect::<Result<Vec<Related>, StoreError>>()?;
            all.sort_by(|a, b| b.received_at.cmp(&a.received_at).then_with(|| a.reference.cmp(&b.reference)));
            found.insert(lookup.mail, all);
        }
        Ok(found)
    }

    async fn of_people(&self, lookups: &[Lookup]) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
        let people: BTreeSet<&str> = lookups.iter().flat_map(|l| &l.people).map(PersonId::as_str).collect();
        let people: Vec<&str> = people.into_iter().collect();
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for piece in pieces(&people) {
            let mut sql = super::database::list_sql(BY_PERSON, ")", piece, |list, person| {
                list.push_bind(*person);
            });
            let rows = sql.build_query_as::<(String, String)>().persistent(keep_prepared(piece.len()));
            let rows = rows.fetch_all(self.store.reader()).await.map_err(StoreError::sql("looking for people"))?;
            for (reference, person) in rows {
                found.entry(person).or_default().push(reference);
            }
        }
        Ok(found)
    }

    async fn collect(
        &self,
        (mailbox, observed): (&MailboxName, bool),
        which: &'static str,
        values: &[&str],
        rows: &mut BTreeMap<String, RelatedRow>,
    ) -> Result<(), StoreError> {
        for piece in pieces(values) {
            let mut sql = Sql::new(OF_MAILBOX);
            sql.push_bind(i64::from(observed)).push(" AND mailbox = ").push_bind(mailbox.as_str()).push(which);
            let mut list = sql.separated(", ");
            for value in piece {
                list.push_bind(*value);
            }
            sql.push(")");
            let query = sql.build_query_as::<RelatedRow>().persistent(keep_prepared(piece.len()));
            let found = query.fetch_all(self.store.reader()).await;
            let found = found.map_err(StoreError::sql("looking for related requests"))?;
            rows.extend(found.into_iter().map(|row| (row.reference.clone(), row)));
        }
        Ok(())
    }
}

impl RelatedRow {
    fn read(&self, lookup: &Lookup) -> Result<Related, StoreError> {
        let at = At { table: "requests", row: &self.reference };
        let body: Body = at.json("body", &self.body)?;
        let reference = Reference::parse(&self.reference).ok_or_else(|| at.broken("reference", Unreadable::Word))?;
        Ok(Related {
            reference,
            identical: self.content == lookup.content.0,
            same_sender: !lookup.sender.is_empty() && self.sender == sender_digest(&lookup.sender),
            outcome: self.closed_at.and(self.outcome.clone()),
            closed_at: self.closed_at.map(|at_micros| at.time("closed_at", at_micros)).transpose()?,
            copy_of: body.same_as,
            letter: body.letter_accepted,
            decided_by: self.decided_by.as_deref().map(Into::into),
            received_at: at.time("received_at", self.received_at)?,
            said: body.facts,
        })
    }
}
