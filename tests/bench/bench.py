#!/usr/bin/env python3
"""Measures the host beside bare servers that answer the same calls, all in one run on one machine.

Figures of different machines or runs do not compare, ratios within a run do: the servers of a workload take turns
(A B C A B C ...), and a ratio is one of medians. A new peer or workload is a row in the tables below.
"""

import argparse
import contextlib
import json
import os
import signal
import ssl
import statistics
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "codecs"), str(HERE.parent / "support")]

import codec_bench  # noqa: E402
import report  # noqa: E402
from loads import BenchFailed, Rest, RestTls, Unary, item_from_wire, make_certificate  # noqa: E402
from stream_loads import LAST, MESSAGES, GrpcStream, RestStream  # noqa: E402
from served import Served, ServerFailed  # noqa: E402

ITEM = {"id": 1, "name": "Lamp", "description": "A desk lamp", "price": 19.5}


TICKS = f"/ticks?count={MESSAGES}"
ITEM_TEXT = json.dumps(ITEM, separators=(",", ":"))


def create_item(server):
    """Puts the item that all servers answer with into the host."""
    context = ssl._create_unverified_context() if server.rest.startswith("https") else None
    body = {name: value for name, value in ITEM.items() if name != "id"}
    request = urllib.request.Request(server.rest + "/items", json.dumps(body).encode(),
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10, context=context) as reply:
        made = json.load(reply)
    if made["id"] != ITEM["id"]:
        raise BenchFailed(f"the first item of a new host has the id {made['id']}, not {ITEM['id']}")


@dataclass
class Peer:
    """A server: its command, run in the build folder, and what to do once it is ready."""
    name: str
    command: list
    prepare: object = None


PEERS = {
    "duet": Peer("duet", ["./duet", "serve", "--config", "bench/bench.toml", "--rest-port", "0", "--grpc-port", "0"],
                 create_item),
    "duet_tls": Peer("duet, TLS", ["./duet", "serve", "--config", "bench/bench_tls.toml", "--rest-port", "0",
                                   "--grpc-port", "0"], create_item),
    "nginx_tls": Peer("nginx, TLS", [sys.executable, HERE / "peers/nginx.py", "bench", "/items/1", ITEM_TEXT]),
    "pistache": Peer("Pistache 0.0.5, bare", ["./bench/bench_pistache"]),
    "grpc_callback": Peer("grpc++ callback, bare", ["./bench/bench_grpc_callback"]),
    "ticks_sync": Peer("grpc++ synchronous, bare", ["./bench/bench_ticks_sync"]),
    "ticks_callback": Peer("grpc++ callback, bare", ["./bench/bench_ticks_callback"]),
    "ticks_async": Peer("grpc++ async, 2 queues, bare", ["./bench/bench_ticks_async"]),
    "grpc_async": Peer("grpc++ async, 2 queues, bare", ["./bench/bench_grpc_async"]),
}


@dataclass
class Workload:
    """One load on several peers. Each ratio is (of, over: the fastest of these, the mark it is meant to reach)."""
    name: str
    load: object
    peers: list
    ratios: list
    expected: dict = field(default_factory=lambda: ITEM)  # what every server answers
    results: dict = field(default_factory=dict)


def workloads(build):
    get_item = Unary("/items.v1.Items/GetItem", b"\x08\x01", item_from_wire)
    return [
        Workload("REST GET /items/1", Rest("/items/1"), ["pistache", "duet"], [("duet", ["pistache"], 1.3)]),
        Workload("REST GET /items/1 over TLS", RestTls("/items/1", build / "bench/certificate.pem"),
                 ["nginx_tls", "duet_tls"], [("duet_tls", ["nginx_tls"], 1.0)]),
        Workload("gRPC unary GetItem", get_item, ["grpc_callback", "grpc_async", "duet"],
                 [("duet", ["grpc_callback", "grpc_async"], 0.85)]),
        Workload("gRPC server stream", GrpcStream("/ticks.v1.Ticks/Watch", b"\x08\xe8\x07"),
                 ["ticks_sync", "ticks_callback", "ticks_async", "duet"],
                 [("duet", ["ticks_sync", "ticks_callback", "ticks_async"], 0.9)], expected=LAST),
        Workload("REST server stream, SSE", RestStream(TICKS, "text/event-stream"), ["duet"], [], expected=LAST),
        Workload("REST server stream, NDJSON", RestStream(TICKS, "application/x-ndjson"), ["duet"], [], expected=LAST),
    ]


