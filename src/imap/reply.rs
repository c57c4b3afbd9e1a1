//! A whole response, understood. Only what this daemon asks for is read; everything else is [`Reply::Other`].
//!
//! Nothing here can panic or recurse without bound: the input is a stranger's.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::error::{Said, Word};

/// One response of the server.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reply<'a> {
    /// The end of a command.
    Tagged {
        tag: &'a [u8],
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
    Fetch(Fetch<'a>),
    List(Listed<'a>),
    FolderStatus(StatusData<'a>),
    Search(Vec<u32>),
    Capability(Vec<String>),
    Other,
}

/// What a FETCH says of one message.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fetch<'a> {
    pub(super) uid: Option<u32>,
    pub(super) flags: Option<Vec<String>>,
    pub(super) internal_date: Option<DateTime<Utc>>,
    pub(super) size: Option<u32>,
    /// `BODY[…]`, whichever section was asked for; `None` also for NIL.
    pub(super) body: Option<Cow<'a, [u8]>>,
}

/// A folder in a LIST.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listed<'a> {
    pub(super) selectable: bool,
    pub(super) delimiter: Option<char>,
    pub(super) name: Cow<'a, [u8]>,
}

/// A STATUS.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct StatusData<'a> {
    pub(super) name: Cow<'a, [u8]>,
    pub(super) messages: Option<u32>,
    pub(super) uid_next: Option<u32>,
    pub(super) uid_validity: Option<u32>,
    pub(super) highest_modseq: Option<u64>,
}

impl<'a> Reply<'a> {
    /// Reads a whole response.
    ///
    /// # Errors
    /// What is wrong, when it is a response that matters and makes no sense.
    pub(super) fn read(response: &'a [u8]) -> Result<Self, &'static str> {
        let line = response.strip_suffix(b"\r\n").or_else(|| response.strip_suffix(b"\n")).unwrap_or(response);
        if line.first() == Some(&b'+') {
            return Ok(Self::Continue);
        }
        let mut cursor = Cursor { rest: line };
        let tag = cursor.word();
        if !cursor.take(b' ') {
            return Err("a line without a space");
        }
        if tag != b"*" {
            let said = said(cursor.rest).ok_or("a tagged line that is neither OK, NO nor BAD")?;
            return Ok(Self::Tagged { tag, said });
        }
        if let Some(said) = said(cursor.rest) {
            return Ok(Self::Status(said));
        }
        let first = cursor.word();
        if let Some(number) = number(first) {
            cursor.take(b' ');
            let kind = cursor.word();
            return match kind.to_ascii_uppercase().as_slice() {
                b"EXISTS" => Ok(Self::Exists(number)),
                b"EXPUNGE" => Ok(Self::Expunge),
                b"FETCH" => fetch(&mut cursor).map(Self::Fetch).ok_or("a FETCH that cannot be read"),
                _ => Ok(Self::Other),
            };
        }
        cursor.take(b' ');
        match first.to_ascii_uppercase().as_slice() {
            // A folder that cannot be read is one that nobody asked for: the others still count.
            b"LIST" => Ok(listed(&mut cursor).map_or(Self::Other, Self::List)),
            b"STATUS" => status(&mut cursor).map(Self::FolderStatus).ok_or("a STATUS that cannot be read"),
            b"SEARCH" => searched(cursor.rest).map(Self::Search).ok_or("a SEARCH that cannot be read"),
            b"CAPABILITY" => Ok(Self::Capability(words(cursor.rest))),
            _ => Ok(Self::Other),
        }
    }
}

/// The words of a text in upper case (capabilities).
pub(super) fn words(text: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(text).split_ascii_whitespace().map(str::to_ascii_uppercase).collect()
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

fn number(word: &[u8]) -> Option<u32> {
    std::str::from_utf8(word).ok()?.parse().ok()
}

fn said(rest: &[u8]) -> Option<Said> {
    let mut cursor = Cursor { rest };
    let word = match cursor.word().to_ascii_uppercase().as_slice() {
        b"OK" => Word::Ok,
        b"NO" => Word::No,
        b"BAD" => Word::Bad,
        b"PREAUTH" => Word::PreAuth,
        b"BYE" => Word::Bye,
        _ => return None,
    };
    cursor.take(b' ');
    let mut said = Said { word, code: None, arguments: String::new(), text: String::new() };
    if cursor.take(b'[') {
        // An argument in quotes may hold a bracket.
        let mut quoted = false;
        let end = cursor.rest.iter().position(|byte| {
            quoted ^= *byte == b'"';
            *byte == b']' && !quoted
        });
        let end = end.or_else(|| cursor.rest.iter().position(|byte| *byte == b']'))?;
        let inside = String::from_utf8_lossy(cursor.rest.get(..end)?).into_owned();
        let (code, arguments) = inside.split_once(' ').unwrap_or((&inside, ""));
        said.code = Some(code.to_ascii_uppercase());
        arguments.clone_into(&mut said.arguments);
        cursor.rest = cursor.rest.get(end + 1..).unwrap_or_default();
        cursor.take(b' ');
    }
    said.text = String::from_utf8_lossy(cursor.rest).into_owned();
    Some(said)
}

fn searched(rest: &[u8]) -> Option<Vec<u32>> {
    let mut found = Vec::new();
    for word in rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()) {
        if word.first() == Some(&b'(') {
            break;
        }
        found.push(number(word)?);
    }
    Some(found)
}

fn listed<'a>(cursor: &mut Cursor<'a>) -> Option<Listed<'a>> {
    let Value::List(attributes) = cursor.value(0)? else { return None };
    cursor.take(b' ');
    let delimiter = match cursor.value(0)? {
        Value::Text(text) => text.first().map(|byte| char::from(*byte)),
        Value::Nil => None,
        Value::Atom(_) | Value::List(_) => return None,
    };
    cursor.take(b' ');
    let name = cursor.value(0)?.text()?;
    let selectable = !attributes.iter().any(|attribute| {
        matches!(attribute, Value::Atom(atom)
            if atom.eq_ignore_ascii_case(b"\\Noselect") || atom.eq_ignore_ascii_case(b"\\NonExistent"))
    });
    Some(Listed { selectable, delimiter, name })
}

