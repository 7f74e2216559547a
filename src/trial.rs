//! One future of the programme, month by month.
//!
//! [`month`] is the heart: it says what happens in which order. Every other room holds one thing that can
//! happen to a plot, in the order of a plot's life: [`acquisition`](self), preparation, listing, auctions,
//! deals, receipts, default, works; then the close of the month and, at the end, figures. A
//! [`worker::Worker`] owns the buffers and runs one trial after another in them. Plots are not scanned every
//! month: each has at most one pending event and stands in the calendar under its month ([`event`]).

mod acquisition;
mod auctions;
pub mod close;
pub mod control_variates;
mod deals;
mod default;
mod draws;
pub mod event;
mod figures;
pub mod journal;
mod listing;
pub mod month;
mod opening;
mod policies;
mod preparation;
mod receipts;
pub mod record;
pub mod series;
mod state;
pub mod witness;
pub mod worker;
mod works;
