//! What each stage costs in processor time, one after the other in this process, without any server: where the next
//! bottleneck is.

use std::time::Instant;

use chrono::{DateTime, TimeZone as _, Utc};
use frontdoor::daemon::Settings;
use frontdoor::daemon::check::ToCheck;
use frontdoor::domain::{Digest, Facts, MailboxName};
use frontdoor::intake::{self, Parsed};

use super::mails::Set;
use super::{Bench, mails, ports};

/// Mails that the daemon checks at once.
const AT_ONCE: usize = 200;

pub(crate) async fn run(bench: &Bench) {
    let backlog = mails::mails(Set::Text, bench.mails, &bench.known, 13);
    let home = bench.home("stages", "nobody", ports(&bench.servers));
    let now: DateTime<Utc> = Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap();
    let settings = Settings::load(&home.config, now).await.unwrap();
    println!("\nstages, each alone: microseconds of processor time (of all threads) and of waiting, a mail");

    let (begun, processor) = (Instant::now(), processor());
    let digests: Vec<Digest> = backlog.iter().map(|bytes| Digest::of(bytes)).collect();
    print("digest", digests.len(), begun, processor);

    let (begun, processor) = (Instant::now(), self::processor());
    let parsed: Vec<Parsed> = backlog.iter().map(|bytes| intake::parse(bytes, settings.reader.authserv_id())).collect();
    print("parse", parsed.len(), begun, processor);

    let (begun, processor) = (Instant::now(), self::processor());
    let facts: Vec<Facts> = parsed.iter().map(|mail| settings.reader.read(mail, &[], now.date_naive())).collect();
    print("read", facts.len(), begun, processor);

    let (begun, processor) = (Instant::now(), self::processor());
    let mut known = 0;
    let cass = MailboxName::from("cass");
    for some in facts.chunks(AT_ONCE) {
        let asked: Vec<ToCheck<'_>> =
            some.iter().map(|facts| ToCheck { facts, received_at: now, mailbox: &cass }).collect();
        let findings = settings.checker.check(&asked).await.unwrap();
        known += findings.iter().filter(|f| f.children.iter().any(|c| c.found.person.is_some())).count();
    }
    print("check", facts.len(), begun, processor);
    println!("  known: {known}");
}

fn print(stage: &str, mails: usize, begun: Instant, processor_before: f64) {
    let a_mail = |seconds: f64| seconds * 1e6 / mails as f64;
    let (worked, took) = (processor() - processor_before, begun.elapsed().as_secs_f64());
    println!("{stage:<10} {:>8.0} {:>8.0}", a_mail(worked), a_mail(took));
}

/// Seconds of processor time of all threads of this process.
fn processor() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let of_task = |task: std::io::Result<std::fs::DirEntry>| {
        let text = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<f64>().ok()
    };
    tasks.filter_map(of_task).sum::<f64>() / 1e9
}