fn status<'a>(cursor: &mut Cursor<'a>) -> Option<StatusData<'a>> {
    let mut data = StatusData { name: cursor.value(0)?.text()?, ..StatusData::default() };
    cursor.take(b' ');
    let Value::List(values) = cursor.value(0)? else { return None };
    let (pairs, _) = values.as_chunks::<2>();
    for [key, value] in pairs {
        let (Value::Atom(key), Value::Atom(value)) = (key, value) else { continue };
        match key.to_ascii_uppercase().as_slice() {
            b"MESSAGES" => data.messages = Some(number(value)?),
            b"UIDNEXT" => data.uid_next = Some(number(value)?),
            b"UIDVALIDITY" => data.uid_validity = Some(number(value)?),
            b"HIGHESTMODSEQ" => data.highest_modseq = std::str::from_utf8(value).ok()?.parse().ok(),
            _ => {}
        }
    }
    Some(data)
}

fn fetch<'a>(cursor: &mut Cursor<'a>) -> Option<Fetch<'a>> {
    let mut fetch = Fetch::default();
    cursor.take(b' ');
    if !cursor.take(b'(') {
        return None;
    }
    loop {
        cursor.spaces();
        if cursor.take(b')') {
            return Some(fetch);
        }
        let name = cursor.attribute()?;
        cursor.spaces();
        let value = cursor.value(0)?;
        if name.eq_ignore_ascii_case(b"UID") {
            fetch.uid = value.number();
        } else if name.eq_ignore_ascii_case(b"RFC822.SIZE") {
            fetch.size = value.number();
        } else if name.eq_ignore_ascii_case(b"FLAGS") {
            let Value::List(flags) = value else { return None };
            fetch.flags = Some(flags.into_iter().filter_map(Value::text).map(lossy).collect());
        } else if name.eq_ignore_ascii_case(b"INTERNALDATE") {
            fetch.internal_date = value.text().and_then(|text| date(&text));
        } else if name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"BODY[")) {
            fetch.body = value.text();
        }
    }
}

// The one caller hands over what it owns.
#[allow(clippy::needless_pass_by_value, reason = "it is a step of an iterator of owned values")]
fn lossy(bytes: Cow<'_, [u8]>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

fn date(text: &[u8]) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(text).ok()?;
    DateTime::parse_from_str(text.trim(), "%d-%b-%Y %H:%M:%S %z").ok().map(|at| at.to_utc())
}

