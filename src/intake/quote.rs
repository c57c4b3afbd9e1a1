//! The part of a mail that its writer wrote: quoted mail and the telephone's advertisement are cut off.
//!
//! A quoted mail begins with a head, which each mail program writes in its own way ([`quote_head`]). What stands below
//! it is quoted, unless its lines are marked (`> `): then what is not marked is the writer's again, who answered between
//! or below them.

mod head;

use head::{Head, quote_head};

use super::extract::read_html;
use super::parse::Parsed;

/// What a mail's writer wrote, and whether something quoted was cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// The unquoted part of the body.
    pub(super) fresh: String,
    /// Something quoted stood in it.
    pub(super) cut: bool,
}

/// The unquoted part of a mail's body, of which `body_text` is the whole.
pub(super) fn written(parsed: &Parsed, body_text: &str) -> Written {
    let plain = fresh(body_text);
    let cut = plain.trim() != body_text.trim();
    let Some(above) = above_mark(&parsed.html) else { return Written { fresh: plain, cut } };
    let above = fresh(&read_html(above).text());
    // Some telephones send the answer alone as plain text, and what they quote as HTML.
    let alone = fresh(&parsed.text);
    let same = || alone.split_whitespace().eq(above.split_whitespace());
    if parsed.text.trim().is_empty() || same() {
        return Written { fresh: above, cut: true };
    }
    Written { fresh: plain, cut }
}

/// The unquoted part of a text.
#[must_use]
pub fn fresh(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let rest = lines.get(at..).unwrap_or_default();
        match quote_head(rest) {
            Some(Head { lines: head }) => {
                let below = rest.iter().skip(head).take_while(|line| line.trim().is_empty()).count();
                if !rest.get(head + below).is_some_and(|line| is_marked(line)) {
                    break;
                }
                at += head + below;
            }
            None if is_marked(line) => at += 1 + usize::from(rest.get(1).is_some_and(|next| wraps(line, next))),
            None => {
                if !is_telephone_signature(line) {
                    kept.push(line);
                }
                at += 1;
            }
        }
    }
    kept.join("\n").trim_matches('\n').to_owned()
}

/// Whether a line is marked as quoted.
fn is_marked(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// Lines of mail are broken after about so many characters.
const LINE_WIDTH: usize = 72;

/// Whether a line is the rest of the marked line before it: it was broken when it was quoted, and its mark was not
/// repeated. Such a rest would else be read as an answer.
fn wraps(marked: &str, next: &str) -> bool {
    if is_marked(next) || next.trim().is_empty() || marked.trim_end().ends_with(['.', '!', '?', ':']) {
        return false;
    }
    let first_word = next.split_whitespace().next().map_or(0, |word| word.chars().count());
    let width = marked.trim_end().chars().count();
    width >= LINE_WIDTH / 2 && width + 1 + first_word > LINE_WIDTH
}

/// What mail programs write into HTML before the mail that they quote: identifiers and classes of elements. Those of
/// programs that mark each quoted part (`blockquote`) are not among them, since an answer may stand below.
const MARKS: [&str; 5] = [
    // Outlook on the web and for Windows.
    "divrplyfwdmsg",
    "appendonsend",
    // Outlook for Mac, and for telephones.
    "olk_src_body_section",
    "mail-editor-reference-message-container",
    "ms-outlook-mobile-reference-message",
];

/// The HTML above the element that begins a quoted mail; `None` where no element does.
fn above_mark(html: &str) -> Option<&str> {
    let lower = html.to_ascii_lowercase();
    MARKS
        .iter()
        .flat_map(|mark| lower.match_indices(mark))
        .filter_map(|(at, _)| begins_element(&lower, at))
        .min()
        .and_then(|start| html.get(..start))
}

/// Where the element begins of which an identifier or a class stands at a place: `<div id="divRplyFwdMsg"`.
fn begins_element(lower: &str, at: usize) -> Option<usize> {
    let before = lower.get(..at)?;
    let start = before.rfind('<')?;
    let tag = before.get(start..)?;
    (!tag.contains('>') && (tag.contains("id=") || tag.contains("class="))).then_some(start)
}

/// What telephones and free mail services add below.
const ADVERTISEMENTS: [&str; 14] = [
    "sent from my ",
    "sent from outlook",
    "sent from mail for",
    "sent from yahoo",
    "sent from samsung",
    "sent from aol",
    "sent from proton",
    "sent via ",
    "get outlook for",
    "get bluemail for",
    "sent from a mobile",
    "sent from an iphone",
    "sent with ",
    "anfonwyd o fy ",
];

fn is_telephone_signature(line: &str) -> bool {
    let lower = head::plain(line).to_lowercase();
    lower.len() < 90 && ADVERTISEMENTS.iter().any(|mark| lower.starts_with(mark))
}

#[cfg(test)]
mod tests;
