"""Kinds of faults of the synthetic SPSE, and how the application and the web server write each down.

The exceptions and their messages are those that Play 1, HikariCP, pgjdbc, the JDK and Apache httpd use; controllers,
hosts and documents are made up.
"""

from __future__ import annotations

from typing import NamedTuple


class JavaError(NamedTuple):
    """An exception as the application logs it."""

    place: str  # class and method of the application, e.g. 'controllers.LoginCtr.masuk'
    line: int
    chain: tuple[tuple[str, str], ...]  # (class, message), outermost first
    failure: str  # kind of failure that it is (facts.FailureCount.kind)
    said: str = ""  # message of an exception that the application caught; '': unhandled, logged by Play itself

    @property
    def root(self) -> str:
        """The class of the root exception."""
        return self.chain[-1][0]


class Fault(NamedTuple):
    """A request that goes wrong, and who writes what about it."""

    method: str
    path: str  # '{id}' and '{hash}' differ from request to request
    status: int
    error: JavaError | None = None
    web_error: str = ""  # of the web server's error log: 'module:level message'
    ms: float = 40.0


_UPLOAD = ("POST", "/eproc4/dokumen/upload")
_DENIED = (
    'security2:error ModSecurity: Access denied with code 403 (phase 2). Pattern match "[\\\\\'\\"]" at '
    'REQUEST_BODY. [file "/etc/httpd/conf.d/spse.conf"] [line "41"] [id "900104"] [msg "Tanda kutip pada isian"] '
    '[severity "CRITICAL"] [hostname "spse.contoh.go.id"] [uri "{path}"] [unique_id "{unique}"]'
)
_TOO_LARGE = (
    "security2:error ModSecurity: Request body (Content-Length) is larger than the configured limit (134217728). "
    '[hostname "spse.contoh.go.id"] [uri "{path}"] [unique_id "{unique}"]'
)

