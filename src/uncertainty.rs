//! What chance is made of: addressed random words, one path from uniform to normal, and the
//! elementary functions every result passes through.
//!
//! # Why addresses and not a generator handed around
//!
//! A variate that depends on how many were drawn before it changes when anything else in the model
//! changes. Here every variate has an address (seed, entity, trial, counter, purpose), so adding a
//! plot, reordering a file or running trials on other threads moves nothing else, and two
//! scenarios with one seed face the same luck.
//!
//! # Where is what
//!
//! - [`stream`]: addresses and their words; `chacha` makes the words of many addresses at
//!   once;
//! - [`normal`], [`distribution`], [`severity`], [`bidder_count`]: from a uniform to a
//!   variate, all by inversion; `incomplete` has the functions behind gamma and beta;
//! - [`correlation`]: uniforms that go together; [`sampling`], [`sobol`]: trials that do;
//! - [`elementary`], [`lanes`]: exponentials, logarithms, and formulas over registers, the
//!   same bits on every machine.

pub mod bidder_count;
mod chacha;
pub mod correlation;
pub mod distribution;
pub mod draw_tables;
pub mod elementary;
mod incomplete;
pub mod lanes;
pub mod normal;
pub mod sampling;
pub mod severity;
pub mod sobol;
pub mod stream;
