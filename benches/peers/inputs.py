"""What both peers are given: the baseline scenario and its plots, as arrays, and the words of the results.

Every number comes from the scenario file (TOML, each value with its unit and source) and from the portfolio
file (CSV, one row a plot). Nothing is assumed here; a scenario that uses what the peers do not model is
refused by `read_scenario`. Section numbers are those of the headings of `docs/model.md`, called "the model".

Units: money in yuan (CNY, nominal), areas in m2, time in whole months from the scenario's start, rates per
year, prices as factors on month-0 prices.
"""

from __future__ import annotations

import csv
import json
import math
import time
import tomllib
from enum import IntEnum, auto
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

REPOSITORY = Path(__file__).resolve().parents[2]
BASELINE_SCENARIO = REPOSITORY / "scenarios" / "baseline.toml"
BASELINE_PORTFOLIO = REPOSITORY / "seeds" / "plots" / "baseline.csv"

MONTHS_PER_YEAR = 12
SQUARE_METRES_PER_HECTARE = 10_000.0
#: Share of the expected price in the office's cost cover (the model, "Figures").
COVER_SHARE = 0.8
#: Months over which recent sales thin out bidders (the model, "Sale").
ABSORPTION_MONTHS = 12

#: Market uses, in the order of price arrays.
USES = ("residential", "commercial_office")
#: Floor area by use, in the order of area arrays; the last two sell at administered prices.
AREAS = ("residential", "commercial_office", "affordable", "public")
#: Who leads the reserve of a plot, in the order of `Rules.city_share`.
CLASSES = ("district", "joint", "city")
#: Order of the correlated normals of a month.
FACTORS = ("house_price", "residential", "commercial_office", "construction_cost", "lending_rate", "demand")
#: Accruals on net gain, in the order of `Rules.accruals`.
ACCRUALS = ("education", "irrigation", "affordable_housing")

#: Tables that a scenario of the peers may have; any other is a feature they leave out.
KNOWN_TABLES = frozenset({"scenario", "market", "zone", "reserve", "auction", "receipts", "finance", "delivery"})


class Status(IntEnum):
    """Where a plot stands at month 0."""

    UNRESERVED = 0
    RESERVED = 1
    SOLD = 2


class PlotState(IntEnum):
    """Where a plot stands in a month; it is in exactly one state."""

    UNRESERVED = 0
    ACQUISITION = 1
    PREPARATION = 2
    STOCK = 3
    LISTED = 4
    WITHDRAWN = 5
    SOLD = 6
    BUILDING = 7
    COMPLETED = 8


class Series(IntEnum):
    """Monthly series of a trial: CNY, m2 or counts."""

    # The first of four each, in the order of `AREAS`.
    GFA_DEALT = 0
    GFA_STARTED = len(AREAS)
    GFA_COMPLETED = 2 * len(AREAS)
    # The first of nine each, in the order of `PlotState`.
    PLOTS_IN = 3 * len(AREAS)
    LAND_IN = 3 * len(AREAS) + len(PlotState)
    # One each.
    RECEIPTS = 3 * len(AREAS) + 2 * len(PlotState)
    HANDLING_FEE = auto()
    INCOME_FUND = auto()
    ACCRUAL_EDUCATION = auto()
    ACCRUAL_IRRIGATION = auto()
    ACCRUAL_AFFORDABLE_HOUSING = auto()
    CITY_SHARE = auto()
    DISTRICT_LAND_GAIN = auto()
    INJECTION = auto()
    IDLE_FEE = auto()
    COST_RETURNED = auto()
    ACQUISITION = auto()
    PREPARATION = auto()
    ADMINISTRATION = auto()
    INTEREST = auto()
    INFLOW = auto()
    OUTLAY = auto()
    BALANCE = auto()
    CUMULATIVE_BALANCE = auto()
    DRAW = auto()
    REPAYMENT = auto()
    SUPPORT = auto()
    CASH = auto()
    DEBT = auto()
    HEADROOM = auto()
    TREASURY_BALANCE = auto()
    COLLATERAL = auto()
    AUCTIONS = auto()
    AUCTIONS_FAILED = auto()
    LAND_RESERVED = auto()
    LAND_DEALT = auto()


