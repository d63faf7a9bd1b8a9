"""Entries as Play 1 and Java write them (play.Logger.niceThrowable, Throwable.printStackTrace)."""

from __future__ import annotations

PLAY_TRACE = """\
	at play.mvc.ActionInvoker.invokeWithContinuation(ActionInvoker.java:557)
	at play.mvc.ActionInvoker.invoke(ActionInvoker.java:508)
	at play.mvc.ActionInvoker.invokeControllerMethod(ActionInvoker.java:484)
	at Invocation.HTTP Request(Play!)
"""


def play_error(  # the parts of Play's report
    root: str,
    frames: str,
    *,
    error_id: str = "6f02fa9dd",
    request: str = "GET /eproc4/lelang/123",
    title: str = "Execution exception (In /app/controllers/LelangCtr.java around line 42)",
    wrapper: str = "play.exceptions.JavaExecutionException",
) -> str:
    """The text of an entry after its level: an exception that no controller has caught."""
    name, _, message = root.partition(": ")
    return (
        f"\n\n@{error_id}\nInternal Server Error (500) for request {request}\n\n{title}\n"
        f"{name.rpartition('.')[2]} occured : {message or 'null'}\n\n"
        f"{wrapper}: {message or 'null'}\n\tat play.mvc.ActionInvoker.invoke(ActionInvoker.java:231)\n"
        f"\tat Invocation.HTTP Request(Play!)\nCaused by: {root}\n{frames}{PLAY_TRACE}\t... 1 more\n"
    )


NULL_POINTER = play_error(
    "java.lang.NullPointerException",
    "\tat models.Lelang.findLelang(Lelang.java:99)\n\tat controllers.LelangCtr.view(LelangCtr.java:42)\n",
)

TEMPLATE = play_error(
    "java.lang.NullPointerException: Cannot get property 'nama' on null object",
    "\tat org.codehaus.groovy.runtime.NullObject.getProperty(NullObject.java:60)\n"
    "\tat /app/views/LelangCtr/view.html.(line:33)\n"
    "\tat play.templates.GroovyTemplate.internalRender(GroovyTemplate.java:237)\n",
    title="Template execution error (In /app/views/LelangCtr/view.html around line 33)",
    wrapper="play.exceptions.TemplateExecutionException",
)

SUPPRESSED = """Gagal menyimpan paket 12
javax.persistence.PersistenceException: org.hibernate.exception.ConstraintViolationException: could not execute
	at org.hibernate.internal.ExceptionConverterImpl.convert(ExceptionConverterImpl.java:154)
	at models.Paket.simpan(Paket.java:210)
	at controllers.PaketCtr.lambda$simpan$0(PaketCtr.java:77)
	at play.mvc.ActionInvoker.invoke(ActionInvoker.java:508)
	Suppressed: java.lang.IllegalStateException: transaksi sudah ditutup
		at models.Lain.tutup(Lain.java:1)
		... 2 more
	Caused by: java.io.IOException: sebab dari yang ditekan
		at models.Lain.baca(Lain.java:5)
		... 2 more
Caused by: org.hibernate.exception.ConstraintViolationException: could not execute statement
	at org.hibernate.exception.internal.SQLStateConversionDelegate.convert(SQLStateConversionDelegate.java:112)
	... 3 more
Caused by: org.postgresql.util.PSQLException: ERROR: duplicate key value violates unique constraint "paket_pkey"
  Detail: Key (nik)=(3508010101700001) already exists.
	at org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2440)
	at org.postgresql.jdbc.PgPreparedStatement.executeUpdate(PgPreparedStatement.java:135)
	... 4 more
"""

CIRCULAR = """Gagal
java.lang.RuntimeException: luar
	at services.Surat.kirim(Surat.java:8)
Caused by: java.lang.IllegalArgumentException: dalam
	at services.Surat.isi(Surat.java:20)
	... 1 more
	[CIRCULAR REFERENCE:java.lang.RuntimeException: luar]
Caused by: [CIRCULAR REFERENCE: java.lang.RuntimeException: luar]
"""
