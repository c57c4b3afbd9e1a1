//! What the case store knows of the people a mail names (C1 to C9).

use std::cmp::Reverse;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::ids::{PersonId, StaffId};
use super::person::Involvement;

/// How sure the match is (C1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// The same person.
    Same,
    /// Perhaps; a person decides.
    Perhaps,
    /// Not in the store.
    NotKnown,
}

/// One person the child may be, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// Weight of evidence in bits (log2 of the odds).
    pub bits: f64,
    /// Why, in plain words: "same given name and date of birth; surname differs (Khan, Begum)".
    pub why: String,
    /// The name on the record, to show to staff who may see it.
    pub shown_as: String,
}

/// Who a child may be whose match is [`Band::Perhaps`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MayBe {
    /// Anybody: too little was given, or more people fit than are named.
    #[default]
    Anybody,
    /// One of the candidates, or nobody on record.
    OneOfTheseOrNobody,
    /// One of the candidates.
    OneOfThese,
}

/// The match of one child.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// The band.
    pub band: Band,
    /// The person, when the band is `Same`.
    pub person: Option<PersonId>,
    /// The best candidates, best first, five at most.
    pub candidates: Vec<Candidate>,
    /// Who else it may be, where the band is `Perhaps`.
    #[serde(default)]
    pub may_be: MayBe,
    /// The decision in words, with the veto or the runner-up if there was one.
    pub why: String,
    /// Version of the model that decided.
    pub model: String,
}

/// Where the child's record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Some involvement is open (C2).
    Open,
    /// Closed, with an involvement open within the look-back (C3).
    Recent,
    /// On record, nothing recent.
    Old,
    /// Not on record, or no involvement at all.
    None,
}

/// What is known of one child.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChildFindings {
    /// Who it is.
    pub found: Match,
    /// State of the record; of a child who is "perhaps" somebody `None`, or the most protective of those it may be where
    /// the way is the same for all of them.
    pub state: CaseState,
    /// Involvements open now, newest first.
    pub open: Vec<Involvement>,
    /// Involvements that were open within the look-back and are closed, latest closing first.
    pub recent: Vec<Involvement>,
    /// The last involvement of any age, if any.
    pub last: Option<Involvement>,
    /// Siblings with open involvements: (who, name, involvement).
    pub open_siblings: Vec<(PersonId, String, Involvement)>,
    /// All siblings on record (for case notes): (id, name).
    pub siblings: Vec<(PersonId, String)>,
    /// The record, a plausible candidate's or a sibling's is restricted (C9).
    pub restricted: bool,
    /// The restricted records among these and the siblings', for the staff named for them and nobody else (C9).
    #[serde(default)]
    pub sealed: Vec<Sealed>,
    /// Staff connected with the family, never asked about it (C9).
    pub connected_staff: Vec<StaffId>,
    /// Records among these that carry a staff-safety alert and are not restricted; for staff alone (L1).
    #[serde(default)]
    pub safety_alerts: Vec<PersonId>,
    /// What would hold were the child each of those it may be, where the band is `Perhaps` and nobody else can be
    /// meant: only where all of them lead the same way need nobody say first who it is (C1).
    #[serde(default)]
    pub readings: Vec<ChildFindings>,
}

impl ChildFindings {
    /// The child as whoever it may be: all that holds of any reading, and the most protective state.
    #[must_use]
    pub fn whoever_it_is(&self) -> Self {
        let mut all = self.clone();
        for reading in &self.readings {
            all.state = all.state.min(reading.state);
            add(&mut all.open, &reading.open);
            add(&mut all.recent, &reading.recent);
            add(&mut all.open_siblings, &reading.open_siblings);
            add(&mut all.siblings, &reading.siblings);
            add(&mut all.sealed, &reading.sealed);
            add(&mut all.connected_staff, &reading.connected_staff);
            add(&mut all.safety_alerts, &reading.safety_alerts);
            all.restricted |= reading.restricted;
            let day = |last: &Option<Involvement>| last.as_ref().map(|last| last.closed_on.unwrap_or(last.opened_on));
            if day(&reading.last) > day(&all.last) {
                all.last.clone_from(&reading.last);
            }
        }
        all.open.sort_by_key(|i| Reverse(i.opened_on));
        all.recent.sort_by_key(|i| Reverse((i.closed_on.unwrap_or(i.opened_on), i.opened_on)));
        all
    }
}

