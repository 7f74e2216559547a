//! `landsim schema`: by which editors complete and check scenario files.

use landsim::scenario::json_schema;

use super::ending::{Ending, print, tell};

/// What `landsim schema` is asked: nothing.
#[derive(Debug, clap::Args)]
pub(super) struct SchemaArguments;

/// Prints the schema of scenario files.
pub(super) fn run(_: &SchemaArguments) -> Ending {
    match json_schema::text() {
        Ok(text) => print(&text),
        Err(error) => {
            tell(format_args!("landsim: schema: {error}"));
            Ending::NotWritten
        }
    }
}
