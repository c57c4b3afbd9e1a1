//! What imap-proto read, as far as this daemon asks for it; everything else is [`Reply::Other`].

use async_imap::imap_proto::{AttributeValue, MailboxDatum, NameAttribute, Response, StatusAttribute};
use chrono::{DateTime, Utc};

use super::error::{Said, Word};

/// One response of the server.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// The end of a command.
    Tagged {
        tag: String,
        said: Said,
    },
    /// An untagged OK, NO, BAD, PREAUTH or BYE.
    Status(Said),
    /// The server wants the rest of the command.
    Continue,
    /// How many messages the selected folder holds.
    Exists(u32),
    /// A message went, by sequence number.
    Expunge,
    Fetch(Fetch),
    List(Listed),
    FolderStatus(StatusData),
    Search(Vec<u32>),
    Capability(Vec<String>),
    Other,
}

/// What a FETCH says of one message.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fetch {
    pub(super) uid: Option<u32>,
    pub(super) flags: Option<Vec<String>>,
    pub(super) internal_date: Option<DateTime<Utc>>,
    pub(super) size: Option<u32>,
    /// `BODY[…]`, whichever section was asked for; `None` also for NIL.
    pub(super) body: Option<Vec<u8>>,
}

/// A folder in a LIST.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) selectable: bool,
    pub(super) delimiter: Option<char>,
    pub(super) name: Vec<u8>,
}

/// A STATUS.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct StatusData {
    pub(super) name: Vec<u8>,
    pub(super) messages: Option<u32>,
    pub(super) uid_next: Option<u32>,
    pub(super) uid_validity: Option<u32>,
    pub(super) highest_modseq: Option<u64>,
}

#[allow(clippy::wildcard_enum_match_arm, reason = "imap-proto reads more than is asked for, and grows")]
impl Reply {
    /// What `parsed` says; `raw` begins with the response as it came.
    pub(super) fn of(parsed: &Response<'_>, raw: &[u8]) -> Self {
        match parsed {
            Response::Done { tag, .. } => {
                said(raw).map_or(Self::Other, |said| Self::Tagged { tag: tag.0.clone(), said })
            }
            Response::Data { .. } => said(raw).map_or(Self::Other, Self::Status),
            Response::Continue(_) => Self::Continue,
            Response::Expunge(_) | Response::Vanished { .. } => Self::Expunge,
            Response::Fetch(_, attributes) => Self::Fetch(fetch(attributes, raw)),
            Response::Capabilities(_) => {
                let line = raw.split(|byte| *byte == b'\r').next().unwrap_or_default();
                Self::Capability(words(&String::from_utf8_lossy(line)).into_iter().skip(2).collect())
            }
            Response::MailboxData(datum) => Self::of_folder(datum, raw),
            // Nothing that anybody waits for.
            _ => Self::Other,
        }
    }

    fn of_folder(datum: &MailboxDatum<'_>, raw: &[u8]) -> Self {
        match datum {
            MailboxDatum::Exists(number) => Self::Exists(*number),
            MailboxDatum::Search(found) => Self::Search(found.clone()),
            MailboxDatum::List(list) => Self::List(Listed {
                selectable: !list.name_attributes.iter().any(|attribute| match attribute {
                    NameAttribute::NoSelect => true,
                    NameAttribute::Extension(name) => name.eq_ignore_ascii_case("\\NonExistent"),
                    _ => false,
                }),
                delimiter: list
                    .delimiter
                    .as_ref()
                    .and_then(|text| unescaped(text.as_bytes(), raw).first().map(|byte| char::from(*byte))),
                name: unescaped(list.name.as_bytes(), raw),
            }),
            MailboxDatum::Status { mailbox, status } => {
                let mut data = StatusData { name: unescaped(mailbox.as_bytes(), raw), ..StatusData::default() };
                for attribute in status {
                    match attribute {
                        StatusAttribute::Messages(number) => data.messages = Some(*number),
                        StatusAttribute::UidNext(uid) => data.uid_next = Some(*uid),
                        StatusAttribute::UidValidity(number) => data.uid_validity = Some(*number),
                        StatusAttribute::HighestModSeq(number) => data.highest_modseq = Some(*number),
                        _ => {}
                    }
                }
                Self::FolderStatus(data)
            }
            _ => Self::Other,
        }
    }
}

