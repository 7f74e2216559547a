"""The baseline programme as a Numba kernel, one trial after the other.

The same model as the program's for what the baseline uses: the market path, acquisition and preparation with
their waits, listing, auctions, deals, defaults, instalments, the two ledgers, loans and support, works, and the
figures of a trial, with the monthly series behind them. Sections are those of `docs/model.md`, "the model".

Random numbers come from NumPy's PCG64, one generator for each block of trials, so results depend on the seed and
not on the number of threads; they are not the program's numbers. Bidders are drawn as the gamma mixture of
Poissons they are, and every bidder's valuation by itself; the program inverts one uniform for the number and
two for the highest valuations. Compiled code asks for variates by address (`draws`), so that the program's own
can take their place (`exact`).

Left out, because the baseline does not use it: shocks, policies (with bonds, loan bans, quotas, premium caps,
state buyers, set-asides, triggers), replayed or resampled histories, uncertain numbers, changes of the plan.
Left out, because it is not the model: the program's tables by month, year and plot over all trials, its
addresses of random variates, and files of results.
"""

from __future__ import annotations

import argparse
import math
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numba import njit

import inputs
from draws import Purpose, bidder_count, market_normal, market_uniform, plot_normal, plot_uniform, two_highest
from inputs import (
    ABSORPTION_MONTHS,
    AREAS,
    COVER_SHARE,
    FIGURES,
    MONTHS_PER_YEAR,
    SERIES_COUNT,
    SQUARE_METRES_PER_HECTARE,
    USES,
    Clocks,
    Inputs,
    PlotState,
    Series,
    Status,
)

#: Trials that share a generator; blocks are handed to threads.
BLOCK = 250

# ----------------------------------------------------------------- plain numbers for compiled code

RECEIPTS = int(Series.RECEIPTS)
HANDLING_FEE = int(Series.HANDLING_FEE)
INCOME_FUND = int(Series.INCOME_FUND)
ACCRUALS = int(Series.ACCRUAL_EDUCATION)
CITY_SHARE = int(Series.CITY_SHARE)
DISTRICT_LAND_GAIN = int(Series.DISTRICT_LAND_GAIN)
INJECTION = int(Series.INJECTION)
IDLE_FEE = int(Series.IDLE_FEE)
COST_RETURNED = int(Series.COST_RETURNED)
ACQUISITION = int(Series.ACQUISITION)
PREPARATION = int(Series.PREPARATION)
ADMINISTRATION = int(Series.ADMINISTRATION)
INTEREST = int(Series.INTEREST)
INFLOW = int(Series.INFLOW)
OUTLAY = int(Series.OUTLAY)
BALANCE = int(Series.BALANCE)
CUMULATIVE_BALANCE = int(Series.CUMULATIVE_BALANCE)
DRAW = int(Series.DRAW)
REPAYMENT = int(Series.REPAYMENT)
SUPPORT = int(Series.SUPPORT)
CASH = int(Series.CASH)
DEBT = int(Series.DEBT)
HEADROOM = int(Series.HEADROOM)
TREASURY_BALANCE = int(Series.TREASURY_BALANCE)
COLLATERAL = int(Series.COLLATERAL)
AUCTIONS = int(Series.AUCTIONS)
AUCTIONS_FAILED = int(Series.AUCTIONS_FAILED)
LAND_RESERVED = int(Series.LAND_RESERVED)
LAND_DEALT = int(Series.LAND_DEALT)
GFA_DEALT = int(Series.GFA_DEALT)
GFA_STARTED = int(Series.GFA_STARTED)
GFA_COMPLETED = int(Series.GFA_COMPLETED)
PLOTS_IN = int(Series.PLOTS_IN)
LAND_IN = int(Series.LAND_IN)

RESERVED_AT_START = int(Status.RESERVED)
SOLD_AT_START = int(Status.SOLD)

UNRESERVED = int(PlotState.UNRESERVED)
IN_ACQUISITION = int(PlotState.ACQUISITION)
IN_PREPARATION = int(PlotState.PREPARATION)
STOCK = int(PlotState.STOCK)
LISTED = int(PlotState.LISTED)
WITHDRAWN = int(PlotState.WITHDRAWN)
SOLD = int(PlotState.SOLD)
BUILDING = int(PlotState.BUILDING)
COMPLETED = int(PlotState.COMPLETED)
STATES = len(PlotState)
AREA_COUNT = len(AREAS)

ACQUISITION_COST = int(Purpose.ACQUISITION_COST)
ACQUISITION_DURATION = int(Purpose.ACQUISITION_DURATION)
PREPARATION_COST = int(Purpose.PREPARATION_COST)
PREPARATION_DURATION = int(Purpose.PREPARATION_DURATION)
VALUE = int(Purpose.VALUE)
CONSULTATION = int(Purpose.CONSULTATION)
DEFAULT_ON = int(Purpose.DEFAULT)
START_LAG = int(Purpose.START_LAG)
BUILD_TIME = int(Purpose.BUILD_TIME)
GOVERNMENT_FAULT = int(Purpose.GOVERNMENT_FAULT)
FEE_CHARGED = int(Purpose.IDLE_FEE)
REPOSSESSED = int(Purpose.REPOSSESSION)

#: What happens to a plot next; each plot has at most one event pending.
CLEARED, NET_LAND, LIST, RESULT, DEFAULT, REPOSSESSION = range(6)
#: End of a month's list of events.
NOBODY = -1

#: Parts of a divided receipt, in the order of `Buffers.first_receipt`.
GROSS, FEE, FUND, ACCRUED, CITY, GAIN, COST, NET = 0, 1, 2, 3, 6, 7, 8, 9
PARTS = 10

#: Places in `Buffers.money`.
(
    MONEY_CASH,
    MONEY_DEBT,
    ACQUISITION_STARTED,
    ACQUISITION_PAID,
    HOUSEHOLDS,
    STOCK_RESIDENTIAL,
    STOCK_OFFICE,
    STOCK_ADMINISTERED,
    MONEY_PLACES,
) = range(9)

