//! Children named in free words, and the family around them. A name counts by what stands with it: a birth date,
//! an age, a word that leads to a child. The writer, and whoever is called mother, officer or teacher, is nobody's
//! child.

mod ages;
mod around;
mod beside;
mod birthdays;
mod certain;
mod dates;
mod facts;
mod families;
mod found;
mod judge;
mod layout;
mod lists;
mod names;
mod numbers;
mod people;
mod places;
mod roles;
mod tokens;
mod unborn;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::labels::Dictionary;
use super::rules::Rules;
use super::values;
use crate::domain::{ChildFacts, Name, Relative};

/// The words, ready to be looked up.
#[derive(Debug, Clone)]
pub struct FreeReader {
    before_child: Vec<Vec<String>>,
    before_others: Vec<Vec<String>>,
    not_names: BTreeSet<String>,
    places: BTreeSet<String>,
    organisations: BTreeSet<String>,
    particles: Vec<String>,
    feasts: Vec<birthdays::Feast>,
    dictionary: Dictionary,
}

/// Who is named in a text.
#[derive(Debug, Clone, Default)]
pub struct FreePeople {
    /// The children that it is about.
    pub children: Vec<ChildFacts>,
    /// Their families, as far as they are named.
    pub household: Vec<Relative>,
    /// The text was too long, or named too many, for all of it to be looked through.
    pub cut: bool,
}

/// What is known beside the text.
struct Known<'a> {
    /// Who wrote, and staff: never a child.
    writers: &'a [Name],
    /// Where the text stood.
    from: &'a str,
    today: NaiveDate,
}

impl FreeReader {
    /// A reader with these words.
    #[must_use]
    pub fn new(rules: &Rules) -> Self {
        let words = &rules.free_text;
        let phrases = |list: &[String]| {
            list.iter().map(|p| p.to_lowercase().split_whitespace().map(str::to_owned).collect()).collect()
        };
        let set = |list: &[String]| list.iter().map(|w| w.to_lowercase()).collect();
        Self {
            before_child: phrases(&words.before_child),
            before_others: phrases(&words.before_others),
            not_names: set(&words.not_names),
            places: set(&words.place_words),
            organisations: set(&words.organisation_words),
            particles: words.particles.iter().map(|w| w.to_lowercase()).collect(),
            feasts: words
                .feasts
                .iter()
                .filter_map(|(name, day)| {
                    let (_, day, month) = values::day_and_month(day)?;
                    Some((name.to_lowercase().split_whitespace().map(str::to_owned).collect(), month, day))
                })
                .collect(),
            dictionary: Dictionary::new(rules),
        }
    }

    /// The people named in a text and its subject. `writers` are names of who wrote and of staff: never a child.
    #[must_use]
    pub fn people(&self, subject: &str, text: &str, writers: &[Name], from: &str, today: NaiveDate) -> FreePeople {
        let known = Known { writers, from, today };
        self.read(subject, text, &known)
    }
}

#[cfg(test)]
mod letters;
#[cfg(test)]
mod letters_of_strangers;
#[cfg(test)]
mod tests;