FAULTS = {
    # Unhandled in the application: HTTP 500
    "null_pointer": Fault(
        "GET", "/eproc4/lelang/{id}/pengumumanlelang", 500,
        JavaError(
            "controllers.lelang.LelangCtr.pengumuman", 142,
            (("play.exceptions.JavaExecutionException", "null"), ("java.lang.NullPointerException", "null")),
            "application_error",
        ),
    ),
    "pool_exhausted": Fault(
        "GET", "/eproc4/lelang", 500,
        JavaError(
            "models.lelang.Lelang.cari", 88,
            (
                ("play.exceptions.JavaExecutionException", "Cannot open connection"),
                ("javax.persistence.PersistenceException", "Cannot open connection"),
                ("java.sql.SQLTransientConnectionException",
                 "HikariPool-1 - Connection is not available, request timed out after 30000ms."),
            ),
            "pool_exhausted",
        ),
        ms=30_012.0,
    ),
    "database_refused": Fault(
        "POST", "/eproc4/login", 500,
        JavaError(
            "models.sso.Pengguna.cari", 57,
            (
                ("play.exceptions.JavaExecutionException", "Could not open connection"),
                ("org.postgresql.util.PSQLException",
                 "Connection to 127.0.0.1:5432 refused. Check that the hostname and port are correct and that the "
                 "postmaster is accepting TCP/IP connections."),
            ),
            "database_unavailable",
        ),
    ),
    "remote_unknown": Fault(
        "GET", "/eproc4/rekanan/{id}/sikap", 500,
        JavaError(
            "controllers.rekanan.SikapCtr.tarik", 61,
            (
                ("play.exceptions.JavaExecutionException", "java.net.UnknownHostException: sikap.inaproc.id"),
                ("java.net.UnknownHostException", "sikap.inaproc.id"),
            ),
            "remote_unreachable",
        ),
    ),
    "certificate": Fault(
        "GET", "/eproc4/inaproc/sinkron", 500,
        JavaError(
            "controllers.InaprocCtr.sinkron", 33,
            (
                ("play.exceptions.JavaExecutionException", "PKIX path building failed"),
                ("javax.net.ssl.SSLHandshakeException",
                 "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to "
                 "find valid certification path to requested target"),
            ),
            "certificate_error",
        ),
    ),
    "remote_timeout": Fault(
        "GET", "/eproc4/sirup/{id}/paket", 500,
        JavaError(
            "controllers.SirupCtr.paket", 74,
            (
                ("play.exceptions.JavaExecutionException", "Read timed out"),
                ("java.net.SocketTimeoutException", "Read timed out"),
            ),
            "request_timeout",
        ),
        ms=15_004.0,
    ),
    "decryption": Fault(
        "POST", "/eproc4/penawaran/{id}/buka", 500,
        JavaError(
            "controllers.lelang.ApendoCtr.buka", 205,
            (
                ("play.exceptions.JavaExecutionException", "Gagal dekripsi dokumen penawaran"),
                ("javax.crypto.BadPaddingException",
                 "Given final block not properly padded. Such issues can arise if a bad key is used during "
                 "decryption."),
            ),
            "decryption_failed",
        ),
    ),
    "out_of_memory": Fault(
        "GET", "/eproc4/lelang/{id}/rekap", 500,
        JavaError(
            "controllers.lelang.RekapCtr.rekap", 118,
            (
                ("play.exceptions.JavaExecutionException", "Java heap space"),
                ("java.lang.OutOfMemoryError", "Java heap space"),
            ),
            "out_of_memory",
        ),
        ms=9_400.0,
    ),
    "upload_broken": Fault(
        *_UPLOAD, 500,
        JavaError(
            "controllers.DokumenCtr.upload", 96,
            (
                ("play.exceptions.UnexpectedException", "Unexpected Error"),
                ("org.apache.commons.fileupload.MultipartStream$MalformedStreamException",
                 "Stream ended unexpectedly"),
            ),
            "upload_failed",
        ),
        ms=2_300.0,
    ),
    # Caught by the application: the user sees a page
    "mail": Fault(
        "POST", "/eproc4/undangan/{id}/kirim", 200,
        JavaError(
            "utils.Surel.kirim", 45,
            (
                ("javax.mail.MessagingException", "Could not connect to SMTP host: mail.contoh.go.id, port: 587"),
                ("java.net.ConnectException", "Connection refused (Connection refused)"),
            ),
            "mail_failed",
            said="Gagal mengirim email undangan",
        ),
        ms=3_100.0,
    ),
    # Decided by the web server alone
    "upload_too_large": Fault(*_UPLOAD, 413, web_error=_TOO_LARGE, ms=3.0),
    "waf_denied": Fault("POST", "/eproc4/lelang/{id}/simpan", 403, web_error=_DENIED, ms=4.0),
    "upload_aborted": Fault(*_UPLOAD, 408, ms=60_020.0),
    "upload_rejected": Fault(*_UPLOAD, 400, ms=6.0),
    "bad_gateway": Fault(
        "POST", "/eproc4/penawaran/{id}/kirim", 502,
        web_error="proxy_http:error (104)Connection reset by peer: AH01102: error reading status line from remote "
        "server 127.0.0.1:9000",
        ms=900.0,
    ),
    "gateway_timeout": Fault(
        "GET", "/eproc4/lelang/{id}/peserta", 504,
        web_error="proxy_http:error (70007)The timeout specified has expired: AH01102: error reading status line from "
        "remote server 127.0.0.1:9000",
        ms=60_004.0,
    ),
    "download_missing": Fault("GET", "/eproc4/dl/{hash}", 410, ms=5.0),
    "worker_limit": Fault(
        "GET", "/eproc4/", 200,
        web_error="mpm_event:error AH00484: server reached MaxRequestWorkers setting, consider raising the "
        "MaxRequestWorkers setting",
        ms=1_900.0,
    ),
}  # fmt: skip

# While the application is down, Apache writes this of each request.
UNREACHABLE = "proxy_http:error AH01114: HTTP: failed to make connection to backend: 127.0.0.1"