#: Places in `Buffers.tally`: sums over the auctions and deals of the window.
(
    HELD,
    FAILED,
    PREMIUMS,
    PREMIUM_SUM,
    BIDDERS,
    WITHDRAWALS,
    IDLE,
    WAITS_MONEY,
    WAITS_CAPACITY,
    WAITS_CONSENT,
    RESERVED_PLOTS,
    HELD_PLOTS,
    HELD_LAND,
    HELD_GFA,
    DISTRICT_INFLOW,
    DEFAULTS,
    PRICE_RESIDENTIAL,
    PRICE_OFFICE,
    AREA_RESIDENTIAL,
    AREA_OFFICE,
    STANDING_PRICE,
    STANDING_FULL_COST,
    STANDING_RECOGNISED,
    STANDING_APPRAISED,
    STANDING_NET_GAIN,
    STANDING_GAIN,
    BEST,
    SECOND_BEST,
    THIRD_BEST,
    INVERTED,
    INVENTORY_COST,
    INVENTORY_VALUE,
    RECEIVABLE,
    TALLIES,
) = range(34)


def buffers_type(plots: inputs.Plots, rules: inputs.Rules) -> np.dtype:
    """What changes in a trial, as the type of one record; kept from trial to trial."""
    n, horizon = plots.land.size, rules.horizon
    return np.dtype(
        [
            # The market by month: regime, log of house prices, prices as factors on base prices, cost index,
            # rate per year, mean number of bidders, level of their valuations as a factor.
            ("regime", "i8", horizon),
            ("house_price", "f8", horizon),
            ("land_price", "f8", (len(USES), horizon)),
            ("construction_cost", "f8", horizon),
            ("lending_rate", "f8", horizon),
            ("bidder_mean", "f8", horizon),
            ("bid_level", "f8", horizon),
            # The books: series by month, principal by the month in which it falls due (CNY), cash and what
            # goes with it (see MONEY_CASH), sums over auctions and deals of the window (see HELD).
            ("series", "f8", (horizon, SERIES_COUNT)),
            ("due", "f8", horizon + rules.loan_term_months + 1),
            ("money", "f8", MONEY_PLACES),
            ("tally", "f8", TALLIES),
            # The calendar of events: a linked list of plots for each month.
            ("first", "i8", horizon),
            ("following", "i8", n),
            ("event", "i8", n),
            # Changes of state by the works' calendar: plots and land; and what is in each state.
            ("starting", "f8", (horizon, 2)),
            ("completing", "f8", (horizon, 2)),
            ("plots_in", "f8", STATES),
            ("land_in", "f8", STATES),
            # Recent sales of a use: month they hold for, factor on the mean number of bidders.
            ("absorption_month", "i8", len(USES)),
            ("absorption", "f8", len(USES)),
            # Plots that wait for acquisition, in order.
            ("waiting", "i8", n),
            # Where each plot stands, its own scatter, and what it has been through.
            ("state", "i8", n),
            ("start_lag_normal", "f8", n),
            ("build_months", "f8", n),
            ("cost_factor", "f8", n),
            ("duration_factor", "f8", n),
            ("preparation_factor", "f8", n),
            ("preparation_duration_factor", "f8", n),
            ("value_factor", "f8", n),
            ("acquisition_start", "i8", n),
            ("acquisition_cost", "f8", n),
            ("acquisition_months", "i8", n),
            ("preparation_start", "i8", n),
            ("preparation_cost", "f8", n),
            ("preparation_months", "i8", n),
            ("consult_from", "i8", n),
            ("consultations", "i8", n),
            ("auctions", "i8", n),
            ("full_cost", "f8", n),
            ("listed", "i8", n),
            ("failed_rounds", "i8", n),
            ("deals", "i8", n),
            ("deal_month", "i8", n),
            ("deal_deposit", "f8", n),
            ("first_receipt", "f8", (n, PARTS)),
            # The receipt being divided.
            ("parts", "f8", PARTS),
        ],
        align=True,
    )


def as_record(fields: NamedTuple) -> np.ndarray:
    """The fields as an array of one record, which compiled code takes by reference; a tuple of so many arrays
    would be copied, and its arrays counted, at every call."""
    # Records hold no arrays of truth values, so these become 0 and 1.
    values = {name: np.asarray(value) + 0 for name, value in fields._asdict().items()}
    of_fields = [(name, value.dtype, value.shape) for name, value in values.items()]
    record = np.zeros(1, np.dtype(of_fields, align=True))
    for name, value in values.items():
        record[name][0] = value
    return record


# ----------------------------------------------------------------- numbers


@njit
def whole_months(months):
    """Rounds half away from zero; months are never negative."""
    return int(math.floor(months + 0.5))


@njit
def mean_one_factor(sigma, normal):
    """A lognormal factor with mean 1."""
    return math.exp(sigma * normal - 0.5 * sigma * sigma)


@njit
def ratio(numerator, denominator):
    """NaN, undefined, when there is nothing to divide by."""
    return numerator / denominator if denominator > 0 else math.nan


@njit
def pick(cumulative, uniform):
    """The first place whose cumulative probability exceeds the uniform."""
    place = 0
    while place < cumulative.size - 1 and uniform >= cumulative[place]:
        place += 1
    return place


# ----------------------------------------------------------------- market


