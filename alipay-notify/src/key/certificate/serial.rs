//! The serial number by which Alipay refers to a certificate, `alipay_cert_sn`.

use md5::{Digest as _, Md5};
use x509_cert::Certificate;

use super::name::rfc2253;

/// MD5 of the issuer's name and the decimal number, in hexadecimal.
pub(super) fn alipay_serial(certificate: &Certificate) -> String {
    let certificate = certificate.tbs_certificate();
    let text = rfc2253(certificate.issuer()) + &decimal(certificate.serial_number().as_bytes());
    let digest: [u8; 16] = Md5::digest(text.as_bytes()).into();
    format!("{:032x}", u128::from_be_bytes(digest))
}

/// A big-endian integer in two's complement, in decimal.
fn decimal(bytes: &[u8]) -> String {
    let negative = bytes.first().is_some_and(|first| first & 0x80 != 0);
    // The least significant digit first. A negative number is one less than its complement.
    let mut digits = vec![0_u16];
    for byte in bytes {
        shift_in(&mut digits, u16::from(if negative { !byte } else { *byte }), 256);
    }
    if negative {
        shift_in(&mut digits, 1, 1);
    }
    let sign = if negative { "-" } else { "" };
    digits.iter().rev().fold(sign.to_owned(), |text, digit| text + &digit.to_string())
}

/// Multiplies a number by `factor` and adds `carry`.
fn shift_in(digits: &mut Vec<u16>, mut carry: u16, factor: u16) {
    for digit in digits.iter_mut() {
        let value = *digit * factor + carry;
        *digit = value % 10;
        carry = value / 10;
    }
    while carry > 0 {
        digits.push(carry % 10);
        carry /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn integers_are_written_in_decimal() {
        for (bytes, text) in [
            (vec![0], "0".to_owned()),
            (vec![0x7f], "127".to_owned()),
            (vec![0x00, 0xff], "255".to_owned()),
            (vec![0x01, 0x00], "256".to_owned()),
            (vec![0xff], "-1".to_owned()),
            (vec![0x80], "-128".to_owned()),
            (vec![0x80, 0x00], "-32768".to_owned()),
            (i128::MAX.to_be_bytes().to_vec(), i128::MAX.to_string()),
            (i128::MIN.to_be_bytes().to_vec(), i128::MIN.to_string()),
            ((-1_234_567_890_i128).to_be_bytes().to_vec(), "-1234567890".to_owned()),
        ] {
            assert_eq!(decimal(&bytes), text);
        }
    }
}
