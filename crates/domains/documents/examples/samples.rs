//! Writes one paper of each kind into a folder and says how long each took:
//! `cargo run --release -p documents --example samples -- target/papers`

use std::path::PathBuf;
use std::time::{Duration, Instant};

use documents::typeset::Typesetter;

#[path = "../tests/it/samples.rs"]
mod samples;

const ROUNDS: u32 = 20;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "target/papers".into()));
    std::fs::create_dir_all(&folder)?;
    let start = Instant::now();
    let typesetter = Typesetter::new();
    println!("{:20} {:>8.1} ms", "typesetter", milliseconds(start.elapsed()));
    for (template, data) in samples::all() {
        let start = Instant::now();
        let pdf = samples::typeset(&typesetter, template, &data).map_err(std::io::Error::other)?;
        let cold = start.elapsed();
        let start = Instant::now();
        for round in 0..ROUNDS {
            // Another number each time, so that nothing but the template is remembered.
            let text = data.to_string().replace("000037", &format!("{round:06}"));
            let other = serde_json::from_str(&text).map_err(std::io::Error::other)?;
            samples::typeset(&typesetter, template, &other).map_err(std::io::Error::other)?;
        }
        let warm = start.elapsed() / ROUNDS;
        println!(
            "{:20} {:>8.1} ms first, {:>6.1} ms warm, {} pages, {} KB",
            template.name(),
            milliseconds(cold),
            milliseconds(warm),
            pdf.pages,
            pdf.bytes.len() / 1024
        );
        std::fs::write(folder.join(format!("{}.pdf", template.name())), &pdf.bytes)?;
    }
    Ok(())
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
