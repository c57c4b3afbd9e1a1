//! Text as word processors keep it, in paragraphs, cells and rows, to a [`Document`]. Word files of every
//! age, RTF and `OpenDocument` end here, so that each looks the same to whoever reads forms.

use std::ops::RangeInclusive;

use super::Extracted;
use crate::intake::document::{Block, Document};

/// Deepest nesting of tables that keeps its shape; deeper cells are text of their outer cell.
const DEEPEST_TABLE: usize = 8;
/// Longest bold beginning that may be a label, in bytes.
const LONGEST_LABEL: usize = 120;
/// Most columns a cell may take.
const MOST_COLUMNS: usize = 64;
/// Edges of cells that are nearer than this are one, in twentieths of a point.
const SAME_EDGE: i32 = 60;

/// Where characters of fonts of symbols stand.
const SYMBOLS: RangeInclusive<char> = '\u{f020}'..='\u{f0ff}';

/// A paragraph as it is gathered.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    heading: bool,
    /// Letters in bold runs, and all letters.
    bold: usize,
    letters: usize,
    /// Where the bold beginning ended, if there was one and plain text followed.
    bold_until: Option<usize>,
}

/// A row, with the places where its cells end if the file says.
#[derive(Debug, Default)]
struct Row {
    cells: Vec<String>,
    edges: Vec<i32>,
}

/// A table as it is gathered.
#[derive(Debug, Default)]
struct Table {
    rows: Vec<Row>,
    row: Vec<String>,
    cell: String,
    /// Columns the cell takes beyond its own: they become empty cells, so that columns stay in line.
    further: usize,
    /// Paragraphs that were open when it began: it lies in a text box of the last of them.
    around: usize,
}

/// A document as it is gathered.
#[derive(Debug, Default)]
pub(super) struct Flow {
    document: Document,
    tables: Vec<Table>,
    /// Tables that lie too deep to keep their shape.
    too_deep: usize,
    paragraphs: Vec<Paragraph>,
}

impl Flow {
    /// Begins a paragraph; one inside another is a text box.
    pub(super) fn begin_paragraph(&mut self) {
        self.paragraphs.push(Paragraph::default());
    }

    /// Whether text would go into a paragraph that was begun.
    pub(super) fn in_paragraph(&self) -> bool {
        !self.paragraphs.is_empty()
    }

    /// Says whether the paragraph is a heading.
    pub(super) fn heading(&mut self, is: bool) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.heading = is;
        }
    }

    /// Adds text to the paragraph; without one it is lost.
    pub(super) fn add(&mut self, text: &str, bold: bool) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        // Fonts of symbols have their characters in a range of their own.
        let drawn: String;
        let text = if text.contains(|c| SYMBOLS.contains(&c)) {
            drawn = text.chars().map(|c| if SYMBOLS.contains(&c) { symbol(u32::from(c)) } else { c }).collect();
            &drawn
        } else {
            text
        };
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        if bold {
            paragraph.bold += letters;
        } else if letters > 0 && paragraph.bold > 0 && paragraph.bold == paragraph.letters {
            paragraph.bold_until = Some(paragraph.text.len());
        }
        paragraph.letters += letters;
        paragraph.text.push_str(text);
    }

    /// Ends the paragraph.
    pub(super) fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        let text = paragraph.text.trim();
        let in_cell = self.tables.last().is_some_and(|table| table.around == self.paragraphs.len());
        if !in_cell && let Some(outer) = self.paragraphs.last_mut() {
            if !text.is_empty() {
                outer.text.push('\n');
                outer.text.push_str(text);
            }
            return;
        }
        if let Some(table) = self.tables.last_mut() {
            if !table.cell.is_empty() {
                table.cell.push('\n');
            }
            table.cell.push_str(text);
            return;
        }
        self.document.push(paragraph.block());
    }

    /// How many tables are open.
    pub(super) fn depth(&self) -> usize {
        self.tables.len() + self.too_deep
    }

    /// Begins a table.
    pub(super) fn begin_table(&mut self) {
        if self.too_deep > 0 || self.tables.len() >= DEEPEST_TABLE {
            self.too_deep += 1;
        } else {
            self.tables.push(Table { around: self.paragraphs.len(), ..Table::default() });
        }
    }

    /// Ends and begins tables until so many are open.
    pub(super) fn enter(&mut self, tables: usize) {
        while self.depth() > tables {
            self.end_table();
        }
        while self.depth() < tables {
            self.begin_table();
        }
    }

    /// The table whose shape is kept.
    fn table(&mut self) -> Option<&mut Table> {
        if self.too_deep > 0 { None } else { self.tables.last_mut() }
    }

    /// Says how many columns the cell takes.
    pub(super) fn span(&mut self, columns: usize) {
        if let Some(table) = self.table() {
            table.further = columns.clamp(1, MOST_COLUMNS) - 1;
        }
    }

    /// Leaves columns free before the next cell.
    pub(super) fn free_columns(&mut self, columns: usize) {
        if let Some(table) = self.table() {
            table.row.extend(std::iter::repeat_n(String::new(), columns.min(MOST_COLUMNS)));
        }
    }

    /// Ends the cell.
    pub(super) fn end_cell(&mut self) {
        if let Some(table) = self.table() {
            let cell = std::mem::take(&mut table.cell);
            table.row.push(cell.trim().to_owned());
            let further = std::mem::take(&mut table.further);
            table.row.extend(std::iter::repeat_n(String::new(), further));
        }
    }

    /// Ends the row. `edges` says where its cells end, from the left, where the file says that and not how
    /// many columns a cell takes.
    pub(super) fn end_row(&mut self, edges: Vec<i32>) {
        if let Some(table) = self.table() {
            let cells = std::mem::take(&mut table.row);
            table.rows.push(Row { cells, edges });
        }
    }

    /// Ends the table.
    pub(super) fn end_table(&mut self) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let Some(mut table) = self.tables.pop() else { return };
        if !table.cell.trim().is_empty() {
            table.row.push(std::mem::take(&mut table.cell).trim().to_owned());
        }
        if !table.row.is_empty() {
            let cells = std::mem::take(&mut table.row);
            table.rows.push(Row { cells, edges: Vec::new() });
        }
        // A frame around a text inside a cell is that cell's text.
        let single = table.rows.iter().all(|row| row.cells.iter().filter(|cell| !cell.is_empty()).count() <= 1);
        if single && let Some(outer) = self.tables.last_mut() {
            for text in table.rows.into_iter().flat_map(|row| row.cells).filter(|text| !text.is_empty()) {
                if !outer.cell.is_empty() {
                    outer.cell.push('\n');
                }
                outer.cell.push_str(&text);
            }
            return;
        }
        // Any other table in a cell stands for itself, after what came before it in the outer table: that may
        // be its heading.
        for outer in &mut self.tables {
            let columns = outer.row.len();
            outer.row.push(std::mem::take(&mut outer.cell).trim().to_owned());
            let before = std::mem::take(&mut outer.row);
            outer.row = vec![String::new(); columns];
            let mut rows = std::mem::take(&mut outer.rows);
            rows.push(Row { cells: before, edges: Vec::new() });
            for rows in apart(rows) {
                self.document.push(Block::Table(in_columns(rows)));
            }
        }
        for rows in apart(table.rows) {
            self.document.push(Block::Table(in_columns(rows)));
        }
    }

    /// The document, with a note where the file broke off.
    pub(super) fn finish(mut self, broken: bool) -> Extracted {
        while !self.paragraphs.is_empty() {
            self.end_paragraph();
        }
        self.enter(0);
        if broken {
            self.document.unread.push(crate::domain::Problem::Broken("the rest of the document".to_owned()));
        }
        super::text_or_scanned(self.document)
    }
}

