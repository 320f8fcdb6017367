#!/usr/bin/env python3
"""The lint of the project's own rules: floors, file length, leftovers, headers, formatting.

usage: lint.py [ROOT]    exits 0 if there is nothing to say, else prints `file:line: what, and the mend` and exits 1
"""

import sys
from pathlib import Path

import floors
import format as formatting
import text
from tree import read_tree


def lint(root):
    """(problems in order, remarks)"""
    files = read_tree(root)
    unformatted, skipped = formatting.check(files, root)
    problems = floors.check(files) + text.check(files) + unformatted
    remarks = [f"{len(files)} files looked at"]
    if skipped:
        remarks.append(f"formatting was not checked: {skipped}")
    return sorted(problems, key=lambda one: (one.path, one.line, one.message)), remarks


def main(arguments):
    root = Path(arguments[0] if arguments else Path(__file__).parents[2]).resolve()
    problems, remarks = lint(root)
    for line in [*problems, *(f"lint: {remark}" for remark in remarks)]:
        print(line)
    if problems:
        print(f"lint: {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
