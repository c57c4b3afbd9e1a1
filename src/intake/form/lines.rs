//! Lines of text: `Label: value`, a label with its value beneath, headings.

use super::Reading;
use crate::intake::labels::Meaning;
use crate::intake::rules::{Field, Owner};

/// Most labels with their values that are looked for in one line.
const MOST_PAIRS: usize = 50;

impl Reading<'_> {
    pub(super) fn paragraph(&mut self, text: &str, strong: bool) {
        for line in text.lines() {
            self.line(line, strong);
        }
    }

    fn line(&mut self, line: &str, strong: bool) {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('>') {
            return;
        }
        if !strong && self.one_more(trimmed) || self.pair(trimmed) {
            return;
        }
        let cells: Vec<String> = trimmed
            .split('\t')
            .flat_map(|part| part.split("   "))
            .map(|c| c.trim().to_owned())
            .filter(|c| !c.is_empty())
            .collect();
        if cells.len() >= 2 && cells.first().is_some_and(|c| self.reader.dictionary.is_label(c)) {
            self.table(&[cells]);
            return;
        }
        let meaning = self.reader.dictionary.meaning(trimmed);
        if let Some(meaning) = meaning
            && meaning.exact
            && !self.takes_anyway(meaning)
        {
            self.settle_waiting();
            if let Some(owner) = self.reader.dictionary.section(trimmed)
                && (meaning.field.is_none() || owner == Owner::Request)
                && meaning.field.is_none_or(Field::of_the_request)
            {
                self.enter(Some(owner));
            }
            self.wait(meaning, trimmed);
            return;
        }
        if let Some((waiting, label)) = self.waiting.take() {
            if (strong || is_heading_like(trimmed))
                && waiting.meaning.field.is_none()
                && let Some(owner) = self.reader.dictionary.section(trimmed)
            {
                self.enter(Some(owner));
                return;
            }
            self.value(waiting.meaning, &label, trimmed);
            return;
        }
        if (strong || is_heading_like(trimmed))
            && let Some(owner) = self.reader.dictionary.section(trimmed)
            && (self.open.is_none() || strong || is_shouted(trimmed) || starts_numbered(trimmed))
        {
            self.enter(Some(owner));
            // "3. Parents' details" is a heading and "Mother's date of birth" in bold is a label.
            if let Some(meaning) = meaning.filter(|m| m.field.is_some()) {
                self.wait(meaning, trimmed);
            }
            return;
        }
        if let Some((owner, field)) = self.open {
            self.go_on(owner, field, trimmed);
        } else if self.section == Some(Owner::Request) && !strong {
            self.go_on(None, Field::Concern, trimmed);
        } else if !strong {
            self.form.loose.push_str(trimmed);
            self.form.loose.push('\n');
        }
    }

    /// Whether what waits takes the line although it reads like a label: "Mother" is a relationship.
    fn takes_anyway(&self, meaning: Meaning) -> bool {
        self.waiting.as_ref().is_some_and(|(waiting, _)| waiting.relationship && meaning.field.is_none())
    }

    /// Reads `Label: value`, perhaps several in one line; `false` when it is none.
    pub(super) fn pair(&mut self, line: &str) -> bool {
        let mut rest = line.trim();
        for count in 0..MOST_PAIRS {
            let Some((label, value)) = self.split(rest) else { return count > 0 };
            let Some(meaning) = self.reader.dictionary.meaning(label) else { return count > 0 };
            self.settle_waiting();
            if value.trim().is_empty() {
                self.wait(meaning, label);
                return true;
            }
            let Some(at) = self.next_label(value, meaning) else {
                self.value(meaning, label, value.trim());
                return true;
            };
            let (first, further) = value.split_at(at);
            self.value(meaning, label, first.trim_matches([' ', ',', ';', '|', '\t']));
            self.open = None;
            rest = further.trim();
        }
        true
    }

    /// Label and value of a line, where what stands before the colon is a label.
    fn split<'t>(&self, line: &'t str) -> Option<(&'t str, &'t str)> {
        let in_concern = matches!(self.open, Some((_, Field::Concern)));
        let fits = |label: &str| {
            self.reader
                .dictionary
                .meaning(label)
                .is_some_and(|m| m.exact || (!in_concern && m.field.is_some() && label.split_whitespace().count() <= 9))
        };
        let strict = |label: &str| self.reader.dictionary.is_label(label);
        for (at, mark) in line.match_indices([':', '?', '\u{ff1a}']).take(3) {
            let (before, after) = (line.get(..at)?, line.get(at + mark.len()..)?);
            if mark == "?" && (after.trim_start().starts_with(':') || after.trim().is_empty()) {
                continue;
            }
            if fits(before.trim()) {
                return Some((before.trim(), after.trim_start_matches([':', '?'])));
            }
        }
        for mark in [" - ", " \u{2013} ", " = "] {
            if let Some((before, after)) = line.split_once(mark)
                && strict(before.trim())
                && !after.trim().is_empty()
            {
                return Some((before.trim(), after));
            }
        }
        None
    }

    /// Where in a value the next label of the same line begins: `07/03/2021  Gender: M`.
    fn next_label(&self, value: &str, meaning: Meaning) -> Option<usize> {
        for (colon, _) in value.match_indices(':').take(8) {
            let before = value.get(..colon)?;
            let starts: Vec<usize> = before
                .char_indices()
                .filter(|(at, c)| {
                    !c.is_whitespace()
                        && (*at == 0 || before.get(..*at).is_some_and(|b| b.ends_with(char::is_whitespace)))
                })
                .map(|(at, _)| at)
                .collect();
            // The longest label that ends at the colon.
            for start in starts.iter().rev().take(6).rev().copied() {
                let label = value.get(start..colon)?;
                let lead = value.get(..start)?;
                let parted = lead.ends_with("  ") || lead.trim_end().ends_with(['|', ';', ',']) || lead.ends_with('\t');
                let short = lead.split_whitespace().count() <= 8 && meaning.field != Some(Field::Concern);
                if self.reader.dictionary.is_label(label) && (parted || short) {
                    return Some(start);
                }
            }
        }
        None
    }
}

/// Whether a line may be a heading: short, no sentence, beginning large.
fn is_heading_like(line: &str) -> bool {
    let words = line.split_whitespace().count();
    words <= 12
        && !line.ends_with(['.', ',', ';', '!'])
        && line.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
}

fn is_shouted(line: &str) -> bool {
    line.chars().filter(|c| c.is_alphabetic()).count() > 3 && !line.chars().any(char::is_lowercase)
}

fn starts_numbered(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_digit())
        && line.get(..4.min(line.len())).is_some_and(|s| s.contains(['.', ')', ' ']))
}
