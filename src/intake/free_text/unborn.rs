//! A baby that is not born yet: it has a due date, and its mother's family name.

use chrono::NaiveDate;

use super::dates::dates;
use super::people::Said;
use super::roles::Role;
use crate::domain::{ChildFacts, Name};

/// An unborn baby.
pub(super) struct Unborn {
    due: NaiveDate,
    /// The mother, by her place in the list of people.
    pub(super) mother: Option<usize>,
    gender: &'static str,
    from: String,
    /// The word stands in the text, and the mother is grown up.
    named: bool,
}

/// The unborn baby of a text, where a due date is said.
pub(super) fn find(said: &Said<'_>, today: NaiveDate, from: &str) -> Option<Unborn> {
    let words = &said.words;
    let has = |list: &[&str]| words.lower.iter().any(|w| list.contains(&w.as_str()));
    if !has(&["unborn", "pregnant", "pregnancy", "edd", "pre-birth", "foetus", "fetus", "antenatal"]) {
        return None;
    }
    let due_dates: Vec<(usize, usize, NaiveDate)> = dates(words.text, today)
        .into_iter()
        .filter_map(|(range, date)| {
            let (at, end) = (words.token_at(range.start), words.token_at(range.end));
            let led = words.lows(at.saturating_sub(5), at).iter().any(|w| w == "due" || w == "edd");
            let soon = date > today && date <= today + chrono::TimeDelta::days(300);
            (led && soon).then_some((at, end, date))
        })
        .collect();
    // Where the subject says it too, the mother is named before the second.
    let (at, end, due) =
        due_dates.iter().rev().find(|(_, _, d)| due_dates.first().is_some_and(|f| f.2 == *d)).copied()?;
    let mother = said
        .people
        .iter()
        .enumerate()
        .filter(|(_, p)| !matches!(p.role, Role::Other | Role::Kin) || !p.name.family.is_empty() && p.gender != "M")
        .filter_map(|(index, p)| {
            let near =
                p.mentions.iter().filter_map(|m| said.mentions.get(*m)).filter(|m| m.to <= at).map(|m| m.to).max()?;
            (!p.name.family.is_empty()).then_some((index, near))
        })
        .max_by_key(|(index, near)| {
            let other = said.people.get(*index).is_none_or(|p| p.role == Role::Kin);
            (!other, *near)
        })
        .map(|(index, _)| index);
    let grown = mother.and_then(|m| said.people.get(m)).and_then(|p| p.years(today)).is_some_and(|y| y >= 18);
    let gender = words
        .lows(end, end + 8)
        .iter()
        .find_map(|w| match w.as_str() {
            "male" | "boy" => Some("M"),
            "female" | "girl" => Some("F"),
            _ => None,
        })
        .unwrap_or_default();
    let named = grown && has(&["unborn", "pre-birth"]);
    Some(Unborn { due, mother, gender, from: from.to_owned(), named })
}

impl Unborn {
    /// What is known of it.
    pub(super) fn child(&self, said: &Said<'_>) -> Option<ChildFacts> {
        let mother = self.mother.and_then(|m| said.people.get(m))?;
        let own = said.addresses.iter().find(|p| {
            let token = said.words.token_at(p.start);
            said.words.lows(token.saturating_sub(5), token).iter().any(|w| w == "home" || w == "parents")
        });
        let home = own.or_else(|| self.mother.and_then(|m| said.home(m)));
        Some(ChildFacts {
            // Where the mother's own name is not clear, the baby's is not either.
            name: Name {
                given: String::new(),
                family: if mother.doubt { String::new() } else { mother.name.family.clone() },
            },
            date_of_birth: Some(self.due),
            unborn: true,
            gender: self.gender.to_owned(),
            address: home.map(|h| h.address.clone()).unwrap_or_default(),
            postcode: home.map(|h| h.postcode.clone()).unwrap_or_default(),
            sure: self.named && !mother.doubt,
            from: self.from.clone(),
            ..ChildFacts::default()
        })
    }
}
