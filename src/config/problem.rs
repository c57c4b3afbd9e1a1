//! What is wrong with a configuration: one line each, all at once.

use std::fmt;
use std::path::{Path, PathBuf};

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, as it is found from the directory of the main file.
    pub file: String,
    /// The field: `mailbox.cass.port`, `step.ask.rung[2].who`, `line 7`.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// What to write instead.
    pub write: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.file, self.field, self.problem)?;
        if self.write.is_empty() { Ok(()) } else { write!(f, "; write {}", self.write) }
    }
}

/// A file that another one names, which looks for it beside itself.
pub(super) fn beside(file: &str, named: &str) -> String {
    Path::new(file).with_file_name(named).to_string_lossy().into_owned()
}

/// The two halves of "what is wrong; write what to write".
pub(super) fn split(said: &str) -> (&str, &str) {
    said.split_once("; write ").unwrap_or((said, ""))
}

/// All mistakes of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigProblems {
    /// The directory of the main file, which the names of the files begin from.
    pub directory: PathBuf,
    /// At least one.
    pub problems: Vec<Problem>,
}

impl fmt::Display for ConfigProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let here = self.directory.as_os_str().is_empty();
        let directory = if here { Path::new(".") } else { &self.directory };
        write!(f, "the configuration in {} cannot be used:", directory.display())?;
        self.problems.iter().try_for_each(|problem| write!(f, "\n{problem}"))
    }
}

/// Collects the mistakes of one file.
#[derive(Debug)]
pub(super) struct Notes {
    file: String,
    problems: Vec<Problem>,
}

impl Notes {
    pub(super) fn of(file: impl Into<String>) -> Self {
        Self { file: file.into(), problems: Vec::new() }
    }

    pub(super) fn add(&mut self, field: impl Into<String>, problem: impl Into<String>, write: impl Into<String>) {
        self.problems.push(Problem {
            file: self.file.clone(),
            field: field.into(),
            problem: problem.into(),
            write: write.into(),
        });
    }

    /// A compulsory field: `None` is a mistake, unless its value was found wrong before.
    pub(super) fn require<T>(&mut self, field: &str, value: Option<T>, write: &str) -> Option<T> {
        if value.is_none() && !self.problems.iter().any(|p| p.field == field) {
            self.add(field, "is missing", write);
        }
        value
    }

    /// As [`Notes::require`]; blank text is missing too.
    pub(super) fn require_text(&mut self, field: &str, value: Option<String>, write: &str) -> Option<String> {
        self.require(field, value.filter(|text| !text.trim().is_empty()), write)
    }

    /// A number between two bounds, or its default.
    pub(super) fn number(&mut self, field: &str, value: Option<u32>, default: u32, bounds: (u32, u32)) -> u32 {
        let value = value.unwrap_or(default);
        let (least, most) = bounds;
        if !(least..=most).contains(&value) {
            self.add(field, format!("{value} is out of bounds"), format!("a number from {least} to {most}"));
        }
        value
    }

    /// How many mistakes there are so far.
    pub(super) fn count(&self) -> usize {
        self.problems.len()
    }

    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }
}
