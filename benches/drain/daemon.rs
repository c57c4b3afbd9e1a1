//! The real daemon as a process: its directory, its configuration, its log, its record looked at from outside.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};

use super::servers::{DOMAIN, Servers};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// Monday morning: decisions are asked for at once.
const REHEARSED: &str = "2026-11-23T09:00:00";

/// The program that is measured: this crate's own, or another one to compare it with.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

pub(crate) fn measure(program: Option<PathBuf>) {
    let program = program.unwrap_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_frontdoor")));
    println!("program: {}", program.display());
    PROGRAM.set(program).unwrap();
}

fn program() -> &'static Path {
    PROGRAM.get().expect("it is named first")
}

/// A daemon's directory: configuration, secrets, record. The case store is shared by all.
pub(crate) struct Home {
    pub(crate) dir: PathBuf,
    pub(crate) config: PathBuf,
}

/// Where the daemon finds its servers.
#[derive(Clone, Copy)]
pub(crate) struct Ports {
    pub(crate) imap: u16,
    /// A closed one: nothing is sent.
    pub(crate) smtp: u16,
}

/// A daemon that runs.
pub(crate) struct Daemon {
    process: Child,
    words: Receiver<(Instant, String)>,
    begun: Instant,
}

/// How far the record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Progress {
    pub(crate) mails: i64,
    pub(crate) unhandled: i64,
    pub(crate) to_file: i64,
    pub(crate) to_send: i64,
}

impl Home {
    /// A new home for the mailbox of `user`.
    pub(crate) fn new(dir: &Path, cases: &Path, servers: &Servers, user: &str, ports: Ports) -> Self {
        let secrets = dir.join("secrets");
        std::fs::create_dir_all(&secrets).unwrap();
        for (name, text) in [("password", servers.password.as_str()), ("token-key", &"0123456789abcdef".repeat(4))] {
            write_secret(&secrets.join(name), text);
        }
        let config = dir.join("frontdoor.toml");
        let text = configuration(dir, cases, user, ports);
        std::fs::write(&config, text).unwrap();
        let home = Self { dir: dir.to_owned(), config };
        home.command(&["migrate"]);
        home
    }

