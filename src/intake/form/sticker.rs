//! An address label, as hospitals stick it on a form: a name above lines of facts, few of them labelled.

use std::collections::BTreeMap;

use super::records::reads_like_a_name;
use super::{Entry, Reading};
use crate::intake::labels::Meaning;
use crate::intake::rules::{Field, Owner};

impl Reading<'_> {
    /// Reads a cell as an address label; `false` where it is none: a name in the first line, and beneath it at least
    /// two facts, a date of birth or an NHS number among them.
    pub(super) fn sticker(&mut self, cell: &str) -> bool {
        let mut lines = cell.lines().map(str::trim).filter(|line| !line.is_empty());
        let Some(name) = lines.next().filter(|line| reads_like_a_name(line) && !self.reader.dictionary.is_label(line))
        else {
            return false;
        };
        let mut values: BTreeMap<Field, String> = BTreeMap::new();
        let mut address: Vec<&str> = Vec::new();
        for line in lines {
            let said = self.facts_of(line);
            if said.is_empty() {
                address.push(line);
            }
            for (meaning, value) in said {
                // Whatever is of somebody else (their doctor) is not the child's.
                if let (None | Some(Owner::Child), Some(field)) = (meaning.owner, meaning.field)
                    && !self.reader.is_blank(&value)
                {
                    values.entry(field).or_insert(value);
                }
            }
        }
        let known = values.contains_key(&Field::DateOfBirth) || values.contains_key(&Field::NhsNumber);
        if !known || values.len() + address.len() < 2 {
            return false;
        }
        if !address.is_empty() {
            values.entry(Field::Address).or_insert_with(|| address.join("\n"));
        }
        self.settle_waiting();
        self.form.labels += values.len();
        values.insert(Field::Name, name.to_owned());
        let owner = self.current.unwrap_or(Owner::Child);
        for field in values.keys() {
            self.note_label(*field, "the address label");
        }
        self.add(Entry { owner: Some(owner), values, ..Entry::default() });
        true
    }

    /// The labelled facts of a line, several perhaps, with nothing between label and value: `DoB 3.4.19   Sex F`.
    fn facts_of(&self, line: &str) -> Vec<(Meaning, String)> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut found: Vec<(Meaning, String)> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let label = (1..=3).rev().find_map(|n| {
                let label = words.get(at..at + n)?.join(" ");
                // A date is no number before a label.
                if label.contains(|c: char| c.is_ascii_digit()) {
                    return None;
                }
                let of_field = |m: &Meaning| m.exact && (m.field.is_some() || m.owner == Some(Owner::Professional));
                self.reader.dictionary.meaning(&label).filter(of_field).map(|meaning| (n, meaning))
            });
            match (label, found.last_mut()) {
                (Some((n, meaning)), _) => {
                    found.push((meaning, String::new()));
                    at += n;
                }
                (None, Some((_, value))) => {
                    if !value.is_empty() {
                        value.push(' ');
                    }
                    value.push_str(words.get(at).copied().unwrap_or_default().trim_start_matches(':'));
                    at += 1;
                }
                (None, None) => return Vec::new(),
            }
        }
        found
    }
}
