//! The same mail under another subject: one header replaced, one added, every other byte as it was.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The header of a copy that this daemon filed under a new subject; its value is the task's mark.
pub const COPY_HEADER: &str = "X-Frontdoor-Copy";

/// The longest line of a folded header, without its end.
const MAX_LINE: usize = 76;

/// The mail with `subject` for its subject and a [`COPY_HEADER`] with `mark`. Further Subject headers and an
/// earlier [`COPY_HEADER`] are left out; header order, body and all else stay byte for byte.
#[must_use]
pub fn resubjected(bytes: &[u8], subject: &str, mark: &str) -> Vec<u8> {
    let newline: &[u8] = match bytes.split_inclusive(|byte| *byte == b'\n').next() {
        Some(line) if line.ends_with(b"\n") && !line.ends_with(b"\r\n") => b"\n",
        _ => b"\r\n",
    };
    let (header, body) = split(bytes);
    let subject_lines = subject_header(subject);
    let mut out = Vec::with_capacity(bytes.len() + subject_lines.len() + 100);
    let write_subject = |out: &mut Vec<u8>| {
        for line in &subject_lines {
            out.extend_from_slice(line.as_bytes());
            out.extend_from_slice(newline);
        }
    };
    let safe_mark: String = mark.chars().filter(char::is_ascii_graphic).collect();
    out.extend_from_slice(format!("{COPY_HEADER}: {safe_mark}").as_bytes());
    out.extend_from_slice(newline);
    let has_subject = fields(header).any(|field| is_named(field, b"Subject"));
    if !has_subject {
        write_subject(&mut out);
    }
    let mut written = !has_subject;
    for field in fields(header) {
        if is_named(field, b"Subject") {
            if !written {
                write_subject(&mut out);
                written = true;
            }
        } else if !is_named(field, COPY_HEADER.as_bytes()) {
            out.extend_from_slice(field);
            if !field.ends_with(b"\n") {
                out.extend_from_slice(newline);
            }
        }
    }
    if body.is_empty() {
        out.extend_from_slice(newline);
    }
    out.extend_from_slice(body);
    out
}

/// The mark of a copy, when the mail is one.
pub(super) fn copy_mark(bytes: &[u8]) -> Option<&[u8]> {
    let (header, _) = split(bytes);
    let field = fields(header).find(|field| is_named(field, COPY_HEADER.as_bytes()))?;
    field.get(COPY_HEADER.len() + 1..).map(<[u8]>::trim_ascii)
}

/// Header and body; the empty line between them is the body's.
fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if line == b"\r\n" || line == b"\n" {
            break;
        }
        at += line.len();
    }
    bytes.split_at_checked(at).unwrap_or((bytes, &[]))
}

/// The fields of a header, each with its folded lines and line ends.
fn fields(header: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = header;
    std::iter::from_fn(move || {
        let mut length = 0;
        for line in rest.split_inclusive(|byte| *byte == b'\n') {
            if length > 0 && !matches!(line.first(), Some(b' ' | b'\t')) {
                break;
            }
            length += line.len();
        }
        let (field, after) = rest.split_at_checked(length)?;
        rest = after;
        (!field.is_empty()).then_some(field)
    })
}

fn is_named(field: &[u8], name: &[u8]) -> bool {
    field
        .split_at_checked(name.len())
        .is_some_and(|(start, rest)| start.eq_ignore_ascii_case(name) && rest.trim_ascii_start().first() == Some(&b':'))
}

/// The Subject header as lines: folded, and encoded (RFC 2047) when it is not plain ASCII.
fn subject_header(subject: &str) -> Vec<String> {
    // A line end in a subject would begin another header.
    let clean: String = subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<&str> = clean.split(' ').filter(|word| !word.is_empty()).collect();
    let is_plain = clean.is_ascii() && !clean.contains("=?") && words.iter().all(|word| word.len() <= 60);
    if is_plain { plain(&words) } else { encoded(&words.join(" ")) }
}

fn plain(words: &[&str]) -> Vec<String> {
    let mut lines = vec!["Subject:".to_owned()];
    for word in words {
        match lines.last_mut() {
            // The first word stays beside the name: a line of nothing but space is read as the header's end by some.
            Some(line) if line.len() + 1 + word.len() <= MAX_LINE || line == "Subject:" => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!(" {word}")),
        }
    }
    lines
}

