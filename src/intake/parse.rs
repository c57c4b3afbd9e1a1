//! Bytes to [`Parsed`]. The only file that knows the MIME parser, so that another can take its place.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Utc};
use mail_parser::{Address as MailAddress, MessageParser, MessagePart, MimeHeaders, PartType};

use super::document::Document;
use super::extract::{read_html, read_plain};
use super::headers::Headers;
use crate::domain::{Address, Envelope, Problem};

/// Most bytes of text that are read of one body.
const MOST_TEXT: usize = 1 << 20;
/// Most addresses, and most attachments, that are kept.
const MOST_ADDRESSES: usize = 1_000;
const MOST_ATTACHMENTS: usize = 100;
/// Inline pictures up to this size are logos and signatures.
const LARGEST_DECORATION: usize = 100 << 10;

/// A mail in its parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// What the header says.
    pub envelope: Envelope,
    /// The plain text body.
    pub text: String,
    /// The HTML body.
    pub html: String,
    /// The attachments, attached mails among them.
    pub attachments: Vec<Attachment>,
    /// What could not be taken apart.
    pub problems: Vec<Problem>,
    /// The content type of the whole, lower-case (`multipart/report`).
    pub content_type: String,
}

/// An attachment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attachment {
    /// The sender's file name: shown, never used as a path.
    pub name: String,
    /// The declared media type, lower-case.
    pub media_type: String,
    /// The bytes, decoded.
    pub bytes: Vec<u8>,
    /// It stands in the text and not beside it.
    pub inline: bool,
}

impl Attachment {
    /// Whether it is a machine's report of what became of a mail.
    #[must_use]
    pub fn is_receipt(&self) -> bool {
        self.media_type.starts_with("message/delivery-status")
            || self.media_type.starts_with("message/disposition-notification")
    }

    /// Whether it carries nothing to read: logos in the text, signatures, calendar and visiting cards.
    #[must_use]
    pub fn is_decoration(&self) -> bool {
        let small_picture =
            self.media_type.starts_with("image/") && self.inline && self.bytes.len() <= LARGEST_DECORATION;
        let beside = [
            "application/pkcs7-signature",
            "application/x-pkcs7-signature",
            "application/pgp-signature",
            "text/calendar",
            "text/vcard",
            "text/x-vcard",
        ];
        small_picture
            || beside.contains(&self.media_type.as_str())
            || self.is_receipt()
            || self.media_type == "text/rfc822-headers"
    }
}

impl Parsed {
    /// The body as a document: the plain text, and the HTML too where it says more than a stub such as
    /// "Please see below."
    #[must_use]
    pub fn document(&self) -> Document {
        let plain = read_plain(&self.text);
        if self.html.is_empty() {
            return plain;
        }
        let html = read_html(&self.html);
        if plain.is_empty() {
            return html;
        }
        if says_more(&html, &self.text) {
            let mut both = plain;
            both.append(html);
            return both;
        }
        plain
    }

    /// The HTML body as a document; empty without one.
    #[must_use]
    pub fn html_document(&self) -> Document {
        read_html(&self.html)
    }
}

/// Whether the HTML has words that the plain text lacks: more than a fifth of them and more than ten.
fn says_more(html: &Document, plain: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 1).map(str::to_lowercase).collect()
    };
    let known: std::collections::BTreeSet<String> = words(plain).into_iter().collect();
    let all = words(&html.text());
    let new = all.iter().filter(|w| !known.contains(*w)).count();
    new > 10 && new * 5 > all.len()
}

/// Takes a mail apart. Any bytes give a result: what cannot be read is named in its problems (I7).
/// `authserv_id` is our own server's, whose topmost Authentication-Results are believed.
#[must_use]
pub fn parse(raw: &[u8], authserv_id: &str) -> Parsed {
    // Mail of old Macintoshes, whose lines end in a carriage return alone.
    let converted: Vec<u8>;
    let raw = if raw.contains(&b'\r') && !raw.contains(&b'\n') {
        converted = raw.iter().map(|b| if *b == b'\r' { b'\n' } else { *b }).collect();
        &converted
    } else {
        raw
    };
    let whole = || Problem::Broken("the mail".to_owned());
    let mut parsed =
        catch_unwind(AssertUnwindSafe(|| take_apart(raw, authserv_id))).ok().flatten().unwrap_or_else(|| {
            // Without a header that can be read, what there is of text is still shown to a person.
            Parsed {
                text: bounded(&String::from_utf8_lossy(raw.get(..raw.len().min(MOST_TEXT)).unwrap_or_default())),
                problems: vec![whole()],
                ..Parsed::default()
            }
        });
    let nothing = parsed.text.trim().is_empty() && parsed.html.trim().is_empty() && parsed.attachments.is_empty();
    if nothing && !raw.iter().all(u8::is_ascii_whitespace) && !parsed.problems.contains(&whole()) {
        parsed.problems.push(whole());
    }
    parsed
}

/// The Message-ID alone, without brackets; `None` when it is missing or empty. For joining later mail, never an
/// identity.
#[must_use]
pub fn message_id(raw: &[u8]) -> Option<String> {
    catch_unwind(|| {
        let message = MessageParser::default().parse_headers(raw)?;
        message.message_id().map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned)
    })
    .ok()
    .flatten()
}

