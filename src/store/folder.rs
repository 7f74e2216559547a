//! Writes a run's folder whole or not at all.
//!
//! Files are written into a hidden folder beside the target, flushed to disk, and the folder takes
//! the target's name in one step; an old folder of that name is exchanged and removed afterwards.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::tables::table::Table;

use super::csv_text::CsvFiles;
use super::file_names::MANIFEST;
use super::hold::Hold;
use super::live::{self, LOCK, PARTIAL};
use super::manifest::Manifest;
use super::ownership::{is_run, stranger};
use super::table_files::{TableFiles, WrittenFiles};
use super::write_error::{WriteError, failed};

/// Random signs in the name of a folder that is being prepared.
const SIGNS: usize = 10;
/// How often a folder is begun anew that somebody takes for abandoned before it is held.
const TRIES: usize = 100;

/// A folder being prepared; dropping it unfinished leaves nothing behind.
#[derive(Debug)]
pub struct PendingFolder {
    target: PathBuf,
    hidden: PathBuf,
    csv_files: CsvFiles,
    /// Keeps others from taking it for abandoned.
    _hold: Hold,
}

impl PendingFolder {
    /// Begins the folder `id` under `out`, so that an unwritable place is known before the work.
    ///
    /// # Errors
    /// When the place cannot be written to, or holds a folder of that name that is not a run's.
    pub fn begin(out: &Path, id: &str) -> Result<Self, WriteError> {
        let target = out.join(id);
        free(&target)?;
        fs::create_dir_all(out).map_err(|error| failed(out, "creating the folder", &error))?;
        let (hidden, hold) = prepare(out, id)?;
        clear_abandoned(out, id, &hidden);
        Ok(Self { target, hidden, csv_files: CsvFiles::default(), _hold: hold })
    }

    /// The same folder, whose tables are written as CSV so.
    #[must_use]
    pub fn with_csv(self, csv_files: CsvFiles) -> Self {
        let mut folder = self;
        folder.csv_files = csv_files;
        folder
    }

    /// Writes tables and manifest and gives the folder its name.
    ///
    /// # Errors
    /// When anything cannot be written; the old folder is untouched then.
    pub fn finish(self, tables: &[Table], manifest: Manifest) -> Result<PathBuf, WriteError> {
        self.finish_with(tables, Vec::new(), manifest)
    }

    /// The same when some tables were written into [`Self::path`] before.
    ///
    /// # Errors
    /// As [`Self::finish`].
    pub fn finish_with(
        self,
        tables: &[Table],
        written_before: Vec<WrittenFiles>,
        mut manifest: Manifest,
    ) -> Result<PathBuf, WriteError> {
        let write = |table| TableFiles::begin(&self.hidden, table, self.csv_files)?.end();
        let written: Vec<WrittenFiles> =
            tables.par_iter().map(write).collect::<Result<_, WriteError>>()?;
        let mut paths: Vec<PathBuf> = Vec::new();
        for files in written.into_iter().chain(written_before) {
            manifest.tables.push(files.table);
            paths.extend(files.paths);
        }
        self.take(paths, &manifest)
    }

    /// Writes files by their names within the folder, and the manifest beside them, and gives the
    /// folder its name.
    ///
    /// # Errors
    /// As [`Self::finish`].
    pub fn finish_files(
        self,
        files: &[(String, Vec<u8>)],
        manifest: &Manifest,
    ) -> Result<PathBuf, WriteError> {
        let mut paths = Vec::new();
        for (name, bytes) in files {
            paths.push(self.write(name, bytes)?);
        }
        self.take(paths, manifest)
    }

