//! Identifiers as they are compared: NHS number and unique pupil number.

/// Ten digits that are not a placeholder.
pub(super) fn nhs_number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let first = digits.chars().next()?;
    (digits.len() == 10 && !digits.chars().all(|c| c == first)).then_some(digits)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_no_numbers() {
        assert_eq!(nhs_number("000 000 0000"), None);
    }
}
