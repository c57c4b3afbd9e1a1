//! Phrases in text: whole words, without case, white space and kinds of apostrophes.

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
    phrases.iter().find(|phrase| places(folded, fold(phrase).trim()).next().is_some()).map(String::as_str)
}
