//! A text as words, and where its sentences, lines and signature stand.

use crate::intake::values::{self, Token};

/// Most tokens of a text that are looked through.
const MOST_TOKENS: usize = 6_000;
/// Lines that close a letter; what stands beneath is the signature.
const SIGN_OFFS: [&str; 16] = [
    "regards",
    "kind regards",
    "best wishes",
    "best",
    "thanks",
    "many thanks",
    "thank you",
    "cheers",
    "yours sincerely",
    "yours faithfully",
    "yours",
    "with thanks",
    "warm regards",
    "best regards",
    "yours in christ",
    "sincerely",
];

/// The words of a text.
pub(super) struct Words<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token<'a>>,
    /// Lower-case, with a straight apostrophe and without its `'s`.
    pub(super) lower: Vec<String>,
    /// Whether the token was written with `'s`.
    pub(super) owns: Vec<bool>,
    /// Where the signature begins, in bytes.
    pub(super) signature: usize,
    /// There were more words than are looked through.
    pub(super) cut: bool,
}

impl<'a> Words<'a> {
    /// Words with their hyphens and apostrophes, numbers, and punctuation.
    pub(super) fn new(text: &'a str) -> Self {
        let mut all = values::tokens(text);
        let cut = all.len() > MOST_TOKENS;
        all.truncate(MOST_TOKENS);
        let mut tokens = joined(text, all);
        let mut owns = vec![false; tokens.len()];
        // "Jayden's" is Jayden; a hyphen that joins nothing is punctuation.
        for (token, owns) in tokens.iter_mut().zip(owns.iter_mut()) {
            for suffix in ["'s", "\u{2019}s", "'S", "'", "\u{2019}", "-"] {
                if token.text.len() > suffix.len()
                    && let Some(bare) = token.text.strip_suffix(suffix)
                {
                    token.text = bare;
                    *owns |= suffix != "-";
                }
            }
        }
        let lower = tokens.iter().map(|t| t.text.to_lowercase().replace('\u{2019}', "'")).collect();
        Self { text, tokens, lower, owns, signature: signature(text), cut }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Lower-case word, empty outside of the text.
    pub(super) fn low(&self, at: usize) -> &str {
        self.lower.get(at).map_or("", String::as_str)
    }

    /// Lower-case words `from..to`, as far as there are such.
    pub(super) fn lows(&self, from: usize, to: usize) -> &[String] {
        self.lower.get(from..to.min(self.len())).unwrap_or_default()
    }

    /// Byte where a token begins.
    pub(super) fn at(&self, token: usize) -> usize {
        self.tokens.get(token).map_or(self.text.len(), |t| t.at)
    }

    /// Byte where a token ends.
    pub(super) fn end(&self, token: usize) -> usize {
        self.tokens.get(token).map_or(self.text.len(), Token::end)
    }

    /// The first token that begins at this byte or later.
    pub(super) fn token_at(&self, byte: usize) -> usize {
        self.tokens.partition_point(|t| t.at < byte)
    }

    /// What is written between two bytes.
    pub(super) fn between(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to.max(from)).unwrap_or_default()
    }

    /// Whether a sentence or a paragraph ends between two tokens.
    pub(super) fn parted(&self, from: usize, to: usize) -> bool {
        self.sentences(from, to) > 0
    }

    /// How many sentences or paragraphs end between two tokens.
    pub(super) fn sentences(&self, from: usize, to: usize) -> usize {
        (from..to.min(self.len())).filter(|at| self.ends_sentence(*at)).count()
    }

    fn ends_sentence(&self, at: usize) -> bool {
        let after = self.between(self.end(at), self.at(at + 1));
        if after.contains("\n\n") || after.contains("\n \n") {
            return true;
        }
        let mark = self.low(at);
        if !matches!(mark, "." | "!" | "?") {
            return false;
        }
        let before = at.checked_sub(1).map_or("", |b| self.low(b));
        let initial = before.chars().count() == 1 && before.chars().all(char::is_alphabetic);
        let short = ["dr", "mr", "mrs", "ms", "st", "no", "tel", "approx"].contains(&before);
        (!after.is_empty() || at + 1 == self.len()) && !initial && !short
    }

    /// Whether the tokens stand on a line of their own.
    pub(super) fn alone_on_line(&self, from: usize, to: usize) -> bool {
        let (start, end) = (self.at(from), self.end(to.saturating_sub(1)));
        let before = self.text.get(..start).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
        let after = self.text.get(end..).unwrap_or_default().split('\n').next().unwrap_or_default();
        before.trim().is_empty() && after.trim().trim_matches([',', '.']).is_empty()
    }

