"""Which failed transaction or process an error is, by what Java and its libraries say.

The first rule that fits decides, so that an event has one kind: what the machine lacks comes before what the database
refuses, before what other servers do, before which of SPSE's own functions was hit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spse_monev.sources.application_log.blocks import Block


@dataclass(frozen=True, slots=True)
class Rule:
    """One sign of a failure. `on`: what it is looked for in."""

    kind: str
    on: str  # 'class': names of the chain's exceptions; 'text': their messages and the title; 'route': request, place
    pattern: re.Pattern[str]
    counts_warnings: bool = False  # a warning that says so is a failure too


def _thrown(kind: str, *names: str) -> Rule:
    """By the name of an exception of the chain: the end of it, or with a dot at its end the package."""
    ends = "|".join(name for name in names if not name.endswith("."))
    packages = "|".join(re.escape(name) for name in names if name.endswith("."))
    parts = [rf"(?:\A|[.$])(?:{ends})\Z"] * bool(ends) + [rf"\A(?:{packages})"] * bool(packages)
    return Rule(kind, "class", re.compile("|".join(parts)))


def _said(kind: str, *texts: str, warnings: bool = False) -> Rule:
    return Rule(kind, "text", re.compile("|".join(texts)), warnings)


def _hit(kind: str, text: str) -> Rule:
    return Rule(kind, "route", re.compile(text))


# 'gagal ... unggah' in either order, within a few words.
_FAILED = r"\b(?:gagal|tidak (?:dapat|bisa)|failed|unable|cannot|could not|error)\b"


def _failed_to(kind: str, what: str) -> Rule:
    return Rule(kind, "text", re.compile(rf"(?i){_FAILED}.{{0,40}}\b(?:{what})|\b(?:{what})\w*.{{0,40}}{_FAILED}"))


RULES = (
    # The machine: the JDK's errors, and Linux's own words (strerror).
    _thrown("out_of_memory", "OutOfMemoryError"),
    _said("out_of_memory", "OutOfMemoryError", "GC overhead limit exceeded", "Java heap space", warnings=True),
    _said("too_many_open_files", "Too many open files", warnings=True),
    _said("disk_full", "No space left on device", "Disk quota exceeded", "could not extend file", warnings=True),
    # Connection pools: HikariCP, c3p0, DBCP.
    _said("pool_exhausted", "Connection is not available, request timed out after", warnings=True),
    _said("pool_exhausted", "An attempt by a client to checkout a [Cc]onnection has timed out", warnings=True),
    _said("pool_exhausted", "Cannot get a connection, pool error", "PoolExhaustedException"),
    # PostgreSQL, as pgjdbc hands its messages on, then pgjdbc's own, then c3p0's and that of SPSE.
    _said("too_many_connections", "sorry, too many clients already", "remaining connection slots are reserved"),
    _said("database_unavailable", "the database system is (?:starting up|shutting down|in recovery mode)"),
    _said("database_unavailable", "terminating connection due to (?:administrator command|crash)"),
    _said("database_unavailable", r"Connection to \S{1,255}:\d{1,5} refused", "This connection has been closed"),
    _said("database_unavailable", "An I/O error occurred while sending to the backend"),
    _said("database_unavailable", "The connection attempt failed", "Cannot connect(?:ed)? to the database"),
    _said("database_unavailable", "Connections could not be acquired from the underlying database"),
    _said("deadlock", "deadlock detected"),
    _said("lock_timeout", "canceling statement due to lock timeout"),
    _said("statement_timeout", "canceling statement due to statement timeout"),
    _said("serialization_failure", "could not serialize access"),
    # Certificates: JSSE and the JDK's PKIX validator.
    _thrown("certificate_error", "SSLHandshakeException", "SSLPeerUnverifiedException", r"Certificate\w*Exception"),
    _thrown("certificate_error", r"CertPath\w*Exception", "SunCertPathBuilderException"),
    _said("certificate_error", "PKIX path (?:building|validation) failed", "unable to find valid certification path"),
    # Decryption: javax.crypto, Bouncy Castle, and what applications say of it.
    _thrown("decryption_failed", "BadPaddingException", "AEADBadTagException", "IllegalBlockSizeException"),
    _thrown("decryption_failed", "InvalidCipherTextException", "PGPException", "InvalidKeyException"),
    _failed_to("decryption_failed", "dekripsi|mendekripsi|didekripsi|decrypt|decryption"),
    # Mail: JavaMail, Jakarta Mail, Commons Email, Play's own.
    _thrown("mail_failed", "javax.mail.", "jakarta.mail.", "com.sun.mail.", "EmailException", "MailException"),
    _thrown("mail_failed", "MailSendException", "MailAuthenticationException", "MailConnectException"),
    _said("mail_failed", "Could not connect to SMTP host"),
    _failed_to("mail_failed", "kirim e-?mail|mengirim e-?mail|send e-?mail|sending e-?mail"),
    # Play 1: play.jobs.Job.onException. Before the functions that people use, for jobs may be named after them.
    _said("job_failed", "Error during job execution"),
    # Files that come in or go out: Commons FileUpload, Netty's limit (play.netty.maxContentLength), the function hit.
    _thrown("upload_failed", r"FileUpload\w*Exception", r"\w*SizeLimitExceededException", "MultipartException"),
    _thrown("upload_failed", "MalformedStreamException", "TooLongFrameException", "MaxUploadSizeExceededException"),
    _said("upload_failed", "Stream ended unexpectedly"),
    _failed_to("upload_failed", "upload|mengupload|unggah|mengunggah|diunggah"),
    _hit("upload_failed", "(?i)upload|unggah"),
    _failed_to("download_failed", "download|mendownload|unduh|mengunduh|diunduh"),
    _hit("download_failed", "(?i)download|unduh"),
    # Clients that go away in the middle: Netty and the JDK.
    _thrown("connection_lost", "ClosedChannelException", "ClientAbortException", "PrematureChannelClosureException"),
    _said("connection_lost", "Broken pipe", "Connection reset by peer"),
    # Other servers: a connection that is not made is told apart from an answer that is late.
    _thrown("remote_unreachable", "UnknownHostException", "ConnectException", "NoRouteToHostException"),
    _thrown("remote_unreachable", "ConnectTimeoutException", "HttpHostConnectException", "NoHttpResponseException"),
    _said("remote_unreachable", "(?i:connect(?:ion)? timed out)", "Connection refused", "No route to host"),
    _said("remote_unreachable", "Network is unreachable", "Name or service not known", "failure in name resolution"),
    _thrown("request_timeout", r"\w*TimeoutException"),
    _said("request_timeout", r"(?i:\b(?:read|request) timed out)"),
    _hit("job_failed", r"\bat jobs\."),
)


def failure_kind(block: Block, severity: str) -> str | None:
    """The kind of failure, `application_error` for any other exception; None where nothing failed as far as is told."""
    is_warning = severity == "WARNING"
    names = [problem.name for problem in block.chain]
    text = "\n".join([block.title, *(f"{problem.name}: {problem.message[:1000]}" for problem in block.chain)])
    route = f"{block.path.partition('?')[0]}\nat {block.place}"
    for rule in RULES:
        if is_warning and not rule.counts_warnings:
            continue
        if rule.on == "class":
            fits = any(rule.pattern.search(name) for name in names)
        else:
            fits = rule.pattern.search(text if rule.on == "text" else route) is not None
        if fits:
            return rule.kind
    return "application_error" if block.chain and not is_warning else None
