//! Monte Carlo simulator of a city district's land reserve and land sale programme.

pub mod calendar;
pub mod catalogue;
pub mod ensemble;
pub mod finding;
pub mod model;
pub mod portfolio;
pub mod quantity;
pub mod report;
pub mod scenario;
pub mod tables;
pub mod targets;
pub mod trial;
pub mod uncertainty;
