//! The stream beneath async-imap: it hands over one whole response at a time, and nothing that would hurt.
//!
//! async-imap and imap-proto do the talking and the parsing. What they do not do is done here, on the bytes:
//! - a literal over the limit is refused before memory is taken (async-imap takes up to 512 MiB);
//! - the last status line is kept: imap-proto drops response codes that it does not know (OVERQUOTA), and async-imap
//!   gives none at all for a login;
//! - a line that nobody asked for and that imap-proto cannot read is passed over: for async-imap it would be the end;
//! - status lines become ASCII, and a FETCH may not nest: imap-proto panics on the one and recurses on the other;
//! - a long SEARCH is cut into several: async-imap reads 4 kB at a time and parses the line anew after each.
//!
//! A read never goes beyond the end of a response. So async-imap's buffer is empty whenever it has returned one.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use async_imap::imap_proto::Response;
use tokio::io::{AsyncRead, AsyncWrite, BufWriter, ReadBuf};

/// Anything a connection can run over.
pub(super) trait Transport: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Transport for T {}

/// Read at a time, and the buffer's size at rest.
const BLOCK: usize = 64 * 1024;
/// The most bytes of a response outside its literals (a SEARCH of a million UIDs has eight million).
const MAX_LINE: usize = 32 * 1024 * 1024;
/// The longest part of a SEARCH that is handed over at once.
const SEARCH_PART: usize = 3000;
/// The most parentheses in a FETCH: what we ask for has four.
const MAX_PARENTHESES: usize = 16;

/// Why there is no next response, where the stream knows better than async-imap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The server ended the stream.
    End,
    Io,
    TooLarge,
}

pub(super) struct Tap {
    /// A command is written in one go: async-imap writes it in four.
    stream: BufWriter<Box<dyn Transport>>,
    /// What came and was not looked at, from `start` on.
    inbound: Vec<u8>,
    start: usize,
    /// From where the end of the line is looked for.
    scan: usize,
    /// What may be handed over, from `sent` on.
    out: Vec<u8>,
    sent: usize,
    /// What is left of a FETCH's literal: it is handed over as it comes.
    literal: usize,
    /// Whether the next line belongs to a FETCH that has begun.
    in_fetch: bool,
    /// Where the SEARCH ends that is being handed over in parts.
    search_end: Option<usize>,
    last_status: Vec<u8>,
    max_literal: usize,
    fault: Option<Fault>,
}

impl fmt::Debug for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tap").field("fault", &self.fault).finish_non_exhaustive()
    }
}

impl Tap {
    pub(super) fn new(stream: Box<dyn Transport>, max_literal: usize) -> Self {
        Self {
            stream: BufWriter::new(stream),
            inbound: Vec::with_capacity(BLOCK),
            start: 0,
            scan: 0,
            out: Vec::new(),
            sent: 0,
            literal: 0,
            in_fetch: false,
            search_end: None,
            last_status: Vec::new(),
            max_literal,
            fault: None,
        }
    }

