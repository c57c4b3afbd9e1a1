//! Whom to believe: an answer counts only with a token that we gave out, from the person it was
//! given to (or somebody who may decide for that role), and, where configured, vouched for by our
//! own server. Quoting a number is never enough.

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretSlice};
use sha2::Sha256;
use thiserror::Error;

use crate::domain::{Envelope, Reference, Request, Staff, StaffId, TokenFor};

#[cfg(test)]
mod tests;

/// Crockford's alphabet in lower case: mail servers fold the case of addresses.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters of the expiry, in hours since 1970: 20 bits.
const EXPIRY_CHARS: usize = 4;
/// Octets of the code: 128 bits.
const CODE_BYTES: usize = 16;
/// Characters of the code.
const CODE_CHARS: usize = 26;
/// Told apart from anything else that may ever be signed with the same key.
const PURPOSE: &[u8] = b"frontdoor answer token 1\0";

/// The secret that tokens are made with. Wiped when dropped; it has no `Debug` and no `Display`.
pub struct TokenKey(SecretSlice<u8>);

/// The key is shorter than 32 octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the token key has {0} octets; it needs at least 32")]
pub struct KeyTooShort(pub usize);

impl TokenKey {
    /// A key of these octets.
    ///
    /// # Errors
    /// When there are fewer than 32.
    pub fn new(secret: Vec<u8>) -> Result<Self, KeyTooShort> {
        let length = secret.len();
        let secret = SecretSlice::from(secret);
        if length < 32 { Err(KeyTooShort(length)) } else { Ok(Self(secret)) }
    }

    fn code(&self, reference: &Reference, number: u32, hours: u32, person: &StaffId) -> Option<Hmac<Sha256>> {
        // HMAC takes keys of any length, so this is always `Some`; `None` refuses.
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret()).ok()?;
        mac.update(PURPOSE);
        mac.update(reference.as_str().as_bytes());
        mac.update(&[0]);
        mac.update(&number.to_be_bytes());
        mac.update(&hours.to_be_bytes());
        mac.update(person.as_str().as_bytes());
        Some(mac)
    }
}

/// The token: `REFERENCE.NUMBER.MAC` in lower case, short enough for the detail of an address.
/// `MAC` is the expiry (whole hours, rounded up) and 128 bits of HMAC-SHA-256 over reference,
/// number, expiry and person. It says nothing of the person it is for.
#[must_use]
pub fn token(key: &TokenKey, of: &TokenFor) -> String {
    let hours = expiry_hours(of.expires_at);
    let code = key
        .code(&of.reference, of.number, hours, &of.person)
        .map(|mac| mac.finalize().into_bytes())
        .map(|bytes| encode(bytes.get(..CODE_BYTES).unwrap_or_default()))
        .unwrap_or_default();
    format!("{}.{}.{}{code}", compact(&of.reference), of.number, encode_hours(hours))
}

/// A token as a mail presented it; not checked yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Presented {
    /// The request it claims to be of.
    pub reference: Reference,
    /// The number of the `asked` entry.
    pub number: u32,
    /// Expiry and code.
    pub mac: String,
}

impl Presented {
    /// Reads `REFERENCE.NUMBER.MAC`; whatever else it is, it is no token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('.');
        let (reference, number, mac) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || !reference.get(..2)?.eq_ignore_ascii_case("fd") || reference.len() > 12 {
            return None;
        }
        let digits = !number.is_empty() && number.len() <= 6 && number.bytes().all(|b| b.is_ascii_digit());
        let mac = mac.to_ascii_lowercase();
        let shaped = mac.len() == EXPIRY_CHARS + CODE_CHARS && mac.bytes().all(|b| ALPHABET.contains(&b));
        (digits && shaped).then_some(())?;
        Some(Self { reference: Reference::parse(reference)?, number: number.parse().ok()?, mac })
    }
}

/// All tokens that a mail presents, each once: in the detail of our own address, in the
/// Message-IDs of ours that it answers, and in brackets in the subject. Never from the body,
/// where anybody's mail may be quoted.
#[must_use]
pub fn presented(envelope: &Envelope, own_address: &str) -> Vec<Presented> {
    let own = own_address.to_lowercase();
    let (own_local, own_domain) = own.rsplit_once('@').unwrap_or((&own, ""));
    let in_address = envelope.to.iter().filter_map(|address| {
        let address = address.to_lowercase();
        let (local, domain) = address.rsplit_once('@')?;
        let detail = local.strip_prefix(own_local)?.strip_prefix('+')?;
        (domain == own_domain).then(|| Presented::parse(detail))?
    });
    let in_references = envelope.references.iter().filter_map(|id| {
        let local = id.trim().trim_start_matches('<').rsplit_once('@')?.0;
        // `fd.REFERENCE.NUMBER.MAC.UNIQUE`: the last part only makes each Message-ID another one.
        let (token, _unique) = local.strip_prefix("fd.")?.rsplit_once('.')?;
        Presented::parse(token)
    });
    let in_subject = envelope.subject.split('[').skip(1).filter_map(|rest| Presented::parse(rest.split_once(']')?.0));
    let mut all: Vec<Presented> = in_address.chain(in_references).chain(in_subject).collect();
    all.sort();
    all.dedup();
    all
}

