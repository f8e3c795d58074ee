//! Fields of every kind and in every state.

use maud::{Markup, html};

use crate::ui::{
    context::Link,
    form::{Choice, Field, FormError, Group, Kind, Repeated, Width, error_summary, first_submit},
};

/// The errors shown on the page.
pub(super) fn errors() -> Vec<FormError> {
    vec![
        FormError::new("area", "经营面积", "请只填数字，比如45"),
        FormError::new("water", "店里用的水", "请选一项。不确定就选“都有”"),
        FormError::new("m-1-id", "第2位管理员的身份证号", "最后一位不对，请对照证件再核对一次"),
    ]
}

pub(super) fn summary() -> Markup {
    error_summary(&errors())
}

fn food() -> Kind {
    Kind::Many(vec![
        Choice::new("hot", "热食").hint("面条、炒菜、炖菜等"),
        Choice::new("cold", "凉菜").hint("要有单独的凉菜间，不少于5平方米"),
    ])
}

fn water() -> Kind {
    Kind::One(vec![
        Choice::new("tap", "自来水"),
        Choice::new("well", "井水、山泉水"),
        Choice::new("both", "都有"),
    ])
}

/// The states of a field: empty, prefilled, wrong, chosen, optional.
pub(super) fn fields() -> Markup {
    let errors = errors();
    let unit = Kind::Number {
        unit: Some("平方米".into()),
        decimal: true,
    };
    html! {
        div class="split even" {
            div {
                (Field::new("name", "姓名", Kind::Text(Width::Medium)).hint("和身份证上一样").autocomplete("name"))
                (Field::new("shop", "店名", Kind::Text(Width::Full)).value("临溪县小满面馆").readonly()
                    .source("来自营业执照登记。", Some(Link::new("名字不对？", "#main"))))
                (Field::new("addr", "经营地址", Kind::Text(Width::Full)).value("临溪县青溪街道柳堤路36号")
                    .hint("顾客能找到的地址，要和门牌一致").autocomplete("street-address")
                    .source("来自营业执照登记，可以修改", None))
                (Field::new("area", "经营面积", unit).value("45平左右")
                    .hint("包括厨房、餐厅和储藏间，按房本或租约填").errors(&errors))
            }
            div {
                (Field::new("food", "卖哪些吃的", food()).values(["hot"]).hint("可以多选，以后增加要再申请"))
                (Field::new("water", "店里用的水", water()).errors(&errors))
                (Field::new("send", "怎么收证", Kind::One(vec![Choice::new("post", "邮寄"), Choice::new("fetch", "窗口领")]))
                    .value("post").source("来自您在办事指南里的回答", None))
                (Field::new("say", "想说明的", Kind::Paragraph { rows: 2, max: Some(500) }).optional())
            }
        }
    }
}

/// The kinds that are left.
pub(super) fn kinds() -> Markup {
    let towns = [
        "青溪街道",
        "城关镇",
        "柳堤镇",
        "云岭乡",
        "竹里乡",
        "南门街道",
        "文澜街道",
        "白石乡",
    ];
    let towns: Vec<Choice> = towns.iter().map(|t| Choice::new(*t, *t)).collect();
    let grouped = towns
        .iter()
        .map(|t| Choice {
            group: Some("临溪县".into()),
            ..t.clone()
        })
        .collect();
    let truth = Choice::new("yes", "我填的内容和交的材料都是真的").hint("如果不真实，不予许可，1年内不能再申请");
    html! {
        div class="split even" {
            div {
                (Field::new("kind-id", "身份证号", Kind::ResidentId).hint("18位，最后一位可能是X"))
                (Field::new("kind-credit", "统一社会信用代码", Kind::CreditCode).hint("18位，在营业执照上"))
                (Field::new("kind-until", "身份证到期日", Kind::Date).value("2039-06-11").hint("在有国徽的那一面，比如2039年6月11日"))
                (Field::new("kind-phone", "手机号", Kind::Phone).hint("用来收验证码和办理短信"))
                (Field::new("kind-code", "短信验证码", Kind::OneTime(Some(("resend".into(), "发送验证码".into()))))
                    .hint("6位数字，10分钟内有效"))
                (Field::new("kind-mail", "电子邮箱", Kind::Email).optional())
                (Field::new("kind-pw", "密码", Kind::Password { new: true }).hint("至少10个字，字母、数字都要有"))
            }
            div {
                (Field::new("kind-fund", "注册资金", Kind::Money).value("50000"))
                (Field::new("kind-staff", "从业人数", Kind::Number { unit: None, decimal: false }).value("9"))
                (Field::new("kind-chain", "是连锁店吗", Kind::YesNo).value("no"))
                (Field::new("kind-town", "街道或乡镇", Kind::One(towns)).value("青溪街道"))
                (Field::new("kind-place", "经营地点", Kind::Region(grouped)))
                (Field::new("kind-no", "办件编号", Kind::Code(Width::Full)).hint("21位，比如990121 20260917 000037 D"))
                (Field::new("kind-plan", "店铺平面布局图", Kind::Files {
                    accept: ".pdf,image/*".into(),
                    limits: "PDF、JPG、PNG，每个不超过20 MB".into(),
                    multiple: true,
                }))
                (Field::new("kind-truth", "确认", Kind::Consent(truth)))
                (Field::new("kind-version", "", Kind::Hidden).value("7"))
            }
        }
    }
}

/// A repeated section with one member right and one wrong.
pub(super) fn repeated() -> Markup {
    let errors = errors();
    let member = |at: usize, name: &str, id: Field| Group {
        title: format!("第{}位", at + 1),
        removable: true,
        fields: vec![
            Field::new(format!("m-{at}-name"), "姓名", Kind::Text(Width::Medium)).value(name),
            id,
        ],
    };
    let known = Field::new("m-0-id", "身份证号", Kind::ResidentId)
        .value("990121**********002X")
        .readonly()
        .source("来自登录时的实名信息", None);
    let wrong = Field::new("m-1-id", "身份证号", Kind::ResidentId)
        .value("990121197608154411")
        .hint("18位，最后一位可能是X")
        .errors(&errors);
    html! {
        form method="post" novalidate data-autosave {
            (first_submit())
            (Repeated {
                id: "managers".into(),
                title: "食品安全管理员".into(),
                hint: Some("至少1位，可以是您自己。".into()),
                error: None,
                groups: vec![member(0, "周小满", known), member(1, "何秀兰", wrong)],
                remove_name: "remove".into(),
                add_name: "add".into(),
                add: "再加一位".into(),
            })
        }
    }
}
