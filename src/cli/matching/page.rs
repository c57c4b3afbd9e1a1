//! One child: who it is, and on request how that was found, for a person at a terminal.

use std::process::ExitCode;

use chrono::NaiveDate;

use crate::daemon::check::{Checker, KeyAsked, LookUp, Reach};
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
    // With the explanation goes what was looked for, so nobody sealed may be among those who were looked at.
    if look_up.is_sealed() || (explain && look_up.records.iter().any(|record| record.person.restricted)) {
        println!("{SEALED}");
        return Ok(ExitCode::SUCCESS);
    }
    let found = &look_up.found;
    let band = match found.band {
        Band::Same => "the same person",
        Band::Perhaps if found.candidates.is_empty() => "it cannot be said",
        Band::Perhaps => "perhaps the same person",
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

/// By what those shown were found. Of what others share nothing is said: they may be restricted (C9).
fn print_keys(look_up: &LookUp) {
    let shown = look_up.found.candidates.iter().filter_map(|candidate| look_up.record(&candidate.person));
    let shown: Vec<(&str, Vec<i64>)> =
        shown.map(|r| (r.person.id.as_str(), matching::keys_of_person(&r.person))).collect();
    let line = |asked: &KeyAsked| {
        let sharing = shown.iter().filter(|(_, keys)| keys.contains(&asked.key)).map(|(id, _)| *id);
        let sharing = sharing.collect::<Vec<_>>().join(", ");
        match asked.reach {
            Reach::Nobody => Some(format!("{}: too many people, who are not compared by it", asked.of)),
            Reach::Everybody | Reach::WithAnother if sharing.is_empty() => None,
            Reach::Everybody => Some(format!("{}: {sharing}", asked.of)),
            Reach::WithAnother => Some(format!("{}: {sharing}, whom something else fits too", asked.of)),
        }
    };
    let lines: Vec<String> = look_up.keys.iter().filter_map(line).collect();
    if !lines.is_empty() {
        println!("\nfound by:\n  {}", lines.join("\n  "));
    }
}
