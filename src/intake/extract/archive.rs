//! Zip archives: Word and `OpenDocument` files. What is inflated is counted and capped.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{Extracted, open_document, spreadsheet, word};

/// Most bytes inflated of one part: a form's text has some hundred thousand.
const MOST_INFLATED: u64 = 32 << 20;
/// Most entries of an archive that is looked into.
const MOST_ENTRIES: usize = 10_000;

/// Reads a Word or `OpenDocument` file.
pub(super) fn read(bytes: &[u8]) -> Extracted {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Extracted::Failed("the archive is damaged".to_owned());
    };
    if archive.len() > MOST_ENTRIES {
        return Extracted::Failed("the archive has too many parts".to_owned());
    }
    if archive.index_for_name("word/document.xml").is_some() {
        return match part(&mut archive, "word/document.xml") {
            Part::Text(body) => word::read(&body),
            Part::Locked => Extracted::Protected,
            Part::Bad(why) => Extracted::Failed(why),
        };
    }
    if archive.index_for_name("xl/workbook.xml").is_some() {
        return if swells(&mut archive) { too_large() } else { spreadsheet::read_new(bytes) };
    }
    if archive.index_for_name("content.xml").is_some() {
        // A locked `OpenDocument` file says so in its manifest and encrypts its parts by itself.
        if let Part::Text(manifest) = part(&mut archive, "META-INF/manifest.xml")
            && manifest.contains("encryption-data")
        {
            return Extracted::Protected;
        }
        if let Part::Text(kind) = part(&mut archive, "mimetype")
            && kind.starts_with("application/vnd.oasis.opendocument.spreadsheet")
        {
            return if swells(&mut archive) { too_large() } else { spreadsheet::read_open(bytes) };
        }
        return match part(&mut archive, "content.xml") {
            Part::Text(body) => open_document::read(&body),
            Part::Locked => Extracted::Protected,
            Part::Bad(why) => Extracted::Failed(why),
        };
    }
    if (0..archive.len()).any(|at| archive.by_index_raw(at).is_ok_and(|file| file.encrypted())) {
        return Extracted::Protected;
    }
    Extracted::Unsupported
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