/// What is known of an answer besides its words.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The tokens it presents.
    pub presented: &'a [Presented],
    /// The member of staff whose address it came from.
    pub sender: Option<&'a Staff>,
    /// Whether our own server states `dmarc=pass`; `None` when it states nothing.
    pub dmarc: Option<bool>,
}

/// An answer that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The number of the `asked` entry; that says whether it was a question or a notice.
    pub number: u32,
    /// Who answered.
    pub by: StaffId,
    /// Who was asked: the same person, or one whose role `by` may decide for.
    pub asked: StaffId,
}

/// Why an answer does not count. It then goes to a person, with this reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// There is none.
    #[error("it does not carry the code that our message asked to be sent back")]
    NoToken,
    /// The code does not verify.
    #[error("its code is not one that was given out for this question")]
    UnknownToken,
    /// It is of another request.
    #[error("its code belongs to another request")]
    WrongRequest,
    /// Its time is over.
    #[error("its code is too old")]
    Expired,
    /// The address is not one of staff.
    #[error("the sender's address is not on the list of staff")]
    SenderUnknown,
    /// Somebody else was asked.
    #[error("the sender is not the person who was asked and may not decide in their place")]
    NotThePersonAsked,
    /// Our own server does not vouch for the sender.
    #[error("our mail server does not confirm that the sender is who they say (DMARC)")]
    SenderNotProven,
    /// Two different ones.
    #[error("it carries the codes of two different questions")]
    Ambiguous,
}

/// Checks an answer. Whether the answer still changes anything (R10: the first one stands) is for
/// the pathway; a second answer must come through here to be noticed at all.
///
/// # Errors
/// With the reason, which holds no personal data.
pub fn check(
    key: &TokenKey,
    answer: &Answer<'_>,
    request: &Request,
    require_dmarc: bool,
    may_decide_for_role: impl Fn(&StaffId, &StaffId) -> bool,
    now: DateTime<Utc>,
) -> Result<Accepted, Refusal> {
    let first = answer.presented.first().ok_or(Refusal::NoToken)?;
    if answer.presented.iter().any(|p| (&p.reference, p.number) != (&first.reference, first.number)) {
        return Err(Refusal::Ambiguous);
    }
    if first.reference != request.reference {
        return Err(Refusal::WrongRequest);
    }
    let index = usize::try_from(first.number).map_err(|_| Refusal::UnknownToken)?;
    let asked = &request.asked.get(index).ok_or(Refusal::UnknownToken)?.person;
    // A reminder's token may expire later than the question's: each must be ours, the latest counts.
    let mut hours = 0;
    for one in answer.presented {
        hours = hours.max(verified_hours(key, one, asked).ok_or(Refusal::UnknownToken)?);
    }
    if now.timestamp() > i64::from(hours) * 3_600 {
        return Err(Refusal::Expired);
    }
    let sender = answer.sender.ok_or(Refusal::SenderUnknown)?;
    if sender.id != *asked && !may_decide_for_role(&sender.id, asked) {
        return Err(Refusal::NotThePersonAsked);
    }
    if require_dmarc && answer.dmarc != Some(true) {
        return Err(Refusal::SenderNotProven);
    }
    Ok(Accepted { number: first.number, by: sender.id.clone(), asked: asked.clone() })
}

/// The expiry of a token that was given to this person; `None` when it never was.
fn verified_hours(key: &TokenKey, one: &Presented, person: &StaffId) -> Option<u32> {
    let (expiry, code) = one.mac.split_at_checked(EXPIRY_CHARS)?;
    let (hours, code) = (decode_hours(expiry)?, decode(code)?);
    let mac = key.code(&one.reference, one.number, hours, person)?;
    // Compares in constant time.
    mac.verify_truncated_left(&code).ok().map(|()| hours)
}

/// `FD-7KQ2-M4XA` as `fd7kq2m4xa`: the local part of an address has 64 octets at most.
fn compact(reference: &Reference) -> String {
    reference.as_str().replace('-', "").to_ascii_lowercase()
}

fn expiry_hours(at: DateTime<Utc>) -> u32 {
    let seconds = u64::try_from(at.timestamp()).unwrap_or(0);
    u32::try_from(seconds.div_ceil(3_600)).unwrap_or(u32::MAX).min((1 << 20) - 1)
}

fn encode_hours(hours: u32) -> String {
    (0..4_u32).rev().map(|place| letter((hours >> (5 * place)) & 31)).collect()
}

fn decode_hours(text: &str) -> Option<u32> {
    text.bytes().try_fold(0, |sum, byte| Some(sum << 5 | five_bits(byte)?))
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(letter((held >> bits) & 31));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(letter((held << (5 - bits)) & 31));
    }
    text
}

/// The octets, only when this is the one way to write them.
fn decode(text: &str) -> Option<Vec<u8>> {
    (text.len() == CODE_CHARS).then_some(())?;
    let mut bytes = Vec::with_capacity(CODE_BYTES);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in text.bytes() {
        held = held << 5 | five_bits(byte)?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 255).ok()?);
        }
        held &= (1 << bits) - 1;
    }
    (bytes.len() == CODE_BYTES && held == 0).then_some(bytes)
}

fn letter(five: u32) -> char {
    let index = usize::try_from(five & 31).unwrap_or(0);
    char::from(ALPHABET.get(index).copied().unwrap_or(b'0'))
}

fn five_bits(byte: u8) -> Option<u32> {
    ALPHABET.iter().position(|a| *a == byte).and_then(|at| u32::try_from(at).ok())
}
