//! The demo's second start and the memory it takes: the program itself, beside this one in the target folder.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::figure::Figure;

pub fn measure(folder: &Path) -> anyhow::Result<Vec<Figure>> {
    let program = std::env::current_exe()?.with_file_name("tongban");
    if !program.exists() {
        println!("The start is left out: cargo build --release -p tongban builds the program");
        return Ok(Vec::new());
    }
    let data = folder.join("demo");
    Demo::start(&program, &data)?.end()?;
    let begun = Instant::now();
    let demo = Demo::start(&program, &data)?;
    let started = begun.elapsed().as_secs_f64();
    std::thread::sleep(Duration::from_secs(5));
    let memory = demo.memory()?;
    demo.end()?;
    Ok(vec![
        Figure::at_most("second start of the demo", started, "s", 1.0).remark("until /ready answers, 40 cases"),
        Figure::at_most("memory after the start", memory, "MB", 150.0).remark("resident, after five seconds"),
    ])
}

/// A running demo.
struct Demo {
    child: Child,
}

impl Demo {
    /// Starts it and waits until it is ready.
    fn start(program: &PathBuf, data: &Path) -> anyhow::Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let child = Command::new(program)
            .args(["demo", "--cases", "40", "--listen", &address, "--data"])
            .arg(data)
            .env("RUST_LOG", "warn")
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("{} cannot be started", program.display()))?;
        let mut demo = Self { child };
        for _ in 0..30_000 {
            if ready(&address) {
                return Ok(demo);
            }
            anyhow::ensure!(demo.child.try_wait()?.is_none(), "the demo ended by itself");
            std::thread::sleep(Duration::from_millis(10));
        }
        demo.child.kill()?;
        anyhow::bail!("the demo did not get ready in five minutes")
    }

    /// Resident megabytes.
    fn memory(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|l| l.starts_with("VmRSS:")).context("no VmRSS")?;
        let kilobytes: f64 = line.split_whitespace().nth(1).context("no number")?.parse()?;
        Ok(kilobytes / 1024.0)
    }

    /// Asks it to stop, and waits.
    fn end(mut self) -> anyhow::Result<()> {
        Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()?;
        self.child.wait()?;
        Ok(())
    }
}

fn ready(address: &str) -> bool {
    use std::io::{Read as _, Write as _};
    let Ok(mut stream) = std::net::TcpStream::connect(address) else {
        return false;
    };
    let asked = "GET /ready HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n\r\n";
    let mut answer = String::new();
    stream.write_all(asked.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}
