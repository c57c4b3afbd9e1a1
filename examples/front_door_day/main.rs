//! The players of the demonstration: referrers, managers, officers and workers who write and answer by real
//! mail, on private servers, while the daemon works under a rehearsal clock. At the end each story is compared
//! with how it should end.
//!
//! `scripts/demo` starts the servers and the daemon and then this. What happens stands in `day.toml`.

mod cast;
mod day;
mod diary;
mod ends;
mod ledger;
mod letterbox;
mod post;
mod report;
mod stage;
mod stories;
mod words;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use clap::Parser as _;
use frontdoor::domain::Clock;

use day::Day;
use diary::Diary;
use ledger::Ledger;
use stage::{Arguments, Problem, Stage};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return refused(&error.into()),
    };
    match runtime.block_on(play(arguments)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => refused(&problem),
    }
}

fn refused(problem: &Problem) -> ExitCode {
    eprintln!("front_door_day: {problem}");
    ExitCode::from(2)
}

/// Plays the day; whether every story ended as it should.
async fn play(arguments: Arguments) -> Result<bool, Problem> {
    let day = Day::read()?;
    if arguments.show == Some(stage::Show::Start) {
        println!("{}", day.start.format("%Y-%m-%dT%H:%M:%S"));
        return Ok(true);
    }
    if arguments.show == Some(stage::Show::Until) {
        println!("{}", day.until.format("%Y-%m-%dT%H:%M:%S"));
        return Ok(true);
    }
    let stage = Stage::set(&arguments)?;
    stage.wait_for_the_daemon().await?;
    // The daemon's clock began with its process.
    let ahead = stage.daemon_runs_for().unwrap_or_default().mul_f64(arguments.speed);
    let clock = Clock::rehearsal(Day::instant(day.start)? + TimeDelta::from_std(ahead)?, arguments.speed);
    let diary = Diary::new(clock.clone());
    let play = Arc::new(Play { day, stage, clock, diary, ledger: Ledger::default() });
    play.diary.line("the daemon is up; the front door opens at 08:00");
    let mut tasks = tokio::task::JoinSet::new();
    cast::enter(&play, &mut tasks);
    stories::enter(&play, &mut tasks);
    diary::enter(&play, &mut tasks);
    let curtain = Day::instant(play.day.until)?;
    loop {
        let rest = play.clock.until(curtain);
        if rest.is_zero() {
            break;
        }
        play.stage.demand_daemon()?;
        tokio::time::sleep(rest.min(Duration::from_millis(500))).await;
    }
    tasks.shutdown().await;
    play.diary.line("the day is over");
    let ends = ends::gather(&play).await?;
    Ok(report::print(&play, &ends))
}

/// All that the players share.
pub(crate) struct Play {
    /// Who writes what and when, and how it must end.
    pub(crate) day: Day,
    /// The servers and the daemon.
    pub(crate) stage: Stage,
    /// The same clock as the daemon's, within moments.
    pub(crate) clock: Clock,
    /// What is shown while it runs.
    pub(crate) diary: Diary,
    /// Who received what.
    pub(crate) ledger: Ledger,
}
