"""Bodies in pieces, seen from outside: uploads and downloads larger than anything the host would hold."""

import contextlib
import gzip
import http.client
import json
import socket
import struct
import time

from host import HostTest, curl

MIB = 1 << 20
# Between client and handler: socket buffers on both sides, the connection's read buffer and the body's queue.
MOST_HELD = 16 * MIB


def digest(data):
    total = 0
    for byte in data:
        total = (total * 31 + byte) & 0xFFFFFFFF
    return total


class BodiesTest(HostTest):
    def connect(self):
        return http.client.HTTPConnection(self.host.rest.removeprefix("http://"), timeout=60)

    def raw_connect(self):
        address, port = self.host.rest.removeprefix("http://").split(":")
        connection = socket.create_connection((address, int(port)), timeout=30)
        self.addCleanup(connection.close)
        return connection

    def counters(self):
        return self.rest_ok("GET", "/probe/counters")

    def wait_for_counter(self, name, least):
        for _ in range(500):
            value = int(self.counters().get(name, 0))
            if value >= least:
                return value
            time.sleep(0.02)
        self.fail(f"{name} stayed below {least}: {self.counters()}")

    def rss(self):
        with open(f"/proc/{self.host.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))

    def assert_holds_at_most(self, limit, before=0):
        """Judges the host's memory, but not a sanitizer's, which keeps what is free."""
        with open(f"/proc/{self.host.pid}/maps", encoding="utf-8") as maps:
            if any("libasan" in line or "libtsan" in line for line in maps):
                print("memory is not judged: a sanitizer keeps what is free")
                return
        self.assertLess(self.rss() - before, limit)

    def test_an_upload_arrives_whole_in_pieces(self):
        data = bytes(range(256)) * 4096
        for headers, body in (({}, data), ({"Content-Encoding": "gzip"}, gzip.compress(data))):
            connection = self.connect()
            connection.request("PUT", "/probe/digest", body, headers)
            answer = json.loads(connection.getresponse().read())
            self.assertEqual((answer["bytes"], answer["sum"], answer["complete"]),
                             (str(len(data)), digest(data), True))
            self.assertGreater(int(answer["pieces"]), 1)

    def test_a_chunked_upload_and_the_next_request_on_its_connection(self):
        connection = self.connect()
        for _ in range(3):
            connection.request("PUT", "/probe/digest", iter([b"a" * 10, b"b" * 70000, b"c"]), encode_chunked=True,
                               headers={"Transfer-Encoding": "chunked"})
            answer = json.loads(connection.getresponse().read())
            self.assertEqual((answer["bytes"], answer["complete"]), ("70011", True))

    def test_an_upload_waits_for_a_slow_handler_and_the_host_holds_little(self):
        before = self.rss()
        connection = self.raw_connect()
        size = 200 * MIB
        connection.sendall(f"PUT /probe/digest?pause_ms=1000 HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n"
                           .encode())
        connection.settimeout(1.0)
        sent = 0
        with contextlib.suppress(TimeoutError):
            while sent < size:
                sent += connection.send(b"x" * MIB)
        self.assertLess(sent, MOST_HELD)
        self.assert_holds_at_most(MOST_HELD, before)
        # A reset is seen at once; the end of the stream lies behind the bytes that the handler has not asked for.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
        self.wait_for_counter("uploadsCancelled", 1)

    def test_an_answer_before_the_end_of_the_body_ends_the_connection(self):
        connection = self.raw_connect()
        connection.sendall(b"PUT /probe/digest?stop_after=10 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
                           + b"x" * 1000)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        self.assertIn(b"HTTP/1.1 200 OK", answer)
        self.assertIn(b"Connection: close", answer)
        self.assertIn(b'"bytes":"', answer)
        self.assertNotIn(b'"complete":true', answer)

    def test_a_body_beyond_the_method_s_limit(self):
        small = curl("PUT", self.host.rest + "/probe/small", {"text": "x" * 200})
        self.assertEqual(small.status, 413)
        self.assertIn("100 bytes", small.json["detail"])
        self.assertEqual(curl("PUT", self.host.rest + "/probe/small", {"text": "x"}).status, 200)
        huge = curl("PUT", self.host.rest + "/probe/digest", headers=["Content-Length: 999999999999"])
        self.assertEqual(huge.status, 413)

    def test_a_compressed_body_that_expands_beyond_the_limit(self):
        bomb = gzip.compress(b"\0" * (300 * MIB))
        before = self.rss()
        answer = curl("PUT", self.host.rest + "/probe/digest", bomb, ["Content-Encoding: gzip"])
        self.assertEqual(answer.status, 413)
        answer = curl("POST", self.host.rest + "/probe/echo", bomb, ["Content-Encoding: gzip",
                                                                    "Content-Type: application/json"])
        self.assertEqual(answer.status, 413)
        self.assert_holds_at_most(64 * MIB, before)

    def test_a_download_goes_in_chunks_on_a_connection_that_stays(self):
        connection = self.connect()
        for _ in range(3):
            connection.request("GET", "/probe/lines/200000")
            answer = connection.getresponse()
            self.assertEqual(answer.getheader("Transfer-Encoding"), "chunked")
            self.assertEqual(answer.getheader("Content-Type"), "text/plain")
            self.assertEqual(answer.read(), b"".join(b"%d\n" % i for i in range(200000)))

    def test_an_empty_download(self):
        connection = self.connect()
        connection.request("GET", "/probe/lines/0")
        answer = connection.getresponse()
        self.assertEqual((answer.status, answer.read()), (200, b""))

    def test_head_of_a_download_has_no_body(self):
        connection = self.connect()
        connection.request("HEAD", "/probe/lines/1000")
        answer = connection.getresponse()
        self.assertEqual((answer.status, answer.read()), (200, b""))
        connection.request("GET", "/probe/lines/1")
        self.assertEqual(connection.getresponse().read(), b"0\n")

    def test_http_1_0_gets_a_download_that_the_connection_ends(self):
        connection = self.raw_connect()
        connection.sendall(b"GET /probe/lines/3 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        head, _, body = answer.partition(b"\r\n\r\n")
        self.assertEqual(body, b"0\n1\n2\n")
        self.assertIn(b"Connection: close", head)
        self.assertNotIn(b"chunked", head)

    def test_a_handler_that_fails_in_the_middle_leaves_no_whole_answer(self):
        connection = self.connect()
        connection.request("GET", "/probe/lines/100000?fail_after=50000")
        answer = connection.getresponse()
        self.assertEqual(answer.status, 200)
        with self.assertRaises(http.client.IncompleteRead):
            answer.read()

    def test_a_handler_that_fails_at_once_is_an_ordinary_error(self):
        answer = self.rest("GET", "/probe/lines/99999999")
        self.assertEqual(answer.status, 422)

    def test_a_slow_reader_makes_the_handler_wait_and_costs_little(self):
        before = self.rss()
        connection = self.raw_connect()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        connection.sendall(b"GET /probe/lines/10000000 HTTP/1.1\r\nHost: x\r\n\r\n")
        written, before_that = self.counters()["linesWritten"], -1
        while written != before_that:  # The kernel's buffers grow for a while.
            time.sleep(0.5)
            before_that, written = written, self.counters()["linesWritten"]
        self.assertLess(written, 10_000_000)
        self.assert_holds_at_most(MOST_HELD, before)
        cancelled = int(self.counters().get("downloadsCancelled", 0))
        connection.close()
        self.wait_for_counter("downloadsCancelled", cancelled + 1)

    def test_pieces_reach_the_client_as_they_are_written(self):
        connection = self.connect()
        connection.request("GET", "/probe/lines/3?pause_ms=300")
        answer = connection.getresponse()
        began = time.monotonic()
        self.assertEqual(answer.readline(), b"0\n")
        first = time.monotonic() - began
        self.assertEqual(answer.read(), b"1\n2\n")
        self.assertLess(first, time.monotonic() - began)

    def test_what_is_sent_comes_back_while_it_is_sent(self):
        connection = self.raw_connect()
        connection.sendall(b"POST /probe/mirror HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        received = b""
        for word in (b"one", b"two", b"three"):
            connection.sendall(b"%x\r\n%s\r\n" % (len(word), word))
            while not received.endswith(word + b"\r\n"):
                received += connection.recv(4096)
        connection.sendall(b"0\r\n\r\n")
        while not received.endswith(b"0\r\n\r\n"):
            received += connection.recv(4096)
        connection.sendall(b"GET /probe/lines/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        rest = b""
        while piece := connection.recv(4096):
            rest += piece
        self.assertTrue(rest.startswith(b"HTTP/1.1 200 OK\r\n"), rest)

    def test_a_megabyte_goes_both_ways_at_once(self):
        data = bytes(range(256)) * (16 * 1024)
        answer = curl("POST", self.host.rest + "/probe/mirror", data, ["Content-Type: application/octet-stream"])
        self.assertEqual(answer.status, 200)
        self.assertEqual(len(answer.body), len(data))
        self.assertEqual(answer.body, data)

    def test_grpc_does_not_know_methods_with_raw_bodies(self):
        self.assertEqual(self.grpc_fails("probe.v1.Probe/Lines", {"count": 1}).code, "UNIMPLEMENTED")

    def test_bodies_that_wait_to_be_whole_have_a_bound_together(self):
        head = b"POST /probe/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" \
               b"Content-Length: 4000000\r\n\r\n"
        waiting = []
        refused = False
        for _ in range(90):
            connection = self.raw_connect()
            connection.sendall(head + b" " * 3_999_000)
            connection.settimeout(0.02)
            with contextlib.suppress(TimeoutError):
                refused = connection.recv(100).startswith(b"HTTP/1.1 503")
            if refused:
                break
            waiting.append(connection)
        self.assertTrue(refused, f"{len(waiting)} bodies of 4 MB are held")
        self.assert_holds_at_most(600 * MIB)
        for connection in waiting:
            connection.close()
        for _ in range(500):
            if self.rest("POST", "/probe/echo", {"text": "x" * 1_000_000}).status == 200:
                return
            time.sleep(0.02)
        self.fail("the bound is not given back")
