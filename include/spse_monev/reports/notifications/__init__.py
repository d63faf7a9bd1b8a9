"""What an office is told by e-mail and Telegram, in words: `notices` says what, `rendering` gives it its form."""

from spse_monev.reports.notifications.notices import (
    Notice,
    Waiting,
    day_failed,
    decision_waiting,
    report_ready,
    source_down,
    trial,
)
from spse_monev.reports.notifications.rendering import email_html, email_subject, email_text, telegram_text

__all__ = [
    "Notice",
    "Waiting",
    "day_failed",
    "decision_waiting",
    "email_html",
    "email_subject",
    "email_text",
    "report_ready",
    "source_down",
    "telegram_text",
    "trial",
]
