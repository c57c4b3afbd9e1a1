//! One child looked up: its keys, the people they find, the few worth a closer look, and the match (C1).
//!
//! Many are looked up at once with few questions: what two of them ask for is asked once.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::{ChildFacts, Match, PersonId, Record, Relative};
use crate::matching::{self, Frequencies, Model, PersonForm};
use crate::store::cases::{CaseError, Generation, Posting};

use super::{by_id, distinct};

/// People compared with one child, those found by most keys first.
const COMPARED: usize = 100;
/// Who is found by one key only, and that one has more people than this, is compared only if the child's
/// date of birth is missing.
const LOOSE: usize = 16;
/// The same of the whole name, which may find a child of whom all else is disputed.
const LOOSE_NAMES: usize = 40;

/// What was found of one child.
#[derive(Debug)]
pub struct LookUp {
    /// Who it is.
    pub found: Match,
    /// The records of those who were looked at closely.
    pub records: Vec<Record>,
    /// What was asked for.
    pub keys: Vec<KeyAsked>,
    /// How frequent the names and postcodes are.
    pub frequencies: Arc<Frequencies>,
}

impl LookUp {
    /// Whether a restricted record is among the candidates: then a person must look, and nothing else is said (C9).
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        let shown = self.found.candidates.iter().map(|candidate| &candidate.person);
        shown.filter_map(|id| self.record(id)).any(|record| record.person.restricted)
    }

    /// The record of a candidate.
    #[must_use]
    pub fn record(&self, id: &PersonId) -> Option<&Record> {
        self.records.iter().find(|record| record.person.id == *id)
    }
}

/// A key that found somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyAsked {
    /// The key.
    pub key: i64,
    /// What it is made of, in words.
    pub of: &'static str,
    /// Which of those whom it finds are compared with the child.
    pub reach: Reach,
}

/// Which of those whom a key finds are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All.
    Everybody,
    /// They are many: those whom another key finds too.
    WithAnother,
    /// They are too many: nobody by this one.
    Nobody,
}

/// Somebody to look for: a child of a mail, or a brother or sister that it names.
pub(super) struct Subject<'a> {
    child: Cow<'a, ChildFacts>,
    household: &'a [Relative],
    received_on: NaiveDate,
    keys: BTreeMap<i64, &'static str>,
    asked: Vec<KeyAsked>,
    /// Numbers of the people to compare with.
    rows: Vec<i64>,
    shortlist: Vec<PersonId>,
}

impl<'a> Subject<'a> {
    pub(super) fn new(child: Cow<'a, ChildFacts>, household: &'a [Relative], received_on: NaiveDate) -> Self {
        let keys = matching::keys_of_child(&child, received_on);
        Self { child, household, received_on, keys, asked: Vec::new(), rows: Vec::new(), shortlist: Vec::new() }
    }

    /// Whom to compare with, of those found.
    fn choose(&mut self, postings: &BTreeMap<i64, Posting>) {
        let dated = self.child.date_of_birth.and_then(matching::real_date).is_some();
        let found = self.keys.iter().filter_map(|(key, of)| {
            let posting = postings.get(key)?;
            let reach = match posting.people.len() {
                0 => Reach::Nobody,
                crowd if dated && crowd > if *of == matching::BOTH_NAMES { LOOSE_NAMES } else { LOOSE } => {
                    Reach::WithAnother
                }
                _ => Reach::Everybody,
            };
            Some((KeyAsked { key: *key, of, reach }, posting.people.as_slice()))
        });
        let found: Vec<(KeyAsked, &[i64])> = found.collect();
        self.rows = compared(&found);
        self.asked = found.into_iter().map(|(asked, _)| asked).collect();
    }

