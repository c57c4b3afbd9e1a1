//! Throws mutated mails, answers, delivery failures and forms at the reader until somebody stops it, or for a number of
//! cases: nothing may panic, and nothing may be dropped without a word.
//!
//! ```text
//! cargo run --release --example fuzz_intake -- [cases=N] [seed=N] [mails=DIR] [keep=DIR]
//! ```
//!
//! It starts from the mails of `mails` (the samples when left out). What fails is written to `keep` and named; without
//! `cases` it goes on until Ctrl-C. The parsers of attachments may panic, since a child process reads those: here that is
//! caught, and counted.

#![allow(clippy::print_stdout, reason = "it talks to a person")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use frontdoor::domain::{Facts, Kind};
use frontdoor::intake::form::FormReader;
use frontdoor::intake::{self, Block, Document, Extracted, Reader, Rules, answer};

/// What is put into a mail where it hurts.
const SPICES: [&[u8]; 24] = [
    b"\r\n\r\n",
    b"\n--b\n",
    b"\0",
    b"\xff\xfe",
    b"=?utf-8?B?",
    b"=3D=",
    b"Content-Type: multipart/mixed; boundary=b\r\n",
    b"Content-Type: message/delivery-status\r\n",
    b"Final-Recipient: rfc822; a@b.test\r\nAction: failed\r\nStatus: 5.1.1\r\n",
    b"-----Original Message-----\r\n",
    b"> ",
    b"On Mon, 23 Nov 2026 at 10:00, X wrote:\r\n",
    b"CONTACT - ",
    b"NO CONTACT",
    b"<table><tr><td>",
    b"Date of birth: 31/02/2019",
    b"Surname:\t",
    b"\xe2\x80\xae",
    b"\xe2\x80\x8b",
    b"{\\rtf1 ",
    b"PK\x03\x04",
    b"%PDF-1.4\n",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"begin 644 a\r\n",
];

/// A small generator of its own, so that a seed names a run on any machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(drawn).unwrap_or(0) % below.max(1)
    }
}

