//! Where in a mail something stood, and problems in words that name the place.

use super::parse::Attachment;
use crate::domain::Problem;

/// Each problem once.
pub(super) fn dedup(problems: &mut Vec<Problem>) {
    let mut seen: Vec<Problem> = Vec::new();
    problems.retain(|p| {
        let new = !seen.contains(p);
        if new {
            seen.push(p.clone());
        }
        new
    });
}

/// `attachment 1 (PDF)`: the sender's own name of the file may hold a child's.
pub(super) fn place(index: usize, attachment: &Attachment) -> String {
    let name = attachment.name.to_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, e)| e);
    let media = attachment.media_type.as_str();
    let kind = match extension {
        "pdf" => "PDF",
        "doc" | "docx" => "Word",
        "odt" => "OpenDocument",
        "rtf" => "RTF",
        "xls" | "xlsx" => "Excel",
        "zip" => "zip archive",
        "eml" | "msg" => "mail",
        "html" | "htm" => "HTML",
        "txt" => "text",
        _ if media == "application/pdf" => "PDF",
        _ if media.starts_with("image/") => "picture",
        _ if media == "message/rfc822" => "mail",
        _ if media.contains("wordprocessingml") || media == "application/msword" => "Word",
        _ if media.contains("ms-tnef") => "winmail.dat",
        _ => "another kind",
    };
    format!("attachment {} ({kind})", index + 1)
}

/// The sender's name of a file, as it is shown; the place where it has none.
pub(super) fn shown(name: &str, place: &str) -> String {
    let clean: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
    if clean.is_empty() { place.to_owned() } else { clean }
}

/// A problem inside an attachment, with its place.
pub(super) fn within(problem: &Problem, place: &str) -> Problem {
    let at = |inner: &String| format!("{place}, {inner}");
    match problem {
        Problem::Protected(inner) => Problem::protected(at(&inner.what), inner.by.clone()),
        Problem::Scanned(inner) => Problem::Scanned(at(inner)),
        Problem::Unsupported(inner) => Problem::Unsupported(at(inner)),
        Problem::Broken(inner) => Problem::Broken(at(inner)),
        Problem::NoChildNamed | Problem::SeveralFamilies | Problem::BulkMail | Problem::OddCharacters => {
            problem.clone()
        }
    }
}
