//! Rows of the local report by years held: their formulas and what they come to as planned.

use crate::evaluation::cover::{SHENZHEN_AUCTION_COST, SHENZHEN_SET_ASIDE, shenzhen_income};
use crate::model::buyback::{Offer, PurchasePrice};
use crate::quantity::count;
use crate::rules::buyback::PurchaseRule;
use crate::rules::project::BondFees;

use super::super::sheet::{Look, anchored};
use super::names::{Names, WAN};
use super::price_inputs::{Asked, FIRST};

/// What the report is reckoned from.
pub(super) struct Local<'l> {
    pub(super) rule: &'l PurchaseRule,
    pub(super) offer: Offer,
    pub(super) new_plan: f64,
    pub(super) fees: BondFees,
    pub(super) rate: f64,
}

/// Rows by years held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Rate,
    Coefficient,
    Income,
    Interest,
    Issue,
    Registration,
    Payout,
    Finance,
    Holding,
    Tax,
    Auction,
    Technical,
    Government,
    Balance,
    Base,
    LeastCut,
    Cut,
    Price,
    NewIncome,
    NewAuction,
    Principal,
    NewInterest,
    NewFees,
    Service,
    SetAside,
    Available,
    Cover,
    Feasible,
}

impl Row {
    pub(super) const ALL: [Self; 28] = [
        Self::Rate,
        Self::Coefficient,
        Self::Income,
        Self::Interest,
        Self::Issue,
        Self::Registration,
        Self::Payout,
        Self::Finance,
        Self::Holding,
        Self::Tax,
        Self::Auction,
        Self::Technical,
        Self::Government,
        Self::Balance,
        Self::Base,
        Self::LeastCut,
        Self::Cut,
        Self::Price,
        Self::NewIncome,
        Self::NewAuction,
        Self::Principal,
        Self::NewInterest,
        Self::NewFees,
        Self::Service,
        Self::SetAside,
        Self::Available,
        Self::Cover,
        Self::Feasible,
    ];

    pub(super) fn row(self) -> u32 {
        held_head() + 1 + self as u32
    }

    pub(super) fn label(self, names: Names) -> &'static str {
        match self {
            Self::Rate => names.either("债券利率", "rate of the bond"),
            Self::Coefficient => names.either("市场变动系数 K", "coefficient of the market K"),
            Self::Income => names.either("预计土地出让收入", "land income, original plan"),
            Self::Interest => names.either("专项债券利息", "interest of the bond"),
            Self::Issue => names.either("发行手续费", "fee of issue"),
            Self::Registration => names.either("登记服务费", "fee of registration"),
            Self::Payout => names.either("兑付手续费", "fee of payout"),
            Self::Finance => names.either("融资成本小计", "cost of finance"),
            Self::Holding => names.either("日常管理费", "holding"),
            Self::Tax => names.either("契税、印花税", "deed and stamp tax"),
            Self::Auction => names.either("招拍挂费用", "cost of the auction"),
            Self::Technical => names.either("技术支持费", "technical support"),
            Self::Government => names.either("政府额外支出合计", "outlays beside the price"),
            Self::Balance => {
                names.either("融资平衡收地价格", "price at which the purchase pays for itself")
            }
            Self::Base => names.either("收地基础价格", "base price"),
            Self::LeastCut => names.either("最低下调幅度", "least cut"),
            Self::Cut => names.either("建议下调幅度", "proposed cut"),
            Self::Price => names.either("建议收地价格", "proposed price"),
            Self::NewIncome => names.either("新规划收入", "land income, new plan"),
            Self::NewAuction => {
                names.either("招拍挂费用（新规划）", "cost of the auction, new plan")
            }
            Self::Principal => names.either("债券本金", "principal"),
            Self::NewInterest => names.either("利息", "interest"),
            Self::NewFees => names.either("其他发债费用", "other fees"),
            Self::Service => names.either("本息与费用合计", "principal, interest and fees"),
            Self::SetAside => names.either("刚性计提", "set-aside"),
            Self::Available => names.either("可用于还本付息", "left for principal and interest"),
            Self::Cover => names.either("本息覆盖倍数", "cover"),
            Self::Feasible => names.either("可行性", "feasible"),
        }
    }

    pub(super) fn look(self) -> Look {
        match self {
            Self::Rate | Self::LeastCut | Self::Cut => Look::Rate,
            Self::Coefficient | Self::Cover => Look::Ratio,
            _ => Look::Hundredth,
        }
    }
}

