//! Values as people write them: dates, postcodes, gender, ages, numbers and names.

mod dates;
mod names;

use std::ops::Range;

pub(crate) use dates::{date, dates, day_and_month, with_plain_dates};
pub(crate) use names::{ALSO_CALLED, name, split_alias};

/// Words of a text with where they stand; punctuation is a token of one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    /// As written.
    pub(crate) text: &'a str,
    /// Byte offset.
    pub(crate) at: usize,
}

impl Token<'_> {
    pub(crate) fn end(&self) -> usize {
        self.at + self.text.len()
    }

    fn number(&self) -> Option<u32> {
        (self.text.len() <= 4 && self.text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| self.text.parse().ok())
            .flatten()
    }

    fn is_digits(&self) -> bool {
        self.text.bytes().all(|b| b.is_ascii_digit())
    }
}

/// Splits into runs of digits, runs of letters, and single other characters; white space is dropped.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    #[derive(PartialEq, Clone, Copy)]
    enum Class {
        Digit,
        Letter,
        Other,
        Space,
    }
    let class = |c: char| {
        if c.is_ascii_digit() {
            Class::Digit
        } else if c.is_alphabetic() {
            Class::Letter
        } else if c.is_whitespace() {
            Class::Space
        } else {
            Class::Other
        }
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut before = Class::Space;
    for (at, c) in text.char_indices() {
        let now = class(c);
        if now != before || now == Class::Other {
            if before != Class::Space
                && let Some(part) = text.get(start..at)
            {
                tokens.push(Token { text: part, at: start });
            }
            start = at;
        }
        before = now;
    }
    if before != Class::Space
        && let Some(part) = text.get(start..)
    {
        tokens.push(Token { text: part, at: start });
    }
    tokens
}

/// The first postcode in the text, upper-case with one space, with where it stands.
#[must_use]
pub(crate) fn postcode_at(text: &str) -> Option<(Range<usize>, String)> {
    let bytes: Vec<(usize, char)> = text.char_indices().collect();
    let letter = |c: char| c.is_ascii_alphabetic();
    let digit = |c: char| c.is_ascii_digit();
    'starts: for start in 0..bytes.len() {
        let char_at = |at: usize| bytes.get(at).map(|(_, c)| *c);
        // "EnfieldEN26 5BA" in a narrow cell.
        let glued = char_at(start).is_some_and(|c| c.is_ascii_uppercase())
            && start > 1
            && char_at(start - 1).is_some_and(|c| c.is_ascii_lowercase())
            && char_at(start - 2).is_some_and(|c| c.is_ascii_lowercase());
        if start > 0 && !glued && char_at(start - 1).is_some_and(char::is_alphanumeric) {
            continue;
        }
        // Outward code: A9, A99, AA9, AA99, A9A, AA9A.
        for outward in (2..=4).rev() {
            let code: Vec<char> = (start..start + outward).map_while(char_at).collect();
            let shape: String = code
                .iter()
                .map(|c| {
                    if letter(*c) {
                        'A'
                    } else if digit(*c) {
                        '9'
                    } else {
                        '?'
                    }
                })
                .collect();
            if !matches!(shape.as_str(), "A9" | "A99" | "AA9" | "AA99" | "A9A" | "AA9A") {
                continue;
            }
            let mut at = start + outward;
            let mut spaces = 0;
            while char_at(at).is_some_and(|c| c == ' ' || c == '\u{a0}') && spaces < 3 {
                at += 1;
                spaces += 1;
            }
            let inward: Vec<char> = (at..at + 3).map_while(char_at).collect();
            let [one, two, three] = inward.as_slice() else { continue };
            if !(digit(*one) && letter(*two) && letter(*three)) || char_at(at + 3).is_some_and(char::is_alphanumeric) {
                continue;
            }
            let (Some((from, _)), Some((last, _))) = (bytes.get(start), bytes.get(at + 2)) else { continue 'starts };
            let written: String = code.into_iter().chain([' ']).chain(inward).collect();
            return Some((*from..last + 1, written.to_ascii_uppercase()));
        }
    }
    None
}

/// The first postcode in the text, upper-case with one space.
#[must_use]
pub(crate) fn postcode(text: &str) -> Option<String> {
    postcode_at(text).map(|(_, code)| code)
}

/// A line of an address without the label that a web form puts before it: `City: Hull`.
fn without_part_label(line: &str) -> &str {
    const PARTS: [&str; 16] = [
        "street",
        "street address",
        "address line",
        "address line 2",
        "address line 3",
        "city",
        "town",
        "town or city",
        "town/city",
        "city or town",
        "district",
        "locality",
        "county",
        "postcode",
        "post code",
        "postal code",
    ];
    match line.split_once(':') {
        Some((label, rest)) if PARTS.contains(&label.trim().to_lowercase().as_str()) => rest.trim(),
        _ => line,
    }
}

/// A postcode that a narrow cell parted between its halves, in one line.
fn with_whole_postcode(value: &str) -> String {
    let mut whole = String::with_capacity(value.len());
    for line in value.lines().map(str::trim) {
        let last = whole.lines().last().and_then(|l| l.split_whitespace().last()).unwrap_or_default();
        let first = line.split_whitespace().next().unwrap_or_default();
        let parted =
            (2..=4).contains(&last.len()) && first.len() == 3 && postcode(&format!("{last} {first}")).is_some();
        if !whole.is_empty() {
            whole.push(if parted { ' ' } else { '\n' });
        }
        whole.push_str(line);
    }
    whole
}

