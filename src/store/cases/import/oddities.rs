//! What looks wrong in an extract and is imported all the same: a number with a wrong check digit, a birth in the
//! future, one NHS number on two people. The case system's keepers mend it there; until then such a number is weak
//! evidence, or none.

use chrono::{Datelike, NaiveDate};
use sqlx::Row as _;

use super::ImportError;
use super::build::{Build, writing};
use super::extract::Extract;
use crate::domain::{Person, nhs_is_valid, upn_is_valid};

/// Lines that are named, of all that are odd in the same way.
const NAMED: usize = 5;
/// The oldest anybody on record can be, in years.
const OLDEST: i32 = 120;

const SHARED_NHS_NUMBERS: &str =
    "SELECT COUNT(*) FROM (SELECT 1 FROM people WHERE nhs_number <> '' GROUP BY nhs_number HAVING COUNT(*) > 1)";
const SHARED_UPNS: &str =
    "SELECT COUNT(*) FROM (SELECT 1 FROM people WHERE upn <> '' GROUP BY upn HAVING COUNT(*) > 1)";

/// What was odd so far, in lines of `people.csv`.
#[derive(Debug, Default)]
pub(super) struct Oddities {
    nhs_numbers: Lines,
    upns: Lines,
    unborn: Lines,
    ancient: Lines,
    no_name: Lines,
}

/// How many lines, and the first of them.
#[derive(Debug, Default)]
struct Lines {
    count: u64,
    first: Vec<u64>,
}

impl Lines {
    fn add(&mut self, line: u64) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(line);
        }
    }

    fn warn(&self, extract: &mut Extract, what: &str) {
        if self.count > 0 {
            let first: Vec<String> = self.first.iter().map(u64::to_string).collect();
            let more = if self.count > NAMED as u64 { " and more" } else { "" };
            extract.warn(format!("people.csv: {what}: {} (line {}{more})", self.count, first.join(", ")));
        }
    }
}

impl Oddities {
    /// Looks at one person. A date of birth up to a year ahead is a due date.
    pub(super) fn look(&mut self, line: u64, person: &Person, taken_on: NaiveDate) {
        if !person.nhs_number.is_empty() && !nhs_is_valid(&person.nhs_number) {
            self.nhs_numbers.add(line);
        }
        if !person.upn.is_empty() && !upn_is_valid(&person.upn) {
            self.upns.add(line);
        }
        if let Some(born) = person.date_of_birth {
            if born.year() > taken_on.year() + 1 {
                self.unborn.add(line);
            } else if born.year() < taken_on.year() - OLDEST {
                self.ancient.add(line);
            }
        }
        if person.name.given.trim().is_empty() && person.name.family.trim().is_empty() {
            self.no_name.add(line);
        }
    }

    /// Says what was found, and which numbers more than one person has.
    ///
    /// # Errors
    /// When the new generation cannot be read.
    pub(super) async fn report(self, extract: &mut Extract, build: &mut Build) -> Result<(), ImportError> {
        self.nhs_numbers.warn(extract, "an NHS number whose check digit is wrong");
        self.upns.warn(extract, "a unique pupil number whose check letter is wrong");
        self.unborn.warn(extract, "a birth more than a year ahead");
        self.ancient.warn(extract, "an age over 120 years");
        self.no_name.warn(extract, "no name");
        for (what, sql) in [("an NHS number", SHARED_NHS_NUMBERS), ("a unique pupil number", SHARED_UPNS)] {
            let row = sqlx::query(sql).fetch_one(build.connection()).await.map_err(writing("comparing numbers"))?;
            let shared: i64 = row.try_get(0).map_err(writing("comparing numbers"))?;
            if shared > 0 {
                extract.warn(format!("people.csv: {what} on more than one person: {shared}"));
            }
        }
        Ok(())
    }
}