fn take_apart(raw: &[u8], authserv_id: &str) -> Option<Parsed> {
    let message = MessageParser::default().parse(raw)?;
    let headers = Headers::new(message.headers_raw());
    let mut parsed = Parsed {
        envelope: envelope(&message, &headers, authserv_id),
        content_type: message
            .content_type()
            .map(|c| format!("{}/{}", c.ctype(), c.subtype().unwrap_or_default()).to_lowercase())
            .unwrap_or_default(),
        ..Parsed::default()
    };
    let mut bodies: Vec<u32> = message.text_body.iter().chain(&message.html_body).copied().collect();
    bodies.sort_unstable();
    bodies.dedup();
    for id in bodies {
        match message.part(id).map(|part| &part.body) {
            Some(PartType::Text(text)) => add(&mut parsed.text, text),
            Some(PartType::Html(html)) => add(&mut parsed.html, html),
            // A picture in the text is an attachment too, below.
            Some(PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Message(_) | PartType::Multipart(_))
            | None => {}
        }
    }
    for id in message.attachments.iter().take(MOST_ATTACHMENTS) {
        if let Some(part) = message.part(*id) {
            parsed.attachments.push(attachment(part));
        }
    }
    if message.attachments.len() > MOST_ATTACHMENTS {
        parsed.problems.push(Problem::Broken(format!("attachments beyond the first {MOST_ATTACHMENTS}")));
    }
    if boundary_inside_text(raw, &message.parts) {
        parsed.problems.push(Problem::Broken("the mail".to_owned()));
    }
    Some(parsed)
}

fn add(body: &mut String, part: &str) {
    if body.len() >= MOST_TEXT {
        return;
    }
    if !body.is_empty() {
        body.push_str("\n\n");
    }
    body.push_str(&bounded(part));
}

/// The text up to the limit, without carriage returns and NULs.
fn bounded(text: &str) -> String {
    let mut end = text.len().min(MOST_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().replace("\r\n", "\n").replace('\r', "\n").replace('\0', "")
}

fn attachment(part: &MessagePart<'_>) -> Attachment {
    let (media_type, bytes) = match &part.body {
        PartType::Message(inner) => ("message/rfc822".to_owned(), inner.raw_message().to_vec()),
        PartType::Text(_)
        | PartType::Html(_)
        | PartType::Binary(_)
        | PartType::InlineBinary(_)
        | PartType::Multipart(_) => {
            let declared = part.content_type().map_or_else(
                || "text/plain".to_owned(),
                |c| format!("{}/{}", c.ctype(), c.subtype().unwrap_or_default()).to_lowercase(),
            );
            (declared, part.contents().to_vec())
        }
    };
    let inline = part.content_disposition().is_some_and(mail_parser::ContentType::is_inline)
        || (part.content_id().is_some() && part.content_disposition().is_none_or(|d| !d.is_attachment()));
    Attachment { name: part.attachment_name().unwrap_or_default().to_owned(), media_type, bytes, inline }
}

/// Whether a boundary stands in the middle of a line: the parser cuts the text there, so that what
/// follows is lost to it.
fn boundary_inside_text(raw: &[u8], parts: &[MessagePart<'_>]) -> bool {
    parts
        .iter()
        .filter_map(|part| part.content_type()?.attribute("boundary"))
        .filter(|boundary| boundary.len() >= 4)
        .take(20)
        .any(|boundary| {
            let mark = format!("--{boundary}");
            let mut from = 0;
            while let Some(at) = raw.get(from..).and_then(|rest| find(rest, mark.as_bytes())) {
                let start = from + at;
                if start > 0 && !matches!(raw.get(start - 1), Some(b'\n' | b'\r')) {
                    return true;
                }
                from = start + mark.len();
            }
            false
        })
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|w| w == wanted)
}

fn envelope(message: &mail_parser::Message<'_>, headers: &Headers, authserv_id: &str) -> Envelope {
    let from = message.from().and_then(first).or_else(|| message.sender().and_then(first)).unwrap_or_default();
    let reply_to = message.reply_to().and_then(first).map(|a| a.email).filter(|e| !e.is_empty() && *e != from.email);
    let mut to: Vec<String> = message
        .to()
        .into_iter()
        .flat_map(|list| list.iter())
        .filter_map(|a| a.address.as_deref())
        .take(MOST_ADDRESSES)
        .map(|a| a.trim().to_lowercase())
        .collect();
    to.extend(headers.delivered_to());
    to.retain(|address| !address.is_empty());
    let mut seen = std::collections::BTreeSet::new();
    to.retain(|address| seen.insert(address.clone()));
    Envelope {
        to,
        reply_to,
        subject: one_line(message.subject().unwrap_or_default()),
        message_id: message
            .message_id()
            .map(|id| id.trim().trim_matches(['<', '>']).to_owned())
            .filter(|id| !id.is_empty()),
        references: headers.references(),
        date: message
            .date()
            .filter(|d| d.is_valid())
            .and_then(|d| DateTime::<Utc>::from_timestamp(d.to_timestamp(), 0)),
        automatic: headers.automatic(),
        dmarc_pass: headers.dmarc_pass(authserv_id),
        marked_urgent: headers.marked_urgent(),
        from,
    }
}

fn first(list: &MailAddress<'_>) -> Option<Address> {
    list.first().map(|address| Address {
        name: one_line(address.name.as_deref().unwrap_or_default()),
        email: address.address.as_deref().unwrap_or_default().trim().to_lowercase(),
    })
}

/// Without line feeds and control characters; at most 1,000 characters.
fn one_line(text: &str) -> String {
    let line: String = text.chars().take(1_000).map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
