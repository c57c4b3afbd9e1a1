//! `frontdoor import`: the case system's extract into the case store.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::daemon::check::indexing;
use crate::domain::Clock;
use crate::store::cases::import::{self, ImportOptions};

use super::{CommandError, WithConfig, places};

#[derive(Debug, Args)]
pub(super) struct ImportArguments {
    #[command(flatten)]
    with: WithConfig,
    /// The folder of the extract.
    directory: PathBuf,
    /// Take it although more people or open cases vanish than the configuration allows.
    #[arg(long)]
    allow_shrink: bool,
}

pub(super) async fn run(arguments: ImportArguments) -> Result<ExitCode, CommandError> {
    let places = places(&arguments.with)?;
    let options = ImportOptions {
        allow_shrink: arguments.allow_shrink,
        shrink_share: f64::from(places.case_store.max_shrink_percent) / 100.0,
        ..ImportOptions::new(indexing())
    };
    let now = Clock::System.now();
    let report = import::import(&arguments.directory, &places.case_store.directory, options, now).await?;
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
