"""Clients of streams that cancel, vanish or break off at any point, in every form of every door; and some that stay.

Those that stay check every message. Of the others only the host's health tells whether they were borne well."""

import asyncio
import itertools
import json
import random
import socket
import struct

import grpc
import grpc.aio

from answers import Wrong
from stream_forms import (add_request, chunk, count_request, count_requests, dechunk, echo_request, echo_text, envelope,
                          fields, post_chunked, websocket_frame, websocket_upgrade)

PATIENCE_S = 60
LINES = "Content-Type: application/x-ndjson"
CONNECT = "Content-Type: application/connect+proto"
CHANNEL = (("grpc.use_local_subchannel_pool", 1),)
STREAMS = "/pages.v1.Streams/"


def counts():
    """What to ask Count for: short or without an end, quick or slow, small or large, well or not."""
    return {"to": random.choice((0, 3, 50, 1_000_000)), "pause_ms": random.choice((0, 0, 1, 30)),
            "padding": random.choice((0, 0, 1000, 100_000)), "fail_after": random.choice((0, 0, 0, 2, -1))}


def server_stream():
    form, request = random.choice(list(count_requests(**counts()).items()))
    return form, [request]


def client_stream():
    numbers = range(random.randrange(1, 40))
    lines = [json.dumps({"number": n}).encode() for n in numbers]
    return random.choice([
        ("lines up", [post_chunked("/add", LINES), *(chunk(line + b"\n") for line in lines), b"0\r\n\r\n"]),
        ("an array up", [post_chunked("/add", "Content-Type: application/json"), chunk(b"["),
                         *(chunk(line + b",") for line in lines), chunk(b"{}]"), b"0\r\n\r\n"]),
        ("Connect up", [post_chunked(f"{STREAMS}Add", CONNECT), *(chunk(envelope(add_request(n))) for n in numbers),
                        b"0\r\n\r\n"]),
    ])


def conversation():
    path = random.choice(("/echo", "/echo-on-thread"))
    method = {"/echo": "Echo", "/echo-on-thread": "EchoOnThread"}[path]
    texts = [("x" * random.choice((1, 100, 5000)), random.choice((1, 1, 5, 1_000_000)))
             for _ in range(random.randrange(1, 20))]
    return random.choice([
        ("lines both ways", [post_chunked(path, LINES), *(chunk(echo_text(*text) + b"\n") for text in texts),
                             b"0\r\n\r\n"]),
        ("Connect both ways", [post_chunked(STREAMS + method, CONNECT),
                               *(chunk(envelope(echo_request(*text))) for text in texts), b"0\r\n\r\n"]),
        ("WebSocket in JSON", [websocket_upgrade(path), *(websocket_frame(echo_text(*text)) for text in texts),
                               random.choice((websocket_frame(b""), websocket_frame(b"\x03\xe8", opcode=8)))]),
        ("WebSocket in protobuf", [websocket_upgrade(path, "duet.protobuf"),
                                   *(websocket_frame(echo_request(*text), opcode=2) for text in texts),
                                   websocket_frame(b"", opcode=9), websocket_frame(b"")]),
    ])


async def pause():
    if random.random() < 0.3:
        await asyncio.sleep(random.random() / 30)


async def leave_http(place, counted):
    """Says a part of what it has to say, hears a part of the answer, and goes: with a reset, or without a word."""
    form, pieces = random.choice((server_stream, client_stream, conversation))()
    whole = b"".join(pieces)
    ends = list(itertools.accumulate(len(piece) for piece in pieces))
    cut = random.choice((random.choice(ends), random.randrange(1, len(whole) + 1), len(whole)))
    loop = asyncio.get_running_loop()
    with socket.socket() as raw:
        raw.setblocking(False)
        await loop.sock_connect(raw, place)
        try:
            between = random.choice((0, random.randrange(0, cut)))
            await loop.sock_sendall(raw, whole[:between])
            await pause()
            await asyncio.wait_for(loop.sock_sendall(raw, whole[between:cut]), 0.5)
            if random.random() < 0.2:
                raw.shutdown(socket.SHUT_WR)
            for _ in range(random.choice((0, 0, 1, 1, 5))):
                await asyncio.wait_for(loop.sock_recv(raw, random.choice((1, 300, 100_000))), 0.1)
            await pause()
        except (ConnectionError, asyncio.TimeoutError):
            pass  # The host may wait for more, or have refused what is broken.
        if random.random() < 0.5:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    counted[f"left: {form}"] += 1


