#!/usr/bin/env python3
"""Runs protobuf's conformance suite, which `./dev test` gets by setup.sh, against a testee.

usage: run.py --suite FOLDER --testee PROGRAM     exits 0 if every binary and JSON case of proto3 was run and passed
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Of the pinned version: the required and the recommended cases of proto3, binary and JSON. What else there is (proto2,
# editions, text format) is skipped by the testee. The suite itself is content with a testee that skips everything.
CASES = 1476


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--suite", type=Path, required=True)
    parser.add_argument("--testee", type=Path, required=True)
    options = parser.parse_args()
    missing = [str(file) for file in (options.suite / "runner", options.testee) if not file.exists()]
    if missing:
        return f"protobuf's conformance suite cannot run: {' and '.join(missing)} missing; ./dev test makes them"
    with tempfile.TemporaryDirectory() as out:
        ran = subprocess.run([options.suite / "runner", "--enforce_recommended", "--output_dir", out, options.testee],
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    sums = re.findall(r"CONFORMANCE SUITE (\w+): (\d+) successes, (\d+) skipped, (\d+) expected failures, "
                      r"(\d+) unexpected failures", ran.stdout)
    for verdict, passed, skipped, *failed in sums:
        print(f"{verdict}: {passed} passed, {skipped} skipped, {sum(map(int, failed))} failed")
    if ran.returncode != 0 or not sums or sums[0][3:] != ("0", "0"):
        return ran.stdout[-20000:] + f"\nthe runner ended with {ran.returncode}"
    if int(sums[0][1]) != CASES:
        return f"{sums[0][1]} cases passed, not {CASES}: are some skipped that were not, or is this another version?"
    return 0


if __name__ == "__main__":
    sys.exit(main())
