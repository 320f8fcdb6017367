"""A page in headless Chromium: EventSource, WebSocket, and the official gRPC-Web and Connect libraries.

The page and its script (tests/browser) are served by the host itself, so that all comes from one origin. The script is
bundled here, with code that protoc-gen-es makes of what `duet contract export` gives.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from host import BUILD, DUET, run
from served import Served

SOURCES = Path(__file__).resolve().parents[1] / "browser"
MODULES = Path(os.environ["DUET_NODE_MODULES"])
CHROMIUM = shutil.which("chromium")
PAGE_TIMEOUT_S = 240

CONFIG = """
[log]
access = false
[rest]
heartbeat = "1s"
[plugins]
directory = "{plugins}"
[[plugin]]
name = "pages"
[plugin.settings]
folder = "{folder}"
"""


def made(*command, **more):
    done = run(*command, **more)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(str(part) for part in command)}:\n{done.stdout}{done.stderr}")


def bundle(config, folder, out):
    """Writes the page's script, with everything that it imports, into `out`."""
    protos, code = folder / "protos", folder / "code"
    code.mkdir()
    made(DUET, "contract", "export", "--config", config, "--out", protos)
    # The library has Google's own messages already.
    files = [path for path in protos.rglob("*.proto") if "google/protobuf" not in path.as_posix()]
    made(sys.executable, "-m", "grpc_tools.protoc", f"-I{protos}", f"--es_out={code}", "--es_opt=target=js",
         f"--plugin=protoc-gen-es={MODULES / '.bin/protoc-gen-es'}", *files)
    made(MODULES / ".bin/esbuild", SOURCES / "page/page.js", "--bundle", "--format=iife", "--log-level=warning",
         f"--outfile={out / 'page.js'}", env={**os.environ, "NODE_PATH": f"{code}:{MODULES}"})


@unittest.skipIf(CHROMIUM is None, "there is no chromium in PATH, and ./dev could not install Debian's")
class BrowserTest(unittest.TestCase):
    def test_the_page_in_chromium(self):
        with tempfile.TemporaryDirectory(prefix="duet-browser-") as name:
            folder = Path(name)
            page, profile, config = folder / "page", folder / "profile", folder / "browser.toml"
            page.mkdir()
            profile.mkdir()
            config.write_text(CONFIG.format(plugins=BUILD / "plugins", folder=page))
            shutil.copy(SOURCES / "page/index.html", page)
            bundle(config, folder, page)
            with Served([DUET, "serve", "--config", config, "--rest-port", "0", "--grpc-port", "0"]) as host:
                driven = subprocess.run(
                    ["node", SOURCES / "drive.mjs", MODULES, CHROMIUM, profile, f"{host.rest}/pages/index.html"],
                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=PAGE_TIMEOUT_S, check=False)
                print(driven.stdout, flush=True)
                self.assertEqual(driven.returncode, 0, host.output[-4000:])
                self.assertEqual(host.stop(), 0, host.output[-4000:])
