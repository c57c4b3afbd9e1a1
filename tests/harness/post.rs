//! The post: mails that people write, by SMTP, and what lies in their mailboxes.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use frontdoor::mailer::smtp::{Limits, Outgoing, SendOutcome, Submission};
use mail_parser::{HeaderValue, MessageParser, MimeHeaders as _, PartType};

use super::town::{ROOT, Town};

/// A message in somebody's mailbox.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// Whose mailbox: `sam.okoro` of the staff, `isaac@nspcc.test` outside.
    pub(crate) who: String,
    /// The template that it was made of; empty for what the daemon did not send.
    pub(crate) template: String,
    /// The request, where it is about one.
    pub(crate) scope: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    pub(crate) reply_to: String,
    pub(crate) message_id: String,
    pub(crate) priority: bool,
    /// Attached mails, as they are.
    pub(crate) attached: Vec<Vec<u8>>,
    pub(crate) bytes: Vec<u8>,
}

/// A mail of the samples, with the line ends of SMTP.
pub(crate) fn sample(name: &str) -> Vec<u8> {
    crlf(&fs::read(format!("{ROOT}/tests/samples/mail/{name}")).unwrap())
}

pub(crate) fn crlf(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() + 2_000);
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let bare = line.strip_suffix(b"\n").unwrap_or(line);
        bytes.extend_from_slice(bare.strip_suffix(b"\r").unwrap_or(bare));
        bytes.extend_from_slice(b"\r\n");
    }
    bytes
}

impl Town {
    /// A sample as it comes to this town: to its front door, from a sender who is this town's own.
    pub(crate) fn localised(&self, bytes: &[u8]) -> Vec<u8> {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(bytes.len());
        let header = String::from_utf8_lossy(&bytes[..end]).replace("trust.test", &self.domain);
        let header: Vec<String> = header.split("\r\n").map(|line| self.with_own_sender(line)).collect();
        let mut all = header.join("\r\n").into_bytes();
        all.extend_from_slice(&bytes[end..]);
        all
    }

    fn with_own_sender(&self, line: &str) -> String {
        let theirs = line.to_ascii_lowercase().starts_with("from:") && !line.contains(&self.domain);
        if theirs { line.replacen('@', &format!(".{}@", self.tag), 1) } else { line.to_owned() }
    }

    /// A sample comes in.
    pub(crate) async fn arrives(&self, name: &str) {
        self.brought(&sample(name)).await;
    }

    /// A sample comes in, and lies there before the next one does.
    pub(crate) async fn arrives_in_turn(&self, name: &str) {
        let queued_as = self.brought(&sample(name)).await;
        self.lies_there(&queued_as).await;
    }

    /// Waits until a mail lies at the front door, and has the server give it its UID before any that comes after it:
    /// of files that it finds at once it sorts the names, in which a second's fractions are not padded.
    pub(crate) async fn lies_there(&self, queued_as: &str) {
        self.until("a mail at the door", async || self.lies_at_the_door(queued_as).then_some(())).await;
        let mut mailbox = self.mailbox().await;
        mailbox.select(&"INBOX".into()).await.unwrap();
        mailbox.logout().await;
    }

