//! A server that says exactly what it is told to, for the faults that real servers do not show on demand.

use std::net::SocketAddr;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// One step of a script.
#[derive(Clone)]
pub(crate) enum Step {
    /// A line must come that contains this; its first word becomes `{tag}`.
    Hear(&'static str),
    /// Says this, with `{tag}` replaced.
    Say(String),
    /// Reads until a line that is just a dot, and says nothing.
    HearMail,
    /// Reads no more, and stays.
    Stall,
    /// Says nothing more until the other side hangs up.
    Hang,
}

pub(crate) fn say(text: &str) -> Step {
    Step::Say(text.to_owned())
}

/// A scripted server; it plays one script per connection, in order, and hangs up after each.
pub(crate) struct Scripted {
    pub(crate) address: SocketAddr,
    playing: JoinHandle<()>,
}

impl Scripted {
    pub(crate) async fn start(scripts: Vec<Vec<Step>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let playing = tokio::spawn(async move {
            for script in scripts {
                let (stream, _) = listener.accept().await.unwrap();
                play(stream, script).await;
            }
        });
        Self { address, playing }
    }

    /// The scripts were played to their ends.
    pub(crate) async fn finished(self) {
        self.playing.await.expect("the script was followed");
    }
}

async fn play(stream: TcpStream, script: Vec<Step>) {
    let mut stream = BufReader::new(stream);
    let mut tag = String::new();
    let mut line = Vec::new();
    for step in script {
        match step {
            Step::Hear(text) => {
                line.clear();
                stream.read_until(b'\n', &mut line).await.unwrap();
                let heard = String::from_utf8_lossy(&line);
                assert!(heard.contains(text), "heard {heard:?} instead of {text:?}");
                tag = heard.split(' ').next().unwrap_or_default().trim().to_owned();
            }
            Step::Say(text) => {
                // The other side may have hung up already: that is its right.
                let _ = stream.write_all(text.replace("{tag}", &tag).as_bytes()).await;
            }
            Step::HearMail => loop {
                line.clear();
                stream.read_until(b'\n', &mut line).await.unwrap();
                assert!(!line.is_empty(), "the mail ends");
                if line == b".\r\n" {
                    break;
                }
            },
            Step::Stall => std::future::pending().await,
            Step::Hang => loop {
                line.clear();
                if stream.read_until(b'\n', &mut line).await.unwrap_or(0) == 0 {
                    break;
                }
            },
        }
    }
}