pub(super) fn factors_head() -> u32 {
    Asked::LeastCut.cell().0 + 2
}

pub(super) fn held_head() -> u32 {
    factors_head() + 4
}

pub(super) fn moved_head() -> u32 {
    Row::Feasible.row() + 2
}

/// The balance of a bond that pays the price (CNY).
#[derive(Debug, Clone, Copy)]
pub(super) struct Balanced {
    income: f64,
    auction_cost: f64,
    principal: f64,
    interest: f64,
    fees: f64,
    years: usize,
    rate: f64,
}

impl Balanced {
    pub(super) fn of(local: &Local<'_>, price: &PurchasePrice, years: usize) -> Self {
        let principal = price.price;
        let interest = principal * local.rate * count(years);
        Self {
            income: local.new_plan * price.market_coefficient,
            auction_cost: local.rule.auction_cost,
            principal,
            interest,
            fees: local.fees.at_issue(principal) + local.fees.with_payment(principal + interest),
            years,
            rate: local.rate,
        }
    }

    /// With income, or the rate, changed.
    pub(super) fn moved(&self, local: &Local<'_>, by: f64, is_income: bool) -> Self {
        if is_income {
            return Self { income: self.income * (1.0 + by), ..*self };
        }
        let interest = self.principal * (self.rate + by).max(0.0) * count(self.years);
        let fees = self.fees + local.fees.with_payment(interest - self.interest);
        Self { interest, fees, ..*self }
    }

    fn service(&self) -> f64 {
        self.principal + self.interest + self.fees
    }

    fn set_aside(&self) -> f64 {
        SHENZHEN_SET_ASIDE * (self.income - self.service()).max(0.0)
    }

    fn available(&self) -> f64 {
        self.income * (1.0 - self.auction_cost) - self.set_aside()
    }

    pub(super) fn cover(&self) -> f64 {
        debug_assert!(
            self.auction_cost != SHENZHEN_AUCTION_COST
                || (self.available() - shenzhen_income(self.income, self.service())).abs() < 1.0,
            "one rule"
        );
        self.available() / self.service()
    }
}

