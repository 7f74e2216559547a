#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| readers::put_to("plot_table", bytes));
