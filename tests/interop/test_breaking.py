"""`duet contract check`: it agrees with `buf breaking`, and reads contracts from wherever they are kept."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool
from grpc_reflection.v1alpha import reflection, reflection_pb2, reflection_pb2_grpc

from host import BUILD, CONFIG, DUET, GRPCURL, HostTest, run, serve

BUF = os.environ["DUET_BUF"]
PAIRS = Path(__file__).parents[1] / "host/contract/pairs"
CATEGORIES = ("FILE", "PACKAGE", "WIRE_JSON", "WIRE")
NOTHING, BROKEN, ERROR = 0, 100, 1


def check(*arguments):
    return run(DUET, "contract", "check", *arguments)


def exported_set(plugin):
    """The bytes of the descriptor set that is printed."""
    return subprocess.run([DUET, "contract", "export", plugin, "--format", "descriptor-set"], capture_output=True,
                          timeout=60, check=True).stdout


def buf(*arguments, folder=None):
    with tempfile.TemporaryDirectory(prefix="duet-buf-") as cache:
        return run(BUF, *arguments, cwd=folder, env={**os.environ, "BUF_CACHE_DIR": cache})


class OneFileAtATime(reflection_pb2_grpc.ServerReflectionServicer):
    """Sends the file that was asked for, leaves asking for its imports to the client and has none of Google's."""

    def __init__(self, pool, service):
        self.pool, self.service, self.asked = pool, service, []

    def ServerReflectionInfo(self, requests, context):
        for request in requests:
            answer = reflection_pb2.ServerReflectionResponse()
            if request.HasField("list_services"):
                answer.list_services_response.service.add(name=self.service)
            else:
                name = request.file_containing_symbol
                file = (self.pool.FindFileContainingSymbol(name) if name
                        else self.pool.FindFileByName(request.file_by_filename))
                self.asked.append(file.name)
                if file.name.startswith("google/"):
                    answer.error_response.error_code = grpc.StatusCode.NOT_FOUND.value[0]
                else:
                    answer.file_descriptor_response.file_descriptor_proto.append(file.serialized_pb)
            yield answer


def table(text):
    """Rule -> categories, of a listing with columns that are two blanks or more apart."""
    rows = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in text.splitlines()[1:]]
    return {row[0]: {name for name in row[1].split(", ") if name in CATEGORIES} for row in rows}


class AgreementTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.rules = table(buf("config", "ls-breaking-rules", "--version", "v2").stdout)

    def test_the_rules_are_those_of_buf_and_our_own(self):
        ours = table(run(DUET, "contract", "rules").stdout)
        self.assertGreater(len(self.rules), 50)
        self.assertEqual({name: of for name, of in ours.items() if not name.startswith("DUET_")}, self.rules)
        self.assertEqual(sorted(ours.keys() - self.rules.keys()),
                         ["DUET_HTTP_BODY_SAME", "DUET_HTTP_RESPONSE_BODY_SAME", "DUET_HTTP_ROUTE_NO_DELETE",
                          "DUET_HTTP_VARIABLES_SAME"])

    def buf_breaks(self, pair):
        """(rule, file, line) of every rule. Files that both sides import from protobuf itself are nobody's contract."""
        use = json.dumps({"version": "v2", "breaking": {"use": CATEGORIES}})
        done = buf("breaking", ".", "--against", "../old", "--exclude-imports", "--error-format", "json", "--config",
                   use, folder=pair / "new")
        self.assertIn(done.returncode, (NOTHING, BROKEN), f"{pair.name}: {done.stdout}{done.stderr}")
        return done.returncode, self.places(done.stdout)

    def places(self, lines):
        found = (json.loads(line) for line in lines.splitlines())
        return Counter((one["type"], one.get("path"), one["start_line"]) for one in found)

    def compare(self, pair):
        """What either says of a pair and the other does not."""
        code, expected = self.buf_breaks(pair)
        differences = [] if (code == BROKEN) == bool(expected) else [f"{pair.name}: buf exits with {code}"]
        for category in CATEGORIES:
            wanted = Counter({one: count for one, count in expected.items() if category in self.rules[one[0]]})
            done = check(pair / "new", "--against", pair / "old", "--category", category, "--error-format", "json")
            if done.returncode != (BROKEN if wanted else NOTHING):
                differences.append(f"{pair.name} {category}: exit status {done.returncode}: {done.stderr}")
            found = self.places(done.stdout)
            differences += [f"{pair.name} {category}: only buf: {one}" for one in (wanted - found).elements()]
            differences += [f"{pair.name} {category}: only duet: {one}" for one in (found - wanted).elements()]
        return expected, differences

    def test_every_pair(self):
        pairs = sorted(PAIRS.iterdir())
        self.assertGreaterEqual(len(pairs), 100)
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(self.compare, pairs))
        self.assertEqual([line for _, differences in outcomes for line in differences], [])
        broken = {rule for expected, _ in outcomes for rule, _, _ in expected}
        self.assertEqual(broken, set(self.rules), "each rule is to be broken by a pair")


