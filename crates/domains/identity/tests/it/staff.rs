//! 沈知微 reviews at the market supervision bureau; 顾明远 manages its people.

use identity::roles::{CASES_DECIDE, CASES_RECEIVE, CASES_REVIEW, IDENTITY_MANAGE, Reach};
use identity::{DEMO_PASSWORD, StaffSignIn};
use kernel::{Actor, Scope};

use crate::browser::Browser;
use crate::house::{TestHouse, houses};

async fn actor(house: &TestHouse, slug: &str, number: &str) -> Actor {
    let account = house.staff(slug, number).await;
    Actor::Staff(house.identity.staff_actor(account.id, None).await.unwrap().unwrap())
}

#[tokio::test]
async fn a_post_that_is_taken_away_no_longer_counts_at_the_next_request() {
    for house in houses().await {
        let reviewer = house.staff("linxi-market", "LX20417").await;
        let (mut desk, mut manager) = (Browser::new(&house.router), Browser::new(&house.router));
        desk.sign_in_staff("LX20417").await;
        manager.sign_in_staff("LX20102").await;
        let wanted = reviewer
            .posts
            .iter()
            .find(|(p, _)| p.name == "食品经营许可审查岗")
            .unwrap()
            .0
            .clone();
        desk.post("/desk/post", &[("post", &wanted.id.to_string()), ("back", "/desk/me")])
            .await
            .leads_to("/desk/me");
        desk.get("/desk/me")
            .await
            .shows("临溪县市场监督管理局 · 食品经营许可审查岗");

        let body = reviewer.body.to_string();
        let path = format!("/desk/organisation/{}/posts/remove", reviewer.id);
        let remove = async |manager: &mut Browser, post: kernel::Id| {
            let page = manager
                .post(&path, &[("body", &body), ("post", &post.to_string())])
                .await;
            assert_eq!(page.status, 303);
        };
        remove(&mut manager, wanted.id).await;
        desk.get("/desk/me").await.shows("沈知微").hides("食品经营许可审查岗");
        let page = desk.post("/desk/post", &[("post", &wanted.id.to_string())]).await;
        assert_eq!(page.status, 404, "a post that is gone cannot be chosen");
        for (post, _) in reviewer.posts.iter().filter(|(p, _)| p.id != wanted.id) {
            remove(&mut manager, post.id).await;
        }
        desk.get("/desk/me").await.leads_to("/desk/login?next=%2Fdesk%2Fme");
        let step = house
            .identity
            .sign_in_staff("LX20417", DEMO_PASSWORD, "")
            .await
            .unwrap();
        assert_eq!(step, StaffSignIn::NoPost);
        assert_eq!(house.events(reviewer.id).await[0], "staff.post_removed");
    }
}

#[tokio::test]
async fn each_post_brings_the_rights_at_its_body_and_no_further() {
    for house in houses().await {
        let bodies = house.identity.bodies().await.unwrap();
        let place = |slug: &str| bodies.by_slug(slug).unwrap().place();
        let reviewer = actor(&house, "linxi-market", "LX20417").await;
        assert!(reviewer.may(CASES_REVIEW, &place("linxi-market")));
        assert!(!reviewer.may(CASES_DECIDE, &place("linxi-market")));
        assert!(!reviewer.may(CASES_REVIEW, &place("linxi-police")));
        assert!(
            reviewer
                .staff()
                .unwrap()
                .posts
                .contains(&"食品经营许可审查岗".to_owned())
        );
        assert!(
            !reviewer.staff().unwrap().posts.contains(&"受理岗".to_owned()),
            "a window is no step of an item"
        );

        let clerk = actor(&house, "linxi-hall", "LX20401").await;
        assert!(
            clerk.may(CASES_RECEIVE, &place("linxi-market")),
            "a one-stop window receives for its county"
        );
        assert!(!clerk.may(CASES_RECEIVE, &place("chengjiang-market")));

        let supervisor = actor(&house, "linxi-service", "LX20301").await;
        let grants = &supervisor.staff().unwrap().grants;
        assert!(grants.iter().all(|g| g.scope == Scope::Region("990122000000".into())));
    }
}

#[tokio::test]
async fn a_manager_gives_nothing_that_reaches_further_than_their_own_right() {
    for house in houses().await {
        let manager = actor(&house, "linxi-market", "LX20102").await;
        let colleague = house.staff("linxi-market", "LX20533").await;
        let (market, police) = {
            let bodies = house.identity.bodies().await.unwrap();
            (
                bodies.by_slug("linxi-market").unwrap().id,
                bodies.by_slug("linxi-police").unwrap().id,
            )
        };
        let give = |body, role, reach| house.identity.assign_role(&manager, colleague.id, body, role, reach);
        assert_eq!(
            give(market, "platform_admin", Reach::Organisation)
                .await
                .unwrap_err()
                .status,
            403
        );
        assert_eq!(give(market, "approver", Reach::Region).await.unwrap_err().status, 403);
        assert_eq!(
            give(police, "approver", Reach::Organisation).await.unwrap_err().status,
            404
        );
        give(market, "approver", Reach::Subtree).await.unwrap();
        let Actor::Staff(now) = actor(&house, "linxi-market", "LX20533").await else {
            panic!("staff")
        };
        assert!(
            now.grants
                .iter()
                .any(|g| g.permission == CASES_DECIDE && matches!(g.scope, Scope::Subtree(_)))
        );

        let mut browser = Browser::new(&house.router);
        browser.sign_in_staff("LX20417").await;
        assert_eq!(browser.get("/desk/organisation").await.status, 403);
        browser = Browser::new(&house.router);
        browser.sign_in_staff("LX20102").await;
        let page = browser
            .get(&format!("/desk/organisation?body={market}&person={}", colleague.id))
            .await;
        page.shows("这意味着")
            .shows("作出决定")
            .shows("程一诺")
            .hides(colleague.phone.as_str());
        assert_eq!(
            browser.get(&format!("/desk/organisation?body={police}")).await.status,
            404
        );
        assert!(manager.holds(IDENTITY_MANAGE));
    }
}

