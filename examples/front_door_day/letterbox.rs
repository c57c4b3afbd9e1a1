//! A mailbox that is read every so often, and a mail of it as its reader sees it.

use std::sync::Arc;
use std::time::Duration;

use frontdoor::domain::FolderName;
use frontdoor::imap::ImapError;
use mail_parser::{Address, MessageParser, PartType};
use tokio::sync::mpsc;

use crate::Play;

/// What a reader sees of a mail.
#[derive(Debug, Clone, Default)]
pub(crate) struct Letter {
    /// Its Message-ID, without brackets.
    pub(crate) message_id: String,
    /// Its subject.
    pub(crate) subject: String,
    /// Whether the reader stands in To.
    pub(crate) to_me: bool,
    /// The sender's name and address, as one would quote them.
    pub(crate) from: String,
    /// The sender's address.
    pub(crate) from_address: String,
    /// To, as one would quote it.
    pub(crate) to: String,
    /// Where an answer goes.
    pub(crate) reply_to: String,
    /// The Message-ID that it answers.
    pub(crate) in_reply_to: String,
    /// Its text.
    pub(crate) text: String,
    /// The Message-ID of a mail that is attached.
    pub(crate) original: String,
}

impl Letter {
    /// Reads a mail as somebody with that address would.
    pub(crate) fn read(bytes: &[u8], reader: &str) -> Self {
        let Some(mail) = MessageParser::default().parse(bytes) else { return Self::default() };
        let original = mail.attachments().find_map(|part| match &part.body {
            PartType::Message(inner) => inner.message_id().map(str::to_owned),
            PartType::Text(_)
            | PartType::Html(_)
            | PartType::Binary(_)
            | PartType::InlineBinary(_)
            | PartType::Multipart(_) => None,
        });
        Self {
            message_id: mail.message_id().unwrap_or_default().to_owned(),
            subject: mail.subject().unwrap_or_default().to_owned(),
            to_me: mail
                .to()
                .is_some_and(|to| to.iter().any(|one| one.address().is_some_and(|a| a.eq_ignore_ascii_case(reader)))),
            from: shown(mail.from()),
            from_address: address(mail.from()),
            to: shown(mail.to()),
            reply_to: Some(address(mail.reply_to())).filter(|a| !a.is_empty()).unwrap_or_else(|| address(mail.from())),
            in_reply_to: mail
                .in_reply_to()
                .as_text_list()
                .and_then(|ids| ids.first())
                .map(ToString::to_string)
                .unwrap_or_default(),
            text: mail.body_text(0).unwrap_or_default().into_owned(),
            original: original.unwrap_or_default(),
        }
    }
}

fn address(of: Option<&Address<'_>>) -> String {
    of.and_then(Address::first).and_then(|a| a.address()).unwrap_or_default().to_owned()
}

fn shown(of: Option<&Address<'_>>) -> String {
    let one = |a: &mail_parser::Addr<'_>| match (a.name(), a.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (None, Some(address)) => address.to_owned(),
        (_, None) => String::new(),
    };
    of.map(|all| all.iter().map(one).collect::<Vec<_>>().join("; ")).unwrap_or_default()
}

/// Reads a mailbox every so often and hands over what is new.
pub(crate) async fn read(play: Arc<Play>, user: String, every: Duration, new: mpsc::UnboundedSender<Letter>) {
    let mut last = 0;
    loop {
        let _ = read_on(&play, &user, every, &mut last, &new).await;
        tokio::time::sleep(every).await;
    }
}

/// Ends only with an error: the caller opens the mailbox again.
async fn read_on(
    play: &Play,
    user: &str,
    every: Duration,
    last: &mut u32,
    new: &mpsc::UnboundedSender<Letter>,
) -> Result<(), ImapError> {
    let mut mailbox = play.stage.open(user).await?;
    mailbox.select(&FolderName::from("INBOX")).await?;
    loop {
        let mut uids = mailbox.uids().await?;
        uids.retain(|uid| *uid > *last);
        for message in mailbox.fetch(&uids).await? {
            let _ = new.send(Letter::read(&message.bytes, user));
            *last = message.uid;
        }
        tokio::time::sleep(every).await;
    }
}
