"""Conversations by the WebSocket clients that people have: Python's websockets and Node's ws; and some by raw bytes."""

import json
import os
import socket
import subprocess
from pathlib import Path

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from pages import PagesTest, place_of, serve_pages
from stream_forms import add_request, echo_request, echo_text, fields, get, websocket_frame, websocket_upgrade

MODULES = Path(os.environ["DUET_NODE_MODULES"])
TIMEOUT_S = 30

# One conversation in each subprotocol, one that fails, and one that is refused; prints what it saw.
NODE = """
const [modules, url] = process.argv.slice(1);
const {WebSocket} = require(modules + '/ws');
const talk = (path, protocol, messages, more) => new Promise(resolve => {
  const seen = {protocol: null, heard: [], refused: null};
  const socket = new WebSocket(url + path, protocol, more);
  socket.on('open', () => {
    seen.protocol = socket.protocol;
    messages.forEach(message => socket.send(message));
  });
  socket.on('message', (data, binary) => seen.heard.push(data.toString(binary ? 'hex' : 'utf8')));
  socket.on('unexpected-response', (request, response) => {
    seen.refused = response.statusCode;
    request.destroy();
    resolve(seen);
  });
  socket.on('error', () => {});
  socket.on('close', (code, reason) => resolve({...seen, code, reason: reason.toString()}));
});
(async () => {
  const text = JSON.stringify({text: 'from Node', times: 2});
  console.log(JSON.stringify({
    json: await talk('/echo', 'duet.json', [text, '']),
    protobuf: await talk('/add', 'duet.protobuf', [Buffer.from('0805', 'hex'), Buffer.from('0807', 'hex'),
                                                   '']),
    failed: await talk('/echo', 'duet.json', ['{"text":"fail"}']),
    refused: await talk('/echo', 'duet.json', [], {origin: 'https://elsewhere.example'}),
    deflating: await talk('/echo', 'duet.json', [text, ''], {perMessageDeflate: true}),
  }));
})();
"""


