"""The published Monte Carlo example of Rangekeeper, run and timed beside its published results.

Rangekeeper (Daniel Fink, MPL-2.0) is an open-source Python library for real-estate cash flows that rebuilds
the workbooks of Geltner and de Neufville, "Flexibility and Real Estate Valuation under Uncertainty" (Wiley 2018).
The chapter "Flexibility under Uncertainty" of its walkthrough values one property in 2000 random markets:

* inflexible: the property is bought at the end of 2000 for 1000 and sold at the end of year 10;
* flexible: it is sold at the end of the first year whose rent factor is above 1.2 ("stop-gain").

The walkthrough computes, in every market, present value and IRR of a sale at the end of each year up to the year
of sale, and reports those of the year of sale. `--horizons all` (default) does the same work, `--horizons last`
only what is reported. The model below is written anew on the library's interface, in the walkthrough's order of
steps: every market and every cash flow comes from the library.

A market has 25 values, 2000 to 2024. Where no year of 2001 to 2024 has a factor above 1.2, the walkthrough asks
for 25 years: the factors of 2025 and 2026 are then 1 and there is no sale, because the library skips missing
values in sums and products. The same holds for the sale at the end of 2024, whose cap rate needs rent of 2025.
These two cases are kept (about 8.5 percent of the markets).

Published values: output of the walkthrough as of 2025-12-02 (library 0.8.69), one unseeded run of 2000 trials. A
run differs from it by chance; the last column is the difference of means in standard errors of that difference.

Install and run (Python 3.10 to 3.13; measured with Python 3.11.7, Rangekeeper 0.8.72, numpy 2.4.6, pandas 3.1.1,
scipy 1.17.1, numba 0.68.1, pyxirr 0.10.8, pint 0.25.3, multiprocess 0.70.19):

    python -m venv venv && venv/bin/pip install rangekeeper==0.8.72
    venv/bin/python rangekeeper_example.py --trials 2000 --jobs 1

The library starts one process per core (`--jobs 0`); `--jobs 1` works in one process, and only then does `--seed`
make a run repeatable. Times exclude imports and the compilation of the library's numba functions.
"""

from __future__ import annotations

import argparse
import itertools
import math
import os
import resource
import sys
import time
import warnings
from importlib.metadata import version
from typing import Any, Callable, NamedTuple

warnings.filterwarnings("ignore")

import multiprocess  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import pint  # noqa: E402
import rangekeeper as rk  # noqa: E402

PACKAGES = (
    "rangekeeper",
    "numpy",
    "pandas",
    "scipy",
    "numba",
    "pyxirr",
    "pint",
    "multiprocess",
)
YEAR = rk.duration.Type.YEAR

# The property: money in currency units, rates per year.
FIRST_YEAR = pd.Timestamp(2001, 1, 1)
PRICE = 1000.0
FIRST_RENT = 100.0
RENT_GROWTH = 0.02
VACANCY = 0.05
OPERATING_COST = 0.35
CAPITAL_SPENDING = 0.10
DISCOUNT_RATE = 0.07
HOLDING_YEARS = 10
STOP_GAIN_FACTOR = 1.2

# The market.
MARKET_START = pd.Timestamp(2000, 1, 1)
MARKET_YEARS = 25
MEAN_CAP_RATE = 0.05
TREND_MEAN, TREND_HALF_RANGE = -0.0005, 0.005
INITIAL_RENT_MEAN, INITIAL_RENT_HALF_RANGE = 0.05, 0.005
VOLATILITY = 0.1
AUTOREGRESSION = 0.2
MEAN_REVERSION = 0.3
CYCLE_YEARS_MEAN, CYCLE_YEARS_HALF_RANGE = 15.0, 5.0
CYCLE_HEIGHT = 0.5
CAP_CYCLE_PERIOD_DIFFERENCE = 1.0
CAP_CYCLE_PHASE_DIFFERENCE = 0.1
CAP_CYCLE_AMPLITUDE = 0.02
NOISE_HALF_RANGE = 0.1
BLACK_SWAN_PROBABILITY = 0.05
BLACK_SWAN_IMPACT = -0.25

#: Output of the walkthrough: mean, standard deviation, minimum, quartiles, maximum, skewness.
PUBLISHED_TRIALS = 2000
STATISTICS = ("mean", "sd", "min", "p25", "p50", "p75", "max", "skew")
PUBLISHED = {
    "PV inflexible": (1082.078202, 357.997838, 490.044857, 785.103418, 988.601949, 1341.107850, 2779.836625, 0.769306),
    "PV flexible": (1456.405624, 409.778234, 538.204058, 1204.299255, 1473.577500, 1749.143183, 2595.672067, -0.314714),
    "PV difference": (374.327422, 581.179141, -1347.293093, -45.922477, 385.302227, 822.364966, 1721.790237, -0.069577),
    "IRR inflexible": (0.071711, 0.042002, -0.030113, 0.035708, 0.068477, 0.106951, 0.196301, 0.165426),
    "IRR flexible": (0.306531, 0.365619, -0.095250, 0.092886, 0.137152, 0.334826, 1.777369, 1.757578),
    "IRR difference": (0.234820, 0.380469, -0.181932, 0.000000, 0.058711, 0.296086, 1.722360, 1.684137),
}

