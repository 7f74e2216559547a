//! Holds: who reads results keeps them from being exchanged, who prepares a folder keeps it from
//! being taken for abandoned, who keeps parts of a run keeps others from them.
//!
//! A hold is an advisory lock on a file that is there anyway, or on one of this name alone; the
//! system lets go of it when a process ends, however it ends, and shared file systems tell other
//! machines of it. Where there are no locks nothing is held and nobody waits.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use super::file_names::MANIFEST;
use super::regular_file;
use super::write_error::{WriteError, failed};

/// Name of the file by which a folder of parts is held.
const LOCK: &str = ".lock";
/// How often it is looked whether results that somebody reads are read no more: for a minute.
const LOOKS: usize = 3_000;
/// Time between two looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);
/// How often what is to be held may be exchanged while it is opened, before it is held no more.
const TRIES: usize = 100;

/// A hold on a folder, until it is dropped.
#[derive(Debug)]
pub struct Hold {
    file: Option<File>,
}

/// Whether a hold was to be had.
enum Tried {
    /// It is held, or nothing can be held there.
    Held(Hold),
    /// Somebody else holds it.
    Taken,
}

impl Hold {
    /// Nothing is held.
    const NONE: Self = Self { file: None };

    /// Holds a folder of results while it is read: what stands there under this name stays until
    /// the hold is dropped. With others who read it.
    pub fn to_read(folder: &Path) -> Self {
        let path = folder.join(MANIFEST);
        for _ in 0..TRIES {
            let Ok(file) = regular_file::open(&path) else { return Self::NONE };
            if file.lock_shared().is_err() {
                return Self::NONE;
            }
            // The folder may have been exchanged between the two.
            if is_at(&file, &path) {
                return Self { file: Some(file) };
            }
        }
        Self::NONE
    }

    /// Holds a folder of results alone, to replace it, once nobody reads it any more.
    ///
    /// # Errors
    /// When somebody reads it for a minute.
    pub(super) fn to_replace(folder: &Path) -> Result<Self, WriteError> {
        let path = folder.join(MANIFEST);
        for _ in 0..LOOKS {
            if let Tried::Held(hold) = try_alone(&path) {
                return Ok(hold);
            }
            sleep(BETWEEN_LOOKS);
        }
        let cause = "results that another command has been reading for a minute";
        Err(failed(folder, "replacing the folder", &cause))
    }

    /// Holds a new file that says that somebody works; `None` where somebody who took it for
    /// abandoned was quicker.
    pub(super) fn of_new(file: &Path) -> Option<Self> {
        match try_alone(file) {
            Tried::Held(hold) => (file.exists() && hold.is_of(file)).then_some(hold),
            Tried::Taken => None,
        }
    }

    /// A hold on a file under which nobody works any more, or of which nothing tells; `None` while
    /// somebody works.
    pub(super) fn of_abandoned(file: &Path) -> Option<Self> {
        match try_alone(file) {
            Tried::Held(hold) => Some(hold),
            Tried::Taken => None,
        }
    }

    /// Whether anything is held.
    pub(super) fn is_held(&self) -> bool {
        self.file.is_some()
    }

    /// Holds the folder in which a run keeps its parts; made if it is not there.
    ///
    /// # Errors
    /// When another run keeps its parts there, or it cannot be made.
    pub fn of_parts(folder: &Path) -> Result<Self, WriteError> {
        let path = folder.join(LOCK);
        for _ in 0..TRIES {
            fs::create_dir_all(folder)
                .map_err(|error| failed(folder, "creating the folder", &error))?;
            match File::create_new(&path) {
                Err(error) if !path.exists() => {
                    return Err(failed(&path, "creating", &error));
                }
                _ => {}
            }
            match try_alone(&path) {
                Tried::Taken => {
                    let cause = "the parts of another run of the same name that goes on";
                    return Err(failed(folder, "keeping parts", &cause));
                }
                // Else the other run ended, and its parts went, between the two.
                Tried::Held(hold) if hold.is_of(&path) => return Ok(hold),
                Tried::Held(_) => {}
            }
        }
        Ok(Self::NONE)
    }

