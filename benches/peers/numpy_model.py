"""The baseline programme with NumPy arrays: trials side by side, months one after the other.

The same model as `numba_model`, with the same things left out. Trials are an axis of every array. What is due in
a month is found for all plots and trials at once and handled as lists of (plot, trial) pairs, kind by kind;
only acquisitions go plot by plot, because each uses up the money and the households of the next. Sections
are those of `docs/model.md`, "the model".

Random numbers come from NumPy's PCG64, one generator for each batch; results depend on seed and batch size.
Numbers of bidders are gamma mixtures of Poissons, the two highest valuations come from two exponential
variates by order statistics.
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy.special import ndtri

import inputs
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

#: Trials side by side: with fewer the interpreter's own work shows, with more only the memory grows.
BATCH = 2_000
#: Month of an event that is not pending.
NEVER = -1
#: What happens to a plot next; each plot has at most one event pending.
CLEARED, NET_LAND, LIST, RESULT, DEFAULT, REPOSSESSION = range(6)
#: Plots that may be sold several times keep the gain of each deal; the best three count.
BEST_DEALS = 3

Array = np.ndarray


def whole_months(months: Array) -> Array:
    """Rounds half away from zero; months are never negative."""
    return np.floor(months + 0.5).astype(np.int64)


def mean_one_factor(sigma: Array | float, normal: Array) -> Array:
    """Lognormal factors with mean 1."""
    return np.exp(sigma * normal - 0.5 * np.square(sigma))


def ratio(numerator: Array, denominator: Array) -> Array:
    """NaN, undefined, where there is nothing to divide by."""
    defined = denominator > 0
    return np.where(defined, numerator / np.where(defined, denominator, 1.0), np.nan)


class Path:
    """The market of a batch (the model, "Market"): arrays [month, trial], prices [use, month, trial]."""

    def __init__(self, given: Inputs, trials: int, rng: np.random.Generator) -> None:
        market, rules = given.market, given.rules
        shape = (rules.horizon, trials)
        self.regime = np.empty(shape, np.int64)
        self.house_price = np.empty(shape)
        log_price = np.empty((len(USES), *shape))
        log_cost, self.lending_rate, demand = np.empty(shape), np.empty(shape), np.empty(shape)

        regime = np.searchsorted(market.cumulative_initial, rng.random(trials), side="right")
        momentum = np.full(trials, market.initial_momentum)
        house_price, cost, log_demand = np.zeros(trials), np.zeros(trials), np.zeros(trials)
        rate, land_own = np.full(trials, market.rate_initial), np.zeros((len(USES), trials))
        for month in range(rules.horizon):
            if month > 0:
                z = market.factor @ rng.standard_normal((market.factor.shape[0], trials))
                # The change into a month uses the regime before it.
                momentum = (
                    market.momentum * momentum
                    + (1 - market.momentum) * market.regime_mean[regime]
                    + market.monthly_pull * (market.monthly_trend * (month - 1) - house_price)
                    + market.regime_volatility[regime] * z[0]
                )
                row = market.cumulative_transition[regime]
                regime = (rng.random(trials)[:, None] >= row[:, :-1]).sum(axis=1)
                house_price = house_price + momentum
                land_own = market.land_keep[:, None] * land_own + market.land_spread[:, None] * z[1:3]
                cost = cost + market.cost_drift + market.cost_spread * z[3]
                pull = market.rate_pull * (market.policy_rate[month - 1] - rate)
                rate = np.maximum(0.0, rate + pull + market.rate_spread * z[4])
                log_demand = market.demand_keep * log_demand + market.demand_spread * z[5]
            self.regime[month] = regime
            self.house_price[month] = house_price
            drifted = (market.drift * month / MONTHS_PER_YEAR)[:, None]
            log_price[:, month] = market.leverage[:, None] * house_price + drifted + land_own
            log_cost[month], self.lending_rate[month], demand[month] = cost, rate, log_demand
        self.land_price = np.exp(log_price)
        self.construction_cost = np.exp(log_cost)
        mean = rules.bidder_mean * market.bidder_multiplier[self.regime] * np.exp(demand)
        self.bidder_mean = np.clip(mean, rules.bidder_mean_least, rules.bidder_mean_greatest)
        self.bid_level = np.exp(rules.bid_bias + rules.bid_demand_elasticity * demand)


class Batch:
    """Trials side by side: arrays by plot are [plot, trial], books are [month, trial]."""

    def __init__(self, given: Inputs, trials: int, rng: np.random.Generator) -> None:
        self.plots, self.rules, self.market = given.plots, given.rules, given.market
        self.trials, self.rng = trials, rng
        self.path = Path(given, trials, rng)
        plots, rules = self.plots, self.rules
        shape = (plots.land.size, trials)

        self.series = np.zeros((SERIES_COUNT, rules.horizon, trials))
        self.due = np.zeros((rules.horizon + rules.loan_term_months + 1, trials))
        self.due[: rules.loan_term_months] = rules.opening_debt / rules.loan_term_months
        self.cash = np.full(trials, rules.opening_cash)
        self.debt = np.full(trials, rules.opening_debt)
        self.acquisition_started, self.acquisition_paid = np.zeros(trials), np.zeros(trials)
        self.households = np.zeros(trials)
        self.stock = np.zeros((len(USES) + 1, trials))
        self.tally = {name: np.zeros(trials) for name in TALLIES}
        self.gains: list[tuple[Array, Array]] = []

        self.event_month = np.full(shape, NEVER, np.int16)
        self.event = np.zeros(shape, np.int8)
        self.state = np.full(shape, PlotState.UNRESERVED, np.int8)
        self.states_in = np.zeros((2, len(PlotState), trials))
        # [plots or land, month, trial]
        self.starting, self.completing = (np.zeros((2, rules.horizon, trials)) for _ in range(2))

        self.waiting = np.zeros(shape, bool)
        self.acquisition_start = np.full(shape, NEVER, np.int16)
        self.acquisition_months, self.preparation_months = (np.ones(shape, np.int16) for _ in range(2))
        self.preparation_start = np.zeros(shape, np.int16)
        self.acquisition_cost, self.preparation_cost = np.zeros(shape), np.zeros(shape)
        self.consult_from = np.zeros(shape, np.int16)
        self.full_cost = np.zeros(shape)
        self.listed, self.deal_month = np.zeros(shape, np.int16), np.zeros(shape, np.int16)
        self.failed_rounds, self.deals = np.zeros(shape, np.int8), np.zeros(shape, np.int8)
        self.deposit = np.zeros(shape)
        self.first_receipt: dict[str, Array] = {name: np.zeros(shape) for name in RECEIPT_PARTS}

        # Each plot's own scatter around what is expected of it.
        def normals() -> Array:
            return rng.standard_normal(shape)

        self.start_lag_normal = normals()
        self.build_months = plots.build_mean[:, None] * mean_one_factor(plots.build_sigma[:, None], normals())
        self.cost_factor = mean_one_factor(rules.acquisition_cost_sd, normals())
        self.duration_factor = mean_one_factor(rules.acquisition_duration_sd, normals())
        self.preparation_factor = mean_one_factor(rules.preparation_cost_sd, normals())
        self.preparation_duration_factor = mean_one_factor(rules.preparation_duration_sd, normals())
        self.value_factor = np.exp(rules.plot_value_sd * normals())
        self.begin()

    # ------------------------------------------------------------- postings

    def post(self, series: int, month: int, trial: Array, amount: Array) -> None:
        """Adds amounts of a month to a series; beyond the horizon they are not seen."""
        if month < self.rules.horizon and trial.size:
            self.series[series, month] += np.bincount(trial, amount, self.trials)

    def post_each(self, table: Array, month: Array, trial: Array, amount: Array) -> None:
        """Adds amounts to months of their own in a table [month, trial]."""
        seen = month < self.rules.horizon
        np.add.at(table.reshape(-1), month[seen] * self.trials + trial[seen], amount[seen])

    def post_gain(self, month: int, trial: Array, gain: Array) -> None:
        """District land gain, and the part of it that goes to the reserve centre."""
        self.post(Series.DISTRICT_LAND_GAIN, month, trial, gain)
        self.post(Series.INJECTION, month, trial, self.rules.reinvested_share * gain)

    def pay_in_equal_parts(self, series: int, first: Array, months: Array, trial: Array, cost: Array) -> None:
        """Enters a cost in equal monthly parts as a step up and a step down; the close adds the steps up."""
        part = cost / months
        self.post_each(self.series[series], first, trial, part)
        self.post_each(self.series[series], first + months, trial, -part)

    def count(self, name: str, trial: Array, amount: Array | float = 1.0) -> None:
        """Adds to a sum over the window."""
        weights = np.broadcast_to(amount, trial.shape)
        self.tally[name] += np.bincount(trial, weights, self.trials)

    def put(self, plot: Array, trial: Array, month: Array | int, event: int) -> None:
        """Enters the next event of plots; beyond the horizon it is not seen."""
        self.event_month[plot, trial] = np.minimum(month, self.rules.horizon)
        self.event[plot, trial] = event

    def enter(self, plot: Array, trial: Array, state: int) -> None:
        """Moves plots to a state."""
        before, land = self.state[plot, trial].astype(np.int64), self.plots.land[plot]
        for kind, amount in enumerate((np.ones(plot.size), land)):
            places = self.states_in[kind].reshape(-1)
            np.subtract.at(places, before * self.trials + trial, amount)
            np.add.at(places, state * self.trials + trial, amount)
        self.state[plot, trial] = state

    def add_to_stock(self, plot: Array, trial: Array, sign: float) -> None:
        """Adds plots to the net land not sold, the collateral, or takes them out."""
        for use in range(len(USES)):
            self.stock[use] += sign * np.bincount(trial, self.plots.worth[plot, use], self.trials)
        self.stock[-1] += sign * np.bincount(trial, self.plots.administered_worth[plot], self.trials)

    def enter_stock(self, plot: Array, trial: Array) -> None:
        """Net land that may be listed."""
        self.enter(plot, trial, PlotState.STOCK)
        self.add_to_stock(plot, trial, 1.0)

    def worth(self, plot: Array, trial: Array, month: Array | int) -> Array:
        """Appraised values at the prices of a month (CNY)."""
        price = self.path.land_price
        own = self.plots.worth[plot]
        market = own[:, 0] * price[0, month, trial] + own[:, 1] * price[1, month, trial]
        return market + self.plots.administered_worth[plot]

    # ------------------------------------------------------------- month 0

    def begin(self) -> None:
        """Puts every plot where it stands at month 0."""
        plots, everyone = self.plots, np.arange(self.trials)
        self.states_in[0, PlotState.UNRESERVED] = plots.land.size
        self.states_in[1, PlotState.UNRESERVED] = plots.land.sum()
        for index in np.flatnonzero(plots.status == Status.RESERVED):
            self.begin_reserved(np.full(self.trials, index), everyone)
        for index in np.flatnonzero(plots.status == Status.SOLD):
            plot = np.full(self.trials, index)
            self.enter(plot, everyone, PlotState.SOLD)
            start = self.start_lag(plot, self.path.regime[0], self.start_lag_normal[index])
            self.build(plot, everyone, start, self.build_months[index])

    def begin_reserved(self, plot: Array, trial: Array) -> None:
        """A reserved plot is net land at its date, or by the scatter of what is left to prepare."""
        index = plot[0]
        ready = np.full(self.trials, self.plots.ready_month[index])
        if self.plots.preparation_months[index] > 0 or self.plots.preparation_cost[index] > 0:
            to_go = whole_months(self.plots.preparation_months[index])
            start = np.maximum(0, ready - to_go)
            self.prepare(plot, trial, start, 0)
            if to_go > 0:
                ready = start + self.preparation_months[index]
        self.enter(plot, trial, PlotState.PREPARATION)
        self.put(plot, trial, ready, NET_LAND)

    def prepare(self, plot: Array, trial: Array, start: Array, priced: int) -> None:
        """Fixes and pays preparations that begin in months `start`, at the costs of month `priced`."""
        planned = self.plots.preparation_months[plot] * self.preparation_duration_factor[plot, trial]
        months = np.maximum(1, whole_months(planned))
        index = self.path.construction_cost[priced, trial]
        cost = self.plots.preparation_cost[plot] * index * self.preparation_factor[plot, trial]
        self.preparation_start[plot, trial] = np.minimum(start, self.rules.horizon)
        self.preparation_months[plot, trial] = np.minimum(months, self.rules.horizon)
        self.preparation_cost[plot, trial] = cost
        self.pay_in_equal_parts(Series.PREPARATION, start, months, trial, cost)

    def start_lag(self, plot: Array, regime: Array, normal: Array) -> Array:
        """Months from handover to the start of works: the plot's own, or the regime's."""
        own = self.plots.own_start_lag_mean[plot]
        has_own = ~np.isnan(own)
        mean = np.where(has_own, own, self.market.start_lag_mean[regime])
        sigma = np.where(has_own, self.plots.own_start_lag_sigma, self.market.start_lag_sigma[regime])
        return whole_months(mean * mean_one_factor(sigma, normal))

    def build(self, plot: Array, trial: Array, start: Array, build_months: Array) -> None:
        """Enters start, phases and completion of works (the model, "Delivery")."""
        plots, months = self.plots, np.maximum(1, whole_months(build_months))
        gfa, phases = plots.gfa[plot], plots.phases[plot]
        for area in range(len(AREAS)):
            self.post_each(self.series[Series.GFA_STARTED + area], start, trial, gfa[:, area])
        for phase in range(1, phases.max(initial=0) + 1):
            some = phases >= phase
            month = start[some] + whole_months(months[some] * phase / phases[some])
            for area in range(len(AREAS)):
                part = gfa[some, area] / phases[some]
                self.post_each(self.series[Series.GFA_COMPLETED + area], month, trial[some], part)
        for kind, amount in enumerate((np.ones(plot.size), plots.land[plot])):
            self.post_each(self.starting[kind], start, trial, amount)
            self.post_each(self.completing[kind], start + months, trial, amount)

    # ------------------------------------------------------------- reserve

    def collateral(self, month: int) -> Array:
        """Appraised value of net land not sold (CNY)."""
        price = self.path.land_price[:, month]
        return self.stock[0] * price[0] + self.stock[1] * price[1] + self.stock[2]

    def headroom(self, month: int) -> Array:
        """What could be borrowed in a month (CNY)."""
        secured = self.rules.loan_to_value * self.collateral(month)
        return np.maximum(0.0, np.minimum(self.rules.facility_limit[month], secured) - self.debt)

    def start_acquisitions(self, month: int) -> None:
        """Considers every plot whose planned start has come, in order of planned start and id."""
        plots = self.plots
        for index in plots.reserve_order[plots.reserve_start[plots.reserve_order] == month]:
            self.waiting[index] = True
        considered = plots.reserve_order[self.waiting[plots.reserve_order].any(axis=1)]
        if considered.size == 0:
            return
        level = np.exp(self.rules.elasticity * self.path.house_price[month])
        liquidity = self.cash + self.headroom(month)
        for index in considered:
            trial = np.flatnonzero(self.waiting[index])
            cost = plots.acquisition_cost[index] * level[trial] * self.cost_factor[index, trial]
            starts = self.consider(index, trial, cost, liquidity[trial], month)
            if starts.any():
                self.acquire(np.full(starts.sum(), index), trial[starts], cost[starts], month)

    def consider(self, index: int, trial: Array, cost: Array, liquidity: Array, month: int) -> Array:
        """Which trials start a plot; the others' reasons are counted (the model, "Reserve")."""
        rules = self.rules
        committed = np.maximum(0.0, self.acquisition_started[trial] - self.acquisition_paid[trial])
        without_money = liquidity - rules.funding_ratio * committed < rules.funding_ratio * cost
        starts = ~without_money
        households = self.plots.households[index]
        without_capacity = without_consent = np.zeros(trial.size, bool)
        if households > 0:
            cleared = self.households[trial]
            without_capacity = starts & (cleared > 0) & (cleared + households > rules.clearance_capacity)
            asked = starts & ~without_capacity
            held = asked & (self.consult_from[index, trial] <= month)
            failed = held & (self.rng.random(trial.size) < rules.consultation_failure)
            self.consult_from[index, trial[failed]] = month + rules.consultation_retry_months
            starts = held & ~failed
            without_consent = asked & ~starts
        if month < rules.window:
            self.count("waits_money", trial[without_money])
            self.count("waits_capacity", trial[without_capacity])
            self.count("waits_consent", trial[without_consent])
        return starts

    def acquire(self, plot: Array, trial: Array, cost: Array, month: int) -> None:
        """Starts acquisitions; their cost and that of their preparation are fixed now."""
        planned = self.plots.acquisition_months[plot] * self.duration_factor[plot, trial]
        months = np.maximum(1, whole_months(planned))
        self.waiting[plot, trial] = False
        self.acquisition_start[plot, trial] = month
        self.acquisition_cost[plot, trial] = cost
        self.acquisition_months[plot, trial] = np.minimum(months, self.rules.horizon)
        self.enter(plot, trial, PlotState.ACQUISITION)
        self.put(plot, trial, month + months, CLEARED)
        # A trial starts a plot once, so there is one pair for each trial here.
        self.households[trial] += self.plots.households[plot]
        self.acquisition_started[trial] += cost
        self.pay_in_equal_parts(Series.ACQUISITION, np.full(trial.size, month), months, trial, cost)
        self.prepare(plot, trial, month + months, month)
        self.post(Series.LAND_RESERVED, month, trial, self.plots.land[plot])
        if month < self.rules.window:
            self.count("reserved_plots", trial)

    # ------------------------------------------------------------- sale

    def hold_due_events(self, month: int) -> None:
        """Handles everything that falls due in a month, until nothing does."""
        handlers = (
            self.begin_preparation,
            self.become_net_land,
            self.list,
            self.hold_auctions,
            self.default_on,
            self.repossess,
        )
        while True:
            pairs = np.flatnonzero(self.event_month == month)
            if pairs.size == 0:
                return
            plot, trial = np.divmod(pairs, self.trials)
            self.event_month[plot, trial] = NEVER
            kinds = self.event[plot, trial]
            for kind, handle in enumerate(handlers):
                some = kinds == kind
                if some.any():
                    handle(plot[some], trial[some], month)

    def begin_preparation(self, plot: Array, trial: Array, month: int) -> None:
        """Clearance ends."""
        self.enter(plot, trial, PlotState.PREPARATION)
        self.put(plot, trial, month + self.preparation_months[plot, trial], NET_LAND)

    def become_net_land(self, plot: Array, trial: Array, month: int) -> None:
        """The plots can be sold; what they have cost is known."""
        outlays = self.acquisition_cost[plot, trial] + self.preparation_cost[plot, trial]
        self.full_cost[plot, trial] = self.plots.sunk_cost[plot] + outlays * (1 + self.rules.administration_rate)
        self.enter_stock(plot, trial)
        planned = self.plots.list_month[plot]
        listed = planned >= 0
        self.put(plot[listed], trial[listed], np.maximum(month, planned[listed]), LIST)

    def list(self, plot: Array, trial: Array, month: int) -> None:
        """The plots are offered."""
        self.enter(plot, trial, PlotState.LISTED)
        self.listed[plot, trial] = month
        self.put(plot, trial, month + self.rules.notice_months, RESULT)

    def absorption_factor(self, month: int) -> Array:
        """Factor [use, trial] of the last twelve months' sales of a use on the mean number of bidders."""
        first = max(0, month - ABSORPTION_MONTHS)
        dealt = self.series[Series.GFA_DEALT : Series.GFA_DEALT + len(USES), first:month].sum(axis=1)
        return (1 + dealt / self.rules.absorption[:, None]) ** -self.rules.absorption_elasticity

    def hold_auctions(self, plot: Array, trial: Array, month: int) -> None:
        """English auctions with private values (the model, "Sale")."""
        rules, rng = self.rules, self.rng
        listed = self.listed[plot, trial]
        appraised = self.worth(plot, trial, np.maximum(0, listed - rules.appraisal_lag_months))
        appraised = appraised * self.value_factor[plot, trial] ** rules.appraisal_knowledge
        cut = (1 - rules.cut_per_failed_round) ** self.failed_rounds[plot, trial]
        reserve = rules.reserve_ratio * appraised * cut
        if rules.cost_floor:
            reserve = np.maximum(reserve, self.full_cost[plot, trial])
        absorption = self.absorption_factor(month)[self.plots.main_use[plot], trial]
        mean = self.path.bidder_mean[listed, trial] * absorption
        centre = self.worth(plot, trial, month) * self.value_factor[plot, trial] * self.path.bid_level[month, trial]
        shape = rules.bidder_shape
        bidders = rng.poisson(rng.standard_gamma(shape, plot.size) * mean / shape)
        # Logs of the highest and second highest of so many uniforms, and the normals that belong to them.
        log_highest = -rng.standard_exponential(plot.size) / np.maximum(bidders, 1)
        log_second = log_highest - rng.standard_exponential(plot.size) / np.maximum(bidders - 1, 1)
        highest, second = (centre * np.exp(-rules.bid_sd * ndtri(-np.expm1(log))) for log in (log_highest, log_second))
        sold = (bidders > 0) & (highest >= reserve)
        price = np.where(bidders > 1, np.maximum(reserve, second), reserve)
        self.post(Series.AUCTIONS, month, trial, np.ones(plot.size))
        self.post(Series.AUCTIONS_FAILED, month, trial, (~sold).astype(float))
        if month < rules.window:
            self.count("held", trial)
            self.count("failed", trial, ~sold)
            self.count("bidders", trial, sold * bidders)
            priced = sold & (reserve > 0)
            self.count("premiums", trial, priced)
            self.count("premium_sum", trial[priced], price[priced] / reserve[priced] - 1)
        self.fail(plot[~sold], trial[~sold], month)
        self.deal(plot[sold], trial[sold], month, appraised[sold], reserve[sold], price[sold])

    def fail(self, plot: Array, trial: Array, month: int) -> None:
        """Back to stock for another round, or off the list after the last."""
        self.failed_rounds[plot, trial] += 1
        last = self.failed_rounds[plot, trial] >= self.rules.max_rounds
        self.enter(plot[last], trial[last], PlotState.WITHDRAWN)
        if month < self.rules.window:
            self.count("withdrawn", trial[last])
        self.enter(plot[~last], trial[~last], PlotState.STOCK)
        self.put(plot[~last], trial[~last], month + self.rules.relist_months, LIST)

    def deal(self, plot: Array, trial: Array, month: int, appraised: Array, reserve: Array, price: Array) -> None:
        """The plots are sold: instalments, perhaps defaults, works, idle land."""
        plots, rules, rng, count = self.plots, self.rules, self.rng, plot.size
        regime = self.path.regime[month, trial]
        defaults = rng.random(count) < self.market.default_rate[regime]
        if rules.instalment_months.size == 1:
            defaults[:] = False
        first = self.deals[plot, trial] == 0
        lag_normal = np.where(first, self.start_lag_normal[plot, trial], rng.standard_normal(count))
        again = plots.build_mean[plot] * mean_one_factor(plots.build_sigma[plot], rng.standard_normal(count))
        build_months = np.where(first, self.build_months[plot, trial], again)
        lag = self.start_lag(plot, regime, lag_normal)
        self.deals[plot, trial] += 1
        self.failed_rounds[plot, trial] = 0
        self.deal_month[plot, trial] = month
        self.enter(plot, trial, PlotState.SOLD)
        self.add_to_stock(plot, trial, -1.0)
        for area in range(len(AREAS)):
            self.post(Series.GFA_DEALT + area, month, trial, plots.gfa[plot, area])
        self.post(Series.LAND_DEALT, month, trial, plots.land[plot])
        paid = rules.instalment_share[0] * price
        self.deposit[plot, trial] = np.minimum(rules.deposit_share * reserve, paid)
        totals = self.collect(plot, trial, month, price, defaults)
        stays = ~defaults
        ends = np.where(defaults, month + rules.instalment_months[1:].min(initial=rules.horizon), rules.horizon)
        ends[stays] = self.schedule_works(
            plot[stays], trial[stays], month, price[stays], lag[stays], build_months[stays]
        )
        if month < rules.window:
            self.count_deals(plot, trial, appraised, price, totals, defaults, ends)

    def collect(self, plot: Array, trial: Array, month: int, price: Array, defaults: Array) -> dict[str, Array]:
        """Divides the instalments (the model, "Receipts"); defaulting buyers pay only the first.

        Returns net gain, district gain and all that the district gets (CNY).
        """
        rules = self.rules
        recognised = self.full_cost[plot, trial] * (1 + rules.finance_allowance)
        totals = {name: np.zeros(plot.size) for name in ("net", "gain", "inflow")}
        for index, (months, share) in enumerate(zip(rules.instalment_months, rules.instalment_share, strict=True)):
            paid_in, pays = month + int(months), np.ones(plot.size, bool) if index == 0 else ~defaults
            parts = self.divide(plot, price, recognised, share * price, paid_in)
            if index == 0:
                for name, part in parts.items():
                    self.first_receipt[name][plot, trial] = part
            elif index == 1:
                self.put(plot[defaults], trial[defaults], paid_in, DEFAULT)
            totals["net"] += parts["net"]
            totals["gain"] += parts["gain"]
            totals["inflow"] += parts["cost"] + parts["fund"] + parts["gain"]
            paid = {name: part[pays] for name, part in parts.items()}
            self.post_receipts(trial[pays], paid, 1.0, paid_in, paid_in + rules.return_lag_months)
        deposit = self.deposit[plot, trial]
        return {
            "net": np.where(defaults, 0.0, totals["net"]),
            "gain": np.where(defaults, deposit, totals["gain"]),
            "inflow": np.where(defaults, deposit, totals["inflow"]),
        }

    def divide(self, plot: Array, price: Array, recognised: Array, gross: Array, month: int) -> dict[str, Array]:
        """Divides receipts at the rates of their month; every yuan is in exactly one part."""
        rules = self.rules
        fee, fund = gross * rules.handling_fee_rate, gross * rules.income_fund_rate
        divisible = gross - fee - fund
        cost = np.minimum(divisible, gross / np.where(price > 0, price, np.inf) * recognised)
        net = divisible - cost
        education, irrigation, affordable = rules.accruals[min(month, rules.horizon - 1)][:, None] * net
        rest = net - education - irrigation - affordable
        city = rules.city_share[self.plots.plot_class[plot]] * rest
        values = (gross, fee, fund, education, irrigation, affordable, city, rest - city, cost, net)
        return dict(zip(RECEIPT_PARTS, values, strict=True))

    def post_receipts(self, trial: Array, parts: dict[str, Array], sign: float, month: int, return_month: int) -> None:
        """Posts divided receipts, or undoes them; the cost portion comes back later."""
        for name, series in POSTED_PARTS.items():
            self.post(series, month, trial, sign * parts[name])
        self.post(Series.COST_RETURNED, return_month, trial, sign * parts["cost"])
        self.post_gain(month, trial, sign * parts["gain"])

    def default_on(self, plot: Array, trial: Array, month: int) -> None:
        """Buyers miss an instalment: the first one is undone, the deposit stays, the plot is back."""
        rules = self.rules
        parts = {name: part[plot, trial] for name, part in self.first_receipt.items()}
        # Cost that has not come back yet is undone on the day it would have. All defaults of a month are of
        # deals of one month.
        paid_in = int(self.deal_month[plot[0], trial[0]]) + int(rules.instalment_months[0])
        self.post_receipts(trial, parts, -1.0, month, max(month, paid_in + rules.return_lag_months))
        deposit = self.deposit[plot, trial]
        self.post(Series.RECEIPTS, month, trial, deposit)
        self.post_gain(month, trial, deposit)
        self.enter_stock(plot, trial)
        self.put(plot, trial, month + rules.default_relist_months, LIST)

    def repossess(self, plot: Array, trial: Array, month: int) -> None:
        """Idle land is taken back."""
        # Its cost came back with the first price; a second one recovers nothing.
        self.full_cost[plot, trial] = 0.0
        self.enter_stock(plot, trial)
        self.put(plot, trial, month + self.rules.relist_months, LIST)

    def schedule_works(
        self, plot: Array, trial: Array, month: int, price: Array, lag: Array, build_months: Array
    ) -> Array:
        """Start and completion, or idle land and its enforcement (the model, "Delivery").

        Returns the months of repossession, the horizon without one.
        """
        rules, rng, count = self.rules, self.rng, plot.size
        handover = month + rules.handover_lag_months
        buyers_fault = rng.random(count) >= rules.government_fault_probability
        is_idle, idle = lag > rules.idle_after_months, handover + rules.idle_after_months
        if idle < rules.window:
            self.count("idle", trial[is_idle])
        charged = is_idle & buyers_fault & (rng.random(count) < rules.idle_fee_probability)
        fee = rules.idle_fee_share * price[charged]
        self.post(Series.IDLE_FEE, idle, trial[charged], fee)
        self.post_gain(idle, trial[charged], fee)
        enforced = rng.random(count) < rules.repossession_probability
        taken = (lag > rules.repossess_after_months) & buyers_fault & enforced
        taken_in = handover + rules.repossess_after_months
        self.put(plot[taken], trial[taken], taken_in, REPOSSESSION)
        builds = ~taken
        self.build(plot[builds], trial[builds], handover + lag[builds], build_months[builds])
        return np.where(taken, taken_in, rules.horizon)

    def count_deals(
        self,
        plot: Array,
        trial: Array,
        appraised: Array,
        price: Array,
        totals: dict[str, Array],
        defaults: Array,
        ends: Array,
    ) -> None:
        """Counts deals of the window; in months `ends` their buyers lose the plots."""
        plots = self.plots
        self.count("district_inflow", trial, totals["inflow"])
        self.count("defaults", trial, defaults)
        for use, name in enumerate(USES):
            of_use = plots.main_use[plot] == use
            self.count(f"price_{name}", trial[of_use], price[of_use])
            self.count(f"area_{name}", trial[of_use], plots.gfa_total[plot[of_use]])
        held = ends >= self.rules.window
        self.count("held_plots", trial[held])
        self.count("held_land", trial[held], plots.land[plot[held]])
        self.count("held_gfa", trial[held], plots.gfa_total[plot[held]])
        deal_month = self.deal_month[plot[held], trial[held]]
        for months, share in zip(self.rules.instalment_months, self.rules.instalment_share, strict=True):
            late = deal_month + int(months) >= self.rules.window
            self.count("receivable", trial[held][late], share * price[held][late])
        stands = ~defaults
        full_cost = self.full_cost[plot, trial]
        recognised = full_cost * (1 + self.rules.finance_allowance)
        for name, values in (
            ("price", price),
            ("full_cost", full_cost),
            ("recognised", recognised),
            ("appraised", appraised),
            ("net", totals["net"]),
            ("gain", totals["gain"]),
            ("inverted", recognised > price),
        ):
            self.count(f"standing_{name}", trial[stands], values[stands])
        self.gains.append((trial[stands], totals["gain"][stands]))

    # ------------------------------------------------------------- the close of a month

    def close_month(self, month: int) -> None:
        """The reserve centre's books (the model, "Reserve centre") and where everything stands."""
        rules, row = self.rules, self.series[:, month]
        if month > 0:
            for steps in (Series.ACQUISITION, Series.PREPARATION):
                row[steps] += self.series[steps, month - 1]
        outlay = row[Series.ACQUISITION] + row[Series.PREPARATION]
        row[Series.ADMINISTRATION] = rules.administration_rate * outlay
        outlay = outlay + row[Series.ADMINISTRATION]
        from_receipts = row[Series.COST_RETURNED] + row[Series.INCOME_FUND]
        rate = np.maximum(0.0, self.path.lending_rate[month] + rules.spread)
        row[Series.INTEREST] = self.debt * rate / MONTHS_PER_YEAR
        self.cash += from_receipts + row[Series.INJECTION] - outlay - row[Series.INTEREST]
        self.borrow_or_repay(month)
        self.acquisition_paid += row[Series.ACQUISITION]
        row[Series.INFLOW] = from_receipts + row[Series.DISTRICT_LAND_GAIN]
        row[Series.OUTLAY] = outlay + row[Series.INTEREST]
        row[Series.BALANCE] = row[Series.INFLOW] - row[Series.OUTLAY]
        accruals = row[Series.ACCRUAL_EDUCATION : Series.ACCRUAL_AFFORDABLE_HOUSING + 1].sum(axis=0)
        paid_on = row[Series.HANDLING_FEE] + row[Series.INCOME_FUND] + accruals + row[Series.CITY_SHARE]
        paid_on += row[Series.DISTRICT_LAND_GAIN] + row[Series.COST_RETURNED]
        row[Series.CUMULATIVE_BALANCE] = row[Series.BALANCE]
        row[Series.TREASURY_BALANCE] = row[Series.RECEIPTS] + row[Series.IDLE_FEE] - paid_on
        if month > 0:
            for carried in (Series.CUMULATIVE_BALANCE, Series.TREASURY_BALANCE):
                row[carried] += self.series[carried, month - 1]
        row[Series.CASH], row[Series.DEBT] = self.cash, self.debt
        row[Series.HEADROOM], row[Series.COLLATERAL] = self.headroom(month), self.collateral(month)
        self.record_states(row, month)
        if month + 1 == rules.window:
            self.take_inventory(month)

    def borrow_or_repay(self, month: int) -> None:
        """Principal due, then a draw, support, or early repayment, oldest first."""
        rules, row = self.rules, self.series[:, month]
        repaid = self.due[month].copy()
        self.settle(repaid)
        draw = np.minimum(np.maximum(0.0, rules.min_cash - self.cash), self.headroom(month))
        self.cash += draw
        self.debt += draw
        self.due[month + rules.loan_term_months] += draw
        support = np.maximum(0.0, -self.cash)
        self.cash += support
        excess = self.cash - rules.min_cash - rules.cash_buffer
        early = np.flatnonzero((excess > 0) & (self.debt > 0))
        if early.size:
            due = self.due[month + 1 : month + rules.loan_term_months + 1]
            parts = due[:, early]
            paid = np.minimum(np.cumsum(parts, axis=0), excess[early])
            due[:, early] = np.maximum(0.0, parts - np.diff(paid, axis=0, prepend=0.0))
            amount = np.zeros(self.trials)
            amount[early] = paid[-1]
            self.settle(amount)
            # Where nothing falls due any more, rounding must not leave a debt either.
            all_paid = early[paid[-1] < excess[early]]
            self.debt[all_paid] = 0.0
            due[:, all_paid] = 0.0
            repaid += amount
        row[Series.DRAW], row[Series.SUPPORT], row[Series.REPAYMENT] = draw, support, repaid

    def settle(self, amount: Array) -> None:
        """Pays principal."""
        self.cash -= amount
        self.debt = np.maximum(0.0, self.debt - amount)

    def record_states(self, row: Array, month: int) -> None:
        """Plots and land by state at the end of a month."""
        starting, completing = self.starting[:, month], self.completing[:, month]
        self.states_in[:, PlotState.SOLD] -= starting
        self.states_in[:, PlotState.BUILDING] += starting - completing
        self.states_in[:, PlotState.COMPLETED] += completing
        row[Series.PLOTS_IN : Series.PLOTS_IN + len(PlotState)] = self.states_in[0]
        row[Series.LAND_IN : Series.LAND_IN + len(PlotState)] = self.states_in[1]

    def take_inventory(self, month: int) -> None:
        """What was spent on plots then reserved and unsold, and what they are worth (CNY)."""
        plot, trial = np.nonzero((self.state >= PlotState.ACQUISITION) & (self.state <= PlotState.WITHDRAWN))
        window = month + 1

        def paid_share(start: Array, months: Array) -> Array:
            return np.minimum(1.0, np.maximum(0, window - start[plot, trial]) / months[plot, trial])

        acquired = self.acquisition_cost[plot, trial] * paid_share(self.acquisition_start, self.acquisition_months)
        prepared = self.preparation_cost[plot, trial] * paid_share(self.preparation_start, self.preparation_months)
        outlays = (acquired + prepared) * (1 + self.rules.administration_rate)
        self.count("inventory_cost", trial, self.plots.sunk_cost[plot] + outlays)
        self.count("inventory_value", trial, self.worth(plot, trial, month))

    # ------------------------------------------------------------- figures

    def run(self) -> dict[str, Array]:
        """Runs the months and measures the figures."""
        for month in range(self.rules.horizon):
            if self.rules.january[month]:
                self.households[:] = 0.0
            self.hold_due_events(month)
            self.start_acquisitions(month)
            self.close_month(month)
        return self.measure()

    def top_gain(self) -> Array:
        """Gain of the best three deals of the window (CNY)."""
        trial, gain = (np.concatenate(parts) for parts in zip(*self.gains, strict=True))
        order = np.lexsort((-gain, trial))
        trial, gain = trial[order], gain[order]
        rank = np.arange(trial.size) - np.searchsorted(trial, trial)
        best = rank < BEST_DEALS
        return np.bincount(trial[best], gain[best], self.trials)

    def measure(self) -> dict[str, Array]:
        """The figures of the trials (the model, "Figures")."""
        rules, series, tally = self.rules, self.series, self.tally
        window, horizon = series[:, : rules.window].sum(axis=1), series.sum(axis=1)
        for_debt = (
            horizon[Series.COST_RETURNED] + horizon[Series.INCOME_FUND] + horizon[Series.INJECTION]
            - horizon[Series.ACQUISITION] - horizon[Series.PREPARATION] - horizon[Series.ADMINISTRATION]
        )
        balance, cumulative = series[Series.BALANCE], series[Series.CUMULATIVE_BALANCE]
        months = np.arange(1, rules.horizon + 1)
        discount = (1 + rules.discount_rate) ** (-months / MONTHS_PER_YEAR)
        # The month after the last one below zero; 0 when none is.
        reversed_below = cumulative[::-1] < 0
        breakeven = np.where(reversed_below.any(axis=0), rules.horizon - reversed_below.argmax(axis=0), 0)
        debt, support = series[Series.DEBT], series[Series.SUPPORT]
        supported = support > 0
        started = window[Series.GFA_STARTED : Series.GFA_STARTED + len(AREAS)]
        completed = window[Series.GFA_COMPLETED : Series.GFA_COMPLETED + len(AREAS)]
        values = {
            "window_balance_cny": cumulative[rules.window - 1],
            "settled_balance_cny": cumulative[-1],
            "accrual_balance_cny": tally["district_inflow"] - tally["standing_full_cost"] - window[Series.INTEREST],
            "coverage_ratio": ratio(window[Series.INFLOW], window[Series.OUTLAY]),
            "npv_cny": discount @ balance,
            "receipts_cny": window[Series.RECEIPTS],
            "gain_ratio": ratio(tally["standing_net"], tally["standing_price"]),
            "cost_income_ratio": ratio(tally["standing_full_cost"], tally["standing_price"]),
            "cost_cover_80": ratio(COVER_SHARE * tally["standing_appraised"], tally["standing_recognised"]),
            "inverted_plots": tally["standing_inverted"],
            "top3_gain_share": ratio(self.top_gain(), tally["standing_gain"]),
            "peak_debt_cny": debt.max(axis=0),
            "peak_debt_month": np.where(debt.max(axis=0) > 0, debt.argmax(axis=0), np.nan),
            "peak_need_cny": np.max(debt + np.cumsum(support, axis=0), axis=0),
            "interest_cny": window[Series.INTEREST],
            "support_cny": support.sum(axis=0),
            "support_first_month": np.where(supported.any(axis=0), supported.argmax(axis=0), np.nan),
            "support_months": supported.sum(axis=0),
            "breakeven_month": np.where(breakeven < rules.horizon, breakeven, np.nan),
            "reserved_plots": tally["reserved_plots"],
            "reserved_ha": window[Series.LAND_RESERVED] / SQUARE_METRES_PER_HECTARE,
            "sold_plots": tally["held_plots"],
            "sold_ha": tally["held_land"] / SQUARE_METRES_PER_HECTARE,
            "sold_gfa_m2": tally["held_gfa"],
            "failed_share": ratio(tally["failed"], tally["held"]),
            "withdrawn_plots": tally["withdrawn"],
            "premium_mean": ratio(tally["premium_sum"], tally["premiums"]),
            "bidders_mean": ratio(tally["bidders"], tally["held"] - tally["failed"]),
            "defaulted_deals": tally["defaults"],
            "deferral_months_money": tally["waits_money"],
            "deferral_months_capacity": tally["waits_capacity"],
            "deferral_months_consent": tally["waits_consent"],
            "gfa_started_m2": started.sum(axis=0),
            "gfa_started_commercial_office_m2": started[1],
            "gfa_started_affordable_m2": started[2],
            "gfa_completed_m2": completed.sum(axis=0),
            "gfa_completed_commercial_office_m2": completed[1],
            "idle_plots": tally["idle"],
            "closing_inventory_cost_cny": tally["inventory_cost"],
            "closing_inventory_value_cny": tally["inventory_value"],
            "debt_service_cover": ratio(for_debt, horizon[Series.REPAYMENT] + horizon[Series.INTEREST]),
            "receivable_cny": tally["receivable"],
        }
        values |= {f"floor_price_{use}_cny_m2": ratio(tally[f"price_{use}"], tally[f"area_{use}"]) for use in USES}
        return {name: values[name].astype(float) for name in FIGURES}


