//! What stands on disk: folders of results with their tables and manifests, written and read back.

pub mod book;
pub mod folder;
pub mod grid;
pub mod manifest;
pub mod recorded;
pub mod recorded_shard;
pub mod run_tables;
pub mod table_files;
pub mod write_error;
