//! The check against the case store, in rounds: keys, candidates, match, relatives, findings (C1 to C3, C9).
//!
//! Many mails are checked at once with few questions: what two mails ask for is asked once.

mod look_up;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::domain::{Band, ChildFacts, Facts, Findings, MailboxName, Match, MayBe, PersonId, Record, Relative};
use crate::matching::{self, FindingRules, Model, PersonForm};
use crate::store::cases::import::Indexing;
use crate::store::cases::{CaseError, CaseStore, Generation};

use look_up::Subject;
pub use look_up::{KeyAsked, LookUp, Reach};

/// Mails in one round: enough to share questions, few enough to bound memory.
const ROUND: usize = 512;

/// How the matching room indexes people, for an import.
#[must_use]
pub fn indexing() -> Indexing {
    Indexing {
        version: matching::INDEX_VERSION,
        keys: matching::keys_of_person,
        terms: matching::terms_of_person,
        households: matching::households_of,
        form: PersonForm::to_text,
    }
}

/// A mail to check.
#[derive(Debug, Clone, Copy)]
pub struct ToCheck<'a> {
    /// What it says.
    pub facts: &'a Facts,
    /// When it was received: the look-back is counted from there (C3).
    pub received_at: DateTime<Utc>,
    /// The mailbox that it came to, which may have a look-back of its own (C3).
    pub mailbox: &'a MailboxName,
}

/// Checks mails against the case store.
#[derive(Debug, Clone)]
pub struct Checker {
    store: CaseStore,
    model: Model,
    rules: FindingRules,
    /// The rules of the mailboxes that have a look-back of their own.
    own_rules: BTreeMap<MailboxName, FindingRules>,
    zone: Tz,
}

impl Checker {
    /// A checker that asks this store, with this model and these rules; days are counted in `zone`.
    #[must_use]
    pub fn new(store: CaseStore, model: Model, rules: FindingRules, zone: Tz) -> Self {
        Self { store, model, rules, own_rules: BTreeMap::new(), zone }
    }

    /// The same, where these mailboxes have a look-back of their own, in days (C3).
    #[must_use]
    pub fn with_look_backs(mut self, days: impl IntoIterator<Item = (MailboxName, u32)>) -> Self {
        let rules = |recent_days| FindingRules { recent_days, ..self.rules.clone() };
        self.own_rules = days.into_iter().map(|(mailbox, days)| (mailbox, rules(days))).collect();
        self
    }

    /// By which rules a mailbox's mail is judged.
    fn rules_of(&self, mailbox: &MailboxName) -> &FindingRules {
        self.own_rules.get(mailbox).unwrap_or(&self.rules)
    }

    /// How children are matched.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The store it asks.
    #[must_use]
    pub fn store(&self) -> &CaseStore {
        &self.store
    }