SERIES_COUNT = max(Series) + 1

#: Figures of a trial, by the names of the program's table `trials`; undefined ones are NaN.
FIGURES = (
    "window_balance_cny",
    "settled_balance_cny",
    "accrual_balance_cny",
    "coverage_ratio",
    "npv_cny",
    "receipts_cny",
    "gain_ratio",
    "cost_income_ratio",
    "cost_cover_80",
    "inverted_plots",
    "top3_gain_share",
    "peak_debt_cny",
    "peak_debt_month",
    "peak_need_cny",
    "interest_cny",
    "support_cny",
    "support_first_month",
    "support_months",
    "breakeven_month",
    "reserved_plots",
    "reserved_ha",
    "sold_plots",
    "sold_ha",
    "sold_gfa_m2",
    "failed_share",
    "withdrawn_plots",
    "premium_mean",
    "bidders_mean",
    "defaulted_deals",
    "floor_price_residential_cny_m2",
    "floor_price_commercial_office_cny_m2",
    "deferral_months_money",
    "deferral_months_capacity",
    "deferral_months_consent",
    "gfa_started_m2",
    "gfa_started_commercial_office_m2",
    "gfa_started_affordable_m2",
    "gfa_completed_m2",
    "gfa_completed_commercial_office_m2",
    "idle_plots",
    "closing_inventory_cost_cny",
    "closing_inventory_value_cny",
    "debt_service_cover",
    "receivable_cny",
)


class Market(NamedTuple):
    """The market's parameters (the model, "Market"); logs and rates are per month unless named otherwise."""

    cumulative_initial: np.ndarray  # [regime], probability
    cumulative_transition: np.ndarray  # [from, to], probability
    regime_mean: np.ndarray  # [regime], log per month
    regime_volatility: np.ndarray  # [regime], log per month
    momentum: float  # share
    initial_momentum: float  # log per month
    monthly_pull: float  # share per month
    monthly_trend: float  # log per month
    leverage: np.ndarray  # [use], log per log
    drift: np.ndarray  # [use], log per year
    land_keep: np.ndarray  # [use], share kept from month to month
    land_spread: np.ndarray  # [use], log
    cost_drift: float  # log per month
    cost_spread: float  # log
    rate_initial: float  # per year
    rate_pull: float  # share per month
    rate_spread: float  # per year
    policy_rate: np.ndarray  # [month], per year
    demand_keep: float  # share kept from month to month
    demand_spread: float  # log
    factor: np.ndarray  # [factor, factor], lower triangular
    bidder_multiplier: np.ndarray  # [regime], factor
    default_rate: np.ndarray  # [regime], probability
    start_lag_mean: np.ndarray  # [regime], months
    start_lag_sigma: np.ndarray  # [regime], log


class Rules(NamedTuple):
    """The rules of the programme (the model, "Reserve" to "Delivery")."""

    window: int  # months
    horizon: int  # months
    january: np.ndarray  # [month], whether a calendar year begins
    discount_rate: float  # per year
    elasticity: float  # log per log
    acquisition_cost_sd: float  # log
    acquisition_duration_sd: float  # log
    preparation_cost_sd: float  # log
    preparation_duration_sd: float  # log
    administration_rate: float  # share
    funding_ratio: float  # share
    clearance_capacity: float  # households per year
    consultation_failure: float  # probability
    consultation_retry_months: int
    notice_months: int
    appraisal_lag_months: int
    reserve_ratio: float  # share
    cost_floor: bool
    cut_per_failed_round: float  # share
    relist_months: int
    max_rounds: int
    bidder_shape: float
    bidder_mean: float
    bidder_mean_least: float
    bidder_mean_greatest: float
    plot_value_sd: float  # log
    appraisal_knowledge: float  # share
    bid_bias: float  # log
    bid_demand_elasticity: float  # log per log
    bid_sd: float  # log
    absorption: np.ndarray  # [use], m2 per year
    absorption_elasticity: float  # log per log
    instalment_months: np.ndarray  # [instalment], months after the deal
    instalment_share: np.ndarray  # [instalment], share of the price
    deposit_share: float  # share of the reserve price
    default_relist_months: int
    handling_fee_rate: float  # share
    income_fund_rate: float  # share
    return_lag_months: int
    finance_allowance: float  # share
    reinvested_share: float  # share
    accruals: np.ndarray  # [month, accrual], share
    city_share: np.ndarray  # [class], share
    opening_cash: float
    opening_debt: float
    min_cash: float
    cash_buffer: float
    facility_limit: np.ndarray  # [month]
    loan_to_value: float  # share
    loan_term_months: int
    spread: float  # per year
    handover_lag_months: int
    idle_after_months: int
    repossess_after_months: int
    government_fault_probability: float
    idle_fee_probability: float
    idle_fee_share: float  # share of the price
    repossession_probability: float


