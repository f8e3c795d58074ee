//! A form that is sent when nobody is signed in any more.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::browser::Browser;
use crate::house::{TestHouse, houses};

const FORM: &str = "organisation=%E5%B0%8F%E6%BB%A1&note=%3Cb%3E";

/// What a browser with those headers is answered: the status, where it leads, and the page.
async fn sent(house: &TestHouse, path: &str, body: &str, headers: &[(&str, &str)]) -> (StatusCode, String, String) {
    let mut request = Request::post(path).header(header::HOST, "yun.example");
    request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let (parts, body) = house.router.clone().oneshot(request).await.unwrap().into_parts();
    let to = parts
        .headers
        .get(header::LOCATION)
        .map(|v| v.to_str().unwrap().to_owned());
    let text = body.collect().await.unwrap().to_bytes();
    (
        parts.status,
        to.unwrap_or_default(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[tokio::test]
async fn what_was_typed_stands_on_the_page_that_asks_to_sign_in_and_is_sent_from_there() {
    for house in houses().await {
        for (path, door) in [("/my/agents/act", "/login"), ("/desk/post", "/desk/login")] {
            let mut gone = Browser::new(&house.router);
            let page = gone.post(path, &[("organisation", "小满"), ("note", "<b>")]).await;
            assert_eq!(page.status, StatusCode::UNAUTHORIZED);
            page.shows("登录已过期")
                .shows(&format!("action=\"{path}\""))
                .shows("<input type=\"hidden\" name=\"organisation\" value=\"小满\">")
                .shows("<input type=\"hidden\" name=\"note\" value=\"&lt;b&gt;\">")
                .shows(&format!("href=\"{door}?next={door}/done\""));
            gone.get(&format!("{door}/done"))
                .await
                .leads_to(&format!("{door}?next={door}/done"));
        }
        let mut back = Browser::new(&house.router);
        back.sign_in_staff("LX20102").await;
        back.get("/desk/login?next=/desk/login/done")
            .await
            .leads_to("/desk/login/done");
        back.get("/desk/login/done").await.shows("回到刚才那一页");
    }
}

#[tokio::test]
async fn what_another_site_sent_is_not_kept_nor_is_a_password() {
    for house in houses().await {
        let elsewhere = [("sec-fetch-site", "cross-site")];
        let (status, to, page) = sent(&house, "/my/agents/act", FORM, &elsewhere).await;
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/login?next=%2F"));
        assert!(page.is_empty());

        let own = [
            ("sec-fetch-site", "same-origin"),
            ("referer", "https://yun.example/my/security"),
        ];
        let secret = "current=Old-2026&password=New-2026&again=New-2026";
        let (status, to, page) = sent(&house, "/my/security/password", secret, &own).await;
        assert_eq!(
            (status, to.as_str()),
            (StatusCode::SEE_OTHER, "/login?next=%2Fmy%2Fsecurity")
        );
        assert!(page.is_empty());

        let script = [("sec-fetch-site", "same-origin"), ("x-autosave", "1")];
        let (status, _, page) = sent(&house, "/my/agents/act", FORM, &script).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert!(!page.contains("小满"));
    }
}
