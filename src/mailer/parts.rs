//! What is attached: originals as they are on record, and case notes.

use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType};
use lettre::message::{Body, SinglePart};

/// Octets of a line of mail, without its end (RFC 5322).
pub(crate) const LONGEST_LINE: usize = 998;

/// An attached original.
pub(crate) struct Original {
    /// The part.
    pub(crate) part: SinglePart,
    /// It holds octets above 127, so the server must take `BODY=8BITMIME`.
    pub(crate) eight_bit: bool,
}

/// The original, octet for octet. As `message/rfc822`, which every mail program opens, when it
/// can stand in a mail as it is: that type must not be encoded (RFC 2046, 5.2.1). Else as a file.
///
/// `boundary` is what every boundary of the outer mail contains.
pub(crate) fn original(bytes: &[u8], file_name: &str, boundary: &str) -> Original {
    let disposition = ContentDisposition::attachment(file_name);
    let stands = stands_as_it_is(bytes)
        && begins_like_a_mail(bytes)
        && !bytes.windows(boundary.len().max(1)).any(|window| window == boundary.as_bytes());
    let (media_type, body) = match ContentType::parse("message/rfc822") {
        Ok(media_type) if stands => {
            let encoding =
                if bytes.is_ascii() { ContentTransferEncoding::SevenBit } else { ContentTransferEncoding::EightBit };
            (media_type, Body::dangerous_pre_encoded(bytes.to_vec(), encoding))
        }
        Ok(_) | Err(_) => (octets(), base64(bytes)),
    };
    let eight_bit = matches!(body.encoding(), ContentTransferEncoding::EightBit);
    Original { part: SinglePart::builder().content_type(media_type).header(disposition).body(body), eight_bit }
}

/// Case notes, ready to be filed.
pub(crate) fn case_notes(text: &str, file_name: &str) -> SinglePart {
    SinglePart::builder()
        .content_type(ContentType::TEXT_PLAIN)
        .header(ContentDisposition::attachment(file_name))
        .body(text.to_owned())
}

/// A file as it is.
pub(crate) fn file(bytes: &[u8], file_name: &str) -> SinglePart {
    let disposition = ContentDisposition::attachment(file_name);
    SinglePart::builder().content_type(octets()).header(disposition).body(base64(bytes))
}

fn octets() -> ContentType {
    ContentType::parse("application/octet-stream").unwrap_or(ContentType::TEXT_PLAIN)
}

fn base64(bytes: &[u8]) -> Body {
    Body::new_with_encoding(bytes.to_vec(), ContentTransferEncoding::Base64).unwrap_or_else(Body::new)
}

/// Whole lines ended by CRLF, none too long, no NUL: what SMTP carries unchanged.
fn stands_as_it_is(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|b| matches!(b, b'\r' | b'\n' | 0)) {
        let (line, end) = rest.split_at(at);
        match end.strip_prefix(b"\r\n") {
            Some(after) if line.len() <= LONGEST_LINE => rest = after,
            Some(_) | None => return false,
        }
    }
    rest.len() <= LONGEST_LINE
}

/// `Name: …` in the first line; some broken mails have none and would show as empty.
fn begins_like_a_mail(bytes: &[u8]) -> bool {
    let name = bytes.split(|b| *b == b':').next().unwrap_or_default();
    !name.is_empty() && name.len() < 80 && name.len() < bytes.len() && name.iter().all(u8::is_ascii_graphic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_smtp_would_change_is_never_sent_as_it_is() {
        assert!(stands_as_it_is(b"A: b\r\n\r\nhello\r\n"));
        assert!(stands_as_it_is(b"A: b\r\n\r\nhello"));
        for bad in [&b"A: b\n\nhello"[..], b"A: b\r\n\r\nx\ry", b"A: b\r\n\r\nx\0y", &[b'a'; 999], b"x\r"] {
            assert!(!stands_as_it_is(bad), "{bad:?}");
        }
        assert!(begins_like_a_mail(b"Received: x"));
        assert!(!begins_like_a_mail(b"\r\nhello: x"));
        assert!(!begins_like_a_mail(b"From nobody Mon: x"));
    }
}
