//! Zip archives: Word and `OpenDocument` files, spreadsheets, and files that people pack. What is inflated is
//! counted and capped.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::parcel::{Allowance, Parcel};
use super::{Extracted, extract_within, open_document, spreadsheet, word};
use crate::domain::{Lock, Problem};

/// Most bytes inflated of one part: a form's text has some hundred thousand.
const MOST_INFLATED: u64 = 32 << 20;
/// Most entries of an archive that is looked into.
const MOST_ENTRIES: usize = 10_000;

/// Reads an archive.
pub(super) fn read(bytes: &[u8], allowance: &mut Allowance) -> Extracted {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Extracted::Failed("the archive is damaged".to_owned());
    };
    if archive.len() > MOST_ENTRIES {
        return Extracted::Failed("the archive has too many parts".to_owned());
    }
    if let Some(name) = word_document(&archive) {
        return match part(&mut archive, &name) {
            Part::Text(body) => word::read(&body),
            Part::Locked => Extracted::Protected(Lock::Password),
            Part::Bad(why) => Extracted::Failed(why),
        };
    }
    if archive.index_for_name("xl/workbook.xml").is_some() {
        return if swells(&mut archive) { too_large() } else { spreadsheet::read_new(bytes) };
    }
    // A locked `OpenDocument` file says so in its manifest and encrypts its parts by itself.
    if let Part::Text(manifest) = part(&mut archive, "META-INF/manifest.xml")
        && manifest.contains("encryption-data")
    {
        return Extracted::Protected(Lock::Password);
    }
    if archive.index_for_name("content.xml").is_some() {
        if let Part::Text(kind) = part(&mut archive, "mimetype")
            && kind.starts_with("application/vnd.oasis.opendocument.spreadsheet")
        {
            return if swells(&mut archive) { too_large() } else { spreadsheet::read_open(bytes) };
        }
        return match part(&mut archive, "content.xml") {
            Part::Text(body) => open_document::read(&body),
            Part::Locked => Extracted::Protected(Lock::Password),
            Part::Bad(why) => Extracted::Failed(why),
        };
    }
    if archive.index_for_name("[Content_Types].xml").is_some() {
        return Extracted::Unsupported;
    }
    files(&mut archive, allowance)
}

/// The name of a Word file's text: some programs number it.
fn word_document(archive: &ZipArchive<Cursor<&[u8]>>) -> Option<String> {
    let mut names = archive.file_names().flatten();
    names
        .find(|name| {
            let number = name.strip_prefix("word/document").and_then(|name| name.strip_suffix(".xml"));
            number.is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()))
        })
        .map(|name| name.to_string())
}

/// Reads each file of an archive in turn. Their names only tell what kinds they are.
fn files(archive: &mut ZipArchive<Cursor<&[u8]>>, allowance: &mut Allowance) -> Extracted {
    let mut parcel = match Parcel::open(allowance, "its file") {
        Ok(parcel) => parcel,
        Err(result) => return result,
    };
    let (mut files, mut locked) = (0, 0);
    for at in 0..archive.len() {
        let Ok(entry) = archive.by_index_raw(at) else {
            parcel.unread(Problem::Broken("one of its files".to_owned()));
            continue;
        };
        let name = entry.name().map(std::borrow::Cow::into_owned).unwrap_or_default();
        // What a Macintosh adds is no file of anybody's.
        if entry.is_dir() || name.starts_with("__MACOSX/") || name.ends_with(".DS_Store") {
            continue;
        }
        files += 1;
        let encrypted = entry.encrypted();
        drop(entry);
        if encrypted {
            locked += 1;
            parcel.locked_file();
            continue;
        }
        let most = parcel.inflatable().min(MOST_INFLATED);
        let mut bytes = Vec::new();
        let inflated = archive.by_index(at).ok().map(|file| file.take(most + 1).read_to_end(&mut bytes));
        parcel.inflated(bytes.len() as u64);
        let whole = matches!(inflated, Some(Ok(_))) && bytes.len() as u64 <= most;
        parcel.add(|allowance| if whole { extract_within(&name, "", &bytes, allowance) } else { too_large() });
    }
    let read = parcel.close("the archive is empty");
    if files > 0 && locked == files { Extracted::Protected(Lock::Password) } else { read }
}

fn too_large() -> Extracted {
    Extracted::Failed("it swells beyond the limit".to_owned())
}

/// Whether the archive says of itself that a part is larger than is read: spreadsheets are inflated elsewhere.
fn swells(archive: &mut ZipArchive<Cursor<&[u8]>>) -> bool {
    (0..archive.len()).any(|at| archive.by_index_raw(at).is_ok_and(|file| file.size() > MOST_INFLATED))
}

enum Part {
    Text(String),
    Locked,
    Bad(String),
}

fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Part {
    let Some(index) = archive.index_for_name(name) else { return Part::Bad("a part is missing".to_owned()) };
    if archive.by_index_raw(index).is_ok_and(|file| file.encrypted()) {
        return Part::Locked;
    }
    let Ok(file) = archive.by_index(index) else { return Part::Bad("a part is damaged".to_owned()) };
    let mut bytes = Vec::new();
    match file.take(MOST_INFLATED + 1).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 > MOST_INFLATED => Part::Bad("it swells beyond the limit".to_owned()),
        Ok(_) => Part::Text(super::decode(&bytes)),
        Err(_) => Part::Bad("a part is damaged".to_owned()),
    }
}
