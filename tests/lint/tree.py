"""The files that the lint looks at."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

SKIPPED_FOLDERS = {".git", "build", ".venv", ".tools", "__pycache__"}
CODE = {".hpp", ".cpp", ".h", ".c"}
TEXT = CODE | {".py", ".md", ".txt", ".cmake", ".proto", ".toml", ".json", ".yml", ".yaml", ".sh", ".map", ".in"}
TEXT_NAMES = {"dev", "run", "Dockerfile", ".clang-format", ".clang-tidy", ".editorconfig", ".gitignore"}
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)')


@dataclass(frozen=True)
class Problem:
    path: str
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Include:
    line: int
    name: str
    quoted: bool


@dataclass
class File:
    """One text file; `path` is relative to the root, with slashes."""
    root: Path
    path: str
    problems: list = field(default_factory=list)

    @property
    def suffix(self):
        return Path(self.path).suffix

    @property
    def is_code(self):
        return self.suffix in CODE

    @property
    def is_header(self):
        return self.suffix in (".hpp", ".h")

    @cached_property
    def data(self):
        return (self.root / self.path).read_bytes()

    @cached_property
    def lines(self):
        return self.data.decode(errors="replace").splitlines()

    @cached_property
    def includes(self):
        found = []
        for number, line in enumerate(self.lines, 1):
            match = INCLUDE.match(line)
            if match:
                found.append(Include(number, match[1] or match[2], match[1] is not None))
        return found


def read_tree(root):
    """All text files below `root`, by path."""
    files = {}
    folders = [root]
    while folders:
        for entry in sorted(folders.pop().iterdir()):
            if entry.is_symlink():
                continue
            if entry.is_dir():
                if entry.name not in SKIPPED_FOLDERS:
                    folders.append(entry)
            elif entry.suffix in TEXT or entry.name in TEXT_NAMES:
                path = entry.relative_to(root).as_posix()
                files[path] = File(root, path)
    return files


def resolve(files, file, include):
    """The path of the project's file that `include` means, or None for a header of another library."""
    candidates = [f"host/{include.name}", f"host/include/{include.name}", f"sdk/include/{include.name}",
                  f"tests/{include.name}"]
    if include.quoted:
        beside = (Path(file.path).parent / include.name).as_posix()
        candidates.insert(0, _normal(beside))
    for path in candidates:
        if path in files:
            return path
    return None


def _normal(path):
    parts = []
    for part in path.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
