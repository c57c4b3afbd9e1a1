//! How well forms and free words are read: precision and recall of each field, by layout and by format, over generated
//! forms and over mails written by hand. `README.md` beside this says what they are.
//!
//! ```text
//! cargo bench --bench reading                     generates the forms (Python, LibreOffice) and reads everything
//! cargo bench --bench reading -- forms=DIR        reads forms that were generated before
//! cargo bench --bench reading -- corpus=DIR       reads a folder of odd and hostile mails as well
//! cargo bench --bench reading -- show=all|NAME    prints what was read otherwise than it is: all, one layout or format, or free
//! ```

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark stops where it cannot go on")]

mod compare;
mod corpus;
mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use tokio::time::Instant;

use compare::{Outcome, Read, Truth, compare};

/// Files given to one process of the program.
const AT_ONCE: usize = 200;
/// What is promised: the child's name and date of birth both right, of form mails and of free ones, in percent; and
/// mails in which somebody else's fact is stated as the child's with confidence.
const FORMS_RIGHT: f64 = 99.0;
const FREE_RIGHT: f64 = 95.0;
const WRONG_AT_MOST: f64 = 0.5;

fn main() -> ExitCode {
    let mut forms = None;
    let mut show = None;
    let mut odd = None;
    let mut seed = "1".to_owned();
    for argument in std::env::args().skip(1) {
        match argument.split_once('=') {
            Some(("forms", value)) => forms = Some(PathBuf::from(value)),
            Some(("show", value)) => show = Some(value.to_owned()),
            Some(("corpus", value)) => odd = Some(PathBuf::from(value)),
            Some(("seed", value)) => value.clone_into(&mut seed),
            // Cargo's own.
            _ if argument == "--bench" => {}
            _ => {
                eprintln!("reading: what is {argument}? See the head of benches/reading/main.rs");
                return ExitCode::from(2);
            }
        }
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/reading");
    let generated;
    let forms = if let Some(forms) = forms {
        forms
    } else {
        generated = tempfile::tempdir().expect("a folder for the forms");
        let script = here.join("generate.py");
        let status = Command::new("python3").arg(script).arg(generated.path()).args(["--seed", &seed]).status();
        if !status.is_ok_and(|status| status.success()) {
            eprintln!("reading: the forms could not be generated; benches/reading/README.md says what that needs");
            return ExitCode::FAILURE;
        }
        generated.path().to_owned()
    };
    let forms = outcomes(&forms);
    let free = outcomes(&here.join("free"));
    table::print("forms, by layout", &forms, |truth| truth.layout.clone());
    table::print("forms, by format", &forms, |truth| truth.format.clone());
    table::print("free words", &free, |_| "written by hand".to_owned());
    if let Some(show) = show {
        let named = |o: &&Outcome| show == "all" || o.truth.layout == show || o.truth.format == show;
        for outcome in forms.iter().filter(named) {
            outcome.show();
        }
        for outcome in free.iter().filter(|o| show == "free" || named(o)) {
            outcome.show();
        }
    }
    table::promise("name and date of birth right, forms", table::right(&forms), FORMS_RIGHT, true);
    table::promise("name and date of birth right, free words", table::right(&free), FREE_RIGHT, true);
    let all: Vec<Outcome> = forms.into_iter().chain(free).collect();
    table::promise("mails with a wrong fact stated with confidence", table::wrong(&all), WRONG_AT_MOST, false);
    let all_ended = odd.is_none_or(|folder| corpus::run(&folder));
    if all_ended { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Reads every mail of a folder that its truth names.
fn outcomes(folder: &Path) -> Vec<Outcome> {
    let text = std::fs::read_to_string(folder.join("truth.jsonl")).unwrap_or_default();
    let truths: Vec<Truth> =
        text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect();
    let begun = Instant::now();
    let mut read: BTreeMap<String, Read> = BTreeMap::new();
    for some in truths.chunks(AT_ONCE) {
        let files = some.iter().map(|truth| folder.join(&truth.file));
        let output = Command::new(env!("CARGO_BIN_EXE_frontdoor"))
            .args(["read", "--json", "--received", "2026-11-23", "--rules"])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("config/reading.toml"))
            .args(files)
            .stderr(Stdio::inherit())
            .output()
            .expect("the program runs");
        for line in String::from_utf8(output.stdout).expect("JSON").lines() {
            let one: Read = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
            let name = Path::new(&one.file).file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            read.insert(name, one);
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    if !truths.is_empty() {
        println!(
            "{} mails of {} read in {seconds:.1} s",
            truths.len(),
            folder.file_name().unwrap_or_default().display()
        );
    }
    truths
        .into_iter()
        .map(|truth| {
            let read = read.remove(&truth.file).unwrap_or_else(|| panic!("{} was not read", truth.file));
            compare(truth, read)
        })
        .collect()
}
