//! A frozen message without the originals that it attaches, for a server that takes none as large.

use memchr::memmem;

/// Every boundary of ours begins with this; the outermost ends with [`OUTERMOST`].
const BOUNDARY: &str = "boundary=\"fd_";
const OUTERMOST: &str = "_all";
/// How the names of attached originals begin.
const ORIGINAL: &str = "filename=\"original";

/// The message with a few words in place of the originals it attaches: `lies_in` is the folder where the mail lies.
/// Everything else stays as it was frozen. `None` when it attaches none.
#[must_use]
pub fn without_originals(bytes: &[u8], lies_in: &str) -> Option<Vec<u8>> {
    let boundary = outermost(bytes)?;
    let delimiter = format!("\r\n--{boundary}\r\n");
    let close = format!("\r\n--{boundary}--");
    let end = memmem::rfind(bytes, close.as_bytes())?;
    let mut parts = vec![];
    let mut rest = bytes.get(..end)?;
    while let Some(at) = memmem::find(rest, delimiter.as_bytes()) {
        parts.push(rest.get(..at)?);
        rest = rest.get(at + delimiter.len()..)?;
    }
    parts.push(rest);
    let (head, parts) = parts.split_first()?;
    let (originals, kept): (Vec<&[u8]>, Vec<&[u8]>) = parts.iter().partition(|part| is_original(part));
    if originals.is_empty() {
        return None;
    }
    let note = format!(
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\
         Content-Disposition: inline\r\n\r\n\
         The original mail is too large for the mail server and is not attached. It lies in the mailbox, in the folder \
         {lies_in}.\r\n"
    );
    let mut smaller = head.to_vec();
    for part in kept.into_iter().chain([note.as_bytes()]) {
        smaller.extend_from_slice(delimiter.as_bytes());
        smaller.extend_from_slice(part);
    }
    smaller.extend_from_slice(bytes.get(end..)?);
    Some(smaller)
}

/// The boundary of the outermost multipart, from the header.
fn outermost(bytes: &[u8]) -> Option<String> {
    let header = bytes.get(..memmem::find(bytes, b"\r\n\r\n")?)?;
    let header = std::str::from_utf8(header).ok()?;
    let from = header.find(BOUNDARY)? + "boundary=\"".len();
    let boundary = header.get(from..)?.split('"').next()?;
    boundary.ends_with(OUTERMOST).then(|| boundary.to_owned())
}

fn is_original(part: &[u8]) -> bool {
    let header = memmem::find(part, b"\r\n\r\n").and_then(|end| part.get(..end)).unwrap_or_default();
    memmem::find(header, ORIGINAL.as_bytes()).is_some()
}
