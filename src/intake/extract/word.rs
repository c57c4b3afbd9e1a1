//! Word documents: `word/document.xml` read by its own small reader, because a form's meaning is in its
//! tables, and those must come out as tables.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Extracted;
use crate::intake::document::{Block, Document};

/// Deepest nesting of tables that keeps its shape; deeper cells are text of their outer cell.
const DEEPEST_TABLE: usize = 8;

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

/// A table as it is gathered.
#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    cell: String,
    /// Columns the cell takes beyond its own: they become empty cells, so that columns stay in line.
    further: usize,
}

/// The reader's state.
#[derive(Debug, Default)]
struct Body {
    document: Document,
    tables: Vec<Table>,
    paragraphs: Vec<Paragraph>,
    bold: bool,
    in_text: bool,
    /// Depth inside parts that are not text: deleted runs, fields' instructions, alternatives.
    skipped: usize,
}

/// Reads the body of a Word document.
pub(super) fn read(xml: &str) -> Extracted {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut body = Body::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => body.open(&tag, false),
            Ok(Event::Empty(tag)) => body.open(&tag, true),
            Ok(Event::End(tag)) => body.close(tag.local_name().as_ref()),
            Ok(Event::Text(text)) if body.in_text && body.skipped == 0 => body.add(&text.xml10_content()),
            Ok(Event::GeneralRef(entity)) if body.in_text && body.skipped == 0 => {
                body.add(&super::html::entity(&entity));
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => {
                body.document.unread.push(crate::domain::Problem::Broken("the rest of the document".to_owned()));
                break;
            }
        }
    }
    while !body.tables.is_empty() {
        body.close("tbl");
    }
    if body.document.is_empty() {
        return Extracted::Scanned;
    }
    Extracted::Text(body.document)
}

fn value(tag: &BytesStart<'_>, wanted: &str) -> Option<String> {
    tag.attributes()
        .with_checks(false)
        .flatten()
        .find(|a| a.key.local_name().as_ref() == wanted)
        .map(|a| a.value.to_string())
}

impl Body {
    fn open(&mut self, tag: &BytesStart<'_>, empty: bool) {
        let name = tag.local_name();
        let name: &str = name.as_ref();
        if self.skipped > 0 {
            self.skipped += usize::from(!empty);
            return;
        }
        match name {
            "del" | "instrText" | "delText" | "Fallback" | "moveFrom" if !empty => self.skipped = 1,
            "tbl" if !empty && self.tables.len() < DEEPEST_TABLE => self.tables.push(Table::default()),
            "p" if !empty => self.paragraphs.push(Paragraph::default()),
            "pStyle" => {
                let style = value(tag, "val").unwrap_or_default().to_lowercase();
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.heading = style.starts_with("heading") || style == "title" || style == "subtitle";
                }
            }
            "r" => self.bold = false,
            "b" => self.bold = value(tag, "val").is_none_or(|v| !matches!(v.as_str(), "0" | "false" | "off")),
            "t" if !empty => self.in_text = true,
            "tab" => self.add("\t"),
            "br" | "cr" => self.add("\n"),
            "noBreakHyphen" => self.add("-"),
            "sym" => {
                // Ticked and empty boxes of the Wingdings fonts.
                let code = value(tag, "char").unwrap_or_default().to_uppercase();
                self.add(match code.as_str() {
                    "F0FE" | "F0FD" | "F053" | "F0FC" | "F0FB" => "\u{2612}",
                    "F0A8" | "F06F" | "F071" | "F0A3" => "\u{2610}",
                    _ => " ",
                });
            }
            "gridSpan" => {
                if let Some(table) = self.tables.last_mut() {
                    let columns: usize = value(tag, "val").and_then(|v| v.parse().ok()).unwrap_or(1);
                    table.further = columns.clamp(1, 64) - 1;
                }
            }
            // A check box of an old form field; those of content controls are drawn as text.
            "checked" if !self.paragraphs.is_empty() && tag.name().as_ref().starts_with("w:") => {
                let on = value(tag, "val").is_none_or(|v| !matches!(v.as_str(), "0" | "false"));
                self.add(if on { "\u{2612}" } else { "\u{2610}" });
            }
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        let bold = self.bold;
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        if bold {
            paragraph.bold += letters;
        } else if letters > 0 && paragraph.bold > 0 && paragraph.bold == paragraph.letters {
            paragraph.bold_until = Some(paragraph.text.len());
        }
        paragraph.letters += letters;
        paragraph.text.push_str(text);
    }

    fn close(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "t" => self.in_text = false,
            "r" => self.bold = false,
            "p" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    self.finish(&paragraph);
                }
            }
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    let cell = std::mem::take(&mut table.cell);
                    table.row.push(cell.trim().to_owned());
                    let further = std::mem::take(&mut table.further);
                    table.row.extend(std::iter::repeat_n(String::new(), further));
                }
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    let row = std::mem::take(&mut table.row);
                    table.rows.push(row);
                }
            }
            "tbl" => {
                let Some(mut table) = self.tables.pop() else { return };
                if !table.row.is_empty() {
                    let row = std::mem::take(&mut table.row);
                    table.rows.push(row);
                }
                // A table in a cell stands for itself, after what came before it in the outer table.
                self.document.push(Block::Table(table.rows));
            }
            _ => {}
        }
    }

    fn finish(&mut self, paragraph: &Paragraph) {
        let text = paragraph.text.trim();
        if let Some(outer) = self.paragraphs.last_mut() {
            // A text box inside a paragraph.
            outer.text.push('\n');
            outer.text.push_str(text);
            return;
        }
        if let Some(table) = self.tables.last_mut() {
            if !table.cell.is_empty() {
                table.cell.push('\n');
            }
            table.cell.push_str(text);
            return;
        }
        if text.is_empty() {
            return;
        }
        let block = if paragraph.heading {
            Block::Heading(text.to_owned())
        } else if paragraph.letters > 0 && paragraph.bold == paragraph.letters {
            Block::Label(text.to_owned())
        } else {
            match paragraph.bold_until.and_then(|at| paragraph.text.split_at_checked(at)) {
                Some((label, value))
                    if !label.contains('\n')
                        && label.len() < 120
                        && !value.trim_start_matches([':', ' ']).contains(": ") =>
                {
                    Block::Pair {
                        label: label.trim().to_owned(),
                        value: value.trim_start_matches([':', ' ', '\t']).trim().to_owned(),
                    }
                }
                _ => Block::Paragraph(text.to_owned()),
            }
        };
        self.document.push(block);
    }
}
