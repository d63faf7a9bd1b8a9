from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from spse_monev.demo.home import HOME_VARIABLE, Home, Secrets
from spse_monev.demo.postgres import free_port
from spse_monev.settings import PROJECT


def take(home: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, str(PROJECT / "docs" / "take_screenshots.py")],
        env=os.environ | {HOME_VARIABLE: str(home)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr.strip()


def test_without_a_demo_nothing_is_taken(tmp_path: Path) -> None:
    assert take(tmp_path) == (1, "Belum ada demo: jalankan 'make demo' dulu.")


def test_a_demo_that_does_not_run_is_told_from_none(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.write_secrets(Secrets.new({"airflow": free_port()}))
    home.key_file.write_text("{}")
    assert take(tmp_path) == (1, "Demo tidak menyala: jalankan 'make up' dulu.")
