//! The monthly series of a trial, in the order of the tables.
//!
//! In every month and trial the following hold; the self-test and the tests look at
//! them. With accruals for the three of them, and Δ for the change of a stock over the
//! month:
//!
//! ```text
//! receipts + idle_fee = handling_fee + income_fund + accruals + city_share
//!                     + district_land_gain + cost_returned + Δ treasury_balance
//! inflow  = cost_returned + income_fund + district_land_gain
//! outlay  = acquisition + preparation + administration + interest
//! balance = inflow - outlay
//! Δ cash  = cost_returned + income_fund + injection + draw + support
//!         - acquisition - preparation - administration - interest - repayment
//! Δ debt  = draw - repayment
//! ```
//!
//! Plots of all states add up to the number of plots, land of all states to theirs.
//!
//! Money is in yuan of the month, areas in m². Of a flow a year's value is the sum of
//! its months, of a stock that of the last; `cumulative_balance_cny` and the floor
//! areas "so far" are stocks of flows. Ids are names of columns in `annual`, `monthly`
//! and the replay's `months`.

use super::land_use::ByFloorKind;

/// What changes cash in a month, and which way.
pub const CASH_FLOWS: [(Series, f64); 10] = [
    (Series::CostReturnedCny, 1.0),
    (Series::IncomeFundCny, 1.0),
    (Series::InjectionCny, 1.0),
    (Series::DrawCny, 1.0),
    (Series::SupportCny, 1.0),
    (Series::AcquisitionCny, -1.0),
    (Series::PreparationCny, -1.0),
    (Series::AdministrationCny, -1.0),
    (Series::InterestCny, -1.0),
    (Series::RepaymentCny, -1.0),
];

/// What changes debt in a month, and which way.
pub const DEBT_FLOWS: [(Series, f64); 2] = [(Series::DrawCny, 1.0), (Series::RepaymentCny, -1.0)];

