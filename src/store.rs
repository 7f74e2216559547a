//! What stands on disk: folders of results with their tables and manifests, written and read back.

pub mod aspect;
pub mod book;
pub mod csv_text;
pub mod file_names;
pub mod folder;
pub mod grid;
pub mod hold;
pub mod input;
pub mod kept_inputs;
pub mod live;
pub mod manifest;
mod ownership;
mod parquet_file;
pub mod recorded;
pub mod recorded_actuals;
pub mod recorded_plan;
pub mod recorded_project;
pub mod recorded_shard;
mod regular_file;
pub mod run_tables;
pub mod seal;
pub mod table_files;
pub mod whole_file;
pub mod write_error;
