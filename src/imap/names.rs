//! Folder names on the wire: modified UTF-7 (RFC 3501, 5.1.3) in a quoted string, with the server's own
//! delimiter between a folder and its sub-folder.
//!
//! In a [`FolderName`] the delimiter is always `/`, whatever the server's is.

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::error::ImapError;
use crate::domain::FolderName;

const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &IMAP_MUTF7,
    GeneralPurposeConfig::new().with_encode_padding(false).with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// The most bytes of a name that is sent: more is a mistake, and some servers end the connection on a long line.
const MAX_NAME: usize = 1000;

/// The name as an IMAP quoted string.
///
/// # Errors
/// [`ImapError::BadName`] when the name is empty, too long, holds a control character, or holds the
/// server's delimiter where that is not `/`.
pub(super) fn quoted_folder(folder: &FolderName, delimiter: Option<char>) -> Result<String, ImapError> {
    let name = folder.as_str();
    if name.is_empty() || name.len() > MAX_NAME {
        return Err(ImapError::BadName("a folder name is empty or too long"));
    }
    if name.eq_ignore_ascii_case("INBOX") {
        return Ok("\"INBOX\"".to_owned());
    }
    let own: String = match delimiter {
        Some('/') | None => name.to_owned(),
        Some(other) if name.contains(other) => {
            return Err(ImapError::BadName("a folder name holds the character that this server puts between folders"));
        }
        Some(other) => name.chars().map(|c| if c == '/' { other } else { c }).collect(),
    };
    quoted(&encode(&own))
}

/// A quoted string of printable ASCII.
///
/// # Errors
/// [`ImapError::BadName`] for anything else: a line end in it would be a command of its own.
pub(super) fn quoted(text: &str) -> Result<String, ImapError> {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        if !(' '..='~').contains(&c) {
            return Err(ImapError::BadName("a control or non-ASCII character stands where none may"));
        }
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    Ok(out)
}

/// The folder that a server names so; `None` when the name could not be sent back to mean the same folder.
pub(super) fn folder_of(raw: &[u8], delimiter: Option<char>) -> Option<FolderName> {
    let raw = std::str::from_utf8(raw).ok()?;
    if raw.eq_ignore_ascii_case("INBOX") {
        return Some(FolderName::from("INBOX"));
    }
    let decoded = decode(raw)?;
    if encode(&decoded) != raw {
        return None;
    }
    let name = match delimiter {
        Some('/') | None => decoded,
        Some(_) if decoded.contains('/') => return None,
        Some(other) => decoded.chars().map(|c| if c == other { '/' } else { c }).collect(),
    };
    Some(FolderName(name))
}

fn encode(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut pending: Vec<u8> = Vec::new();
    for c in name.chars() {
        // Control characters stay as they are, so that quoting refuses them.
        if c.is_ascii() {
            flush(&mut pending, &mut out);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            let mut units = [0_u16; 2];
            for unit in c.encode_utf16(&mut units) {
                pending.extend_from_slice(&unit.to_be_bytes());
            }
        }
    }
    flush(&mut pending, &mut out);
    out
}

fn flush(pending: &mut Vec<u8>, out: &mut String) {
    if !pending.is_empty() {
        out.push('&');
        ENGINE.encode_string(&*pending, out);
        out.push('-');
        pending.clear();
    }
}

fn decode(raw: &str) -> Option<String> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((plain, shifted)) = rest.split_once('&') {
        out.push_str(plain);
        let (inner, after) = shifted.split_once('-')?;
        if inner.is_empty() {
            out.push('&');
        } else {
            let bytes = ENGINE.decode(inner).ok()?;
            let (pairs, odd) = bytes.as_chunks::<2>();
            if !odd.is_empty() {
                return None;
            }
            for c in char::decode_utf16(pairs.iter().map(|pair| u16::from_be_bytes(*pair))) {
                out.push(c.ok()?);
            }
        }
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wire(name: &str, delimiter: Option<char>) -> String {
        quoted_folder(&FolderName::from(name), delimiter).unwrap()
    }

    #[test]
    fn names_are_encoded_as_servers_expect() {
        assert_eq!(wire("REVIEW CONTACTS", Some('/')), "\"REVIEW CONTACTS\"");
        assert_eq!(wire("Büro & Söhne", Some('/')), "\"B&APw-ro &- S&APY-hne\"");
        assert_eq!(wire("台北", Some('/')), "\"&U,BTFw-\"");
        assert_eq!(wire("say \"no\" \\", Some('/')), "\"say \\\"no\\\" \\\\\"");
        assert_eq!(wire("CASS/PSS COMPLETED", Some('.')), "\"CASS.PSS COMPLETED\"");
        assert_eq!(wire("inbox", None), "\"INBOX\"");
    }

    #[test]
    fn a_name_that_would_be_a_command_of_its_own_is_refused() {
        for name in ["", "a\r\nA1 LOGOUT", "a\0b", "a\nb", &"x".repeat(2000)] {
            assert!(quoted_folder(&FolderName::from(name), Some('/')).is_err(), "{name:?}");
        }
        assert!(quoted_folder(&FolderName::from("v1.2"), Some('.')).is_err());
    }

    #[test]
    fn a_name_that_could_not_be_sent_back_is_left_out() {
        assert_eq!(folder_of(b"B&APw-ro", Some('/')), Some(FolderName::from("Büro")));
        assert_eq!(folder_of(b"a.b", Some('.')), Some(FolderName::from("a/b")));
        assert_eq!(folder_of(b"a/b", Some('.')), None);
        assert_eq!(folder_of(b"B\xfcro", Some('/')), None);
        assert_eq!(folder_of(b"broken &APw", Some('/')), None);
        assert_eq!(folder_of(b"&AEE-", Some('/')), None, "plain ASCII in a shift is another name");
    }

    proptest! {
        #[test]
        fn every_name_comes_back(name in "[^\\x00-\\x1f\\x7f-\\x9f.]{1,40}") {
            prop_assume!(!name.eq_ignore_ascii_case("inbox"));
            for delimiter in [Some('/'), Some('.')] {
                let sent = encode(&name.replace('/', &delimiter.unwrap().to_string()));
                prop_assert_eq!(folder_of(sent.as_bytes(), delimiter), Some(FolderName::from(name.as_str())));
            }
        }
    }
}
