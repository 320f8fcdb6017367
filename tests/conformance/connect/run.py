#!/usr/bin/env python3
"""Runs the Connect project's conformance suite, which `./dev test` builds, against the host.

usage: run.py PROTOCOL --build FOLDER --suite PROGRAM [OPTION...]
PROTOCOL: grpc, grpc_web or connect; see PROTOCOL.yaml. OPTION: of the suite, such as --run PATTERN or --trace

Exits with 0 if every case that applies was run, and none failed but those that PROTOCOL.known_failing names, which
must, and those of PROTOCOL.known_flaky, which may.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Of the pinned version, with what PROTOCOL.yaml says. The suite is content when nothing applies.
CASES = {"grpc": 743, "grpc_web": 1208, "connect": 1508}
SERVERS = 2  # at one time


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("protocol", choices=CASES)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--suite", type=Path, required=True)
    options, suite_options = parser.parse_known_args()
    needed = (options.suite, options.build / "duet", options.build / "plugins/conformance_service.so")
    missing = [str(file) for file in needed if not file.exists()]
    if missing:
        return f"the Connect conformance suite cannot run: {' and '.join(missing)} missing; ./dev test makes them"
    lists = {kind: HERE / f"{options.protocol}.{kind}" for kind in ("known_failing", "known_flaky")}
    known = [f"--{kind.replace('_', '-')}=@{file}" for kind, file in lists.items() if file.exists()]
    with tempfile.TemporaryDirectory() as logs:
        command = [options.suite, "--mode", "server", "--conf", HERE / f"{options.protocol}.yaml",
                   "--max-servers", str(SERVERS), *known, *suite_options, "--", sys.executable, "-B",
                   HERE / "server.py", "--build", options.build.resolve(), "--logs", logs]
        ran = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True, errors="replace", check=False,
                             env={**os.environ, "PYTHONPATH": str(HERE.parent.parent / "support")})
        hosts = {log.name: log.read_text() for log in Path(logs).iterdir()}
    print(ran.stdout[-20000:])
    broken = [text for text in hosts.values() if not text.startswith("the host ended: 0\n")]
    if broken:
        return f"{len(broken)} of {len(hosts)} hosts did not end well; the first:\n{broken[0][-10000:]}"
    if ran.returncode != 0:
        warnings = "\n".join(sorted({line for text in hosts.values() for line in text.splitlines()[1:]}))[-5000:]
        return f"the suite ended with {ran.returncode}; the hosts said:\n{warnings}"
    total = re.search(r"^Total cases: (\d+)$", ran.stdout, re.MULTILINE)
    if not suite_options and (total is None or int(total.group(1)) != CASES[options.protocol]):
        return f"{total and total.group(1)} cases ran, not {CASES[options.protocol]}: is this another version?"
    return 0


if __name__ == "__main__":
    sys.exit(main())