/// The words of a text in upper case (capabilities).
pub(super) fn words(text: &str) -> Vec<String> {
    text.split_ascii_whitespace().map(str::to_ascii_uppercase).collect()
}

/// The UIDs of a set as COPYUID and APPENDUID give it: `304,319:320`. `None` when it is none, or larger than `most`.
pub(super) fn uid_set(text: &str, most: usize) -> Option<Vec<u32>> {
    let mut uids = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once(':').unwrap_or((part, part));
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        let (low, high) = (first.min(last), first.max(last));
        if usize::try_from(high - low).ok()? >= most.saturating_sub(uids.len()) {
            return None;
        }
        uids.extend(low..=high);
    }
    Some(uids)
}

/// What the status line says that `raw` begins with. imap-proto knows some response codes and drops the others, so that
/// all are read here, in one way.
pub(super) fn said(raw: &[u8]) -> Option<Said> {
    let line = String::from_utf8_lossy(raw.split(|byte| *byte == b'\r').next()?);
    let (_tag, rest) = line.split_once(' ')?;
    let (word, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let word = match word.to_ascii_uppercase().as_str() {
        "OK" => Word::Ok,
        "NO" => Word::No,
        "BAD" => Word::Bad,
        "PREAUTH" => Word::PreAuth,
        "BYE" => Word::Bye,
        _ => return None,
    };
    let mut said = Said { word, code: None, arguments: String::new(), text: rest.to_owned() };
    if let Some(rest) = rest.strip_prefix('[') {
        // An argument in quotes may hold a bracket.
        let mut quoted = false;
        let end = rest.find(|c| {
            quoted ^= c == '"';
            c == ']' && !quoted
        });
        let end = end.or_else(|| rest.find(']')).and_then(|end| rest.split_at_checked(end));
        if let Some((inside, text)) = end {
            let (code, arguments) = inside.split_once(' ').unwrap_or((inside, ""));
            said.code = Some(code.to_ascii_uppercase());
            arguments.clone_into(&mut said.arguments);
            text.strip_prefix(']').unwrap_or(text).trim_start().clone_into(&mut said.text);
        }
    }
    Some(said)
}

#[allow(clippy::wildcard_enum_match_arm, reason = "imap-proto reads more than is asked for, and grows")]
fn fetch(attributes: &[AttributeValue<'_>], raw: &[u8]) -> Fetch {
    let mut fetch = Fetch::default();
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(uid) => fetch.uid = Some(*uid),
            AttributeValue::Rfc822Size(size) => fetch.size = Some(*size),
            AttributeValue::Flags(flags) => {
                fetch.flags = Some(flags.iter().map(|flag| flag.clone().into_owned()).collect());
            }
            AttributeValue::InternalDate(text) => fetch.internal_date = date(text),
            AttributeValue::BodySection { data, .. } => fetch.body = data.as_ref().map(|data| unescaped(data, raw)),
            _ => {}
        }
    }
    fetch
}

fn date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_str(text.trim(), "%d-%b-%Y %H:%M:%S %z").ok().map(|at| at.to_utc())
}

/// A string of the response: imap-proto leaves the backslashes of a quoted one where they are, and does not tell it from
/// a literal, in which they belong to the text. What stands before it in `raw` does.
fn unescaped(text: &[u8], raw: &[u8]) -> Vec<u8> {
    let at = text.as_ptr().addr().wrapping_sub(raw.as_ptr().addr());
    let quoted = raw.get(at.wrapping_sub(1)) == Some(&b'"');
    if !(quoted && text.contains(&b'\\')) {
        return text.to_vec();
    }
    let mut bytes = text.iter();
    let mut plain = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        plain.push(if *byte == b'\\' { *bytes.next().unwrap_or(byte) } else { *byte });
    }
    plain
}

#[cfg(test)]
mod tests;
