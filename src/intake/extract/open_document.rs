//! `OpenDocument` text: `content.xml`.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::Extracted;
use crate::intake::document::{Block, Document};

#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    cell: String,
}

/// Reads the content of an `OpenDocument` text.
pub(super) fn read(xml: &str) -> Extracted {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut document = Document::default();
    let mut tables: Vec<Table> = Vec::new();
    let mut text = String::new();
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.name().as_ref() {
                "table:table" if tables.len() < 8 => tables.push(Table::default()),
                "text:p" | "text:h" => depth += 1,
                _ => {}
            },
            Ok(Event::Empty(tag)) if depth > 0 => match tag.name().as_ref() {
                "text:tab" => text.push('\t'),
                "text:line-break" => text.push('\n'),
                "text:s" => text.push(' '),
                _ => {}
            },
            Ok(Event::Empty(tag)) if tag.name().as_ref() == "table:table-cell" => {
                if let Some(table) = tables.last_mut() {
                    table.row.push(String::new());
                }
            }
            Ok(Event::Text(part)) if depth > 0 => text.push_str(&part.xml10_content()),
            Ok(Event::GeneralRef(entity)) if depth > 0 => text.push_str(&super::html::entity(&entity)),
            Ok(Event::End(tag)) => match tag.name().as_ref() {
                name @ ("text:p" | "text:h") => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        let line = std::mem::take(&mut text).trim().to_owned();
                        if let Some(table) = tables.last_mut() {
                            if !table.cell.is_empty() {
                                table.cell.push('\n');
                            }
                            table.cell.push_str(&line);
                        } else if name == "text:h" {
                            document.push(Block::Heading(line));
                        } else {
                            document.push(Block::Paragraph(line));
                        }
                    }
                }
                "table:table-cell" => {
                    if let Some(table) = tables.last_mut() {
                        let cell = std::mem::take(&mut table.cell);
                        table.row.push(cell);
                    }
                }
                "table:table-row" => {
                    if let Some(table) = tables.last_mut() {
                        let row = std::mem::take(&mut table.row);
                        table.rows.push(row);
                    }
                }
                "table:table" => {
                    if let Some(table) = tables.pop() {
                        document.push(Block::Table(table.rows));
                    }
                }
                _ => {}
            },
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => {
                document.unread.push(crate::domain::Problem::Broken("the rest of the document".to_owned()));
                break;
            }
        }
    }
    while let Some(table) = tables.pop() {
        document.push(Block::Table(table.rows));
    }
    if document.is_empty() { Extracted::Scanned } else { Extracted::Text(document) }
}