    fn shorten(&mut self, people: &BTreeMap<i64, PersonForm>, frequencies: &Frequencies, model: &Model) {
        let forms: Vec<&PersonForm> = self.rows.iter().filter_map(|row| people.get(row)).collect();
        let places = matching::shortlist(&self.child, self.household, &forms, frequencies, model, self.received_on);
        self.shortlist = places.into_iter().filter_map(|place| forms.get(place)).map(|form| form.id.clone()).collect();
        let said = self.child.case_number.trim();
        if !said.is_empty() {
            // However it is written: the case system's ids are compared letter by letter.
            self.shortlist.extend([said.to_owned(), said.to_uppercase(), said.to_lowercase()].map(PersonId));
        }
    }
}

/// Looks all of them up; what was found is in the same order.
pub(super) async fn look_up(
    generation: &Generation,
    model: &Model,
    mut subjects: Vec<Subject<'_>>,
) -> Result<Vec<LookUp>, CaseError> {
    let keys = distinct(subjects.iter().flat_map(|s| s.keys.keys().copied()));
    let terms = distinct(subjects.iter().flat_map(|s| matching::terms_of_child(&s.child)));
    let (postings, terms) = tokio::try_join!(generation.candidates(&keys), generation.frequencies(&terms))?;
    for subject in &mut subjects {
        subject.choose(&postings);
    }
    let frequencies = Arc::new(Frequencies { people: generation.people_count(), terms });
    let people = forms(generation, distinct(subjects.iter().flat_map(|s| s.rows.iter().copied()))).await?;
    for subject in &mut subjects {
        subject.shorten(&people, &frequencies, model);
    }

    let ids = distinct(subjects.iter().flat_map(|s| s.shortlist.iter().cloned()));
    let records: BTreeMap<PersonId, Record> = by_id(generation.records(&ids).await?);
    let formerly: BTreeMap<&PersonId, &Record> =
        records.values().flat_map(|r| r.former_ids.iter().map(move |id| (id, r))).collect();
    let look_ups = subjects.into_iter().map(|subject| {
        let now: BTreeMap<&PersonId, &Record> = subject
            .shortlist
            .iter()
            .filter_map(|id| records.get(id).or_else(|| formerly.get(id).copied()))
            .map(|record| (&record.person.id, record))
            .collect();
        let candidates: Vec<Record> = now.into_values().cloned().collect();
        let Subject { child, household, received_on, asked, .. } = subject;
        let mut found = matching::match_child(&child, household, &candidates, &frequencies, model, received_on);
        if found.candidates.is_empty() && asked.iter().any(|key| key.reach != Reach::Everybody) {
            found.why.push_str("; some of the details given fit too many people to compare them all");
        }
        let frequencies = Arc::clone(&frequencies);
        LookUp { found, records: candidates, keys: asked, frequencies }
    });
    Ok(look_ups.collect())
}

/// People as they are compared, by number.
async fn forms(generation: &Generation, rows: Vec<i64>) -> Result<BTreeMap<i64, PersonForm>, CaseError> {
    let people = generation.forms(&rows).await?;
    let read = |(row, form): (i64, String)| {
        let read = PersonForm::from_text(&form).ok_or_else(|| CaseError::Row {
            table: "forms",
            column: "form",
            row: row.to_string(),
            source: "it was written by another version".into(),
        });
        Ok((row, read?))
    };
    people.into_iter().map(read).collect()
}

/// Whom to compare: found by most keys first.
fn compared(found: &[(KeyAsked, &[i64])]) -> Vec<i64> {
    // How many keys find somebody, and whether one of them is enough.
    let mut hits: BTreeMap<i64, (usize, bool)> = BTreeMap::new();
    for (asked, people) in found {
        for row in *people {
            let (times, enough) = hits.entry(*row).or_default();
            *times += 1;
            *enough |= asked.reach == Reach::Everybody;
        }
    }
    let hits = hits.into_iter().filter(|(_, (times, enough))| *enough || *times > 1);
    let mut hits: Vec<(i64, usize)> = hits.map(|(row, (times, _))| (row, times)).collect();
    hits.sort_by_key(|(row, times)| (std::cmp::Reverse(*times), *row));
    hits.into_iter().take(COMPARED).map(|(row, _)| row).collect()
}
