//! 顾明远 manages the people of the market supervision bureau; the county's administrator makes new bodies.

use crate::browser::Browser;
use crate::house::{TestHouse, houses};

const COUNTY: &str = "linxi-gov";

fn body_form<'a>(above: &'a str, code: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("above", above),
        ("name", name),
        ("short_name", ""),
        ("document_prefix", "临河务"),
        ("kind", "organ"),
        ("credit_code", code),
        ("region", "990122000000"),
        ("address", "临溪县青溪街道文澜路20号"),
        ("phone", "0991-5550199"),
        ("reconsideration", "临溪县人民政府"),
        ("court", "临溪县人民法院"),
        ("w0-name", "河务窗口"),
        ("w0-address", "政务服务中心二楼"),
        ("w0-hours", "9:00—12:00，13:30—17:00"),
        ("w0-weekdays", "1"),
        ("w0-weekdays", "2"),
    ]
}

/// A credit code that no body has, with its right check digits.
fn free_code() -> String {
    let check = gbcode::organisation_check("TB000001").unwrap();
    let body = format!("11990122TB000001{check}");
    format!("{body}{}", gbcode::CreditCode::check_of(&body).unwrap())
}

async fn administrator(house: &TestHouse) -> (Browser, String) {
    let bodies = house.identity.bodies().await.unwrap();
    let county = bodies.by_slug(COUNTY).unwrap().id.to_string();
    let mut desk = Browser::new(&house.router);
    desk.sign_in_staff(ADMINISTRATOR).await;
    (desk, county)
}

const ADMINISTRATOR: &str = "LX20300";

#[tokio::test]
async fn a_new_body_is_made_with_its_window_its_post_and_somebody_who_signs_in() {
    for house in houses().await {
        let (mut desk, county) = administrator(&house).await;
        let code = free_code();
        desk.get(&format!("/desk/organisation/bodies/new?above={county}"))
            .await
            .shows("增设机构")
            .shows("再加一个窗口");
        let wrong = desk
            .post(
                "/desk/organisation/bodies/new",
                &body_form(&county, "11990122TB0000010X", "临溪县河务局"),
            )
            .await;
        wrong
            .asks("统一社会信用代码")
            .shows("临溪县河务局")
            .shows("09:00-12:00 13:30-17:00");
        let made = desk
            .post(
                "/desk/organisation/bodies/new",
                &body_form(&county, &code, "临溪县河务局"),
            )
            .await;
        assert_eq!(made.status, 303, "{}", made.text);
        let twice = desk
            .post(
                "/desk/organisation/bodies/new",
                &body_form(&county, &code, "临溪县河务局"),
            )
            .await;
        twice.asks("临溪县河务局已经用了这个代码");
        let bodies = house.identity.bodies().await.unwrap();
        let body = bodies.by_credit_code(&code).unwrap().clone();
        assert_eq!(
            (body.level, body.windows.len(), body.windows[0].weekdays.len()),
            (4, 1, 2)
        );
        assert_eq!(house.events(body.id).await, ["body.created"]);

        let post = [("post_name", "采砂许可审查岗"), ("post_kind", "step")];
        let at = format!("/desk/organisation/bodies/{}/posts", body.id);
        assert_eq!(desk.post(&at, &post).await.status, 303);
        desk.post(&at, &post).await.asks("已经有这个岗位");

        let id = body.id.to_string();
        let person = |number: &'static str, phone: &'static str| {
            vec![
                ("body", id.clone()),
                ("name", "江临川".into()),
                ("number", number.to_owned()),
                ("title", "科员".into()),
                ("phone", phone.to_owned()),
                ("login", String::new()),
            ]
        };
        let wrong = person("HW0001", "123");
        let wrong: Vec<_> = wrong.iter().map(|(n, v)| (*n, v.as_str())).collect();
        desk.post("/desk/organisation/people/new", &wrong).await.asks("手机号");
        let right = person("HW0001", "19900019998");
        let right: Vec<_> = right.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let page = desk.post("/desk/organisation/people/new", &right).await;
        let password = page.shows("只在这里显示一次").text.split("初始密码是 ").nth(1).unwrap()[..13].to_owned();
        desk.post("/desk/organisation/people/new", &right)
            .await
            .asks("已经用了这个工号");

        let account = house.identity.staff_by_login("hw0001").await.unwrap().unwrap();
        let bodies = house.identity.bodies().await.unwrap();
        let wanted = bodies.posts_of(body.id)[0].id.to_string();
        let change = format!("/desk/organisation/{account}");
        desk.post(&format!("{change}/posts"), &[("body", &id), ("post", &wanted)])
            .await;
        let mut own = Browser::new(&house.router);
        let form = [("account", "HW0001"), ("password", password.as_str())];
        let owed = own.post("/desk/login", &form).await;
        owed.leads_to("/desk/login/password?next=");
    }
}

