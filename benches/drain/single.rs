//! One mail at a time: from the server's announcement to filed, and to its decision request accepted by SMTP.

use std::time::{Duration, Instant};

use frontdoor::domain::FolderName;
use frontdoor::imap::IdleEnd;

use super::people::{Child, day};
use super::{Bench, mails, servers};

const TIMES: usize = 50;

pub(crate) async fn run(bench: &Bench) {
    let children: Vec<Child> = bench.known.iter().filter(|child| child.recent).cloned().collect();
    let user = servers::user("single");
    bench.fill(&user, &[]);
    let home = bench.home("single", &user, bench.servers.smtp_port);
    let daemon = home.run();
    daemon.said("connected");
    let record = home.record().await;
    let inbox = FolderName::from("INBOX");
    let (mut listener, mut writer) = (bench.servers.open(&user).await, bench.servers.open(&user).await);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let (mut filed, mut sent) = (vec![], vec![]);
    // Each about another family; a child of whom something was sent already is deep in another way.
    let step = children.len() / (TIMES * 3);
    let mut number = 0;
    while sent.len() < TIMES && number < TIMES * 3 {
        let mail = mails::one(number, &children[number * step]);
        number += 1;
        listener.select(&inbox).await.unwrap();
        let announced = async {
            assert_eq!(listener.idle(std::future::pending(), Duration::from_secs(20)).await.unwrap(), IdleEnd::Changed);
            Instant::now()
        };
        let written = async {
            // The listener must idle before the mail is there.
            tokio::time::sleep(Duration::from_millis(100)).await;
            writer.append(&inbox, &[], None, &mail).await.unwrap();
        };
        let (announced, ()) = tokio::join!(announced, written);
        let (filing, asked) = outcome(&record, number).await;
        filed.push(filing.saturating_duration_since(announced));
        if let Some(at) = asked {
            sent.push(at.saturating_duration_since(announced));
        }
    }
    println!("\nsingle: {number} mails on {}, {} of them asked about", day(), sent.len());
    println!("filed: {} after the announcement", spread(&mut filed));
    println!("decision request accepted: {} after the announcement (goal: median 150 ms)", spread(&mut sent));
    println!("most memory {:.0} MB", daemon.most_memory());
    daemon.stop();
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
