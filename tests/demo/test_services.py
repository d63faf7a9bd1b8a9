"""Services outlive their starter, are found again, and leave nothing behind when they stop."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from spse_monev.demo.services import Service, tail

# A service with a child that ignores SIGTERM, as a busy worker might.
STUBBORN = """
import os, signal, time
child = os.fork()
if child == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
else:
    print(f"ready {child}", flush=True)
time.sleep(600)
"""


def service(folder: Path, *command: str) -> Service:
    return Service("contoh", [sys.executable, *command], folder / "run", folder / "log")


def is_alive(pid: int) -> bool:
    # A zombie has ended, whether or not its parent has taken notice.
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def wait_for_log(made: Service, text: str) -> None:
    deadline = time.monotonic() + 20
    while text not in made.tail():
        assert time.monotonic() < deadline, made.tail()
        time.sleep(0.05)


def test_start_is_idempotent_and_stop_ends_it(tmp_path: Path) -> None:
    made = service(tmp_path, "-c", "import time; print('ready', flush=True); time.sleep(600)")
    assert made.pid is None
    made.start(os.environ)
    pid = made.pid
    assert pid is not None
    made.start(os.environ)
    assert made.pid == pid
    wait_for_log(made, "ready")
    assert made.stop() is True
    assert made.pid is None
    assert made.stop() is False
    assert not is_alive(pid)


def test_it_is_found_by_another_process(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from spse_monev.demo.services import Service;"
        "made = Service('contoh', [sys.executable, '-c', 'import time; time.sleep(600)'], Path('run'), Path('log'));"
        "made.start(os.environ)"
    )
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)
    made = service(tmp_path)
    assert made.pid is not None
    assert made.stop() is True


def test_children_that_ignore_the_signal_are_killed(tmp_path: Path) -> None:
    made = service(tmp_path, "-c", STUBBORN)
    made.start(os.environ)
    wait_for_log(made, "ready")
    child = int(made.tail().split()[-1])
    assert is_alive(child)
    assert made.stop(seconds=1) is True
    assert not is_alive(child)


def test_a_stale_pid_file_is_no_service_and_its_number_is_not_killed(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "600"], start_new_session=True) as stranger:
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "contoh.pid").write_text(str(stranger.pid))
        made = service(tmp_path)
        assert made.pid is None
        assert made.stop() is False
        assert stranger.poll() is None
        stranger.kill()


def test_a_program_that_dies_is_not_running_and_its_words_are_kept(tmp_path: Path) -> None:
    made = service(tmp_path, "-c", "import sys; sys.exit('tidak dapat menyala')")
    made.start(os.environ)
    wait_for_log(made, "tidak dapat menyala")
    deadline = time.monotonic() + 20
    while made.pid is not None:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_tail_of_a_missing_file_is_empty(tmp_path: Path) -> None:
    assert tail(tmp_path / "tidak-ada.log") == ""
