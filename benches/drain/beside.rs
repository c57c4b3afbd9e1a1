//! What the daemon is measured beside, on the same server and the same mails.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use frontdoor::domain::FolderName;

use super::servers::{DOMAIN, Servers};

/// Mails that the bare loop fetches and moves at a time.
const AT_ONCE: usize = 100;

/// `imapfilter` matches a word in each body and moves what has it; `None` when it is not installed.
pub(crate) fn imapfilter(servers: &Servers, user: &str, dir: &Path, matching: &str) -> Option<Duration> {
    let config = dir.join("imapfilter.lua");
    let (port, password) = (servers.imap_port, &servers.password);
    let text = format!(
        "options.timeout = 300\noptions.certificates = false\noptions.starttls = false\noptions.create = true\n\
         account = IMAP {{ server = '127.0.0.1', port = {port}, username = '{user}@{DOMAIN}', password = '{password}' }}\n\
         found = account.INBOX:{matching}('eferr')\nfound:move_messages(account['DONE'])\n"
    );
    std::fs::write(&config, text).unwrap();
    let begun = Instant::now();
    let run = Command::new("imapfilter").env("HOME", dir).arg("-c").arg(&config).output().ok()?;
    let took = begun.elapsed();
    assert!(run.status.success(), "imapfilter: {}", String::from_utf8_lossy(&run.stderr));
    Some(took)
}

/// The crate's own connection fetches and moves, and does nothing else.
pub(crate) async fn bare(servers: &Servers, user: &str) -> Duration {
    let mut connection = servers.open(user).await;
    let (inbox, done) = (FolderName::from("INBOX"), FolderName::from("DONE"));
    connection.create(&done).await.unwrap();
    let begun = Instant::now();
    connection.select(&inbox).await.unwrap();
    for some in connection.uids().await.unwrap().chunks(AT_ONCE) {
        assert_eq!(connection.fetch(some).await.unwrap().len(), some.len());
        assert_eq!(connection.move_to(some, &done).await.unwrap().pairs.len(), some.len());
    }
    let took = begun.elapsed();
    connection.logout().await;
    took
}

/// How many mails a folder holds.
pub(crate) async fn held(servers: &Servers, user: &str, folder: &str) -> usize {
    let mut connection = servers.open(user).await;
    let exists = connection.select(&FolderName::from(folder)).await.unwrap().exists;
    connection.logout().await;
    usize::try_from(exists).unwrap()
}
