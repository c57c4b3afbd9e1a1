//! Blocking keys: small numbers that two records of one person are likely to share, so that only few
//! records need to be compared. They are stored, so a change of their making needs a new
//! [`INDEX_VERSION`] and a new import.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::home::{Home, Postcode};
use super::normalise::{self, NameForm};
use super::{numbers, sound};
use crate::domain::{ChildFacts, Person};

/// Version of keys, terms and forms. A store that was built with another one cannot be asked.
pub const INDEX_VERSION: &str = "index-6";

/// What the key of a whole name is made of: it may find a child of whom all else is disputed, so it is enough alone.
pub const BOTH_NAMES: &str = "both names";

/// The keys under which a person of the store is found.
#[must_use]
pub fn keys_of_person(person: &Person) -> Vec<i64> {
    let homes: Vec<Home> = std::iter::once((&person.address, &person.postcode))
        .chain(person.earlier_addresses.iter().map(|(address, postcode)| (address, postcode)))
        .filter_map(|(address, postcode)| Home::of(address, postcode))
        .collect();
    let born = person.date_of_birth.and_then(normalise::real_date);
    let mut keys = Keys::default();
    keys.identifiers(&person.nhs_number, &person.upn);
    let forms = NameForm::all(&person.name, &person.aliases);
    keys.names(&forms, born.as_slice(), &homes);
    keys.homes(&forms, born.as_slice(), &homes);
    keys.0.into_keys().collect()
}

/// The keys to ask for, for a child in a mail, each with what it is made of, in words. Day and month are tried both
/// ways; of an age, said on `received_on`, the two years of birth that it leaves.
#[must_use]
pub fn keys_of_child(child: &ChildFacts, received_on: NaiveDate) -> BTreeMap<i64, &'static str> {
    let homes: Vec<Home> = Home::of(&child.address, &child.postcode).into_iter().collect();
    let mut born: Vec<NaiveDate> = child.date_of_birth.and_then(normalise::real_date).into_iter().collect();
    born.extend(born.first().copied().and_then(day_and_month_swapped));
    let forms = NameForm::all(&child.name, &child.aliases);
    let mut keys = Keys::default();
    keys.identifiers(&child.nhs_number, &child.upn);
    keys.names(&forms, &born, &homes);
    keys.homes(&forms, &born, &homes);
    if let (true, Some(age)) = (born.is_empty(), child.age) {
        let latest = received_on.year() - i32::from(age);
        keys.years(&forms, [latest - 1, latest]);
    }
    keys.0
}

/// What a person adds to the frequencies of the store: each name, the postcode and the words of the address, as
/// numbers.
#[must_use]
pub fn terms_of_person(person: &Person) -> Vec<i64> {
    let mut terms: BTreeSet<i64> = BTreeSet::new();
    for form in NameForm::all(&person.name, &person.aliases) {
        terms.extend(terms_of_form(&form));
    }
    terms.extend(terms_of_home(&person.address, &person.postcode));
    terms.insert(school_term(&normalise::school(&person.school)));
    terms.into_iter().collect()
}

/// The terms whose frequencies the comparison of a child needs.
#[must_use]
pub fn terms_of_child(child: &ChildFacts) -> Vec<i64> {
    let mut terms: BTreeSet<i64> = BTreeSet::new();
    for form in NameForm::all(&child.name, &child.aliases) {
        terms.extend(terms_of_form(&form));
        // Given and family name may be swapped in the mail.
        terms.extend(terms_of_form(&NameForm { given: form.family, family: form.given, ..form }));
    }
    terms.extend(terms_of_home(&child.address, &child.postcode));
    terms.insert(school_term(&normalise::school(&child.school)));
    terms.into_iter().collect()
}

fn terms_of_form(form: &NameForm) -> Vec<i64> {
    let given = form.given.iter().map(|word| given_term(word));
    let family = form.family.iter().map(|word| family_term(word));
    let whole = form.family.whole();
    let both = form.given.iter().filter(|_| !whole.is_empty()).map(|word| name_term(word, &whole));
    given.chain(family).chain(both).collect()
}

fn terms_of_home(address: &str, postcode: &str) -> Vec<i64> {
    let Some(home) = Home::of(address, postcode) else { return Vec::new() };
    let words = home.words.iter().map(|word| place_term(word));
    words.chain(home.postcode.as_ref().map(postcode_term)).collect()
}

pub(super) fn given_term(word: &str) -> i64 {
    number(&["given", word])
}

pub(super) fn family_term(word: &str) -> i64 {
    number(&["family", word])
}

/// A given name together with a family name: names go together by language, so two common ones may be common together.
pub(super) fn name_term(given: &str, family: &str) -> i64 {
    number(&["name", given, family])
}

pub(super) fn place_term(word: &str) -> i64 {
    number(&["place", word])
}

pub(super) fn postcode_term(postcode: &Postcode) -> i64 {
    number(&["postcode", &postcode.outward, &postcode.inward])
}

