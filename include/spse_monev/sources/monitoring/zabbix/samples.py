"""The values of a day's items: availability of hosts, and mean, 95th percentile and maximum of their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import ceil, fsum

from spse_monev.facts import HOURS, Availability, Incident, Metric
from spse_monev.period import Day
from spse_monev.sources.availability import downtimes, from_outages
from spse_monev.sources.monitoring.zabbix.api import ZabbixApi, number
from spse_monev.sources.monitoring.zabbix.items import Item, Measure, is_up, tells_whether_up

# One a second for the longest day, and some.
_MAX_SAMPLES = 100_000
_SHOWN = 3


class Samples:
    """Reads values item by item, and keeps account of when there were any."""

    def __init__(self, api: ZabbixApi, day: Day, now: datetime, max_age_minutes: float) -> None:
        self._api = api
        self._day = day
        self._end = min(day.end, now)
        self._max_gap = timedelta(minutes=max_age_minutes)
        self._minutes: set[int] = set()
        self._hours = [0] * HOURS
        self._cut = 0
        self._late = 0
        self._hourly_only = 0
        self.count = 0
        self.first_at: datetime | None = None
        self.last_at: datetime | None = None

    @property
    def per_hour(self) -> tuple[int, ...]:
        """Values by the hour of the site's clock."""
        return tuple(self._hours)

    def availability(self, host: str, name: str, items: Sequence[Item], outages: Sequence[Incident]) -> Availability:
        """Of one host: down during its outages, up where an item that asks had values, unknown elsewhere.

        Where no enabled trigger judges such an item, a value that says 'no answer' counts as down by itself.
        """
        down = [(outage.started_at, outage.ended_at or self._end) for outage in outages]
        watched: list[tuple[datetime, datetime]] = []
        for item in items:
            if item.host != host or not tells_whether_up(item.key):
                continue
            looks = [
                (datetime.fromtimestamp(at, UTC), up)
                for at, value in self._history(item)
                if (up := is_up(item.key, value)) is not None
            ]
            watched += [(at, at + self._max_gap) for at, _ in looks]
            if not item.is_judged:
                down += [(since, to or self._end) for since, to in downtimes(looks, self._max_gap)]
        return from_outages(name, down, watched, self._day, self._end)

    def metrics(self, items: Sequence[Item], hosts: Mapping[str, str]) -> list[Metric]:
        """The figures of all hosts; those of a network interface carry its name where a host has several."""
        parts: dict[tuple[str, str], set[str]] = {}
        for item in items:
            if item.measure is not None:
                parts.setdefault((item.host, item.measure.name), set()).add(item.measure.part)
        found: dict[tuple[str, str], Metric] = {}
        for item in items:
            if item.measure is None:
                continue
            subject = hosts[item.host]
            is_network = item.measure.name.startswith("host_network")
            if item.measure.part and not (is_network and len(parts[(item.host, item.measure.name)]) == 1):
                subject = f"{subject}:{item.measure.part}"
            for kind, value in self._figures(item, item.measure).items():
                metric = Metric(item.measure.name.format(kind), value, subject)
                found.setdefault((metric.name, metric.subject), metric)
        return [found[place] for place in sorted(found)]

    def reasons(self) -> list[str]:
        """What is missing, in Bahasa Indonesia."""
        reasons = []
        if not self.count:
            reasons.append(f"tidak ada pengukuran tanggal {self._day} di riwayat Zabbix")
        else:
            gaps = self._gaps()
            if gaps:
                rest = f" dan {len(gaps) - _SHOWN} selang lain" if len(gaps) > _SHOWN else ""
                reasons.append(f"tidak ada pengukuran pukul {', '.join(gaps[:_SHOWN])}{rest}")
        if self._hourly_only:
            reasons.append(
                f"riwayat {self._hourly_only} item sudah dihapus; dari ringkasan per jam tidak ada persentil ke-95"
            )
        if self._cut:
            reasons.append(f"{self._cut} item mempunyai lebih dari {_MAX_SAMPLES} nilai; sisanya tidak dibaca")
        if self._late:
            reasons.append(f"Zabbix terlalu lambat; {self._late} item tidak dibaca")
        return reasons

    def _figures(self, item: Item, measure: Measure) -> dict[str, float]:
        values = sorted(measure.value(value) for _, value in self._history(item))
        if values:
            rank = ceil(0.95 * len(values)) - 1
            return {"mean": fsum(values) / len(values), "p95": values[rank], "max": values[-1]}
        if self._api.is_late:
            return {}
        hours = [
            (number(row.get("num")), measure.value(number(row.get("value_avg"))),
             max(measure.value(number(row.get(name))) for name in ("value_min", "value_max")))
            for row in self._api.rows(
                "trend.get", output=["clock", "num", "value_avg", "value_min", "value_max"], itemids=[item.item_id],
                time_from=int(self._day.start.timestamp()), time_till=int(self._end.timestamp()) - 1, limit=HOURS + 2,
            )
        ]  # fmt: skip
        count = fsum(num for num, _, _ in hours)
        if not count:
            return {}
        self._hourly_only += 1
        return {"mean": fsum(num * mean for num, mean, _ in hours) / count, "max": max(most for _, _, most in hours)}

    def _history(self, item: Item) -> list[tuple[int, float]]:
        if self._api.is_late:
            self._late += 1
            return []
        start = int(self._day.start.timestamp())
        rows = self._api.rows(
            "history.get",
            output=["clock", "value"],
            history=int(item.value_type),
            itemids=[item.item_id],
            time_from=start,
            time_till=int(self._end.timestamp()) - 1,
            sortfield="clock",
            sortorder="ASC",
            limit=_MAX_SAMPLES + 1,
        )
        self._cut += len(rows) > _MAX_SAMPLES
        values = [(int(number(row.get("clock"))), number(row.get("value"))) for row in rows[:_MAX_SAMPLES]]
        self._note(values)
        return values

    def _note(self, values: Sequence[tuple[int, float]]) -> None:
        if not values:
            return
        first, last = (datetime.fromtimestamp(values[place][0], UTC) for place in (0, -1))
        self.first_at = first if self.first_at is None else min(first, self.first_at)
        self.last_at = last if self.last_at is None else max(last, self.last_at)
        self.count += len(values)
        self._minutes.update(at // 60 for at, _ in values)
        for at, _ in values:
            self._hours[datetime.fromtimestamp(at, self._day.zone).hour] += 1

    def _gaps(self) -> list[str]:
        """Where no item of any host had a value for longer than `max_age_minutes`: 'HH.MM sampai HH.MM'."""
        moments = [
            self._day.start_utc,
            *(datetime.fromtimestamp(minute * 60, UTC) for minute in sorted(self._minutes)),
            self._end.astimezone(UTC),
        ]
        return [
            f"{self._clock(before)} sampai {self._clock(after)}"
            for before, after in pairwise(moments)
            if after - before > self._max_gap + timedelta(minutes=1)
        ]

    def _clock(self, moment: datetime) -> str:
        return "24.00" if moment >= self._day.end else moment.astimezone(self._day.zone).strftime("%H.%M")
