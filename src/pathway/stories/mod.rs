//! Stories of the pure core, named by the rules they keep. Each plays mails, answers, deadlines and people's moves
//! through `decide` with the shipped procedure, and names everything that is sent, filed and timed: what is left
//! over fails the test.

mod invariants;
mod mails;
mod staff;
mod world;
mod intake;
