"""A notice as an e-mail and as a message of Telegram; whatever a log or a person said stays plain text in both."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, StrictUndefined, Template

from spse_monev.reports.notifications.notices import Notice, one_line
from spse_monev.settings import PROJECT, Site

MAX_SUBJECT = 150  # characters
MAX_TELEGRAM = 4096  # UTF-16 code units, https://core.telegram.org/bots/api#sendmessage
TEMPLATE = PROJECT / "include" / "templates" / "pemberitahuan.html"
SYNTHETIC = "DATA SINTETIS — seluruh angka dan nama dalam pesan ini buatan, bukan data LPSE yang sebenarnya."
AUTOMATIC = "Pesan otomatis dari pemantauan SPSE; jangan dibalas."


def email_subject(site: Site, notice: Notice) -> str:
    """The head of the e-mail: one line, and of whom it is."""
    synthetic = "[SINTETIS] " if site.synthetic else ""
    return one_line(f"{synthetic}[{site.name}] {notice.title}", MAX_SUBJECT)


def email_text(site: Site, notice: Notice) -> str:
    """The e-mail for those who read plain text."""
    head = [one_line(line) for line in site.letterhead.lines]
    parts = ["\n".join(head), SYNTHETIC if site.synthetic else "", *_parts(notice), f"-- \n{AUTOMATIC}"]
    return "\n\n".join(part for part in parts if part) + "\n"


def email_html(site: Site, notice: Notice) -> str:
    """The same as HTML that needs nothing from elsewhere; every value is escaped."""
    return _template().render(
        site=site, notice=notice, synthetic=SYNTHETIC if site.synthetic else "", automatic=AUTOMATIC
    )


def telegram_text(site: Site, notice: Notice) -> str:
    """The message as plain text, to be sent without any mode of markup; what is too long loses facts, never links."""
    head = one_line(site.name, 100) + (f"\n{SYNTHETIC}" if site.synthetic else "")
    links = "\n".join(f"{label}: {url}" for label, url in notice.links)
    for count in range(len(notice.facts), -1, -1):
        left = len(notice.facts) - count
        facts = [f"• {each}" for each in notice.facts[:count]] + ([f"… dan {left} hal lain."] if left else [])
        parts = (head, notice.title, notice.state, "\n".join(facts), notice.action, links)
        text = "\n\n".join(part for part in parts if part)
        if _units(text) <= MAX_TELEGRAM:
            return text
    return text.encode("utf-16-le")[: MAX_TELEGRAM * 2].decode("utf-16-le", "ignore")


def _parts(notice: Notice) -> list[str]:
    return [
        notice.title,
        notice.state,
        "\n".join(f"- {each}" for each in notice.facts),
        notice.action,
        notice.attached,
        "\n".join(f"{label}: {url}" for label, url in notice.links),
    ]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
