//! `frontdoor check`: is the configuration right, do the servers answer, are the folders there?

use std::process::ExitCode;

use clap::Args;

use crate::config::{Credentials, Draft};
use crate::daemon::Settings;
use crate::domain::{Clock, in_full};
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
    let credentials = match (arguments.credentials, arguments.offline) {
        (_, true) => Credentials::NotNeeded,
        (Some(directory), false) => Credentials::In(directory),
        (None, false) => Credentials::OfSystemd,
    };
    let settings = Settings::of(Draft::read(path, &credentials), now).await?;
    let unfit = &settings.unfit;
    let mut wrong = unfit.all().count();
    if wrong == 0 {
        println!("configuration: right ({})", settings.version);
    }
    for problem in unfit.all() {
        println!("{problem}");
    }
    // Without a staff list, nobody is anybody.
    let warnings = if unfit.nothing_imported { vec![] } else { settings.warnings(now) };
    for warning in warnings {
        println!("warning: {warning}");
    }
    if let Some(at) = settings.checker.store().as_of() {
        println!("case store: extract of {}", at.format("%Y-%m-%d %H:%M UTC"));
    }
    match Store::open(&settings.config.store.join("frontdoor.db")).await {
        Ok(_) => println!("database: right"),
        Err(error) => {
            wrong += 1;
            println!("database: {}", in_full(&error));
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
