//! From a TOML file to typed tables, with every mistake of the file named and not only the first.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize as _;
use serde::de::DeserializeOwned;
use toml::de::DeTable;
use toml::{Table, Value};

use super::problem::{Notes, split};

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

/// What a file's TOML gave.
pub(super) enum Read {
    /// All of it.
    Whole(Table),
    /// What could be made of a file that is not TOML throughout. Its mistakes are noted; it proves nothing missing.
    Broken(Table),
}

/// The tables of a file, with every line that is not TOML noted.
pub(super) fn tables_of(path: &Path, notes: &mut Notes) -> Option<Read> {
    let text = text_of(path, notes)?;
    let (table, errors) = DeTable::parse_recoverable(&text);
    for error in &errors {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        notes.add(format!("line {line}"), error.message().replace('\n', "; "), "TOML, as the shipped files show it");
    }
    let table = Table::deserialize(toml::de::Deserializer::from(table)).unwrap_or_default();
    Some(if errors.is_empty() { Read::Whole(table) } else { Read::Broken(table) })
}

/// The tables of a file that is TOML throughout.
pub(super) fn table_of(path: &Path, notes: &mut Notes) -> Option<Table> {
    match tables_of(path, notes)? {
        Read::Whole(table) => Some(table),
        Read::Broken(_) => None,
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

/// A typed table. Each field that does not fit is named and taken out, and the rest tried again. A field without
/// which there is no such table is stood in for, so that the others are looked at; then there is none in the end.
pub(super) fn typed<T: DeserializeOwned>(field: &str, mut table: Table, notes: &mut Notes) -> Option<T> {
    let at = |path: &str| format!("{field}.{path}").trim_matches('.').to_owned();
    let mut told = BTreeSet::new();
    let mut standing_in: BTreeMap<String, usize> = BTreeMap::new();
    loop {
        let error = match table.clone().try_into::<T>() {
            Ok(value) => return standing_in.is_empty().then_some(value),
            Err(error) => error,
        };
        let (path, missing) = place(&error, &table);
        let covering = standing_in.keys().find(|stands| path == **stands || path.starts_with(&format!("{stands}.")));
        let of_ours = covering.is_some();
        if missing || covering == Some(&path) {
            if missing && !of_ours && !told.contains(&path) {
                let name = path.rsplit('.').next().unwrap_or_default();
                notes.add(at(&path), "is missing", format!("{name} = …"));
            }
            let next = standing_in.entry(path.clone()).or_insert(0);
            let stand_in = stand_ins().into_iter().nth(*next)?;
            *next += 1;
            put(&mut table, &path, stand_in)?;
            continue;
        }
        if let Some(list) = list_above(&table, &path).filter(|list| is_of_elements::<T>(&table, list)) {
            one_by_one::<T>(field, &mut table, &list, notes)?;
            continue;
        }
        let (problem, write) = in_words(error.message());
        notes.add(at(&path), problem, write);
        take_out(&mut table, &path)?;
        told.insert(path);
    }
}

/// What stands in for a value that is missing: empty, of each kind.
fn stand_ins() -> [Value; 6] {
    [
        Value::Array(Vec::new()),
        Value::String(String::new()),
        Value::Table(Table::new()),
        Value::Integer(0),
        Value::Float(0.0),
        Value::Boolean(false),
    ]
}

/// Whether it is the elements of a list that do not fit, and not that there is a list.
fn is_of_elements<T: DeserializeOwned>(table: &Table, list: &str) -> bool {
    let mut empty = table.clone();
    let emptied = put(&mut empty, list, Value::Array(Vec::new()));
    emptied.is_some() && empty.clone().try_into::<T>().err().is_none_or(|error| place(&error, &empty).0 != list)
}

/// The elements of a list that do not fit are named, one mistake of each, and taken out.
fn one_by_one<T: DeserializeOwned>(field: &str, table: &mut Table, list: &str, notes: &mut Notes) -> Option<()> {
    let Some(Value::Array(elements)) = value_at(table, list).cloned() else { return None };
    let count = elements.len();
    let mut fit = Vec::new();
    for (number, element) in (1..).zip(elements) {
        let mut alone = table.clone();
        put(&mut alone, list, Value::Array(vec![element.clone()]))?;
        let error = alone.clone().try_into::<T>().err();
        // Whatever stands before this list in the table was put right already: this is the element's own.
        match error.map(|error| (place(&error, &alone), error)) {
            Some(((path, missing), error)) if path == list || path.starts_with(&format!("{list}.")) => {
                let below = path.strip_prefix(list).unwrap_or_default();
                let at = format!("{field}.{list}[{number}]{below}");
                let (problem, write) =
                    if missing { ("is missing".to_owned(), "it".to_owned()) } else { in_words(error.message()) };
                notes.add(at.trim_matches('.'), problem, write);
            }
            Some(_) | None => fit.push(element),
        }
    }
    // Nothing was learned: to go on would be to go round.
    if fit.len() == count {
        return None;
    }
    put(table, list, Value::Array(fit))
}

/// Where in the table an error is, and whether something is missing there.
fn place(error: &toml::de::Error, table: &Table) -> (String, bool) {
    let within = path_of(error).unwrap_or_default();
    let quoted = |start: &str| error.message().strip_prefix(start).and_then(|rest| rest.split('`').next());
    let below = |name: &str| format!("{within}.{name}").trim_start_matches('.').to_owned();
    if let Some(name) = quoted("missing field `") {
        return (below(name), true);
    }
    if let Some(name) = quoted("unknown field `") {
        return (below(name), false);
    }
    // A key of a table that is none of its words is named as one of its values would be.
    let key = quoted("unknown variant `").map(below).filter(|path| value_at(table, path).is_some());
    (key.unwrap_or(within), false)
}

/// The value at a path of tables.
fn value_at<'t>(table: &'t Table, path: &str) -> Option<&'t Value> {
    match path.split_once('.') {
        None => table.get(path),
        Some((key, rest)) => value_at(table.get(key)?.as_table()?, rest),
    }
}

