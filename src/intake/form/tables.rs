//! Tables: records under a row of labels, records beside a column of labels, and labels with their values.

use std::collections::BTreeMap;

use super::boxes::head;
use super::{Entry, Reading};
use crate::intake::labels::{Meaning, words};
use crate::intake::rules::{Field, Owner};
use crate::intake::values;

type Row = [String];

pub(super) fn filled(row: &Row) -> usize {
    row.iter().filter(|cell| !cell.trim().is_empty()).count()
}

impl Reading<'_> {
    pub(super) fn table(&mut self, rows: &[Vec<String>]) {
        let labels = self.label_columns(rows);
        let mut at = 0;
        while let Some(row) = rows.get(at) {
            let rest = rows.get(at + 1..).unwrap_or_default();
            match filled(row) {
                0 => at += 1,
                1.. if self.is_group_row(row, rest) => {
                    let said = row.iter().find(|c| !c.trim().is_empty()).map_or("", |c| c.trim());
                    self.bar(said);
                    at += 1;
                }
                2.. if self.is_sections(row, rest) => {
                    self.settle_waiting();
                    at += 1 + self.sections(row, rest);
                }
                2.. if self.is_people_row(row, rest) => {
                    self.settle_waiting();
                    let further = rest.iter().take_while(|r| self.goes_on_beside(r)).count();
                    self.beside(row, rest.get(..further).unwrap_or_default());
                    at += 1 + further;
                }
                2.. if self.is_signature(row) => {
                    self.settle_waiting();
                    self.form.labels += 2;
                    at += 1;
                }
                _ if self.is_boxes(row) => {
                    self.boxes(row);
                    at += 1;
                }
                2 if self.numbered_section(row).is_some() => {
                    if let Some(title) = self.numbered_section(row).map(str::to_owned) {
                        self.bar(&title);
                    }
                    at += 1;
                }
                1 => {
                    // A row of its own: a heading, a label, or the value of the label above.
                    if let Some(cell) = row.iter().find(|c| !c.trim().is_empty()) {
                        self.single(cell, labels.first().is_some_and(|share| *share >= 50), rest);
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
                    self.pairs(row, &labels);
                    at += 1;
                }
            }
        }
        // A value never waits across a table's end.
        if self.waiting.as_ref().is_some_and(|(w, _)| w.meaning.field.is_some()) {
            self.settle_waiting();
        }
    }

    /// Whether somebody signs here: `Name | Dawn Penn | Signature | | Date | 23/11/2026`.
    fn is_signature(&self, row: &Row) -> bool {
        let asks =
            |word: &str| row.iter().any(|c| words(c).first().is_some_and(|w| w == word) && self.is_label_cell(c));
        let named = row.iter().find(|c| !c.trim().is_empty()).and_then(|c| self.reader.dictionary.meaning(c));
        (asks("signature") || asks("signed"))
            && named.is_some_and(|m| m.field == Some(Field::Name) && m.owner.is_none())
    }

    /// Whether a row groups the labels of the row below it: `Child or young person | | | School | ` above
    /// `Forename | Surname | Date of birth | Name | UPN`.
    fn is_group_row(&self, row: &Row, rest: &[Vec<String>]) -> bool {
        let mut below = rest.iter().enumerate().filter(|(_, r)| filled(r) > 0);
        let Some((at, labels)) = below.next() else { return false };
        let first = row.iter().find(|c| !c.trim().is_empty());
        let grouped = filled(row) < filled(labels) && filled(labels) >= 3;
        // A label with its answer is no group.
        let heading =
            first.is_some_and(|c| self.reader.dictionary.meaning(c).is_none_or(|m| !m.exact || m.field.is_none()));
        grouped
            && heading
            && !row.iter().any(|c| c.chars().any(|c| c.is_ascii_digit()))
            && self.is_header(labels, rest.get(at + 1..).unwrap_or_default())
    }

    /// A row of one cell. `beside` says that the table has its labels in the first column: one without a value
    /// is unanswered there, unless what stands alone in the next row answers it.
    fn single(&mut self, cell: &str, beside: bool, rest: &[Vec<String>]) {
        if self.is_bar(cell) {
            self.settle_waiting();
        }
        if beside
            && let Some(meaning) = self.reader.dictionary.meaning(cell)
            && meaning.exact
            && meaning.field.is_some_and(|f| f != Field::Concern)
        {
            let below = rest.iter().find(|r| filled(r) > 0).filter(|r| filled(r) == 1);
            let below = below.and_then(|r| r.iter().find(|c| !c.trim().is_empty()));
            if below.is_none_or(|c| self.is_bar(c) || self.reader.dictionary.meaning(c).is_some()) {
                self.settle_waiting();
                self.value(meaning, cell, "");
                return;
            }
        }
        if self.waiting.as_ref().is_some_and(|(w, _)| w.meaning.field == Some(Field::Concern))
            && !self.reader.dictionary.is_label(cell)
            && let Some((waiting, label)) = self.waiting.take()
        {
            self.value(waiting.meaning, &label, cell.trim());
            return;
        }
        let unknown = self.reader.dictionary.section(cell).is_none() && is_title(cell);
        if unknown && self.reader.dictionary.meaning(cell).is_none_or(|m| m.field == Some(Field::School)) {
            self.bar(cell);
            return;
        }
        self.paragraph(cell, false);
    }

    /// Whether a cell that stands alone is surely a section's heading.
    pub(super) fn is_bar(&self, cell: &str) -> bool {
        let lower = cell.trim().to_lowercase();
        let numbered = ["section ", "part "].iter().any(|w| lower.starts_with(w))
            || lower.starts_with(|c: char| c.is_ascii_digit()) && !lower.contains(',');
        let alone = self.reader.dictionary.meaning(cell).is_some_and(|m| m.exact && m.field.is_none());
        self.reader.dictionary.section(cell).is_some() && (numbered || is_title(cell) || alone)
    }

    /// A row that is a section's heading. One that speaks of nobody that is known ends the section before
    /// it: under "SCHOOL OR EARLY YEARS" the name is a teacher's.
    fn bar(&mut self, title: &str) {
        self.settle_waiting();
        let about_school = self.reader.dictionary.meaning(title).is_some_and(|m| m.field == Some(Field::School));
        let owner = self.reader.dictionary.section(title).or(about_school.then_some(Owner::Professional));
        if owner.is_none() && self.reader.is_anybody(title) {
            self.begin_anybody();
        } else {
            self.enter(owner);
        }
    }

    /// The title in a row of a number and a heading: `3 | PARENTS OR CARERS`.
    fn numbered_section<'r>(&self, row: &'r Row) -> Option<&'r str> {
        let mut cells = row.iter().map(|c| c.trim()).filter(|c| !c.is_empty());
        let (number, title) = (cells.next()?, cells.next()?);
        let bare = number.trim_end_matches(['.', ')', ':']);
        let numbered = bare.len() <= 3
            && !bare.is_empty()
            && (bare.chars().all(|c| c.is_ascii_digit() || c == '.')
                || bare.len() == 1 && bare.chars().all(|c| c.is_ascii_uppercase()));
        let known = self.reader.dictionary.section(title).is_some();
        (numbered && (known && title.split_whitespace().count() <= 12 || is_title(title))).then_some(title)
    }

    /// How much of each column is labels, in percent, in rows of more than one cell.
    fn label_columns(&self, rows: &[Vec<String>]) -> Vec<usize> {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0).min(64);
        let mut counts = vec![(0_usize, 0_usize); width];
        for row in rows.iter().filter(|row| filled(row) >= 2) {
            for (cell, count) in row.iter().zip(&mut counts).filter(|(cell, _)| !cell.trim().is_empty()) {
                count.0 += usize::from(self.is_label_cell(cell));
                count.1 += 1;
            }
        }
        counts.into_iter().map(|(labels, cells)| labels * 100 / cells.max(1)).collect()
    }

    /// The meanings of a row's cells where they are labels.
    fn meanings(&self, row: &Row) -> Vec<Option<Meaning>> {
        row.iter().map(|cell| self.reader.dictionary.meaning(cell).filter(|m| m.field.is_some())).collect()
    }

    pub(super) fn is_label_cell(&self, cell: &str) -> bool {
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
        let labels = next.iter().filter(|c| self.is_label_cell(c)).count();
        let labelled = next.first().is_some_and(|c| self.is_label_cell(c)) && labels * 2 >= filled(next);
        values_below >= 1 && !self.all_labels(next) && !labelled
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
        // "No." may stand before them.
        let all_but_first =
            known + 1 == cells && row.first().is_some_and(|c| self.reader.dictionary.meaning(c).is_none());
        cells >= 2 && labels >= 2 && (known * 10 >= cells * 7 || all_but_first) && !filled_in
    }

    /// Reads the rows under a row of labels; how many they were.
    fn records(&mut self, header: &Row, rest: &[Vec<String>]) -> usize {
        let mut meanings = self.meanings(header);
        // "Role | Name | Date of birth" is of a family, where a role is a relationship.
        if meanings.iter().flatten().any(|m| m.field == Some(Field::DateOfBirth)) {
            for meaning in meanings.iter_mut().flatten().filter(|m| m.field == Some(Field::JobTitle)) {
                meaning.field = Some(Field::Relationship);
            }
        }
        self.find_names(&mut meanings, header, rest);
        let header_owner = meanings.iter().flatten().filter_map(|m| m.owner).min();
        let related = meanings.iter().flatten().any(|m| m.field == Some(Field::Relationship));
        let marks = mark_column(header, rest);
        let dated = meanings.iter().flatten().any(|m| m.field == Some(Field::DateOfBirth));
        let professionals =
            !dated && meanings.iter().flatten().any(|m| matches!(m.field, Some(Field::Agency | Field::JobTitle)));
        self.form.labels += meanings.iter().flatten().count();
        let nameless = !meanings.iter().flatten().any(|m| m.field.is_some_and(|field| super::NAMES.contains(&field)));
        let mut in_turn = Vec::new();
        let mut used = 0;
        for (place, row) in rest.iter().enumerate() {
            let count = filled(row);
            let lone_heading = count == 1
                && row.iter().any(|c| {
                    !c.trim().is_empty() && (self.is_label_cell(c) || self.reader.dictionary.section(c).is_some())
                });
            if self.all_labels(row)
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
            let mut values: BTreeMap<Field, String> = BTreeMap::new();
            for (column, (meaning, cell)) in meanings.iter().zip(row).enumerate() {
                if let Some(field @ (Field::Address | Field::Postcode | Field::School)) = meaning.and_then(|m| m.field)
                    && super::is_above(cell)
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
                    && (!self.reader.is_blank(cell) || field == Field::Address && super::is_above(cell))
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
                said.or(header_owner).or(if professionals { Some(Owner::Professional) } else { self.current })
            };
            if meanings.iter().flatten().any(|m| m.field == Some(Field::Address)) {
                self.form.addresses_asked += 1;
            }
            if nameless {
                in_turn.push((owner, values));
            } else {
                self.record(owner, values);
            }
        }
        self.in_turn(in_turn);
        used
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
        let names = |at: usize| {
            let column = || rest.iter().filter_map(|row| row.get(at)).map(|c| c.trim()).filter(|c| !c.is_empty());
            column().next().is_some() && column().all(reads_like_a_name)
        };
        let unknown = |at: &usize| meanings.get(*at).is_some_and(Option::is_none);
        let at = (0..header.len())
            .find(|at| unknown(at) && header.get(*at).is_some_and(|c| !c.trim().is_empty()) && names(*at));
        if let Some(slot) = at.and_then(|at| meanings.get_mut(at)) {
            *slot = Some(Meaning { owner: None, field: Some(Field::Name), exact: true });
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
        let own = own.into_iter().map(|(f, v)| (f, if super::as_written(f) { v } else { super::joined(&v) }));
        if let Some(entry) = merge.and_then(|at| self.form.entries.get_mut(at)) {
            for (field, value) in own {
                entry.values.entry(field).or_insert(value);
            }
        } else {
            self.add(Entry { owner, values: own.collect() });
        }
    }

    /// Labels and their values in one row. `labels` says how much of each column is
    /// labels: "School" is a surname in a column of values.
    fn pairs(&mut self, row: &Row, labels: &[usize]) {
        let cells: Vec<&str> = row.iter().map(|c| c.trim()).collect();
        let share = |at: usize| labels.get(at).copied().unwrap_or_default();
        let mut at = 0;
        let mut label_place = true;
        let mut named = false;
        while let Some(cell) = cells.get(at).copied() {
            let here = at;
            at += 1;
            if cell.is_empty() {
                continue;
            }
            if cell.contains('\n') && self.sticker(cell) {
                continue;
            }
            if self.has_pair(cell) {
                self.boxed(cell);
                continue;
            }
            let label = if self.is_label_cell(cell) { cell } else { head(cell) };
            let meaning =
                self.reader.dictionary.meaning(label).filter(|m| (m.exact && m.field.is_some()) || label_place);
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
                    if (!self.is_label_cell(value)
                        || place == at && self.is_name_anyway(meaning, value)
                        || share(here) >= 50 && share(place) < share(here))
                        && !self.has_pair(value) =>
                {
                    at = place + 1;
                    let value = with_choices(value, meaning.field, &cells, &mut at);
                    if named && self.relation_beside(meaning, label, &value) {
                        continue;
                    }
                    self.value(meaning, label, &value);
                    named |= meaning.field == Some(Field::Name);
                    self.open = None;
                }
                _ if meaning.field.is_none() && next.is_some() => {
                    // A section's name beside its first label: `Referrer | Name | Helen Ogden`.
                    self.enter(self.reader.dictionary.section(label).or(meaning.owner));
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
    pub(super) fn is_name_anyway(&self, label: Meaning, value: &str) -> bool {
        matches!(label.field, Some(Field::Given | Field::Family))
            && value.chars().all(char::is_alphabetic)
            && value.chars().any(char::is_lowercase)
            && self.reader.dictionary.meaning(value).is_some_and(super::lines::is_also_a_name)
    }

    /// `Name | Ama Nguyen | Mother | DOB 1/2/1990`: the third cell says who that is, the fourth of when.
    fn relation_beside(&mut self, meaning: Meaning, label: &str, value: &str) -> bool {
        let (None, Some(Owner::Household | Owner::Sibling)) = (meaning.field, meaning.owner) else {
            return false;
        };
        if !matches!(self.current, Some(Owner::Household | Owner::Sibling)) || !meaning.exact {
            return false;
        }
        let whose = self.current;
        self.set(whose, Field::Relationship, label);
        if value.chars().any(|c| c.is_ascii_digit()) {
            self.set(whose, Field::DateOfBirth, value);
        }
        self.form.labels += 1;
        true
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

/// Whether a row under a row of labels has dates where dates are asked for, whatever its first cell reads like:
/// "School" and "Nurse" are surnames too.
fn is_record(meanings: &[Option<Meaning>], row: &Row) -> bool {
    let dated = |m: &Option<Meaning>| m.is_some_and(|m| matches!(m.field, Some(Field::DateOfBirth | Field::Age)));
    meanings.iter().zip(row).any(|(m, cell)| dated(m) && cell.chars().any(|c| c.is_ascii_digit()))
}

/// A heading by its looks: some words, all large.
fn is_title(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters > 3
        && !text.chars().any(char::is_lowercase)
        && (2..=12).contains(&text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count())
        && !text.contains(['@', '\n'])
}

/// A value with the choices beside it: `Gender | [x] Male | [ ] Female`. Where no choice has a box that can be
/// read (`Sex | M | F`), all of them together say nothing.
fn with_choices(value: &str, field: Option<Field>, cells: &[&str], at: &mut usize) -> String {
    let chooses = |c: &str| {
        c.is_empty() || values::ticked(c).is_some() || field == Some(Field::Gender) && !values::gender(c).0.is_empty()
    };
    let mut all = value.to_owned();
    if chooses(value) {
        while let Some(next) = cells.get(*at).filter(|c| chooses(c)) {
            all.push(' ');
            all.push_str(next);
            *at += 1;
        }
    }
    all
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
