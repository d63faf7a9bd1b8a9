"""What there is to say of each event, in Bahasa Indonesia and free of any form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from spse_monev.changes import Request
from spse_monev.facts import Artifact, CheckState, SourceCheck
from spse_monev.figures import clock
from spse_monev.labels import change_class_label, executor_label
from spse_monev.period import Day, Month
from spse_monev.reports.words import byte_size, legal_text, long_date, month_name
from spse_monev.settings import Official, Site

MAX_ITEM = 500  # characters of one sentence, which may come from a log or a person
MAX_ITEMS = 16
# Airflow's own page of all that waits for people, below the address under which an office reaches Airflow.
_REQUIRED_ACTIONS = "/required_actions?response_received=false"


@dataclass(frozen=True, slots=True)
class Notice:
    """One event. Every text is one line without anything hidden in it, and of bounded length."""

    title: str
    state: str  # how it stands, in a word or a sentence
    facts: tuple[str, ...]  # what was seen: figures and reasons
    action: str  # what to do
    links: tuple[tuple[str, str], ...] = ()  # what is behind it, and its address
    attached: str = ""  # of an e-mail only: what goes with it, or why nothing does


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits for a person."""

    request: Request
    step: str  # what has to be done, as the head of the question
    executor: str  # one of the SOP's
    is_reminder: bool


def source_down(site: Site, day: Day, check: SourceCheck) -> Notice:
    """A source whose check stayed red in the day's run."""
    label = site.sources[check.source].label
    state = {CheckState.STALE: "hidup, tetapi datanya lama"}.get(check.state, "tidak dapat dihubungi")
    return Notice(
        title=one_line(f"Sumber data {label} bermasalah pada pemantauan {long_date(day)}"),
        state=one_line(f"{label} {state}; terakhir diperiksa {clock(check.checked_at, site.zone)}."),
        facts=_lines([check.evidence]),
        action=(
            f"Perbaiki sumber itu. Sesudahnya buka run hari itu di Airflow, lalu Clear tugas check_{check.source} "
            "beserta tugas sesudahnya (Downstream): harinya dilengkapi dan laporannya ditulis ulang."
        ),
        links=_links(site, ("Keadaan hari itu", _day_page(site, day))),
    )


def day_failed(site: Site, day: Day, missing: Sequence[str], partial: Sequence[str]) -> Notice:
    """A day that could not be closed."""
    return Notice(
        title=one_line(f"Pemantauan {long_date(day)} gagal"),
        state="Hari belum lengkap menurut SOP: ada sumber wajib, penilaian atau laporan yang belum ada.",
        facts=_lines([*missing, *(f"Terbaca sebagian: {each}" for each in partial)]),
        action=(
            "Buka run hari itu di Airflow, baca pesan tugas yang merah, perbaiki sebabnya, lalu Clear tugas itu "
            "beserta tugas sesudahnya (Downstream)."
        ),
        links=_links(site, ("Keadaan hari itu", _day_page(site, day))),
    )


def report_ready(site: Site, report: Artifact, name: str, summary: Iterable[str], left_out: str) -> Notice:
    """A report of this name that was written; `left_out`: why it does not go with the message, '' if it does."""
    period = report.period
    when = long_date(period) if isinstance(period, Day) else month_name(period)
    page = _day_page(site, period) if isinstance(period, Day) else _month_page(site, period)
    if report.state == "lengkap":
        state = "LENGKAP: semua sumber data terbaca seluruhnya."
    else:
        state = "SEBAGIAN: tidak semua sumber data terbaca seluruhnya. Yang kurang disebut di bawah dan dalam laporan."
    size = f"{byte_size(report.bytes)}, SHA-256 {report.sha256}"
    return Notice(
        title=one_line(f"{name} {when}: {report.state.upper()}"),
        state=state,
        facts=_lines(summary),
        action="Bacalah laporannya; lembar pertama memuat ringkasan dan yang perlu diputuskan.",
        attached=one_line(
            f"Laporan tidak dilampirkan ({left_out}): {size}." if left_out else f"Laporan terlampir: {size}."
        ),
        links=_links(site, ("Unduh laporan", f"/laporan/berkas/{quote(report.path)}"), (f"Buka halaman {when}", page)),
    )


def decision_waiting(site: Site, waiting: Waiting) -> Notice:
    """A request that begins to wait for a person, or that somebody is reminded of."""
    request, official = waiting.request, _official(site, waiting.executor)
    since = request.waiting_since
    told = f"Menunggu {executor_label(waiting.executor)}, {official.name}, sejak {_clock(site, since)}: {waiting.step}."
    month = Month(request.first_month, site.zone)
    return Notice(
        title=one_line(f"{'Pengingat: ' if waiting.is_reminder else ''}Permohonan {request.number} menunggu keputusan"),
        state=one_line(told),
        facts=_lines(
            [
                f"Judul: {request.title}",
                f"Perubahan: {request.change}",
                f"Kelas {change_class_label(request.change_class).lower()}; prioritas {request.priority}.",
            ]
        ),
        action=(
            "Buka Required Actions di Airflow, baca usulan, bukti dan dokumennya, isi formulir, lalu tekan salah satu "
            "pilihan. Tidak ada yang diputuskan oleh waktu."
        ),
        links=_links(site, ("Jawab di Airflow", _REQUIRED_ACTIONS), ("Bulan permohonan", _month_page(site, month))),
    )


def trial(site: Site, sent_at: datetime) -> Notice:
    """What is sent to see whether messages arrive."""
    return Notice(
        title="Uji pemberitahuan",
        state=f"Pesan ini dikirim dengan tangan pada {clock(sent_at, site.zone)} untuk menguji pemberitahuan.",
        facts=(),
        action="Tidak ada yang perlu dilakukan.",
        links=_links(site, ("Buka laporan", f"/laporan/situs/{site.key}/")),
    )


def one_line(text: str, limit: int = MAX_ITEM) -> str:
    """The text on one line, without what is not seen or turns the direction of writing, and not longer than `limit`."""
    line = " ".join(legal_text(text, limit * 4).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    lines = [one_line(text) for text in texts if text.strip()]
    if len(lines) > MAX_ITEMS:
        left = len(lines) - MAX_ITEMS + 1
        lines = [*lines[: MAX_ITEMS - 1], f"… dan {left} hal lain; lihat halamannya."]
    return tuple(lines)


def _links(site: Site, *links: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    url = site.notifications.airflow_url
    return tuple((label, url + path) for label, path in links) if url else ()


def _day_page(site: Site, day: Day) -> str:
    return f"/laporan/situs/{site.key}/hari/{day}"


def _month_page(site: Site, month: Month) -> str:
    return f"/laporan/situs/{site.key}/bulan/{month}"


def _official(site: Site, executor: str) -> Official:
    official: Official = getattr(site.officials, executor)
    return official


def _clock(site: Site, moment: datetime | None) -> str:
    return clock(moment, site.zone) if moment else "baru saja"
