"""`spse complaints classify` as an operator calls it, on files as offices have them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner, Result

from spse_monev.cli import app
from spse_monev.complaints import ComplaintClass
from spse_monev.labels import topics

TEXTS = [
    "penawaran gagal diunggah, berhenti di 90% padahal internet lancar",
    "",
    "bagaimana cara mengganti kata sandi?",
]


def classify(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, ["complaints", "classify", *map(str, arguments)], input=stdin)


def labels(*arguments: str | Path, stdin: str | None = None) -> list[dict[str, object]]:
    done = classify(*arguments, "--json", stdin=stdin)
    assert done.exit_code == 0, done.output
    return list(json.loads(done.stdout))


def csv_of(path: Path, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    lines = [f"no{delimiter}uraian", *(f'{number}{delimiter}"{text}"' for number, text in enumerate(TEXTS))]
    path.write_text("\r\n".join(lines) + "\r\n", encoding=encoding)
    return path


def test_the_answer_lines_up_with_the_file(tmp_path: Path) -> None:
    answer = labels(csv_of(tmp_path / "keluhan.csv"), "--column", "uraian")
    assert [set(one) for one in answer] == [{"text", "label", "confidence", "topic"}] * len(TEXTS)
    assert [one["text"] for one in answer] == TEXTS
    assert [one["label"] for one in answer] == ["upload_download", "keluhan_lain", "penggunaan_aplikasi"]
    assert [one["topic"] for one in answer] == ["upload_penawaran", "lainnya", "login"]
    confidences = [one["confidence"] for one in answer]
    assert confidences[1] == 0
    assert min(confidences[0], confidences[2]) > 0.7  # type: ignore[type-var]
    assert all(one["label"] in [*ComplaintClass] and one["topic"] in topics() for one in answer)


def test_every_kind_of_file_gives_the_same(tmp_path: Path) -> None:
    expected = labels(csv_of(tmp_path / "keluhan.csv"))
    assert labels(csv_of(tmp_path / "titik-koma.csv", ";", "utf-16"), "--column", "URAIAN") == expected
    workbook = Workbook()
    workbook.active.append(["REKAP KELUHAN", None])
    workbook.active.append(["No", "Uraian"])
    for number, text in enumerate(TEXTS):
        workbook.active.append([number, text or None])
    workbook.save(tmp_path / "keluhan.xlsx")
    assert labels(tmp_path / "keluhan.xlsx") == expected
    lines = "\n".join(TEXTS) + "\n"
    (tmp_path / "keluhan.txt").write_text(lines)
    assert labels(tmp_path / "keluhan.txt") == expected
    assert labels("-", stdin=lines) == expected
    (tmp_path / "keluhan.jsonl").write_text("\n".join(json.dumps({"text": text}) for text in TEXTS))
    assert labels(tmp_path / "keluhan.jsonl") == expected


def test_one_column_needs_no_heading(tmp_path: Path) -> None:
    (tmp_path / "keluhan.csv").write_text("lpse tidak bisa dibuka sama sekali\ncara daftar penyedia\n")
    assert [one["topic"] for one in labels(tmp_path / "keluhan.csv")] == ["akses", "akun"]


def test_texts_are_given_back_as_they_are(tmp_path: Path) -> None:
    hostile = [
        '=HYPERLINK("http://contoh.invalid")',
        "<script>alert(1)</script>",
        "[bold]tebal[/]",
        "🙏" * 50,
        "a" * 9999,
    ]
    (tmp_path / "keluhan.txt").write_text("\n".join(hostile))
    assert [one["text"] for one in labels(tmp_path / "keluhan.txt")] == hostile
    shown = classify(tmp_path / "keluhan.txt")
    assert shown.exit_code == 0
    assert "[bold]tebal[/]" in shown.stdout


def test_the_table_says_how_many_a_person_has_to_see(tmp_path: Path) -> None:
    shown = classify(csv_of(tmp_path / "keluhan.csv"))
    assert shown.exit_code == 0
    assert "Keluhan lain" in shown.stdout
    assert "1 teks perlu dilihat orang" in shown.stderr


@pytest.mark.parametrize(
    ("name", "content", "options", "expected"),
    [
        ("keluhan.csv", b"no,uraian\n1,lpse lambat\n", ["--column", "teks"], "Kolom yang ada: no, uraian"),
        ("keluhan.csv", b"no,catatan\n1,lpse lambat\n", [], "sebutkan dengan --column. Kolom yang ada: no, catatan"),
        ("keluhan.txt", b"lpse lambat\n", ["--column", "teks"], "satu teks per baris"),
        ("keluhan.jsonl", b'{"text": "a"}\n{"text": \n', [], "baris 2 bukan JSON"),
        ("keluhan.jsonl", b'{"catatan": "a"}\n', [], "Kolom yang ada: catatan"),
        ("keluhan.pdf", b"%PDF-1.7 ...", [], "dokumen PDF"),
        ("keluhan.csv", b"", [], "berkas kosong"),
    ],
)
def test_what_cannot_be_read_is_one_message(
    tmp_path: Path, name: str, content: bytes, options: list[str], expected: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = classify(tmp_path / name, *options, "--json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert expected in " ".join(done.stderr.split())


def test_a_missing_file_is_one_message(tmp_path: Path) -> None:
    done = classify(tmp_path / "tidak-ada.csv")
    assert done.exit_code == 2
    assert "tidak dapat dibaca" in " ".join(done.stderr.split())
