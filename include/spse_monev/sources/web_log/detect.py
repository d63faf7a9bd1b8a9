"""Which form a file of a web server has: an access log (and with what after the user agent), JSON, or an error log."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from spse_monev.sources.web_log import error_lines, json_lines
from spse_monev.sources.web_log.pattern import CLF_TIME, REQUEST, Access, LogFormatError, Unit, compile_pattern

__all__ = ["LogForm", "LogFormatError", "detect"]

FORMATS = ("auto", "access", "web-error")
_SAMPLE_LINES = 2000
_ADDRESS = r"(?:[0-9.]{7,15}|[0-9a-fA-F:.]{2,45})"
_VHOST = re.compile(rf"\S+ {_ADDRESS} \S+ [^\[]*\[")
_PLAIN = re.compile(rf"{_ADDRESS} \S+ [^\[]*\[")
# Times behind the user agent, by what is most certain: under a name, with decimals (nginx), a bare whole number.
_KEYED = r"(?:^|[ ,])(?:rt|request_time|req_time|rtime)[=:]\"?(\d{1,9}(?:\.\d{1,9})?)"
_DECIMAL = r"(?:^|[ \"])(\d{1,9}\.\d{3,6})(?:[\", ]|$)"
_WHOLE = r"(?:^| )(\d{1,15})(?: |$)"
_MIN_SHARE = 0.8


@dataclass(frozen=True)
class LogForm:
    """One form: `access` is set for access logs by pattern; `note` says what the form leaves open, Bahasa Indonesia."""

    kind: str  # access, json, error
    name: str
    access: Access | None = None
    note: str = ""


def detect(name: str, head: bytes, log_format: str = "auto", pattern: str | None = None) -> LogForm:
    """The form of the file `name` by its first bytes; LogFormatError if there is no such format or form."""
    if log_format not in FORMATS:
        raise LogFormatError(f"format {log_format!r} tidak dikenal; pilih {', '.join(FORMATS)}")
    by_pattern = compile_pattern(pattern) if pattern else None
    lines = [line for line in head[: 1 << 20].decode(errors="replace").split("\n") if line.strip()][:_SAMPLE_LINES]
    if len(lines) > 1 and not head.endswith(b"\n"):
        lines.pop()  # cut by the limit
    found: list[tuple[int, LogForm]] = []
    if log_format in ("auto", "access"):
        if by_pattern is not None:
            found.append((_matching(by_pattern, lines), LogForm("access", by_pattern.name, by_pattern)))
        else:
            found.append(_access(lines))
            found.append(
                (sum(map(json_lines.is_request, lines[:200])) * max(1, len(lines) // 200), LogForm("json", "JSON"))
            )
    if log_format in ("auto", "web-error"):
        found.append((sum(map(error_lines.is_entry, lines)), LogForm("error", "log galat Apache/nginx")))
    count, form = max(found, key=lambda item: item[0])
    if count:
        return form
    if by_pattern is not None and log_format == "access":
        raise LogFormatError(f"{name}: tidak ada baris yang cocok dengan {by_pattern.name}")
    raise LogFormatError(f"{name}: bukan log akses atau log galat Apache/nginx yang dikenal; sebutkan 'pattern'-nya")


def _matching(access: Access, lines: Sequence[str]) -> int:
    return sum(access.regex.match(line) is not None for line in lines)


def _access(lines: Sequence[str]) -> tuple[int, LogForm]:
    """Common, combined, with or without a virtual host before it and anything behind it."""
    has_vhost = sum(_VHOST.match(line) is not None for line in lines) > sum(
        _PLAIN.match(line) is not None for line in lines
    )
    start = (r"^\S++ " if has_vhost else "^") + r"(?P<addr>\S++) \S++ [^\[]*+\[" + CLF_TIME + r'\] "' + REQUEST
    common = start + r'" (?P<status>\d{3}|-) (?P<bytes>\d{1,18}|-)'
    with_agent = common + r' "(?:[^"\\]|\\.)*" "(?P<agent>(?:[^"\\]|\\.)*)"'
    vhost = "vhost " if has_vhost else ""
    combined = Access(with_agent + r"(?P<tail>.*)", None, vhost + "combined")
    plain = Access(common + r"(?P<tail>.*)", None, vhost + "common")
    matched, base, text = max(
        ((_matching(combined, lines), combined, with_agent), (_matching(plain, lines) - 0.5, plain, common)),
        key=lambda item: item[0],
    )
    if matched < 0:
        return 0, LogForm("access", "")
    tails = [match["tail"].strip() for line in lines if (match := base.regex.match(line))]
    tail_time, unit, note = _time_of(tails)
    # Common lines may stand between combined ones where the log's form was changed: both are entries.
    expression = (
        common + r'(?: "(?:[^"\\]|\\.)*" "(?P<agent>(?:[^"\\]|\\.)*)")?' if base is combined else text
    ) + r"(?P<tail>.*)"
    name = base.name + (f" + waktu jawab ({unit.value})" if unit else "")
    access = Access(expression, unit, name, tail_time if unit else None)
    return len(tails), LogForm("access", name, access, note)


def _time_of(tails: Sequence[str]) -> tuple[str | None, Unit | None, str]:
    """Where the time is, and its unit as far as the values tell.

    A number with decimals is nginx's $request_time. Whole numbers may be microseconds (%D), seconds (%T) or
    milliseconds: microseconds where their median is 10,000 or more, or one in a hundred is 300,000 or more (as
    milliseconds that is beyond Apache's default limits); seconds where the median is 0 and none is above 3,600. All
    others stay uncounted.
    """
    for expression in (_KEYED, _DECIMAL, _WHOLE):
        values = [match[1] for tail in tails if (match := re.search(expression, tail))]
        if not tails or len(values) < _MIN_SHARE * len(tails):
            continue
        if expression == _DECIMAL or any("." in value for value in values):
            return expression, Unit.SECONDS, ""
        numbers = sorted(map(int, values))
        median = statistics.median(numbers)
        if median >= 10_000 or numbers[int(0.99 * len(numbers))] >= 300_000:
            return expression, Unit.MICROSECONDS, ""
        if median == 0 and numbers[-1] <= 3600:
            return expression, Unit.SECONDS, ""
        return (
            None,
            None,
            "satuan angka di akhir baris tidak pasti, sehingga waktu jawab tidak dihitung; sebutkan 'pattern'-nya",
        )
    return None, None, ""
