//! Threads on which commands work, and the flag by which the user ends them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ending::say;

/// As many threads as asked for, else one for each processor; `None`, and said, when the system has
/// none to give.
pub(super) fn thread_pool(threads: Option<u16>) -> Option<rayon::ThreadPool> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.map_or(0, usize::from));
    builder
        .build()
        .inspect_err(|error| say(format_args!("landsim: threads could not be started: {error}")))
        .ok()
}

/// A flag that an interrupt sets.
pub(super) fn catch_interrupts() -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    if ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).is_err() {
        say("landsim: interrupts cannot be caught; an interrupted run may leave a hidden partial \
             folder");
    }
    interrupted
}
