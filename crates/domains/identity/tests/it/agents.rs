//! 林见山 represents a restaurant company and lets 方晓宁 act for it.

use identity::{DEMO_PASSWORD, Verb};
use kernel::Id;

use crate::browser::Browser;
use crate::house::{TestHouse, houses};

const REPRESENTATIVE: &str = "19900003017";
const AGENT: [(&str, &str); 3] = [
    ("name", "方晓宁"),
    ("number", "990122 19960214 0267"),
    ("phone", "199 0000 0108"),
];

async fn company(house: &TestHouse) -> Id {
    let found = house
        .identity
        .find_subject_by_credit_code("91990122MA7K3QF277")
        .await
        .unwrap();
    found.unwrap().id
}

fn form<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    AGENT.iter().chain(more).copied().collect()
}

#[tokio::test]
async fn an_agent_acts_for_the_company_until_the_representative_takes_it_back() {
    for house in houses().await {
        let company = company(&house).await;
        let (mut boss, mut agent) = (Browser::new(&house.router), Browser::new(&house.router));
        boss.sign_in(REPRESENTATIVE).await;
        let path = format!("/my/agents/{company}");
        let page = boss
            .post(
                &path,
                &form(&[("until-y", "2026"), ("until-m", "11"), ("until-d", "24")]),
            )
            .await;
        page.asks("请至少选一项");
        let past = [
            ("until-y", "2026"),
            ("until-m", "11"),
            ("until-d", "24"),
            ("may", "apply"),
        ];
        boss.post(&path, &form(&past))
            .await
            .asks("到期日要在今天以后")
            .shows("方晓宁");
        let until = [
            ("until-y", "2026"),
            ("until-m", "12"),
            ("until-d", "1"),
            ("may", "apply"),
            ("may", "collect"),
        ];
        boss.post(&path, &form(&until)).await.leads_to("/my/agents");
        boss.get("/my/agents").await.shows("方晓宁").shows("申请、领结果");

        let person = house.person("990122199602140267").await.id;
        let may = |verb| house.identity.may_act_for(person, company, verb);
        assert!(may(Verb::Apply).await.unwrap());
        assert!(!may(Verb::Supplement).await.unwrap());

        agent.sign_in("19900000108").await;
        agent
            .post("/my/agents/act", &[("organisation", &company.to_string())])
            .await
            .leads_to("/my/agents");
        agent.get("/api/v1/me").await.shows("临溪县山月记餐饮管理有限公司");

        // The session is gone: who signs in to go on, goes on for the company; who begins anew, begins as themself.
        let sign_in = async |next: &str| {
            let mut anew = Browser::new(&house.router);
            let form = [("account", "19900000108"), ("password", DEMO_PASSWORD), ("next", next)];
            anew.post("/login", &form).await;
            anew.get("/api/v1/me").await
        };
        sign_in("/my/drafts").await.shows("临溪县山月记餐饮管理有限公司");
        sign_in("/login/done").await.shows("临溪县山月记餐饮管理有限公司");
        sign_in("/").await.hides("山月记");

        let agents = house.identity.agents_of(company).await.unwrap();
        let appointment = agents.iter().find(|a| a.person == person).unwrap().id;
        boss.post(&format!("/my/agents/{appointment}/revoke"), &[])
            .await
            .leads_to("/my/agents");
        agent.get("/api/v1/me").await.shows("方晓宁").hides("山月记");
        assert!(!may(Verb::Apply).await.unwrap());
        let page = agent
            .post("/my/agents/act", &[("organisation", &company.to_string())])
            .await;
        assert_eq!(page.status, 404);
        assert_eq!(house.events(company).await, ["agent.appointed", "agent.revoked"]);
    }
}

#[tokio::test]
async fn an_appointment_ends_after_its_last_day_in_china() {
    for house in houses().await {
        let company = company(&house).await;
        let person = house.person("990122199508160448").await.id;
        let may = || house.identity.may_act_for(person, company, Verb::Apply);
        let day = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        house.test.clock.set(day("2026-12-31T15:59:00Z"));
        assert!(may().await.unwrap());
        house.test.clock.set(day("2026-12-31T16:00:00Z"));
        assert!(!may().await.unwrap());
    }
}

#[tokio::test]
async fn nobody_appoints_for_a_company_of_somebody_else() {
    for house in houses().await {
        let company = company(&house).await;
        let mut stranger = Browser::new(&house.router);
        stranger.sign_in("19900006627").await;
        let until = [
            ("until-y", "2026"),
            ("until-m", "12"),
            ("until-d", "1"),
            ("may", "apply"),
        ];
        let page = stranger.post(&format!("/my/agents/{company}"), &form(&until)).await;
        assert_eq!(page.status, 404);
        let theirs = house.identity.agents_of(company).await.unwrap()[0].id;
        let page = stranger.post(&format!("/my/agents/{theirs}/revoke"), &[]).await;
        assert_eq!(page.status, 404);
        assert_eq!(house.identity.agents_of(company).await.unwrap().len(), 1);
    }
}
