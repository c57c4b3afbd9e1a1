//! Addresses and schools, with where they stand.

use super::FreeReader;
use super::tokens::{Words, is_capitalised};
use crate::intake::values;

/// A place with the bytes where it stands.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) address: String,
    pub(super) postcode: String,
}

/// Words right before an address.
const CUES: [&str; 14] = [
    "address is ",
    "address:",
    "addresses:",
    "address for parents:",
    " at ",
    " of ",
    " to ",
    "address we hold is ",
    " from ",
    " in ",
    "lives ",
    " in a house ",
    "address ",
    "known ",
];
/// Words that end the name of a school.
const SCHOOL_WORDS: [&str; 15] = [
    "school",
    "primary",
    "academy",
    "infants",
    "juniors",
    "nursery",
    "college",
    "high",
    "secondary",
    "pre-school",
    "preschool",
    "infant",
    "junior",
    "grammar",
    "kindergarten",
];

impl FreeReader {
    pub(super) fn addresses(&self, words: &Words<'_>) -> Vec<Place> {
        let text = words.text;
        let mut found: Vec<Place> = Vec::new();
        let mut from = 0;
        while let Some((range, postcode)) = text.get(from..).and_then(values::postcode_at) {
            let (start, end) = (from + range.start, from + range.end);
            let before = text.get(from..start).unwrap_or_default();
            let address = address_before(before, words.is_uncased());
            let begins = before.rfind(address.split_whitespace().next().unwrap_or("\0")).map_or(start, |at| from + at);
            found.push(Place { start: begins, end, address, postcode });
            from = end;
        }
        for (start, end, address) in self.streets(words) {
            if found.iter().any(|p| p.start <= start && start < p.end || p.address.contains(&address)) {
                continue;
            }
            // "31 Windsor Road (postcode I think is SK3 9HL)"
            let bare = found.iter_mut().find(|p| p.address.is_empty() && p.start >= end && p.start - end < 50);
            if let Some(place) = bare {
                place.address = address;
                place.start = start;
            } else {
                found.push(Place { start, end, address, postcode: String::new() });
            }
        }
        found.sort_by_key(|p| p.start);
        found
    }

