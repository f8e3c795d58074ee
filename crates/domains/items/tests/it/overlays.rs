//! A body's overlay on the package.

use std::sync::Arc;

use items::{Delivery, Given, Implementation, Overlay, check_overlay_command, to_pretty};
use serde_json::{Value, json};

use crate::sample::{small, small_plan};

fn overlay() -> Value {
    json!({
        "format": "tongban.implementation/1", "item": "000199001000", "body": "91350100M000100Y43", "level": 4, "region": "990122000000",
        "handling": {"01": {
            "params": {"fee": 500}, "promised_limit": {"amount": 5, "unit": "working_day"}, "visits": 0,
            "delivery": ["electronic", "post"],
            "windows": [{"name": "政务大厅", "address": "柳堤路1号", "hours": [["09:00", "12:00"], ["13:30", "17:00"]], "weekdays": [1, 2, 3, 4, 5]}],
            "consult_phone": "0991-1234567"
        }}
    })
}

fn implementation() -> Implementation {
    Implementation::new(Arc::new(small_plan()), serde_json::from_value(overlay()).unwrap()).unwrap()
}

#[test]
fn a_body_sets_parameters_limits_visits_and_windows() {
    let implementation = implementation();
    let new = implementation.handling("new").unwrap();
    assert_eq!(
        (new.promised_limit().amount, new.visits(), new.appointment()),
        (5, 0, false)
    );
    assert_eq!(new.delivery(), [Delivery::Electronic, Delivery::Post]);
    assert_eq!(new.windows()[0].name, "政务大厅");
    let params: Vec<_> = new
        .params()
        .map(|(param, value)| (param.id.as_str(), value.clone()))
        .collect();
    assert_eq!(params, [("fee", json!(500)), ("place", json!("镜湖"))]);
    assert_eq!(implementation.code(), "91350100M000100Y434000199001000");
    assert_eq!(new.code(), "91350100M000100Y43400019900100001");
    assert_eq!(implementation.handlings().count(), 1);
}

#[test]
fn evaluation_uses_the_bodys_parameters_and_its_limit_unless_a_rule_holds() {
    let implementation = implementation();
    let new = implementation.handling("01").unwrap();
    let evaluate = |motor: bool| {
        let case = json!({"answers": {"motor": motor}, "form": {"boats": [{"number": "A", "seats": 2}]}, "params": {"fee": 1}});
        new.evaluate(&Given::from_value(&case).unwrap()).unwrap()
    };
    assert_eq!(
        (evaluate(false).fee_fen, evaluate(false).promised_limit.amount),
        (500, 5)
    );
    assert_eq!(
        evaluate(true).promised_limit.amount,
        8,
        "the rule's limit replaces the body's own too"
    );
}

#[test]
fn an_overlay_is_written_as_it_was_read() {
    let text = to_pretty(&overlay()).unwrap();
    assert_eq!(to_pretty(&Overlay::read(&text).unwrap()).unwrap(), text);
}

#[test]
fn an_overlay_may_not_ask_for_more_than_the_package() {
    let package = serde_json::from_value(small()).unwrap();
    assert!(check_overlay_command(&overlay().to_string(), &package).holds());
    let cases = [
        ("/item", json!("000199001001"), "/item", "这个事项包是"),
        ("/body", json!("91350100M000100Y44"), "/body", "最后一位不对"),
        ("/level", json!(7), "/level", "不能大于6"),
        (
            "/handling/01/params",
            json!({"fee": 5001}),
            "/handling/01/params/fee",
            "不是上下限以内的数字",
        ),
        (
            "/handling/01/params",
            json!({"fee": "5"}),
            "/handling/01/params/fee",
            "不是上下限以内的数字",
        ),
        (
            "/handling/01/params",
            json!({"place": 5}),
            "/handling/01/params/place",
            "要是文字",
        ),
        (
            "/handling/01/params",
            json!({"nothing": 5}),
            "/handling/01/params/nothing",
            "没有参数",
        ),
        (
            "/handling/01/promised_limit/amount",
            json!(7),
            "/handling/01/promised_limit",
            "比事项包的长",
        ),
        ("/handling/01/visits", json!(2), "/handling/01/visits", "比事项包的多"),
        (
            "/handling/01/delivery",
            json!(["post"]),
            "/handling/01/delivery",
            "去掉了",
        ),
        (
            "/handling/01/windows/0/hours",
            json!([["09:00", "12:00"], ["11:30", "17:00"]]),
            "/handling/01/windows/0/hours",
            "重叠",
        ),
        (
            "/handling/01/windows/0/weekdays",
            json!([1, 1]),
            "/handling/01/windows/0/weekdays",
            "重复的值",
        ),
        ("/handling/01/materials", json!([]), "/handling/01", "不认识的键"),
        ("/handling/02", json!({}), "/handling/02", "没有编码是02的业务办理项"),
    ];
    for (change, to, place, words) in cases {
        let mut overlay = overlay();
        let (parent, key) = change.rsplit_once('/').unwrap();
        overlay.pointer_mut(parent).unwrap()[key] = to;
        let report = check_overlay_command(&overlay.to_string(), &package);
        assert!(
            report
                .faults
                .iter()
                .any(|fault| fault.place.as_str() == place && fault.message.contains(words)),
            "{change}: {report}"
        );
    }
    let twice = overlay()
        .to_string()
        .replace("\"visits\":0", "\"visits\":0,\"visits\":1");
    assert!(check_overlay_command(&twice, &package).to_string().contains("写了两次"));
}