impl Paragraph {
    fn block(self) -> Block {
        let text = self.text.trim();
        if self.heading {
            return Block::Heading(text.to_owned());
        }
        if self.letters > 0 && self.bold == self.letters {
            return Block::Label(text.to_owned());
        }
        match self.bold_until.and_then(|at| self.text.split_at_checked(at)) {
            Some((label, value))
                if !label.contains('\n')
                    && label.len() < LONGEST_LABEL
                    && !value.trim_start_matches([':', ' ']).contains(": ") =>
            {
                Block::Pair {
                    label: label.trim().to_owned(),
                    value: value.trim_start_matches([':', ' ', '\t']).trim().to_owned(),
                }
            }
            _ => Block::Paragraph(text.to_owned()),
        }
    }
}

/// Rows that share no edge between their cells are tables of their own: programs join those that follow one another.
fn apart(rows: Vec<Row>) -> Vec<Vec<Row>> {
    let between = |row: &Row| row.edges.split_last().map(|(_, between)| between.to_vec()).unwrap_or_default();
    let mut tables: Vec<Vec<Row>> = Vec::new();
    let mut known: Vec<i32> = Vec::new();
    for row in rows {
        let own = between(&row);
        let shared = own.iter().any(|edge| known.iter().any(|other| edge.abs_diff(*other) <= SAME_EDGE.unsigned_abs()));
        if !own.is_empty() && !known.is_empty() && !shared {
            known.clear();
            tables.push(Vec::new());
        }
        known.extend(own);
        match tables.last_mut() {
            Some(table) => table.push(row),
            None => tables.push(vec![row]),
        }
    }
    tables
}

/// The rows with their cells under one another, where each says where its cells end.
fn in_columns(rows: Vec<Row>) -> Vec<Vec<String>> {
    let mut edges: Vec<i32> = rows.iter().flat_map(|row| row.edges.iter().copied()).collect();
    edges.sort_unstable();
    edges.dedup_by(|b, a| b.saturating_sub(*a) <= SAME_EDGE);
    rows.into_iter()
        .map(|row| {
            if row.edges.len() != row.cells.len() || edges.len() > MOST_COLUMNS {
                return row.cells;
            }
            let mut cells = Vec::with_capacity(edges.len());
            for (cell, edge) in row.cells.into_iter().zip(row.edges) {
                cells.push(cell);
                let columns = edges.iter().filter(|e| **e <= edge.saturating_add(SAME_EDGE)).count();
                // A cell's text stands in its first column.
                cells.resize(cells.len().max(columns), String::new());
            }
            cells
        })
        .collect()
}

/// A character of the fonts that draw boxes and ticks (Wingdings and its kin), by its code in them.
pub(super) fn symbol(code: u32) -> char {
    match code & 0xff {
        0x52..=0x54 | 0xfb..=0xfe => '\u{2612}',
        0x6f..=0x72 | 0xa3 | 0xa8 => '\u{2610}',
        0xb7 => '\u{2022}',
        _ => ' ',
    }
}
