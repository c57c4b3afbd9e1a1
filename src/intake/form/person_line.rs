//! A line that says all of one person: `1. KHAN, Aisha (F), d.o.b. 3.4.19, of 1 Elm Grove, attends Hillside`, or
//! `Ama Nguyen – Mother – 01/02/1990`.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::intake::rules::Field;
use crate::intake::values;

/// What a line says of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Said {
    /// The values, as written; a date of birth of which only the mark is there is empty.
    pub(super) values: BTreeMap<Field, String>,
    /// The parts that are none of them: perhaps a relationship.
    pub(super) parts: Vec<String>,
}

/// Marks of a date of birth.
const BORN: [&str; 6] = ["date of birth", "d.o.b.", "d.o.b", "dob", "born on", "born"];
/// Marks of a due date.
const DUE: [&str; 4] = ["e.d.d", "edd", "due date", "due"];
/// Marks of an address.
const LIVES: [&str; 5] = ["of ", "living at ", "lives at ", "address: ", "address "];
/// Marks of a school.
const ATTENDS: [&str; 4] = ["attends ", "attending ", "school: ", "pupil at "];
/// Most words of a name.
const LONGEST_NAME: usize = 6;

/// Most words of a line that says all of one person.
const LONGEST_LINE: usize = 28;

/// Words that begin no name: days, and what sections are called. Three letters of a day are enough.
const NO_NAMES: [&str; 27] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "tues",
    "thur",
    "thurs",
    "section",
    "part",
    "page",
    "question",
    "form",
    "on",
    "in",
    "at",
    "the",
    "he",
    "she",
    "they",
    "we",
    "since",
    "from",
    "date",
    "time",
];

/// The line without its number or bullet.
pub(super) fn without_bullet(line: &str) -> &str {
    let line = line.trim();
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == '(');
    if rest.len() < line.len()
        && line.len() - rest.len() <= 3
        && let Some(rest) = rest.strip_prefix(['.', ')'])
    {
        return rest.trim_start();
    }
    line.trim_start_matches(['*', '\u{2022}', '\u{b7}', '-', '\u{2013}', '\u{f0b7}', ' '])
}

/// Whether what stands before a colon ends in the mark of a fact, so that the line does not begin with a label.
pub(super) fn is_mark(before: &str) -> bool {
    let lower = before.to_ascii_lowercase();
    before.contains([',', '(', '\u{2013}'])
        && BORN.iter().chain(&DUE).chain(&["address", "school"]).any(|mark| lower.ends_with(mark))
}

