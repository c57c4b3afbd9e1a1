//! `frontdoor migrate`: creates the daemon's database, or brings it up to date.

use std::process::ExitCode;

use clap::Args;

use crate::store::{Store, StoreError, make_directory};

use super::{CommandError, WithConfig, load};

#[derive(Debug, Args)]
pub(super) struct MigrateArguments {
    #[command(flatten)]
    with: WithConfig,
}

pub(super) async fn run(arguments: MigrateArguments) -> Result<ExitCode, CommandError> {
    let config = load(&arguments.with)?;
    make_directory(&config.store).map_err(|source| StoreError::of_file(&config.store, source))?;
    Store::migrate(&config.store.join("frontdoor.db")).await?;
    println!("the database in {} is up to date", config.store.display());
    Ok(ExitCode::SUCCESS)
}
