"""One soak from the start of its host to the verdict."""

import asyncio
import sys
import tempfile
from pathlib import Path

from answers import Wrong
from served import Served, ServerFailed

# One heap that gives back what is free: else what glibc keeps of large bodies goes up and down by ten MiB and more.
TIDY_HEAP = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "65536", "MALLOC_MMAP_THRESHOLD_": "65536"}


def judged(name, build, config, load, counts, all_well, end_within_s=30):
    """Serves `config`, runs the coroutine function `load` on the server, ends it, and prints `counts` and the verdict.
    The exit status: 0 if nothing raised Wrong, the host ended well in that time, and no sanitizer has reported."""
    fault = ""
    with tempfile.TemporaryDirectory(prefix=f"duet-{name}-") as folder:
        file = Path(folder) / f"{name}.toml"
        file.write_text(config)
        command = [build / "duet", "serve", "--config", file, "--rest-port", "0", "--grpc-port", "0"]
        try:
            with Served(command, environment=TIDY_HEAP) as server:
                try:
                    asyncio.run(load(server))
                    code = server.stop(end_within_s)
                    fault = f"the host ended with {code}" if code != 0 else ""
                except Wrong as wrong:
                    fault = str(wrong)
                if "ThreadSanitizer" in server.output or "AddressSanitizer" in server.output:
                    fault += "\na sanitizer has something to say"
                if fault:
                    fault += f"\n--- the end of what the host said:\n{server.output[-6000:]}"
        except ServerFailed as failure:
            fault = str(failure)
    for what, count in sorted(counts.items()):
        print(f"{count:10d} {what}")
    if fault:
        print(f"{name}: {fault}", file=sys.stderr)
        return 1
    print(f"{name}: {all_well}")
    return 0
