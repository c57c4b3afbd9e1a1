//! Mails that Outlook saved as files (`.msg`): a compound file with a stream for each property and a storage for
//! each attachment.

use super::Extracted;
use super::attached_mail::{ATTACHMENT, NOTHING};
use super::compound::{Compound, stream, u16_at, u32_at};
use super::outlook::{BYTES, DATA, Properties, READ, TEXT, WIDE_TEXT};
use super::parcel::{Allowance, Parcel};
use crate::domain::Lock;

/// Most attachments that are looked for.
const MOST_ATTACHMENTS: usize = 1_000;
/// Numbers of the properties that tell the code page: of the mail, else of its body.
const CODE_PAGES: [u16; 2] = [0x3ffd, 0x3fde];
/// The storage of an attached mail.
const MAIL: &str = "__substg1.0_3701000D";

/// Reads a mail that Outlook saved.
pub(super) fn read(file: &mut Compound<'_>, allowance: &mut Allowance) -> Extracted {
    read_at(file, "", allowance)
}

/// Reads the mail in a storage.
fn read_at(file: &mut Compound<'_>, storage: &str, allowance: &mut Allowance) -> Extracted {
    let mut parcel = match Parcel::open(allowance, ATTACHMENT) {
        Ok(parcel) => parcel,
        Err(result) => return result,
    };
    // Before the list of short properties stand 32 bytes, in an attached mail 24.
    let code_page = code_page(file, storage, if storage.is_empty() { 32 } else { 24 });
    let mail = properties(file, storage, code_page);
    if mail.is_locked() {
        parcel.close(NOTHING);
        return Extracted::Protected(Lock::Rights);
    }
    parcel.letter(mail.text(super::outlook::SUBJECT), mail.body());
    let here = if storage.is_empty() { "/" } else { storage };
    let mut attachments: Vec<String> = file
        .read_storage(here)
        .map(|entries| entries.filter(cfb::Entry::is_storage).map(|entry| entry.name().to_owned()).collect())
        .unwrap_or_default();
    attachments.retain(|name| name.starts_with("__attach_version1.0_"));
    attachments.sort();
    for name in attachments.iter().take(MOST_ATTACHMENTS) {
        let inside = format!("{storage}/{name}");
        let mail = format!("{inside}/{MAIL}");
        if file.is_storage(&mail) {
            let is_mail = file.is_stream(format!("{mail}/__properties_version1.0"));
            parcel.add(|allowance| if is_mail { read_at(file, &mail, allowance) } else { Extracted::Unsupported });
        } else {
            parcel.attachment(&properties(file, &inside, code_page).attachment());
        }
    }
    parcel.close(NOTHING)
}

fn properties(file: &mut Compound<'_>, storage: &str, code_page: u32) -> Properties {
    let mut properties = Properties::default();
    for number in READ {
        for kind in [WIDE_TEXT, TEXT, BYTES] {
            if number == DATA && kind != BYTES {
                continue;
            }
            if let Some(bytes) = stream(file, &format!("{storage}/__substg1.0_{number:04X}{kind:04X}")) {
                properties.add(number, kind, &bytes, code_page);
                break;
            }
        }
    }
    properties
}

fn code_page(file: &mut Compound<'_>, storage: &str, header: usize) -> u32 {
    let list = stream(file, &format!("{storage}/__properties_version1.0")).unwrap_or_default();
    let entries: Vec<&[u8]> = list.get(header..).unwrap_or_default().chunks_exact(16).collect();
    let find =
        |number: u16| entries.iter().find(|entry| u16_at(entry, 2) == Some(number)).and_then(|entry| u32_at(entry, 8));
    CODE_PAGES.into_iter().find_map(find).unwrap_or_default()
}

#[cfg(test)]
mod tests;
