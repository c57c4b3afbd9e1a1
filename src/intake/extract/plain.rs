//! Plain text: paragraphs between blank lines, and runs of lines with tabs as tables.

use crate::intake::document::{Block, Document};

/// Reads plain text.
pub(crate) fn read(text: &str) -> Document {
    let mut document = Document::default();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in text.lines() {
        let line = line.trim_end();
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let is_row = cells.iter().filter(|c| !c.is_empty()).count() >= 2;
        if is_row {
            flush(&mut document, &mut paragraph);
            rows.push(cells.into_iter().map(str::to_owned).collect());
            continue;
        }
        if !rows.is_empty() {
            document.push(Block::Table(std::mem::take(&mut rows)));
        }
        if line.trim().is_empty() {
            flush(&mut document, &mut paragraph);
        } else {
            paragraph.push(line);
        }
    }
    flush(&mut document, &mut paragraph);
    if !rows.is_empty() {
        document.push(Block::Table(rows));
    }
    document
}

fn flush(document: &mut Document, paragraph: &mut Vec<&str>) {
    if !paragraph.is_empty() {
        document.push(Block::Paragraph(paragraph.join("\n")));
        paragraph.clear();
    }
}