class Plots(NamedTuple):
    """The plots, sorted by id (the portfolio's columns); -1 stands for a month that is not given."""

    status: np.ndarray  # Status
    plot_class: np.ndarray  # index into CLASSES
    land: np.ndarray  # m2
    gfa: np.ndarray  # [plot, area], m2
    gfa_total: np.ndarray  # m2
    main_use: np.ndarray  # index into USES
    worth: np.ndarray  # [plot, use], CNY at month-0 prices
    administered_worth: np.ndarray  # CNY
    reserve_order: np.ndarray  # plots by planned start and id
    reserve_start: np.ndarray  # month number
    list_month: np.ndarray  # month number
    ready_month: np.ndarray  # month number
    households: np.ndarray
    acquisition_cost: np.ndarray  # CNY at month-0 prices
    acquisition_months: np.ndarray
    preparation_cost: np.ndarray  # CNY at month-0 prices
    preparation_months: np.ndarray
    sunk_cost: np.ndarray  # CNY
    own_start_lag_mean: np.ndarray  # months; NaN: the regime's
    own_start_lag_sigma: float  # log
    build_mean: np.ndarray  # months
    build_sigma: np.ndarray  # log
    phases: np.ndarray  # number


class Inputs(NamedTuple):
    """Everything a trial needs and nothing it changes."""

    plots: Plots
    rules: Rules
    market: Market
    plot_ids: tuple[str, ...]


def plain(item: Any) -> Any:
    """The number, text or list behind `{ value, unit, source }`; tables are unwrapped all the way down."""
    if isinstance(item, dict):
        if "value" in item and "unit" in item:
            if isinstance(item["value"], dict):
                raise ValueError("the peers take plain numbers, no distributions")
            return item["value"]
        return {key: plain(below) for key, below in item.items()}
    if isinstance(item, list):
        return [plain(below) for below in item]
    return item


def read_scenario(path: Path) -> dict[str, Any]:
    """Reads a scenario file and refuses what the peers do not model."""
    with path.open("rb") as file:
        scenario = plain(tomllib.load(file))
    left_out = sorted(set(scenario) - KNOWN_TABLES)
    market, auction = scenario["market"], scenario["auction"]
    left_out += [key for key in ("history",) if key in market]
    left_out += [f"{table}.replay" for table in ("lending_rate", "construction_cost") if "replay" in market[table]]
    if auction["bidder_count"] != "negative_binomial":
        left_out.append("auction.bidder_count")
    if auction["state_buyer_probability"] > 0:
        left_out.append("auction.state_buyer_probability")
    if "premium_cap" in auction:
        left_out.append("auction.premium_cap")
    if left_out:
        raise ValueError(f"{path.name}: the peers leave out {', '.join(left_out)}")
    return scenario


def month_number(date: str, start: str) -> int:
    """Months from `start` to `date`, both as year-month."""
    (year, month), (first_year, first_month) = (map(int, text.split("-")) for text in (date, start))
    return (year - first_year) * MONTHS_PER_YEAR + month - first_month


def by_month(value: Any, start: str, horizon: int) -> np.ndarray:
    """A number, or a list of dated numbers that hold from their date on, written out by month."""
    steps = value if isinstance(value, list) else [{"value": value}]
    path = np.zeros(horizon)
    for step in steps:
        first = month_number(step["from"], start) if "from" in step else 0
        path[max(first, 0) :] = step["value"]
    return path