/// A value of IMAP's grammar.
#[derive(Debug, PartialEq, Eq)]
enum Value<'a> {
    Nil,
    Atom(&'a [u8]),
    Text(Cow<'a, [u8]>),
    List(Vec<Value<'a>>),
}

impl<'a> Value<'a> {
    fn text(self) -> Option<Cow<'a, [u8]>> {
        match self {
            Self::Atom(atom) => Some(Cow::Borrowed(atom)),
            Self::Text(text) => Some(text),
            Self::Nil | Self::List(_) => None,
        }
    }

    fn number(&self) -> Option<u32> {
        match self {
            Self::Atom(atom) => number(atom),
            Self::Nil | Self::Text(_) | Self::List(_) => None,
        }
    }
}

/// Lists within lists: nothing we ask for nests deeper.
const MAX_DEPTH: usize = 8;

struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn take(&mut self, byte: u8) -> bool {
        match self.rest.split_first() {
            Some((first, rest)) if *first == byte => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    fn spaces(&mut self) {
        while self.take(b' ') {}
    }

    fn until(&mut self, end: impl Fn(u8) -> bool) -> &'a [u8] {
        let length = self.rest.iter().position(|byte| end(*byte)).unwrap_or(self.rest.len());
        let (head, tail) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
        self.rest = tail;
        head
    }

    fn word(&mut self) -> &'a [u8] {
        self.until(|byte| byte == b' ')
    }

    fn atom(&mut self) -> &'a [u8] {
        self.until(|byte| matches!(byte, b' ' | b'(' | b')' | b'"' | b'\r' | b'\n'))
    }

    /// A FETCH attribute's name, with its section: `BODY[HEADER.FIELDS (SUBJECT)]<0>`.
    fn attribute(&mut self) -> Option<&'a [u8]> {
        let whole = self.rest;
        self.until(|byte| matches!(byte, b' ' | b'(' | b')' | b'['));
        if self.rest.first() == Some(&b'[') {
            self.until(|byte| byte == b']');
            self.until(|byte| byte == b' ');
        }
        let name = whole.get(..whole.len() - self.rest.len())?;
        (!name.is_empty()).then_some(name)
    }

    fn value(&mut self, depth: usize) -> Option<Value<'a>> {
        match self.rest.first()? {
            b'"' => self.quoted().map(Value::Text),
            b'{' => self.literal().map(|text| Value::Text(Cow::Borrowed(text))),
            b'(' if depth < MAX_DEPTH => {
                self.take(b'(');
                let mut values = Vec::new();
                loop {
                    self.spaces();
                    if self.take(b')') {
                        return Some(Value::List(values));
                    }
                    values.push(self.value(depth + 1)?);
                }
            }
            _ => {
                let atom = self.atom();
                if atom.is_empty() {
                    None
                } else if atom.eq_ignore_ascii_case(b"NIL") {
                    Some(Value::Nil)
                } else {
                    Some(Value::Atom(atom))
                }
            }
        }
    }

    fn quoted(&mut self) -> Option<Cow<'a, [u8]>> {
        self.take(b'"');
        let plain = self.until(|byte| matches!(byte, b'"' | b'\\'));
        if self.take(b'"') {
            return Some(Cow::Borrowed(plain));
        }
        let mut text = plain.to_vec();
        loop {
            if self.take(b'\\') {
                let (escaped, rest) = self.rest.split_first()?;
                text.push(*escaped);
                self.rest = rest;
            }
            text.extend_from_slice(self.until(|byte| matches!(byte, b'"' | b'\\')));
            if self.take(b'"') {
                return Some(Cow::Owned(text));
            }
            if self.rest.is_empty() {
                return None;
            }
        }
    }

    fn literal(&mut self) -> Option<&'a [u8]> {
        self.take(b'{');
        let digits = self.until(|byte| !byte.is_ascii_digit());
        self.take(b'+');
        if !(self.take(b'}') && self.take(b'\r') && self.take(b'\n')) {
            return None;
        }
        let length: usize = std::str::from_utf8(digits).ok()?.parse().ok()?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(text)
    }
}

#[cfg(test)]
mod tests;