#: Parts of a divided receipt.
RECEIPT_PARTS = (
    "gross",
    "fee",
    "fund",
    "education",
    "irrigation",
    "affordable",
    "city",
    "gain",
    "cost",
    "net",
)
#: Series of the parts that are posted in the month of the receipt as they are.
POSTED_PARTS = {
    "gross": Series.RECEIPTS,
    "fee": Series.HANDLING_FEE,
    "fund": Series.INCOME_FUND,
    "education": Series.ACCRUAL_EDUCATION,
    "irrigation": Series.ACCRUAL_IRRIGATION,
    "affordable": Series.ACCRUAL_AFFORDABLE_HOUSING,
    "city": Series.CITY_SHARE,
}
#: Sums over the auctions, deals and waits of the window.
TALLIES = (
    "held",
    "failed",
    "premiums",
    "premium_sum",
    "bidders",
    "withdrawn",
    "idle",
    "waits_money",
    "waits_capacity",
    "waits_consent",
    "reserved_plots",
    "held_plots",
    "held_land",
    "held_gfa",
    "district_inflow",
    "defaults",
    *(f"{what}_{use}" for what in ("price", "area") for use in USES),
    *(f"standing_{what}" for what in ("price", "full_cost", "recognised", "appraised", "net", "gain", "inverted")),
    "inventory_cost",
    "inventory_value",
    "receivable",
)


def simulate(given: Inputs, trials: int, seed: int, batch: int = BATCH) -> dict[str, Array]:
    """Figures of `trials` trials by name, simulated in batches."""
    sizes = [min(batch, trials - first) for first in range(0, trials, batch)]
    generators = np.random.default_rng(seed).spawn(len(sizes))
    batches = [Batch(given, size, rng).run() for size, rng in zip(sizes, generators, strict=True)]
    return {name: np.concatenate([figures[name] for figures in batches]) for name in FIGURES}


def main() -> None:
    """Runs trials and prints how long they took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=BATCH)
    arguments = parser.parse_args()
    given = inputs.read()
    begun = Clocks.now()
    figures = simulate(given, arguments.trials, arguments.seed, arguments.batch)
    inputs.print_run(arguments.trials, begun.elapsed(), 0.0, figures)


if __name__ == "__main__":
    main()
