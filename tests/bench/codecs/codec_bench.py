"""Runs bench_codecs and gives its figures the form of the other workloads' results."""

import json
import statistics
import subprocess
import sys

# The least that Duet's rate is to be of each peer's.
MARKS = {"json_util": 8.0, "nlohmann": 1.0, "generated": 1.0}
NAMES = {"duet": "duet", "json_util": "protobuf json_util", "nlohmann": "nlohmann-json",
         "generated": "protobuf, generated code"}


def measure(build, rounds, seconds):
    """A list of workloads as report.collect() has them."""
    print("codecs: small, medium and large messages", file=sys.stderr, flush=True)
    command = [build / "bench/bench_codecs", str(rounds), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise RuntimeError(f"bench_codecs failed ({done.returncode}): {done.stderr}")
    found = {}
    for line in done.stdout.splitlines():
        row = json.loads(line)
        found.setdefault(row["workload"], {}).setdefault(row["peer"], []).append(row["rate"])
    return [{"name": name, "unit": "messages/s of CPU", "peers": results(peers), "ratios": ratios(peers)}
            for name, peers in found.items()]


def results(peers):
    return {key: {"peer": NAMES[key], "median": statistics.median(rates), "lowest": min(rates), "highest": max(rates)}
            for key, rates in peers.items()}


def ratios(peers):
    rows = []
    for key, rates in peers.items():
        if key == "duet":
            continue
        value = statistics.median(peers["duet"]) / statistics.median(rates)
        rows.append({"of": "duet", "over": key, "value": round(value, 3), "mark": MARKS[key],
                     "reached": value >= MARKS[key]})
    return rows
