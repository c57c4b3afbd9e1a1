//! The pure core: what is to be done, as a function of what is known. No I/O, no clock, no chance.

mod answers;
mod ask;
mod brief;
pub mod calendar;
pub mod deadline;
pub mod decide;
pub mod disclosure;
pub mod guard;
mod hand;
pub mod people;
pub mod policy;
pub mod presence;
pub mod procedure;
mod recipients;
pub mod rota;
pub mod routes;
mod run;
pub mod steps;
pub mod trust;
pub mod who;

pub use brief::{alarm_message, referrer_in_words};
pub use decide::{Snapshot, decide};
pub use hand::REMOVED;
