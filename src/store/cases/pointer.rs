//! The file `current`: it names the generation in use and is replaced in one step.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::CaseError;

/// The generation's file.
pub(super) fn file_of(dir: &Path, number: u64) -> PathBuf {
    dir.join(format!("cases-{number}.db"))
}

/// The number in a generation's file name.
fn number_of(name: &str) -> Option<u64> {
    name.strip_prefix("cases-")?.strip_suffix(".db")?.parse().ok()
}

/// The number of the generation in use; `None` when there is none yet.
pub(super) fn read(dir: &Path) -> Result<Option<u64>, CaseError> {
    match fs::read_to_string(dir.join("current")) {
        Ok(text) => number_of(text.trim()).map(Some).ok_or(CaseError::Pointer),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(CaseError::File { what: "file `current`", source }),
    }
}

/// Switches to a generation: once this returns it is in use, even after a power cut; if it fails, the one
/// before is.
pub(super) fn switch(dir: &Path, number: u64) -> io::Result<()> {
    File::open(file_of(dir, number))?.sync_all()?;
    let new = dir.join("current.new");
    let mut file = File::create(&new)?;
    writeln!(file, "cases-{number}.db")?;
    file.sync_all()?;
    fs::rename(&new, dir.join("current"))?;
    File::open(dir)?.sync_all()
}

/// Removes every generation that `keep` refuses, and whatever a database left beside it.
pub(super) fn remove(dir: &Path, keep: impl Fn(u64) -> bool) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        let Some(name) = name.to_str() else { continue };
        let database = name.strip_suffix("-journal").or(name.strip_suffix("-wal")).or(name.strip_suffix("-shm"));
        if number_of(database.unwrap_or(name)).is_some_and(|number| !keep(number)) {
            fs::remove_file(dir.join(name))?;
        }
    }
    Ok(())
}
