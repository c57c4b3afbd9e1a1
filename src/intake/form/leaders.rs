//! Labels and answers with rules, leaders or nothing between them.

use super::Reading;
use super::shapes::is_surely;
use crate::intake::labels::Meaning;
use crate::intake::rules::{Field, Owner};

impl Reading<'_> {
    /// A label and its value with nothing between, where the value can be nothing else: `Date of birth 7/3/2021`.
    pub(super) fn glued(&mut self, line: &str) -> bool {
        let free = matches!(self.open, Some((_, Field::Concern))) || self.section == Some(Owner::Request);
        if free || self.waiting.is_some() || line.split_whitespace().count() > 10 {
            return false;
        }
        let gaps = line.match_indices(' ').map(|(at, _)| at);
        let found = gaps.rev().find_map(|at| {
            let (label, value) = line.split_at_checked(at)?;
            let meaning = self.reader.dictionary.meaning(label).filter(|m| m.exact)?;
            let known = self.reader.dictionary.meaning(value).is_some_and(|m| m.exact);
            let goes_on = ["AND ", "OR ", "OF "].iter().any(|word| value.trim().to_uppercase().starts_with(word));
            (is_surely(meaning.field?, value.trim()) && !known && !goes_on).then_some((meaning, label, value))
        });
        let Some((meaning, label, value)) = found else { return false };
        self.value(meaning, label, value);
        true
    }

    /// Answers typed onto rules, several to a line perhaps: `1. Surname ___Khan___  Forenames __Aisha_____`.
    pub(super) fn ruled(&mut self, line: &str) -> bool {
        if !line.contains("__") {
            return false;
        }
        let mut label: Option<(Meaning, &str)> = None;
        let mut found = false;
        for part in line.split('_').map(str::trim).filter(|part| !part.is_empty()) {
            let meaning = self.reader.dictionary.meaning(part).filter(|m| m.exact && m.field.is_some());
            match (label.take(), meaning) {
                (Some((asked, said)), Some(_)) if self.is_name_anyway(asked, part) => self.value(asked, said, part),
                (before, Some(meaning)) => {
                    if let Some((asked, said)) = before {
                        self.value(asked, said, "");
                    }
                    self.settle_waiting();
                    found = true;
                    label = Some((meaning, part));
                }
                (Some((asked, said)), None) => self.value(asked, said, part),
                (None, None) if !found => return false,
                (None, None) => {}
            }
            self.open = None;
        }
        if let Some((asked, said)) = label {
            self.value(asked, said, "");
            self.open = None;
        }
        found
    }

    /// A label and its value with leaders between: `Surname ......... O'Brien`.
    pub(super) fn led(&mut self, line: &str) -> bool {
        for mark in ["....", " ... ", "____", "\u{2026}\u{2026}"] {
            let Some((label, after)) = line.split_once(mark) else { continue };
            let value = after.trim_start_matches(['.', '_', '\u{2026}', ':', ' ']).trim();
            let label = label.trim_end_matches(['.', ':', ' ']);
            self.settle_waiting();
            self.open = None;
            let Some(meaning) = self.reader.dictionary.meaning(label).filter(|m| m.exact || m.field.is_some()) else {
                // A question of which nothing is known has its answer here, too.
                return label.split_whitespace().count() <= 6;
            };
            self.value(meaning, label, value);
            return true;
        }
        false
    }
}
