//! Uses of land and kinds of floor area, with arrays that have one value for each.

use crate::keyed::keyed;

keyed! {
    /// A use of floor area that the market prices.
    Use,
    /// A value for each use of floor area that the market prices.
    ByUse:
    /// Housing for sale.
    Residential = "residential";
    /// Shops and offices.
    CommercialOffice = "commercial_office";
}

keyed! {
    /// A kind of floor area: the uses that the market prices, then what is sold at fixed prices.
    FloorKind,
    /// A value for each kind of floor area.
    ByFloorKind:
    /// Housing for sale.
    Residential = "residential";
    /// Shops and offices.
    CommercialOffice = "commercial_office";
    /// Affordable housing (保障性住房).
    Affordable = "affordable";
    /// Public floor area: schools, markets, clinics.
    Public = "public";
}

impl Use {
    /// The floor area of the use.
    pub const fn floor_kind(self) -> FloorKind {
        match self {
            Self::Residential => FloorKind::Residential,
            Self::CommercialOffice => FloorKind::CommercialOffice,
        }
    }
}

impl FloorKind {
    /// Kinds that are sold at fixed prices.
    pub const ADMINISTERED: [Self; 2] = [Self::Affordable, Self::Public];
}
