//! A server that lists a mail and does not hand it out: something between the daemon and the real server, which answers
//! in the server's place when the bytes of such a mail are asked for.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::servers::servers;

/// How a mail is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// The command that asks for it is refused, whatever else it asks for.
    Refused,
    /// It is left out of the answer without a word.
    LeftOut,
}

/// The mails that are withheld: in which folder, under which UID.
type Withheld = Arc<Mutex<BTreeSet<(String, u32)>>>;

/// Stands before the IMAP server that all stories share.
pub(crate) struct Withholding {
    port: u16,
    withheld: Withheld,
}

impl Withholding {
    pub(crate) async fn new(how: How) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let withheld = Withheld::default();
        let also = Arc::clone(&withheld);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(between(client, how, Arc::clone(&also)));
            }
        });
        Self { port, withheld }
    }

    /// A configuration whose mailbox is reached this way, in plain text.
    pub(crate) fn stands_in(&self, config: &str) -> String {
        let (head, mailbox) = config.split_once("[[mailbox]]").unwrap();
        let (own, rest) = mailbox.split_once("[files]").unwrap();
        let port = format!("port = {}\n", servers().imap_port);
        assert!(own.contains(&port) && own.contains("starttls"), "{own}");
        let own = own.replace(&port, &format!("port = {}\n", self.port)).replace("starttls", "plain");
        format!("{head}[[mailbox]]{own}[files]{rest}")
    }

    /// From now on the mail with this UID in this folder is withheld.
    pub(crate) fn withholds(&self, folder: &str, uid: u32) {
        self.withheld.lock().unwrap().insert((folder.to_owned(), uid));
    }
}

/// What either side says goes to the other, but for the bytes of what is withheld.
async fn between(client: TcpStream, how: How, withheld: Withheld) {
    let Ok(server) = TcpStream::connect(("127.0.0.1", servers().imap_port)).await else { return };
    let (from_client, to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    // The daemon says nothing while it waits for an answer, so that the two who write never meet within one.
    let to_client = Arc::new(tokio::sync::Mutex::new(to_client));
    let also = Arc::clone(&to_client);
    tokio::spawn(async move {
        let mut bytes = vec![0; 65_536];
        while let Ok(length @ 1..) = tokio::io::AsyncReadExt::read(&mut from_server, &mut bytes).await {
            let _ = also.lock().await.write_all(&bytes[..length]).await;
        }
        let _ = also.lock().await.shutdown().await;
    });
    let mut from_client = BufReader::new(from_client);
    let (mut folder, mut line) = (String::new(), vec![]);
    while from_client.read_until(b'\n', &mut line).await.is_ok_and(|length| length > 0) {
        let text = String::from_utf8_lossy(&line).into_owned();
        if let Some((_, name)) = text.split_once(" SELECT \"") {
            folder = name.split('"').next().unwrap_or_default().to_owned();
        }
        let kept = |uid: &u32| withheld.lock().unwrap().contains(&(folder.clone(), *uid));
        let answer = match asked_for(&text) {
            Some((tag, uids, _)) if how == How::Refused && uids.iter().any(kept) => {
                Some(format!("{tag} NO [SERVERBUG] Internal error occurred.\r\n"))
            }
            Some((tag, uids, _)) if uids.iter().all(kept) => Some(format!("{tag} OK Fetch completed.\r\n")),
            Some((tag, uids, what)) if uids.iter().any(kept) => {
                let rest: Vec<String> = uids.iter().filter(|uid| !kept(uid)).map(ToString::to_string).collect();
                line = format!("{tag} UID FETCH {} {what}", rest.join(",")).into_bytes();
                None
            }
            Some(_) | None => None,
        };
        let passed_on = match answer {
            Some(answer) => to_client.lock().await.write_all(answer.as_bytes()).await,
            None => to_server.write_all(&line).await,
        };
        if passed_on.is_err() {
            break;
        }
        line.clear();
    }
    let _ = to_server.shutdown().await;
}

/// The tag, the UIDs and the rest of a command that asks for the bytes of mails.
fn asked_for(line: &str) -> Option<(&str, Vec<u32>, &str)> {
    let (tag, rest) = line.split_once(" UID FETCH ")?;
    let (set, what) = rest.split_once(' ').filter(|(_, what)| what.contains("BODY.PEEK["))?;
    let uids = set.split(',').flat_map(|range| {
        let (first, last) = range.split_once(':').unwrap_or((range, range));
        first.parse::<u32>().unwrap()..=last.parse::<u32>().unwrap()
    });
    Some((tag, uids.collect(), what))
}
