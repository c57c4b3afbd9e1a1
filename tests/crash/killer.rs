//! Who kills the daemon: it dies at named points by itself, or is killed at random moments from outside.

use std::collections::VecDeque;
use std::time::Duration;

use rustix::process::Signal;
use tokio::time::Instant;

use crate::harness::town::Town;

/// Deaths one after the other, each while taking up what the one before it left.
pub(crate) type Chain = &'static [&'static str];

/// How the daemon dies in a day.
pub(crate) enum Killer {
    /// Not at all.
    Nobody,
    /// At named points: chain after chain, and between two chains it takes everything up again.
    Points(VecDeque<VecDeque<&'static str>>),
    /// At random moments.
    Random(Random),
}

/// Random moments from a seed.
pub(crate) struct Random {
    state: u64,
    at: Option<Instant>,
    pub(crate) kills: u32,
    left: u32,
}

/// No kill comes later than this after a start.
const LONGEST_LIFE_MS: u64 = 900;

impl Random {
    pub(crate) fn new(seed: u64, kills: u32) -> Self {
        Self { state: seed, at: None, kills: 0, left: kills }
    }

    /// `SplitMix64`.
    fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// The daemon was started: when it is to be killed.
    pub(crate) fn started(&mut self) {
        let after = Duration::from_millis(self.draw() % LONGEST_LIFE_MS);
        self.at = (self.left > 0).then(|| Instant::now() + after);
    }

    /// The next kill, if one is to come.
    pub(crate) fn at(&self) -> Option<Instant> {
        self.at
    }

    /// Kills it when its moment has come; a moment later where that would be more than the promise covers: a message
    /// that is cut for the second time, or a mail whose handling was cut three times, goes to a person. It is stopped meanwhile, so that nothing changes between the look and the kill.
    pub(crate) async fn kill(&mut self, town: &Town) {
        if self.at.is_none_or(|at| at > Instant::now()) || !town.runs() {
            return;
        }
        let Some(daemon) = &town.daemon else { return };
        daemon.signal(Signal::STOP);
        daemon.stands_still().await;
        let last_time = town.record().last_time().await;
        if last_time == Some(false) {
            daemon.signal(Signal::KILL);
            self.kills += 1;
            self.left -= 1;
            self.at = None;
        } else {
            daemon.signal(Signal::CONT);
            self.at = Some(Instant::now() + Duration::from_millis(self.draw() % 50));
        }
    }
}

impl Killer {
    pub(crate) fn points(chains: &[Chain]) -> Self {
        Self::Points(chains.iter().map(|chain| chain.iter().copied().collect()).collect())
    }

    /// Where the next death is to be.
    pub(crate) fn next_point(&self) -> Option<&'static str> {
        match self {
            Self::Points(chains) => chains.front()?.front().copied(),
            Self::Nobody | Self::Random(_) => None,
        }
    }

    /// It died at the point; whether the next death follows at once.
    pub(crate) fn died(&mut self) -> bool {
        let Self::Points(chains) = self else { return false };
        let Some(chain) = chains.front_mut() else { return false };
        chain.pop_front();
        if chain.is_empty() {
            chains.pop_front();
            return false;
        }
        true
    }
}
