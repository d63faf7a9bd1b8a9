"""SOP step 3: the steps of a month's complaints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spse_monev.complaints import ComplaintClass, Correction, Import, Label
from spse_monev.connections import Connections
from spse_monev.facts import Artifact, CoverageState
from spse_monev.observations import Observations
from spse_monev.period import Month
from spse_monev.pipeline.analysis import observe
from spse_monev.pipeline.deviations import deviation_rows, judge_reported_recap
from spse_monev.pipeline.session import PeriodState, details_deleted, first_line, open_warehouse
from spse_monev.settings import Helpdesk, HelpdeskSource, SettingsError, Site, SpreadsheetSource
from spse_monev.warehouse import Warehouse
from spse_monev.warehouse.complaints import StoredImport

if TYPE_CHECKING:
    from spse_monev.sources.helpdesk.protect import Protector


@dataclass(frozen=True, slots=True)
class Imported:
    """What one source gave in one run, and how completely it tells of the month now."""

    state: CoverageState
    reasons: tuple[str, ...]  # sentences in Bahasa Indonesia; empty exactly when state is ok
    import_count: int = 0  # files or answers that were new
    complaint_count: int = 0
    rejection_count: int = 0
    correction_count: int = 0


@dataclass(frozen=True, slots=True)
class Classified:
    """How many complaints of the month were judged."""

    complaint_count: int
    repeated_count: int
    review_count: int


def import_complaints(site: Site, month: Month, name: str, connections: Connections, now: datetime) -> Imported:
    """Read what is new in one of the site's helpdesk sources and store it; returns what the month has of it.

    A file that was processed is not read again. When the source fails, the month's coverage says why before the error
    goes on; what was stored of it earlier stays.
    """
    helpdesk = _helpdesk(site)
    source = helpdesk.sources[name]
    with open_warehouse(site, connections) as warehouse:
        try:
            found, problems = _read(site, month, name, source, helpdesk, connections, warehouse, now)
        except Exception as error:
            reason = f"{source.label} gagal dibaca: {first_line(error)}"
            _cover(site, month, name, source, [reason], warehouse, now)
            raise
        state, reasons = _cover(site, month, name, source, problems, warehouse, now)
    return Imported(
        state,
        reasons,
        import_count=len(found),
        complaint_count=sum(len(each.complaints) for each in found),
        rejection_count=sum(len(each.rejections) for each in found),
        correction_count=sum(len(each.corrections) for each in found),
    )


def classify_complaints(site: Site, month: Month, connections: Connections, now: datetime) -> Classified:
    """Link the month's records that are one complaint, and say of each its class and topic.

    The classifier learns from the corpus and from all corrections of the site.
    """
    from spse_monev.analysis.complaints.classifier import train
    from spse_monev.analysis.complaints.corpus import Example
    from spse_monev.analysis.complaints.repeats import find_repeats

    helpdesk = _helpdesk(site)
    with open_warehouse(site, connections) as warehouse:
        kept = warehouse.complaints
        # What came in just before the month may be repeated in it.
        known = kept.span(site.key, month.start - timedelta(days=helpdesk.repeat_days), month.end)
        complaints = [complaint for complaint in known if complaint.received_at in month]
        of_month = {complaint.complaint_id for complaint in complaints}
        repeats = find_repeats(known, kept.decided_links(site.key), helpdesk.repeat_days)
        links = [link for link in repeats if link.complaint_id in of_month]
        kept.store_links(site.key, month.start, month.end, links)
        corrected = [
            Example(_said(row.title, row.text), ComplaintClass(row.complaint_class), row.topic, row.complaint_id)
            for row in kept.corrected_texts(site.key)
        ]
        classifier = train(corrected)
        verdicts = classifier.classify([_said(complaint.title, complaint.text) for complaint in complaints])
        labels = [
            Label(
                complaint.complaint_id,
                verdict.complaint_class,
                verdict.topic,
                verdict.confidence,
                verdict.topic_confidence,
                needs_review=verdict.confidence < helpdesk.min_confidence,
            )
            for complaint, verdict in zip(complaints, verdicts, strict=True)
        ]
        kept.store_labels(site.key, labels, classifier.version, now)
    return Classified(len(complaints), len(links), sum(label.needs_review for label in labels))


def write_complaint_reports(
    site: Site, month: Month, connections: Connections, folder: Path, now: datetime
) -> tuple[Artifact, ...]:
    """Write the month's 'Rekap Penanganan Permasalahan' and the correction sheet, and record both files.

    ValueError if the complaints' texts were deleted by retention: the reports were written when they were there.
    """
    from spse_monev.reports import complaints

    helpdesk = _helpdesk(site)
    with open_warehouse(site, connections) as warehouse:
        rows = {name: warehouse.report_rows(name, site.key, month) for name in complaints.QUERIES}
        if any(row["text_deleted_at"] for row in rows["complaints"]):
            raise details_deleted(month)
        rows |= deviation_rows(judge_reported_recap(site, helpdesk, month, warehouse, now))
        rows |= link_rows(observe(site, month, warehouse))
        artifacts = complaints.write_complaint_reports(site, month, rows, folder, now)
        for artifact in artifacts:
            warehouse.record_artifact(site.key, artifact)
    return artifacts


def link_rows(seen: Observations) -> dict[str, list[dict[str, Any]]]:
    """What came together in complaints and servers, as reports are given it (`reports.complaints.links.LINKED`)."""
    from spse_monev.analysis.joining import join

    joined = join(seen)
    return {
        "links": [asdict(link) for link in joined.links],
        "link_notes": [{"text": note} for note in joined.notes],
    }


def complaint_state(site: Site, month: Month, connections: Connections) -> PeriodState:
    """Judge how complete the month's complaints are, from what each source told of it; whole without a helpdesk."""
    if site.helpdesk is None:
        return PeriodState((), ())
    with open_warehouse(site, connections) as warehouse:
        coverages = warehouse.complaints.coverages(site.key, month)
    missing: list[str] = []
    partial: list[str] = []
    for name, source in site.helpdesk.sources.items():
        state, reasons = coverages.get(name, (CoverageState.MISSING, ("belum dibaca",)))
        gaps = missing if state is CoverageState.MISSING and source.required else partial
        gaps.extend(f"{source.label}: {reason}" for reason in reasons)
    return PeriodState(tuple(missing), tuple(partial))


