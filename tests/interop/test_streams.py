"""Streams over HTTP as people use them with curl."""

import http.client
import json
import socket
import subprocess
import tempfile

from host import CALL_TIMEOUT_S, curl
from pages import PagesTest, place_of
from stream_forms import chunk, post_chunked

SSE = "Accept: text/event-stream"
NDJSON = "Accept: application/x-ndjson"
ARRAY = "Accept: application/json"
LINES = "Content-Type: application/x-ndjson"


class Curl:
    """A curl that runs, with a pipe at each end."""

    def __init__(self, url, *arguments):
        command = ["curl", "-sSN", "--max-time", str(CALL_TIMEOUT_S), url, *arguments]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def say(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def line(self):
        return self.process.stdout.readline().decode().rstrip("\n")

    def rest(self):
        """What comes until curl ends, which it has to do with 0."""
        out, errors = self.process.communicate(timeout=CALL_TIMEOUT_S + 10)
        if self.process.returncode != 0:
            raise AssertionError(f"curl ended with {self.process.returncode}: {errors.decode()}")
        return out.decode()


class Upload:
    """A request whose lines are sent while its answer is read."""

    def __init__(self, host, path):
        self.socket = socket.create_connection(place_of(host), timeout=CALL_TIMEOUT_S)
        self.socket.sendall(post_chunked(path, LINES))
        self.answer = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def say(self, line):
        self.socket.sendall(chunk(line.encode() + b"\n"))

    def line(self):
        if self.answer is None:
            self.answer = http.client.HTTPResponse(self.socket)
            self.answer.begin()
        return self.answer.readline()

    def rest(self):
        self.socket.sendall(b"0\r\n\r\n")
        return self.answer.read()


def events(text):
    """[(type, id, data)] of the events in a text/event-stream; comments are left out."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":"))
        if lines:
            found.append((lines.get("event", "message"), lines.get("id"), json.loads(lines["data"])))
    return found


class StreamsTest(PagesTest):
    def curl(self, path, *arguments):
        return Curl(self.host.rest + path, *arguments)

    def upload(self, path, *arguments):
        """A curl that sends what it is told as it comes."""
        return self.curl(path, "-X", "POST", "-T", ".", "-H", LINES, *arguments)

    def get(self, path, *headers):
        return curl("GET", self.host.rest + path, headers=headers)

    def test_events_have_ids_and_an_end(self):
        answer = self.get("/count/3", SSE)
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, "text/event-stream"))
        self.assertEqual(answer.headers["cache-control"], "no-store")
        *messages, end = events(answer.body.decode())
        self.assertEqual(messages, [("message", str(n), {"number": str(n)}) for n in (1, 2, 3)])
        self.assertEqual(end, ("end", None, {"trailers": {"counted-to": ["3"]}}))

    def test_events_come_as_they_are_written_and_stop_when_curl_goes(self):
        before = self.counters()
        with self.curl("/count/1000000?pause_ms=20", "-H", SSE) as one:
            for number in (1, 2, 3):
                self.assertEqual(one.line(), f"id: {number}")
                self.assertEqual(json.loads(one.line().removeprefix("data: ")), {"number": str(number)})
                self.assertEqual(one.line(), "")
            self.assertIsNone(one.process.poll())
        self.wait_for(lambda now: now["open"] == 0 and now["cutOff"] == before["cutOff"] + 1, "the call goes on")

    def test_a_silent_stream_has_heartbeats(self):
        with self.curl("/count/2?pause_ms=60000", "-H", SSE) as one:
            self.assertEqual([one.line() for _ in range(3)], ["id: 1", 'data: {"number":"1"}', ""])
            for _ in range(2):
                self.assertTrue(one.line().startswith(":"), "not a comment")
                self.assertEqual(one.line(), "")

    def test_an_error_behind_the_first_message_is_the_last_event(self):
        seen = events(self.get("/count/9?fail_after=2", SSE).body.decode())
        self.assertEqual([event[0] for event in seen], ["message", "message", "error"])
        self.assertEqual((seen[2][2]["status"], seen[2][2]["detail"]), (400, "it broke off"))

    def test_an_error_behind_the_first_message_is_the_last_line(self):
        lines = [json.loads(line) for line in self.get("/count/9?fail_after=2", NDJSON).body.splitlines()]
        self.assertEqual(lines[:2], [{"number": "1"}, {"number": "2"}])
        self.assertEqual(len(lines), 3)
        self.assertEqual((lines[2]["error"]["status"], lines[2]["error"]["detail"]), (400, "it broke off"))

    def test_an_error_behind_the_first_message_is_the_last_element(self):
        elements = self.get("/count/9?fail_after=2", ARRAY).json
        self.assertEqual(elements[:2], [{"number": "1"}, {"number": "2"}])
        self.assertEqual((elements[2]["error"]["status"], len(elements)), (400, 3))

    def test_an_error_before_the_first_message_has_its_status(self):
        for accept in (SSE, NDJSON, ARRAY):
            answer = self.get("/count/9?fail_after=-1", accept)
            self.assertEqual((answer.status, answer.headers["content-type"]), (400, "application/problem+json"))
            self.assertEqual(answer.json["detail"], "it broke off")

    def test_lines_are_what_nobody_asked_otherwise_for(self):
        answer = self.get("/count/2")
        self.assertEqual(answer.headers["content-type"], "application/x-ndjson")
        self.assertEqual(answer.body, b'{"number":"1"}\n{"number":"2"}\n')

    def test_an_empty_stream(self):
        self.assertEqual(self.get("/count/0", ARRAY).json, [])
        self.assertEqual(self.get("/count/0", NDJSON).body, b"")
        self.assertEqual([event[0] for event in events(self.get("/count/0", SSE).body.decode())], ["end"])

    def test_a_form_that_there_is_not(self):
        for accept in ("image/png", "application/protobuf", "*/*;q=0", "application/*;q=0, text/html"):
            self.assertEqual(self.get("/count/3", f"Accept: {accept}").status, 406, accept)

    def test_trailers_come_behind_the_last_chunk_for_those_who_take_them(self):
        for headers, wanted in (((NDJSON, "TE: trailers"), True), ((NDJSON,), False)):
            with tempfile.NamedTemporaryFile() as heads:
                arguments = [part for header in headers for part in ("-H", header)]
                with self.curl("/count/2", "-D", heads.name, *arguments) as one:
                    self.assertEqual(one.rest(), '{"number":"1"}\n{"number":"2"}\n')
                fields = heads.read().decode().lower()
            self.assertEqual("counted-to: 2" in fields, wanted, fields)

    def test_a_slow_upload_is_read_as_it_comes(self):
        with self.upload("/add") as one:
            received = self.counters()["received"]
            for number in range(1, 6):
                one.say(json.dumps({"number": str(number)}))
                self.wait_for(lambda now, want=received + number: now["received"] >= want, "a line was not read")
            self.assertEqual(json.loads(one.rest()), {"count": "5", "sum": "15"})

    def test_a_slow_upload_is_answered_line_by_line(self):
        # Not by curl, which does not look for an answer while it waits for more to send.
        for path in ("/echo", "/echo-on-thread"):
            with Upload(self.host, path) as one:
                for text, times in (("one", 1), ("zwei", 2), ("三", 3)):
                    one.say(json.dumps({"text": text, "times": times}, ensure_ascii=False))
                    for _ in range(times):
                        self.assertEqual(json.loads(one.line()), {"text": text})
                self.assertEqual(one.rest(), b"")

    def test_an_array_is_a_stream_as_well(self):
        answer = curl("POST", self.host.rest + "/add", [{"number": n} for n in range(1, 101)])
        self.assertEqual(answer.json, {"count": "100", "sum": "5050"})
        answer = curl("POST", self.host.rest + "/echo", [{"text": "a"}, {"text": "]"}], [ARRAY])
        self.assertEqual(answer.json, [{"text": "a"}, {"text": "]"}])
        answer = curl("POST", self.host.rest + "/add", [])
        self.assertEqual((answer.status, answer.json), (200, {}))

    def test_a_line_that_does_not_fit_is_named(self):
        answer = curl("POST", self.host.rest + "/add", b'{"number": 1}\n{"number": 2}\n{"number": 9000000}\n', [LINES])
        self.assertIn(answer.status, (400, 422))
        self.assertIn("message 3", answer.json["detail"])
        answer = curl("POST", self.host.rest + "/add", b'{"number": 1}\n{"number": \n', [LINES])
        self.assertEqual(answer.status, 400)
        self.assertIn("2", answer.json["detail"])

    def test_a_conversation_that_fails_says_so(self):
        with Upload(self.host, "/echo") as one:
            one.say('{"text": "before"}')
            self.assertEqual(json.loads(one.line()), {"text": "before"})
            one.say('{"text": "fail"}')
            self.assertEqual(json.loads(one.line())["error"]["detail"], "it broke off")

    def test_a_client_that_goes_ends_its_upload(self):
        before = self.counters()
        with self.upload("/add") as one:
            one.say('{"number": 1}')
            self.wait_for(lambda now: now["received"] > before["received"], "the line was not read")
        self.wait_for(lambda now: now["open"] == 0 and now["cutOff"] == before["cutOff"] + 1, "the call goes on")

    def test_a_stream_that_is_asked_for_its_head_alone(self):
        with self.curl("/count/3", "-I", "-H", SSE) as one:
            head = one.rest()
        self.assertIn("200", head.splitlines()[0])
        self.wait_until_idle()
