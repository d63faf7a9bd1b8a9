"""`spse rules`: which rules there are, and what each says."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Column, Table

from spse_monev.analysis.rules.catalogue import RuleError, find_rule, load_rules, with_overrides
from spse_monev.analysis.rules.model import Rule
from spse_monev.cli.terminal import out, plain_errors
from spse_monev.labels import actor_label, change_class_label, urgency_label
from spse_monev.settings import find_site

app = typer.Typer(no_args_is_help=True, help="Aturan penilaian kebutuhan perubahan.")
JsonOption = Annotated[bool, typer.Option("--json", help="Keluarkan sebagai JSON.")]


@app.command("list")
def list_(as_json: JsonOption = False) -> None:
    """Daftar semua aturan."""
    with plain_errors(RuleError):
        rules = load_rules()
    if as_json:
        _print_json([_short(rule) for rule in rules])
        return
    table = Table("Aturan", Column("Judul", overflow="fold"), "Kelas", "Pelaku")
    for rule in rules:
        table.add_row(rule.id, escape(rule.plain_title), change_class_label(rule.change_class), actor_label(rule.actor))
    out.print(table)


@app.command("explain")
def explain(
    rule_id: Annotated[str, typer.Argument(help="Nomor aturan, misalnya R05.")],
    site: Annotated[str | None, typer.Option("--site", help="Dengan perubahan situs ini.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Jelaskan satu aturan: tanda, ambang, perubahan, kelas, dan asal ambangnya."""
    with plain_errors(RuleError):
        rules = load_rules()
        if site is not None:
            rules = with_overrides(rules, find_site(site).rules)
        rule = find_rule(rules, rule_id)
    if as_json:
        _print_json(rule.model_dump(mode="json", exclude_none=True))
        return
    table = Table(show_header=False, show_lines=True, title=f"{rule.id}: {escape(rule.plain_title)}")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for heading, text in _rows(rule):
        table.add_row(heading, escape(text))
    out.print(table)


@app.command("table")
def table() -> None:
    """Cetak semua aturan sebagai dokumen Markdown (docs/aturan.md)."""
    from spse_monev.cli.rules_document import rules_document

    with plain_errors(RuleError):
        typer.echo(rules_document(load_rules()), nl=False)


def _rows(rule: Rule) -> list[tuple[str, str]]:
    return [
        ("Tanda", _signal(rule.signal.model_dump(mode="json", exclude_none=True))),
        *(
            ("Syarat", f"{'TIDAK: ' if condition.absent else ''}{condition.meaning}\n"
             f"{_signal(condition.signal.model_dump(mode='json', exclude_none=True))}")
            for condition in rule.conditions
        ),
        ("Perubahan", rule.change.what),
        ("Cara", rule.change.how),
        ("Uji", rule.change.test),
        ("Pengembalian", rule.change.undo),
        ("Kelas", f"{change_class_label(rule.change_class)}. {rule.basis}"),
        ("Pelaku", actor_label(rule.actor)),
        ("Urgensi, dampak", f"{urgency_label(rule.urgency)}, {rule.impact}"),
        ("Asal ambang", rule.source),
    ]  # fmt: skip


def _signal(content: dict[str, Any]) -> str:
    return "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in content.items())


def _short(rule: Rule) -> dict[str, str]:
    return {
        "id": rule.id,
        "title": rule.title,
        "class": str(rule.change_class),
        "actor": str(rule.actor),
        "source": rule.source,
    }


def _print_json(content: Any) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))
