//! Odd characters: those that are not seen or turn the direction of writing, and letters of other alphabets that look like
//! Latin ones. Words are read as if they were not there; people are told that they are, and see the text as it came.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::document::{Block, Document};

/// Letters of other alphabets that look like a Latin one. In a word with Latin letters they are taken for it.
const LOOK_ALIKES: [(&str, &str); 4] = [
    // Cyrillic.
    ("аеорсухіјѕһԁԛԝктвмнгьп", "aeopcyxijshdqwktbmhrbn"),
    ("АВЕКМНОРСТУХІЈЅԌԚԜ", "ABEKMHOPCTYXIJSGQW"),
    // Greek.
    ("αοινρυκτγχεη", "aoivpuktyxen"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
];

/// Not seen, or turning the direction of writing. Soft hyphens and the joiners that names are written with are not
/// among them.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Joins letters, or stands where a word may be parted.
fn is_joint(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{ad}')
}

/// Letters drawn otherwise: of double width, or as mathematical signs.
fn is_drawn(c: char) -> bool {
    matches!(c, '\u{ff10}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}')
}

/// Whether people should be told.
pub(super) fn has_odd(text: &str) -> bool {
    !text.is_ascii()
        && (text.chars().any(|c| is_hidden(c) || is_drawn(c)) || words(text).any(|word| look_alike(word).is_some()))
}

/// The text as it is read.
pub(super) fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut seen = String::with_capacity(text.len());
    for c in text.chars() {
        if is_drawn(c) {
            seen.extend(c.nfkc());
        } else if !is_hidden(c) {
            seen.push(c);
        }
    }
    let joined = without_joints(&seen);
    let mut read = String::with_capacity(joined.len());
    let mut rest = joined.as_str();
    while let Some(start) = rest.find(char::is_alphabetic) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|c: char| !c.is_alphabetic()).unwrap_or(from.len()));
        read.push_str(before);
        match look_alike(word) {
            Some(latin) => read.push_str(&latin),
            None => read.push_str(word),
        }
        rest = after;
    }
    read.push_str(rest);
    Cow::Owned(read)
}

/// Without what joins or parts Latin letters, where it means nothing.
fn without_joints(text: &str) -> String {
    let latin = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() && u32::from(*c) < 0x250);
    let chars: Vec<char> = text.chars().collect();
    let stays = |at: usize| {
        let beside = latin(at.checked_sub(1).and_then(|before| chars.get(before))) || latin(chars.get(at + 1));
        !(chars.get(at).copied().is_some_and(is_joint) && beside)
    };
    chars.iter().enumerate().filter(|(at, _)| stays(*at)).map(|(_, c)| *c).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_ascii())
}

/// A word of Latin letters and others that look like them, in Latin letters; `None` for any other word.
fn look_alike(word: &str) -> Option<String> {
    let mut others = false;
    let mut latin = false;
    let mut read = String::with_capacity(word.len());
    for c in word.chars() {
        let like = LOOK_ALIKES.iter().find_map(|(odd, plain)| odd.chars().zip(plain.chars()).find(|(o, _)| *o == c));
        match like {
            Some((_, plain)) => {
                others = true;
                read.push(plain);
            }
            None if u32::from(c) < 0x250 => {
                latin = true;
                read.push(c);
            }
            None => return None,
        }
    }
    (others && latin).then_some(read)
}

/// A document as it is read.
pub(super) fn folded_document(document: &Document) -> Cow<'_, Document> {
    let text = |text: &String| folded(text).into_owned();
    let is_plain = |block: &Block| match block {
        Block::Heading(line) | Block::Paragraph(line) | Block::Label(line) => line.is_ascii(),
        Block::Pair { label, value } => label.is_ascii() && value.is_ascii(),
        Block::Table(rows) => rows.iter().flatten().all(|cell| cell.is_ascii()),
    };
    if document.blocks.iter().all(is_plain) {
        return Cow::Borrowed(document);
    }
    let mut read = Document::default();
    for block in &document.blocks {
        read.push(match block {
            Block::Heading(line) => Block::Heading(text(line)),
            Block::Paragraph(line) => Block::Paragraph(text(line)),
            Block::Label(line) => Block::Label(text(line)),
            Block::Pair { label, value } => Block::Pair { label: text(label), value: text(value) },
            Block::Table(rows) => Block::Table(rows.iter().map(|row| row.iter().map(text).collect()).collect()),
        });
    }
    Cow::Owned(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i7_what_is_hidden_or_looks_alike_is_read_as_it_is_seen_and_told() {
        for (written, read) in [
            ("ur\u{200b}gent", "urgent"),
            ("\u{202e}Kofi\u{202c} Nguyen", "Kofi Nguyen"),
            ("\u{feff}Kofi", "Kofi"),
            // Cyrillic o and a, Greek capital K.
            ("K\u{43e}fi Am\u{430}", "Kofi Ama"),
            ("\u{39a}ofi", "Kofi"),
            ("\u{ff2b}\u{ff4f}\u{ff46}\u{ff49}", "Kofi"),
            ("\u{1d40a}\u{1d428}fi", "Kofi"),
        ] {
            assert!(has_odd(written), "{written}");
            assert_eq!(folded(written), read, "{written:?}");
        }
    }

    #[test]
    fn i7_names_of_other_alphabets_and_what_programs_put_in_are_not_odd() {
        for (written, read) in [
            ("Сергей Иванов", "Сергей Иванов"),
            ("Νίκος", "Νίκος"),
            ("Zoë Müller-Łukasz", "Zoë Müller-Łukasz"),
            ("محمد", "محمد"),
            // A joiner in Persian stays; a soft hyphen in a Latin word goes without a word.
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("safe\u{ad}guarding", "safeguarding"),
        ] {
            assert!(!has_odd(written), "{written}");
            assert_eq!(folded(written), read, "{written:?}");
        }
    }
}
