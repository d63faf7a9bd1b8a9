"""The log files of the synthetic SPSE: that of the application, and the access and error log of its web server.

Each is one live file, which `roll` puts aside under the name of its day: the application's zipped as LKPP's fork of
Play does it, the web server's as Apache's rotatelogs would name them.
"""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

from spse_monev.demo.application.faults import JavaError

# Apache's 'combined' with the time of the response in microseconds.
ACCESS_FORMAT = '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D'
_PROCESS = 4182
_FRAMEWORK = (
    "play.mvc.ActionInvoker.invokeWithContinuation(ActionInvoker.java:524)",
    "play.mvc.ActionInvoker.invoke(ActionInvoker.java:475)",
    "play.mvc.ActionInvoker.invokeControllerMethod(ActionInvoker.java:451)",
)


class ApplicationLog:
    """SPSE's log in the pattern of LKPP's fork: `%d{ddMMyy HH:mm:ss} %-5p ~ %m%n`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "application.log"
        self._errors = 0

    def write(self, at: datetime, level: str, message: str) -> None:
        """One entry; a message of several lines stays one entry."""
        with self.file.open("a", encoding="utf-8") as file:
            file.write(f"{at:%d%m%y %H:%M:%S} {level:<5} ~ {message}\n")

    def error(self, at: datetime, error: JavaError, request: str) -> None:
        """An exception: unhandled, as Play's Logger.niceThrowable writes it, or one that the application caught."""
        self._errors += 1
        self.write(at, "ERROR", entry(error, request, self._errors))

    def roll(self, day: date) -> None:
        """Put the live file aside under the day's name."""
        if not self.file.exists():
            return
        # %d{yyyy-MM-dd-hh-mm} has a clock of 12 hours: midnight is 12.
        name = f"application-{day}-11-59.log"
        with zipfile.ZipFile(self.folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(self.file, name)
        self.file.unlink()


class WebLog:
    """Apache's access log and error log."""

    def __init__(self, folder: Path) -> None:
        self.access_file = folder / "access_log"
        self.error_file = folder / "error_log"

    def access(self, at: datetime, client: str, request: str, status: int, sent: int, agent: str, ms: float) -> None:
        """One request."""
        with self.access_file.open("a", encoding="utf-8") as file:
            file.write(
                f'{client} - - [{at:%d/%b/%Y:%H:%M:%S %z}] "{request} HTTP/1.1" {status} {sent or "-"} "-" '
                f'"{agent}" {round(ms * 1000)}\n'
            )

    def error(self, at: datetime, client: str, message: str) -> None:
        """One message, written 'module:level text'; `client` is '' for one of the server itself."""
        module, _, text = message.partition(" ")
        whom = f"[client {client}:51834] " if client else ""
        with self.error_file.open("a", encoding="utf-8") as file:
            file.write(
                f"[{at:%a %b %d %H:%M:%S.%f %Y}] [{module}] [pid {_PROCESS}:tid 140221{_PROCESS}] {whom}{text}\n"
            )

    def roll(self, day: date) -> None:
        """Put the live files aside under the day's name."""
        for file in (self.access_file, self.error_file):
            if file.exists():
                file.rename(file.with_name(f"{file.name}.{day}"))


def entry(error: JavaError, request: str, number: int = 0) -> str:
    """What stands in the log of an exception, without time and level; Play numbers those that nobody caught."""
    if error.said:
        return f"{error.said}\n{_trace(error)}"
    owner = error.place.rpartition(".")[0]
    said = error.chain[-1]
    return (
        f"\n\n@{0x6F02FA000 + number:x}\nInternal Server Error (500) for request {request}\n\n"
        f"Execution exception (In /app/{owner.replace('.', '/')}.java around line {error.line})\n"
        f"{said[0].rpartition('.')[2]} occured : {said[1]}\n\n{_trace(error)}"
    )


def _trace(error: JavaError) -> str:
    """What Throwable.printStackTrace makes of it."""
    owner, _, _ = error.place.rpartition(".")
    simple = owner.rpartition(".")[2]
    frames = (f"{error.place}({simple}.java:{error.line})", *_FRAMEWORK)
    lines: list[str] = []
    for position, (name, message) in enumerate(error.chain):
        head = "Caused by: " if position else ""
        lines.append(f"{head}{name}: {message}" if message != "null" else f"{head}{name}")
        if position == len(error.chain) - 1:
            lines += [f"\tat {frame}" for frame in frames]
        else:
            lines.append(f"\tat {_FRAMEWORK[1]}")
    if len(error.chain) > 1:
        lines.append("\t... 3 more")
    return "\n".join(lines)
