//! How long the check of one child takes, one after the other, and what memory it needs (C1).
//!
//!     cargo bench --bench matching -- CASES ASKED.csv
//!
//! With `learn` before them, weights are learned from the pairs themselves instead, and the best candidate of each line
//! is printed as CSV (`febrl.py --learned` scores it).
//!
//! `CASES` is the directory of a case store and `ASKED.csv` a table as `frontdoor match` takes it; `corpus.py` leaves both
//! in its work directory. Each child is looked up twice: the first round warms the caches and is not counted.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a measurement"
)]

mod learned;

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use chrono_tz::Europe::London;
use frontdoor::daemon::check::Checker;
use frontdoor::domain::{ChildFacts, Name};
use frontdoor::matching::{FindingRules, Model};
use frontdoor::store::cases::CaseStore;

/// Children looked up.
const CHILDREN: usize = 5_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (learn, cases, asked) = match arguments.as_slice() {
        [learn, cases, asked] if learn == "learn" => (true, cases, asked),
        [cases, asked] => (false, cases, asked),
        _ => {
            println!("usage: cargo bench --bench matching -- [learn] CASES ASKED.csv");
            return;
        }
    };
    let (rows, children) = children(Path::new(asked));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = CaseStore::open(Path::new(cases)).await.unwrap();
        let people = store.held().unwrap().people_count();
        let checker = Checker::new(store, Model::default(), FindingRules::default(), London);
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        if learn {
            println!("row,person_id,bits");
            for (row, person, bits) in learned::best(&checker, &children, day).await {
                println!("{},{person},{bits:.2}", rows[row]);
            }
            return;
        }
        let mut took: Vec<Duration> = Vec::with_capacity(children.len());
        for round in 0..2 {
            for child in &children {
                let began = Instant::now();
                let found = checker.look_up(std::slice::from_ref(child), day).await.unwrap().unwrap();
                assert_eq!(found.len(), 1);
                if round > 0 {
                    took.push(began.elapsed());
                }
            }
        }
        took.sort();
        let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
        println!(
            "{people} people, {} children: median {:.2} ms, 99th percentile {:.2} ms, slowest {:.2} ms; resident at most {} MB",
            took.len(),
            at(0.5),
            at(0.99),
            at(1.0),
            resident() / 1024,
        );
    });
}

/// What names each line, and whom it asks for.
fn children(table: &Path) -> (Vec<String>, Vec<ChildFacts>) {
    let mut reader = csv::Reader::from_path(table).unwrap();
    let headers = reader.headers().unwrap().clone();
    let child = |record: csv::StringRecord| {
        let text = |column: &str| {
            let place = headers.iter().position(|header| header == column);
            place.map(|place| record[place].to_owned()).unwrap_or_default()
        };
        let facts = ChildFacts {
            name: Name { given: text("given_names"), family: text("family_name") },
            date_of_birth: text("date_of_birth").parse().ok(),
            age: text("age").parse().ok(),
            gender: text("gender"),
            address: text("address"),
            postcode: text("postcode"),
            school: text("school"),
            nhs_number: text("nhs_number"),
            upn: text("upn"),
            ..ChildFacts::default()
        };
        (text("row"), facts)
    };
    reader.records().take(CHILDREN).map(|record| child(record.unwrap())).unzip()
}

/// Kilobytes that this program had in memory at most.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
