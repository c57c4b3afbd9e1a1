//! The shipped configuration with the sample extract imported, for a test to spoil.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use chrono_tz::Europe::London;
use tempfile::TempDir;

use super::Settings;
use crate::config::{Credentials, Draft, Problem};
use crate::daemon::DaemonError;
use crate::daemon::check::indexing;
use crate::store::cases::import::{ImportOptions, import};

/// That time in London.
pub(crate) fn london(text: &str) -> DateTime<Utc> {
    let wall = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    wall.and_local_timezone(London).unwrap().to_utc()
}

pub(crate) struct Site(TempDir);

impl Site {
    /// Configured and not imported.
    pub(crate) fn new() -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy(&root.join("config"), site.0.path());
        copy(&root.join("templates"), &site.path("templates"));
        copy(&root.join("tests/samples/extract"), &site.path("extract"));
        for name in ["token-key", "smtp", "cass-mailbox"] {
            site.write(&format!("credentials/{name}"), "0123456789abcdefghijklmnopqrstuv");
        }
        site.edit("frontdoor.toml", "\"/var/lib/frontdoor\"", "\"state\"")
            .edit("frontdoor.toml", "\"/var/lib/frontdoor/cases\"", "\"state/cases\"")
            .edit("frontdoor.toml", "\"../templates\"", "\"templates\"")
    }

    /// The same with the extract imported.
    pub(crate) async fn imported() -> Self {
        let site = Self::new();
        site.import().await;
        site
    }

    pub(crate) async fn import(&self) {
        let options = ImportOptions { allow_shrink: true, ..ImportOptions::new(indexing()) };
        let now = london("2026-11-23 08:00");
        import(&self.path("extract"), &self.path("state/cases"), options, now).await.unwrap();
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        fs::write(self.path(file), text).unwrap();
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        fs::set_permissions(self.path(file), private).unwrap();
    }

    /// Replaces a text that must be there, once.
    pub(crate) fn edit(self, file: &str, from: &str, to: &str) -> Self {
        let text = fs::read_to_string(self.path(file)).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        self.write(file, &text.replacen(from, to, 1));
        self
    }

    pub(crate) async fn settings(&self, now: DateTime<Utc>) -> Result<Settings, DaemonError> {
        let credentials = Credentials::In(self.path("credentials"));
        Settings::of(Draft::read(&self.path("frontdoor.toml"), &credentials), now).await
    }

    /// Everything that is wrong on a day of the samples.
    pub(crate) async fn problems(&self) -> Vec<Problem> {
        match self.settings(london("2026-11-23 09:30")).await {
            Ok(settings) => settings.unfit.all().cloned().collect(),
            Err(DaemonError::Config(wrong)) => wrong.problems,
            Err(other) => panic!("{other}"),
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let target = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            copy(&entry, &target);
        } else {
            fs::copy(&entry, target).unwrap();
        }
    }
}
