"""Where compiled code gets its variates from: a generator, or the program's own.

Each function takes a source and the address of a variate (the model, "Random numbers"). A NumPy generator
gives the next number whatever the address; a record of `addressed_type` gives the program's number at it, so that
a trial here can be held against the same trial of the program.
"""

from __future__ import annotations

import hashlib
import math
from enum import IntEnum

import numpy as np
from numba import njit, types
from numba.extending import overload
from scipy.special import ndtri

from inputs import FACTORS

#: Occasions of a plot that can be addressed: no plot is auctioned or considered more often in a horizon.
COUNTERS = 40
#: Places of 64-bit words: for each month of the market, and for each occasion of a plot.
MARKET_PLACES, PLOT_PLACES = 8, 32
#: Halvings after which the bracket of a normal, [-39, 39], is as narrow as a float.
HALVINGS = 64
WIDEST_NORMAL = 39.0
ADDRESS_VERSION = "landsim address 1"


class Purpose(IntEnum):
    """Places of what a plot's variates decide, as the program numbers them."""

    ACQUISITION_COST = 0
    ACQUISITION_DURATION = 1
    PREPARATION_COST = 2
    PREPARATION_DURATION = 3
    VALUE = 4
    CONSULTATION = 5
    BIDDERS = 6
    HIGHEST_VALUATION = 7
    SECOND_VALUATION = 8
    DEFAULT = 10
    START_LAG = 11
    BUILD_TIME = 12
    GOVERNMENT_FAULT = 13
    IDLE_FEE = 14
    REPOSSESSION = 15


PURPOSES = len(Purpose) + 1
BIDDERS, HIGHEST, SECOND = int(Purpose.BIDDERS), int(Purpose.HIGHEST_VALUATION), int(Purpose.SECOND_VALUATION)

# ----------------------------------------------------------------- what compiled code calls


def market_uniform(source, month):
    """The uniform variate of a month's regime."""


def market_normal(source, month, factor):
    """The standard normal variate of a factor's shock in a month."""


def plot_uniform(source, plot, counter, purpose):
    """A uniform variate of a plot."""


def plot_normal(source, plot, counter, purpose):
    """A standard normal variate of a plot."""


def bidder_count(source, plot, counter, mean, shape):
    """The number of bidders: negative binomial with this mean and shape."""


def two_highest(source, plot, counter, count):
    """The two highest of so many standard normals."""


def is_generator(source) -> bool:
    """Whether a source is a NumPy generator."""
    return isinstance(source, types.NumPyRandomGeneratorType)


@overload(market_uniform)
def _market_uniform(source, month):
    if is_generator(source):
        return lambda source, month: source.random()
    return lambda source, month: source.market_uniform[month]


@overload(market_normal)
def _market_normal(source, month, factor):
    if is_generator(source):
        return lambda source, month, factor: source.standard_normal()
    return lambda source, month, factor: source.market_normal[month, factor]


@overload(plot_uniform)
def _plot_uniform(source, plot, counter, purpose):
    if is_generator(source):
        return lambda source, plot, counter, purpose: source.random()
    return lambda source, plot, counter, purpose: source.plot_uniform[plot, counter, purpose]


@overload(plot_normal)
def _plot_normal(source, plot, counter, purpose):
    if is_generator(source):
        return lambda source, plot, counter, purpose: source.standard_normal()
    return lambda source, plot, counter, purpose: source.plot_normal[plot, counter, purpose]


@overload(bidder_count)
def _bidder_count(source, plot, counter, mean, shape):
    if is_generator(source):
        return lambda source, plot, counter, mean, shape: source.poisson(source.standard_gamma(shape) * mean / shape)

    def inverted(source, plot, counter, mean, shape):
        uniform = source.plot_uniform[plot, counter, BIDDERS]
        probability = math.exp(-shape * math.log1p(mean / shape))
        below, count = probability, 0
        while below < uniform and probability > 0:
            probability *= mean / (shape + mean) * (shape + count) / (count + 1)
            below += probability
            count += 1
        return count

    return inverted


