//! One child: who it is, and on request how that was found, for a person at a terminal.

use std::process::ExitCode;

use chrono::NaiveDate;

use crate::daemon::check::{Checker, LookUp};
use crate::domain::{Band, Candidate, ChildFacts};
use crate::matching;

use super::{CommandError, SEALED, nothing_imported};

pub(super) async fn run(
    checker: &Checker,
    child: &ChildFacts,
    on: NaiveDate,
    explain: bool,
) -> Result<ExitCode, CommandError> {
    let look_ups = checker.look_up(std::slice::from_ref(child), on).await?.ok_or_else(nothing_imported)?;
    let Some(look_up) = look_ups.first() else { return Err(nothing_imported()) };
    if look_up.is_sealed() {
        println!("{SEALED}");
        return Ok(ExitCode::SUCCESS);
    }
    let found = &look_up.found;
    let band = match found.band {
        Band::Same => "the same person",
        Band::Perhaps => "perhaps the same person; a person decides",
        Band::NotKnown => "not known",
    };
    println!("{band}: {}", found.why);
    for candidate in &found.candidates {
        println!("{:>6.1} bits  {}  {}: {}", candidate.bits, candidate.person, candidate.shown_as, candidate.why);
    }
    if explain {
        for candidate in found.candidates.iter().take(2) {
            print_fields(candidate, child, look_up, checker, on);
        }
        print_keys(look_up);
        println!("\nmodel: {}", found.model);
    }
    Ok(ExitCode::SUCCESS)
}

fn print_fields(candidate: &Candidate, child: &ChildFacts, look_up: &LookUp, checker: &Checker, on: NaiveDate) {
    let Some(record) = look_up.record(&candidate.person) else { return };
    println!("\n{} {}, field by field:", candidate.person, candidate.shown_as);
    for (words, bits) in matching::fields(child, record, &look_up.frequencies, checker.model(), on) {
        println!("{bits:>+7.1}  {words}");
    }
    println!("{:>+7.1}  in all", candidate.bits);
}

fn print_keys(look_up: &LookUp) {
    println!("\nlooked for by:");
    for key in &look_up.keys {
        let how = if key.overflows { "too many people, who are not compared by it" } else { "compared" };
        println!("  {}: {} on record, {how}", key.of, key.crowd);
    }
    if look_up.keys.is_empty() {
        println!("  nothing given is shared by anybody on record");
    }
    println!("{} people were compared", look_up.compared);
}
