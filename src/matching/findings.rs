//! What follows from the records of the children and their siblings (C2, C3, C9).

mod perhaps;
#[cfg(test)]
pub(super) mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

pub use perhaps::named_siblings;

use crate::domain::{
    Band, CaseState, ChildFindings, Facts, Findings, Involvement, Match, PersonId, Record, Relation, SHARED_ADDRESS,
    Sealed, StaffId,
};

/// What a configuration says about open and recent work.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FindingRules {
    /// The look-back in local calendar days before receipt; the last of them is included (C3).
    pub recent_days: u32,
    /// Relationship kinds that make a sibling (C2).
    pub sibling_relationships: Vec<String>,
    /// Kinds of those who live together and may be brothers and sisters: a person decides where one of them is open (C2).
    pub household_relationships: Vec<String>,
    /// Kinds, or outcomes, of records that are events: without an end date they ended when they began, and are never open.
    pub never_open_kinds: Vec<String>,
    /// Services whose involvements do not make a case open; while they last they count as recent.
    pub not_open_services: Vec<String>,
}

impl FindingRules {
    /// Whether the record of somebody so related is needed.
    #[must_use]
    pub fn are_together(&self, kind: &String) -> bool {
        self.sibling_relationships.contains(kind) || self.household_relationships.contains(kind)
    }
}

impl Default for FindingRules {
    fn default() -> Self {
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        Self {
            recent_days: 28,
            sibling_relationships: words(&["sibling", "half_sibling"]),
            household_relationships: words(&["household", SHARED_ADDRESS]),
            never_open_kinds: words(&["no_further_action", "nfa"]),
            not_open_services: Vec::new(),
        }
    }
}

/// The findings of one mail. `matches` belong to the facts' children, in order; matches beyond them are of
/// brothers and sisters that the mail names, whose open cases count as well (C2). `records` are all people
/// concerned: the children, their candidates, and their siblings.
#[must_use]
pub fn findings(
    facts: &Facts,
    matches: Vec<Match>,
    records: &[Record],
    rules: &FindingRules,
    store_as_of: Option<DateTime<Utc>>,
    received_at: DateTime<Utc>,
    zone: Tz,
) -> Findings {
    let received_on = received_at.with_timezone(&zone).date_naive();
    let counted_from = received_on.checked_sub_days(Days::new(rules.recent_days.into())).unwrap_or(NaiveDate::MIN);
    let known_until = store_as_of.map_or(received_on, |at| at.with_timezone(&zone).date_naive().max(received_on));
    let by_id = records.iter().map(|record| (&record.person.id, record)).collect();
    let mut matches = matches;
    let named = matches.split_off(facts.children.len().min(matches.len()));
    let certain: Vec<&PersonId> = named.iter().filter_map(|m| m.person.as_ref()).collect();
    let view = View { by_id, rules, counted_from, known_until, named: certain };
    let mut children: Vec<ChildFindings> = matches.into_iter().map(|found| view.child(found)).collect();
    let perhaps_siblings = view.perhaps_siblings(facts, &named, &mut children);
    Findings { children, perhaps_siblings, store_as_of, counted_from }
}

struct View<'a> {
    by_id: BTreeMap<&'a PersonId, &'a Record>,
    rules: &'a FindingRules,
    counted_from: NaiveDate,
    /// An involvement that closed by this day is closed.
    known_until: NaiveDate,
    /// Siblings that the mail names and that are on record.
    named: Vec<&'a PersonId>,
}

