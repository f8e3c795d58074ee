//! The unified social credit code (统一社会信用代码): GB 32100-2015, with the organisation code of GB 11714 inside.

use std::fmt;

use crate::iso7064::value_36;
use crate::text::{all_digits, as_text};
use crate::{Provinces, Refusal};

/// The 31 characters (GB 32100 5.1): no I, O, S, V, Z.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Weights of GB 11714 4.2.
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
/// The region of bodies registered with the state itself.
const NATIONAL: &str = "100000";

/// A registering department and the kinds of organisation that it registers.
#[derive(Debug)]
pub struct Department {
    /// The first character of the code.
    pub code: char,
    /// The department.
    pub name: &'static str,
    /// The second character with its meaning.
    pub types: &'static [(char, &'static str)],
}

/// GB 32100-2015 table 1, with later additions.
pub const DEPARTMENTS: &[Department] = &[
    Department {
        code: '1',
        name: "机构编制",
        types: &[
            ('1', "机关"),
            ('2', "事业单位"),
            ('3', "编办直接管理机构编制的群众团体"),
            ('9', "其他"),
        ],
    },
    Department {
        code: '2',
        name: "外交",
        types: &[('1', "外国常驻新闻机构"), ('9', "其他")],
    },
    Department {
        code: '3',
        name: "司法行政",
        types: &[
            ('1', "律师执业机构"),
            ('2', "公证处"),
            ('3', "基层法律服务所"),
            ('4', "司法鉴定机构"),
            ('5', "仲裁委员会"),
            ('9', "其他"),
        ],
    },
    Department {
        code: '4',
        name: "文化",
        types: &[('1', "外国在华文化中心"), ('9', "其他")],
    },
    Department {
        code: '5',
        name: "民政",
        types: &[
            ('1', "社会团体"),
            ('2', "民办非企业单位"),
            ('3', "基金会"),
            ('9', "其他"),
        ],
    },
    Department {
        code: '6',
        name: "旅游",
        types: &[
            ('1', "外国旅游部门常驻代表机构"),
            ('2', "港澳台地区旅游部门常驻内地（大陆）代表机构"),
            ('9', "其他"),
        ],
    },
    Department {
        code: '7',
        name: "宗教",
        types: &[('1', "宗教活动场所"), ('2', "宗教院校"), ('9', "其他")],
    },
    Department {
        code: '8',
        name: "工会",
        types: &[('1', "基层工会"), ('9', "其他")],
    },
    Department {
        code: '9',
        name: "工商",
        types: &[('1', "企业"), ('2', "个体工商户"), ('3', "农民专业合作社")],
    },
    Department {
        code: 'A',
        name: "中央军委改革和编制办公室",
        types: &[('1', "军队事业单位"), ('9', "其他")],
    },
    Department {
        code: 'N',
        name: "农业",
        types: &[
            ('1', "组级集体经济组织"),
            ('2', "村级集体经济组织"),
            ('3', "乡镇级集体经济组织"),
            ('9', "其他"),
        ],
    },
    Department {
        code: 'Y',
        name: "其他",
        types: &[('1', "其他")],
    },
];

/// Which kind of service object (服务对象) a code belongs to, as far as the code tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServiceObject {
    /// 行政机关
    AdministrativeOrgan,
    /// 事业法人
    PublicInstitution,
    /// 企业法人 or 非法人企业; the code does not tell which.
    Enterprise,
    /// 个体工商户
    SoleTrader,
    /// 社会组织法人
    SocialOrganisation,
    /// 其他组织
    Other,
}

/// A unified social credit code.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode(String);

impl CreditCode {
    /// Reads a code strictly.
    ///
    /// # Errors
    /// The first rule that fails: length, alphabet, department, organisation type, region, check character, check of
    /// the organisation code.
    pub fn parse(text: &str, provinces: &Provinces) -> Result<Self, CreditCodeError> {
        check_letters(text)?;
        check_department(text)?;
        check_type(text)?;
        check_region(text, provinces)?;
        check_character(text)?;
        check_organisation(text)?;
        Ok(Self(text.into()))
    }

