//! What the tests share: the repository's packages, a small package of their own, the oracle, random choices.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use items::{Package, Plan};
use serde_json::{Value, json};

pub fn data(folder: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../data").join(folder)
}

/// The files of all packages, in order.
pub fn package_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(data("items")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    files
}

pub fn text_of(code: &str) -> String {
    let found = package_files().into_iter().find(|path| path.to_string_lossy().contains(code)).unwrap();
    std::fs::read_to_string(found).unwrap()
}

pub fn plan_of(code: &str) -> Plan {
    Plan::compile(Package::read(&text_of(code)).unwrap()).unwrap()
}

/// A small package with every kind of thing in it: a shop that lends boats.
pub fn small() -> Value {
    json!({
        "format": "tongban.item/1",
        "item": {
            "basic_code": "000199001000", "name": "游船出租备案", "type": "01", "department": "交通",
            "legal_basis": [{"law": "《游船管理办法》", "article": "第三条"}], "exercised_levels": ["county"],
            "body_nature": "statutory", "power_source": "own", "service_objects": ["natural"],
            "themes": {"life": [], "legal": []}, "keywords": ["游船", "划船", "租船"]
        },
        "sources": ["测试"], "verified": false,
        "handling": [{
            "code": "01", "id": "new", "name": "游船出租备案（新办）", "kind": "promised",
            "statutory_limit": {"amount": 10, "unit": "working_day"}, "promised_limit": {"amount": 6, "unit": "working_day"},
            "limit_rules": [{"when": "answers.motor == true", "promised_limit": {"amount": 8, "unit": "working_day"},
                "step_limits": {"look": {"amount": 4, "unit": "working_day"}}}],
            "conditions": [{"text": "有自己的码头"}, {"text": "驾驶员有证", "when": "answers.motor == true"}],
            "visits": 1, "visit_reason": "现场看船", "online_depth": 4, "assurance": "L2", "delivery": ["electronic"],
            "continues": {"licence_type": "游船证", "effect": "renew"},
            "params": [{"id": "fee", "label": "每条船的工本费", "type": "money", "value": 1000, "min": 0, "max": 5000},
                {"id": "place", "label": "湖名", "type": "text", "value": "镜湖"}],
            "questions": [
                {"id": "use", "text": "船用来做什么？", "kind": "one",
                    "options": [{"id": "tour", "label": "观光"}, {"id": "fish", "label": "钓鱼"}, {"id": "race", "label": "比赛"}]},
                {"id": "motor", "text": "船有发动机吗？", "kind": "yes_no"},
                {"id": "power", "text": "发动机多大功率？", "kind": "number", "unit": "千瓦", "min": 1, "max": 500, "when": "answers.motor == true"},
                {"id": "days", "text": "哪几天营业？", "kind": "many", "options": [{"id": "week", "label": "平日"}, {"id": "weekend", "label": "周末"}]}],
            "endings": [{"id": "race_only", "when": "answers.use == 'race'", "message": "比赛用船不用备案"}],
            "materials": [
                {"id": "photo", "name": "游船照片", "kind": "electronic", "need": "required", "source": "applicant", "standard": "看得清船号"},
                {"id": "engine", "name": "发动机合格证", "kind": "copy", "need": "tolerable", "tolerance_days": 5, "source": "applicant",
                    "standard": "和发动机一致", "when": "answers.motor == true"}],
            "form": [
                {"id": "owner", "title": "船主", "fields": [
                    {"id": "name", "label": "姓名", "type": "person_name", "required": true, "max_length": 20},
                    {"id": "id_number", "label": "身份证号", "type": "resident_id", "required": true,
                        "check": "years_between(birth_date(form.id_number), case.submitted_on) >= 18", "message": "船主要满18岁"},
                    {"id": "phone", "label": "电话", "type": "phone", "required": true},
                    {"id": "from", "label": "开始日期", "type": "date", "required": false},
                    {"id": "to", "label": "结束日期", "type": "date", "required": "form.from != null",
                        "check": "form.from == null || form.from < form.to", "message": "结束日期要在开始日期以后"},
                    {"id": "price", "label": "每小时租金", "type": "money", "required": false, "min": 100, "max": 100000},
                    {"id": "kinds", "label": "船型", "type": "many", "required": false,
                        "options": [{"id": "row", "label": "划桨船"}, {"id": "pedal", "label": "脚踏船"}]},
                    {"id": "company", "label": "挂靠单位", "type": "credit_code", "required": false},
                    {"id": "mail", "label": "邮箱", "type": "email", "required": false},
                    {"id": "berth", "label": "泊位号", "type": "text", "required": false, "pattern": "[A-D]\\d{2}"}]},
                {"id": "boats", "title": "游船", "repeat": {"min": 1, "max": 3, "label": "游船"}, "fields": [
                    {"id": "number", "label": "船号", "type": "text", "required": true, "max_length": 8},
                    {"id": "seats", "label": "座位", "type": "number", "required": true, "min": 1, "max": 30,
                        "check": "row.number != 'X1' || row.seats < 10", "message": "X1号船坐不下10人"},
                    {"id": "shared", "label": "份额", "type": "number", "required": false}]},
                {"id": "crew", "title": "驾驶员", "when": "answers.motor == true", "fields": [
                    {"id": "driver", "label": "驾驶员", "type": "person_name", "required": true}]}],
            "checks": [{"id": "seats_enough", "check": "form.boats.exists(b, b.seats != null && b.seats >= 2)",
                "message": "至少要有一条船能坐两个人", "fields": ["boats", "seats"]}],
            "fees": [{"id": "card", "name": "工本费", "amount_fen": "size(form.boats) * params.fee",
                "basis": {"law": "《收费办法》", "article": "第一条"}, "due": "before_result"}],
            "steps": [
                {"id": "look", "name": "现场看船", "kind": "review", "post": "检查员", "limit": {"amount": 3, "unit": "working_day"},
                    "fields": [{"id": "depth", "label": "水深", "type": "number", "required": true, "min": 0, "max": 100},
                        {"id": "remark", "label": "说明", "type": "text", "required": "review.depth != null && review.depth < 1"}]},
                {"id": "decide", "name": "决定", "kind": "decide", "post": "负责人", "limit": {"amount": 2, "unit": "working_day"}}],
            "review_points": [
                {"id": "clear", "step": "look", "text": "照片看得清", "materials": ["photo"]},
                {"id": "adult", "step": "look", "text": "船主成年", "fields": ["id_number"], "auto": "form.id_number != null"}],
            "special_procedures": [{"id": "test", "kind": "testing", "name": "试航", "limit": {"amount": 5, "unit": "day"},
                "stops_clock": true, "after_step": "look", "when": "answers.power != null && answers.power > 100"}],
            "results": [{"id": "card", "name": "游船证", "kind": "certificate", "licence_type": "游船证", "fields": [
                {"id": "shown", "label": "用途", "value": "label(answers.use)"},
                {"id": "seats_all", "label": "座位合计", "value": "sum(form.boats.map(b, b.seats))"}]}],
            "refusals": [{"stage": "decision", "text": "船不安全"}],
            "duties": [{"id": "report", "text": "每年报告", "days": 365}],
            "faqs": [{"q": "要多久？", "a": "6个工作日。"}],
            "scenarios": [
                {"name": "没填", "applicant": {}, "answers": {}, "form": {}, "expect": {"materials": ["photo"], "steps": ["look", "decide"],
                    "fee_fen": 0, "errors": ["use", "motor", "days", "name", "id_number", "phone", "boats", "seats_enough"]}},
                {"name": "有发动机", "applicant": {"kind": "natural"},
                    "answers": {"use": "race", "motor": true, "power": 200, "days": []},
                    "form": {"name": "周小满", "id_number": "11010519491231002X", "phone": "13800000000", "driver": "何秀兰",
                        "boats": [{"number": "A1", "seats": 4}, {"number": "A2", "seats": 2.5}]},
                    "expect": {"materials": ["photo", "engine"], "steps": ["look", "decide"], "fee_fen": 2000, "ends": ["race_only"],
                        "special": ["test"], "auto": {"adult": true}, "result": {"shown": "比赛", "seats_all": 6.5},
                        "promised_limit": {"amount": 8, "unit": "working_day"}}}]
        }]
    })
}

pub fn small_plan() -> Plan {
    Plan::compile(serde_json::from_value(small()).unwrap()).unwrap()
}

/// The oracle's answer, or `None` (with a note) where there is no python3.
pub fn ask_oracle(mode: &str, path: &std::path::Path, question: &Value) -> Option<Value> {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/oracle.py");
    let started = Command::new("python3")
        .arg(script)
        .arg(data("schema"))
        .arg(mode)
        .arg(path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        println!("python3 is missing: nothing was compared with the oracle");
        return None;
    };
    let mut input = child.stdin.take().unwrap();
    let question = question.to_string();
    let writing = std::thread::spawn(move || input.write_all(question.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    assert!(output.status.success(), "the oracle failed");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Equality as JSON: `3` and `3.0` are the same number.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        }
        _ => a == b,
    }
}

/// Choices that are the same in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end.max(1)
    }

    pub fn one<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }
}