    /// Whether a mail lies in some folder of the front door, known by the server's number in its trace headers: to count
    /// files would be wrong while the daemon moves some.
    fn lies_at_the_door(&self, queued_as: &str) -> bool {
        let mut folders = vec![self.servers.mail_root().join(&self.domain).join("cass/Maildir")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if (folder.ends_with("new") || folder.ends_with("cur"))
                    && fs::read(&path).is_ok_and(|bytes| header(&bytes).contains(queued_as))
                {
                    return true;
                }
            }
        }
        false
    }

    /// A mail comes in, made this town's own.
    pub(crate) async fn brought(&self, bytes: &[u8]) -> String {
        let bytes = self.localised(bytes);
        let from = sender(&bytes);
        self.submit(&from, &self.door(), &bytes).await
    }

    /// A mail is handed to the server, and counted when it is for the front door; the answer is the server's number.
    pub(crate) async fn submit(&self, from: &str, to: &str, bytes: &[u8]) -> String {
        let mut submission = Submission::new(self.servers.smtp(), Limits::default());
        let outgoing = Outgoing { from: Some(from).filter(|f| !f.is_empty()), to: &[to.to_owned()], bytes };
        let outcome = submission.send(outgoing, async { Ok::<(), std::io::Error>(()) }).await;
        let SendOutcome::Accepted { reply, .. } = outcome else { panic!("the server takes it: {outcome:?}") };
        submission.close().await;
        if to.starts_with("cass") && to.ends_with(&self.domain) {
            self.delivered.fetch_add(1, Ordering::Relaxed);
        }
        // "2.0.0 Ok: queued as 4dLk2x0Wz6z1"
        reply.text.rsplit(' ').next().unwrap_or_default().to_owned()
    }

    /// Somebody of the staff answers, on a telephone: the words, its own line, and all of the letter quoted.
    pub(crate) async fn answers(&self, who: &str, letter: &Letter, words: &str) -> String {
        self.answers_to(who, letter, words, &letter.reply_to).await
    }

    /// The same to another address.
    pub(crate) async fn answers_to(&self, who: &str, letter: &Letter, words: &str, to: &str) -> String {
        let quoted: Vec<String> = letter.text.lines().map(|line| format!("> {line}")).collect();
        let body = format!(
            "{words}\r\n\r\nSent from my iPhone\r\n\r\n> On 23 Nov 2026, at 10:20, Children's Advice and Support \
             Service <{}> wrote:\r\n> \r\n{}\r\n",
            self.door(),
            quoted.join("\r\n")
        );
        let extra = format!("In-Reply-To: <{0}>\r\nReferences: <{0}>\r\n", letter.message_id);
        self.writes(&self.staff(who), to, &format!("Re: {}", letter.subject), &extra, &body).await
    }

    /// An address of the staff.
    pub(crate) fn staff(&self, who: &str) -> String {
        format!("{who}@{}", self.domain)
    }

    /// Somebody writes.
    pub(crate) async fn writes(&self, from: &str, to: &str, subject: &str, extra: &str, body: &str) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let mail = format!(
            "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Mon, 23 Nov 2026 10:30:00 +0000\r\n\
             Message-ID: <m{number}.{}@people.test>\r\n{extra}MIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}",
            self.tag
        );
        self.submit(from, to, mail.as_bytes()).await
    }

    /// The mailboxes of the staff and of the outsiders of this town: (whose, where).
    fn letterboxes(&self) -> Vec<(String, PathBuf)> {
        let mut boxes = vec![];
        let own_suffix = format!(".{}", self.tag);
        for domain in fs::read_dir(self.servers.mail_root()).into_iter().flatten().flatten() {
            let domain_name = domain.file_name().into_string().unwrap();
            let own = domain_name == self.domain;
            for user in fs::read_dir(domain.path()).into_iter().flatten().flatten() {
                let name = user.file_name().into_string().unwrap();
                if own && name != "cass" {
                    boxes.push((name, user.path()));
                } else if let Some(outsider) = name.strip_suffix(&own_suffix) {
                    boxes.push((format!("{outsider}@{domain_name}"), user.path()));
                }
            }
        }
        boxes.sort();
        boxes
    }

    fn letter_files(&self) -> Vec<(String, PathBuf)> {
        let mut files = vec![];
        for (who, path) in self.letterboxes() {
            for part in ["Maildir/new", "Maildir/cur"] {
                let here = fs::read_dir(path.join(part)).into_iter().flatten().flatten();
                files.extend(here.map(|entry| (who.clone(), entry.path())));
            }
        }
        files.sort();
        files
    }

    /// How many letters lie in all mailboxes of the town but the front door's.
    pub(crate) fn letters_lying(&self) -> usize {
        self.letter_files().len()
    }

    /// All letters in all mailboxes of the town but the front door's.
    pub(crate) async fn letters(&self) -> Vec<Letter> {
        let journal = self.record().journal().await;
        let files = self.letter_files().into_iter();
        let mut letters: Vec<Letter> =
            files.filter_map(|(who, path)| Some(Letter::read(who, &fs::read(path).ok()?))).collect();
        for letter in &mut letters {
            let found =
                journal.iter().find(|row| row.message_id.as_deref().is_some_and(|id| bare(id) == letter.message_id));
            if let Some(row) = found {
                letter.template = row.template.clone().unwrap_or_default();
                letter.scope.clone_from(&row.scope);
            }
        }
        letters
    }

    /// The letters in one mailbox that were made of one template; waits until there are so many.
    pub(crate) async fn letters_to(&self, who: &str, template: &str, count: usize) -> Vec<Letter> {
        self.until(&format!("{count} {template} to {who}"), async || {
            let mut all = self.letters().await;
            all.retain(|letter| letter.who == who && letter.template == template);
            (all.len() >= count).then_some(all)
        })
        .await
    }

    /// The one letter of that template there.
    pub(crate) async fn letter_to(&self, who: &str, template: &str) -> Letter {
        let mut all = self.letters_to(who, template, 1).await;
        assert_eq!(all.len(), 1, "one {template} to {who}");
        all.remove(0)
    }

    /// All letters there are, "who: template", sorted: what is not expected fails.
    pub(crate) async fn expect_letters(&self, expected: &[&str]) {
        self.settled().await;
        let mut all: Vec<String> =
            self.letters().await.iter().map(|letter| format!("{}: {}", letter.who, letter.template)).collect();
        all.sort();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        let missing: Vec<_> = difference(&expected, &all);
        let extra: Vec<_> = difference(&all, &expected);
        assert!(
            missing.is_empty() && extra.is_empty(),
            "{}: missing {missing:?}, extra {extra:?}\n{}",
            self.tag,
            self.tail()
        );
    }
}

