"""A host with the plugin `pages`, whose streams go as fast and as far as a test asks."""

import json
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

from host import BUILD, DUET
from served import Served

CONFIG = """
[log]
access = false
[rest]
threads = 2
heartbeat = "{heartbeat}"
[grpc]
threads = 2
[shutdown]
grace = "{grace}"
[plugins]
directory = "{plugins}"
[[plugin]]
name = "pages"
"""
WAIT_S = 60


def serve_pages(heartbeat="15s", grace="30s", environment=None):
    with tempfile.NamedTemporaryFile("w", prefix="duet-pages-", suffix=".toml") as config:
        config.write(CONFIG.format(heartbeat=heartbeat, grace=grace, plugins=BUILD / "plugins"))
        config.flush()
        return Served([DUET, "serve", "--config", config.name, "--rest-port", "0", "--grpc-port", "0"],
                      environment=environment)


def place_of(host):
    """(address, port) of the REST door."""
    address, port = host.rest.removeprefix("http://").split(":")
    return address, int(port)


def counters(host):
    """What the plugin counts, by name; a count of 0 is left out of the answer."""
    with urllib.request.urlopen(f"{host.rest}/counters", timeout=WAIT_S) as answer:
        found = json.load(answer)
    return {name: int(found.get(name, 0)) for name in ("open", "begun", "cutOff", "received", "sent")}


def wait_for(host, condition, what):
    """The counters, once `condition` holds of them."""
    end = time.monotonic() + WAIT_S
    while not condition(now := counters(host)):
        if time.monotonic() > end:
            raise AssertionError(f"{what}; it stayed at {now}")
        time.sleep(0.02)
    return now


class PagesTest(unittest.TestCase):
    """Tests against one host, started once for the class; it has to end by itself, and with 0."""

    maxDiff = None
    heartbeat = "1s"

    @classmethod
    def setUpClass(cls):
        cls.host = serve_pages(cls.heartbeat)
        cls.addClassCleanup(cls.host.kill_if_running)

    @classmethod
    def tearDownClass(cls):
        code = cls.host.stop()
        if code != 0:
            raise AssertionError(f"the host ended with {code}:\n{cls.host.output}")

    def counters(self):
        return counters(self.host)

    def wait_for(self, condition, what):
        return wait_for(self.host, condition, what)

    def wait_until_idle(self):
        return self.wait_for(lambda now: now["open"] == 0, "streams are still open")
