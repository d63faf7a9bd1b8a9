"""One LPSE: its letterhead, officials, sources, schedule and limits."""

from __future__ import annotations

from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, PositiveFloat, PositiveInt

from spse_monev.settings.changes import ChangeRequests
from spse_monev.settings.helpdesk import Helpdesk
from spse_monev.settings.model import Model, Name, ZoneName
from spse_monev.settings.notifications import Notifications
from spse_monev.settings.priorities import Priorities
from spse_monev.settings.sources import Source


class Official(Model):
    """A person who signs or decides."""

    name: str
    title: str  # jabatan
    nip: str = ""
    rank: str = ""  # pangkat dan golongan


class Officials(Model):
    """The three executors of the SOP (see its step table)."""

    administrator: Official
    change_manager: Official
    head: Official


Executor = Literal["administrator", "change_manager", "head"]


class Letterhead(Model):
    """The head of the office's documents: one entry a line, most senior body first."""

    lines: tuple[str, ...] = Field(min_length=1)
    address: str = ""
    contact: str = ""


_CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"


class Schedule(Model):
    """When the runs start, on the site's clock; the monthly one on the first day of the month after."""

    daily_at: str = Field(default="00:30", pattern=_CLOCK)
    monthly_at: str = Field(default="02:00", pattern=_CLOCK)


class StepLimits(Model):
    """The SOP's limits for its steps, in hours (SOP 427.53/7.03/2018, column Waktu)."""

    check_hours: PositiveFloat = 1  # langkah 1
    collect_hours: PositiveFloat = 3  # langkah 1a
    report_hours: PositiveFloat = 3  # langkah 1b
    analyse_hours: PositiveFloat = 1  # langkah 2, dan langkah 4 untuk bulan
    complaint_hours: PositiveFloat = 2  # langkah 3
    request_hours: PositiveFloat = 1  # langkah 5


class Accountable(Model):
    """Who of the officials has to account for deviations of each step."""

    check: Executor = "administrator"  # langkah 1
    collect: Executor = "administrator"  # langkah 1a
    report: Executor = "administrator"  # langkah 1b
    analysis: Executor = "administrator"  # langkah 2
    complaints: Executor = "administrator"  # langkah 3
    evaluation: Executor = "administrator"  # langkah 4
    requests: Executor = "administrator"  # langkah 5: menyusun permohonan; yang menunggu jawaban adalah pelaksananya


class Thresholds(Model):
    """Limits above which a figure is pointed out in the report."""

    slow_query_ms: PositiveFloat = 200  # the limit that LKPP's own fork of Play uses on its status page
    connection_usage_pct: float = Field(default=80, gt=0, le=100)
    cache_hit_pct: float = Field(default=95, gt=0, le=100)


class Retention(Model):
    """How long details are kept. Registers (artifacts, checks, deviations) are never deleted."""

    detail_days: PositiveInt = 400
    snapshot_days: PositiveInt = 40


class Site(Model):
    """One LPSE."""

    key: Name
    default: bool = False  # the site whose DAGs carry the plain ids
    name: str
    synthetic: bool = False  # True: every report says that its data are made up
    zone_name: ZoneName = Field(alias="zone")
    letterhead: Letterhead
    officials: Officials
    warehouse: Name = "spse_warehouse"  # Airflow connection
    sources: dict[Name, Source] = Field(min_length=1)
    helpdesk: Helpdesk | None = None
    schedule: Schedule = Schedule()
    step_limits: StepLimits = StepLimits()
    accountable: Accountable = Accountable()
    thresholds: Thresholds = Thresholds()
    priorities: Priorities = Priorities()
    # What the site changes in the rules: id -> {dotted key: value}; see `spse rules explain`.
    rules: dict[str, dict[str, Any]] = Field(default={})
    change_requests: ChangeRequests = ChangeRequests()
    notifications: Notifications = Notifications()
    retention: Retention = Retention()

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the site's calendar day."""
        return ZoneInfo(self.zone_name)
