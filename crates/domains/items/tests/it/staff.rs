//! Staff see their body's lists, check a package and publish it.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::house::{FOOD, FOOD_ITEM, House, MARKET, Page, demo, food, houses, overlay, with_limit};

const BOTH: &str = "items.see items.publish";

async fn upload(house: &House, cookie: &str, parts: &[(&str, &str)]) -> Page {
    let mut body = String::new();
    for (name, value) in parts {
        body.push_str(&format!(
            "--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    body.push_str("--x--\r\n");
    let request = Request::post("/desk/items/check")
        .header(header::COOKIE, cookie)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    house.ask(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_post_sees_its_own_body_and_no_other() {
    for house in demo().await {
        let cookie = house.staff("items.see").await;
        let page = house.get_as(&cookie, "/desk/items?body=all").await;
        page.shows("临溪市场监管局")
            .shows(FOOD)
            .shows("零跑动")
            .hides("11990224")
            .hides("/desk/items/standing/");
        let other = house.catalogue.shelf().await.unwrap();
        let other = other
            .listings()
            .iter()
            .find(|one| one.serves == "990224000000")
            .unwrap()
            .code
            .clone();
        let publisher = house.staff(BOTH).await;
        let hidden = house.get_as(&publisher, &format!("/desk/items/standing/{other}")).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        assert_eq!(
            house.get("/desk/items").await.status,
            StatusCode::SEE_OTHER,
            "sign in first"
        );
        assert_eq!(
            house
                .get_as(&cookie, &format!("/desk/items/standing/{FOOD}"))
                .await
                .status,
            StatusCode::FORBIDDEN
        );
    }
}

#[tokio::test]
async fn a_new_version_is_checked_compared_and_published() {
    for house in houses().await {
        let cookie = house.staff(BOTH).await;
        let (package, first, next) = (food(), overlay("linxi"), with_limit(&overlay("linxi"), 5));
        let checked = upload(&house, &cookie, &[("package", &package), ("overlay", &first)]).await;
        checked
            .shows("检查通过，可以发布")
            .shows("这是第一次发布")
            .shows("发布这一版");
        let forgotten = upload(
            &house,
            &cookie,
            &[("package", &package), ("overlay", &first), ("publish", "1")],
        )
        .await;
        assert_eq!(forgotten.status, StatusCode::UNPROCESSABLE_ENTITY);
        forgotten.shows("请写明为什么发布这一版").shows("食品经营许可");
        let parts = [
            ("package", &*package),
            ("overlay", &first),
            ("reason", "首次公布"),
            ("publish", "1"),
        ];
        upload(&house, &cookie, &parts).await.shows("已发布为第1版");
        upload(&house, &cookie, &parts).await.shows("完全一样，没有改动");
        let compared = upload(&house, &cookie, &[("package", &package), ("overlay", &next)]).await;
        compared
            .shows("和现行的第1版比，有1处不同")
            .shows("承诺期限")
            .shows("<ins>5个工作日</ins>");
        let slow = with_limit(&first, 30);
        let refused = upload(&house, &cookie, &[("package", &package), ("overlay", &slow)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused
            .shows("实施清单没有通过")
            .shows("/handling/01/promised_limit")
            .shows("只能缩短，不能延长");
        let reader = house.staff("items.see").await;
        let tried = upload(
            &house,
            &reader,
            &[
                ("package", &package),
                ("overlay", &next),
                ("reason", "x"),
                ("publish", "1"),
            ],
        )
        .await;
        assert_eq!(tried.status, StatusCode::FORBIDDEN);
        assert_eq!(house.catalogue.versions(MARKET, FOOD_ITEM).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn an_item_is_suspended_from_the_desk() {
    for house in houses().await {
        house.publish_food(8).await;
        let cookie = house.staff(BOTH).await;
        let path = format!("/desk/items/standing/{FOOD}");
        house.get_as(&cookie, &path).await.shows("暂停").hides("恢复办理");
        let send = |form: &'static str| {
            let request = Request::post(&path)
                .header(header::COOKIE, &cookie)
                .header("sec-fetch-site", "same-origin");
            request
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(form))
                .unwrap()
        };
        let wrong = house
            .ask(send("to=suspend&since-y=2026&since-m=11&since-d=1&reason="))
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        wrong.shows("有2处要改").shows("请填今天或以后的日期");
        let done = house
            .ask(send("to=suspend&since-y=2026&since-m=11&since-d=25&reason=upgrade"))
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        house
            .get(&format!("/guide/{FOOD}"))
            .await
            .shows("暂停办理")
            .shows("upgrade");
        house.get_as(&cookie, &path).await.shows("恢复办理");
    }
}