fn encoded(text: &str) -> Vec<String> {
    // 39 bytes are 52 characters of base64, with "=?UTF-8?B??=" 64: with "Subject: " still within the line.
    const MAX_CHUNK: usize = 39;
    let mut chunks: Vec<String> = vec![String::new()];
    for c in text.chars() {
        match chunks.last_mut() {
            Some(chunk) if chunk.len() + c.len_utf8() <= MAX_CHUNK => chunk.push(c),
            _ => chunks.push(String::from(c)),
        }
    }
    chunks
        .iter()
        .enumerate()
        .map(|(place, chunk)| {
            let start = if place == 0 { "Subject: " } else { " " };
            format!("{start}=?UTF-8?B?{}?=", STANDARD.encode(chunk))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use mail_parser::MessageParser;
    use proptest::prelude::*;

    use super::*;

    fn read_subject(bytes: &[u8]) -> String {
        MessageParser::default().parse(bytes).unwrap().subject().unwrap_or_default().to_owned()
    }

    #[test]
    fn r6_only_the_subject_changes() {
        let mail = b"Received: by x\r\n\tfor y\r\nsubject : old\r\n more\r\nFrom: a@b.example\r\nSubject: second\r\n\r\nSubject: body\r\n.\r\n";
        let copy = resubjected(mail, "RFS Jane - contact created", "m1");
        assert_eq!(
            String::from_utf8(copy).unwrap(),
            "X-Frontdoor-Copy: m1\r\nReceived: by x\r\n\tfor y\r\nSubject: RFS Jane - contact created\r\n\
             From: a@b.example\r\n\r\nSubject: body\r\n.\r\n"
        );
    }

    #[test]
    fn a_copy_of_a_copy_bears_the_new_mark_alone() {
        let once = resubjected(b"Subject: a\r\n\r\nbody", "b", "m1");
        let twice = resubjected(&once, "c", "m2");
        assert_eq!(twice, b"X-Frontdoor-Copy: m2\r\nSubject: c\r\n\r\nbody");
        assert_eq!(copy_mark(&twice), Some(&b"m2"[..]));
        assert_eq!(copy_mark(b"Subject: a\r\n\r\nX-Frontdoor-Copy: m1\r\n"), None, "the body does not count");
    }

    #[test]
    fn mails_without_header_body_or_crlf_are_copied_whole() {
        assert_eq!(resubjected(b"", "s", "m"), b"X-Frontdoor-Copy: m\r\nSubject: s\r\n\r\n");
        assert_eq!(resubjected(b"\r\nbody", "s", "m"), b"X-Frontdoor-Copy: m\r\nSubject: s\r\n\r\nbody");
        assert_eq!(resubjected(b"A: b\n\nbody\n", "s", "m"), b"X-Frontdoor-Copy: m\nSubject: s\nA: b\n\nbody\n");
        assert_eq!(resubjected(b"Subject: x", "s", "m"), b"X-Frontdoor-Copy: m\r\nSubject: s\r\n\r\n");
    }

    #[test]
    fn a_subject_cannot_bring_headers_of_its_own() {
        let copy = resubjected(b"Subject: a\r\n\r\nbody", "x\r\nBcc: thief@example.org\r\n\r\nhi", "m\r\nBcc: t");
        assert_eq!(
            String::from_utf8(copy).unwrap(),
            "X-Frontdoor-Copy: mBcc:t\r\nSubject: x Bcc: thief@example.org hi\r\n\r\nbody"
        );
    }

    proptest! {
        #[test]
        fn every_subject_is_read_back(words in prop::collection::vec("[!-~]{1,80}|[a-zäöüß€😀=?]{1,30}", 1..30)) {
            let subject = words.join(" ");
            let copy = resubjected(b"From: a@b.example\r\nSubject: a\r\n\r\nbody", &subject, "m");
            prop_assert!(copy.split(|b| *b == b'\n').all(|line| line.len() <= MAX_LINE + 1));
            prop_assert_eq!(read_subject(&copy), subject);
        }

        #[test]
        fn the_body_is_never_touched(mail in prop::collection::vec(any::<u8>(), 0..300), body in prop::collection::vec(any::<u8>(), 0..50)) {
            let mut whole = b"A: b\r\n\r\n".to_vec();
            whole.extend(&body);
            prop_assert!(resubjected(&whole, "s", "m").ends_with(&[b"\r\n\r\n".as_slice(), &body].concat()));
            let _ = resubjected(&mail, "s", "m");
        }
    }
}