class SourcesTest(HostTest):
    """Contracts of plugins that are served, as files of every kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="duet-breaking-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.items = BUILD / "plugins" / "items.so"
        cls.protos = cls.folder / "protos"
        cls.set = cls.folder / "items.binpb"
        for arguments in (["--out", cls.protos], ["--out", cls.set, "--format", "descriptor-set"]):
            done = run(DUET, "contract", "export", cls.items, *arguments)
            if done.returncode != 0:
                raise AssertionError(done.stderr)
        cls.proto = cls.protos / "items/v1/items.proto"

    def expect(self, code, *arguments):
        done = check(*arguments)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def changed(self):
        """The exported .proto files with one field's type and one route changed."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        for path in self.protos.rglob("*.proto"):
            text = path.read_text().replace("double price = 4", "float price = 4").replace('"/items"', '"/things"')
            (folder / path.relative_to(self.protos)).parent.mkdir(parents=True, exist_ok=True)
            (folder / path.relative_to(self.protos)).write_text(text)
        return folder

    def test_a_contract_is_the_same_wherever_it_is_read(self):
        by_protoc, by_buf = self.folder / "protoc.binpb", self.folder / "buf.binpb"
        compiled = run(sys.executable, "-m", "grpc_tools.protoc", f"-I{self.protos}", "--include_imports",
                       "--include_source_info", f"--descriptor_set_out={by_protoc}", self.proto)
        self.assertEqual(compiled.returncode, 0, compiled.stderr)
        built = buf("build", ".", "--output", by_buf, folder=self.protos)
        self.assertEqual(built.returncode, 0, built.stderr)
        sources = [self.items, self.protos, f"{self.protos}/", self.proto, self.set, by_protoc, by_buf]
        for old in sources:
            for new in sources:
                with self.subTest(old=old, new=new):
                    self.assertEqual(self.expect(NOTHING, "--against", old, new), "")

    def test_a_running_host_by_reflection(self):
        for address in (self.host.grpc, f"grpc://{self.host.grpc}"):
            with self.subTest(address=address):
                self.assertEqual(self.expect(NOTHING, "--against", address, "--config", CONFIG), "")
                self.assertEqual(self.expect(NOTHING, "--against", address, self.items), "")
                self.assertEqual(self.expect(NOTHING, "--against", address, "items", "--config", CONFIG), "")
        self.assertEqual(self.rest("GET", "/items").status, 200)

    def test_all_that_a_running_host_serves_counts_but_for_one_plugin(self):
        text = self.expect(BROKEN, "--against", self.host.grpc, self.protos)
        self.assertIn('FILE_NO_DELETE: the file "users/v1/users.proto" is gone', text)
        self.assertNotIn("items/v1", text)

    def test_breaks_are_told_with_file_line_and_rule(self):
        changed = self.changed()
        for old in (self.items, self.set, self.protos):
            with self.subTest(old=old):
                text = self.expect(BROKEN, "--against", old, changed)
                lines = (changed / "items/v1/items.proto").read_text().splitlines()
                place = next(number for number, line in enumerate(lines, 1) if "float price = 4" in line)
                self.assertIn(f'items/v1/items.proto:{place}:3:FIELD_SAME_TYPE: field 4 "price" of the message "Item" '
                              "was double and is float\n", text)
                self.assertIn("DUET_HTTP_ROUTE_NO_DELETE: the route POST /items of", text)
        text = self.expect(BROKEN, "--against", self.items, changed, "--category", "WIRE")
        self.assertNotIn("DUET_", text)

    def test_places_in_a_plugin_are_those_of_its_export(self):
        text = self.expect(BROKEN, "--against", self.changed(), self.items, "--category", "WIRE")
        lines = self.proto.read_text().splitlines()
        place = next(number for number, line in enumerate(lines, 1) if "double price = 4" in line)
        self.assertIn(f"items/v1/items.proto:{place}:3:FIELD_WIRE_COMPATIBLE_TYPE", text)

    def test_rules_can_be_left_out(self):
        changed = self.changed()
        routes = "DUET_HTTP_ROUTE_NO_DELETE"
        self.assertNotIn(routes, self.expect(BROKEN, "--against", self.set, "--exclude", routes, changed))
        self.expect(NOTHING, "--against", self.set, "--exclude", f"{routes},FIELD_SAME_TYPE", changed)
        self.expect(NOTHING, "--against", self.set, "--exclude", routes, "--exclude", "FIELD_SAME_TYPE", changed)

    def test_a_folder_below_the_one_that_imports_are_relative_to(self):
        part = self.protos / "items"
        self.assertIn("FILE_NO_DELETE", self.expect(BROKEN, "--against", self.items, part, "-I", part))
        self.expect(NOTHING, "--against", self.items, part, "-I", self.protos)
        self.expect(NOTHING, "--against", self.items, part / "v1", "--proto-path", f"{self.protos}/")
        self.assertIn("is not below --proto-path", self.expect(ERROR, "--against", self.items, self.proto, "-I",
                                                               self.protos / "google"))

    def test_other_tools_read_the_exported_set(self):
        self.assertEqual(buf("build", self.set, "--output", os.devnull).returncode, 0)
        listed = run(GRPCURL, "-protoset", self.set, "list", "items.v1.Items")
        self.assertIn("items.v1.Items.GetItem", listed.stdout)
        again = run(sys.executable, "-m", "grpc_tools.protoc", f"--descriptor_set_in={self.set}",
                    f"--python_out={self.folder}", "items/v1/items.proto")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(exported_set(self.items), self.set.read_bytes())

    def test_errors_name_the_thing_the_place_and_the_mend(self):
        (self.folder / "bad").mkdir()
        (self.folder / "bad/bad.proto").write_text('syntax = "proto3";\nmessage A {\n  int32 a = 1\n}\n')
        (self.folder / "none").mkdir()
        (self.folder / "cut.binpb").write_bytes(self.set.read_bytes()[:-7])
        cases = {
            str(self.folder / "bad"): "bad/bad.proto:4:1: Expected \";\"",
            str(self.folder / "none"): "none holds no .proto file; give the folder",
            str(self.folder / "cut.binpb"): "cut.binpb is no serialized google.protobuf.FileDescriptorSet; write one",
            str(self.folder / "absent.proto"): "absent.proto cannot be read; is it there",
            str(self.folder / "absent.so"): "absent.so does not exist; build the plugin",
            str(self.folder / "absent"): "absent is not there; give a .proto file",
            "absent": "absent is not there; give a .proto file",
            "127.0.0.1:1": "127.0.0.1:1 cannot be asked for its contract",
            f"unix:{self.folder}/absent.sock": "absent.sock cannot be asked for its contract",
            f"grpcs://{self.host.grpc}": "is a gRPC server there, with TLS?",
        }
        for old, message in cases.items():
            with self.subTest(old=old):
                self.assertIn(message, self.expect(ERROR, "--against", old, self.items, "--config", CONFIG))
        self.assertIn("there is no rule 'RPC_NO_DELET'; did you mean 'RPC_NO_DELETE'?",
                      self.expect(ERROR, "--against", self.set, self.items, "--exclude", "RPC_NO_DELET"))
        self.assertIn("--against is required", self.expect(ERROR, self.items))
        self.assertIn("--category", self.expect(ERROR, "--against", self.set, self.items, "--category", "WIRES"))


