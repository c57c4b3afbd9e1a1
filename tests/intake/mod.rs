//! The attachments' child process, with the built program.

mod child;
mod hostile_files;