impl View<'_> {
    fn child(&self, found: Match) -> ChildFindings {
        let readings = self.readings(&found);
        let mut child = self.taken_for(found);
        // What must not be told of anybody it may be is told of none, and who must not be asked is not (C9).
        for reading in &readings {
            child.sealed.extend(reading.sealed.iter().cloned());
            child.connected_staff.extend(reading.connected_staff.iter().cloned());
        }
        child.sealed.sort_by(|a, b| a.person.cmp(&b.person));
        child.sealed.dedup_by(|a, b| a.person == b.person);
        child.connected_staff.sort();
        child.connected_staff.dedup();
        ChildFindings { restricted: !child.sealed.is_empty(), readings, ..child }
    }

    fn taken_for(&self, found: Match) -> ChildFindings {
        let person = found.person.as_ref().filter(|_| found.band == Band::Same);
        let record = person.and_then(|id| self.by_id.get(id).copied());
        let involvements = record.map_or(&[][..], |r| r.involvements.as_slice());
        let mut open: Vec<Involvement> = involvements.iter().filter(|i| self.is_open(i)).cloned().collect();
        open.sort_by_key(|i| Reverse(i.opened_on));
        let mut recent: Vec<Involvement> = involvements.iter().filter(|i| self.is_recent(i)).cloned().collect();
        recent.sort_by_key(|i| Reverse((ended(i), i.opened_on)));
        let last = self.last(involvements);
        let state = match (open.is_empty(), recent.is_empty(), &last) {
            (false, _, _) => CaseState::Open,
            (true, false, _) => CaseState::Recent,
            (true, true, Some(_)) => CaseState::Old,
            (true, true, None) => CaseState::None,
        };
        let siblings = self.siblings(record);
        let open_siblings = siblings
            .iter()
            .filter_map(|(id, name)| Some((id, name, self.by_id.get(id)?)))
            .flat_map(|(id, name, sibling)| {
                let open = sibling.involvements.iter().filter(|i| self.is_open(i));
                open.map(move |i| (id.clone(), name.clone(), i.clone()))
            })
            .collect();
        let mut meant: Vec<&PersonId> = found.person.iter().chain(found.candidates.iter().map(|c| &c.person)).collect();
        meant.sort();
        meant.dedup();
        let certain = person.cloned();
        let meant = || meant.iter().filter_map(|id| self.by_id.get(*id).copied());
        let brothers_and_sisters = || siblings.iter().filter_map(|(id, _)| self.by_id.get(id).copied());
        let sealed: Vec<Sealed> = meant()
            .map(|record| (record, certain.as_ref() == Some(&record.person.id), false))
            .chain(brothers_and_sisters().map(|record| (record, true, true)))
            .filter(|(record, _, _)| record.person.restricted)
            .map(|(record, certain, sibling)| self.sealed(record, certain, sibling))
            .collect();
        let alert = |record: &&Record| record.person.safety_alert && !record.person.restricted;
        let safety_alerts = meant().filter(alert).map(|record| record.person.id.clone()).collect();
        let mut connected_staff: Vec<StaffId> =
            meant().chain(brothers_and_sisters()).flat_map(connected_staff).collect();
        connected_staff.sort();
        connected_staff.dedup();
        let restricted = !sealed.is_empty();
        ChildFindings {
            found,
            state,
            open,
            recent,
            last,
            open_siblings,
            siblings,
            restricted,
            sealed,
            connected_staff,
            safety_alerts,
            readings: Vec::new(),
        }
    }

    /// What the staff named for a restricted record may know of it (C9).
    fn sealed(&self, record: &Record, certain: bool, sibling: bool) -> Sealed {
        let person = &record.person;
        Sealed {
            person: person.id.clone(),
            name: person.name.full(),
            date_of_birth: person.date_of_birth,
            certain,
            sibling,
            last: self.last(&record.involvements),
            safety_alert: person.safety_alert,
            named: person.restricted_to.clone(),
        }
    }

    /// The last involvement, an open one before all others.
    fn last(&self, involvements: &[Involvement]) -> Option<Involvement> {
        involvements.iter().max_by_key(|i| (self.is_open(i), ended(i), i.opened_on)).cloned()
    }

    /// Siblings by the record, then those that only the mail names.
    fn siblings(&self, record: Option<&Record>) -> Vec<(PersonId, String)> {
        let relations: &[Relation] = record.map_or(&[], |r| r.relations.as_slice());
        let on_record = relations
            .iter()
            .filter(|r| self.rules.sibling_relationships.contains(&r.kind))
            .map(|r| (&r.other, self.name_of(&r.other).unwrap_or_else(|| r.name.full())));
        let in_mail = self.named.iter().filter_map(|id| Some((*id, self.name_of(id)?)));
        let mut seen: BTreeSet<&PersonId> = record.map(|r| &r.person.id).into_iter().collect();
        let mut siblings = Vec::new();
        for (id, name) in on_record.chain(in_mail) {
            if seen.insert(id) {
                siblings.push((id.clone(), name));
            }
        }
        siblings
    }

    fn name_of(&self, id: &PersonId) -> Option<String> {
        self.by_id.get(id).map(|record| record.person.name.full())
    }

    fn is_event(&self, involvement: &Involvement) -> bool {
        let never = |word: &String| self.rules.never_open_kinds.contains(word);
        involvement.closed_on.is_none() && (never(&involvement.kind) || never(&involvement.outcome))
    }

    /// Whether it goes on, as far as the store knows: also when it opened after the mail was received (C2).
    fn goes_on(&self, involvement: &Involvement) -> bool {
        !self.is_event(involvement) && involvement.closed_on.is_none_or(|closed| closed > self.known_until)
    }

    fn is_open(&self, involvement: &Involvement) -> bool {
        self.goes_on(involvement) && !self.rules.not_open_services.contains(&involvement.service)
    }

    /// Whether it was open on some day of the look-back and does not make the case open (C3).
    fn is_recent(&self, involvement: &Involvement) -> bool {
        !self.is_open(involvement) && (self.goes_on(involvement) || ended(involvement) >= self.counted_from)
    }
}

/// The last day of an involvement; of an event without an end, its day.
fn ended(involvement: &Involvement) -> NaiveDate {
    involvement.closed_on.unwrap_or(involvement.opened_on)
}

/// Staff whom the extract names as connected with the family (C9). Those who merely work with it are not.
fn connected_staff(record: &Record) -> Vec<StaffId> {
    let staff = record.relations.iter().filter(|r| r.kind == "staff");
    staff.map(|r| StaffId(r.other.as_str().to_owned())).collect()
}