@njit
def simulate_market(market, rules, source, b):
    """The path of a trial (the model, "Market"): the change into a month uses the regime before it."""
    factors = market.factor.shape[0]
    independent, z = np.empty(factors), np.empty(factors)
    regime = pick(market.cumulative_initial, market_uniform(source, 0))
    momentum, house_price, log_cost, demand = market.initial_momentum, 0.0, 0.0, 0.0
    rate, land_own = market.rate_initial, np.zeros(2)
    for month in range(rules.horizon):
        if month > 0:
            for i in range(factors):
                independent[i] = market_normal(source, month, i)
                z[i] = 0.0
                for j in range(i + 1):
                    z[i] += market.factor[i, j] * independent[j]
            gap = market.monthly_trend * (month - 1) - house_price
            momentum = (
                market.momentum * momentum
                + (1 - market.momentum) * market.regime_mean[regime]
                + market.monthly_pull * gap
                + market.regime_volatility[regime] * z[0]
            )
            regime = pick(market.cumulative_transition[regime], market_uniform(source, month))
            house_price += momentum
            for use in range(2):
                land_own[use] = market.land_keep[use] * land_own[use] + market.land_spread[use] * z[1 + use]
            log_cost += market.cost_drift + market.cost_spread * z[3]
            pull = market.rate_pull * (market.policy_rate[month - 1] - rate)
            rate = max(0.0, rate + pull + market.rate_spread * z[4])
            demand = market.demand_keep * demand + market.demand_spread * z[5]
        b.regime[month] = regime
        b.house_price[month] = house_price
        for use in range(2):
            log_price = market.leverage[use] * house_price + market.drift[use] * month / MONTHS_PER_YEAR + land_own[use]
            b.land_price[use, month] = math.exp(log_price)
        b.construction_cost[month] = math.exp(log_cost)
        b.lending_rate[month] = rate
        mean = rules.bidder_mean * market.bidder_multiplier[regime] * math.exp(demand)
        b.bidder_mean[month] = min(max(mean, rules.bidder_mean_least), rules.bidder_mean_greatest)
        b.bid_level[month] = math.exp(rules.bid_bias + rules.bid_demand_elasticity * demand)


@njit
def worth(plots, plot, b, month):
    """Appraised value of a plot at the prices of a month (CNY)."""
    return (
        plots.worth[plot, 0] * b.land_price[0, month]
        + plots.worth[plot, 1] * b.land_price[1, month]
        + plots.administered_worth[plot]
    )


# ----------------------------------------------------------------- plots on their way


@njit
def put(b, month, plot, event):
    """Enters a plot's next event; beyond the horizon it is not seen."""
    if month < b.first.size:
        b.following[plot] = b.first[month]
        b.event[plot] = event
        b.first[month] = plot


@njit
def post(b, series, month, amount):
    """Adds to a series; beyond the horizon it is not seen."""
    if month < b.series.shape[0]:
        b.series[month, series] += amount


@njit
def post_gain(rules, b, month, gain):
    """District land gain, and the part of it that goes to the reserve centre."""
    post(b, DISTRICT_LAND_GAIN, month, gain)
    post(b, INJECTION, month, rules.reinvested_share * gain)


@njit
def place(plots, b, plot, state):
    """Puts a plot into its first state."""
    b.state[plot] = state
    b.plots_in[state] += 1
    b.land_in[state] += plots.land[plot]


@njit
def enter(plots, b, plot, state):
    """Moves a plot to a state."""
    b.plots_in[b.state[plot]] -= 1
    b.land_in[b.state[plot]] -= plots.land[plot]
    place(plots, b, plot, state)


@njit
def add_to_stock(plots, b, plot, sign):
    """Adds a plot to the net land not sold, the collateral, or takes it out."""
    b.money[STOCK_RESIDENTIAL] += sign * plots.worth[plot, 0]
    b.money[STOCK_OFFICE] += sign * plots.worth[plot, 1]
    b.money[STOCK_ADMINISTERED] += sign * plots.administered_worth[plot]


@njit
def enter_stock(plots, b, plot):
    """Net land that may be listed."""
    enter(plots, b, plot, STOCK)
    add_to_stock(plots, b, plot, 1.0)


@njit
def pay_in_equal_parts(b, series, first, months, cost):
    """A cost in equal monthly parts."""
    for month in range(first, min(first + months, b.series.shape[0])):
        b.series[month, series] += cost / months


@njit
def add_floor_area(plots, b, series, month, plot, share):
    """Adds a share of a plot's floor area by use."""
    for area in range(AREA_COUNT):
        post(b, series + area, month, plots.gfa[plot, area] * share)


@njit
def begin(plots, rules, market, source, b):
    """Clears the buffers, draws every plot's scatter and puts it where it stands at month 0."""
    b.series[:] = 0.0
    b.money[:] = 0.0
    b.tally[:] = 0.0
    b.first[:] = NOBODY
    b.starting[:] = 0.0
    b.completing[:] = 0.0
    b.plots_in[:] = 0.0
    b.land_in[:] = 0.0
    b.absorption_month[:] = -1
    b.acquisition_start[:] = -1
    b.acquisition_cost[:] = 0.0
    b.acquisition_months[:] = 0
    b.preparation_cost[:] = 0.0
    b.preparation_months[:] = 0
    b.preparation_start[:] = 0
    b.consult_from[:] = 0
    b.consultations[:] = 0
    b.auctions[:] = 0
    b.full_cost[:] = 0.0
    b.failed_rounds[:] = 0
    b.deals[:] = 0
    b.money[MONEY_CASH] = rules.opening_cash
    b.money[MONEY_DEBT] = rules.opening_debt
    b.due[:] = 0.0
    b.due[: rules.loan_term_months] = rules.opening_debt / rules.loan_term_months
    for plot in range(plots.land.size):
        draw_scatter(plots, rules, source, b, plot)
        if plots.status[plot] == SOLD_AT_START:
            begin_sold(plots, market, b, plot)
        elif plots.status[plot] == RESERVED_AT_START:
            begin_reserved(plots, rules, b, plot)
        else:
            place(plots, b, plot, UNRESERVED)


@njit
def draw_scatter(plots, rules, source, b, plot):
    """A plot's own scatter around what is expected of it."""
    b.start_lag_normal[plot] = plot_normal(source, plot, 0, START_LAG)
    b.build_months[plot] = build_time(plots, source, plot, 0)
    if plots.status[plot] == SOLD_AT_START:
        return
    cost, duration = rules.acquisition_cost_sd, rules.acquisition_duration_sd
    b.cost_factor[plot] = mean_one_factor(cost, plot_normal(source, plot, 0, ACQUISITION_COST))
    b.duration_factor[plot] = mean_one_factor(duration, plot_normal(source, plot, 0, ACQUISITION_DURATION))
    cost, duration = rules.preparation_cost_sd, rules.preparation_duration_sd
    b.preparation_factor[plot] = mean_one_factor(cost, plot_normal(source, plot, 0, PREPARATION_COST))
    normal = plot_normal(source, plot, 0, PREPARATION_DURATION)
    b.preparation_duration_factor[plot] = mean_one_factor(duration, normal)
    own_value = rules.plot_value_sd * plot_normal(source, plot, 0, VALUE)
    b.value_factor[plot] = math.exp(own_value)


