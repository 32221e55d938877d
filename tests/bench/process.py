"""Processes of a run, and what the kernel says of them."""
import os
import signal
import socket
import subprocess
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(what, true, seconds=60.0):
    """Asks `true` until it says so; seldom where asking takes long."""
    end = time.monotonic() + seconds
    while True:
        asked = time.monotonic()
        if true():
            return
        now = time.monotonic()
        if now > end:
            raise TimeoutError(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(min(max(0.02, 20 * (now - asked)), 1))


class Process:
    """Runs until the end of its `with`. Its output is in `log`."""

    def __init__(self, command, log, env=None):
        self.log = log
        with open(log, "wb") as out:
            self.began = time.monotonic()
            self.child = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out,
                                          stderr=out, env={**os.environ, **(env or {})})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(60)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()

    def alive(self):
        if self.child.poll() is None:
            return True
        with open(self.log, encoding="utf-8", errors="replace") as log:
            raise RuntimeError(f"{self.child.args[0]} ended: {log.read()[-2000:]}")

    def _of_threads(self, file):
        for thread in os.listdir(f"/proc/{self.child.pid}/task"):
            with open(f"/proc/{self.child.pid}/task/{thread}/{file}", encoding="utf-8") as text:
                yield text.read()

    def cpu(self):
        """Seconds of processor time of all its threads."""
        return sum(int(text.split()[0]) for text in self._of_threads("schedstat")) / 1e9

    def status(self, name):
        """The sum of one line of /proc/PID/status over its threads."""
        lines = (line for text in self._of_threads("status") for line in text.splitlines())
        return sum(int(line.split()[1]) for line in lines if line.startswith(name + ":"))

    def anonymous(self):
        """Bytes of anonymous memory."""
        with open(f"/proc/{self.child.pid}/status", encoding="utf-8") as status:
            return next(1024 * int(line.split()[1]) for line in status if line.startswith("RssAnon:"))


class Span:
    """What a process did from now until `end`; `count` tells how much is done."""

    def __init__(self, process, count):
        self.process, self.count = process, count
        self.at, self.used, self.done = time.monotonic(), process.cpu(), count()
        self.waits = process.status("voluntary_ctxt_switches")

    def end(self):
        self.done = self.count() - self.done
        self.seconds = time.monotonic() - self.at
        self.cpu = self.process.cpu() - self.used
        self.waits = self.process.status("voluntary_ctxt_switches") - self.waits
        self.rate = self.done / self.seconds
        return self


def watch(process, count, seconds):
    span = Span(process, count)
    time.sleep(seconds)
    process.alive()
    return span.end()