    /// Why the stream ended.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.fault
    }

    /// The last status line that was handed over.
    pub(super) fn last_status(&self) -> &[u8] {
        &self.last_status
    }

    /// Whether something has come that nobody has read.
    pub(super) fn has_unread(&self) -> bool {
        self.inbound.len() > self.start || self.out.len() > self.sent
    }

    /// The stream beneath, for STARTTLS.
    pub(super) fn into_stream(self) -> Box<dyn Transport> {
        self.stream.into_inner()
    }

    /// Whether the end of a response has been handed over, or nothing yet of the next.
    fn is_between(&self) -> bool {
        self.sent == self.out.len() && self.literal == 0 && !self.in_fetch
    }

    /// Copies what may be handed over.
    fn hand_over(&mut self, buf: &mut ReadBuf<'_>) {
        let ready = self.out.get(self.sent..).unwrap_or_default();
        let some = ready.get(..ready.len().min(buf.remaining())).unwrap_or_default();
        buf.put_slice(some);
        self.sent += some.len();
        if self.sent < self.out.len() {
            return;
        }
        let came = self.inbound.get(self.start..).unwrap_or_default();
        let length = came.len().min(self.literal).min(buf.remaining());
        buf.put_slice(came.get(..length).unwrap_or_default());
        self.literal -= length;
        self.start += length;
        self.scan = self.scan.max(self.start);
    }

    /// Makes the next line, or the next response, ready; whether there was one.
    fn advance(&mut self) -> io::Result<bool> {
        loop {
            if let Some(end) = self.search_end {
                self.next_of_search(end);
                return Ok(true);
            }
            let Some(newline) =
                self.inbound.get(self.scan..).and_then(|unseen| unseen.iter().position(|b| *b == b'\n'))
            else {
                // A held literal may be awaited: then the line goes on beyond what has come.
                self.scan = self.scan.max(self.inbound.len());
                let held = self.inbound.len().saturating_sub(self.start);
                return if held > MAX_LINE { Err(self.too_large()) } else { Ok(false) };
            };
            let end = self.scan + newline + 1;
            let line = self.inbound.get(self.start..end).unwrap_or_default();
            let status = !self.in_fetch && is_status(line);
            let literal = if status { None } else { announced(line) };
            if literal.is_some_and(|length| length > self.max_literal) {
                return Err(self.too_large());
            }
            if self.in_fetch || !status && is_fetch(line) {
                if line.iter().filter(|byte| **byte == b'(').nth(MAX_PARENTHESES).is_some() {
                    return Err(io::Error::from(io::ErrorKind::InvalidData));
                }
                replace(&mut self.out, line);
                self.in_fetch = literal.is_some();
                self.literal = literal.unwrap_or(0);
            } else if let Some(length) = literal {
                self.scan = end + length;
                if self.scan - self.start > MAX_LINE {
                    return Err(self.too_large());
                }
                continue;
            } else if status {
                replace(&mut self.out, line);
                let text = self.out.len().saturating_sub(2);
                for byte in self.out.iter_mut().take(text).filter(|byte| !(b' '..=b'~').contains(*byte)) {
                    *byte = b'?';
                }
                replace(&mut self.last_status, &self.out);
            } else if line.len() > SEARCH_PART && starts(line, b"* SEARCH ") {
                self.start += b"* SEARCH".len();
                self.search_end = Some(end);
                continue;
            } else {
                let wanted = readable(line);
                (self.start, self.scan) = (end, end);
                match wanted {
                    Some(line) => self.out = line,
                    None => continue,
                }
                self.sent = 0;
                return Ok(true);
            }
            (self.start, self.scan, self.sent) = (end, end, 0);
            return Ok(true);
        }
    }

    /// Makes the next part of a long SEARCH ready, as a SEARCH of its own.
    fn next_of_search(&mut self, end: usize) {
        let rest = self.inbound.get(self.start..end).unwrap_or_default();
        let part = rest.get(..SEARCH_PART).and_then(|part| part.iter().rposition(|byte| *byte == b' '));
        self.out.clear();
        self.sent = 0;
        self.out.extend_from_slice(b"* SEARCH");
        if let Some(length) = part.filter(|length| *length > 0) {
            self.out.extend_from_slice(rest.get(..length).unwrap_or_default());
            self.out.extend_from_slice(b"\r\n");
            self.start += length;
        } else {
            self.out.extend_from_slice(rest);
            self.out = readable(&self.out).unwrap_or_default();
            self.search_end = None;
            (self.start, self.scan) = (end, end);
        }
    }

    fn too_large(&mut self) -> io::Error {
        self.fault = Some(Fault::TooLarge);
        io::Error::from(io::ErrorKind::InvalidData)
    }

    fn make_room(&mut self) {
        if self.start > 0 && self.search_end.is_none() {
            self.inbound.drain(..self.start.min(self.inbound.len()));
            self.scan -= self.start;
            self.start = 0;
            if self.inbound.is_empty() && self.inbound.capacity() > 64 * BLOCK {
                self.inbound.shrink_to(BLOCK);
            }
        }
    }

    /// Reads what has come, into `into` or else into our own buffer; how much that was.
    fn poll_fill(&mut self, cx: &mut Context<'_>, into: Option<&mut ReadBuf<'_>>) -> Poll<io::Result<usize>> {
        let stream = Pin::new(&mut self.stream);
        let read = if let Some(buf) = into {
            let before = buf.filled().len();
            ready!(stream.poll_read(cx, buf)).map(|()| buf.filled().len() - before)
        } else {
            let held = self.inbound.len();
            self.inbound.resize(held + BLOCK, 0);
            let mut buf = ReadBuf::new(self.inbound.get_mut(held..).unwrap_or_default());
            let polled = stream.poll_read(cx, &mut buf);
            let length = buf.filled().len();
            self.inbound.truncate(held + length);
            ready!(polled).map(|()| length)
        };
        match &read {
            Ok(0) => self.fault = Some(Fault::End),
            Ok(_) => {}
            Err(_) => self.fault = Some(Fault::Io),
        }
        Poll::Ready(read)
    }
}

