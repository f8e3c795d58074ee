//! Words of the format's values, as people read them.

use crate::format::{
    Basis, Delivery, FeeDue, FileKind, HandlingKind, ItemType, Limit, LimitUnit, MaterialKind, ResultKind,
    ServiceObject, Validity, ValidityUnit,
};

/// A name with the punctuation of Chinese text: 食品经营许可（新办）.
pub(crate) fn name(text: &str) -> String {
    text.replace('(', "（").replace(')', "）")
}

/// A sentence with the punctuation of Chinese text. Marks between figures and letters stay as they are.
pub fn sentence(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut said = String::with_capacity(text.len());
    for (at, char) in chars.iter().enumerate() {
        let around = [at.checked_sub(1).and_then(|at| chars.get(at)), chars.get(at + 1)];
        let latin = around
            .into_iter()
            .flatten()
            .filter(|c| c.is_ascii_alphanumeric())
            .count();
        let between_figures = latin == 2;
        said.push(match char {
            '(' => '（',
            ')' => '）',
            ',' if !between_figures => '，',
            ';' => '；',
            ':' if !between_figures => '：',
            '?' => '？',
            other => *other,
        });
    }
    said
}

/// 行政许可 and so on.
pub(crate) const fn item_type(kind: ItemType) -> &'static str {
    match kind {
        ItemType::Permit => "行政许可",
        ItemType::Penalty => "行政处罚",
        ItemType::Coercion => "行政强制",
        ItemType::Collection => "行政征收",
        ItemType::Payment => "行政给付",
        ItemType::Inspection => "行政检查",
        ItemType::Confirmation => "行政确认",
        ItemType::Reward => "行政奖励",
        ItemType::Adjudication => "行政裁决",
        ItemType::Other => "其他行政权力",
        ItemType::PublicService => "公共服务",
    }
}

/// How far one gets online.
pub(crate) const fn depth(depth: u8) -> &'static str {
    match depth {
        4 => "全程网办",
        3 => "网上受理",
        2 => "网上预审",
        _ => "窗口办理",
    }
}

/// 8个工作日, 20天; the number and its unit.
pub(crate) fn limit_parts(limit: Limit) -> (String, &'static str) {
    let unit = match limit.unit {
        LimitUnit::WorkingDay => "个工作日",
        LimitUnit::Day => "天",
        LimitUnit::Month => "个月",
        LimitUnit::Hour => "个工作小时",
    };
    (limit.amount.to_string(), unit)
}

/// 8个工作日; 当场 for nothing.
pub(crate) fn limit(limit: Limit) -> String {
    let (number, unit) = limit_parts(limit);
    if limit.amount == 0 {
        "当场".to_owned()
    } else {
        format!("{number}{unit}")
    }
}

/// How long a handling item takes, in a list: 当场办结, 8个工作日.
pub(crate) fn takes(kind: HandlingKind, promised: Limit) -> String {
    match kind {
        HandlingKind::Instant if promised.days() <= 1 => "当场办结".to_owned(),
        _ => limit(promised),
    }
}

/// Whom an item serves.
pub(crate) const fn object(object: ServiceObject) -> &'static str {
    match object {
        ServiceObject::Natural => "个人",
        ServiceObject::Enterprise => "企业",
        ServiceObject::Institution => "事业单位",
        ServiceObject::SocialOrganisation => "社会组织",
        ServiceObject::Unincorporated => "非法人企业",
        ServiceObject::Government => "行政机关",
        ServiceObject::Other => "其他组织",
    }
}

/// How a result comes.
pub(crate) const fn delivery(way: Delivery) -> &'static str {
    match way {
        Delivery::Window => "到窗口领取",
        Delivery::Post => "邮寄到家",
        Delivery::Electronic => "电子件自动发到“我的证照”",
    }
}

/// 电子件 and so on.
pub(crate) const fn material_kind(kind: MaterialKind) -> &'static str {
    match kind {
        MaterialKind::Original => "原件",
        MaterialKind::Copy => "复印件",
        MaterialKind::OriginalAndCopy => "原件和复印件",
        MaterialKind::Electronic => "电子件",
        MaterialKind::Form => "表格",
    }
}

