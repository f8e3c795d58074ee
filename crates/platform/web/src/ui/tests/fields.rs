//! What a field shows and keeps.

use maud::Render;

use crate::ui::form::{Choice, Field, Kind, date_value};

#[test]
fn a_field_says_hint_error_and_source_in_reading_order() {
    let field = Field::new(
        "area",
        "经营面积",
        Kind::Number {
            unit: Some("平方米".into()),
            decimal: true,
        },
    )
    .value("45平左右")
    .hint("按房本填")
    .error("请只填数字，比如45")
    .source("来自营业执照登记", None)
    .optional()
    .render()
    .0;
    assert!(
        field.contains("aria-describedby=\"area-h area-e area-s\" aria-invalid=\"true\""),
        "{field}"
    );
    assert!(field.contains("inputmode=\"decimal\"") && field.contains("<span>平方米</span>"));
    assert!(field.contains("（选填）") && field.contains("<span class=\"visually-hidden\">错误：</span>"));
    assert!(field.starts_with("<div class=\"field invalid\"><label class=\"label\" for=\"area\">"));
}

#[test]
fn up_to_seven_options_are_radios_and_more_are_a_list() {
    let options = |count: usize| Kind::One((0..count).map(|i| Choice::new(i.to_string(), i.to_string())).collect());
    let few = Field::new("a", "a", options(7)).value("3").render().0;
    let many = Field::new("a", "a", options(8)).value("3").render().0;
    assert_eq!(few.matches("type=\"radio\"").count(), 7);
    assert!(few.starts_with("<fieldset") && few.contains("value=\"3\" checked"));
    assert!(many.contains("<select") && many.contains("<option value=\"3\" selected>"));
}

#[test]
fn a_wrong_date_comes_back_as_it_was_typed_and_a_password_never_does() {
    let typed = date_value("2026", "2", "30");
    assert_eq!(typed, "2026-02-30");
    let field = Field::new("until", "到期日", Kind::Date).value(typed).render().0;
    assert!(
        field.contains("name=\"until-m\" inputmode=\"numeric\" maxlength=\"2\" value=\"02\""),
        "{field}"
    );
    assert_eq!(date_value(" ", "", ""), "");
    let password = Field::new("p", "密码", Kind::Password { new: false })
        .value("geheim")
        .render()
        .0;
    assert!(!password.contains("geheim") && password.contains("autocomplete=\"current-password\""));
}
