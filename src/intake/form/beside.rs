//! Sections and people that stand beside each other in one table.

use std::collections::BTreeMap;

use super::Reading;
use super::tables::filled;
use crate::intake::rules::{Field, Owner};

type Row = [String];

/// The filled cells of a row with their columns.
fn cells(row: &Row) -> impl Iterator<Item = (usize, &str)> {
    row.iter().map(|c| c.trim()).enumerate().filter(|(_, c)| !c.is_empty())
}

impl Reading<'_> {
    /// Of whom a cell is that only says of whom: "Mother", "Child 2", "Parent / carer details".
    pub(super) fn only_owner(&self, cell: &str) -> Option<Owner> {
        let meaning = self.reader.dictionary.meaning(cell)?;
        if !meaning.exact || meaning.field.is_some() {
            return None;
        }
        self.reader.dictionary.section(cell).or(meaning.owner)
    }

    /// Whether a row is of sections side by side, each above labels and values of its own:
    /// `Child's details | | Parent's details | ` above `Name | Kofi | Name | Ama`.
    pub(super) fn is_sections(&self, row: &Row, rest: &[Vec<String>]) -> bool {
        let starts: Vec<usize> = cells(row).map(|(at, _)| at).collect();
        if !cells(row).all(|(_, c)| self.only_owner(c).is_some()) {
            return false;
        }
        let Some(next) = rest.iter().find(|r| cells(r).next().is_some()) else { return false };
        let labelled =
            |at: &usize| next.get(*at).is_some_and(|c| self.reader.dictionary.is_label(c) || self.has_pair(c));
        let first = starts.first().is_some_and(labelled);
        first && starts.iter().filter(|at| labelled(at)).count() >= 2
    }

    /// Reads sections side by side; how many rows that took.
    pub(super) fn sections(&mut self, row: &Row, rest: &[Vec<String>]) -> usize {
        let starts: Vec<(usize, Option<Owner>)> = cells(row).map(|(at, c)| (at, self.only_owner(c))).collect();
        let titles: Vec<String> = cells(row).map(|(_, c)| c.to_owned()).collect();
        // Up to the next heading of its own.
        let further = rest
            .iter()
            .take_while(|r| {
                let alone = cells(r).count() == 1 && cells(r).all(|(_, c)| self.is_bar(c));
                let again = cells(r).count() >= 2 && cells(r).all(|(_, c)| self.only_owner(c).is_some());
                !alone && !again
            })
            .count();
        let rows = rest.get(..further).unwrap_or_default();
        for (nth, (start, owner)) in starts.iter().enumerate() {
            let end = starts.get(nth + 1).map_or(usize::MAX, |(at, _)| *at);
            let part: Vec<Vec<String>> = rows
                .iter()
                .map(|r| {
                    r.iter().enumerate().filter(|(at, _)| at >= start && *at < end).map(|(_, c)| c.clone()).collect()
                })
                .collect();
            self.enter(*owner);
            let before = self.form.entries.len();
            self.table(&part);
            let said = titles.get(nth).map(String::as_str).unwrap_or_default();
            self.relate(before, said);
        }
        self.enter(None);
        further
    }

    /// Whether a row names people above columns of their own, with labels down the left:
    /// ` | Mother | Father` above `Name | Ama | Kwame`.
    pub(super) fn is_people_row(&self, row: &Row, rest: &[Vec<String>]) -> bool {
        let empty_first = row.first().is_some_and(|c| c.trim().is_empty());
        empty_first
            && cells(row).all(|(_, c)| self.only_owner(c).is_some())
            && rest.first().is_some_and(|r| self.belongs_beside(r))
    }

    /// Whether a row has a label first, and no label after it.
    pub(super) fn belongs_beside(&self, row: &Row) -> bool {
        let mut all = cells(row);
        all.next().is_some_and(|(at, c)| {
            at == 0 && self.reader.dictionary.meaning(c).is_some_and(|m| m.field.is_some()) && !self.has_pair(c)
        })
    }

    /// The same further down, where a question of which nothing is known ends nothing: its answers stand side by side
    /// all the same.
    pub(super) fn goes_on_beside(&self, row: &Row) -> bool {
        let unknown = || {
            let mut all = cells(row);
            all.next().is_some_and(|(at, c)| at == 0 && self.reader.dictionary.meaning(c).is_none())
                && cells(row).nth(1).is_some()
                && !all.any(|(_, c)| self.is_label_cell(c) || self.only_owner(c).is_some())
        };
        self.belongs_beside(row) || unknown()
    }

    /// Whether labels stand in the first column and people side by side: two rows at least.
    pub(super) fn is_sideways(&self, row: &Row, rest: &[Vec<String>]) -> bool {
        let fits = |row: &Row| {
            let mut cells = row.iter();
            cells.next().is_some_and(|c| self.is_label_cell(c))
                && cells.clone().filter(|c| !c.trim().is_empty()).count() >= 2
                && !cells.any(|c| self.is_label_cell(c) || self.split_in_cell(c))
        };
        fits(row) && rest.iter().find(|r| filled(r) > 0).is_some_and(|next| fits(next))
    }

    fn split_in_cell(&self, cell: &str) -> bool {
        cell.split_once(':').is_some_and(|(label, _)| self.is_label_cell(label))
    }

    /// Reads people side by side; how many rows that took.
    pub(super) fn sideways(&mut self, rows: &[Vec<String>]) -> usize {
        let mut people: BTreeMap<usize, BTreeMap<Field, String>> = BTreeMap::new();
        let mut owner = None;
        let mut used = 0;
        for row in rows {
            let further = row.iter().skip(1);
            let meaning = row.first().and_then(|c| self.reader.dictionary.meaning(c));
            let another = further.clone().any(|c| self.is_label_cell(c) || self.split_in_cell(c));
            if filled(row) >= 2 && !people.is_empty() && !another && meaning.is_none_or(|m| m.field.is_none()) {
                // A question of which nothing is known: its answers stand side by side all the same.
                used += 1;
                continue;
            }
            let Some(meaning) = meaning.filter(|m| m.exact || !people.is_empty() && !another) else { break };
            let Some(field) = meaning.field else { break };
            if filled(row) < 2 && !people.is_empty() {
                used += 1;
                continue;
            }
            owner = owner.or(meaning.owner);
            self.note_label(field, row.first().map_or("", String::as_str));
            self.form.labels += 1;
            for (column, cell) in row.iter().enumerate().skip(1) {
                if super::filling::is_above(cell) {
                    let before = people.range(..column).rev().find_map(|(_, values)| values.get(&field)).cloned();
                    people.entry(column).or_default().extend(before.map(|value| (field, value)));
                } else if !self.reader.is_blank(cell) {
                    people.entry(column).or_default().entry(field).or_insert_with(|| cell.trim().to_owned());
                }
            }
            used += 1;
        }
        for values in people.into_values() {
            self.form.addresses_asked += 1;
            let owner = match values.get(&Field::Relationship) {
                Some(relationship) => Some(self.related_owner(Some(relationship))),
                None => owner.or(self.current),
            };
            self.record(owner, values);
        }
        used.max(1)
    }

    /// Reads people under a row that names them.
    pub(super) fn beside(&mut self, row: &Row, rows: &[Vec<String>]) {
        let people: Vec<(usize, Option<Owner>, String)> =
            cells(row).map(|(at, c)| (at, self.only_owner(c), c.to_owned())).collect();
        self.form.labels += rows.len();
        for (column, owner, said) in people {
            let mut values: BTreeMap<Field, String> = BTreeMap::new();
            for row in rows {
                let label = row.first().map(String::as_str).unwrap_or_default();
                let meaning = self.reader.dictionary.meaning(label);
                let cell = row.get(column).map(|c| c.trim()).unwrap_or_default();
                if let Some(field) = meaning.and_then(|m| m.field) {
                    self.note_label(field, label);
                }
                if let Some(field) = meaning.and_then(|m| m.field)
                    && (!self.reader.is_blank(cell) || field == Field::Address && super::filling::is_above(cell))
                {
                    values.entry(field).or_insert_with(|| cell.to_owned());
                }
                self.form.addresses_asked += usize::from(meaning.is_some_and(|m| m.field == Some(Field::Address)));
            }
            if values.is_empty() {
                continue;
            }
            let owner = match values.get(&Field::Relationship) {
                Some(said) if owner != Some(Owner::Child) => Some(self.related_owner(Some(said))),
                _ => owner,
            };
            self.enter(owner);
            let before = self.form.entries.len();
            self.record(owner, values);
            self.relate(before, &said);
        }
        self.enter(None);
    }

    /// Who stands under "Mother" is the mother.
    fn relate(&mut self, since: usize, said: &str) {
        for entry in self.form.entries.iter_mut().skip(since) {
            let family = matches!(entry.owner, Some(Owner::Household | Owner::Sibling));
            if family && entry.has(&super::NAMES) {
                entry.values.entry(Field::Relationship).or_insert_with(|| relation(said));
            }
        }
    }
}

/// "Mother's details" as a relationship.
fn relation(said: &str) -> String {
    let said = said.trim().trim_end_matches(':');
    let end = said.to_lowercase().find(" details").filter(|at| said.is_char_boundary(*at)).unwrap_or(said.len());
    let said = said.get(..end).unwrap_or(said).trim();
    said.trim_end_matches("'s").trim_end_matches("\u{2019}s").to_owned()
}