/// The code that an authenticator program shows at a moment.
fn totp(secret: &str, at: chrono::DateTime<chrono::Utc>) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(at.timestamp() as u64).to_string()
}

#[tokio::test]
async fn a_second_factor_is_enrolled_asked_for_used_once_and_taken_off_by_the_manager() {
    for house in houses().await {
        let now = || kernel::Clock::now(&*house.test.clock);
        let mut desk = Browser::new(&house.router);
        desk.sign_in_staff("LX20417").await;
        let page = desk.get("/desk/me").await;
        let shown = page
            .text
            .split("class=\"code\">")
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap();
        let secret: String = shown.split_whitespace().collect();
        desk.post("/desk/me/totp", &[("code", "12345")])
            .await
            .asks("动态口令不对");
        desk.post("/desk/me/totp", &[("code", &totp(&secret, now()))])
            .await
            .leads_to("/desk/me?done=totp");

        house.test.clock.advance(chrono::TimeDelta::seconds(60));
        let mut again = Browser::new(&house.router);
        let form = [
            ("account", "19900010002"),
            ("password", DEMO_PASSWORD),
            ("next", "/desk/me"),
        ];
        again
            .post("/desk/login", &form)
            .await
            .leads_to("/desk/login/second?next=%2Fdesk%2Fme");
        again.get("/desk/me").await.leads_to("/desk/login?next=%2Fdesk%2Fme");
        again
            .post("/desk/login/second", &[("code", "000000")])
            .await
            .asks("动态口令不对");
        let code = totp(&secret, now());
        let right = [("code", code.as_str()), ("next", "/desk/me")];
        again.post("/desk/login/second", &right).await.leads_to("/desk/me");
        let mut replay = Browser::new(&house.router);
        replay.post("/desk/login", &form).await;
        replay.post("/desk/login/second", &right).await.asks("已经用过");

        let account = house.staff("linxi-market", "LX20417").await;
        let mut manager = Browser::new(&house.router);
        manager.sign_in_staff("LX20102").await;
        let body = [("body", account.body.to_string())];
        let body = [("body", body[0].1.as_str())];
        let page = manager
            .post(&format!("/desk/organisation/{}/totp", account.id), &body)
            .await;
        assert_eq!(page.status, 303);
        again.get("/desk/me").await.leads_to("/desk/login?next=%2Fdesk%2Fme");
        desk.sign_in_staff("LX20417").await;
        assert_eq!(house.events(account.id).await, ["staff.totp_set", "staff.totp_removed"]);
    }
}

#[tokio::test]
async fn a_password_from_the_manager_must_be_changed_before_anything_else() {
    for house in houses().await {
        let manager = actor(&house, "linxi-market", "LX20102").await;
        let account = house.staff("linxi-market", "LX20417").await;
        let mut desk = Browser::new(&house.router);
        desk.sign_in_staff("LX20417").await;
        let first = house.identity.reset_password(&manager, account.id).await.unwrap();
        desk.get("/desk/me").await.leads_to("/desk/login?next=%2Fdesk%2Fme");
        let form = [("account", "shenzhiwei"), ("password", first.as_str())];
        desk.post("/desk/login", &form)
            .await
            .leads_to("/desk/login/password?next=");
        desk.get("/desk/me").await.leads_to("/desk/login?next=%2Fdesk%2Fme");
        let weak = [("password", "shenzhiwei1"), ("again", "shenzhiwei1")];
        desk.post("/desk/login/password", &weak)
            .await
            .asks("不要写自己的手机号");
        let own = [("password", "Green-Hills-7"), ("again", "Green-Hills-7")];
        desk.post("/desk/login/password", &own).await.leads_to("/desk");
        desk.get("/desk/me").await.shows("沈知微");
    }
}

#[tokio::test]
async fn a_stopped_account_ends_at_once() {
    for house in houses().await {
        let manager = actor(&house, "linxi-market", "LX20102").await;
        let account = house.staff("linxi-market", "LX20417").await;
        let mut desk = Browser::new(&house.router);
        desk.sign_in_staff("LX20417").await;
        house.identity.set_active(&manager, account.id, false).await.unwrap();
        desk.get("/desk/me").await.leads_to("/desk/login?next=%2Fdesk%2Fme");
        let form = [("account", "LX20417"), ("password", DEMO_PASSWORD)];
        desk.post("/desk/login", &form).await.asks("工号或密码不对");
    }
}
