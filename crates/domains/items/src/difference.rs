//! What two versions of a package or an overlay say differently, element by element, as people read it.

use serde_json::Value;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where, in words: 业务办理项“食品经营许可（新办）” › 材料“平面图” › 份数.
    pub place: String,
    /// What stood there; `None` where something was added.
    pub before: Option<String>,
    /// What stands there now; `None` where something was taken away.
    pub after: Option<String>,
}

impl Difference {
    /// 新增, 删除, 修改.
    pub const fn kind(&self) -> &'static str {
        match (&self.before, &self.after) {
            (None, _) => "新增",
            (_, None) => "删除",
            _ => "修改",
        }
    }
}

/// The differences in the order of the document. Elements of lists are matched by what names them, so that an inserted
/// one does not make all that follow look changed.
pub fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    walk(before, after, &[], &mut found);
    found
}

fn walk(before: &Value, after: &Value, place: &[String], found: &mut Vec<Difference>) {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) if !is_span(before) => {
            let keys = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key)));
            for key in keys {
                compare(old.get(key), new.get(key), &inside(place, label(key).to_owned()), found);
            }
        }
        (Value::Array(old), Value::Array(new)) if old.iter().chain(new).all(|one| name(one).is_some()) => {
            lists(old, new, place, found);
        }
        _ if before == after => {}
        _ => found.push(Difference {
            place: place.join(" › "),
            before: Some(words(before)),
            after: Some(words(after)),
        }),
    }
}

/// An amount with its unit is read as one thing.
fn is_span(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|map| map.len() == 2 && map.contains_key("amount") && map.contains_key("unit"))
}

fn compare(before: Option<&Value>, after: Option<&Value>, place: &[String], found: &mut Vec<Difference>) {
    match (before, after) {
        (Some(before), Some(after)) => walk(before, after, place, found),
        (before, after) => found.push(Difference {
            place: place.join(" › "),
            before: before.map(words),
            after: after.map(words),
        }),
    }
}

fn lists(old: &[Value], new: &[Value], place: &[String], found: &mut Vec<Difference>) {
    let matching = |list: &[Value], one: &Value| list.iter().position(|other| name(other) == name(one));
    let (head, parent) = place
        .split_last()
        .map_or(("", place), |(last, rest)| (last.as_str(), rest));
    let at = |one: &Value| inside(parent, format!("{head}“{}”", shown(one)));
    for one in old {
        let partner = matching(new, one).map(|position| &new[position]);
        compare(Some(one), partner, &at(one), found);
    }
    for one in new.iter().filter(|one| matching(old, one).is_none()) {
        compare(None, Some(one), &at(one), found);
    }
    let kept = |list: &[Value], other: &[Value]| -> Vec<String> {
        list.iter()
            .filter(|one| matching(other, one).is_some())
            .filter_map(name)
            .collect()
    };
    if kept(old, new) != kept(new, old) {
        let order = |list: &[Value]| list.iter().map(shown).collect::<Vec<_>>().join("、");
        let place = inside(place, "顺序".to_owned()).join(" › ");
        found.push(Difference {
            place,
            before: Some(order(old)),
            after: Some(order(new)),
        });
    }
}

fn inside(place: &[String], step: String) -> Vec<String> {
    place.iter().cloned().chain([step]).collect()
}

/// What an element of a list is known by.
fn name(value: &Value) -> Option<String> {
    ["id", "code", "q", "text", "name", "when"]
        .iter()
        .find_map(|key| value.get(key)?.as_str())
        .map(ToOwned::to_owned)
}

/// What people call it.
fn shown(value: &Value) -> String {
    let keys = ["name", "label", "title", "text", "q", "message", "id", "code", "when"];
    let found = keys.iter().find_map(|key| value.get(key)?.as_str()).unwrap_or_default();
    let short: String = found.chars().take(24).collect();
    if short.len() < found.len() {
        format!("{short}…")
    } else {
        short
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => "没有".to_owned(),
        Value::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(words).collect::<Vec<_>>().join("、"),
        Value::Object(map) => match (map.get("amount"), map.get("unit").and_then(Value::as_str)) {
            (Some(amount), Some(unit)) if is_span(value) => format!("{amount}{}", label(unit)),
            _ => map
                .iter()
                .map(|(key, value)| format!("{}：{}", label(key), words(value)))
                .collect::<Vec<_>>()
                .join("；"),
        },
    }
}

