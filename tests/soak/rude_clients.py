"""Clients that reset, stall, trickle, half-close, vanish, do not read, and lie about lengths.

What they do ends within seconds, by themselves or because the host ends it (soak.py sets its times short). Where they
are owed an answer it is checked."""

import asyncio
import random
import socket
import struct

from answers import TIMEOUT_S, Wrong, head, read_answer

PATIENCE_S = 30  # longer than every time-out of the host together


async def connect(place, receive_buffer=None):
    raw = socket.socket()
    raw.setblocking(False)
    if receive_buffer:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    await asyncio.get_running_loop().sock_connect(raw, place)
    return raw


async def send(raw, data):
    await asyncio.get_running_loop().sock_sendall(raw, data)


async def until_closed(raw):
    """All that comes until the host closes."""
    data = bytearray()
    try:
        while piece := await asyncio.get_running_loop().sock_recv(raw, 65_536):
            data += piece
    except ConnectionError:
        pass
    return bytes(data)


def reset(raw):
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def reset_in_head(place):
    with await connect(place) as raw:
        await send(raw, b"GET /probe/echo/x HTTP/1.1\r\nHo")
        reset(raw)


async def reset_in_body(place):
    with await connect(place) as raw:
        await send(raw, head("PUT", "/probe/digest", "rude", body=b"x" * 100_000) + b"x" * 30_000)
        await asyncio.sleep(random.random() / 50)
        reset(raw)


async def reset_before_the_answer(place):
    with await connect(place) as raw:
        await send(raw, head("GET", random.choice(["/probe/sleep/100", "/probe/block/20"]), "rude"))
        await asyncio.sleep(random.random() / 20)
        reset(raw)


async def reset_in_the_answer(place):
    with await connect(place) as raw:
        await send(raw, head("GET", random.choice(["/probe/big/3000000", "/probe/lines/500000"]), "rude"))
        await asyncio.get_running_loop().sock_recv(raw, 1000)
        reset(raw)


async def vanish_in_body(place):
    with await connect(place) as raw:
        await send(raw, head("POST", "/probe/mirror", "rude", chunked=True) + b"4000\r\n" + b"x" * 5000)


async def vanish_at_once(place):
    (await connect(place)).close()


async def stall_in_head(place):
    with await connect(place) as raw:
        await send(raw, b"GET /probe/echo/x HTTP/1.1\r\nHost: soak\r\nX: ")
        answer = await until_closed(raw)
        if not answer.startswith(b"HTTP/1.1 408 "):
            raise Wrong(f"a head that stalled was answered with {answer[:200]!r}")


async def stall_in_body(place):
    with await connect(place) as raw:
        await send(raw, head("POST", "/probe/echo", "rude", "Content-Type: application/json", body=b"x" * 100) + b"{")
        answer = await until_closed(raw)
        if not answer.startswith(b"HTTP/1.1 408 "):
            raise Wrong(f"a body that stalled was answered with {answer[:200]!r}")


async def say_nothing(place):
    with await connect(place) as raw:
        if answer := await until_closed(raw):
            raise Wrong(f"silence was answered with {answer[:200]!r}")


async def trickle(place):
    with await connect(place) as raw:
        for byte in head("GET", "/probe/echo/trickled", "trickle", "Connection: close"):
            await send(raw, bytes([byte]))
            await asyncio.sleep(0.005)
        answer = await until_closed(raw)
        if not answer.startswith(b"HTTP/1.1 200 ") or b"trickled" not in answer:
            raise Wrong(f"a trickled request was answered with {answer[:300]!r}")


async def half_close(place):
    """Ends its side with its last request and still gets every answer."""
    with await connect(place) as raw:
        await send(raw, head("GET", "/probe/async/1", "half-1") + head("GET", "/probe/sleep/20", "half-2"))
        raw.shutdown(socket.SHUT_WR)
        answer = await until_closed(raw)
        if b"X-Request-Id: half-1" not in answer or b"X-Request-Id: half-2" not in answer:
            raise Wrong(f"a client that ended its side got {answer[:500]!r}")


async def read_nothing(place):
    """Asks for far more than any buffer holds and does not read; the host drops it."""
    with await connect(place, receive_buffer=4096) as raw:
        await send(raw, head("GET", "/probe/big/3000000", "rude") * 20)
        await asyncio.sleep(random.choice([1, 10]))
        reset(raw)


async def read_slowly(place):
    with await connect(place, receive_buffer=4096) as raw:
        await send(raw, head("GET", "/probe/lines/2000", "slow", "Connection: close"))
        data = bytearray()
        while piece := await asyncio.get_running_loop().sock_recv(raw, 512):
            data += piece
            await asyncio.sleep(0.002)
        if b"\n1999\n" not in data:
            raise Wrong(f"a slow reader got {bytes(data[-100:])!r} at the end")


async def smuggle(place):
    """Two lengths: one answer, and nothing behind it is a request."""
    framing = random.choice([b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", b"Content-Length: 4, 5\r\n",
                             b"Transfer-Encoding: xchunked\r\n", b"Transfer-Encoding : chunked\r\n"])
    with await connect(place) as raw:
        await send(raw, b"POST /probe/echo HTTP/1.1\r\nHost: soak\r\n" + framing + b"\r\n0\r\n\r\n"
                   + head("GET", "/probe/echo/smuggled", "smuggled"))
        answer = await until_closed(raw)
        if answer.count(b"HTTP/1.1 ") != 1 or b"smuggled" in answer or answer[9:10] not in (b"4", b"5"):
            raise Wrong(f"{framing!r} was answered with {answer[:500]!r}")


async def garbage(place):
    with await connect(place) as raw:
        await send(raw, random.randbytes(random.randrange(1, 3000)) + b"\r\n\r\n")
        await until_closed(raw)


async def leave_while_pipelining(place):
    reader, writer = await asyncio.open_connection(*place)
    writer.write(b"".join(head("GET", f"/probe/async/{n}", f"p-{n}") for n in range(50)))
    for n in range(10):
        answer = await read_answer(reader)
        if answer.headers.get("x-request-id") != f"p-{n}":
            raise Wrong(f"not the answer to p-{n}: {answer}")
    writer.transport.abort()


KINDS = [reset_in_head, reset_in_body, reset_before_the_answer, reset_in_the_answer, vanish_in_body, vanish_at_once,
         stall_in_head, stall_in_body, say_nothing, trickle, half_close, read_nothing, read_slowly, smuggle, garbage,
         leave_while_pipelining]


async def rude_client(place, whistle, counts):
    while await whistle.go():
        kind = random.choice(KINDS)
        try:
            await asyncio.wait_for(kind(place), TIMEOUT_S if kind is read_slowly else PATIENCE_S)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # The host may be quicker to close.
        except asyncio.TimeoutError:
            raise Wrong(f"{kind.__name__}: the host did not end it within {PATIENCE_S} s") from None
        counts[f"rude: {kind.__name__}"] += 1
