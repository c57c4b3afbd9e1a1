//! Automatic replies: whether a mail is one, and until when its writer is away.

use std::ops::Range;

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::phrases::{fold, places};
use super::rules::Rules;
use super::values::{self, Token};
use crate::domain::Envelope;

/// Whether header or subject say that a machine answers in somebody's absence.
pub(super) fn is_automatic_reply(envelope: &Envelope, rules: &Rules) -> bool {
    let subject = fold(&envelope.subject);
    envelope.automatic.auto_replied
        || rules.automatic_subjects.iter().any(|s| subject.trim().starts_with(fold(s).trim()))
}

/// Words after which the last day away stands, and words after which the first day back stands.
const UNTIL: [&str; 9] =
    ["until", "till", "up to", "through", "to and including", "up until", "inclusive of", "ends on", "untill"];
const BACK: [&str; 17] = [
    "returning",
    "return on",
    "return to work",
    "return date",
    "returns on",
    "back on",
    "back from",
    "back in the office",
    "back at work",
    "back to work",
    "will be back",
    "i return",
    "be back",
    "in the office again",
    "return to the office",
    "next in",
    "next working day is",
];
/// What stands between the first and the last day away.
const BETWEEN: [&str; 9] =
    ["to", "-", "until", "till", "and", "through", "up to", "to and including", "until and including"];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// Most characters between such a word and its day.
const WINDOW: usize = 60;

/// The last day away that a text names. `today` is the day it was received.
pub(super) fn until(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let folded = fold(text);
    let lower = folded.as_str();
    let after = |marks: &[&str]| {
        marks
            .iter()
            .flat_map(|mark| places(lower, mark).map(|at| at + mark.len()).collect::<Vec<usize>>())
            .filter_map(|at| {
                let window: String = lower.get(at..)?.chars().take(WINDOW).collect();
                first_day(sentence(&window), today)
            })
            .find(|date| *date >= today - TimeDelta::days(1))
    };
    // The day back is the plainer word: "away until I am back on".
    after(&BACK).map(|back| back - TimeDelta::days(1)).or_else(|| after(&UNTIL)).or_else(|| range_end(lower, today))
}

/// The text to the end of its sentence. "30.11.2026", "30. November" and "Mon." end none.
fn sentence(text: &str) -> &str {
    let ends = |at: usize| {
        let before = text.get(..at).unwrap_or_default();
        let letters = before.chars().rev().take_while(|c| c.is_alphabetic()).count();
        letters > 3 && !before.ends_with("sept")
    };
    let dot = text.match_indices(". ").map(|(at, _)| at).find(|at| ends(*at));
    let end = dot.into_iter().chain(text.find(['!', '?'])).min();
    text.get(..end.unwrap_or(text.len())).unwrap_or(text)
}

/// "from 20 November to 30 November", "20/11 - 30/11/2026".
fn range_end(lower: &str, today: NaiveDate) -> Option<NaiveDate> {
    let days = days(lower, today);
    days.windows(2).find_map(|pair| {
        let [(first, start), (second, end)] = pair else { return None };
        let between = lower.get(first.end..second.start)?.trim();
        // "Monday 23 November to Friday 27 November": the second's weekday stands between them.
        let between = WEEKDAYS.iter().find_map(|day| between.strip_suffix(day)).unwrap_or(between).trim();
        (BETWEEN.contains(&between) && start <= end && *end >= today).then_some(*end)
    })
}

