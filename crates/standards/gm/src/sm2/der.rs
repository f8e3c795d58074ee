//! The two structures of GM/T 0009, in strict DER: smallest lengths, no superfluous zeros, nothing behind.

use ::sm2::pkcs8::der::asn1::{OctetStringRef, UintRef};
use ::sm2::pkcs8::der::{DecodeValue, Encode, EncodeValue, Error, Header, Length, Reader, Result, Sequence, Writer};

/// `SM2Signature ::= SEQUENCE { R INTEGER, S INTEGER }`
pub(super) struct SignatureValue<'a> {
    pub(super) r: UintRef<'a>,
    pub(super) s: UintRef<'a>,
}

impl<'a> DecodeValue<'a> for SignatureValue<'a> {
    type Error = Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, _: Header) -> Result<Self> {
        Ok(Self {
            r: reader.decode()?,
            s: reader.decode()?,
        })
    }
}

impl EncodeValue for SignatureValue<'_> {
    fn value_len(&self) -> Result<Length> {
        self.r.encoded_len()? + self.s.encoded_len()?
    }

    fn encode_value(&self, writer: &mut impl Writer) -> Result<()> {
        self.r.encode(writer)?;
        self.s.encode(writer)
    }
}

impl<'a> Sequence<'a> for SignatureValue<'a> {}

/// `SM2Cipher ::= SEQUENCE { XCoordinate INTEGER, YCoordinate INTEGER, HASH OCTET STRING, CipherText OCTET STRING }`
pub(super) struct CipherValue<'a> {
    pub(super) x: UintRef<'a>,
    pub(super) y: UintRef<'a>,
    pub(super) hash: &'a OctetStringRef,
    pub(super) text: &'a OctetStringRef,
}

impl<'a> DecodeValue<'a> for CipherValue<'a> {
    type Error = Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, _: Header) -> Result<Self> {
        Ok(Self {
            x: reader.decode()?,
            y: reader.decode()?,
            hash: reader.decode()?,
            text: reader.decode()?,
        })
    }
}

impl EncodeValue for CipherValue<'_> {
    fn value_len(&self) -> Result<Length> {
        self.x.encoded_len()? + self.y.encoded_len()? + self.hash.encoded_len()? + self.text.encoded_len()?
    }

    fn encode_value(&self, writer: &mut impl Writer) -> Result<()> {
        self.x.encode(writer)?;
        self.y.encode(writer)?;
        self.hash.encode(writer)?;
        self.text.encode(writer)
    }
}

impl<'a> Sequence<'a> for CipherValue<'a> {}

/// An INTEGER as 32 bytes; `None` if it has more.
pub(super) fn to_array(number: UintRef<'_>) -> Option<[u8; 32]> {
    let bytes = number.as_bytes();
    let mut array = [0; 32];
    array
        .get_mut(32usize.checked_sub(bytes.len())?..)?
        .copy_from_slice(bytes);
    Some(array)
}
