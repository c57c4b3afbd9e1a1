//! A town for one story: a front door with a mailbox of its own, its staff, their extract and the daemon, on servers
//! that all stories share. Everybody's domain is the town's, and the outsiders' names carry it, so that stories run
//! at once and each can look at every mailbox that is its own.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use super::daemon::Daemon;
use super::record::{Record, Row};
use super::servers::{Servers, servers};

/// The root of the repository.
pub(crate) const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// The program itself.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_frontdoor");
/// Beyond this a story has failed. Nothing is asserted about how fast it goes.
const PATIENCE: Duration = Duration::from_secs(90);

/// One front door.
pub(crate) struct Town {
    /// Names the story; part of every address.
    pub(crate) tag: String,
    /// The staff's domain.
    pub(crate) domain: String,
    pub(crate) servers: &'static Servers,
    pub(crate) directory: TempDir,
    pub(crate) config: PathBuf,
    pub(crate) daemon: Option<Daemon>,
    /// Variables for the daemon's next start.
    pub(crate) environment: BTreeMap<String, String>,
    /// Mails that were brought to the front door: so many must be on record.
    pub(crate) delivered: AtomicU32,
    /// It began with observing: what was decided then is never carried out.
    observed: bool,
}

impl Town {
    /// A town with the demonstration's settings, its database made, the sample extract imported.
    pub(crate) fn new(story: &str) -> Self {
        Self::with(story, |config| config)
    }

    /// The same with changed settings.
    pub(crate) fn with(story: &str, change: impl Fn(String) -> String) -> Self {
        let town = Self::empty(story, change);
        town.extract(|_, text| text);
        town.import();
        town
    }

    /// A town whose case store was never imported.
    pub(crate) fn empty(story: &str, change: impl Fn(String) -> String) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let servers = servers();
        let tag = format!("{story}n{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let domain = format!("{tag}.test");
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().to_owned();
        fs::create_dir(path.join("secrets")).unwrap();
        secret(&path.join("secrets/password"), servers.password.as_bytes());
        let mut key = [0; 32];
        fs::File::open("/dev/urandom").unwrap().read_exact(&mut key).unwrap();
        secret(&path.join("secrets/token-key"), &key);
        let text = fs::read_to_string(Path::new(ROOT).join("config/demo/frontdoor.toml.in")).unwrap();
        let text = text
            .replace("@CONFIG@", &format!("{ROOT}/config"))
            .replace("@TEMPLATES@", &format!("{ROOT}/templates"))
            .replace("@STATE@", path.to_str().unwrap())
            .replace("@SECRETS@", path.join("secrets").to_str().unwrap())
            .replace("@CA_FILE@", servers.ca_file.to_str().unwrap())
            .replace("@HOST@", "127.0.0.1")
            .replace("@IMAP_PORT@", &servers.imap_port.to_string())
            .replace("@SMTP_PORT@", &servers.smtp_port.to_string())
            .replace("@START_FROM@", "2026-11-01T00:00:00Z")
            .replace("trust.test", &domain)
            .replace("poll_seconds = 2", "poll_seconds = 1");
        let config = path.join("frontdoor.toml");
        let text = change(text);
        let observed = text.contains("observe_only = true");
        fs::write(&config, text).unwrap();
        let town = Self {
            tag,
            domain,
            servers,
            directory,
            config,
            daemon: None,
            environment: BTreeMap::new(),
            delivered: AtomicU32::new(0),
            observed,
        };
        town.must(&["migrate"]);
        town
    }

