//! Monte Carlo simulator of a city district's land reserve and land sale programme.

pub mod calendar;
pub mod catalogue;
pub mod finding;
pub mod model;
pub mod portfolio;
pub mod quantity;
pub mod scenario;
pub mod trial;
pub mod uncertainty;
