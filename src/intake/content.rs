//! The digest by which an absolutely identical second copy is known (C5).

use super::extract::Extracted;
use super::parse::Parsed;
use crate::domain::Digest;

/// The digest of what a mail says: the text of its body and its attachments without white space at ends,
/// case and quote marks; headers are out and the signature is in. An attachment that was read counts by its
/// text, any other by its bytes.
#[must_use]
pub fn content(parsed: &Parsed, extracted: &[Extracted]) -> Digest {
    let mut parts = vec![fold(&parsed.document().text())];
    for (index, attachment) in parsed.attachments.iter().enumerate() {
        parts.push(match extracted.get(index) {
            Some(Extracted::Text(document)) => {
                let unread: Vec<String> = document.unread.iter().map(crate::domain::Problem::in_words).collect();
                // What was not read of it may differ.
                if unread.is_empty() { fold(&document.text()) } else { Digest::of(&attachment.bytes).0 }
            }
            _ => Digest::of(&attachment.bytes).0,
        });
    }
    // Lengths keep a text from standing for two.
    let joined = parts.iter().fold(String::new(), |joined, part| joined + &part.len().to_string() + ":" + part + ";");
    Digest::of(joined.as_bytes())
}

fn fold(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_start_matches(['>', ' ', '\t']));
    let mut folded = String::with_capacity(text.len());
    for word in lines.flat_map(str::split_whitespace) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        for c in word.chars() {
            match c {
                '\u{2019}' | '\u{2018}' => folded.push('\''),
                '\u{201c}' | '\u{201d}' => folded.push('"'),
                '\u{2013}' | '\u{2014}' => folded.push('-'),
                ascii if ascii.is_ascii() => folded.push(ascii.to_ascii_lowercase()),
                other => folded.extend(other.to_lowercase()),
            }
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::parse;

    fn of(raw: &str) -> Digest {
        content(&parse(raw.replace('\n', "\r\n").as_bytes(), ""), &[])
    }

    #[test]
    fn c5_only_what_is_said_counts() {
        let first = of(
            "From: a@b.test\nMessage-ID: <1@b.test>\nDate: Mon, 23 Nov 2026 10:15:00 +0000\n\nKofi  has a bruise.\n\nEsme",
        );
        assert_eq!(first, of("From: c@d.test\nMessage-ID: <2@b.test>\nSubject: x\n\n> kofi has a BRUISE.\n> Esme\n"));
        assert_ne!(first, of("From: a@b.test\n\nKofi has a bruise.\n\nMaryam"));
        assert_ne!(first, of("From: a@b.test\n\nKofi has a bruise. Today a second one.\n\nEsme"));
    }
}