/// The list that a path leads into, if it does.
fn list_above(table: &Table, path: &str) -> Option<String> {
    let ends = path.match_indices('.').map(|(end, _)| end).chain([path.len()]);
    let mut lists = ends
        .filter_map(|end| path.get(..end))
        .filter(|path| value_at(table, path).and_then(Value::as_array).is_some_and(|elements| !elements.is_empty()));
    lists.next().map(str::to_owned)
}

/// The table that holds the last key of a path, and that key.
fn holder<'t, 'p>(table: &'t mut Table, path: &'p str) -> Option<(&'t mut Table, &'p str)> {
    match path.split_once('.') {
        None => Some((table, path)),
        Some((key, rest)) => holder(table.get_mut(key)?.as_table_mut()?, rest),
    }
}

fn take_out(table: &mut Table, path: &str) -> Option<Value> {
    let (holder, key) = holder(table, path)?;
    holder.remove(key)
}

fn put(table: &mut Table, path: &str, value: Value) -> Option<()> {
    let (holder, key) = holder(table, path)?;
    holder.insert(key.to_owned(), value);
    Some(())
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
            "u8" | "u16" | "u32" | "u64" | "f64" => "a number".to_owned(),
            "a boolean" => "true or false".to_owned(),
            "a string" => "text in quotes".to_owned(),
            "a sequence" => "a list: [\"…\"]".to_owned(),
            "a map" => "a table".to_owned(),
            other if other.starts_with("struct ") => "a table".to_owned(),
            other => other.to_owned(),
        };
        return (problem.to_owned(), write);
    }
    match split(&message) {
        (_, "") => (message, "what the shipped file shows there".to_owned()),
        (problem, write) => (problem.to_owned(), write.to_owned()),
    }
}