def log_sigma(mean: float, sd: float) -> float:
    """Standard deviation of the log of a lognormal given by its own mean and standard deviation."""
    return math.sqrt(math.log1p((sd / mean) ** 2)) if mean > 0 else 0.0


def compile_market(scenario: dict[str, Any]) -> Market:
    """The market of a scenario, with yearly parameters turned into monthly ones."""
    market = scenario["market"]
    regimes, land = market["regime"], [market["land"][use] for use in USES]
    horizon, start = scenario["scenario"]["horizon_months"], scenario["scenario"]["start"]
    root_month = math.sqrt(1 / MONTHS_PER_YEAR)

    def of_regimes(key: str) -> np.ndarray:
        return np.array([regime[key] for regime in regimes], dtype=float)

    def of_uses(key: str) -> np.ndarray:
        return np.array([use[key] for use in land], dtype=float)

    return Market(
        cumulative_initial=np.cumsum(of_regimes("initial_probability")),
        cumulative_transition=np.cumsum(of_regimes("transition"), axis=1),
        regime_mean=of_regimes("mean"),
        regime_volatility=of_regimes("volatility"),
        momentum=market["momentum"],
        initial_momentum=market["initial_momentum"],
        monthly_pull=market["pull_to_trend"] / MONTHS_PER_YEAR,
        monthly_trend=market["trend"] / MONTHS_PER_YEAR,
        leverage=of_uses("leverage"),
        drift=of_uses("drift"),
        land_keep=1 - of_uses("reversion") / MONTHS_PER_YEAR,
        land_spread=of_uses("volatility") * root_month,
        cost_drift=market["construction_cost"]["drift"] / MONTHS_PER_YEAR,
        cost_spread=market["construction_cost"]["volatility"] * root_month,
        rate_initial=market["lending_rate"]["initial"],
        rate_pull=market["lending_rate"]["reversion"] / MONTHS_PER_YEAR,
        rate_spread=market["lending_rate"]["volatility"] * root_month,
        policy_rate=by_month(market["lending_rate"]["policy_path"], start, horizon),
        demand_keep=1 - market["demand"]["reversion"] / MONTHS_PER_YEAR,
        demand_spread=market["demand"]["volatility"] * root_month,
        factor=np.linalg.cholesky(np.array([market["correlation"][name] for name in FACTORS], dtype=float)),
        bidder_multiplier=of_regimes("bidder_multiplier"),
        default_rate=of_regimes("default_rate"),
        start_lag_mean=of_regimes("start_lag_mean"),
        start_lag_sigma=np.array([log_sigma(regime["start_lag_mean"], regime["start_lag_sd"]) for regime in regimes]),
    )


