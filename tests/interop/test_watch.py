"""The price watch of the plugin items: what goes on behind a stream that is silent."""

import json
import socket
import unittest
from urllib.parse import urlsplit

from host import CALL_TIMEOUT_S, curl, serve
from stream_forms import envelope

LOOKS_S = 0.5  # in which the handler looks at an unchanged price several times


def open_watch(host, request):
    """A connection whose answer has told the price."""
    place = urlsplit(host.rest)
    client = socket.create_connection((place.hostname, place.port), timeout=CALL_TIMEOUT_S)
    client.sendall(request)
    seen = b""
    while b'"price":19.5' not in seen:
        piece = client.recv(4096)
        if not piece:
            raise AssertionError(f"the stream ended: {seen!r}")
        seen += piece
    return client


def silent(client):
    """Nothing more comes, and the stream stays open."""
    client.settimeout(LOOKS_S)
    try:
        return client.recv(4096) == b"\r\n"
    except TimeoutError:
        return True


class WatchTest(unittest.TestCase):
    def watched(self, *requests):
        """Watches by all of the requests at once; each client leaves in silence, and then the host ends."""
        with serve() as host:
            self.assertEqual(curl("POST", f"{host.rest}/items", {"name": "Lamp", "price": 19.5}).status, 200)
            clients = [open_watch(host, request) for request in requests]
            for client in clients:
                self.assertTrue(silent(client))
                client.close()
            host.wait_for_line("target=/items/1:watch .*CANCELLED|WatchPrices .*CANCELLED")
            # Handlers that have not ended by then keep it from ending well.
            self.assertEqual(host.stop(), 0, host.output[-2000:])
            self.assertEqual(host.output.count("code=CANCELLED"), len(requests), host.output[-4000:])

    def test_lines(self):
        self.watched(*[b"GET /items/1:watch HTTP/1.1\r\nHost: test\r\n\r\n"] * 8)

    def test_connect_and_grpc_web(self):
        message = envelope(json.dumps({"id": 1}).encode())
        head = (b"POST /items.v1.Items/WatchPrices HTTP/1.1\r\nHost: test\r\nContent-Type: application/%s\r\n"
                b"Content-Length: %d\r\n\r\n")
        self.watched(*[head % (form, len(message)) + message for form in (b"connect+json", b"grpc-web+json")])


if __name__ == "__main__":
    unittest.main()
