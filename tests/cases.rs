//! Check 12.1: with nothing left to chance, every trial is the ledger an accountant writes by hand.
//!
//! Each case writes its ledger out month by month, in millions of yuan, before it asserts anything;
//! the scenario is the level market of `support/level.toml` with what the case says on top.

#![expect(clippy::expect_used, clippy::panic, reason = "a case that cannot be set up has failed")]
#![expect(clippy::unreadable_literal, reason = "amounts are written as in the ledgers beside them")]

#[path = "cases/application.rs"]
mod application;
#[path = "cases/buyback.rs"]
mod buyback;
#[path = "cases/default.rs"]
mod default;
#[path = "cases/delivery.rs"]
mod delivery;
#[path = "cases/figures.rs"]
mod figures;
#[path = "cases/finance.rs"]
mod finance;
#[path = "cases/ledger.rs"]
mod ledger;
#[path = "cases/part_years.rs"]
mod part_years;
#[path = "cases/plan_change.rs"]
mod plan_change;
#[path = "cases/planned.rs"]
mod planned;
#[path = "cases/policies.rs"]
mod policies;
#[path = "cases/projects.rs"]
mod projects;
#[path = "cases/reserve.rs"]
mod reserve;
#[path = "cases/sale.rs"]
mod sale;
#[path = "cases/shocks.rs"]
mod shocks;
#[path = "cases/state_applicants.rs"]
mod state_applicants;
#[path = "cases/state_buyer.rs"]
mod state_buyer;
#[path = "cases/stock_rule.rs"]
mod stock_rule;
mod support;
#[path = "cases/triggers.rs"]
mod triggers;
#[path = "cases/under_way.rs"]
mod under_way;
#[path = "cases/verdict.rs"]
mod verdict;
#[path = "cases/zone_speed.rs"]
mod zone_speed;