def compile_rules(scenario: dict[str, Any]) -> Rules:
    """The rules of a scenario. A plot's own value has mean 1 as in the program, or median 1."""
    head, reserve, auction = scenario["scenario"], scenario["reserve"], scenario["auction"]
    receipts, finance, delivery = scenario["receipts"], scenario["finance"], scenario["delivery"]
    horizon, start = head["horizon_months"], head["start"]
    first_of_year = int(start.split("-")[1]) - 1
    accruals = [by_month(receipts["accrual"][name], start, horizon) for name in ACCRUALS]
    return Rules(
        window=head["window_months"],
        horizon=horizon,
        january=(np.arange(horizon) + first_of_year) % MONTHS_PER_YEAR == 0,
        discount_rate=float(head["discount_rate"]),
        elasticity=float(reserve["house_price_elasticity"]),
        acquisition_cost_sd=float(reserve["acquisition_cost_sd"]),
        acquisition_duration_sd=float(reserve["acquisition_duration_sd"]),
        preparation_cost_sd=float(reserve["preparation_cost_sd"]),
        preparation_duration_sd=float(reserve["preparation_duration_sd"]),
        administration_rate=float(reserve["administration_rate"]),
        funding_ratio=float(reserve["funding_ratio"]),
        clearance_capacity=float(reserve["clearance_capacity"]),
        consultation_failure=float(reserve["consultation_failure"]),
        consultation_retry_months=reserve["consultation_retry_months"],
        notice_months=auction["notice_months"],
        appraisal_lag_months=auction["appraisal_lag_months"],
        reserve_ratio=float(auction["reserve_ratio"]),
        cost_floor=auction["cost_floor"],
        cut_per_failed_round=float(auction["cut_per_failed_round"]),
        relist_months=auction["relist_months"],
        max_rounds=auction["max_rounds"],
        bidder_shape=float(auction["bidder_shape"]),
        bidder_mean=float(auction["bidder_mean"]),
        bidder_mean_least=float(auction["bidder_mean_least"]),
        bidder_mean_greatest=float(auction["bidder_mean_greatest"]),
        plot_value_sd=float(auction["plot_value_sd"]),
        appraisal_knowledge=float(auction["appraisal_knowledge"]),
        bid_bias=float(auction["bid_bias"]),
        bid_demand_elasticity=float(auction["bid_demand_elasticity"]),
        bid_sd=float(auction["bid_sd"]),
        absorption=np.array([auction[f"absorption_{use}"] for use in USES], dtype=float),
        absorption_elasticity=float(auction["absorption_elasticity"]),
        instalment_months=np.array([part["months"] for part in receipts["instalment"]]),
        instalment_share=np.array([part["share"] for part in receipts["instalment"]], dtype=float),
        deposit_share=float(receipts["deposit_share"]),
        default_relist_months=receipts["default_relist_months"],
        handling_fee_rate=float(receipts["handling_fee_rate"]),
        income_fund_rate=float(receipts["income_fund_rate"]),
        return_lag_months=receipts["return_lag_months"],
        finance_allowance=float(receipts["finance_allowance"]),
        reinvested_share=float(receipts["reinvested_share"]),
        accruals=np.column_stack(accruals),
        city_share=np.array([receipts["city_share"][name] for name in CLASSES], dtype=float),
        opening_cash=float(finance["opening_cash"]),
        opening_debt=float(finance["opening_debt"]),
        min_cash=float(finance["min_cash"]),
        cash_buffer=float(finance["cash_buffer"]),
        facility_limit=by_month(finance["facility_limit"], start, horizon),
        loan_to_value=float(finance["loan_to_value"]),
        loan_term_months=finance["loan_term_months"],
        spread=float(finance["spread"]),
        handover_lag_months=delivery["handover_lag_months"],
        idle_after_months=delivery["idle_after_months"],
        repossess_after_months=delivery["repossess_after_months"],
        government_fault_probability=float(delivery["government_fault_probability"]),
        idle_fee_probability=float(delivery["idle_fee_probability"]),
        idle_fee_share=float(delivery["idle_fee_share"]),
        repossession_probability=float(delivery["repossession_probability"]),
    )


