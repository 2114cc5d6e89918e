//! The encoding of forms: `%XX` is a byte, `+` is a space.

/// Decodes a part of a body to the front of `decoded`, which must be as long at least, and returns
/// its length there.
///
/// # Errors
///
/// Where a `%` is that is not followed by two hexadecimal digits, from the beginning of the part.
pub(super) fn decode(encoded: &[u8], decoded: &mut [u8]) -> Result<usize, usize> {
    let (mut from, mut to) = (0, 0);
    while from < encoded.len() {
        while let (Some(chunk), Some(slots)) =
            (encoded[from..].first_chunk(), decoded[to..].first_chunk_mut())
            && is_plain(*chunk)
        {
            *slots = *chunk;
            from += CHUNK;
            to += CHUNK;
        }
        let plain = copy_plain(&encoded[from..], &mut decoded[to..]);
        from += plain;
        to += plain;
        // Escapes mostly follow one another.
        while let (Some(byte @ (b'%' | b'+')), Some(slot)) =
            (encoded.get(from), decoded.get_mut(to))
        {
            to += 1;
            if *byte == b'+' {
                *slot = b' ';
                from += 1;
            } else {
                let digits = encoded[from + 1..].first_chunk().ok_or(from)?;
                *slot = hexadecimal(*digits).ok_or(from)?;
                from += 3;
            }
        }
    }
    Ok(to)
}

/// Copies what comes before the next `%` or `+`, and returns its length.
#[inline]
fn copy_plain(encoded: &[u8], decoded: &mut [u8]) -> usize {
    let copied = encoded.iter().zip(decoded).map(|(byte, slot)| {
        *slot = *byte;
        *byte
    });
    copied.take_while(|byte| !matches!(byte, b'%' | b'+')).count()
}

/// How many bytes are looked at in one step: names, and what is between escapes, are short.
const CHUNK: usize = 8;

/// Whether nothing in a chunk is encoded. All of it is looked at, which is one comparison of
/// vectors.
#[inline]
fn is_plain(chunk: [u8; CHUNK]) -> bool {
    let encoded = |byte: u8| u8::from(byte == b'%') | u8::from(byte == b'+');
    chunk.iter().fold(0, |found, byte| found | encoded(*byte)) == 0
}

fn hexadecimal(digits: [u8; 2]) -> Option<u8> {
    let [high, low] = digits.map(|digit| HEXADECIMAL[usize::from(digit)]);
    (high != NO_DIGIT && low != NO_DIGIT).then_some(high << 4 | low)
}

const NO_DIGIT: u8 = 0xff;

/// What each byte is worth as a hexadecimal digit.
const HEXADECIMAL: [u8; 256] = {
    let mut worth = [NO_DIGIT; 256];
    let mut digit = 0;
    while digit < 16 {
        worth[b"0123456789abcdef"[digit as usize] as usize] = digit;
        worth[b"0123456789ABCDEF"[digit as usize] as usize] = digit;
        digit += 1;
    }
    worth
};
