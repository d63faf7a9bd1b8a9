"""The files of a day or a month, as every page lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from spse_monev.connections import Connections
from spse_monev.facts import Artifact
from spse_monev.period import Day, Month
from spse_monev.pipeline.session import open_warehouse
from spse_monev.reports.files import size_of
from spse_monev.settings import Site
from spse_monev.warehouse import Warehouse

# What an office calls each kind of file, what it reads first and hands on first.
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "laporan_harian": "Laporan Kinerja Aplikasi SPSE",
        "laporan_evaluasi": "Laporan Evaluasi Bulanan",
        "rekap_keluhan": "Rekap Penanganan Permasalahan",
        "lembar_koreksi": "Lembar koreksi keluhan",
        "formulir_perubahan": "Formulir Permohonan Perubahan (draf)",
        "formulir_konsultasi": "Formulir Konsultasi (draf)",
        "dokumen_perubahan": "Dokumen permohonan perubahan",
        "arsip": "Arsip bulan (zip)",
        "daftar_hash": "Daftar SHA-256",
        "manifes": "Daftar berkas",
        "data_bulanan": "Data bulan (JSON)",
        "tabel_bulanan": "Tabel data (Parquet)",
    }
)
_ORDER = {kind: index for index, kind in enumerate(_KINDS)}
ABSENT = "tidak ada di folder artefak"
CHANGED = "isinya di folder artefak bukan lagi yang tercatat"


@dataclass(frozen=True, slots=True)
class ListedFile:
    """The newest version of one path, as the register of files has it."""

    path: str  # below the artifact folder; what the route `download` takes
    place: str  # below the site's folder
    name: str
    kind: str  # as registered
    label: str  # what an office calls that kind
    state: str  # 'lengkap' or 'sebagian'
    bytes: int
    sha256: str
    written_at: datetime
    problem: str  # why it cannot be downloaded, in Bahasa Indonesia; empty if it can

    @property
    def is_whole(self) -> bool:
        """Whether all that it tells of was read."""
        return self.state == "lengkap"


def kind_label(kind: str) -> str:
    """What an office calls a kind of file; a kind without a word is shown as it is."""
    return _KINDS.get(kind, kind)


def read_files(site: Site, period: Day | Month, connections: Connections, folder: Path) -> tuple[ListedFile, ...]:
    """`list_files` with a session of its own."""
    with open_warehouse(site, connections) as warehouse:
        return list_files(site, period, warehouse, folder)


def list_files(site: Site, period: Day | Month, warehouse: Warehouse, folder: Path) -> tuple[ListedFile, ...]:
    """The newest version of each file of a period, the reports first; `folder` is the artifact folder.

    A file that is gone, or has another size than was registered, stays in the list and says so: the register tells
    what was handed out, and the folder what can be had.
    """
    # Oldest first, so the newest of a path is the one that stays.
    newest = {each.path: each for each in warehouse.artifacts(site.key, period)}
    ranked = sorted(newest.values(), key=lambda each: (_ORDER.get(each.kind, len(_ORDER)), each.path))
    return tuple(_listed(site, each, folder) for each in ranked)


def _listed(site: Site, artifact: Artifact, folder: Path) -> ListedFile:
    place = PurePosixPath(artifact.path)
    # What lies in no folder of this site is for nobody here, whatever the register says.
    found = size_of(folder, artifact.path) if place.parts[0] == site.key else None
    return ListedFile(
        path=artifact.path,
        place="/".join(place.parts[1:]),
        name=place.name,
        kind=artifact.kind,
        label=kind_label(artifact.kind),
        state=artifact.state,
        bytes=artifact.bytes,
        sha256=artifact.sha256,
        written_at=artifact.written_at,
        problem=ABSENT if found is None else "" if found == artifact.bytes else CHANGED,
    )
