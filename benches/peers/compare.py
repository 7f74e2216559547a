"""Compares the peers' distributions of every figure with the program's.

Runs the program and each peer on the same scenario, portfolio and number of trials, with random numbers of
their own. For each figure: the mean with its z-score from both standard errors, the standard deviation, the
quantiles 5, 50 and 95 %, the p-value of the two-sample Kolmogorov-Smirnov test, and the share of trials in which the
figure is undefined with its z-score. Ends with exit code 1 when a figure disagrees: |z| above 4, or a p-value
below 1e-4.
"""

from __future__ import annotations

import argparse
import csv
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.stats import ks_2samp

import inputs
import numba_model
import numpy_model

PROGRAM = inputs.REPOSITORY / "target" / "release" / "landsim"
#: The peers by name.
PEERS: dict[str, Callable[[inputs.Inputs, int, int], dict[str, np.ndarray]]] = {
    "numba": numba_model.simulate,
    "numpy": numpy_model.simulate,
}
GREATEST_Z = 4.0
LEAST_P = 1e-4
QUANTILES = (0.05, 0.5, 0.95)


def run_program(program: Path, scenario: Path, portfolio: Path, trials: int, seed: int) -> dict[str, np.ndarray]:
    """The figures of the program's trials by name; undefined ones are NaN."""
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "run", scenario, "--portfolio", portfolio, "--out", folder, "--quiet"]
        command += ["--trials", trials, "--seed", seed]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
        (table,) = Path(folder).glob("*/trials.csv")
        with table.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name] or "nan") for row in rows]) for name in inputs.FIGURES}


def z_of_means(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Difference of the means in standard errors; 0 when both are the same constant."""
    error = math.sqrt(ours.var(ddof=1) / ours.size + theirs.var(ddof=1) / theirs.size)
    difference = ours.mean() - theirs.mean()
    if error == 0:
        return 0.0 if difference == 0 else math.inf
    return difference / error


def compare_figure(name: str, ours: np.ndarray, theirs: np.ndarray) -> tuple[str, bool]:
    """A line of the table, and whether the figure agrees."""
    z_undefined = z_of_means(np.isnan(ours).astype(float), np.isnan(theirs).astype(float))
    undefined = np.isnan(ours).mean()
    ours, theirs = ours[~np.isnan(ours)], theirs[~np.isnan(theirs)]
    z = z_of_means(ours, theirs)
    p = ks_2samp(ours, theirs, method="asymp").pvalue
    agrees = abs(z) <= GREATEST_Z and abs(z_undefined) <= GREATEST_Z and p >= LEAST_P
    pairs = [(ours.mean(), theirs.mean()), (ours.std(ddof=1), theirs.std(ddof=1))]
    pairs += list(zip(np.quantile(ours, QUANTILES), np.quantile(theirs, QUANTILES), strict=True))
    columns = "".join(f" {mine:>10.4g} {other:>10.4g} |" for mine, other in pairs)
    mark = "" if agrees else "  <- differs"
    return f"{name:<38}|{columns} {z:6.2f} {p:8.4f} | {undefined:5.3f} {z_undefined:6.2f}{mark}", agrees


def compare_peer(peer: str, ours: dict[str, np.ndarray], theirs: dict[str, np.ndarray]) -> int:
    """Prints the table of one peer (left of each pair) and the program (right); returns how many figures differ."""
    heads = ("mean", "standard deviation", "5 %", "50 %", "95 %")
    print(f"\n{peer} (left) and landsim (right)")
    print(f"{'figure':<38}|" + "".join(f" {head:^21} |" for head in heads) + "      z     KS p | undefined, z")
    differing = 0
    for name in inputs.FIGURES:
        line, agrees = compare_figure(name, ours[name], theirs[name])
        print(line)
        differing += not agrees
    print(f"{differing} of {len(inputs.FIGURES)} figures differ")
    return differing


def main() -> int:
    """Runs everything and prints the tables; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--program", type=Path, default=PROGRAM)
    parser.add_argument("--scenario", type=Path, default=inputs.BASELINE_SCENARIO)
    parser.add_argument("--portfolio", type=Path, default=inputs.BASELINE_PORTFOLIO)
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    arguments = parser.parse_args()
    given = inputs.read(arguments.scenario, arguments.portfolio)
    theirs = run_program(arguments.program, arguments.scenario, arguments.portfolio, arguments.trials, arguments.seed)
    differing = 0
    for peer in arguments.peers:
        differing += compare_peer(peer, PEERS[peer](given, arguments.trials, arguments.seed), theirs)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
