//! The binary format of `numeric` ("numeric_send" and "numeric_recv" in the server's sources): the number
//! of digits, the weight, the sign and the scale, then the digits in base 10000.

use bytes::{Buf, BufMut, BytesMut};

use super::{Finite, MAX_SCALE, Numeric, Repr};
use crate::types::wire::{BoxError, binary_format};

const POSITIVE: u16 = 0x0000;
const NEGATIVE: u16 = 0x4000;
const NAN: u16 = 0xC000;
const INFINITY: u16 = 0xD000;
const NEG_INFINITY: u16 = 0xF000;

impl Numeric {
    fn decode(raw: &mut &[u8]) -> Result<Numeric, BoxError> {
        let count = usize::from(raw.try_get_u16()?);
        let weight = raw.try_get_i16()?;
        let sign = raw.try_get_u16()?;
        let scale = raw.try_get_u16()?;
        if scale > MAX_SCALE {
            return Err(format!("its scale is {scale}").into());
        }
        let digits = (0..count).map(|_| raw.try_get_u16()).collect::<Result<Vec<_>, _>>()?;
        if let Some(digit) = digits.iter().find(|digit| **digit > 9999) {
            return Err(format!("a digit is {digit}").into());
        }
        let negative = match sign {
            POSITIVE => false,
            NEGATIVE => true,
            NAN => return Ok(Numeric::NAN),
            INFINITY => return Ok(Numeric::INFINITY),
            NEG_INFINITY => return Ok(Numeric::NEG_INFINITY),
            _ => return Err(format!("its sign is {sign:#06x}").into()),
        };
        let number = Finite::new(negative, weight.into(), digits, scale);
        if number.decimals() > i64::from(scale) {
            return Err(format!("it has more than the {scale} decimals of its scale").into());
        }
        Ok(Numeric(Repr::Finite(number)))
    }

    fn encode(&self, out: &mut BytesMut) -> Result<(), BoxError> {
        let special = |sign| (&[][..], 0, sign, 0);
        let (digits, weight, sign, scale) = match &self.0 {
            Repr::NaN => special(NAN),
            Repr::Infinity => special(INFINITY),
            Repr::NegInfinity => special(NEG_INFINITY),
            Repr::Finite(number) => {
                let sign = if number.negative { NEGATIVE } else { POSITIVE };
                (number.digits.as_slice(), number.weight, sign, number.scale)
            }
        };
        out.put_u16(u16::try_from(digits.len())?);
        out.put_i16(i16::try_from(weight)?);
        out.put_u16(sign);
        out.put_u16(scale);
        digits.iter().for_each(|digit| out.put_u16(*digit));
        Ok(())
    }
}

impl Finite {
    /// How many digits after the decimal point are needed to write it.
    fn decimals(&self) -> i64 {
        let Some(last) = self.digits.last() else { return 0 };
        let zeros = (1..4).take_while(|power| last % 10_u16.pow(*power) == 0).count();
        let power = i64::from(self.weight) - self.digits.len() as i64 + 1;
        -power * 4 - zeros as i64
    }
}

binary_format!(Numeric: NUMERIC);

#[cfg(test)]
mod tests {
    use tokio_postgres::types::{FromSql, ToSql, Type};

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    fn bytes(parts: &[u16]) -> Vec<u8> {
        parts.iter().flat_map(|part| part.to_be_bytes()).collect()
    }

    fn decoded(parts: &[u16]) -> Result<String, BoxError> {
        Numeric::from_sql(&Type::NUMERIC, &bytes(parts)).map(|number| number.to_string())
    }

    #[test]
    fn what_is_encoded_is_decoded() {
        for text in [
            "0",
            "0.00",
            "-1.5",
            "10000",
            "0.0001",
            "123456789.123456789",
            "NaN",
            "Infinity",
            "-Infinity",
        ] {
            let number: Numeric = text.parse().unwrap();
            let mut out = BytesMut::new();
            number.to_sql(&Type::NUMERIC, &mut out).unwrap();
            assert_eq!(Numeric::from_sql(&Type::NUMERIC, &out).unwrap().to_string(), text);
        }
    }

    #[test]
    fn zeros_at_the_ends_are_no_matter() {
        assert_eq!(decoded(&[4, 1, POSITIVE, 1, 0, 7, 5000, 0]).unwrap(), "7.5");
        assert_eq!(decoded(&[2, 9, NEGATIVE, 2, 0, 0]).unwrap(), "0.00");
    }

    #[test]
    fn garbage_is_refused() {
        let garbage = [
            bytes(&[1, 0, POSITIVE, 0, 10_000]),
            bytes(&[1, 0, 0x8000, 0, 1]),
            bytes(&[1, 0, POSITIVE, 16_384, 1]),
            bytes(&[1, u16::MAX, POSITIVE, 3, 1]),
            bytes(&[1, 0x8000, POSITIVE, 16_383, 1]),
            bytes(&[2, 0, POSITIVE, 0, 1]),
            bytes(&[0, 0, POSITIVE, 0, 1]),
            vec![0xFF; 9],
        ];
        let garbage: Vec<&[u8]> = garbage.iter().map(Vec::as_slice).collect();
        assert_garbage_is_refused::<Numeric>(&Type::NUMERIC, &garbage);
    }
}