    /// Holds the folder in which an earlier run has left parts; `None` where there is none, or
    /// another run uses it.
    pub fn of_left_parts(folder: &Path) -> Option<Self> {
        match try_alone(&folder.join(LOCK)) {
            Tried::Held(hold) => folder.is_dir().then_some(hold),
            Tried::Taken => None,
        }
    }

    /// Whether what is held is what stands there; nothing that is held is anything.
    fn is_of(&self, path: &Path) -> bool {
        self.file.as_ref().is_none_or(|file| is_at(file, path))
    }
}

/// Holds a file alone, if nobody else does. Some file systems ask for leave to write.
fn try_alone(path: &Path) -> Tried {
    if !fs::metadata(path).is_ok_and(|metadata| metadata.is_file()) {
        return Tried::Held(Hold::NONE);
    }
    let Ok(file) = OpenOptions::new().read(true).write(true).open(path) else {
        return Tried::Held(Hold::NONE);
    };
    match file.try_lock() {
        Ok(()) => Tried::Held(Hold { file: Some(file) }),
        Err(TryLockError::WouldBlock) => Tried::Taken,
        Err(TryLockError::Error(_)) => Tried::Held(Hold::NONE),
    }
}

/// Whether an opened file is the one that stands at a path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let (opened, there) = (file.metadata().map(place), fs::metadata(path).map(place));
    opened.is_ok_and(|opened| there.is_ok_and(|there| there == opened))
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_reads_is_waited_for_and_what_was_exchanged_is_not_held() {
        let place = tempfile::tempdir().unwrap();
        let [run, other] = ["run", "other"].map(|name| place.path().join(name));
        for folder in [&run, &other] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join(MANIFEST), "").unwrap();
        }
        let (first, second) = (Hold::to_read(&run), Hold::to_read(&run));
        let is_taken = || matches!(try_alone(&run.join(MANIFEST)), Tried::Taken);
        assert!(is_taken());
        drop(first);
        assert!(is_taken());
        let waits = std::thread::spawn({
            let run = run.clone();
            move || Hold::to_replace(&run).map(|_| ())
        });
        sleep(BETWEEN_LOOKS * 5);
        assert!(!waits.is_finished(), "replaced while it is read");
        drop(second);
        waits.join().unwrap().unwrap();
        // What was opened before an exchange is not what has the name after it.
        let old = File::open(run.join(MANIFEST)).unwrap();
        fs::remove_dir_all(&run).unwrap();
        fs::rename(&other, &run).unwrap();
        assert!(!is_at(&old, &run.join(MANIFEST)));
        assert!(Hold::to_read(&run).is_of(&run.join(MANIFEST)));
    }

    #[test]
    fn parts_are_kept_by_one_run_at_a_time() {
        let place = tempfile::tempdir().unwrap();
        let parts = place.path().join(".run.parts");
        let hold = Hold::of_parts(&parts).unwrap();
        let refused = Hold::of_parts(&parts).unwrap_err().to_string();
        assert!(refused.contains("another run of the same name"), "{refused}");
        assert!(Hold::of_left_parts(&parts).is_none());
        drop(hold);
        assert!(Hold::of_left_parts(&parts).is_some());
        assert!(Hold::of_parts(&parts).is_ok());
    }

    #[test]
    fn work_is_abandoned_when_nobody_holds_its_file() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("work.lock");
        assert!(!Hold::of_abandoned(&file).unwrap().is_held(), "nothing tells");
        fs::write(&file, "").unwrap();
        let hold = Hold::of_new(&file).unwrap();
        assert!(Hold::of_abandoned(&file).is_none());
        drop(hold);
        assert!(Hold::of_abandoned(&file).unwrap().is_held());
    }
}
