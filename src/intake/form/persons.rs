//! Several people in one value, a line each: `1) Kofi Nguyen 07/03/2021 (M)`, `Ama Nguyen (Mother) 1.2.90`.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Entry, Reading};
use crate::intake::rules::{Field, Owner};
use crate::intake::values;

/// What follows a name in such a line.
const AFTER: [&str; 12] =
    [" (", " \u{2013} ", " - ", " dob", " d.o.b", " born", ", born", " aged", ", aged", " age ", " edd", " due "];

/// A list of people, a line each, of one owner.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listing(Option<Owner>);

impl Reading<'_> {
    /// Reads a value as people, a line each; `false` where it is none. One line is a person where more than a
    /// name stands in it.
    pub(super) fn persons(&mut self, owner: Option<Owner>, value: &str) -> bool {
        if !matches!(owner, None | Some(Owner::Child | Owner::Household | Owner::Sibling)) {
            return false;
        }
        let lines: Vec<&str> = value.lines().flat_map(people_of).map(str::trim).filter(|l| !l.is_empty()).collect();
        // "Child 2" in a row of headings names nobody.
        if lines.iter().any(|line| self.reader.dictionary.meaning(line).is_some_and(|m| m.exact)) {
            return false;
        }
        let people: Vec<BTreeMap<Field, String>> = lines.iter().filter_map(|line| person(line)).collect();
        let told = people.iter().filter(|p| p.len() > 1).count();
        if people.len() != lines.len() || told == 0 || told * 2 < people.len() {
            return false;
        }
        self.listing = Some(Listing(owner));
        self.add_people(owner, people);
        true
    }

    /// Whether a line is one more person of a list that has begun.
    pub(super) fn one_more(&mut self, line: &str) -> bool {
        let Some(Listing(owner)) = self.listing.take() else { return false };
        // A name alone may be anybody's: a signature follows a list too.
        if self.starts_with_label(line) {
            return false;
        }
        let Some(found) = person(line).filter(|p| p.len() > 1) else {
            let goes_on = self.rest_of_line(line);
            self.listing = goes_on.then_some(Listing(owner));
            return goes_on;
        };
        self.add_people(owner, vec![found]);
        self.listing = Some(Listing(owner));
        true
    }

    /// The end of a person's line that was wrapped: `2020 (F)`.
    fn rest_of_line(&mut self, line: &str) -> bool {
        if self.reader.is_blank(line) {
            return true;
        }
        if !line.starts_with(|c: char| c.is_ascii_digit() || c == '(') || line.split_whitespace().count() > 5 {
            return false;
        }
        let (Some(rest), Some(last)) = (person(&format!("X {line}")), self.form.entries.last_mut()) else {
            return false;
        };
        for (field, value) in rest.into_iter().filter(|(field, _)| *field != Field::Name) {
            match last.values.get_mut(&field).filter(|_| field == Field::DateOfBirth) {
                Some(date) => {
                    date.push(' ');
                    date.push_str(&value);
                }
                None => {
                    last.values.entry(field).or_insert(value);
                }
            }
        }
        true
    }

    fn starts_with_label(&self, line: &str) -> bool {
        let before = line.split_once(':').map_or(line, |(before, _)| before);
        self.reader.dictionary.meaning(before).is_some_and(|m| m.exact)
    }

    fn add_people(&mut self, owner: Option<Owner>, people: Vec<BTreeMap<Field, String>>) {
        for values in people {
            let relationship = values.get(&Field::Relationship).map(String::as_str);
            let of = match (owner, relationship) {
                (Some(Owner::Household | Owner::Sibling), Some(said)) => Some(self.related_owner(Some(said))),
                _ => owner,
            };
            self.add(Entry { owner: of, values, ..Entry::default() });
        }
    }
}

/// A line parted where one person ends and the next begins: after a date with its bracket, where a further name
/// with a date follows (`Ama Nguyen 3.4.19 (F) Kofi Nguyen 4.5.20 (M)`).
fn people_of(line: &str) -> Vec<&str> {
    let Some(any_day) = NaiveDate::from_ymd_opt(2020, 1, 1) else { return vec![line] };
    let dates = values::dates(line, any_day);
    let mut parts = Vec::new();
    let mut from = 0;
    for pair in dates.windows(2) {
        let [(before, _), (after, _)] = pair else { continue };
        let Some(between) = line.get(before.end..after.start) else { continue };
        let bracket = between.trim_start().starts_with('(').then(|| between.find(')')).flatten();
        let end = before.end + bracket.map_or(0, |at| at + 1);
        let Some(next) = line.get(end..after.start) else { continue };
        let next = next.trim_start_matches([',', ';', ' ', '&', '\u{2013}', '-']);
        let next = next.strip_prefix("and ").unwrap_or(next);
        if next.starts_with(char::is_uppercase) && next.split_whitespace().count() >= 2 {
            parts.extend(line.get(from..end));
            from = after.start - next.len();
        }
    }
    parts.extend(line.get(from..));
    parts
}

