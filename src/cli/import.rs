//! `frontdoor import`: the case system's extract into the case store.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::daemon::check::indexing;
use crate::domain::{AuditEntry, Clock};
use crate::store::cases::import::{self, ImportError, ImportOptions, ImportReport, Progress};

use super::{CommandError, WithConfig, open_store};

#[derive(Debug, Args)]
pub(super) struct ImportArguments {
    #[command(flatten)]
    with: WithConfig,
    /// The folder of the extract.
    directory: PathBuf,
    /// Take it although more people, cases or relationships vanish than the configuration allows, or all restrictions.
    #[arg(long)]
    allow_shrink: bool,
}

pub(super) async fn run(arguments: ImportArguments) -> Result<ExitCode, CommandError> {
    // Without a place for the audit nothing is imported.
    let (places, store) = open_store(&arguments.with).await?;
    let options = ImportOptions {
        allow_shrink: arguments.allow_shrink,
        shrink_share: f64::from(places.case_store.max_shrink_percent) / 100.0,
        progress: tell,
        ..ImportOptions::new(indexing())
    };
    let now = Clock::System.now();
    let imported = import::import(&arguments.directory, &places.case_store.directory, options, now).await;
    let entry = entry(&imported, arguments.allow_shrink);
    let noted = store.audit().note(store.clock().await?.map_or(now, |clock| clock.now(now)), "", &entry).await;
    let report = imported?;
    noted?;
    for warning in &report.warnings {
        eprintln!("warning: {warning}");
    }
    let people = report.people;
    let (before, after) = report.open_involvements;
    println!(
        "generation {}: extract taken {}; people {} added, {} changed, {} unchanged, {} removed; open involvements {before} before, {after} now",
        report.generation,
        report.extracted_at.format("%Y-%m-%d %H:%M UTC"),
        people.added,
        people.changed,
        people.unchanged,
        people.removed,
    );
    Ok(ExitCode::SUCCESS)
}

/// A line on standard error, so that whoever waits for a million people sees it move.
fn tell(progress: Progress) {
    eprintln!("{}", told(progress));
}

fn told(Progress { step, done, of }: Progress) -> String {
    match of {
        Some(of) => format!("{step}: {done} of {of} rows read"),
        None => format!("{step}, {done} people"),
    }
}

/// For the audit. Neither numbers nor errors name anybody.
fn entry(imported: &Result<ImportReport, ImportError>, allow_shrink: bool) -> AuditEntry {
    let (what, why) = match imported {
        Ok(ImportReport { generation, extracted_at, people, .. }) => (
            format!("extract imported as generation {generation}"),
            format!(
                "taken {}; people {} added, {} changed, {} removed",
                extracted_at.format("%Y-%m-%d %H:%M UTC"),
                people.added,
                people.changed,
                people.removed
            ),
        ),
        Err(error) => ("extract refused".to_owned(), error.to_string()),
    };
    let allowed = if allow_shrink { "; --allow-shrink was given" } else { "" };
    AuditEntry { who: "import".to_owned(), what, why: format!("{why}{allowed}"), rule: "C8".into() }
}