fn add<T: Clone + PartialEq>(to: &mut Vec<T>, more: &[T]) {
    for one in more {
        if !to.contains(one) {
            to.push(one.clone());
        }
    }
}

/// What only the staff named for a restricted record may be told of it (C9). Everything else in the findings is
/// without it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sealed {
    /// Whose record.
    pub person: PersonId,
    /// The name on the record.
    pub name: String,
    /// Date of birth.
    pub date_of_birth: Option<NaiveDate>,
    /// A person said that it is this child; else the child may be this one.
    pub certain: bool,
    /// It is a brother's or sister's record, not the child's.
    pub sibling: bool,
    /// The last involvement, an open one before all others.
    pub last: Option<Involvement>,
    /// The record carries a staff-safety alert.
    pub safety_alert: bool,
    /// The staff named; empty when nobody is.
    pub named: Vec<StaffId>,
}

/// Somebody who may be a brother or sister of a child, and is open: named in the mail without a date of birth, say, or
/// a child of the same family name at the same address. A person decides whether they are (C2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerhapsSibling {
    /// Who.
    pub person: PersonId,
    /// The name on the record.
    pub shown_as: String,
    /// Why they may be one, in words.
    pub why: String,
    /// What is open.
    pub open: Vec<Involvement>,
}

/// What is known of all children of one mail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// One for each of the facts' children, in the same order.
    pub children: Vec<ChildFindings>,
    /// Those who are open and may be a brother or sister of one of them (C2); never a restricted record.
    #[serde(default)]
    pub perhaps_siblings: Vec<PerhapsSibling>,
    /// When the store's extract was taken; `None` when nothing was ever imported (C8).
    pub store_as_of: Option<DateTime<Utc>>,
    /// The date the look-back was counted from.
    pub counted_from: NaiveDate,
}

impl Findings {
    /// The most protective state of any child (I9).
    #[must_use]
    pub fn state(&self) -> CaseState {
        self.children.iter().map(|c| c.state).min().unwrap_or(CaseState::None)
    }

    /// The least sure band of any child; `NotKnown` counts as sure, `Perhaps` does not.
    #[must_use]
    pub fn perhaps(&self) -> bool {
        self.children.iter().any(|c| c.found.band == Band::Perhaps)
    }

    /// The findings of the children as whoever they may be: where nobody need say who it is before the mail goes on.
    #[must_use]
    pub fn whoever_they_are(&self) -> Self {
        let children = self.children.iter().map(ChildFindings::whoever_it_is).collect();
        Self { children, ..self.clone() }
    }

    /// Whether any child's sibling is open (C2).
    #[must_use]
    pub fn sibling_open(&self) -> bool {
        self.children.iter().any(|c| !c.open_siblings.is_empty())
    }

    /// Whether any record is restricted (C9).
    #[must_use]
    pub fn restricted(&self) -> bool {
        self.children.iter().any(|c| c.restricted)
    }

    /// The staff named for any of the restricted records, each once (C9).
    #[must_use]
    pub fn named_staff(&self) -> Vec<StaffId> {
        let mut named: Vec<StaffId> =
            self.children.iter().flat_map(|c| &c.sealed).flat_map(|sealed| sealed.named.iter().cloned()).collect();
        named.sort();
        named.dedup();
        named
    }

    /// The latest recent involvement of any child, by closing date: "the last referral" of R3.
    #[must_use]
    pub fn last_recent(&self) -> Option<&Involvement> {
        self.children.iter().flat_map(|c| &c.recent).max_by_key(|i| (i.closed_on, i.opened_on))
    }

    /// Open involvements of the children and their siblings.
    pub fn all_open(&self) -> impl Iterator<Item = &Involvement> {
        self.children.iter().flat_map(|c| c.open.iter().chain(c.open_siblings.iter().map(|(_, _, i)| i)))
    }
}
