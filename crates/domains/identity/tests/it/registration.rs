//! Somebody who is in the population register, but has no account: 包老三, who runs a bun shop.

use axum::http::StatusCode;
use kernel::Assurance;

use crate::browser::Browser;
use crate::house::{PERSONS, TestHouse, houses};

struct Facts {
    name: String,
    number: String,
    phone: String,
}

/// The bun baker, whom the register knows and who represents his shop.
fn without_account() -> Facts {
    let persons: serde_json::Value = serde_json::from_str(PERSONS).unwrap();
    let all = persons["persons"].as_array().unwrap();
    let one = all.iter().find(|p| p["id"] == "p23").unwrap();
    let text = |key: &str| one[key].as_str().unwrap().to_owned();
    Facts {
        name: text("name"),
        number: text("id_number"),
        phone: text("phone"),
    }
}

impl Facts {
    fn form<'a>(&'a self, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut form = vec![
            ("agreed", identity::AGREEMENT_VERSION),
            ("name", self.name.as_str()),
            ("number", self.number.as_str()),
            ("phone", self.phone.as_str()),
        ];
        form.extend(more);
        form
    }
}

async fn prove(house: &TestHouse, browser: &mut Browser, facts: &Facts) -> String {
    browser
        .post("/register/identity", &facts.form(&[("send", "1")]))
        .await
        .shows("验证码已发到");
    let code = house.code_sent_to(&facts.phone).await;
    let page = browser
        .post("/register/identity", &facts.form(&[("code", &code)]))
        .await;
    page.leads_to("/register/password");
    code
}

#[tokio::test]
async fn a_person_reads_the_agreement_proves_three_facts_and_the_phone_and_is_signed_in() {
    for house in houses().await {
        let (mut browser, facts) = (Browser::new(&house.router), without_account());
        browser.get("/register").await.shows("谁看过我的信息");
        browser.get("/register/identity").await.leads_to("/register");
        browser.post("/register", &[]).await.asks("同意就在前面打勾");
        let to = format!("/register/identity?agreed={}", identity::AGREEMENT_VERSION);
        browser.post("/register", &[("agree", "yes")]).await.leads_to(&to);
        browser.get(&to).await.shows("身份证号");
        prove(&house, &mut browser, &facts).await;

        let page = browser
            .post("/register/password", &[("password", "abc"), ("again", "abc")])
            .await;
        page.asks("密码至少8位，您填了3位");
        let page = browser
            .post(
                "/register/password",
                &[("password", "buns-2026"), ("again", "buns-2027")],
            )
            .await;
        page.asks("两次填的密码不一样");
        let page = browser
            .post(
                "/register/password",
                &[("password", "buns-2026"), ("again", "buns-2026")],
            )
            .await;
        page.leads_to("/my");

        let masked = format!("{}****{}", &facts.phone[..3], &facts.phone[7..]);
        browser
            .get("/my/security")
            .await
            .shows(&masked)
            .hides(&facts.number)
            .hides(&facts.phone);
        let person = house.person(&facts.number).await;
        assert_eq!(person.assurance, Assurance::L2);
        assert_eq!(house.events(person.id).await, ["person.registered"]);
        browser.get("/my/agents").await.shows("您是法定代表人");

        browser.post("/logout", &[]).await.leads_to("/");
        browser
            .get("/my/security")
            .await
            .leads_to("/login?next=%2Fmy%2Fsecurity");
        let form = [
            ("account", facts.phone.as_str()),
            ("password", "buns-2026"),
            ("next", "/my/security"),
        ];
        browser.post("/login", &form).await.leads_to("/my/security");
    }
}

#[tokio::test]
async fn facts_that_do_not_belong_together_are_refused_and_what_was_typed_stays() {
    for house in houses().await {
        let (mut browser, mut facts) = (Browser::new(&house.router), without_account());
        let right = facts.phone.clone();
        facts.phone = "13800000000".into();
        let page = browser.post("/register/identity", &facts.form(&[("send", "1")])).await;
        page.asks("姓名、身份证号和手机号对不上")
            .shows(&facts.name)
            .shows("13800000000");
        facts.phone = right;
        facts
            .number
            .replace_range(17.., if facts.number.ends_with('1') { "2" } else { "1" });
        let page = browser.post("/register/identity", &facts.form(&[("send", "1")])).await;
        page.asks("最后一位不对，请对照证件再核对一次");
        facts.number.pop();
        browser
            .post("/register/identity", &facts.form(&[]))
            .await
            .asks("您填了17位");
    }
}

