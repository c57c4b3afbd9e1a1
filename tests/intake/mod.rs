//! The attachments' child process, with the built program.

mod child;
