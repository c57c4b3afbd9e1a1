//! A table of records: a row of labels, and people beneath it, a row each.

use std::collections::BTreeMap;

use super::tables::filled;
use super::{Entry, Reading};
use crate::intake::labels::{Meaning, words};
use crate::intake::rules::{Field, Owner};
use crate::intake::values;

type Row = [String];

/// A column of a table of children that is of somebody else.
struct OthersColumn {
    column: usize,
    owner: Owner,
    field: Field,
    /// The first word of its label: "mother".
    who: String,
}

/// Takes the columns of others out of a row of labels that asks for children.
fn columns_of_others(meanings: &mut [Option<Meaning>], header: &Row) -> Vec<OthersColumn> {
    if !meanings.iter().flatten().any(|m| m.owner == Some(Owner::Child) && m.field.is_some()) {
        return Vec::new();
    }
    let mut others = Vec::new();
    for (column, (meaning, label)) in meanings.iter_mut().zip(header).enumerate() {
        if let Some(Meaning { owner: Some(owner), field: Some(field), .. }) = *meaning
            && owner != Owner::Child
        {
            let who = words(label).into_iter().next().unwrap_or_default();
            others.push(OthersColumn { column, owner, field, who });
            *meaning = None;
        }
    }
    others
}

impl Reading<'_> {
    /// Reads the rows under a row of labels; how many they were.
    pub(super) fn records(&mut self, header: &Row, rest: &[Vec<String>]) -> usize {
        let mut meanings = self.meanings(header);
        // "Role | Name | Date of birth" is of a family, where a role is a relationship.
        if meanings.iter().flatten().any(|m| m.field == Some(Field::DateOfBirth)) {
            for meaning in meanings.iter_mut().flatten().filter(|m| m.field == Some(Field::JobTitle)) {
                meaning.field = Some(Field::Relationship);
            }
        }
        self.find_names(&mut meanings, header, rest);
        let others = columns_of_others(&mut meanings, header);
        for (meaning, label) in meanings.iter().zip(header) {
            if let Some(field) = meaning.and_then(|m| m.field) {
                self.note_label(field, label);
            }
        }
        let header_owner = meanings.iter().flatten().filter_map(|m| m.owner).min();
        let related = meanings.iter().flatten().any(|m| m.field == Some(Field::Relationship));
        let marks = mark_column(header, rest);
        let dated = meanings.iter().flatten().any(|m| m.field == Some(Field::DateOfBirth));
        let professionals =
            !dated && meanings.iter().flatten().any(|m| matches!(m.field, Some(Field::Agency | Field::JobTitle)));
        self.form.labels += meanings.iter().flatten().count();
        let nameless = !meanings.iter().flatten().any(|m| m.field.is_some_and(|field| super::NAMES.contains(&field)));
        // Labels within the cells under a row of labels are part of the record.
        let columns_labelled = rest.first().is_some_and(|row| row.iter().filter(|c| self.has_pair(c)).count() >= 2);
        let mut in_turn = Vec::new();
        let mut used = 0;
        for (place, row) in rest.iter().enumerate() {
            let count = filled(row);
            let lone_heading = count == 1
                && row.iter().any(|c| {
                    !c.trim().is_empty() && (self.is_label_cell(c) || self.reader.dictionary.section(c).is_some())
                });
            let answered = row.iter().find(|c| !c.trim().is_empty()).is_some_and(|c| self.has_pair(c));
            if place > 0 && answered && !columns_labelled
                || self.all_labels(row)
                || self.is_group_row(row, rest.get(place + 1..).unwrap_or_default())
                || lone_heading
                || (count >= 2
                    && row.first().is_some_and(|c| self.is_label_cell(c))
                    && row.iter().filter(|c| self.is_label_cell(c)).count() * 2 >= count
                    && !is_record(&meanings, row))
            {
                break;
            }
            used += 1;
            let mut values = self.values_of(row, &meanings, marks, header_owner);
            // "Mother | Megan Smith | 14/04/2002" under "  | Name | Date of birth".
            let mut said = None;
            if !related
                && let Some((None, cell)) = meanings.first().zip(row.first())
                && let Some(meaning) = self.reader.dictionary.meaning(cell).filter(|m| m.field.is_none())
            {
                said = meaning.owner;
                values.insert(Field::Relationship, cell.trim().to_owned());
            }
            if values.is_empty() && !nameless {
                continue;
            }
            let marked = marks.and_then(|at| row.get(at)).is_some_and(|c| is_marked(c));
            let owner = if marked {
                Some(Owner::Child)
            } else if related || marks.is_some() {
                let relationship = values.get(&Field::Relationship).map(String::as_str);
                // Who is not marked as a child of the request is none.
                Some(self.related_owner(relationship))
                    .map(|o| if marks.is_some() && o == Owner::Child { Owner::Household } else { o })
            } else {
                said.or(header_owner).or(if professionals {
                    Some(Owner::Professional)
                } else {
                    self.section.or(self.current)
                })
            };
            if meanings.iter().flatten().any(|m| m.field == Some(Field::Address)) {
                self.form.addresses_asked += 1;
            }
            self.others_of(row, &others);
            if nameless {
                in_turn.push((owner, values));
            } else {
                self.record(owner, values);
            }
        }
        self.in_turn(in_turn);
        used
    }

    /// What a row says under its labels, but for the column of marks.
    fn values_of(
        &self,
        row: &Row,
        meanings: &[Option<Meaning>],
        marks: Option<usize>,
        header_owner: Option<Owner>,
    ) -> BTreeMap<Field, String> {
        let mut values: BTreeMap<Field, String> = BTreeMap::new();
        for (column, (meaning, cell)) in meanings.iter().zip(row).enumerate() {
            if let Some(field @ (Field::Address | Field::Postcode | Field::School)) = meaning.and_then(|m| m.field)
                && super::filling::is_above(cell)
            {
                values.extend(self.said_above(header_owner.or(self.current), field, None));
                continue;
            }
            let said = self.labelled_lines(cell, meaning.and_then(|m| m.field));
            if !said.is_empty() {
                for (field, value) in said {
                    values.entry(field).or_insert(value);
                }
                continue;
            }
            if let Some(field) = meaning.and_then(|m| m.field)
                && Some(column) != marks
                && (!self.reader.is_blank(cell) || field == Field::Address && super::filling::is_above(cell))
            {
                let kept = values.entry(field).or_default();
                // "Forename 1" and "Forename 2"
                if field == Field::Given && !kept.is_empty() {
                    kept.push(' ');
                    kept.push_str(cell.trim());
                } else if kept.is_empty() {
                    cell.trim().clone_into(kept);
                }
            }
        }
        values
    }

    /// The others who stand in a child's row: `Child's name | Date of birth | Mother's name | Mother's date of birth`.
    fn others_of(&mut self, row: &Row, others: &[OthersColumn]) {
        let mut people: BTreeMap<(Owner, &str), BTreeMap<Field, String>> = BTreeMap::new();
        for other in others {
            let cell = row.get(other.column).map(|c| c.trim()).unwrap_or_default();
            if !self.reader.is_blank(cell) {
                people.entry((other.owner, &other.who)).or_default().insert(other.field, cell.to_owned());
            }
        }
        for ((owner, who), mut values) in people {
            if matches!(owner, Owner::Household | Owner::Sibling) {
                values.entry(Field::Relationship).or_insert_with(|| who.to_owned());
            }
            self.record(Some(owner), values);
        }
    }

    /// Rows without names, of children who were named in another table: as many rows as children, in their order.
    /// With another number of rows nobody knows whose they are, and nobody gets them.
    fn in_turn(&mut self, rows: Vec<(Option<Owner>, BTreeMap<Field, String>)>) {
        let child = |e: &&mut Entry| e.owner == Some(Owner::Child) && e.has(&super::NAMES);
        let children = self.form.entries.iter_mut().filter(child).count();
        let of_children = rows.iter().all(|(owner, _)| *owner == Some(Owner::Child));
        if rows.len() < 2 || children < 2 || !of_children {
            for (owner, values) in rows {
                self.record(owner, values);
            }
        } else if rows.len() == children {
            for (entry, (_, values)) in self.form.entries.iter_mut().filter(child).zip(rows) {
                for (field, value) in values {
                    entry.labels.extend(self.asked.get(&field).map(|label| (field, label.clone())));
                    entry.values.entry(field).or_insert(value);
                }
            }
        }
    }

    /// The lines of a cell that have labels of their own (`Surname: Khan` above `First name: Aisha`); lines before the
    /// first of them answer what the column asks for. Empty where no line has one.
    fn labelled_lines(&self, cell: &str, column: Option<Field>) -> BTreeMap<Field, String> {
        let mut values: BTreeMap<Field, String> = BTreeMap::new();
        let mut open = column;
        let mut labelled = false;
        for line in cell.lines() {
            let pair = line.split_once(':').and_then(|(label, value)| {
                let meaning = self.reader.dictionary.meaning(label).filter(|m| m.exact)?;
                Some((meaning.field?, value.trim()))
            });
            let (field, value) = match (pair, open) {
                (Some((field, value)), _) => {
                    labelled = true;
                    open = Some(field);
                    (field, value)
                }
                (None, Some(field)) => (field, line.trim()),
                (None, None) => continue,
            };
            if !self.reader.is_blank(value) {
                let kept = values.entry(field).or_default();
                if !kept.is_empty() {
                    kept.push('\n');
                }
                kept.push_str(value);
            }
        }
        if labelled { values } else { BTreeMap::new() }
    }

    /// A column of names under a heading of which nothing is known ("Person living in the property"), where no other
    /// is of names.
    fn find_names(&self, meanings: &mut [Option<Meaning>], header: &Row, rest: &[Vec<String>]) {
        let named = |m: &Meaning| m.field.is_some_and(|field| super::NAMES.contains(&field));
        if meanings.iter().flatten().any(named) {
            return;
        }
        let holds_names = |at: usize| {
            let column = || rest.iter().filter_map(|row| row.get(at)).map(|c| c.trim()).filter(|c| !c.is_empty());
            column().next().is_some() && column().all(reads_like_a_name)
        };
        // "Contact" asks for nothing we keep, and may stand above names.
        let unknown = |at: &usize| meanings.get(*at).is_some_and(|m| m.is_none_or(|m| m.field == Some(Field::Other)));
        let labelled = |at: &usize| header.get(*at).is_some_and(|c| !c.trim().is_empty());
        let at = (0..header.len()).filter(unknown).filter(labelled).find(|at| holds_names(*at));
        let owner = at.and_then(|at| header.get(at)).and_then(|label| self.only_owner(label));
        if let Some(slot) = at.and_then(|at| meanings.get_mut(at)) {
            *slot = Some(Meaning { owner, field: Some(Field::Name), exact: true });
        }
    }

    /// Whose row it is, by the relationship; without one, somebody of the household.
    pub(super) fn related_owner(&self, relationship: Option<&str>) -> Owner {
        let word = relationship.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if self.reader.subject.contains(&word) {
            return Owner::Child;
        }
        match self.reader.dictionary.section(&word) {
            Some(Owner::Sibling) => Owner::Sibling,
            _ => Owner::Household,
        }
    }

    pub(super) fn record(&mut self, owner: Option<Owner>, values: BTreeMap<Field, String>) {
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
        let own = self.with_address_above(owner, own);
        let own = own
            .into_iter()
            .map(|(f, v)| (f, if super::filling::as_written(f) { v } else { super::filling::joined(&v) }));
        if let Some(entry) = merge.and_then(|at| self.form.entries.get_mut(at)) {
            for (field, value) in own {
                if !entry.values.contains_key(&field) {
                    entry.labels.extend(self.asked.get(&field).map(|label| (field, label.clone())));
                    entry.values.insert(field, value);
                }
            }
        } else {
            self.add(Entry { owner, values: own.collect(), ..Entry::default() });
        }
    }
}

