//! What the IMAP room alone can do: 5,000 small mails in INBOX, fetched and moved 100 at a time by one connection, to a
//! private Dovecot. It is the ceiling that the whole daemon is measured against.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a bench may fail loudly")]
#![allow(clippy::disallowed_methods, reason = "a bench reads the machine's clock")]
#![allow(dead_code, reason = "the tests use the rest of the harness")]

use std::time::Instant;

use frontdoor::domain::FolderName;
use frontdoor::imap::{Connection, Limits};

#[path = "../tests/harness/servers.rs"]
mod servers;

const MAILS: usize = 5000;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(run());
}

async fn run() {
    let servers = servers::Servers::start("bench", &[]);
    for at_once in [100, 500, 1] {
        let count = if at_once == 1 { 500 } else { MAILS };
        let name = servers::user("drain");
        servers.fill(&name, count, mail);
        let mut connection = Connection::open(&servers.account(&name), &Limits::default()).await.unwrap();
        let (inbox, done) = (FolderName::from("INBOX"), FolderName::from("DONE"));
        connection.create(&done).await.unwrap();
        connection.select(&inbox).await.unwrap();
        let begun = Instant::now();
        let uids = connection.uids().await.unwrap();
        let (mut bytes, mut moved, mut fetching) = (0, 0, 0.0);
        for some in uids.chunks(at_once) {
            let start = Instant::now();
            let messages = connection.fetch(some).await.unwrap();
            fetching += start.elapsed().as_secs_f64();
            assert_eq!(messages.len(), some.len());
            bytes += messages.iter().map(|message| message.bytes.len()).sum::<usize>();
            moved += connection.move_to(some, &done).await.unwrap().pairs.len();
        }
        let seconds = begun.elapsed().as_secs_f64();
        assert_eq!(moved, count);
        #[allow(clippy::cast_precision_loss, reason = "printed, not counted on")]
        let rate = count as f64 / seconds;
        println!(
            "{at_once:>4} at a time: {rate:>6.0} mails/s ({count} mails, {bytes} bytes, {seconds:.2} s, of it fetching {fetching:.2} s)"
        );
        connection.logout().await;
    }
}

/// A mail of the usual size of a text-only referral.
fn mail(number: usize) -> Vec<u8> {
    let line = "We are worried about a child who was seen at school this morning without a coat.\r\n";
    format!(
        "From: School {number} <office{number}@school.example>\r\nTo: front.door@trust.test\r\n\
         Date: Tue, 7 Jul 2026 10:00:00 +0100\r\nMessage-ID: <{number}@school.example>\r\n\
         Subject: Request for support {number}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}",
        line.repeat(20)
    )
    .replace("\r\n", "\n")
    .into_bytes()
}
