"""`spse demo`: set the demo up and run it, stop it, start it again, look at it."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from spse_monev import pipeline
from spse_monev.changes import ChangeState
from spse_monev.connections import EnvironmentConnections
from spse_monev.demo import airflow, people, setup
from spse_monev.demo.days import History
from spse_monev.demo.home import Home
from spse_monev.demo.services import ServiceError
from spse_monev.demo.story import HISTORY_DAYS
from spse_monev.labels import change_request_state_label
from spse_monev.period import Day, Month
from spse_monev.settings import Site, find_site

app = typer.Typer(no_args_is_help=True, help="SPSE sintetis dengan PostgreSQL dan Airflow sungguhan.")
console = Console()
SEED = 2026
ROUND_SECONDS = 4.0
_COLOURS = {"success": "green", "failed": "red", "upstream_failed": "red", "up_for_retry": "yellow"}

Port = Annotated[int | None, typer.Option(help="Porta antarmuka Airflow; tanpa ini 8080, atau yang bebas.")]
Seconds = Annotated[float, typer.Option(help="Lama satu putaran beban, yang mewakili satu hari atau lebih.", min=1)]
Seed = Annotated[int, typer.Option(help="Benih acak; benih yang sama memberi rencana beban yang sama.")]


@app.command("run")
def run(port: Port = None, round_seconds: Seconds = ROUND_SECONDS, seed: Seed = SEED) -> None:
    """Siapkan demo dari awal, jalankan DAG harian dan bulanan, dan tunjukkan laporannya."""
    home = Home()
    started = time.monotonic()
    with _plain_errors(), setup.exclusive(home), _stopped_on_failure(home):
        console.print("[bold]Demo spse-monev[/]: beban dan data [bold]sintetis[/], server PostgreSQL sungguhan.")
        with _stage("Membersihkan demo sebelumnya"):
            setup.reset(home)
        with _stage("Menyalakan PostgreSQL 18 dan mengisi basis data SPSE sintetis"):
            setup.create(home, port)
        os.environ.update(home.env())
        site = find_site()
        now = datetime.now(UTC)
        yesterday = Day.before(now, site.zone)
        last_month = Month.before(now, site.zone)
        with _stage("Memigrasikan gudang data dan basis data metadata Airflow"):
            setup.migrate(home, site)
        with History(home, site, yesterday, seed) as history:
            _print_plan(history)
            for done in history.run_rounds(round_seconds):
                console.print(
                    f"  putaran {done.name}: {done.operations} operasi, {done.faults} galat sengaja, "
                    f"{done.seconds:.1f} detik diregangkan menjadi {len(done.days)} hari",
                    highlight=False,
                    soft_wrap=True,
                )
            with _stage(f"Menulis dan merangkum {len(history.plans)} hari"):
                history.collect()
        with _stage(f"Mengisi kotak masuk helpdesk dengan keluhan sintetis bulan {last_month}"):
            setup.fill_inbox(home, last_month, seed)
        with _stage("Menyalakan Airflow"):
            airflow.start(home)
        api = airflow.Api(home)
        local = now.astimezone(site.zone)
        daily = _run(
            api, airflow.DAILY, {"day": str(yesterday)}, airflow.last_daily_tick(local, site.schedule.daily_at)
        )
        api.wait_for_dag(people.CHANGES)
        monthly = _run(
            api, airflow.MONTHLY, {"month": str(last_month)}, airflow.last_monthly_tick(local, site.schedule.monthly_at)
        )
        if daily:
            _print_files("Laporan harian", [api.result(daily, "write_daily_report")])
        if monthly:
            _print_files("Rekap keluhan dan lembar koreksi", api.result(monthly, "write_complaint_reports"))
            _print_files("Evaluasi bulanan", [api.result(monthly, "write_evaluation")])
            _print_files("Formulir permohonan perubahan dan konsultasi", api.result(monthly, "write_documents"))
            _print_files("Daftar berkas dan arsip bulanan", api.result(monthly, "archive_month"))
            _print_decisions(home, site, now)
    console.print(f"Selesai dalam {time.monotonic() - started:.0f} detik.", highlight=False, soft_wrap=True)
    _print_access(home)
    raise typer.Exit(0 if daily and monthly else 1)


@app.command("simulate")
def simulate(
    months: Annotated[
        int, typer.Option(help="Banyaknya bulan dengan gangguan, dan banyaknya bulan sehat.", min=1)
    ] = 30,
    seed: Seed = SEED,
    as_json: Annotated[bool, typer.Option("--json", help="Keluarkan sebagai JSON.")] = False,
) -> None:
    """Ukur ketepatan temuan pada bulan-bulan sintetis dengan gangguan yang ditanam."""
    from spse_monev.demo.simulation.command import run_simulation

    run_simulation(months, seed, console, as_json=as_json)


@app.command("up")
def up() -> None:
    """Nyalakan lagi demo yang sudah pernah disiapkan; datanya tetap."""
    home = Home()
    with _plain_errors():
        setup.require(home)
        with setup.exclusive(home), _stopped_on_failure(home):
            setup.start(home)
            with _stage("Menyalakan Airflow"):
                airflow.start(home)
    _print_access(home)


@app.command("down")
def down() -> None:
    """Hentikan semua proses demo; datanya tetap."""
    home = Home()
    with _plain_errors():
        stopped = setup.stop(home)
    console.print(f"Berhenti: {', '.join(stopped)}." if stopped else "Tidak ada proses demo yang berjalan.")


@app.command("clean")
def clean() -> None:
    """Hentikan demo dan hapus semua datanya; laporan di folder artefak tetap."""
    home = Home()
    with _plain_errors(), setup.exclusive(home):
        setup.reset(home)
    console.print(f"Data demo di {home.root} sudah dihapus.", highlight=False, soft_wrap=True)


@app.command("status")
def status() -> None:
    """Tunjukkan proses demo; kode keluar 1 bila ada yang tidak berjalan."""
    home = Home()
    table = Table("Proses", "Keadaan", "Log")
    states = setup.states(home)
    for name, pid, log in states:
        table.add_row(name, f"[green]berjalan[/] (proses {pid})" if pid else "[red]berhenti[/]", escape(str(log)))
    console.print(table)
    raise typer.Exit(0 if all(pid for _, pid, _ in states) else 1)


def _run(api: airflow.Api, dag: str, conf: dict[str, str], tick: datetime) -> airflow.Run | None:
    """Trigger a DAG and print what its tasks do; the run if it succeeds."""
    with _stage(f"Menunggu Airflow membaca DAG {dag}"):
        api.wait_for_dag(dag)
    console.print(f"DAG {dag} untuk {', '.join(conf.values())}:", highlight=False, soft_wrap=True)
    begun = time.monotonic()
    run = api.trigger(dag, tick, conf)
    for change in api.follow(run):
        colour = _COLOURS.get(change.state, "dim")
        console.print(
            f"  {time.monotonic() - begun:5.1f} dtk  [{colour}]{change.state:<16}[/] {escape(change.label)}",
            highlight=False,
            soft_wrap=True,
        )
        if change.state in ("failed", "up_for_retry"):
            said = escape(api.task_log(run, change.task, change.try_number))
            console.print(
                f"[red]Tugas {escape(change.task)} gagal.[/] Akhir lognya:\n{said}", highlight=False, soft_wrap=True
            )
    return run if api.run_state(run) == "success" else None


def _print_plan(history: History) -> None:
    """Say plainly how days without number come from a handful of rounds."""
    first, last = history.plans[0].day, history.plans[-1].day
    lost = ", ".join(str(plan.day) for plan in history.plans if plan.is_log_lost)
    console.print(
        f"Riwayat {first} sampai {last}: {len(history.plans)} hari, dibuat dari {len(history.rounds)} putaran beban "
        f"sungguhan pada basis data. {HISTORY_DAYS} hari terakhir masing-masing satu putaran; hari-hari sebelumnya "
        "berbagi putaran, sehingga isi log basis datanya berulang. Aplikasi, server web dan probe dipakai sungguhan "
        f"pada setiap hari. Log basis data tanggal {lost} sengaja tidak ada.",
        highlight=False,
        soft_wrap=True,
    )


def _print_decisions(home: Home, site: Site, now: datetime) -> None:
    """Let the demo's people decide, and say what waits for whom."""
    console.print("Permohonan perubahan, dijawab lewat API sebagai orangnya:", highlight=False, soft_wrap=True)
    for each in people.decide(home, site, now):
        told = f"{each.number}  {each.user}: {each.subject} — {each.choice}"
        console.print(f"  {escape(told)}", highlight=False, soft_wrap=True)
    records = pipeline.find_changes(site, EnvironmentConnections())
    states = Counter(each.request.state for each in records)
    for state in (each for each in ChangeState if states[each]):
        console.print(f"  {states[state]} {change_request_state_label(state)}", highlight=False, soft_wrap=True)