def compile_plots(rows: list[dict[str, str]], scenario: dict[str, Any]) -> Plots:
    """The rows of a portfolio, sorted by id, at the prices and building times of a scenario."""
    start, delivery, auction = scenario["scenario"]["start"], scenario["delivery"], scenario["auction"]
    zones = {zone["id"]: [zone[f"base_price_{use}"] for use in USES] for zone in scenario["zone"]}

    def numbers(column: str) -> np.ndarray:
        return np.array([float(row[column] or 0) for row in rows])

    def months(column: str) -> np.ndarray:
        return np.array([month_number(row[column], start) if row[column] else -1 for row in rows])

    status = np.array([Status[row["status"].upper()] for row in rows])
    gfa = np.column_stack([numbers(f"gfa_{area}_m2") for area in AREAS])
    gfa_total = gfa.sum(axis=1)
    main_use = (gfa[:, 1] > gfa[:, 0]).astype(np.int64)
    base_price = np.array([zones[row["zone"]] for row in rows], dtype=float)
    administered = np.array([auction["administered_price_affordable"], auction["administered_price_public"]])
    # A planned start before month 0 has come at month 0.
    planned = np.array([bool(row["reserve_start"]) for row in rows])
    reserve_start = months("reserve_start")
    considered = np.flatnonzero(planned & (status == Status.UNRESERVED))
    ready_month = np.maximum(months("ready_date"), 0)
    preparation_months = numbers("preparation_months")
    # Works of a reserved plot that began before month 0 have only the rest to go.
    begun = status == Status.RESERVED
    preparation_months[begun] = np.minimum(preparation_months, ready_month)[begun]
    build_mean, build_sigma = np.array(
        [
            class_build_time(delivery["build"], USES[use], area, row["build_months"])
            for use, area, row in zip(main_use, gfa_total, rows, strict=True)
        ]
    ).T
    return Plots(
        status=status.astype(np.int64),
        plot_class=np.array([CLASSES.index(row["class"]) for row in rows]),
        land=numbers("land_m2"),
        gfa=gfa,
        gfa_total=gfa_total,
        main_use=main_use,
        worth=np.round(numbers("quality")[:, None] * gfa[:, :2] * base_price),
        administered_worth=np.round(gfa[:, 2:] @ administered),
        reserve_order=considered[np.lexsort((considered, reserve_start[considered]))],
        reserve_start=np.maximum(reserve_start, 0),
        list_month=np.where([bool(row["list_date"]) for row in rows], np.maximum(months("list_date"), 0), -1),
        ready_month=ready_month,
        households=numbers("households"),
        acquisition_cost=numbers("acquisition_cost_cny"),
        acquisition_months=numbers("acquisition_months"),
        preparation_cost=numbers("preparation_cost_cny"),
        preparation_months=preparation_months,
        sunk_cost=numbers("sunk_cost_cny"),
        own_start_lag_mean=np.array([float(row["start_lag_months"] or "nan") for row in rows]),
        own_start_lag_sigma=usual_start_lag_sigma(scenario["market"]["regime"]),
        build_mean=build_mean,
        build_sigma=build_sigma,
        phases=np.maximum(np.ceil(gfa_total / delivery["phase_gfa"]), 1).astype(np.int64),
    )


def class_build_time(classes: list[dict[str, Any]], use: str, gfa: float, own_months: str) -> tuple[float, float]:
    """Mean (months) and log sigma of a plot's building time: the first class of its use and size; a plot with
    a mean of its own keeps the class's coefficient of variation."""
    match = next(item for item in classes if item["use"] == use and gfa <= item.get("gfa_up_to", math.inf))
    return float(own_months or match["mean"]), log_sigma(match["mean"], match["sd"])


def usual_start_lag_sigma(regimes: list[dict[str, Any]]) -> float:
    """Log sigma of the start lag of a plot with a mean of its own: the regimes' variation, averaged over the
    probabilities of month 0."""
    variation = sum(
        regime["initial_probability"] * regime["start_lag_sd"] / regime["start_lag_mean"] for regime in regimes
    )
    return log_sigma(1.0, variation)


def read(
    scenario_file: Path = BASELINE_SCENARIO,
    portfolio_file: Path = BASELINE_PORTFOLIO,
) -> Inputs:
    """Reads scenario and portfolio."""
    scenario = read_scenario(scenario_file)
    with portfolio_file.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    rows.sort(key=lambda row: row["plot_id"])
    return Inputs(
        plots=compile_plots(rows, scenario),
        rules=compile_rules(scenario),
        market=compile_market(scenario),
        plot_ids=tuple(row["plot_id"] for row in rows),
    )


class Clocks(NamedTuple):
    """What clocks show: wall time and processor time of all threads of the process (s)."""

    wall: float
    processor: float

    @classmethod
    def now(cls) -> Clocks:
        """Reads them."""
        return cls(time.perf_counter(), time.process_time())

    def elapsed(self) -> Clocks:
        """What has passed since."""
        now = Clocks.now()
        return Clocks(now.wall - self.wall, now.processor - self.processor)


def print_run(trials: int, simulation: Clocks, compile_seconds: float, figures: dict[str, np.ndarray]) -> None:
    """Prints what a run took and the mean of each figure, as one JSON object."""
    taken = {
        "trials": trials,
        "seconds": simulation.wall,
        "processor_seconds": simulation.processor,
        "compile_seconds": compile_seconds,
        "means": {name: float(np.nanmean(values)) for name, values in figures.items()},
    }
    print(json.dumps(taken, indent=1))
