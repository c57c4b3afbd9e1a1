//! A backlog drained by the real daemon, beside `imapfilter` and beside a bare loop, on one private server.
//!
//! `cargo bench --bench drain` prints rates and their ratios; `-- text`, `-- mixed`, `-- single`, `-- stages` and
//! `-- restart` run parts of it (`restart` drains 100,000 mails first and is left out otherwise), `-- mails=N` takes another
//! backlog, `-- program=PATH` another build of the program.
//! Needs root for the private mail servers. Nothing is asserted about time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a bench may fail loudly")]
#![allow(clippy::disallowed_methods, reason = "a bench reads the machine's clock")]
#![allow(clippy::cast_precision_loss, reason = "printed, not counted on")]
#![allow(dead_code, reason = "the tests use the rest of the harness")]

mod beside;
mod daemon;
mod mails;
mod people;
mod single;
mod stages;

#[path = "../../tests/harness/servers.rs"]
mod servers;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use daemon::{Home, Ports};
use mails::Set;
use people::Child;
use servers::Servers;

const MAILS: usize = 5_000;
const PEOPLE: usize = 100_000;
const LONGEST: Duration = Duration::from_mins(15);

/// What all parts share.
struct Bench {
    servers: Servers,
    dir: tempfile::TempDir,
    cases: PathBuf,
    known: Vec<Child>,
    mails: usize,
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let number = words.iter().find_map(|word| word.strip_prefix("mails=")?.parse().ok());
    let parts: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.contains('=')).collect();
    let wanted = |part: &str| parts.contains(&part) || (parts.is_empty() && part != "restart");
    daemon::measure(words.iter().find_map(|word| word.strip_prefix("program=").map(PathBuf::from)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let bench = Bench::new(number.unwrap_or(MAILS));
        if wanted("text") {
            bench.drain("text", Set::Text).await;
        }
        if wanted("mixed") {
            bench.drain("mixed", Set::Mixed).await;
        }
        if wanted("single") {
            single::run(&bench).await;
        }
        if wanted("stages") {
            stages::run(&bench).await;
        }
        if wanted("restart") {
            bench.restart().await;
        }
    });
}

impl Bench {
    fn new(mails: usize) -> Self {
        let servers = Servers::start("drain", &[]);
        let dir = tempfile::tempdir().unwrap();
        let cases = dir.path().join("cases");
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/extract");
        let extract = dir.path().join("extract");
        let known = people::extract(&extract, &samples, PEOPLE);
        let home = Home::new(&dir.path().join("import"), &cases, &servers, "nobody", ports(&servers));
        let begun = Instant::now();
        home.command(&["import", extract.to_str().unwrap()]);
        println!("{} people imported in {:.1} s", known.len(), begun.elapsed().as_secs_f64());
        Self { servers, dir, cases, known, mails }
    }

    fn home(&self, name: &str, user: &str, ports: Ports) -> Home {
        Home::new(&self.dir.path().join(name), &self.cases, &self.servers, user, ports)
    }

