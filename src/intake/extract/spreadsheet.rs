//! Spreadsheets: each visible sheet as a table.

use std::io::{Cursor, Read, Seek};

use calamine::{Data, DataType, Ods, OdsError, Reader, SheetVisible, Xls, XlsError, Xlsx, XlsxError};
use chrono::{Datelike, NaiveDateTime, NaiveTime};

use super::{Extracted, text_or_scanned};
use crate::domain::{Lock, Problem};
use crate::intake::document::{Block, Document};

/// Most sheets, and most rows of a sheet, that are read.
const MOST_SHEETS: usize = 50;
const MOST_ROWS: usize = 10_000;

/// Reads a spreadsheet of Excel 2007 or later.
pub(super) fn read_new(bytes: &[u8]) -> Extracted {
    match Xlsx::new(Cursor::new(bytes)) {
        Ok(book) => sheets(book),
        Err(XlsxError::Password) => Extracted::Protected(Lock::Password),
        Err(_) => damaged(),
    }
}

/// Reads a spreadsheet of Excel 97 to 2003.
pub(super) fn read_old(bytes: &[u8]) -> Extracted {
    match Xls::new(Cursor::new(bytes)) {
        Ok(book) => sheets(book),
        Err(XlsError::Password) => Extracted::Protected(Lock::Password),
        Err(_) => damaged(),
    }
}

/// Reads an `OpenDocument` spreadsheet.
pub(super) fn read_open(bytes: &[u8]) -> Extracted {
    match Ods::new(Cursor::new(bytes)) {
        Ok(book) => sheets(book),
        Err(OdsError::Password) => Extracted::Protected(Lock::Password),
        Err(_) => damaged(),
    }
}

fn damaged() -> Extracted {
    Extracted::Failed("the spreadsheet is damaged".to_owned())
}

fn sheets<S: Read + Seek, B: Reader<S>>(mut book: B) -> Extracted {
    let mut document = Document::default();
    let visible: Vec<String> = book
        .sheets_metadata()
        .iter()
        // Hidden sheets hold what lists offer.
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let several = visible.len() > 1;
    for name in visible.iter().take(MOST_SHEETS) {
        let Ok(range) = book.worksheet_range(name) else {
            document.unread.push(Problem::Broken("one of its sheets".to_owned()));
            continue;
        };
        let mut rows: Vec<Vec<String>> = range.rows().take(MOST_ROWS).map(row).collect();
        rows.retain(|row| !row.is_empty());
        if several && !rows.is_empty() {
            document.push(Block::Heading(name.clone()));
        }
        document.push(Block::Table(rows));
        if range.height() > MOST_ROWS {
            document.unread.push(Problem::Broken("rows beyond the limit".to_owned()));
        }
    }
    if visible.len() > MOST_SHEETS {
        document.unread.push(Problem::Broken("sheets beyond the limit".to_owned()));
    }
    if !document.unread.is_empty() && document.is_empty() {
        return damaged();
    }
    text_or_scanned(document)
}

/// The cells of a row without the empty ones at its end.
fn row(cells: &[Data]) -> Vec<String> {
    let mut row: Vec<String> = cells.iter().map(cell).collect();
    while row.last().is_some_and(String::is_empty) {
        row.pop();
    }
    row
}

fn cell(cell: &Data) -> String {
    match cell {
        Data::DateTime(at) if at.is_duration() => {
            let hours = |d: chrono::Duration| format!("{}:{:02}", d.num_hours(), d.num_minutes() % 60);
            cell.as_duration().map_or_else(|| cell.to_string(), hours)
        }
        Data::DateTime(_) | Data::DurationIso(_) if cell.as_datetime().is_none_or(|at| at.year() < 1900) => {
            cell.as_time().map_or_else(|| cell.to_string(), |time| time.format("%H:%M").to_string())
        }
        Data::DateTime(_) | Data::DateTimeIso(_) => match cell.as_datetime() {
            Some(at) => date(at),
            None => cell.as_date().map_or_else(|| cell.to_string(), |day| day.format("%d/%m/%Y").to_string()),
        },
        Data::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Data::Error(_) => String::new(),
        Data::Empty | Data::Int(_) | Data::Float(_) | Data::String(_) | Data::DurationIso(_) => {
            cell.to_string().trim().to_owned()
        }
    }
}

/// As people here write it, with the time if there is one.
fn date(at: NaiveDateTime) -> String {
    let pattern = if at.time() == NaiveTime::MIN { "%d/%m/%Y" } else { "%d/%m/%Y %H:%M" };
    at.format(pattern).to_string()
}

#[cfg(test)]
mod tests;
