//! The attachments' child process and `frontdoor read`, with the built program.

mod child;
mod command;
mod hostile_files;
