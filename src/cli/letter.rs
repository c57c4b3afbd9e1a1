//! `frontdoor letter preview`: every message, with made-up data.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use crate::mailer::{Templates, preview};

use super::CommandError;

#[derive(Debug, Subcommand)]
pub(super) enum LetterCommand {
    /// Show a message with made-up data, or all of them.
    Preview {
        /// The template's name; all when left out.
        name: Option<String>,
        /// The folder of the templates.
        #[arg(long, default_value = "templates")]
        templates: PathBuf,
    },
}

pub(super) fn run(command: LetterCommand) -> Result<ExitCode, CommandError> {
    let LetterCommand::Preview { name, templates } = command;
    let templates = Templates::load(&templates).map_err(|problems| {
        CommandError::Words(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })?;
    let text = preview(&templates, name.as_deref()).map_err(|error| CommandError::Words(error.to_string()))?;
    println!("{text}");
    Ok(ExitCode::SUCCESS)
}
