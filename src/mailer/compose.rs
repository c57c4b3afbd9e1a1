//! From a decided message to the exact bytes that are sent.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};
use lettre::message::header::{ContentTransferEncoding, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use thiserror::Error;

use super::cleaning::{body_text, header_line, in_link, message_id};
use super::parts;
use super::templates::{Reader, Rendered, Templates};
use super::view::{Composing, Enclosed};
use crate::domain::{Address, Attach, Context, MailId, Message, TokenFor};

#[cfg(test)]
mod tests;

/// Octets of the local part of an address (RFC 5321); a longer one is refused by servers.
const LONGEST_LOCAL_PART: usize = 64;
/// Headers that only this module writes.
const RESERVED: [&str; 21] = [
    "from",
    "sender",
    "to",
    "cc",
    "bcc",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "content-disposition",
    "auto-submitted",
    "x-auto-response-suppress",
    "x-frontdoor",
    "importance",
    "x-priority",
    "return-path",
];

/// From where a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The mailbox, with the name that is shown.
    pub address: Address,
    /// Whether mail to `local+detail@` reaches it. If not, the token rides in the subject.
    pub plus_addressing: bool,
    /// What stands after the `@` of our Message-IDs.
    pub domain: String,
    /// Mark of this installation, by which it knows its own mail (loops).
    pub instance: String,
    /// Further headers that the council's mail system asks for.
    pub extra_headers: Vec<(String, String)>,
    /// The largest mail, in octets, that is handed over.
    pub max_bytes: usize,
}

/// What would otherwise be asked of the clock and of chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The time.
    pub now: DateTime<Utc>,
    /// Random: makes the Message-ID and the boundaries.
    pub seed: u128,
}

/// A message, frozen.
#[derive(Clone, PartialEq, Eq)]
pub struct Composed {
    /// Its Message-ID, without angle brackets.
    pub message_id: String,
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients, lower-case, each once.
    pub recipients: Vec<String>,
    /// The mail, lines ended by CRLF, not dot-stuffed.
    pub bytes: Vec<u8>,
    /// Its subject.
    pub subject: String,
    /// It must be announced with `BODY=8BITMIME`.
    pub eight_bit: bool,
    /// Originals that were to be attached and are not (too large, or not at hand); the text says where they lie.
    pub not_attached: Vec<MailId>,
}

impl fmt::Debug for Composed {
    /// Sizes only: the rest is personal, and the Message-ID holds a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Composed")
            .field("recipients", &self.recipients.len())
            .field("bytes", &self.bytes.len())
            .field("eight_bit", &self.eight_bit)
            .finish_non_exhaustive()
    }
}

/// Why a message cannot be composed. None of it holds personal data; trying again does not help.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ComposeError {
    /// No folder of that name.
    #[error("there is no template `{0}`")]
    UnknownTemplate(String),
    /// The context is not for the template's reader: staff's words must never reach a letter (L1).
    #[error("the template `{0}` is for another kind of reader than the context")]
    WrongReader(String),
    /// The context could not be read out.
    #[error("the context could not be read out")]
    Context(#[source] serde_json::Error),
    /// The template failed.
    #[error("the template `{template}` failed")]
    Render {
        /// Which.
        template: String,
        /// Why.
        source: minijinja::Error,
    },
    /// Nobody to send to.
    #[error("it has no recipient")]
    NoRecipient,
    /// A recipient's address is none.
    #[error("recipient {0} has no usable address")]
    BadRecipient(usize),
    /// A letter goes to exactly one reader.
    #[error("a letter to a referrer has exactly one recipient, and this one has {0}")]
    LetterRecipients(usize),
    /// A letter takes nothing with it, neither the original nor case notes.
    #[error("a letter to a referrer has no attachments")]
    LetterAttachment,
    /// Tokens are for staff.
    #[error("a letter to a referrer has no token")]
    LetterToken,
    /// The alarm says nothing of a request's content.
    #[error("an alarm has neither attachments nor token")]
    AlarmEnclosure,
    /// Our own address is none.
    #[error("the mailbox's own address or Message-ID domain cannot be used")]
    BadSender,
    /// A configured header cannot be written.
    #[error("the extra header `{0}` cannot be used")]
    Header(String),
    /// Larger than may be handed over, even without the originals.
    #[error("it has {bytes} octets; at most {most} may be sent")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        most: usize,
    },
    /// The mail could not be put together.
    #[error("the mail could not be put together")]
    Build(#[source] lettre::error::Error),
}