/// Two to six words without a digit, the first and the last of them large.
pub(super) fn reads_like_a_name(text: &str) -> bool {
    let bare = text.split('(').next().unwrap_or_default();
    let words: Vec<&str> = bare.split_whitespace().collect();
    let large = |word: Option<&&str>| word.is_some_and(|w| w.starts_with(char::is_uppercase));
    (2..=6).contains(&words.len())
        && large(words.first())
        && large(words.last())
        && !bare.contains(|c: char| c.is_ascii_digit() || "@/?:".contains(c))
}

/// Whether a row of labels begins with what somebody is: "Agency | Worker's name" says what "School | Jane Doe"
/// beneath it is.
pub(super) fn asks_what_they_are(meanings: &[Option<Meaning>]) -> bool {
    let asks = |m: &Option<Meaning>, fields: &[Field]| {
        m.is_some_and(|m| m.exact && m.field.is_some_and(|field| fields.contains(&field)))
    };
    meanings.first().is_some_and(|m| asks(m, &[Field::Agency, Field::JobTitle, Field::Relationship]))
        && meanings.iter().any(|m| asks(m, &super::NAMES))
}

/// Whether a row under a row of labels says what somebody is and who, or has dates where dates are asked for, whatever
/// its first cell reads like: "School" and "Nurse" are surnames too.
fn is_record(meanings: &[Option<Meaning>], row: &Row) -> bool {
    if asks_what_they_are(meanings) {
        return true;
    }
    let dated = |m: &Option<Meaning>| m.is_some_and(|m| matches!(m.field, Some(Field::DateOfBirth | Field::Age)));
    meanings.iter().zip(row).any(|(m, cell)| dated(m) && looks_like_a_date(cell))
}

