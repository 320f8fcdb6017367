"""Sources are as clang-format leaves them."""

import re
import shutil
import subprocess

from tree import Problem

# Each major version of clang-format has its own taste; this is the one of Debian 12.
CLANG_FORMAT = "14"
AT_ONCE = 50


def check(files, root):
    """(problems, why it was skipped or None)"""
    program = shutil.which("clang-format")
    if program is None:
        return [], "clang-format is not installed"
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    major = re.search(r"version (\d+)", version)
    if not major or major[1] != CLANG_FORMAT:
        return [], f"{version.strip()} is not clang-format {CLANG_FORMAT}"
    problems = []
    paths = sorted(file.path for file in files.values() if file.is_code)
    for begin in range(0, len(paths), AT_ONCE):
        done = subprocess.run([program, "--dry-run", *paths[begin:begin + AT_ONCE]], cwd=root, capture_output=True,
                              text=True, check=False)
        seen = set()
        for path, line in re.findall(r"^(\S+?):(\d+):\d+: warning: code should be clang-formatted", done.stderr, re.M):
            if path not in seen:
                seen.add(path)
                problems.append(Problem(path, int(line), "not formatted; run ./dev format"))
    return problems, None