/// Keys of the format in words; what is no key of it stays as it is.
fn label(key: &str) -> &str {
    match key {
        "item" => "事项",
        "basic_code" => "基本编码",
        "name" => "名称",
        "short_name" => "简称",
        "type" | "kind" => "类型",
        "department" => "主管部门",
        "legal_basis" | "basis" => "依据",
        "law" => "法律",
        "article" => "条款",
        "exercised_levels" => "行使层级",
        "body_nature" => "实施主体性质",
        "power_source" => "权力来源",
        "service_objects" => "服务对象",
        "themes" => "主题",
        "keywords" => "关键词",
        "summary" => "一句话说明",
        "handling" => "业务办理项",
        "statutory_limit" => "法定期限",
        "promised_limit" => "承诺期限",
        "limit_note" => "期限说明",
        "limit_rules" => "期限规则",
        "step_limits" => "环节期限",
        "limit" => "期限",
        "conditions" => "受理条件",
        "quantity_limit" => "数量限制",
        "visits" => "到现场次数",
        "visit_reason" => "到现场原因",
        "online_depth" => "网办深度",
        "cross_region" => "通办范围",
        "assurance" => "实名要求",
        "delivery" => "送达方式",
        "appointment" => "预约",
        "continues" => "要有的证照",
        "params" => "参数",
        "questions" => "情形问题",
        "options" => "选项",
        "endings" => "不适用的情形",
        "materials" => "材料",
        "copies" => "份数",
        "need" => "必要性",
        "source" => "来源",
        "standard" => "受理标准",
        "licence_type" => "证照类型",
        "tolerance_days" => "容缺补齐工作日",
        "commitment" => "告知承诺",
        "form" => "表单",
        "fields" => "字段",
        "checks" => "检查",
        "fees" => "收费",
        "amount_fen" => "金额（分）",
        "reduction" => "减免",
        "due" => "缴费时间",
        "steps" => "环节",
        "post" => "岗位",
        "review_points" => "审查要点",
        "special_procedures" => "特别程序",
        "results" => "结果",
        "validity" => "有效期",
        "refusals" => "不予办理的情形",
        "duties" => "后续义务",
        "faqs" => "常见问题",
        "q" => "问",
        "a" => "答",
        "scenarios" => "测试场景",
        "when" => "条件",
        "text" => "文字",
        "label" => "标签",
        "help" | "hint" => "提示",
        "windows" => "窗口",
        "address" => "地址",
        "phone" | "consult_phone" => "咨询电话",
        "complaint_phone" => "投诉电话",
        "hours" => "时间",
        "weekdays" => "星期",
        "fees_note" => "收费说明",
        "extra_note" => "补充说明",
        "level" => "行使层级",
        "region" => "地区",
        "body" => "机关",
        "sources" => "资料来源",
        "verified" => "已核对",
        "doubts" => "存疑",
        "beyond_format" => "格式以外",
        "working_day" => "个工作日",
        "day" => "天",
        "month" => "个月",
        "hour" => "个工作小时",
        "year" => "年",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn an_inserted_material_does_not_make_its_neighbours_look_changed() {
        let before =
            json!({ "materials": [{ "id": "plan", "name": "平面图", "copies": 1 }, { "id": "list", "name": "目录" }] });
        let after = json!({ "materials": [
            { "id": "photo", "name": "照片" }, { "id": "plan", "name": "平面图", "copies": 2 }, { "id": "list", "name": "目录" },
        ] });
        let found = differences(&before, &after);
        let said: Vec<_> = found.iter().map(|one| (one.kind(), one.place.as_str())).collect();
        assert_eq!(said, [("修改", "材料“平面图” › 份数"), ("新增", "材料“照片”")]);
    }

    #[test]
    fn limits_are_said_in_words() {
        let limit = |amount: u32| json!({ "promised_limit": { "amount": amount, "unit": "working_day" } });
        let found = differences(&limit(8), &limit(5));
        let said = (
            found[0].place.as_str(),
            found[0].before.as_deref(),
            found[0].after.as_deref(),
        );
        assert_eq!(said, ("承诺期限", Some("8个工作日"), Some("5个工作日")));
        let gone = differences(&limit(8), &json!({}));
        assert_eq!((gone[0].kind(), gone[0].before.as_deref()), ("删除", Some("8个工作日")));
    }

    proptest! {
        #[test]
        fn what_is_equal_has_no_differences_and_what_is_not_has(a in "[a-c]{0,3}", b in "[a-c]{0,3}") {
            let (one, other) = (json!({ "name": a, "faqs": [{ "q": "x", "a": b }] }), json!({ "name": b, "faqs": [{ "q": "x", "a": a }] }));
            prop_assert!(differences(&one, &one).is_empty());
            prop_assert_eq!(differences(&one, &other).is_empty(), one == other);
        }
    }
}
