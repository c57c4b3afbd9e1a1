//! The checklist of essential information (I4): what is there, what is missing, and what cannot be right.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::family::Family;
use super::form::{Entry, Form};
use super::rules::{Essential, Field, Owner};
use super::values;
use crate::domain::{ChildFacts, Referrer, nhs_is_valid, upn_is_valid};

/// From this age on nobody is a child; young people leaving care are still worked with.
const GROWN: i32 = 25;
/// Most doubts that are listed, and most people who are looked at: a form has a handful.
const MOST_DOUBTS: usize = 30;
const MOST_PEOPLE: usize = 100;
/// A pregnancy ends within so many days from now.
const LONGEST_WAIT: i64 = 300;

/// What was looked for, by its plain name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Checklist {
    /// What is there.
    pub(super) given: Vec<String>,
    /// What is missing.
    pub(super) missing: Vec<String>,
    /// What is there and cannot be right, each with why.
    pub(super) doubtful: Vec<String>,
}

/// What a mail says, as far as the checklist asks for it.
pub(super) struct Said<'a> {
    /// Its forms.
    pub(super) forms: Vec<&'a Form>,
    /// Its people.
    pub(super) family: &'a Family,
    /// Who wrote.
    pub(super) referrer: &'a Referrer,
    /// The concern.
    pub(super) concern: &'a str,
    /// The day it was received.
    pub(super) received_on: NaiveDate,
}

/// Goes through the essential information.
pub(super) fn checklist(essential: &[Essential], said: &Said<'_>) -> Checklist {
    let known = known(said);
    let is_there = |e: &Essential| {
        let of_request = |field: &Field| field.of_the_request() && known.contains(&(None, *field));
        e.any.iter().any(|field| known.contains(&(e.of, *field)) || of_request(field))
    };
    let (given, missing): (Vec<&Essential>, Vec<&Essential>) = essential.iter().partition(|e| is_there(e));
    let names = |of: Vec<&Essential>| of.into_iter().map(|e| e.name.clone()).collect();
    Checklist { given: names(given), missing: names(missing), doubtful: doubtful(said) }
}

/// The fields that something is said of, by whom they are of; of the child and the request by nobody.
fn known(said: &Said<'_>) -> BTreeSet<(Option<Owner>, Field)> {
    let mut known: BTreeSet<(Option<Owner>, Field)> = BTreeSet::new();
    for form in &said.forms {
        known.extend(form.request.keys().map(|field| (None, *field)));
        for entry in &form.entries {
            let owner = entry.owner.filter(|owner| *owner != Owner::Child);
            known.extend(entry.values.keys().map(|field| (owner, *field)));
        }
    }
    let mut add = |there: bool, owner: Option<Owner>, field: Field| {
        if there {
            known.insert((owner, field));
        }
    };
    for child in &said.family.children {
        add(child.date_of_birth.is_some(), None, Field::DateOfBirth);
        add(child.age.is_some(), None, Field::Age);
        add(!child.address.is_empty(), None, Field::Address);
        add(!child.postcode.is_empty(), None, Field::Postcode);
        add(!child.school.is_empty(), None, Field::School);
    }
    add(!said.family.household.is_empty(), Some(Owner::Household), Field::Name);
    add(!said.concern.trim().is_empty(), None, Field::Concern);
    add(!said.referrer.name.is_empty(), Some(Owner::Referrer), Field::Name);
    add(!said.referrer.telephone.is_empty(), Some(Owner::Referrer), Field::Telephone);
    known
}

/// What cannot be right, of the children and of what their forms say.
fn doubtful(said: &Said<'_>) -> Vec<String> {
    let today = said.received_on;
    let mut doubts: Vec<String> = Vec::new();
    let mut doubt = |of: &str, why: Option<String>| {
        let Some(why) = why.filter(|_| doubts.len() < MOST_DOUBTS) else { return };
        let line = if of.is_empty() { why } else { format!("{of}: {why}") };
        if !doubts.contains(&line) {
            doubts.push(line);
        }
    };
    let due = said.forms.iter().flat_map(|form| &form.entries).any(|entry| entry.has(&[Field::DueDate]));
    let children = || said.family.children.iter().take(MOST_PEOPLE);
    for child in children() {
        let name = child.name.full();
        doubt(&name, born(child, due, today));
        doubt(&name, age(child.age, child.date_of_birth, today));
        doubt(&name, nhs_number(&child.nhs_number));
        doubt(&name, upn(&child.upn));
        doubt(&name, postcode(&child.postcode));
    }
    let of_children = |entry: &&Entry| matches!(entry.owner, Some(Owner::Child) | None);
    for entry in said.forms.iter().flat_map(|form| &form.entries).filter(of_children).take(MOST_PEOPLE) {
        let name = [Field::Name, Field::Given, Field::Family].map(|field| entry.get(field).trim().to_owned());
        let name = name.join(" ").trim().to_owned();
        let name = children().map(|c| c.name.full()).find(|full| same_words(full, &name)).unwrap_or(name);
        let written = entry.get(Field::DateOfBirth);
        doubt(&name, unreadable_date(written, today));
        doubt(&name, age(values::age(entry.get(Field::Age)), values::date(written, today), today));
        doubt(&name, unreadable_postcode(entry.get(Field::Postcode)));
        if entry.get(Field::Upn).is_empty() {
            doubt(&name, short_nhs_number(entry.get(Field::NhsNumber)));
        }
    }
    for form in &said.forms {
        let incident = form.request.get(&Field::IncidentDate).and_then(|date| values::date(date, today));
        let future = incident.filter(|date| *date > today);
        doubt("", future.map(|date| format!("date of the incident {}: it is in the future", date.format("%d/%m/%Y"))));
    }
    doubts
}

