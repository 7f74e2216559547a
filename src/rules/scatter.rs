//! How much of the scatter of costs and durations the plots of a district have in common.

/// Shares of the variance of a log that plots have in common: a delay that has its reason in the
/// district's offices delays all plots, one of a zone the plots there. What is left is each plot's
/// own, so the variance of one plot does not depend on the shares.
///
/// They hold for acquisition cost and duration, preparation cost and duration, start lag and
/// building time alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CommonScatter {
    /// Share that all plots of the district have in common, 0 to 0.5.
    pub district_share: f64,
    /// Share that the plots of a zone have in common beside it, 0 to 0.5.
    pub zone_share: f64,
    /// Months in which works that begin share the same; from block to block half of it stays.
    pub block_months: usize,
}

impl CommonScatter {
    /// Every plot by itself.
    pub const NONE: Self = Self { district_share: 0.0, zone_share: 0.0, block_months: 1 };
}
