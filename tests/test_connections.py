from __future__ import annotations

import json

import psycopg
import pytest

from spse_monev.connections import ConnectionMissingError, EnvironmentConnections
from spse_monev.demo.postgres import Server

SECRET = "s3cr et/@:%"


def test_a_uri_and_json_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "AIRFLOW_CONN_A", "postgresql://spse%40x:s3cr%20et%2F%40%3A%25@db.example:5433/spse?sslmode=require"
    )
    form = {
        "conn_type": "postgresql",
        "host": "db.example",
        "port": 5433,
        "login": "spse@x",
        "password": SECRET,
        "schema": "spse",
        "extra": {"sslmode": "require"},
    }
    monkeypatch.setenv("AIRFLOW_CONN_B", json.dumps(form))
    monkeypatch.setenv("AIRFLOW_CONN_C", json.dumps(form | {"extra": json.dumps(form["extra"])}))
    found = [EnvironmentConnections().get(name) for name in "abc"]
    assert {connection.conninfo() for connection in found} == {found[0].conninfo()}
    assert found[0].password == SECRET
    assert psycopg.conninfo.conninfo_to_dict(found[0].conninfo())["sslmode"] == "require"


def test_a_secret_shows_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_A", "postgresql://u:rahasia@h/d?__extra__=%7B%22private_key%22%3A%22rahasia%22%7D")
    assert "rahasia" not in repr(EnvironmentConnections().get("a"))
    monkeypatch.setenv("AIRFLOW_CONN_B", '{"password": "rahasia"')
    with pytest.raises(ConnectionMissingError) as caught:
        EnvironmentConnections().get("b")
    assert "rahasia" not in str(caught.value)


def test_a_missing_connection_says_how_to_make_one() -> None:
    with pytest.raises(ConnectionMissingError, match="AIRFLOW_CONN_TIDAK_ADA"):
        EnvironmentConnections().get("tidak_ada")


def test_it_reaches_a_real_server(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_REAL", server.uri())
    with EnvironmentConnections().postgres("real") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
