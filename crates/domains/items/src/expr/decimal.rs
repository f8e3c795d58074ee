//! Exact decimals with the arithmetic of the expressions: results have 28 significant digits, ties go to the even one.
//!
//! A literal or an input may have two thousand digits and compares exactly; only `+ - * /` and the sign round. Numbers
//! that fit 38 digits, which is every number of a real item, never allocate.

use std::cmp::Ordering;
use std::sync::Arc;

use num_bigint::{BigInt, Sign};

use super::token;

const DIGITS: u32 = 28;
const LIMIT: u128 = 10u128.pow(DIGITS);
const FAR: i64 = 999_999;
/// Exponents beyond are no numbers: within, sums and differences of exponents and digits stay in range.
const FARTHEST: u64 = 1 << 60;

/// An exact decimal number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal(Repr);

/// One form for each value: no trailing zeros behind the point, whole numbers without exponent as long as they fit.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Repr {
    Small { coef: i128, exp: i32 },
    Big(Arc<(BigInt, i64)>),
}

/// Why an operation has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    DivisionByZero,
    TooLarge,
}

impl Decimal {
    pub const ZERO: Self = Self(Repr::Small { coef: 0, exp: 0 });

    /// Reads the text of a JSON number or of a literal. What is longer than a whole expression may be is no number:
    /// the time to read digits grows with their square.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > token::LONGEST {
            return None;
        }
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
            return None;
        }
        let exp = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        if exp.unsigned_abs() > FARTHEST {
            return None;
        }
        if whole.len() + fraction.len() <= 38 {
            let coef = whole
                .bytes()
                .chain(fraction.bytes())
                .fold(0i128, |sum, b| sum * 10 + i128::from(b - b'0'));
            return Some(Self::small(if negative { -coef } else { coef }, exp));
        }
        let coef = BigInt::parse_bytes(format!("{whole}{fraction}").as_bytes(), 10)?;
        Some(Self::big(if negative { -coef } else { coef }, exp))
    }

    fn small(mut coef: i128, mut exp: i64) -> Self {
        if coef == 0 {
            return Self::ZERO;
        }
        while exp < 0 && coef % 10 == 0 {
            coef /= 10;
            exp += 1;
        }
        if exp > 0 {
            while coef % 10 == 0 {
                coef /= 10;
                exp += 1;
            }
            let room = 38 - i64::from(coef.unsigned_abs().ilog10() + 1);
            if exp <= room {
                (coef, exp) = (coef * 10i128.pow(exp as u32), 0);
            }
        }
        match i32::try_from(exp) {
            Ok(exp) => Self(Repr::Small { coef, exp }),
            Err(_) => Self(Repr::Big(Arc::new((BigInt::from(coef), exp)))),
        }
    }

    fn big(coef: BigInt, mut exp: i64) -> Self {
        let text = coef.to_string();
        let kept = text.trim_end_matches('0');
        let zeros = if exp < 0 {
            (text.len() - kept.len()).min(exp.unsigned_abs() as usize)
        } else {
            text.len() - kept.len()
        };
        let kept = &text[..text.len() - zeros];
        exp += zeros as i64;
        match kept.parse::<i128>() {
            Ok(coef) if kept.trim_start_matches('-').len() <= 38 => Self::small(coef, exp),
            _ if kept.is_empty() || kept == "-" => Self::ZERO,
            _ => {
                // Whole numbers of more than 38 digits lose the zeros that a shorter one keeps, so that equal is equal.
                let short = kept.trim_end_matches('0');
                exp += (kept.len() - short.len()) as i64;
                match short.parse::<i128>() {
                    Ok(coef) if short.trim_start_matches('-').len() <= 38 => Self::small(coef, exp),
                    _ => Self(Repr::Big(Arc::new((short.parse().unwrap_or_default(), exp)))),
                }
            }
        }
    }

    fn parts(&self) -> (BigInt, i64) {
        match &self.0 {
            Repr::Small { coef, exp } => (BigInt::from(*coef), i64::from(*exp)),
            Repr::Big(big) => (big.0.clone(), big.1),
        }
    }

    /// Number of digits of the coefficient, and the exponent.
    fn size(&self) -> (i64, i64) {
        match &self.0 {
            Repr::Small { coef, exp } => (
                coef.unsigned_abs().checked_ilog10().map_or(1, |d| i64::from(d) + 1),
                i64::from(*exp),
            ),
            Repr::Big(big) => (digits(&big.0), big.1),
        }
    }

    fn sign(&self) -> Ordering {
        match &self.0 {
            Repr::Small { coef, .. } => coef.cmp(&0),
            Repr::Big(big) => match big.0.sign() {
                Sign::Minus => Ordering::Less,
                Sign::NoSign => Ordering::Equal,
                Sign::Plus => Ordering::Greater,
            },
        }
    }

    pub fn is_zero(&self) -> bool {
        self.sign().is_eq()
    }

    pub fn is_whole(&self) -> bool {
        self.size().1 >= 0
    }

    /// A number that a form takes: below 10^15, at most 15 digits, 6 of them after the point.
    pub fn is_plain_input(&self) -> bool {
        let (digits, exp) = self.size();
        digits <= 15 && exp >= -6 && digits + exp <= 15
    }

    pub fn checked_add(&self, other: &Self) -> Result<Self, Trouble> {
        if let (Repr::Small { coef: a, exp: ea }, Repr::Small { coef: b, exp: eb }) = (&self.0, &other.0)
            && let Some((a, b, exp)) = aligned(*a, *ea, *b, *eb)
            && let Some(sum) = a.checked_add(b)
            && sum.unsigned_abs() < LIMIT
        {
            return Ok(Self::small(sum, i64::from(exp)));
        }
        self.add_slowly(other)
    }

    fn add_slowly(&self, other: &Self) -> Result<Self, Trouble> {
        if self.is_zero() || other.is_zero() {
            let (coef, exp) = if self.is_zero() { other.parts() } else { self.parts() };
            return rounded(coef, exp);
        }
        let (high, low) = if self.top() >= other.top() {
            (self, other)
        } else {
            (other, self)
        };
        let (mut a, mut ea) = high.parts();
        let (mut b, mut eb) = low.parts();
        // What is far below the last digit of the result only says on which side of it the result lies.
        let floor = (high.top() - i64::from(DIGITS)).min(ea) - 3;
        if low.top() < floor {
            (b, eb) = (BigInt::from(if low.sign().is_lt() { -1 } else { 1 }), floor);
        }
        let exp = ea.min(eb);
        a *= power(ea - exp);
        b *= power(eb - exp);
        ea = exp;
        rounded(a + b, ea)
    }

    pub fn checked_sub(&self, other: &Self) -> Result<Self, Trouble> {
        self.checked_add(&other.flipped())
    }

    pub fn checked_mul(&self, other: &Self) -> Result<Self, Trouble> {
        if let (Repr::Small { coef: a, exp: ea }, Repr::Small { coef: b, exp: eb }) = (&self.0, &other.0)
            && let Some(product) = a.checked_mul(*b)
            && product.unsigned_abs() < LIMIT
            && ea.abs() < 1000
            && eb.abs() < 1000
        {
            return Ok(Self::small(product, i64::from(*ea) + i64::from(*eb)));
        }
        let ((a, ea), (b, eb)) = (self.parts(), other.parts());
        rounded(a * b, ea.saturating_add(eb))
    }

    pub fn checked_div(&self, other: &Self) -> Result<Self, Trouble> {
        if other.is_zero() {
            return Err(Trouble::DivisionByZero);
        }
        if let (Repr::Small { coef: a, exp: 0 }, Repr::Small { coef: b, exp: 0 }) = (&self.0, &other.0)
            && a % b == 0
            && (a / b).unsigned_abs() < LIMIT
        {
            return Ok(Self::small(a / b, 0));
        }
        let ((a, ea), (b, eb)) = (self.parts(), other.parts());
        let shift = (i64::from(DIGITS) + 1 + digits(&b) - digits(&a)).max(0);
        let (scaled, mut exp) = (a * power(shift), ea.saturating_sub(eb).saturating_sub(shift));
        let mut quotient = &scaled / &b;
        if &quotient * &b != scaled {
            // More than 28 digits are there, so a last digit that is not zero keeps a false tie away.
            let negative = (scaled.sign() == Sign::Minus) != (b.sign() == Sign::Minus);
            quotient = quotient * 10 + if negative { -1 } else { 1 };
            exp -= 1;
        }
        rounded(quotient, exp)
    }

    /// The number with its other sign, rounded as every result is.
    pub fn negated(&self) -> Result<Self, Trouble> {
        Self::ZERO.checked_sub(self)
    }

    fn flipped(&self) -> Self {
        match &self.0 {
            Repr::Small { coef, exp } => Self(Repr::Small { coef: -coef, exp: *exp }),
            Repr::Big(big) => Self(Repr::Big(Arc::new((-&big.0, big.1)))),
        }
    }

    /// Position of the first digit: 10^top is just above the number.
    fn top(&self) -> i64 {
        let (digits, exp) = self.size();
        digits.saturating_add(exp)
    }

    /// Towards zero, and at most 10^15 away from it: more than any count of days or months can use.
    pub fn to_whole(&self) -> i64 {
        const END: i64 = 1_000_000_000_000_000;
        let end = if self.sign().is_lt() { -END } else { END };
        if self.top() > 15 {
            return end;
        }
        match &self.0 {
            Repr::Small { coef, exp } if *exp >= 0 => (coef * 10i128.pow((*exp).unsigned_abs())) as i64,
            Repr::Small { coef, exp } if *exp >= -38 => (coef / 10i128.pow(exp.unsigned_abs())) as i64,
            _ => {
                let (coef, exp) = self.parts();
                if self.top() <= 0 {
                    0
                } else {
                    i64::try_from(coef / power(-exp)).unwrap_or(end)
                }
            }
        }
    }

    /// Rounded half up (a negative one away from zero) to so many places behind the point. As the arithmetic keeps 28
    /// digits, a longer result is refused.
    pub fn half_up(&self, places: u32) -> Result<Self, Trouble> {
        let (digits, exp) = self.size();
        if !self.is_zero() && digits + exp + i64::from(places) > i64::from(DIGITS) {
            return Err(Trouble::TooLarge);
        }
        let drop = -exp - i64::from(places);
        if drop <= 0 {
            return Ok(self.clone());
        }
        if drop > digits {
            return Ok(Self::ZERO);
        }
        let unit = power(drop);
        let half = &unit / 2 * if self.sign().is_lt() { -1 } else { 1 };
        let rounded = Self::big((self.parts().0 + half) / unit, -i64::from(places));
        if rounded.top() + i64::from(places) > i64::from(DIGITS) {
            Err(Trouble::TooLarge)
        } else {
            Ok(rounded)
        }
    }

    /// A whole number as `i64`, if it is one and fits.
    pub fn as_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small { coef, exp: 0 } => i64::try_from(*coef).ok(),
            _ => None,
        }
    }

    /// As it is printed: whole numbers without a point, others rounded half up to six decimals.
    pub fn printed(&self) -> Result<String, Trouble> {
        let shown = if self.is_whole() {
            self.clone()
        } else {
            self.half_up(6)?
        };
        let (digits, exp) = shown.size();
        if digits.saturating_add(exp) > 4_300 {
            return Err(Trouble::TooLarge);
        }
        Ok(shown.plain_text())
    }

    /// All digits, without an exponent.
    fn plain_text(&self) -> String {
        let (coef, exp) = self.parts();
        let text = coef.to_string();
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text.as_str()),
        };
        if exp >= 0 {
            return format!("{sign}{digits}{}", "0".repeat(exp as usize));
        }
        let behind = exp.unsigned_abs() as usize;
        let digits = format!("{digits:0>width$}", width = behind + 1);
        let (whole, fraction) = digits.split_at(digits.len() - behind);
        format!("{sign}{whole}.{fraction}")
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self(Repr::Small {
            coef: i128::from(value),
            exp: 0,
        })
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Repr::Small { coef: a, exp: ea }, Repr::Small { coef: b, exp: eb }) = (&self.0, &other.0)
            && let Some((a, b, _)) = aligned(*a, *ea, *b, *eb)
        {
            return a.cmp(&b);
        }
        let by_sign = self.sign().cmp(&other.sign());
        if by_sign.is_ne() || self.is_zero() {
            return by_sign;
        }
        let by_size = self.top().cmp(&other.top());
        if by_size.is_ne() {
            return if self.sign().is_lt() {
                by_size.reverse()
            } else {
                by_size
            };
        }
        let ((a, ea), (b, eb)) = (self.parts(), other.parts());
        let exp = ea.min(eb);
        (a * power(ea - exp)).cmp(&(b * power(eb - exp)))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Both coefficients on the lower exponent, if that fits.
