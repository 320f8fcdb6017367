"""The interoperability client of grpc-go against a plugin that serves its TestService: each of its cases, with and
without TLS."""

import json
import os
import re
import tempfile
import unittest
from pathlib import Path

from host import BUILD, GRPCURL, run, serve

CLIENT = Path(GRPCURL).parent / "clients/bin/client"
# Those that need no Google account, no load balancer and no measurements of a server's load (ORCA).
CASES = ("empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream",
         "timeout_on_sleeping_server", "cancel_after_begin", "cancel_after_first_response", "status_code_and_message",
         "special_status_message", "custom_metadata", "unimplemented_method", "unimplemented_service",
         "pick_first_unary", "rpc_soak", "channel_soak")

CONFIG = """
[log]
level = "info"
[rest]
enabled = false
[grpc]
threads = 2
{tls}
[shutdown]
grace = "5s"
[plugins]
directory = {plugins}
[[plugin]]
name = "grpc_interop"
"""


class Cases:
    """One test for each case; the suite of subclasses tells whether TLS is used."""
    tls = False

    @classmethod
    def setUpClass(cls):
        if not CLIENT.exists():
            raise AssertionError(f"{CLIENT} is missing; ./dev test builds it")
        folder = tempfile.TemporaryDirectory(prefix="duet-grpc-go-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder, tls = Path(folder.name), ""
        if cls.tls:
            tls = f'[grpc.tls]\ncertificate = "{cls.folder}/certificate.pem"\nkey = "{cls.folder}/key.pem"'
            made = run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                       "-days", "7", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                       "-keyout", cls.folder / "key.pem", "-out", cls.folder / "certificate.pem")
            if made.returncode != 0:
                raise AssertionError(f"openssl: {made.stderr}")
        config = cls.folder / "duet.toml"
        config.write_text(CONFIG.format(plugins=json.dumps(str(BUILD / "plugins")), tls=tls))
        cls.host = serve(config)
        cls.addClassCleanup(cls.host.kill_if_running)

    @classmethod
    def tearDownClass(cls):
        code = cls.host.stop()
        if code != 0:
            raise AssertionError(f"the host ended with {code}:\n{cls.host.output}")

    def call(self, case):
        name, _, port = self.host.grpc.rpartition(":")
        options = ["--use_tls", "--use_test_ca", "--ca_file", self.folder / "certificate.pem"] if self.tls else []
        # The soak cases judge how long calls take; here only that they succeed.
        done = run(CLIENT, "--server_host", name, "--server_port", port, "--test_case", case,
                   "--soak_iterations", "50", "--soak_per_iteration_max_acceptable_latency_ms", "60000",
                   "--soak_overall_timeout_seconds", "90", *options,
                   env={**os.environ, "GRPC_GO_LOG_SEVERITY_LEVEL": "info"})
        said = [line for line in done.stderr.splitlines() if "[interop]" in line]
        self.assertEqual(done.returncode, 0, "\n".join(said) or done.stderr[-4000:])
        self.assertTrue(any(re.search(r" done$", line) for line in said), done.stderr[-4000:])


def add_cases(suite):
    for case in CASES:
        setattr(suite, f"test_{case}", lambda self, case=case: self.call(case))
    return suite


@add_cases
class PlainTest(Cases, unittest.TestCase):
    pass


@add_cases
class TlsTest(Cases, unittest.TestCase):
    tls = True

