//! The front door's mailbox as its people see and use it, over IMAP.

use std::collections::BTreeMap;

use frontdoor::domain::FolderName;
use frontdoor::imap::{Connection, Limits};

use super::post::Letter;
use super::town::Town;

/// A mail in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Lying {
    pub(crate) uid: u32,
    pub(crate) subject: String,
    pub(crate) message_id: String,
    /// Sorted, without \Recent and \Seen.
    pub(crate) flags: Vec<String>,
}

impl Town {
    /// A connection to the front door's mailbox.
    pub(crate) async fn mailbox(&self) -> Connection {
        let account = self.servers.account_of(&self.door());
        Connection::open(&account, &Limits::default()).await.expect("the mailbox opens")
    }

    /// Every folder with its mails.
    pub(crate) async fn folders(&self) -> BTreeMap<String, Vec<Lying>> {
        let mut mailbox = self.mailbox().await;
        let mut all = BTreeMap::new();
        for folder in mailbox.list().await.unwrap() {
            all.insert(folder.to_string(), lying(&mut mailbox, &folder).await);
        }
        mailbox.logout().await;
        all
    }

    /// The mails of one folder.
    pub(crate) async fn folder(&self, name: &str) -> Vec<Lying> {
        self.folders().await.remove(name).unwrap_or_default()
    }

    /// Where the mails lie: folder and Message-ID; empty folders are left out.
    pub(crate) async fn map(&self) -> BTreeMap<String, Vec<String>> {
        let folders = self.folders().await.into_iter().filter(|(_, mails)| !mails.is_empty());
        folders
            .map(|(folder, mails)| {
                let mut ids: Vec<String> = mails.into_iter().map(|mail| mail.message_id).collect();
                ids.sort();
                (folder, ids)
            })
            .collect()
    }

    /// How many mails lie in each folder; empty ones are left out.
    pub(crate) async fn expect_folders(&self, expected: &[(&str, usize)]) {
        self.settled().await;
        let lies: BTreeMap<String, usize> = self.map().await.into_iter().map(|(f, ids)| (f, ids.len())).collect();
        let expected: BTreeMap<String, usize> = expected.iter().map(|(f, n)| ((*f).to_owned(), *n)).collect();
        assert_eq!(lies, expected, "{}: mails by folder\n{}", self.tag, self.tail());
    }

    /// Waits until a folder holds a mail with that Message-ID.
    pub(crate) async fn lies_in(&self, folder: &str, message_id: &str) -> Lying {
        self.until(&format!("{message_id} in {folder}"), async || {
            self.folder(folder).await.into_iter().find(|mail| mail.message_id == message_id)
        })
        .await
    }

    /// A person drags a mail.
    pub(crate) async fn drags(&self, message_id: &str, from: &str, to: &str) {
        let mail = self.lies_in(from, message_id).await;
        let mut mailbox = self.mailbox().await;
        mailbox.select(&FolderName::from(from)).await.unwrap();
        let moved = mailbox.move_to(&[mail.uid], &FolderName::from(to)).await.unwrap();
        drop(moved);
        mailbox.logout().await;
    }

    /// A person sets a flag.
    pub(crate) async fn flags(&self, message_id: &str, folder: &str, flag: &str) {
        let mail = self.lies_in(folder, message_id).await;
        let mut mailbox = self.mailbox().await;
        mailbox.select(&FolderName::from(folder)).await.unwrap();
        mailbox.set_flags(&[mail.uid], &[flag.to_owned()], &[]).await.unwrap();
        mailbox.logout().await;
    }

    /// A person takes a flag away.
    pub(crate) async fn unflags(&self, message_id: &str, folder: &str, flag: &str) {
        let mail = self.lies_in(folder, message_id).await;
        let mut mailbox = self.mailbox().await;
        mailbox.select(&FolderName::from(folder)).await.unwrap();
        mailbox.set_flags(&[mail.uid], &[], &[flag.to_owned()]).await.unwrap();
        mailbox.logout().await;
    }

    /// A person deletes a mail.
    pub(crate) async fn deletes(&self, message_id: &str, folder: &str) {
        let mail = self.lies_in(folder, message_id).await;
        let mut mailbox = self.mailbox().await;
        mailbox.select(&FolderName::from(folder)).await.unwrap();
        mailbox.set_flags(&[mail.uid], &["\\Deleted".to_owned()], &[]).await.unwrap();
        mailbox.expunge(&[mail.uid]).await.unwrap();
        mailbox.logout().await;
    }
}

impl Town {
    /// As after a restore from backup: every folder gets another UIDVALIDITY and other UIDs. Nobody may be at work.
    pub(crate) async fn rebuilds(&self) {
        let old = self.validity().await;
        let maildir = self.servers.mail_root().join(&self.domain).join("cass/Maildir");
        for file in files_below(&maildir) {
            if file.file_name().unwrap().to_string_lossy().starts_with("dovecot") {
                std::fs::remove_file(&file).unwrap();
            }
        }
        // A new UIDVALIDITY is at least the second at which the folder is made anew.
        self.until("another second", async || (self.validity().await != old).then_some(())).await;
    }

    async fn validity(&self) -> u32 {
        let mut mailbox = self.mailbox().await;
        mailbox.select(&FolderName::from("REVIEW CONTACTS")).await.unwrap().uid_validity
    }

    /// The daemon looks at the folders so many times more.
    pub(crate) async fn looks(&self, times: usize) {
        for _ in 0..times {
            let before = self.record().looked_at().await;
            self.until("a look", async || (self.record().looked_at().await != before).then_some(())).await;
        }
    }
}

fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = vec![];
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}

/// The mails of a folder.
pub(crate) async fn lying(mailbox: &mut Connection, folder: &FolderName) -> Vec<Lying> {
    mailbox.select(folder).await.unwrap();
    let uids = mailbox.uids().await.unwrap();
    let mut all = vec![];
    for message in mailbox.fetch(&uids).await.unwrap() {
        let letter = Letter::read(String::new(), &message.bytes);
        let mut flags = message.flags;
        flags.retain(|flag| flag != "\\Recent" && flag != "\\Seen");
        flags.sort();
        all.push(Lying { uid: message.uid, subject: letter.subject, message_id: letter.message_id, flags });
    }
    all.sort();
    all
}