super::entries! {
    /// One number of each month of a trial.
    Series by FlowOrStock;
    ReceiptsCny = "receipts_cny", Cny, Flow, "Gross receipts", "土地出让收入":
        "Paid by buyers to the treasury, refunds deducted";
    ReceiptsStateBuyerCny = "receipts_state_buyer_cny", Cny, Flow,
        "Of them from the district's own companies", "其中：区属企业托底":
        "Part of `receipts_cny` paid by the district's own company";
    HandlingFeeCny = "handling_fee_cny", Cny, Flow, "Handling fee", "土地出让业务费":
        "Handling fee on receipts";
    IncomeFundCny = "income_fund_cny", Cny, Flow, "State land income fund", "国有土地收益基金":
        "Paid into the reserve centre, for land reserve only";
    AccrualEducationCny = "accrual_education_cny", Cny, Flow, "Accrual for education", "计提教育资金":
        "Accrual on the net gain";
    AccrualIrrigationCny = "accrual_irrigation_cny", Cny, Flow,
        "Accrual for irrigation", "计提农田水利建设资金":
        "Accrual on the net gain";
    AccrualAffordableHousingCny = "accrual_affordable_housing_cny", Cny, Flow,
        "Accrual for affordable housing", "计提保障性安居工程资金":
        "Accrual on the net gain";
    CityShareCny = "city_share_cny", Cny, Flow, "City's share", "市级分成":
        "City's share of the gain after accruals";
    IdleFeeCny = "idle_fee_cny", Cny, Flow, "Idle-land fee", "土地闲置费":
        "Charged to buyers for idle land; part of the district land gain";
    DistrictLandGainCny = "district_land_gain_cny", Cny, Flow, "District land gain", "政府土地收益":
        "What stays with the district, forfeited deposits and idle-land fees included";
    InjectionCny = "injection_cny", Cny, Flow, "Injected equity", "权益性资金注入":
        "Part of the district land gain given to the reserve centre";
    CostReturnedCny = "cost_returned_cny", Cny, Flow, "Cost returned", "回笼成本":
        "Cost portion of receipts, returned to the reserve centre";
    AcquisitionCny = "acquisition_cny", Cny, Flow, "Acquisition", "征收补偿":
        "Compensation and clearance paid";
    PreparationCny = "preparation_cny", Cny, Flow, "Preparation", "前期开发":
        "Primary development paid";
    AdministrationCny = "administration_cny", Cny, Flow, "Administration", "管理费":
        "Administration on acquisition and preparation";
    InterestCny = "interest_cny", Cny, Flow, "Interest", "利息支出":
        "Interest on the debt at the month's opening";
    InflowCny = "inflow_cny", Cny, Flow, "Total inflow", "收入合计":
        "Cost returned + income fund + district land gain";
    OutlayCny = "outlay_cny", Cny, Flow, "Total outlay", "支出合计":
        "Acquisition + preparation + administration + interest";
    BalanceCny = "balance_cny", Cny, Flow, "Balance", "当期收支差额":
        "Total inflow minus total outlay";
    CumulativeBalanceCny = "cumulative_balance_cny", Cny, Stock, "Cumulative balance", "累计收支差额":
        "Sum of the balance from month 0";
    DrawCny = "draw_cny", Cny, Flow, "Draws", "融资":
        "Borrowed in the month";
    BondDrawCny = "bond_draw_cny", Cny, Flow, "Special bonds among the draws", "融资中的专项债券":
        "Part of the draws that comes from special bonds";
    RepaymentCny = "repayment_cny", Cny, Flow, "Repayments", "还款":
        "Repaid in the month, due and early";
    SupportCny = "support_cny", Cny, Flow, "Support", "财政补足":
        "Paid by the district budget because cash would be negative";
    CashCny = "cash_cny", Cny, Stock, "Cash", "账面余额":
        "Reserve centre's cash at the month's end";
    DebtCny = "debt_cny", Cny, Stock, "Debt", "负债余额":
        "Reserve centre's debt at the month's end";
    HeadroomCny = "headroom_cny", Cny, Stock, "Headroom", "再融资能力":
        "What could still be borrowed at the month's end";
    TreasuryBalanceCny = "treasury_balance_cny", Cny, Stock, "Held by the treasury", "国库待返还成本":
        "Cost portions received and not yet returned";
    CollateralCny = "collateral_cny", Cny, Stock, "Value of cleared unsold plots", "净地库存估值":
        "Appraised value of net land not sold";
    FacilityLimitCny = "facility_limit_cny", Cny, Stock, "Limit of the lenders", "授信上限":
        "Most debt that the lenders allow; 0 while new loans are barred";
    CollateralLimitCny = "collateral_limit_cny", Cny, Stock, "Limit of the collateral", "抵押上限":
        "Most debt that the value of cleared unsold plots allows";
    PlotsUnreserved = "plots_unreserved", Plots, Stock, "Plots not reserved", "未启动地块":
        "Plots whose acquisition has not started";
    PlotsAcquisition = "plots_acquisition", Plots, Stock, "Plots in acquisition", "征收中地块":
        "Plots being cleared";
    PlotsPreparation = "plots_preparation", Plots, Stock, "Plots in preparation", "前期开发中地块":
        "Plots in primary development";
    PlotsStock = "plots_stock", Plots, Stock, "Plots in stock", "净地库存地块":
        "Net land, not listed";
    PlotsListed = "plots_listed", Plots, Stock, "Plots listed", "挂牌地块":
        "Listed, result open";
    PlotsWithdrawn = "plots_withdrawn", Plots, Stock, "Plots withdrawn", "终止出让地块":
        "Net land withdrawn after the last round";
    PlotsSold = "plots_sold", Plots, Stock, "Plots sold, not started", "已出让未开工地块":
        "Held by a buyer, works not started";
    PlotsBuilding = "plots_building", Plots, Stock, "Plots being built", "在建地块":
        "Works started";
    PlotsCompleted = "plots_completed", Plots, Stock, "Plots completed", "竣工地块":
        "All floor area completed";
    LandUnreservedM2 = "land_unreserved_m2", SquareMetres, Stock, "Land not reserved", "未启动面积":
        "Site area of `plots_unreserved`";
    LandAcquisitionM2 = "land_acquisition_m2", SquareMetres, Stock, "Land in acquisition", "征收中面积":
        "Site area of `plots_acquisition`";
    LandPreparationM2 = "land_preparation_m2", SquareMetres, Stock,
        "Land in preparation", "前期开发中面积":
        "Site area of `plots_preparation`";
    LandStockM2 = "land_stock_m2", SquareMetres, Stock, "Land in stock", "净地库存面积":
        "Site area of `plots_stock`";
    LandListedM2 = "land_listed_m2", SquareMetres, Stock, "Land listed", "挂牌面积":
        "Site area of `plots_listed`";
    LandWithdrawnM2 = "land_withdrawn_m2", SquareMetres, Stock, "Land withdrawn", "终止出让面积":
        "Site area of `plots_withdrawn`";
    LandSoldM2 = "land_sold_m2", SquareMetres, Stock, "Land sold, not started", "已出让未开工面积":
        "Site area of `plots_sold`";
    LandBuildingM2 = "land_building_m2", SquareMetres, Stock, "Land being built", "在建面积（用地）":
        "Site area of `plots_building`";
    LandCompletedM2 = "land_completed_m2", SquareMetres, Stock, "Land completed", "竣工面积（用地）":
        "Site area of `plots_completed`";
    LandReservedM2 = "land_reserved_m2", SquareMetres, Flow, "Land reserved", "启动储备面积":
        "Site area of acquisitions started in the month";
    HouseholdsMoved = "households_moved", Households, Flow, "Households to be moved", "征收户数":
        "Households on plots whose acquisition starts in the month";
    LandDealtM2 = "land_dealt_m2", SquareMetres, Flow, "Land dealt", "成交土地面积":
        "Site area of deals of the month; deals that later default are in it";
    GfaDealtResidentialM2 = "gfa_dealt_residential_m2", SquareMetres, Flow,
        "Floor area dealt, residential", "成交住宅面积":
        "Residential floor area of deals of the month";
    GfaDealtCommercialOfficeM2 = "gfa_dealt_commercial_office_m2", SquareMetres, Flow,
        "Floor area dealt, commercial and office", "成交商办面积":
        "Commercial and office floor area of deals of the month";
    GfaDealtAffordableM2 = "gfa_dealt_affordable_m2", SquareMetres, Flow,
        "Floor area dealt, affordable", "成交保障房面积":
        "Affordable floor area of deals of the month";
    GfaDealtPublicM2 = "gfa_dealt_public_m2", SquareMetres, Flow,
        "Floor area dealt, public", "成交公共配套面积":
        "Public floor area of deals of the month";
    GfaStartedResidentialM2 = "gfa_started_residential_m2", SquareMetres, Flow,
        "Floor area started, residential", "开工住宅面积":
        "Residential floor area started";
    GfaStartedCommercialOfficeM2 = "gfa_started_commercial_office_m2", SquareMetres, Flow,
        "Floor area started, commercial and office", "开工商办面积":
        "Commercial and office floor area started";
    GfaStartedAffordableM2 = "gfa_started_affordable_m2", SquareMetres, Flow,
        "Floor area started, affordable", "开工保障房面积":
        "Affordable floor area started";
    GfaStartedPublicM2 = "gfa_started_public_m2", SquareMetres, Flow,
        "Floor area started, public", "开工公共配套面积":
        "Public floor area started";
    GfaCompletedResidentialM2 = "gfa_completed_residential_m2", SquareMetres, Flow,
        "Floor area completed, residential", "竣工住宅面积":
        "Residential floor area completed";
    GfaCompletedCommercialOfficeM2 = "gfa_completed_commercial_office_m2", SquareMetres, Flow,
        "Floor area completed, commercial and office", "竣工商办面积":
        "Commercial and office floor area completed";
    GfaCompletedAffordableM2 = "gfa_completed_affordable_m2", SquareMetres, Flow,
        "Floor area completed, affordable", "竣工保障房面积":
        "Affordable floor area completed";
    GfaCompletedPublicM2 = "gfa_completed_public_m2", SquareMetres, Flow,
        "Floor area completed, public", "竣工公共配套面积":
        "Public floor area completed";
    GfaStartedSoFarM2 = "gfa_started_so_far_m2", SquareMetres, Stock,
        "Floor area started so far", "累计开工面积":
        "Floor area of all uses started from month 0 on, carry-over included";
    GfaCompletedSoFarM2 = "gfa_completed_so_far_m2", SquareMetres, Stock,
        "Floor area completed so far", "累计竣工面积":
        "Floor area of all uses completed from month 0 on, carry-over included";
    Auctions = "auctions", Auctions, Flow, "Auctions", "拍卖场次":
        "Auctions with a result in the month";
    AuctionsFailed = "auctions_failed", Auctions, Flow, "Failed auctions", "流拍场次":
        "Auctions of the month without a valuation at the reserve price";
}

impl Series {
    /// Series of floor area dealt, by use: residential, commercial and office,
    /// affordable, public.
    pub const GFA_DEALT: ByFloorKind<Self> = ByFloorKind::new([
        Self::GfaDealtResidentialM2,
        Self::GfaDealtCommercialOfficeM2,
        Self::GfaDealtAffordableM2,
        Self::GfaDealtPublicM2,
    ]);
    /// Series of floor area started, by use in the order of [`Self::GFA_DEALT`].
    pub const GFA_STARTED: ByFloorKind<Self> = ByFloorKind::new([
        Self::GfaStartedResidentialM2,
        Self::GfaStartedCommercialOfficeM2,
        Self::GfaStartedAffordableM2,
        Self::GfaStartedPublicM2,
    ]);
    /// Series of floor area completed, by use in the order of [`Self::GFA_DEALT`].
    pub const GFA_COMPLETED: ByFloorKind<Self> = ByFloorKind::new([
        Self::GfaCompletedResidentialM2,
        Self::GfaCompletedCommercialOfficeM2,
        Self::GfaCompletedAffordableM2,
        Self::GfaCompletedPublicM2,
    ]);
}
