//! Guides for people: versions, situations, fees, and whatever is typed into an address.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::Value;

use crate::house::{FOOD, FOOD_ITEM, MARKET, demo, food, houses, keeper, overlay};

#[tokio::test]
async fn the_address_of_a_guide_survives_every_version() {
    for house in houses().await {
        house.publish_food(8).await;
        house
            .get(&format!("/guide/{FOOD}"))
            .await
            .shows("<h1>食品经营许可（新办）</h1>")
            .shows("第1版");
        house.publish_food(5).await;
        let now = house.get(&format!("/guide/{FOOD}")).await;
        now.shows("第2版")
            .shows("5<small>个工作日")
            .shows(&format!("/apply/{FOOD}"));
        let old = house.get(&format!("/guide/{FOOD}?v=1")).await;
        old.shows("这是第1版，现在用的是第2版")
            .shows("8<small>个工作日")
            .hides("/apply/");
        assert_eq!(
            house.get(&format!("/guide/{FOOD}?v=3")).await.status,
            StatusCode::NOT_FOUND
        );
    }
}

#[tokio::test]
async fn a_handling_item_that_is_left_out_later_keeps_its_page() {
    for house in houses().await {
        house.publish_food(8).await;
        let replaced = FOOD.replace("00001", "00004");
        house.get(&format!("/guide/{replaced}")).await.shows("补");
        let mut less: Value = serde_json::from_str(&overlay("linxi")).unwrap();
        less["handling"].as_object_mut().unwrap().remove("04");
        house
            .catalogue
            .publish(&keeper(), &food(), &less.to_string(), "不再单独办理")
            .await
            .unwrap();
        let page = house.get(&format!("/guide/{replaced}")).await;
        assert_eq!(page.status, StatusCode::OK);
        page.shows("现在不再办理这一项").hides("/apply/");
    }
}

#[tokio::test]
async fn answers_make_the_list_personal_and_can_be_shared() {
    for house in houses().await {
        house.publish_food(8).await;
        let all = house.get(&format!("/guide/{FOOD}")).await;
        all.shows("先答").shows("最多要准备的材料");
        let mine = house
            .get(&format!("/guide/{FOOD}?q.only_prepackaged=no&q.trade=canteen"))
            .await;
        mine.shows("您的办理清单")
            .shows("集中用餐单位食堂")
            .shows("value=\"canteen\" checked");
        mine.shows(&format!("/apply/{FOOD}?q.only%5Fprepackaged=no&amp;q.trade=canteen"));
        let ends = house.get(&format!("/guide/{FOOD}?q.only_prepackaged=yes")).await;
        ends.shows("您的情况不用办这一项").hides("/apply/");
    }
}

#[tokio::test]
async fn a_suspended_item_says_since_when_and_why() {
    for house in houses().await {
        house.publish_food(8).await;
        let today = "2026-11-25".parse().unwrap();
        house
            .catalogue
            .suspend(&keeper(), MARKET, FOOD_ITEM, "机构调整<b>", today)
            .await
            .unwrap();
        let page = house.get(&format!("/guide/{FOOD}")).await;
        page.shows("从11月25日起暂停办理")
            .shows("机构调整&lt;b&gt;")
            .hides("/apply/")
            .hides("调整<b>");
        house
            .catalogue
            .resume(&keeper(), MARKET, FOOD_ITEM, "调整完成")
            .await
            .unwrap();
        house
            .get(&format!("/guide/{FOOD}"))
            .await
            .hides("暂停办理")
            .shows("/apply/");
        let later = "2026-12-01".parse().unwrap();
        house
            .catalogue
            .cancel(&keeper(), MARKET, FOOD_ITEM, "改由市局办理", later)
            .await
            .unwrap();
        house
            .get(&format!("/guide/{FOOD}"))
            .await
            .shows("12月1日起将取消")
            .shows("/apply/");
        house.test.clock.set("2026-12-01T04:00:00Z".parse().unwrap());
        house
            .get(&format!("/guide/{FOOD}"))
            .await
            .shows("从12月1日起取消")
            .hides("/apply/");
    }
}

#[tokio::test]
async fn another_county_sets_another_fee() {
    for house in demo().await {
        let shelf = house.catalogue.shelf().await.unwrap();
        let of = |region: &str| {
            let found = shelf.listings().iter().find(|one| {
                one.serves == region && one.item().basic_code == "000709015000" && one.handling().code == "03"
            });
            found.unwrap().code.clone()
        };
        house
            .get(&format!("/guide/{}", of("990122000000")))
            .await
            .shows(">0<small>元</small>");
        let wuchuan = of("990224000000");
        house
            .get(&format!("/guide/{wuchuan}"))
            .await
            .shows(">20<small>元</small>");
        let (handled, _) = house.catalogue.current(&wuchuan).await.unwrap().unwrap();
        assert_eq!(handled.params()["card_fee"], 2000);
    }
}