/// An address without its postcode, and the postcode.
#[must_use]
pub(crate) fn address(value: &str) -> (String, Option<String>) {
    let plain: Vec<&str> = value.lines().map(without_part_label).collect();
    let whole = with_whole_postcode(&plain.join("\n"));
    let lines: Vec<&str> = whole.split(['\n', '\r']).map(str::trim).filter(|l| !l.is_empty()).collect();
    // Where lines end in commas, a line without one was only wrapped.
    let commas = lines.split_last().is_some_and(|(_, before)| before.iter().any(|l| l.ends_with(',')));
    let line = lines.join(if commas { " " } else { ", " });
    let Some((range, code)) = postcode_at(&line) else { return (line.trim().to_owned(), None) };
    let before = line.get(..range.start).unwrap_or_default();
    let after = line.get(range.end..).unwrap_or_default();
    let tidy = |part: &str| part.trim().trim_matches([',', '.', ';']).trim().to_owned();
    let (before, after) = (tidy(before), tidy(after));
    let both =
        if after.is_empty() || before.is_empty() { format!("{before}{after}") } else { format!("{before}, {after}") };
    (both, Some(code))
}

const TICKED: [&str; 10] =
    ["\u{25a0}", "\u{2612}", "\u{2611}", "\u{2713}", "\u{2714}", "\u{2718}", "\u{2717}", "[x]", "(x)", "\u{f0fe}"];
const UNTICKED: [&str; 6] = ["\u{2610}", "[ ]", "[]", "( )", "\u{25a1}", "\u{f0a8}"];

/// What is ticked among the choices of a value; `None` where there are no boxes, empty where none or all
/// are ticked, since then nobody chose.
#[must_use]
pub(crate) fn ticked(value: &str) -> Option<Vec<String>> {
    let mut folded = value.to_lowercase();
    for tick in TICKED {
        folded = folded.replace(tick, "\u{1}");
    }
    for empty in UNTICKED {
        folded = folded.replace(empty, "\u{2}");
    }
    if !folded.contains(['\u{1}', '\u{2}']) {
        return None;
    }
    let boxes_after = !folded.trim_start().starts_with(['\u{1}', '\u{2}']);
    let mut chosen = Vec::new();
    let mut all = true;
    let mut word = String::new();
    let mut mark: Option<char> = None;
    let mut close = |word: &mut String, mark: Option<char>| {
        let choice = word.split_whitespace().collect::<Vec<_>>().join(" ");
        word.clear();
        match mark {
            Some('\u{1}') if !choice.is_empty() => chosen.push(choice),
            Some('\u{2}') => all = false,
            _ => {}
        }
    };
    for c in folded.chars() {
        if matches!(c, '\u{1}' | '\u{2}') {
            if boxes_after {
                close(&mut word, Some(c));
            } else {
                close(&mut word, mark);
                mark = Some(c);
            }
        } else {
            word.push(c);
        }
    }
    if !boxes_after {
        close(&mut word, mark);
    }
    Some(if all && chosen.len() > 1 { Vec::new() } else { chosen })
}

/// The choice beside the one cross among several: `X M    F`, `M   X F`, `Male X  Female`. The nearer one is
/// meant, or the one on the side where the cross begins or ends the line.
fn crossed(value: &str) -> Option<String> {
    let value = value.trim();
    let words = tokens(value);
    let is_cross = |t: &Token<'_>| t.text.eq_ignore_ascii_case("x");
    let at = words.iter().position(is_cross)?;
    if words.len() < 3 || words.iter().filter(|t| is_cross(t)).count() != 1 {
        return None;
    }
    let cross = words.get(at)?;
    let after = words.get(at + 1);
    let before = at.checked_sub(1).and_then(|at| words.get(at));
    let chosen = match (before, after) {
        (Some(b), Some(a)) => match (cross.at - b.end()).cmp(&(a.at - cross.end())) {
            std::cmp::Ordering::Less => b,
            std::cmp::Ordering::Greater => a,
            std::cmp::Ordering::Equal => return None,
        },
        (before, after) => before.or(after)?,
    };
    Some(chosen.text.to_lowercase())
}

/// `M`, `F` or empty, and whether it says unborn.
#[must_use]
pub(crate) fn gender(value: &str) -> (String, bool) {
    let chosen =
        ticked(value).or_else(|| crossed(value).map(|word| vec![word])).unwrap_or_else(|| vec![value.to_lowercase()]);
    let words: Vec<String> =
        chosen.iter().flat_map(|c| c.split(|c: char| !c.is_alphanumeric()).map(str::to_owned)).collect();
    let has = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let (male, female) = (has(&["m", "male", "boy"]), has(&["f", "female", "girl"]));
    let gender = match (male, female) {
        (true, false) => "M",
        (false, true) => "F",
        _ => "",
    };
    (gender.to_owned(), has(&["unborn"]) && !(male && female))
}

/// An age in years: "11", "11 years", "aged 11"; months are no years, so "8 months" is 0.
#[must_use]
pub(crate) fn age(value: &str) -> Option<u8> {
    let tokens = tokens(value);
    let at = tokens.iter().position(Token::is_digits)?;
    let years = tokens.get(at)?.number()?;
    let unit = tokens.get(at + 1).map(|t| t.text.to_lowercase()).unwrap_or_default();
    if unit.starts_with("month") || unit.starts_with("week") || unit.starts_with("day") || unit == "mths" {
        return Some(0);
    }
    u8::try_from(years).ok().filter(|y| *y < 120)
}

/// Digits only, where there are enough of them to be a number.
#[must_use]
pub(crate) fn digits(value: &str) -> String {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 6 { digits } else { String::new() }
}

#[cfg(test)]
mod tests;
