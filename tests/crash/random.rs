//! Days on which the daemon is killed at random moments.

use super::day::Day;
use super::stories::{Seat, played, undisturbed};

/// Names another seed for the random days.
const SEED: &str = "FRONTDOOR_SEED";
/// So often it is killed in a day.
const KILLS: u32 = 26;

fn survives_random_kills(seed: u64) {
    let seed = std::env::var(SEED).ok().and_then(|text| text.parse().ok()).unwrap_or(seed);
    println!("{SEED}={seed}");
    let end = {
        let _seat = Seat::take();
        played(async {
            let mut day = Day::killed(seed, KILLS);
            let end = day.play().await;
            assert!(day.deaths >= 20, "{} deaths", day.deaths);
            day.finish().await;
            end
        })
    };
    end.must_be(undisturbed(), &format!("{SEED}={seed}"));
}

#[test]
fn killed_at_random_moments() {
    std::thread::scope(|scope| {
        let days: Vec<_> = [1, 2].map(|seed| scope.spawn(move || survives_random_kills(seed))).into();
        for day in days {
            if let Err(panic) = day.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
}
