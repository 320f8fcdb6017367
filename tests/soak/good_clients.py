"""Clients that behave: each answer must be there once, in order, with its own request's id and content."""

import asyncio
import gzip
import itertools
import json
import random

import grpc

from answers import TIMEOUT_S, Connection, Wrong, head, in_chunks, read_answer

JSON = "Content-Type: application/json"
numbers = itertools.count(1)


def digest(data):
    total = 0
    for byte in data:
        total = (total * 31 + byte) & 0xFFFFFFFF
    return total


BODIES = [(body, digest(body)) for body in
          (random.Random(size).randbytes(size) for size in (1, 5000, 200_000, 300_000, 1_000_000))]


def expect(good, what, answer):
    if not good:
        raise Wrong(f"{what}: {answer.status} {answer.headers} {answer.body[:300]!r}")


class Whistle:
    """Tells all clients to pause, to go on, and to stop."""

    def __init__(self):
        self.going = asyncio.Event()
        self.going.set()
        self.over = False

    async def go(self):
        """Waits while there is a pause. False once it is over."""
        await self.going.wait()
        return not self.over

    def stop(self):
        self.over = True
        self.going.set()


class RestClient:
    """Takes turns with what clients do."""

    def __init__(self, place, counts):
        self.connection = Connection(*place)
        self.counts = counts
        self.name = f"c{next(numbers)}"
        self.serial = itertools.count(1)
        self.kinds = [self.get, self.burst, self.burst, self.echo, self.upload, self.upload, self.upload, self.mirror,
                      self.mirror, self.lines, self.item, self.compressed, self.nowhere, self.reopen]

    async def run(self, whistle):
        try:
            while True:
                paused = not whistle.going.is_set()
                if not await whistle.go():
                    return
                self.connection.fresh_after_pause = paused
                await asyncio.wait_for(self.turn(random.choice(self.kinds)), TIMEOUT_S)
                self.connection.nothing_left()
        finally:
            self.connection.close()

    async def turn(self, kind):
        await self.connection.open()
        try:
            await kind()
        except (ConnectionError, asyncio.IncompleteReadError) as lost:
            # A server may close a connection that has been idle, and a request may cross that on its way. The first
            # thing that is asked after a pause may therefore be asked again; nothing else.
            if not self.connection.fresh_after_pause:
                raise Wrong(f"{kind.__name__}: the connection was lost in the middle: {lost!r}") from None
            self.connection.close()
            self.counts["closed while idle"] += 1

    def new_id(self):
        return f"{self.name}-{next(self.serial)}"

    async def ask(self, method, path, *fields, body=None, chunk=0):
        request_id = self.new_id()
        out = self.connection.writer
        out.write(head(method, path, request_id, *fields, body=body, chunked=chunk > 0))
        if body is not None:
            out.write(in_chunks(body, chunk) if chunk else body)
        await out.drain()
        return await self.answer_to(request_id, method)

    async def answer_to(self, request_id, method="GET"):
        answer = await read_answer(self.connection.reader, method)
        expect(answer.headers.get("x-request-id") == request_id, f"not the answer to {request_id}", answer)
        self.counts["REST answers"] += 1
        return answer

    async def get(self):
        text = self.new_id()
        answer = await self.ask("GET", f"/probe/echo/{text}")
        expect(answer.status == 200 and json.loads(answer.body)["text"] == text, f"not {text}", answer)

    async def burst(self):
        """Several requests before the first answer; some are answered by other threads, later than the next could."""
        asked = []
        for _ in range(random.randrange(2, 16)):
            request_id = self.new_id()
            number = random.randrange(1, 1_000_000)
            path, want = random.choice([(f"/probe/echo/{request_id}", {"text": request_id}),
                                        (f"/probe/async/{number}", {"number": number + 1}),
                                        ("/probe/sleep/3", {"ms": 3}), ("/probe/block/1", {"ms": 1})])
            asked.append((request_id, want))
            self.connection.writer.write(head("GET", path, request_id))
        await self.connection.writer.drain()
        for request_id, want in asked:
            answer = await self.answer_to(request_id)
            expect(answer.status == 200 and json.loads(answer.body) == want, f"not {want}", answer)

    async def echo(self):
        text = self.new_id() + "x" * random.choice([0, 100, 20_000, 400_000])
        body = json.dumps({"text": text, "numbers": [1, 2, 3]}).encode()
        chunk = random.choice([0, 0, 1000, 65_536])
        answer = await self.ask("POST", "/probe/echo", JSON, body=body, chunk=chunk)
        expect(answer.status == 200 and json.loads(answer.body)["text"] == text, "not what was sent", answer)

    async def upload(self):
        body, total = random.choice(BODIES)
        coded = random.random() < 0.2
        sent = gzip.compress(body, 1) if coded else body
        answer = await self.ask("PUT", "/probe/digest", *(["Content-Encoding: gzip"] if coded else []), body=sent,
                                chunk=random.choice([0, 333, 16_384]) if len(sent) < 100_000 else 16_384)
        got = json.loads(answer.body)
        expect(got.get("bytes") == str(len(body)) and got.get("sum", 0) == total and got.get("complete"),
               "another body", answer)

    async def mirror(self):
        body, _ = random.choice(BODIES)
        request_id = self.new_id()
        answering = asyncio.create_task(self.answer_to(request_id))
        try:
            self.connection.writer.write(head("POST", "/probe/mirror", request_id, chunked=True))
            for piece in (body[at:at + 30_000] for at in range(0, len(body), 30_000)):
                self.connection.writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                await self.connection.writer.drain()
            self.connection.writer.write(b"0\r\n\r\n")
            answer = await answering
        finally:
            answering.cancel()
        expect(answer.status == 200 and answer.body == body, "not what was sent", answer)

    async def lines(self):
        count = random.choice([0, 1, 10, 20_000])
        answer = await self.ask("GET", f"/probe/lines/{count}")
        expect(answer.body == "".join(f"{i}\n" for i in range(count)).encode(), "other lines", answer)

    async def item(self):
        name = self.new_id()
        made = await self.ask("POST", "/items", JSON, body=json.dumps({"name": name, "price": 1}).encode())
        expect(made.status in (200, 201), "no item", made)
        path = f"/items/{json.loads(made.body)['id']}"
        found = await self.ask("GET", path)
        expect(json.loads(found.body)["name"] == name, "another item", found)
        same = await self.ask("GET", path, f"If-None-Match: {found.headers['etag']}")
        expect(same.status == 304, "changed by nobody", same)
        gone = await self.ask("DELETE", path)
        expect(gone.status in (200, 204), "not deleted", gone)

    async def compressed(self):
        size = random.choice([2000, 200_000])
        answer = await self.ask("GET", f"/probe/big/{size}", "Accept-Encoding: gzip")
        expect(answer.headers.get("content-encoding") == "gzip", "not compressed", answer)
        expect(json.loads(gzip.decompress(answer.body)) == {"text": "x" * size}, "another text", answer)

    async def nowhere(self):
        answer = await self.ask("GET", f"/nowhere/{self.new_id()}")
        expect(answer.status == 404, "something", answer)
        answer = await self.ask("HEAD", "/probe/echo/x")
        expect(answer.status == 200, "not HEAD of something", answer)

    async def reopen(self):
        self.connection.nothing_left()
        self.connection.close()


