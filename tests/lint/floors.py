"""Includes go down the floors only, and each library is used where the architecture says so (ARCHITECTURE.md)."""

import re

from tree import Problem, resolve

# Folder -> floor. The longest folder that fits a file counts.
FLOORS = {
    "sdk/include/duet/abi": 0,
    "sdk/include/duet": 1,
    "host/base": 2,
    "host/include": 2,  # what programs that embed the host include
    "host/core": 3,
    "host/config": 4,
    "host/plugins": 4,
    "host/worker": 4,
    "host/upstream": 4,
    "host/store": 4,
    "host/contract": 4,
    "host/describe": 4,
    "host/transcode": 4,
    "host/net": 4,
    "host/tls": 4,
    "host/rest": 5,
    "host/grpc": 5,
    "host/app": 6,
}
# Folders of one floor know nothing of each other, but for these.
SIBLINGS = {("host/worker", "host/plugins")}
# What the floors would allow and the architecture does not.
FORBIDDEN = {
    "host/rest": {"host/plugins", "host/worker"},
    "host/grpc": {"host/plugins", "host/worker"},
}
# (file, included file) pairs that may break the rules above. It stays empty.
EXCEPTIONS = frozenset()

# Headers of libraries -> the only host folders that may include them.
LIBRARIES = {
    r"pistache/": {"host/rest"},
    r"boost/beast": {"host/rest"},
    r"(grpcpp|grpc|grpc\+\+)/": {"host/grpc", "host/worker", "host/upstream"},
    r"(dlfcn\.h$|boost/dll)": {"host/plugins", "host/worker"},
    r"toml\+\+/|toml\.hpp$": {"host/config"},
    r"CLI/": {"host/app"},
    r"spdlog/": {"host/base"},
}
STANDARD = re.compile(r"[a-z_0-9]+$")
C_STANDARD = re.compile(r"(stdbool|stddef|stdint|stdalign)\.h$")
# What other people's programs include: it may ask little of them.
PUBLIC = {"sdk/include/duet", "host/include"}
SDK_LIBRARIES = re.compile(r"(protozero|rapidjson)/")
NOT_IN_PLUGINS = re.compile(r"(google/protobuf|grpcpp|grpc|pistache)/")


def folder_of(path):
    fitting = [folder for folder in FLOORS if path.startswith(folder + "/")]
    return max(fitting, key=len) if fitting else None


def check(files):
    problems = []
    for file in files.values():
        if not file.is_code:
            continue
        for include in file.includes:
            message = refusal(files, file, include)
            if message:
                problems.append(Problem(file.path, include.line, message))
    return problems + cycles(files)


def refusal(files, file, include):
    """Why `file` may not have this include, or None."""
    folder = folder_of(file.path)
    target = resolve(files, file, include)
    if target is None:
        return foreign_refusal(file, folder, include.name)
    to = folder_of(target)
    if file.path.startswith("plugins/") and not target.startswith(("sdk/", "plugins/" + file.path.split("/")[1] + "/")):
        return f"a plugin includes {include.name}; it may use the SDK and its own files only"
    if folder is None or (file.path, target) in EXCEPTIONS:
        return None
    if to is None:
        return f"{folder} includes {include.name}, which is on no floor; move what it needs below it"
    if FLOORS[to] > FLOORS[folder]:
        return (f"{folder} (floor {FLOORS[folder]}) includes {include.name} of {to} (floor {FLOORS[to]}); "
                "includes go down the floors only")
    if FLOORS[to] == FLOORS[folder] and to != folder and (folder, to) not in SIBLINGS:
        return f"{folder} includes {include.name} of its sibling {to}; move what both need to a floor below"
    if to in FORBIDDEN.get(folder, ()):
        return f"{folder} is a door and includes {include.name} of {to}; doors know no plugins, only core's backend"
    return None


def foreign_refusal(file, folder, name):
    if file.path.startswith("plugins/") and NOT_IN_PLUGINS.match(name):
        return f"a plugin includes <{name}>; a plugin never links gRPC, protobuf or Pistache"
    if folder is None:
        return None
    if FLOORS[folder] == 0 and not C_STANDARD.match(name):
        return f"the ABI includes <{name}>; it may use <stdint.h>, <stddef.h>, <stdbool.h> and <stdalign.h> only"
    if folder in PUBLIC and not (STANDARD.match(name) or SDK_LIBRARIES.match(name)):
        return f"{folder} includes <{name}>; it may use the C++ standard library, protozero and RapidJSON only"
    for pattern, allowed in LIBRARIES.items():
        if re.match(pattern, name) and folder not in allowed:
            return f"{folder} includes <{name}>; only {', '.join(sorted(allowed))} may"
    return None


def cycles(files):
    """Each ring of headers that include each other, reported once."""
    edges = {}
    for file in files.values():
        if file.is_header:
            targets = ((include.line, resolve(files, file, include)) for include in file.includes)
            edges[file.path] = [(line, target) for line, target in targets if target and files[target].is_header]
    problems, finished = [], set()

    def visit(path, way):
        if path in finished:
            return
        for line, target in edges.get(path, ()):
            if target in way:
                ring = way[way.index(target):] + [target]
                problems.append(Problem(path, line, f"headers include each other in a ring: {' -> '.join(ring)}"))
            else:
                visit(target, way + [target])
        finished.add(path)

    for path in sorted(edges):
        visit(path, [path])
    return problems