    /// Whether the line before this token was full, so that its sentence goes on here.
    pub(super) fn is_wrapped(&self, token: usize) -> bool {
        let before = self.text.get(..self.at(token)).unwrap_or_default().trim_end_matches([' ', '\t']);
        let Some(before) = before.strip_suffix('\n') else { return false };
        !before.ends_with('\n') && before.rsplit('\n').next().is_some_and(|line| line.chars().count() >= 50)
    }

    /// Whether capitals tell nothing here: the text has hardly any, or nothing else.
    pub(super) fn is_uncased(&self) -> bool {
        let (upper, lower) = self.letters();
        self.is_small() || upper + lower > 20 && lower * 8 < upper
    }

    /// Whether the text is written small, names and all.
    pub(super) fn is_small(&self) -> bool {
        // Words that are shouted in such a text say nothing: "PLEASE dont tell her".
        let written = |word: &&Token<'_>| !is_shouted(word.text);
        let letters = |f: fn(char) -> bool| {
            self.tokens.iter().filter(written).flat_map(|t| t.text.chars()).filter(|c| f(*c)).count()
        };
        let (upper, lower) = (letters(char::is_uppercase), letters(char::is_lowercase));
        upper + lower > 20 && upper * 80 < lower
    }

    /// How many letters are capitals, and how many are small.
    fn letters(&self) -> (usize, usize) {
        let letters = |f: fn(char) -> bool| self.text.chars().filter(|c| f(*c)).count();
        (letters(char::is_uppercase), letters(char::is_lowercase))
    }
}

fn joined<'a>(text: &'a str, all: Vec<Token<'a>>) -> Vec<Token<'a>> {
    let mut joined: Vec<Token<'_>> = Vec::new();
    let mut glue = false;
    for token in all {
        let touches = joined.last().is_some_and(|last| last.end() == token.at);
        // A mark above or below a letter belongs to its word: "Adébáyọ̀".
        let mark = token.text.chars().all(is_mark);
        let is_glue = mark || matches!(token.text, "-" | "'" | "\u{2019}" | "\u{2010}" | "\u{2011}");
        let letters = token.text.chars().all(|c| c.is_alphabetic() || is_mark(c));
        let ends_in_letter = |t: &Token<'_>| t.text.chars().last().is_some_and(|c| c.is_alphabetic() || is_mark(c));
        let after_letters = joined.last().is_some_and(ends_in_letter);
        if touches && (glue && letters || is_glue && after_letters) {
            let start = joined.last().map_or(token.at, |last| last.at);
            if let (Some(last), Some(whole)) = (joined.last_mut(), text.get(start..token.end())) {
                last.text = whole;
            }
            glue = is_glue;
            continue;
        }
        glue = false;
        joined.push(token);
    }
    joined
}

/// Where the last closing of the letter stands.
fn signature(text: &str) -> usize {
    let mut at = 0;
    let mut found = text.len();
    for line in text.split_inclusive('\n') {
        let plain = line.trim().trim_end_matches([',', '.', '!']).to_lowercase();
        if SIGN_OFFS.contains(&plain.as_str()) {
            found = at;
        }
        at += line.len();
    }
    found
}

/// Whether a word is written like a name.
pub(super) fn is_capitalised(word: &str) -> bool {
    let begins = |part: &str| part.chars().next().is_some_and(char::is_uppercase);
    // "al-Rashidi" and "el-Sayed" are written like names too.
    let joined = word.split_once('-').is_some_and(|(small, name)| {
        ["al", "el", "ul", "ur", "as", "an", "abu", "bin", "ibn"].contains(&small) && begins(name)
    });
    (begins(word) || joined) && is_wordlike(word)
}

/// Whether a character is a mark that is written above or below a letter.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Whether a word has letters only, more than one, with hyphens and apostrophes.
pub(super) fn is_wordlike(word: &str) -> bool {
    word.chars()
        .all(|c| c.is_alphabetic() || is_mark(c) || matches!(c, '-' | '\'' | '\u{2019}' | '\u{2010}' | '\u{2011}'))
        && word.chars().count() > 1
}

/// Whether a word is written in capitals only.
pub(super) fn is_shouted(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !word.chars().any(char::is_lowercase)
}
