//! Blocking keys: small numbers that two records of one person are likely to share, so that only few
//! records need to be compared. They are stored, so a change of their making needs a new
//! [`INDEX_VERSION`] and a new import.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::normalise::{self, Home, NameForm};
use super::sound;
use crate::domain::{ChildFacts, Person};

/// Version of keys, terms and forms. A store that was built with another one cannot be asked.
pub const INDEX_VERSION: &str = "index-2";

/// The keys under which a person of the store is found.
#[must_use]
pub fn keys_of_person(person: &Person) -> Vec<i64> {
    let mut keys = Keys::default();
    let homes: Vec<Home> = std::iter::once((&person.address, &person.postcode))
        .chain(person.earlier_addresses.iter().map(|(address, postcode)| (address, postcode)))
        .filter_map(|(address, postcode)| Home::of(address, postcode))
        .collect();
    let born = person.date_of_birth.and_then(normalise::real_date);
    keys.identifiers(&person.nhs_number, &person.upn);
    keys.names(&NameForm::all(&person.name, &person.aliases), born.as_slice(), &homes);
    keys.homes(born.as_slice(), &homes);
    keys.0.into_iter().collect()
}

/// The keys to ask for, for a child in a mail. Day and month are tried both ways.
#[must_use]
pub fn keys_of_child(child: &ChildFacts) -> Vec<i64> {
    let mut keys = Keys::default();
    let homes: Vec<Home> = Home::of(&child.address, &child.postcode).into_iter().collect();
    let mut born: Vec<NaiveDate> = child.date_of_birth.and_then(normalise::real_date).into_iter().collect();
    born.extend(born.first().copied().and_then(day_and_month_swapped));
    keys.identifiers(&child.nhs_number, &child.upn);
    keys.names(&NameForm::all(&child.name, &child.aliases), &born, &homes);
    keys.homes(&born, &homes);
    keys.0.into_iter().collect()
}

/// What a person adds to the frequencies of the store: each name and the postcode, as numbers.
#[must_use]
pub fn terms_of_person(person: &Person) -> Vec<i64> {
    let mut terms: BTreeSet<i64> = BTreeSet::new();
    for form in NameForm::all(&person.name, &person.aliases) {
        terms.extend(terms_of_form(&form));
    }
    terms.extend(Home::of(&person.address, &person.postcode).and_then(|h| h.postcode).map(|p| postcode_term(&p)));
    terms.into_iter().collect()
}

/// The terms whose frequencies the comparison of a child needs.
#[must_use]
pub fn terms_of_child(child: &ChildFacts) -> Vec<i64> {
    let mut terms: BTreeSet<i64> = BTreeSet::new();
    for form in NameForm::all(&child.name, &child.aliases) {
        terms.extend(terms_of_form(&form));
        // Given and family name may be swapped in the mail.
        terms.extend(terms_of_form(&NameForm { given: form.family, family: form.given }));
    }
    terms.extend(Home::of(&child.address, &child.postcode).and_then(|h| h.postcode).map(|p| postcode_term(&p)));
    terms.into_iter().collect()
}

fn terms_of_form(form: &NameForm) -> impl Iterator<Item = i64> {
    let given = form.given.iter().map(|word| given_term(word));
    let family = form.family.iter().map(|word| family_term(word));
    given.chain(family).collect::<Vec<_>>().into_iter()
}

pub(super) fn given_term(word: &str) -> i64 {
    number(&["given", word])
}

pub(super) fn family_term(word: &str) -> i64 {
    number(&["family", word])
}

pub(super) fn postcode_term(postcode: &normalise::Postcode) -> i64 {
    number(&["postcode", &postcode.outward, &postcode.inward])
}

/// The same date with day and month exchanged, when that is another date.
pub(super) fn day_and_month_swapped(date: NaiveDate) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(date.year(), date.day(), date.month()).filter(|swapped| *swapped != date)
}

/// FNV-1a over the parts: short, quick, and the same for ever.
fn number(parts: &[&str]) -> i64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for byte in part.bytes().chain([0x1f]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash.cast_signed()
}

#[derive(Default)]
struct Keys(BTreeSet<i64>);

impl Keys {
    fn add(&mut self, parts: &[&str]) {
        self.0.insert(number(parts));
    }

    fn identifiers(&mut self, nhs_number: &str, upn: &str) {
        if let Some(digits) = normalise::nhs_number(nhs_number) {
            self.add(&["nhs", &digits]);
        }
        if let Some(upn) = normalise::upn(upn) {
            self.add(&["upn", &upn]);
        }
    }

    fn names(&mut self, forms: &[NameForm], born: &[NaiveDate], homes: &[Home]) {
        for form in forms {
            for (given, family) in pairs(form) {
                let (low, high) = if given <= family { (&given, &family) } else { (&family, &given) };
                self.add(&["names", low, high]);
                for date in born {
                    self.dated_names(*date, low, high);
                }
                for outward in homes.iter().filter_map(|h| h.postcode.as_ref()).map(|p| &p.outward) {
                    self.add(&["names outward", low, high, outward]);
                }
                for postcode in homes.iter().filter_map(|h| h.postcode.as_ref()) {
                    for name in [&given, &family].into_iter().filter(|n| !n.is_empty()) {
                        self.add(&["postcode initial", &postcode.whole(), initial(name)]);
                    }
                }
            }
        }
    }

    fn dated_names(&mut self, date: NaiveDate, low: &str, high: &str) {
        let (year, month, day) = (date.year().to_string(), date.month().to_string(), date.day().to_string());
        let whole = date.to_string();
        self.add(&["names year", low, high, &year]);
        self.add(&["names year month", low, high, &year, &month]);
        self.add(&["names year day", low, high, &year, &day]);
        self.add(&["names month day", low, high, &month, &day]);
        if !low.is_empty() {
            self.add(&["date initials", &whole, initial(low), initial(high)]);
        }
        for name in [low, high].into_iter().filter(|n| !n.is_empty()) {
            self.add(&["date name", &whole, name]);
        }
    }

    fn homes(&mut self, born: &[NaiveDate], homes: &[Home]) {
        for home in homes {
            if !home.house().is_empty() && !home.street.is_empty() {
                self.add(&["house street", home.house(), &home.street]);
            }
            if let Some(postcode) = &home.postcode {
                for date in born {
                    self.add(&["date outward", &date.to_string(), &postcode.outward]);
                }
            }
        }
    }
}

fn initial(code: &str) -> &str {
    code.char_indices().nth(1).map_or(code, |(end, _)| code.get(..end).unwrap_or(code))
}

/// The sounds of given and family names, paired: the first two given names with the whole family name and
/// with each of its first three words.
fn pairs(form: &NameForm) -> BTreeSet<(String, String)> {
    let codes = |words: &[String], most: usize| -> BTreeSet<String> {
        let mut codes: BTreeSet<String> = words.iter().take(most).map(|w| sound::code(w)).collect();
        codes.insert(sound::code(&words.concat()));
        codes
    };
    let given = codes(&form.given, 2);
    let family = codes(&form.family, 3);
    given.iter().flat_map(|g| family.iter().map(move |f| (g.clone(), f.clone()))).collect()
}
