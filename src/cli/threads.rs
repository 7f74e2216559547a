//! Threads on which commands work, and the flag by which the user ends them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use landsim::store::folder::remove_pending;

use super::ending::{Ending, tell};

/// Most threads that are started where nothing says how many but the environment.
const MOST_THREADS: usize = 512;
/// The variable by which the environment says it.
const THREADS: &str = "RAYON_NUM_THREADS";

/// How many threads a pool has: as many as asked for, else as the environment says, but not
/// without end; 0: one for each processor.
#[expect(clippy::disallowed_methods, reason = "how many threads work changes no result")]
fn number(threads: Option<u16>) -> usize {
    let asked = threads.map(usize::from);
    asked.unwrap_or_else(|| {
        let set = std::env::var(THREADS).ok().and_then(|set| set.parse::<usize>().ok());
        set.unwrap_or(0).min(MOST_THREADS)
    })
}

/// Starts the threads on which commands work that do not ask for their own. Where the system has
/// none to give, the command's own thread does the work.
pub(super) fn start_threads() {
    let builder = || rayon::ThreadPoolBuilder::new().num_threads(number(None));
    // Tried first: what all share is made once, or never.
    let shared = match builder().build() {
        Ok(_) => builder(),
        Err(_) => builder().num_threads(1).use_current_thread(),
    };
    // There is one already only if this was called before.
    let _ = shared.build_global();
}

/// As many threads as asked for, else one for each processor; `None`, and said, when the system has
/// none to give.
pub(super) fn thread_pool(threads: Option<u16>) -> Option<rayon::ThreadPool> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(number(threads));
    builder
        .build()
        .inspect_err(|error| tell(format_args!("landsim: threads could not be started: {error}")))
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

/// Has a write that goes beyond the largest file the user may make (`ulimit -f`) fail like any
/// other, so that what was being prepared is cleared away; by itself the signal ends the process.
#[cfg(unix)]
fn outlive_too_large_files() {
    let noticed = Arc::new(AtomicBool::new(false));
    // Without it, the next run of the name clears what is left.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, noticed);
}

#[cfg(not(unix))]
fn outlive_too_large_files() {}

/// Has interrupts caught for whatever command runs.
#[expect(clippy::exit, reason = "the command that is interrupted does not ask")]
pub(super) fn watch_interrupts() {
    outlive_too_large_files();
    let caught = ctrlc::set_handler(|| {
        if INTERRUPTS.is_looked_at.load(Ordering::Relaxed) {
            INTERRUPTS.flag.store(true, Ordering::Relaxed);
        } else {
            remove_pending();
            tell("landsim: interrupted; nothing was written");
            std::process::exit(Ending::Interrupted as i32);
        }
    });
    if caught.is_err() {
        tell(
            "landsim: interrupts cannot be caught; an interrupted run may leave a hidden partial \
             folder",
        );
    }
}

/// A flag that an interrupt sets, for a command that looks at it.
pub(super) fn catch_interrupts() -> Arc<AtomicBool> {
    INTERRUPTS.is_looked_at.store(true, Ordering::Relaxed);
    Arc::clone(&INTERRUPTS.flag)
}
