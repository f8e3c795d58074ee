//! Front page, search, browsing, regions, the calculator.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::house::{FOOD, House, demo, encode};

async fn in_region(house: &House, region: &str, path: &str) -> crate::house::Page {
    let request = Request::get(path).header(header::COOKIE, format!("region={region}"));
    house.ask(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn people_find_things_in_their_own_words() {
    for house in demo().await {
        let page = house.get(&format!("/search?q={}", encode("开饭店要什么证"))).await;
        let best = page.text.split("最合适的办法").nth(1).unwrap();
        let first = best.split("/guide/").nth(1).unwrap();
        assert!(first.starts_with(FOOD), "{}", &first[..40]);
        let typo = house.get(&format!("/search?q={}", encode("开饭电要什么证"))).await;
        typo.shows("仍要搜索").shows(FOOD);
        let nothing = house.get(&format!("/search?q={}&exact=1", encode("魑魅魍魉"))).await;
        assert_eq!(nothing.status, StatusCode::OK);
        nothing.shows("tel:12345").shows("打12345问人");
        let suggestions = house
            .get(&format!("/search/suggest?q={}", encode("食品经营")))
            .await
            .json();
        assert!(
            suggestions
                .as_array()
                .unwrap()
                .iter()
                .any(|one| one["href"].as_str().unwrap().contains("/guide/"))
        );
    }
}

#[tokio::test]
async fn filters_and_pages_of_a_search_hold() {
    for house in demo().await {
        let instant = house
            .get(&format!("/search?q={}&d=instant&o=natural", encode("证")))
            .await;
        instant.shows("value=\"instant\" checked").shows("当场");
        let first = house.get("/search?q=").await;
        let next = first
            .text
            .split("rel=\"next\"")
            .next()
            .unwrap()
            .rsplit("href=\"")
            .next()
            .unwrap();
        let next = next.split('"').next().unwrap().replace("&amp;", "&");
        let second = house.get(&next).await;
        second.shows("第11–20条");
        assert_eq!(
            house
                .get("/search?q=%FF%00&from=99999999999&r=x&t=%3C&b=%22")
                .await
                .status,
            StatusCode::OK
        );
    }
}

#[tokio::test]
async fn browsing_shows_each_handling_item_once() {
    for house in demo().await {
        house.get("/browse").await.shows("生孩子、养孩子").shows("市场监管");
        let mut seen = Vec::new();
        let mut path = "/browse?all=1".to_owned();
        loop {
            let page = house.get(&path).await;
            let codes = page
                .text
                .split("<li class=\"result")
                .skip(1)
                .map(|part| part.split("/guide/").nth(1).unwrap()[..33].to_owned());
            seen.extend(codes);
            let Some(head) = page.text.split_once("rel=\"next\"").map(|(head, _)| head) else {
                break;
            };
            path = head
                .rsplit("href=\"")
                .next()
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .replace("&amp;", "&");
        }
        let count = seen.len();
        let whole = house.catalogue.shelf().await.unwrap();
        let chain = ["990122000000", "990100000000", "990000000000"].map(str::to_owned);
        assert_eq!(count, whole.serving(&chain).filter(|one| one.for_people()).count());
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), count, "none twice");
    }
}

#[tokio::test]
async fn the_front_page_speaks_for_the_chosen_region() {
    for house in demo().await {
        let home = house.get("/").await;
        home.shows("您想办什么事？")
            .shows(FOOD)
            .shows("临溪县政务服务中心今天9:00到17:00开门")
            .shows("action=\"/track\"");
        let chosen = house.get("/region?to=990224000000").await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER);
        assert!(
            chosen.headers[header::SET_COOKIE]
                .to_str()
                .unwrap()
                .contains("region=990224000000")
        );
        let wuchuan = in_region(&house, "990224000000", "/").await;
        wuchuan.shows("雁回市雾川县").hides(FOOD);
        in_region(&house, "<script>", "/").await.shows(FOOD);
        house
            .get("/region")
            .await
            .shows("现在是澄州市临溪县")
            .shows("/region?to=990224000000");
    }
}

#[tokio::test]
async fn the_calculator_explains_its_date() {
    let house = demo().await.remove(0);
    let page = house.get("/calc?date=2026-09-28&n=5&unit=working_day").await;
    page.shows("国庆").shows("10月10日").shows("<table class=\"days\"");
    let next_year = house.get("/calc?date=2026-12-28&n=20&unit=working_day").await;
    next_year.shows("2027年的放假安排还没有公布").shows("大约是");
    let wrong = house.get("/calc?date-y=2026&date-m=2&date-d=30&n=x").await;
    wrong.shows("有2处要改").shows("没有这一天").shows("请填0到");
}