def correct_complaint(site: Site, correction: Correction, connections: Connections, now: datetime) -> bool:
    """Enter a person's correction; False if a person has said so already. CorrectionError if it cannot be entered."""
    if correction.note:
        from spse_monev.sources.helpdesk.protect import Protector

        protector = Protector(connections.get(_helpdesk(site).salt).password, site.key)
        correction = replace(correction, note=protector.mask(correction.note))
    with open_warehouse(site, connections) as warehouse:
        return warehouse.complaints.correct(site.key, correction, now)


def _helpdesk(site: Site) -> Helpdesk:
    if site.helpdesk is None:
        raise SettingsError(
            f"situs {site.key} belum punya sumber keluhan; isi 'helpdesk' pada berkas situs "
            "(contoh: docs/contoh-situs/lpse_semua_sumber.yaml)"
        )
    return site.helpdesk


def _said(title: str, text: str) -> str:
    """Title and text as one; a title that the text repeats says nothing more."""
    return text if title.casefold() in text.casefold() else f"{title}. {text}"


def _read(
    site: Site, month: Month, name: str, source: HelpdeskSource, helpdesk: Helpdesk, connections: Connections,
    warehouse: Warehouse, now: datetime,
) -> tuple[list[Import], list[str]]:  # fmt: skip
    """Read and store what is new; returns it, with the sentences that say what could not be read."""
    from spse_monev.sources.helpdesk.protect import Protector
    from spse_monev.sources.helpdesk.ticket_system import read_system

    protector = Protector(connections.get(helpdesk.salt).password, site.key)
    if not warehouse.complaints.keep_salt(site.key, protector.mark):
        raise ValueError(
            f"kata sandi koneksi {helpdesk.salt!r} berbeda dari yang dipakai sebelumnya, sehingga keluhan lama akan "
            "terhitung lagi sebagai keluhan baru; kembalikan nilai semula dari cadangan"
        )
    zone = site.zone
    if not isinstance(source, SpreadsheetSource):
        answer = read_system(name, source, connections.get(source.connection), zone, month, protector, now)
        warehouse.complaints.store_import(site.key, name, answer, now)
        return [answer], []
    return _read_inbox(site, name, source, protector, connections, warehouse, now)


def _read_inbox(
    site: Site, name: str, source: SpreadsheetSource, protector: Protector, connections: Connections,
    warehouse: Warehouse, now: datetime,
) -> tuple[list[Import], list[str]]:  # fmt: skip
    from spse_monev.sources.files import FileReadError
    from spse_monev.sources.helpdesk import inbox, spreadsheet

    connection = connections.get(source.connection) if source.connection else None
    processed = set(warehouse.complaints.processed(site.key, name))
    lying = inbox.find_inbox(source, connection)
    found: list[Import] = []
    problems = list(lying.problems)
    for each in lying.files:
        try:
            file = inbox.read_whole(each, now)
        except FileReadError as error:
            problems.append(str(error))
            continue
        import_id = spreadsheet.import_id(name, source, file)
        if import_id in processed:
            continue
        read = spreadsheet.read_file(name, source, file, site.zone, protector)
        warehouse.complaints.store_import(site.key, name, read, now)
        if read.state is CoverageState.MISSING:
            problems.extend(read.reasons)
        # A copy of it may lie beside it under another name.
        processed.add(import_id)
        found.append(read)
    return found, problems


def _cover(
    site: Site, month: Month, name: str, source: HelpdeskSource, problems: Sequence[str], warehouse: Warehouse,
    now: datetime,
) -> tuple[CoverageState, tuple[str, ...]]:  # fmt: skip
    """Judge how completely a source tells of the month, from all its imports, and store that."""
    imports = [
        each for each in warehouse.complaints.imports(site.key, name, month) if each.state is not CoverageState.MISSING
    ]
    reasons = [*problems, *_gaps(source, month, imports, now)]
    if not imports:
        state = CoverageState.MISSING
        reasons = reasons or [f"{source.label}: tidak ada berkas yang memuat keluhan bulan {month}"]
    else:
        state = CoverageState.PARTIAL if reasons else CoverageState.OK
    reasons = list(dict.fromkeys(reasons))
    warehouse.complaints.store_coverage(site.key, month, name, state, reasons, now)
    return state, tuple(reasons)


def _gaps(source: HelpdeskSource, month: Month, imports: Sequence[StoredImport], now: datetime) -> list[str]:
    """What the imports themselves say is not whole."""
    # By the file's name alone: where the inbox lies is no matter of the report's reader.
    gaps = [f"{each.name.rpartition('/')[2]}: {reason}" for each in imports for reason in each.reasons]
    if now < month.end:
        gaps.append("bulan belum berakhir")
    elif not isinstance(source, SpreadsheetSource):
        gaps.extend(
            f"{each.name} dibaca sebelum bulan berakhir; jalankan lagi impornya"
            for each in imports
            if each.as_of < month.end
        )
    return gaps
