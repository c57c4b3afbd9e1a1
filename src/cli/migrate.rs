//! `frontdoor migrate`: creates the daemon's database, or brings it up to date.

use std::process::ExitCode;

use clap::Args;

use crate::store::{Store, StoreError, make_directory};

use super::{CommandError, WithConfig, places};

#[derive(Debug, Args)]
pub(super) struct MigrateArguments {
    #[command(flatten)]
    with: WithConfig,
}

pub(super) async fn run(arguments: MigrateArguments) -> Result<ExitCode, CommandError> {
    let places = places(&arguments.with)?;
    make_directory(&places.store).map_err(|source| StoreError::of_file(&places.store, source))?;
    Store::migrate(&places.store.join("frontdoor.db")).await?;
    println!("the database in {} is up to date", places.store.display());
    Ok(ExitCode::SUCCESS)
}
