//! Files of data that a section names: built into the program, or beside the file that names them.

use std::path::{Path, PathBuf};

use crate::digest::of_text;
use crate::reader::built_in;
use crate::reader::column::{self, BadFile};
use crate::reader::inside::{self, why_outside};
use crate::reader::parameter::DataFile;
use crate::reader::reading_log::{Files, Mode};

use super::Section;

impl Section<'_> {
    /// The text of a file of data, noted with its digest; where nothing is to be loaded it
    /// is empty.
    ///
    /// Names that begin with `builtin:` are compiled in; others are paths from the folder
    /// of the file that names them.
    ///
    /// # Errors
    /// When the file leads out of its folder, cannot be read or is larger than 16 MiB.
    pub fn data_file(&self, file: &str) -> Result<String, BadFile> {
        let Mode::Load { files } = &self.log.mode else { return Ok(String::new()) };
        let (Files::In(top) | Files::Kept(top, _)) = files;
        let folder = self.folder_of("file", top);
        // Files of one name in several folders are several files.
        let name =
            if folder == *top { file.to_owned() } else { folder.join(file).display().to_string() };
        let text = match (built_in::data_file(file), files) {
            (Some(text), _) => text.to_owned(),
            (None, Files::In(_)) => {
                if let Some(why) = why_outside(&folder, file) {
                    return Err(column::bad(why, inside::ACCEPTED));
                }
                let accepted =
                    format!("a CSV file beside the scenario, or {:?}", built_in::DATA_FILES[0].0);
                column::read_file(&folder.join(file), &accepted)?
            }
            (None, Files::Kept(_, texts)) => texts.get(&name).cloned().ok_or_else(|| {
                column::bad("no such file among the inputs kept", "an input kept with the run")
            })?,
        };
        let name = if file.starts_with(built_in::BEGINS) { file.to_owned() } else { name };
        let digest = of_text(&text);
        let noted = DataFile { file: name, digest, text: text.as_str().into() };
        self.log.data_files.borrow_mut().push(noted);
        Ok(text)
    }

    /// The path of a file that the section names and somebody else reads, from where the program
    /// runs; `None` where it is missing, or may not be read, which is noted. The name `built_in`
    /// stands as it is.
    pub fn file(&self, key: &'static str, built_in: &str) -> Option<PathBuf> {
        let name = self.optional_text(key)?;
        if name == built_in {
            return Some(PathBuf::from(name));
        }
        let Mode::Load { files } = &self.log.mode else { return None };
        // Whoever has kept the inputs knows these files, too.
        let Files::In(top) = files else { return Some(PathBuf::from(name)) };
        let folder = &self.folder_of(key, top);
        let refusal = if name.is_empty() {
            Some("no name")
        } else if name.starts_with("builtin:") {
            Some("nothing that is built in")
        } else {
            why_outside(folder, &name)
        };
        if let Some(why) = refusal {
            let accepted = format!("{}, or {built_in:?}", inside::ACCEPTED);
            self.find(key, format!("{why}: {name:?}"), accepted);
            return None;
        }
        Some(folder.join(name))
    }

    /// Folder of the file in which a key stands, `top` being that of the file that is read: a base
    /// in another folder names its files from there.
    fn folder_of(&self, key: &str, top: &Path) -> PathBuf {
        let place = self.table.and_then(|table| table.get(key)).map(|node| &node.place);
        let folder = place.and_then(|place| Path::new(&place.file).parent());
        folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(top).to_path_buf()
    }
}
