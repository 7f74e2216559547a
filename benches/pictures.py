"""Pictures of docs/performance.md, drawn from the tables in it.

    python -m venv pictures && pictures/bin/pip install matplotlib==3.11.2
    pictures/bin/python benches/pictures.py

Writes docs/scaling.svg (how cost grows) and docs/errors.svg (standard error by trials for each method).
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "landsim", "font.size": 9, "axes.grid": True, "grid.alpha": 0.3})
from matplotlib import pyplot, ticker  # noqa: E402

DOCS = Path(__file__).resolve().parents[1] / "docs"
TEXT = (DOCS / "performance.md").read_text(encoding="utf-8")
SECONDS = {"µs": 1e-6, "ms": 1e-3, "s": 1.0}


def number(cell: str) -> float:
    """The first number of a cell, without separators of thousands."""
    found = re.search(r"[\d,]*\d(?:\.\d+)?", cell)
    if found is None:
        raise ValueError(f"no number in {cell!r}")
    return float(found[0].replace(",", ""))


def seconds(cell: str) -> float:
    """A time with its unit, in seconds."""
    unit = re.search(r"[\d.,]+ (µs|ms|s)\b", cell)
    if unit is None:
        raise ValueError(f"no time in {cell!r}")
    return number(cell) * SECONDS[unit[1]]


def table(beginning: str) -> list[list[str]]:
    """Rows of the table whose head begins so, the head first."""
    at = TEXT.index(beginning)
    lines = TEXT[at:].split("\n\n", 1)[0].splitlines()
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    return [row for row in rows if not set("".join(row)) <= set("-: ")]


def plain_numbers(axis: matplotlib.axis.Axis) -> None:
    """Labels a logarithmic axis at its decades and at 2 and 5 of each."""
    axis.set_major_locator(ticker.LogLocator(subs=(1.0, 2.0, 5.0) if decades(axis) < 2.5 else (1.0,)))
    axis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:,g}"))
    axis.set_minor_formatter(ticker.NullFormatter())


def decades(axis: matplotlib.axis.Axis) -> float:
    """Decades that an axis spans."""
    low, high = axis.get_view_interval()
    return math.log10(high / low)


def scaling() -> None:
    """Time by plots, months and trials, beside a line that grows in proportion."""
    figure, axes = pyplot.subplots(1, 3, figsize=(9.6, 3.2), layout="constrained")
    panels = [
        ("| plots (120 months)", "plots", "µs a trial", 1e6),
        ("| months (161 plots)", "months", "µs a trial", 1e6),
        ("| trials (two threads", "trials", "seconds", 1.0),
    ]
    for axis, (beginning, label, unit, scale) in zip(axes, panels):
        head, times = table(beginning)[:2]
        x = [number(cell) for cell in head[1:]]
        y = [seconds(cell) * scale for cell in times[1:]]
        axis.loglog(x, y, "o-", color="#1f5fa8", label="measured")
        last = len(x) - 1
        line = [y[last] * value / x[last] for value in x]
        axis.loglog(x, line, "--", color="#888888", label="in proportion")
        axis.set_xlabel(label)
        axis.set_ylabel(unit)
        axis.set_ylim(min(y) / 2, max(y) * 2)
        plain_numbers(axis.yaxis)
        if label == "months":
            axis.set_xticks(x, [f"{value:g}" for value in x])
            axis.xaxis.set_minor_locator(ticker.NullLocator())
        axis.legend(frameon=False, loc="upper left")
    figure.savefig(DOCS / "scaling.svg", metadata={"Date": None})
    pyplot.close(figure)


def worths(beginning: str) -> dict[str, dict[str, dict[float, float]]]:
    """Plain trials that one trial is worth, by figure, method and number of trials."""
    head, *rows = table(beginning)
    found: dict[str, dict[str, dict[float, float]]] = {}
    figure = ""
    for row in rows:
        figure = row[0] or figure
        for method, cell in zip(head[2:], row[2:]):
            found.setdefault(figure, {}).setdefault(method, {})[number(row[1])] = number(cell)
    return found


def errors() -> None:
    """Standard error of the mean balances by trials: plain sampling, and what each method makes of it."""
    alone = worths("| figure (mean) | trials | antithetic")
    controlled = worths("| figure (mean) | trials | plain")
    head, *rows = table("| trials | window balance | horizon balance")
    for row in rows:
        for name, cell in zip(head[1:3], row[1:3]):
            controlled[name]["sobol"][number(row[0])] = number(cell)
    figure, axes = pyplot.subplots(1, 2, figsize=(9.6, 4.0), layout="constrained")
    colours = {"plain": "#444444", "antithetic": "#b8860b", "stratified": "#2e8b57", "sobol": "#1f5fa8"}
    for axis, name in zip(axes, ["window balance", "horizon balance"]):
        spread = re.search(rf"{name} scatters by ([\d.]+) 亿元", TEXT)
        if spread is None:
            raise ValueError(f"the scatter of the {name} is not stated")
        sd = float(spread[1])
        plain = [320.0, 16_384.0]
        axis.loglog(plain, [sd / math.sqrt(n) for n in plain], "-", color=colours["plain"], label="plain")
        for methods, style, also in [(alone[name], "o--", ""), (controlled[name], "s-", " with control variates")]:
            for method, worth in methods.items():
                trials = sorted(worth)
                y = [sd / math.sqrt(n * worth[n]) for n in trials]
                axis.loglog(trials, y, style, ms=4, color=colours[method], label=method + also)
        axis.set_title(f"mean {name}")
        axis.set_xlabel("trials")
        axis.set_ylabel("standard error (100 million CNY)")
        plain_numbers(axis.yaxis)
    axes[1].legend(frameon=False, fontsize=7, loc="lower left")
    figure.savefig(DOCS / "errors.svg", metadata={"Date": None})
    pyplot.close(figure)


if __name__ == "__main__":
    scaling()
    errors()
