//! IMAP against Dovecot, and against scripts.

mod commands;
mod faults;
mod filing;

use chrono::{DateTime, TimeZone, Utc};
use frontdoor::domain::FolderName;
use frontdoor::imap::{Appended, Connection};

/// When the tests' mails were received.
pub(crate) fn received() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 7, 7, 9, 30, 15).unwrap()
}

pub(crate) fn folder(name: &str) -> FolderName {
    FolderName::from(name)
}

/// A small mail.
pub(crate) fn mail(subject: &str) -> Vec<u8> {
    format!("From: a@b.example\r\nTo: c@d.example\r\nSubject: {subject}\r\n\r\nAbout {subject}.\r\n").into_bytes()
}

/// Puts a mail into a folder.
pub(crate) async fn put(connection: &mut Connection, name: &str, bytes: &[u8]) -> Appended {
    let date = Some(received());
    connection.append(&folder(name), &[], date, bytes).await.unwrap().expect("Dovecot says where")
}

/// What lies in a folder: UID, flags without \Recent, bytes.
pub(crate) async fn lies(connection: &mut Connection, name: &str) -> Vec<(u32, Vec<String>, Vec<u8>)> {
    connection.select(&folder(name)).await.unwrap();
    let uids = connection.uids().await.unwrap();
    let mut found: Vec<_> = connection
        .fetch(&uids)
        .await
        .unwrap()
        .into_iter()
        .map(|message| {
            let mut flags = message.flags;
            flags.retain(|flag| flag != "\\Recent");
            flags.sort();
            (message.uid, flags, message.bytes)
        })
        .collect();
    found.sort();
    found
}
