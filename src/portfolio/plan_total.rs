//! What a plan may state in total: land, plots, floor area, households.

use crate::keyed::keyed;

keyed! {
    /// What a plan may state in total, by its key in the file.
    Total,
    /// One value for each total.
    ByTotal:
    /// Plots whose acquisition starts in the period.
    ReservePlots = "reserve_plots";
    /// Land of the reserve programme (ha).
    ReserveLandHa = "reserve_land_ha";
    /// Buildable floor area of the reserve programme (m²).
    ReserveGfaM2 = "reserve_gfa_m2";
    /// Its commercial and office part (m²).
    ReserveGfaCommercialOfficeM2 = "reserve_gfa_commercial_office_m2";
    /// Plots granted in the period.
    SalePlots = "sale_plots";
    /// Land of the sale programme (ha).
    SaleLandHa = "sale_land_ha";
    /// Buildable floor area of the sale programme (m²).
    SaleGfaM2 = "sale_gfa_m2";
    /// Its commercial and office part (m²).
    SaleGfaCommercialOfficeM2 = "sale_gfa_commercial_office_m2";
    /// Floor area expected to be built (m²).
    ConstructionGfaM2 = "construction_gfa_m2";
    /// Its commercial and office part (m²).
    ConstructionGfaCommercialOfficeM2 = "construction_gfa_commercial_office_m2";
    /// Affordable housing to be added (m²).
    AffordableGfaM2 = "affordable_gfa_m2";
    /// Households to be resettled from old areas.
    RenewalHouseholds = "renewal_households";
    /// Old housing to be demolished (m²).
    RenewalDemolishedGfaM2 = "renewal_demolished_gfa_m2";
    /// Land reserved under the previous plan (ha).
    PreviousReservedLandHa = "previous_reserved_land_ha";
    /// Land sold under the previous plan (ha).
    PreviousSoldLandHa = "previous_sold_land_ha";
    /// Old areas renewed under the previous plan.
    PreviousRenewalPlots = "previous_renewal_plots";
    /// Households resettled under the previous plan.
    PreviousRenewalHouseholds = "previous_renewal_households";
    /// Old housing demolished under the previous plan (m²).
    PreviousRenewalDemolishedGfaM2 = "previous_renewal_demolished_gfa_m2";
}

impl Total {
    /// Unit of its values: `plots`, `households`, `ha` or `m2`.
    pub fn unit(self) -> &'static str {
        let name = self.name();
        ["_m2", "_ha", "_plots", "_households"]
            .into_iter()
            .find(|end| name.ends_with(end))
            .map_or("", |end| &end[1..])
    }
}