/// Composes a message: the bytes depend on the arguments alone.
///
/// `sign` makes a token (`trust::token` with the key). `originals` holds the mails on record that
/// the message asks for; one that is missing or too large is not attached, and the text says in
/// which folder it lies.
///
/// # Errors
/// See [`ComposeError`]; none is helped by trying again.
pub fn compose(
    templates: &Templates,
    message: &Message,
    sender: &Sender,
    sign: &dyn Fn(&TokenFor) -> String,
    stamp: Stamp,
    originals: &BTreeMap<MailId, Vec<u8>>,
) -> Result<Composed, ComposeError> {
    let reader =
        templates.reader(&message.template).ok_or_else(|| ComposeError::UnknownTemplate(message.template.clone()))?;
    check_reader(reader, message)?;
    let token = message.token.as_ref().map(|of| (sign(of), of.reference.to_string()));
    let draft = Draft { templates, message, sender, reader, token, stamp };
    let wanted: BTreeSet<MailId> = message.attach.iter().filter_map(mail_of).collect();
    let missing: Vec<MailId> = wanted.iter().copied().filter(|id| !originals.contains_key(id)).collect();
    let composed = draft.compose(originals, missing)?;
    if composed.bytes.len() <= sender.max_bytes {
        return Ok(composed);
    }
    let composed = draft.compose(&BTreeMap::new(), wanted.into_iter().collect())?;
    let bytes = composed.bytes.len();
    if bytes > sender.max_bytes { Err(ComposeError::TooLarge { bytes, most: sender.max_bytes }) } else { Ok(composed) }
}

/// An outsider's letter has one recipient and takes nothing along; each template has its reader.
fn check_reader(reader: Reader, message: &Message) -> Result<(), ComposeError> {
    if !reader.takes(&message.context) {
        return Err(ComposeError::WrongReader(message.template.clone()));
    }
    match reader {
        Reader::Outsider => {
            let recipients = message.to.len() + message.cc.len();
            if recipients != 1 || message.to.len() != 1 {
                return Err(ComposeError::LetterRecipients(recipients));
            }
            if !message.attach.is_empty() {
                return Err(ComposeError::LetterAttachment);
            }
            if message.token.is_some() {
                return Err(ComposeError::LetterToken);
            }
        }
        Reader::Administrator if message.token.is_some() || !message.attach.is_empty() => {
            return Err(ComposeError::AlarmEnclosure);
        }
        Reader::Administrator | Reader::Staff => {}
    }
    if message.to.is_empty() { Err(ComposeError::NoRecipient) } else { Ok(()) }
}

fn mail_of(attach: &Attach) -> Option<MailId> {
    match attach {
        Attach::Original(id) => Some(*id),
        Attach::CaseNotes(_) => None,
    }
}

struct Draft<'a> {
    templates: &'a Templates,
    message: &'a Message,
    sender: &'a Sender,
    reader: Reader,
    /// The token and the reference as people quote it.
    token: Option<(String, String)>,
    stamp: Stamp,
}