@njit
def build_time(plots, source, plot, counter):
    """Months of building of a deal."""
    normal = plot_normal(source, plot, counter, BUILD_TIME)
    return plots.build_mean[plot] * mean_one_factor(plots.build_sigma[plot], normal)


@njit
def begin_reserved(plots, rules, b, plot):
    """A reserved plot is net land at its date, or by the scatter of what is left to prepare."""
    ready = plots.ready_month[plot]
    if plots.preparation_months[plot] > 0 or plots.preparation_cost[plot] > 0:
        to_go = whole_months(plots.preparation_months[plot])
        start = max(0, ready - to_go)
        prepare(plots, b, plot, start, 0)
        if to_go > 0:
            ready = start + b.preparation_months[plot]
    place(plots, b, plot, IN_PREPARATION)
    put(b, ready, plot, NET_LAND)


@njit
def prepare(plots, b, plot, start, priced):
    """Fixes and pays the preparation that begins in month `start`, at the costs of month `priced`."""
    months = max(1, whole_months(plots.preparation_months[plot] * b.preparation_duration_factor[plot]))
    cost = plots.preparation_cost[plot] * b.construction_cost[priced] * b.preparation_factor[plot]
    b.preparation_start[plot] = start
    b.preparation_months[plot] = months
    b.preparation_cost[plot] = cost
    pay_in_equal_parts(b, PREPARATION, start, months, cost)


@njit
def begin_sold(plots, market, b, plot):
    """A plot granted before month 0 starts by its own remaining lag."""
    place(plots, b, plot, SOLD)
    lag = start_lag(plots, market, b.regime[0], plot, b.start_lag_normal[plot])
    build(plots, b, plot, lag, lag + max(1, whole_months(b.build_months[plot])))


@njit
def start_lag(plots, market, regime, plot, normal):
    """Months from handover to the start of works: the plot's own, or the regime's."""
    own = plots.own_start_lag_mean[plot]
    if math.isnan(own):
        return whole_months(market.start_lag_mean[regime] * mean_one_factor(market.start_lag_sigma[regime], normal))
    return whole_months(own * mean_one_factor(plots.own_start_lag_sigma, normal))


@njit
def build(plots, b, plot, start, completion):
    """Enters start, phases and completion of a plot's works (the model, "Delivery")."""
    add_floor_area(plots, b, GFA_STARTED, start, plot, 1.0)
    phases = plots.phases[plot]
    for phase in range(1, phases + 1):
        month = start + whole_months((completion - start) * phase / phases)
        add_floor_area(plots, b, GFA_COMPLETED, month, plot, 1.0 / phases)
    if start < b.first.size:
        b.starting[start, 0] += 1
        b.starting[start, 1] += plots.land[plot]
    if completion < b.first.size:
        b.completing[completion, 0] += 1
        b.completing[completion, 1] += plots.land[plot]


# ----------------------------------------------------------------- reserve


@njit
def headroom(rules, b, month):
    """What could be borrowed in a month (CNY)."""
    limit = min(rules.facility_limit[month], rules.loan_to_value * collateral(b, month))
    return max(0.0, limit - b.money[MONEY_DEBT])


@njit
def collateral(b, month):
    """Appraised value of net land not sold (CNY)."""
    return (
        b.money[STOCK_RESIDENTIAL] * b.land_price[0, month]
        + b.money[STOCK_OFFICE] * b.land_price[1, month]
        + b.money[STOCK_ADMINISTERED]
    )


@njit
def start_acquisitions(plots, rules, source, b, month, waiting, next_due):
    """Considers every plot whose planned start has come, in order of planned start and id.

    `waiting` plots stand in the buffer; `next_due` plots of the order have come due. Returns both anew.
    """
    order = plots.reserve_order
    while next_due < order.size and plots.reserve_start[order[next_due]] <= month:
        b.waiting[waiting] = order[next_due]
        waiting += 1
        next_due += 1
    if waiting == 0:
        return 0, next_due
    level = math.exp(rules.elasticity * b.house_price[month])
    liquidity = b.money[MONEY_CASH] + headroom(rules, b, month)
    still = 0
    for position in range(waiting):
        plot = b.waiting[position]
        cost = plots.acquisition_cost[plot] * level * b.cost_factor[plot]
        reason = consider(plots, rules, source, b, month, plot, cost, liquidity)
        if reason < 0:
            acquire(plots, b, month, plot, cost, rules.window)
            continue
        if month < rules.window:
            b.tally[reason] += 1
        b.waiting[still] = plot
        still += 1
    return still, next_due


@njit
def consider(plots, rules, source, b, month, plot, cost, liquidity):
    """Why a plot waits another month, as the place of its count, or -1 when it starts (the model, "Reserve")."""
    committed = max(0.0, b.money[ACQUISITION_STARTED] - b.money[ACQUISITION_PAID])
    if liquidity - rules.funding_ratio * committed < rules.funding_ratio * cost:
        return WAITS_MONEY
    households, cleared = plots.households[plot], b.money[HOUSEHOLDS]
    if households == 0:
        return -1
    if cleared > 0 and cleared + households > rules.clearance_capacity:
        return WAITS_CAPACITY
    if month < b.consult_from[plot]:
        return WAITS_CONSENT
    counter = b.consultations[plot]
    b.consultations[plot] += 1
    if plot_uniform(source, plot, counter, CONSULTATION) < rules.consultation_failure:
        b.consult_from[plot] = month + rules.consultation_retry_months
        return WAITS_CONSENT
    return -1


