//! The clock of a command: when it began and how long it took, for manifests alone.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use landsim::store::manifest::Circumstances;

/// When something began, and how long ago.
pub(super) struct Clock {
    started_unix_seconds: u64,
    since: Instant,
}

impl Clock {
    /// A clock that starts now.
    pub(super) fn start() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        Self { started_unix_seconds: now.map_or(0, |since| since.as_secs()), since: Instant::now() }
    }

    /// The circumstances of what was simulated since, on the threads of the pool it is asked in.
    pub(super) fn circumstances(&self) -> Circumstances {
        Circumstances {
            started_unix_seconds: self.started_unix_seconds,
            simulation_seconds: self.since.elapsed().as_secs_f64(),
            threads: rayon::current_num_threads(),
            platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        }
    }
}
