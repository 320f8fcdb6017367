"""Streams under rough treatment: readers that do not read, a thousand at once, and a host that ends beneath them."""

import asyncio
import base64
import contextlib
import json
import socket
import struct
import time
import unittest

import grpc
import grpc.aio

from pages import counters, place_of, serve_pages, wait_for
from stream_forms import (add_request, chunk, count_request, count_requests, dechunk, echo_request, echo_text, envelope,
                          envelopes, field, fields, post_chunked, websocket_frame, websocket_upgrade)

MIB = 1 << 20
# Of one stream whose client does not read: socket buffers on both sides, and what the door holds.
MOST_HELD = 16 * MIB
MANY = 1000
TIMEOUT_S = 120
ENDLESS = 1_000_000_000
# One heap that gives back what is free, so that what a stream holds can be seen.
TIDY_HEAP = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "65536", "MALLOC_MMAP_THRESHOLD_": "65536"}
GRPC_OPTIONS = (("grpc.use_local_subchannel_pool", 1),)


def resident(host):
    with open(f"/proc/{host.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


def is_sanitized(host):
    """Sanitizers keep what is free, so that memory says nothing."""
    with open(f"/proc/{host.pid}/maps", encoding="utf-8") as maps:
        return any("libasan" in line or "libtsan" in line for line in maps)


def connect(host, receive_buffer=None):
    one = socket.socket()
    if receive_buffer:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    one.settimeout(TIMEOUT_S)
    one.connect(place_of(host))
    return one


def unary_stream(channel, request, method="Count"):
    return channel.unary_stream(f"/pages.v1.Streams/{method}")(request, timeout=TIMEOUT_S)


async def read_all(call):
    """The messages that are left of a call of grpc.aio that is written to."""
    found = []
    while (message := await call.read()) is not grpc.aio.EOF:
        found.append(message)
    return found


def read_to_the_end(one):
    data = b""
    while piece := one.recv(65536):
        data += piece
    return data


class SlowEndsTest(unittest.TestCase):
    """Streams without an end whose clients read nothing, or one message; and uploads without one to a slow handler."""

    @classmethod
    def setUpClass(cls):
        cls.host = serve_pages(environment=TIDY_HEAP)
        cls.addClassCleanup(cls.host.kill_if_running)

    @classmethod
    def tearDownClass(cls):
        code = cls.host.stop()
        assert code == 0, f"the host ended with {code}:\n{cls.host.output}"

    def judge(self, form, begin):
        """`begin` asks for the stream and returns what ends it."""
        before, cut_off = resident(self.host), counters(self.host)["cutOff"]
        sent = counters(self.host)["sent"]
        end = begin()
        wait_for(self.host, lambda now: now["sent"] > sent, "nothing is sent")
        seen = -1
        while (now := counters(self.host)["sent"]) != seen:  # The kernel's buffers grow for a while.
            seen = now
            time.sleep(0.5)
        grown = resident(self.host) - before
        print(f"{form}: the handler waits behind {seen - sent} messages of 1000 bytes; {grown / MIB:.1f} MiB more "
              "are resident")
        if not is_sanitized(self.host):
            self.assertLess(grown, MOST_HELD)
        end()
        wait_for(self.host, lambda now: now["open"] == 0 and now["cutOff"] > cut_off, "the stream goes on")

    def over_http(self, *pieces):
        def begin():
            one = connect(self.host, receive_buffer=65536)
            for piece in pieces:
                one.sendall(piece)
            return one.close
        return begin

    def test_forms_of_http(self):
        for form, request in count_requests(ENDLESS, padding=1000).items():
            with self.subTest(form):
                self.judge(form, self.over_http(request))

    def test_websocket(self):
        for path in ("/echo", "/echo-on-thread"):
            flood = websocket_frame(echo_text("x" * 1000, ENDLESS))
            self.judge(f"WebSocket, {path}", self.over_http(websocket_upgrade(path), flood))

    def test_grpc(self):
        with grpc.insecure_channel(self.host.grpc) as channel:
            def begin():
                call = unary_stream(channel, count_request(ENDLESS, padding=1000))
                next(call)
                return call.cancel
            self.judge("gRPC", begin)


    def test_uploads_to_a_handler_that_is_slow(self):
        padding = "x" * 100_000
        line = json.dumps({"number": 1, "pauseMs": 1000, "padding": padding}).encode()
        message = add_request(1, 1000) + field(3, padding)
        forms = {
            "lines": (post_chunked("/add", "Content-Type: application/x-ndjson"), chunk(line + b"\n")),
            "array": (post_chunked("/add", "Content-Type: application/json") + chunk(b"["), chunk(line + b",")),
            "Connect": (post_chunked("/pages.v1.Streams/Add", "Content-Type: application/connect+proto"),
                        chunk(envelope(message))),
            "WebSocket": (websocket_upgrade("/add"), websocket_frame(line)),
        }
        for form, (head, piece) in forms.items():
            with self.subTest(form), connect(self.host) as one:
                before = resident(self.host)
                one.sendall(head)
                one.settimeout(1)
                sent = 0
                with contextlib.suppress(TimeoutError):
                    while sent < 10 * MOST_HELD:
                        one.sendall(piece)
                        sent += len(piece)
                self.judge_upload(form, sent, before)
                # A reset is seen at once; the end of the stream lies behind what the handler has not asked for.
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wait_for(self.host, lambda now: now["open"] == 0, "an upload goes on")

    def test_uploads_over_grpc_to_a_handler_that_is_slow(self):
        message = add_request(1, 1000) + field(3, "x" * 100_000)
        before, sent = resident(self.host), 0

        def messages():
            nonlocal sent
            while sent < 10 * MOST_HELD:
                sent += len(message)
                yield message

        with grpc.insecure_channel(self.host.grpc) as channel:
            call = channel.stream_unary("/pages.v1.Streams/Add").future(messages(), timeout=TIMEOUT_S)
            seen = 0
            while sent != seen or sent == 0:
                seen = sent
                time.sleep(1.5)
            self.judge_upload("gRPC", sent, before)
            call.cancel()
        wait_for(self.host, lambda now: now["open"] == 0, "the upload goes on")

    def judge_upload(self, form, sent, before):
        grown = resident(self.host) - before
        print(f"{form}: the client waits behind {sent / MIB:.1f} MiB; {grown / MIB:.1f} MiB more are resident")
        self.assertLess(sent, MOST_HELD)
        if not is_sanitized(self.host):
            self.assertLess(grown, MOST_HELD)


class ManyStreamsTest(unittest.TestCase):
    def setUp(self):
        self.host = serve_pages()
        self.addCleanup(self.host.kill_if_running)
        self.addCleanup(lambda: self.assertEqual(self.host.stop(), 0, self.host.output))

    def test_a_thousand_conversations_over_grpc(self):
        async def talk(channel, number, all_open):
            call = channel.stream_stream("/pages.v1.Streams/Echo")(timeout=TIMEOUT_S)
            await call.write(echo_request(f"first {number}"))
            first = await call.read()
            all_open.release()
            await self.everyone_is_there.wait()
            await call.write(echo_request(f"second {number}", 3))
            await call.done_writing()
            rest = await read_all(call)
            wanted = [f"first {number}"] + [f"second {number}"] * 3
            self.assertEqual([fields(message)[1][0].decode() for message in [first, *rest]], wanted)
            self.assertEqual(await call.code(), grpc.StatusCode.OK)

        async def run():
            self.everyone_is_there = asyncio.Event()
            ready = asyncio.Semaphore(0)
            channels = [grpc.aio.insecure_channel(self.host.grpc, options=GRPC_OPTIONS) for _ in range(20)]
            talks = [asyncio.create_task(talk(channels[i % len(channels)], i, ready)) for i in range(MANY)]
            everyone = asyncio.gather(*talks)
            for _ in range(MANY):
                waiting = asyncio.create_task(ready.acquire())
                await asyncio.wait([waiting, everyone], return_when=asyncio.FIRST_COMPLETED)
                if everyone.done():
                    everyone.result()
            self.assertEqual((await asyncio.to_thread(counters, self.host))["open"], MANY)
            self.everyone_is_there.set()
            await everyone
            for channel in channels:
                await channel.close()

        asyncio.run(run())
        wait_for(self.host, lambda now: now["open"] == 0, "streams are still open")
        print(f"{MANY} conversations over gRPC at once, each message where it belongs")

    def test_a_thousand_event_streams(self):
        request = count_requests(3, pause_ms=1000)["SSE"]
        held = count_requests(3, pause_ms=60_000)["SSE"]

        async def ask(what):
            reader, writer = await asyncio.open_connection(*place_of(self.host))
            writer.write(what)
            head = await reader.readuntil(b"\r\n\r\n")
            self.assertTrue(head.startswith(b"HTTP/1.1 200 "), head)
            return reader, writer

        async def read(what):
            reader, writer = await ask(what)
            data = b""
            while not dechunk(data)[1]:
                data += await reader.read(65536)
            writer.close()
            ids = [line for line in dechunk(data)[0].split(b"\n") if line.startswith(b"id: ")]
            self.assertEqual(ids, [b"id: 1", b"id: 2", b"id: 3"])

        async def run():
            streams = await asyncio.gather(*(ask(held) for _ in range(MANY)))
            self.assertEqual((await asyncio.to_thread(counters, self.host))["open"], MANY)
            for _, writer in streams:
                writer.transport.abort()
            await asyncio.gather(*(read(request) for _ in range(MANY)))

        asyncio.run(run())
        wait_for(self.host, lambda now: now["open"] == 0, "streams are still open")
        print(f"{MANY} event streams at once, twice: left, and read to their ends")

    def test_threads_for_handlers_that_wait_are_bounded(self):
        async def run():
            async with grpc.aio.insecure_channel(self.host.grpc) as channel:
                method = channel.stream_stream("/pages.v1.Streams/EchoOnThread")
                calls = [method(timeout=TIMEOUT_S) for _ in range(257)]
                ends = []
                for call in calls:
                    try:
                        await call.write(echo_request("there"))
                        await call.read()
                    except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
                        ends.append(call)
                    else:
                        if call.done():
                            ends.append(call)
                codes = [await call.code() for call in ends]
                self.assertEqual(codes, [grpc.StatusCode.RESOURCE_EXHAUSTED])
                for call in calls:
                    call.cancel()

        asyncio.run(run())
        wait_for(self.host, lambda now: now["open"] == 0, "streams are still open")


class DrainTest(unittest.TestCase):
    """Streams that outlive the grace are told so, in each form, and the host ends with 0."""

    def check(self, last):
        """Ends a host beneath one stream of each form; `last[form]` judges all that the form's client has got."""
        with serve_pages(grace="1s") as host:
            streams = {form: connect(host) for form in last}
            requests = count_requests(ENDLESS, pause_ms=60_000)
            for form, one in streams.items():
                one.sendall(requests[form] if form in requests else
                            websocket_upgrade("/echo") + websocket_frame(echo_text("before")))
            channel = grpc.insecure_channel(host.grpc)
            call = unary_stream(channel, count_request(ENDLESS, pause_ms=60_000))
            next(call)
            wait_for(host, lambda now: now["open"] == len(streams) + 1, "not all streams have begun")
            host.terminate()
            for form, one in streams.items():
                with self.subTest(form), one:
                    head, _, body = read_to_the_end(one).partition(b"\r\n\r\n")
                    if b"chunked" in head:
                        body, ended = dechunk(body)
                        self.assertTrue(ended, f"the last chunk is missing: {body!r}")
                    last[form](body)
            with self.assertRaises(grpc.RpcError) as caught:
                next(call)
            self.assertEqual(caught.exception.code(), grpc.StatusCode.UNAVAILABLE)
            print(f"gRPC: {caught.exception.details()}")
            channel.close()
            self.assertEqual(host.wait(), 0, host.output)

    def test_streams_that_outlive_the_grace(self):
        def events(body):
            lines = body.decode().strip().split("\n")
            self.assertEqual(lines[-2], "event: error")
            self.assertEqual(json.loads(lines[-1].removeprefix("data: "))["status"], 503)

        def lines(body):
            self.assertEqual(json.loads(body.splitlines()[-1])["error"]["status"], 503)

        def array(body):
            self.assertEqual(json.loads(body)[-1]["error"]["status"], 503)

        def grpc_web(body):
            flags, trailers = envelopes(body)[-1]
            self.assertEqual(flags, 0x80)
            self.assertRegex(trailers, rb"grpc-status: ?14\r\n")

        def grpc_web_text(body):
            # Each part may be padded by itself.
            grpc_web(b"".join(base64.b64decode(part) for part in split_base64(body)))

        def connect_stream(body):
            flags, end = envelopes(body)[-1]
            self.assertEqual(flags & 2, 2)
            self.assertEqual(json.loads(end)["error"]["code"], "unavailable")

        def websocket(body):
            self.assertIn(b'"error"', body)
            self.assertTrue(b"\x03\xe9" in body or b"\x0f\xaeUNAVAILABLE" in body, body)

        self.check({"SSE": events, "NDJSON": lines, "JSON array": array, "gRPC-Web": grpc_web,
                    "gRPC-Web text": grpc_web_text, "Connect": connect_stream, "WebSocket": websocket})


def split_base64(text):
    """Pieces of base64 that may each end in padding."""
    parts, begin = [], 0
    for at in range(0, len(text), 4):
        if text[at + 3:at + 4] == b"=":
            parts.append(text[begin:at + 4])
            begin = at + 4
    return [*parts, text[begin:]]
