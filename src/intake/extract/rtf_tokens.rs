//! The marks of RTF: groups, control words, characters.

/// Longest control word and longest number behind one, as the format's own description has it.
const LONGEST_WORD: usize = 32;
const LONGEST_NUMBER: usize = 10;

/// A mark of RTF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A group begins.
    Open,
    /// A group ends.
    Close,
    /// A control word, with its number.
    Word(&'a str, Option<i32>),
    /// A control symbol.
    Symbol(u8),
    /// A character of the code page at this place, written as such or in hexadecimal.
    Byte(u8),
}

/// The marks of a file, one by one.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    /// The marks of these bytes.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let first = *self.rest.first()?;
        if !first.is_ascii_alphabetic() {
            self.skip(1);
            if first != b'\'' {
                return Some(Token::Symbol(first));
            }
            let digits = self.rest.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
            let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
            if byte.is_some() {
                self.skip(2);
            }
            return Some(byte.map_or(Token::Symbol(b'\''), Token::Byte));
        }
        let length = self.rest.iter().take(LONGEST_WORD).take_while(|b| b.is_ascii_alphabetic()).count();
        let (word, after) = self.rest.split_at_checked(length)?;
        let sign = usize::from(after.first() == Some(&b'-'));
        let digits = after.iter().skip(sign).take(LONGEST_NUMBER).take_while(|b| b.is_ascii_digit()).count();
        let (number, after) = if digits > 0 { after.split_at_checked(sign + digits)? } else { (&[][..], after) };
        self.rest = after.strip_prefix(b" ").unwrap_or(after);
        let number = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok());
        let word = std::str::from_utf8(word).unwrap_or_default();
        if word == "bin" {
            self.skip(number.and_then(|count: i32| usize::try_from(count).ok()).unwrap_or_default());
        }
        Some(Token::Word(word, number))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let first = *self.rest.first()?;
            self.skip(1);
            return match first {
                b'{' => Some(Token::Open),
                b'}' => Some(Token::Close),
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => continue,
                other => Some(Token::Byte(other)),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_of_a_line() {
        let tokens: Vec<Token<'_>> = Tokens::new(b"{\\b0 a\\'e9\\u-10\\*\\bin3 }}}\r\n}\\").collect();
        assert_eq!(
            tokens,
            [
                Token::Open,
                Token::Word("b", Some(0)),
                Token::Byte(b'a'),
                Token::Byte(0xe9),
                Token::Word("u", Some(-10)),
                Token::Symbol(b'*'),
                Token::Word("bin", Some(3)),
                Token::Close,
            ]
        );
    }
}