pint.set_application_registry(rk.measure.Index.registry)
LIBRARY_POOL = multiprocess.Pool
CURRENCY = rk.measure.register_currency(registry=rk.measure.Index.registry, code="USD").units


class Result(NamedTuple):
    """Present value and IRR of a sale at the end of `years` (the last of the horizons computed)."""

    years: int
    present_value: float
    irr: float


def workers(jobs: int) -> Callable[..., Any]:
    """A stand-in for `multiprocess.Pool` with `jobs` processes (0: as many as asked for).

    The library opens pools and leaves them open; here each is closed after its work, so that the processor
    time and memory of its processes can be read.
    """

    class Workers:
        def __init__(self, requested: int | None = None) -> None:
            self.processes = jobs or requested

        def map(self, function: Callable[[Any], Any], items: list[Any]) -> list[Any]:
            if self.processes == 1:
                return [function(item) for item in items]
            pool = LIBRARY_POOL(self.processes)
            results = pool.map(function, items)
            pool.close()
            pool.join()
            return results

    return Workers


def draw_markets(trials: int) -> list[rk.dynamics.market.Market]:
    """`trials` random markets."""

    def symmetric(kind: rk.distribution.Type, mean: float, half_range: float) -> rk.distribution.Symmetric:
        return rk.distribution.Symmetric(type=kind, mean=mean, residual=half_range)

    uniform, triangular = rk.distribution.Type.UNIFORM, rk.distribution.Type.TRIANGULAR
    sequence = rk.duration.Span.from_duration(
        name="Market", date=MARKET_START, duration=YEAR, amount=MARKET_YEARS
    ).to_sequence(frequency=YEAR)
    trends = rk.dynamics.trend.Trend.from_likelihoods(
        sequence=sequence,
        cap_rate=MEAN_CAP_RATE,
        growth_rate_dist=symmetric(triangular, TREND_MEAN, TREND_HALF_RANGE),
        initial_value_dist=symmetric(triangular, INITIAL_RENT_MEAN, INITIAL_RENT_HALF_RANGE),
        iterations=trials,
    )
    return rk.dynamics.market.Market.from_likelihoods(
        sequence=sequence,
        trends=trends,
        volatilities=rk.dynamics.volatility.Volatility.from_trends(
            trends=trends,
            volatility_per_period=VOLATILITY,
            autoregression_param=AUTOREGRESSION,
            mean_reversion_param=MEAN_REVERSION,
            sequence=sequence,
        ),
        cyclicalities=rk.dynamics.cyclicality.Cyclicality.from_likelihoods(
            space_cycle_phase_prop_dist=rk.distribution.Uniform(),
            space_cycle_period_dist=symmetric(uniform, CYCLE_YEARS_MEAN, CYCLE_YEARS_HALF_RANGE),
            space_cycle_height_dist=symmetric(uniform, CYCLE_HEIGHT, 0.0),
            asset_cycle_phase_diff_prop_dist=symmetric(uniform, 0.0, CAP_CYCLE_PHASE_DIFFERENCE),
            asset_cycle_period_diff_dist=symmetric(uniform, 0.0, CAP_CYCLE_PERIOD_DIFFERENCE),
            asset_cycle_amplitude_dist=symmetric(uniform, CAP_CYCLE_AMPLITUDE, 0.0),
            space_cycle_asymmetric_parameter_dist=symmetric(uniform, 0.0, 0.0),
            asset_cycle_asymmetric_parameter_dist=symmetric(uniform, 0.0, 0.0),
            sequence=sequence,
            iterations=trials,
        ),
        noise=rk.dynamics.noise.Noise(sequence=sequence, noise_dist=symmetric(triangular, 0.0, NOISE_HALF_RANGE)),
        black_swan=rk.dynamics.black_swan.BlackSwan(
            sequence=sequence,
            likelihood=BLACK_SWAN_PROBABILITY,
            dissipation_rate=MEAN_REVERSION,
            probability=rk.distribution.Uniform(),
            impact=BLACK_SWAN_IMPACT,
        ),
    )


