//! What holds in every trial of every scenario: books that balance, land that is conserved, prices
//! within their bounds, figures that are sums of series.
//!
//! Scenarios and portfolios are drawn with fixed seeds; a failure prints what was drawn.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a law that cannot be put to the test has failed"
)]

#[path = "laws/books.rs"]
mod books;
#[path = "laws/deals.rs"]
mod deals;
#[path = "laws/drawn.rs"]
mod drawn;
#[path = "laws/figures.rs"]
mod figures;
#[path = "laws/land.rs"]
mod land;
#[path = "laws/signs.rs"]
mod signs;
#[expect(dead_code, reason = "hand ledgers use more of it than laws do")]
mod support;
