//! What an implementation plan says of special bond projects, without any market: cash flow by
//! year, cover of principal and interest, stress, and by how much income may fall.
//!
//! It is the calculation that an office signs and an accountant evaluates (项目收益与融资自求平衡
//! 专项评价), so incomes, dates and costs are taken as they are stated. What a market makes of them
//! is another question, which [`odds`] answers beside it.
//!
//! - [`projects`]: projects of the rows of an implementation plan;
//! - [`change`]: what a line of the stress table changes of a plan;
//! - [`cover`]: the ratio and its parts;
//! - [`cash_flow`]: the account month by month, and the table of the debt system by year;
//! - [`stress`]: the lines of the table, and how far income may fall;
//! - [`odds`]: how likely each line is in simulated futures;
//! - [`plan_case`]: the case of an implementation plan in the land market of today.

pub mod cash_flow;
pub mod change;
pub mod cover;
pub mod odds;
pub mod plan_case;
pub mod projects;
pub mod stress;
