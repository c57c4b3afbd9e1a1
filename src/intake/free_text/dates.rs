//! Dates as people write them in letters.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use super::ages::{ordinal, small_number};
use crate::intake::values;

/// Every date, those written oddly too: "22nd of the 8th 2011", "29 ii 2020", "b. 250810".
pub(super) fn dates(text: &str, today: NaiveDate) -> Vec<(Range<usize>, NaiveDate)> {
    let mut found = values::dates(text, today);
    let tokens = values::tokens(text);
    for at in 0..tokens.len() {
        let word = |n: usize| tokens.get(at + n).map_or(String::new(), |t| t.text.to_lowercase());
        let odd = spaced(&word, today)
            .or_else(|| {
                run_together(
                    &word,
                    at.checked_sub(1).and_then(|b| tokens.get(b)).map_or("", |t| t.text),
                    at.checked_sub(2).and_then(|b| tokens.get(b)).map_or("", |t| t.text),
                    today,
                )
            })
            .or_else(|| spoken(&word))
            .or_else(|| otherwise(&word, today));
        let (Some((used, date)), Some(first)) = (odd, tokens.get(at)) else { continue };
        let end = tokens.get(at + used - 1).map_or(text.len(), values::Token::end);
        if !found.iter().any(|(range, _)| range.start < end && first.at < range.end) {
            found.push((first.at..end, date));
        }
    }
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// "22nd of the 8th 2011" and "29 ii 2020".
fn spaced(word: &impl Fn(usize) -> String, today: NaiveDate) -> Option<(usize, NaiveDate)> {
    let day: u32 = word(0).parse().ok().filter(|d| (1..=31).contains(d))?;
    let roman = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
    let mut at = 1;
    let mut ordinal = false;
    while ["st", "nd", "rd", "th", "of", "the", ".", "/"].contains(&word(at).as_str()) && at < 5 {
        ordinal |= word(at) == "of";
        at += 1;
    }
    let written = word(at);
    let month = match roman.iter().position(|r| *r == written) {
        Some(index) => u32::try_from(index + 1).ok()?,
        None if ordinal => written.parse().ok().filter(|m| (1..=12).contains(m))?,
        None => return None,
    };
    at += 1;
    while ["st", "nd", "rd", "th", "of", ".", ",", "/"].contains(&word(at).as_str()) && at < 9 {
        at += 1;
    }
    let year: i32 = Some(word(at)).filter(|y| y.len() == 4)?.parse().ok()?;
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    (date <= today && year >= 1900).then_some((at + 1, date))
}

/// "12 Aug '19", "March 7th, 2021", "30 06 2013" and "the 9th of this month".
fn otherwise(word: &impl Fn(usize) -> String, today: NaiveDate) -> Option<(usize, NaiveDate)> {
    let skip = |mut at: usize, small: &[&str]| {
        while small.contains(&word(at).as_str()) {
            at += 1;
        }
        at
    };
    let in_digits = |at: usize| word(at).parse::<u32>().ok();
    let suffixes = ["st", "nd", "rd", "th", "of", ",", "."];
    if let Some(day) = in_digits(0).filter(|d| (1..=31).contains(d)) {
        let at = skip(1, &suffixes);
        if word(at) == "this" && word(at + 1) == "month" {
            let date = NaiveDate::from_ymd_opt(today.year(), today.month(), day)?;
            return (date <= today).then_some((at + 2, date));
        }
        if let (Some(month), Some(year)) = (in_digits(1).filter(|m| *m <= 12), in_digits(2)) {
            let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
            return (word(2).len() == 4 && (1900..=2100).contains(&year)).then_some((3, date));
        }
        let quoted = ["'", "\u{2019}", "\u{2018}"].contains(&word(at + 1).as_str()) && word(at + 2).len() == 2;
        let date = quoted.then(|| values::date(&format!("{day} {} {}", word(at), word(at + 2)), today)).flatten()?;
        return Some((at + 3, date));
    }
    let (_, day, month) = values::day_and_month(&format!("{} {}", in_digits(1)?, word(0)))?;
    let at = skip(2, &suffixes);
    let year = Some(word(at)).filter(|y| y.len() == 4)?.parse().ok()?;
    NaiveDate::from_ymd_opt(year, month, day).map(|date| (at + 1, date))
}

/// "b. 250810": day, month and year without anything between, after a word of birth.
fn run_together(
    word: &impl Fn(usize) -> String,
    before: &str,
    two: &str,
    today: NaiveDate,
) -> Option<(usize, NaiveDate)> {
    let digits = Some(word(0)).filter(|w| matches!(w.len(), 6 | 8) && w.bytes().all(|b| b.is_ascii_digit()))?;
    let cue = if matches!(before, "." | ":") { two } else { before }.to_lowercase();
    if !["b", "born", "dob", "birth"].contains(&cue.as_str()) {
        return None;
    }
    let (day, rest) = digits.split_at_checked(2)?;
    let (month, year) = rest.split_at_checked(2)?;
    values::date(&format!("{day}/{month}/{year}"), today).map(|date| (1, date))
}

/// "the twenty third of may two thousand and seventeen"
fn spoken(word: &impl Fn(usize) -> String) -> Option<(usize, NaiveDate)> {
    let mut at = 0;
    let tens = match word(0).as_str() {
        "twenty" => 20,
        "thirty" => 30,
        _ => 0,
    };
    if tens > 0 {
        at += 1;
        if word(at) == "-" {
            at += 1;
        }
    }
    let day = tens + ordinal(&word(at))?;
    at += 1;
    if word(at) == "of" {
        at += 1;
    }
    let month = word(at);
    at += 1;
    if word(at) == "," {
        at += 1;
    }
    // "two thousand and seventeen", "twenty seventeen"
    let mut year = 2000;
    match (word(at).as_str(), word(at + 1).as_str()) {
        ("two", "thousand") => at += 2,
        ("twenty", _) => at += 1,
        (digits, _) => {
            let year: i32 = digits.parse().ok().filter(|y| (1900..=2100).contains(y))?;
            let (_, day, month) = values::day_and_month(&format!("{day} {month}"))?;
            return NaiveDate::from_ymd_opt(year, month, day).map(|date| (at + 1, date));
        }
    }
    if word(at) == "and" {
        at += 1;
    }
    // "two thousand and twenty-two"
    if let Some(small) = small_number(&word(at)).filter(|_| word(at).chars().all(char::is_alphabetic)) {
        year += i32::from(small);
        at += 1;
        at += usize::from(small == 20 && word(at) == "-");
        if small == 20
            && let Some(more) = small_number(&word(at)).filter(|n| *n < 10 && word(at).chars().all(char::is_alphabetic))
        {
            year += i32::from(more);
            at += 1;
        }
    }
    let date =
        values::dates(&format!("{day} {month} {year}"), NaiveDate::from_ymd_opt(2099, 1, 1)?).into_iter().next()?.1;
    Some((at, date))
}