class OtherAddressesTest(unittest.TestCase):
    """Hosts that are not reached by plain TCP, and servers that are not Duet."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="duet-breaking-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.items = BUILD / "plugins" / "items.so"

    def expect(self, code, *arguments):
        done = check(*arguments, self.items)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def serve(self, grpc_table):
        config = self.folder / "config.toml"
        config.write_text(f'[rest]\nenabled = false\n{grpc_table}\n[plugins]\ndirectory = "{BUILD}/plugins"\n'
                          '[[plugin]]\nname = "items"\n')
        host = serve(config)
        self.addCleanup(host.kill_if_running)
        return host

    def test_a_unix_socket(self):
        self.serve(f'[grpc]\naddress = "unix:{self.folder}/grpc.sock"')
        self.assertEqual(self.expect(NOTHING, "--against", f"unix:{self.folder}/grpc.sock"), "")

    def test_tls(self):
        certificate, key = self.folder / "certificate.pem", self.folder / "key.pem"
        made = run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                   "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                   "-keyout", key, "-out", certificate)
        self.assertEqual(made.returncode, 0, made.stderr)
        host = self.serve(f'[grpc]\nport = 0\n[grpc.tls]\ncertificate = "{certificate}"\nkey = "{key}"')
        address = f"grpcs://{host.grpc}"
        self.assertEqual(self.expect(NOTHING, "--against", address, "--ca", certificate), "")
        self.assertIn("cannot be asked for its contract", self.expect(ERROR, "--against", address))
        self.assertIn("is a gRPC server there, without TLS?", self.expect(ERROR, "--against", host.grpc))

    def python_server(self, prepare):
        server = grpc.server(ThreadPoolExecutor(max_workers=2))
        prepare(server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self.addCleanup(lambda: server.stop(None).wait())
        return f"127.0.0.1:{port}"

    def exported_pool(self):
        pool = descriptor_pool.DescriptorPool()
        for file in descriptor_pb2.FileDescriptorSet.FromString(exported_set(self.items)).file:
            pool.Add(file)
        return pool

    def test_a_server_that_knows_v1alpha_alone(self):
        pool = self.exported_pool()
        address = self.python_server(lambda server: reflection.enable_server_reflection(
            ["items.v1.Items", reflection.SERVICE_NAME], server, pool=pool))
        self.assertEqual(self.expect(NOTHING, "--against", address), "")

    def test_a_server_that_sends_one_file_at_a_time(self):
        servicer = OneFileAtATime(self.exported_pool(), "items.v1.Items")
        address = self.python_server(
            lambda server: reflection_pb2_grpc.add_ServerReflectionServicer_to_server(servicer, server))
        self.assertEqual(self.expect(NOTHING, "--against", address), "")
        self.assertEqual(servicer.asked[0], "items/v1/items.proto")
        self.assertIn("google/api/annotations.proto", servicer.asked)
        self.assertEqual(len(servicer.asked), len(set(servicer.asked)))

    def test_a_server_without_reflection(self):
        address = self.python_server(lambda server: None)
        self.assertIn(f"{address} has no gRPC reflection; switch it on there", self.expect(ERROR, "--against", address))

    def test_a_server_with_no_service(self):
        address = self.python_server(
            lambda server: reflection.enable_server_reflection([reflection.SERVICE_NAME], server))
        self.assertIn(f"{address} tells of no service", self.expect(ERROR, "--against", address))

    def test_a_server_that_names_a_service_without_its_file(self):
        address = self.python_server(
            lambda server: reflection.enable_server_reflection(["absent.v1.Absent"], server))
        self.assertIn(f"{address} does not tell its contract by reflection", self.expect(ERROR, "--against", address))
