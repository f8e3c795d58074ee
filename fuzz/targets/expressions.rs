//! Expressions of item packages: whatever comes, they are read or refused, alike each time.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let read = items::expr::parse(text);
    assert_eq!(read.is_ok(), items::expr::parse(text).is_ok());
    if read.is_ok() {
        // Space around it changes nothing.
        assert!(items::expr::parse(&format!("  {text} ")).is_ok() || text.len() + 3 > items::expr::LONGEST);
    }
});
