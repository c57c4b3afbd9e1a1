//! Dates as people and forms write them.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use super::{Token, tokens};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let named = |name: &&'static str| {
        **name == word || (word.len() >= 3 && name.starts_with(&word)) || (word == "sept" && **name == *"september")
    };
    MONTHS.iter().position(named).and_then(|at| u32::try_from(at + 1).ok())
}

/// The day of these parts, British order; a two-digit year is the latest that is not more than a year after `today`.
fn day(d: u32, m: u32, year: &str, today: NaiveDate) -> Option<NaiveDate> {
    let written: i32 = year.parse().ok()?;
    let make = |y: i32| NaiveDate::from_ymd_opt(y, m, d);
    let date = match year.len() {
        4 => make(written),
        2 => {
            let century = today.year() - today.year().rem_euclid(100);
            make(century + written)
                .filter(|date| *date <= today + chrono::TimeDelta::days(366))
                .or_else(|| make(century - 100 + written))
        }
        _ => None,
    }?;
    (1900..=2100).contains(&date.year()).then_some(date)
}

/// Every date in the text with where it stands.
#[must_use]
pub(crate) fn dates(text: &str, today: NaiveDate) -> Vec<(Range<usize>, NaiveDate)> {
    let tokens = tokens(text);
    let mut found: Vec<(Range<usize>, NaiveDate)> = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        if let Some((used, date)) = tokens.get(index..).and_then(|rest| date_at(rest, today)) {
            let end = tokens.get(index + used - 1).map_or(text.len(), Token::end);
            let start = tokens.get(index).map_or(0, |t| t.at);
            found.push((start..end, date));
            index += used;
        } else {
            index += 1;
        }
    }
    found
}

/// A date at the beginning of these tokens, and how many it takes.
fn date_at(tokens: &[Token<'_>], today: NaiveDate) -> Option<(usize, NaiveDate)> {
    let text = |at: usize| tokens.get(at).map(|t| t.text);
    let number = |at: usize| tokens.get(at).and_then(Token::number);
    let separator = |at: usize| text(at).is_some_and(|t| matches!(t, "/" | "." | "-" | "\u{2013}" | "\\"));
    let first = number(0)?;
    if separator(1) && separator(3) && number(2).is_some() {
        let (second, third) = (number(2)?, text(4)?);
        if text(0)?.len() == 4 {
            return (second <= 12).then(|| day(number(4)?, second, text(0)?, today)).flatten().map(|date| (5, date));
        }
        return day(first, second, third, today)
            // Month first, where it cannot be British.
            .or_else(|| (second > 12).then(|| day(second, first, third, today)).flatten())
            .map(|date| (5, date));
    }
    // "7th of March 2021", "7-Mar-21"
    let mut at = 1;
    if text(at).is_some_and(|t| matches!(t.to_lowercase().as_str(), "st" | "nd" | "rd" | "th")) {
        at += 1;
    }
    if text(at).is_some_and(|t| t.eq_ignore_ascii_case("of")) || separator(at) {
        at += 1;
    }
    let named = month(text(at)?)?;
    at += 1;
    if separator(at) || text(at) == Some(",") {
        at += 1;
    }
    Some((at + 1, day(first, named, text(at)?, today)?))
}

/// A date written month first in words: "March 7, 2021".
fn month_first(tokens: &[Token<'_>], today: NaiveDate) -> Option<NaiveDate> {
    let text = |at: usize| tokens.get(at).map(|t| t.text);
    let named = month(text(0)?)?;
    let d = tokens.get(1)?.number()?;
    let mut at = 2;
    while text(at).is_some_and(|t| matches!(t.to_lowercase().as_str(), "st" | "nd" | "rd" | "th" | ",")) {
        at += 1;
    }
    day(d, named, text(at)?, today)
}

/// The first day and month without a year, with where it stands: "Friday 27th November".
#[must_use]
pub(crate) fn day_and_month(text: &str) -> Option<(usize, u32, u32)> {
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|at| {
        let rest = tokens.get(at..)?;
        let d = rest.first()?.number().filter(|d| (1..=31).contains(d))?;
        let mut next = 1;
        while rest.get(next).is_some_and(|t| matches!(t.text.to_lowercase().as_str(), "st" | "nd" | "rd" | "th" | "of"))
        {
            next += 1;
        }
        let m = month(rest.get(next)?.text)?;
        Some((rest.first()?.at, d, m))
    })
}

/// The first date of a value.
#[must_use]
pub(crate) fn date(value: &str, today: NaiveDate) -> Option<NaiveDate> {
    if let Some(date) = asked_in_parts(value, today) {
        return Some(date);
    }
    if let Some((_, date)) = dates(value, today).into_iter().next() {
        return Some(date);
    }
    let tokens = tokens(value);
    (0..tokens.len()).find_map(|at| tokens.get(at..).and_then(|rest| month_first(rest, today)))
}

/// A date whose parts a web form asked for one by one: `Day 22 Month 6 Year 2013`.
fn asked_in_parts(value: &str, today: NaiveDate) -> Option<NaiveDate> {
    let lower = value.to_lowercase();
    let after = |name: &str| lower.split_once(name).map(|(_, rest)| rest.trim_start_matches([':', ' ', '\n']));
    let (day, month, year) = (after("day")?, after("month")?, after("year")?);
    let first = |text: &str| text.split_whitespace().next().unwrap_or_default().trim_end_matches(',').to_owned();
    dates(&format!("{} {} {}", first(day), first(month), first(year)), today)
        .into_iter()
        .chain(dates(&format!("{}/{}/{}", first(day), first(month), first(year)), today))
        .map(|(_, date)| date)
        .next()
}

/// A text whose dates are in one piece and begin with their day: "November 14th, 2017" as "14th November 2017".
#[must_use]
pub(crate) fn with_plain_dates(text: &str) -> String {
    let text = without_date_commas(text);
    let words: Vec<&str> = text.split(' ').collect();
    let month = |word: &str| {
        let lower = word.to_lowercase();
        lower.len() >= 3 && MONTHS.iter().any(|m| *m == lower || lower.len() == 3 && m.starts_with(&lower))
    };
    let day = |word: &str| {
        let number = word.trim_end_matches(char::is_alphabetic);
        (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()) && word.len() - number.len() <= 2
    };
    let year = |word: &str| word.get(..4).is_some_and(|y| y.bytes().all(|b| b.is_ascii_digit()));
    let mut out: Vec<&str> = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let next = |n: usize| words.get(at + n).copied().unwrap_or_default();
        if month(word) && day(next(1)) && year(next(2)) {
            out.extend([next(1), word]);
            at += 2;
        } else {
            out.push(word);
            at += 1;
        }
    }
    out.join(" ")
}

fn without_date_commas(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let before = text.get(..at).unwrap_or_default().trim_end_matches(char::is_alphabetic);
        let after = text.get(at + c.len_utf8()..).unwrap_or_default().trim_start();
        let year = after
            .get(..4)
            .is_some_and(|y| y.bytes().all(|b| b.is_ascii_digit()) && (y.starts_with("19") || y.starts_with("20")));
        let day = before.ends_with(|c: char| c.is_ascii_digit()) && at - before.len() <= 2;
        if c != ',' || !(year && day) {
            out.push(c);
        }
    }
    out
}
