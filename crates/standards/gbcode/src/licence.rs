//! The electronic licence identifier (电子证照标识): GB/T 36904-2018.

use std::fmt;

use crate::iso7064::{mod_37_36, value_36};
use crate::text::{all_digits, as_text};
use crate::{CreditCode, CreditCodeError, Provinces, Refusal};

/// The arc of electronic licences below the national cryptography administration.
const ROOT: &str = "1.2.156.3005.2.";

/// A licence type's code (证照类型代码): the credit code of the body that registered the type, and 3 digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeCode(String);

impl TypeCode {
    /// Reads a code strictly.
    ///
    /// # Errors
    /// [`LicenceIdentifierError::TypeCode`] for anything else.
    pub fn parse(text: &str, provinces: &Provinces) -> Result<Self, LicenceIdentifierError> {
        Self::read(text, |body| CreditCode::parse(body, provinces))
    }

    /// As [`parse`](Self::parse), with a credit code that is only [`well_formed`](CreditCode::well_formed).
    ///
    /// # Errors
    /// [`LicenceIdentifierError::TypeCode`] for anything else.
    pub fn well_formed(text: &str) -> Result<Self, LicenceIdentifierError> {
        Self::read(text, CreditCode::well_formed)
    }

    fn read(
        text: &str,
        read_body: impl Fn(&str) -> Result<CreditCode, CreditCodeError>,
    ) -> Result<Self, LicenceIdentifierError> {
        let parts = text
            .split_at_checked(18)
            .filter(|(_, serial)| serial.len() == 3 && all_digits(serial));
        let sound = parts.is_some_and(|(body, _)| read_body(body).is_ok());
        if sound {
            Ok(Self(text.into()))
        } else {
            Err(LicenceIdentifierError::TypeCode)
        }
    }

    /// The 21 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The body that registered the type.
    pub fn owner(&self) -> CreditCode {
        CreditCode::well_formed(&self.0[..18]).expect("every way of reading a type code checks the body")
    }
}

impl fmt::Display for TypeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TypeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TypeCode({})", self.0)
    }
}

as_text!(TypeCode, TypeCode::well_formed);

/// Who issued a licence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issuer {
    /// By credit code.
    Body(CreditCode),
    /// By the 6 digits of a region, in old stock.
    Region(String),
}

impl Issuer {
    fn read(
        text: &str,
        read_body: impl Fn(&str) -> Result<CreditCode, CreditCodeError>,
        provinces: &Provinces,
    ) -> Result<Self, LicenceIdentifierError> {
        if text.len() == 6 && all_digits(text) && provinces.has_prefix_of(text) {
            return Ok(Self::Region(text.into()));
        }
        read_body(text)
            .map(Self::Body)
            .map_err(|_| LicenceIdentifierError::Issuer)
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Body(code) => code.as_str(),
            Self::Region(digits) => digits,
        }
    }
}

/// An electronic licence identifier: root, type code, issuer, serial, version, check character, with dots between.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LicenceIdentifier(String);

impl LicenceIdentifier {
    /// Reads an identifier strictly.
    ///
    /// # Errors
    /// The first rule that fails: parts, root, type code, issuer, alphabet of the serial, version, check character.
    pub fn parse(text: &str, provinces: &Provinces) -> Result<Self, LicenceIdentifierError> {
        let identifier = Self::read(text, |body| CreditCode::parse(body, provinces), provinces)?;
        identifier.check_doubt().map_or(Ok(identifier), Err)
    }

    /// Reads an identifier of a licence that exists already: its bodies are only well-formed, and a wrong check
    /// character, which some published identifiers have, is left to [`check_doubt`](Self::check_doubt).
    ///
    /// # Errors
    /// The first of the other rules that fails.
    pub fn well_formed(text: &str) -> Result<Self, LicenceIdentifierError> {
        Self::read(text, CreditCode::well_formed, &Provinces::ANY)
    }

    fn read(
        text: &str,
        read_body: impl Fn(&str) -> Result<CreditCode, CreditCodeError>,
        provinces: &Provinces,
    ) -> Result<Self, LicenceIdentifierError> {
        use LicenceIdentifierError::{Alphabet, CheckCharacter, Parts, Root, Version};
        if text.split('.').count() != 10 {
            return Err(Parts);
        }
        let rest = text.strip_prefix(ROOT).ok_or(Root)?;
        let parts: Vec<&str> = rest.split('.').collect();
        let &[kind, issuer, serial, version, check] = parts.as_slice() else {
            return Err(Parts);
        };
        TypeCode::read(kind, &read_body)?;
        Issuer::read(issuer, &read_body, provinces)?;
        if !is_serial(serial) {
            return Err(Alphabet);
        }
        if !is_version(version) {
            return Err(Version);
        }
        if check.chars().count() != 1 {
            return Err(CheckCharacter);
        }
        Ok(Self(text.into()))
    }

