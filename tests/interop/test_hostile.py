"""Calls that are wrong in every way: each gets a clear error, and the next call works."""

import socket
from urllib.parse import urlsplit

from host import GrpcError, HostTest, raw_call


class HostileTest(HostTest):
    def tearDown(self):
        self.assert_still_serving()

    def assert_problem(self, answer, status, code):
        self.assertEqual(answer.status, status, answer.body)
        self.assertEqual(answer.headers["content-type"], "application/problem+json")
        self.assertEqual(answer.json["code"], code)
        self.assertTrue(answer.json["detail"])
        return answer.json

    def assert_status(self, code, method, request, **more):
        with self.assertRaises(GrpcError) as caught:
            raw_call(self.channel, method, request, **more)
        self.assertEqual(caught.exception.code, code)
        self.assertTrue(caught.exception.message)
        return caught.exception

    def raw_rest(self, data):
        """What the REST door answers to these bytes until it closes the connection."""
        place = urlsplit(self.host.rest)
        with socket.create_connection((place.hostname, place.port), timeout=20) as connection:
            connection.sendall(data)
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        return answer

    def test_a_content_length_of_a_gigabyte(self):
        answer = self.raw_rest(b"POST /items HTTP/1.1\r\nHost: duet\r\nContent-Type: application/json\r\n"
                               b"Content-Length: 1073741824\r\n\r\n{")
        self.assertTrue(answer.startswith(b"HTTP/1.1 413 "), answer)
        self.assertIn(b"application/problem+json", answer)

    def test_a_grpc_message_that_is_too_large(self):
        self.assert_status("RESOURCE_EXHAUSTED", "items.v1.Items/CreateItem", b"\x0a" + bytes(5 << 20))

    def test_bytes_that_are_not_http(self):
        self.assertTrue(self.raw_rest(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n").startswith(b"HTTP/1.1 400 "))

    def test_two_lengths_that_differ(self):
        answer = self.raw_rest(b"POST /items HTTP/1.1\r\nHost: duet\r\n"
                               b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}")
        self.assertTrue(answer.startswith(b"HTTP/1.1 400 "), answer)
        self.assertEqual(answer.count(b"HTTP/1.1 "), 1)

    def test_a_body_that_is_not_json(self):
        self.assert_problem(self.rest("POST", "/items", b'{"name": Lamp}'), 400, "INVALID_ARGUMENT")

    def test_a_message_that_is_not_protobuf(self):
        self.assert_status("INVALID_ARGUMENT", "items.v1.Items/CreateItem", b"\x0a\xff\xff")

    def test_an_unknown_field(self):
        problem = self.assert_problem(self.rest("POST", "/items", {"name": "Lamp", "price": 1, "colour": "red"}), 422,
                                      "INVALID_ARGUMENT")
        self.assertEqual([one["loc"] for one in problem["errors"]], [["body", "colour"]])

    def test_an_unknown_query_parameter(self):
        problem = self.assert_problem(self.rest("GET", "/items?page_sise=3"), 422, "INVALID_ARGUMENT")
        self.assertEqual([one["loc"] for one in problem["errors"]], [["query", "page_sise"]])

    def test_a_wrong_type(self):
        problem = self.assert_problem(self.rest("POST", "/items", {"name": "Lamp", "price": True}), 422,
                                      "INVALID_ARGUMENT")
        self.assertEqual([one["loc"] for one in problem["errors"]], [["body", "price"]])
        problem = self.assert_problem(self.rest("GET", "/items/lamp"), 422, "INVALID_ARGUMENT")
        self.assertEqual([one["loc"] for one in problem["errors"]], [["path", "id"]])

    def test_a_method_that_is_not_there(self):
        self.assert_status("UNIMPLEMENTED", "items.v1.Items/Explode", b"")
        self.assert_status("UNIMPLEMENTED", "no.such.Service/Method", b"")

    def test_a_handler_that_throws(self):
        problem = self.assert_problem(self.rest("POST", "/probe/throw", {"what": "a secret"}), 500, "INTERNAL")
        self.assertEqual(problem["detail"], "internal error")
        error = self.assert_status("INTERNAL", "probe.v1.Probe/Throw", b"\x0a\x03int")
        self.assertEqual(error.message, "internal error")
        self.host.wait_for_line("probe.v1.Probe/Throw threw an exception: a secret")
        self.host.wait_for_line("probe.v1.Probe/Throw threw something that is not a std::exception")

    def test_a_deadline_that_passes(self):
        for path in ("/probe/sleep/60000", "/probe/block/1000"):
            answer = self.rest("GET", path, headers=["X-Request-Timeout: 100ms"])
            self.assert_problem(answer, 504, "DEADLINE_EXCEEDED")
        one_second = b"\x08\xe8\x07"
        for method in ("Sleep", "Block"):
            self.assert_status("DEADLINE_EXCEEDED", f"probe.v1.Probe/{method}", one_second, timeout=0.1)
