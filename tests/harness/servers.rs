//! Private Dovecot and Postfix for the tests: started once for the whole test binary, ended with it. Each test has users
//! of its own, so that all run at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use frontdoor::imap::{self, Account, Connection};
use frontdoor::mailer::smtp::{self, SmtpAccount};
use secrecy::SecretString;

/// The domain of the tests' users; every other one exists too.
pub(crate) const DOMAIN: &str = "trust.test";

pub(crate) struct Servers {
    pub(crate) imap_port: u16,
    pub(crate) imaps_port: u16,
    pub(crate) smtp_port: u16,
    pub(crate) ca_file: PathBuf,
    root: PathBuf,
    pub(crate) password: String,
}

/// The servers that all tests share.
pub(crate) fn servers() -> &'static Servers {
    static SERVERS: OnceLock<Servers> = OnceLock::new();
    SERVERS.get_or_init(|| Servers::start("all", &["--message-size", "2000000"]))
}

/// Servers whose mailboxes hold 100 kB.
pub(crate) fn small_servers() -> &'static Servers {
    static SERVERS: OnceLock<Servers> = OnceLock::new();
    SERVERS.get_or_init(|| Servers::start("small", &["--quota", "100K"]))
}

impl Servers {
    /// Starts servers that end with this process.
    pub(crate) fn start(name: &str, options: &[&str]) -> Self {
        let root = std::env::temp_dir().join(format!("frontdoor-{}-{name}", std::process::id()));
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/mailservers");
        let pid = std::process::id().to_string();
        let output = Command::new(script)
            .arg("start")
            .arg(&root)
            .args(["--domain", DOMAIN, "--with-parent", &pid])
            .args(options)
            .output()
            .expect("scripts/mailservers runs");
        assert!(output.status.success(), "the mail servers start: {}", String::from_utf8_lossy(&output.stderr));
        let text = std::fs::read_to_string(root.join("servers.env")).expect("servers.env is written");
        let values: BTreeMap<&str, &str> = text.lines().filter_map(|line| line.split_once('=')).collect();
        let port = |key: &str| values[key].parse().expect("a port");
        Self {
            imap_port: port("IMAP_PORT"),
            imaps_port: port("IMAPS_PORT"),
            smtp_port: port("SMTP_PORT"),
            ca_file: PathBuf::from(values["CA_FILE"]),
            password: values["PASSWORD"].to_owned(),
            root,
        }
    }

    /// Where all mail lies: `<domain>/<user>/Maildir`.
    pub(crate) fn mail_root(&self) -> PathBuf {
        self.root.join("mail")
    }

    /// The account of a user, in plain text.
    pub(crate) fn account(&self, user: &str) -> Account {
        self.account_of(&format!("{user}@{DOMAIN}"))
    }

    /// The account of a user of any domain, in plain text.
    pub(crate) fn account_of(&self, address: &str) -> Account {
        Account {
            host: "127.0.0.1".to_owned(),
            port: self.imap_port,
            security: imap::Security::Plain,
            user: address.to_owned(),
            login: imap::Login::Password(SecretString::from(self.password.clone())),
            extra_ca: None,
            avoid: BTreeSet::new(),
        }
    }

    /// The SMTP server, in plain text and without a login.
    pub(crate) fn smtp(&self) -> SmtpAccount {
        SmtpAccount {
            host: "127.0.0.1".to_owned(),
            port: self.smtp_port,
            security: smtp::Security::Plain,
            login: None,
            extra_ca: None,
            hello: Some("frontdoor.test".to_owned()),
        }
    }

    /// Puts many mails into a user's INBOX, which nobody has opened yet, past the server: adding them one by one takes
    /// longer the more there are.
    pub(crate) fn fill(&self, user: &str, count: usize, mail: impl Fn(usize) -> Vec<u8>) {
        let mail_root = self.root.join("mail");
        let owner = std::fs::metadata(&mail_root).expect("the servers' mail");
        let mut made = mail_root;
        for part in [DOMAIN, user, "Maildir"] {
            made.push(part);
            ensure_folder(&made, &owner);
        }
        for part in ["cur", "new", "tmp"] {
            ensure_folder(&made.join(part), &owner);
        }
        for number in 0..count {
            let file = made.join(format!("new/{}.P1Q{number}.test", 1_783_400_000 + number));
            std::fs::write(&file, mail(number)).expect("a mail is written");
            chown(&file, Some(owner.uid()), Some(owner.gid())).expect("a mail changes hands");
        }
    }

    /// A connection to a user's mailbox.
    pub(crate) async fn open(&self, user: &str) -> Connection {
        Connection::open(&self.account(user), &imap::Limits::default()).await.expect("the mailbox opens")
    }
}

fn ensure_folder(path: &Path, owner: &Metadata) {
    std::fs::create_dir_all(path).expect("a folder is made");
    chown(path, Some(owner.uid()), Some(owner.gid())).expect("a folder changes hands");
}

/// A user that no other test has.
pub(crate) fn user(story: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{story}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
