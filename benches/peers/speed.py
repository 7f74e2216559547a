"""Times the program and its peers on this machine, in turn, and prints a table in Markdown.

Every run is a process of its own: its peak memory is the system's figure for that process, its wall time goes
from start to exit. Trials per second are those of the simulation alone, without starting Python, compiling and
reading inputs; the program tells its own in its manifest. The program's simulation also gathers every series by
month, year and plot over all trials, and its process writes all of these tables; the peers keep the figures
of each trial only and write nothing. Processor time is that of the peers' simulation and of the program's whole
process, writing included; other load on the machine moves it less than wall time. Runs of all follow each other and
are repeated; medians count.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import inputs

HERE = Path(__file__).resolve().parent
PROGRAM = inputs.REPOSITORY / "target" / "release" / "landsim"
KIBIBYTES_PER_MEBIBYTE = 1024


class Run(NamedTuple):
    """What one run took."""

    simulation_seconds: float
    processor_seconds: float
    compile_seconds: float
    wall_seconds: float
    peak_mebibytes: float


def timed(command: list[str]) -> tuple[float, float, float, str]:
    """Wall time and processor time (s), peak memory (MiB) and output of a process, which must succeed."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        begun = time.perf_counter()
        child = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}")
        output.seek(0)
        processor = usage.ru_utime + usage.ru_stime
        return wall, processor, usage.ru_maxrss / KIBIBYTES_PER_MEBIBYTE, output.read()


def run_peer(script: str, trials: int, options: list[str]) -> Run:
    """One run of a peer."""
    wall, _, peak, output = timed([sys.executable, "-B", str(HERE / script), "--trials", str(trials), *options])
    told = json.loads(output)
    return Run(told["seconds"], told["processor_seconds"], told["compile_seconds"], wall, peak)


def run_program(program: Path, trials: int, threads: int) -> Run:
    """One run of the program, with its tables."""
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "run", inputs.BASELINE_SCENARIO, "--portfolio", inputs.BASELINE_PORTFOLIO, "--quiet"]
        command += ["--trials", trials, "--threads", threads, "--out", folder]
        wall, processor, peak, _ = timed([str(part) for part in command])
        (manifest,) = Path(folder).glob("*/manifest.json")
        simulation = json.loads(manifest.read_text(encoding="utf-8"))["circumstances"]["simulation_seconds"]
    return Run(simulation, processor, 0.0, wall, peak)


def code_lines(paths: list[Path]) -> int:
    """Lines that are neither empty nor comments alone; docstrings count."""
    lines = [line.strip() for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return sum(bool(line) and not line.startswith(("#", "//")) for line in lines)


def rust_files(*modules: str) -> list[Path]:
    """Files of modules of the program, without files of tests."""
    source = inputs.REPOSITORY / "src"
    found = [source / f"{module}.rs" for module in modules]
    for module in modules:
        found += [path for path in (source / module).rglob("*.rs") if path.stem != "tests"]
    return found


def main() -> None:
    """Runs everything in turn and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--program", type=Path, default=PROGRAM)
    arguments = parser.parse_args()
    trials, program = arguments.trials, arguments.program

    shared = [HERE / "inputs.py"]
    engine = rust_files("model", "trial", "uncertainty", "portfolio", "scenario", "calendar", "quantity")
    contenders = {
        "landsim, 1 thread": (lambda: run_program(program, trials, 1), engine),
        "landsim, 2 threads": (lambda: run_program(program, trials, 2), engine),
        "Numba, 1 thread": (
            lambda: run_peer("numba_model.py", trials, ["--threads", "1"]),
            [*shared, HERE / "draws.py", HERE / "numba_model.py"],
        ),
        "Numba, 2 threads": (
            lambda: run_peer("numba_model.py", trials, ["--threads", "2"]),
            [*shared, HERE / "draws.py", HERE / "numba_model.py"],
        ),
        "NumPy, 1 thread": (lambda: run_peer("numpy_model.py", trials, []), [*shared, HERE / "numpy_model.py"]),
    }
    runs: dict[str, list[Run]] = {name: [] for name in contenders}
    for _ in range(arguments.repeats):
        for name, (run, _files) in contenders.items():
            runs[name].append(run())

    print(f"{trials} trials of the baseline, median of {arguments.repeats} runs in turn (least to greatest)")
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    print()
    heads = ["", "trials/s", "simulation [s]", "processor [s]", "compilation [s]", "whole process [s]"]
    heads += ["peak memory [MiB]", "lines of code"]
    print(f"| {' | '.join(heads)} |")
    print("| --- |" + " ---: |" * (len(heads) - 1))
    for name, (_run, files) in contenders.items():
        simulated = sorted(run.simulation_seconds for run in runs[name])
        median = Run(*(statistics.median(values) for values in zip(*runs[name], strict=True)))
        spread = f"{median.simulation_seconds:.2f} ({simulated[0]:.2f} to {simulated[-1]:.2f})"
        compiled = f"{median.compile_seconds:.1f}" if median.compile_seconds > 0 else ""
        print(
            f"| {name} | {trials / median.simulation_seconds:,.0f} | {spread} | {median.processor_seconds:.2f} "
            f"| {compiled} | {median.wall_seconds:.2f} | {median.peak_mebibytes:.0f} | {code_lines(files):,} |"
        )


if __name__ == "__main__":
    main()
