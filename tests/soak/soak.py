#!/usr/bin/env python3
"""Both doors under load by clients that check every answer, among clients that misbehave in every way.

Fails on an answer that is lost, doubled or another's, and on descriptors, threads or memory that grow. For the latter
everybody pauses now and then, and the host is looked at once it has come to rest; the first such looks are warm-up.
"""

import argparse
import asyncio
import collections
import logging
import signal
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

from answers import TIMEOUT_S, Wrong  # noqa: E402
from good_clients import RestClient, Whistle, grpc_client  # noqa: E402
from judged import judged  # noqa: E402
from rude_clients import rude_client  # noqa: E402
from watch import MIB, growth, sample  # noqa: E402

# Short times, so that what is held for the rude is given back while one looks, and long enough for a busy machine.
CONFIG = """
[log]
level = "warn"
access = false
[rest]
threads = 3
header_timeout = "6s"
body_timeout = "6s"
write_timeout = "6s"
idle_timeout = "4s"
[grpc]
threads = 2
[plugins]
directory = "{plugins}"
[[plugin]]
name = "users"
[[plugin]]
name = "items"
[[plugin]]
name = "probe"
"""


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, required=True, help="where duet and its plugins are")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--good", type=int, default=16, help="REST clients that check")
    parser.add_argument("--grpc", type=int, default=4, help="gRPC clients that check")
    parser.add_argument("--rude", type=int, default=16)
    parser.add_argument("--slack-mib", type=float, default=8, help="how much memory may differ at rest")
    return parser.parse_args()


async def at_rest(server, base):
    """A sample of the server once it is idle: its connections are closed, but for those of gRPC."""
    for _ in range(150):
        await asyncio.sleep(0.2)
        now = sample(server.pid)
        if now.descriptors <= base:
            return now
    return now


async def run(server, options, counts):
    rest = urlsplit(server.rest)
    place = (rest.hostname, rest.port)
    whistle = Whistle()
    idle = sample(server.pid)
    clients = [RestClient(place, counts).run(whistle) for _ in range(options.good)]
    clients += [grpc_client(server.grpc, whistle, counts) for _ in range(options.grpc)]
    clients += [rude_client(place, whistle, counts) for _ in range(options.rude)]
    failed = asyncio.get_running_loop().create_future()

    async def guarded(client):
        try:
            await client
        except Exception as fault:
            if not failed.done():
                failed.set_result(str(fault) if isinstance(fault, Wrong) else f"{type(fault).__name__}: {fault}")

    tasks = [asyncio.create_task(guarded(client)) for client in clients]
    watching = asyncio.create_task(pauses(server, options, whistle, idle, counts))
    await asyncio.wait([failed, watching], return_when=asyncio.FIRST_COMPLETED)
    whistle.stop()
    await asyncio.wait(tasks, timeout=TIMEOUT_S)
    if failed.done():
        watching.cancel()
        raise Wrong(failed.result())
    watching.result()


async def pauses(server, options, whistle, idle, counts):
    """Looks at the server at rest, again and again; raises Wrong if something has grown."""
    total = options.minutes * 60
    every = min(60.0, total / 6)
    begin, samples = time.monotonic(), []
    # gRPC's clients keep their connections, each with a descriptor.
    base = idle.descriptors + options.grpc
    while time.monotonic() < begin + total or len(samples) < 3:
        await asyncio.sleep(every)
        busy = sample(server.pid)
        whistle.going.clear()
        samples.append(await at_rest(server, base))
        whistle.going.set()
        answers = counts["REST answers"] + counts["gRPC answers"]
        print(f"{time.monotonic() - begin:6.0f} s: {answers} answers; busy: {busy}; at rest: {samples[-1]}", flush=True)
        if not server.running:
            raise Wrong("the host has ended")
    warm = samples[max(1, len(samples) // 5):]
    if samples[-1].descriptors > base:
        raise Wrong(f"{samples[-1].descriptors} descriptors at rest; {idle.descriptors} before the first client, and "
                    f"{options.grpc} connections of gRPC")
    if grown := growth(warm, options.slack_mib * MIB):
        raise Wrong(f"grown: {grown}")


def main():
    options = parse_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("soak: ended by SIGTERM"))
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # else it tells of each write to a connection that is gone
    build = options.build.resolve()
    counts = collections.Counter()
    return judged("soak", build, CONFIG.format(plugins=build / "plugins"), lambda server: run(server, options, counts),
                  counts, "no answer was lost, doubled or another's, and nothing has grown")


if __name__ == "__main__":
    sys.exit(main())