fn same_words(a: &str, b: &str) -> bool {
    let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<BTreeSet<_>>();
    words(a) == words(b)
}

/// A date of birth that cannot be one. `due` says that the form names a due date: else a day to come, of a child who has a
/// given name, is a slip.
fn born(child: &ChildFacts, due: bool, today: NaiveDate) -> Option<String> {
    let date = child.date_of_birth?;
    let shown = date.format("%d/%m/%Y");
    let away = (date - today).num_days();
    if child.unborn && (due || child.name.given.is_empty()) {
        return match away {
            _ if away > LONGEST_WAIT => Some(format!("due date {shown}: it is more than ten months away")),
            _ if away < -LONGEST_WAIT => Some(format!("due date {shown}: it is long past")),
            _ => None,
        };
    }
    if away > 0 {
        return Some(format!("date of birth {shown}: it is in the future"));
    }
    let by_date = years(date, today);
    (by_date >= GROWN).then(|| format!("date of birth {shown}: it makes them {by_date}"))
}

/// Completed years.
fn years(born: NaiveDate, today: NaiveDate) -> i32 {
    let before_birthday = (today.month(), today.day()) < (born.month(), born.day());
    today.year() - born.year() - i32::from(before_birthday)
}

/// An age and a date that disagree by more than one birthday.
fn age(age: Option<u8>, born: Option<NaiveDate>, today: NaiveDate) -> Option<String> {
    let (age, born) = (i32::from(age?), born.filter(|date| *date <= today + TimeDelta::days(1))?);
    let by_date = years(born, today);
    ((age - by_date).abs() > 1)
        .then(|| format!("age {age}: by the date of birth {} they are {by_date}", born.format("%d/%m/%Y")))
}

fn nhs_number(digits: &str) -> Option<String> {
    let wrong = !digits.is_empty() && !nhs_is_valid(digits);
    wrong.then(|| format!("NHS number {digits}: its check digit is wrong"))
}

fn upn(written: &str) -> Option<String> {
    let clean: String = written.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let wrong = clean.len() == 13 && !upn_is_valid(&clean);
    wrong.then(|| format!("unique pupil number {clean}: its check letter is wrong"))
}

/// Letters that no postcode has there: the first, the second, and the two of its end.
fn postcode(code: &str) -> Option<String> {
    let (outward, inward) = code.split_once(' ')?;
    let has = |text: &str, at: usize, letters: &str| text.chars().nth(at).is_some_and(|c| letters.contains(c));
    let cannot_be =
        has(outward, 0, "QVX") || has(outward, 1, "IJZ") || has(inward, 1, "CIKMOV") || has(inward, 2, "CIKMOV");
    // "No fixed abode" and "address not known" have codes of their own.
    let kept_for_none = outward == "ZZ99";
    (cannot_be && !kept_for_none).then(|| format!("postcode {code}: there can be no such postcode"))
}

/// What stands where a date belongs and is none: "31/02/2019".
fn unreadable_date(written: &str, today: NaiveDate) -> Option<String> {
    let written = written.trim();
    let looks = written.chars().filter(char::is_ascii_digit).count() >= 4 && written.chars().count() <= 30;
    let is_date = values::date(written, today).is_some();
    (looks && !is_date && values::age(written).is_none_or(|_| written.contains(['/', '.', '-'])))
        .then(|| format!("date of birth \"{written}\": there is no such day"))
}

fn unreadable_postcode(written: &str) -> Option<String> {
    let written = written.trim();
    let looks = written.chars().any(|c| c.is_ascii_digit()) && (3..=10).contains(&written.chars().count());
    (looks && values::postcode(written).is_none())
        .then(|| format!("postcode \"{written}\": it is not whole, or there can be no such postcode"))
}

fn short_nhs_number(written: &str) -> Option<String> {
    let digits = written.chars().filter(char::is_ascii_digit).count();
    let only_number = written.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || c == '-');
    (only_number && digits >= 6 && digits != 10)
        .then(|| format!("NHS number \"{}\": it has {digits} digits and not ten", written.trim()))
}

#[cfg(test)]
mod tests;
