"""Loads of streams: each request asks for a number of messages, and messages a second are what counts."""

import json
import struct
import urllib.request

from loads import BenchFailed, Rest, Unary

MESSAGES = 1000  # of one stream
LAST = {"number": MESSAGES, "symbol": "DUET", "price": 19.5}


def tick_from_wire(data):
    """Tick {int32 number = 1; string symbol = 2; double price = 3;}, in that order."""
    number = shift = at = 0
    while True:
        at += 1
        number |= (data[at] & 0x7F) << shift
        shift += 7
        if data[at] < 0x80:
            break
    size = data[at + 2]
    symbol = data[at + 3:at + 3 + size].decode()
    return {"number": number, "symbol": symbol, "price": struct.unpack("<d", data[at + 4 + size:])[0]}


class GrpcStream(Unary):
    """One server-streaming gRPC method by h2load: 4 connections, 4 streams at a time on each."""

    unit = "messages/s"
    calls_at_a_time = 4

    def __init__(self, path, request):
        super().__init__(path, request, tick_from_wire)

    def read_framed(self, framed):
        messages = []
        while framed:
            compressed, size = struct.unpack(">BI", framed[:5])
            if compressed or len(framed) < 5 + size:
                raise BenchFailed(f"{self.path}: not plain gRPC messages: {framed[:40]!r}")
            messages.append(framed[5:5 + size])
            framed = framed[5 + size:]
        if len(messages) != MESSAGES:
            raise BenchFailed(f"{self.path}: {len(messages)} messages, not {MESSAGES}")
        return self.read_answer(messages[-1])

    def load(self, server, seconds):
        done = super().load(server, seconds)
        return {**done, "rate": done["rate"] * MESSAGES}


class RestStream(Rest):
    """A stream over HTTP/1.1 by wrk: 2 threads, 8 connections."""

    unit = "messages/s"
    connections = 8

    def __init__(self, path, media_type):
        super().__init__(path)
        self.media_type = media_type
        self.headers = ["-H", f"Accept: {media_type}"]

    def answer(self, server):
        request = urllib.request.Request(server.rest + self.path, headers={"Accept": self.media_type})
        with urllib.request.urlopen(request, timeout=10) as reply:
            if reply.status != 200 or reply.headers.get_content_type() != self.media_type:
                raise BenchFailed(f"{self.path}: answered {reply.status} {reply.headers['Content-Type']}")
            lines = reply.read().decode().splitlines()
        prefix = "data: " if self.media_type == "text/event-stream" else ""
        ticks = [line for line in lines if line.startswith(prefix + '{"number"')]
        if len(ticks) != MESSAGES:
            raise BenchFailed(f"{self.path}: {len(ticks)} messages, not {MESSAGES}")
        return json.loads(ticks[-1].removeprefix(prefix))

    def load(self, server, seconds):
        done = super().load(server, seconds)
        return {**done, "rate": done["rate"] * MESSAGES}
