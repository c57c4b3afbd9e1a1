//! Messages: templates, composing, and (in `smtp`) handing over.
//!
//! What is composed is frozen: its bytes go into the journal and are sent as they are, however
//! often that takes. This room knows `domain` alone; how a token is made is handed to it.

mod cleaning;
mod compose;
mod parts;
pub mod samples;
mod smaller;
pub mod smtp;
mod templates;
mod view;

pub use compose::{ComposeError, Composed, Sender, Stamp, compose};
pub use smaller::without_originals;
pub use templates::{Reader, Rendered, TemplateProblem, Templates, preview};
