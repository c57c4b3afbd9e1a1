//! A mail attached to a mail: its text, and its own attachments in turn.

use super::Extracted;
use super::parcel::{Allowance, Parcel};
use crate::intake::parse;

/// What is wrong with a mail that says nothing.
pub(super) const NOTHING: &str = "the attached mail has no text";
/// What a file in a mail is called.
pub(super) const ATTACHMENT: &str = "its attachment";

/// Reads an attached mail.
pub(super) fn read(bytes: &[u8], allowance: &mut Allowance) -> Extracted {
    let mut parcel = match Parcel::open(allowance, ATTACHMENT) {
        Ok(parcel) => parcel,
        Err(result) => return result,
    };
    let parsed = parse(bytes, "");
    parcel.letter(&parsed.envelope.subject, parsed.document());
    for problem in &parsed.problems {
        parcel.unread(problem.clone());
    }
    for attachment in &parsed.attachments {
        parcel.attachment(attachment);
    }
    parcel.close(NOTHING)
}
