//! What a table of actuals tells beside events and monthly books: payments by date, debt by
//! maturity, the market that was seen, and what only a replayed trial knows.
//!
//! An observation has a date, perhaps a subject (a plot), and an amount of money or one number.
//! Which of them stands says the unit: money is an amount, everything else a number. The class says
//! who can know it: an office, or nobody but the program that has simulated the trial.

super::entries! {
    /// What a table of actuals tells beside events and books.
    Observation by KnownBy;
    Instalment = "instalment", Cny, Office, "Instalment", "分期款":
        "Part of the price of the plot's last sale, paid or due in the month; amount: the part";
    DebtDue = "debt_due", Cny, Office, "Debt due", "到期债务":
        "Principal that the reserve centre must repay in the month; amount: the principal";
    BondDue = "bond_due", Cny, Office, "Bond due", "到期专项债券":
        "Principal of special bonds that must be repaid in the month; amount: the principal";
    HousePriceIndex = "house_price_index", Ratio, Office, "House price index", "房价指数":
        "House prices of the month, 100 in the first month of the run; number: the index";
    ConstructionCostIndex = "construction_cost_index", Ratio, Office, "Construction cost index",
        "建安成本指数":
        "Construction costs of the month, 100 in the first month of the run; number: the index";
    LendingRate = "lending_rate", Ratio, Office, "Lending rate", "贷款利率":
        "Lending rate of the month without the centre's spread; number: the rate per year";
    NextCleared = "next_cleared", Months, Replay, "Will be cleared", "将腾地":
        "Month in which clearance ends, as the trial has it";
    NextNetLand = "next_net_land", Months, Replay, "Will be net land", "将形成净地":
        "Month in which the plot becomes net land, as the trial has it";
    NextListing = "next_listing", Months, Replay, "Will be listed", "将挂牌":
        "Month in which the plot is due to be listed next, as the trial has it";
    NextResult = "next_result", Months, Replay, "Will have a result", "将开标":
        "Month in which the auction of the plot has its result";
    NextDefault = "next_default", Months, Replay, "Will default", "将违约":
        "Month in which the buyer will miss an instalment, as the trial has it";
    NextRepossession = "next_repossession", Months, Replay, "Will be taken back", "将收回":
        "Month in which the idle site will be taken back, as the trial has it";
    Regime = "regime", Ratio, Replay, "Market regime", "市场状态":
        "Regime of the month; number: its place among the scenario's regimes, from 0";
    Momentum = "momentum", Ratio, Replay, "House price momentum", "房价动量":
        "Change of house prices into the month; number: log per month";
    HousePriceLog = "house_price_log", Ratio, Replay, "Log house price", "房价对数":
        "House prices of the month; number: log of the index over the first month";
    ResidentialLandOwn = "residential_land_own_log", Ratio, Replay,
        "Own part of housing land prices", "住宅地价自身波动":
        "What residential land prices have of their own; number: log";
    CommercialOfficeLandOwn = "commercial_office_land_own_log", Ratio, Replay,
        "Own part of commercial and office land prices", "商办地价自身波动":
        "What commercial and office land prices have of their own; number: log";
    ConstructionCostLog = "construction_cost_log", Ratio, Replay, "Log construction cost",
        "建安成本对数":
        "Construction costs of the month; number: log of the index over the first month";
    LendingRateShock = "lending_rate_shock", Ratio, Replay, "Shock to the lending rate", "利率扰动":
        "What chance added to the lending rate in the month; number: per year";
    Demand = "demand_log", Ratio, Replay, "Developers' demand", "开发商需求":
        "Developers' demand of the month; number: log";
    HistoryPlace = "history_place", Ratio, Replay, "Place in history", "历史抽样位置":
        "Month of a resampled history that the month was; number: its place, from 0";
}