pub(super) fn school_term(school: &str) -> i64 {
    number(&["school", school])
}

/// The same date with day and month exchanged, when that is another date.
pub(super) fn day_and_month_swapped(date: NaiveDate) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(date.year(), date.day(), date.month()).filter(|swapped| *swapped != date)
}

/// FNV-1a over the parts: short, quick, and the same for ever.
pub(super) fn number(parts: &[&str]) -> i64 {
    parts.iter().fold(FNV_START, |hash, part| hashed(hash, part)).cast_signed()
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

fn hashed(start: u64, part: &str) -> u64 {
    part.bytes().chain([0x1f]).fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Keys, each with what it is made of.
#[derive(Default)]
struct Keys(BTreeMap<i64, &'static str>);

impl Keys {
    fn add(&mut self, of: &'static str, parts: &[&str]) {
        let hash = parts.iter().fold(hashed(FNV_START, of), |hash, part| hashed(hash, part));
        self.0.insert(hash.cast_signed(), of);
    }

    fn identifiers(&mut self, nhs_number: &str, upn: &str) {
        if let Some(digits) = numbers::nhs_number(nhs_number) {
            self.add("NHS number", &[&digits]);
        }
        if let Some(upn) = numbers::upn(upn) {
            self.add("pupil number", &[&upn]);
        }
    }

    fn names(&mut self, forms: &[NameForm], born: &[NaiveDate], homes: &[Home]) {
        for (low, high) in forms.iter().flat_map(pairs) {
            self.add(BOTH_NAMES, &[&low, &high]);
            for date in born {
                self.dated_names(*date, &low, &high);
            }
            for postcode in homes.iter().filter_map(|h| h.postcode.as_ref()) {
                self.add("both names and district", &[&low, &high, &postcode.outward]);
                for name in [&low, &high].into_iter().filter(|n| !n.is_empty()) {
                    self.add("postcode and an initial", &[&postcode.whole(), initial(name)]);
                }
            }
        }
    }

    fn years(&mut self, forms: &[NameForm], years: [i32; 2]) {
        for (low, high) in forms.iter().flat_map(pairs) {
            for year in years {
                self.add("both names and year of birth", &[&low, &high, &year.to_string()]);
            }
        }
    }

    fn dated_names(&mut self, date: NaiveDate, low: &str, high: &str) {
        let (year, month, day) = (date.year().to_string(), date.month().to_string(), date.day().to_string());
        let whole = date.to_string();
        self.add("both names and year of birth", &[low, high, &year]);
        self.add("both names, month and day of birth", &[low, high, &month, &day]);
        if !low.is_empty() {
            self.add("date of birth and both initials", &[&whole, initial(low), initial(high)]);
        }
        for name in [low, high].into_iter().filter(|n| !n.is_empty()) {
            self.add("date of birth and one name", &[&whole, name]);
        }
    }

    fn homes(&mut self, forms: &[NameForm], born: &[NaiveDate], homes: &[Home]) {
        let names = forms.iter().flat_map(|form| form.given.first().into_iter().chain(form.family.last()));
        let names: BTreeSet<String> = names.map(|word| sound::code(word)).collect();
        for home in homes {
            let house = home.house();
            if !house.is_empty() {
                self.add("house and street", &[house, &sound::code(&home.street())]);
                for date in born {
                    self.add("date of birth and house number", &[&date.to_string(), house]);
                }
            }
            for place in home.proper_words() {
                for name in &names {
                    self.add("one name and one word of the address", &[&sound::code(place), name]);
                }
            }
            if let Some(postcode) = &home.postcode {
                if !house.is_empty() {
                    self.add("house number and postcode", &[house, &postcode.whole()]);
                }
                for date in born {
                    self.add("date of birth and district", &[&date.to_string(), &postcode.outward]);
                }
            }
        }
    }
}

fn initial(code: &str) -> &str {
    code.char_indices().nth(1).map_or(code, |(end, _)| code.get(..end).unwrap_or(code))
}

/// The sounds of given and family names, paired, the lower first: which of them is the family name need not be known.
/// The first two given names go with each of the first three words of the family name; two short words also as one,
/// since others write them so (Xiu Ying, Xiuying).
fn pairs(form: &NameForm) -> BTreeSet<(String, String)> {
    let codes = |words: &[String], most: usize| -> BTreeSet<String> {
        let mut codes: BTreeSet<String> = words.iter().take(most).map(|word| sound::code(word)).collect();
        let whole = words.concat();
        if words.is_empty() || (words.len() == 2 && whole.len() <= SHORT) {
            codes.insert(sound::code(&whole));
        }
        codes
    };
    let given = codes(&form.given, 2);
    let family = codes(&form.family, 3);
    let sorted = |g: &String, f: &String| if g <= f { (g.clone(), f.clone()) } else { (f.clone(), g.clone()) };
    given.iter().flat_map(|g| family.iter().map(move |f| sorted(g, f))).collect()
}

/// Two words of so many letters together may be written as one.
const SHORT: usize = 10;
