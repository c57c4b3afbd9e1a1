//! Tables: records under a row of labels, records beside a column of labels, and labels with their values.

use super::Reading;
use super::boxes::head;
use super::records::asks_what_they_are;
use crate::intake::labels::{Meaning, words};
use crate::intake::rules::{Field, Owner};
use crate::intake::values;

type Row = [String];

pub(super) fn filled(row: &Row) -> usize {
    row.iter().filter(|cell| !cell.trim().is_empty()).count()
}

impl Reading<'_> {
    pub(super) fn table(&mut self, rows: &[Vec<String>]) {
        if let Some(turned) = self.with_labels_above(rows) {
            self.table(&turned);
            return;
        }
        let labels = self.label_columns(rows);
        let mut at = 0;
        while let Some(row) = rows.get(at) {
            let rest = rows.get(at + 1..).unwrap_or_default();
            match filled(row) {
                0 => at += 1,
                1 if at == 0 && self.is_tables_heading(row, rest) || self.heads_records(row, rest) => {
                    let title = row.iter().find(|c| !c.trim().is_empty()).map_or("", |c| c.trim());
                    self.bar(title);
                    at += 1;
                }
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

    /// Whether a table's first row is its heading, of which nothing is known: the people beneath are nobody's that was
    /// spoken of before.
    fn is_tables_heading(&self, row: &Row, rest: &[Vec<String>]) -> bool {
        let Some(cell) = row.iter().find(|c| !c.trim().is_empty()) else { return false };
        let known = self.reader.dictionary.section(cell).is_some()
            || self.reader.dictionary.meaning(cell).is_some_and(|m| m.field.is_some_and(|field| field != Field::Other));
        let named = |c: &String| {
            self.reader
                .dictionary
                .meaning(c)
                .is_some_and(|m| m.exact && m.field.is_some_and(|f| super::NAMES.contains(&f)))
        };
        let short = cell.split_whitespace().count() <= 8 && !cell.contains([':', '\n']);
        !known && short && rest.iter().take(3).any(|r| r.iter().any(named))
    }

    /// Whether a row says whose the records beneath it are: `SUBJECT 1 of 1   Role: CHILD` above a row of labels.
    fn heads_records(&self, row: &Row, rest: &[Vec<String>]) -> bool {
        let cell = row.iter().find(|c| !c.trim().is_empty());
        let owned = cell.is_some_and(|c| self.reader.dictionary.section(c).is_some() && c.lines().count() == 1);
        let mut below = rest.iter().enumerate().filter(|(_, r)| filled(r) > 0);
        let header = below.next();
        owned
            && header.is_some_and(|(at, labels)| {
                filled(labels) >= 2 && self.is_header(labels, rest.get(at + 1..).unwrap_or_default())
            })
    }

    /// Whether a row groups the labels of the row below it: `Child or young person | | | School | ` above
    /// `Forename | Surname | Date of birth | Name | UPN`.
    pub(super) fn is_group_row(&self, row: &Row, rest: &[Vec<String>]) -> bool {
        let mut below = rest.iter().enumerate().filter(|(_, r)| filled(r) > 0);
        let Some((at, labels)) = below.next() else { return false };
        let first = row.iter().find(|c| !c.trim().is_empty());
        let grouped = filled(row) < filled(labels) && filled(labels) >= 3;
        // A label with its answer is no group.
        let heading =
            first.is_some_and(|c| self.reader.dictionary.meaning(c).is_none_or(|m| !m.exact || m.field.is_none()));
        grouped
            && heading
            && row.iter().any(|c| self.reader.dictionary.section(c).is_some())
            && !row.iter().any(|c| self.has_pair(c))
            && !row.iter().any(|c| c.chars().any(|c| c.is_ascii_digit()))
            && self.is_header(labels, rest.get(at + 1..).unwrap_or_default())
    }

    /// A table whose labels stand beneath their answers, turned: it ends with a row of labels, and does not begin
    /// with one.
    fn with_labels_above(&self, rows: &[Vec<String>]) -> Option<Vec<Vec<String>>> {
        let filled: Vec<&Vec<String>> = rows.iter().filter(|r| filled(r) > 0).collect();
        let labels = |row: &Row| row.iter().filter(|c| self.is_label_cell(c)).count();
        let all = |row: &Row| labels(row) > 0 && labels(row) == self::filled(row);
        let pairs: Vec<&[&Vec<String>]> = filled.chunks(2).collect();
        let below = |pair: &&[&Vec<String>]| matches!(pair, [answers, asked] if labels(answers) == 0 && all(asked));
        (filled.len() >= 2 && pairs.iter().all(below))
            .then(|| pairs.iter().flat_map(|pair| pair.iter().rev().map(|row| (*row).clone())).collect())
    }

    /// A row of one cell. `beside` says that the table has its labels in the first column: one without a value
    /// is unanswered there, unless what stands alone in the next row answers it.
    fn single(&mut self, cell: &str, beside: bool, rest: &[Vec<String>]) {
        if self.is_bar(cell) {
            self.settle_waiting();
        }
        if beside
            && !self.is_bar(cell)
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
    pub(super) fn meanings(&self, row: &Row) -> Vec<Option<Meaning>> {
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
        let labelled = !asks_what_they_are(&self.meanings(row))
            && next.first().is_some_and(|c| self.is_label_cell(c))
            && labels * 2 >= filled(next);
        values_below >= 1 && !self.all_labels(next) && !labelled
    }

    pub(super) fn all_labels(&self, row: &Row) -> bool {
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
            let next_cell = cells.iter().skip(at).find(|c| !c.is_empty());
            if super::lines::is_reference(label.trim_end_matches(':'))
                && next_cell.is_some_and(|value| self.line_of_person(&format!("Re: {value}")))
            {
                break;
            }
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