    /// "14 Coronation Road": a number, one to three words, the last of which is one of streets.
    fn streets(&self, words: &Words<'_>) -> Vec<(usize, usize, String)> {
        let mut found = Vec::new();
        for at in 0..words.len() {
            let word = words.low(at);
            if !(word.len() <= 3 && word.chars().all(|c| c.is_ascii_digit())) {
                continue;
            }
            let letter = usize::from(words.low(at + 1).len() == 1 && words.at(at + 1) == words.end(at));
            let street = (at + 2 + letter..at + 5 + letter).find(|to| self.places.contains(words.low(*to)));
            let Some(last) = street.filter(|last| words.low(*last) != "flat") else { continue };
            if words.lows(at + 1, last).iter().any(|w| self.not_names.contains(w)) {
                continue;
            }
            if words.parted(at, last)
                || (at + 1..last).any(|t| !words.low(t).chars().all(|c| c.is_alphabetic() || c == '\''))
            {
                continue;
            }
            let (start, end) = (words.at(at), words.end(last));
            found.push((start, end, words.between(start, end).split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        found
    }

    /// Names of schools and nurseries, with the bytes where they stand.
    pub(super) fn schools(&self, words: &Words<'_>) -> Vec<Place> {
        let mut found: Vec<Place> = Vec::new();
        let uncased = words.is_uncased();
        let mut at = 0;
        while at < words.len() {
            if !SCHOOL_WORDS.contains(&words.low(at)) {
                at += 1;
                continue;
            }
            let mut from = at;
            while from > 0
                && at - from < 5
                && self.is_school_word(words, from - 1, uncased)
                && !words.parted(from - 1, from)
                && !words.between(words.end(from - 1), words.at(from)).contains('\n')
            {
                from -= 1;
            }
            let mut to = at + 1;
            while SCHOOL_WORDS.contains(&words.low(to))
                && !words.between(words.end(to - 1), words.at(to)).contains('\n')
            {
                to += 1;
            }
            let capital = uncased || words.tokens.get(at).is_some_and(|t| is_capitalised(t.text));
            if from < at && capital {
                self.push_school(words, from, to, &mut found);
            }
            at = to;
        }
        // "goes to St Bede's", "his school (Marlowe House)", "school is X"
        for at in 1..words.len() {
            let (before, two) = (words.low(at - 1), at.checked_sub(2).map_or("", |b| words.low(b)));
            let led = before == "to" && matches!(two, "goes" | "go" | "went")
                || matches!(before, "attends" | "attending")
                || matches!(before, "(" | "is") && two == "school"
                || before == ":" && matches!(two, "school" | "college" | "nursery" | "preschool")
                || before == "at" && matches!(two, "pupil" | "student" | "place" | "school");
            if !led || !words.tokens.get(at).is_some_and(|t| is_capitalised(t.text)) {
                continue;
            }
            let mut to = at;
            while to < at + 4
                && words.tokens.get(to).is_some_and(|t| is_capitalised(t.text))
                && (to == at || !words.parted(to - 1, to))
            {
                to += 1;
            }
            // "Nursery: Ava O'Neill dob 22/02/23" names a child.
            if matches!(words.low(to), "dob" | "born" | "aged") {
                continue;
            }
            let start = words.at(at);
            if !found.iter().any(|p| p.start <= start && start < p.end) {
                self.push_school(words, at, to, &mut found);
            }
        }
        found.sort_by_key(|p| p.start);
        found
    }

    fn push_school(&self, words: &Words<'_>, mut from: usize, to: usize, found: &mut Vec<Place>) {
        while from < to && self.not_names.contains(words.low(from)) && words.low(from) != "the" {
            from += 1;
        }
        if from + 1 == to && SCHOOL_WORDS.contains(&words.low(from)) {
            return;
        }
        let (start, mut end) = (words.at(from), words.end(to.saturating_sub(1)));
        let rest = words.text.get(end..).unwrap_or_default();
        for own in ["'s", "\u{2019}s"] {
            if rest.starts_with(own) {
                end += own.len();
            }
        }
        found.push(Place { start, end, address: words.between(start, end).to_owned(), postcode: String::new() });
    }

    fn is_school_word(&self, words: &Words<'_>, at: usize, uncased: bool) -> bool {
        let low = words.low(at);
        let small = ["of", "and", "rc", "ce"].contains(&low)
            && at > 0
            && words.tokens.get(at - 1).is_some_and(|t| is_capitalised(t.text));
        if uncased {
            return low.chars().all(char::is_alphabetic) && !self.not_names.contains(low) && low.len() > 2;
        }
        small
            || words.tokens.get(at).is_some_and(|t| is_capitalised(t.text))
                && (!self.not_names.contains(low) || low == "the")
    }
}

/// The address that ends right before a postcode: from the word that leads to it, or from its house number on.
fn address_before(text: &str, uncased: bool) -> String {
    let text = text.trim_end().trim_end_matches(['(', ',']);
    let bound = text.rfind("\n\n").map_or(0, |at| at + 2).max(sentence_start(text));
    let tail = text.get(bound..).unwrap_or_default();
    let line = tail.rfind('\n').map_or(0, |at| at + 1);
    let on_line = tail.get(line..).unwrap_or_default();
    let tail = if on_line.trim().len() >= 12
        && on_line.contains(|c: char| c.is_ascii_digit())
        && on_line.trim().starts_with(|c: char| c.is_ascii_digit() || c.is_uppercase())
    {
        on_line
    } else {
        tail
    };
    let padded = format!(" {}", tail.to_lowercase().replace('\n', " "));
    let cue = if padded.len() == tail.len() + 1 {
        CUES.iter().filter_map(|cue| padded.rfind(cue).map(|at| at + cue.len() - 1)).max()
    } else {
        None
    };
    let after_cue = tail.get(cue.unwrap_or(0)..).unwrap_or_default();
    let begins = after_cue.trim_start().starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let chosen = if (cue.is_some() || tail.len() < 80)
        && begins
        && (uncased && after_cue.split_whitespace().count() <= 8 || wordy(after_cue) == 0)
        && !after_cue.trim_start().starts_with("I ")
        && !after_cue.contains(['/', ':'])
        && !after_cue.contains(" - ")
        && after_cue.len() <= 100
    {
        after_cue
    } else {
        house_number(tail).unwrap_or_default()
    };
    // "She's Marnie Kettlewell, 15.12.2017, 9 Tollgate Lane": from the house number on.
    let chosen = match house_number(chosen) {
        Some(rest)
            if before_house(chosen, rest).contains(|c: char| c.is_ascii_digit() || "'\u{2019};=".contains(c)) =>
        {
            rest
        }
        _ => chosen,
    };
    let folded = chosen.split_whitespace().collect::<Vec<_>>().join(" ");
    let folded = folded.trim_matches([',', ' ', ';', '(', ':', '-', '.']);
    if folded.len() > 120 { String::new() } else { folded.to_owned() }
}

/// What stands before the house number, unless it is a flat or the like.
fn before_house<'a>(address: &'a str, rest: &str) -> &'a str {
    let before = address.strip_suffix(rest).unwrap_or_default();
    let first = before.split_whitespace().next().unwrap_or_default().to_lowercase();
    let inner =
        ["flat", "plot", "room", "unit", "apartment", "apt", "block", "bay", "caravan", "pitch", "site", "tower"];
    if inner.contains(&first.as_str()) { "" } else { before }
}

/// How many words begin small.
fn wordy(text: &str) -> usize {
    text.split_whitespace()
        .filter(|w| w.starts_with(char::is_lowercase))
        .filter(|w| {
            !["of", "the", "and", "site", "upon", "on", "le", "road", "street"].contains(&w.trim_end_matches(','))
        })
        .count()
}

fn sentence_start(text: &str) -> usize {
    let mut start = 0;
    for mark in [". ", "! ", "? ", ".\n", "!\n", "?\n"] {
        if let Some(at) = text.rfind(mark) {
            let before = text.get(..at).unwrap_or_default();
            if !before.ends_with(" St") && !before.ends_with("no") {
                start = start.max(at + mark.len());
            }
        }
    }
    start
}

/// From the last house number on.
fn house_number(text: &str) -> Option<&str> {
    let tokens = values::tokens(text);
    let (at, number) = tokens.iter().enumerate().rev().find(|(at, token)| {
        token.text.chars().all(|c| c.is_ascii_digit())
            && (tokens.get(at + 1).is_some_and(|next| next.text.chars().next().is_some_and(char::is_alphabetic))
                || at
                    .checked_sub(1)
                    .and_then(|b| tokens.get(b))
                    .is_some_and(|t| ["plot", "unit"].contains(&t.text.to_lowercase().as_str())))
            && at
                .checked_sub(1)
                .and_then(|b| tokens.get(b))
                .is_none_or(|before| !matches!(before.text, "/" | "-" | "."))
    })?;
    let flat = at
        .checked_sub(1)
        .and_then(|b| tokens.get(b))
        .filter(|t| ["flat", "plot", "room", "unit"].contains(&t.text.to_lowercase().as_str()));
    text.get(flat.map_or(number.at, |t| t.at)..)
}
