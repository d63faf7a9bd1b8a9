"""Which complaints are looked at beside which signals of the servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from spse_monev.labels import failure_label

WEB = ("web_log",)
APPLICATION = ("application_log",)
DATABASE = ("postgres_log", "application_log")
MONITORING = ("probe", "http", "zabbix", "prometheus", "nagios", "uptime_kuma", "librenms", "prtg", "grafana")


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that servers show, and the kinds of source that could tell it."""

    label: str
    kinds: tuple[str, ...]
    failure: str | None = None  # the kind of failure it is


@dataclass(frozen=True, slots=True)
class Matter:
    """Topics of complaints that belong together, and the signals that may be seen with them."""

    label: str
    topics: tuple[str, ...]
    signals: tuple[str, ...]


_FAILURES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "upload_too_large", "upload_aborted", "upload_rejected", "download_error", "server_error", "bad_gateway",
            "service_unavailable", "gateway_timeout", "waf_denied", "dos_blocked", "worker_limit",
            "upstream_unreachable",
        ),
        WEB,
    ),
    **dict.fromkeys(
        (
            "upload_failed", "download_failed", "decryption_failed", "pool_exhausted", "request_timeout",
            "mail_failed", "remote_unreachable", "certificate_error",
        ),
        APPLICATION,
    ),
    **dict.fromkeys(
        ("too_many_connections", "database_unavailable", "lock_timeout", "statement_timeout", "disk_full"), DATABASE
    ),
    "login_failed": ("postgres_log",),
    "restart": ("postgres_log",),
}  # fmt: skip
OUTAGE, PROBLEM, SLOW_RESPONSES, SLOW_QUERIES, LOGIN_ERRORS, APPLICATION_START = (
    "outage", "problem", "slow_responses", "slow_queries", "login_errors", "application_start",
)  # fmt: skip

SIGNALS: Mapping[str, Signal] = MappingProxyType(
    {
        **{key: Signal(failure_label(key), kinds, key) for key, kinds in _FAILURES.items()},
        OUTAGE: Signal("Komponen mati menurut pemantauan", MONITORING),
        PROBLEM: Signal("Masalah menurut pemantauan", MONITORING),
        SLOW_RESPONSES: Signal("Waktu jawab jauh di atas kebiasaan bulan ini", (*WEB, "spse_status")),
        SLOW_QUERIES: Signal(
            "Waktu query basis data jauh di atas kebiasaan bulan ini", ("postgres", "postgres_log", "spse_status")
        ),
        LOGIN_ERRORS: Signal("Galat pada halaman login", APPLICATION),
        APPLICATION_START: Signal("Aplikasi dinyalakan ulang", (*APPLICATION, "spse_status")),
    }
)

_UNREACHABLE = ("bad_gateway", "service_unavailable", "gateway_timeout", "upstream_unreachable", OUTAGE)
_OVERLOADED = ("pool_exhausted", "too_many_connections", "worker_limit")

MATTERS: Mapping[str, Matter] = MappingProxyType(
    {
        "unggah": Matter(
            "unggah berkas",
            ("upload_penawaran", "upload_dokumen_lain"),
            (
                "upload_too_large", "upload_rejected", "upload_aborted", "upload_failed", "waf_denied", "dos_blocked",
                "request_timeout", "disk_full", *_OVERLOADED, *_UNREACHABLE,
            ),
        ),
        "unduh": Matter(
            "unduh berkas",
            ("unduh_dokumen",),
            ("download_failed", "download_error", "waf_denied", "dos_blocked", *_OVERLOADED, *_UNREACHABLE),
        ),
        "penyandian": Matter(
            "Apendo dan SPAMKODOK", ("apendo_spamkodok",), ("decryption_failed", "upload_failed", "download_failed")
        ),
        "akses": Matter(
            "akses ke aplikasi",
            ("akses",),
            (
                "server_error", "database_unavailable", "certificate_error", "dos_blocked", PROBLEM, APPLICATION_START,
                "restart", *_OVERLOADED, *_UNREACHABLE,
            ),
        ),
        "lambat": Matter(
            "lambatnya aplikasi",
            ("lambat",),
            (
                SLOW_RESPONSES, SLOW_QUERIES, "request_timeout", "statement_timeout", "lock_timeout", PROBLEM,
                *_OVERLOADED, *_UNREACHABLE,
            ),
        ),
        "login": Matter(
            "login",
            ("login",),
            (LOGIN_ERRORS, "login_failed", "server_error", APPLICATION_START, *_OVERLOADED, *_UNREACHABLE),
        ),
        "sesi": Matter("sesi habis", ("sesi",), (APPLICATION_START, "restart", OUTAGE)),
        "email": Matter("e-mail dan pemberitahuan", ("email",), ("mail_failed",)),
        "integrasi": Matter(
            "integrasi dengan layanan lain",
            ("sirup", "sikap", "katalog", "integrasi_lain"),
            ("remote_unreachable", "certificate_error"),
        ),
    }
)  # fmt: skip
