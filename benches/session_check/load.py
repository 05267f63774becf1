"""Sends requests to a server with wrk, and measures the CPU time that the server takes for them."""

import http.client
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

LUA = Path(__file__).with_name("requests.lua")
WARM_UP_SECONDS = 1
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
# Half of the processors run the server that is measured. The others run wrk and Postgres.
PROCESSORS = sorted(os.sched_getaffinity(0))
SERVER_PROCESSORS = PROCESSORS[:len(PROCESSORS) // 2] or PROCESSORS
OTHER_PROCESSORS = PROCESSORS[len(PROCESSORS) // 2:]


@dataclass
class Requests:
    """Requests that differ in their headers alone."""

    path: str
    headers: list

    def lines(self):
        """As requests.lua reads them."""
        headers = ["\t".join(f"{name}: {value}" for name, value in one.items()) for one in self.headers]
        return "\n".join([self.path, *headers, ""])

    def ask(self, port):
        """Sends the first request, and returns the response as an HTTP message."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.putrequest("GET", self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": f"127.0.0.1:{port}", **self.headers[0]}.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        body = response.read()
        if response.status not in (200, 202):
            raise SystemExit(f"{self.path} was answered with status {response.status}: {body.decode()}")
        head = [f"HTTP/1.1 {response.status} {response.reason}", *(f"{n}: {v}" for n, v in response.getheaders())]
        return "\r\n".join(head).encode() + b"\r\n\r\n" + body


@dataclass
class Result:
    cpu: float  # microseconds for each request
    rate: float  # requests per second
    p99: float  # milliseconds
    failed: int  # requests without an answer, or without a good one


class Server:
    """A process on the processors of the server. It ends with the `with` block."""

    def __init__(self, command, port, **options):
        self.port = port
        pin = ["taskset", "--cpu-list", ",".join(map(str, SERVER_PROCESSORS))]
        self.process = subprocess.Popen([*pin, *command], **options)

    def __enter__(self):
        deadline = time.monotonic() + 30
        while self.process.poll() is None and time.monotonic() < deadline:
            if self._is_ready():
                return self
            time.sleep(0.05)
        self.__exit__()
        raise RuntimeError(f"{self.process.args[3]} does not start")

    def _is_ready(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with closing(connection):
            try:
                # Kaimu's address. The other programs answer something that is no error of theirs.
                connection.request("GET", "/readyz")
                return connection.getresponse().status < 500
            except OSError:
                return False

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def cpu_seconds(self):
        """User and system time of the process and its descendants, including those that have ended."""
        parents, times = {}, {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                # The name of the program is in brackets, and may have any characters.
                fields = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            process = int(path.parent.name)
            parents[process] = int(fields[1])
            times[process] = sum(map(int, fields[11:15]))
        family = {self.process.pid}
        while more := {one for one, parent in parents.items() if parent in family} - family:
            family |= more
        return sum(times.get(one, 0) for one in family) / CLOCK_TICKS

    def resident_megabytes(self):
        """What the process has in memory, with the pages of its program."""
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())[1]) / 1000

    def warm_up(self, requests, connections):
        self._wrk(requests, connections, WARM_UP_SECONDS)

    def measure(self, requests, connections, seconds):
        """Sends these requests in turn."""
        before = self.cpu_seconds()
        count, duration, p99, failed = self._wrk(requests, connections, seconds)
        cpu = self.cpu_seconds() - before
        return Result(cpu / count * 1e6, count / duration * 1e6, p99 / 1000, failed)

    def _wrk(self, requests, connections, seconds):
        threads = min(connections, len(OTHER_PROCESSORS))
        command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "--script", LUA]
        address = f"http://127.0.0.1:{self.port}"
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(requests.lines())
            file.flush()
            output = subprocess.run([*command, address, file.name], check=True, capture_output=True, text=True)
        line = next(line for line in output.stdout.splitlines() if line.startswith("measured: "))
        count, duration, p99, failed = map(int, line.split()[1:])
        if failed >= count:
            raise RuntimeError(f"all requests failed:\n{output.stdout}")
        return count, duration, p99, failed


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
