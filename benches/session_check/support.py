"""Builds Kaimu, and runs scripts of the tests."""

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

from load import PROCESSORS

ROOT = Path(__file__).resolve().parent.parent.parent
# Prints the URL, and runs until its input ends.
POSTGRES = """
source tests/support/postgres.sh
trap 'stop_postgres; rm -rf "$folder"' EXIT
start_postgres
echo "$KAIMU_TEST_POSTGRES"
cat
"""


def install():
    subprocess.run(script("install_for_benches"), cwd=ROOT, check=True)


def build():
    """Builds Kaimu and the bare handler as for a release. One command, so that both have the same dependencies."""
    command = ["cargo", "build", "--profile", "dist", "--locked", "--bin", "kaimu", "--example", "bare-handler"]
    subprocess.run(command, cwd=ROOT, check=True)
    target = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "dist"
    return target / "kaimu", target / "examples/bare-handler"


def script(text, *arguments):
    """The command that runs this text of bash with the functions of tests/support/install.sh, on all processors."""
    processors = ",".join(map(str, PROCESSORS))
    bash = ["bash", "-euo", "pipefail", "-c", f"source tests/support/install.sh\n{text}", "benches/run", *arguments]
    return ["taskset", "--cpu-list", processors, *bash]


@contextmanager
def postgres():
    """The URL of a new Postgres database."""
    # Not on the processors of the server that is measured.
    command = script(POSTGRES)[3:]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = process.stdout.readline().strip()
            if not url:
                raise SystemExit("Postgres does not start")
            yield url
        finally:
            process.stdin.close()
