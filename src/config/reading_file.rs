//! `reading.toml`: the words of forms and letters, and whose word is taken for a sender.

use std::path::Path;
use std::sync::Arc;

use crate::intake::{Reader, Rules};
use crate::pathway::policy::MailboxPolicy;

use super::problem::{Notes, Problem, split};
use super::reading::{table_of, typed};
use super::vouching;

/// The reader of a file.
pub(super) fn load<'m>(
    base: &Path,
    file: &str,
    mailboxes: impl Iterator<Item = &'m MailboxPolicy>,
) -> (Option<Arc<Reader>>, Vec<Problem>) {
    let mut notes = Notes::of(file);
    let Some(table) = table_of(&base.join(file), &mut notes) else { return (None, notes.into_problems()) };
    vouching::refuse(vouching::name(&table), mailboxes, &mut notes);
    let reader = typed::<Rules>("", table, &mut notes).and_then(|rules| match Reader::new(rules) {
        Ok(reader) => Some(Arc::new(reader)),
        Err(wrong) => {
            for problem in wrong {
                let (field, rest) = problem.split_once(": ").unwrap_or(("the file", &problem));
                let (problem, write) = split(rest);
                notes.add(field, problem, write);
            }
            None
        }
    });
    (reader, notes.into_problems())
}
