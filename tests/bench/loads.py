"""The load tools, and the one call that each workload makes before it is loaded."""

import json
import re
import socket
import ssl
import struct
import subprocess
import tempfile
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit


class BenchFailed(RuntimeError):
    """A server answered wrongly or a load tool reported errors: the figures would mean nothing."""


def run(command, timeout_s=120):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=timeout_s)
    if done.returncode != 0:
        raise BenchFailed(f"{' '.join(map(str, command))} failed ({done.returncode}):\n{done.stdout}{done.stderr}")
    return done.stdout


class Rest:
    """GET of one path by wrk: 2 threads, 32 connections, kept alive."""

    unit = "requests/s"
    connections = 32
    headers = []

    def __init__(self, path):
        self.path = path

    def answer(self, server):
        """The answer to one call, as a value to compare."""
        return self.read(urllib.request.urlopen(server.rest + self.path, timeout=10))

    def read(self, opened):
        with opened as reply:
            if reply.status != 200 or reply.headers.get_content_type() != "application/json":
                raise BenchFailed(f"{self.path}: answered {reply.status} {reply.headers['Content-Type']}")
            return json.load(reply)

    def load(self, server, seconds):
        # Stock Pistache 0.0.5 closes the connection unless it is told not to, so every server is told.
        text = run(["wrk", "-t2", f"-c{self.connections}", f"-d{seconds}s", "--latency", "-H", "Connection: keep-alive",
                    *self.headers, server.rest + self.path], timeout_s=seconds + 30)
        if "Non-2xx" in text or "Socket errors" in text:
            raise BenchFailed(f"wrk saw errors:\n{text}")
        return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
                "p99_ms": milliseconds(re.search(r"(?m)^ +99%\s+(\S+)", text).group(1))}


def make_certificate(folder):
    """certificate.pem and key.pem for 127.0.0.1, on the curve P-256."""
    folder.mkdir(parents=True, exist_ok=True)
    run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "60",
         "-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out",
         folder / "certificate.pem"])


class RestTls(Rest):
    """The same over TLS. All servers must agree with the same client on the same version and cipher."""

    def __init__(self, path, certificate):
        super().__init__(path)
        self.certificate = certificate
        self.agreed = None

    def answer(self, server):
        context = ssl.create_default_context(cafile=str(self.certificate))
        place = urlsplit(server.rest)
        with socket.create_connection((place.hostname, place.port), timeout=10) as plain:
            with context.wrap_socket(plain, server_hostname=place.hostname) as session:
                agreed = session.cipher()
        self.agreed = self.agreed or agreed
        if agreed != self.agreed:
            raise BenchFailed(f"one server speaks {self.agreed}, another {agreed}: their figures do not compare")
        return self.read(urllib.request.urlopen(server.rest + self.path, timeout=10, context=context))


class Unary:
    """One gRPC method by h2load: 4 connections, 16 calls at a time on each."""

    unit = "calls/s"
    calls_at_a_time = 16

    def __init__(self, path, request, read_answer):
        self.path, self.read_answer = path, read_answer
        self.folder = tempfile.TemporaryDirectory(prefix="duet-bench-")
        self.body = Path(self.folder.name) / "request"
        self.body.write_bytes(struct.pack(">BI", 0, len(request)) + request)
        self.headers = ["-H", "content-type: application/grpc", "-H", "te: trailers"]

    def answer(self, server):
        headers, body = Path(self.folder.name) / "headers", Path(self.folder.name) / "answer"
        run(["curl", "-sS", "--max-time", "10", "--http2-prior-knowledge", *self.headers,
             "--data-binary", f"@{self.body}", "-D", headers, "-o", body, f"http://{server.grpc}{self.path}"])
        if not re.search(r"(?m)^grpc-status: 0\s*$", headers.read_text()):
            raise BenchFailed(f"{self.path}: the call did not end with grpc-status 0:\n{headers.read_text()}")
        return self.read_framed(body.read_bytes())

    def read_framed(self, framed):
        compressed, size = struct.unpack(">BI", framed[:5])
        if compressed or size != len(framed) - 5:
            raise BenchFailed(f"{self.path}: the answer is not one plain gRPC message: {framed!r}")
        return self.read_answer(framed[5:])

    def load(self, server, seconds):
        text = run(["h2load", "-c4", f"-m{self.calls_at_a_time}", "-D", str(seconds), *self.headers, "-d", self.body,
                    f"http://{server.grpc}{self.path}"], timeout_s=seconds + 30)
        total, failed = (int(re.search(pattern, text).group(1)) for pattern in (r"(\d+) succeeded", r"(\d+) failed"))
        ok = int(re.search(r"status codes: (\d+) 2xx", text).group(1))
        if failed or ok < total or not total:
            raise BenchFailed(f"h2load saw errors:\n{text}")
        return {"rate": float(re.search(r"finished in .*?, ([\d.]+) req/s", text).group(1)),
                "max_ms": milliseconds(re.search(r"time for request:\s+\S+\s+(\S+)", text).group(1))}


def milliseconds(text):
    match = re.fullmatch(r"([\d.]+)(us|ms|s|m|h)", text)
    if not match:
        raise BenchFailed(f"not a duration: {text!r}")
    number, unit = match.groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}[unit]


def item_from_wire(data):
    """Item {int32 id = 1; string name = 2; string description = 3; double price = 4;} out of its wire form."""
    names = {1: "id", 2: "name", 3: "description", 4: "price"}
    item, at = {}, 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        tag = varint()
        field, kind = names.get(tag >> 3, tag >> 3), tag & 7
        if kind == 0:
            item[field] = varint()
        elif kind == 1:
            item[field] = struct.unpack("<d", data[at:at + 8])[0]
            at += 8
        elif kind == 2:
            size = varint()
            item[field] = data[at:at + size].decode()
            at += size
        else:
            raise BenchFailed(f"wire type {kind} in an Item")
    return item
