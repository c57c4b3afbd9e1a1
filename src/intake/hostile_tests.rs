//! Any bytes at all are read to facts: nothing panics, and nothing is dropped without a word.

use std::path::PathBuf;

use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::rules::tests::shipped;
use super::{Extracted, Reader, answer, extract, fresh, parse};
use crate::domain::{Facts, Kind};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn reader() -> Reader {
    Reader::new(shipped()).unwrap()
}

fn read(reader: &Reader, raw: &[u8]) -> Facts {
    let parsed = parse(raw, reader.authserv_id());
    // The parsers of strangers' files may panic: that is what the child process is for.
    let extracted: Vec<Extracted> = parsed
        .attachments
        .iter()
        .map(|a| {
            std::panic::catch_unwind(|| extract(&a.name, &a.media_type, &a.bytes))
                .unwrap_or_else(|_| Extracted::Failed("stopped".into()))
        })
        .collect();
    reader.read(&parsed, &extracted, today())
}

/// Read to something: a child, a reason for a person, or a machine's mail.
fn settled(facts: &Facts) -> bool {
    !facts.children.is_empty()
        || facts.needs_person()
        || matches!(
            facts.kind.is,
            Kind::DeliveryFailure | Kind::AutomaticReply | Kind::Lado | Kind::AdultsProfessional | Kind::ConferenceList
        )
}

fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/samples/mail");
    let mut samples: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).unwrap()))
        .collect();
    samples.sort();
    samples
}

proptest! {
    // Always the same cases, so that no gate fails by chance; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` override it.
    #![proptest_config(ProptestConfig {
        cases: 96,
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn i7_any_bytes_end_as_facts(raw in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let facts = read(&reader(), &raw);
        prop_assert!(settled(&facts), "{facts:?}");
    }

    #[test]
    fn i7_any_text_ends_as_facts(text in "\\PC{0,400}", subject in "\\PC{0,60}") {
        let facts = read(&reader(), format!("From: a@b.test\r\nSubject: {subject}\r\n\r\n{text}").as_bytes());
        prop_assert!(settled(&facts), "{facts:?}");
        let _ = answer::read(&fresh(&text), &[answer::AnswerWord { choice: "CONTACT".into(), also: vec!["\u{130}x".into()] }]);
        let _ = answer::child(&text);
    }

    #[test]
    fn i7_a_mutated_sample_ends_as_facts(which in 0_usize..43, changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40), cut in proptest::option::of(any::<prop::sample::Index>())) {
        let (_, mut raw) = samples().swap_remove(which);
        if raw.len() > 20_000 && which % 2 == 0 {
            raw.truncate(20_000);
        }
        for (at, byte) in changes {
            let at = at.index(raw.len());
            raw[at] = byte;
        }
        if let Some(cut) = cut {
            raw.truncate(cut.index(raw.len()).max(1));
        }
        let facts = read(&reader(), &raw);
        prop_assert!(settled(&facts), "{facts:?}");
    }
}

#[test]
fn i7_hostile_shapes_end_as_facts() {
    let many = |part: &str, n: usize| part.repeat(n);
    let reader = reader();
    for raw in [
        format!("From: a@b.test\r\nTo: {}\r\n\r\nKofi", many("c@d.test, ", 100_000)),
        format!(
            "From: a@b.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{}",
            many("--b\r\n\r\nx\r\n", 20_000)
        ),
        format!("From: a@b.test\r\nContent-Type: text/html\r\n\r\n{}", many("<table><tr><td>", 30_000)),
        format!("From: a@b.test\r\nContent-Type: text/html\r\n\r\n{}", many("<style><title></", 30_000)),
        format!("From: a@b.test\r\n\r\n{}", many("Name: Kofi Nguyen DOB: 1/2/2015 ", 20_000)),
        format!("From: a@b.test\r\n\r\n{}", many("Kofi Nguyen ", 40_000)),
        format!("From: a@b.test\r\n\r\n{}", many("Name\tDOB\r\n", 20_000)),
        format!("From: a@b.test\r\n\r\n{}", many("> ", 200_000)),
        format!("{}\r\n\r\nx", many("X-Loop: y\r\n", 50_000)),
        format!("From: a@b.test\r\n\r\n{}", many("urgent ", 60_000)),
        format!("From: a@b.test\r\n\r\n{}", many(":", 100_000)),
    ] {
        let facts = read(&reader, raw.as_bytes());
        assert!(settled(&facts), "{}", raw.chars().take(60).collect::<String>());
    }
}
