//! Threads on which commands work, and the flag by which the user ends them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use landsim::store::folder::remove_pending;

use super::ending::{Ending, say};

/// As many threads as asked for, else one for each processor; `None`, and said, when the system has
/// none to give.
pub(super) fn thread_pool(threads: Option<u16>) -> Option<rayon::ThreadPool> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.map_or(0, usize::from));
    builder
        .build()
        .inspect_err(|error| say(format_args!("landsim: threads could not be started: {error}")))
        .ok()
}

/// What an interrupt does: it sets the flag of a command that looks at it, and ends any other, with
/// nothing left of what it was preparing.
struct Interrupts {
    flag: Arc<AtomicBool>,
    /// Whether the command looks at the flag.
    is_looked_at: AtomicBool,
}

/// The interrupts of the program.
static INTERRUPTS: LazyLock<Interrupts> = LazyLock::new(|| Interrupts {
    flag: Arc::new(AtomicBool::new(false)),
    is_looked_at: AtomicBool::new(false),
});

/// Has interrupts caught for whatever command runs.
#[expect(clippy::exit, reason = "the command that is interrupted does not ask")]
pub(super) fn watch_interrupts() {
    let caught = ctrlc::set_handler(|| {
        if INTERRUPTS.is_looked_at.load(Ordering::Relaxed) {
            INTERRUPTS.flag.store(true, Ordering::Relaxed);
        } else {
            remove_pending();
            say("landsim: interrupted; nothing was written");
            std::process::exit(Ending::Interrupted as i32);
        }
    });
    if caught.is_err() {
        say("landsim: interrupts cannot be caught; an interrupted run may leave a hidden partial \
             folder");
    }
}

/// A flag that an interrupt sets, for a command that looks at it.
pub(super) fn catch_interrupts() -> Arc<AtomicBool> {
    INTERRUPTS.is_looked_at.store(true, Ordering::Relaxed);
    Arc::clone(&INTERRUPTS.flag)
}
