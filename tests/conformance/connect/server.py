#!/usr/bin/env python3
"""The server that the Connect project's conformance suite tests: `duet serve`, configured as the suite asks.

Standard input holds a ServerCompatRequest, standard output gets a ServerCompatResponse (server_compat.proto of the
suite), each behind its length in four bytes. SIGTERM ends it.

usage: server.py --build FOLDER --logs FOLDER     what the host said, and how it ended, goes into a file in --logs
"""

import argparse
import json
import os
import signal
import struct
import sys
import tempfile
import threading
from pathlib import Path

from served import Served

GRPC = 2  # Protocol.PROTOCOL_GRPC
READY_S = 9  # the suite waits 10 seconds
END_S = 4  # it kills what is there 5 seconds after SIGTERM

CONFIG = """
[log]
level = "warn"
access = false
[rest]
port = 0
threads = 2
max_body_bytes = {limit}
{rest_tls}
[grpc]
port = 0
threads = 2
max_message_bytes = {limit}
{grpc_tls}
[shutdown]
grace = "1s"
[plugins]
directory = {plugins}
[[plugin]]
name = "conformance_service"
"""


def fields(message):
    """The fields of a protobuf message: {number: int or bytes}; the last one of a number counts."""
    found, at = {}, 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(message):
        number, kind = divmod(varint(), 8)
        if kind not in (0, 2):
            raise ValueError(f"field {number} of the request has the wire type {kind}, which no field of it has")
        value = varint()
        if kind == 2:
            value, at = message[at:at + value], at + value
        found[number] = value
    return found


def field(number, value):
    """One field of a protobuf message, of bytes or of a number that is not negative."""
    def varint(rest):
        return bytes([rest]) if rest < 0x80 else bytes([rest & 0x7F | 0x80]) + varint(rest >> 7)
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def tls(door, request, folder):
    """The configuration of TLS, and the certificate that clients are to trust."""
    if not request.get(4):
        return "", b""
    credentials = fields(request[7])
    lines = [f"[{door}.tls]"]
    for key, content in (("certificate", credentials[1]), ("key", credentials[2]), ("client_ca", request.get(5, b""))):
        if content:
            (folder / f"{key}.pem").write_bytes(content)
            lines.append(f"{key} = {json.dumps(str(folder / f'{key}.pem'))}")
    if request.get(5):
        lines.append('client_certificates = "required"')
    return "\n".join(lines), credentials[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--logs", type=Path, required=True)
    options = parser.parse_args()
    asked_to_end = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked_to_end.set())
    size, = struct.unpack(">I", sys.stdin.buffer.read(4))
    request = fields(sys.stdin.buffer.read(size))
    grpc = request.get(1) == GRPC

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        section, certificate = tls("grpc" if grpc else "rest", request, folder)
        (folder / "duet.toml").write_text(CONFIG.format(
            limit=request.get(6) or 4 << 20, plugins=json.dumps(str(options.build / "plugins")),
            rest_tls="" if grpc else section, grpc_tls=section if grpc else ""))
        with Served([options.build / "duet", "serve", "--config", folder / "duet.toml"],
                    ready_timeout_s=READY_S) as host:
            port = int((host.grpc if grpc else host.rest).rpartition(":")[2])
            answer = field(1, b"127.0.0.1") + field(2, port) + field(3, certificate)
            sys.stdout.buffer.write(struct.pack(">I", len(answer)) + answer)
            sys.stdout.buffer.flush()
            asked_to_end.wait()
            end = f"not within {END_S} s"
            try:
                end = host.stop(END_S) if host.running else "before it was asked to"
            finally:
                (options.logs / f"{os.getpid()}.log").write_text(f"the host ended: {end}\n{host.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