    /// Writes a file by its name within the folder.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, WriteError> {
        let path = self.hidden.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .map_err(|error| failed(folder, "creating the folder", &error))?;
        }
        fs::write(&path, bytes).map_err(|error| failed(&path, "writing", &error))?;
        Ok(path)
    }

    fn take(self, mut paths: Vec<PathBuf>, manifest: &Manifest) -> Result<PathBuf, WriteError> {
        for input in manifest.kept_inputs.iter().filter(|input| !input.bytes.is_empty()) {
            paths.push(self.write(&input.kept, &input.bytes)?);
        }
        let path = self.hidden.join(MANIFEST);
        let text = manifest.to_json().map_err(|error| failed(&path, "writing", &error))?;
        fs::write(&path, text).map_err(|error| failed(&path, "writing", &error))?;
        paths.push(path);
        sync_files(&paths)?;
        sync_folder(&self.hidden)?;
        // Who reads the old results reads them to the end.
        let read = Hold::to_replace(&self.target);
        let _read = match read.and_then(|read| free(&self.target).map(|()| read)) {
            Ok(read) => read,
            Err(error) => return Err(self.set_beside(&error)),
        };
        take_name(&self.hidden, &self.target)?;
        if let Some(parent) = self.target.parent() {
            sync_folder(parent)?;
        }
        Ok(self.target.clone())
    }

    /// Gives finished results another name, when somebody has put something into their place while
    /// they were made: neither is lost.
    fn set_beside(&self, error: &WriteError) -> WriteError {
        let name = self.target.file_name().unwrap_or_default().to_string_lossy();
        let hidden = self.hidden.file_name().unwrap_or_default().to_string_lossy();
        let signs = hidden.strip_suffix(PARTIAL).and_then(|rest| rest.rsplit('.').next());
        let beside = format!("{name}.beside-{}", signs.unwrap_or_default());
        let beside = self.target.with_file_name(beside);
        let kept = match fs::rename(&self.hidden, &beside) {
            Ok(()) => format!("; the results are in {}", beside.display()),
            Err(_) => String::new(),
        };
        failed(&self.target, "taking the name", &format!("{error}{kept}"))
    }

    /// How its tables are written as CSV.
    pub fn csv_files(&self) -> CsvFiles {
        self.csv_files
    }

    /// The folder in which files are prepared.
    pub fn path(&self) -> &Path {
        &self.hidden
    }
}

/// Makes the hidden folder in which `id` is prepared, and beside it the file by which it is held.
fn prepare(out: &Path, id: &str) -> Result<(PathBuf, Hold), WriteError> {
    let unmade = |error: &dyn std::fmt::Display| failed(out, "creating a folder in it", &error);
    let beginning = live::beginning(id);
    let mut new = tempfile::Builder::new();
    new.prefix(&beginning).suffix(LOCK).rand_bytes(SIGNS);
    for _ in 0..TRIES {
        // An interrupt clears what is on the list: made and noted at once.
        let mut pending = pending();
        let lock = new.tempfile_in(out).map_err(|error| unmade(&error))?.into_temp_path();
        let lock = lock.keep().map_err(|error| unmade(&error))?;
        let hidden = live::of_lock(&lock);
        pending.push(hidden.clone());
        drop(pending);
        let Some(hold) = Hold::of_new(&lock) else { continue };
        fs::create_dir(&hidden).map_err(|error| {
            remove(&hidden);
            unmade(&error)
        })?;
        return Ok((hidden, hold));
    }
    Err(unmade(&"files that somebody takes away at once"))
}

/// Removes a hidden folder, and the file by which it is held, if it is there. What cannot be
/// removed does no harm.
fn remove(hidden: &Path) {
    let _ = fs::remove_dir_all(hidden);
    let _ = fs::remove_file(live::lock_of(hidden));
    pending().retain(|folder| folder != hidden);
}

/// Removes hidden folders of `id` that killed processes left; what cannot be told apart stays.
fn clear_abandoned(out: &Path, id: &str, new: &Path) {
    for entry in fs::read_dir(out).into_iter().flatten().flatten() {
        let path = entry.path();
        if let Some(_hold) = live::abandoned(&path, id, new) {
            let _ = fs::remove_dir_all(live::of_lock(&path));
            let _ = fs::remove_file(live::lock_of(&path));
        }
    }
}

/// Whether a name may be taken by a folder of results.
///
/// # Errors
/// When something stands there that is not this program's.
fn free(target: &Path) -> Result<(), WriteError> {
    // A link that leads nowhere has the name, too.
    if fs::symlink_metadata(target).is_err() {
        return Ok(());
    }
    if !is_run(target) {
        let cause = "something that is not a run's folder, without a manifest.json of this program";
        return Err(failed(target, "taking the name", &cause));
    }
    match stranger(target) {
        None => Ok(()),
        Some(stranger) => {
            let cause = "something that this program did not write and that would be lost, in a \
                         folder of results";
            Err(failed(&stranger, "replacing the folder", &cause))
        }
    }
}

impl Drop for PendingFolder {
    fn drop(&mut self) {
        // After an exchange the hidden folder holds the old run; either way nobody needs it, and a
        // failure to remove it must not hide what came before.
        remove(&self.hidden);
    }
}

/// Folders that this process is preparing.
static PENDING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn pending() -> MutexGuard<'static, Vec<PathBuf>> {
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes what this process is preparing, before it ends in the middle of it.
pub fn remove_pending() {
    let folders = std::mem::take(&mut *pending());
    for folder in &folders {
        remove(folder);
    }
}

