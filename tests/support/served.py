"""A server program under test or measurement: started, waited for until it is ready, and ended whatever happens.

The program must print a line that begins with `ready:` and names where it listens, as `duet serve` does:
`ready: REST http://127.0.0.1:8080, gRPC 127.0.0.1:50051` (either part may be missing).
"""

import os
import re
import shutil
import signal
import subprocess
import threading
import time


class ServerFailed(RuntimeError):
    """The server did not come up, or did not end as it should; the text holds the end of its output."""


class Served:
    """A context manager. Inside it `rest` ("http://127.0.0.1:8080") and `grpc` ("127.0.0.1:50051") are set."""

    def __init__(self, command, folder=None, environment=None, ready_timeout_s=60):
        self.command = [str(part) for part in command]
        self.rest = self.grpc = None
        self.ready_after_s = None
        self._lines = []
        self._changed = threading.Condition()
        # The kernel ends the server should this process die without doing so.
        wrapper = ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []
        begin = time.monotonic()
        self._process = subprocess.Popen(
            wrapper + self.command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}, text=True, errors="replace")
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self._note_ready(self.wait_for_line(r"^ready:", ready_timeout_s))
        except ServerFailed:
            self.kill()
            raise
        self.ready_after_s = time.monotonic() - begin

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill_if_running()

    @property
    def pid(self):
        return self._process.pid

    @property
    def running(self):
        return self._process.poll() is None

    @property
    def output(self):
        with self._changed:
            return "".join(self._lines)

    def wait_for_line(self, pattern, timeout_s=30):
        """The first line of the output that `pattern` is found in."""
        looked_at = 0
        end = time.monotonic() + timeout_s
        with self._changed:
            while True:
                for line in self._lines[looked_at:]:
                    if re.search(pattern, line):
                        return line
                looked_at = len(self._lines)
                if self._closed or not self._changed.wait(end - time.monotonic()):
                    reason = "ended" if self._closed else f"printed no such line for {timeout_s} s"
                    raise ServerFailed(f"{' '.join(self.command)}: {reason}, waiting for {pattern!r}:\n{self._tail()}")

    def terminate(self):
        """Asks the server to end (SIGTERM) and returns at once."""
        self._process.send_signal(signal.SIGTERM)

    def wait(self, timeout_s=30):
        """The exit code of a server that is ending."""
        try:
            code = self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.kill()
            message = f"{self.command[0]} was still there {timeout_s} s after SIGTERM"
            raise ServerFailed(f"{message}:\n{self._tail()}") from None
        self._reader.join()
        return code

    def stop(self, timeout_s=30):
        self.terminate()
        return self.wait(timeout_s)

    def kill_if_running(self):
        if self.running:
            self.kill()

    def kill(self):
        self._process.kill()
        self._process.wait()
        self._reader.join()

    _closed = False

    def _read(self):
        with self._process.stdout as output:
            for line in output:
                with self._changed:
                    self._lines.append(line)
                    self._changed.notify_all()
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _note_ready(self, line):
        rest = re.search(r"REST (https?://[^\s,]+)", line)
        grpc = re.search(r"gRPC ([^\s,]+:\d+)", line)
        self.rest = rest and rest.group(1)
        self.grpc = grpc and grpc.group(1)

    def _tail(self):
        return "".join(self._lines[-40:])