/// What is in the first and not in the second, counted.
pub(crate) fn difference(one: &[String], other: &[String]) -> Vec<String> {
    let mut rest = other.to_vec();
    let mut only = vec![];
    for item in one {
        match rest.iter().position(|r| r == item) {
            Some(at) => drop(rest.remove(at)),
            None => only.push(item.clone()),
        }
    }
    only
}

/// The address in From.
pub(crate) fn sender(bytes: &[u8]) -> String {
    let mail = MessageParser::default().parse(bytes).unwrap();
    mail.from().and_then(|a| a.first()).and_then(|a| a.address()).unwrap_or_default().to_owned()
}

fn header(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    let end = bytes.windows(2).position(|w| w == b"\n\n" || w == b"\n\r").unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end])
}

fn bare(id: &str) -> &str {
    id.trim_matches(['<', '>'])
}

impl Letter {
    /// Reads a letter.
    pub(crate) fn read(who: String, bytes: &[u8]) -> Self {
        let mail = MessageParser::default().parse(bytes).expect("a letter can be read");
        let reply_to = mail.reply_to().or_else(|| mail.from());
        let attached = mail.attachments().filter(|part| part.is_content_type("message", "rfc822"));
        let attached: Vec<Vec<u8>> = attached
            .map(|part| {
                if let PartType::Message(inner) = &part.body {
                    inner.raw_message.to_vec()
                } else {
                    part.contents().to_vec()
                }
            })
            .collect();
        let header = |name: &str| matches!(mail.header(name), Some(HeaderValue::Text(_) | HeaderValue::Address(_)));
        Self {
            who,
            template: String::new(),
            scope: String::new(),
            subject: mail.subject().unwrap_or_default().to_owned(),
            text: mail.body_text(0).unwrap_or_default().into_owned(),
            html: mail.body_html(0).unwrap_or_default().into_owned(),
            reply_to: reply_to.and_then(|a| a.first()).and_then(|a| a.address()).unwrap_or_default().to_owned(),
            message_id: mail.message_id().unwrap_or_default().to_owned(),
            priority: header("Importance") || header("X-Priority"),
            attached,
            bytes: bytes.to_vec(),
        }
    }
}
