//! Compound files, in which the older Office programs and Outlook keep theirs: what they hold, by the names of
//! their streams.

use std::io::{Cursor, Read};

use cfb::CompoundFile;

use super::parcel::Allowance;
use super::{Extracted, LARGEST, outlook_message, spreadsheet, word_97};
use crate::domain::Lock;

/// An open compound file.
pub(super) type Compound<'a> = CompoundFile<Cursor<&'a [u8]>>;

/// Reads a compound file.
pub(super) fn read(bytes: &[u8], allowance: &mut Allowance) -> Extracted {
    let Ok(mut file) = CompoundFile::open(Cursor::new(bytes)) else {
        return Extracted::Failed("the file is damaged".to_owned());
    };
    // What a password or rights management locked is wrapped whole.
    let rights = ["\u{9}DRMContent", "\u{6}DataSpaces/DataSpaceInfo/DRMEncryptedDataSpace"];
    if rights.into_iter().any(|part| file.exists(part)) {
        return Extracted::Protected(Lock::Rights);
    }
    if file.exists("EncryptedPackage") || file.exists("\u{6}DataSpaces") {
        return Extracted::Protected(Lock::Password);
    }
    if file.exists("WordDocument") {
        return word_97::read(&mut file);
    }
    if file.exists("Workbook") || file.exists("Book") {
        return spreadsheet::read_old(bytes);
    }
    if file.exists("__properties_version1.0") {
        return outlook_message::read(&mut file, allowance);
    }
    Extracted::Unsupported
}

/// The bytes of a stream.
pub(super) fn stream(file: &mut Compound<'_>, path: &str) -> Option<Vec<u8>> {
    let stream = file.open_stream(path).ok()?;
    let mut bytes = Vec::new();
    stream.take(LARGEST as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// A number of two bytes at a place.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

/// A number of four bytes at a place.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

/// A number of four bytes at a place, as a place or length of its own.
pub(super) fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}
