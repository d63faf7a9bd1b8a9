"""Whom to tell of a day, a month or a change request: from stored facts only, so that every call finds the same.

Each message is claimed in the warehouse before it is sent and marked afterwards. So in reruns, clears and retries
everything is told once, and what failed is tried again by the next call. A sender that dies between claiming and
sending loses nothing: after `LEASE` the next call sends. One that dies (or does not hear the server's answer) between
sending and marking makes the next call send again: messages are told at least once, and e-mails of the same event carry
the same Message-ID, by which mailboxes may know them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import Any

from spse_monev.analysis.changes import FORMS
from spse_monev.changes import ChangeEvent, ChangeRecord, EventKind
from spse_monev.connections import Connections
from spse_monev.facts import Artifact, CheckState
from spse_monev.notifications import Attachment, ChannelError, Channels, Mail, RecipientError
from spse_monev.period import Day, Month
from spse_monev.pipeline.analysis import analysis_gaps, rule_titles
from spse_monev.pipeline.day import judge_day
from spse_monev.pipeline.deviations import deviation_rows, judge_reported_day
from spse_monev.pipeline.month import month_rows
from spse_monev.pipeline.session import first_line, open_warehouse
from spse_monev.reports.notifications import (
    Notice,
    Waiting,
    day_failed,
    decision_waiting,
    email_html,
    email_subject,
    email_text,
    report_ready,
    source_down,
    telegram_text,
    trial,
)
from spse_monev.settings import Site
from spse_monev.text import fingerprint
from spse_monev.warehouse import Warehouse
from spse_monev.warehouse.notifications import Message, MessageState

LOG = logging.getLogger(__name__)

# Longer than a message takes: a mail server is given 30 seconds for each answer (Airflow's connection of type smtp).
LEASE = timedelta(minutes=10)
# Nobody wants a message for each day of a backfill: what is older is in the reports.
TOLD_DAYS = timedelta(days=7)
TOLD_MONTHS = timedelta(days=62)
EMAIL, TELEGRAM = "email", "telegram"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of telling: messages that went out now, and what could not be told and why."""

    sent_count: int
    problems: tuple[str, ...]  # sentences in Bahasa Indonesia; empty if everybody knows


@dataclass(frozen=True, slots=True)
class _Happening:
    """Something to tell; its words are made only if somebody is to be told."""

    event: str
    subject: str
    period: Day | Month | None
    words: Callable[[], Notice]
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class _Address:
    channel: str
    connection: str
    recipient: str


class _Telling:
    """Tells everybody who does not know yet. A channel that does not work is left alone for the rest."""

    def __init__(self, site: Site, warehouse: Warehouse, channels: Channels) -> None:
        self._site, self._known, self._channels = site, warehouse.notifications, channels
        self._sent = 0
        self._problems: list[str] = []
        self._broken: dict[str, str] = {}  # what is wrong with each channel that does not work

    @property
    def outcome(self) -> Outcome:
        """What came of it."""
        return Outcome(self._sent, tuple(self._problems))

    def tell(self, happenings: Iterable[_Happening], *, again: bool = False) -> None:
        """Tell of each; `again`: only those whom an earlier call could not tell."""
        for happening in happenings:
            states = self._known.states(self._site.key, happening.event, happening.subject, LEASE)
            due = []
            for address in _addresses(self._site, happening.event):
                state = states.get((address.channel, address.recipient))
                if state is MessageState.HELD:
                    self._problems.append(
                        _problem(address, "sedang dikirim oleh proses lain, atau proses itu terhenti")
                    )
                elif state is MessageState.OPEN or (state is None and not again):
                    due.append(address)
            if due:
                self._tell(happening, due)

    def _tell(self, happening: _Happening, due: Sequence[_Address]) -> None:
        try:
            notice = happening.words()
        except Exception as error:
            LOG.exception("Pesan %s %s tidak dapat disusun", happening.event, happening.subject)
            what = f"{happening.event} {happening.subject}"
            self._problems.append(f"Pesan {what} tidak dapat disusun: {first_line(error)}")
            return
        for address in due:
            message = Message(happening.event, happening.subject, happening.period, address.channel, address.recipient)
            if (claim := self._known.claim(self._site.key, message, LEASE)) is None:
                continue  # another sender was quicker
            try:
                if address.channel in self._broken:
                    raise ChannelError(self._broken[address.channel])
                mark = fingerprint(self._site.key, message.event, message.subject, message.recipient)
                _send(self._site, notice, happening.attachment, address, mark, self._channels)
            except Exception as error:
                said = first_line(error)
                if not isinstance(error, RecipientError):
                    self._broken[address.channel] = said
                # Also what was not tried is kept as failed, so that the next run knows of it.
                self._known.mark_failed(self._site.key, message, claim, said)
                self._problems.append(_problem(address, said))
            else:
                self._known.mark_sent(self._site.key, message, claim)
                self._sent += 1


