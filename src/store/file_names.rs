//! Names of files and folders within a folder of results.

/// The manifest; a folder without it was not written by this program.
pub const MANIFEST: &str = "manifest.json";
/// The folder of the inputs that are kept with a run.
pub const INPUTS: &str = "inputs";
