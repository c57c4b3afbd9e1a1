//! Ages in words and digits, and birth dates that an age and a birthday make.

use chrono::{Datelike, NaiveDate};

use super::roles::{is_kin, is_sibling};
use super::tokens::Words;
use crate::intake::values;

const NUMBERS: [&str; 20] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// A small number in digits or words.
pub(super) fn number(word: &str) -> Option<u8> {
    if word.chars().all(|c| c.is_ascii_digit()) && word.len() <= 2 {
        return word.parse().ok();
    }
    NUMBERS.iter().position(|n| *n == word).and_then(|at| u8::try_from(at + 1).ok())
}

/// An age behind a name: ", about 11,", "(11)", "is 11", "shes about 5", "turned fourteen", "Ama 13,".
pub(super) fn age_after(words: &Words<'_>, from: usize, end: usize) -> Option<u8> {
    for at in from..end.min(from + 14) {
        if words.sentences(from, at) > 1 {
            return None;
        }
        // What is said of mum, or of a brother who is not named, is not said of the child.
        if at > from && (is_kin(words.low(at)) || is_sibling(words.low(at))) {
            return None;
        }
        let Some(age) = number(words.low(at)) else { continue };
        // "Communicator 4.0" and "Outlook 00" are programs.
        let digits = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
        let version = words.low(at + 1) == "." && digits(words.low(at + 2));
        if version || words.low(at).starts_with('0') {
            continue;
        }
        let before = at.checked_sub(1).map_or("", |b| words.low(b));
        let two = at.checked_sub(2).map_or("", |b| words.low(b));
        let after = words.low(at + 1);
        let dash = usize::from(after == "-" || after == "\u{2013}");
        let unit = words.low(at + 1 + dash);
        let years = ["year", "yr", "yo"].iter().any(|u| unit.starts_with(u))
            && !matches!(before, "year" | "last" | "past" | "for" | "yr");
        let months = ["month", "mth", "week", "wk", "day"].iter().any(|u| unit.starts_with(u));
        let goes_on = [
            "", ".", ",", ")", "(", ";", "and", "&", "who", "but", "years", "year", "at", "in", "on", "now", "-", "or",
            "also", "not", "i", "he", "she", "they", "his", "her", "so", "when", "both", "are",
        ]
        .contains(&after);
        let led = [
            "about",
            "aged",
            "age",
            "is",
            "around",
            "approximately",
            "approx",
            "roughly",
            "shes",
            "hes",
            "only",
            "just",
            "nearly",
            "turned",
            "approx.",
            "'s",
            "she's",
            "he's",
            "she",
            "he",
            "than",
            "be",
            "who",
            "both",
            "maybe",
            "perhaps",
            "probably",
        ]
        .contains(&before)
            || before == "." && two == "approx";
        let beside = at == from || at == from + 1 && matches!(before, "(" | "," | "-" | ":");
        let bare = beside || matches!(before, "(" | ",") && matches!(after, ")" | "," | "." | "/") && at <= from + 6;
        if months && words.low(at + 2) != "pregnant" && (led || words.low(at + 2) == "old" || before == "(") {
            return Some(0);
        }
        if months
            || matches!(after, "/" | ":" | "%")
            || before == "/"
            || matches!(before, "year" | "class" | "flat" | "room" | "for")
        {
            continue;
        }
        if years && (words.low(at + 2 + dash) == "old" || led || bare || before == "is" || at <= from + 4)
            || (led || bare) && goes_on
        {
            // "turned 6 in May" is an age; "will be 4 at Christmas" is not one yet.
            let will = before == "be" && words.lows(from, at).iter().any(|w| w == "will");
            return Some(if will { age.saturating_sub(1) } else { age });
        }
    }
    None
}

/// The second of two ages: "who are about 4 and 6".
pub(super) fn second_age(words: &Words<'_>, from: usize, end: usize, first: u8) -> Option<u8> {
    let at = (from..end.min(from + 14)).find(|at| number(words.low(*at)) == Some(first))?;
    let joined = matches!(words.low(at + 1), "and" | "&");
    number(words.low(at + 2)).filter(|_| joined)
}

/// "5 year old Tom Hale", "a 5-year-old boy, Tom".
pub(super) fn age_before(words: &Words<'_>, from: usize) -> Option<u8> {
    let low = from.saturating_sub(8);
    let old = (low..from)
        .rev()
        .find(|at| matches!(words.low(*at), "old" | "yo" | "yrs") || words.low(*at).ends_with("-old"))?;
    if words.parted(old, from)
        || (old + 1..from).any(|at| is_kin(words.low(at)) || words.low(at) == ";")
        || from - old > 5
    {
        return None;
    }
    let unit =
        words.lows(low, old + 1).iter().rposition(|w| w.starts_with("year") || w.starts_with("yr") || w == "yo")?;
    let mut at = (low + unit).checked_sub(1)?;
    if words.low(at) == "-" {
        at = at.checked_sub(1)?;
    }
    words.low(at).trim_end_matches('-').split('-').next().and_then(number)
}

/// A birth date reckoned from an age and a birthday: "she's 2, her birthday is 21st July", "turned 16 on 2 November",
/// "he is seven, he will be eight on the 9th of January".
pub(super) fn birthday(words: &Words<'_>, from: usize, end: usize, age: u8, today: NaiveDate) -> Option<NaiveDate> {
    let end = end.min(from + 40);
    for at in from..end {
        let word = words.low(at);
        let said = match word {
            "birthday" => Some(age),
            "turned" | "turns" | "be" | "turning" => {
                let next = number(words.low(at + 1));
                let on = words.low(at + 2) == "on";
                next.filter(|_| on)
            }
            _ => None,
        };
        let Some(said) = said else { continue };
        let text = words.between(words.at(at), words.end((at + 9).min(end)));
        let (_, day, month) = values::day_and_month(text)?;
        let past = NaiveDate::from_ymd_opt(today.year(), month, day).is_some_and(|d| d <= today);
        let ahead = word != "birthday" && word != "turned";
        let last = if past { today.year() } else { today.year() - 1 };
        let year = if ahead { last + 1 - i32::from(said) } else { last - i32::from(said) };
        return NaiveDate::from_ymd_opt(year, month, day);
    }
    None
}