@overload(two_highest)
def _two_highest(source, plot, counter, count):
    if is_generator(source):

        def drawn(source, plot, counter, count):
            highest = second = -math.inf
            for _ in range(count):
                normal = source.standard_normal()
                if normal > highest:
                    highest, second = normal, highest
                elif normal > second:
                    second = normal
            return highest, second

        return drawn

    def ordered(source, plot, counter, count):
        highest = second = -math.inf
        if count > 0:
            log_highest = math.log(source.plot_uniform[plot, counter, HIGHEST]) / count
            highest = normal_exceeded_by(-math.expm1(log_highest))
        if count > 1:
            log_second = log_highest + math.log(source.plot_uniform[plot, counter, SECOND]) / (count - 1)
            second = normal_exceeded_by(-math.expm1(log_second))
        return highest, second

    return ordered


@njit
def normal_exceeded_by(probability):
    """The standard normal that is exceeded with a probability, by halving."""
    low, high = -WIDEST_NORMAL, WIDEST_NORMAL
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if 0.5 * math.erfc(middle / math.sqrt(2.0)) > probability:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


# ----------------------------------------------------------------- the program's variates


def addressed_type(plots: int, horizon: int) -> np.dtype:
    """One trial's variates by address, as the type of one record."""
    return np.dtype(
        [
            ("market_uniform", "f8", horizon),
            ("market_normal", "f8", (horizon, len(FACTORS))),
            ("plot_uniform", "f8", (plots, COUNTERS, PURPOSES)),
            ("plot_normal", "f8", (plots, COUNTERS, PURPOSES)),
        ],
        align=True,
    )


def entity_key(seed: int, kind: str, name: str) -> np.ndarray:
    """The eight key words of an entity."""
    parts = [part.encode() for part in (ADDRESS_VERSION, kind, name)]
    text = b"".join(len(part).to_bytes(8, "little") + part for part in parts) + seed.to_bytes(8, "little")
    return np.frombuffer(hashlib.sha256(text).digest(), "<u4")


def chacha8(keys: np.ndarray, stream: int, blocks: int) -> np.ndarray:
    """The first 64-bit words of a ChaCha8 stream under each of many keys: [key, word]."""
    begun = np.zeros((16, len(keys), blocks), np.uint32)
    begun[:4] = np.frombuffer(b"expand 32-byte k", "<u4")[:, None, None]
    begun[4:12] = keys.T[:, :, None]
    begun[12] = np.arange(blocks)
    begun[14], begun[15] = stream & 0xFFFF_FFFF, stream >> 32
    x = begun.copy()
    columns = [(i, 4 + i, 8 + i, 12 + i) for i in range(4)]
    diagonals = [(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4) for i in range(4)]
    for _ in range(4):
        for a, b, c, d in columns + diagonals:
            for to, source, turned, by in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                x[to] += x[source]
                x[turned] ^= x[to]
                x[turned] = (x[turned] << np.uint32(by)) | (x[turned] >> np.uint32(32 - by))
    x += begun
    words = x.transpose(1, 2, 0).reshape(len(keys), blocks * 16)
    return words[:, 0::2].astype(np.uint64) | words[:, 1::2].astype(np.uint64) << np.uint64(32)


def uniforms(words: np.ndarray) -> np.ndarray:
    """Words as uniforms in (0, 1): the middle of one of 2^52 equal cells."""
    return ((words >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52


class Addressed:
    """The program's variates of one seed, trial by trial."""

    def __init__(self, seed: int, plot_ids: tuple[str, ...], horizon: int) -> None:
        self.market_key = entity_key(seed, "market", "market")[None, :]
        self.plot_keys = np.stack([entity_key(seed, "plot", plot_id) for plot_id in plot_ids])
        self.horizon = horizon
        self.record = np.zeros(1, addressed_type(len(plot_ids), horizon))

    def trial(self, number: int) -> np.ndarray:
        """Those of a trial, in a record that the next call uses again."""
        market = uniforms(chacha8(self.market_key, number, self.horizon)).reshape(self.horizon, MARKET_PLACES)
        places = chacha8(self.plot_keys, number, COUNTERS * PLOT_PLACES // 8)
        plots = uniforms(places).reshape(len(self.plot_keys), COUNTERS, PLOT_PLACES)[:, :, :PURPOSES]
        record = self.record[0]
        record["market_uniform"] = market[:, 0]
        record["market_normal"] = ndtri(market[:, 1 : 1 + len(FACTORS)])
        record["plot_uniform"] = plots
        record["plot_normal"] = ndtri(plots)
        return self.record