impl Draft<'_> {
    fn compose(
        &self,
        originals: &BTreeMap<MailId, Vec<u8>>,
        not_attached: Vec<MailId>,
    ) -> Result<Composed, ComposeError> {
        let (own_local, own_domain) = self.own_address()?;
        let detail = self.token.as_ref().map(|(token, _)| format!("{own_local}+{token}"));
        let detail = detail.filter(|local| self.sender.plus_addressing && local.len() <= LONGEST_LOCAL_PART);
        let answer_to = format!("{}@{own_domain}", detail.as_deref().unwrap_or(own_local));
        // Without a detail in the address the token must come back in the subject.
        let mark = self.token.as_ref().filter(|_| detail.is_none()).map(|(token, _)| format!(" [{token}]"));
        let mark = mark.unwrap_or_default();
        let answer_link = self.token.as_ref().map(|(_, reference)| {
            let to = in_link(&answer_to).replace("%40", "@");
            format!("mailto:{to}?subject={}&body=", in_link(&format!("Re: {reference}{mark}")))
        });
        let asked_for_original = self.message.attach.iter().any(|a| mail_of(a).is_some());
        let composing = Composing {
            original: match (asked_for_original, not_attached.is_empty()) {
                (false, _) => Enclosed::Nothing,
                (true, true) => Enclosed::Attached,
                (true, false) => Enclosed::InFolder,
            },
            notes: self.message.attach.iter().any(|a| mail_of(a).is_none()),
            answer_link: answer_link.unwrap_or_default(),
        };
        let rendered = self.templates.render(&self.message.template, &self.message.context, &composing)?;
        let subject = format!("{}{mark}", rendered.subject);
        let own_id = self.message_id()?;
        let builder = self.headers(&subject, &own_id, &answer_to)?;
        let (content, eight_bit) = self.content(&rendered, originals);
        let builder = if eight_bit { builder.header(ContentTransferEncoding::EightBit) } else { builder };
        let mail = builder.multipart(content).map_err(ComposeError::Build)?;
        let mut recipients: Vec<String> =
            self.message.to.iter().chain(&self.message.cc).map(|a| a.email.to_lowercase()).collect();
        let mut seen = BTreeSet::new();
        recipients.retain(|one| seen.insert(one.clone()));
        Ok(Composed {
            message_id: own_id,
            from: self.sender.address.email.clone(),
            recipients,
            bytes: mail.formatted(),
            subject,
            eight_bit,
            not_attached,
        })
    }

    fn own_address(&self) -> Result<(&str, &str), ComposeError> {
        let plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() && !"<>@\"".contains(c));
        let (local, domain) = self.sender.address.email.split_once('@').ok_or(ComposeError::BadSender)?;
        if plain(local) && plain(domain) { Ok((local, domain)) } else { Err(ComposeError::BadSender) }
    }

    /// Each message has another one, though a reminder carries the token of its question.
    fn message_id(&self) -> Result<String, ComposeError> {
        let domain = &self.sender.domain;
        if domain.is_empty() || !domain.bytes().all(|b| b.is_ascii_alphanumeric() || b".-".contains(&b)) {
            return Err(ComposeError::BadSender);
        }
        Ok(match &self.token {
            Some((token, _)) => format!("fd.{token}.{:016x}@{domain}", self.stamp.seed >> 64),
            None => format!("fd-{:032x}@{domain}", self.stamp.seed),
        })
    }

    fn headers(
        &self,
        subject: &str,
        own_id: &str,
        answer_to: &str,
    ) -> Result<lettre::message::MessageBuilder, ComposeError> {
        let own_name = header_line(&self.sender.address.name, 80);
        let own = |email: &str| mailbox(&own_name, email).ok_or(ComposeError::BadSender);
        let mut builder = lettre::Message::builder()
            .from(own(&self.sender.address.email)?)
            .reply_to(own(answer_to)?)
            .subject(subject)
            .date(self.stamp.now.into());
        let mut seen = BTreeSet::new();
        for (at, to) in self.message.to.iter().enumerate() {
            let mailbox = self.recipient(at, to)?;
            builder = if seen.insert(to.email.to_lowercase()) { builder.to(mailbox) } else { builder };
        }
        for (at, cc) in self.message.cc.iter().enumerate() {
            let mailbox = self.recipient(self.message.to.len() + at, cc)?;
            builder = if seen.insert(cc.email.to_lowercase()) { builder.cc(mailbox) } else { builder };
        }
        // Message-IDs are put in as they are: folding or encoding one breaks threads.
        let mut raw = vec![("Message-ID", format!("<{own_id}>"))];
        if let Some(answered) = self.message.in_reply_to.as_deref().and_then(message_id) {
            raw.push(("In-Reply-To", answered.clone()));
            raw.push(("References", answered));
        }
        raw.push(("Auto-Submitted", "auto-generated".to_owned()));
        raw.push(("X-Auto-Response-Suppress", "All".to_owned()));
        raw.push(("X-Frontdoor", header_line(&self.sender.instance, 60).replace(|c: char| !c.is_ascii_graphic(), "-")));
        // A letter's subject is neutral; so is its priority.
        if self.message.urgent && self.reader != Reader::Outsider {
            raw.push(("Importance", "High".to_owned()));
            raw.push(("X-Priority", "1 (Highest)".to_owned()));
        }
        for (name, text) in raw {
            let name = HeaderName::new_from_ascii_str(name);
            builder = builder.raw_header(HeaderValue::dangerous_new_pre_encoded(name, text.clone(), text));
        }
        for (name, text) in &self.sender.extra_headers {
            let usable = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !RESERVED.contains(&name.to_ascii_lowercase().as_str());
            let named = HeaderName::new_from_ascii(name.clone()).ok().filter(|_| usable);
            let named = named.ok_or_else(|| ComposeError::Header(header_line(name, 80)))?;
            builder = builder.raw_header(HeaderValue::new(named, header_line(text, 400)));
        }
        Ok(builder)
    }

    fn recipient(&self, at: usize, address: &Address) -> Result<Mailbox, ComposeError> {
        // The name a referrer gave themselves does not stand in a letter's header.
        let name = if self.reader == Reader::Outsider { String::new() } else { header_line(&address.name, 80) };
        mailbox(&name, &address.email).ok_or(ComposeError::BadRecipient(at))
    }

    fn content(&self, rendered: &Rendered, originals: &BTreeMap<MailId, Vec<u8>>) -> (MultiPart, bool) {
        let boundary = format!("fd_{:032x}", self.stamp.seed);
        let words = MultiPart::alternative()
            .boundary(format!("{boundary}_words"))
            .singlepart(SinglePart::plain(rendered.text.clone()))
            .singlepart(SinglePart::html(rendered.html.clone()));
        let enclosed = self.templates.enclosures(&self.message.template);
        if self.message.attach.is_empty() && enclosed.is_empty() {
            return (words, false);
        }
        let mut mixed = MultiPart::mixed().boundary(format!("{boundary}_all")).multipart(words);
        for file in enclosed {
            mixed = mixed.singlepart(parts::file(&file.bytes, &file.name));
        }
        let mut eight_bit = false;
        let found = |attach: &Attach| mail_of(attach).and_then(|id| originals.get(&id));
        let found: Vec<&Vec<u8>> = self.message.attach.iter().filter_map(found).collect();
        for (at, bytes) in found.iter().enumerate() {
            let name = if found.len() > 1 { format!("original-{}.eml", at + 1) } else { "original.eml".to_owned() };
            let original = parts::original(bytes, &name, &boundary);
            eight_bit |= original.eight_bit;
            mixed = mixed.singlepart(original.part);
        }
        for attach in &self.message.attach {
            if let Attach::CaseNotes(notes) = attach {
                mixed = mixed.singlepart(parts::case_notes(&body_text(notes, usize::MAX), &self.notes_name()));
            }
        }
        (mixed, eight_bit)
    }

    /// `case-notes-FD-7KQ2-M4XA.txt`: no name of a person.
    fn notes_name(&self) -> String {
        let reference = match &self.message.context {
            Context::Staff(staff) => staff.reference.as_str(),
            Context::Letter(_) | Context::Alarm(_) => "",
        };
        let reference: String = reference.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(20).collect();
        format!("case-notes-{reference}.txt")
    }
}

fn mailbox(name: &str, email: &str) -> Option<Mailbox> {
    let plain = email.chars().all(|c| c.is_ascii_graphic() && !"<>\"(),:;\\".contains(c));
    let address: lettre::Address = email.parse().ok().filter(|_| plain)?;
    Some(Mailbox::new((!name.is_empty()).then(|| name.to_owned()), address))
}