/// PDF、照片（JPG、PNG）.
pub(crate) fn files(kinds: &[FileKind]) -> String {
    let word = |kind: &FileKind| match kind {
        FileKind::Pdf => "PDF",
        FileKind::Ofd => "OFD",
        FileKind::Jpg => "JPG",
        FileKind::Png => "PNG",
        FileKind::Doc => "Word",
        FileKind::Xls => "Excel",
        FileKind::Zip => "ZIP",
        FileKind::Dwg => "DWG",
    };
    kinds.iter().map(word).collect::<Vec<_>>().join("、")
}

/// When a fee is paid.
pub(crate) const fn fee_due(due: FeeDue) -> &'static str {
    match due {
        FeeDue::BeforeAcceptance => "受理前交",
        FeeDue::AfterAcceptance => "受理后交",
        FeeDue::BeforeResult => "领结果前交",
    }
}

/// What kind of thing one gets.
pub(crate) const fn result_kind(kind: ResultKind) -> &'static str {
    match kind {
        ResultKind::Licence => "证照",
        ResultKind::Approval => "批准文件",
        ResultKind::Certificate => "证明",
        ResultKind::Opinion => "意见",
        ResultKind::Payment => "发放的钱",
        ResultKind::Registration => "登记",
        ResultKind::None => "不发证件",
    }
}

/// 5年; 长期有效 without an end.
pub(crate) fn validity(validity: Option<Validity>) -> String {
    let Some(Validity { amount, unit }) = validity else {
        return "长期有效".to_owned();
    };
    let unit = match unit {
        ValidityUnit::Day => "天",
        ValidityUnit::Month => "个月",
        ValidityUnit::Year => "年",
    };
    format!("有效期{amount}{unit}")
}

/// 《中华人民共和国食品安全法》第三十五条.
pub(crate) fn basis(basis: &Basis) -> String {
    format!("{}{}", basis.law, basis.article)
}

/// 周一到周五, 周六 and so on; 1 is Monday.
pub(crate) fn weekdays(days: &[u8]) -> String {
    const NAMES: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    let name = |day: u8| NAMES.get(usize::from(day).wrapping_sub(1)).copied().unwrap_or_default();
    let run = days.windows(2).all(|pair| pair[1] == pair[0] + 1);
    match days {
        [1, 2, 3, 4, 5] => "工作日".to_owned(),
        [first, .., last] if run && days.len() > 2 => format!("周{}到周{}", name(*first), name(*last)),
        _ => days
            .iter()
            .map(|day| format!("周{}", name(*day)))
            .collect::<Vec<_>>()
            .join("、"),
    }
}

/// 9:00–12:00，13:30–17:00.
pub(crate) fn hours(spans: &[[String; 2]]) -> String {
    let plain = |time: &str| time.strip_prefix('0').unwrap_or(time).to_owned();
    spans
        .iter()
        .map(|[from, to]| format!("{}–{}", plain(from), plain(to)))
        .collect::<Vec<_>>()
        .join("，")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_days_are_said_as_on_a_door() {
        let span = |from: &str, to: &str| [from.to_owned(), to.to_owned()];
        assert_eq!(
            hours(&[span("09:00", "12:00"), span("13:30", "17:00")]),
            "9:00–12:00，13:30–17:00"
        );
        assert_eq!(weekdays(&[1, 2, 3, 4, 5]), "工作日");
        assert_eq!(weekdays(&[1, 2, 3, 4, 5, 6]), "周一到周六");
        assert_eq!(weekdays(&[6]), "周六");
        assert_eq!(weekdays(&[2, 4]), "周二、周四");
    }

    #[test]
    fn punctuation_becomes_chinese_but_numbers_stay() {
        assert_eq!(
            sentence("不超过1,000元,周六9:00开门(电话:12345)?"),
            "不超过1,000元，周六9:00开门（电话：12345）？"
        );
        assert_eq!(name("食品经营许可(新办)"), "食品经营许可（新办）");
    }

    #[test]
    fn an_instant_item_is_done_on_the_spot() {
        let one = Limit {
            amount: 1,
            unit: LimitUnit::WorkingDay,
        };
        assert_eq!(takes(HandlingKind::Instant, one), "当场办结");
        assert_eq!(takes(HandlingKind::Promised, one), "1个工作日");
        assert_eq!(
            limit(Limit {
                amount: 2,
                unit: LimitUnit::Month
            }),
            "2个月"
        );
    }
}
