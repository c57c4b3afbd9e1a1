//! `frontdoor`: an unattended mail daemon for the front door of a children's service.
//!
//! A mail arrives, is put on record, is read, is checked against what is known, is decided on by a
//! pure function, and what was decided is carried out from a journal. Answers, deadlines and
//! people's own moves come back in as events through the same door.
//!
//! Imports go one way: `domain` <- `intake`, `matching`, `pathway` <- `daemon` -> `store`, `imap`,
//! `mailer`; `cli` -> all. `config` fills what `domain` and `pathway` define. A test checks this law.

pub mod cli;
pub mod config;
pub mod daemon;
pub mod domain;
pub mod imap;
pub mod intake;
pub mod mailer;
pub mod matching;
pub mod pathway;
pub mod store;