@njit
def acquire(plots, b, month, plot, cost, window):
    """Starts an acquisition; its cost and that of its preparation are fixed now."""
    months = max(1, whole_months(plots.acquisition_months[plot] * b.duration_factor[plot]))
    cleared = month + months
    b.acquisition_start[plot] = month
    b.acquisition_cost[plot] = cost
    b.acquisition_months[plot] = months
    enter(plots, b, plot, IN_ACQUISITION)
    put(b, cleared, plot, CLEARED)
    b.money[HOUSEHOLDS] += plots.households[plot]
    b.money[ACQUISITION_STARTED] += cost
    pay_in_equal_parts(b, ACQUISITION, month, months, cost)
    prepare(plots, b, plot, cleared, month)
    post(b, LAND_RESERVED, month, plots.land[plot])
    if month < window:
        b.tally[RESERVED_PLOTS] += 1


# ----------------------------------------------------------------- sale


@njit
def hold_due_events(plots, rules, market, source, b, month):
    """Handles everything that falls due in a month."""
    while b.first[month] != NOBODY:
        plot = b.first[month]
        b.first[month] = b.following[plot]
        event = b.event[plot]
        if event == CLEARED:
            enter(plots, b, plot, IN_PREPARATION)
            put(b, month + b.preparation_months[plot], plot, NET_LAND)
        elif event == NET_LAND:
            become_net_land(plots, rules, b, month, plot)
        elif event == LIST:
            enter(plots, b, plot, LISTED)
            b.listed[plot] = month
            put(b, month + rules.notice_months, plot, RESULT)
        elif event == RESULT:
            hold_auction(plots, rules, market, source, b, month, plot)
        elif event == DEFAULT:
            default_on(plots, rules, b, month, plot)
        else:
            # Its cost came back with the first price; a second one recovers nothing.
            b.full_cost[plot] = 0.0
            enter_stock(plots, b, plot)
            put(b, month + rules.relist_months, plot, LIST)


@njit
def become_net_land(plots, rules, b, month, plot):
    """The plot can be sold; what it has cost is known."""
    outlays = b.acquisition_cost[plot] + b.preparation_cost[plot]
    b.full_cost[plot] = plots.sunk_cost[plot] + outlays * (1 + rules.administration_rate)
    enter_stock(plots, b, plot)
    if plots.list_month[plot] >= 0:
        put(b, max(month, plots.list_month[plot]), plot, LIST)


@njit
def absorption_factor(rules, b, use, month):
    """Factor of the last twelve months' sales of a use on the mean number of bidders."""
    if b.absorption_month[use] != month:
        recent = 0.0
        for earlier in range(max(0, month - ABSORPTION_MONTHS), month):
            recent += b.series[earlier, GFA_DEALT + use]
        b.absorption_month[use] = month
        b.absorption[use] = (1 + recent / rules.absorption[use]) ** -rules.absorption_elasticity
    return b.absorption[use]


@njit
def hold_auction(plots, rules, market, source, b, month, plot):
    """An English auction with private values (the model, "Sale")."""
    listed = b.listed[plot]
    appraised = worth(plots, plot, b, max(0, listed - rules.appraisal_lag_months))
    appraised *= b.value_factor[plot] ** rules.appraisal_knowledge
    reserve = rules.reserve_ratio * appraised * (1 - rules.cut_per_failed_round) ** b.failed_rounds[plot]
    if rules.cost_floor:
        reserve = max(reserve, b.full_cost[plot])
    mean = b.bidder_mean[listed] * absorption_factor(rules, b, plots.main_use[plot], month)
    centre = worth(plots, plot, b, month) * b.value_factor[plot] * b.bid_level[month]
    counter = b.auctions[plot]
    b.auctions[plot] += 1
    bidders = bidder_count(source, plot, counter, mean, rules.bidder_shape)
    highest, second = two_highest(source, plot, counter, bidders)
    in_window = month < rules.window
    b.series[month, AUCTIONS] += 1
    b.tally[HELD] += in_window
    if centre * math.exp(rules.bid_sd * highest) < reserve or bidders == 0:
        b.series[month, AUCTIONS_FAILED] += 1
        b.tally[FAILED] += in_window
        fail(plots, rules, b, month, plot)
        return
    price = max(reserve, centre * math.exp(rules.bid_sd * second))
    if in_window:
        b.tally[BIDDERS] += bidders
        if reserve > 0:
            b.tally[PREMIUMS] += 1
            b.tally[PREMIUM_SUM] += price / reserve - 1
    deal(plots, rules, market, source, b, month, plot, appraised, reserve, price)


@njit
def fail(plots, rules, b, month, plot):
    """Back to stock for another round, or off the list after the last."""
    b.failed_rounds[plot] += 1
    if b.failed_rounds[plot] >= rules.max_rounds:
        enter(plots, b, plot, WITHDRAWN)
        b.tally[WITHDRAWALS] += month < rules.window
    else:
        enter(plots, b, plot, STOCK)
        put(b, month + rules.relist_months, plot, LIST)


@njit
def deal(plots, rules, market, source, b, month, plot, appraised, reserve, price):
    """The plot is sold: instalments, perhaps a default, works, idle land."""
    regime, counter = b.regime[month], b.deals[plot]
    uniform = plot_uniform(source, plot, counter, DEFAULT_ON)
    defaults = rules.instalment_months.size > 1 and uniform < market.default_rate[regime]
    lag_normal, build_months = b.start_lag_normal[plot], b.build_months[plot]
    if counter > 0:
        lag_normal = plot_normal(source, plot, counter, START_LAG)
        build_months = build_time(plots, source, plot, counter)
    lag = start_lag(plots, market, regime, plot, lag_normal)
    b.deals[plot] += 1
    b.failed_rounds[plot] = 0
    b.deal_month[plot] = month
    enter(plots, b, plot, SOLD)
    add_to_stock(plots, b, plot, -1.0)
    add_floor_area(plots, b, GFA_DEALT, month, plot, 1.0)
    post(b, LAND_DEALT, month, plots.land[plot])
    b.deal_deposit[plot] = min(rules.deposit_share * reserve, rules.instalment_share[0] * price)
    net_gain, gain, inflow, ends = collect(plots, rules, b, month, plot, price, defaults)
    if not defaults:
        repossessed = schedule_works(plots, rules, source, b, month, plot, price, lag, build_months)
        ends = min(ends, repossessed)
    if month < rules.window:
        count_deal(plots, rules, b, plot, appraised, price, net_gain, gain, inflow, defaults, ends)