def tell_day(
    site: Site, day: Day, connections: Connections, channels: Channels, folder: Path, now: datetime
) -> Outcome:
    """Tell what there is to tell at the end of a day's run, of the requests that wait for people, and what failed."""
    with open_warehouse(site, connections) as warehouse:
        telling = _Telling(site, warehouse, channels)
        if _is_recent(day, now):
            telling.tell(_day(site, day, warehouse, connections, folder, now))
        telling.tell(_requests(site, warehouse.changes.records(site.key)))
        for period in warehouse.notifications.unsent_periods(site.key, site.zone):
            if not _is_recent(period, now):
                continue
            if isinstance(period, Month):
                telling.tell(_month(site, period, warehouse, folder, now), again=True)
            elif period != day:
                telling.tell(_day(site, period, warehouse, connections, folder, now), again=True)
        return telling.outcome


def tell_month(
    site: Site, month: Month, connections: Connections, channels: Channels, folder: Path, now: datetime
) -> Outcome:
    """Tell of the reports of a month."""
    with open_warehouse(site, connections) as warehouse:
        telling = _Telling(site, warehouse, channels)
        if _is_recent(month, now):
            telling.tell(_month(site, month, warehouse, folder, now))
        return telling.outcome


def tell_request(site: Site, number: str, connections: Connections, channels: Channels) -> Outcome:
    """Tell that a request waits for a person, if it does; UnknownRequestError if the register does not know it."""
    with open_warehouse(site, connections) as warehouse:
        telling = _Telling(site, warehouse, channels)
        telling.tell(_requests(site, [warehouse.changes.record(site.key, number)]))
        return telling.outcome


def try_channels(site: Site, channels: Channels, now: datetime) -> Outcome:
    """Send a message to everybody who is told of anything, to see whether it arrives; nothing is kept of it."""
    notice, sent, problems = trial(site, now), 0, []
    for address in _addresses(site):
        try:
            _send(site, notice, None, address, fingerprint(site.key, now.isoformat(), address.recipient), channels)
            sent += 1
        except (ChannelError, RecipientError) as error:
            problems.append(_problem(address, str(error)))
    return Outcome(sent, tuple(problems))


def _day(
    site: Site, day: Day, warehouse: Warehouse, connections: Connections, folder: Path, now: datetime
) -> Iterator[_Happening]:
    from spse_monev.reports.daily import KIND

    coverages, checks = warehouse.coverages(site.key, day), warehouse.last_checks(site.key, day)
    for name in site.sources:
        check = checks.get(name)
        if check is not None and check.state is not CheckState.OK:
            yield _Happening("source_down", f"{day}/{name}", day, partial(source_down, site, day, check))
    report = _newest(warehouse, site, day, KIND)
    state = judge_day(site, coverages, checks)
    missing = [*state.missing, *analysis_gaps(site, day, connections)]
    if report is None:
        missing.append("Laporan harian belum ditulis")
    if missing:
        yield _Happening("day_failed", str(day), day, partial(day_failed, site, day, missing, state.partial))
    if report is not None:
        yield _report(site, report, lambda: _day_summary(site, day, warehouse, now), folder)


def _month(site: Site, month: Month, warehouse: Warehouse, folder: Path, now: datetime) -> Iterator[_Happening]:
    from spse_monev.reports import complaints, monthly

    rows = cache(lambda: month_rows(site, month, warehouse, monthly.questions(site), now))

    def summary(kind: str) -> list[str]:
        told = complaints.summary_sentences if kind == complaints.RECAP_KIND else monthly.summary_sentences
        return list(told(site, month, rows()))

    for kind in (complaints.RECAP_KIND, monthly.KIND):
        if (report := _newest(warehouse, site, month, kind)) is not None:
            yield _report(site, report, partial(summary, kind), folder)


