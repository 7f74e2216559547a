//! The figures of a trial, in the order of the tables.
//!
//! # Window and horizon
//!
//! Balances, receipts, sales and floor areas count the plan window: the question is
//! what the plan brings. Debt, support, net present value and the settled balance count
//! the horizon, since what was sold late is paid for after the plan, and debt that the
//! plan left must still be carried.
//!
//! # Three balances and why
//!
//! | figure | a sale counts | a cost counts |
//! | --- | --- | --- |
//! | `window_balance_cny` | when it is paid, in the window | when it is paid, in the window |
//! | `settled_balance_cny` | when it is paid, in the horizon | when it is paid, in the horizon |
//! | `accrual_balance_cny` | when it is dealt, in the window | with its plot, sunk cost too |
//!
//! The first is the office's own table; read alone it praises who does not spend. The
//! second waits until late sales are paid for. The third sets what a plot brought
//! against what it cost, whenever either was paid.
//!
//! # The office's own ratios
//!
//! Net gain over price (存蓄比), cost cover at 80 % of the expected price (成本覆盖率) and
//! plots with cost above price (倒挂) are those of a land-reserve office's forms (Beijing
//! CBD, 2013). Cover of principal and interest (本息覆盖倍数) is what issuers of special
//! bonds state, at least 1.1 as a rule.
//!
//! # What does not exist
//!
//! A ratio without a denominator, the month of what never came and a mean over no deal
//! are NaN here and null in tables, never 0.

