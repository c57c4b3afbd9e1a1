//! One mail at a time: from the server's announcement to filed, and to its decision request accepted by SMTP.

use std::time::{Duration, Instant};

use frontdoor::domain::FolderName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::daemon::Ports;
use super::people::{Child, day};
use super::{Bench, mails, servers};

const TIMES: usize = 50;

pub(crate) async fn run(bench: &Bench) {
    let children: Vec<Child> = bench.known.iter().filter(|child| child.recent).cloned().collect();
    let user = servers::user("single");
    bench.fill(&user, &[]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let imap = listener.local_addr().unwrap().port();
    let (announced, mut announcements) = mpsc::unbounded_channel();
    tokio::spawn(between(listener, bench.servers.imap_port, announced));
    let home = bench.home("single", &user, Ports { imap, smtp: bench.servers.smtp_port });
    let daemon = home.run();
    let record = home.record().await;
    let inbox = FolderName::from("INBOX");
    let mut writer = bench.servers.open(&user).await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    let (mut told, mut filed, mut sent) = (vec![], vec![], vec![]);
    // Each about another family; a child of whom something was sent already is deep in another way.
    let step = children.len() / (TIMES * 3);
    let mut number = 0;
    while sent.len() < TIMES && number < TIMES * 3 {
        let mail = mails::one(number, &children[number * step]);
        number += 1;
        while announcements.try_recv().is_ok() {}
        let written = Instant::now();
        writer.append(&inbox, &[], None, &mail).await.unwrap();
        let announced = announcements.recv().await.unwrap();
        let (filing, asked) = outcome(&record, number).await;
        told.push(announced.saturating_duration_since(written));
        filed.push(filing.saturating_duration_since(announced));
        if let Some(at) = asked {
            sent.push(at.saturating_duration_since(announced));
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    println!("\nsingle: {number} mails on {}, {} of them asked about", day(), sent.len());
    println!("announced: {} after it was written", spread(&mut told));
    println!("filed: {} after the announcement", spread(&mut filed));
    println!("decision request accepted: {} after the announcement (goal: median 150 ms)", spread(&mut sent));
    println!("most memory {:.0} MB", daemon.most_memory());
    daemon.stop();
}

/// Stands between the daemon and its IMAP server, and tells when the server announces a mail.
async fn between(listener: TcpListener, port: u16, announced: mpsc::UnboundedSender<Instant>) {
    while let Ok((ours, _)) = listener.accept().await {
        let theirs = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let announced = announced.clone();
        tokio::spawn(async move {
            let _ = (ours.set_nodelay(true), theirs.set_nodelay(true));
            let ((mut from_us, mut to_us), (mut from_them, mut to_them)) = (ours.into_split(), theirs.into_split());
            tokio::spawn(async move { tokio::io::copy(&mut from_us, &mut to_them).await });
            let mut buffer = vec![0; 65_536];
            while let Ok(count @ 1..) = from_them.read(&mut buffer).await {
                let said = &buffer[..count];
                // An answer to SELECT says EXISTS too, with much else.
                if said.starts_with(b"* ") && count < 100 && said.windows(6).any(|word| word == b"EXISTS") {
                    let _ = announced.send(Instant::now());
                }
                to_us.write_all(said).await.unwrap();
            }
        });
    }
}

/// When the mail was filed, and when its decision request was accepted, if it has one.
async fn outcome(record: &sqlx::SqlitePool, number: usize) -> (Instant, Option<Instant>) {
    let begun = Instant::now();
    let (mut filed, mut asked) = (None, None);
    loop {
        let (filing, asking, asking_done): (i64, i64, i64) = sqlx::query_as(
            "SELECT count(CASE WHEN effect = 'file' AND state = 'done' THEN 1 END), \
             count(CASE WHEN template = 'decision-request' THEN 1 END), \
             count(CASE WHEN template = 'decision-request' AND state = 'done' THEN 1 END) FROM journal \
             WHERE scope = (SELECT scope FROM mails WHERE id = $1)",
        )
        .bind(i64::try_from(number).unwrap())
        .fetch_one(record)
        .await
        .unwrap();
        if filing > 0 && filed.is_none() {
            filed = Some(Instant::now());
        }
        if asking_done > 0 && asked.is_none() {
            asked = Some(Instant::now());
        }
        match filed {
            Some(at) if asking == asking_done => return (at, asked),
            _ => {}
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "mail {number} is not filed");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn spread(times: &mut [Duration]) -> String {
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).map_or(0.0, |time| time.as_secs_f64() * 1e3);
    format!("median {:.0} ms, of ten nine within {:.0} ms", at(50), at(90))
}
