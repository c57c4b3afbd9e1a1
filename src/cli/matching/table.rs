//! Many children from a table: a line of CSV for each, in their order.

use std::fs::File;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use chrono::{Datelike, NaiveDate};
use csv::{StringRecord, Trim, Writer};

use crate::daemon::check::{Checker, LookUp};
use crate::domain::{Band, Candidate, ChildFacts, Name};

use super::{CommandError, SEALED, nothing_imported};

/// Children looked up at a time.
const ROUND: usize = 512;
/// Columns of people.csv that are read, and the age in years; others may stand there and say nothing of who it is.
const COLUMNS: [&str; 11] = [
    "row",
    "given_names",
    "family_name",
    "date_of_birth",
    "gender",
    "nhs_number",
    "upn",
    "address",
    "postcode",
    "school",
    "age",
];
const OUT: [&str; 7] = ["row", "band", "person_id", "bits", "runner_up", "runner_up_bits", "reason"];

pub(super) async fn run(checker: &Checker, file: &Path, on: NaiveDate) -> Result<ExitCode, CommandError> {
    let shown = file.display();
    let opened = File::open(file).map_err(|source| CommandError::Io { what: shown.to_string(), source })?;
    let wrong = |error: csv::Error| CommandError::Words(format!("{shown}: {}", fault(&error)));
    let mut reader = csv::ReaderBuilder::new().trim(Trim::All).flexible(true).from_reader(opened);
    let columns = Columns::of(reader.headers().map_err(wrong)?);
    let width = reader.headers().map_err(wrong)?.len();
    if !columns.has("row") {
        return Err(CommandError::Words(format!("{shown}, line 1: the column row is missing")));
    }
    if COLUMNS.iter().all(|column| *column == "row" || !columns.has(column)) {
        let known = COLUMNS.get(1..).unwrap_or_default().join(", ");
        return Err(CommandError::Words(format!(
            "{shown}, line 1: no column says who is meant; write some of {known}"
        )));
    }
    let mut out = Writer::from_writer(io::stdout().lock());
    write(&mut out, OUT)?;
    let mut waiting: Vec<Asked> = Vec::with_capacity(ROUND);
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        if record.len() > width {
            let line = record.position().map_or(0, csv::Position::line);
            return Err(CommandError::Words(format!(
                "{shown}, line {line}: it has more cells than the first line; write quotes around a cell with a comma in it"
            )));
        }
        waiting.push(columns.asked(&record));
        if waiting.len() == ROUND {
            answer(checker, &mut waiting, on, &mut out).await?;
        }
    }
    answer(checker, &mut waiting, on, &mut out).await?;
    out.flush().map_err(cannot_write)?;
    Ok(ExitCode::SUCCESS)
}

/// One line of the table.
struct Asked {
    row: String,
    child: ChildFacts,
    /// What stands there and was left out, in words.
    note: String,
}

/// Where the columns stand.
struct Columns(Vec<(&'static str, usize)>);

impl Columns {
    fn of(headers: &StringRecord) -> Self {
        let place = |column: &'static str| {
            let mut names = headers.iter().map(|name| name.trim_start_matches('\u{feff}').trim());
            Some((column, names.position(|name| name == column)?))
        };
        Self(COLUMNS.into_iter().filter_map(place).collect())
    }

    fn has(&self, column: &str) -> bool {
        self.0.iter().any(|(name, _)| *name == column)
    }

    fn asked(&self, record: &StringRecord) -> Asked {
        let text = |column: &str| {
            let place = self.0.iter().find(|(name, _)| *name == column);
            place.and_then(|(_, place)| record.get(*place)).unwrap_or_default().to_owned()
        };
        let born = text("date_of_birth");
        let forms = ["%Y-%m-%d", "%d/%m/%Y", "%Y%m%d"].iter();
        // What says that nobody knows it is a date and no evidence; of a year with two digits nothing is known.
        let date = forms.filter_map(|form| NaiveDate::parse_from_str(&born, form).ok()).find(|d| d.year() >= 1000);
        let age = text("age");
        let years: Option<u8> = age.parse().ok();
        let mut note = String::new();
        if date.is_none() && !born.is_empty() {
            note.push_str("; the date of birth given is no date and was left out");
        }
        if years.is_none() && !age.is_empty() {
            note.push_str("; the age given is no number of years and was left out");
        }
        let child = ChildFacts {
            name: Name { given: text("given_names"), family: text("family_name") },
            date_of_birth: date,
            gender: text("gender"),
            address: text("address"),
            postcode: text("postcode"),
            school: text("school"),
            age: years,
            nhs_number: text("nhs_number"),
            upn: text("upn"),
            ..ChildFacts::default()
        };
        Asked { row: text("row"), child, note }
    }
}

async fn answer(
    checker: &Checker,
    waiting: &mut Vec<Asked>,
    on: NaiveDate,
    out: &mut Writer<io::StdoutLock<'_>>,
) -> Result<(), CommandError> {
    let (asked, children): (Vec<(String, String)>, Vec<ChildFacts>) =
        waiting.drain(..).map(|asked| ((asked.row, asked.note), asked.child)).unzip();
    let look_ups = checker.look_up(&children, on).await?.ok_or_else(nothing_imported)?;
    for ((row, note), look_up) in asked.into_iter().zip(look_ups) {
        write(out, line(row, &look_up, &note))?;
    }
    Ok(())
}

fn line(row: String, look_up: &LookUp, note: &str) -> [String; 7] {
    let nothing = String::new;
    let band = match look_up.found.band {
        Band::Same => "same",
        Band::Perhaps => "perhaps",
        Band::NotKnown => "not_known",
    };
    if look_up.is_sealed() {
        return [row, "perhaps".to_owned(), nothing(), nothing(), nothing(), nothing(), SEALED.to_owned()];
    }
    let named = |candidate: Option<&Candidate>| {
        candidate.map_or_else(|| (nothing(), nothing()), |c| (c.person.to_string(), format!("{:.2}", c.bits)))
    };
    let mut candidates = look_up.found.candidates.iter();
    let (person, bits) = named(candidates.next());
    let (next, next_bits) = named(candidates.next());
    [row, band.to_owned(), person, bits, next, next_bits, format!("{}{note}", look_up.found.why)]
}

fn write<T: AsRef<[u8]>>(
    out: &mut Writer<io::StdoutLock<'_>>,
    line: impl IntoIterator<Item = T>,
) -> Result<(), CommandError> {
    out.write_record(line).map_err(|error| CommandError::Words(format!("writing the answer: {error}")))
}

fn cannot_write(source: io::Error) -> CommandError {
    CommandError::Io { what: "writing the answer".to_owned(), source }
}

/// What is wrong with the table, without repeating what stands there.
fn fault(error: &csv::Error) -> String {
    let line = error.position().map(|at| format!("line {}: ", at.line())).unwrap_or_default();
    if let csv::ErrorKind::Utf8 { .. } = error.kind() {
        format!("{line}it is not UTF-8")
    } else {
        format!("{line}it could not be read")
    }
}
