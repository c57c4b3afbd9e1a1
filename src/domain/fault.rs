//! Not vocabulary, but here because every room may pass one: named points at which a test may kill the daemon, to show that it comes back and finishes. They cost one
//! look at a variable that is read at start; without it they do nothing.

use std::sync::OnceLock;

/// The environment variable that names the point: `NAME` or `NAME:3` for its third passing.
pub const VARIABLE: &str = "FRONTDOOR_DIE_AT";

struct Wanted {
    name: String,
    passings: std::sync::atomic::AtomicU32,
}

/// Dies here, at once and without cleaning up, when this point is wanted.
pub fn point(name: &str) {
    static WANTED: OnceLock<Option<Wanted>> = OnceLock::new();
    let wanted = WANTED.get_or_init(|| {
        let text = std::env::var(VARIABLE).ok()?;
        let (name, passings) = text.rsplit_once(':').unwrap_or((&text, "1"));
        Some(Wanted { name: name.to_owned(), passings: passings.parse::<u32>().unwrap_or(1).into() })
    });
    if let Some(wanted) = wanted
        && wanted.name == name
        && wanted.passings.fetch_sub(1, std::sync::atomic::Ordering::Relaxed) == 1
    {
        // As `kill -9` would: nothing is flushed, nothing is said.
        std::process::abort();
    }
}