@njit
def collect(plots, rules, b, month, plot, price, defaults):
    """Divides the instalments (the model, "Receipts"); a defaulting buyer pays only the first.

    Returns the net gain, the district's gain and what the district gets in all (CNY), and the month in which
    the buyer defaults, beyond any horizon if he does not.
    """
    recognised = b.full_cost[plot] * (1 + rules.finance_allowance)
    net_gain = gain = inflow = 0.0
    for index in range(rules.instalment_months.size):
        paid_in = month + rules.instalment_months[index]
        if defaults and index > 0:
            put(b, paid_in, plot, DEFAULT)
            deposit = b.deal_deposit[plot]
            return 0.0, deposit, deposit, paid_in
        parts = b.parts
        divide(plots, rules, parts, plot, price, recognised, rules.instalment_share[index] * price, paid_in)
        if index == 0:
            for part in range(PARTS):
                b.first_receipt[plot, part] = parts[part]
        net_gain += parts[NET]
        gain += parts[GAIN]
        inflow += parts[COST] + parts[FUND] + parts[GAIN]
        post_receipt(rules, b, parts, 1.0, paid_in, paid_in + rules.return_lag_months)
    return net_gain, gain, inflow, 10 * rules.horizon


@njit
def divide(plots, rules, parts, plot, price, recognised, gross, month):
    """Divides a receipt at the rates of its month; every yuan is in exactly one part."""
    parts[GROSS] = gross
    parts[FEE] = gross * rules.handling_fee_rate
    parts[FUND] = gross * rules.income_fund_rate
    divisible = gross - parts[FEE] - parts[FUND]
    due = gross / price * recognised if price > 0 else 0.0
    parts[COST] = min(divisible, due)
    parts[NET] = divisible - parts[COST]
    rest = parts[NET]
    rates = rules.accruals[min(month, rules.horizon - 1)]
    for accrual in range(rates.size):
        parts[ACCRUED + accrual] = rates[accrual] * parts[NET]
        rest -= parts[ACCRUED + accrual]
    parts[CITY] = rules.city_share[plots.plot_class[plot]] * rest
    parts[GAIN] = rest - parts[CITY]


@njit
def post_receipt(rules, b, parts, sign, month, return_month):
    """Posts a divided receipt, or undoes it; the cost portion comes back later."""
    if month < rules.horizon:
        b.series[month, RECEIPTS] += sign * parts[GROSS]
        b.series[month, HANDLING_FEE] += sign * parts[FEE]
        b.series[month, INCOME_FUND] += sign * parts[FUND]
        for accrual in range(3):
            b.series[month, ACCRUALS + accrual] += sign * parts[ACCRUED + accrual]
        b.series[month, CITY_SHARE] += sign * parts[CITY]
    post(b, COST_RETURNED, return_month, sign * parts[COST])
    post_gain(rules, b, month, sign * parts[GAIN])


@njit
def default_on(plots, rules, b, month, plot):
    """The buyer misses an instalment: the first one is undone, the deposit stays, the plot is back."""
    paid_in = b.deal_month[plot] + rules.instalment_months[0]
    # Cost that has not come back yet is undone on the day it would have.
    return_month = max(month, paid_in + rules.return_lag_months)
    post_receipt(rules, b, b.first_receipt[plot], -1.0, month, return_month)
    post(b, RECEIPTS, month, b.deal_deposit[plot])
    post_gain(rules, b, month, b.deal_deposit[plot])
    enter_stock(plots, b, plot)
    put(b, month + rules.default_relist_months, plot, LIST)


@njit
def schedule_works(plots, rules, source, b, month, plot, price, lag, build_months):
    """Start and completion, or idle land and its enforcement (the model, "Delivery").

    Returns the month of repossession, beyond any horizon without one.
    """
    handover = month + rules.handover_lag_months
    counter = b.deals[plot] - 1
    uniform = plot_uniform(source, plot, counter, GOVERNMENT_FAULT)
    buyers_fault = uniform >= rules.government_fault_probability
    if lag > rules.idle_after_months:
        idle = handover + rules.idle_after_months
        b.tally[IDLE] += idle < rules.window
        charged = plot_uniform(source, plot, counter, FEE_CHARGED) < rules.idle_fee_probability
        if buyers_fault and charged:
            fee = rules.idle_fee_share * price
            post(b, IDLE_FEE, idle, fee)
            post_gain(rules, b, idle, fee)
    enforced = plot_uniform(source, plot, counter, REPOSSESSED) < rules.repossession_probability
    if lag > rules.repossess_after_months and buyers_fault and enforced:
        repossessed = handover + rules.repossess_after_months
        put(b, repossessed, plot, REPOSSESSION)
        return repossessed
    start = handover + lag
    build(plots, b, plot, start, start + max(1, whole_months(build_months)))
    return 10 * rules.horizon


@njit
def count_deal(plots, rules, b, plot, appraised, price, net_gain, gain, inflow, defaults, ends):
    """Counts a deal of the window; `ends` is the month in which its buyer loses the plot."""
    use, tally = plots.main_use[plot], b.tally
    tally[DISTRICT_INFLOW] += inflow
    tally[PRICE_RESIDENTIAL + use] += price
    tally[AREA_RESIDENTIAL + use] += plots.gfa_total[plot]
    if ends >= rules.window:
        tally[HELD_PLOTS] += 1
        tally[HELD_LAND] += plots.land[plot]
        tally[HELD_GFA] += plots.gfa_total[plot]
        for index in range(rules.instalment_months.size):
            if b.deal_month[plot] + rules.instalment_months[index] >= rules.window:
                tally[RECEIVABLE] += rules.instalment_share[index] * price
    if defaults:
        tally[DEFAULTS] += 1
        return
    recognised = b.full_cost[plot] * (1 + rules.finance_allowance)
    tally[STANDING_PRICE] += price
    tally[STANDING_FULL_COST] += b.full_cost[plot]
    tally[STANDING_RECOGNISED] += recognised
    tally[STANDING_APPRAISED] += appraised
    tally[STANDING_NET_GAIN] += net_gain
    tally[STANDING_GAIN] += gain
    tally[INVERTED] += recognised > price
    if gain > tally[BEST]:
        tally[BEST], tally[SECOND_BEST], tally[THIRD_BEST] = gain, tally[BEST], tally[SECOND_BEST]
    elif gain > tally[SECOND_BEST]:
        tally[SECOND_BEST], tally[THIRD_BEST] = gain, tally[SECOND_BEST]
    elif gain > tally[THIRD_BEST]:
        tally[THIRD_BEST] = gain


