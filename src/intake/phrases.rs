//! Phrases in text: whole words, without case, white space and kinds of apostrophes.

use std::borrow::Cow;

/// Text ready to be searched: lower case, straight apostrophes, single spaces, a space at both ends.
#[must_use]
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 2);
    folded.push(' ');
    for c in text.chars() {
        let c = match c {
            '\u{2019}' | '\u{2018}' | '\u{b4}' | '`' => '\'',
            '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{2014}' => '-',
            other => other,
        };
        if c.is_whitespace() {
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else {
            folded.extend(c.to_lowercase());
        }
    }
    folded.push(' ');
    folded
}

/// Where a phrase stands in folded text as whole words.
pub(crate) fn places<'a>(folded: &'a str, phrase: &'a str) -> impl Iterator<Item = usize> + 'a {
    folded.match_indices(phrase).map(|(at, _)| at).filter(move |at| {
        let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let first_joins = phrase.chars().next().is_some_and(char::is_alphanumeric);
        let last_joins = phrase.chars().last().is_some_and(char::is_alphanumeric);
        let before = folded.get(..*at).and_then(|b| b.chars().last());
        let after = folded.get(at + phrase.len()..).and_then(|a| a.chars().next());
        let alone = (!first_joins || !joins(before)) && (!last_joins || !joins(after));
        alone && !phrase.is_empty()
    })
}

/// The first of the phrases that stands in folded text.
pub(crate) fn first<'p>(folded: &str, phrases: &'p [String]) -> Option<&'p str> {
    phrases.iter().find(|phrase| places(folded, &comparable(phrase)).next().is_some()).map(String::as_str)
}

/// A phrase as it is compared, without spaces at its ends. Hundreds are looked for in each mail, and nearly all are
/// written as they are compared.
pub(crate) fn comparable(phrase: &str) -> Cow<'_, str> {
    if is_folded(phrase) { Cow::Borrowed(phrase) } else { Cow::Owned(fold(phrase).trim().to_owned()) }
}

/// Whether folding and trimming would leave a phrase as it is. Only plain ASCII is looked at.
fn is_folded(phrase: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_graphic() && !byte.is_ascii_uppercase() && byte != b'`';
    let mut before = b' ';
    for byte in phrase.bytes() {
        if !plain(byte) && (byte != b' ' || before == b' ') {
            return false;
        }
        before = byte;
    }
    before != b' '
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_for_folded_is_left_alone_by_folding() {
        let folded = ["at risk", "can't wait", "now!"];
        let others =
            ["Urgent", " at risk", "at  risk", "at risk ", "can\u{2019}t", "\u{e9}t\u{e9}", "", "a\tb", "it`s"];
        let all: Vec<&str> = folded.into_iter().chain(others).collect();
        for phrase in &all {
            assert!(!is_folded(phrase) || fold(phrase).trim() == *phrase, "{phrase:?}");
        }
        assert_eq!(all.iter().filter(|phrase| is_folded(phrase)).count(), 3);
    }
}
