//! From a TOML file to typed tables, with every mistake of the file named and not only the first.

use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::problem::Notes;

/// What stands there, with quotes or without: a date or an instant may be written either way.
pub(super) fn bare(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The text of a file.
pub(super) fn text_of(path: &Path, notes: &mut Notes) -> Option<String> {
    match fs::read_to_string(path) {
        Ok(text) => Some(text),
        Err(error) => {
            notes.add("the file", format!("cannot be read ({})", error.kind()), "the path of a readable UTF-8 text");
            None
        }
    }
}

/// The tables of a file.
pub(super) fn table_of(path: &Path, notes: &mut Notes) -> Option<Table> {
    let text = text_of(path, notes)?;
    match text.parse::<Table>() {
        Ok(table) => Some(table),
        Err(error) => {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            notes.add(
                format!("line {line}"),
                error.message().replace('\n', "; "),
                "TOML, as the shipped files show it",
            );
            None
        }
    }
}

/// A table out of a file's top level; a missing one is empty, so that each missing field is named.
pub(super) fn take_table(top: &mut Table, name: &str, notes: &mut Notes) -> Table {
    match top.remove(name) {
        None => Table::new(),
        Some(Value::Table(table)) => table,
        Some(_) => {
            notes.add(name, "is no table", format!("[{name}] on a line of its own"));
            Table::new()
        }
    }
}

/// An array of tables out of a file's top level.
pub(super) fn take_tables(top: &mut Table, name: &str, notes: &mut Notes) -> Vec<Table> {
    let values = match top.remove(name) {
        None => return Vec::new(),
        Some(Value::Array(values)) => values,
        Some(_) => {
            notes.add(name, "is no list of tables", format!("[[{name}]] on a line of its own for each"));
            return Vec::new();
        }
    };
    let count = values.len();
    let tables: Vec<Table> = values
        .into_iter()
        .filter_map(|value| match value {
            Value::Table(table) => Some(table),
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_) => None,
        })
        .collect();
    if tables.len() < count {
        notes.add(name, "is no list of tables", format!("[[{name}]] on a line of its own for each"));
    }
    tables
}

/// What is left of a file's top level was meant for something else.
pub(super) fn reject_rest(top: &Table, known: &str, notes: &mut Notes) {
    for key in top.keys() {
        notes.add(key, "is not known here", format!("one of {known}"));
    }
}

/// A typed table. Each field that does not fit is named and taken out, and the rest tried again.
pub(super) fn typed<T: DeserializeOwned>(field: &str, mut table: Table, notes: &mut Notes) -> Option<T> {
    loop {
        let error = match table.clone().try_into::<T>() {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let key = offending_key(&error, &table);
        let at = match (&key, path_of(&error)) {
            (_, Some(path)) => format!("{field}.{path}"),
            (Some(key), None) => format!("{field}.{key}"),
            (None, None) => field.to_owned(),
        };
        let (problem, write) = in_words(error.message());
        notes.add(at.trim_start_matches('.'), problem, write);
        // A missing field cannot be taken out: nothing more can be learned from this table.
        if key.is_none_or(|key| table.remove(&key).is_none()) {
            return None;
        }
    }
}

/// A typed table that is not to be retried: an element of a procedure.
pub(super) fn element<T: DeserializeOwned>(field: &str, table: Table, notes: &mut Notes) -> Option<T> {
    let error = match table.try_into::<T>() {
        Ok(value) => return Some(value),
        Err(error) => error,
    };
    let at = path_of(&error).map_or_else(|| field.to_owned(), |path| format!("{field}.{path}"));
    let (problem, write) = in_words(error.message());
    notes.add(at, problem, write);
    None
}

/// The key of this table that the error is about.
fn offending_key(error: &toml::de::Error, table: &Table) -> Option<String> {
    if let Some(path) = path_of(error) {
        return path.split('.').next().map(str::to_owned).filter(|key| table.contains_key(key));
    }
    let unknown = error.message().strip_prefix("unknown field `")?;
    unknown.split('`').next().map(str::to_owned).filter(|key| table.contains_key(key))
}

/// The path below this table that the error names in its last line: "in `hours.monday`".
fn path_of(error: &toml::de::Error) -> Option<String> {
    let shown = error.to_string();
    let last = shown.trim_end().lines().last()?;
    last.strip_prefix("in `")?.strip_suffix('`').map(str::to_owned)
}

/// The parser's message as a problem and what to write.
fn in_words(message: &str) -> (String, String) {
    let message = message.trim().replace('\n', " ");
    let choices = |text: &str| text.trim().trim_start_matches("one of ").to_owned();
    if let Some(rest) = message.strip_prefix("unknown field `") {
        let (name, expected) = rest.split_once("`, expected ").unwrap_or((rest, ""));
        if name == "password" {
            return (
                "is not known here".to_owned(),
                "password_file or credential: secrets stay out of this file".to_owned(),
            );
        }
        return (format!("`{name}` is not known here"), format!("one of {}", choices(expected)));
    }
    if let Some(name) = message.strip_prefix("missing field `") {
        let name = name.trim_end_matches('`');
        return (format!("`{name}` is missing"), format!("{name} = …"));
    }
    if let Some((problem, expected)) = message.split_once(", expected ") {
        let write = match choices(expected).as_str() {
            "u8" | "u16" | "u32" | "u64" => "a number".to_owned(),
            "a boolean" => "true or false".to_owned(),
            "a string" => "text in quotes".to_owned(),
            "a sequence" => "a list: [\"…\"]".to_owned(),
            other => other.to_owned(),
        };
        return (problem.to_owned(), write);
    }
    if let Some((problem, write)) = message.split_once("; write ") {
        return (problem.to_owned(), write.to_owned());
    }
    (message, String::new())
}
