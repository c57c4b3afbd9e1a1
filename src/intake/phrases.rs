//! Phrases in text: whole words, without case, white space and kinds of apostrophes.

use std::borrow::Cow;
use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;

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
        } else if c.is_ascii() {
            folded.push(c.to_ascii_lowercase());
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

/// All phrases that are looked for, found in one pass over a text: they are hundreds, and most mails hold two or three.
#[derive(Debug, Clone)]
pub(crate) struct PhraseBook {
    automaton: Option<AhoCorasick>,
    phrases: Vec<String>,
}

/// The phrases of a book that stand in a text as whole words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing<'b>(BTreeSet<&'b str>);

impl PhraseBook {
    /// A book of these phrases.
    pub(crate) fn new<'a>(phrases: impl IntoIterator<Item = &'a String>) -> Self {
        let phrases: BTreeSet<String> = phrases.into_iter().map(|phrase| comparable(phrase).into_owned()).collect();
        let phrases: Vec<String> = phrases.into_iter().filter(|phrase| !phrase.is_empty()).collect();
        // Refused only beyond billions of states; without it each phrase is looked for by itself.
        Self { automaton: AhoCorasick::new(&phrases).ok(), phrases }
    }

    /// The phrases that stand in folded text.
    pub(crate) fn standing(&self, folded: &str) -> Standing<'_> {
        let there = |phrase: &&str| places(folded, phrase).next().is_some();
        let Some(automaton) = &self.automaton else {
            return Standing(self.phrases.iter().map(String::as_str).filter(there).collect());
        };
        let found = automaton.find_overlapping_iter(folded).map(|m| m.pattern().as_usize());
        let found: BTreeSet<&str> = found.filter_map(|number| self.phrases.get(number)).map(String::as_str).collect();
        Standing(found.into_iter().filter(there).collect())
    }
}

impl Standing<'_> {
    /// The first of these phrases, which are in the book, that stands in the text.
    pub(crate) fn first<'p>(&self, phrases: &'p [String]) -> Option<&'p str> {
        if self.0.is_empty() {
            return None;
        }
        phrases.iter().find(|phrase| self.0.contains(&*comparable(phrase))).map(String::as_str)
    }
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
    fn the_first_of_a_list_that_stands_as_whole_words_is_found() {
        let list: Vec<String> = ["at risk", "Can\u{2019}t wait", "risk", "sec"].map(str::to_owned).to_vec();
        let book = PhraseBook::new(&list);
        let first = |text: &str| book.standing(&fold(text)).first(&list).map(str::to_owned);
        assert_eq!(first("A child AT  RISK, who can't wait"), Some("at risk".to_owned()));
        assert_eq!(first("It can't wait"), Some("Can\u{2019}t wait".to_owned()));
        assert_eq!(first("at risky places, in sections"), None);
        assert_eq!(first("a risk"), Some("risk".to_owned()));
        assert_eq!(PhraseBook::new(&[]).standing(&fold("anything")).first(&list), None);
    }

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
