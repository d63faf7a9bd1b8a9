"""The pages of the synthetic SPSE: their routes, the action and template behind each, and the queries it asks."""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """One route that ordinary users take."""

    method: str
    path: str  # '{id}' and '{hash}' differ from request to request
    action: str  # as Play's monitors name it; '': a file that the web server gives out itself
    template: str = ""
    query: str = ""
    status: int = 200
    median_ms: float = 30.0
    weight: float = 1.0
    purpose: str = "page"  # page, upload or download


PAGES = (
    Page("GET", "/eproc4/", "PublikCtr.index()", "app/views/publik/index.html",
         "select count(*) from lelang where lls_status = 1", weight=8),
    Page("GET", "/eproc4/lelang", "lelang.LelangCtr.index()", "app/views/lelang/index.html",
         "select l.lls_id, p.pkt_nama from lelang l join paket p on p.pkt_id = l.pkt_id order by l.lls_id desc limit "
         "25", median_ms=85, weight=7),
    Page("GET", "/eproc4/lelang/{id}/pengumumanlelang", "lelang.LelangCtr.pengumuman()",
         "app/views/lelang/pengumuman.html", "select * from lelang where lls_id = ?", median_ms=45, weight=6),
    Page("GET", "/eproc4/lelang/{id}/jadwal", "lelang.JadwalCtr.index()", "app/views/lelang/jadwal.html",
         "select * from jadwal where lls_id = ? order by dtj_tglawal", median_ms=25, weight=4),
    Page("GET", "/eproc4/lelang/{id}/peserta", "lelang.PesertaCtr.index()", "app/views/lelang/peserta.html",
         "select psr_id, pnw_harga from peserta left join penawaran using (psr_id) where lls_id = ?", median_ms=60,
         weight=3),
    Page("POST", "/eproc4/login", "LoginCtr.masuk()", "", "select * from pengguna where pgw_userid = ?", status=302,
         median_ms=110, weight=3),
    Page("POST", "/eproc4/penawaran/{id}/kirim", "lelang.PenawaranCtr.kirim()", "",
         "insert into penawaran (psr_id, pnw_harga) values (?, ?)", status=302, median_ms=140, weight=1),
    Page("POST", "/eproc4/dokumen/upload", "DokumenCtr.upload()", "",
         "insert into dokumen (dok_nama, dok_ukuran) values (?, ?)", median_ms=1900, weight=2, purpose="upload"),
    Page("GET", "/eproc4/dl/{hash}", "DownloadCtr.dl()", "", "select * from dokumen where dok_hash = ?",
         median_ms=420, weight=4, purpose="download"),
    Page("GET", "/eproc4/public/css/spse.css", "", median_ms=1, weight=6),
)  # fmt: skip

FRONT = PAGES[0]
SLOW_ACTION = "lelang.PesertaCtr.index()"  # asks the query whose index is dropped at the end of the demo's story
SLOW_FACTOR = 14.0

DOWNLOAD_ROUTE = "^/eproc4/dl/"
UPLOAD_ROUTE = "^/eproc4/dokumen/upload"
