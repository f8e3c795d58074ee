//! The real program in its own process, with the counterparts that it starts.

use std::fs::File;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

pub(crate) struct Server {
    child: Child,
    pub(crate) base: String,
    log: PathBuf,
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

impl Server {
    /// Starts it on a free port and waits until it answers. The first start makes the demo province without cases.
    pub(crate) async fn start(data: &Path, database: &str) -> Self {
        let port = free_port();
        let log = data.join(format!("{port}.log"));
        // A write beyond what may be written is an error to it, not its end.
        let child = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_tongban")])
            .args([
                "demo",
                "--cases",
                "0",
                "--listen",
                &format!("127.0.0.1:{port}"),
                "--database",
                database,
            ])
            .arg("--data")
            .arg(data)
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            // A file, as on many servers: on a full disk the log cannot be written either.
            .stderr(File::create(&log).unwrap())
            // Its counterparts are of the same group and die with it.
            .process_group(0)
            .spawn()
            .unwrap();
        let server = Self {
            child,
            base: format!("http://127.0.0.1:{port}"),
            log,
        };
        let http = reqwest::Client::new();
        for _ in 0..1200 {
            let asked = http.get(format!("{}/ready", server.base)).send().await;
            if asked.is_ok_and(|a| a.status() == 200) {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the server does not become ready");
    }

    /// How many bytes a file may have that it writes: as if the disk were full.
    pub(crate) fn may_write(&self, most: Option<u64>) {
        let most = most.map_or("unlimited".to_owned(), |most| most.to_string());
        let done = Command::new("prlimit")
            .args([format!("--pid={}", self.child.id()), format!("--fsize={most}:")])
            .status();
        assert!(done.unwrap().success(), "prlimit (util-linux)");
    }

    fn signal(&mut self, signal: &str, group: bool) {
        let target = format!("{}{}", if group { "-" } else { "" }, self.child.id());
        Command::new("kill").args([signal, "--", &target]).status().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGKILL: no chance to finish anything.
    pub(crate) fn kill(&mut self) {
        self.signal("-KILL", true);
    }

    /// In good order.
    pub(crate) fn stop(mut self) {
        self.signal("-TERM", false);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.kill();
        }
        if std::thread::panicking() {
            eprintln!("{}", std::fs::read_to_string(&self.log).unwrap_or_default());
        }
    }
}
