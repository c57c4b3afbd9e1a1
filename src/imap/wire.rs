//! The stream to a server, cut into whole responses.
//!
//! A response is cut by IMAP's own framing (lines, and literals that announce their length), before anything
//! in it is understood. So a literal is waited for once and never scanned, a cancelled read loses nothing,
//! and a limit is kept before memory is taken.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Anything a connection can run over.
pub(super) trait Transport: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Transport for T {}

/// Read at a time, and the buffer's size at rest.
const BLOCK: usize = 64 * 1024;
/// The most bytes of a response outside its literals (a SEARCH of a million UIDs has eight million).
const MAX_LINE: usize = 32 * 1024 * 1024;

pub(super) struct Wire {
    stream: Box<dyn Transport>,
    buffer: Vec<u8>,
    /// Where the response that was handed out last ends: what is before is done with.
    done: usize,
    /// From where the end of the current line is looked for; beyond the buffer while a literal is awaited.
    scan: usize,
    max_literal: usize,
}

/// Why there is no next response.
#[derive(Debug)]
pub(super) enum WireError {
    /// The server ended the stream.
    End,
    Io(io::Error),
    TooLarge,
}

impl Wire {
    pub(super) fn new(stream: Box<dyn Transport>, max_literal: usize) -> Self {
        Self { stream, buffer: Vec::with_capacity(BLOCK), done: 0, scan: 0, max_literal }
    }

    /// The next whole response, its last CRLF included. May be cancelled and called again.
    pub(super) async fn response(&mut self) -> Result<&[u8], WireError> {
        let end = loop {
            if let Some(end) = self.whole()? {
                break end;
            }
            self.make_room();
            match self.stream.read_buf(&mut self.buffer).await {
                Ok(0) => return Err(WireError::End),
                Ok(_) => {}
                Err(error) => return Err(WireError::Io(error)),
            }
        };
        let start = std::mem::replace(&mut self.done, end);
        Ok(self.buffer.get(start..end).unwrap_or_default())
    }

    /// Where the response that begins at `done` ends, when it is there.
    fn whole(&mut self) -> Result<Option<usize>, WireError> {
        loop {
            let Some(unseen) = self.buffer.get(self.scan..) else { return Ok(None) };
            let Some(newline) = unseen.iter().position(|byte| *byte == b'\n') else {
                self.scan = self.buffer.len();
                if self.scan - self.done > MAX_LINE.saturating_add(self.max_literal) {
                    return Err(WireError::TooLarge);
                }
                return Ok(None);
            };
            let line_end = self.scan + newline + 1;
            let line = self.buffer.get(self.done..line_end).unwrap_or_default();
            let Some(length) = announced(line) else {
                self.scan = line_end;
                return Ok(Some(line_end));
            };
            if length > self.max_literal {
                return Err(WireError::TooLarge);
            }
            self.scan = line_end + length;
        }
    }

    fn make_room(&mut self) {
        if self.done > 0 {
            self.buffer.drain(..self.done);
            self.scan -= self.done;
            self.done = 0;
            if self.buffer.is_empty() && self.buffer.capacity() > 64 * BLOCK {
                self.buffer.shrink_to(BLOCK);
            }
        }
        let awaited = self.scan.saturating_sub(self.buffer.len());
        self.buffer.reserve(awaited.max(BLOCK));
    }

    /// Whether something has come that nobody has read.
    pub(super) fn has_unread(&self) -> bool {
        self.buffer.len() > self.done
    }

    pub(super) async fn write(&mut self, parts: &[&[u8]]) -> io::Result<()> {
        match parts {
            [one] => self.stream.write_all(one).await?,
            many => self.stream.write_all(&many.concat()).await?,
        }
        self.stream.flush().await
    }

    /// The stream beneath, for STARTTLS.
    pub(super) fn into_stream(self) -> Box<dyn Transport> {
        self.stream
    }
}

/// The length of the literal that this line announces at its end. Status lines announce none: a `{5}` there
/// is part of a sentence.
fn announced(line: &[u8]) -> Option<usize> {
    let text = line.strip_suffix(b"\r\n")?.strip_suffix(b"}")?;
    let open = text.iter().rposition(|byte| *byte == b'{')?;
    let (before, digits) = (text.get(..open)?, text.get(open + 1..)?);
    let digits = digits.strip_suffix(b"+").unwrap_or(digits);
    if digits.is_empty() || digits.len() > 10 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let data = before.strip_prefix(b"* ")?;
    let word = data.split(|byte| *byte == b' ').next().unwrap_or_default();
    if [&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"].iter().any(|status| word.eq_ignore_ascii_case(status)) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn cut(chunks: &'static [&'static [u8]], max_literal: usize) -> (Vec<Vec<u8>>, Result<(), WireError>) {
        let (ours, mut theirs) = tokio::io::duplex(7);
        let writer = tokio::spawn(async move {
            for chunk in chunks {
                if theirs.write_all(chunk).await.is_err() {
                    return;
                }
            }
        });
        let mut wire = Wire::new(Box::new(ours), max_literal);
        let mut cut = Vec::new();
        let end = loop {
            match wire.response().await {
                Ok(response) => cut.push(response.to_vec()),
                Err(error) => break Err(error),
            }
        };
        drop(wire);
        writer.await.unwrap();
        (cut, end)
    }

    #[tokio::test]
    async fn responses_are_cut_by_lines_and_literals() {
        let (cut, end) = cut(
            &[
                b"* 1 FETCH (UID 7 BODY[] {12}\r\nab\r\n{3}\r\ncd\r",
                b" FLAGS ())\r\n* OK give me {5}\r\nA1 OK x {9}\r\n",
                b"* LIST () \"/\" {3}\r\na b\r\n",
            ],
            1000,
        )
        .await;
        assert_eq!(cut.len(), 4, "{cut:?}");
        assert_eq!(cut[0], b"* 1 FETCH (UID 7 BODY[] {12}\r\nab\r\n{3}\r\ncd\r FLAGS ())\r\n");
        assert_eq!(cut[1], b"* OK give me {5}\r\n");
        assert_eq!(cut[3], b"* LIST () \"/\" {3}\r\na b\r\n");
        assert!(matches!(end, Err(WireError::End)));
    }

    #[tokio::test]
    async fn a_literal_over_the_limit_takes_no_memory() {
        let (cut, end) = cut(&[b"* 1 FETCH (BODY[] {4000000000}\r\n"], 1000).await;
        assert!(cut.is_empty());
        assert!(matches!(end, Err(WireError::TooLarge)));
    }
}
