"""What docker-compose.yaml promises, as the real program reads it."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from spse_monev.connections import EnvironmentConnections
from spse_monev.settings import PROJECT
from tests.deploy.compose import copy_project, make_env, read_config, run_compose

AIRFLOW = {"init", "api-server", "scheduler", "dag-processor", "triggerer", "worker"}
SECRETS = {
    "ADMIN_PASSWORD", "POSTGRES_PASSWORD", "AIRFLOW_DB_PASSWORD", "WAREHOUSE_DB_PASSWORD", "BROKER_PASSWORD",
    "JWT_SECRET", "API_SECRET_KEY", "FERNET_KEY", "HELPDESK_SALT",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "proyek")


@pytest.fixture
def everything(folder: Path) -> dict[str, Any]:
    make_env(folder)
    services: dict[str, Any] = read_config(folder, "celery")["services"]
    return services


def secrets(folder: Path) -> dict[str, str]:
    lines = (line.partition("=") for line in (folder / ".env").read_text().splitlines() if line and line[0] != "#")
    return {name: value for name, _, value in lines}


def test_it_is_valid_with_and_without_the_profile(folder: Path) -> None:
    make_env(folder)
    assert set(read_config(folder)["services"]) == {*AIRFLOW, "postgres"} - {"worker"}
    assert set(read_config(folder, "celery")["services"]) == {*AIRFLOW, "postgres", "broker"}
    # As .env would switch it on.
    switched = read_config(folder, COMPOSE_PROFILES="celery", AIRFLOW_EXECUTOR="CeleryExecutor")
    assert switched["services"]["worker"]["environment"]["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"


@pytest.mark.parametrize("secret", sorted(SECRETS))
def test_without_a_secret_nothing_starts_and_the_message_says_what_to_do(folder: Path, secret: str) -> None:
    make_env(folder)
    env = folder / ".env"
    env.write_text("".join(f"{name}={value}\n" for name, value in secrets(folder).items() if name != secret))
    done = run_compose(folder, "config", "--quiet")
    assert done.returncode != 0
    assert secret in done.stderr
    assert "make env" in done.stderr


def test_secrets_are_random_private_and_stay(folder: Path, tmp_path: Path) -> None:
    said = make_env(folder).stdout
    first = secrets(folder)
    assert set(first) == SECRETS
    assert all(len(value) >= 44 for value in first.values())
    assert len(set(first.values())) == len(first)
    assert not [value for value in first.values() if value in said]
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    assert "tidak ada yang diubah" in make_env(folder).stdout
    assert secrets(folder) == first

    other = copy_project(tmp_path / "lain")
    make_env(other)
    assert not set(first.values()) & set(secrets(other).values())


def test_what_an_office_has_set_is_kept_and_only_the_missing_is_added(folder: Path) -> None:
    (folder / ".env").write_text("SPSE_PORT=9090\nADMIN_PASSWORD=pilihan-sendiri\nJWT_SECRET=\n")
    make_env(folder)
    found = secrets(folder)
    assert (found["SPSE_PORT"], found["ADMIN_PASSWORD"]) == ("9090", "pilihan-sendiri")
    assert found["JWT_SECRET"]
    assert set(found) == {*SECRETS, "SPSE_PORT"}


def test_only_the_api_server_is_reachable_and_from_this_machine_alone(everything: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in everything.items() if service.get("ports")}
    assert set(published) == {"api-server"}
    [port] = published["api-server"]
    assert (port["host_ip"], port["published"], port["target"]) == ("127.0.0.1", "8080", 8080)


def test_every_service_has_limits_rotated_logs_and_comes_back(everything: dict[str, Any]) -> None:
    for name, service in everything.items():
        assert int(service["mem_limit"]) > 0, name
        assert service["logging"]["options"]["max-size"], name
        assert service["restart"] == ("no" if name == "init" else "unless-stopped"), name
        assert name == "init" or service["healthcheck"]["test"], name
    running = sum(
        int(everything[name]["mem_limit"]) for name in (*AIRFLOW, "postgres") if name not in ("init", "worker")
    )
    assert running <= 4 * 2**30


def test_airflow_runs_without_privileges_over_code_it_cannot_change(everything: dict[str, Any]) -> None:
    for name in AIRFLOW:
        service = everything[name]
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "user" not in service, name  # the image's own, which is not root
        for volume in service["volumes"]:
            within_code = volume["target"].startswith("/opt/spse-monev")
            assert volume.get("read_only", False) or not within_code, (name, volume)
    steps = (PROJECT / "Dockerfile").read_text().splitlines()
    assert [step for step in steps if step.startswith("USER")][-1] == "USER airflow"


def test_the_scheduler_waits_for_the_api_server_and_all_for_the_schemas(everything: dict[str, Any]) -> None:
    assert everything["scheduler"]["depends_on"]["api-server"]["condition"] == "service_healthy"
    for name in AIRFLOW - {"init"}:
        assert everything[name]["depends_on"]["init"]["condition"] == "service_completed_successfully", name
    assert everything["init"]["depends_on"]["postgres"]["condition"] == "service_healthy"


def test_connections_are_what_the_steps_take(everything: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    environment = everything["scheduler"]["environment"]
    for name in ("AIRFLOW_CONN_SPSE_WAREHOUSE", "AIRFLOW_CONN_SPSE_HELPDESK_SALT"):
        monkeypatch.setenv(name, environment[name])
    warehouse = EnvironmentConnections().get("spse_warehouse")
    assert (warehouse.host, warehouse.port, warehouse.login, warehouse.database) == ("postgres", 5432, "monev", "monev")
    assert len(EnvironmentConnections().get("spse_helpdesk_salt").password) == 48


def test_the_image_is_of_the_version_that_is_locked_and_gets_no_secrets() -> None:
    [base] = [line for line in (PROJECT / "Dockerfile").read_text().splitlines() if line.startswith("FROM")]
    [locked] = [
        line for line in (PROJECT / "requirements.txt").read_text().splitlines() if line.startswith("apache-airflow==")
    ]
    assert base.split(":")[1].split("-")[0] == locked.split("==")[1]
    ignored = (PROJECT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    assert not [line for line in ignored if line.startswith("!") and (".env" in line or "var" in line)]
