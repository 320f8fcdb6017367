"""The lint itself: each kind of offence is found in a small tree, and a clean tree passes."""

import shutil
import tempfile
import unittest
from pathlib import Path

import floors
from lint import lint

CLEAN = {
    "sdk/include/duet/abi/base.h": "/* Base types. */\n#ifndef BASE_H\n#define BASE_H\n#include <stdint.h>\n#endif\n",
    "sdk/include/duet/result.hpp": "// Results.\n#pragma once\n#include <duet/abi/base.h>\n\n"
                                   "#include <protozero/types.hpp>\n#include <string>\n",
    "host/core/call.hpp": "// A call.\n#pragma once\n#include <duet/result.hpp>\n",
    "host/plugins/loader.hpp": "// Loads.\n#pragma once\n#include <boost/dll.hpp>\n\n#include \"core/call.hpp\"\n",
    "host/worker/run.cpp": "#include \"plugins/loader.hpp\"\n",
    "host/rest/door.cpp": "#include <pistache/listener.h>\n\n#include \"core/call.hpp\"\n",
    "host/app/main.cpp": "#include \"plugins/loader.hpp\"\n",
    "plugins/items/items.cpp": "#include <duet/result.hpp>\n\n#include \"store.hpp\"\n",
    "plugins/items/store.hpp": "// Items.\n#pragma once\n",
    "README.md": "# Duet\n",
}


class LintTest(unittest.TestCase):
    def setUp(self):
        self.root = Path(tempfile.mkdtemp(prefix="duet-lint-"))
        self.addCleanup(shutil.rmtree, self.root)
        shutil.copy(Path(__file__).parents[2] / ".clang-format", self.root)

    def write(self, files):
        for path, content in files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_bytes(content if isinstance(content, bytes) else content.encode())

    def problems(self, changes=None):
        """What the lint says of the clean tree with these files changed or added."""
        self.write({**CLEAN, **(changes or {})})
        return [str(problem) for problem in lint(self.root)[0]]

    def expect(self, path, content, message, line=1):
        found = self.problems({path: content})
        self.assertTrue(any(one.startswith(f"{path}:{line}: ") and message in one for one in found),
                        f"no problem at {path}:{line} with {message!r} among {found}")

    def test_a_clean_tree_passes(self):
        self.assertEqual(self.problems(), [])

    def test_the_list_of_exceptions_is_empty(self):
        self.assertEqual(len(floors.EXCEPTIONS), 0)

    def test_an_include_that_goes_up(self):
        self.expect("host/core/up.cpp", '#include "app/host.hpp"\n#include "plugins/loader.hpp"\n',
                    "includes go down the floors only", line=2)

    def test_an_include_that_goes_up_out_of_the_sdk(self):
        self.expect("sdk/include/duet/up.hpp", '// Up.\n#pragma once\n#include "core/call.hpp"\n',
                    "sdk/include/duet (floor 1) includes core/call.hpp of host/core (floor 3)", line=3)

    def test_siblings(self):
        self.expect("host/config/reader.cpp", '#include "plugins/loader.hpp"\n', "its sibling host/plugins")

    def test_one_door_that_includes_the_other(self):
        self.write({"host/grpc/door.hpp": "// gRPC.\n#pragma once\n"})
        self.expect("host/rest/door.cpp", '#include "grpc/door.hpp"\n', "its sibling host/grpc")

    def test_a_door_that_knows_plugins(self):
        self.expect("host/rest/door.cpp", '#include "plugins/loader.hpp"\n', "doors know no plugins")

    def test_a_floor_that_includes_a_test(self):
        self.write({"tests/support/fake.hpp": "// A fake.\n#pragma once\n"})
        self.expect("host/core/call.cpp", '#include "support/fake.hpp"\n', "is on no floor")

    def test_core_without_dlopen_and_the_libraries_of_the_doors(self):
        for header in ("dlfcn.h", "pistache/http.h", "grpcpp/grpcpp.h", "boost/dll.hpp"):
            with self.subTest(header):
                self.expect("host/core/call.cpp", f"#include <{header}>\n", f"core includes <{header}>; only host/")

    def test_the_abi_is_c(self):
        header = "/* A. */\n#ifndef BASE_H\n#define BASE_H\n#include <string>\n#endif\n"
        self.expect("sdk/include/duet/abi/base.h", header, "the ABI includes <string>", line=4)

    def test_the_sdk_needs_little(self):
        self.expect("sdk/include/duet/result.hpp", "// Results.\n#pragma once\n#include <fmt/format.h>\n",
                    "sdk/include/duet includes <fmt/format.h>", line=3)

    def test_plugins_use_the_sdk_only(self):
        self.expect("plugins/items/items.cpp", '#include "core/call.hpp"\n', "a plugin includes core/call.hpp")
        self.expect("plugins/items/items.cpp", "#include <google/protobuf/message.h>\n", "a plugin never links gRPC")

    def test_headers_that_include_each_other(self):
        self.write({"host/base/a.hpp": '// A.\n#pragma once\n#include "base/b.hpp"\n'})
        self.expect("host/base/b.hpp", '// B.\n#pragma once\n#include "base/a.hpp"\n',
                    "in a ring: host/base/a.hpp -> host/base/b.hpp -> host/base/a.hpp", line=3)

    def test_long_files(self):
        self.expect("host/core/call.cpp", "int i;\n" * 501, "501 lines, more than 500", line=500)

    def test_markers(self):
        for marker in ("TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"):
            with self.subTest(marker):
                self.expect("host/core/call.cpp", f"// {marker}: later\n", f"leftover marker {marker}")

    def test_banned_words(self):
        for words in ("../" + "shared", "/wor" + "k/main", "https://pypi." + "org/simple", "As an A" + "I"):
            with self.subTest(words):
                self.expect("README.md", f"see {words}\n", "names ")

    def test_white_space(self):
        self.expect("README.md", "a\n\tb\n", "a tab", line=2)
        self.expect("README.md", "a \n", "trailing white space")
        self.expect("README.md", "a\r\n", "carriage returns")
        self.expect("README.md", "a", "no newline at the end")
        self.expect("README.md", "", "an empty file")
        self.expect("README.md", b"a\n\xff\n", "not UTF-8", line=2)

    def test_wide_lines(self):
        self.expect("host/core/call.cpp", f"// {'a' * 120}\n", "123 columns wide")

    def test_headers(self):
        self.expect("host/core/call.hpp", "#pragma once\n", "begins with a comment")
        self.expect("host/core/call.hpp", "// A call.\n", "no #pragma once")
        self.expect("sdk/include/duet/abi/base.h", "/* Base. */\nint i;\n", "no include guard")

    @unittest.skipUnless(shutil.which("clang-format"), "clang-format is not installed")
    def test_formatting(self):
        self.expect("host/core/call.cpp", "int  main ( ) { }\n", "not formatted; run ./dev format")

    def test_built_files_are_left_alone(self):
        self.assertEqual(self.problems({"build/dev/x.cpp": "\t\n"}), [])


if __name__ == "__main__":
    unittest.main()
