//! Errors in words.

use std::fmt::Write as _;

/// An error with its causes, on one line; a cause whose words stand there already is not said twice.
#[must_use]
pub fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        let words = source.to_string();
        if !text.ends_with(&words) {
            // Writing to a String cannot fail.
            let _ = write!(text, ": {words}");
        }
        cause = source.source();
    }
    text
}
