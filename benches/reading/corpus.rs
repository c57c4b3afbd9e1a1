//! Odd and hostile mails of other projects' test suites: how each ends, the slowest, and the memory that took.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;
use frontdoor::daemon::attachments::AttachmentReader;
use frontdoor::domain::{Facts, Kind};
use frontdoor::intake::child::AttachmentInput;
use frontdoor::intake::{self, Reader, Rules};
use tokio::time::Instant;

#[derive(Default)]
struct Ends {
    mails: usize,
    failures: usize,
    automatic: usize,
    with_child: usize,
    with_person: usize,
    /// Neither a child, nor a machine's, nor a reason for a person: dropped without a word.
    dropped: Vec<String>,
}

/// Reads every mail below a folder, each sub-folder counted apart; whether all ended as they should.
pub(crate) fn run(folder: &Path) -> bool {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/reading.toml");
    let rules = Rules::from_toml(&std::fs::read_to_string(rules).expect("the rules")).expect("rules");
    let reader = Reader::new(rules).expect("a reader");
    let program = PathBuf::from(env!("CARGO_BIN_EXE_frontdoor"));
    let attachments = AttachmentReader::new(program, vec!["read-attachments".to_owned()]);
    let mut all: BTreeMap<String, Ends> = BTreeMap::new();
    let mut slowest = (Duration::ZERO, String::new());
    for path in files(folder) {
        let bytes = std::fs::read(&path).expect("a mail");
        let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        let begun = Instant::now();
        let facts = runtime.block_on(read(&reader, &attachments, &bytes));
        slowest = slowest.max((begun.elapsed(), name.clone()));
        let group = name.split('/').next().unwrap_or_default().to_owned();
        count(all.entry(group).or_default(), &facts, name);
    }
    println!(
        "\n{:<14} {:>6} {:>9} {:>10} {:>11} {:>12} {:>8}",
        "odd mails", "mails", "failures", "automatic", "with child", "with person", "dropped"
    );
    for (group, ends) in &all {
        let Ends { mails, failures, automatic, with_child, with_person, dropped } = ends;
        println!(
            "{group:<14} {mails:>6} {failures:>9} {automatic:>10} {with_child:>11} {with_person:>12} {:>8}",
            dropped.len()
        );
        for name in dropped {
            println!("    dropped: {name}");
        }
    }
    println!("slowest: {:?} ({}); peak memory of the reader {} MB", slowest.0, slowest.1, peak_megabytes());
    all.values().all(|ends| ends.dropped.is_empty())
}

async fn read(reader: &Reader, attachments: &AttachmentReader, bytes: &[u8]) -> Facts {
    let parsed = intake::parse(bytes, reader.authserv_id());
    let inputs = parsed.attachments.iter().map(|a| AttachmentInput {
        name: a.name.clone(),
        media_type: a.media_type.clone(),
        bytes: a.bytes.clone(),
    });
    let extracted = attachments.read(inputs.collect()).await;
    reader.read(&parsed, &extracted, NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day"))
}

fn count(ends: &mut Ends, facts: &Facts, name: String) {
    ends.mails += 1;
    let is = facts.kind.is;
    // Those are a person's by their kind.
    let persons = matches!(is, Kind::Lado | Kind::AdultsProfessional | Kind::ConferenceList | Kind::Bulk);
    if is == Kind::DeliveryFailure {
        ends.failures += 1;
    } else if is == Kind::AutomaticReply {
        ends.automatic += 1;
    } else if persons || facts.needs_person() {
        ends.with_person += 1;
    } else if !facts.children.is_empty() {
        ends.with_child += 1;
    } else {
        ends.dropped.push(name);
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|ending| ending != "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The most memory that this process ever held (the attachments' child has a limit of its own).
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) / 1024
}
