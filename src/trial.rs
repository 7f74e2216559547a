//! One future of the programme, month by month.
//!
//! [`month`] is the heart: it says what happens in which order. Every other room holds one
//! thing that can happen to a plot, in the order of a plot's life, then the close of the
//! month and, at the end, figures:
//!
//! | file | what happens |
//! | --- | --- |
//! | `opening` | shocks and market are drawn, every plot stands where it stood |
//! | `policies` | policies with a trigger look at the month before |
//! | `acquisition`, `preparation` | a plot is acquired, cleared, prepared: net land |
//! | `listing`, `auctions`, `deals` | it is listed, offered, dealt |
//! | `receipts`, `default` | its price comes in and is divided, or the buyer stops paying |
//! | `works` | it is built on, stands idle, is taken back |
//! | [`close`] | the books of the month |
//! | `relive` | months that were seen are lived through once more |
//! | `figures` | what the trial comes to |
//!
//! A [`worker::Worker`] owns the buffers and runs one trial after another in them; each
//! room adds to it what it does. Plots are not scanned every month: each has at most one
//! pending event and stands in the calendar under its month ([`event`]). Whoever wants to
//! know more than the [`record`] keeps watches as a [`witness`].
//!
//! # Why nothing fails here
//!
//! Whatever could be wrong with an input was said when it was read; a trial is a function
//! of model and number and returns a [`record::Trial`]. Months, money and floor area beyond
//! the horizon are not seen: what is posted there is dropped.

mod acquisition;
mod application;
mod auctions;
mod buyback;
mod buyback_state;
mod buyer_default;
pub mod close;
pub mod control_variates;
mod deals;
mod draws;
pub mod event;
mod figures;
pub mod journal;
mod listing;
mod maybe_month;
pub mod month;
mod opening;
mod policies;
mod preparation;
mod project_figures;
mod project_gaps;
mod project_items;
pub mod project_state;
mod project_totals;
mod projects;
mod receipts;
mod receivables;
pub mod record;
mod relive;
mod seeking;
pub mod series;
pub mod shortfall;
pub mod standing;
mod state;
mod steps;
mod stock_rule;
mod stock_rule_state;
mod substitution;
mod targets;
mod truth;
mod verdict;
pub mod witness;
pub mod worker;
mod works;