impl AsyncRead for Tap {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buf.filled().len();
        loop {
            this.hand_over(buf);
            let some = buf.filled().len() > before;
            if buf.remaining() == 0 || some && this.is_between() {
                return Poll::Ready(Ok(()));
            }
            if this.literal == 0 && this.advance()? {
                continue;
            }
            if some {
                return Poll::Ready(Ok(()));
            }
            this.make_room();
            if this.literal >= BLOCK {
                // Most of a large mail goes straight to where it is parsed.
                let unfilled = buf.initialize_unfilled_to(this.literal.min(buf.remaining()));
                let mut part = ReadBuf::new(unfilled);
                let length = ready!(this.poll_fill(cx, Some(&mut part)))?;
                buf.advance(length);
                this.literal -= length;
                return Poll::Ready(Ok(()));
            }
            if ready!(this.poll_fill(cx, None))? == 0 {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl AsyncWrite for Tap {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

fn replace(own: &mut Vec<u8>, bytes: &[u8]) {
    own.clear();
    own.extend_from_slice(bytes);
}

fn starts(line: &[u8], word: &[u8]) -> bool {
    line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Whether it is a tagged line, a continuation, or an untagged OK, NO, BAD, PREAUTH or BYE.
fn is_status(line: &[u8]) -> bool {
    let Some(data) = line.strip_prefix(b"* ") else { return true };
    let word = data.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    [&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"].iter().any(|status| word.eq_ignore_ascii_case(status))
}

fn is_fetch(line: &[u8]) -> bool {
    let mut words = line.split(|byte| *byte == b' ').skip(1);
    words.next().is_some_and(|number| !number.is_empty() && number.iter().all(u8::is_ascii_digit))
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case(b"FETCH"))
}

/// The length of the literal that this line announces at its end.
fn announced(line: &[u8]) -> Option<usize> {
    let text = line.strip_suffix(b"\r\n")?.strip_suffix(b"}")?;
    let open = text.iter().rposition(|byte| *byte == b'{')?;
    let digits = text.get(open + 1..)?;
    if digits.is_empty() || digits.len() > 10 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// An untagged response as imap-proto can read it; `None` when it cannot and nobody waits for it.
fn readable(response: &[u8]) -> Option<Vec<u8>> {
    if Response::parse(response).is_ok() {
        return Some(response.to_vec());
    }
    let list = response.iter().rposition(|byte| *byte == b'(').unwrap_or(response.len());
    let (before, list) = response.split_at_checked(list)?;
    if starts(response, b"* SEARCH") {
        // `(MODSEQ 9)` may follow.
        return Some([before, b"\r\n"].concat());
    }
    if !starts(response, b"* STATUS ") {
        return None;
    }
    // What the server tells besides.
    let list = String::from_utf8_lossy(list);
    let words: Vec<&str> =
        list.split(|c: char| c.is_ascii_whitespace() || "()".contains(c)).filter(|w| !w.is_empty()).collect();
    let known = ["MESSAGES", "UIDNEXT", "UIDVALIDITY", "HIGHESTMODSEQ"];
    let (pairs, _) = words.as_chunks::<2>();
    let pairs: Vec<String> = pairs
        .iter()
        .filter(|[key, _]| known.iter().any(|known| key.eq_ignore_ascii_case(known)))
        .map(|[key, value]| format!("{key} {value}"))
        .collect();
    Some([before, b"(", pairs.join(" ").as_bytes(), b")\r\n"].concat())
}

#[cfg(test)]
mod tests;
