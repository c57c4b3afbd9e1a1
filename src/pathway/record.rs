//! Case notes ready to be filed (R8), and how a new text differs from an earlier one (R3).

use std::fmt::Write as _;

use super::run::Run;

/// Longest quotation of a concern in a message to staff, in characters; the original is attached.
const LONGEST_CONCERN: usize = 3_000;
/// Most rows of differences in a message.
const MOST_ROWS: usize = 12;

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

/// Sentence by sentence: what was said before beside what is said now. Sentences that stand in both are left out.
pub(super) fn differences(earlier: &str, now: &str) -> Vec<(String, String)> {
    let before = sentences(earlier);
    let after = sentences(now);
    let gone: Vec<&String> = before.iter().filter(|s| !after.contains(s)).collect();
    let new: Vec<&String> = after.iter().filter(|s| !before.contains(s)).collect();
    let rows = gone.len().max(new.len()).min(MOST_ROWS);
    let text = |list: &[&String], row: usize| list.get(row).map(|s| (*s).clone()).unwrap_or_default();
    (0..rows).map(|row| (text(&gone, row), text(&new, row))).collect()
}

fn sentences(text: &str) -> Vec<String> {
    let folded: Vec<&str> = text.split_whitespace().collect();
    let mut list = vec![];
    let mut sentence = String::new();
    for word in folded {
        if !sentence.is_empty() {
            sentence.push(' ');
        }
        sentence.push_str(word);
        if word.ends_with(['.', '!', '?', ';']) {
            list.push(std::mem::take(&mut sentence));
        }
    }
    if !sentence.is_empty() {
        list.push(sentence);
    }
    list
}