def hold(market: rk.dynamics.market.Market | None, years: int, all_horizons: bool) -> Result:
    """The property held for `years` in `market` (none: the pro forma, rent factors 1 and the mean cap rate)."""

    def total(name: str, *flows: rk.flux.Flow) -> rk.flux.Flow:
        return rk.flux.Stream(name=name, flows=list(flows), frequency=YEAR).sum()

    def share(name: str, of: rk.flux.Flow, ratio: float) -> rk.flux.Flow:
        return rk.flux.Flow(name=name, movements=of.movements * ratio, units=CURRENCY)

    operation = rk.duration.Span.from_duration(name="Operation", date=FIRST_YEAR, duration=YEAR, amount=years)
    # Rent of one more year sets the price of a sale at the end of the last.
    forecast = rk.duration.Span.from_duration(name="Forecast", date=FIRST_YEAR, duration=YEAR, amount=years + 1)
    purchase = rk.flux.Flow.from_sequence(
        name="Purchase",
        sequence=rk.duration.Span.from_duration(
            name="Purchase",
            date=rk.duration.offset(date=FIRST_YEAR, amount=-1, duration=YEAR),
            duration=YEAR,
        ).to_sequence(frequency=YEAR),
        data=[-PRICE],
        units=CURRENCY,
    )

    rent = rk.flux.Flow.from_projection(
        name="Rent",
        value=FIRST_RENT,
        proj=rk.projection.Extrapolation(
            form=rk.extrapolation.Compounding(rate=RENT_GROWTH),
            sequence=forecast.to_sequence(frequency=YEAR),
        ),
        units=CURRENCY,
    )
    if market is not None:
        factors = market.space_market_price_factors.trim_to_span(forecast)
        rent = rk.flux.Stream(name="Rent", flows=[rent, factors], frequency=YEAR).product(
            registry=rk.measure.Index.registry
        )
    collected = total("Collected rent", rent, share("Vacancy", rent, -VACANCY))
    operating_income = total("Operating income", collected, share("Operating cost", rent, OPERATING_COST).negate())
    net = total("Net cash flow", operating_income, share("Capital spending", rent, CAPITAL_SPENDING).negate())

    cap_rates = MEAN_CAP_RATE if market is None else market.implied_rev_cap_rate.movements
    sales = rk.flux.Flow(
        name="Sale", movements=net.movements.shift(periods=-1).dropna() / cap_rates, units=CURRENCY
    ).trim_to_span(operation)

    value = irr = math.nan
    for year_end in net.trim_to_span(operation).movements.index[0 if all_horizons else -1 :]:
        held = rk.duration.Span(name="Held", start_date=FIRST_YEAR, end_date=year_end)
        sale = rk.flux.Flow(name="Sale", movements=sales.movements.loc[[year_end]], units=CURRENCY)
        income = total("Income", net.trim_to_span(held), sale)
        value = income.pv(name="Present value", frequency=YEAR, rate=DISCOUNT_RATE).collapse().movements.iloc[-1]
        irr = total("Investment", income, purchase).irr().to("dimensionless").magnitude
    return Result(years, float(value), float(irr))


def stop_gain(factors: rk.flux.Flow) -> list[bool]:
    """Flags the first year after the purchase whose rent factor is above the limit."""
    above = [year >= 1 and factor > STOP_GAIN_FACTOR for year, factor in enumerate(factors.movements)]
    return [flag and not any(above[:year]) for year, flag in enumerate(above)]


def run(trials: int, all_horizons: bool) -> tuple[list[Result], list[Result], dict[str, float]]:
    """Inflexible and flexible results in `trials` markets, and the seconds each step took."""

    def sell_at_flag(market: rk.dynamics.market.Market, flags: list[bool]) -> Result:
        years = flags.index(True) if any(flags) else len(flags)
        return hold(market, years, all_horizons)

    policy = rk.policy.Policy(condition=stop_gain, action=sell_at_flag)
    seconds = {}
    start = time.perf_counter()
    markets = draw_markets(trials)
    seconds["markets"] = time.perf_counter() - start
    start = time.perf_counter()
    pool = multiprocess.Pool(os.cpu_count())
    inflexible = pool.map(lambda market: hold(market, HOLDING_YEARS, all_horizons), markets)
    seconds["inflexible"] = time.perf_counter() - start
    start = time.perf_counter()
    pool = multiprocess.Pool(os.cpu_count())
    flexible = pool.map(policy.execute, [(market.space_market_price_factors, market) for market in markets])
    seconds["flexible"] = time.perf_counter() - start
    return inflexible, flexible, seconds


