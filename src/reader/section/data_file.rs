//! Files of data that a section names: built into the program, or beside the file that names them.

use std::path::PathBuf;

use crate::digest::sha256;
use crate::reader::built_in;
use crate::reader::column::{self, BadFile};
use crate::reader::inside::{self, why_outside};
use crate::reader::parameter::DataFile;
use crate::reader::reading_log::Mode;

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
        let Mode::Load { folder } = &self.log.mode else { return Ok(String::new()) };
        let text = if let Some(text) = built_in::data_file(file) {
            text.to_owned()
        } else if let Some(why) = why_outside(folder, file) {
            return Err(column::bad(why, inside::ACCEPTED));
        } else {
            let accepted =
                format!("a CSV file beside the scenario, or {:?}", built_in::DATA_FILES[0].0);
            column::read_file(&folder.join(file), &accepted)?
        };
        let digest = sha256(text.as_bytes());
        self.log.data_files.borrow_mut().push(DataFile { file: file.to_owned(), digest });
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
        let Mode::Load { folder } = &self.log.mode else { return None };
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
}
