//! Small things read out of subjects.

use frontdoor::domain::Reference;

/// The reference that a subject quotes.
pub(crate) fn reference(subject: &str) -> Option<Reference> {
    let at = subject.find("FD-")?;
    Reference::parse(subject.get(at..at + 12)?)
}

/// What a filed mail's subject says: the reference and the outcome, `[FD-7KQ2-M4XA no contact] …`.
pub(crate) fn filed_as(subject: &str) -> Option<(Reference, &str)> {
    let begin = subject.find("[FD-")?;
    let tag = subject.get(begin + 1..)?.split_once(']')?.0;
    let (quoted, outcome) = tag.split_once(' ').unwrap_or((tag, ""));
    Some((Reference::parse(quoted)?, outcome))
}
