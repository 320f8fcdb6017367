"""HTTP/1.1 over asyncio's streams, as strict as a client can be about what it reads."""

import asyncio
from dataclasses import dataclass, field

TIMEOUT_S = 60


class Wrong(AssertionError):
    """The server has done what no client may see."""


@dataclass
class Answer:
    status: int
    headers: dict = field(default_factory=dict)  # names in lower case
    body: bytes = b""


async def read_head(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head[:-4].decode("latin-1").split("\r\n")
    version, status, _ = first.split(" ", 2)
    if version != "HTTP/1.1":
        raise Wrong(f"not a status line: {first!r}")
    headers = {}
    for line in lines:
        name, colon, value = line.partition(": ")
        if not colon or name.lower() in headers and name.lower() in ("content-length", "x-request-id", "date"):
            raise Wrong(f"not a head: {head!r}")
        headers[name.lower()] = value
    return Answer(int(status), headers)


async def read_chunks(reader):
    body = bytearray()
    while size := int((await reader.readuntil(b"\r\n"))[:-2], 16):
        body += await reader.readexactly(size)
        if await reader.readexactly(2) != b"\r\n":
            raise Wrong("a chunk longer than its size")
    if await reader.readexactly(2) != b"\r\n":
        raise Wrong("a last chunk with something behind it")
    return bytes(body)


async def read_answer(reader, method="GET"):
    """The next final answer."""
    while (answer := await read_head(reader)).status < 200:
        pass
    if method == "HEAD" or answer.status in (204, 304):
        return answer
    if answer.headers.get("transfer-encoding") == "chunked":
        answer.body = await read_chunks(reader)
    else:
        answer.body = await reader.readexactly(int(answer.headers["content-length"]))
    return answer


class Connection:
    """One connection to the REST door, kept alive."""

    def __init__(self, host, port):
        self.host, self.port = host, port
        self.reader = self.writer = None
        self.fresh_after_pause = False  # nothing was asked since it might have been closed for being idle

    async def open(self):
        if self.writer is None:
            self.fresh_after_pause = False
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port, limit=1 << 20)

    def close(self):
        if self.writer is not None:
            self.writer.transport.abort()
        self.reader = self.writer = None

    def nothing_left(self):
        """Raises if more has come than was asked for."""
        if self.reader is not None and len(self.reader._buffer) > 0:
            raise Wrong(f"an answer that nobody has asked for: {bytes(self.reader._buffer[:300])!r}")


def head(method, path, request_id, *fields, body=None, chunked=False):
    lines = [f"{method} {path} HTTP/1.1", "Host: soak", f"X-Request-Id: {request_id}", *fields]
    if chunked:
        lines.append("Transfer-Encoding: chunked")
    elif body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def in_chunks(body, size):
    pieces = [b"%x\r\n%s\r\n" % (len(piece), piece)
              for piece in (body[at:at + size] for at in range(0, len(body), size))]
    return b"".join(pieces) + b"0\r\n\r\n"
