//! The pure core: what is to be done, as a function of what is known. No I/O, no clock, no chance.

mod absent;
mod acts;
mod answers;
mod ask;
mod brief;
pub mod calendar;
mod copies;
pub mod deadline;
pub mod decide;
mod difference;
pub mod disclosure;
mod flags;
pub mod guard;
mod hand;
mod later;
mod letters;
pub mod people;
pub mod policy;
pub mod presence;
pub mod procedure;
mod readings;
mod recipients;
mod record;
pub mod rota;
pub mod routes;
mod run;
mod sealed;
pub mod steps;
pub mod trust;
pub mod who;

#[cfg(test)]
mod stories;

pub use brief::{alarm_message, referrer_in_words};
pub use decide::{Snapshot, decide};
pub use hand::{REMOVED, TAKEN};
