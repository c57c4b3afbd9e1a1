//! The stage: the private servers, the daemon's log and its command line.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Parser, ValueEnum};
use frontdoor::imap::{Account, Connection, ImapError, Limits, Login, Security};
use secrecy::SecretString;

/// Why the day cannot go on; a sentence for people.
pub(crate) type Problem = Box<dyn Error + Send + Sync>;

/// The players of the demonstration.
#[derive(Debug, Parser)]
#[command(about = "Plays a working day and a half against a running daemon; see scripts/demo")]
pub(crate) struct Arguments {
    /// Print one setting of the day and end.
    #[arg(long)]
    pub(crate) show: Option<Show>,
    /// servers.env, as scripts/mailservers writes it.
    #[arg(long, default_value = "servers.env")]
    servers: PathBuf,
    /// The daemon's log: its line "ready" starts the clock.
    #[arg(long, default_value = "daemon.log")]
    log: PathBuf,
    /// The daemon's process id.
    #[arg(long)]
    daemon: Option<u32>,
    /// The daemon's program, for `status` and `why`.
    #[arg(long, default_value = "frontdoor")]
    program: PathBuf,
    /// The daemon's configuration.
    #[arg(long, default_value = "frontdoor.toml")]
    config: PathBuf,
    /// The root of the repository, where the mails lie.
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// A directory for what `why` says of each story at the end.
    #[arg(long)]
    record: Option<PathBuf>,
    /// How much faster than real time; the daemon runs with the same.
    #[arg(long, default_value_t = 800.0)]
    pub(crate) speed: f64,
    /// How many characters a line of the terminal has.
    #[arg(long, default_value_t = 120)]
    width: usize,
}

/// A setting of the day that the script needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Show {
    /// When it starts, by the wall clock in London.
    Start,
    /// When it ends.
    Until,
}

/// The servers and the daemon.
#[derive(Debug)]
pub(crate) struct Stage {
    /// The servers' address.
    pub(crate) host: String,
    /// IMAP in plain text.
    pub(crate) imap_port: u16,
    /// SMTP in plain text.
    pub(crate) smtp_port: u16,
    /// How wide the table may be.
    pub(crate) width: usize,
    /// Everybody's password.
    password: String,
    log: PathBuf,
    daemon: Option<u32>,
    program: PathBuf,
    config: PathBuf,
    root: PathBuf,
    record: Option<PathBuf>,
}

impl Stage {
    /// Reads where everything is.
    pub(crate) fn set(arguments: &Arguments) -> Result<Self, Problem> {
        let text = read(&arguments.servers)?;
        let values: BTreeMap<&str, &str> = text.lines().filter_map(|line| line.split_once('=')).collect();
        let value = |key: &str| values.get(key).copied().ok_or_else(|| format!("servers.env has no {key}"));
        Ok(Self {
            host: value("HOST")?.to_owned(),
            imap_port: value("IMAP_PORT")?.parse()?,
            smtp_port: value("SMTP_PORT")?.parse()?,
            width: arguments.width,
            password: value("PASSWORD")?.to_owned(),
            log: arguments.log.clone(),
            daemon: arguments.daemon,
            program: arguments.program.clone(),
            config: arguments.config.clone(),
            root: arguments.root.clone(),
            record: arguments.record.clone(),
        })
    }

    /// Waits until the daemon's log says that it is ready.
    pub(crate) async fn wait_for_the_daemon(&self) -> Result<(), Problem> {
        for _ in 0..600_u32 {
            if read(&self.log).unwrap_or_default().lines().any(says_ready) {
                return Ok(());
            }
            self.demand_daemon()?;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(format!("the daemon did not become ready; its log is {}", self.log.display()).into())
    }

    /// Refuses when the daemon has ended, or said something that nobody may ever read.
    pub(crate) fn demand_daemon(&self) -> Result<(), Problem> {
        let Some(pid) = self.daemon else { return Ok(()) };
        // An ended process that nobody has waited for still has a number, but no command line.
        let alive = std::fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| !line.is_empty());
        if alive { Ok(()) } else { Err(format!("the daemon has ended; its log is {}", self.log.display()).into()) }
    }

    /// How long the daemon has been running.
    pub(crate) fn daemon_runs_for(&self) -> Option<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.daemon?)).ok()?;
        // The 22nd field, counted behind the name: hundredths of a second since the machine was started.
        let began: u64 = stat.rsplit_once(") ")?.1.split(' ').nth(19)?.parse().ok()?;
        let uptime: f64 = std::fs::read_to_string("/proc/uptime").ok()?.split(' ').next()?.parse().ok()?;
        Duration::from_secs_f64(uptime).checked_sub(Duration::from_millis(began * 10))
    }

    /// A mail's bytes, with the line ends of SMTP.
    pub(crate) fn mail(&self, path: &str) -> Result<Vec<u8>, Problem> {
        let text = std::fs::read(self.root.join(path)).map_err(|error| format!("{path}: {error}"))?;
        let mut bytes = Vec::with_capacity(text.len() + 2_000);
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            let bare = line.strip_suffix(b"\n").unwrap_or(line);
            bytes.extend_from_slice(bare.strip_suffix(b"\r").unwrap_or(bare));
            bytes.extend_from_slice(b"\r\n");
        }
        Ok(bytes)
    }

    /// A connection to somebody's mailbox.
    pub(crate) async fn open(&self, user: &str) -> Result<Connection, ImapError> {
        let account = Account {
            host: self.host.clone(),
            port: self.imap_port,
            security: Security::Plain,
            user: user.to_owned(),
            login: Login::Password(SecretString::from(self.password.clone())),
            extra_ca: None,
            avoid: std::collections::BTreeSet::new(),
        };
        Connection::open(&account, &Limits::default()).await
    }

    /// Keeps what `why` said, for whoever wants to know more than the table shows.
    pub(crate) fn keep(&self, name: &str, why: &serde_json::Value) -> Result<(), Problem> {
        let Some(directory) = &self.record else { return Ok(()) };
        let path = directory.join(format!("{}.json", name.replace(|c: char| !c.is_ascii_alphanumeric(), "-")));
        std::fs::write(&path, format!("{why:#}")).map_err(|error| format!("{}: {error}", path.display()).into())
    }

    /// What a command of the daemon's program prints as JSON.
    pub(crate) async fn ask(&self, arguments: &[&str]) -> Result<serde_json::Value, Problem> {
        let mut command = tokio::process::Command::new(&self.program);
        command.args(arguments).arg("--config").arg(&self.config).arg("--json");
        let output = command.output().await.map_err(|error| format!("{}: {error}", self.program.display()))?;
        // A status that finds something says what, and ends with an exit status of its own.
        if output.stdout.is_empty() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("frontdoor {}: {}", arguments.join(" "), said.trim()).into());
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("frontdoor {}: {error}", arguments.join(" ")).into())
    }
}

/// Whether a line of the log is the one that says "ready", as text or as JSON.
fn says_ready(line: &str) -> bool {
    line.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == "ready")
}

fn read(path: &Path) -> Result<String, Problem> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
}
