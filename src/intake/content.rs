//! The digest by which an absolutely identical second copy is known (C5).

use super::added::{bare_subject, without};
use super::extract::Extracted;
use super::parse::{Attachment, Parsed};
use super::rules::Added;
use crate::domain::Digest;

/// The digest of what a mail says: subject, body and attachments. What changes on the way or by sending again does not
/// count: marks before the subject, banners and disclaimers, white space, case and quote marks, other headers, how the
/// body is encoded, in what order things are attached, and signatures of machines. The writer's own signature counts. An
/// attachment that was read counts by its text, any other by its bytes.
pub(super) fn content(parsed: &Parsed, extracted: &[Extracted], added: &Added) -> Digest {
    let body = parsed.document().text();
    let mut attached: Vec<String> = parsed
        .attachments
        .iter()
        .enumerate()
        .filter(|(_, attachment)| !is_sealed(attachment))
        .map(|(index, attachment)| said(attachment, extracted.get(index)))
        .collect();
    attached.sort();
    let own = [fold(bare_subject(&parsed.envelope.subject)), fold(without(added, &body))];
    // Lengths keep a text from standing for two.
    let parts = own.iter().chain(&attached);
    let joined = parts.fold(String::new(), |joined, part| joined + &part.len().to_string() + ":" + part + ";");
    Digest::of(joined.as_bytes())
}

/// What an attachment counts by.
fn said(attachment: &Attachment, extracted: Option<&Extracted>) -> String {
    match extracted {
        // What was not read of it may differ.
        Some(Extracted::Text(document)) if document.unread.is_empty() => fold(&document.text()),
        _ => Digest::of(&attachment.bytes).0,
    }
}

/// A machine's signature of the mail, which is another each time it is sent.
fn is_sealed(attachment: &Attachment) -> bool {
    attachment.media_type.ends_with("pkcs7-signature") || attachment.media_type.ends_with("pgp-signature")
}

fn fold(text: &str) -> String {
    let text = super::odd::folded(text);
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
                '\u{2010}'..='\u{2014}' => folded.push('-'),
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
    use crate::intake::document::{Block, Document};
    use crate::intake::parse;
    use crate::intake::rules::tests::shipped;

    fn of(raw: &str) -> Digest {
        content(&parse(raw.replace('\n', "\r\n").as_bytes(), ""), &[], &shipped().added)
    }

    fn attached(files: &[(&str, &[u8], &str)]) -> Digest {
        let attachments = files.iter().map(|(name, bytes, _)| Attachment {
            name: (*name).to_owned(),
            bytes: bytes.to_vec(),
            ..Attachment::default()
        });
        let parsed =
            Parsed { text: "Please see attached.".to_owned(), attachments: attachments.collect(), ..Parsed::default() };
        let read = |text: &str| {
            let mut document = Document::default();
            document.push(Block::Paragraph(text.to_owned()));
            if text.is_empty() { Extracted::Scanned } else { Extracted::Text(document) }
        };
        let extracted: Vec<Extracted> = files.iter().map(|(.., text)| read(text)).collect();
        content(&parsed, &extracted, &shipped().added)
    }

    #[test]
    fn c5_only_what_is_said_counts() {
        let first = of(
            "From: a@b.test\nSubject: Kofi\nMessage-ID: <1@b.test>\nDate: Mon, 23 Nov 2026 10:15:00 +0000\n\nKofi  has a bruise.\n\nEsme",
        );
        for copy in [
            "From: c@d.test\nMessage-ID: <2@b.test>\nSubject: FW: [EXTERNAL] Kofi\n\n> kofi has a BRUISE.\n> Esme\n",
            "From: a@b.test\nSubject: kofi\n\nCAUTION: This email originated from outside.\n\nKofi has a bruise.\nEsme\n\n\
             This email and any attachments are confidential.\n",
            "From: a@b.test\nSubject: Kofi\nContent-Type: text/html; charset=utf-8\n\n<p>Kofi has&nbsp;a bruise.</p><p>Esme</p>",
            "From: a@b.test\nSubject: Kofi\nContent-Transfer-Encoding: base64\n\nS29maSBoYXMgYSBicnVpc2UuCgpFc21l\n",
        ] {
            assert_eq!(first, of(copy), "{copy}");
        }
        for other in [
            "From: a@b.test\nSubject: Kofi\n\nKofi has a bruise.\n\nMaryam",
            "From: a@b.test\nSubject: Kofi\n\nKofi has a bruise. Today a second one.\n\nEsme",
            "From: a@b.test\nSubject: Kofi is missing\n\nKofi has a bruise.\n\nEsme",
        ] {
            assert_ne!(first, of(other), "{other}");
        }
    }

    #[test]
    fn c5_attachments_count_by_their_text_in_any_order_and_by_their_bytes_where_none_was_read() {
        let form: (&str, &[u8], &str) = ("form.docx", b"one encoding", "Name: Kofi");
        let photo: (&str, &[u8], &str) = ("photo.jpg", b"bruise", "");
        let first = attached(&[form, photo]);
        assert_eq!(first, attached(&[("scan.jpg", b"bruise", ""), ("Copy of form.pdf", b"another", "name:  Kofi")]));
        assert_ne!(first, attached(&[form, ("photo.jpg", b"another bruise", "")]));
        assert_ne!(first, attached(&[form]));
        assert_ne!(first, attached(&[("form.docx", b"one encoding", "Name: Kofi\nAlso: Ama"), photo]));
    }
}