/// All days of a text in order: dates with their year, and the next day of that name or number.
fn days(text: &str, today: NaiveDate) -> Vec<(Range<usize>, NaiveDate)> {
    // "23/11 - 4/12" are two days, and no day of 2012.
    let one_piece = |range: &Range<usize>| {
        text.get(range.clone()).is_some_and(|date| !(date.contains('-') && date.contains(['/', '.'])))
    };
    let mut found = values::dates(text, today);
    found.retain(|(range, _)| one_piece(range));
    let tokens = values::tokens(text);
    for at in 0..tokens.len() {
        let Some((range, day, month)) = tokens.get(at..).and_then(|rest| named(text, rest)) else { continue };
        let apart = found.iter().all(|(known, _)| known.end <= range.start || range.end <= known.start);
        if apart && let Some(date) = next_day(day, month, today) {
            found.push((range, date));
        }
    }
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// A day and month without a year at the beginning of these tokens: "27th November", "27/11".
fn named(text: &str, tokens: &[Token<'_>]) -> Option<(Range<usize>, u32, u32)> {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text);
    let first = tokens.first()?;
    let day: u32 = first.text.parse().ok()?;
    if word(1) == "/" && word(3) != "/" {
        let month: u32 = word(2).parse().ok().filter(|month| (1..=12).contains(month))?;
        return Some((first.at..tokens.get(2)?.end(), day, month));
    }
    let (_, day, month) = values::day_and_month(text.get(first.at..)?).filter(|(at, ..)| *at == 0)?;
    let is_month = |token: &&Token<'_>| {
        token.text.starts_with(char::is_alphabetic) && !["st", "nd", "rd", "th", "of"].contains(&token.text)
    };
    let month_at = tokens.iter().skip(1).find(is_month)?;
    Some((first.at..month_at.end(), day, month))
}

/// The day in this year, or in the next where it was long ago.
fn next_day(day: u32, month: u32, today: NaiveDate) -> Option<NaiveDate> {
    let this_year = NaiveDate::from_ymd_opt(today.year(), month, day)?;
    if this_year < today - TimeDelta::days(30) {
        NaiveDate::from_ymd_opt(today.year() + 1, month, day)
    } else {
        Some(this_year)
    }
}

/// The first day that a text names: a date, or the next weekday of that name ("back on Thursday").
fn first_day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let date = days(text, today).into_iter().next();
    let weekday = weekday(text, today);
    match (date, weekday) {
        // "Monday, 30 November" is one day.
        (Some((range, date)), Some((at, _))) if range.start <= at + 2 => Some(date),
        (_, Some((_, weekday))) => Some(weekday),
        (Some((_, date)), None) => Some(date),
        (None, None) => None,
    }
}

/// The next day of a weekday's name among the first words, and where that name ends.
fn weekday(text: &str, today: NaiveDate) -> Option<(usize, NaiveDate)> {
    let words = values::tokens(text).into_iter().filter(|token| token.text.starts_with(char::is_alphabetic));
    words.take(3).find_map(|word| {
        let index = WEEKDAYS.iter().position(|day| *day == word.text)?;
        let next = (1..=7).map(|days| today + TimeDelta::days(days));
        let is_named = |date: &NaiveDate| usize::try_from(date.weekday().num_days_from_monday()) == Ok(index);
        next.into_iter().find(is_named).map(|date| (word.end(), date))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r10_the_last_day_away_is_read() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let on = |m, d, y| NaiveDate::from_ymd_opt(y, m, d);
        for (text, expected) in [
            ("I am out of the office until 30/11/2026.", on(11, 30, 2026)),
            ("I am on leave until Friday 27th November.", on(11, 27, 2026)),
            ("I will be returning on Monday 30 November 2026", on(11, 29, 2026)),
            ("I am away and will be back on 4 January.", on(1, 3, 2027)),
            ("On leave from 20/11/2026 to 01/12/2026", on(12, 1, 2026)),
            ("I am out of the office until further notice.", None),
            ("I am out of the office. Please ring 0121 496 0000.", None),
            ("I was away until 01/02/2020", None),
            ("I am on leave until 4 December.", on(12, 4, 2026)),
            ("I am away from 23/11 to 27/11/2026.", on(11, 27, 2026)),
            ("Annual leave 23/11 - 4/12, please ring the duty team", on(12, 4, 2026)),
            ("On leave Monday 23 November to Friday 27 November", on(11, 27, 2026)),
            ("I shall be back on Monday 30th November", on(11, 29, 2026)),
            ("My return on 02/12/26 is planned.", on(12, 1, 2026)),
            ("I return to work on 2nd of December", on(12, 1, 2026)),
            ("Away 24.11.2026 until and including 25.11.2026", on(11, 25, 2026)),
            ("I am not in until Thursday, please ring Ruth on 24/11.", on(11, 26, 2026)),
            ("I will be back in the office on Thursday.", on(11, 25, 2026)),
            ("I am away until further notice. From 1 December write to Ruth.", None),
            ("I will be returning to my desk shortly. The office is closed 25 December.", None),
            ("I am in until 16:30, extension 4212", None),
        ] {
            assert_eq!(until(text, today), expected, "{text}");
        }
    }
}
