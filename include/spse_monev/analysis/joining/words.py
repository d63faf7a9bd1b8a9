"""Links as sentences in Bahasa Indonesia, which say what came together and claim no cause."""

from __future__ import annotations

from spse_monev.analysis.joining.catalogue import MATTERS, SIGNALS
from spse_monev.figures import shown
from spse_monev.findings import ComplaintLink, LinkStrength

NOT_READ = "Keluhan pengguna tidak terbaca untuk masa ini, sehingga tidak dikaitkan dengan tanda-tanda pada server."
READ_IN_PART = (
    "Keluhan pengguna hanya terbaca sebagian; kaitannya dengan tanda-tanda pada server mungkin tidak lengkap."
)

_STRENGTHS = {
    LinkStrength.STRONG: "Kaitan waktunya kuat, tetapi tidak menunjukkan sebab",
    LinkStrength.MEDIUM: "Kaitan waktunya sedang, dan tidak menunjukkan sebab",
    LinkStrength.WEAK: "Kaitan waktunya lemah, dan tidak menunjukkan sebab",
    LinkStrength.NONE: "Kaitan waktu tidak tampak",
}


def sentence(link: ComplaintLink, untold: int, usual_days: int) -> str:
    """What is to be said of one link.

    `untold` complaints came on days on which the signal was not looked for; on `usual_days` it was not unusual.
    """
    seen = "terlihat lebih dari biasanya" if usual_days else "terlihat"
    complaints = f"keluhan tentang {MATTERS[link.matter].label}"
    signal = f'"{SIGNALS[link.signal].label}"'
    count = shown(link.complaint_count)
    if link.strength is LinkStrength.NOT_READ:
        return (
            f"{signal} tidak dapat dikaitkan dengan {shown(untold)} {complaints}: tidak ada sumbernya yang terbaca "
            "pada hari-hari keluhan itu."
        )
    others = f" {shown(untold)} lainnya diterima pada hari yang sumbernya tidak terbaca." if untold else ""
    if link.strength is LinkStrength.NOT_SEEN:
        days = f"{link.read_day_count} hari yang terbaca"
        shared = f"kesamaan waktu dengan {count} {complaints}"
        return f"{signal} tidak {seen} pada {days}, sehingga tidak ada {shared}.{others}"
    together = f"{shown(link.matched_count)} diterima pada {_when(link)} dengan {signal}"
    if link.strength is LinkStrength.TOO_FEW:
        return f"Baru ada {count} {complaints} ({together}); terlalu sedikit untuk menilai kaitannya.{others}"
    on_days = f", pada {link.matched_day_count} hari" if link.matched_count else ""
    expected = f"secara kebetulan diperkirakan {_about(link.expected_count or 0.0)}"
    return (
        f"Dari {count} {complaints}, {together}{on_days}; {expected}{_odds(link)}. {_STRENGTHS[link.strength]}. "
        f"Tanda itu {seen} pada {_seen(link)}.{others}"
    )


def _when(link: ComplaintLink) -> str:
    if not link.by_hour_count:
        return "hari yang sama"
    if link.by_hour_count < link.complaint_count:
        return "jam atau hari yang sama"
    return "waktu yang sama (paling jauh satu jam)"


def _about(expected: float) -> str:
    return f"sekitar {shown(expected)}" if expected >= 0.1 else "kurang dari 0,1"


def _odds(link: ComplaintLink) -> str:
    if link.strength is LinkStrength.NONE or link.lift is None or link.probability is None:
        return ""
    chance = "kurang dari 0,1%" if link.probability < 0.001 else f"sekitar {shown(100 * link.probability)}%"
    return f" ({shown(link.lift)} kali lipat, peluang kebetulan {chance})"


def _seen(link: ComplaintLink) -> str:
    hours = f"{shown(link.signal_hour_count)} jam dalam " if link.signal_hour_count else ""
    return f"{hours}{link.signal_day_count} dari {link.read_day_count} hari yang terbaca"