#[tokio::test]
async fn a_body_is_called_otherwise_and_keeps_its_code() {
    for house in houses().await {
        let (mut desk, county) = administrator(&house).await;
        let mut form = body_form("", "11990122TB0000010X", "临溪县人民政府办公室");
        form.retain(|(name, _)| !name.starts_with('w'));
        let path = format!("/desk/organisation/bodies/{county}");
        let before = house.identity.bodies().await.unwrap().by_slug(COUNTY).unwrap().clone();
        assert_eq!(desk.post(&path, &form).await.status, 303);
        let after = house.identity.bodies().await.unwrap().by_slug(COUNTY).unwrap().clone();
        assert_eq!(after.name, "临溪县人民政府办公室");
        assert_eq!((&after.credit_code, &after.path), (&before.credit_code, &before.path));
        assert_eq!(house.events(after.id).await, ["body.changed"]);
        assert_eq!(desk.post(&path, &form).await.status, 303);
        assert_eq!(
            house.events(after.id).await.len(),
            1,
            "saying the same again changes nothing"
        );
    }
}

#[tokio::test]
async fn who_manages_one_body_makes_none_elsewhere_and_does_not_see_others() {
    for house in houses().await {
        let bodies = house.identity.bodies().await.unwrap();
        let other = bodies.by_slug(COUNTY).unwrap().id.to_string();
        let mut desk = Browser::new(&house.router);
        desk.sign_in_staff("LX20102").await;
        let code = free_code();
        let page = desk
            .post(
                "/desk/organisation/bodies/new",
                &body_form(&other, &code, "临溪县河务局"),
            )
            .await;
        assert_eq!(page.status, 404, "{}", page.text);
        for path in [
            format!("/desk/organisation/bodies/new?above={other}"),
            format!("/desk/organisation/bodies/{other}"),
            format!("/desk/organisation/people/new?body={other}"),
            format!("/desk/programs?body={other}"),
        ] {
            assert_eq!(desk.get(&path).await.status, 404, "{path}");
        }
        assert!(house.identity.bodies().await.unwrap().by_credit_code(&code).is_none());
    }
}

#[tokio::test]
async fn a_program_gets_a_secret_that_is_shown_once_and_stops_when_it_is_told_to() {
    for house in houses().await {
        let bodies = house.identity.bodies().await.unwrap();
        let market = bodies.by_slug("linxi-market").unwrap().id;
        let id = market.to_string();
        let mut desk = Browser::new(&house.router);
        desk.sign_in_staff("LX20102").await;
        desk.post("/desk/programs", &[("body", &id), ("program_name", "")])
            .await
            .asks("请填写名称")
            .shows("至少一样");
        let form = [
            ("body", id.as_str()),
            ("program_name", "市场监管业务系统"),
            ("permissions", "cases.api"),
            ("permissions", "cases.see"),
            ("reach", "organisation"),
        ];
        let page = desk.post("/desk/programs", &form).await;
        let secret = |text: &str| -> String {
            let after = text.split("client_secret").nth(1).unwrap();
            let value = after.split('>').nth(2).unwrap();
            value.split('<').next().unwrap().to_owned()
        };
        let first = secret(&page.shows("密钥只在这里显示一次").text);
        let program = house.identity.programs_of(market).await.unwrap().pop().unwrap();
        desk.get(&format!("/desk/programs?body={id}"))
            .await
            .shows("市场监管业务系统")
            .hides(&first);
        let token = async |secret: &str| house.identity.client_token(&program.login, secret, "").await.unwrap();
        assert!(token(&first).await.is_some());

        let renewed = desk
            .post(&format!("/desk/programs/{}/secret", program.id), &[("body", &id)])
            .await;
        let second = secret(&renewed.text);
        assert!(token(&first).await.is_none() && token(&second).await.is_some());
        let stop = [("body", id.as_str()), ("active", "0")];
        let path = format!("/desk/programs/{}/active", program.id);
        desk.post(&path, &stop)
            .await
            .leads_to(&format!("/desk/programs?body={id}"));
        house.test.clock.advance(chrono::TimeDelta::hours(1));
        assert!(token(&second).await.is_none());
        let kinds = house.events(program.id).await;
        assert_eq!(kinds, ["client.created", "client.secret_renewed", "client.disabled"]);

        // Nobody gives a program more than they manage themself.
        let wide = [&form[..4], &[("reach", "region")]].concat();
        assert_eq!(desk.post("/desk/programs", &wide).await.status, 403);
    }
}
