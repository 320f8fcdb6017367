#!/usr/bin/env python3
"""Streams of all kinds on all doors, left at random points, thousands of times; and some that are read to their ends.

Fails if a stream that stays brings something else than it should, if a call or connection stays whose client has left,
if the host does not end at once afterwards, or on memory that grows between looks at the host at rest.
"""

import argparse
import asyncio
import collections
import dataclasses
import json
import logging
import random
import signal
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import grpc.aio  # noqa: E402

from answers import Wrong  # noqa: E402
from judged import judged  # noqa: E402
from stream_clients import (CHANNEL, PATIENCE_S, Cutter, leave_grpc, leave_http, leave_with_connection,  # noqa: E402
                            stay_grpc, stay_http)
from watch import MIB, growth, sample  # noqa: E402

ROUNDS = 8
WARM_UP = 3
ESTABLISHED, CLOSE_WAIT = "01", "08"
GRACE_S = 120  # of the host for calls in flight; it must not need it
END_WITHIN_S = 60

CONFIG = """
[log]
level = "warn"
access = false
[rest]
threads = 3
heartbeat = "1s"
[grpc]
threads = 2
[shutdown]
grace = "{grace}s"
[plugins]
directory = "{plugins}"
[[plugin]]
name = "pages"
"""


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, required=True, help="where duet and its plugins are")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=24)
    parser.add_argument("--slack-mib", type=float, default=8, help="how much memory may differ at rest")
    parser.add_argument("--seed", type=int, default=None, help="of what is chosen at random")
    return parser.parse_args()


def open_streams(rest):
    with urllib.request.urlopen(f"{rest}/counters", timeout=PATIENCE_S) as answer:
        return int(json.load(answer).get("open", 0))


def connections(port):
    """How many clients are connected to a port of this machine, as far as the kernel knows."""
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    pairs = ((int(line.split()[1].split(":")[1], 16), line.split()[3]) for line in lines)
    return sum(local == port and state in (ESTABLISHED, CLOSE_WAIT) for local, state in pairs)


async def at_rest(server):
    """A sample of the host once no handler runs and nobody is connected to the REST door.

    Descriptors and threads are not judged: Python's gRPC closes its connections when it likes, and handlers that wait
    have had a thread each."""
    end = time.monotonic() + PATIENCE_S
    port = urlsplit(server.rest).port
    while (still := await asyncio.to_thread(open_streams, server.rest)) or connections(port) > 0:
        if time.monotonic() > end:
            raise Wrong(f"{still} streams and {connections(port)} connections stay {PATIENCE_S} s after their clients "
                        "have left")
        await asyncio.sleep(0.1)
    return dataclasses.replace(sample(server.pid), descriptors=0, threads=0)


async def client(server, target, seconds, counted):
    """Takes turns with all that clients do."""
    rest = urlsplit(server.rest)
    place = (rest.hostname, rest.port)
    end = time.monotonic() + seconds
    async with grpc.aio.insecure_channel(server.grpc, options=CHANNEL) as channel:
        while time.monotonic() < end:
            kind = random.random()
            if kind < 0.5:
                turn = leave_http(place, counted)
            elif kind < 0.8:
                turn = leave_grpc(channel, counted, "left")
            elif kind < 0.9:
                turn = leave_with_connection(target, counted)
            elif kind < 0.95:
                turn = stay_http(place, counted)
            else:
                turn = stay_grpc(channel, counted)
            try:
                await asyncio.wait_for(turn, PATIENCE_S)
            except asyncio.TimeoutError:
                raise Wrong(f"{turn.__name__} did not end within {PATIENCE_S} s") from None


async def run(server, options, counted):
    samples = []
    async with Cutter(server.grpc) as cutter:
        for number in range(ROUNDS):
            seconds = options.seconds / ROUNDS
            await asyncio.gather(*(client(server, cutter.target, seconds, counted) for _ in range(options.clients)))
            if not server.running:
                raise Wrong("the host has ended")
            samples.append(await at_rest(server))
            print(f"round {number + 1}: {sum(counted.values())} streams so far; at rest "
                  f"{samples[-1].resident / MIB:.1f} MiB resident", flush=True)
    if grown := growth(samples[WARM_UP:], options.slack_mib * MIB):
        raise Wrong(f"grown: {grown}")


def main():
    options = parse_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("streams: ended by SIGTERM"))
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # else it tells of each connection that was cut
    seed = random.randrange(1 << 32) if options.seed is None else options.seed
    random.seed(seed)
    print(f"seed {seed}")
    build = options.build.resolve()
    counted = collections.Counter()
    # A call that were still in flight would hold the host for as long as the grace.
    return judged("streams", build, CONFIG.format(grace=GRACE_S, plugins=build / "plugins"),
                  lambda server: run(server, options, counted), counted,
                  "what stayed was whole, what was left has ended, and nothing has grown", END_WITHIN_S)


if __name__ == "__main__":
    sys.exit(main())
