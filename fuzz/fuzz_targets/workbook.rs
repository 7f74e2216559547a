#![no_main]

use std::sync::Once;

/// The fuzzer ends at every panic, also at those of the workbooks' parser that the reader catches.
static UNHOOK: Once = Once::new();

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    UNHOOK.call_once(|| drop(std::panic::take_hook()));
    readers::put_to("workbook", bytes);
});
