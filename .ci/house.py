#!/usr/bin/env python3
"""Measures the house: sizes of files and functions, documentation, circles, rooms.

Run in the root of the repository: .ci/house.py
Lines of code are those that are neither blank nor comment; lines of documentation begin with /// or //!.
Circles are counted by the test `no_file_names_another_that_leads_back_to_it` of tests/tidy.rs.
"""
import pathlib
import re
import statistics

ROOT = pathlib.Path(__file__).resolve().parent.parent / "src"


def at(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def bodies(lines):
    """Lines of each function between its braces, by indentation."""
    for number, line in enumerate(lines):
        start = re.match(r"^(\s*)(pub(\([^)]*\))? )?(const )?(unsafe )?fn \w+", line)
        if not start:
            continue
        indent = start.group(1)
        opening = number
        while opening < len(lines) and not lines[opening].rstrip().endswith(("{", ";", "}")):
            opening += 1
        if opening >= len(lines) or not lines[opening].rstrip().endswith("{"):
            continue
        end = opening + 1
        while end < len(lines) and lines[end] != indent + "}":
            end += 1
        yield end - opening - 1, lines[number].strip()


def main():
    files, functions, rooms = [], [], {}
    documentation = code = public = documented = 0
    for path in sorted(ROOT.rglob("*.rs")):
        lines = path.read_text().split("\n")
        files.append(len(lines) - 1)
        parts = path.relative_to(ROOT).parts
        room = parts[0].removesuffix(".rs")
        rooms[room] = rooms.get(room, 0) + len(lines) - 1
        functions += [(size, f"{path.relative_to(ROOT)}: {name}") for size, name in bodies(lines)]
        for number, line in enumerate(lines):
            text = line.strip()
            documentation += text.startswith(("///", "//!"))
            code += bool(text) and not text.startswith("//")
            if re.match(r"pub (const |unsafe )?(fn|struct|enum|trait|type|const|static) ", text):
                public += 1
                above = number - 1
                while above >= 0 and lines[above].strip().startswith("#["):
                    above -= 1
                documented += lines[above].strip().startswith("///")
    total = sum(files)
    sizes = [size for size, _ in functions]
    biggest = max(rooms, key=rooms.get)
    print(f"files: {len(files)}, lines {total}")
    print(f"lines a file, median / p90 / max: "
          f"{statistics.median(files):.0f} / {at(files, 0.9)} / {max(files)}")
    print(f"function bodies, median / p90 / p99 / max: {statistics.median(sizes):.0f} / "
          f"{at(sizes, 0.9)} / {at(sizes, 0.99)} / {max(sizes)} ({max(functions)[1]})")
    print(f"public items documented: {100 * documented / public:.1f} % of {public}")
    print(f"lines of documentation per 100 of code: {100 * documentation / code:.1f}")
    print(f"biggest room: {biggest}, {100 * rooms[biggest] / total:.1f} % of the lines")
    for room, lines in sorted(rooms.items(), key=lambda entry: -entry[1]):
        print(f"  {room:<12} {lines:>6}  {100 * lines / total:>4.1f} %")


main()
