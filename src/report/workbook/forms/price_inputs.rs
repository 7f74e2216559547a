//! What the local report on price asks for.

use super::super::sheet::{Cell, anchored};
use super::names::Names;

/// Column of the values of inputs, and of the first year held.
pub(super) const FIRST: u16 = 1;

/// What the sheet asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Land,
    OriginalPlan,
    Benchmark,
    Appraisal,
    OriginalPrice,
    NewPlan,
    IssueFee,
    RegistrationFee,
    PayoutFee,
    Holding,
    Tax,
    AuctionCost,
    Technical,
    NarrowingFirst,
    NarrowingLater,
    Step,
    LeastCut,
}

impl Asked {
    pub(super) const ALL: [Self; 17] = [
        Self::Land,
        Self::OriginalPlan,
        Self::Benchmark,
        Self::Appraisal,
        Self::OriginalPrice,
        Self::NewPlan,
        Self::IssueFee,
        Self::RegistrationFee,
        Self::PayoutFee,
        Self::Holding,
        Self::Tax,
        Self::AuctionCost,
        Self::Technical,
        Self::NarrowingFirst,
        Self::NarrowingLater,
        Self::Step,
        Self::LeastCut,
    ];

    pub(super) fn cell(self) -> Cell {
        (3 + self as u32, FIRST)
    }

    pub(super) fn at(self) -> String {
        anchored(self.cell())
    }

    pub(super) fn label(self, names: Names) -> &'static str {
        match self {
            Self::Land => names.either("占地面积（㎡）", "site (m²)"),
            Self::OriginalPlan => names.either(
                "原规划全年期价值 V1（万元）",
                "V1: full term, original plan (10,000 yuan)",
            ),
            Self::Benchmark => names.either(
                "剩余年期标定价值 V2（万元）",
                "V2: remaining term, benchmark (10,000 yuan)",
            ),
            Self::Appraisal => names
                .either("剩余年期市场价值 V3（万元）", "V3: remaining term, market (10,000 yuan)"),
            Self::OriginalPrice => {
                names.either("企业土地成本（万元）", "what the firm paid (10,000 yuan)")
            }
            Self::NewPlan => {
                names.either("新规划全年期价值 V4（万元）", "V4: full term, new plan (10,000 yuan)")
            }
            Self::IssueFee => names.either("发行手续费率", "fee of issue"),
            Self::RegistrationFee => names.either("登记服务费率", "fee of registration"),
            Self::PayoutFee => names.either("兑付手续费率", "fee of payout"),
            Self::Holding => {
                names.either("日常管理费（元/㎡·年）", "holding (yuan per m² and year)")
            }
            Self::Tax => names.either("契税与印花税率", "deed and stamp tax, share"),
            Self::AuctionCost => names.either("招拍挂费率", "cost of the auction, share"),
            Self::Technical => names.either("技术支持费率", "technical support, share"),
            Self::NarrowingFirst => {
                names.either("第2、3年降幅收窄", "narrowing of a fall, years 2 and 3")
            }
            Self::NarrowingLater => names.either("此后每年收窄", "narrowing later, a year"),
            Self::Step => names.either("下调幅度取整", "step of the cut"),
            Self::LeastCut => names.either("无须下调时的下调幅度", "cut where none is needed"),
        }
    }
}