    /// Runs a command of the program to its end; what it printed.
    pub(crate) fn command(&self, words: &[&str]) -> String {
        let output = Command::new(program()).arg(words[0]).arg("--config").arg(&self.config).args(&words[1..]).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Starts the daemon.
    pub(crate) fn run(&self) -> Daemon {
        let begun = Instant::now();
        let mut process = Command::new(program())
            .arg("run")
            .arg("--config")
            .arg(&self.config)
            .args(["--rehearse", REHEARSED, "--speed", "1"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let errors = process.stderr.take().unwrap();
        let (say, words) = channel();
        let log = self.dir.join("log");
        std::thread::spawn(move || {
            let mut kept = std::io::BufWriter::new(std::fs::File::create(log).unwrap());
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                use std::io::Write as _;
                writeln!(kept, "{line}").unwrap();
                if line.contains("ready") || line.contains("connected") {
                    let _ = say.send((Instant::now(), line));
                }
            }
        });
        Daemon { process, words, begun }
    }

    /// The record, read only.
    pub(crate) async fn record(&self) -> SqlitePool {
        let options = SqliteConnectOptions::new().filename(self.dir.join("store/frontdoor.db")).read_only(true);
        SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap()
    }
}

/// Each count uses an index, so that looking costs the daemon little.
pub(crate) async fn progress(record: &SqlitePool) -> Progress {
    sqlx::query_as(
        "SELECT (SELECT coalesce(max(id), 0) FROM mails) AS mails, \
         (SELECT count(*) FROM mails WHERE handled_at IS NULL) AS unhandled, \
         (SELECT count(*) FROM journal WHERE effect = 'file' AND state = 'pending') AS to_file, \
         (SELECT count(*) FROM journal WHERE effect = 'send' AND state IN ('pending', 'unknown') AND unknowns < 2) \
         AS to_send",
    )
    .fetch_one(record)
    .await
    .unwrap()
}

/// Waits until the record says so.
pub(crate) async fn until(record: &SqlitePool, most: Duration, done: impl Fn(&Progress) -> bool) -> Instant {
    let begun = Instant::now();
    loop {
        let now = progress(record).await;
        if done(&now) {
            return Instant::now();
        }
        assert!(begun.elapsed() < most, "it takes too long: {now:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

impl Daemon {
    /// When it said this for the first time, and how long after its start.
    pub(crate) fn said(&self, word: &str) -> (Instant, Duration) {
        loop {
            let (at, line) = self.words.recv_timeout(Duration::from_mins(2)).expect("the daemon says so");
            if line.contains(word) {
                return (at, at - self.begun);
            }
        }
    }

    /// The most memory it ever had resident, in MB.
    pub(crate) fn most_memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    }

    /// Seconds of processor time: its own, and of the children that read attachments.
    pub(crate) fn processor(&self) -> (f64, f64) {
        let id = self.process.id();
        let own = times(id).unwrap();
        let mut living = 0.0;
        for task in std::fs::read_dir(format!("/proc/{id}/task")).unwrap() {
            let text = std::fs::read_to_string(task.unwrap().path().join("children")).unwrap_or_default();
            let of_task = text.split_whitespace().filter_map(|child| times(child.parse().ok()?));
            living += of_task.map(|t| t.0 + t.1).sum::<f64>();
        }
        (own.0, own.1 + living)
    }

    /// The process's number, for who wants to look at it.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// SIGTERM, and its end.
    pub(crate) fn stop(mut self) {
        let pid = rustix::process::Pid::from_child(&self.process);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // After `stop` there is nothing left to kill.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Seconds of a process, and of its children that ended.
fn times(id: u32) -> Option<(f64, f64)> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let after = stat.rsplit(')').next()?;
    let ticks: Vec<f64> = after.split_whitespace().skip(11).take(4).filter_map(|n| n.parse().ok()).collect();
    let hertz = 100.0;
    Some(((ticks[0] + ticks[1]) / hertz, (ticks[2] + ticks[3]) / hertz))
}

fn write_secret(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

fn configuration(dir: &Path, cases: &Path, user: &str, ports: Ports) -> String {
    let (dir, cases) = (dir.display(), cases.display());
    let Ports { imap: imap_port, smtp: smtp_port } = ports;
    format!(
        r#"
[store]
directory = "{dir}/store"

[case_store]
directory = "{cases}"

[service]
name = "Children's Advice and Support Service"
telephone = "0000 000 0000"
emergency = "If a child is in immediate danger, call 999."
challenge = "If you disagree with this decision, call us and ask for a team manager."

[alarm]
address = "alarm@{DOMAIN}"
name = "frontdoor administrators"

[tokens]
key_file = "{dir}/secrets/token-key"

[smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "plain"
per_minute = 6000

[limits]
disk_free_mb = 100
per_recipient_hour = 10000
urgent_per_recipient_hour = 10000
per_outsider_day = 1000
per_hour = 1000000

[[mailbox]]
name = "cass"
address = "cass@{DOMAIN}"
display_name = "Children's Advice and Support Service"
host = "127.0.0.1"
port = {imap_port}
security = "plain"
user = "{user}@{DOMAIN}"
password_file = "{dir}/secrets/password"
procedure = "cass"
inbox = "INBOX"
start_from = 2026-11-22T00:00:00Z
observe_only = false
plus_addressing = true
emergency_team = "edt@{DOMAIN}"
business_support = "bso.cass@{DOMAIN}"
officers = "rao"
settle_minutes = 5
store_max_age_hours = 36
require_dmarc = false
poll_seconds = 120
idle_seconds = 420

[files]
calendar = "{ROOT}/config/calendar.toml"
people = "{ROOT}/config/demo/people.toml"
procedures = ["{ROOT}/config/pathways/cass.toml"]
reading = "{ROOT}/config/reading.toml"
templates = "{ROOT}/templates"

[matching]

[findings]
"#
    )
}
