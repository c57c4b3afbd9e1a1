//! `winmail.dat`: how Outlook packs a mail and its attachments for other Outlooks (TNEF).

use super::Extracted;
use super::attached_mail::{ATTACHMENT, NOTHING};
use super::compound::{size_at, u16_at, u32_at};
use super::outlook::{BODY, BYTES, CLASS, DATA, LONG_NAME, Properties, READ, SUBJECT, TEXT, WIDE_TEXT};
use super::parcel::{Allowance, Parcel};
use crate::domain::{Lock, Problem};

/// What the file begins with.
pub(super) const MAGIC: &[u8] = b"\x78\x9f\x3e\x22";
/// Attributes: of the mail, then of the attachment that begins with the first of them.
const OEM_CODE_PAGE: u32 = 0x0006_9007;
const MAIL_SUBJECT: u32 = 0x0001_8004;
const MAIL_BODY: u32 = 0x0002_800c;
const MAIL_CLASS: u32 = 0x0007_8008;
const MAIL_PROPERTIES: u32 = 0x0006_9003;
const NEW_ATTACHMENT: u32 = 0x0006_9002;
const ATTACHMENT_NAME: u32 = 0x0001_8010;
const ATTACHMENT_DATA: u32 = 0x0006_800f;
const ATTACHMENT_PROPERTIES: u32 = 0x0006_9005;
/// The type of a property that holds a file: sixteen bytes say which kind.
const OBJECT: u16 = 0x000d;

/// Reads the file.
pub(super) fn read(bytes: &[u8], allowance: &mut Allowance) -> Extracted {
    let mut parcel = match Parcel::open(allowance, ATTACHMENT) {
        Ok(parcel) => parcel,
        Err(result) => return result,
    };
    let mut code_page = 1252;
    let mut mail = Properties::default();
    let mut attachments: Vec<Properties> = Vec::new();
    // Behind the mark stands a key of two bytes.
    let mut rest = bytes.get(6..).unwrap_or_default();
    while let Some((attribute, data, after)) = attribute(rest) {
        rest = after;
        match attribute {
            OEM_CODE_PAGE => code_page = u32_at(data, 0).unwrap_or(code_page),
            MAIL_SUBJECT => mail.add(SUBJECT, TEXT, data, code_page),
            MAIL_BODY => mail.add(BODY, TEXT, data, code_page),
            MAIL_CLASS => mail.add(CLASS, TEXT, data, code_page),
            MAIL_PROPERTIES => properties(data, &mut mail, code_page),
            NEW_ATTACHMENT => attachments.push(Properties::default()),
            _ => {
                let Some(attachment) = attachments.last_mut() else { continue };
                match attribute {
                    ATTACHMENT_NAME => attachment.add(LONG_NAME, TEXT, data, code_page),
                    ATTACHMENT_DATA => attachment.add(DATA, BYTES, data, code_page),
                    ATTACHMENT_PROPERTIES => properties(data, attachment, code_page),
                    _ => {}
                }
            }
        }
    }
    if !rest.is_empty() {
        parcel.unread(Problem::Broken("its end".to_owned()));
    }
    if mail.is_locked() {
        parcel.close(NOTHING);
        return Extracted::Protected(Lock::Rights);
    }
    parcel.letter(mail.text(SUBJECT), mail.body());
    for attachment in attachments {
        parcel.attachment(&attachment.attachment());
    }
    parcel.close(NOTHING)
}

/// The first attribute with its data, and what follows.
fn attribute(bytes: &[u8]) -> Option<(u32, &[u8], &[u8])> {
    let attribute = u32_at(bytes, 1)?;
    let length = size_at(bytes, 5)?;
    let (data, rest) = bytes.get(9..)?.split_at_checked(length)?;
    // Behind the data stands a sum of two bytes.
    Some((attribute, data, rest.get(2..)?))
}

/// Adds the properties of a list.
fn properties(list: &[u8], to: &mut Properties, code_page: u32) {
    // Before them stands how many there are.
    let mut list = List { rest: list.get(4..).unwrap_or_default() };
    while let Some((number, kind, value)) = list.property() {
        if !READ.contains(&number) {
            continue;
        }
        // A mail in a mail is such a file itself.
        if kind == OBJECT {
            to.add(number, BYTES, value.get(16..).unwrap_or_default(), code_page);
        } else if matches!(kind, TEXT | WIDE_TEXT | BYTES) {
            to.add(number, kind, value, code_page);
        }
    }
}

/// A list of properties.
struct List<'a> {
    rest: &'a [u8],
}

impl<'a> List<'a> {
    /// The next property: its number, its type, its first value.
    fn property(&mut self) -> Option<(u16, u16, &'a [u8])> {
        let (kind, number) = (u16_at(self.rest, 0)?, u16_at(self.rest, 2)?);
        self.take(4)?;
        if number >= 0x8000 {
            // A name: whose it is, then a number or a text.
            self.take(16)?;
            let named_by_number = self.number()? == 0;
            let length = self.number()?;
            if !named_by_number {
                self.take(length.checked_next_multiple_of(4)?)?;
            }
        }
        let variable = matches!(kind & 0x0fff, TEXT | WIDE_TEXT | BYTES | OBJECT);
        let count = if variable || kind & 0x1000 != 0 { self.number()? } else { 1 };
        let mut first = None;
        for _ in 0..count {
            let length = match kind & 0x0fff {
                _ if variable => self.number()?,
                0x0002 | 0x0003 | 0x0004 | 0x000a | 0x000b => 4,
                0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => 8,
                0x0048 => 16,
                _ => return None,
            };
            let value = self.take(length.checked_next_multiple_of(4)?)?;
            first = first.or(value.get(..length));
        }
        Some((number, kind, first.unwrap_or_default()))
    }

    fn number(&mut self) -> Option<usize> {
        let number = size_at(self.rest, 0)?;
        self.take(4)?;
        Some(number)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests;
