//! Notices of secure-mail services: the message itself lies elsewhere, and a person must fetch it (I7).

use super::phrases::{PhraseBook, fold};
use crate::domain::{Lock, Problem};

/// What the services' notices and wrappers hold, in small letters, and what the services are called.
const SERVICES: [(&str, &str); 18] = [
    ("switch.egress.com", "Egress"),
    ("reader.egress.com", "Egress"),
    ("egress secure", "Egress"),
    ("registered envelope", "Cisco"),
    ("res.cisco.com", "Cisco"),
    ("securedoc", "Cisco or Proofpoint"),
    ("proofpoint encryption", "Proofpoint"),
    ("securereader", "Proofpoint"),
    ("office365.com/encryption", "Microsoft"),
    ("office.com/encryption", "Microsoft"),
    ("office 365 message encryption", "Microsoft"),
    ("purview message encryption", "Microsoft"),
    ("mimecast secure messag", "Mimecast"),
    ("app.zivver.", "Zivver"),
    ("secure.virtru.com", "Virtru"),
    ("trend micro email encryption", "Trend Micro"),
    ("encryption.trendmicro", "Trend Micro"),
    ("privatepost.com", "Trend Micro"),
];
/// Words by which lines of such a notice, and of what mail servers add below, are told from somebody's own.
const AROUND: [&str; 22] = [
    "secure",
    "encrypt",
    "protected",
    "click",
    "open",
    "password",
    "passcode",
    "sign in",
    "log in",
    "browser",
    "egress",
    "zivver",
    "mimecast",
    "proofpoint",
    "expire",
    "register",
    "confidential",
    "disclaimer",
    "privacy",
    "unsubscribe",
    "rights reserved",
    "javascript",
];
/// Most words of other lines in a notice: a greeting, a sender, a subject.
const MOST_WORDS: usize = 40;
/// Most bytes of a page that are looked into.
const MOST_HTML: usize = 1 << 20;

/// The service whose wrapper a page is, by its addresses and names. A mail that somebody wrote may hold them too,
/// in what its service adds below: see [`is_thin`].
pub(super) fn service(html: &str) -> Option<&'static str> {
    let head: String = html.chars().take(MOST_HTML).collect::<String>().to_ascii_lowercase();
    SERVICES.iter().find(|(sign, _)| head.contains(sign)).map(|(_, name)| *name)
}

/// Whether a text says little beside what a notice says.
pub(super) fn is_thin(text: &str) -> bool {
    let own = text.lines().filter(|line| {
        let line = line.to_lowercase();
        !AROUND.iter().any(|word| line.contains(word))
    });
    own.map(|line| line.split_whitespace().count()).sum::<usize>() <= MOST_WORDS
}

/// With whom the message lies, where this is a notice of it by one of these phrases or by a service's signs.
pub(super) fn notice(portals: &[String], phrases: &PhraseBook, html: &str, text: &str) -> Option<Lock> {
    if !is_thin(text) {
        return None;
    }
    match service(html) {
        Some(name) => Some(Lock::Portal(name.to_owned())),
        None => phrases.standing(&fold(text)).first(portals).map(|_| Lock::Portal(named(text).to_owned())),
    }
}

/// The problem with a mail whose body is such a notice. What is attached and can be read is no message that lies
/// elsewhere.
pub(super) fn letter<'t>(
    portals: &[String],
    phrases: &PhraseBook,
    html: &str,
    text: &str,
    mut attached: impl Iterator<Item = &'t str>,
) -> Option<Problem> {
    let lock = attached.all(is_thin).then(|| notice(portals, phrases, html, text))??;
    Some(Problem::protected("the message", lock))
}

/// The service that a notice in plain text names; empty where it names none.
fn named(text: &str) -> &'static str {
    let lower = text.to_lowercase();
    let signs = SERVICES.iter().find(|(sign, _)| lower.contains(sign)).map(|(_, name)| *name);
    let names = ["Egress", "Proofpoint", "Mimecast", "Zivver", "Virtru", "Trend Micro", "Cisco", "Galaxkey", "Quatrix"];
    signs.or_else(|| names.into_iter().find(|name| lower.contains(&name.to_lowercase()))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOOTER: &str = "\nThis email was sent securely with Egress Switch: https://switch.egress.com/ui/";

    #[test]
    fn i7_a_notice_is_told_from_a_mail_with_a_footer() {
        let referral =
            "Kofi Nguyen, born on 7 March 2021, came to school today with a bruise on his left arm. ".repeat(3);
        assert!(is_thin("Dear reader,\nMaryam has sent you a secure message.\nSubject: a pupil\nClick to open."));
        assert!(is_thin(FOOTER));
        assert!(!is_thin(&format!("{referral}{FOOTER}")));
    }

    #[test]
    fn i7_services_are_known_by_their_signs() {
        for (html, name) in [
            ("<form action=\"https://res.cisco.com:443/envelopeopener\">", "Cisco"),
            ("<a href=\"https://Switch.Egress.com/ui/x\">", "Egress"),
            ("<form action=\"https://outlook.office365.com/Encryption/store.ashx\">", "Microsoft"),
            ("<script>window.location='https://app.zivver.eu/x'</script>", "Zivver"),
        ] {
            assert_eq!(service(html), Some(name));
        }
        assert_eq!(service("<p>a secure nursery</p>"), None);
        assert_eq!(named("You have an encrypted message. Sign in to Mimecast to read it."), "Mimecast");
        assert_eq!(named("You have an encrypted message."), "");
    }
}