    /// Makes the identifier of a licence, with its check character.
    ///
    /// # Errors
    /// [`LicenceIdentifierError::Alphabet`] for a serial that is not digits and upper-case letters,
    /// [`LicenceIdentifierError::Version`] unless it is 1 to 999.
    pub fn new(
        kind: &TypeCode,
        issuer: &CreditCode,
        serial: &str,
        version: u16,
    ) -> Result<Self, LicenceIdentifierError> {
        let version = Some(format!("{version:03}")).filter(|text| is_version(text));
        let version = version.ok_or(LicenceIdentifierError::Version)?;
        let check = mod_37_36(&format!("{kind}{issuer}{serial}{version}"));
        let check = check
            .filter(|_| is_serial(serial))
            .ok_or(LicenceIdentifierError::Alphabet)?;
        Ok(Self(format!("{ROOT}{kind}.{issuer}.{serial}.{version}.{check}")))
    }

    /// The identifier of the same licence after a change (变更): the version counts up.
    ///
    /// # Errors
    /// [`LicenceIdentifierError::Version`] after 999.
    pub fn next_version(&self) -> Result<Self, LicenceIdentifierError> {
        let version = Some(self.version() + 1)
            .filter(|&next| next < 1000)
            .ok_or(LicenceIdentifierError::Version)?;
        let head = self.0.rsplitn(3, '.').nth(2).unwrap_or_default();
        let unchecked = format!("{head}.{version:03}");
        let check = mod_37_36(&unchecked[ROOT.len()..].replace('.', "")).ok_or(LicenceIdentifierError::Alphabet)?;
        Ok(Self(format!("{unchecked}.{check}")))
    }

    /// A wrong check character, which an import keeps with a warning.
    pub fn check_doubt(&self) -> Option<LicenceIdentifierError> {
        let right = mod_37_36(&self.check_over());
        (right != self.check()).then_some(LicenceIdentifierError::CheckCharacter)
    }

    /// What the check character is computed over: type code, issuer, serial and version without dots.
    pub fn check_over(&self) -> String {
        self.parts().take(4).collect()
    }

    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of the licence's type.
    pub fn type_code(&self) -> TypeCode {
        TypeCode(self.part(0).into())
    }

    /// Who issued the licence.
    pub fn issuer(&self) -> Issuer {
        Issuer::read(self.part(1), CreditCode::well_formed, &Provinces::ANY)
            .expect("every way of reading an identifier checks the issuer")
    }

    /// The serial, unique for a type and issuer.
    pub fn serial(&self) -> &str {
        self.part(2)
    }

    /// The version, from 1.
    pub fn version(&self) -> u16 {
        self.part(3)
            .parse()
            .expect("every way of reading an identifier checks the version")
    }

    /// The check character that is written.
    pub fn check(&self) -> Option<char> {
        self.part(4).chars().next()
    }

    fn parts(&self) -> std::str::Split<'_, char> {
        self.0[ROOT.len()..].split('.')
    }

    fn part(&self, index: usize) -> &str {
        self.parts().nth(index).unwrap_or_default()
    }
}

fn is_serial(serial: &str) -> bool {
    !serial.is_empty() && serial.chars().all(|c| value_36(c).is_some())
}

fn is_version(version: &str) -> bool {
    version.len() == 3 && all_digits(version) && version != "000"
}

impl From<&Issuer> for String {
    fn from(issuer: &Issuer) -> Self {
        issuer.as_str().into()
    }
}

impl fmt::Display for LicenceIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for LicenceIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LicenceIdentifier({})", self.0)
    }
}

as_text!(LicenceIdentifier, LicenceIdentifier::well_formed);

/// Why a text is not a licence identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LicenceIdentifierError {
    /// Not root, type code, issuer, serial, version and check character.
    #[error("a part is missing or too many")]
    Parts,
    /// Another root.
    #[error("the root is not 1.2.156.3005.2")]
    Root,
    /// The type code is not a credit code and 3 digits.
    #[error("not a type code")]
    TypeCode,
    /// The issuer is neither a credit code nor a region.
    #[error("not an issuer")]
    Issuer,
    /// The serial has something else than digits and upper-case letters.
    #[error("a serial has digits and upper-case letters")]
    Alphabet,
    /// The version is not 001 to 999.
    #[error("a version is 001 to 999")]
    Version,
    /// The last part does not fit the others.
    #[error("the check character is wrong")]
    CheckCharacter,
}

impl Refusal for LicenceIdentifierError {
    fn reason(&self) -> &'static str {
        match self {
            Self::Parts => "parts",
            Self::Root => "root",
            Self::TypeCode => "type_code",
            Self::Issuer => "issuer",
            Self::Alphabet => "alphabet",
            Self::Version => "version",
            Self::CheckCharacter => "check_character",
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Parts => "电子证照标识不完整，请把整个标识复制过来",
            Self::Root => "电子证照标识以1.2.156.3005.2开头，请对照证照再核对一次",
            Self::TypeCode => "标识里的证照类型代码不对，请对照证照再核对一次",
            Self::Issuer => "标识里的颁发机构代码不对，请对照证照再核对一次",
            Self::Alphabet => "标识里的流水号只有数字和大写字母，请对照证照再核对一次",
            Self::Version => "标识里的版本号是3位数字，请对照证照再核对一次",
            Self::CheckCharacter => "标识的最后一位不对，请对照证照再核对一次",
        }
        .into()
    }
}