    /// Reads a code as an answer in a form or an imported record has to be: length, alphabet and check character.
    /// The rest is for [`doubts`](Self::doubts).
    ///
    /// # Errors
    /// The first rule that fails.
    pub fn well_formed(text: &str) -> Result<Self, CreditCodeError> {
        check_letters(text)?;
        check_character(text)?;
        Ok(Self(text.into()))
    }

    /// Reads a code for an import: as [`parse`](Self::parse), but an unknown organisation type and a wrong check of the
    /// organisation code, which some real codes have, come back beside the code as warnings.
    ///
    /// # Errors
    /// The first of the other rules that fails.
    pub fn import(text: &str, provinces: &Provinces) -> Result<(Self, Vec<CreditCodeError>), CreditCodeError> {
        check_letters(text)?;
        check_department(text)?;
        check_region(text, provinces)?;
        check_character(text)?;
        let warnings = [check_type(text), check_organisation(text)]
            .into_iter()
            .filter_map(Result::err)
            .collect();
        Ok((Self(text.into()), warnings))
    }

    /// What [`parse`](Self::parse) would refuse, for the person to confirm. Empty for nearly every real code.
    pub fn doubts(&self, provinces: &Provinces) -> Vec<CreditCodeError> {
        let text = self.as_str();
        [
            check_department(text),
            check_type(text),
            check_region(text, provinces),
            check_organisation(text),
        ]
        .into_iter()
        .filter_map(Result::err)
        .collect()
    }

    /// The check character of the 17 before it; `None` if these are not 17 of the alphabet.
    pub fn check_of(body: &str) -> Option<char> {
        if body.chars().count() != 17 {
            return None;
        }
        let (sum, _) = body.chars().try_fold((0, 1), |(sum, weight), c| {
            Some(((sum + ALPHABET.find(c)? * weight) % 31, weight * 3 % 31))
        })?;
        ALPHABET.chars().nth((31 - sum) % 31)
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The character of the registering department.
    pub fn department(&self) -> char {
        self.at(0)
    }

    /// The character of the kind of organisation.
    pub fn organisation_type(&self) -> char {
        self.at(1)
    }

    /// The 6 digits of the registering body's region, or 100000 of the state.
    pub fn region(&self) -> &str {
        &self.0[2..8]
    }

    /// The organisation code (GB 11714) as it is written alone, such as `71526726-X`.
    pub fn organisation_code(&self) -> String {
        format!("{}-{}", &self.0[8..16], &self.0[16..17])
    }

    /// The check character.
    pub fn check(&self) -> char {
        self.at(17)
    }

    /// The kind of service object.
    pub fn service_object(&self) -> ServiceObject {
        match (self.department(), self.organisation_type()) {
            ('1', '1') => ServiceObject::AdministrativeOrgan,
            ('1', '2') => ServiceObject::PublicInstitution,
            ('9', '1' | '3') => ServiceObject::Enterprise,
            ('9', '2') => ServiceObject::SoleTrader,
            ('5', '1'..='3') => ServiceObject::SocialOrganisation,
            _ => ServiceObject::Other,
        }
    }

    /// Whether the code tells who a person is: that of a 个体工商户 does.
    pub fn identifies_a_person(&self) -> bool {
        self.service_object() == ServiceObject::SoleTrader
    }

    fn at(&self, index: usize) -> char {
        char::from(self.0.as_bytes()[index])
    }
}

/// The check character of an organisation code (GB 11714 4.2) over its first 8 characters `0`–`9`, `A`–`Z`.
/// Values count modulo 11, so that 0, B and M look alike to it.
pub fn organisation_check(body: &str) -> Option<char> {
    if body.chars().count() != 8 {
        return None;
    }
    let products = body
        .chars()
        .zip(ORGANISATION_WEIGHTS)
        .map(|(c, weight)| Some(value_36(c)? * weight));
    let sum = products.sum::<Option<u32>>()?;
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        check => char::from_digit(check, 10),
    }
}

fn check_letters(text: &str) -> Result<(), CreditCodeError> {
    let found = text.chars().count();
    if found != 18 {
        return Err(CreditCodeError::Length { found });
    }
    text.chars()
        .find(|&c| !ALPHABET.contains(c))
        .map_or(Ok(()), |found| Err(CreditCodeError::Alphabet { found }))
}