/// Digits, and not so much beside them as in an address or a telephone number: `3.4.19`, `9th Oct 15 (EDD)`,
/// `09/07/2016 aged 10`.
fn looks_like_a_date(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    (1..=10).contains(&digits) && cell.split_whitespace().count() <= 6 && values::postcode(cell).is_none()
}

const YES: [&str; 10] = ["y", "yes", "x", "\u{2713}", "\u{2714}", "\u{2611}", "\u{2612}", "[x]", "(x)", "true"];
const NO: [&str; 7] = ["n", "no", "", "-", "\u{2610}", "[ ]", "false"];

fn is_marked(cell: &str) -> bool {
    YES.contains(&cell.trim().to_lowercase().as_str())
}

/// The column that says of whom the request is, by its label and by marks alone in it; one mark at least.
fn mark_column(header: &Row, rest: &[Vec<String>]) -> Option<usize> {
    header
        .iter()
        .position(|label| {
            let words = words(label);
            let asks = words.len() >= 2
                && words.iter().any(|w| {
                    matches!(w.as_str(), "subject" | "referral" | "referred" | "request" | "concern" | "focus")
                });
            asks && label.split_whitespace().count() <= 8
        })
        .filter(|at| {
            let column = || {
                rest.iter()
                    .filter(|row| filled(row) >= 2)
                    .filter_map(|row| row.get(*at))
                    .map(|c| c.trim().to_lowercase())
            };
            column().any(|c| YES.contains(&c.as_str()))
                && column().all(|c| YES.contains(&c.as_str()) || NO.contains(&c.as_str()))
        })
}
