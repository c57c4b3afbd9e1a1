//! Ages and small numbers in words and digits.

use super::roles::{is_child_word, is_kin, is_sibling};
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

const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// The number of an ordinal: "third".
pub(super) fn ordinal(word: &str) -> Option<u32> {
    if word == "thirtieth" {
        return Some(30);
    }
    ORDINALS.iter().position(|o| *o == word).and_then(|at| u32::try_from(at + 1).ok())
}

/// A small number in digits or words.
pub(super) fn small_number(word: &str) -> Option<u8> {
    if word.chars().all(|c| c.is_ascii_digit()) && word.len() <= 2 {
        return word.parse().ok();
    }
    NUMBERS.iter().position(|n| *n == word).and_then(|at| u8::try_from(at + 1).ok())
}

/// Words and marks behind an age, after which a sentence goes on.
const GO_ON: [&str; 40] = [
    "",
    ".",
    ",",
    ")",
    "(",
    ";",
    "last",
    "this",
    "next",
    "yesterday",
    "today",
    "is",
    "was",
    "has",
    "lives",
    "goes",
    "and",
    "&",
    "who",
    "but",
    "years",
    "year",
    "at",
    "in",
    "on",
    "now",
    "-",
    "or",
    "also",
    "not",
    "i",
    "he",
    "she",
    "they",
    "his",
    "her",
    "so",
    "when",
    "both",
    "are",
];
/// Words right before an age.
const LEADS: [&str; 29] = [
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
    "whos",
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
    "are",
    "maybe",
    "perhaps",
    "probably",
];

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
        let Some(age) = small_number(words.low(at)) else { continue };
        // "Communicator 4.0" and "Outlook 00" are programs.
        let digits = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
        // "1. Who is the child?" is a number of a list.
        let line = words.between(words.end(at.saturating_sub(1)), words.at(at)).contains('\n');
        if line && at > 0 && matches!(words.low(at + 1), "." | ")") {
            continue;
        }
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
        // "Naomi Blake 18 months", not "Naomi Blake three days a week".
        let counted = !unit.starts_with("day") && !matches!(words.low(at + 2), "a" | "per" | "ago" | "of" | "in");
        let goes_on = matches!(before, "aged" | "age") || GO_ON.contains(&after);
        let led = LEADS.contains(&before) || before == "." && two == "approx";
        // "Jayden was seven in August"
        let was =
            before == "was" && after == "in" && values::day_and_month(&format!("1 {}", words.low(at + 2))).is_some();
        // "Age: 16" on a line of its own
        let labelled = before == ":" && two == "age";
        // "a choirboy of ten"
        let of = before == "of" && (is_child_word(two) || two.ends_with("boy") || two.ends_with("girl"));
        let led = led || was || labelled || of;
        let goes_on = goes_on || labelled;
        let beside = at == from || at == from + 1 && matches!(before, "(" | "," | "-" | ":");
        let bare = beside || matches!(before, "(" | ",") && matches!(after, ")" | "," | "." | "/") && at <= from + 6;
        if months
            && words.low(at + 2) != "pregnant"
            && (led || at == from && counted || words.low(at + 2) == "old" || before == "(")
        {
            return Some(if unit.starts_with('m') { age / 12 } else { 0 });
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
            // So is "shes 15 in february", but not "turned 15 in february".
            let month =
                words.low(at + 1) == "in" && values::day_and_month(&format!("1 {}", words.low(at + 2))).is_some();
            let ahead = will || month && !["turned", "was", "became"].contains(&before);
            return Some(if ahead { age.saturating_sub(1) } else { age });
        }
    }
    None
}

/// An age that is said of "he" or "she" further behind the name: "called Dre is minding the others …, hes about 11".
pub(super) fn age_of_pronoun(words: &Words<'_>, from: usize, end: usize) -> Option<u8> {
    for at in from..end.min(from + 45) {
        if words.sentences(from, at) > 1 || is_kin(words.low(at)) || is_sibling(words.low(at)) {
            return None;
        }
        if !["shes", "hes", "she's", "he's", "she", "he", "theyre"].contains(&words.low(at)) {
            continue;
        }
        let mut next = at + 1;
        while ["is", "about", "only", "around", "just", "s", "maybe", "probably", "roughly", "like"]
            .contains(&words.low(next))
        {
            next += 1;
        }
        let said = next > at + 1 || words.low(at).len() > 3 || words.owns.get(at).copied().unwrap_or_default();
        let after = words.low(next + 1);
        let unit =
            ["min", "week", "month", "day", "hour", "time", "%", "/", ":", "st", "nd", "rd", "th", "stone", "kg"];
        let age = small_number(words.low(next)).filter(|n| said && (1..18).contains(n));
        if let Some(age) = age.filter(|_| !unit.iter().any(|u| after.starts_with(u))) {
            return Some(age);
        }
    }
    None
}

/// Ages of a list, of which the first was read: "who are about 4 and 6", "aged 11, 9 and 4".
pub(super) fn ages_in_a_row(words: &Words<'_>, from: usize, end: usize, first: u8) -> Vec<u8> {
    let mut ages = vec![first];
    let begin = (from..end.min(from + 14)).find(|at| small_number(words.low(*at)) == Some(first));
    let Some(mut at) = begin else { return ages };
    while matches!(words.low(at + 1), "and" | "&" | ",") && at + 2 < end {
        let joined = at + 2 + usize::from(words.low(at + 2) == "and");
        let Some(age) = small_number(words.low(joined)).filter(|n| *n < 20) else { break };
        ages.push(age);
        at = joined;
    }
    ages
}

/// "5 year old Tom Hale", "a 5-year-old boy, Tom".
pub(super) fn age_before(words: &Words<'_>, from: usize) -> Option<u8> {
    let low = from.saturating_sub(8);
    let old = (low..from)
        .rev()
        .find(|at| matches!(words.low(*at), "old" | "yo" | "yrs") || words.low(*at).ends_with("-old"))?;
    // "Reuben Blake 5 yrs, child 2 Naomi Blake": of whoever stands before it.
    let child = |at: usize| is_child_word(words.low(at)) && words.low(at + 1) == ",";
    if (old + 1..from).any(|at| matches!(words.low(at), "," | "and" | "&")) && !(old + 1..from).any(child) {
        return None;
    }
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
    words.low(at).trim_end_matches('-').split('-').next().and_then(small_number)
}
