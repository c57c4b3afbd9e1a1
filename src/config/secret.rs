//! Secrets: from files or systemd credentials, never in the configuration itself, never printed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use secrecy::zeroize::Zeroize as _;
use secrecy::{SecretSlice, SecretString};

use super::problem::Notes;

/// The least length of the key that tokens are made with, in bytes.
const KEY_BYTES: usize = 32;
/// A random key has more different bytes than this.
const DIFFERENT_BYTES: usize = 8;

/// Where secrets may come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Secrets<'a> {
    /// Relative paths are below this.
    pub(super) base: &'a Path,
    /// systemd's `$CREDENTIALS_DIRECTORY`.
    pub(super) credentials: Option<&'a Path>,
    /// Whether they are needed at all: most commands work without, and may be run by somebody who cannot read them.
    pub(super) needed: bool,
}

/// Stands in for a secret that is not needed.
const NOT_NEEDED: &[u8] = b"stands for a secret that this command does not need";

/// The two ways to name a secret, with the fields they stand in.
pub(super) struct Named<'a> {
    /// The table, for messages.
    pub(super) table: &'a str,
    /// `password_file` or `key_file`.
    pub(super) file_field: &'a str,
    /// Its value.
    pub(super) file: Option<PathBuf>,
    /// The value of `credential`.
    pub(super) credential: Option<String>,
}

impl Secrets<'_> {
    /// A password: one line of text.
    pub(super) fn password(self, named: &Named<'_>, notes: &mut Notes) -> Option<SecretString> {
        let (field, mut bytes) = self.bytes(named, notes)?;
        // Only a password has a last line's end; a random key may well end in such a byte.
        for end in [b'\n', b'\r'] {
            if bytes.last() == Some(&end) {
                bytes.pop();
            }
        }
        let secret = match std::str::from_utf8(&bytes) {
            Ok(text) if !text.is_empty() && !text.contains(['\n', '\r', '\0']) => Some(SecretString::from(text)),
            Ok(_) | Err(_) => None,
        };
        bytes.zeroize();
        if secret.is_none() {
            notes.add(field, "names a file that does not hold one line of text", "the password alone into that file");
        }
        secret
    }

    /// The key that tokens are made with.
    pub(super) fn key(self, named: &Named<'_>, notes: &mut Notes) -> Option<SecretSlice<u8>> {
        let (field, bytes) = self.bytes(named, notes)?;
        let mut seen = bytes.clone();
        let length = bytes.len();
        let key = SecretSlice::from(bytes);
        seen.sort_unstable();
        seen.dedup();
        let different = seen.len();
        seen.zeroize();
        let write = "a key of random bytes: head -c 32 /dev/urandom > FILE; chmod 600 FILE";
        if length < KEY_BYTES {
            notes.add(field, format!("holds {length} bytes, and {KEY_BYTES} are the least"), write);
            return None;
        }
        if different <= DIFFERENT_BYTES {
            notes.add(field, "does not hold a random key", write);
            return None;
        }
        Some(key)
    }

    /// The bytes of a secret, and the field that named it.
    fn bytes(self, named: &Named<'_>, notes: &mut Notes) -> Option<(String, Vec<u8>)> {
        let file_field = format!("{}.{}", named.table, named.file_field);
        let credential_field = format!("{}.credential", named.table);
        let (field, path) = match (&named.file, &named.credential) {
            (Some(file), None) => (file_field, self.base.join(file)),
            (None, Some(name)) => {
                let plain = !name.is_empty() && !name.contains('/') && name != "." && name != "..";
                let unread = (plain && !self.needed).then_some(Path::new(""));
                let Some(directory) = self.credentials.filter(|_| plain).or(unread) else {
                    let problem = if plain { "there is no $CREDENTIALS_DIRECTORY" } else { "is no credential's name" };
                    notes.add(credential_field, problem, "LoadCredential=NAME:PATH in the unit, and NAME here; at a terminal give `check` the folder with --credentials DIR");
                    return None;
                };
                (credential_field, directory.join(name))
            }
            (Some(_), Some(_)) => {
                notes.add(file_field, "and credential are both given", "one of the two");
                return None;
            }
            (None, None) => {
                notes.add(
                    &file_field,
                    "is missing",
                    format!("{} = \"PATH\" or credential = \"NAME\"", named.file_field),
                );
                return None;
            }
        };
        if !self.needed {
            return Some((field, NOT_NEEDED.to_vec()));
        }
        let mode = fs::metadata(&path).map(|m| m.permissions().mode());
        if mode.is_ok_and(|mode| mode & 0o007 != 0) {
            notes.add(
                &field,
                "names a file that everybody on this machine can open",
                "a file of mode 0600: chmod o= FILE",
            );
        }
        match fs::read(&path) {
            Ok(bytes) => Some((field, bytes)),
            Err(error) => {
                notes.add(
                    &field,
                    format!("cannot be read ({})", error.kind()),
                    "the path of a file this user can read",
                );
                None
            }
        }
    }
}
