"""Whether clients keep their connections, judged by what the host and the kernel see of them."""

from pathlib import Path

TIME_WAIT = "06"


def ended_connections(port):
    """How many of this port's connections over IPv4 were ended a moment ago, on either side."""
    ended = 0
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        _, local, remote, state, *_ = line.split()
        if state == TIME_WAIT and port in (int(local.split(":")[1], 16), int(remote.split(":")[1], 16)):
            ended += 1
    return ended