def check_answer(peer, workload, server):
    answer = workload.load.answer(server)
    if answer != workload.expected:
        raise BenchFailed(f"{peer.name} answers {workload.name} with {answer}, not with {workload.expected}")


def load(peer, workload, server, seconds):
    try:
        return workload.load.load(server, seconds)
    except BenchFailed as failure:
        raise BenchFailed(f"{peer.name} under {workload.name}: {failure}\n"
                          f"The end of what {peer.name} printed:\n{server.output[-2000:]}") from None


def measure(workload, options):
    """Runs the rounds of one workload and fills in its results."""
    with contextlib.ExitStack() as stack:
        servers = {}
        for key in workload.peers:
            peer = PEERS[key]
            servers[key] = stack.enter_context(Served(peer.command, folder=options.build, ready_timeout_s=20))
            if peer.prepare:
                peer.prepare(servers[key])
            check_answer(peer, workload, servers[key])
            workload.results[key] = {"peer": peer.name, "rounds": [],
                                     "ready_ms": round(servers[key].ready_after_s * 1000, 1)}
        for key, server in servers.items():
            load(PEERS[key], workload, server, options.warm_up)
        for number in range(options.rounds):
            for key, server in servers.items():
                workload.results[key]["rounds"].append(load(PEERS[key], workload, server, options.seconds))
            report.progress(workload, number + 1, options.rounds)
        for key, server in servers.items():
            workload.results[key]["resident_mib"] = resident_mib(server.pid)
            check_answer(PEERS[key], workload, server)
            if server.stop() != 0:
                raise BenchFailed(f"{PEERS[key].name} did not end well:\n{server.output[-2000:]}")
    for result in workload.results.values():
        rates = [one["rate"] for one in result["rounds"]]
        result.update(median=statistics.median(rates), lowest=min(rates), highest=max(rates))


def resident_mib(pid):
    """Of a process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return round(sum(resident_of(one) for one in [pid, *children]), 1)


def resident_of(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, default=Path("build/release"), help="where the programs are")
    parser.add_argument("--out", type=Path, default=Path("build/bench"), help="where results.json goes")
    parser.add_argument("--quick", action="store_true", help="few and short rounds: a trial, not a measurement")
    parser.add_argument("--rounds", type=int, help="rounds of each workload (5)")
    parser.add_argument("--seconds", type=int, help="length of a round of one peer (4)")
    parser.add_argument("--only", help="only the workloads whose name contains this text; 'codecs' for the codecs")
    parser.add_argument("--without", action="append", default=[], help="leave this peer out, by its key")
    options = parser.parse_args()
    options.rounds = options.rounds or (2 if options.quick else 5)
    options.seconds = options.seconds or (1 if options.quick else 4)
    options.warm_up = 1 if options.quick else 2
    return options


def main():
    options = parse_arguments()
    # An end from outside is an exception too, so that the servers are ended on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: ended by SIGTERM"))
    chosen = [one for one in workloads(options.build) if not options.only or options.only in one.name]
    with_codecs = not options.only or options.only in "codecs"
    if not chosen and not with_codecs:
        return f"bench: no workload has '{options.only}' in its name"
    begin = time.monotonic()
    try:
        make_certificate(options.build / "bench")
        for workload in chosen:
            workload.peers = [key for key in workload.peers if key not in options.without]
            measure(workload, options)
        of_codecs = []
        if with_codecs:
            of_codecs = codec_bench.measure(options.build, options.rounds, 0.2 if options.quick else 0.5)
    except (BenchFailed, ServerFailed, OSError) as failure:
        return f"bench: {failure}"
    options.out.mkdir(parents=True, exist_ok=True)
    results = report.collect(chosen, of_codecs, options, time.monotonic() - begin)
    (options.out / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    print(report.markdown(results))
    print(f"Also in {os.path.relpath(options.out / 'results.json')}.")
    return None


if __name__ == "__main__":
    sys.exit(main())
