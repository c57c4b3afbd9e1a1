//! `frontdoor letter preview`: every message, with made-up data.

use std::process::ExitCode;

use clap::Subcommand;

use crate::config::{Credentials, Draft};
use crate::domain::{Context, LetterContext};
use crate::mailer::preview;
use crate::pathway::policy::ServiceFacts;

use super::{CommandError, WithConfig};

#[derive(Debug, Subcommand)]
pub(super) enum LetterCommand {
    /// Show a message with made-up data, or all of them.
    Preview {
        /// The template's name; all when left out.
        name: Option<String>,
        #[command(flatten)]
        with: WithConfig,
    },
}

pub(super) fn run(command: LetterCommand) -> Result<ExitCode, CommandError> {
    let LetterCommand::Preview { name, with } = command;
    println!("{}", shown(Draft::read(&with.config, &Credentials::NotNeeded), name.as_deref())?);
    Ok(ExitCode::SUCCESS)
}

/// Whoever writes templates need not have the rest of the configuration right.
fn shown(mut draft: Draft, name: Option<&str>) -> Result<String, CommandError> {
    let Some(templates) = crate::daemon::templates(&mut draft) else {
        let problems = draft.finish().err();
        return Err(problems.map_or_else(|| CommandError::Words("there are no templates".to_owned()), Into::into));
    };
    let text = preview(&templates, name, |sample| as_configured(&draft, sample));
    text.map_err(|error| CommandError::Words(error.to_string()))
}

/// A sample with what the configuration says of the service and its mailbox.
fn as_configured(draft: &Draft, sample: Context) -> Context {
    match sample {
        Context::Letter(letter) => Context::Letter(match draft.service().cloned() {
            None => letter,
            Some(ServiceFacts { name: service, telephone, emergency, challenge }) => {
                LetterContext { service, telephone, challenge, emergency, ..letter }
            }
        }),
        Context::Staff(mut staff) => {
            if let Some(address) = draft.address() {
                address.clone_into(&mut staff.mailbox);
            }
            Context::Staff(staff)
        }
        Context::Alarm(alarm) => Context::Alarm(alarm),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::daemon::Site;

    fn preview_of(site: &Site, name: &str) -> Result<String, CommandError> {
        shown(Draft::read(&site.path("frontdoor.toml"), &Credentials::NotNeeded), Some(name))
    }

    #[test]
    fn l1_a_preview_says_what_the_configured_letters_would_say() {
        let site = Site::new()
            .edit("frontdoor.toml", "telephone = \"0000 000 0000\"", "telephone = \"01632 960 555\"")
            .edit("frontdoor.toml", "name = \"Children's Advice and Support Service\"", "name = \"Our own door\"")
            .edit("templates/acknowledgement/text.txt", "Dear", "Good morning");
        // What else is wrong does not keep anybody from writing letters.
        let site = site.edit("reading.toml", "portals = [", "portal = [");
        let letter = preview_of(&site, "acknowledgement").unwrap();
        for own in ["Our own door", "01632 960 555", "Good morning"] {
            assert!(letter.contains(own), "{own}: {letter}");
        }
        assert!(!letter.contains("Norbury"), "{letter}");
        let note = preview_of(&site, "check-by-hand").unwrap();
        assert!(!note.contains("front.door@norbury.example"), "{note}");
    }

    #[test]
    fn a_preview_of_what_is_not_there_says_where_it_was_looked_for() {
        let site = Site::new().edit("frontdoor.toml", "templates = \"templates\"", "templates = \"letters\"");
        let refused = preview_of(&site, "alarm").unwrap_err().to_string();
        assert!(refused.contains("frontdoor.toml: files.templates: is no directory"), "{refused}");
        let unknown = preview_of(&Site::new(), "alram").unwrap_err().to_string();
        assert!(unknown.contains("alram"), "{unknown}");
    }
}