#[tokio::test]
async fn a_code_counts_once_for_ten_minutes_and_for_five_tries() {
    for house in houses().await {
        let (mut browser, facts) = (Browser::new(&house.router), without_account());
        let code = prove(&house, &mut browser, &facts).await;
        let again = browser
            .post("/register/identity", &facts.form(&[("code", &code)]))
            .await;
        again.asks("验证码不对，或者已经过了10分钟");

        house.test.clock.advance(chrono::TimeDelta::minutes(2));
        browser
            .post("/register/identity", &facts.form(&[("send", "1")]))
            .await
            .shows("验证码已发到");
        let page = browser.post("/register/identity", &facts.form(&[("send", "1")])).await;
        page.asks("刚发过验证码");
        let code = house.code_sent_to(&facts.phone).await;
        for _ in 0..5 {
            let wrong = if code == "000000" { "000001" } else { "000000" };
            browser
                .post("/register/identity", &facts.form(&[("code", wrong)]))
                .await
                .asks("验证码不对");
        }
        browser
            .post("/register/identity", &facts.form(&[("code", &code)]))
            .await
            .asks("验证码不对");

        house.test.clock.advance(chrono::TimeDelta::minutes(2));
        browser
            .post("/register/identity", &facts.form(&[("send", "1")]))
            .await
            .shows("验证码已发到");
        let code = house.code_sent_to(&facts.phone).await;
        house.test.clock.advance(chrono::TimeDelta::minutes(11));
        browser
            .post("/register/identity", &facts.form(&[("code", &code)]))
            .await
            .asks("验证码不对");
    }
}

#[tokio::test]
async fn who_has_an_account_is_told_so_only_after_proving_who_they_are() {
    for house in houses().await {
        let mut browser = Browser::new(&house.router);
        let facts = Facts {
            name: "周小满".into(),
            number: "99012219930505002X".into(),
            phone: "19900006627".into(),
        };
        browser
            .post("/register/identity", &facts.form(&[("send", "1")]))
            .await
            .shows("验证码已发到")
            .hides("注册过");
        let code = house.code_sent_to(&facts.phone).await;
        let page = browser
            .post("/register/identity", &facts.form(&[("code", &code)]))
            .await;
        page.asks("您已经注册过了，请直接登录");
    }
}

#[tokio::test]
async fn when_the_counterpart_is_away_the_page_says_whose_fault_it_is() {
    for test in kernel::testing::kernels(crate::house::morning()).await {
        let (_, router) = crate::house::process(&test.kernel, "http://127.0.0.1:9").await;
        let (mut browser, facts) = (Browser::new(&router), without_account());
        let page = browser.post("/register/identity", &facts.form(&[("send", "1")])).await;
        page.asks("身份比对服务现在连不上，不是您填错了").shows(&facts.name);
    }
}

#[tokio::test]
async fn a_phone_without_an_account_gets_the_same_answer_and_no_code() {
    for house in houses().await {
        let mut browser = Browser::new(&house.router);
        let known = browser
            .post("/login/code", &[("account", "19900006627"), ("send", "1")])
            .await;
        let unknown = browser
            .post("/login/code", &[("account", "13800000000"), ("send", "1")])
            .await;
        assert_eq!(known.status, StatusCode::OK);
        assert_eq!(
            known.text.replace("19900006627", ""),
            unknown.text.replace("13800000000", "")
        );
        let sent = reqwest::get(&house.sandbox).await.unwrap().text().await.unwrap();
        assert!(sent.contains("19900006627") && !sent.contains("13800000000"));
        let code = house.code_sent_to("19900006627").await;
        browser
            .post("/login/code", &[("account", "199 0000 6627"), ("code", &code)])
            .await
            .leads_to("/my");
        browser.get("/my/security").await.shows("周小满");
    }
}
