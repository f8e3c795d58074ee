//! Clients that mean no good, or know no better: what they send is refused in words, and nobody else waits for them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tongban::house;

/// A served house with nothing in it.
struct Served {
    address: SocketAddr,
    _folder: tempfile::TempDir,
}

impl Served {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rooms = super::empty_house(folder.path()).await;
        let router = house::router(&rooms, Arc::new(String::new));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self {
            address,
            _folder: folder,
        }
    }

    /// Sends bytes as they are; answers the status and what was said.
    async fn send(&self, bytes: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        // The server may refuse before everything is sent.
        stream.write_all(bytes).await.ok();
        let mut answer = Vec::new();
        let reading = stream.read_to_end(&mut answer);
        tokio::time::timeout(Duration::from_secs(90), reading)
            .await
            .expect("an answer")
            .ok();
        let text = String::from_utf8_lossy(&answer).into_owned();
        let status = text.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        (status, text)
    }

    async fn get(&self, path: &str) -> (u16, String) {
        self.send(format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes())
            .await
    }

    async fn post(&self, path: &str, kind: &str, body: &[u8]) -> (u16, String) {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.send(&[head.as_bytes(), body].concat()).await
    }

    async fn is_well(&self) {
        assert_eq!(self.get("/health").await.0, 200);
        assert_eq!(self.get("/").await.0, 200);
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_much_or_makes_no_sense_is_refused_in_words() {
    let served = Served::new().await;
    let fields = "field=1&".repeat(50_000);
    let query = "q=1&".repeat(20_000);
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let evaluate = "/api/v1/items/11990122MB0L21871M400013101000001/evaluate";
    let big = vec![b'a'; 3 * 1024 * 1024];
    let marked = "<script>alert(1)</script>";
    let tried = [
        (
            "a header of a megabyte",
            served
                .send(format!("GET / HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "a".repeat(1_000_000)).as_bytes())
                .await,
        ),
        (
            "no HTTP",
            served
                .send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n")
                .await,
        ),
        ("a path that is no UTF-8", served.get("/guide/%FF%FE").await),
        ("a path with a nought", served.get("/guide/a%00b").await),
        (
            "a path that climbs",
            served.get("/assets/..%2f..%2f..%2fetc/passwd").await,
        ),
        (
            "a very long path",
            served.get(&format!("/guide/{}", "x".repeat(60_000))).await,
        ),
        (
            "twenty thousand parameters",
            served.get(&format!("/search?{query}")).await,
        ),
        (
            "a search of a hundred thousand characters",
            served.get(&format!("/search?q={}", "%E5%8A%9E".repeat(6_000))).await,
        ),
        (
            "fifty thousand fields",
            served.post("/track", FORM, fields.as_bytes()).await,
        ),
        (
            "a form that is no UTF-8",
            served.post("/track", FORM, b"number=%FF%FE&code=\xff\xfe").await,
        ),
        ("a form of three megabytes", served.post("/track", FORM, &big).await),
        (
            "a form of another kind",
            served.post("/track", "text/plain", b"number=1").await,
        ),
        (
            "parts without a border",
            served.post("/track", "multipart/form-data", b"--x").await,
        ),
        (
            "JSON of a hundred thousand floors",
            served.post(evaluate, "application/json", deep.as_bytes()).await,
        ),
        (
            "a number without end",
            served
                .post(
                    evaluate,
                    "application/json",
                    format!("{{\"form\":{{\"a\":1{}}}}}", "0".repeat(400_000)).as_bytes(),
                )
                .await,
        ),
        (
            "no number",
            served
                .post(evaluate, "application/json", b"{\"form\":{\"a\":NaN}}")
                .await,
        ),
        (
            "a key twice",
            served
                .post(evaluate, "application/json", b"{\"form\":{},\"form\":{}}")
                .await,
        ),
        (
            "half a letter",
            served
                .post(evaluate, "application/json", b"{\"form\":{\"a\":\"\\ud800\"}}")
                .await,
        ),
        (
            "markup",
            served
                .post("/track", FORM, format!("number={marked}&code={marked}").as_bytes())
                .await,
        ),
    ];
    for (what, (status, said)) in &tried {
        assert!((200..500).contains(status), "{what}: {status} {said}");
        assert!(!said.contains(marked), "{what} comes back as it was sent");
        println!("{what}: {status}");
    }
    let status = |what: &str| {
        tried
            .iter()
            .find(|(name, _)| *name == what)
            .map(|(_, (status, _))| *status)
    };
    assert_eq!(status("a form of three megabytes"), Some(413));
    assert_eq!(
        status("JSON of a hundred thousand floors"),
        Some(404),
        "there is no such item; and nothing broke"
    );
    for (what, (status, said)) in tried
        .iter()
        .filter(|(_, (status, _))| matches!(status, 400 | 413 | 415 | 422))
    {
        let chinese = said.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(chinese || said.ends_with("\r\n\r\n"), "{what}: {status} says {said}");
    }
    served.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_never_end_keep_nobody_waiting() {
    let served = Served::new().await;
    let mut held = Vec::new();
    for n in 0..200 {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        let begun = match n % 4 {
            0 => String::new(),
            1 => "GET / HTTP/1.1\r\nhost: x\r\nx-slow: ".to_owned(),
            2 => "POST /track HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nnumber=".to_owned(),
            _ => {
                "POST /api/v1/token HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabcde\r\n".to_owned()
            }
        };
        stream.write_all(begun.as_bytes()).await.unwrap();
        held.push(stream);
    }
    // They go on, a byte at a time, while others are served.
    for _ in 0..20 {
        for stream in held.iter_mut().skip(1).step_by(4) {
            stream.write_all(b"a").await.unwrap();
        }
        served.is_well().await;
    }
    // Whoever goes away in the middle leaves nothing behind.
    drop(held);
    served.is_well().await;
}
