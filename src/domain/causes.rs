//! Errors in words.

use std::fmt::Write as _;

/// An error with its causes, on one line.
#[must_use]
pub fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        // Writing to a String cannot fail.
        let _ = write!(text, ": {source}");
        cause = source.source();
    }
    text
}
