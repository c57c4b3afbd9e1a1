//! Birth dates that an age and a birthday make: "will be ten on the second of March".

use chrono::{Datelike, NaiveDate};

use super::ages::{ordinal, small_number};
use super::tokens::Words;
use crate::intake::values;

/// How far behind a name its birthday may stand, in tokens.
const REACH: usize = 80;

/// A feast by its words, with its month and day.
pub(super) type Feast = (Vec<String>, u32, u32);

/// A day of the year, perhaps with its year.
struct DayOfYear {
    /// The token behind it.
    to: usize,
    month: u32,
    day: u32,
    year: Option<i32>,
    /// It is called by its name.
    feast: bool,
}

/// Which birthday a day is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tense {
    Past,
    Ahead,
}

/// A birth date reckoned from an age and a birthday between tokens `from` and `end`: "she's 2, her birthday is 21st
/// July", "turned 16 on 2 November", "14, he'll be 15 on New Year's Day". `age` is that said beside the name.
pub(super) fn birthday(
    words: &Words<'_>,
    from: usize,
    end: usize,
    age: Option<u8>,
    feasts: &[Feast],
    today: NaiveDate,
) -> Option<NaiveDate> {
    let end = end.min(from + REACH);
    (from..end).take_while(|at| words.sentences(from, *at) <= 4).find_map(|at| {
        let (years, day, tense) =
            reaching(words, at, age, feasts, today).or_else(|| called_birthday(words, at, age, feasts, today))?;
        (day.to <= end).then_some(())?;
        let this = NaiveDate::from_ymd_opt(today.year(), day.month, day.day)?;
        let year = day.year.unwrap_or(match tense {
            Tense::Past => today.year() - i32::from(this > today),
            Tense::Ahead => today.year() + i32::from(this <= today),
        });
        let born = NaiveDate::from_ymd_opt(year - i32::from(years), day.month, day.day)?;
        (born <= today && years < 20).then_some(born)
    })
}

/// "turned three on Bonfire Night", "15 on 30 November", "was six on 30th September last".
fn reaching(
    words: &Words<'_>,
    at: usize,
    age: Option<u8>,
    feasts: &[Feast],
    today: NaiveDate,
) -> Option<(u8, DayOfYear, Tense)> {
    let years = small_number(words.low(at)).filter(|n| *n > 0)?;
    let mut next = at + 1;
    while ["years", "yrs", "old", "this", "just", "back", "next", "last", "week", "("].contains(&words.low(next)) {
        next += 1;
    }
    let behind = |mark: &str| (next + 2..next + 7).find(|at| words.low(*at) == mark).map(|at| at + 1);
    let day = match words.low(next) {
        // "six on St Nicholas' Day, the 6th of December"
        "on" => day_of_year(words, next + 1, feasts, today)
            .or_else(|| behind(",").and_then(|at| day_of_year(words, at, feasts, today)))?,
        // "two in the spring (21st March)", "15 in feb, i think the 11th"
        "in" => behind("(")
            .and_then(|at| day_of_year(words, at, feasts, today))
            .or_else(|| month_and_day(words, next + 1))?,
        _ => return None,
    };
    let lead = words.lows(at.saturating_sub(4), at);
    let says = |list: &[&str]| lead.iter().any(|w| list.contains(&w.as_str()));
    // "It is 5 on 3 March" speaks of nobody's age.
    let spoken = lead.last().is_some_and(|w| {
        [
            "be",
            "turns",
            "turned",
            "turning",
            "was",
            "were",
            "is",
            "became",
            "made",
            "completed",
            "reached",
            "shes",
            "hes",
            "she",
            "he",
            ",",
            "(",
            "just",
            "and",
        ]
        .contains(&w.as_str())
    });
    let tense = if says(&["will", "be", "turns", "turning", "becomes"]) || lead.iter().any(|w| w.ends_with("'ll")) {
        Tense::Ahead
    } else if says(&["was", "were", "turned", "became", "made", "completed", "reached", "just"]) || age == Some(years) {
        Tense::Past
    } else {
        Tense::Ahead
    };
    let fits = match (age, tense) {
        (Some(age), Tense::Ahead) => years == age + 1 || years == age,
        (Some(age), Tense::Past) => years == age,
        (None, _) => true,
    };
    (spoken && fits).then_some((years, day, tense))
}