# ----------------------------------------------------------------- the close of a month


@njit
def close_month(plots, rules, b, month):
    """The reserve centre's books (the model, "Reserve centre") and where everything stands."""
    row, money = b.series[month], b.money
    row[ADMINISTRATION] = rules.administration_rate * (row[ACQUISITION] + row[PREPARATION])
    outlay = row[ACQUISITION] + row[PREPARATION] + row[ADMINISTRATION]
    from_receipts = row[COST_RETURNED] + row[INCOME_FUND]
    row[INTEREST] = money[MONEY_DEBT] * max(0.0, b.lending_rate[month] + rules.spread) / MONTHS_PER_YEAR
    money[MONEY_CASH] += from_receipts + row[INJECTION] - outlay - row[INTEREST]
    borrow_or_repay(rules, b, month)
    money[ACQUISITION_PAID] += row[ACQUISITION]
    row[INFLOW] = from_receipts + row[DISTRICT_LAND_GAIN]
    row[OUTLAY] = outlay + row[INTEREST]
    row[BALANCE] = row[INFLOW] - row[OUTLAY]
    cumulative = treasury = 0.0
    if month > 0:
        cumulative, treasury = b.series[month - 1, CUMULATIVE_BALANCE], b.series[month - 1, TREASURY_BALANCE]
    row[CUMULATIVE_BALANCE] = cumulative + row[BALANCE]
    row[CASH] = money[MONEY_CASH]
    row[DEBT] = money[MONEY_DEBT]
    row[HEADROOM] = headroom(rules, b, month)
    row[COLLATERAL] = collateral(b, month)
    paid_on = row[HANDLING_FEE] + row[INCOME_FUND] + row[CITY_SHARE] + row[DISTRICT_LAND_GAIN] + row[COST_RETURNED]
    accrued = row[ACCRUALS] + row[ACCRUALS + 1] + row[ACCRUALS + 2]
    row[TREASURY_BALANCE] = treasury + row[RECEIPTS] + row[IDLE_FEE] - paid_on - accrued
    record_states(b, month)
    if month + 1 == rules.window:
        take_inventory(plots, rules, b, month)


@njit
def borrow_or_repay(rules, b, month):
    """Principal due, then a draw, support, or early repayment, oldest first."""
    row, money = b.series[month], b.money
    repaid = b.due[month]
    b.due[month] = 0.0
    settle(money, repaid)
    if money[MONEY_CASH] < rules.min_cash:
        row[DRAW] = min(rules.min_cash - money[MONEY_CASH], headroom(rules, b, month))
        money[MONEY_CASH] += row[DRAW]
        money[MONEY_DEBT] += row[DRAW]
        b.due[month + rules.loan_term_months] += row[DRAW]
    if money[MONEY_CASH] < 0:
        row[SUPPORT] = -money[MONEY_CASH]
        money[MONEY_CASH] = 0.0
    excess = money[MONEY_CASH] - rules.min_cash - rules.cash_buffer
    if excess > 0 and money[MONEY_DEBT] > 0:
        left = excess
        for later in range(month + 1, month + rules.loan_term_months + 1):
            part = min(left, b.due[later])
            b.due[later] -= part
            left -= part
            if left == 0:
                break
        repaid += excess - left
        settle(money, excess - left)
        if left > 0:
            # Nothing falls due any more; rounding must not leave a debt either.
            money[MONEY_DEBT] = 0.0
    row[REPAYMENT] = repaid


@njit
def settle(money, amount):
    """Pays principal."""
    money[MONEY_CASH] -= amount
    money[MONEY_DEBT] = max(0.0, money[MONEY_DEBT] - amount)


@njit
def record_states(b, month):
    """Plots and land by state at the end of a month."""
    for kind in range(2):
        inside = b.plots_in if kind == 0 else b.land_in
        inside[SOLD] -= b.starting[month, kind]
        inside[BUILDING] += b.starting[month, kind] - b.completing[month, kind]
        inside[COMPLETED] += b.completing[month, kind]
        first = PLOTS_IN if kind == 0 else LAND_IN
        for state in range(STATES):
            b.series[month, first + state] = inside[state]


@njit
def take_inventory(plots, rules, b, month):
    """What was spent on plots then reserved and unsold, and what they are worth (CNY)."""
    window = month + 1
    for plot in range(plots.land.size):
        if not IN_ACQUISITION <= b.state[plot] <= WITHDRAWN:
            continue
        outlays = b.preparation_cost[plot] * paid_share(window, b.preparation_start[plot], b.preparation_months[plot])
        if b.acquisition_start[plot] >= 0:
            share = paid_share(window, b.acquisition_start[plot], b.acquisition_months[plot])
            outlays += b.acquisition_cost[plot] * share
        b.tally[INVENTORY_COST] += plots.sunk_cost[plot] + outlays * (1 + rules.administration_rate)
        b.tally[INVENTORY_VALUE] += worth(plots, plot, b, month)


@njit
def paid_share(until, start, months):
    """The part of an outlay in equal monthly parts that is paid before a month."""
    return min(1.0, max(0, until - start) / max(1, months))


# ----------------------------------------------------------------- figures


