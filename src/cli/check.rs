//! `frontdoor check`: is the configuration right, do the servers answer, are the folders there?

use std::process::ExitCode;

use clap::Args;

use crate::config::Config;
use crate::daemon::Settings;
use crate::domain::Clock;
use crate::imap::{Connection, Limits};
use crate::mailer::smtp::{self, Submission};
use crate::store::Store;

use super::{CommandError, WithConfig};

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    with: WithConfig,
    /// The directory of the credentials, when not started by systemd.
    #[arg(long)]
    credentials: Option<std::path::PathBuf>,
    /// Only the files; read no secret and connect to nothing.
    #[arg(long)]
    offline: bool,
}

pub(super) async fn run(arguments: CheckArguments) -> Result<ExitCode, CommandError> {
    let now = Clock::System.now();
    let path = &arguments.with.config;
    let config = match (&arguments.credentials, arguments.offline) {
        (_, true) => Config::load_without_secrets(path)?,
        (Some(credentials), false) => Config::load_with(path, Some(credentials))?,
        (None, false) => Config::load(path)?,
    };
    let (settings, unfit) = Settings::of(config, now).await?;
    if !unfit.is_empty() {
        return Err(crate::config::ConfigProblems { problems: unfit }.into());
    }
    println!("configuration: right ({})", settings.version);
    for warning in settings.warnings(now) {
        println!("warning: {warning}");
    }
    match settings.checker.store().as_of() {
        Some(at) => println!("case store: extract of {}", at.format("%Y-%m-%d %H:%M UTC")),
        None => println!("case store: nothing was imported yet; run `frontdoor import`"),
    }
    let mut wrong = 0;
    match Store::open(&settings.config.store.join("frontdoor.db")).await {
        Ok(_) => println!("database: right"),
        Err(error) => {
            wrong += 1;
            println!("database: {error}; run `frontdoor migrate`");
        }
    }
    if arguments.offline {
        return Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    for (name, mailbox) in &settings.config.mailboxes {
        match look(&settings, mailbox).await {
            Ok(lines) => {
                println!("mailbox {name}: right");
                for line in lines {
                    println!("  {line}");
                }
            }
            Err(error) => {
                wrong += 1;
                let server = &mailbox.server;
                println!("mailbox {name} at {}:{}: {error}\n  {}", server.host, server.port, error.explanation());
                print_causes(&error);
            }
        }
    }
    let mut submission = Submission::new(crate::daemon::smtp_account(&settings), smtp::Limits::default());
    match submission.check().await {
        Ok(()) => println!("sending: right"),
        Err(error) => {
            wrong += 1;
            let server = &settings.config.smtp.server;
            println!("sending by {}:{}: {error}", server.host, server.port);
            print_causes(&error);
        }
    }
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What lies beneath an error: "connection refused", "unknown issuer".
fn print_causes(error: &dyn std::error::Error) {
    let mut cause = error.source();
    while let Some(inner) = cause {
        println!("  {inner}");
        cause = inner.source();
    }
}

async fn look(settings: &Settings, mailbox: &crate::config::Mailbox) -> Result<Vec<String>, crate::imap::ImapError> {
    let mut connection = Connection::open(&crate::daemon::imap_account(mailbox), &Limits::default()).await?;
    let there = connection.list().await?;
    let mut lines = vec![];
    let procedure = settings.policy.procedures.get(&mailbox.policy.procedure);
    for folder in procedure.map(crate::pathway::procedure::Procedure::folders).unwrap_or_default() {
        let state = if there.contains(&folder) { "there" } else { "missing; made at the start" };
        lines.push(format!("folder {folder}: {state}"));
    }
    let inbox = connection.select(&mailbox.policy.inbox).await?;
    lines.push(format!("folder {}: {} mails", mailbox.policy.inbox, inbox.exists));
    if !inbox.keywords_allowed {
        lines.push("the server keeps no keywords: mails carry no RAO and ACTIONED there, and the folder and the subject say where one stands".to_owned());
    }
    for (capability, without) in [
        ("MOVE", "mails are copied, checked and then removed"),
        ("UIDPLUS", "mails are filed more slowly, and copies are looked for"),
        ("IDLE", "the mailbox is asked every few seconds"),
    ] {
        if !connection.can(capability) {
            lines.push(format!("the server has no {capability}: {without}"));
        }
    }
    connection.logout().await;
    Ok(lines)
}
