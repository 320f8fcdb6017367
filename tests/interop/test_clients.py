"""Clients and proxies as people have them, unmodified: they are served, and their connections are kept."""

import http.client
import json
import re
import socket
import ssl
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from host import BUILD, DUET, run
from keep_alive import ended_connections
from served import Served

HERE = Path(__file__).resolve().parent
BODY = json.dumps({"text": "x" * 3_000_000}).encode()  # large enough for curl to ask first

NODE = """
const [url] = process.argv.slice(1);
(async () => {
  const peers = new Set();
  for (let i = 0; i < 20; i++) peers.add((await (await fetch(url + '/probe/headers')).json()).peer);
  const text = 'y'.repeat(200000);
  const json = {'content-type': 'application/json'};
  const whole = await (await fetch(url + '/probe/echo', {method: 'POST', headers: json,
                                                         body: JSON.stringify({text})})).json();
  const stream = new Blob([text]).stream();
  const mirrored = await (await fetch(url + '/probe/mirror', {method: 'POST', body: stream, duplex: 'half'})).text();
  const none = await fetch(url + '/nowhere');
  const many = await Promise.all([...Array(50).keys()].map(async i => {
    return (await (await fetch(url + '/probe/async/' + i)).json()).number === i + 1; }));
  console.log(JSON.stringify({peers: peers.size, whole: whole.text === text, mirrored: mirrored === text,
                              none: none.status, many: many.every(one => one)}));
})();
"""

NGINX = """
daemon off;
user root;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/nginx_body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  client_max_body_size 100m;
  upstream duet {{ server {backend}; keepalive 4; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://duet;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For 198.51.100.7;
    }}
    location /streamed/ {{
      proxy_pass http://duet/;
      proxy_http_version 1.1;
      proxy_request_buffering off;
      proxy_set_header Connection "";
    }}
  }}
}}
"""

