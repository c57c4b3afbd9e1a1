//! Stories of the pure core, named by the rules they keep. Each plays mails, answers, deadlines and people's moves
//! through `decide` with the shipped procedure, and names everything that is sent, filed and timed: what is left
//! over fails the test.

mod invariants;
mod mails;
mod staff;
mod world;
mod intake;
mod checked;
mod copies;
mod asking;
mod absence;
mod deadlines;
mod completing;
mod hands;
mod later;
mod open;
mod chance;
