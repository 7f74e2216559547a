//! What happens in a trial, as a replay tells it.
//!
//! An event has a month, a subject (a plot, a shock, a policy, or the reserve centre)
//! and up to three numbers: an amount of money, a reserve price, and one more in the
//! event's unit. What amount and number are says the meaning; what an event does not
//! have is null. The class is the part of a plot's life that it belongs to; events of no
//! plot have the first.
//!
//! Events are for people who ask why; they are written down only in a replay, and no
//! figure is made from them.

super::entries! {
    /// Something that happens to a plot, a shock, a policy or the reserve centre.
    Event by Stage;
    WaitsForMoney = "waits_for_money", Months, Reserve, "Waits for money", "等待资金":
        "The acquisition is due and waits because liquidity does not cover its share of the cost; \
         number: months";
    WaitsForCapacity = "waits_for_capacity", Months, Reserve,
        "Waits for clearance capacity", "等待动迁能力":
        "The acquisition is due and waits because the year's clearance capacity is used; number: \
         months";
    WaitsForConsent = "waits_for_consent", Months, Reserve, "Waits for consent", "等待征询通过":
        "The acquisition is due and waits because the consultation has failed; number: months";
    AcquisitionStart = "acquisition_start", Months, Reserve, "Acquisition starts", "启动征收":
        "Clearance begins; amount: cost of acquisition, number: its months";
    PreparationStart = "preparation_start", Months, Reserve, "Preparation starts", "启动前期开发":
        "The plot is cleared; amount: cost of preparation, number: its months";
    NetLand = "net_land", Cny, Reserve, "Net land", "形成净地":
        "The plot is ready to be listed; amount: its full cost without finance";
    ListingBarred = "listing_barred", Months, Sale, "May not be listed", "暂停挂牌":
        "The plot is due and the month is closed to listings; number: months";
    HeldBack = "held_back", Months, Sale, "Held back", "惜售":
        "The plot is due and held back for better prices; number: months";
    QuotaFull = "quota_full", Months, Sale, "Quota full", "年度供应计划已满":
        "The plot is due and the year's quota is used; it comes back in January";
    WaitsForApplicant = "waits_for_applicant", Months, Sale, "Waits for an applicant", "等待预申请":
        "The plot is listed on application and nobody has applied in the month; number: months";
    Substitution = "substitution", Months, Sale, "Put up early", "提前上市调剂":
        "Net land is put up before its planned month, in the place of plots that are late";
    Listing = "listing", Months, Sale, "Listed", "挂牌":
        "The notice is published";
    Sale = "sale", Bidders, Sale, "Sold", "成交":
        "The auction ends in a sale; amount: hammer price, number: bidders";
    Failure = "failure", Bidders, Sale, "Failed", "流拍":
        "No valuation reaches the reserve price; number: bidders";
    StateBuyer = "state_buyer", Bidders, Sale, "Taken by the district's own company", "区属企业托底":
        "The district's own company takes the plot after the failure; amount: price";
    Withdrawal = "withdrawal", Rounds, Sale, "Withdrawn", "终止出让":
        "The last round has failed; number: rounds";
    Default = "default", Cny, Sale, "Buyer defaults", "竞得人违约":
        "An instalment is missed, the plot comes back; amount: deposit kept";
    Idle = "idle", Months, Delivery, "Idle", "土地闲置":
        "Works have not started in time";
    IdleFee = "idle_fee", Cny, Delivery, "Idle-land fee", "征收闲置费":
        "The fee is charged; amount: the fee";
    Repossession = "repossession", Cny, Delivery, "Taken back", "收回闲置土地":
        "Idle land comes back without payment";
    WorksStart = "works_start", SquareMetres, Delivery, "Works start", "开工":
        "Works start; number: floor area";
    Completion = "completion", SquareMetres, Delivery, "Completed", "竣工":
        "The last phase is completed; number: floor area";
    Shock = "shock", Ratio, Reserve, "Shock comes", "冲击发生":
        "A shock comes; number: its severity, where that or the date is left to chance";
    PolicyInForce = "policy_in_force", Months, Reserve, "Policy in force", "政策触发":
        "A policy comes into force, by its date or because its condition holds";
    PolicyLapses = "policy_lapses", Months, Reserve, "Policy lapses", "政策解除":
        "A policy ends, or its condition no longer holds";
    Support = "support", Cny, Reserve, "The district pays", "区财政补足":
        "Cash would be negative and nothing can be borrowed; amount: paid by the district budget";
    PurchaseOffer = "purchase_offer", Months, Reserve, "Offer for idle land", "提出收购":
        "Idle land is appraised and an offer is made; amount: price, number: months of negotiation";
    PurchaseFails = "purchase_fails", Cny, Reserve, "No agreement on idle land", "收购未达成":
        "The negotiation ends without agreement; it begins anew when the price is set anew";
    Purchase = "purchase", Cny, Reserve, "Bought back", "收购成交":
        "Idle land is paid for; amount: price with deed and stamp tax";
    BondIssue = "bond_issue", Share, Reserve, "Bond issued", "债券发行":
        "A bond or other debt of a project comes in; amount: principal, number: its coupon";
    BondInterest = "bond_interest", Cny, Reserve, "Interest of a bond", "债券付息":
        "Interest falls due; amount: with its fee";
    BondPrincipal = "bond_principal", Cny, Reserve, "Principal of a bond", "债券还本":
        "Principal falls due or is called; amount: with its fee";
    BondCall = "bond_call", Cny, Reserve, "Bond called", "债券提前赎回":
        "The bond is repaid before its term; amount: principal";
    BudgetInterest = "budget_interest", Cny, Reserve, "Paid by the budget as planned",
        "财政安排付息":
        "Of the interest the budget pays what was planned so";
    PaidFromReserve = "paid_from_reserve", Cny, Reserve, "Paid from the repayment reserve",
        "偿债备付金支付":
        "The account is short; amount: what the repayment reserve pays";
    PaidByOtherProjects = "paid_by_other_projects", Cny, Reserve, "Paid by other projects",
        "其他项目调剂":
        "The account is short; amount: what other projects pay";
    PaidByIncomeFund = "paid_by_income_fund", Cny, Reserve, "Paid by the income fund",
        "收益基金弥补":
        "The account is short; amount: what the income fund pays";
    RolledOver = "rolled_over", Cny, Reserve, "Rolled over", "再融资偿还":
        "The account is short of principal; amount: what is borrowed anew";
    ProjectSupport = "project_support", Cny, Reserve, "The budget pays for a project",
        "财政补足项目缺口":
        "Nothing else pays; amount: paid by the budget, which counts as support";
    OpenAtHorizon = "open_at_horizon", Cny, Reserve, "Open at the horizon", "期末未偿本金":
        "Principal beyond the account is open in the last month; amount: counts as support";
    ProjectRest = "project_rest", Cny, Reserve, "Rest to the budget", "项目结余上缴财政":
        "The last debt is repaid and nothing is left to buy or prepare; amount: what is left";
}

impl Event {
    /// Whether it can go on from month to month: such an event is told once, in its
    /// first month, with the number of months.
    pub fn lasts(self) -> bool {
        matches!(
            self,
            Self::WaitsForMoney
                | Self::WaitsForCapacity
                | Self::WaitsForConsent
                | Self::ListingBarred
                | Self::HeldBack
        )
    }

    /// Whether a table of actuals may tell it: what projects and land that is bought back have done
    /// cannot be told.
    pub fn is_told(self) -> bool {
        !self.is_of_projects()
            && !matches!(self, Self::PurchaseOffer | Self::PurchaseFails | Self::Purchase)
    }

    /// Whether it happens to a project of special bonds or to one of its bonds.
    pub fn is_of_projects(self) -> bool {
        matches!(
            self,
            Self::BondIssue
                | Self::BondInterest
                | Self::BondPrincipal
                | Self::BondCall
                | Self::BudgetInterest
                | Self::PaidFromReserve
                | Self::PaidByOtherProjects
                | Self::PaidByIncomeFund
                | Self::RolledOver
                | Self::ProjectSupport
                | Self::OpenAtHorizon
                | Self::ProjectRest
        )
    }
}
