"""`spse complaints correct`: what a person says of one complaint, kept with name and time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from spse_monev import pipeline
from spse_monev.cli.day import SiteOption
from spse_monev.cli.terminal import out, plain_errors
from spse_monev.complaints import ComplaintClass, CorrectedField, Correction
from spse_monev.connections import EnvironmentConnections
from spse_monev.correction_sheet import NONE
from spse_monev.labels import topics
from spse_monev.settings import find_site


def correct(
    code: Annotated[str, typer.Argument(help="Kode keluhan (16 huruf dan angka) dari rekap atau lembar koreksi.")],
    by: Annotated[str, typer.Option("--by", help="Nama pengoreksi; dicatat dalam jejak koreksi.")],
    complaint_class: Annotated[ComplaintClass | None, typer.Option("--class", help="Kelas yang benar.")] = None,
    topic: Annotated[
        str | None, typer.Option("--topic", help="Topik yang benar (include/complaints/topics.yaml).")
    ] = None,
    same_as: Annotated[str | None, typer.Option("--same-as", help=f"Kode keluhan yang diulang, atau '{NONE}'.")] = None,
    is_complaint: Annotated[str | None, typer.Option("--is-complaint", help="ya atau tidak.")] = None,
    note: Annotated[str, typer.Option("--note", help="Alasan.")] = "",
    site: SiteOption = None,
) -> None:
    """Koreksi kelas, topik atau pengulangan satu keluhan; nilai lama tetap tersimpan sebagai jejak."""
    with plain_errors():
        values = _values(complaint_class, topic, same_as, is_complaint)
        if not by.strip():
            raise ValueError("nama pengoreksi (--by) kosong; isi nama orang yang bertanggung jawab atas koreksi")
        chosen = find_site(site)
        # The corrections of one command stand or fall one by one, as the rows of a sheet do.
        for field, value in values.items():
            correction = Correction(code.strip().lower(), field, value, by.strip(), note)
            entered = pipeline.correct_complaint(chosen, correction, EnvironmentConnections(), datetime.now(UTC))
            out.print(
                f"{field.value}: {value or NONE} — {'dicatat' if entered else 'sudah tercatat sebelumnya'}.",
                highlight=False,
            )


def _values(
    complaint_class: ComplaintClass | None, topic: str | None, same_as: str | None, is_complaint: str | None
) -> dict[CorrectedField, str]:
    """The fields that are given, checked; ValueError says what is allowed."""
    if topic is not None and topic not in topics():
        raise ValueError(f"topik {topic!r} tidak dikenal; pilih salah satu dari: {', '.join(topics())}")
    if is_complaint is not None and is_complaint not in ("ya", "tidak"):
        raise ValueError(f"--is-complaint {is_complaint!r} harus 'ya' atau 'tidak'")
    given = {
        CorrectedField.CLASS: None if complaint_class is None else str(complaint_class),
        CorrectedField.TOPIC: topic,
        CorrectedField.SAME_AS: "" if same_as == NONE else same_as,
        CorrectedField.IS_COMPLAINT: is_complaint,
    }
    values = {field: value for field, value in given.items() if value is not None}
    if not values:
        raise ValueError("tidak ada yang dikoreksi; isi --class, --topic, --same-as atau --is-complaint")
    return values
