//! The extract as files: the manifest, and CSV tables that are read line by line.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, ErrorKind};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use csv::StringRecord;
use serde::Deserialize;

use super::{ImportError, PROGRESS_EVERY, Progress};

/// The columns of a file.
pub(super) struct Layout {
    pub(super) file: &'static str,
    /// The name in the manifest.
    pub(super) name: &'static str,
    pub(super) required: &'static [&'static str],
    pub(super) optional: &'static [&'static str],
    /// Whether the file may be missing.
    pub(super) may_be_missing: bool,
}

/// An extract being read.
pub(super) struct Extract {
    dir: PathBuf,
    pub(super) extracted_at: DateTime<Utc>,
    expected: BTreeMap<String, u64>,
    progress: fn(Progress),
    /// Rows read, by name.
    pub(super) rows: BTreeMap<String, u64>,
    pub(super) warnings: Vec<String>,
}

const MANIFEST: &str = "manifest.json";

#[derive(Deserialize)]
struct Manifest {
    extracted_at: DateTime<Utc>,
    rows: BTreeMap<String, u64>,
}

impl Extract {
    pub(super) fn open(dir: &Path, progress: fn(Progress)) -> Result<Self, ImportError> {
        let file = File::open(dir.join(MANIFEST)).map_err(|source| ImportError::File { file: MANIFEST, source })?;
        let manifest: Manifest = serde_json::from_reader(BufReader::new(file)).map_err(|error| ImportError::Value {
            file: MANIFEST,
            line: error.line() as u64,
            column: error.column().to_string(),
            why: manifest_fault(&error),
        })?;
        Ok(Self {
            dir: dir.to_owned(),
            extracted_at: manifest.extracted_at,
            expected: manifest.rows,
            progress,
            rows: BTreeMap::new(),
            warnings: Vec::new(),
        })
    }

    pub(super) fn warn(&mut self, warning: String) {
        // An extract can be odd in a million places; a few are enough to look.
        if self.warnings.len() < 100 {
            self.warnings.push(warning);
        }
    }

    /// Opens a table; `None` when it is optional and neither there nor in the manifest.
    pub(super) fn table(&mut self, layout: &'static Layout) -> Result<Option<Table>, ImportError> {
        let Layout { file, name, required, optional, may_be_missing } = *layout;
        let expected = self.expected.get(name).copied();
        let opened = match File::open(self.dir.join(file)) {
            Ok(opened) => opened,
            Err(e) if e.kind() == ErrorKind::NotFound && may_be_missing && expected.is_none() => return Ok(None),
            Err(source) => return Err(ImportError::File { file, source }),
        };
        if expected.is_none() && !may_be_missing {
            let why = format!("rows.{name} is missing");
            return Err(ImportError::Value { file: MANIFEST, line: 1, column: format!("rows.{name}"), why });
        }
        // Lines end with a line feed: a carriage return before it is trimmed, and lines are counted right.
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .terminator(csv::Terminator::Any(b'\n'))
            .flexible(true)
            .from_reader(opened);
        let headers = reader.headers().map_err(|error| csv_fault(file, "header", &error))?.clone();
        let mut places = BTreeMap::new();
        for (place, header) in headers.iter().enumerate() {
            let header = header.trim_start_matches('\u{feff}').trim();
            let known = required.iter().chain(optional).find(|column| **column == header);
            match known {
                Some(column) if places.insert(*column, place).is_some() => {
                    let why = "the column stands there twice".to_owned();
                    return Err(ImportError::Value { file, line: 1, column: (*column).to_owned(), why });
                }
                Some(_) => {}
                None => self.warn(format!("{file}: the column {header} is not known and was not read")),
            }
        }
        if let Some(column) = required.iter().find(|column| !places.contains_key(*column)) {
            return Err(ImportError::Column { file, column });
        }
        let width = headers.len();
        let (progress, record) = (self.progress, StringRecord::new());
        Ok(Some(Table { layout, expected, progress, reader, places, width, record, line: 1, rows: 0 }))
    }

    /// What is wrong with a table in which a value stands twice, of those that count: the second of them is named. Read
    /// once more from the beginning, so that only an extract that is wrong takes the memory.
    pub(super) fn twice(
        &mut self,
        layout: &'static Layout,
        column: &'static str,
        counts: impl Fn(&str) -> bool,
    ) -> Result<ImportError, ImportError> {
        let mut seen = BTreeSet::new();
        let mut table = self.needed(layout)?;
        while table.next()? {
            let value = table.needed(column)?;
            if counts(value) && !seen.insert(value.to_owned()) {
                break;
            }
        }
        Ok(table.fault(column, "it stands there twice"))
    }

    /// Opens a table that must be there.
    pub(super) fn needed(&mut self, layout: &'static Layout) -> Result<Table, ImportError> {
        let missing = || std::io::Error::from(ErrorKind::NotFound);
        self.table(layout)?.ok_or_else(|| ImportError::File { file: layout.file, source: missing() })
    }

