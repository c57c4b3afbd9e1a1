//! Numbers of people that carry a check digit.

/// Whether an NHS number's check digit is right: ten digits, weights 10 to 2, modulo 11.
#[must_use]
pub fn nhs_is_valid(digits: &str) -> bool {
    let numbers: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let Some((check, body)) = numbers.split_last() else { return false };
    let sum: u32 = body.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    numbers.len() == 10 && (11 - sum % 11) % 11 == *check
}

const UPN_LETTERS: &str = "ABCDEFGHJKLMNPQRTUVWXYZ";

/// Whether a unique pupil number's check letter is right: weights 2 to 13, modulo 23.
#[must_use]
pub fn upn_is_valid(upn: &str) -> bool {
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
    fn c1_check_digits_tell_a_number_from_a_slip() {
        assert!(upn_is_valid("B801200005001"));
        assert!(!upn_is_valid("C801200005001"));
        assert!(nhs_is_valid("9434765919"));
        assert!(!nhs_is_valid("9434765918"));
    }
}