def _requests(site: Site, records: Iterable[ChangeRecord]) -> Iterator[_Happening]:
    """Of each request that waits: that it began to, or the last reminder since."""
    for record in records:
        request = record.request
        if not request.state.is_waiting:
            continue
        cause = _cause(record)
        form = FORMS[request.state]
        waiting = Waiting(request, form.subject, form.executor, cause.kind is EventKind.REMINDED)
        yield _Happening(
            "decision_waiting",
            f"{request.number}/{request.state.value}/{cause.sequence}",
            None,
            partial(decision_waiting, site, waiting),
        )


def _cause(record: ChangeRecord) -> ChangeEvent:
    """Why somebody is told of a waiting request now: documents and answers that cannot be used are no reason."""
    silent = (EventKind.DOCUMENTED, EventKind.MISANSWERED)
    return [each for each in record.events if each.kind not in silent][-1]


def _report(site: Site, report: Artifact, summary: Callable[[], Sequence[str]], folder: Path) -> _Happening:
    """A report is told of once in each state: rewritten as it was it is no news, completed it is."""
    attachment, left_out = _attachment(site, report, folder)

    def words() -> Notice:
        return report_ready(site, report, _report_name(report.kind), summary(), left_out)

    return _Happening("report_ready", f"{report.kind}/{report.period}/{report.state}", report.period, words, attachment)


def _report_name(kind: str) -> str:
    from spse_monev.reports import complaints, daily, monthly

    return {
        daily.KIND: "Laporan Kinerja Aplikasi SPSE",
        complaints.RECAP_KIND: "Rekap Penanganan Permasalahan",
        monthly.KIND: "Laporan Evaluasi Bulanan SPSE",
    }[kind]


def _attachment(site: Site, report: Artifact, folder: Path) -> tuple[Attachment | None, str]:
    """The file as the register knows it, or why it does not go along."""
    from spse_monev.reports.artifacts import content_of

    email = site.notifications.email
    if email is None:
        return None, ""
    if report.bytes > email.attach_up_to_bytes:
        return None, "ukurannya melebihi batas lampiran situs"
    content = content_of(folder, report.path, report.sha256)
    if content is None:
        return None, "berkasnya tidak ada, atau telah berubah sejak ditulis"
    return Attachment(PurePosixPath(report.path).name, content), ""


def _day_summary(site: Site, day: Day, warehouse: Warehouse, now: datetime) -> list[str]:
    """What the report's first sheet says in sentences, and what is not whole."""
    from spse_monev.reports import daily

    rows = {name: warehouse.report_rows(name, site.key, day) for name in daily.QUERIES}
    rows |= deviation_rows(judge_reported_day(site, day, warehouse, now))
    rows |= {name: [] for name in daily.COMPARED} | {"rule_titles": rule_titles()}
    return list(daily.summary_sentences(site, day, rows))


def _newest(warehouse: Warehouse, site: Site, period: Day | Month, kind: str) -> Artifact | None:
    found = [each for each in warehouse.artifacts(site.key, period) if each.kind == kind]
    return found[-1] if found else None


def _send(
    site: Site, notice: Notice, attachment: Attachment | None, address: _Address, mark: str, channels: Channels
) -> None:
    email = site.notifications.email
    if address.channel == TELEGRAM or email is None:
        channels.send_telegram(address.connection, address.recipient, telegram_text(site, notice))
        return
    mail = Mail(
        sender_name=site.name,
        sender=email.sender,
        recipient=address.recipient,
        message_id=f"<{mark}.spse-monev@{email.sender.rpartition('@')[2]}>",
        subject=email_subject(site, notice),
        text=email_text(site, notice),
        html=email_html(site, notice),
        attachment=attachment,
    )
    channels.send_email(address.connection, mail)


def _addresses(site: Site, event: Any = None) -> Iterator[_Address]:
    """Who is told of an event, or of anything, by which channel; each once."""
    settings = site.notifications
    known: list[tuple[str, str, Any]] = []
    if settings.email:
        known.append((EMAIL, settings.email.connection, settings.email.recipients))
    if settings.telegram:
        known.append((TELEGRAM, settings.telegram.connection, settings.telegram.chats))
    for channel, connection, lists in known:
        chosen = lists.values() if event is None else [lists.get(event, ())]
        for recipient in dict.fromkeys(each for recipients in chosen for each in recipients):
            yield _Address(channel, connection, recipient)


def _problem(address: _Address, why: str) -> str:
    names = {EMAIL: "E-mail", TELEGRAM: "Telegram"}
    return f"{names[address.channel]} kepada {address.recipient}: {why}"


def _is_recent(period: Day | Month, now: datetime) -> bool:
    return now - period.end <= (TOLD_DAYS if isinstance(period, Day) else TOLD_MONTHS)