#[tokio::test]
async fn every_guide_of_the_demo_can_be_read() {
    let house = demo().await.remove(0);
    let shelf = house.catalogue.shelf().await.unwrap();
    let county = shelf.listings().iter().filter(|one| one.serves == "990122000000");
    let mut read = 0;
    for listing in county {
        for query in ["", "?all=1", "?agent=yes&who=legal"] {
            let page = house.get(&format!("/guide/{}{query}", listing.code)).await;
            assert_eq!(page.status, StatusCode::OK, "{}{query}", listing.code);
            page.hides("answers.")
                .hides("params.")
                .hides("null")
                .shows("依据和权利");
            assert!(
                page.text.len() < 200_000,
                "{}{query} has {} bytes",
                listing.code,
                page.text.len()
            );
        }
        read += 1;
    }
    assert!(read > 100, "{read}");
}

#[tokio::test]
async fn hostile_answers_do_no_harm() {
    for house in houses().await {
        house.publish_food(8).await;
        let long = "9".repeat(5000);
        for query in [
            "q.trade=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
            "q.area=1e999&q.area=NaN&q.sale_items=%00&q.sale_items=bulk",
            "q.trade=canteen&q.trade=sales&q.trade[]=x&who=%FF&agent=%E4",
            "q.only_prepackaged=__proto__&all=%22%3E%3Cimg%20src=x%3E",
            &format!("v=-1&q.area={long}"),
            "v=99999999999999999999",
            "&&&===&%zz",
        ] {
            let page = house.get(&format!("/guide/{FOOD}?{query}")).await;
            assert!(
                matches!(page.status, StatusCode::OK | StatusCode::NOT_FOUND),
                "{query}: {}",
                page.status
            );
            page.hides("<script>alert").hides("<img src").hides(&long);
        }
        for code in ["x", "%00", "..%2F..", &"9".repeat(33), &"一".repeat(11)] {
            assert_eq!(
                house.get(&format!("/guide/{code}")).await.status,
                StatusCode::NOT_FOUND,
                "{code}"
            );
        }
    }
}

#[tokio::test]
async fn a_package_cannot_put_markup_on_a_page() {
    for house in houses().await {
        let mut package: Value = serde_json::from_str(&food()).unwrap();
        package["item"]["summary"] = "<script>alert('x')</script>\"&".into();
        package["handling"][0]["faqs"][0]["q"] = "<img src=x onerror=alert(1)>".into();
        house
            .catalogue
            .publish(&keeper(), &package.to_string(), &overlay("linxi"), "试试")
            .await
            .unwrap();
        for path in [
            format!("/guide/{FOOD}"),
            "/search?q=%E9%A3%9F%E5%93%81".to_owned(),
            "/browse?all=1".to_owned(),
        ] {
            house
                .get(&path)
                .await
                .hides("<script>alert")
                .hides("<img src=x")
                .shows("食品经营许可");
        }
    }
}

#[tokio::test]
async fn a_page_is_kept_for_a_moment_and_never_longer_than_it_is_true() {
    for house in houses().await {
        house.publish_food(8).await;
        let path = format!("/guide/{FOOD}");
        let first = house.get(&path).await;
        first.shows("8<");
        assert_eq!(house.get(&path).await.text, first.text);
        // Who brings a cookie gets a page of their own, and leaves the kept one as it was.
        let large = Request::get(&path)
            .header(header::COOKIE, "large=1")
            .body(Body::empty());
        house.ask(large.unwrap()).await.shows("class=\"large");
        assert_eq!(house.get(&path).await.text, first.text);
        assert_ne!(house.get(&format!("{path}?all=1")).await.text, first.text);
        // A publication is seen at once.
        house.publish_food(5).await;
        house.get(&path).await.shows("5<");
        // And so is another day.
        house.test.clock.advance(chrono::TimeDelta::days(300));
        assert_ne!(
            house.get(&path).await.headers[header::ETAG],
            first.headers[header::ETAG]
        );
    }
}

#[tokio::test]
async fn a_page_that_did_not_change_is_not_sent_again() {
    for house in houses().await {
        house.publish_food(8).await;
        let path = format!("/guide/{FOOD}");
        let tag = house.get(&path).await.headers[header::ETAG].clone();
        let again = |tag| {
            Request::get(&path)
                .header(header::IF_NONE_MATCH, tag)
                .body(Body::empty())
                .unwrap()
        };
        assert_eq!(house.ask(again(tag.clone())).await.status, StatusCode::NOT_MODIFIED);
        house.publish_food(5).await;
        assert_eq!(house.ask(again(tag)).await.status, StatusCode::OK);
    }
}