/// "her birthday is 21st July", "had his 7th birthday on 3 October", "born on Christmas Day".
fn called_birthday(
    words: &Words<'_>,
    at: usize,
    age: Option<u8>,
    feasts: &[Feast],
    today: NaiveDate,
) -> Option<(u8, DayOfYear, Tense)> {
    if !["birthday", "bday", "b'day", "born", "dob"].contains(&words.low(at)) {
        return None;
    }
    let mut next = at + 1;
    while ["is", "was", "on", ":", "-", "the", ",", "falls", "s"].contains(&words.low(next)) {
        next += 1;
    }
    let day = day_of_year(words, next, feasts, today).filter(|d| d.year.is_none() || d.feast)?;
    // "born on Boxing Day 2019" says it all.
    if day.year.is_some() {
        return Some((0, day, Tense::Past));
    }
    let before = at.checked_sub(1).map_or("", |b| words.low(b));
    let nth =
        ["st", "nd", "rd", "th"].contains(&before).then(|| small_number(words.low(at.saturating_sub(2)))).flatten();
    let nth = nth.or_else(|| ordinal(before).and_then(|n| u8::try_from(n).ok()));
    let ahead = nth.is_some() && words.lows(at.saturating_sub(5), next).iter().any(|w| w == "is" || w == "will");
    Some((nth.or(age)?, day, if ahead { Tense::Ahead } else { Tense::Past }))
}

/// The day of the year that begins at a token: "the second of March", "30th September", "March 3rd", "Boxing Day".
fn day_of_year(words: &Words<'_>, at: usize, feasts: &[Feast], today: NaiveDate) -> Option<DayOfYear> {
    let at = at + usize::from(words.low(at) == "the");
    let feast = feasts
        .iter()
        .filter(|(name, ..)| words.lows(at, at + name.len()) == name.as_slice())
        .max_by_key(|(name, ..)| name.len());
    let (to, month, day) = if let Some((name, month, day)) = feast {
        (at + name.len(), *month, *day)
    } else {
        let (day, mut to) = match words.low(at).parse().ok() {
            Some(day) => (day, at + 1),
            None => spoken_day(words, at)?,
        };
        while ["st", "nd", "rd", "th", "of", "the"].contains(&words.low(to)) {
            to += 1;
        }
        if words.lows(to, to + 2).concat() == "thismonth" {
            (to + 2, today.month(), day)
        } else {
            let (_, day, month) = values::day_and_month(&format!("{day} {}", words.low(to)))?;
            (to + 1, month, day)
        }
    };
    let year = words.low(to).parse().ok().filter(|y| (1900..=2100).contains(y));
    // "6 Nov 1986" is a grown-up's date of birth, and no child's birthday.
    if year.is_some_and(|y| y < 1990) {
        return None;
    }
    Some(DayOfYear { to, month, day, year, feast: feast.is_some() })
}

/// A month, and its day further on: "feb i think the 11th".
fn month_and_day(words: &Words<'_>, at: usize) -> Option<DayOfYear> {
    values::day_and_month(&format!("1 {}", words.low(at)))?;
    let nth = |at: &usize| ["st", "nd", "rd", "th"].contains(&words.low(at + 1));
    let day = (at + 1..at + 8).take_while(|to| !words.parted(at, *to)).find(nth)?;
    let (_, day_number, month) = values::day_and_month(&format!("{} {}", words.low(day), words.low(at)))?;
    Some(DayOfYear { to: day + 2, month, day: day_number, year: None, feast: false })
}

/// The birthday of who writes of itself: "my bday is 29 jan", by its age.
pub(super) fn own_birthday(words: &Words<'_>, age: u8, feasts: &[Feast], today: NaiveDate) -> Option<NaiveDate> {
    let called =
        |at: &usize| words.low(at - 1) == "my" && ["birthday", "bday", "b'day", "dob"].contains(&words.low(*at));
    let at = (1..words.len()).find(called)?;
    birthday(words, at, at + 12, Some(age), feasts, today)
}

/// "second", "twenty third", "twenty-third" and the token behind.
fn spoken_day(words: &Words<'_>, at: usize) -> Option<(u32, usize)> {
    let (tens, unit) = match words.low(at).split_once('-') {
        Some((tens, unit)) => (tens, unit),
        None => (words.low(at), words.low(at + 1)),
    };
    let tens = match tens {
        "twenty" => 20,
        "thirty" => 30,
        _ => return ordinal(words.low(at)).map(|day| (day, at + 1)),
    };
    ordinal(unit).map(|day| (tens + day, at + 1 + usize::from(!words.low(at).contains('-'))))
}
