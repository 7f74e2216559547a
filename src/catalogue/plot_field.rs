//! What a trial says of a plot, in the order of the tables.
//!
//! Fields follow the plot's life: acquisition and preparation, auctions and deal,
//! works. Those of a deal are of the last one that stands at the end of the horizon, so
//! a plot whose buyer defaulted and that was not sold again has none. Months are
//! counted from 0, the scenario's start; what lies beyond the horizon does not exist.

super::entries! {
    /// One number of a plot in a trial; null where it did not come to pass.
    PlotField by Stage;
    AcquisitionStartMonth = "acquisition_start_month", Month, Reserve,
        "Acquisition start", "征收启动月份":
        "Month in which the acquisition starts";
    AcquisitionCostCny = "acquisition_cost_cny", Cny, Reserve, "Acquisition cost", "征收成本":
        "Cost fixed at the start";
    PreparationCostCny = "preparation_cost_cny", Cny, Reserve, "Preparation cost", "前期开发成本":
        "Cost fixed at the start";
    ReadyMonth = "ready_month", Month, Reserve, "Net land", "净地月份":
        "Month in which the plot is net land; 0 for stock that is cleared before month 0";
    DeferralMonths = "deferral_months", Months, Reserve, "Waited", "等待月数":
        "Months the acquisition waited, for whatever reason; null for plots without a planned \
         start inside the horizon";
    Rounds = "rounds", Rounds, Sale, "Auctions held", "拍卖轮次":
        "Auctions of the plot in the horizon; null when never listed";
    ListMonth = "list_month", Month, Sale, "First listing", "首次挂牌月份":
        "Month of the first listing";
    DealMonth = "deal_month", Month, Sale, "Deal", "成交月份":
        "Month of the last deal that stands at the end of the horizon";
    DealDelayMonths = "deal_delay_months", Months, Sale, "Delay of the deal", "成交延迟月数":
        "Deal month minus planned listing month";
    ReservePriceCny = "reserve_price_cny", Cny, Sale, "Reserve price", "起始价":
        "Reserve price of that deal";
    PriceCny = "price_cny", Cny, Sale, "Price", "成交价":
        "Hammer price of that deal";
    FloorPriceCnyM2 = "floor_price_cny_m2", CnyPerSquareMetre, Sale, "Floor price", "楼面地价":
        "Price over buildable floor area";
    Premium = "premium", Share, Sale, "Premium", "溢价率":
        "Price over reserve price minus 1";
    Bidders = "bidders", Bidders, Sale, "Bidders", "竞买人数":
        "Bidders of that auction";
    DefaultedDeals = "defaulted_deals", Deals, Sale, "Deals in default", "违约次数":
        "Deals of the plot whose buyer stopped paying; null when never dealt";
    NetGainCny = "net_gain_cny", Cny, Sale, "Net gain", "土地净收益":
        "Net gain of the last standing deal";
    StartMonth = "start_month", Month, Delivery, "Start of works", "开工月份":
        "Month in which works start; null beyond the horizon";
    CompletionMonth = "completion_month", Month, Delivery, "Completion", "竣工月份":
        "Month in which the last phase is completed; null beyond the horizon";
}
