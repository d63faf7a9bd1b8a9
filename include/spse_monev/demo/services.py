"""Processes that outlive the command that starts them: started in a session of their own, found again, stopped.

A service holds a lock on its pid file for as long as it lives, so a number left behind by a crash, or taken over by
another process since, is never mistaken for the service.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TAIL_LINES = 30
KILL_SECONDS = 5


class ServiceError(Exception):
    """A service could not be started or stopped; the message shows the end of its log."""


@dataclass(frozen=True, slots=True)
class Service:
    """One process and its children, by name; its pid file and its log are called after it."""

    name: str
    command: Sequence[str]
    pids: Path
    logs: Path

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self.logs / f"{self.name}.log"

    @property
    def pid(self) -> int | None:
        """Its process id, None when it does not run."""
        try:
            with self._pid_file.open("r+b") as file:
                return None if _lock(file.fileno()) else int(file.read() or 0) or None
        except FileNotFoundError:
            return None

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it unless it runs; its output is appended to `log`."""
        self.pids.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(parents=True, exist_ok=True)
        with self._pid_file.open("a+b") as file, self.log.open("ab") as output:
            if not _lock(file.fileno()):
                return
            process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=dict(environment),
                start_new_session=True,
                # The lock goes with the open file: the service holds it now, and lets go when its last process ends.
                pass_fds=[file.fileno()],
            )
            file.truncate(0)
            file.write(str(process.pid).encode())

    def stop(self, seconds: float = 20) -> bool:
        """End it and its children, by force after `seconds`; False when it did not run."""
        pid = self.pid
        if pid is None:
            self._pid_file.unlink(missing_ok=True)
            return False
        self._signal(pid, signal.SIGTERM, seconds)
        # Also for children that have let go of the lock: nothing of the service may be left.
        self._signal(pid, signal.SIGKILL, KILL_SECONDS)
        if self.pid is not None:
            raise ServiceError(f"{self.name} (proses {pid}) tidak mau berhenti")
        self._pid_file.unlink(missing_ok=True)
        return True

    def _signal(self, group: int, number: signal.Signals, seconds: float) -> None:
        """Signal the whole process group and wait until the lock is free, or `seconds` are over."""
        with suppress(ProcessLookupError):
            os.killpg(group, number)
        deadline = time.monotonic() + seconds
        while self.pid is not None and time.monotonic() < deadline:
            time.sleep(0.1)
        # A child of this very process stays as a zombie until it is waited for.
        with suppress(ChildProcessError):
            os.waitpid(group, os.WNOHANG)

    def tail(self) -> str:
        """The last lines of its log."""
        return tail(self.log)

    @property
    def _pid_file(self) -> Path:
        return self.pids / f"{self.name}.pid"


def tail(path: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a text file, '' when there is none."""
    if not path.exists():
        return ""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