    /// Ends a table: the rows must be as many as the manifest says.
    pub(super) fn finish(&mut self, table: &Table) -> Result<(), ImportError> {
        let Table { layout: Layout { file, name, .. }, line, rows, .. } = *table;
        if let Some(expected) = table.expected
            && expected != rows
        {
            return Err(ImportError::RowCount { file, line, expected, found: rows });
        }
        self.rows.insert((*name).to_owned(), rows);
        Ok(())
    }
}

fn manifest_fault(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Data => format!("a value is missing or of the wrong kind: {error}"),
        serde_json::error::Category::Syntax | serde_json::error::Category::Eof => "it is not valid JSON".to_owned(),
        serde_json::error::Category::Io => "it could not be read".to_owned(),
    }
}

fn csv_fault(file: &'static str, column: &str, error: &csv::Error) -> ImportError {
    let line = error.position().map_or(1, csv::Position::line);
    let (column, why) = match error.kind() {
        csv::ErrorKind::Utf8 { err, .. } => ((err.field() + 1).to_string(), "it is not UTF-8".to_owned()),
        csv::ErrorKind::Io(_) | _ => (column.to_owned(), "the line could not be read".to_owned()),
    };
    ImportError::Value { file, line, column, why }
}

/// A CSV file being read, at one of its rows.
pub(super) struct Table {
    layout: &'static Layout,
    expected: Option<u64>,
    progress: fn(Progress),
    reader: csv::Reader<File>,
    places: BTreeMap<&'static str, usize>,
    width: usize,
    record: StringRecord,
    line: u64,
    rows: u64,
}

impl Table {
    /// Goes to the next row; `false` at the end. Empty lines are passed over.
    pub(super) fn next(&mut self) -> Result<bool, ImportError> {
        loop {
            let more = self.reader.read_record(&mut self.record);
            if !more.map_err(|error| csv_fault(self.layout.file, "the whole line", &error))? {
                return Ok(false);
            }
            self.line = self.record.position().map_or(self.line, csv::Position::line);
            let (width, found) = (self.width, self.record.len());
            if found == 1 && width > 1 && self.record.get(0).is_some_and(str::is_empty) {
                continue;
            }
            if found != width {
                let column = (found.min(width) + 1).to_string();
                return Err(self.fault(&column, &format!("{width} columns expected, {found} found")));
            }
            self.rows += 1;
            if self.rows.is_multiple_of(PROGRESS_EVERY) {
                (self.progress)(Progress { step: self.layout.file, done: self.rows, of: self.expected });
            }
            return Ok(true);
        }
    }

    /// The number of this row, from 1.
    pub(super) fn row(&self) -> u64 {
        self.rows
    }

    /// What is wrong with a value of this row.
    pub(super) fn fault(&self, column: &str, why: &str) -> ImportError {
        ImportError::Value { file: self.layout.file, line: self.line, column: column.to_owned(), why: why.to_owned() }
    }

    /// A value; empty also when an optional column is missing.
    pub(super) fn text(&self, column: &'static str) -> &str {
        self.places.get(column).and_then(|place| self.record.get(*place)).unwrap_or_default()
    }

    /// A value that must be there.
    pub(super) fn needed(&self, column: &'static str) -> Result<&str, ImportError> {
        match self.text(column) {
            "" => Err(self.fault(column, "it is empty")),
            text => Ok(text),
        }
    }

    /// A value, or nothing when it is empty.
    pub(super) fn optional(&self, column: &'static str) -> Option<&str> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    /// A day, as `2026-11-23`.
    pub(super) fn date(&self, column: &'static str) -> Result<Option<NaiveDate>, ImportError> {
        let read = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d");
        let date = self.optional(column).map(read).transpose();
        date.map_err(|_| self.fault(column, "it is not a date like 2026-11-23"))
    }

    /// Yes or no; empty is no.
    pub(super) fn flag(&self, column: &'static str) -> Result<bool, ImportError> {
        yes_or_no(self.text(column)).ok_or_else(|| self.fault(column, "it is neither yes nor no"))
    }

    /// Yes or no, or the staff named: whether at all, and who (C9). Yes alone names nobody. An id that is not in the
    /// staff list is refused: a slip must not leave a record with nobody who may see it.
    pub(super) fn restricted(
        &self,
        column: &'static str,
        staff: &BTreeSet<String>,
    ) -> Result<(bool, Vec<String>), ImportError> {
        let text = self.text(column);
        if let Some(flag) = yes_or_no(text) {
            return Ok((flag, Vec::new()));
        }
        let named: Vec<String> =
            text.split([';', ',', ' ', '|']).map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
        if named.is_empty() || !named.iter().all(|id| staff.contains(id)) {
            let why = "it is neither yes nor no, nor ids of staff.csv with spaces or semicolons between";
            return Err(self.fault(column, why));
        }
        Ok((true, named))
    }

    /// The file's name.
    pub(super) fn file(&self) -> &'static str {
        self.layout.file
    }

    /// The line of this row.
    pub(super) fn line(&self) -> u64 {
        self.line
    }
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" | "t" | "1" => Some(true),
        "" | "no" | "n" | "false" | "f" | "0" => Some(false),
        _ => None,
    }
}
