//! Chance, drawn in one place and handed on as an argument.

use std::sync::{Mutex, PoisonError};

/// Where random numbers come from. The seeded one is for tests: the same seed, the same references.
#[derive(Debug)]
pub enum Entropy {
    /// The operating system.
    Os,
    /// A counter stirred by a fixed function; predictable, never for production.
    Seeded(Mutex<u64>),
}

impl Entropy {
    /// A seeded source.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Mutex::new(seed))
    }

    /// 128 random bits.
    ///
    /// # Errors
    /// When the operating system has none to give.
    #[allow(clippy::disallowed_methods, reason = "this is where chance is drawn")]
    pub fn draw(&self) -> Result<u128, getrandom::Error> {
        match self {
            Self::Os => {
                let mut bytes = [0; 16];
                getrandom::fill(&mut bytes)?;
                Ok(u128::from_le_bytes(bytes))
            }
            Self::Seeded(state) => {
                let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                Ok((u128::from(stir(&mut state)) << 64) | u128::from(stir(&mut state)))
            }
        }
    }
}

/// `SplitMix64`, by Steele, Lea and Flood.
fn stir(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers_and_the_system_gives_others() {
        let (one, two) = (Entropy::seeded(7), Entropy::seeded(7));
        assert_eq!(one.draw().unwrap(), two.draw().unwrap());
        assert_ne!(one.draw().unwrap(), Entropy::Os.draw().unwrap());
    }
}
