//! Stories of the pure core, named by the rules they keep. Each plays mails, answers, deadlines and people's moves
//! through `decide` with the shipped procedure, and names everything that is sent, filed and timed: what is left
//! over fails the test.

mod absence;
mod asking;
mod chance;
mod checked;
mod completing;
mod copies;
mod deadlines;
mod difference;
mod flags;
mod hands;
mod intake;
mod invariants;
mod later;
mod mails;
mod named;
mod open;
mod samples;
mod sealed;
mod staff;
mod whose;
mod world;
