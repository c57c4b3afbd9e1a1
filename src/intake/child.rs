//! The child process that reads attachments, and the frames it speaks.
//!
//! A request is a header in JSON and the attachment's bytes; an answer is an [`Extracted`] in JSON. Each is
//! led by its length in four bytes, the least significant first. The child limits its own memory and
//! processor time before it reads anything, and ends after some hundred attachments, so that nothing a
//! file does to it lasts.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};

use super::extract::{Extracted, LARGEST, extract};

/// Address space of the child, in bytes.
const MEMORY: u64 = 512 << 20;
/// Stack of the thread that reads, in bytes: some parsers go down as deep as a file is nested. One that goes
/// deeper ends the process, which is noticed.
const STACK: usize = 64 << 20;
/// Processor time of one child's whole life, in seconds.
const PROCESSOR_SECONDS: u64 = 60;
/// Attachments that one child reads.
pub const ATTACHMENTS_PER_CHILD: usize = 200;
/// Largest header of a request, in bytes.
const LARGEST_HEADER: usize = 64 << 10;
/// Largest answer, in bytes; a larger one is a failure.
pub const LARGEST_ANSWER: usize = 8 << 20;

/// An attachment to be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttachmentInput {
    /// The sender's file name; it only breaks ties about the kind of file.
    pub name: String,
    /// The declared media type.
    pub media_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    name: String,
    media_type: String,
}

/// The frames of a request.
///
/// # Errors
/// `InvalidInput` where the attachment or its header is beyond the limits.
pub fn request(input: &AttachmentInput) -> io::Result<Vec<u8>> {
    let short = |text: &str| text.chars().take(1_000).collect();
    let header = serde_json::to_vec(&Header { name: short(&input.name), media_type: short(&input.media_type) })?;
    if input.bytes.len() > LARGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the attachment is too large"));
    }
    let mut frames = Vec::with_capacity(header.len() + input.bytes.len() + 8);
    for part in [header.as_slice(), input.bytes.as_slice()] {
        let length = u32::try_from(part.len()).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        frames.extend_from_slice(&length.to_le_bytes());
        frames.extend_from_slice(part);
    }
    Ok(frames)
}

/// What an answer says.
///
/// # Errors
/// `InvalidData` where it is no answer; the child that gave it is not to be believed again.
pub fn answer(frame: &[u8]) -> io::Result<Extracted> {
    serde_json::from_slice(frame).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Serves requests until the input ends or enough were served.
///
/// # Errors
/// Where the pipe breaks, a frame is beyond its limit, or the limits on this process cannot be set.
pub fn serve(input: impl Read + Send, output: impl Write + Send) -> io::Result<()> {
    // The limits forbid further threads, so that they are set inside of this one.
    let reading = || limit_this_process().and_then(|()| serve_all(input, output));
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, reading)?;
        thread.join().unwrap_or_else(|_| Err(io::Error::other("the reading thread panicked")))
    })
}

fn serve_all(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    // A panic is an answer of its own; its message could hold what the file says.
    std::panic::set_hook(Box::new(|_| {}));
    for _ in 0..ATTACHMENTS_PER_CHILD {
        let Some(header) = frame(&mut input, LARGEST_HEADER)? else { return Ok(()) };
        let header: Header = serde_json::from_slice(&header)?;
        let Some(bytes) = frame(&mut input, LARGEST)? else { return Ok(()) };
        let result = catch_unwind(AssertUnwindSafe(|| extract(&header.name, &header.media_type, &bytes)))
            .unwrap_or_else(|_| Extracted::Failed("its reader stopped".to_owned()));
        let mut answer = serde_json::to_vec(&result)?;
        if answer.len() > LARGEST_ANSWER {
            answer = serde_json::to_vec(&Extracted::Failed("its text is too long".to_owned()))?;
        }
        let length = u32::try_from(answer.len()).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        output.write_all(&length.to_le_bytes())?;
        output.write_all(&answer)?;
        output.flush()?;
    }
    Ok(())
}

/// One frame; `None` at the end of the input.
fn frame(input: &mut impl Read, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0_u8; 4];
    match input.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
    if length > most {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a frame is beyond its limit"));
    }
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}

fn limit_this_process() -> io::Result<()> {
    let to = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::As, to(MEMORY))?;
    setrlimit(Resource::Cpu, to(PROCESSOR_SECONDS))?;
    setrlimit(Resource::Core, to(0))?;
    setrlimit(Resource::Fsize, to(0))?;
    setrlimit(Resource::Nproc, to(0)).or(Ok::<(), io::Error>(()))
}
