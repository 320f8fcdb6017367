#!/usr/bin/env python3
"""What idle keep-alive connections cost: memory of the host, and the speed of those that are active.

Fails if 10,000 of them take 150 MiB or more (fewer: their share), or if one of them is not answered at the end. Speed
is told, not judged: 32 connections of wrk without and with the idle ones, in turns.
"""

import argparse
import re
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

from served import Served, ServerFailed  # noqa: E402
from watch import MIB, sample  # noqa: E402

MOST_BYTES_EACH = 150 * MIB / 10_000
SPARE_DESCRIPTORS = 200  # that the two processes need besides

CONFIG = """
[log]
level = "warn"
access = false
[rest]
threads = 2
idle_timeout = "30m"
max_connections = {connections}
[plugins]
directory = "{plugins}"
[[plugin]]
name = "users"
"""
REQUEST = b"GET /users HTTP/1.1\r\nHost: idle\r\nX-Request-Id: idle-%d\r\n\r\n"


class Failed(Exception):
    pass


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, required=True, help="where duet and its plugins are")
    parser.add_argument("--connections", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4, help="of wrk in a round; 0 = without wrk")
    parser.add_argument("--sanitized", action="store_true", help="the build has a sanitizer: do not judge memory")
    return parser.parse_args()


def raise_limit(wanted):
    """As many descriptors as may be, for this process and the host; how many connections fit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    fit = hard - SPARE_DESCRIPTORS
    if fit < wanted:
        print(f"idle: {fit} connections instead of {wanted}: RLIMIT_NOFILE is {hard} here")
    return min(fit, wanted)


def ask(connection, number):
    """One request, whose answer must be its own."""
    connection.sendall(REQUEST % number)
    answer = b""
    while b"\r\n\r\n" not in answer:
        piece = connection.recv(4096)
        if not piece:
            raise Failed(f"connection {number} was closed")
        answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(re.search(rb"(?i)\r\ncontent-length: (\d+)", head)[1])
    while len(body) < length:
        body += connection.recv(4096)
    if not head.startswith(b"HTTP/1.1 200 ") or b"X-Request-Id: idle-%d\r\n" % number not in head + b"\r\n":
        raise Failed(f"connection {number} was answered with {answer[:300]!r}")


def open_idle(place, count):
    connections = []
    for number in range(count):
        connections.append(socket.create_connection(place, timeout=30))
        ask(connections[-1], number)
    return connections


def load(url, seconds):
    """wrk's figures: requests a second, and the median and 99th percentile of the latency as it prints them."""
    done = subprocess.run(["wrk", "-t2", "-c32", f"-d{seconds}s", "--latency", url + "/users"], capture_output=True,
                          text=True, timeout=seconds + 60)
    if done.returncode != 0 or "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise Failed(f"wrk: {done.stdout}{done.stderr}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])
    half, most = (re.search(rf"(?m)^ +{part}%\s+(\S+)", done.stdout)[1] for part in (50, 99))
    print(f"  {rate:9.0f} requests/s, latency {half} (50 %), {most} (99 %)", flush=True)
    return rate


def measure(server, options, count):
    rest = urlsplit(server.rest)
    place = (rest.hostname, rest.port)
    without, with_idle, cost = [], [], []
    for number in range(options.rounds):
        for connection in open_idle(place, 32):
            connection.close()
        print(f"round {number + 1}: active connections only")
        if options.seconds:
            without.append(load(server.rest, options.seconds))
        before = sample(server.pid)
        idle = open_idle(place, count)
        after = sample(server.pid)
        cost.append(after.resident - before.resident)
        print(f"  {count} idle connections: {before} -> {after}")
        if options.seconds:
            with_idle.append(load(server.rest, options.seconds))
        for index, connection in enumerate(idle):
            ask(connection, index)
            connection.close()
    print(f"{count} idle connections: {max(cost) / MIB:.1f} MiB, {max(cost) / count:.0f} bytes each")
    if without:
        ratio = statistics.median(with_idle) / statistics.median(without)
        print(f"32 active ones: {statistics.median(without):.0f} requests/s without, "
              f"{statistics.median(with_idle):.0f} with them ({ratio:.2f})")
    if not options.sanitized and max(cost) >= count * MOST_BYTES_EACH + 4 * MIB * (count < 10_000):
        raise Failed(f"{max(cost) / MIB:.1f} MiB are too much for {count} idle connections")


def main():
    options = parse_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("idle: ended by SIGTERM"))
    count = raise_limit(options.connections)
    build = options.build.resolve()
    with tempfile.TemporaryDirectory(prefix="duet-idle-") as folder:
        config = Path(folder) / "idle.toml"
        config.write_text(CONFIG.format(plugins=build / "plugins", connections=count + 64))
        try:
            command = [build / "duet", "serve", "--config", config, "--rest-port", "0", "--grpc-port", "0"]
            with Served(command) as server:
                measure(server, options, count)
                if server.stop() != 0:
                    raise Failed(f"the host did not end well:\n{server.output[-2000:]}")
        except (Failed, ServerFailed, OSError) as failure:
            print(f"idle: {failure}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
