//! Each named point in a story of its own.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Condvar, Mutex, OnceLock};

use regex::Regex;

use super::day::Day;
use super::end::End;
use super::killer::Chain;
use super::twice;
use crate::harness::town::ROOT;

/// Days that are played at once: they wait most of the time.
const AT_ONCE: usize = 8;

/// The deaths of one day: chain after chain, with everything taken up between two.
pub(crate) type Story = &'static [Chain];

/// What an undisturbed day leaves.
pub(crate) fn undisturbed() -> &'static End {
    static END: OnceLock<End> = OnceLock::new();
    END.get_or_init(|| {
        played(async {
            let mut day = Day::calm();
            let end = day.play().await;
            assert_eq!(day.deaths, 0);
            day.finish().await;
            end
        })
    })
}

/// Plays something in a runtime of its own.
pub(crate) fn played<T>(day: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(day)
}

/// A place among the days that are played at once.
pub(crate) struct Seat;

static TAKEN: Mutex<usize> = Mutex::new(0);
static FREE: Condvar = Condvar::new();

impl Seat {
    pub(crate) fn take() -> Self {
        let mut taken = FREE.wait_while(TAKEN.lock().unwrap(), |taken| *taken >= AT_ONCE).unwrap();
        *taken += 1;
        Self
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        *TAKEN.lock().unwrap() -= 1;
        FREE.notify_one();
    }
}

/// Dies at the points, comes back, and ends as if nothing had happened.
fn survives(story: Story) {
    let (day, end) = {
        let _seat = Seat::take();
        played(async {
            let mut day = Day::dies_at(story);
            let end = day.play().await;
            let deaths: usize = story.iter().map(|chain| chain.len()).sum();
            assert_eq!(day.deaths as usize, deaths, "{story:?}: so many deaths");
            let tag = day.town.tag.clone();
            day.finish().await;
            (tag, end)
        })
    };
    end.must_be(undisturbed(), &format!("{day}, {story:?}"));
}

/// Plays stories at once; all are played to their ends, and those that fail are named.
pub(crate) fn all_survive(stories: &[Story], play: fn(Story)) {
    let failed = Mutex::new(vec![]);
    std::thread::scope(|scope| {
        for story in stories {
            let failed = &failed;
            scope.spawn(move || {
                if let Err(panic) = catch_unwind(AssertUnwindSafe(|| play(story))) {
                    failed.lock().unwrap().push((format!("{story:?}"), panic));
                }
            });
        }
    });
    let mut failed = failed.into_inner().unwrap();
    let names: Vec<String> = failed.iter().map(|(name, _)| name.clone()).collect();
    if let Some((_, panic)) = failed.pop() {
        eprintln!("failed: {names:#?}");
        resume_unwind(panic);
    }
}

macro_rules! stories {
    ($($name:ident: [$($story:expr),+ $(,)?];)+) => {
        /// All stories that are told.
        const TOLD: &[Story] = &[$($($story),+),+];
        $(
            #[test]
            fn $name() {
                all_survive(&[$($story),+], survives);
            }
        )+
    };
}

// `name:3` is the third passing since the daemon's start.
stories! {
    killed_around_the_record: [
        &[&["mail.fetched"], &["mail.fetched:2"]],
        &[&["mail.recorded"], &["mail.recorded:2"]],
    ];
    killed_while_reading: [
        &[&["ingest.read"], &["ingest.read:2"]],
        &[&["ingest.checked"], &["ingest.checked:2"]],
        &[&["ingest.decided"], &["ingest.decided:2"]],
        &[&["ingest.committed"], &["ingest.committed:2"]],
        &[&["ingest.correspondence"]],
    ];
    killed_at_an_event: [
        &[&["event.decided"], &["event.decided:4"]],
        &[&["event.committed"], &["event.committed:4"]],
    ];
    killed_at_a_timer: [
        &[&["timer.due"], &["timer.due"]],
        &[&["timer.decided"], &["timer.decided"]],
    ];
    killed_at_a_filing: [
        &[&["file.before"], &["file.before:3"]],
        &[&["file.mid-move"], &["file.mid-move:3"]],
        &[&["file.moved"], &["file.moved:3"]],
        &[&["file.noted"], &["file.noted:3"]],
    ];
    killed_at_a_new_subject: [
        &[&["resubject.copied"], &["resubject.copied"]],
        &[&["resubject.before-expunge"], &["resubject.before-expunge"]],
        &[&["resubject.expunged"], &["resubject.expunged"]],
    ];
    killed_around_data: [
        &[&["send.before-data"], &["send.before-data:5"]],
        &[&["send.in-flight"], &["send.in-flight:5"]],
        &[&["send.after-data"], &["send.after-data:5"]],
        &[&["send.done"], &["send.done:5"]],
        &[&["send.told"], &["send.told:5"]],
        &[&["send.awaited"]],
        // The second message after the automatic reply is the letter with the outcome.
        &[&["ingest.correspondence"], &["send.in-flight:2"]],
        &[&["ingest.correspondence"], &["send.after-data:2"]],
    ];
    killed_at_a_persons_move: [
        &[&["hand.moved"], &["hand.moved"]],
        &[&["hand.decided"], &["hand.decided"]],
        &[&["hand.removed"]],
        &[&["look.before-noted"], &["look.before-noted:2"]],
    ];
    killed_as_a_copy_closes: [
        &[&["copy.closing"]],
        &[&["copy.closing", "copy.closing", "recovery.copies"]],
    ];
    killed_in_the_recovery_from_a_death: [
        &[&["send.in-flight", "recovery.begun"], &["event.committed", "recovery.begun", "recovery.begun"]],
        &[&["file.moved", "recovery.journal"], &["send.done", "recovery.journal"]],
        &[&["file.mid-move", "recovery.copies"], &["resubject.copied", "recovery.copies"]],
        &[&["mail.recorded", "recovery.mails"], &["ingest.read", "recovery.mails"]],
        &[&["mail.recorded", "ingest.read", "ingest.decided"], &["mail.recorded", "ingest.committed", "recovery.mails"]],
        &[&["send.awaited", "event.decided", "event.committed", "recovery.journal"]],
    ];
}

#[test]
fn every_named_point_has_a_story() {
    let named = Regex::new(r#"fault::point\("([^"]+)"\)"#).unwrap();
    let mut points = BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from(ROOT).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for found in named.captures_iter(&text) {
                    assert!(points.insert(found[1].to_owned()), "{} is named twice", &found[1]);
                }
            }
        }
    }
    let told = TOLD.iter().chain(twice::STORIES).copied().flatten().copied().flatten();
    let mut told: BTreeSet<String> = told.map(|p| p.split(':').next().unwrap_or_default().to_owned()).collect();
    // What people did while the daemon was down has stories of its own, with deaths in them.
    // So has the end of observing.
    let quoted = Regex::new(r#""((?:hand|look|observed)\.[a-z-]+|recovery\.observed)""#).unwrap();
    for elsewhere in ["while_down", "observed"] {
        let elsewhere = std::fs::read_to_string(format!("{ROOT}/tests/stories/{elsewhere}.rs")).unwrap();
        told.extend(quoted.captures_iter(&elsewhere).map(|found| found[1].to_owned()));
    }
    assert_eq!(points, told, "the points in the source, and those with a story");
}
