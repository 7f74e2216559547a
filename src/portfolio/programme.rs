//! What the plots of one programme sum to, as the plan publishes totals of it.

use crate::portfolio::plot::Plot;
use crate::quantity::SQUARE_METRES_PER_HECTARE;

/// Totals over the plots of one programme.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Programme {
    /// Number of plots.
    pub plots: f64,
    /// Land (m²).
    pub land_m2: f64,
    /// Buildable floor area of all uses (m²).
    pub gfa_m2: f64,
    /// Its commercial and office part (m²).
    pub gfa_commercial_office_m2: f64,
    /// Its part of affordable housing (m²).
    pub gfa_affordable_m2: f64,
    /// Households to resettle.
    pub households: f64,
    /// Floor area of old buildings to demolish (m²).
    pub demolished_gfa_m2: f64,
}

impl Programme {
    /// Totals over the plots that belong.
    pub fn of(plots: &[Plot], belongs: impl Fn(&Plot) -> bool) -> Self {
        let mut total = Self::default();
        for plot in plots.iter().filter(|plot| belongs(plot)) {
            total.plots += 1.0;
            total.land_m2 += plot.land_m2;
            total.gfa_m2 += plot.gfa_m2();
            total.gfa_commercial_office_m2 += plot.gfa_commercial_office_m2;
            total.gfa_affordable_m2 += plot.gfa_affordable_m2;
            total.households += f64::from(plot.households);
            total.demolished_gfa_m2 += plot.demolished_gfa_m2;
        }
        total
    }

    /// Land in hectares, the plan's unit.
    pub fn land_ha(&self) -> f64 {
        self.land_m2 / SQUARE_METRES_PER_HECTARE
    }
}