async def grpc_client(place, whistle, counts):
    """Echoes over gRPC, with deadlines and ends of calls among them; messages are bytes, past all generated code."""
    async with grpc.aio.insecure_channel(place, options=[("grpc.use_local_subchannel_pool", 1)]) as channel:
        echo = channel.unary_unary("/probe.v1.Probe/Echo")
        sleep = channel.unary_unary("/probe.v1.Probe/Sleep")
        while await whistle.go():
            text = f"g{next(numbers)}".encode() + b"y" * random.choice([0, 0, 1000, 30_000])
            sent = b"\x0a" + varint(len(text)) + text
            answers = await asyncio.wait_for(asyncio.gather(*(echo(sent) for _ in range(4))), TIMEOUT_S)
            if any(answer != sent for answer in answers):
                raise Wrong(f"gRPC echoed {sent[:40]!r} as {answers!r:.300}")
            counts["gRPC answers"] += len(answers)
            if random.random() < 0.1:
                try:
                    await sleep(b"\x08\xe8\x07", timeout=0.02)
                    raise Wrong("a call that outlived its deadline")
                except grpc.aio.AioRpcError as error:
                    if error.code() != grpc.StatusCode.DEADLINE_EXCEEDED:
                        raise
                call = sleep(b"\x08\xe8\x07")
                await asyncio.sleep(0.01)
                call.cancel()


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)
