//! What a configuration sets about matching, and the frequencies that the store gives.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// The version of levels, bits and vetoes; it stands in every match and so in the audit.
pub(super) const VERSION: &str = "bits-4";

/// How sure one must be.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Model {
    /// How many children the catchment has: the prior is one in so many. At least 1,000.
    #[serde(deserialize_with = "population")]
    pub population: u32,
    /// Where the bands begin.
    pub bands: Bands,
    /// How many bits the best must be ahead of the next to be the same person. From 1 to 60.
    #[serde(deserialize_with = "margin")]
    pub margin: f64,
}

/// Where the bands begin, in bits (log2 of the odds).
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Bands {
    /// From here on it is the same person, unless a veto speaks. From 5 to 60: below, one in thirty is somebody else.
    #[serde(deserialize_with = "same")]
    pub same: f64,
    /// From here on it is perhaps the same; below, not known. From -20 to 4.
    #[serde(deserialize_with = "perhaps")]
    pub perhaps: f64,
    /// So much less than `perhaps` is enough where given name and date of birth are the same: a child who moved and was
    /// given another family name. From 0 to 8.
    #[serde(deserialize_with = "renamed")]
    pub renamed: f64,
}

fn population<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let people = u32::deserialize(from)?;
    if people < 1_000 { Err(D::Error::custom("it must be at least 1000")) } else { Ok(people) }
}

fn within<'de, D: Deserializer<'de>>(from: D, least: f64, most: f64) -> Result<f64, D::Error> {
    let bits = f64::deserialize(from)?;
    if (least..=most).contains(&bits) {
        Ok(bits)
    } else {
        Err(D::Error::custom(format!("it must be from {least} to {most}")))
    }
}

fn renamed<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    within(from, 0.0, 8.0)
}

fn margin<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    within(from, 1.0, 60.0)
}

fn same<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    within(from, 5.0, 60.0)
}

fn perhaps<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    within(from, -20.0, 4.0)
}

impl Default for Model {
    fn default() -> Self {
        Self { population: 300_000, bands: Bands::default(), margin: 5.0 }
    }
}

impl Default for Bands {
    fn default() -> Self {
        Self { same: 10.0, perhaps: -5.0, renamed: 3.0 }
    }
}

impl Model {
    /// The version that stands in a match: of the code and of the settings.
    #[must_use]
    pub fn version(&self) -> String {
        let Self { population, bands, margin } = self;
        let Bands { same, perhaps, renamed } = bands;
        format!("{VERSION} population={population} same={same} perhaps={perhaps} renamed={renamed} margin={margin}")
    }

    /// The bits before any evidence: one in the catchment, or in the store where that has more people than live there
    /// now.
    pub(super) fn prior(&self, people: u32) -> f64 {
        -f64::from(self.population.max(people).max(1)).log2()
    }
}

/// So many people is what is usual worth, beside those of the store.
const WORTH: f64 = 2_000.0;

/// How often names, postcodes, schools and words of addresses stand in the store.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frequencies {
    /// People in the store.
    pub people: u32,
    /// People by term ([`super::terms_of_child`]).
    pub terms: BTreeMap<i64, u32>,
}

impl Frequencies {
    /// Whether anybody on record has this term.
    pub(super) fn stands_in_store(&self, term: i64) -> bool {
        self.terms.get(&term).is_some_and(|people| *people > 0)
    }

    /// The share of *other* people with this term, besides the one who is compared; `usual` is what is expected of it.
    pub(super) fn share_of_others(&self, term: i64, usual: f64) -> f64 {
        let others = f64::from(self.terms.get(&term).copied().unwrap_or(0).saturating_sub(1));
        (others + WORTH * usual) / (f64::from(self.people) + WORTH)
    }

    /// The share of people with this term. A small store says little, so it is blended with what is usual.
    pub(super) fn share(&self, term: i64, usual: f64) -> f64 {
        let counted = f64::from(self.terms.get(&term).copied().unwrap_or(0));
        (counted + WORTH * usual) / (f64::from(self.people) + WORTH)
    }
}
