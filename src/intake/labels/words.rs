//! The words of a label.

/// Small words that do not change what a label asks for.
const SMALL: [&str; 22] = [
    "the",
    "of",
    "a",
    "an",
    "for",
    "please",
    "state",
    "give",
    "enter",
    "if",
    "to",
    "this",
    "s",
    "in",
    "any",
    "complete",
    "where",
    "applicable",
    "known",
    "provide",
    "specify",
    "insert",
];

/// The words of a label: lower case, without numbering, punctuation and small words.
#[must_use]
pub(crate) fn words(label: &str) -> Vec<String> {
    let mut words = all_words(label);
    // "Part B" and "Section 2", then "3.", "Q4", "2a" before the label itself.
    if words.len() > 2
        && matches!(words.first().map(String::as_str), Some("part" | "section"))
        && words.get(1).is_some_and(|w| w.len() <= 3)
    {
        words.drain(..2);
    }
    while words.len() > 1 && words.first().is_some_and(|w| is_numbering(w)) {
        words.remove(0);
    }
    let kept: Vec<String> = words.iter().filter(|w| !SMALL.contains(&w.as_str())).cloned().collect();
    if kept.is_empty() { words } else { kept }
}

/// The 2 of "child 2", the b of "pupil B".
pub(super) fn is_ordinal(word: &str) -> bool {
    word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit()) || matches!(word, "b" | "c" | "d" | "e" | "f")
}

pub(super) fn is_numbering(word: &str) -> bool {
    let digits = word.trim_start_matches('q').trim_end_matches(|c: char| c.is_ascii_lowercase());
    word.len() <= 4 && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

pub(super) fn all_words(text: &str) -> Vec<String> {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '.' | '\u{ad}' | '\u{200b}' => {}
            '\u{2019}' | '\u{2018}' | '`' | '\u{b4}' => folded.push('\''),
            ascii if ascii.is_ascii() => folded.push(ascii.to_ascii_lowercase()),
            other => folded.extend(other.to_lowercase()),
        }
    }
    folded
        .replace("(s)", "")
        .replace("'s", " ")
        .replace("s' ", "s ")
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|w| w.trim_matches('\''))
        .filter(|w| !w.is_empty())
        .flat_map(without_number)
        .map(str::to_owned)
        .collect()
}

/// The word and the number of a field's name: "child1" as a program writes it.
pub(super) fn without_number(word: &str) -> impl Iterator<Item = &str> {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let apart = letters.len() >= 4 && word.len() - letters.len() <= 2 && letters.chars().all(char::is_alphabetic);
    let (first, rest) = word.split_at(if apart { letters.len() } else { word.len() });
    std::iter::once(first).chain(Some(rest).filter(|rest| !rest.is_empty()))
}

/// The name that a program gives a field in words: `Child1FirstName`.
pub(super) fn in_words(label: &str) -> Option<String> {
    let label = label.trim().trim_end_matches([':', '=']);
    if label.len() < 6 || label.contains(char::is_whitespace) || !label.chars().all(char::is_alphanumeric) {
        return None;
    }
    let mut apart = String::with_capacity(label.len() + 4);
    let mut before = ' ';
    for c in label.chars() {
        let begins = c.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit());
        if begins || c.is_ascii_digit() && before.is_lowercase() {
            apart.push(' ');
        }
        apart.push(c);
        before = c;
    }
    apart.contains(' ').then_some(apart)
}
