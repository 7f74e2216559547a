//! Monte Carlo simulator of a city district's land reserve and land sale programme (土地储备与出让).
//!
//! ```text
//!  scenarios/*.toml ─▶ reader ─▶ scenario ─▶ rules ─┐
//!                                                   ├─▶ case ─┐
//!  seeds/plots/*.csv ────────────────▶ portfolio ───┘         │   can fail: findings
//!                                                             │
//!        ┌────────────────────────────────────────────────────┘
//!        └─▶ model ─▶ trial ─▶ ensemble                           cannot fail
//!                                 │
//!                                 └─▶ tables ─▶ store ─▶ report   can fail: disk
//! ```
//!
//! Rooms from the ground up; each names only those above it in this list.
//! `docs/architecture.md` is the map of what happens where.
//!
//! - [`calendar`], [`digest`], [`finding`], [`quantity`]: months, digests, what is wrong with an
//!   input, numbers;
//! - [`catalogue`]: figures, series, plot fields and uses of land with unit, names and meaning;
//! - [`wording`]: texts in both languages, words, and numbers in an office's units;
//! - [`uncertainty`]: addressed random words and the one way from them to variates;
//! - [`valuation`]: present values and internal rates of return;
//! - [`reader`]: how a file of settings is read, with every finding at its place;
//! - [`portfolio`]: plots, the plan they are meant to meet, their reconciliation and the generator;
//! - [`rules`]: what is in force, in plain values, and what a policy's instrument changes of it;
//! - [`model`]: the district compiled, one module for each part of the programme;
//! - [`trial`]: one future, month by month: [`trial::month`] is its heart;
//! - [`scenario`]: what may happen and by which rules, complete and valid once it exists;
//! - [`case`]: a scenario and plots that fit together, and the models made of them;
//! - [`ensemble`]: many futures, in parallel and in order;
//! - [`study`]: the library's front door: a case in memory, changed by keys, run and read;
//! - [`evaluation`]: implementation plans of special bond projects, as they are stated;
//! - `calibration`, [`selftest`], [`targets`]: parameters from data, closed forms, what figures
//!   are held against;
//! - `tables`, `store`, `report`: tables of results, folders written whole and read back, what
//!   people see.
//!
//! # Features
//!
//! Everything up to [`study`] is there without any feature: no table library, spreadsheet,
//! template or argument parser is built. `calibration`, `tables` (with `store`) and `reports` bring
//! the rooms of their names, `cli` the command; the default is all of them.
//!
//! # Invariants
//!
//! - Dependencies point down this list's way only; [`model`] does not know how a scenario is
//!   written, [`scenario`] does not know how a model runs.
//! - Between loading and writing nothing fails: [`model::Model::new`],
//!   [`trial::worker::Worker::run`] and [`ensemble::Ensemble::run`] return values, not `Result`s.
//! - Results are a function of scenario, portfolio, seed and number of trials. Only
//!   [`uncertainty`] makes random words; sums run in a fixed order; elementary functions are the
//!   project's own.
//! - Only `store` knows how tables stand on disk; only the binary prints or reads the clock.
//!
//! # Example
//!
//! ```
//! use landsim::catalogue::figure::Figure;
//! use landsim::case::Case;
//! use landsim::{portfolio, scenario::Scenario, trial::worker::Worker};
//!
//! let (name, text) = portfolio::generate::shipped();
//! let case = Case::new(Scenario::baseline()?, portfolio::file::parse(name, text)?)?;
//! let model = case.model(1);
//! let mut worker = Worker::new(&model);
//! let trial = worker.run(8123);
//! assert!(trial.figure(Figure::ReservedPlots) <= 58.0);
//! # Ok::<(), landsim::finding::Rejected>(())
//! ```

pub mod calendar;
pub mod digest;
pub mod finding;
pub mod quantity;

mod keyed;

pub mod catalogue;
pub mod wording;

pub mod uncertainty;
pub mod valuation;

pub mod reader;

pub mod portfolio;
pub mod rules;

pub mod model;
pub mod trial;

pub mod scenario;

pub mod case;
pub mod ensemble;
pub mod study;

pub mod evaluation;

#[cfg(feature = "calibration")]
pub mod calibration;
pub mod selftest;
pub mod targets;

#[cfg(feature = "tables")]
pub mod tables;

#[cfg(feature = "tables")]
pub mod store;

#[cfg(feature = "reports")]
pub mod report;
