//! What is wrong with a configuration: one line each, all at once.

use std::fmt;

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, as the main file names it.
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

/// All mistakes of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigProblems {
    /// At least one.
    pub problems: Vec<Problem>,
}

impl fmt::Display for ConfigProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, problem) in self.problems.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
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

    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }
}
