"""A real Nagios Core of Debian, with its CGIs behind a real Apache that asks for user and password."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from spse_monev.demo.postgres import free_port

_CGI = Path("/usr/lib/cgi-bin/nagios4")
_MODULES = Path("/usr/lib/apache2/modules")
_PROGRAMS = ("/usr/sbin/nagios4", "/usr/sbin/apache2", "/usr/bin/htpasswd")
USER, PASSWORD = "pemantau", "sandi-pemantau"
STRANGER = "tamu"  # may log in, but sees nothing


def missing_part() -> str:
    """What of Debian's Nagios is missing, or ''; both daemons change to users of their own, so root is needed."""
    missing = [path for path in (*_PROGRAMS, str(_CGI / "archivejson.cgi")) if not Path(path).exists()]
    return ", ".join(missing) or ("" if os.geteuid() == 0 else "root")


@dataclass
class RealNagios:
    """A running Nagios. Its hosts and services are checked passively: what `command` says is what it saw."""

    folder: Path
    port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Of its web interface."""
        return f"http://127.0.0.1:{self.port}/nagios4"

    def command(self, text: str) -> None:
        """An external command, e.g. 'PROCESS_HOST_CHECK_RESULT;host;1;output'."""
        with (self.folder / "rw/nagios.cmd").open("w") as pipe:
            pipe.write(f"[{int(time.time())}] {text}\n")

    def start(self) -> None:
        """Start the daemon, and wait until it takes commands and has written its state."""
        (self.folder / "status.dat").unlink(missing_ok=True)
        with (self.folder / "output").open("ab") as output:
            self.processes.append(
                subprocess.Popen([_PROGRAMS[0], str(self.folder / "nagios.cfg")], stdout=output, stderr=output)
            )
        self.wait_for(lambda: (self.folder / "rw/nagios.cmd").exists() and (self.folder / "status.dat").exists())

    def stop(self) -> None:
        """Stop the daemon; the CGIs stay."""
        daemon = self.processes.pop()
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(20)

    def wait_for(self, condition: object, seconds: float = 20) -> None:
        """Until a function gives true."""
        assert callable(condition)
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                raise TimeoutError((self.folder / "output").read_text()[-2000:])
            time.sleep(0.05)


@contextmanager
def real_nagios(
    zone: ZoneInfo, hosts: Iterable[str], services: Mapping[tuple[str, str], str],
    log: Iterable[tuple[float, str]],
) -> Iterator[RealNagios]:  # fmt: skip
    """Start it in a zone, with a log of what was before, as (time, entry), rotated at its midnights.

    `services` are check commands by (host, description).
    """
    # pytest's own folders are closed to Apache's and Nagios's users.
    with tempfile.TemporaryDirectory(prefix="spse-nagios-") as name:
        Path(name).chmod(0o755)
        yield from _running(Path(name), zone, hosts, services, log)


def _running(
    folder: Path, zone: ZoneInfo, hosts: Iterable[str], services: Mapping[tuple[str, str], str],
    log: Iterable[tuple[float, str]],
) -> Iterator[RealNagios]:  # fmt: skip
    nagios = RealNagios(folder, free_port())
    for name in ("archives", "rw", "spool"):
        (folder / name).mkdir()
    (folder / "output").touch()
    (folder / "objects.cfg").write_text(_objects(hosts, services))
    (folder / "nagios.cfg").write_text(_daemon_configuration(folder, zone))
    (folder / "cgi.cfg").write_text(_cgi_configuration(folder))
    (folder / "apache.conf").write_text(_apache_configuration(folder, zone, nagios.port))
    for flags, user in (("-bc", USER), ("-b", STRANGER)):
        subprocess.run(
            [_PROGRAMS[2], flags, str(folder / "passwords"), user, PASSWORD], check=True, capture_output=True
        )
    _write_logs(folder, zone, log)
    for path in [folder, *folder.rglob("*")]:
        shutil.chown(path, "nagios", "nagios")
    with (folder / "output").open("ab") as output:
        # In a session of its own: when Apache ends, it sends SIGTERM to its whole process group.
        apache = subprocess.Popen(
            [_PROGRAMS[1], "-f", str(folder / "apache.conf"), "-DFOREGROUND"],
            stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    try:
        nagios.start()
        nagios.wait_for(lambda: _listens(nagios.port))
        yield nagios
    finally:
        for process in [apache, *nagios.processes]:
            process.terminate()
        for process in [apache, *nagios.processes]:
            process.wait(20)


def _write_logs(folder: Path, zone: ZoneInfo, entries: Iterable[tuple[float, str]]) -> None:
    """One file for each day, under the name that the rotation at its end gives it; that of today is the live one."""
    today = datetime.now(zone).date()
    days: dict[date, list[str]] = {today: []}
    for at, text in sorted(entries, key=lambda entry: entry[0]):
        days.setdefault(datetime.fromtimestamp(at, zone).date(), []).append(f"[{at:.0f}] {text}\n")
    for day, lines in days.items():
        rotated = day + timedelta(days=1)
        name = "nagios.log" if day == today else f"archives/nagios-{rotated:%m-%d-%Y}-00.log"
        (folder / name).write_text("".join(lines), encoding="utf-8")


def _objects(hosts: Iterable[str], services: Mapping[tuple[str, str], str]) -> str:
    common = (
        "check_period always\n notification_period always\n max_check_attempts 1\n contacts office\n"
        " active_checks_enabled 0\n}\n"
    )
    week = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
    commands = {"nothing", *(command.partition("!")[0] for command in services.values())}
    return "".join(
        [
            "define timeperiod{\n timeperiod_name always\n alias always\n",
            *(f" {day} 00:00-24:00\n" for day in week),
            "}\n",
            "define contact{\n contact_name office\n host_notifications_enabled 0\n service_notifications_enabled 0\n"
            " host_notification_period always\n service_notification_period always\n"
            " host_notification_commands nothing\n service_notification_commands nothing\n}\n",
            *(f"define command{{\n command_name {name}\n command_line /bin/true\n}}\n" for name in sorted(commands)),
            *(
                f"define host{{\n host_name {host}\n address 127.0.0.1\n check_command nothing\n {common}"
                for host in hosts
            ),
            *(
                f"define service{{\n host_name {host}\n service_description {name}\n check_command {command}\n {common}"
                for (host, name), command in services.items()
            ),
        ]
    )


def _daemon_configuration(folder: Path, zone: ZoneInfo) -> str:
    settings = {
        "log_file": folder / "nagios.log",
        "cfg_file": folder / "objects.cfg",
        "object_cache_file": folder / "objects.cache",
        "status_file": folder / "status.dat",
        "status_update_interval": 1,
        "nagios_user": "nagios",
        "nagios_group": "nagios",
        "check_external_commands": 1,
        "command_file": folder / "rw/nagios.cmd",
        "lock_file": folder / "nagios.pid",
        "temp_file": folder / "nagios.tmp",
        "log_archive_path": folder / "archives",
        "log_rotation_method": "d",
        "use_timezone": f":{zone.key}",
        "use_syslog": 0,
        "check_result_path": folder / "spool",
        "check_result_reaper_frequency": 1,
        "check_workers": 1,
        "check_for_updates": 0,
        "enable_flap_detection": 0,
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def _cgi_configuration(folder: Path) -> str:
    rights = ("system_information", "configuration_information", "all_services", "all_hosts")
    return "".join(
        [
            f"main_config_file={folder / 'nagios.cfg'}\nphysical_html_path=/usr/share/nagios4/htdocs\n",
            "url_html_path=/nagios4\nuse_authentication=1\n",
            *(f"authorized_for_{right}={USER}\n" for right in rights),
        ]
    )


def _apache_configuration(folder: Path, zone: ZoneInfo, port: int) -> str:
    modules = (
        "mpm_prefork",
        "cgi",
        "alias",
        "env",
        "auth_basic",
        "authn_core",
        "authn_file",
        "authz_core",
        "authz_user",
    )
    return "\n".join(
        [
            *(f"LoadModule {name}_module {_MODULES}/mod_{name}.so" for name in modules),
            f"ServerRoot {folder}\nServerName localhost\nListen 127.0.0.1:{port}",
            f"PidFile {folder}/apache.pid\nErrorLog {folder}/apache.log\nUser www-data\nGroup www-data\nStartServers 2",
            f"SetEnv TZ {zone.key}\nSetEnv NAGIOS_CGI_CONFIG {folder}/cgi.cfg\nScriptAlias /nagios4/cgi-bin {_CGI}",
            f"<Directory {_CGI}>\nAuthType Basic\nAuthName Nagios\nAuthUserFile {folder}/passwords",
            "Require valid-user\nOptions ExecCGI\n</Directory>\n",
        ]
    )


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