async def grpc_call(channel):
    """One call of any kind, as far as it goes; (kind, the call's object)."""
    kind = random.choice(("Greet", "Count", "Add", "Echo", "EchoOnThread"))
    timeout = random.choice((None, None, 0.001, 0.05))
    if kind == "Greet":
        return kind, channel.unary_unary(STREAMS + kind)(random.choice((b"\n\x01x\x10\x32", b"")), timeout=timeout)
    if kind == "Count":
        return kind, channel.unary_stream(STREAMS + kind)(count_request(**counts()), timeout=timeout)
    if kind == "Add":
        call = channel.stream_unary(STREAMS + kind)(timeout=timeout)
        for n in range(random.randrange(20)):
            await call.write(add_request(n))
    else:
        call = channel.stream_stream(STREAMS + kind)(timeout=timeout)
        for _ in range(random.randrange(5)):
            await call.write(echo_request("x" * random.choice((1, 100, 5000)), random.choice((1, 5, 1_000_000))))
        for _ in range(random.randrange(3)):
            await asyncio.wait_for(call.read(), 0.1)
    if random.random() < 0.5:
        await call.done_writing()
    return kind, call


async def leave_grpc(channel, counted, word):
    call = None
    try:
        kind, call = await grpc_call(channel)
        await pause()
        if kind == "Count":
            for _ in range(random.randrange(4)):
                await asyncio.wait_for(call.read(), 0.1)
    except (Exception, asyncio.CancelledError):  # The client has errors of many kinds for a call that is over.
        kind = "ended early"
    if call is not None:
        call.cancel()
    counted[f"{word}: gRPC, {kind}"] += 1


async def leave_with_connection(target, counted):
    """A connection of its own that goes with the calls on it."""
    channel = grpc.aio.insecure_channel(target, options=CHANNEL)
    await asyncio.gather(*(leave_grpc(channel, counted, "cut off") for _ in range(random.randrange(1, 6))))
    await channel.close(grace=random.choice((None, 0.01)))


async def stay_http(place, counted):
    form, request = random.choice([one for one in count_requests(20, padding=random.choice((0, 1000))).items()
                                   if one[0] in ("SSE", "NDJSON")])
    reader, writer = await asyncio.open_connection(*place)
    try:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        body, ended = b"", False
        while not ended:
            piece = await reader.read(65536)
            body += piece
            content, ended = dechunk(body)
            if not piece and not ended:
                raise Wrong(f"{form} was cut off behind {head!r} {body[-300:]!r}")
    finally:
        writer.transport.abort()
    found = [int(json.loads(line.removeprefix(b"data: "))["number"]) for line in content.split(b"\n")
             if line.startswith((b'{"number"', b'data: {"number"'))]
    if found != list(range(1, 21)):
        raise Wrong(f"{form} brought {found} behind {head!r}")
    counted[f"whole: {form}"] += 1


async def stay_grpc(channel, counted):
    call = channel.unary_stream(STREAMS + "Count")(count_request(20), timeout=PATIENCE_S)
    found = [fields(message)[1][0] async for message in call]
    if found != list(range(1, 21)):
        raise Wrong(f"gRPC brought {found}")
    texts = [f"{n} {random.random()}" for n in range(10)]
    call = channel.stream_stream(STREAMS + random.choice(("Echo", "EchoOnThread")))(timeout=PATIENCE_S)
    for text in texts:
        await call.write(echo_request(text))
    await call.done_writing()
    found = []
    while (message := await call.read()) is not grpc.aio.EOF:
        found.append(fields(message)[1][0].decode())
    if found != texts:
        raise Wrong(f"gRPC sent back {found}, not {texts}")
    counted["whole: gRPC"] += 1


class Cutter:
    """A way to the gRPC door that breaks after a random number of bytes."""

    def __init__(self, target):
        self.address, self.port = target.rsplit(":", 1)

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.target = "127.0.0.1:%d" % self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()

    async def serve(self, reader, writer):
        left = [random.randrange(50, 20_000)]
        to_reader, to_writer = await asyncio.open_connection(self.address, int(self.port))

        async def pump(source, sink):
            while left[0] > 0 and (piece := await source.read(min(left[0], 4096))):
                left[0] -= len(piece)
                sink.write(piece)
                await sink.drain()

        pumps = [asyncio.create_task(pump(reader, to_writer)), asyncio.create_task(pump(to_reader, writer))]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in pumps:
                one.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            writer.transport.abort()
            to_writer.transport.abort()