super::entries! {
    /// One number of a trial that answers a question of the programme.
    Figure by Better;
    WindowBalanceCny = "window_balance_cny", Cny, Higher, "Balance over the plan window", "规划期收支差额":
        "Consolidated district, cash basis: cost returned + income fund + district land gain - \
         acquisition - preparation - administration - interest, over the window";
    InventoryAdjustedBalanceCny = "inventory_adjusted_balance_cny", Cny, Higher,
        "Earned in the window, stock adjusted", "规划期净收益（含存量调整）":
        "Window balance + closing stock - opening stock, without what state buyers pay. Closing \
         stock: of plots not sold the lower of what was spent and of appraised value less what is \
         still to be spent, of plots sold the cost that instalments still bring; opening stock: \
         sunk cost";
    DebtChangeCny = "debt_change_cny", Cny, Lower, "Change of debt over the window", "规划期债务增减":
        "Debt at the window's end minus opening debt; a balance that was raised by borrowing is no \
         gain";
    ProgrammeDone = "programme_done", Share, Higher, "Programme done", "计划完成":
        "1 when plots and hectares reserved, plots, hectares and floor area sold, and floor area \
         started each reach the share of the plan as planned that the scenario asks for \
         (programme_share), those of state buyers left out; else 0";
    ReservedPlanShare = "reserved_plan_share", Share, Higher,
        "Reserved, of the plan as planned", "储备完成率（按计划）":
        "Plots or hectares reserved in the window, whichever is less, divided by the plan as \
         planned; 1 where that has none";
    SoldPlanShare = "sold_plan_share", Share, Higher,
        "Sold, of the plan as planned", "出让完成率（按计划）":
        "Plots, hectares or floor area sold in the window, whichever is least, divided by the plan \
         as planned, state buyers' left out; 1 where that has none";
    StartedPlanShare = "started_plan_share", Share, Higher,
        "Floor area started, of the plan as planned", "新开工完成率（按计划）":
        "Floor area whose works start in the window divided by the plan as planned, state buyers' \
         left out; 1 where that has none";
    Sound = "sound", Share, Higher, "Sound", "稳健":
        "1 when the stock-adjusted balance is not negative, no support was paid in the horizon, \
         and the programme is done; else 0";
    SettledBalanceCny = "settled_balance_cny", Cny, Higher, "Balance over the horizon", "模拟期收支差额":
        "The same over the whole horizon, when late sales are paid for";
    AccrualBalanceCny = "accrual_balance_cny", Cny, Higher,
        "Accrual balance of plots dealt", "成交地块权责口径净收益":
        "Over plots dealt in the window: all that their price brings the district, whenever paid, \
         minus their full cost with sunk cost; minus interest of the window";
    CoverageRatio = "coverage_ratio", Ratio, Higher, "Inflows over outlays", "收支覆盖率":
        "Inflows of the window balance divided by its outlays; null without outlays";
    NpvCny = "npv_cny", Cny, Higher, "Net present value", "净现值":
        "Monthly balances of the horizon discounted to month 0 at the scenario's rate, each at the \
         end of its month";
    ReceiptsCny = "receipts_cny", Cny, Higher, "Gross receipts", "土地出让收入":
        "Gross receipts of the treasury in the window, refunds deducted";
    ReceiptsStateBuyerCny = "receipts_state_buyer_cny", Cny, Neutral,
        "Of them from the district's own companies", "其中：区属企业托底":
        "Gross receipts in the window paid by the district's own company, no fresh money to the \
         district";
    GainRatio = "gain_ratio", Share, Higher, "Net gain over price", "存蓄比":
        "Net gain divided by price, over standing deals of the window; null without a deal";
    CostIncomeRatio = "cost_income_ratio", Share, Lower, "Cost over price", "成本收入比":
        "Full cost with sunk cost divided by price, over standing deals of the window; null \
         without a deal";
    CostCover80 = "cost_cover_80", Ratio, Higher,
        "Cost cover at 80% of the expected price", "成本覆盖率（预期价80%）":
        "80% of the appraised value at listing divided by cost with finance allowance, over \
         standing deals of the window; null without a deal";
    InvertedPlots = "inverted_plots", Plots, Lower, "Plots with cost above price", "倒挂地块":
        "Standing deals of the window whose cost with finance allowance exceeds the price";
    Top3GainShare = "top3_gain_share", Share, Neutral, "Gain from the three best plots", "前三地块收益占比":
        "District land gain of the three best deals divided by that of all standing deals of the \
         window; null without gain";
    PeakDebtCny = "peak_debt_cny", Cny, Lower, "Peak debt", "债务峰值":
        "Largest debt of the reserve centre over the horizon, at its opening or the end of a month";
    PeakDebtMonth = "peak_debt_month", Month, Neutral, "Month of peak debt", "债务峰值月份":
        "First month in which debt is at its peak, month 0 being the scenario's start and standing \
         for the opening debt; null without debt";
    PeakNeedCny = "peak_need_cny", Cny, Lower, "Peak need", "最大资金需求":
        "Largest sum of debt and cumulative support over the horizon, the opening debt included";
    InterestCny = "interest_cny", Cny, Lower, "Interest", "利息支出":
        "Interest paid in the window";
    DebtServiceCover = "debt_service_cover", Ratio, Higher,
        "Cover of principal and interest", "本息覆盖倍数":
        "Over the horizon, what the reserve centre has for debt (cost returned + income fund + \
         injection - acquisition - preparation - administration) divided by repayment and \
         interest; what is borrowed anew to repay counts each time it falls due; null without debt";
    SupportCny = "support_cny", Cny, Lower, "Funding gap covered by the district", "财政补足":
        "Support payments of the district budget over the horizon";
    SupportFirstMonth = "support_first_month", Month, Neutral, "First support payment", "首次补足月份":
        "First month with a support payment; null without one";
    SupportMonths = "support_months", Months, Lower, "Months with support", "补足月数":
        "Months of the horizon with a support payment";
    BreakevenMonth = "breakeven_month", Month, Lower, "Break-even month", "累计收支转正月份":
        "First month from which on the cumulative balance stays at or above 0 to the end of the \
         horizon; null if it never does";
    ReservedPlots = "reserved_plots", Plots, Higher, "Plots reserved", "启动储备地块":
        "Plots whose acquisition starts in the window";
    ReservedHa = "reserved_ha", Hectares, Higher, "Land reserved", "启动储备面积":
        "Their site area";
    SoldPlots = "sold_plots", Plots, Higher, "Plots sold", "出让地块":
        "Plots dealt in the window and held by a buyer at its end";
    SoldHa = "sold_ha", Hectares, Higher, "Land sold", "出让土地面积":
        "Their site area";
    SoldGfaM2 = "sold_gfa_m2", SquareMetres, Higher, "Floor area sold", "出让建筑面积":
        "Their buildable floor area";
    FailedShare = "failed_share", Share, Lower, "Failed auctions", "流拍率":
        "Auctions of the window without a valuation at the reserve price, state buyer or not, \
         divided by all; null without an auction";
    WithdrawnPlots = "withdrawn_plots", Plots, Lower, "Plots withdrawn", "终止出让地块":
        "Plots withdrawn in the window after the last round";
    PremiumMean = "premium_mean", Share, Higher, "Mean premium", "平均溢价率":
        "Mean of price over reserve price minus 1, over market deals of the window; null without \
         one";
    BiddersMean = "bidders_mean", Bidders, Higher, "Bidders per sold plot", "成交地块平均竞买人数":
        "Mean number of bidders over market deals of the window; null without one";
    DefaultedDeals = "defaulted_deals", Deals, Lower, "Deals in default", "违约退地宗数":
        "Deals of the window whose buyer stops paying, whenever the instalment is missed";
    FloorPriceResidentialCnyM2 = "floor_price_residential_cny_m2", CnyPerSquareMetre, Higher,
        "Floor price, residential", "住宅楼面地价":
        "Price over floor area of deals of the window whose main use is residential; null without \
         one";
    FloorPriceCommercialOfficeCnyM2 = "floor_price_commercial_office_cny_m2",
        CnyPerSquareMetre, Higher, "Floor price, commercial and office", "商办楼面地价":
        "The same where the main use is commercial and office";
    DeferralMonthsMoney = "deferral_months_money", PlotMonths, Lower, "Waiting for money", "等待资金":
        "Plot-months of the window in which an acquisition waited because money was not at hand";
    DeferralMonthsCapacity = "deferral_months_capacity", PlotMonths, Lower,
        "Waiting for clearance capacity", "等待安置能力":
        "Plot-months of the window in which it waited for the year's clearance capacity";
    DeferralMonthsConsent = "deferral_months_consent", PlotMonths, Lower,
        "Waiting for consent", "等待征询":
        "Plot-months of the window in which it waited after a failed consultation";
    WaitingPlotMonths = "waiting_plot_months", PlotMonths, Lower,
        "Waiting for an applicant", "等待预申请":
        "Plot-months of the window in which a plot listed on application sought an applicant in \
         vain";
    GfaStartedM2 = "gfa_started_m2", SquareMetres, Higher, "Floor area started", "新开工面积":
        "Floor area whose works start in the window, all uses, carry-over included";
    GfaStartedCommercialOfficeM2 = "gfa_started_commercial_office_m2", SquareMetres, Higher,
        "Of it commercial and office", "其中：商办开工面积":
        "Commercial and office part of it";
    GfaStartedAffordableM2 = "gfa_started_affordable_m2", SquareMetres, Higher,
        "Of it affordable housing", "其中：保障房开工面积":
        "Affordable housing part of it";
    GfaCompletedM2 = "gfa_completed_m2", SquareMetres, Higher, "Floor area completed", "竣工面积":
        "Floor area completed in the window, all uses, carry-over included";
    GfaCompletedCommercialOfficeM2 = "gfa_completed_commercial_office_m2", SquareMetres, Higher,
        "Of it commercial and office, completed", "其中：商办竣工面积":
        "Commercial and office part of it";
    ReceivableCny = "receivable_cny", Cny, Neutral, "Instalments due after the window", "规划期后应收价款":
        "Instalments of deals that stand at the end of the window and fall due after it, as their \
         contracts say";
    IdlePlots = "idle_plots", Plots, Lower, "Idle plots", "闲置地块":
        "Plots that turn idle in the window: not started so many months after handover";
    ClosingInventoryCostCny = "closing_inventory_cost_cny", Cny, Neutral,
        "Closing inventory at cost", "期末库存成本":
        "Spent until the end of the window on plots reserved and unsold then, sunk cost included";
    ClosingInventoryValueCny = "closing_inventory_value_cny", Cny, Higher,
        "Closing inventory at value", "期末库存估值":
        "Appraised value of these plots in the last month of the window";
    CoverBond = "cover_bond", Ratio, Higher, "Cover of special bonds", "专项债券本息覆盖倍数":
        "All projects of special bonds together: income received until the last original bond is \
         due, on the project's basis, over what these bonds pay until then; null without projects";
    CoversDebt = "covers_100", Share, Higher, "Cover of 1.0 or more", "覆盖倍数不低于1.0":
        "1 where this cover is at least 1.0, else 0";
    Covers110 = "covers_110", Share, Higher, "Cover of 1.1 or more", "覆盖倍数不低于1.1":
        "1 where this cover is at least 1.1, else 0";
    IncomeFallTo100 = "income_fall_to_100", Share, Higher,
        "Fall of income that cover of 1.0 stands", "覆盖1.0可承受收入降幅":
        "Part of the income until the last bond is due that may be missing before this cover is \
         1.0; below 0 by how much income would have to rise";
    MaturityShortfallCny = "maturity_shortfall_cny", Cny, Lower,
        "Short at maturity", "到期偿债缺口":
        "Principal of original bonds that account and reserve of their project do not cover on its \
         due date; null without projects";
    ProjectSupportCny = "project_support_cny", Cny, Lower, "Support of projects", "项目财政补足":
        "What the budget paid of it and of outlays because nothing else did, principal open at the \
         horizon included; part of the support, null without projects";
    RolledOverCny = "rolled_over_cny", Cny, Lower, "Rolled over", "再融资金额":
        "Principal of bonds that was borrowed anew; null without projects";
}

/// Figures of projects of special bonds, which stand last.
const OF_PROJECTS: usize = 7;

impl Figure {
    /// Whether it is of projects of special bonds and has no value without any.
    pub fn is_of_projects(self) -> bool {
        self as usize >= Self::COUNT - OF_PROJECTS
    }

    /// Figures of a scenario with projects of special bonds, or without.
    ///
    /// ```
    /// use landsim::catalogue::figure::Figure;
    ///
    /// assert!(Figure::of(true).contains(&Figure::CoverBond));
    /// assert!(!Figure::of(false).iter().any(|figure| figure.is_of_projects()));
    /// assert_eq!(Figure::of(false).last(), Some(&Figure::ClosingInventoryValueCny));
    /// ```
    pub fn of(with_projects: bool) -> &'static [Self] {
        const ALL: &[Figure] = &Figure::ALL;
        if with_projects { ALL } else { &ALL[..Self::COUNT - OF_PROJECTS] }
    }
}
