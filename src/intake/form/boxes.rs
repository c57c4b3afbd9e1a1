//! Cells that hold a label and its value, one above the other.

use super::Reading;
use super::tables::filled;
use crate::intake::rules::Owner;

type Row = [String];

impl Reading<'_> {
    /// Whether a cell holds label and value itself: `Name: Kofi`, or the label above its value.
    pub(super) fn has_pair(&self, cell: &str) -> bool {
        let mut lines = cell.lines().filter(|l| !l.trim().is_empty());
        let first = lines.next().unwrap_or_default();
        let colon = first.split_once(':').is_some_and(|(label, value)| {
            let a_value = || !value.trim().is_empty() && self.reader.dictionary.meaning(value).is_none_or(|m| !m.exact);
            let names_child = || self.only_owner(label) == Some(Owner::Child) && a_value();
            self.reader.dictionary.is_label(label) && (!value.trim().is_empty() || cell.lines().count() > 1)
                || names_child()
        });
        colon
            || (self.is_label_cell(first)
                && lines.next().is_some_and(|second| !is_guidance(second) && !self.is_wrapped(cell, second)))
    }

    /// Whether the lines of a cell are one label: "DOB /" above "EDD".
    fn is_wrapped(&self, cell: &str, rest: &str) -> bool {
        // People are called Child and Parent.
        let first = cell.lines().next().unwrap_or_default().trim();
        let asks = self.reader.dictionary.meaning(first).filter(|m| m.exact);
        if asks.is_some_and(|m| self.is_name_anyway(m, rest.trim()))
            && !first.ends_with("of")
            && !first.ends_with("for")
        {
            return false;
        }
        // "Role in" above "notice"
        let small = first
            .split_whitespace()
            .last()
            .is_some_and(|w| ["in", "of", "to", "for", "the", "and", "or", "/"].contains(&w));
        if rest.trim().starts_with('/') || rest.trim().ends_with(':') && self.is_label_cell(cell) {
            return true;
        }
        if small && rest.trim().starts_with(char::is_lowercase) && rest.split_whitespace().count() <= 3 {
            return true;
        }
        let goes_on = rest.trim().starts_with(char::is_lowercase) && !rest.chars().any(|c| c.is_ascii_digit());
        self.is_label_cell(cell) && (goes_on || self.reader.dictionary.meaning(rest).is_some())
    }

    /// Whether every cell of a row is a label with its value beneath, or without one.
    pub(super) fn is_boxes(&self, row: &Row) -> bool {
        let cells = || row.iter().map(|c| c.trim()).filter(|c| !c.is_empty());
        let above = |c: &str| {
            let (first, rest) = c.split_once('\n').unwrap_or_default();
            self.is_label_cell(first) && !rest.trim().is_empty() && !is_guidance(rest) && !self.is_wrapped(c, rest)
        };
        cells().filter(|c| above(c)).count() * 2 >= filled(row)
            && cells().all(|c| above(c) || self.is_label_cell(c) || self.has_pair(c))
    }

    pub(super) fn boxes(&mut self, row: &Row) {
        self.settle_waiting();
        for cell in row.iter().map(|c| c.trim()).filter(|c| !c.is_empty()) {
            self.boxed(cell);
        }
    }

    /// Takes a cell that holds a label and, perhaps, its value.
    pub(super) fn boxed(&mut self, cell: &str) {
        if let Some((label, value)) = cell.split_once('\n')
            && let Some(meaning) = self.reader.dictionary.meaning(label).filter(|m| m.exact && m.field.is_some())
        {
            self.value(meaning, label, value.trim());
            self.open = None;
        } else if let Some(meaning) = self.reader.dictionary.meaning(cell).filter(|m| m.exact && m.field.is_some()) {
            self.value(meaning, cell, "");
            self.open = None;
        } else {
            self.paragraph(cell, false);
            self.settle_waiting();
        }
    }
}

/// A label's first line, where the rest is guidance.
pub(super) fn head(cell: &str) -> &str {
    cell.split_once('\n').filter(|(_, rest)| is_guidance(rest)).map_or(cell, |(first, _)| first)
}

/// Whether a line below a label explains it: "(dd/mm/yyyy)", "if known".
fn is_guidance(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('(') && text.trim_end_matches(':').ends_with(')')
        || text.starts_with(|c: char| c.is_lowercase()) && text.contains(' ')
}