fn aligned(a: i128, ea: i32, b: i128, eb: i32) -> Option<(i128, i128, i32)> {
    let exp = ea.min(eb);
    let up = |coef: i128, from: i32| {
        let by = from.checked_sub(exp)?;
        if by == 0 {
            Some(coef)
        } else {
            coef.checked_mul(10i128.checked_pow(by as u32)?)
        }
    };
    Some((up(a, ea)?, up(b, eb)?, exp))
}

fn digits(coef: &BigInt) -> i64 {
    coef.magnitude().to_string().len() as i64
}

fn power(exp: i64) -> BigInt {
    BigInt::from(10).pow(u32::try_from(exp.max(0)).unwrap_or(u32::MAX))
}

fn rounded(coef: BigInt, exp: i64) -> Result<Decimal, Trouble> {
    let extra = digits(&coef) - i64::from(DIGITS);
    let result = if extra <= 0 {
        Decimal::big(coef, exp)
    } else {
        let unit = power(extra);
        let quotient = &coef / &unit;
        let twice: BigInt = (&coef - &quotient * &unit) * 2;
        let odd = &quotient % 2 != BigInt::ZERO;
        let up = match twice.magnitude().cmp(unit.magnitude()) {
            Ordering::Greater => true,
            Ordering::Equal => odd,
            Ordering::Less => false,
        };
        let step = if coef.sign() == Sign::Minus { -1 } else { 1 };
        Decimal::big(if up { quotient + step } else { quotient }, exp + extra)
    };
    match result.top() - 1 {
        _ if result.is_zero() => Ok(result),
        top if top > FAR => Err(Trouble::TooLarge),
        top if top < -FAR => Ok(Decimal::ZERO),
        _ => Ok(result),
    }
}
