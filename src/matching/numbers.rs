//! Identifiers: NHS number and unique pupil number.

/// Ten digits that are not a placeholder.
pub(super) fn nhs_number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let first = digits.chars().next()?;
    (digits.len() == 10 && !digits.chars().all(|c| c == first)).then_some(digits)
}

/// Whether an NHS number's check digit is right.
pub(super) fn nhs_is_valid(digits: &str) -> bool {
    let numbers: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let Some((check, body)) = numbers.split_last() else { return false };
    let sum: u32 = body.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    numbers.len() == 10 && (11 - sum % 11) % 11 == *check
}

/// Thirteen characters that look like a unique pupil number.
pub(super) fn upn(text: &str) -> Option<String> {
    let clean: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let zeros = clean.chars().skip(1).all(|c| c == '0');
    let shaped = clean.len() == 13
        && clean.starts_with(|c: char| c.is_ascii_alphabetic())
        && clean.chars().skip(1).take(11).all(|c| c.is_ascii_digit());
    (shaped && !zeros).then_some(clean)
}

const UPN_LETTERS: &str = "ABCDEFGHJKLMNPQRTUVWXYZ";

/// Whether a UPN's check letter is right: weights 2 to 13, modulo 23.
pub(super) fn upn_is_valid(upn: &str) -> bool {
    let place = |c: char| c.to_digit(10).map(|d| d as usize).or_else(|| UPN_LETTERS.chars().position(|l| l == c));
    let mut sum = 0;
    for (c, weight) in upn.chars().skip(1).zip(2..) {
        let Some(value) = place(c) else { return false };
        sum += value * weight;
    }
    upn.len() == 13 && UPN_LETTERS.chars().nth(sum % 23) == upn.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_checked() {
        assert!(upn_is_valid("B801200005001"));
        assert!(!upn_is_valid("C801200005001"));
        assert!(nhs_is_valid("9434765919"));
        assert!(!nhs_is_valid("9434765918"));
        assert_eq!(nhs_number("000 000 0000"), None);
    }
}
