//! Identifiers. Each is its own type, so that a person's number never stands where a worker's should.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    };
}

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

text_id! {
    /// A member of staff, by the case system's `staff_id`.
    StaffId
}
text_id! {
    /// A person in the case store, by the case system's `person_id`.
    PersonId
}
text_id! {
    /// A watched mailbox, by its name in the configuration.
    MailboxName
}
text_id! {
    /// A folder of a mailbox, as people see it (not encoded for IMAP).
    FolderName
}
text_id! {
    /// A step of a pathway.
    StepId
}
text_id! {
    /// A pathway, by its name in the configuration.
    PathwayName
}
text_id! {
    /// A rule of the procedures (`R4`, `C2`), for the audit.
    RuleId
}
number_id! {
    /// A mail on record.
    MailId
}
number_id! {
    /// A row of the journal: one effect that was decided and is to be carried out.
    JournalId
}

/// What people quote: `FD-7KQ2-M4XA`. Random, so that it says nothing of how many there were, and
/// never enough to be believed alone: an answer needs its token and its sender too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reference(String);

/// Crockford's alphabet: no I, L, O or U, which are misread on paper and the telephone.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Reference {
    /// The reference made of 40 random bits.
    #[must_use]
    pub fn from_bits(bits: u64) -> Self {
        let mut text = String::from("FD-");
        for place in 0..8_u32 {
            if place == 4 {
                text.push('-');
            }
            let five = usize::try_from((bits >> (35 - 5 * place)) & 31).unwrap_or(0);
            text.push(char::from(ALPHABET.get(five).copied().unwrap_or(b'0')));
        }
        Self(text)
    }

    /// Reads a reference as people type it: case, spaces and missing hyphens are forgiven.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let clean: String = text
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let body = clean.strip_prefix("FD")?;
        let (first, second) = body.split_at_checked(4)?;
        let known = |c: char| ALPHABET.iter().any(|a| char::from(*a) == c);
        (second.len() == 4 && body.chars().all(known)).then(|| Self(format!("FD-{first}-{second}")))
    }

    /// The reference as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// SHA-256 of some bytes, in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(pub String);

impl Digest {
    /// The digest of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        use std::fmt::Write as _;
        let mut text = String::with_capacity(64);
        for byte in sha2::Sha256::digest(bytes) {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_reads_back_as_people_type_it() {
        let reference = Reference::from_bits(0x00ab_cdef_1234);
        assert_eq!(Reference::parse(reference.as_str()), Some(reference.clone()));
        assert_eq!(Reference::parse(&reference.as_str().to_lowercase().replace('-', " ")), Some(reference));
        assert_eq!(Reference::parse("FD-12"), None);
        assert_eq!(Reference::parse("hello"), None);
    }

    #[test]
    fn a_digest_is_sha_256() {
        assert_eq!(Digest::of(b"").0.get(..8), Some("e3b0c442"));
    }
}
