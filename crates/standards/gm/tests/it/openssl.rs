//! Both directions with the openssl program, where there is one (tried with 3.0).

use std::path::Path;
use std::process::{Command, Output};

use gm::sm2::{Ciphertext, DEFAULT_ID, DerSignature, PrivateKey, PublicKey};

use crate::Source;

const MESSAGE: &[u8] = "准予行政许可决定书".as_bytes();
const IDENTITY: &str = "distid:1234567812345678";

fn openssl(folder: &Path, arguments: &[&str]) -> std::io::Result<Output> {
    Command::new("openssl").args(arguments).current_dir(folder).output()
}

fn succeeds(folder: &Path, arguments: &[&str]) {
    let output = openssl(folder, arguments).unwrap();
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Whether there is a program that knows SM2; says so if not.
fn found(folder: &Path) -> bool {
    let known = openssl(folder, &["genpkey", "-algorithm", "SM2", "-out", "theirs.pem"])
        .is_ok_and(|output| output.status.success());
    if !known {
        eprintln!("skipped: no openssl program that knows SM2");
    }
    known
}

#[test]
fn openssl_verifies_what_we_sign_and_decrypts_what_we_encrypt() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    if !found(folder) {
        return;
    }
    let source = &mut Source::seeded(7);
    let key = PrivateKey::generate(source);
    let write = |name: &str, data: &[u8]| std::fs::write(folder.join(name), data).unwrap();
    write("ours.pem", key.to_pem().as_bytes());
    write("public.pem", key.public_key().to_pem().as_bytes());
    write("m", MESSAGE);
    write("s", key.sign(DEFAULT_ID, MESSAGE, source).unwrap().to_der().as_bytes());
    write(
        "c",
        &key.public_key().encrypt(MESSAGE, source).unwrap().to_der().unwrap(),
    );

    succeeds(
        folder,
        &[
            "dgst",
            "-sm3",
            "-verify",
            "public.pem",
            "-sigopt",
            IDENTITY,
            "-signature",
            "s",
            "m",
        ],
    );
    succeeds(
        folder,
        &["pkeyutl", "-decrypt", "-inkey", "ours.pem", "-in", "c", "-out", "d"],
    );
    assert_eq!(std::fs::read(folder.join("d")).unwrap(), MESSAGE);
}

#[test]
fn we_verify_what_openssl_signs_and_decrypt_what_it_encrypts() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    if !found(folder) {
        return;
    }
    std::fs::write(folder.join("m"), MESSAGE).unwrap();
    succeeds(folder, &["pkey", "-in", "theirs.pem", "-pubout", "-out", "public.pem"]);
    succeeds(
        folder,
        &[
            "dgst",
            "-sm3",
            "-sign",
            "theirs.pem",
            "-sigopt",
            IDENTITY,
            "-out",
            "s",
            "m",
        ],
    );
    succeeds(
        folder,
        &[
            "pkeyutl",
            "-encrypt",
            "-pubin",
            "-inkey",
            "public.pem",
            "-in",
            "m",
            "-out",
            "c",
        ],
    );

    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let text = |name: &str| String::from_utf8(read(name)).unwrap();
    let (private, public) = (
        PrivateKey::from_pem(&text("theirs.pem")).unwrap(),
        PublicKey::from_pem(&text("public.pem")).unwrap(),
    );
    assert_eq!(private.public_key(), &public);
    let signature = DerSignature::parse(&read("s")).unwrap();
    assert_eq!(public.verify(DEFAULT_ID, MESSAGE, signature.signature()), Ok(()));
    assert_eq!(
        *private.decrypt(&Ciphertext::from_der(&read("c")).unwrap()).unwrap(),
        MESSAGE
    );
}