fn mutate(mut bytes: Vec<u8>, other: &[u8], dice: &mut Dice) -> Vec<u8> {
    bytes.truncate(60_000);
    for _ in 0..=dice.roll(12) {
        let at = dice.roll(bytes.len());
        match dice.roll(6) {
            0 => bytes.truncate(at.max(1)),
            1 => {
                let spice = SPICES.get(dice.roll(SPICES.len())).copied().unwrap_or_default();
                bytes.splice(at..at, spice.iter().copied());
            }
            2 => {
                let end = (at + dice.roll(400)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => {
                let end = (at + dice.roll(400)).min(bytes.len());
                let part = bytes.get(at..end).unwrap_or_default().repeat(1 + dice.roll(4));
                bytes.splice(at..at, part);
            }
            4 => {
                let from = dice.roll(other.len());
                let part = other.iter().skip(from).take(dice.roll(2_000)).copied().collect::<Vec<u8>>();
                bytes.splice(at..at, part);
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u8::try_from(dice.roll(256)).unwrap_or(0);
                }
            }
        }
    }
    bytes
}

/// What is tried.
struct Targets {
    reader: Reader,
    forms: FormReader,
    today: NaiveDate,
    caught: usize,
}

impl Targets {
    /// All of them with one input; `Err` says what was dropped.
    fn try_all(&mut self, bytes: &[u8]) -> Result<(), String> {
        let facts = self.read(bytes);
        let machine = matches!(
            facts.kind.is,
            Kind::DeliveryFailure | Kind::AutomaticReply | Kind::Lado | Kind::AdultsProfessional | Kind::ConferenceList
        );
        if facts.children.is_empty() && !facts.needs_person() && !machine {
            return Err(format!("{:?} with no child and no reason for a person", facts.kind.is));
        }
        let text = String::from_utf8_lossy(bytes);
        let fresh = intake::fresh(&text);
        let words = [answer::AnswerWord { choice: "CONTACT".into(), also: vec!["YES".into()] }];
        let _ = (answer::read(&fresh, &words), answer::child(&fresh));
        let mut document = Document::default();
        for (number, part) in text.split("\r\n").take(300).enumerate() {
            let cells = || part.split(['\t', ':']).map(str::to_owned).collect::<Vec<String>>();
            document.push(match number % 4 {
                0 => Block::Paragraph(part.to_owned()),
                1 => Block::Label(part.to_owned()),
                2 => Block::Table(vec![cells(), cells()]),
                _ => Block::Heading(part.to_owned()),
            });
        }
        let _ = self.forms.read(&document);
        Ok(())
    }

    fn read(&mut self, bytes: &[u8]) -> Facts {
        let parsed = intake::parse(bytes, self.reader.authserv_id());
        let mut extracted = vec![];
        for attachment in &parsed.attachments {
            let read = catch_unwind(|| intake::extract(&attachment.name, &attachment.media_type, &attachment.bytes));
            self.caught += usize::from(read.is_err());
            extracted.push(read.unwrap_or_else(|_| Extracted::Failed("stopped".into())));
        }
        self.reader.read(&parsed, &extracted, self.today)
    }
}

fn mails(folder: &Path) -> std::io::Result<Vec<Vec<u8>>> {
    let mut paths = std::fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    paths.into_iter().filter(|path| path.is_file()).map(std::fs::read).collect()
}

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut cases, mut seed, mut folder, mut keep) =
        (usize::MAX, 1_u64, root.join("tests/samples/mail"), std::env::temp_dir());
    for argument in std::env::args().skip(1) {
        match argument.split_once('=') {
            Some(("cases", value)) => cases = value.parse().unwrap_or(usize::MAX),
            Some(("seed", value)) => seed = value.parse().unwrap_or(1),
            Some(("mails", value)) => folder = PathBuf::from(value),
            Some(("keep", value)) => keep = PathBuf::from(value),
            _ => {
                println!("what is {argument}? See the head of examples/fuzz_intake.rs");
                return ExitCode::from(2);
            }
        }
    }
    let Ok(mails) = mails(&folder) else {
        println!("{} cannot be read", folder.display());
        return ExitCode::FAILURE;
    };
    let rules = std::fs::read_to_string(root.join("config/reading.toml")).map_err(|e| e.to_string());
    let rules = rules.and_then(|text| Rules::from_toml(&text));
    let (Ok(rules), Some(today)) = (rules, NaiveDate::from_ymd_opt(2026, 11, 23)) else {
        println!("config/reading.toml cannot be read");
        return ExitCode::FAILURE;
    };
    let forms = FormReader::new(&rules);
    let Ok(reader) = Reader::new(rules) else { return ExitCode::FAILURE };
    let mut targets = Targets { reader, forms, today, caught: 0 };
    // What a panic would print could be anything; that it panicked is told below.
    std::panic::set_hook(Box::new(|_| {}));
    let mut dice = Dice(seed.max(1));
    let mut failed = 0;
    for case in 0..cases {
        let pick = |dice: &mut Dice| mails.get(dice.roll(mails.len())).cloned().unwrap_or_default();
        let (one, other) = (pick(&mut dice), pick(&mut dice));
        let bytes = mutate(one, &other, &mut dice);
        let tried = catch_unwind(AssertUnwindSafe(|| targets.try_all(&bytes)));
        let why = match tried {
            Ok(Ok(())) => continue,
            Ok(Err(why)) => why,
            Err(_) => "it panicked".to_owned(),
        };
        failed += 1;
        let path = keep.join(format!("fuzz-{seed}-{case}.eml"));
        let kept = std::fs::write(&path, &bytes);
        println!(
            "case {case}: {why}; {}",
            if kept.is_ok() { path.display().to_string() } else { "not kept".to_owned() }
        );
    }
    println!("{cases} cases, {failed} failed; {} attachments stopped their reader, as they may", targets.caught);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