def _print_files(what: str, paths: list[str]) -> None:
    console.print(f"{what}:", highlight=False, soft_wrap=True)
    for path in paths:
        console.print(f"  [bold]{escape(path)}[/]", highlight=False, soft_wrap=True)


def _print_access(home: Home) -> None:
    kept = home.secrets()
    console.print(f"Airflow: [bold]http://127.0.0.1:{kept.ports['airflow']}[/]", highlight=False, soft_wrap=True)
    console.print(
        "Masuk sebagai (kata sandi): "
        + ", ".join(f"[bold]{user}[/] ([bold]{escape(login)}[/])" for user, login in kept.logins.items()),
        highlight=False,
        soft_wrap=True,
    )
    console.print(
        "Berhenti: [bold]make down[/] (atau spse demo down); menyala lagi: [bold]make up[/]",
        highlight=False,
        soft_wrap=True,
    )


@contextmanager
def _stage(text: str) -> Iterator[None]:
    begun = time.monotonic()
    console.print(f"{text} ...", highlight=False, soft_wrap=True)
    yield
    console.print(f"  [dim]{time.monotonic() - begun:.1f} detik[/]", highlight=False, soft_wrap=True)


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except (ServiceError, setup.SetupError, TimeoutError, PermissionError) as error:
        console.print(f"[bold red]Gagal:[/] {escape(str(error))}", highlight=False, soft_wrap=True)
        raise typer.Exit(1) from error


@contextmanager
def _stopped_on_failure(home: Home) -> Iterator[None]:
    """Leave no process behind when the command is interrupted or fails before it is done."""

    def interrupt(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    except BaseException:
        # A second Ctrl-C must not cut the stopping short.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        console.print("Menghentikan proses demo ...")
        setup.stop(home)
        raise