HAPROXY = """
defaults
  timeout connect 5s
  timeout client 30s
  timeout server 30s
listen duet
  mode tcp
  bind 127.0.0.1:{port}
  server duet {backend} send-proxy-v2
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class ClientsTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="duet-clients-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.certificate = cls.folder / "certificate.pem"
        done = run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                   "40", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
                   cls.folder / "key.pem", "-out", cls.certificate)
        assert done.returncode == 0, done.stderr
        config = cls.folder / "clients.toml"
        text = (HERE / "clients.toml.in").read_text()
        config.write_text(text.replace("@FOLDER@", str(cls.folder)).replace("@BUILD@", str(BUILD)))
        cls.host = Served([DUET, "serve", "--config", config])
        cls.addClassCleanup(cls.host.kill_if_running)
        ready = cls.host.wait_for_line("^ready:")
        cls.plain, cls.proxied = re.findall(r"http://(127[^\s,]+)", ready)
        cls.secure, = re.findall(r"https://(127[^\s,]+)", ready)
        cls.url = f"http://{cls.plain}"

    @classmethod
    def tearDownClass(cls):
        code = cls.host.stop()
        assert code == 0, f"the host ended with {code}:\n{cls.host.output}"

    def curl(self, *arguments):
        done = run("curl", "-sS", "--max-time", "30", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def port_of(self, place):
        return int(place.rpartition(":")[2])

    def start(self, command, port):
        """A proxy in front of the host."""
        log = open(self.folder / f"{command[0]}.log", "w", encoding="utf-8")
        self.addCleanup(log.close)
        process = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        for _ in range(200):
            if process.poll() is not None:
                self.fail(f"{command[0]} ended: {Path(log.name).read_text(encoding='utf-8')}")
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        self.fail(f"{command[0]} does not listen")

    # --- curl

    def check_curl_keeps(self, base, *options):
        urls = [f"{base}/probe/headers"] * 5
        text = self.curl(*options, "-w", "\n%{num_connects} %{http_version} %{http_code}\n", *urls)
        told = re.findall(r"(?m)^(\d+) (\S+) (\d+)$", text)
        self.assertEqual(told, [("1", "1.1", "200")] + [("0", "1.1", "200")] * 4, text)
        peers = {json.loads(line)["peer"] for line in text.splitlines() if line.startswith("{")}
        self.assertEqual(len(peers), 1, text)
        return peers.pop()

    def test_curl_keeps_its_connection(self):
        self.check_curl_keeps(self.url)

    def test_curl_over_tls(self):
        self.check_curl_keeps(f"https://{self.secure}", "--cacert", self.certificate)
        for version in ("--tlsv1.3", "--tls-max=1.2"):
            name, _, value = version.partition("=")
            self.curl(*[part for part in (name, value) if part], "--cacert", self.certificate,
                      f"https://{self.secure}/probe/headers", "--fail")

    def test_curl_over_a_unix_socket(self):
        self.assertEqual(self.check_curl_keeps("http://localhost", "--unix-socket", self.folder / "rest.sock"), "unix")

    def test_curl_with_http_1_0(self):
        text = self.curl("-0", "-i", f"{self.url}/probe/echo/old")
        self.assertIn("Connection: close", text)
        self.assertIn("old", text)

    def test_curl_asks_before_it_sends_much(self):
        (self.folder / "body").write_bytes(BODY)
        done = run("curl", "-sSv", "--max-time", "30", "-H", "Content-Type: application/json", "-H",
                   "Expect: 100-continue", "--data-binary", f"@{self.folder / 'body'}", f"{self.url}/probe/echo")
        self.assertIn("< HTTP/1.1 100 Continue", done.stderr)
        self.assertEqual(json.loads(done.stdout), json.loads(BODY))
        done = run("curl", "-sSv", "--max-time", "30", "-H", "Expect: 100-continue", "--data-binary",
                   f"@{self.folder / 'body'}", f"{self.url}/nowhere")
        self.assertNotIn("100 Continue", done.stderr)
        self.assertEqual(json.loads(done.stdout)["status"], 404)

    def test_curl_compressed(self):
        plain = self.curl(f"{self.url}/probe/big/100000")
        size = self.curl("-o", "/dev/null", "-w", "%{size_download}", "--compressed", f"{self.url}/probe/big/100000")
        self.assertLess(int(size), len(plain) // 10)
        self.assertEqual(self.curl("--compressed", f"{self.url}/probe/big/100000"), plain)

    def test_curl_uploads_what_it_does_not_know_the_length_of(self):
        done = subprocess.run(["curl", "-sS", "--max-time", "30", "-T", "-", f"{self.url}/probe/digest"], input=BODY,
                              capture_output=True, timeout=60, check=True)
        self.assertEqual(json.loads(done.stdout)["bytes"], str(len(BODY)))

    # --- load tools

    def check_kept(self, port, before, connections, requests):
        self.assertGreater(requests, 10 * connections)
        self.assertLessEqual(ended_connections(port) - before, 2 * connections)

    def test_wrk(self):
        for url, place in ((self.url, self.plain), (f"https://{self.secure}", self.secure)):
            before = ended_connections(self.port_of(place))
            done = run("wrk", "-t2", "-c8", "-d2s", f"{url}/probe/echo/x")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotRegex(done.stdout, "Non-2xx|Socket errors")
            self.check_kept(self.port_of(place), before, 10, int(re.search(r"(\d+) requests in", done.stdout)[1]))

    def test_h2load_with_http_1(self):
        for url, place in ((self.url, self.plain), (f"https://{self.secure}", self.secure)):
            before = ended_connections(self.port_of(place))
            done = run("h2load", "--h1", "-n2000", "-c4", "-t1", f"{url}/probe/echo/x")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stdout, "2000 succeeded, 0 failed, 0 errored")
            self.check_kept(self.port_of(place), before, 4, 2000)

    # --- libraries

    def check_http_client(self, connection):
        peers = set()
        for _ in range(10):
            connection.request("GET", "/probe/headers")
            peers.add(json.loads(connection.getresponse().read())["peer"])
        connection.request("PUT", "/probe/digest", iter([b"abc", b"defg"]), encode_chunked=True,
                           headers={"Transfer-Encoding": "chunked"})
        self.assertEqual(json.loads(connection.getresponse().read())["bytes"], "7")
        connection.request("HEAD", "/probe/echo/x")
        self.assertEqual(connection.getresponse().read(), b"")
        connection.request("DELETE", "/probe/echo/x")
        refused = connection.getresponse()
        self.assertEqual((refused.status, json.loads(refused.read())["status"]), (405, 405))
        connection.request("GET", "/probe/lines/5000")
        self.assertEqual(connection.getresponse().read().count(b"\n"), 5000)
        connection.request("GET", "/probe/headers")
        peers.add(json.loads(connection.getresponse().read())["peer"])
        self.assertEqual(len(peers), 1)
        connection.close()

    def test_python_http_client(self):
        self.check_http_client(http.client.HTTPConnection(self.plain, timeout=30))

    def test_python_http_client_over_tls(self):
        context = ssl.create_default_context(cafile=str(self.certificate))
        self.check_http_client(http.client.HTTPSConnection(self.secure, timeout=30, context=context))

    def test_node_fetch(self):
        for url in (self.url, f"https://{self.secure}"):
            done = run("node", "-e", NODE, url, env={"NODE_EXTRA_CA_CERTS": str(self.certificate),
                                                     "PATH": "/usr/local/bin:/usr/bin:/bin"})
            self.assertEqual(done.returncode, 0, done.stderr)
            told = json.loads(done.stdout)
            # fetch may open a second connection while the first answer's end is still on its way to it.
            self.assertLessEqual(told.pop("peers"), 2)
            self.assertEqual(told, {"whole": True, "mirrored": True, "none": 404, "many": True})

    # --- proxies

    def test_nginx_in_front(self):
        port = free_port()
        config = self.folder / "nginx.conf"
        config.write_text(NGINX.format(folder=self.folder, port=port, backend=self.plain))
        self.start(["nginx", "-p", self.folder, "-c", config, "-e", self.folder / "error.log"], port)
        before = ended_connections(self.port_of(self.plain))
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for number in range(50):
            connection.request("GET", f"/probe/async/{number}")
            self.assertEqual(json.loads(connection.getresponse().read()), {"number": number + 1})
        connection.request("GET", "/probe/headers")
        self.assertEqual(json.loads(connection.getresponse().read())["peer"], "198.51.100.7")
        connection.request("POST", "/probe/echo", BODY, {"Content-Type": "application/json"})
        answer = connection.getresponse().read()
        self.assertEqual(answer, BODY.replace(b" ", b""), (self.folder / "error.log").read_text())
        for path in ("/probe/mirror", "/streamed/probe/mirror"):
            connection.request("POST", path, iter([b"a" * 100_000, b"b" * 100_000]), encode_chunked=True,
                               headers={"Transfer-Encoding": "chunked"})
            self.assertEqual(connection.getresponse().read(), b"a" * 100_000 + b"b" * 100_000)
        connection.request("GET", "/probe/lines/100000")
        self.assertEqual(connection.getresponse().read().count(b"\n"), 100_000)
        connection.request("HEAD", "/probe/echo/x")
        self.assertEqual(connection.getresponse().read(), b"")
        connection.request("GET", "/nowhere")
        self.assertEqual(json.loads(connection.getresponse().read())["status"], 404)
        connection.close()
        self.assertLessEqual(ended_connections(self.port_of(self.plain)) - before, 4, "nginx's connections are kept")
        self.assertNotRegex((self.folder / "error.log").read_text(), "upstream prematurely|upstream sent")

    def test_haproxy_in_front_with_the_proxy_protocol(self):
        port = free_port()
        config = self.folder / "haproxy.cfg"
        config.write_text(HAPROXY.format(port=port, backend=self.proxied))
        self.start(["haproxy", "-db", "-f", config], port)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for _ in range(5):
            connection.request("GET", "/probe/headers")
            address, own = connection.sock.getsockname()
            self.assertEqual(json.loads(connection.getresponse().read())["peer"], f"{address}:{own}")
        connection.close()
