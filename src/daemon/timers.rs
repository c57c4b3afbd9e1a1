//! Timers: what is due is decided on, the longest overdue first. Waiting uses the monotonic clock; the times
//! themselves are wall-clock times that were computed when the deadline was set.

use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::watch;
use tracing::warn;

use crate::domain::Event;

use super::door::Door;
use super::error::DaemonError;
use super::observed::HELD_FOR;

/// Timers taken in one round.
const ROUND: u32 = 100;
/// The worker looks at least this often, whatever it was told.
const LOOK_AGAIN: Duration = Duration::from_secs(15);

/// What the worker is called.
pub(super) const NAME: &str = "timers";

/// Decides on what is due, until told to stop.
pub(super) async fn run(door: &Door, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        door.rounds.made(NAME, LOOK_AGAIN);
        if let Err(error) = round(door).await {
            warn!(%error, "a round of timers failed");
        }
        let wait = match door.store.timers().next_at(door.clock.now()).await {
            Ok(Some(at)) => door.clock.until(at).min(LOOK_AGAIN),
            Ok(None) | Err(_) => LOOK_AGAIN,
        };
        tokio::select! {
            _ = stop.changed() => {}
            () = tokio::time::sleep(wait.max(Duration::from_millis(1))) => {}
            () = door.wakes.timers.notified() => {}
        }
    }
}

async fn round(door: &Door) -> Result<(), DaemonError> {
    loop {
        let due = door.store.timers().due(door.clock.now(), ROUND).await?;
        if due.is_empty() {
            return Ok(());
        }
        for timer in due {
            door.rounds.made(NAME, LOOK_AGAIN);
            if door.is_held(&timer.reference).await? {
                door.store.timers().put_off(&timer, door.clock.now() + HELD_FOR).await?;
                continue;
            }
            crate::domain::fault::point("timer.due");
            let event = Event::Due(timer.timer.kind);
            let decided = door.event(&timer.reference, &event, None).await;
            crate::domain::fault::point("timer.decided");
            if let Err(error) = decided {
                // One request that cannot be decided on does not hold up the rest.
                warn!(reference = %timer.reference, %error, "a timer could not be decided on");
                door.store.timers().put_off(&timer, door.clock.now() + TimeDelta::minutes(5)).await?;
            }
        }
    }
}
