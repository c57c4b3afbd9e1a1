//! RTF as Outlook packs it: each reference repeats some of the last 4,096 bytes.

/// Most bytes that are unpacked.
const MOST: usize = 16 << 20;
/// What every text may refer to from its beginning.
const BEFORE: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Unpacks it; `None` where it is no such text, or too large.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let content = packed.get(16..)?;
    match packed.get(8..12)? {
        b"MELA" => return Some(content.to_vec()),
        b"LZFu" => {}
        _ => return None,
    }
    let mut window = [0_u8; 4096];
    window.get_mut(..BEFORE.len())?.copy_from_slice(BEFORE);
    let mut at = BEFORE.len();
    let mut unpacked = Vec::new();
    let mut bytes = content.iter().copied();
    'all: while let Some(control) = bytes.next() {
        for bit in 0..8 {
            let Some(first) = bytes.next() else { break 'all };
            let (from, length) = if control & (1 << bit) == 0 {
                *window.get_mut(at)? = first;
                (at, 1)
            } else {
                let Some(second) = bytes.next() else { break 'all };
                let reference = usize::from(u16::from_be_bytes([first, second]));
                (reference >> 4, (reference & 15) + 2)
            };
            // A reference to the place that is written next ends the text.
            if length > 1 && from == at {
                break 'all;
            }
            for step in 0..length {
                let byte = *window.get((from + step) % window.len())?;
                unpacked.push(byte);
                *window.get_mut(at)? = byte;
                at = (at + 1) % window.len();
            }
        }
        if unpacked.len() > MOST {
            return None;
        }
    }
    Some(unpacked)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the format's description, [MS-OXRTFCP] 4.1.1.
    const HELLO: [u8; 49] = [
        0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00,
        0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09,
        0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
    ];

    #[test]
    fn the_example_of_the_description_is_unpacked() {
        let unpacked = unpack(&HELLO).unwrap();
        assert_eq!(String::from_utf8(unpacked).unwrap(), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    }

    #[test]
    fn what_is_no_such_text_is_none() {
        assert_eq!(unpack(b"short"), None);
        assert_eq!(unpack(&[0; 40]), None);
        assert!(unpack(&HELLO[..30]).is_some());
    }
}
