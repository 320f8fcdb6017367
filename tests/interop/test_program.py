"""The program from outside: its commands and their exit codes, how it ends, and what it is linked to."""

import re
import tempfile
import threading
import unittest
from pathlib import Path

from host import BUILD, CONFIG, DUET, curl, grpcurl_call, run, serve

# What the program may need at run time. A plugin needs even less: it carries no network code.
PLUGIN_LIBRARIES = {"libstdc++.so.6", "libgcc_s.so.1", "libm.so.6", "libc.so.6", "ld-linux-x86-64.so.2",
                    "ld-linux-aarch64.so.1"}
LIBRARIES = PLUGIN_LIBRARIES | {"libssl.so.3", "libcrypto.so.3", "libz.so.1", "libbrotlienc.so.1", "libbrotlidec.so.1",
                                "libbrotlicommon.so.1", "libzstd.so.1", "libwslay.so.1"}
SANITIZERS = re.compile(r"lib(asan|ubsan|tsan)\.so\.\d+$")


def needed(file):
    text = run("readelf", "--dynamic", "--wide", file).stdout
    return {name for name in re.findall(r"\(NEEDED\)\s+Shared library: \[(.+)\]", text) if not SANITIZERS.match(name)}


class CommandsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="duet-program-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def check(self, text):
        """`duet check` of a configuration with this text; (exit code, everything printed)"""
        config = self.folder / "config.toml"
        config.write_text(text)
        done = run(DUET, "check", "--config", config)
        return done.returncode, done.stdout + done.stderr

    def test_check_of_a_good_configuration(self):
        done = run(DUET, "check", "--config", CONFIG)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_check_names_place_and_mend(self):
        code, text = self.check("[rest]\nprot = 8080\n")
        self.assertNotEqual(code, 0)
        self.assertIn("config.toml:2:1: unknown key 'rest.prot'; did you mean 'port'?", text)

    def test_check_of_a_file_that_is_not_there(self):
        done = run(DUET, "check", "--config", self.folder / "absent.toml")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("absent.toml", done.stdout + done.stderr)

    def test_check_of_a_plugin_that_is_text(self):
        (self.folder / "essay.so").write_text("This is not a library.\n")
        code, text = self.check(f'[plugins]\ndirectory = "{self.folder}"\n[[plugin]]\nname = "essay"\n')
        self.assertNotEqual(code, 0)
        self.assertIn("essay.so", text)

    def test_check_of_settings_that_break_a_rule(self):
        code, text = self.check(f'[plugins]\ndirectory = "{BUILD}/plugins"\n[[plugin]]\nname = "items"\n'
                                "[plugin.settings]\npage_size_max = 0\n")
        self.assertNotEqual(code, 0)
        self.assertIn("page_size_max", text)
        self.assertIn("config.toml:6:", text)

    def test_two_plugins_that_claim_one_route(self):
        code, text = self.check(f'[plugins]\ndirectory = "{BUILD}/plugins"\n[[plugin]]\nname = "items"\n'
                                '[[plugin]]\nname = "again"\nfile = "items.so"\n')
        self.assertNotEqual(code, 0)
        self.assertIn("'items'", text.replace('"', "'"))
        self.assertIn("'again'", text.replace('"', "'"))

    def test_routes(self):
        done = run(DUET, "routes", "--config", CONFIG)
        self.assertEqual(done.returncode, 0, done.stderr)
        row = next(line for line in done.stdout.splitlines() if "items.v1.Items/GetItem" in line)
        self.assertRegex(row, r"GET\s+/items/\{id\}\s+items\.v1\.Items/GetItem\s+items")

    def test_version(self):
        done = run(DUET, "version")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"\d+\.\d+\.\d+")

    def test_a_command_that_is_not_there(self):
        done = run(DUET, "sevre")
        self.assertNotEqual(done.returncode, 0)
        self.assertTrue(done.stdout + done.stderr)


class ServingTest(unittest.TestCase):
    def test_a_port_that_is_taken(self):
        with serve() as host:
            port = host.rest.rpartition(":")[2]
            done = run(DUET, "serve", "--config", CONFIG, "--rest-port", port, "--grpc-port", "0")
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(port, done.stdout + done.stderr)
            self.assertEqual(host.stop(), 0)

    def test_sigterm_waits_for_calls_in_flight(self):
        answers = {}
        with serve() as host:
            def by_rest():
                answers["rest"] = curl("GET", host.rest + "/probe/sleep/1500").json

            def by_grpc():
                answers["grpc"] = grpcurl_call(host, "probe.v1.Probe/Sleep", {"ms": 1500})

            callers = [threading.Thread(target=call) for call in (by_rest, by_grpc)]
            for caller in callers:
                caller.start()
            while curl("GET", host.rest + "/probe/counters").json.get("sleepsBegun", 0) < 2:
                pass
            host.terminate()
            for caller in callers:
                caller.join()
            self.assertEqual(host.wait(), 0, host.output)
        self.assertEqual(answers, {"rest": {"ms": 1500}, "grpc": {"ms": 1500}})


class LinkingTest(unittest.TestCase):
    def test_the_program_needs_few_libraries(self):
        self.assertEqual(needed(DUET) - LIBRARIES, set())

    def test_a_plugin_needs_few_libraries_and_exports_one_symbol(self):
        for name in ("users", "items"):
            with self.subTest(name):
                plugin = BUILD / "plugins" / f"{name}.so"
                self.assertEqual(needed(plugin) - PLUGIN_LIBRARIES, set())
                symbols = run("nm", "--dynamic", "--defined-only", "--format=posix", plugin).stdout.splitlines()
                self.assertEqual([line.split()[0] for line in symbols], ["duet_plugin_v1"])