    /// Checks mails, of one mailbox or of several, against the newest generation; findings in the same
    /// order. While nothing was ever imported nobody is known, and `store_as_of` says so (C8).
    ///
    /// # Errors
    /// When the store cannot be read, or was built by another version. Nothing was guessed then.
    pub async fn check(&self, batch: &[ToCheck<'_>]) -> Result<Vec<Findings>, CaseError> {
        let Some(generation) = self.generation().await? else {
            return Ok(batch.iter().map(|mail| self.nothing_imported(*mail)).collect());
        };
        let mut findings = Vec::with_capacity(batch.len());
        for round in batch.chunks(ROUND) {
            findings.extend(self.round(&generation, round).await?);
        }
        Ok(findings)
    }

    /// The findings when a person said who the children are: `chosen` has one for each child, `None` for a
    /// new one. What a person left out is matched as usual.
    ///
    /// # Errors
    /// As [`Checker::check`].
    pub async fn check_known(&self, mail: ToCheck<'_>, chosen: &[Option<PersonId>]) -> Result<Findings, CaseError> {
        let Some(generation) = self.generation().await? else {
            return Ok(self.nothing_imported(mail));
        };
        let mut rounds = self.prepare(&generation, &[mail]).await?;
        let ids: Vec<PersonId> = chosen.iter().flatten().cloned().collect();
        let known = generation.records(&ids).await?;
        let is = |record: &Record, id: &PersonId| record.person.id == *id || record.former_ids.contains(id);
        for (found, chosen) in rounds.matches.iter_mut().take(mail.facts.children.len()).zip(chosen) {
            let record = chosen.as_ref().map(|id| (id, known.iter().find(|record| is(record, id))));
            *found = match record {
                None => matching::said_by_a_person(None, &self.model),
                Some((_, Some(record))) => matching::said_by_a_person(Some(record), &self.model),
                Some((id, None)) => Match {
                    band: Band::Perhaps,
                    person: None,
                    candidates: Vec::new(),
                    may_be: MayBe::Anybody,
                    why: format!("a person said {id}, and nobody of that number is on record"),
                    model: self.model.version(),
                },
            };
        }
        rounds.records.extend(known.into_iter().map(|record| (record.person.id.clone(), record)));
        self.relatives(&generation, &mut rounds).await?;
        let Rounds { matches, records, .. } = rounds;
        let records: Vec<Record> = records.into_values().collect();
        let as_of = Some(generation.as_of());
        Ok(self.findings(mail, matches, &records, as_of))
    }

    /// Who these children are, in the same order, with how each was looked for; `None` while nothing was ever
    /// imported (C1). Ages are counted from `on`.
    ///
    /// # Errors
    /// As [`Checker::check`].
    pub async fn look_up(&self, children: &[ChildFacts], on: NaiveDate) -> Result<Option<Vec<LookUp>>, CaseError> {
        let Some(generation) = self.generation().await? else { return Ok(None) };
        let mut look_ups = Vec::with_capacity(children.len());
        for round in children.chunks(ROUND) {
            let subjects = round.iter().map(|child| Subject::new(std::borrow::Cow::Borrowed(child), &[], on)).collect();
            look_ups.extend(look_up::look_up(&generation, &self.model, subjects).await?);
        }
        Ok(Some(look_ups))
    }

    /// When the newest extract was taken; `None` while nothing was ever imported (C8).
    ///
    /// # Errors
    /// As [`Checker::check`].
    pub async fn as_of(&self) -> Result<Option<DateTime<Utc>>, CaseError> {
        Ok(self.generation().await?.map(|generation| generation.as_of()))
    }

    async fn generation(&self) -> Result<Option<std::sync::Arc<Generation>>, CaseError> {
        self.store.refresh().await?;
        let generation = self.store.held();
        if let Some(generation) = &generation
            && generation.index_version() != matching::INDEX_VERSION
        {
            let found = generation.index_version().to_owned();
            return Err(CaseError::Outdated { found, needed: matching::INDEX_VERSION });
        }
        Ok(generation)
    }

    fn nothing_imported(&self, mail: ToCheck<'_>) -> Findings {
        let nobody = || Match {
            band: Band::NotKnown,
            person: None,
            candidates: Vec::new(),
            may_be: MayBe::Anybody,
            why: "nothing was ever imported into the case store".to_owned(),
            model: self.model.version(),
        };
        let matches = mail.facts.children.iter().map(|_| nobody()).collect();
        self.findings(mail, matches, &[], None)
    }

    /// What follows for one mail, by its own mailbox's look-back (C3).
    fn findings(
        &self,
        mail: ToCheck<'_>,
        matches: Vec<Match>,
        records: &[Record],
        as_of: Option<DateTime<Utc>>,
    ) -> Findings {
        let rules = self.rules_of(mail.mailbox);
        matching::findings(mail.facts, matches, records, rules, as_of, mail.received_at, self.zone)
    }

    async fn round(&self, generation: &Generation, batch: &[ToCheck<'_>]) -> Result<Vec<Findings>, CaseError> {
        let mut rounds = self.prepare(generation, batch).await?;
        self.relatives(generation, &mut rounds).await?;
        let Rounds { mails, matches, records } = rounds;
        let mut by_mail: Vec<Vec<Match>> = batch.iter().map(|_| Vec::new()).collect();
        for (mail, found) in mails.into_iter().zip(matches) {
            if let Some(matches) = by_mail.get_mut(mail) {
                matches.push(found);
            }
        }
        let as_of = Some(generation.as_of());
        let findings = batch.iter().zip(by_mail).map(|(mail, matches)| {
            let concerned = concerned(&matches, &records, &self.rules);
            self.findings(*mail, matches, &concerned, as_of)
        });
        Ok(findings.collect())
    }

    /// Whom the mails name, and who that is.
    async fn prepare(&self, generation: &Generation, batch: &[ToCheck<'_>]) -> Result<Rounds, CaseError> {
        let mut mails = Vec::new();
        let mut subjects: Vec<Subject<'_>> = Vec::new();
        for (number, mail) in batch.iter().enumerate() {
            let named = self.subjects(mail.facts, mail.received_at);
            mails.resize(mails.len() + named.len(), number);
            subjects.extend(named);
        }
        let look_ups = look_up::look_up(generation, &self.model, subjects).await?;
        let mut rounds = Rounds { mails, matches: Vec::new(), records: BTreeMap::new() };
        for LookUp { found, records, .. } in look_ups {
            rounds.matches.push(found);
            rounds.records.extend(by_id(records));
        }
        Ok(rounds)
    }

    /// The children of a mail, then the brothers and sisters whom it names.
    fn subjects<'a>(&self, facts: &'a Facts, received_at: DateTime<Utc>) -> Vec<Subject<'a>> {
        let received_on = received_at.with_timezone(&self.zone).date_naive();
        let children = facts.children.iter().map(std::borrow::Cow::Borrowed);
        let children = children.map(|child| Subject::new(child, facts.household.as_slice(), received_on));
        let siblings =
            matching::named_siblings(facts).map(|relative| std::borrow::Cow::Owned(sibling(relative, facts)));
        children.chain(siblings.map(|sibling| Subject::new(sibling, &[], received_on))).collect()
    }

    /// Loads the siblings of those who were found, and who lives with them.
    async fn relatives(&self, generation: &Generation, rounds: &mut Rounds) -> Result<(), CaseError> {
        let meant = rounds.matches.iter().flat_map(meant);
        let records = meant.filter_map(|id| rounds.records.get(id));
        let missing = records
            .flat_map(|record| &record.relations)
            .filter(|r| self.rules.are_together(&r.kind) && !rounds.records.contains_key(&r.other))
            .map(|r| r.other.clone());
        let missing = distinct(missing);
        rounds.records.extend(by_id(generation.records(&missing).await?));
        Ok(())
    }
}

/// What the rounds found out: for each subject its mail and its match, and all records concerned.
struct Rounds {
    mails: Vec<usize>,
    matches: Vec<Match>,
    records: BTreeMap<PersonId, Record>,
}

/// A brother or sister whom the mail names, as somebody to look for: they are taken to live with the child.
fn sibling(relative: &Relative, facts: &Facts) -> ChildFacts {
    let first = facts.children.first();
    ChildFacts {
        name: relative.name.clone(),
        date_of_birth: relative.date_of_birth,
        address: first.map(|c| c.address.clone()).unwrap_or_default(),
        postcode: first.map(|c| c.postcode.clone()).unwrap_or_default(),
        ..ChildFacts::default()
    }
}

/// Whose brothers and sisters count: of who the child is, or of those it may be.
fn meant(found: &Match) -> impl Iterator<Item = &PersonId> + Clone {
    let perhaps = found.candidates.iter().filter(|_| found.band == Band::Perhaps && found.may_be != MayBe::Anybody);
    found.person.iter().chain(perhaps.map(|candidate| &candidate.person))
}

/// The records of one mail's people: those found, their candidates, and their siblings.
fn concerned(matches: &[Match], records: &BTreeMap<PersonId, Record>, rules: &FindingRules) -> Vec<Record> {
    let candidates = matches.iter().flat_map(|m| m.candidates.iter().map(|c| &c.person));
    let meant = matches.iter().flat_map(meant);
    let siblings = meant
        .clone()
        .filter_map(|id| records.get(id))
        .flat_map(|record| &record.relations)
        .filter(|r| rules.are_together(&r.kind))
        .map(|r| &r.other);
    let ids: BTreeSet<&PersonId> = meant.chain(candidates).chain(siblings).collect();
    ids.into_iter().filter_map(|id| records.get(id)).cloned().collect()
}

fn by_id(records: Vec<Record>) -> BTreeMap<PersonId, Record> {
    records.into_iter().map(|record| (record.person.id.clone(), record)).collect()
}

fn distinct<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    items.collect::<BTreeSet<T>>().into_iter().collect()
}