@njit
def measure(rules, b, figures):
    """The figures of a trial, in the order of `inputs.FIGURES` (the model, "Figures")."""
    tally, series = b.tally, b.series
    sums = np.zeros(SERIES_COUNT)
    for month in range(rules.window):
        sums += series[month]
    discount = (1 + rules.discount_rate) ** (-1 / MONTHS_PER_YEAR)
    npv, last_below = 0.0, -1
    for month in range(rules.horizon - 1, -1, -1):
        npv = (npv + series[month, BALANCE]) * discount
        if series[month, CUMULATIVE_BALANCE] < 0 and last_below < 0:
            last_below = month
    peak, peak_month, need, support, first_support, support_months = 0.0, math.nan, 0.0, 0.0, math.nan, 0
    for month in range(rules.horizon):
        if series[month, SUPPORT] > 0:
            support += series[month, SUPPORT]
            support_months += 1
            if math.isnan(first_support):
                first_support = month
        if series[month, DEBT] > peak:
            peak, peak_month = series[month, DEBT], month
        need = max(need, series[month, DEBT] + support)
    figures[0] = series[rules.window - 1, CUMULATIVE_BALANCE]
    figures[1] = series[rules.horizon - 1, CUMULATIVE_BALANCE]
    figures[2] = tally[DISTRICT_INFLOW] - tally[STANDING_FULL_COST] - sums[INTEREST]
    figures[3] = ratio(sums[INFLOW], sums[OUTLAY])
    figures[4] = npv
    figures[5] = sums[RECEIPTS]
    figures[6] = ratio(tally[STANDING_NET_GAIN], tally[STANDING_PRICE])
    figures[7] = ratio(tally[STANDING_FULL_COST], tally[STANDING_PRICE])
    figures[8] = ratio(COVER_SHARE * tally[STANDING_APPRAISED], tally[STANDING_RECOGNISED])
    figures[9] = tally[INVERTED]
    figures[10] = ratio(tally[BEST] + tally[SECOND_BEST] + tally[THIRD_BEST], tally[STANDING_GAIN])
    figures[11] = peak
    figures[12] = peak_month
    figures[13] = need
    figures[14] = sums[INTEREST]
    figures[15] = support
    figures[16] = first_support
    figures[17] = support_months
    figures[18] = last_below + 1 if last_below + 1 < rules.horizon else math.nan
    figures[19] = tally[RESERVED_PLOTS]
    figures[20] = sums[LAND_RESERVED] / SQUARE_METRES_PER_HECTARE
    figures[21] = tally[HELD_PLOTS]
    figures[22] = tally[HELD_LAND] / SQUARE_METRES_PER_HECTARE
    figures[23] = tally[HELD_GFA]
    figures[24] = ratio(tally[FAILED], tally[HELD])
    figures[25] = tally[WITHDRAWALS]
    figures[26] = ratio(tally[PREMIUM_SUM], tally[PREMIUMS])
    figures[27] = ratio(tally[BIDDERS], tally[HELD] - tally[FAILED])
    figures[28] = tally[DEFAULTS]
    figures[29] = ratio(tally[PRICE_RESIDENTIAL], tally[AREA_RESIDENTIAL])
    figures[30] = ratio(tally[PRICE_OFFICE], tally[AREA_OFFICE])
    figures[31] = tally[WAITS_MONEY]
    figures[32] = tally[WAITS_CAPACITY]
    figures[33] = tally[WAITS_CONSENT]
    figures[34] = np.sum(sums[GFA_STARTED : GFA_STARTED + AREA_COUNT])
    figures[35] = sums[GFA_STARTED + 1]
    figures[36] = sums[GFA_STARTED + 2]
    figures[37] = np.sum(sums[GFA_COMPLETED : GFA_COMPLETED + AREA_COUNT])
    figures[38] = sums[GFA_COMPLETED + 1]
    figures[39] = tally[IDLE]
    figures[40] = tally[INVENTORY_COST]
    figures[41] = tally[INVENTORY_VALUE]
    for month in range(rules.window, rules.horizon):
        sums += series[month]
    outlay = sums[ACQUISITION] + sums[PREPARATION] + sums[ADMINISTRATION]
    for_debt = sums[COST_RETURNED] + sums[INCOME_FUND] + sums[INJECTION] - outlay
    figures[42] = ratio(for_debt, sums[REPAYMENT] + sums[INTEREST])
    figures[43] = tally[RECEIVABLE]


# ----------------------------------------------------------------- trials


@njit
def run_trial(plots, rules, market, source, b):
    """One future, month by month, into the buffers."""
    simulate_market(market, rules, source, b)
    begin(plots, rules, market, source, b)
    waiting = next_due = 0
    for month in range(rules.horizon):
        if rules.january[month]:
            b.money[HOUSEHOLDS] = 0.0
        hold_due_events(plots, rules, market, source, b, month)
        waiting, next_due = start_acquisitions(plots, rules, source, b, month, waiting, next_due)
        close_month(plots, rules, b, month)


@njit(nogil=True)
def run_block(plots, rules, market, buffers, source, figures):
    """Runs as many trials as `figures` has rows and fills them; all but these are arrays of one record."""
    for trial in range(figures.shape[0]):
        run_trial(plots[0], rules[0], market[0], source, buffers[0])
        measure(rules[0], buffers[0], figures[trial])


def simulate(given: Inputs, trials: int, seed: int, threads: int = 1) -> dict[str, np.ndarray]:
    """Figures of `trials` trials by name; they depend on the seed, not on the number of threads."""
    figures = np.empty((trials, len(FIGURES)))
    blocks = [figures[first : first + BLOCK] for first in range(0, trials, BLOCK)]
    generators = np.random.default_rng(seed).spawn(len(blocks))
    records = [as_record(part) for part in (given.plots, given.rules, given.market)]
    buffers = buffers_type(given.plots, given.rules)

    def run(block: np.ndarray, generator: np.random.Generator) -> None:
        run_block(*records, np.zeros(1, buffers), generator, block)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, blocks, generators))
    return {name: figures[:, column] for column, name in enumerate(FIGURES)}


def main() -> None:
    """Runs trials and prints how long they took, compilation apart."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    given = inputs.read()
    begun = Clocks.now()
    simulate(given, 1, arguments.seed)
    compilation = begun.elapsed()
    begun = Clocks.now()
    figures = simulate(given, arguments.trials, arguments.seed, arguments.threads)
    inputs.print_run(arguments.trials, begun.elapsed(), compilation.wall, figures)


if __name__ == "__main__":
    main()
