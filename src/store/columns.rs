//! Between columns and types. What fails names table, column and row, and never quotes the value.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::{StoreError, Unreadable};

/// Which row is being read.
#[derive(Clone)]
pub(super) struct At<'a> {
    /// The table.
    pub(super) table: &'static str,
    /// The row's key. `Sync`, so that a future that holds it may move between threads.
    pub(super) row: &'a (dyn std::fmt::Display + Sync),
}

impl At<'_> {
    /// The error for a column of this row.
    pub(super) fn broken(&self, column: &'static str, source: Unreadable) -> StoreError {
        StoreError::Row { table: self.table, column, row: self.row.to_string(), source }
    }

    /// A column that holds JSON.
    pub(super) fn json<T: DeserializeOwned>(&self, column: &'static str, text: &str) -> Result<T, StoreError> {
        serde_json::from_str(text).map_err(|e| self.broken(column, e.into()))
    }

    /// A column that holds one of an enum's words.
    pub(super) fn word<T: DeserializeOwned>(&self, column: &'static str, text: &str) -> Result<T, StoreError> {
        serde_json::from_value(serde_json::Value::String(text.to_owned()))
            .map_err(|_| self.broken(column, Unreadable::Word))
    }

    /// A column that holds a time.
    pub(super) fn time(&self, column: &'static str, micros: i64) -> Result<DateTime<Utc>, StoreError> {
        DateTime::from_timestamp_micros(micros).ok_or_else(|| self.broken(column, Unreadable::Range(micros)))
    }

    /// A column that holds a number of a smaller type.
    pub(super) fn number<T: TryFrom<i64>>(&self, column: &'static str, number: i64) -> Result<T, StoreError> {
        T::try_from(number).map_err(|_| self.broken(column, Unreadable::Range(number)))
    }

    /// A column that may not be empty here.
    pub(super) fn some<T>(&self, column: &'static str, value: Option<T>) -> Result<T, StoreError> {
        value.ok_or_else(|| self.broken(column, Unreadable::Empty))
    }

    /// The JSON of a value.
    pub(super) fn to_json<T: Serialize>(&self, column: &'static str, value: &T) -> Result<String, StoreError> {
        serde_json::to_string(value).map_err(|_| self.not_storable(column))
    }

    /// The error for a value that cannot be written.
    pub(super) fn not_storable(&self, column: &'static str) -> StoreError {
        StoreError::NotStorable { table: self.table, column, row: self.row.to_string() }
    }
}

/// A time as it is stored.
pub(super) fn micros(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros()
}

/// The word of an enum without data.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        // Not reached for such enums; the column's CHECK refuses an empty word.
        Ok(_) | Err(_) => String::new(),
    }
}
