//! How a file of settings is read: every value with its place, unit and source, and
//! everything that is wrong with it at once, not only the first thing.
//!
//! A file goes through these rooms: [`document`] turns text into a tree of values that
//! remember their places and lays a file over the one it extends; [`section`] takes typed
//! values out of the tree; [`reading_log`] keeps what was read and what was found wrong;
//! [`accepted`] says which numbers a key takes, [`uncertain_number`] is one that is drawn;
//! [`mod@column`] reads the data files that a setting names. The same readers describe
//! themselves ([`key_kind`]), so that documentation cannot differ from what is accepted.
//!
//! What the keys of a scenario mean is not known here: that is the scenario's.
//!
//! # Why not serde's derive
//!
//! A derived deserializer stops at the first error and forgets places. A planner deserves
//! all findings at once, and the report needs each value's source.
//!
//! # Why stand-ins
//!
//! A reader that finds a value wrong notes it and goes on with the least accepted one, so
//! that the rest of the file is looked at, too. Nothing is ever made of a file with a
//! finding, so a stand-in is seen by nobody; rules between two keys are held only where
//! both were sound.

pub mod accepted;
pub mod built_in;
pub mod column;
pub mod document;
pub mod inside;
pub mod key_kind;
pub mod name;
pub mod odd_character;
pub mod office;
pub mod parameter;
pub mod reading_log;
pub mod section;
mod syntax;
pub mod tree;
pub mod uncertain_number;