    /// The same backlog three times: by the daemon, by imapfilter, by a bare loop.
    async fn drain(&self, name: &str, set: Set) {
        let backlog = mails::mails(set, self.mails, &self.known, 11);
        let bytes: usize = backlog.iter().map(Vec::len).sum();
        println!("\n{name}: {} mails, {} bytes each", self.mails, bytes / self.mails);

        let user = servers::user(name);
        self.fill(&user, &backlog);
        let home = self.home(name, &user, ports(&self.servers));
        let daemon = home.run();
        let (connected, _) = daemon.said("connected");
        let record = home.record().await;
        let all = i64::try_from(self.mails).unwrap();
        let filed = daemon::until(&record, LONGEST, |p| p.mails == all && p.unhandled == 0 && p.to_file == 0).await;
        let (own, children) = daemon.processor();
        let left = beside::held(&self.servers, &user, "INBOX").await;
        let all_out = daemon::until(&record, LONGEST, |p| p.to_send == 0).await;
        let folders: Vec<(String, i64)> =
            sqlx::query_as("SELECT coalesce(folder, 'nowhere'), count(*) FROM mails GROUP BY 1 ORDER BY 2 DESC")
                .fetch_all(&record)
                .await
                .unwrap();
        let sends: i64 =
            sqlx::query_scalar("SELECT count(*) FROM journal WHERE effect = 'send'").fetch_one(&record).await.unwrap();
        let memory = daemon.most_memory();
        daemon.stop();
        let seconds = (filed - connected).as_secs_f64();
        self.print("frontdoor", seconds, None);
        println!("  folders: {}; left in the inbox: {left}", listed(&folders));
        println!(
            "  processor: {own:.2} s of its own, {children:.2} s in the attachments' child ({:.2} ms a form)",
            children * 1e3 / (self.mails as f64 / 2.0)
        );
        let sending = (all_out - connected).as_secs_f64();
        println!("  all {sends} messages sent after {sending:.2} s; most memory {memory:.0} MB");

        for matching in ["contain_body", "match_body"] {
            let user = servers::user(name);
            self.fill(&user, &backlog);
            match beside::imapfilter(&self.servers, &user, self.dir.path(), matching) {
                Some(took) => {
                    self.print(&format!("imapfilter {matching}"), took.as_secs_f64(), Some((seconds, "1.0")));
                    println!("  moved {}", beside::held(&self.servers, &user, "DONE").await);
                }
                None => println!("imapfilter is not installed: left out"),
            }
        }
        let user = servers::user(name);
        self.fill(&user, &backlog);
        let took = beside::bare(&self.servers, &user).await;
        self.print("bare loop, 100 at a time", took.as_secs_f64(), Some((seconds, "0.5")));
    }

    /// A rate; beside ours, the ratio of ours to it and the goal.
    fn print(&self, what: &str, seconds: f64, ours: Option<(f64, &str)>) {
        let rate = self.mails as f64 / seconds;
        match ours {
            None => println!("{what:<28} {seconds:>7.2} s {rate:>7.0} mails/s"),
            Some((ours, goal)) => println!(
                "{what:<28} {seconds:>7.2} s {rate:>7.0} mails/s   frontdoor is {:.2} times as fast (goal {goal})",
                seconds / ours
            ),
        }
    }

    fn fill(&self, user: &str, mails: &[Vec<u8>]) {
        self.servers.fill(user, mails.len(), |number| mails[number].clone());
    }

    /// A start with 100,000 mails in the folders. Their messages go nowhere: the SMTP port is closed.
    async fn restart(&self) {
        const MANY: usize = 100_000;
        let user = servers::user("restart");
        self.fill(&user, &mails::mails(Set::Text, MANY, &self.known, 12));
        let home = self.home("restart", &user, Ports { smtp: 1, ..ports(&self.servers) });
        let daemon = home.run();
        let (connected, _) = daemon.said("connected");
        let record = home.record().await;
        let all = i64::try_from(MANY).unwrap();
        let filed = daemon::until(&record, LONGEST, |p| p.mails == all && p.unhandled == 0 && p.to_file == 0).await;
        println!(
            "\nrestart: {MANY} mails drained at {:.0} mails/s (nothing is sent); most memory {:.0} MB",
            MANY as f64 / (filed - connected).as_secs_f64(),
            daemon.most_memory()
        );
        daemon.stop();
        let daemon = home.run();
        let (_, ready) = daemon.said("ready");
        let (_, connected) = daemon.said("connected");
        println!(
            "ready after {:.3} s, connected after {:.3} s (goal 2 s)",
            ready.as_secs_f64(),
            connected.as_secs_f64()
        );
        tokio::time::sleep(Duration::from_secs(20)).await;
        println!("most memory 20 s later: {:.0} MB", daemon.most_memory());
        daemon.stop();
    }
}

fn ports(servers: &Servers) -> Ports {
    Ports { imap: servers.imap_port, smtp: servers.smtp_port }
}

fn listed(folders: &[(String, i64)]) -> String {
    folders.iter().map(|(folder, count)| format!("{folder} {count}")).collect::<Vec<_>>().join(", ")
}
