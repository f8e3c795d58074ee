//! What a file is: any bytes under any name are told apart or refused in words, and never take long.
#![no_main]

use cases::files;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &[u8])| {
    let (name, content) = input;
    if let Err(problem) = files::sniff(name, content, &files::ALL, files::MOST_MB) {
        assert_eq!(problem.code, "file_refused");
        assert!(!problem.title.is_empty());
    }
});
