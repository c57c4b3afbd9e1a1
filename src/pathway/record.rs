//! Case notes ready to be filed (R8).

use std::fmt::Write as _;

use crate::domain::Band;

use super::run::Run;

/// Longest quotation of a concern in a message to staff, in characters; the original is attached.
const LONGEST_CONCERN: usize = 3_000;

impl Run<'_> {
    /// Case notes ready to be filed in the case system, for the child and every sibling concerned (R8).
    pub(super) fn case_notes(&self) -> String {
        let mut text = format!("Case note for request {}\n", self.request.reference);
        for child in &self.request.findings.children {
            if let Some(person) = &child.found.person {
                let _ = write!(text, "File on record {person}");
                let siblings: Vec<String> = child.siblings.iter().map(|(id, _)| id.to_string()).collect();
                if !siblings.is_empty() {
                    let _ = write!(text, ", and on the brothers' and sisters' records {}", siblings.join(", "));
                }
                text.push_str(".\n");
            } else if child.found.band == Band::Perhaps {
                let perhaps: Vec<String> = child.found.candidates.iter().map(|c| c.person.to_string()).collect();
                let _ = writeln!(text, "Who it is is to be settled first: perhaps {}.", perhaps.join(" or "));
            }
        }
        text.push('\n');
        for note in self.snapshot.notes.iter().chain(self.new_notes()) {
            let local = self.policy.calendar.local(note.at);
            let _ = writeln!(text, "{}  {}", local.format("%d/%m/%Y %H:%M"), note.text);
        }
        text
    }
}

/// Cut where it is too long to read in a mail.
pub(super) fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST_CONCERN {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LONGEST_CONCERN).collect();
    short.push_str(" … (the original is attached)");
    short
}
