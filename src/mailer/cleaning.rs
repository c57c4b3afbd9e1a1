//! What other people wrote, made harmless before it stands in a header or a body of ours.

use std::fmt::Write as _;

/// Characters that are not seen or turn the direction of text: with them a name can show as
/// another one. Joiners (U+200C, U+200D) are not among them: names are written with them.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// One line for a header: no control characters, no invisible ones, single spaces, so many
/// characters at most.
pub(crate) fn header_line(text: &str, most: usize) -> String {
    let spaced: String = text
        .chars()
        .filter(|c| !is_invisible(*c) && !is_joiner(*c))
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most { line } else { line.chars().take(most.saturating_sub(1)).chain(['…']).collect() }
}

/// Text for a body: lines kept, control and invisible characters shown as `[U+202E]`, so many
/// characters at most, and it says so where it was cut.
pub(crate) fn body_text(text: &str, most: usize) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut count = 0;
    while let Some(c) = chars.next() {
        count += 1;
        if count > most {
            clean.push_str(" … [cut here; the rest is in the original mail]");
            break;
        }
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}' => clean.push('\n'),
            '\n' | '\t' => clean.push(c),
            c if c.is_control() || is_invisible(c) => {
                // Writing to a String cannot fail.
                let _ = write!(clean, "[U+{:04X}]", u32::from(c));
            }
            c => clean.push(c),
        }
    }
    clean
}

/// A Message-ID as somebody else's mail gave it, with angle brackets; `None` when it is not one
/// that can stand in a header as it is.
pub(crate) fn message_id(id: &str) -> Option<String> {
    let id = id.trim().trim_start_matches('<').trim_end_matches('>');
    let plain = !id.is_empty() && id.len() <= 500 && id.chars().all(|c| c.is_ascii_graphic() && c != '<' && c != '>');
    plain.then(|| format!("<{id}>"))
}

/// Percent-encoding for a `mailto:` link: everything but letters, digits and `-._~`.
pub(crate) fn in_link(text: &str) -> String {
    let mut link = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            link.push(char::from(byte));
        } else {
            let _ = write!(link, "%{byte:02X}");
        }
    }
    link
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_line_is_one_line_whatever_it_was() {
        assert_eq!(header_line("Sam\r\nBcc: x@y.test\u{0}\t \u{2028}Z", 80), "Sam Bcc: x@y.test Z");
        assert_eq!(header_line("Sam \u{202e}nahK\u{200b}", 80), "Sam nahK");
        assert_eq!(header_line("abcdef", 4), "abc…");
        assert_eq!(header_line("Zoë Ünal", 80), "Zoë Ünal");
    }

    #[test]
    fn a_body_shows_what_cannot_be_seen() {
        assert_eq!(body_text("a\r\nb\rc\u{202e}d\u{7}", 80), "a\nb\nc[U+202E]d[U+0007]");
        assert_eq!(body_text("abcdef", 3), "abc … [cut here; the rest is in the original mail]");
        assert_eq!(body_text("سل\u{200c}ام", 80), "سل\u{200c}ام");
    }

    #[test]
    fn only_a_plain_message_id_is_taken_over() {
        assert_eq!(message_id("<a.b@c.test>").as_deref(), Some("<a.b@c.test>"));
        assert_eq!(message_id("a b@c"), None);
        assert_eq!(message_id("a@b>\r\nBcc: x"), None);
        assert_eq!(message_id(""), None);
    }

    #[test]
    fn a_link_holds_nothing_that_could_add_a_field() {
        assert_eq!(in_link("NO CONTACT - &cc=x?"), "NO%20CONTACT%20-%20%26cc%3Dx%3F");
    }
}
