"""Holds single trials of the program against the same trials worked out here, figure by figure.

The Numba kernel gets the program's own variates (`draws.Addressed`), so nothing is left to chance: every figure
of every trial must be the program's but for rounding. What is compared is thus the model, not its
distribution. Ends with exit code 1 when a figure differs by more than a billionth.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

import inputs
from compare import PROGRAM, run_program
from draws import Addressed
from numba_model import as_record, buffers_type, run_block

#: Greatest difference, as a share of the figure; of figures near 0, of the figure's largest absolute value.
TOLERANCE = 1e-9


def run_trials(given: inputs.Inputs, trials: int, seed: int) -> dict[str, np.ndarray]:
    """The figures of the program's trials, worked out here."""
    variates = Addressed(seed, given.plot_ids, given.rules.horizon)
    records = [as_record(part) for part in (given.plots, given.rules, given.market)]
    buffers = np.zeros(1, buffers_type(given.plots, given.rules))
    figures = np.empty((trials, len(inputs.FIGURES)))
    for number in range(trials):
        run_block(*records, buffers, variates.trial(number)[0], figures[number : number + 1])
    return {name: figures[:, column] for column, name in enumerate(inputs.FIGURES)}


def relative_difference(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Differences by trial; infinite where only one is undefined, 0 where both are."""
    one_undefined = np.isnan(ours) != np.isnan(theirs)
    both = ~np.isnan(ours) & ~np.isnan(theirs)
    difference = np.zeros(ours.size)
    size = np.maximum(np.abs(theirs[both]), 1e-3 * np.abs(theirs[both]).max(initial=1e-300))
    difference[both] = np.abs(ours[both] - theirs[both]) / size
    difference[one_undefined] = np.inf
    return difference


def main() -> int:
    """Runs both and prints, for each figure, how many trials differ; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--program", type=Path, default=PROGRAM)
    parser.add_argument("--scenario", type=Path, default=inputs.BASELINE_SCENARIO)
    parser.add_argument("--portfolio", type=Path, default=inputs.BASELINE_PORTFOLIO)
    arguments = parser.parse_args()
    given = inputs.read(arguments.scenario, arguments.portfolio)
    theirs = run_program(arguments.program, arguments.scenario, arguments.portfolio, arguments.trials, arguments.seed)
    ours = run_trials(given, arguments.trials, arguments.seed)
    differing = np.zeros(arguments.trials, bool)
    print(f"{'figure':<38} {'trials that differ':>18} {'greatest relative difference':>29}  first such trial")
    for name in inputs.FIGURES:
        difference = relative_difference(ours[name], theirs[name])
        differs = difference > TOLERANCE
        differing |= differs
        first = int(differs.argmax()) if differs.any() else ""
        print(f"{name:<38} {differs.sum():>18} {difference.max():>29.2e}  {first}")
    print(f"{differing.sum()} of {arguments.trials} trials differ in some figure")
    return 1 if differing.any() else 0


if __name__ == "__main__":
    sys.exit(main())
