use super::*;
use crate::mailer::preview;
use std::path::Path;

fn templates() -> Templates {
    Templates::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")).unwrap()
}

#[test]
fn shows() {
    println!("{}", preview(&templates(), None).unwrap());
}
