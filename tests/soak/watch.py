"""What a server holds: descriptors, memory, threads."""

import os
from dataclasses import dataclass
from pathlib import Path
from statistics import median

MIB = 1 << 20
THREADS_SLACK = 8  # gRPC starts threads of its own when it first needs them, up to a few a core


@dataclass
class Sample:
    descriptors: int
    resident: int  # bytes
    threads: int

    def __str__(self):
        return f"{self.descriptors} descriptors, {self.resident / MIB:.1f} MiB resident, {self.threads} threads"


def sample(pid):
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return Sample(len(os.listdir(f"/proc/{pid}/fd")), int(status["VmRSS"].split()[0]) * 1024,
                  int(status["Threads"]))


def growth(samples, slack):
    """What has grown between the first and the last third of samples taken at rest; "" if nothing has.

    Descriptors must be the same. Memory may differ by `slack` bytes: the allocator keeps what it had."""
    third = max(1, len(samples) // 3)
    first, last = samples[:third], samples[-third:]
    grown = []
    if min(one.descriptors for one in last) > max(one.descriptors for one in first):
        grown.append(f"descriptors from {first[0].descriptors} to {last[-1].descriptors}")
    if min(one.threads for one in last) > max(one.threads for one in first) + THREADS_SLACK:
        grown.append(f"threads from {first[0].threads} to {last[-1].threads}")
    before, after = (median(one.resident for one in some) for some in (first, last))
    if after > before + slack:
        grown.append(f"memory from {before / MIB:.1f} to {after / MIB:.1f} MiB")
    return ", ".join(grown)
