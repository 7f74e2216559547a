//! What chance is made of: addressed random words, one path from uniform to normal, and the
//! elementary functions every result passes through.
//!
//! # Why addresses and not a generator handed around
//!
//! A variate that depends on how many were drawn before it changes when anything else in the model
//! changes. Here every variate has an address (seed, entity, trial, counter, purpose), so adding a
//! plot, reordering a file or running trials on other threads moves nothing else, and two
//! scenarios with one seed face the same luck.

pub mod bidder_count;
mod chacha;
pub mod correlation;
pub mod distribution;
pub mod elementary;
mod incomplete;
pub mod lanes;
pub mod normal;
pub mod sampling;
pub mod severity;
pub mod sobol;
pub mod stream;
