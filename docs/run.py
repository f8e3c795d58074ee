#!/usr/bin/env python3
"""Runs the commands of the documents, in order, against the real program.

    docs/run.py PROGRAM        the program, such as target/debug/tongban

Every block of shell (```sh) in the documents below is run; one that is not says so on the line before it:
<!-- not run: why -->. Blocks of one document share one shell in a folder of its own, with a demo or a sandbox of
its own where the document speaks of one. A command that fails, or a request that is refused, fails the run with the file and line.
"""
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Document, what it speaks of as running, and what must be true at its end.
DOCUMENTS = [
    ("docs/integrate.md", "demo", 'test "$(head -c 4 paper.pdf)" = %PDF && test "$(jq -r .number receipt.json)" = "$NUMBER"'),
    ("docs/items.md", "demo", 'test "$(head -c 4 slip.pdf)" = %PDF && curl -s "$BASE/guide/$CODE" | grep -q 活动室'),
    ("docs/operate.md", None, "test -s backup-1/manifest.json"),
    ("docs/counterparts.md", "sandbox", 'test "$(curl -s http://127.0.0.1:8090/ | grep -c 周小满)" != 0'),
]
SKIP = re.compile(r"<!-- not run: .+ -->")
# The shell of a document: the program by both of its names, and a refused request is an error.
PRELUDE = r"""
set -euo pipefail
tongban() { "$TONGBAN" "$@"; }
cargo() {
  if [ "${1:-} ${2:-} ${3:-}" = "run --release --" ]; then shift 3; "$TONGBAN" "$@"; else command cargo "$@"; fi
}
curl() { command curl --fail-with-body --show-error "$@"; }
"""


def blocks(text):
    """Line and commands of each block that is run."""
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        if lines[at].strip() == "```sh":
            end = next(i for i in range(at + 1, len(lines)) if lines[i].strip() == "```")
            before = next((line for line in reversed(lines[:at]) if line.strip()), "")
            if not SKIP.search(before):
                yield at + 2, "\n".join(lines[at + 1:end])
            at = end
        at += 1


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


# What can run: the port that documents name, further arguments, and the address that answers when it is there.
RUNNING = {
    "demo": (8080, ["--cases", "0", "--data", "demo-data"], "/ready"),
    "sandbox": (8090, [], "/"),
}


def start(program, what, folder, port):
    _, arguments, ready = RUNNING[what]
    log = open(folder / f"{what}.log", "w")
    process = subprocess.Popen(
        [program, what, *arguments, "--listen", f"127.0.0.1:{port}"], cwd=folder,
        stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{ready}", timeout=2)
            return process
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.2)
    sys.exit(f"{what} does not start:\n" + (folder / f"{what}.log").read_text())


def run(program, name, what, truth):
    text = (ROOT / name).read_text()
    folder = Path(tempfile.mkdtemp(prefix="tongban-docs-"))
    process = None
    try:
        for part in ("docs", "data"):
            (folder / part).symlink_to(ROOT / part)
        script = PRELUDE
        if what:
            port = free_port()
            process = start(program, what, folder, port)
            named, ours = f"http://127.0.0.1:{RUNNING[what][0]}", f"http://127.0.0.1:{port}"
            text, truth = text.replace(named, ours), truth.replace(named, ours)
        count = 0
        for line, commands in blocks(text):
            script += f"\ntrap 'echo \"{name}:{line}: a command failed\" >&2' EXIT\n{commands}\n"
            count += 1
        script += f"\ntrap 'echo \"{name}: what must be true at its end is not\" >&2' EXIT\n{truth}\ntrap - EXIT\n"
        env = dict(os.environ, TONGBAN=program, TZ="Asia/Shanghai")
        done = subprocess.run(["bash", "-c", script], cwd=folder, env=env, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600)
        if done.returncode:
            print(done.stdout[-4000:])
            return False
        print(f"{name}: {count} blocks ran")
        return True
    finally:
        if process:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = str(Path(sys.argv[1]).resolve())
    held = [run(program, *document) for document in DOCUMENTS]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
