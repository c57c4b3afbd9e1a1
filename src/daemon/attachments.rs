//! Attachments are read by a child process of the same program, so that a hostile file can at worst cost
//! its own reading: a child that hangs, crashes or swells is killed, the attachment is a failure, and the
//! next one gets a new child.

use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::intake::Extracted;
use crate::intake::child::{ATTACHMENTS_PER_CHILD, AttachmentInput, LARGEST_ANSWER, answer, request};

/// How long one attachment may take.
const DEADLINE: Duration = Duration::from_secs(10);

/// Reads attachments in a recycled child process.
#[derive(Debug)]
pub struct AttachmentReader {
    program: PathBuf,
    args: Vec<String>,
    deadline: Duration,
    child: Mutex<Option<Reading>>,
}

/// A running child.
#[derive(Debug)]
struct Reading {
    process: Child,
    input: ChildStdin,
    output: ChildStdout,
    served: usize,
}

impl AttachmentReader {
    /// A reader that starts `program` with `args`, which must serve
    /// [`intake::child::serve`](crate::intake::child::serve) on its standard input and output.
    #[must_use]
    pub fn new(program: PathBuf, args: Vec<String>) -> Self {
        Self { program, args, deadline: DEADLINE, child: Mutex::new(None) }
    }

    /// The same with another deadline for each attachment.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Reads attachments, one result each, in order. Whatever goes wrong is that attachment's
    /// [`Extracted::Failed`].
    pub async fn read(&self, inputs: Vec<AttachmentInput>) -> Vec<Extracted> {
        let mut results = Vec::with_capacity(inputs.len());
        let mut slot = self.child.lock().await;
        for input in &inputs {
            // The child is put back only after a whole exchange: one that was cut short, by its deadline or
            // by whoever waits for this, is dropped, which kills it.
            let outcome = match slot.take() {
                Some(child) => Ok(child),
                None => self.start(),
            };
            let result = match outcome {
                Ok(mut child) => match timeout(self.deadline, child.exchange(input)).await {
                    Ok(Ok(result)) => {
                        if child.served < ATTACHMENTS_PER_CHILD {
                            *slot = Some(child);
                        }
                        result
                    }
                    Ok(Err(error)) => {
                        tracing::warn!(kind = ?error.kind(), "the attachments' child failed and is replaced");
                        child.end().await;
                        Extracted::Failed("its reader failed".to_owned())
                    }
                    Err(_) => {
                        tracing::warn!("the attachments' child did not answer in time and is replaced");
                        child.end().await;
                        Extracted::Failed("reading it took too long".to_owned())
                    }
                },
                Err(error) => {
                    tracing::error!(kind = ?error.kind(), "the attachments' child cannot be started");
                    Extracted::Failed("its reader could not be started".to_owned())
                }
            };
            results.push(result);
        }
        results
    }

    fn start(&self) -> io::Result<Reading> {
        let mut process = Command::new(&self.program)
            .args(&self.args)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let missing = || io::Error::new(io::ErrorKind::BrokenPipe, "the child has no pipe");
        let input = process.stdin.take().ok_or_else(missing)?;
        let output = process.stdout.take().ok_or_else(missing)?;
        Ok(Reading { process, input, output, served: 0 })
    }
}

impl Reading {
    async fn exchange(&mut self, attachment: &AttachmentInput) -> io::Result<Extracted> {
        self.served += 1;
        let frames = match request(attachment) {
            Ok(frames) => frames,
            // Nothing was sent yet, so the child is as good as before.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                return Ok(Extracted::Failed("it is too large".to_owned()));
            }
            Err(error) => return Err(error),
        };
        self.input.write_all(&frames).await?;
        self.input.flush().await?;
        let mut length = [0_u8; 4];
        self.output.read_exact(&mut length).await?;
        let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
        if length > LARGEST_ANSWER {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the answer is beyond its limit"));
        }
        let mut frame = vec![0; length];
        self.output.read_exact(&mut frame).await?;
        answer(&frame)
    }

    /// Kills the process and waits for its end, so that none is left behind.
    async fn end(mut self) {
        // It may have ended by itself.
        let _ = self.process.kill().await;
    }
}
