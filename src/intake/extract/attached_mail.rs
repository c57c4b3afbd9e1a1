//! A mail attached to a mail: its text, and its own attachments in turn.

use super::{Extracted, extract};
use crate::domain::Problem;
use crate::intake::document::{Block, Document};
use crate::intake::parse;

/// How deep mails are looked for in mails.
const DEEPEST: usize = 3;
/// Most attachments that are read of one attached mail.
const MOST_ATTACHMENTS: usize = 20;

/// Reads an attached mail.
pub(super) fn read(bytes: &[u8], depth: usize) -> Extracted {
    if depth >= DEEPEST {
        return Extracted::Failed("mails are packed too deep in one another".to_owned());
    }
    let parsed = parse(bytes, "");
    let mut document = Document::default();
    if !parsed.envelope.subject.is_empty() {
        document.push(Block::Paragraph(parsed.envelope.subject.clone()));
    }
    document.append(parsed.document());
    document.unread.extend(parsed.problems.iter().cloned());
    for (index, attachment) in parsed.attachments.iter().take(MOST_ATTACHMENTS).enumerate() {
        if attachment.is_decoration() {
            continue;
        }
        let place = format!("its attachment {}", index + 1);
        let inner = if attachment.media_type == "message/rfc822" {
            read(&attachment.bytes, depth + 1)
        } else {
            extract(&attachment.name, &attachment.media_type, &attachment.bytes)
        };
        match inner {
            Extracted::Text(inner) => document.append(inner),
            Extracted::Unsupported => document.unread.push(Problem::Unsupported(place)),
            Extracted::Protected => document.unread.push(Problem::Protected(place)),
            Extracted::Scanned => document.unread.push(Problem::Scanned(place)),
            Extracted::Failed(_) => document.unread.push(Problem::Broken(place)),
        }
    }
    if parsed.attachments.len() > MOST_ATTACHMENTS {
        document.unread.push(Problem::Broken("its further attachments".to_owned()));
    }
    if document.is_empty() && document.unread.is_empty() {
        return Extracted::Failed("the attached mail has no text".to_owned());
    }
    Extracted::Text(document)
}