/// Flushes files to disk, all at once: the disk is waited for, not the processor, and flushes that
/// meet are done together. Where the system has no thread to give, one after the other.
fn sync_files(paths: &[PathBuf]) -> Result<(), WriteError> {
    let sync = |path: &PathBuf| {
        let file = File::open(path).map_err(|error| failed(path, "flushing", &error))?;
        file.sync_all().map_err(|error| failed(path, "flushing", &error))
    };
    std::thread::scope(|scope| {
        let begin = |path| {
            let thread = std::thread::Builder::new().spawn_scoped(scope, move || sync(path));
            (path, thread)
        };
        let waiting: Vec<_> = paths.iter().map(begin).collect();
        let ended_early =
            |path: &PathBuf| Err(failed(path, "flushing", &"a thread that ended early"));
        waiting.into_iter().try_for_each(|(path, thread)| match thread {
            Ok(thread) => thread.join().unwrap_or_else(|_| ended_early(path)),
            Err(_) => sync(path),
        })
    })
}

fn sync_folder(path: &Path) -> Result<(), WriteError> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| failed(path, "flushing the folder", &error))
}

/// Gives `hidden` the name `target`; where a folder has it, the two change names at once.
fn take_name(hidden: &Path, target: &Path) -> Result<(), WriteError> {
    if target.exists() {
        exchange(hidden, target)
    } else {
        fs::rename(hidden, target).map_err(|error| failed(target, "naming the folder", &error))
    }
}

#[cfg(target_os = "linux")]
fn exchange(hidden: &Path, target: &Path) -> Result<(), WriteError> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, hidden, CWD, target, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => replace(hidden, target),
        Err(error) => Err(failed(target, "replacing the folder", &error)),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(hidden: &Path, target: &Path) -> Result<(), WriteError> {
    replace(hidden, target)
}

/// Where the file system cannot exchange names: the old folder steps aside first.
fn replace(hidden: &Path, target: &Path) -> Result<(), WriteError> {
    let aside = hidden.with_extension("old");
    fs::rename(target, &aside)
        .map_err(|error| failed(target, "setting the old folder aside", &error))?;
    fs::rename(hidden, target).map_err(|error| failed(target, "naming the folder", &error))?;
    fs::remove_dir_all(&aside).map_err(|error| failed(&aside, "removing the old folder", &error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::manifest::Circumstances;
    use crate::study::Study;

    fn manifest() -> Manifest {
        let circumstances = Circumstances {
            started_unix_seconds: 0,
            simulation_seconds: 0.0,
            threads: 1,
            platform: String::new(),
        };
        Manifest::new(Study::baseline().unwrap().case(), 1, 1, circumstances)
    }

    /// What somebody puts into a folder while its results are made is as safe as what was there.
    #[test]
    fn what_comes_while_results_are_made_is_not_lost_and_neither_are_they() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path();
        PendingFolder::begin(out, "run").unwrap().finish(&[], manifest()).unwrap();
        let pending = PendingFolder::begin(out, "run").unwrap();
        fs::write(out.join("run/notes.md"), "mine").unwrap();
        let error = pending.finish(&[], manifest()).unwrap_err().to_string();
        assert!(error.contains("notes.md") && error.contains("the results are in "), "{error}");
        assert_eq!(fs::read_to_string(out.join("run/notes.md")).unwrap(), "mine");
        let names = fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path());
        let beside: Vec<_> =
            names.filter(|path| path.to_string_lossy().contains("run.beside-")).collect();
        assert!(beside.len() == 1 && beside[0].join(MANIFEST).exists(), "{beside:?}");
        // And a folder of somebody's that was not there when the work began.
        let pending = PendingFolder::begin(out, "other").unwrap();
        fs::create_dir(out.join("other")).unwrap();
        fs::write(out.join("other/mine.txt"), "mine").unwrap();
        assert!(pending.finish(&[], manifest()).is_err());
        assert_eq!(fs::read_to_string(out.join("other/mine.txt")).unwrap(), "mine");
    }

    /// An empty manifest is what a full disk leaves; it makes nothing else ours.
    #[test]
    fn an_empty_manifest_makes_no_file_ours() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("run");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(MANIFEST), "").unwrap();
        fs::write(folder.join("trials.csv"), "").unwrap();
        assert!(PendingFolder::begin(place.path(), "run").is_ok());
        fs::write(folder.join(".DS_Store"), "nobody's").unwrap();
        assert!(PendingFolder::begin(place.path(), "run").is_ok());
        fs::write(folder.join("thesis.docx"), "mine").unwrap();
        assert!(PendingFolder::begin(place.path(), "run").is_err());
    }
}