/// What a line says of one person; `None` where it does not begin with a name that facts follow.
pub(super) fn read(text: &str) -> Option<Said> {
    let text = values::with_plain_dates(text.trim());
    let text = text.as_str();
    // A sentence about somebody is no line of a list.
    if text.split_whitespace().count() > LONGEST_LINE {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let marks = [
        " (",
        " d.o.b",
        " dob",
        " born",
        " date of birth",
        " edd",
        " e.d.d",
        " due ",
        " \u{2013} ",
        " \u{2014} ",
        " - ",
        " | ",
        "\t",
        ", aged",
        " aged ",
    ];
    let end = marks.iter().filter_map(|mark| lower.find(mark)).chain(lower.find(|c: char| c.is_ascii_digit())).min()?;
    let name = text.get(..end)?.trim_matches([',', ';', ':', '-', '\u{2013}', ' ']);
    if !is_name(name) {
        return None;
    }
    let mut said = Said::default();
    said.values.insert(Field::Name, name.to_owned());
    let tail = text.get(end..)?.replace(" - ", "\u{2013}");
    let mut open = false;
    for part in tail.split([',', ';', '(', ')', '|', '\t', '\u{2013}', '\u{2014}']) {
        let part = part.trim();
        if !open && is_told(part) {
            return None;
        }
        if !part.is_empty() {
            open = said.part(part, open);
        }
    }
    // An address without a mark is known by its postcode.
    if !said.values.contains_key(&Field::Address) {
        let parts =
            tail.split(['(', ')', ';', '|', '\t', '\u{2013}', '\u{2014}']).map(|part| part.trim_matches([',', ' ']));
        let address = parts
            .map(|part| part.strip_prefix("of ").unwrap_or(part))
            .find(|part| super::filling::is_above(part) || values::postcode(part).is_some() && !is_date(part));
        said.values.extend(address.map(|address| (Field::Address, address.to_owned())));
    }
    (said.values.len() > 1 || !said.parts.is_empty()).then_some(said)
}

/// Whether a part is a piece of a sentence: many words, and none of the facts that may take so many.
fn is_told(part: &str) -> bool {
    const MOST: usize = 6;
    let lower = part.to_ascii_lowercase();
    let marked = LIVES.iter().chain(&ATTENDS).any(|mark| lower.starts_with(mark.trim_end_matches([':', ' '])));
    part.split_whitespace().count() > MOST && !marked && !is_date(part) && values::postcode(part).is_none()
}

impl Said {
    /// One part of the line. `open`: an address has begun, and goes on with it. Returns whether it still does.
    fn part(&mut self, part: &str, open: bool) -> bool {
        let lower = part.to_ascii_lowercase();
        let after = |marks: &[&str]| {
            let mark = marks.iter().find(|mark| lower.starts_with(**mark))?;
            let rest = part.get(mark.len()..)?;
            let whole = mark.ends_with([' ', '.']) || !rest.starts_with(char::is_alphanumeric);
            whole.then(|| rest.trim_start_matches(['.', ':', ' ']).to_owned())
        };
        if let Some(school) = after(&ATTENDS) {
            self.put(Field::School, school);
        } else if let Some(born) = after(&BORN) {
            self.put(Field::DateOfBirth, born);
        } else if let Some(address) = after(&LIVES).filter(|_| !self.values.contains_key(&Field::Address)) {
            self.put(Field::Address, address);
            return true;
        } else if open {
            if let Some(address) = self.values.get_mut(&Field::Address) {
                address.push_str(", ");
                address.push_str(part);
            }
            return true;
        } else if after(&DUE).is_some() {
            self.put(Field::DueDate, part.to_owned());
        } else if ["m", "f", "male", "female", "boy", "girl"].contains(&lower.as_str()) {
            self.put(Field::Gender, part.to_owned());
        } else if part.chars().any(|c| c.is_ascii_digit()) {
            let old = lower.starts_with("age") || lower.contains("year") || lower.contains("yrs");
            if is_date(part) {
                self.put(Field::DateOfBirth, part.to_owned());
            } else if old {
                self.put(Field::Age, part.to_owned());
            }
        } else {
            self.parts.push(part.to_owned());
        }
        false
    }

    fn put(&mut self, field: Field, value: String) {
        self.values.entry(field).or_insert(value);
    }
}

pub(super) fn is_date(part: &str) -> bool {
    NaiveDate::from_ymd_opt(2100, 1, 1).is_some_and(|late| values::date(part, late).is_some())
}

/// Whether this can be a name: a few words that begin large, or a small word between.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let large = |word: &&str| word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    let first = words.first().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    let dated =
        first.is_some_and(|w| NO_NAMES.iter().any(|no| *no == w || no.len() > 5 && no.get(..3) == Some(w.as_str())));
    (1..=LONGEST_NAME).contains(&words.len())
        && !dated
        && !text.contains([':', '/', '@', '?', '!', '"'])
        && text.chars().filter(|c| *c == ',').count() <= 1
        && words.iter().filter(|w| large(w)).count() * 2 >= words.len()
        && words.last().is_some_and(|word| word.contains(char::is_uppercase))
        && words
            .iter()
            .all(|w| w.contains(char::is_uppercase) || w.chars().count() <= 4 || ["child", "infant"].contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(line: &str, field: Field) -> String {
        read(without_bullet(line)).and_then(|said| said.values.get(&field).cloned()).unwrap_or_default()
    }

    #[test]
    fn i3_a_line_says_all_of_one_person() {
        let line = "1. KHAN, Aisha (F), d.o.b. 3.4.19, of 1 Elm Grove, Hull, HU1 1AA, attends Oak School";
        for (field, value) in [
            (Field::Name, "KHAN, Aisha"),
            (Field::Gender, "F"),
            (Field::DateOfBirth, "3.4.19"),
            (Field::Address, "1 Elm Grove, Hull, HU1 1AA"),
            (Field::School, "Oak School"),
        ] {
            assert_eq!(get(line, field), value);
        }
        assert_eq!(get("Ama van Nguyen – Mother – 01/02/1990", Field::DateOfBirth), "01/02/1990");
        assert_eq!(get("2) Kofi Nguyen (M) born 7 March 2021", Field::DateOfBirth), "7 March 2021");
        assert_eq!(get("Kofi Nguyen, aged 6", Field::Age), "aged 6");
    }

    #[test]
    fn i3_a_sentence_is_no_person() {
        for line in [
            "Kofi came to school on 7 March",
            "14 Elm Grove",
            "Kofi Nguyen",
            "Sun 5 Jun 2011",
            "Leeds LS25 8TH",
            "Section C – Parents",
        ] {
            assert_eq!(read(without_bullet(line)), None, "{line}");
        }
    }
}
