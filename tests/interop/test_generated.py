"""Clients in other languages, made from what `duet contract export` writes of the plugin `items`: unary calls and
streams of all kinds by gRPC. Each prints the name of what it has done; see clients/."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

from host import BUILD, CONFIG, DUET, GRPCURL, HostTest

HERE = Path(__file__).resolve().parent / "clients"
TOOLS = Path(GRPCURL).parent / "clients"
STEPS = ["unary", "error", "client stream", "bidi stream", "server stream"]
MODULE = "duet.test/client"


def must(*command, folder=None, timeout=240, **environment):
    """What a program has printed, which must end with 0."""
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True, timeout=timeout,
                          check=False, env={**os.environ, **environment})
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


class GeneratedTest(HostTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="duet-generated-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.protos = cls.folder / "protos"
        must(DUET, "contract", "export", "--config", CONFIG, "--out", cls.protos, "items")
        # What a client compiles itself; Google's files come with each language's own libraries.
        cls.own = [cls.protos / "items/v1/items.proto", cls.protos / "buf/validate/validate.proto"]

    def protoc(self, *options, program="protoc"):
        must(program, f"-I{self.protos}", *options, *self.own)

    def code_folder(self, name):
        made = self.folder / name
        made.mkdir()
        return made

    def does_all(self, *command, **more):
        self.assertEqual(must(*command, self.host.grpc, **more).splitlines(), STEPS)

    def test_python(self):
        code = self.code_folder("python")
        must(sys.executable, "-m", "grpc_tools.protoc", f"-I{self.protos}", f"--python_out={code}",
             f"--grpc_python_out={code}", *self.own)
        self.does_all(sys.executable, HERE / "python/client.py", PYTHONPATH=str(code))

    def test_go(self):
        if not (TOOLS / "bin/go-compiler").exists():
            self.fail(f"{TOOLS}/bin is missing; ./dev test makes it")
        code = self.code_folder("go")
        for file in (HERE / "go").iterdir():
            shutil.copy(file, code)
        options = [f"module={MODULE}", f"Mitems/v1/items.proto={MODULE}/items;items",
                   f"Mbuf/validate/validate.proto={MODULE}/validate;validate"]
        self.protoc(*(f"--plugin={TOOLS}/bin/protoc-gen-{name}" for name in ("go", "go-grpc")),
                    f"--go_out={code}", f"--go-grpc_out={code}",
                    *(f"--{name}_opt={option}" for name in ("go", "go-grpc") for option in options))
        must(TOOLS / "bin/go-compiler", "build", "-mod=readonly", "-o", "client", ".", folder=code, GOTOOLCHAIN="local",
             GOFLAGS="")
        self.does_all(code / "client")

    def test_java(self):
        libraries = TOOLS / "java"
        if not (libraries / "wanted").exists() or shutil.which("javac") is None:
            self.skipTest("there is no Java compiler or no Maven here")
        code = self.code_folder("java")
        jar, = libraries.glob("protobuf-java-*.jar")
        with zipfile.ZipFile(jar) as known:  # It has the files that come with protoc elsewhere.
            known.extractall(self.folder / "known", [name for name in known.namelist() if name.endswith(".proto")])
        self.protoc(f"-I{self.folder}/known", f"--java_out={code}", f"--plugin={libraries}/protoc-gen-grpc-java",
                    f"--grpc-java_out={code}", program=libraries / "protoc")
        classes = f"{libraries}/*:{code}/classes"
        must("javac", "-nowarn", "-d", code / "classes", "-cp", classes, HERE / "java/Client.java",
             *code.rglob("*.java"))
        self.does_all("java", "-XX:TieredStopAtLevel=1", "-cp", classes, "Client")

    def test_node(self):
        self.assertTrue((TOOLS / "node/node_modules").exists(), f"{TOOLS}/node is missing; ./dev test makes it")
        self.does_all("node", HERE / "node/client.js", self.protos, NODE_PATH=str(TOOLS / "node/node_modules"))