/// A name without the day of the week before the date that follows it: `Ama Nguyen Tue`.
fn without_weekday(name: &str) -> &str {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let Some((before, last)) = name.rsplit_once(' ') else { return name };
    let last = last.trim_end_matches([',', '.']).to_lowercase();
    let day = DAYS.iter().any(|day| last == *day || last.starts_with(day) && last.ends_with("day"));
    if day { before.trim_end_matches([',', ' ']) } else { name }
}

/// Whether a line says of a person more than a name.
pub(super) fn is_person(line: &str) -> bool {
    person(line).is_some_and(|found| found.len() > 1)
}

/// Name, date, sex and relationship of one line.
fn person(line: &str) -> Option<BTreeMap<Field, String>> {
    let plain = values::with_plain_dates(unnumbered(line));
    let line = plain.as_str();
    let lower = line.to_lowercase();
    let any_day = NaiveDate::from_ymd_opt(2020, 1, 1)?;
    let date = values::dates(line, any_day).first().map(|(range, _)| range.start);
    let digit = line.find(|c: char| c.is_ascii_digit());
    let word = AFTER.iter().filter_map(|w| lower.find(w)).min().filter(|at| line.is_char_boundary(*at));
    let cut = [date, digit, word].into_iter().flatten().min().unwrap_or(line.len());
    let name = line.get(..cut)?.trim().trim_end_matches([',', ';', ':', '-', '\u{2013}', ' ']);
    let mut name = without_weekday(name);
    for word in [" approx", " aged", " about", " age"] {
        name = name.strip_suffix(word).unwrap_or(name).trim_end();
    }
    let mut found = BTreeMap::new();
    // "Aisha Khan, not known, female"
    while let Some((before, last)) = name.rsplit_once(',') {
        let said = last.trim().to_lowercase();
        let unknown =
            ["not known", "unknown", "n/k", "nk", "tbc", "?", "age unknown", "dob unknown"].contains(&said.as_str());
        let gender = !values::gender(last).0.is_empty() && said.split_whitespace().count() == 1;
        if !unknown && !gender {
            break;
        }
        if gender {
            found.insert(Field::Gender, last.trim().to_owned());
        }
        name = before.trim();
    }
    let mut first = name.chars();
    if name.contains(':')
        || !(1..=6).contains(&name.split_whitespace().count())
        || !first.next().is_some_and(char::is_alphabetic)
    {
        return None;
    }
    found.insert(Field::Name, name.to_owned());
    let mut rest = line.get(cut..)?.to_owned();
    while let Some((before, inner, after)) = bracket(&rest) {
        let (gender, _) = values::gender(&inner);
        if !gender.is_empty() && inner.len() <= 6 {
            found.insert(Field::Gender, inner);
        } else if values::ALSO_CALLED.iter().any(|mark| inner.to_lowercase().starts_with(mark.trim())) {
            found.insert(Field::Name, format!("{name} ({inner})"));
        } else if !inner.is_empty() && !inner.chars().any(|c| c.is_ascii_digit()) {
            found.entry(Field::Relationship).or_insert(inner);
        }
        rest = format!("{before} {after}");
    }
    let rest = rest.trim().trim_start_matches([',', ';', ':', '-', '\u{2013}', ' ']).trim();
    if rest.chars().any(|c| c.is_ascii_digit()) {
        found.insert(Field::DateOfBirth, rest.to_owned());
    }
    Some(found)
}

fn bracket(text: &str) -> Option<(String, String, String)> {
    let (before, rest) = text.split_once('(')?;
    let (inner, after) = rest.split_once(')')?;
    Some((before.to_owned(), inner.trim().to_owned(), after.to_owned()))
}

/// A line without its bullet or number.
fn unnumbered(line: &str) -> &str {
    let line = line.trim().trim_start_matches(['\u{2022}', '-', '*', '\u{2013}']).trim_start();
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    match line.get(digits..) {
        Some(rest) if (1..=2).contains(&digits) => rest.strip_prefix(['.', ')', ':']).map_or(line, str::trim_start),
        _ => line,
    }
}