class WebSocketTest(PagesTest):
    def connect(self, path, protocol="duet.json", **more):
        url = self.host.rest.replace("http://", "ws://") + path
        return self.enterContext(connect(url, subprotocols=[protocol] if protocol else None, open_timeout=TIMEOUT_S,
                                         close_timeout=TIMEOUT_S, **more))

    def hear(self, one):
        return json.loads(one.recv(TIMEOUT_S))

    def closed(self, one):
        """(code, reason) that the host closes with, before it has said anything more."""
        with self.assertRaises(ConnectionClosed) as caught:
            said = one.recv(TIMEOUT_S)
            self.fail(f"it said {said!r}")
        end = caught.exception.rcvd
        return (end.code, end.reason) if end else None

    def raw(self, path="/echo"):
        one = socket.create_connection(place_of(self.host), timeout=TIMEOUT_S)
        self.addCleanup(one.close)
        one.sendall(websocket_upgrade(path))
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += one.recv(1)
        self.assertTrue(answer.startswith(b"HTTP/1.1 101 "), answer)
        return one

    def test_json_both_ways(self):
        for path in ("/echo", "/echo-on-thread"):
            one = self.connect(path)
            self.assertEqual(one.subprotocol, "duet.json")
            for text in ("one", "zwei", "三", "x" * 200_000):
                one.send(echo_text(text).decode())
                self.assertEqual(self.hear(one), {"text": text})
            one.send("")
            self.assertEqual(self.closed(one), (1000, ""))

    def test_protobuf_both_ways(self):
        one = self.connect("/echo", "duet.protobuf")
        self.assertEqual(one.subprotocol, "duet.protobuf")
        for text in ("one", "三"):
            one.send(echo_request(text))
            self.assertEqual(fields(one.recv(TIMEOUT_S)), {1: [text.encode()]})
        one.close()
        self.wait_until_idle()

    def test_no_subprotocol_is_json_and_unknown_ones_are_not_taken(self):
        one = self.connect("/echo", None)
        self.assertIsNone(one.subprotocol)
        one.send('{"text": "plain"}')
        self.assertEqual(self.hear(one), {"text": "plain"})

    def test_the_other_kinds_of_streams(self):
        one = self.connect("/add")
        for number in range(1, 11):
            one.send(json.dumps({"number": number}))
        one.send("")
        self.assertEqual(self.hear(one), {"count": "10", "sum": "55"})
        self.assertEqual(self.closed(one), (1000, ""))
        one = self.connect("/count/3")
        for number in ("1", "2", "3"):
            self.assertEqual(self.hear(one), {"number": number})
        self.assertEqual(self.closed(one), (1000, ""))

    def test_what_was_asked_before_the_half_close_is_answered_behind_it(self):
        one = self.connect("/echo")
        one.send(echo_text("many", 50_000).decode())
        one.send("")
        for _ in range(50_000):
            self.assertEqual(one.recv(TIMEOUT_S), '{"text":"many"}')
        self.assertEqual(self.closed(one), (1000, ""))

    def test_messages_in_fragments(self):
        one = self.connect("/echo")
        one.send(iter(['{"te', 'xt": "in ', 'parts"}']))
        self.assertEqual(self.hear(one), {"text": "in parts"})
        one = self.connect("/add", "duet.protobuf")
        message = add_request(77)
        one.send(bytes([byte]) for byte in message)
        one.send("")
        self.assertEqual(fields(one.recv(TIMEOUT_S)), {1: [1], 2: [77]})

    def test_pings_are_answered_also_between_fragments(self):
        one = self.connect("/echo")
        self.assertTrue(one.ping().wait(TIMEOUT_S))

        def parts():
            yield '{"text": '
            self.assertTrue(one.ping().wait(TIMEOUT_S))
            yield '"pinged"}'

        one.send(parts())
        self.assertEqual(self.hear(one), {"text": "pinged"})

    def test_a_silent_conversation_stays_while_pings_are_answered(self):
        one = self.connect("/echo", ping_interval=None)
        with self.assertRaises(TimeoutError):
            one.recv(4)  # four heartbeats of the host
        one.send('{"text": "still here"}')
        self.assertEqual(self.hear(one), {"text": "still here"})

    def test_who_does_not_answer_pings_is_dropped(self):
        before = self.counters()
        one = self.raw()
        seen = b""
        while piece := one.recv(4096):
            seen += piece
        self.assertIn(b"\x89", seen, "there was no ping")
        self.wait_for(lambda now: now["open"] == 0 and now["cutOff"] > before["cutOff"], "the call goes on")

    def test_an_error_is_a_last_message_and_a_close_code(self):
        one = self.connect("/echo")
        one.send('{"text": "before"}')
        self.assertEqual(self.hear(one), {"text": "before"})
        one.send('{"text": "fail"}')
        error = self.hear(one)["error"]
        self.assertEqual((error["status"], error["detail"]), (400, "it broke off"))
        self.assertEqual(self.closed(one), (4009, "FAILED_PRECONDITION: it broke off"))
        one = self.connect("/count/9?fail_after=2")
        self.assertEqual([self.hear(one)["number"] for _ in range(2)], ["1", "2"])
        self.assertIn("error", self.hear(one))
        self.assertEqual(self.closed(one)[0], 4009)

    def test_messages_that_do_not_fit(self):
        for message, word in (('{"number": 9000000}', "number"), ('{"number": ', "message 1"), ("[]", "message 1")):
            one = self.connect("/add")
            one.send(message)
            self.assertIn(word, json.dumps(self.hear(one)["error"]))
            code, reason = self.closed(one)
            self.assertEqual(code, 4003)
            self.assertTrue(reason.startswith("INVALID_ARGUMENT: "), reason)
            self.assertLessEqual(len(reason.encode()), 123)

    def test_a_message_that_is_too_large(self):
        one = self.connect("/echo", compression=None)
        with self.assertRaises(ConnectionClosed) as caught:
            one.send(json.dumps({"text": "x" * 5_000_000}))
            while True:
                one.recv(TIMEOUT_S)
        self.assertEqual(caught.exception.rcvd.code, 1009)

    def test_text_that_is_not_utf_8(self):
        one = self.connect("/echo")
        one.send(b'{"text": "\xff"}', text=True)
        self.assertEqual(self.closed(one)[0], 1007)

    def test_frames_of_the_other_kind(self):
        for protocol, message in (("duet.json", b"\x08\x01"), ("duet.protobuf", '{"number": 1}')):
            one = self.connect("/add", protocol)
            one.send(message)
            self.assertEqual(self.closed(one)[0], 1003)

    def test_frames_without_a_mask_and_of_no_kind(self):
        for frame in (websocket_frame(b'{"text": "x"}', masked=False), websocket_frame(b"x", opcode=3)):
            one = self.raw()
            one.sendall(frame)
            seen = b""
            while piece := one.recv(4096):
                seen += piece
            self.assertIn(b"\x03\xea", seen, "it was not closed with 1002")

    def test_the_client_s_close_is_answered_and_ends_the_call(self):
        one = self.connect("/echo")
        one.send('{"text": "before"}')
        self.assertEqual(self.hear(one), {"text": "before"})
        one.close(1000, "enough")
        self.assertEqual(one.close_code, 1000)
        self.wait_until_idle()

    def test_a_close_in_the_middle_of_what_has_no_end(self):
        one = self.raw()
        one.sendall(websocket_frame(echo_text("for ever", 1_000_000_000)))
        one.recv(4096)
        one.sendall(websocket_frame(b"\x03\xe8", opcode=8))
        last = b""
        while piece := one.recv(65536):
            last = (last + piece)[-4:]
        self.assertEqual(last, b"\x88\x02\x03\xe8")
        self.wait_until_idle()

    def test_pages_of_other_origins_are_refused(self):
        address, port = place_of(self.host)
        own = self.connect("/echo", origin=f"http://{address}:{port}")
        own.send('{"text": "own"}')
        self.assertEqual(self.hear(own), {"text": "own"})
        for origin in ("https://elsewhere.example", "null", f"http://{address}:{port + 1}"):
            with self.assertRaises(InvalidStatus) as caught:
                self.connect("/echo", origin=origin)
            self.assertEqual(caught.exception.response.status_code, 403)

    def test_upgrades_that_cannot_be(self):
        # What is no stream is served as if nobody had asked for more (RFC 9110 section 7.8).
        for path, status in (("/nowhere", 404), ("/greet/Ada", 200)):
            with self.assertRaises(InvalidStatus) as caught:
                self.connect(path)
            self.assertEqual(caught.exception.response.status_code, status)
        with socket.create_connection(place_of(self.host), timeout=TIMEOUT_S) as one:
            one.sendall(get("/echo", "Upgrade: websocket", "Connection: Upgrade, close", "Sec-WebSocket-Version: 12",
                            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="))
            answer = one.recv(65536)
        self.assertTrue(answer.startswith(b"HTTP/1.1 426 "), answer)
        self.assertIn(b"sec-websocket-version: 13", answer.lower())

    def test_the_end_of_the_host_is_told(self):
        with serve_pages(grace="1s") as host:
            one = self.enterContext(connect(host.rest.replace("http://", "ws://") + "/echo", open_timeout=TIMEOUT_S))
            one.send('{"text": "before"}')
            self.assertEqual(self.hear(one), {"text": "before"})
            host.terminate()
            with self.assertRaises(ConnectionClosed) as caught:
                while True:
                    one.recv(TIMEOUT_S)
            self.assertIn(caught.exception.rcvd.code, (1001, 4014))
            self.assertEqual(host.wait(), 0, host.output)

    def test_node_s_client(self):
        done = subprocess.run(["node", "-e", NODE, MODULES, self.host.rest.replace("http://", "ws://")],
                              capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        seen = json.loads(done.stdout)
        twice = {"protocol": "duet.json", "heard": ['{"text":"from Node"}'] * 2, "refused": None, "code": 1000,
                 "reason": ""}
        self.assertEqual(seen["json"], twice)
        self.assertEqual(seen["deflating"], twice)
        self.assertEqual(seen["protobuf"], {**twice, "protocol": "duet.protobuf", "heard": ["0802100c"]})
        self.assertEqual(seen["refused"]["refused"], 403)
        failed = seen["failed"]
        self.assertEqual((failed["code"], failed["reason"]), (4009, "FAILED_PRECONDITION: it broke off"))
        self.assertEqual(json.loads(failed["heard"][0])["error"]["status"], 400)
