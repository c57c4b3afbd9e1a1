//! Tables: records under a row of labels, records beside a column of labels, and labels with their values.

use std::collections::BTreeMap;

use super::{Entry, Reading};
use crate::intake::labels::Meaning;
use crate::intake::rules::{Field, Owner};

type Row = [String];

fn filled(row: &Row) -> usize {
    row.iter().filter(|cell| !cell.trim().is_empty()).count()
}

impl Reading<'_> {
    pub(super) fn table(&mut self, rows: &[Vec<String>]) {
        let mut at = 0;
        while let Some(row) = rows.get(at) {
            let rest = rows.get(at + 1..).unwrap_or_default();
            match filled(row) {
                0 => at += 1,
                1 => {
                    // A row of its own: a heading, a label, or the value of the label above.
                    if let Some(cell) = row.iter().find(|c| !c.trim().is_empty()) {
                        self.single(cell);
                    }
                    at += 1;
                }
                _ if self.is_header(row, rest) => {
                    self.settle_waiting();
                    at += 1 + self.records(row, rest);
                }
                _ if self.is_sideways(row, rest) => {
                    self.settle_waiting();
                    at += self.sideways(rows.get(at..).unwrap_or_default());
                }
                _ => {
                    self.settle_waiting();
                    self.pairs(row);
                    at += 1;
                }
            }
        }
        // A value never waits across a table's end.
        if self.waiting.as_ref().is_some_and(|(w, _)| w.meaning.field.is_some()) {
            self.settle_waiting();
        }
    }

    fn single(&mut self, cell: &str) {
        if self.waiting.as_ref().is_some_and(|(w, _)| w.meaning.field == Some(Field::Concern))
            && !self.reader.dictionary.is_label(cell)
            && let Some((waiting, label)) = self.waiting.take()
        {
            self.value(waiting.meaning, &label, cell.trim());
            return;
        }
        self.paragraph(cell, false);
    }

    /// The meanings of a row's cells where they are labels.
    fn meanings(&self, row: &Row) -> Vec<Option<Meaning>> {
        row.iter().map(|cell| self.reader.dictionary.meaning(cell).filter(|m| m.field.is_some())).collect()
    }

    fn is_label_cell(&self, cell: &str) -> bool {
        self.reader.dictionary.is_label(cell)
    }

    /// Whether a row is all labels and the next one is not.
    fn is_header(&self, row: &Row, rest: &[Vec<String>]) -> bool {
        if !self.all_labels(row) {
            return false;
        }
        let Some(next) = rest.iter().find(|r| filled(r) > 0) else { return false };
        // "First name | | Surname | " is a form of pairs that nobody filled in.
        let under = |at: usize| next.get(at).is_some_and(|c| !c.trim().is_empty());
        let values_below = row.iter().enumerate().filter(|(at, c)| !c.trim().is_empty() && under(*at)).count();
        values_below >= 1 && !self.all_labels(next) && !next.first().is_some_and(|c| self.is_label_cell(c))
    }

    fn all_labels(&self, row: &Row) -> bool {
        let cells = filled(row);
        let labels = row.iter().filter(|c| self.is_label_cell(c)).count();
        let known = self.meanings(row).into_iter().flatten().count();
        let answered = |c: &String| {
            c.split_once(':').is_some_and(|(label, value)| {
                self.is_label_cell(label) && !value.trim().is_empty() && !value.trim_start().starts_with('(')
            })
        };
        let filled_in =
            row.iter().any(|c| answered(c) || !self.is_label_cell(c) && c.chars().any(|c| c.is_ascii_digit()));
        cells >= 2 && labels >= 2 && known * 10 >= cells * 7 && !filled_in
    }

    /// Reads the rows under a row of labels; how many they were.
    fn records(&mut self, header: &Row, rest: &[Vec<String>]) -> usize {
        let meanings = self.meanings(header);
        let header_owner = meanings.iter().flatten().filter_map(|m| m.owner).min();
        let related = meanings.iter().flatten().any(|m| m.field == Some(Field::Relationship));
        let professionals = meanings.iter().flatten().any(|m| matches!(m.field, Some(Field::Agency | Field::JobTitle)));
        self.form.labels += meanings.iter().flatten().count();
        let mut used = 0;
        for row in rest {
            let count = filled(row);
            let lone_heading = count == 1
                && row.iter().any(|c| {
                    !c.trim().is_empty() && (self.is_label_cell(c) || self.reader.dictionary.section(c).is_some())
                });
            if self.all_labels(row)
                || lone_heading
                || (count >= 2 && row.first().is_some_and(|c| self.is_label_cell(c)))
            {
                break;
            }
            used += 1;
            let mut values: BTreeMap<Field, String> = BTreeMap::new();
            for (meaning, cell) in meanings.iter().zip(row) {
                if let Some(field @ (Field::Address | Field::Postcode | Field::School)) = meaning.and_then(|m| m.field)
                    && super::is_above(cell)
                {
                    values.extend(self.said_above(header_owner.or(self.current), field, None));
                    continue;
                }
                if let Some(field) = meaning.and_then(|m| m.field)
                    && !self.reader.is_blank(cell)
                {
                    values.entry(field).or_insert_with(|| cell.trim().to_owned());
                }
            }
            // "Mother | Megan Smith | 14/04/2002" under "  | Name | Date of birth".
            let mut said = None;
            if !related
                && let Some((None, cell)) = meanings.first().zip(row.first())
                && let Some(meaning) = self.reader.dictionary.meaning(cell).filter(|m| m.field.is_none())
            {
                said = meaning.owner;
                values.insert(Field::Relationship, cell.trim().to_owned());
            }
            if values.is_empty() {
                continue;
            }
            let owner = if related {
                Some(self.related_owner(values.get(&Field::Relationship).map(String::as_str)))
            } else {
                said.or(header_owner).or(if professionals { Some(Owner::Professional) } else { self.current })
            };
            self.record(owner, values);
        }
        used
    }

    /// Whose row it is, by the relationship; without one, somebody of the household.
    pub(super) fn related_owner(&self, relationship: Option<&str>) -> Owner {
        let word = relationship.unwrap_or_default().trim().to_lowercase();
        if self.reader.subject.contains(&word) {
            return Owner::Child;
        }
        match self.reader.dictionary.section(&word) {
            Some(Owner::Sibling) => Owner::Sibling,
            _ => Owner::Household,
        }
    }

    fn record(&mut self, owner: Option<Owner>, values: BTreeMap<Field, String>) {
        // What the request is about may stand in a column too.
        let (request, own): (BTreeMap<_, _>, BTreeMap<_, _>) =
            values.into_iter().partition(|(f, _)| f.of_the_request());
        for (field, value) in request {
            self.set(None, field, &value);
        }
        if own.is_empty() || owner == Some(Owner::Request) {
            return;
        }
        let named = [Field::Given, Field::Family, Field::Name].iter().any(|f| own.contains_key(f));
        let same = |entry: &Entry| {
            entry.owner == owner
                && [Field::Given, Field::Family, Field::Name]
                    .iter()
                    .all(|f| entry.values.get(f).map(|v| v.to_lowercase()) == own.get(f).map(|v| v.to_lowercase()))
        };
        let merge = match owner {
            Some(Owner::Household | Owner::Sibling) => None,
            _ if named => self.form.entries.iter().position(same),
            _ => self.last.get(&owner).copied(),
        };
        let own = own.into_iter().map(|(f, v)| (f, if f == Field::Address { v } else { super::joined(&v) }));
        if let Some(entry) = merge.and_then(|at| self.form.entries.get_mut(at)) {
            for (field, value) in own {
                entry.values.entry(field).or_insert(value);
            }
        } else {
            self.add(Entry { owner, values: own.collect() });
        }
    }

    /// Whether labels stand in the first column and people side by side: two rows at least.
    fn is_sideways(&self, row: &Row, rest: &[Vec<String>]) -> bool {
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
    fn sideways(&mut self, rows: &[Vec<String>]) -> usize {
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
            self.form.labels += 1;
            for (column, cell) in row.iter().enumerate().skip(1) {
                if super::is_above(cell) {
                    let before = people.range(..column).rev().find_map(|(_, values)| values.get(&field)).cloned();
                    people.entry(column).or_default().extend(before.map(|value| (field, value)));
                } else if !self.reader.is_blank(cell) {
                    people.entry(column).or_default().entry(field).or_insert_with(|| cell.trim().to_owned());
                }
            }
            used += 1;
        }
        for values in people.into_values() {
            let owner = match values.get(&Field::Relationship) {
                Some(relationship) => Some(self.related_owner(Some(relationship))),
                None => owner.or(self.current),
            };
            self.record(owner, values);
        }
        used.max(1)
    }

    /// Labels and their values in one row.
    fn pairs(&mut self, row: &Row) {
        let cells: Vec<&str> = row.iter().map(|c| c.trim()).collect();
        let mut at = 0;
        let mut label_place = true;
        while let Some(cell) = cells.get(at).copied() {
            at += 1;
            if cell.is_empty() {
                continue;
            }
            if self.has_pair(cell) {
                self.paragraph(cell, false);
                self.settle_waiting();
                continue;
            }
            let meaning =
                self.reader.dictionary.meaning(cell).filter(|m| (m.exact && m.field.is_some()) || label_place);
            let Some(meaning) = meaning else {
                label_place = false;
                continue;
            };
            let next = cells.iter().enumerate().skip(at).find(|(_, c)| !c.is_empty());
            match next {
                // "School | | Year | 4": the answer is left out where label and answer take turns.
                Some((place, _))
                    if place > at && (place - at) % 2 == 1 && cells.get(place + 1).is_some_and(|c| !c.is_empty()) =>
                {
                    self.form.labels += 1;
                    self.note_owner(meaning);
                }
                Some((place, value))
                    if (!self.is_label_cell(value) || place == at && self.is_name_anyway(meaning, value))
                        && !self.has_pair(value) =>
                {
                    self.value(meaning, cell, value);
                    self.open = None;
                    at = place + 1;
                }
                _ => {
                    if let Some((label, value, meaning)) = self.parted(cell) {
                        self.value(meaning, label, value);
                    } else {
                        self.form.labels += 1;
                        self.note_owner(meaning);
                    }
                }
            }
            label_place = true;
        }
    }

    /// A cell that begins with a label and goes on with its answer: `Nursery / school Oakwood Primary`.
    fn parted<'c>(&self, cell: &'c str) -> Option<(&'c str, &'c str, Meaning)> {
        let gaps = cell.match_indices(' ').map(|(at, _)| at);
        gaps.rev().find_map(|at| {
            let (label, value) = cell.split_at_checked(at)?;
            let value = value.trim();
            let meaning = self.reader.dictionary.meaning(label).filter(|m| m.exact && m.field.is_some())?;
            let begins = value.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
            let more =
                value.contains(' ') && value.contains(char::is_lowercase) || value.chars().any(|c| c.is_ascii_digit());
            (begins && more && self.reader.dictionary.meaning(value).is_none() && label.split_whitespace().count() <= 6)
                .then_some((label, value, meaning))
        })
    }

    /// Whether the cell beside the label of a name is one although it reads like a label.
    fn is_name_anyway(&self, label: Meaning, value: &str) -> bool {
        matches!(label.field, Some(Field::Given | Field::Family))
            && value.chars().all(char::is_alphabetic)
            && value.chars().any(char::is_lowercase)
            && self.reader.dictionary.meaning(value).is_some_and(super::lines::is_also_a_name)
    }

    /// Whether a cell holds label and value itself.
    fn has_pair(&self, cell: &str) -> bool {
        let mut lines = cell.lines().filter(|l| !l.trim().is_empty());
        let first = lines.next().unwrap_or_default();
        let colon = first.split_once(':').is_some_and(|(label, value)| {
            self.reader.dictionary.is_label(label) && (!value.trim().is_empty() || cell.lines().count() > 1)
        });
        colon
            || (self.is_label_cell(first)
                && lines.next().is_some_and(|second| !self.is_label_cell(cell) && !second.trim().is_empty()))
    }
}