/// The formula of a row by years held.
pub(super) fn formula(row: Row, here: &dyn Fn(Row) -> String, years: usize) -> String {
    let fees = |principal: String, interest: String| {
        format!(
            "{principal}*({}+{}+{payout})+{payout}*{interest}",
            Asked::IssueFee.at(),
            Asked::RegistrationFee.at(),
            payout = Asked::PayoutFee.at()
        )
    };
    match row {
        Row::Rate | Row::Feasible => String::new(),
        Row::Coefficient => {
            let last = FIRST + u16::try_from(years).unwrap_or(1) - 1;
            let factors = factors_head() + 2;
            format!("PRODUCT({}:{})", anchored((factors, FIRST)), anchored((factors, last)))
        }
        Row::Income => format!("{}*{}", Asked::OriginalPlan.at(), here(Row::Coefficient)),
        Row::Interest => format!("{}*{}*{years}", here(Row::Base), here(Row::Rate)),
        Row::Issue => format!("{}*{}", here(Row::Base), Asked::IssueFee.at()),
        Row::Registration => format!("{}*{}", here(Row::Base), Asked::RegistrationFee.at()),
        Row::Payout => {
            format!("({}+{})*{}", here(Row::Base), here(Row::Interest), Asked::PayoutFee.at())
        }
        Row::Finance => {
            [Row::Interest, Row::Issue, Row::Registration, Row::Payout].map(here).join("+")
        }
        Row::Holding => format!("{}*{}*{years}/{WAN}", Asked::Holding.at(), Asked::Land.at()),
        Row::Tax => format!("{}*{}", here(Row::Base), Asked::Tax.at()),
        Row::Auction => format!("{}*{}", here(Row::Income), Asked::AuctionCost.at()),
        Row::Technical => format!("{}*{}", here(Row::Base), Asked::Technical.at()),
        Row::Government => {
            [Row::Finance, Row::Holding, Row::Tax, Row::Auction, Row::Technical].map(here).join("+")
        }
        Row::Balance => format!("{}-{}", here(Row::Income), here(Row::Government)),
        Row::Base => format!(
            "IF({paid}>0,MIN({worth},{paid}),{worth})",
            paid = Asked::OriginalPrice.at(),
            worth = Asked::Appraisal.at()
        ),
        Row::LeastCut => format!("MAX(0,1-{}/{})", here(Row::Balance), here(Row::Base)),
        Row::Cut => format!(
            "IF({least}>0,ROUNDUP(ROUND({least}/{step},9),0)*{step},{none})",
            least = here(Row::LeastCut),
            step = Asked::Step.at(),
            none = Asked::LeastCut.at()
        ),
        Row::Price => format!("{}*(1-{})", here(Row::Base), here(Row::Cut)),
        Row::Principal => here(Row::Price),
        Row::NewIncome => format!("{}*{}", Asked::NewPlan.at(), here(Row::Coefficient)),
        Row::NewAuction => format!("{}*{}", here(Row::NewIncome), Asked::AuctionCost.at()),
        Row::NewInterest => format!("{}*{}*{years}", here(Row::Principal), here(Row::Rate)),
        Row::NewFees => fees(here(Row::Principal), here(Row::NewInterest)),
        Row::Service => [Row::Principal, Row::NewInterest, Row::NewFees].map(here).join("+"),
        Row::SetAside => {
            format!("{SHENZHEN_SET_ASIDE}*MAX(0,{}-{})", here(Row::NewIncome), here(Row::Service))
        }
        Row::Available => {
            format!("{}-{}-{}", here(Row::NewIncome), here(Row::NewAuction), here(Row::SetAside))
        }
        Row::Cover => format!("{}/{}", here(Row::Available), here(Row::Service)),
    }
}

/// What a row has as planned (万元, shares).
pub(super) fn value(
    row: Row,
    price: &PurchasePrice,
    balanced: &Balanced,
    local: &Local<'_>,
) -> f64 {
    let interest = price.base * local.rate * count(balanced.years);
    let amount = match row {
        Row::Rate => return local.rate,
        Row::Coefficient => return price.market_coefficient,
        Row::LeastCut => return price.least_cut,
        Row::Cut => return price.cut,
        Row::Cover => return balanced.cover(),
        Row::Feasible => return f64::NAN,
        Row::Income => price.income,
        Row::Interest => interest,
        Row::Issue => price.base * local.fees.issue,
        Row::Registration => price.base * local.fees.registration,
        Row::Payout => local.fees.with_payment(price.base + interest),
        Row::Finance => price.finance_cost,
        Row::Holding => price.holding_cost,
        Row::Tax => price.tax,
        Row::Auction => price.auction_cost,
        Row::Technical => local.rule.technical_support * price.base,
        Row::Government => price.government_cost,
        Row::Balance => price.balance_price,
        Row::Base => price.base,
        Row::Price | Row::Principal => price.price,
        Row::NewIncome => balanced.income,
        Row::NewAuction => balanced.income * local.rule.auction_cost,
        Row::NewInterest => balanced.interest,
        Row::NewFees => balanced.fees,
        Row::Service => balanced.service(),
        Row::SetAside => balanced.set_aside(),
        Row::Available => balanced.available(),
    };
    amount / WAN
}
