"""A host to talk to, and the ways to talk to it: curl, grpcurl and raw gRPC."""

import json
import os
import subprocess
import unittest
from dataclasses import dataclass
from pathlib import Path

import grpc

from served import Served

BUILD = Path(os.environ["DUET_BUILD"])
GRPCURL = os.environ["DUET_GRPCURL"]
DUET = BUILD / "duet"
CONFIG = BUILD / "interop" / "interop.toml"
CALL_TIMEOUT_S = 30


def run(*command, **more):
    """A finished program; its exit code is for the caller to judge."""
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120, check=False,
                          **more)


def serve(config=CONFIG):
    return Served([DUET, "serve", "--config", config, "--rest-port", "0", "--grpc-port", "0"])


@dataclass
class Answer:
    status: int
    headers: dict  # names in lower case
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


def curl(method, url, body=None, headers=()):
    """One HTTP call by curl; `body` is sent as JSON unless it is bytes."""
    command = ["curl", "-sS", "--max-time", str(CALL_TIMEOUT_S), "-D", "-", "-X", method, url]
    if body is not None:
        if not any(header.lower().startswith("content-type:") for header in headers):
            command += ["-H", "Content-Type: application/json"]
        command += ["--data-binary", "@-"]
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
    for header in headers:
        command += ["-H", header]
    done = subprocess.run(command, input=body, capture_output=True, timeout=CALL_TIMEOUT_S + 10, check=False)
    if done.returncode != 0:
        raise AssertionError(f"curl {method} {url}: {done.stderr.decode()}")
    rest, status = done.stdout, 100
    while status == 100:
        head, _, rest = rest.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        status = int(first.split()[1])
    pairs = (line.partition(":") for line in lines)
    return Answer(status, {name.lower(): value.strip() for name, _, value in pairs}, rest)


class GrpcError(Exception):
    def __init__(self, code, message, details=()):
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.details = code, message, details


def grpcurl(server, *arguments, options=()):
    """The text that grpcurl prints. Raises GrpcError with the status that the call ended with."""
    done = run(GRPCURL, "-plaintext", "-format-error", "-max-time", CALL_TIMEOUT_S, *options, server.grpc, *arguments)
    if done.returncode == 0:
        return done.stdout
    try:
        status = json.loads(done.stderr[done.stderr.index("{"):])
    except ValueError:
        raise AssertionError(f"grpcurl {arguments}: {done.stdout}{done.stderr}") from None
    raise GrpcError(grpc_code(status["code"]), status.get("message", ""), status.get("details", []))


def grpcurl_call(server, method, request, options=()):
    return json.loads(grpcurl(server, method, options=["-d", json.dumps(request), *options]))


def grpc_code(number):
    return next(code for code in grpc.StatusCode if code.value[0] == number).name


def raw_call(channel, method, request=b"", timeout=CALL_TIMEOUT_S, metadata=()):
    """The bytes that a method answers to bytes, past all generated code."""
    try:
        return channel.unary_unary(f"/{method}")(request, timeout=timeout, metadata=metadata)
    except grpc.RpcError as error:
        raise GrpcError(error.code().name, error.details()) from None


class HostTest(unittest.TestCase):
    """Tests against one host, started once for the class."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.host = serve()
        cls.addClassCleanup(cls.host.kill_if_running)
        cls.channel = grpc.insecure_channel(cls.host.grpc)
        cls.addClassCleanup(cls.channel.close)

    @classmethod
    def tearDownClass(cls):
        cls.channel.close()
        code = cls.host.stop()
        if code != 0:
            raise AssertionError(f"the host ended with {code}:\n{cls.host.output}")

    def rest(self, method, path, body=None, headers=()):
        return curl(method, self.host.rest + path, body, headers)

    def rest_ok(self, method, path, body=None):
        answer = self.rest(method, path, body)
        self.assertIn(answer.status, (200, 201, 204), answer.body)
        return answer.json if answer.body else None

    def grpc_fails(self, method, request):
        with self.assertRaises(GrpcError) as caught:
            grpcurl_call(self.host, method, request)
        return caught.exception

    def assert_still_serving(self):
        """Whatever came before, the next call of each door works."""
        self.assertTrue(self.host.running, self.host.output[-4000:])
        self.assertEqual(self.rest("GET", "/greetings/Ada").json, {"text": "Hello, Ada!"})
        self.assertEqual(grpcurl_call(self.host, "greetings.v1.Greetings/Greet", {"name": "Ada"}),
                         {"text": "Hello, Ada!"})
