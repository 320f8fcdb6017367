"""Streams of the plugin `pages`, as each form of each door carries them: requests to send and answers to take apart.

Messages are written by hand here, so that a client has nothing between itself and the bytes.
"""

import base64
import json
import os
import struct

HOST = b"Host: localhost\r\n"


def varint(number):
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(tag, value):
    """One field of a protobuf message: a varint, or text."""
    if isinstance(value, int):
        return varint(tag << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(tag << 3 | 2) + varint(len(data)) + data


def count_request(to, pause_ms=0, fail_after=0, padding=0):
    return b"".join(field(tag, value) for tag, value in enumerate((to, pause_ms, fail_after, padding), 1) if value)


def add_request(number, pause_ms=0):
    return field(1, number) + field(2, pause_ms)


def echo_request(text, times=1):
    return field(1, text) + field(2, times)


def fields(message):
    """The fields of a message without groups: {tag: [value, ...]}."""
    found, at = {}, 0

    def read():
        nonlocal at
        number = shift = 0
        while True:
            byte = message[at]
            at += 1
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    while at < len(message):
        key = read()
        value = read()
        if key & 7 == 2:
            value, at = message[at:at + value], at + value
        found.setdefault(key >> 3, []).append(value)
    return found


def envelope(message, flags=0):
    return struct.pack(">BI", flags, len(message)) + message


def envelopes(data):
    """(flags, message) of each whole envelope."""
    found, at = [], 0
    while len(data) - at >= 5:
        flags, size = struct.unpack_from(">BI", data, at)
        if len(data) - at - 5 < size:
            break
        found.append((flags, data[at + 5:at + 5 + size]))
        at += 5 + size
    return found


def get(path, *lines):
    return b"".join([f"GET {path} HTTP/1.1\r\n".encode(), HOST, *(f"{line}\r\n".encode() for line in lines), b"\r\n"])


def post(path, body, *lines):
    return b"".join([f"POST {path} HTTP/1.1\r\n".encode(), HOST, *(f"{line}\r\n".encode() for line in lines),
                     f"Content-Length: {len(body)}\r\n\r\n".encode(), body])


def post_chunked(path, *lines):
    return get(path, "Transfer-Encoding: chunked", *lines).replace(b"GET", b"POST", 1)


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def dechunk(data):
    """(content, whether it has ended) of a body in chunks, as far as it has come."""
    content, at = bytearray(), 0
    while True:
        line = data.find(b"\r\n", at)
        if line < 0:
            return bytes(content), False
        size = int(data[at:line], 16)
        if size == 0:
            return bytes(content), b"\r\n\r\n" in data[line:]
        content += data[line + 2:line + 2 + size]
        if len(data) < line + 2 + size + 2:
            return bytes(content), False
        at = line + 2 + size + 2


def websocket_upgrade(path, protocol="duet.json"):
    return get(path, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
               "Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode(), f"Sec-WebSocket-Protocol: {protocol}")


def websocket_frame(data, opcode=1, final=True, masked=True):
    size = len(data)
    head = bytes([(0x80 if final else 0) | opcode])
    mark = 0x80 if masked else 0
    if size < 126:
        head += bytes([mark | size])
    elif size < 65536:
        head += bytes([mark | 126]) + struct.pack(">H", size)
    else:
        head += bytes([mark | 127]) + struct.pack(">Q", size)
    if not masked:
        return head + data
    key = os.urandom(4)
    return head + key + bytes(byte ^ key[i % 4] for i, byte in enumerate(data))


def echo_text(text, times=1):
    return json.dumps({"text": text, "times": times}).encode()


def count_requests(to, pause_ms=0, padding=0, fail_after=0):
    """The bytes that ask for Count, by the name of each form of the REST door that is asked by one request."""
    path = f"/count/{to}?pause_ms={pause_ms}&padding={padding}&fail_after={fail_after}"
    message = count_request(to, pause_ms, fail_after, padding)
    rpc = "/pages.v1.Streams/Count"
    return {
        "SSE": get(path, "Accept: text/event-stream"),
        "NDJSON": get(path, "Accept: application/x-ndjson"),
        "JSON array": get(path, "Accept: application/json"),
        "gRPC-Web": post(rpc, envelope(message), "Content-Type: application/grpc-web+proto", "X-Grpc-Web: 1"),
        "gRPC-Web text": post(rpc, base64.b64encode(envelope(message)), "X-Grpc-Web: 1",
                              "Content-Type: application/grpc-web-text+proto", "Accept: application/grpc-web-text"),
        "Connect": post(rpc, envelope(message), "Content-Type: application/connect+proto",
                        "Connect-Protocol-Version: 1"),
    }