def processor_seconds() -> float:
    """Processor time of this process and its finished children."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def peak_mebibytes(who: int) -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(who).ru_maxrss * unit / 2**20


def print_comparison(inflexible: list[Result], flexible: list[Result]) -> None:
    """The statistics of this run, each above the published value."""
    samples = {}
    for name, field in (("PV", "present_value"), ("IRR", "irr")):
        rigid = pd.Series([getattr(result, field) for result in inflexible])
        free = pd.Series([getattr(result, field) for result in flexible])
        samples |= {f"{name} inflexible": rigid, f"{name} flexible": free, f"{name} difference": free - rigid}
    print(f"{'':26}" + "".join(f"{name:>10}" for name in STATISTICS) + f"{'(errors)':>10}")
    for name, sample in samples.items():
        quartiles = [sample.quantile(share) for share in (0.25, 0.5, 0.75)]
        row = (sample.mean(), sample.std(), sample.min(), *quartiles, sample.max(), sample.skew())
        published = PUBLISHED[name]
        errors = (row[0] - published[0]) / math.hypot(
            row[1] / math.sqrt(sample.size), published[1] / math.sqrt(PUBLISHED_TRIALS)
        )
        digits = 2 if name.startswith("PV") else 5
        for label, values in (("run", row), ("published", published)):
            cells = "".join(f"{cell:10.{digits}f}" for cell in values)
            print(f"{name:15} {label:>10}{cells}" + (f"{errors:+10.2f}" if label == "run" else ""))
    net = [samples[f"PV {case}"].mean() - PRICE for case in ("inflexible", "flexible")]
    print(f"mean NPV of a purchase at {PRICE:.0f} (PV less price): {net[0]:.2f} inflexible, {net[1]:.2f} flexible")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=PUBLISHED_TRIALS, help="markets, at least 2 (default 2000)")
    parser.add_argument("--jobs", type=int, default=0, help="processes; 0 is one per core, as published (default)")
    parser.add_argument("--horizons", choices=("all", "last"), default="all", help="years of sale valued per market")
    parser.add_argument("--seed", type=int, help="repeatable draws; needs --jobs 1")
    parser.add_argument("--csv", help="write sale year, PV and IRR of each trial to this file")
    arguments = parser.parse_args()
    if arguments.trials < 2:
        parser.error("--trials must be at least 2")
    if arguments.seed is not None and arguments.jobs != 1:
        parser.error("--seed needs --jobs 1")

    multiprocess.Pool = workers(1)
    base = hold(None, HOLDING_YEARS, all_horizons=True)
    start = time.perf_counter()
    run(2, all_horizons=False)
    compilation = time.perf_counter() - start
    multiprocess.Pool = workers(arguments.jobs)
    if arguments.seed is not None:
        # The library asks numpy for a fresh generator at every draw and takes no seed for some of them.
        generator = np.random.default_rng(arguments.seed)
        np.random.default_rng = lambda *_: generator

    cpu_before = processor_seconds()
    inflexible, flexible, seconds = run(arguments.trials, arguments.horizons == "all")
    cpu = processor_seconds() - cpu_before
    wall = sum(seconds.values())

    print(f"Python {sys.version.split()[0]}, " + ", ".join(f"{name} {version(name)}" for name in PACKAGES))
    print(f"pro forma: PV {base.present_value:.2f} (published 1000.00), IRR {base.irr:.2%} (published 7.00%)")
    print_comparison(inflexible, flexible)
    without_sale = sum(result.years >= MARKET_YEARS - 1 for result in flexible) / len(flexible)
    early = sum(result.years < HOLDING_YEARS for result in flexible) / len(flexible)
    print(f"flexible: {early:.1%} sold before year {HOLDING_YEARS}, {without_sale:.1%} held to the end without a sale")
    jobs = arguments.jobs or os.cpu_count()
    print(
        f"{arguments.trials} trials, {jobs} process(es), horizons {arguments.horizons}: {wall:.2f} s, "
        f"{arguments.trials / wall:.2f} trials/s, {cpu / arguments.trials * 1e3:.1f} ms processor time per trial"
    )
    print(
        "  "
        + ", ".join(f"{step} {spent:.2f} s" for step, spent in seconds.items())
        + f"; not counted: compilation {compilation:.2f} s"
    )
    print(
        f"peak resident memory: {peak_mebibytes(resource.RUSAGE_SELF):.0f} MiB, "
        f"largest child {peak_mebibytes(resource.RUSAGE_CHILDREN):.0f} MiB"
    )
    if arguments.csv:
        pairs = itertools.chain.from_iterable(zip(inflexible, flexible))
        rows = [(index // 2, ("inflexible", "flexible")[index % 2], *result) for index, result in enumerate(pairs)]
        pd.DataFrame(rows, columns=("trial", "case", *Result._fields)).to_csv(arguments.csv, index=False)


if __name__ == "__main__":
    main()
