"""The results of a bench run as data and as Markdown."""

import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def progress(workload, done, rounds):
    print(f"{workload.name}: round {done} of {rounds}", file=sys.stderr, flush=True)


def collect(workloads, of_codecs, options, took_s):
    return {
        "machine": {"processor": processor(), "cores": os.cpu_count(), "kernel": platform.release()},
        "commit": commit(),
        "rounds": options.rounds,
        "seconds_per_round": options.seconds,
        "took_s": round(took_s),
        "workloads": [{"name": one.name, "unit": one.load.unit, "peers": one.results, "ratios": ratios(one)}
                      for one in workloads] + of_codecs,
    }


def ratios(workload):
    rows = []
    for of, over, mark in workload.ratios:
        measured = [key for key in over if key in workload.results]
        if of not in workload.results or not measured:
            continue
        best = max(measured, key=lambda key: workload.results[key]["median"])
        value = workload.results[of]["median"] / workload.results[best]["median"]
        rows.append({"of": of, "over": best, "value": round(value, 3), "mark": mark, "reached": value >= mark})
    return rows


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def commit():
    try:
        command = ["git", "-C", HERE, "describe", "--always", "--dirty"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def markdown(results):
    machine = results["machine"]
    lines = [f"{machine['processor']}, {machine['cores']} cores; {results['rounds']} interleaved rounds of "
             f"{results['seconds_per_round']} s after a warm-up; {results['took_s']} s in all.", ""]
    for workload in results["workloads"]:
        lines += [f"### {workload['name']}", "", *table(workload), ""]
    rows = [(workload["name"], ratio, workload["peers"]) for workload in results["workloads"]
            for ratio in workload["ratios"]]
    if rows:
        lines += ["### Ratios", "", "| workload | ratio | value | mark | |", "|---|---|---:|---:|---|"]
        for name, ratio, peers in rows:
            verdict = "reached" if ratio["reached"] else "missed"
            lines.append(f"| {name} | {peers[ratio['of']]['peer']} / {peers[ratio['over']]['peer']} "
                         f"| {ratio['value']:.2f} | {ratio['mark']:.2f} | {verdict} |")
        lines.append("")
    return "\n".join(lines)


def table(workload):
    """Of one workload, the fastest first; what only servers have is left out where nothing is served."""
    rows = sorted(workload["peers"].values(), key=lambda row: -row["median"])
    served = all("ready_ms" in row for row in rows)
    lines = [f"| {'server' if served else 'library'} | {workload['unit']}, median | lowest to highest |"
             + (" ready in ms | resident MiB |" if served else ""),
             "|---|---:|---:|" + ("---:|---:|" if served else "")]
    for row in rows:
        line = f"| {row['peer']} | {row['median']:,.0f} | {row['lowest']:,.0f} to {row['highest']:,.0f} |"
        lines.append(line + (f" {row['ready_ms']:.0f} | {row['resident_mib']} |" if served else ""))
    return lines
