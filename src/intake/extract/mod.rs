//! Attachment bytes to a [`Document`]. Pure, and run in a child process: the parsers of strangers'
//! files may panic, recurse and swell, so nothing here is trusted to end well.

mod archive;
mod attached_mail;
mod code_pages;
mod compound;
mod compressed_rtf;
mod flow;
mod form_field;
mod html;
mod open_document;
mod outlook;
mod outlook_message;
mod parcel;
mod pdf;
mod pdf_columns;
mod pdf_form;
mod pdf_layout;
mod plain;
mod rtf;
mod rtf_tokens;
mod spreadsheet;
mod winmail;
mod word;
mod word_97;
mod word_97_properties;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use serde::{Deserialize, Serialize};

use super::document::Document;
use super::portal;
use crate::domain::{Lock, Problem};
use parcel::Allowance;

pub(crate) use html::read as read_html;
pub(crate) use plain::read as read_plain;

/// Largest attachment that is read, in bytes.
pub const LARGEST: usize = 64 << 20;

/// What came of reading an attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Extracted {
    /// It was read.
    Text(Document),
    /// A kind of file that is not read here.
    Unsupported,
    /// Locked, and by what (I7).
    Protected(Lock),
    /// A picture, or pages without text (I7).
    Scanned,
    /// Reading failed; why, without any of the content.
    Failed(String),
}

/// What a file is, by its bytes where they tell, else by its declared type and name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileKind {
    Pdf,
    Zip,
    CompoundFile,
    Rtf,
    Winmail,
    Html,
    Mail,
    Text,
    Image,
    Encrypted,
    RightsManaged,
    Other,
}

/// Reads an attachment. `name` and `media_type` are the sender's and only break ties.
#[must_use]
pub fn extract(name: &str, media_type: &str, bytes: &[u8]) -> Extracted {
    extract_within(name, media_type, bytes, &mut Allowance::default())
}

/// Reads a file that may lie in another, which bounds how much is read of it.
fn extract_within(name: &str, media_type: &str, bytes: &[u8], allowance: &mut Allowance) -> Extracted {
    if bytes.len() > LARGEST {
        return Extracted::Failed("it is too large".to_owned());
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Extracted::Failed("it is empty".to_owned());
    }
    match kind(name, media_type, bytes) {
        FileKind::Pdf => pdf::read(bytes),
        FileKind::Zip => archive::read(bytes, allowance),
        FileKind::CompoundFile => compound::read(bytes, allowance),
        FileKind::Encrypted => Extracted::Protected(Lock::Encryption),
        FileKind::RightsManaged => Extracted::Protected(Lock::Rights),
        FileKind::Html => page(&decode(bytes)),
        FileKind::Mail => attached_mail::read(bytes, allowance),
        FileKind::Text => text_or_scanned(plain::read(&decode(bytes))),
        FileKind::Image => Extracted::Scanned,
        FileKind::Rtf => rtf::read(bytes),
        FileKind::Winmail => winmail::read(bytes, allowance),
        FileKind::Other => Extracted::Unsupported,
    }
}

/// Reads a page; the wrapper of a secure-mail service is named as such.
fn page(html: &str) -> Extracted {
    let mut document = html::read(html);
    match portal::service(html) {
        Some(service) if portal::is_thin(&document.text()) => {
            document.unread.push(Problem::protected("the message", Lock::Portal(service.to_owned())));
        }
        // Its words are made by a program that only a browser runs.
        _ if document.is_empty() && html.to_ascii_lowercase().contains("<script") => {
            document.unread.push(Problem::Unsupported("a page that only a browser shows".to_owned()));
        }
        _ => return text_or_scanned(document),
    }
    Extracted::Text(document)
}

fn text_or_scanned(document: Document) -> Extracted {
    if document.is_empty() { Extracted::Scanned } else { Extracted::Text(document) }
}

fn kind(name: &str, media_type: &str, bytes: &[u8]) -> FileKind {
    let head = bytes.get(..1024.min(bytes.len())).unwrap_or_default();
    let begins = |magic: &[u8]| head.starts_with(magic);
    let media_type = media_type.to_lowercase();
    let name = name.to_lowercase();
    let ends = |suffixes: &[&str]| suffixes.iter().any(|s| name.ends_with(s));
    let mail = matches!(media_type.as_str(), "message/rfc822" | "message/global") || ends(&[".eml"]);
    // Mails that were only signed, and pages that Word saved whole, have a header of their own and no sender.
    let header = [b"content-type:".as_slice(), b"mime-version:"];
    let header = header.iter().any(|begin| head.get(..begin.len()).is_some_and(|h| h.eq_ignore_ascii_case(begin)));
    let wrapped = header && ends(&[".p7m", ".mht", ".mhtml", ".doc"]);
    // A mail may hold the beginning of another kind of file.
    if looks_like_text(head) && (wrapped || (mail && head.first().is_some_and(u8::is_ascii_alphabetic))) {
        return FileKind::Mail;
    }
    // Programs put rubbish before the header of a PDF, and readers forgive it.
    if head.windows(5).any(|w| w == b"%PDF-") {
        return FileKind::Pdf;
    }
    if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") {
        return FileKind::Zip;
    }
    if begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return FileKind::CompoundFile;
    }
    if begins(b"{\\rtf") {
        return FileKind::Rtf;
    }
    if begins(winmail::MAGIC) {
        return FileKind::Winmail;
    }
    let image: [&[u8]; 7] = [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM", b"\0\0\0\x18ftyphei"];
    if image.iter().any(|magic| begins(magic)) || head.get(8..12) == Some(b"WEBP") {
        return FileKind::Image;
    }
    if media_type.contains("rpmsg") || ends(&[".rpmsg"]) {
        return FileKind::RightsManaged;
    }
    if media_type.contains("pkcs7-mime") || ends(&[".p7m", ".pgp", ".gpg"]) {
        return FileKind::Encrypted;
    }
    if media_type.starts_with("image/") {
        return FileKind::Image;
    }
    if mail {
        return FileKind::Mail;
    }
    if looks_like_text(head) {
        let lower = String::from_utf8_lossy(head).to_lowercase();
        if lower.contains("<html")
            || lower.contains("<!doctype html")
            || media_type == "text/html"
            || ends(&[".html", ".htm"])
        {
            return FileKind::Html;
        }
        if media_type.starts_with("text/") || ends(&[".txt", ".csv", ".text", ".md"]) {
            return FileKind::Text;
        }
    }
    FileKind::Other
}

fn looks_like_text(head: &[u8]) -> bool {
    let utf16 = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
    let control = head.iter().filter(|b| **b < 9 || (**b > 13 && **b < 32 && **b != 27)).count();
    utf16 || control * 50 <= head.len()
}

/// Text in UTF-8, UTF-16 with its mark, or else Windows-1252, which is what is meant in practice.
fn decode(bytes: &[u8]) -> String {
    if let Some((utf16, _)) = Encoding::for_bom(bytes).filter(|(encoding, _)| *encoding != UTF_8) {
        return utf16.decode_with_bom_removal(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// A character of Windows-1252.
pub(crate) fn windows_1252(byte: u8) -> char {
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.chars().next().unwrap_or('\u{fffd}')
}

#[cfg(test)]
mod tests;