    /// Writes the extract; `change` gets each file's name and text.
    pub(crate) fn extract(&self, change: impl Fn(&str, String) -> String) {
        let target = self.path("extract");
        fs::create_dir_all(&target).unwrap();
        for entry in fs::read_dir(Path::new(ROOT).join("tests/samples/extract")).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let text = fs::read_to_string(entry.path()).unwrap().replace("trust.test", &self.domain);
            fs::write(target.join(&name), change(&name, text)).unwrap();
        }
    }

    /// Imports the extract.
    pub(crate) fn import(&self) {
        let extract = self.path("extract");
        self.must(&["import", extract.to_str().unwrap()]);
    }

    /// A file of the town.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The front door's address.
    pub(crate) fn door(&self) -> String {
        format!("cass@{}", self.domain)
    }

    /// Runs a command of the program.
    pub(crate) fn command(&self, arguments: &[&str]) -> Output {
        Command::new(PROGRAM).args(arguments).arg("--config").arg(&self.config).output().unwrap()
    }

    /// Runs a command that must succeed, and gives what it printed.
    pub(crate) fn must(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "frontdoor {arguments:?}: {said}\n{}",
            String::from_utf8_lossy(&output.stdout)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// What `status` says, whether all is well or not.
    pub(crate) fn status(&self) -> serde_json::Value {
        let output = self.command(&["status", "--json"]);
        let status: serde_json::Value = serde_json::from_slice(&output.stdout).expect("status prints JSON");
        assert_eq!(status["well"], output.status.success(), "the exit status says whether all is well: {status:#}");
        status
    }

    /// What the daemon wrote down.
    pub(crate) fn record(&self) -> Record<'_> {
        Record { town: self }
    }

    /// Waits until this gives something; fails with all that is known after a long while.
    pub(crate) async fn until<T>(&self, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
        let since = Instant::now();
        loop {
            if let Some(found) = look().await {
                return found;
            }
            if since.elapsed() > PATIENCE {
                self.give_up(what).await;
            }
            sleep(Duration::from_millis(40)).await;
        }
    }

    /// Fails, and shows what can be seen.
    pub(crate) async fn give_up(&self, what: &str) -> ! {
        let status = self.command(&["status"]);
        panic!(
            "{}: never came: {what}\nfolders: {:#?}\nmails: {:#?}\njournal: {:#?}\nstatus: {}{}\nlog: {}",
            self.tag,
            self.map().await,
            self.record().mails().await,
            self.record().journal().await.iter().map(Row::line).collect::<Vec<_>>(),
            String::from_utf8_lossy(&status.stdout),
            String::from_utf8_lossy(&status.stderr),
            self.tail(),
        );
    }

    /// Waits until all that was brought is on record and handled, all that was decided is carried out (but for what
    /// is to happen later), and every message lies in its mailbox.
    pub(crate) async fn settled(&self) {
        self.until("a settled town", async || {
            let record = self.record();
            if record.arrived().await != self.delivered.load(Ordering::Relaxed) || record.busy().await {
                return None;
            }
            let (sent, lies) = (record.messages_out().await, self.letters_lying());
            (sent == lies).then_some(())
        })
        .await;
    }

    /// The end of a story: nothing is left over, everything adds up, and the daemon stops in good order.
    pub(crate) async fn finish(mut self) {
        self.settled().await;
        let record = self.record();
        let unsettled: Vec<_> = record
            .journal()
            .await
            .into_iter()
            .filter(|row| !["done", "cancelled"].contains(&row.state.as_str()))
            .filter(|row| !(self.observed && row.state == "observed"))
            .collect();
        assert!(
            unsettled.is_empty(),
            "{}: left in the journal: {:#?}",
            self.tag,
            unsettled.iter().map(Row::line).collect::<Vec<_>>()
        );
        self.adds_up().await;
        assert_eq!(self.record().ends_not_told_once().await, [], "{}: the audit tells of every end once", self.tag);
        self.stop().await;
        assert!(self.command(&["audit", "verify"]).status.success(), "the audit is whole");
    }

    /// What lies in the folders is what the record says, and every mail that arrived is accounted for.
    pub(crate) async fn adds_up(&self) {
        // The last comparison of server and record may be of a moment ago, when a mail was being delivered.
        let status = self
            .until("a status of which every mailbox that answers is well", async || {
                let status = self.status();
                let problems = status["problems"].as_array().unwrap();
                let is_of_the_sick = |problem: &serde_json::Value| problem == "sick: never reached";
                problems.iter().all(is_of_the_sick).then_some(status)
            })
            .await;
        let compared = &status["mailboxes"]["cass"]["compared"];
        assert_eq!(compared["on_server"], compared["on_record"], "{status:#}");
        let all = &status["mailboxes"]["cass"]["all"];
        let of = |what: &str| all[what].as_u64().unwrap_or_default();
        assert_eq!(of("arrived"), of("filed") + of("waiting") + of("with_person") + of("removed"), "{status:#}");
        assert_eq!(of("arrived"), u64::from(self.delivered.load(Ordering::Relaxed)), "{status:#}");
        assert_eq!(status["unhandled"], 0, "{status:#}");
        let folders = self.folders().await;
        let lies: BTreeMap<String, u64> =
            folders.iter().filter(|(_, mails)| !mails.is_empty()).map(|(f, m)| (f.clone(), m.len() as u64)).collect();
        let on_record: BTreeMap<String, u64> =
            serde_json::from_value(status["mailboxes"]["cass"]["folders"].clone()).unwrap();
        assert_eq!(lies, on_record, "{}: the folders and the record", self.tag);
    }
}

fn secret(path: &Path, bytes: &[u8]) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::write(path, bytes).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}
