//! The daemon as a process: started at a chosen hour of a rehearsal, stopped, killed, started again.

use std::fs::File;
use std::io::Write as _;
use std::process::{Child, Command, ExitStatus, Stdio};

use chrono::{NaiveDateTime, TimeDelta};
use rustix::process::{Pid, Signal, kill_process};
use tokio::time::Instant;

use super::town::{PROGRAM, Town};

/// A running daemon.
pub(crate) struct Daemon {
    pub(crate) child: Child,
    start: NaiveDateTime,
    began: Instant,
    pub(crate) speed: f64,
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Daemon {
    /// The rehearsed time, by the wall clock in London.
    pub(crate) fn now(&self) -> NaiveDateTime {
        let real = TimeDelta::from_std(self.began.elapsed().mul_f64(self.speed)).unwrap();
        self.start + real
    }

    /// After SIGSTOP: waits until no thread runs any more.
    pub(crate) async fn stands_still(&self) {
        let runs = || {
            let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).into_iter().flatten().flatten();
            let state = |stat: &str| stat.rsplit(')').next().and_then(|rest| rest.trim_start().chars().next());
            threads
                .filter_map(|thread| std::fs::read_to_string(thread.path().join("stat")).ok())
                .any(|stat| !matches!(state(&stat), Some('T' | 'Z' | 'X')))
        };
        while runs() {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }
}

/// `23 10:15` is that day and time of November 2026.
pub(crate) fn at(day_and_time: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(&format!("2026-11-{day_and_time}"), "%Y-%m-%d %H:%M").unwrap()
}

impl Town {
    /// Starts the daemon at that time, so much faster than real time, and waits until it is ready.
    pub(crate) async fn start(&mut self, day_and_time: &str, speed: f64) {
        self.start_at(at(day_and_time), speed).await;
    }

    pub(crate) async fn start_at(&mut self, start: NaiveDateTime, speed: f64) {
        let before = self.log_lines("ready");
        // An INBOX is made when it is first opened; Dovecot 2.3 may hang up on two that open it first together, and
        // the tests' own looks must not be hung up on.
        let mut mailbox = self.mailbox().await;
        mailbox.select(&"INBOX".into()).await.unwrap();
        mailbox.logout().await;
        self.spawn(start, speed);
        self.until("a daemon that is ready", async || {
            let ready = self.log_lines("ready") > before;
            (ready || !self.runs()).then_some(())
        })
        .await;
    }

    /// Starts the daemon and does not wait.
    pub(crate) fn spawn(&mut self, start: NaiveDateTime, speed: f64) {
        assert!(self.daemon.is_none(), "one daemon at a time");
        let mut log = File::options().create(true).append(true).open(self.path("daemon.log")).unwrap();
        writeln!(log, "-- start at {start}").unwrap();
        let child = Command::new(PROGRAM)
            .args(["run", "--log-json", "--rehearse", &start.format("%Y-%m-%dT%H:%M:%S%.3f").to_string()])
            .args(["--speed", &speed.to_string()])
            .arg("--config")
            .arg(&self.config)
            .envs(&self.environment)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        self.daemon = Some(Daemon { child, start, began: Instant::now(), speed });
    }

    /// The rehearsed time.
    pub(crate) fn now(&self) -> NaiveDateTime {
        self.daemon.as_ref().expect("a daemon runs").now()
    }

    /// Whether the process is there.
    pub(crate) fn runs(&self) -> bool {
        let pid = self.daemon.as_ref().map(|d| d.child.id());
        // One that has ended and was not waited for is a zombie.
        let state = pid.and_then(|pid| std::fs::read_to_string(format!("/proc/{pid}/stat")).ok());
        state.is_some_and(|stat| !stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with(['Z', 'X'])))
    }

    /// Waits until the daemon has ended by itself.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        self.until("the daemon's end", async || (!self.runs()).then_some(())).await;
        self.daemon.take().unwrap().child.wait().unwrap()
    }

    /// SIGTERM: it must stop cleanly.
    pub(crate) async fn stop(&mut self) {
        self.daemon.as_ref().unwrap().signal(Signal::TERM);
        let status = self.ended().await;
        assert!(status.success(), "{}: a clean stop, not {status}\n{}", self.tag, self.tail());
    }

    /// SIGHUP.
    pub(crate) fn hang_up(&self) {
        self.daemon.as_ref().unwrap().signal(Signal::HUP);
    }

    /// Stops, and starts again at another time: an afternoon in a second.
    pub(crate) async fn later(&mut self, day_and_time: &str) {
        let speed = self.daemon.as_ref().unwrap().speed;
        self.stop().await;
        self.start(day_and_time, speed).await;
    }

    /// The log of all runs.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.path("daemon.log")).unwrap_or_default()
    }

    /// The end of the log, for people.
    pub(crate) fn tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().filter(|line| !line.contains("folder created")).collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    /// How often the daemon said this.
    pub(crate) fn log_lines(&self, message: &str) -> usize {
        self.log().matches(&format!("\"message\":\"{message}\"")).count()
    }
}