fn department(text: &str) -> Option<&'static Department> {
    DEPARTMENTS.iter().find(|department| text.starts_with(department.code))
}

fn check_department(text: &str) -> Result<(), CreditCodeError> {
    department(text).map(|_| ()).ok_or(CreditCodeError::Department)
}

fn check_type(text: &str) -> Result<(), CreditCodeError> {
    let found = text.chars().nth(1);
    let known = |department: &Department| department.types.iter().any(|&(code, _)| Some(code) == found);
    // Of an unknown department there is no type to doubt.
    if department(text).is_none_or(known) {
        Ok(())
    } else {
        Err(CreditCodeError::OrganisationType)
    }
}

fn check_region(text: &str, provinces: &Provinces) -> Result<(), CreditCodeError> {
    let region = &text[2..8];
    let known = region == NATIONAL || all_digits(region) && provinces.has_prefix_of(region);
    if known { Ok(()) } else { Err(CreditCodeError::Region) }
}

fn check_character(text: &str) -> Result<(), CreditCodeError> {
    let right = CreditCode::check_of(&text[..17]) == text.chars().next_back();
    if right {
        Ok(())
    } else {
        Err(CreditCodeError::CheckCharacter)
    }
}

fn check_organisation(text: &str) -> Result<(), CreditCodeError> {
    let right = organisation_check(&text[8..16]) == text[16..].chars().next();
    if right {
        Ok(())
    } else {
        Err(CreditCodeError::OrganisationCodeCheck)
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CreditCode({})", self.0)
    }
}

as_text!(CreditCode, CreditCode::well_formed);

/// Why a text is not a unified social credit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    /// Not 18 characters.
    #[error("a credit code has 18 characters, not {found}")]
    Length {
        /// The number of characters that there are.
        found: usize,
    },
    /// A character outside the 31 of GB 32100.
    #[error("{found:?} is not a character of credit codes")]
    Alphabet {
        /// The first such character.
        found: char,
    },
    /// The first character is no registering department.
    #[error("no such registering department")]
    Department,
    /// The second character is no kind of organisation of the department.
    #[error("the department has no such organisation type")]
    OrganisationType,
    /// Characters 3 to 8 are no region.
    #[error("no such region")]
    Region,
    /// The last character does not fit the others.
    #[error("the check character is wrong")]
    CheckCharacter,
    /// Character 17 does not fit characters 9 to 16.
    #[error("the check character of the organisation code is wrong")]
    OrganisationCodeCheck,
}

impl Refusal for CreditCodeError {
    fn reason(&self) -> &'static str {
        match self {
            Self::Length { .. } => "length",
            Self::Alphabet { .. } => "alphabet",
            Self::Department => "department",
            Self::OrganisationType => "organisation_type",
            Self::Region => "region",
            Self::CheckCharacter => "check_character",
            Self::OrganisationCodeCheck => "organisation_code_check",
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Length { found } => format!("统一社会信用代码是18位，您填了{found}位"),
            Self::Alphabet { found } => alphabet_sentence(*found),
            Self::Department => "统一社会信用代码的第1位不对，请对照营业执照或登记证书再核对一次".into(),
            Self::OrganisationType => "统一社会信用代码的第2位不对，请对照营业执照或登记证书再核对一次".into(),
            Self::Region => "统一社会信用代码的第3到8位不对，请对照营业执照或登记证书再核对一次".into(),
            Self::CheckCharacter => "最后一位不对，请对照营业执照或登记证书再核对一次".into(),
            Self::OrganisationCodeCheck => "统一社会信用代码的第9到17位不对，请对照营业执照或登记证书再核对一次".into(),
        }
    }
}

fn alphabet_sentence(found: char) -> String {
    let meant = match found {
        'O' => '0',
        'S' => '5',
        'V' => 'U',
        'Z' => '2',
        'I' => '1',
        _ => return format!("统一社会信用代码只有数字和大写字母，请去掉“{found}”"),
    };
    format!("统一社会信用代码里没有字母I、O、S、V、Z，请看看是不是把{meant}打成了{found}")
}
