"""docker-compose.yaml without an engine: read by the real program, its services started as processes here.

What is not seen this way is the image and the engine: that the Dockerfile builds, volumes, limits and restarts.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from spse_monev.demo.home import process_environment
from spse_monev.settings import PROJECT

# The image's entrypoint hands these on as they are, and everything else to `airflow`.
_PROGRAMS = {"airflow", "bash", "python", "valkey-server"}


def docker_compose() -> str:
    """The real program; its Python wrapper of the same package loses exit codes."""
    spec = find_spec("compose")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "docker-compose")


def copy_project(folder: Path) -> Path:
    """What compose reads, where a test may write a .env."""
    folder.mkdir()
    for name in ("docker-compose.yaml", ".env.example", "Dockerfile"):
        shutil.copy(PROJECT / name, folder)
    shutil.copytree(PROJECT / "deploy", folder / "deploy")
    return folder


def make_env(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run what `make env` runs."""
    return subprocess.run(["bash", str(folder / "deploy" / "env.sh")], capture_output=True, text=True, check=True)


def run_compose(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run docker-compose in a folder, with nothing of this process's environment but the path."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **settings}
    command = [docker_compose(), "--project-directory", str(folder), *arguments]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


def read_config(folder: Path, *profiles: str, **settings: str) -> dict[str, Any]:
    """The file as compose understands it, with these profiles and variables."""
    chosen = [word for profile in profiles for word in ("--profile", profile)]
    done = run_compose(folder, *chosen, "config", "--format", "json", **settings)
    assert done.returncode == 0, done.stderr
    config: dict[str, Any] = json.loads(done.stdout)
    return config


@dataclass(frozen=True)
class Here:
    """Where the parts of the services' addresses and paths are on this machine: text in the file -> text here."""

    places: Mapping[str, str]

    def put(self, text: str) -> str:
        """A command's word or a variable's value, with its places here."""
        for there, here in self.places.items():
            text = text.replace(there, here)
        return text

    def command(self, service: Mapping[str, Any]) -> list[str]:
        """What the service's container would run."""
        words = [self.put(word) for word in service["command"]]
        return words if words[0] in _PROGRAMS else ["airflow", *words]

    def environment(self, service: Mapping[str, Any]) -> dict[str, str]:
        """The service's whole environment: nothing of Airflow's comes from this process."""
        own = {name: self.put(value) for name, value in service["environment"].items()}
        return process_environment(own) | {"PYTHONUNBUFFERED": "1"}

    def health(self, service: Mapping[str, Any]) -> Sequence[str]:
        """What the engine would run in the container to see whether it is healthy."""
        kind, *words = service["healthcheck"]["test"]
        if kind == "CMD-SHELL":
            # Compose writes a dollar sign twice for itself.
            return ["bash", "-c", self.put(words[0].replace("$$", "$"))]
        assert kind == "CMD", kind
        return [self.put(word) for word in words]


def described(command: Sequence[str]) -> str:
    """A command for a failure's message."""
    return shlex.join([Path(command[0]).name if command[0] == sys.executable else command[0], *command[1:]])
