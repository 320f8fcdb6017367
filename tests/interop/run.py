#!/usr/bin/env python3
"""Runs one module of these tests with the Python environment and the tools that ./dev test made.

usage: run.py MODULE --build FOLDER --tools FOLDER     FOLDER: of the build; the one with venv/ and tools/
"""

import argparse
import os
import sys
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("module")
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--tools", type=Path, required=True)
    options = parser.parse_args()
    python, grpcurl = options.tools / "venv/bin/python3", options.tools / "tools/grpcurl"
    buf = options.tools / "tools/buf/node_modules/.bin/buf"
    modules = options.tools / "tools/browser/node_modules"
    missing = [str(tool) for tool in (python, grpcurl, buf, modules) if not tool.exists()]
    if missing:
        return f"{options.module} cannot run: {' and '.join(missing)} missing; ./dev test makes them"
    here = Path(__file__).resolve().parent
    os.environ.update(DUET_BUILD=str(options.build.resolve()), DUET_GRPCURL=str(grpcurl.resolve()),
                      DUET_BUF=str(buf.absolute()), DUET_NODE_MODULES=str(modules.resolve()),
                      PYTHONPATH=f"{here}:{here.parent / 'support'}", PYTHONDONTWRITEBYTECODE="1")
    os.execv(python, [str(python), "-m", "unittest", "--verbose", options.module])


if __name__ == "__main__":
    sys.exit(main())
