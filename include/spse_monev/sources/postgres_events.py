r"""The catalogue of PostgreSQL's log events: what kind of event an entry is, and which figures it carries.

>>> recognise("ERROR", "40P01", "deadlock detected").kind
'deadlock'
>>> recognise("LOG", None, 'temporary file: path "base/pgsql_tmp/pgsql_tmp7.0", size 4096').totals["temp_file_bytes"]
4096.0

With an SQLSTATE the kind comes from it, and the message only decides where one code stands for several kinds (57014
is a timeout, a cancelled autovacuum or a user's cancel). Without one, as in a stderr log whose prefix lacks %e, it
comes from the message: English of PostgreSQL 10 to 18, and for the main failures, lock waits and temporary files also
German, Spanish and French, and what the Indonesian catalogue (kept until PostgreSQL 9.4) translated. Both ways give
the same kind. The codes are those of PostgreSQL's appendix A, the messages those of its source and catalogues; the
coverage is measured against the event lists of pgBadger and of pganalyze's collector.

A message is hostile text: application code may RAISE the words of any message. So a code is trusted before words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_NONE: Mapping[str, float] = MappingProxyType({})
_ERRORS = frozenset(("ERROR", "FATAL", "PANIC"))


@dataclass(frozen=True, slots=True)
class Event:
    """What an entry stands for. Add `totals` up over entries; of `peaks` keep the largest."""

    kind: str
    is_failure: bool = False  # the same for all events of a kind, but for 'other'
    totals: Mapping[str, float] = field(default_factory=lambda: _NONE)
    peaks: Mapping[str, float] = field(default_factory=lambda: _NONE)


_OTHER = Event("other")
_OTHER_ERROR = Event("other", is_failure=True)

# --- By SQLSTATE ---------------------------------------------------------------------------------------------------

_BY_CODE = {
    "08P01": "protocol_error",
    "22023": "invalid_input",
    "23502": "not_null_violation",
    "23503": "foreign_key_violation",
    "23505": "unique_violation",
    "23514": "check_violation",
    "23P01": "exclusion_violation",
    "25006": "read_only_transaction",
    "25P02": "aborted_transaction",
    "25P03": "idle_in_transaction_timeout",
    "25P04": "transaction_timeout",
    "26000": "undefined_object",
    "28000": "login_failed",
    "28P01": "login_failed",
    "34000": "undefined_object",
    "3B001": "undefined_object",
    "3D000": "undefined_object",
    "3F000": "undefined_object",
    "40001": "serialization_failure",
    "40P01": "deadlock",
    "42501": "permission_denied",
    "42601": "syntax_error",
    "42602": "invalid_statement",
    "42701": "duplicate_object",
    "42703": "undefined_object",
    "42704": "undefined_object",
    "42710": "duplicate_object",
    "42712": "invalid_statement",
    "42723": "duplicate_object",
    "42883": "undefined_object",
    "42P01": "undefined_object",
    "42P02": "undefined_object",
    "42P03": "duplicate_object",
    "42P04": "duplicate_object",
    "42P05": "duplicate_object",
    "42P06": "duplicate_object",
    "42P07": "duplicate_object",
    "53100": "disk_full",
    "53200": "out_of_memory",
    "53300": "too_many_connections",
    "53400": "limit_exceeded",
    "55006": "object_in_use",
    "55P02": "configuration_error",
    "55P03": "lock_timeout",
    "57014": "query_cancelled",
    "57P01": "connection_terminated",
    "57P02": "connection_terminated",
    "57P03": "database_unavailable",
    "57P05": "idle_session_timeout",
    "58030": "io_error",
    "58P01": "io_error",
    "58P02": "io_error",
    "P0001": "raised_exception",
    "P0002": "invalid_input",
    "P0003": "invalid_input",
    "XX001": "data_corruption",
    "XX002": "data_corruption",
}
_BY_CLASS = {
    "08": "connection_lost",
    "0A": "not_supported",
    "21": "invalid_statement",
    "22": "invalid_input",
    "25": "transaction_state",
    "2D": "transaction_state",
    "28": "login_failed",
    "3B": "transaction_state",
    "40": "serialization_failure",
    "42": "invalid_statement",
    "53": "out_of_memory",
    "2B": "object_in_use",
    "2F": "raised_exception",
    "38": "raised_exception",
    "39": "raised_exception",
    "44": "check_violation",
    "54": "limit_exceeded",
    "55": "invalid_statement",
    "58": "io_error",
    "F0": "configuration_error",
    "P0": "raised_exception",
    "XX": "internal_error",
}
# Codes that stand for several kinds: there the message decides, if it is one of these kinds.
_BY_CODE_AND_MESSAGE = {
    "08006": frozenset({"protocol_error"}),
    "08P01": frozenset({"connection_lost"}),
    "40001": frozenset({"replication_conflict"}),
    "40P01": frozenset({"replication_conflict"}),
    "42704": frozenset({"replication_error"}),
    "53200": frozenset({"out_of_shared_memory"}),
    "53000": frozenset({"too_many_open_files"}),
    "53100": frozenset({"out_of_shared_memory"}),
    "53400": frozenset({"replication_error"}),
    "55P03": frozenset({"lock_not_available"}),
    "55006": frozenset({"replication_error"}),
    "57014": frozenset({"statement_timeout", "lock_timeout", "autovacuum_cancelled", "replication_conflict"}),
    "57P01": frozenset({"replication_conflict", "replication_error"}),
    "57P04": frozenset({"replication_conflict"}),
    "58030": frozenset({"disk_full", "too_many_open_files"}),
    "58P01": frozenset({"replication_error", "disk_full"}),
    "XX000": frozenset(
        {"data_corruption", "disk_full", "io_error", "limit_exceeded", "out_of_memory", "replication_error"}
    ),
    "55000": frozenset({"wraparound_warning", "replication_error", "login_failed", "replication_conflict"}),
    "54000": frozenset({"wraparound_warning", "out_of_memory"}),
}
# Outside ERROR, FATAL and PANIC these alone are failures; a WARNING 'relation ... does not exist, skipping' is none.
_FAILURES_AT_ANY_SEVERITY = frozenset(
    {
        "archive_failed", "configuration_error", "connection_lost", "connection_terminated", "crash", "data_corruption",
        "disk_full", "io_error", "login_failed", "out_of_memory", "protocol_error", "recovery", "replication_error",
        "restart", "too_many_open_files", "wraparound_warning",
    }
)  # fmt: skip

# --- By message ----------------------------------------------------------------------------------------------------

# kind: beginnings of messages, as regular expressions whose first word is literal. English, then de, es, fr, id.
_MESSAGES: dict[str, tuple[str, ...]] = {
    "deadlock": (
        "deadlock detected", "Verklemmung", "se ha detectado un deadlock", "interblocage", "terdeteksi 'deadlock'",
    ),
    "lock_timeout": (
        "canceling statement due to lock timeout", "storniere Anfrage wegen Zeitüberschreitung einer Sperre",
        "cancelando la sentencia debido a que se agotó el tiempo de espera de candados",
        "annulation de la requête à cause du délai écoulé pour l'obtention des verrous",
        "pembatalan perintah karena kunci kehabisan waktu",
    ),
    "lock_not_available": (
        "could not obtain lock on", "konnte Sperre für Zeile", "konnte Sperre für Relation",
        "no se pudo bloquear un candado", "n'a pas pu obtenir un verrou sur", "tidak mendapatkan kunci pada",
    ),
    "statement_timeout": (
        "canceling statement due to statement timeout", "storniere Anfrage wegen Zeitüberschreitung der Anfrage",
        "cancelando la sentencia debido a que se agotó el tiempo de espera de sentencias",
        "annulation de la requête à cause du délai écoulé pour l'exécution",
        "pembatalan perintah karena perintah kehabisan waktu",
    ),
    "transaction_timeout": ("terminating connection due to transaction timeout",),
    "idle_in_transaction_timeout": (
        "terminating connection due to idle-in-transaction timeout",
        "Verbindung wird abgebrochen wegen Zeitüberschreitung in inaktiver Transaktion",
        "terminando la conexión debido a que se agotó el tiempo de espera para transacciones abiertas",
        "arrêt des connexions suite à l'expiration du délai d'inactivité en transaction",
    ),
    "idle_session_timeout": (
        "terminating connection due to idle-session timeout",
        "Verbindung wird abgebrochen wegen Zeitüberschreitung in inaktiver Sitzung",
        "terminando la conexión debido a que se agotó el tiempo de espera para sesiones abiertas",
        "arrêt des connexions suite à l'expiration du délai d'inactivité de la session",
    ),
    "serialization_failure": (
        "could not serialize access", "konnte Zugriff nicht serialisieren", "no se pudo serializar el acceso",
        "n'a pas pu sérialiser un accès", "tak dapat men-serial-kan akses",
        "tuple to be (?:locked|updated|deleted) was already (?:moved|modified)",
    ),
    "query_cancelled": (
        "canceling statement due to user request", "storniere Anfrage wegen Benutzeraufforderung",
        "cancelando la sentencia debido a una petición del usuario",
        "annulation de la requête à la demande de l'utilisateur", "pembatalan perintah karena permintaan pengguna",
    ),
    "autovacuum_cancelled": (
        "canceling autovacuum task", "storniere Autovacuum-Aufgabe", "cancelando tarea de autovacuum",
        "annulation de la tâche d'autovacuum", "pembatalan kerja 'autovacuum",
    ),
    "replication_conflict": (
        "canceling statement due to conflict with recovery", "terminating connection due to conflict with recovery",
        "storniere Anfrage wegen Konflikt mit der Wiederherstellung",
        "Verbindung wird abgebrochen wegen Konflikt mit der Wiederherstellung",
        "cancelando la sentencia debido a un conflicto con la recuperación",
        "terminando la conexión debido a un conflicto con la recuperación",
        "annulation de la requête à cause d'un conflit avec la restauration",
        "arrêt de la connexion à cause d'un conflit avec la restauration",
        "(?:pembatalan perintah|memutus koneksi) karena konflik dengan perbaikan",
    ),
    "connection_terminated": (
        "terminating connection due to administrator command", "terminating connection due to unexpected postmaster",
        "Verbindung wird abgebrochen aufgrund von Anweisung des Administrators",
        "terminando la conexión debido a una orden del administrador",
        "arrêt des connexions suite à la demande de l'administrateur",
        "terminating (?:background worker|walreceiver process|logical replication worker|parallel worker|autovacuum"
        " process)[^\n]* due to administrator command",
        "terminating connection because of crash of another server process",
        "Verbindung wird abgebrochen wegen Absturz", "terminando la conexión debido a una falla en otro proceso",
        "arrêt de la connexion à cause de l'arrêt brutal",
        "memutus koneksi karena (?:perintah administrator|proses server)",
    ),
    "aborted_transaction": (
        "current transaction is aborted", "aktuelle Transaktion wurde abgebrochen", "transacción abortada",
        "la transaction est annulée", "transaksi saat ini dibatalkan",
    ),
    "read_only_transaction": (
        "cannot execute .+ in a read-only transaction", "cannot execute .+ during recovery",
        ".+ kann nicht in einer Read-Only-Transaktion", "no se puede ejecutar .+ en una transacción de sólo lectura",
        "ne peut pas exécuter .+ dans une transaction en lecture seule",
    ),
    "transaction_state": (
        "there is (?:no|already a) transaction in progress", "SET TRANSACTION", "SET LOCAL can only",
        ".+ cannot run inside a transaction block", ".+ can only be used in transaction blocks",
        "invalid transaction termination", "cannot (?:commit|roll back) while",
    ),
    "too_many_connections": (
        "sorry, too many clients already", "remaining connection slots are reserved", "too many connections for",
        "tut mir leid, schon zu viele", "die verbleibenden Verbindungen sind", "zu viele Verbindungen",
        "lo siento, ya tenemos demasiados clientes", "las conexiones restantes están reservadas",
        "demasiadas conexiones para", "désolé, trop de clients", "les emplacements de connexions restants",
        "trop de connexions pour",
        "number of requested standby connections exceeds",
    ),
    "login_failed": (
        r"\S+ authentication failed for user", "no pg_hba.conf entry for", r"pg_hba\.conf rejects",
        "role .+ is not permitted to log in", "database .+ is not currently accepting connections",
        "must be superuser to connect", "no PostgreSQL user name specified", "database locale is incompatible",
        "Passwort-Authentifizierung", "Peer-Authentifizierung", "kein pg_hba.conf-Eintrag",
        "la autentificación", "no hay una línea en pg_hba.conf",
        r"authentification .*échouée", "aucune entrée dans pg_hba.conf", "authentication failed for user",
        "canceling authentication due to timeout",
        "provided user name .+ and authenticated user name", "could not connect to Ident server",
        "empty password returned by client", "client did not (?:present|provide)",
    ),
    "connection_lost": (
        "could not receive data from client", "could not send data to client", "unexpected EOF on client connection",
        "connection to client lost", "unexpected EOF within message", "terminating connection because protocol",
        "konnte Daten vom Client nicht empfangen", "konnte Daten nicht an den Client senden",
        "unerwartetes EOF auf Client-Verbindung", "Verbindung zum Client wurde verloren",
        "no se pudo recibir datos del cliente", "no se pudo enviar datos al cliente",
        "se encontró fin de archivo inesperado en una conexión", "se ha perdido la conexión al cliente",
        "n'a pas pu recevoir les données du client", "n'a pas pu envoyer les données au client",
        r"fin de fichier \(EOF\) inattendue de la connexion du client", "connexion au client perdue",
        "'EOF' tidak terduga pada koneksi klien", "koneksi ke klien hilang",
    ),
    "protocol_error": (
        "incomplete startup packet", "invalid length of startup packet", "invalid startup packet layout",
        "could not accept SSL connection", "could not initialize SSL connection", "unsupported frontend protocol",
        "invalid frontend message type", "invalid message (?:length|format)", "incomplete message from client",
        "could not accept GSS", "SSL (?:error|SYSCALL error)", "received unencrypted data after",
        "expected (?:SASL|password|GSS) response", "invalid (?:password|SASL) packet size",
        "received direct SSL connection request", "bind message supplies", "unvollständiges Startpaket",
        "el paquete de inicio está incompleto", "paquet de démarrage incomplet",
    ),
    "database_unavailable": (
        "the database system is (?:starting up|shutting down|in recovery mode|not (?:yet )?accepting)",
        "das Datenbanksystem (?:startet|fährt herunter|ist im Wiederherstellungsmodus)",
        "el sistema de base de datos está (?:iniciándose|apagándose|en modo de recuperación)",
        r"le système de bases? de données (?:se lance|s'arrête|est en cours de restauration)",
    ),
    "out_of_memory": (
        "out of memory", "Speicher aufgebraucht", "memoria agotada", "mémoire épuisée", "memory tidak cukup",
        "could not fork", "could not map anonymous shared",
        "could not create semaphores",
    ),
    "out_of_shared_memory": (
        "out of shared memory", "Shared Memory aufgebraucht", "memoria compartida agotada",
        "mémoire partagée épuisée", "could not resize shared memory segment",
        "konnte Größe des Shared-Memory-Segments", "no se pudo redimensionar el segmento de memoria compartida",
        "n'a pas pu retailler le segment de mémoire partagée", "kehabisan memori 'shared'",
    ),
    "wraparound_warning": (
        "database .+ must be vacuumed", "database is not accepting commands", "oldest xmin is far in the past",
        "oldest multixact is far in the past", "oldest xmin", "multixact \"members\" limit exceeded",
        "Datenbank .+ muss innerhalb von", r"base de datos .+ debe ser limpiada", "un VACUUM doit être exécuté",
        "bypassing nonessential maintenance of table", "cutoff for removing and freezing tuples is far in the past",
    ),
    "data_corruption": (
        "invalid page in block", "page verification failed", "checksum verification failed",
        "could not read blocks? .+: read only",
        "missing chunk number", "unexpected chunk number", "index .+ contains (?:corrupted|unexpected zero) page",
        "corrupted page pointers", "corrupted item (?:pointer|lengths)", "compressed (?:data|pglz data) is corrupt",
        "incorrect checksum in control file", "invalid magic number", "found xmin .+ from before relfrozenxid",
        "could not access status of transaction", "tuple concurrently", "right sibling's left-link",
        "failed to re-find", "ungültige Seite in Block", "la página no es válida en el bloque",
        "page invalide dans le bloc", "verifikasi halaman gagal", "penunjuk halaman rusak",
        "invalid primary checkpoint record", "could not locate a valid checkpoint record",
        "WAL contains references to invalid pages", "table tid from new index tuple", "unexpected data beyond EOF",
        "calculated CRC checksum does not match",
    ),
    "crash": (
        r"[\w ]+ \(PID \d+\) was terminated by", r"[\w ]+ \(PID \d+\) exited with exit code (?!0\b|1\b)",
        r"[\w ]+ \(PID \d+\) wurde von Signal", r"[\w ]+ \(PID \d+\) fue terminado por una señal",
        r"[\w ]+ \(PID \d+\) a été arrêté par le signal", "stuck spinlock",
    ),
    "recovery": (
        "database system was not properly shut down", "Datenbanksystem wurde nicht richtig heruntergefahren",
        "el sistema de bases de datos no fue apagado apropiadamente",
        "le système de bases de données n'a pas été arrêté proprement",
    ),
    "restart": (
        "database system is ready to accept (?:read.only )?connections", "Datenbanksystem ist bereit",
        "el sistema de bases de datos está listo", "le système de bases? de données est prêt",
    ),
    "archive_failed": (
        "archive command (?:failed|was terminated)", "archiving write-ahead log file .+ failed",
        "archiving transaction log file .+ failed", "Archivbefehl ", "la orden de archivado",
        "échec de la commande d'archivage",
    ),
    "replication_error": (
        "could not (?:connect to the primary server|start WAL streaming|receive data from WAL stream)",
        "could not (?:connect to the publisher|receive list of replicated tables|send data to WAL stream)",
        "could not (?:create replication slot|start initial contents copy|find record while sending)",
        "requested WAL segment .+ has already been removed", "terminating walsender process due to replication timeout",
        "terminating walreceiver due to timeout", "terminating logical replication worker due to timeout",
        "terminating process .+ (?:because replication slot|to release replication slot)",
        "invalidating (?:slot|obsolete replication slot)", "replication slot .+ (?:is active|does not exist)",
        "replication terminated by primary server", "can no longer get changes from replication slot",
        "all replication slots are in use", "cannot (?:use|read from) (?:logical )?replication slot",
        "requested starting point", "highest timeline", "timeline .+ of the primary does not match",
        "conflict detected on relation", "logical replication target relation", "standby \"[^\"]+\" is no longer",
        "WAL stream .*", "background worker \"(?:logical replication|parallel apply).*\" .*exited with exit code 1",
    ),
    "configuration_error": (
        "configuration file .+ contains errors", "unrecognized configuration parameter .+ in file",
        "invalid value for parameter .+ in file", r"could not load .*pg_hba\.conf", r"pg_hba\.conf was not reloaded",
        "syntax error in file", "end-of-line before", "invalid connection type", "invalid authentication method",
        "could not bind", "could not (?:create listen socket|create any TCP)", "lock file .+ already exists",
        "data directory .+ has", "parameter .+ cannot be (?:changed|set)", "invalid IP mask",
        "could not load server certificate", "authentication file", "could not start background",
        "unrecognized .*option in pg_hba",
    ),
    "unique_violation": (
        "duplicate key value violates", "doppelter Schlüsselwert verletzt", "llave duplicada viola",
        "la valeur d'une clé dupliquée rompt", "nilai kunci ganda melanggar", "could not create unique index",
    ),
    "foreign_key_violation": (
        "insert or update on table .+ violates foreign key", "update or delete on table .+ violates",
        "Einfügen oder Aktualisieren in Tabelle .+ verletzt", "Aktualisieren oder Löschen in Tabelle .+ verletzt",
        "inserción o actualización en la tabla .+ viola la llave", "update o delete en .+ viola la llave",
        "une instruction insert ou update sur la table .+ viole", "UPDATE ou DELETE sur la table .+ viole",
        "MERGE .+ violates foreign key",
    ),
    "not_null_violation": (
        "null value in column .+ violates not-null", "column .+ contains null values",
        "NULL-Wert in Spalte .+ verletzt", "el valor nulo en la columna .+ viola", "une valeur NULL viole",
        "domain .+ does not allow null values",
    ),
    "check_violation": (
        "new row for relation .+ violates check", "check constraint .+ violated", "value for domain .+ violates check",
        "no partition of relation .+ found for row", "new row for relation .+ violates partition constraint",
        "check constraint .+ of relation .+ is violated by some row",
        "neue Zeile für Relation .+ verletzt Check",
        "el nuevo registro para la relación .+ viola la restricción «check»",
        "la nouvelle ligne de la relation .+ viole la contrainte de vérification",
    ),
    "exclusion_violation": ("conflicting key value violates exclusion", "could not create exclusion constraint"),
    "syntax_error": (
        "syntax error (?:at|in (?!file))", "unterminated (?:quoted|dollar-quoted|/\\*|bit|hexadecimal)",
        "zero-length delimited identifier", "trailing junk after", "Syntaxfehler", "error de sintaxis",
        "erreur de syntaxe", "INSERT has more", "'.+' pada atau didekat",
        "cannot insert multiple commands into a prepared statement", "syntax error",
        "SELECT \\* with no tables", "VALUES lists must all", "argument of .+ must not return",
    ),
    "undefined_object": (
        r"(?:relation|column|function|operator|schema|table|type|sequence|view|index|role|database|constraint|trigger"
        r"|procedure|routine|aggregate|extension|language|tablespace|materialized view|collation|policy|rule|domain"
        r"|prepared statement|cursor|portal|publication|subscription|server|foreign-data wrapper|access method"
        r"|operator class|text search \w+|parameter|conversion|user mapping|encoding) .*(?:does not exist|exists? not)",
        "operator does not exist", "function .+ is not unique", "missing FROM-clause entry", "there is no parameter",
        "invalid reference to FROM-clause", "unrecognized configuration parameter", "there is no unique constraint",
        "large object .+ does not exist", "savepoint .+ does not exist", "unnamed prepared statement does not exist",
        "(?:Relation|Spalte|Funktion|Schema|Rolle|Datenbank|Typ|Tabelle|Operator) .*existiert nicht",
        "no existe (?:la|el) ", "el operador no existe",
        r"(?:la|le|l'\w+) .*n'existe pas", r"l'opérateur n'existe pas",
        "(?:relasi|kolom|fungsi|skema|role|database|tabel|tipe|operator|rule|portal) .*tidak ada",
        "no schema has been selected to create in", "could not find a function named", "record .+ has no field",
    ),
    "duplicate_object": (
        r"(?:relation|column|function|schema|table|type|sequence|role|database|constraint|trigger|extension|index"
        r"|prepared statement|cursor|policy|rule|publication|subscription|operator|tablespace|language)"
        r" .*already exists",
        "Relation .+ existiert bereits", "la relación .+ ya existe", "la relation .+ existe déjà",
        "replication slot .+ already exists",
    ),
    "object_in_use": (
        ".+ is being accessed by other users", "cannot (?:ALTER|DROP|TRUNCATE|CLUSTER) .+ because it",
        "cannot drop .+ because",
        "role .+ cannot be dropped because",
        "database .+ is being (?:used|accessed)", "cannot drop the currently open database",
        "current user cannot be dropped",
    ),
    "permission_denied": (
        "permission denied", "must be owner of", "must be (?:superuser|member|able)", "keine Berechtigung",
        "permiso denegado", "droit refusé", "new row violates row-level security",
        "only (?:superusers?|roles)", "must have privileges", "cannot set parameter .+ within security",
    ),
    "not_supported": (
        ".+ is not (?:yet )?(?:implemented|supported)", ".+ are not (?:yet )?supported",
        "cached plan must not change result type", "cross-database references are not implemented",
    ),
    "limit_exceeded": (
        "stack depth limit exceeded", "temporary file size exceeds", "target lists can have at most",
        "index row (?:size|requires)", "row is too big", "tables can have at most", "cannot have more than",
        "too many (?:arguments|columns|range table)", "string too long", "total size of jsonb",
        "number of (?:columns|parameters|arguments)", "requested length too large", "array size exceeds",
        "invalid memory alloc request size", "batas kedalam 'stack' berlebih",
    ),
    "disk_full": ("could not write to file .+: wrote only", "could not (?:extend|write) .*: wrote only"),
    "io_error": (
        "could not (?:open|read|write|extend|fsync|stat|rename|remove|create|close|truncate|seek|link|unlink|access"
        "|load|flush) ", "konnte Datei ", "no se pudo (?:abrir|leer|escribir|extender)",
        "n'a pas pu (?:ouvrir|lire|écrire|étendre)",
        "(?:tak|tidak) (?:dapat|bisa) (?:membuka|membaca|menulis|memperbesar|memotong|mencapai) ",
        "using stale statistics", "pgstat wait timeout",
    ),
    "invalid_input": (
        "invalid input (?:syntax|value)", "value too long for type", "numeric field overflow", "division by zero",
        r"value .+ is out of range", r"(?:integer|bigint|smallint|date|timestamp|interval|value) out of range",
        "(?:date/time|time zone) .*(?:out of range|not recognized)", "malformed (?:array|record|range) literal",
        "invalid byte sequence for encoding", "character with byte sequence", "unsupported Unicode escape",
        "invalid regular expression", "invalid value for parameter", "more than one row returned", "bit string",
        "invalid (?:hexadecimal|base64|escape|URI|UUID|JSON|XML|cidr|name syntax|interval)", "null value not allowed",
        "negative substring length", "array (?:subscript|value|size)", "cannot (?:extract|call json|get array|call)",
        "LIMIT must not be", "OFFSET must not be", "ungültige Eingabesyntax", "la sintaxis de entrada no es válida",
        "syntaxe en entrée invalide", "Division durch Null", "división por cero", "division par zéro",
        "Wert zu lang für Typ", "el valor es demasiado largo", "valeur trop longue pour le type",
        "missing data for column", "extra data after last expected column", "unterminated CSV quoted field",
        "invalid command received", "query returned (?:no|more than one) row", "numeric value",
        "cannot take", "zero raised", "a negative number raised", "input of", "value \"",
        "(?:sintaks?|nilai) masukan (?:tidak valid|untuk tipe)",
        "requested character", "null character not permitted", "step size cannot", "lower bound", "range lower bound",
    ),
    "invalid_statement": (
        "column reference .+ is ambiguous", "column .+ must appear in the GROUP BY", "column .+ is of type",
        "table name .+ specified more than once", "could not determine (?:data type|polymorphic)", "cannot cast",
        "aggregate functions are not allowed", "operator is not unique", "subquery (?:has|must)", "each .+ query must",
        "(?:UNION|INTERSECT|EXCEPT|CASE|COALESCE) types", "window functions are not", "for SELECT DISTINCT",
        "there is no unique or exclusion constraint", "cannot (?:insert|update|delete|drop) ", "cannot change",
        "column .+ can only be updated", "set-returning functions", "more than one function", "ON CONFLICT",
        "multiple assignments to same column", "cannot subscript", "recursive query", "invalid name", "bind message",
        "wrong number of parameters", "only .+ parameters", "subquery uses ungrouped", "null value cannot",
    ),
    "internal_error": (
        "cache lookup failed", "unexpected .+ tag", "could not find pathkey", "tuple already updated by self",
        "unrecognized node type", "could not open relation with OID", "no relation entry", "variable not found",
        "portal snapshots", "attempted to delete invisible tuple", "wrong ",
    ),
}  # fmt: skip


# The system's own words at the end of a message ("could not extend file "base/1/2": No space left on device") weigh
# more than what the server was doing; libc translates them.
_ERRNO_KINDS = {
    "disk_full": (
        "No space left on device", "Disk quota exceeded", "kein Speicherplatz mehr verfügbar",
        "No queda espacio en el dispositivo", "Aucun espace disponible sur le périphérique",
    ),
    "too_many_open_files": (
        "Too many open files", "Zu viele offene Dateien", "Demasiados archivos abiertos",
        "Demasiados ficheros abiertos", "Trop de fichiers ouverts",
    ),
    "out_of_memory": ("Cannot allocate memory", "Nicht genügend Hauptspeicher", "No se pudo asignar memoria"),
}  # fmt: skip
_ERRNO = {words: kind for kind, alternatives in _ERRNO_KINDS.items() for words in alternatives}
_ERRNO_SEARCH = re.compile("|".join(map(re.escape, _ERRNO))).search
# These name the resource better than the system's words do.
_BEFORE_ERRNO = frozenset({"connection_lost", "out_of_shared_memory", "archive_failed"})

_HEAD = 1_000  # characters of a message that say what it is
_PLAIN_WORD = re.compile(r"[\w'-]+(?= |\Z)")
_ALTERNATIVES = re.compile(r"\(\?:([^()]*)\)(?= )")

Finder = Callable[[str], "re.Match[str] | None"]


def _buckets() -> dict[str, tuple[Finder, tuple[str, ...]]]:
    """One compiled alternation for each first word of a message; those without a literal first word under ''."""
    patterns: dict[str, list[tuple[str, str]]] = {}
    for kind, alternatives in _MESSAGES.items():
        for pattern in alternatives:
            group = _ALTERNATIVES.match(pattern)
            starts = group[1].split("|") if group else [pattern]
            words = [_PLAIN_WORD.match(start) for start in starts]
            for word in {word[0] if word else "" for word in words}:
                patterns.setdefault(word, []).append((kind, pattern))
    return {
        word: (re.compile("|".join(f"({pattern})" for _, pattern in rules)).match, tuple(kind for kind, _ in rules))
        for word, rules in patterns.items()
    }


_BUCKETS = _buckets()


def _kind_of_message(message: str) -> str | None:
    head = message[:_HEAD]
    kind = None
    for word in (head.split(" ", 1)[0], ""):
        bucket = _BUCKETS.get(word)
        found = bucket and bucket[0](head)
        if bucket and found:
            kind = bucket[1][(found.lastindex or 1) - 1]
            break
    if kind not in _BEFORE_ERRNO:
        errno = _ERRNO_SEARCH(message[-100:])
        if errno:
            return _ERRNO[errno[0]]
    return kind


# --- Figures -------------------------------------------------------------------------------------------------------


def _milliseconds(seconds: str) -> float:
    return round(float(seconds) * 1000, 3)


def _lock_wait(found: re.Match[str]) -> Event:
    waited = float(found[1].replace(",", "."))
    return Event("lock_wait", totals={"lock_wait_count": 1.0}, peaks={"lock_wait_max_ms": waited})


def _lock_wait_end(found: re.Match[str]) -> Event:
    waited = float(found[1].replace(",", "."))
    return Event("lock_wait_end", totals={"lock_wait_ms": waited}, peaks={"lock_wait_max_ms": waited})


def _temporary_file(found: re.Match[str]) -> Event:
    size = float(found[1])
    return Event(
        "temp_file", totals={"temp_file_count": 1.0, "temp_file_bytes": size}, peaks={"temp_file_max_bytes": size}
    )


def _checkpoint_start(found: re.Match[str]) -> Event:
    flags = found[1].split()
    cause = "timed" if "time" in flags else "wal" if {"wal", "xlog"} & set(flags) else "requested"
    return Event("checkpoint_start", totals={f"checkpoint_{cause}_count": 1.0})


def _checkpoint(found: re.Match[str]) -> Event:
    kind, buffers, added, removed, recycled, write, sync, total = found.groups()
    if kind == "restartpoint":
        return Event(
            kind,
            totals={"restartpoint_count": 1.0, "restartpoint_total_ms": _milliseconds(total)},
            peaks={"restartpoint_max_ms": _milliseconds(total)},
        )
    totals = {
        "checkpoint_count": 1.0,
        "checkpoint_buffers_written_count": float(buffers),
        "checkpoint_wal_added_count": float(added),
        "checkpoint_wal_removed_count": float(removed),
        "checkpoint_wal_recycled_count": float(recycled),
        "checkpoint_write_ms": _milliseconds(write),
        "checkpoint_sync_ms": _milliseconds(sync),
        "checkpoint_total_ms": _milliseconds(total),
    }
    return Event(kind, totals=totals, peaks={"checkpoint_max_ms": _milliseconds(total)})


def _autovacuum(found: re.Match[str]) -> Event:
    wraparound, removed, elapsed = found.groups()
    totals = {"autovacuum_count": 1.0, "autovacuum_ms": _milliseconds(elapsed)}
    if removed:
        totals["autovacuum_removed_tuple_count"] = float(removed)
    if wraparound:
        totals["autovacuum_wraparound_count"] = 1.0
    return Event("autovacuum", totals=totals, peaks={"autovacuum_max_ms": _milliseconds(elapsed)})


def _autoanalyze(found: re.Match[str]) -> Event:
    elapsed = _milliseconds(found[1])
    return Event(
        "autoanalyze",
        totals={"autoanalyze_count": 1.0, "autoanalyze_ms": elapsed},
        peaks={"autoanalyze_max_ms": elapsed},
    )


def _disconnection(found: re.Match[str]) -> Event:
    hours, minutes, seconds = found.groups()
    lasted = _milliseconds(seconds) + (int(hours) * 60 + int(minutes)) * 60_000
    return Event(
        "disconnection",
        totals={"disconnection_count": 1.0, "session_duration_ms": lasted},
        peaks={"session_max_ms": lasted},
    )


def _duration(found: re.Match[str]) -> Event:
    if found[2]:
        return _PLAN
    lasted = float(found[1])
    return Event(
        "duration",
        totals={"duration_logged_count": 1.0, "duration_logged_ms": lasted},
        peaks={"duration_logged_max_ms": lasted},
    )


def _counted(kind: str, *names: str) -> Event:
    return Event(kind, totals=MappingProxyType(dict.fromkeys(names, 1.0)))


_PLAN = _counted("plan", "plan_logged_count")
_STATEMENT = _counted("statement", "statement_logged_count")
_VACUUM_SKIPPED = _counted("vacuum_skipped", "vacuum_skipped_count")
_START = _counted("replication_start", "replication_start_count")
_STOP = _counted("replication_stop", "replication_stop_count")
_PROGRESS = Event("recovery_progress")
_STARTING = Event("startup")
_WORKER = Event("background_worker")
_SHUTDOWN = Event("shutdown")
_DETAIL = Event("lock_detail")
_COMPLETE = (
    r"complete: wrote (\d++) buffers.*?; (\d++) [\w ]+\(s\) added, (\d++) removed, (\d++) recycled; "
    r"write=([\d.]++) s, sync=([\d.]++) s, total=([\d.]++) s"
)
_ELAPSED = r"elapsed:? ([\d.]+) s"
_MS = r"(\d++[.,]\d++) ms"

# First word of the message: patterns with the event, or what makes it of the figures found.
_Made = Event | Callable[[re.Match[str]], Event]
_FIGURES: dict[str, tuple[tuple[str, _Made], ...]] = {
    "duration:": ((r"duration: ([\d.]++) ms(  plan:)?", _duration),),
    "statement:": (("", _STATEMENT),),
    "execute": ((r"execute [^\n]*?:", _STATEMENT), (r"execute fetch from", _STATEMENT)),
    "fastpath": (("fastpath function call", _STATEMENT),),
    "AUDIT:": (("", Event("audit")),),
    "connection": (
        ("connection received", _counted("connection_received", "connection_received_count")),
        ("connection authorized", _counted("connection_authorized", "connection_authorized_count")),
        ("connection authenticated", _counted("connection_authenticated", "connection_authenticated_count")),
        ("connection ready", Event("connection_ready")),
    ),
    "replication": (
        ("replication connection authorized", _counted("connection_authorized", "connection_authorized_count")),
        ("replication terminated by primary", _STOP),
    ),
    "disconnection:": ((r"disconnection: session time: (\d++):(\d++):([\d.]++)", _disconnection),),
    "process": (
        (rf"process \d++ still waiting for [^\n]*? after {_MS}", _lock_wait),
        (rf"process \d++ (?:acquired|detected deadlock|avoided deadlock|failed to acquire)[^\n]*? after {_MS}",
         _lock_wait_end),
    ),
    "recovery": (
        ("recovery (?:still waiting|finished waiting)", Event("recovery_conflict_wait")),
        ("recovery ", _PROGRESS),
    ),
    "sending": (("sending cancel to blocking autovacuum", _DETAIL),),
    "temporary": ((r"temporary file: path .*, size (\d++)", _temporary_file),),
    "temporäre": ((r"temporäre Datei: Pfad .*, Größe (\d++)", _temporary_file),),
    "archivo": ((r"archivo temporal: ruta .*, tamaño (\d++)", _temporary_file),),
    "fichier": ((r"fichier temporaire : chemin .*, taille (\d++)", _temporary_file),),
    "file": ((r"file sementara: path .*, ukuran (\d++)", _temporary_file),),
    "Prozess": (
        (rf"Prozess \d++ wartet immer noch auf [^\n]*? nach {_MS}", _lock_wait),
        (rf"Prozess \d++ erlangte [^\n]*? nach {_MS}", _lock_wait_end),
    ),
    "el": (
        (rf"el proceso \d++ aún espera [^\n]*? después de {_MS}", _lock_wait),
        (rf"el proceso \d++ adquirió [^\n]*? después de {_MS}", _lock_wait_end),
    ),
    "le": (
        (rf"le processus \d++ est toujours en attente de [^\n]*? après {_MS}", _lock_wait),
        (rf"le processus \d++ a acquis [^\n]*? après {_MS}", _lock_wait_end),
    ),
    "proses": (
        (rf"proses \d++ masih menunggu [^\n]*? setelah {_MS}", _lock_wait),
        (rf"proses \d++ (?:mendapatkan|mendeteksi|menghindari|gagal)[^\n]*? setelah {_MS}", _lock_wait_end),
    ),
    "checkpoint": (
        (r"checkpoint starting:([^\n]*+)", _checkpoint_start),
        (rf"(checkpoint) {_COMPLETE}", _checkpoint),
    ),
    "restartpoint": (
        ("restartpoint starting", Event("restartpoint_start")),
        (rf"(restartpoint) {_COMPLETE}", _checkpoint),
    ),
    "checkpoints": (
        ("checkpoints are occurring too frequently",
         _counted("checkpoints_too_frequent", "checkpoints_too_frequent_count")),
    ),
    "automatic": (
        (rf"automatic (?:aggressive )?vacuum (to prevent wraparound )?of table "
         rf"(?s:.*?)(?:tuples: (\d++) removed(?s:.*?))?{_ELAPSED}", _autovacuum),
        (r"automatic analyze of table (?s:.*?)" + _ELAPSED, _autoanalyze),
    ),
    "skipping": (
        ("skipping (?:vacuum|analyze) of .+ --- lock not available", _VACUUM_SKIPPED),
        ("skipping restartpoint", _PROGRESS),
    ),
    "database": (
        (r"database system is shut down", _counted("shutdown", "server_shutdown_count")),
        (r"database system was (?:shut down|interrupted)", _STARTING),
    ),
    "starting": (
        ("starting logical decoding", _START),
        ("starting (?:PostgreSQL|background)", _STARTING),
        ("starting (?:archive|backup|point-in-time) recovery", _PROGRESS),
    ),
    "listening": (("listening on", _STARTING),),
    "redirecting": (("redirecting log output", _STARTING),),
    "ending": (("ending log output", _STARTING), ("ending cancel to blocking autovacuum", _DETAIL)),
    "received": (
        ("received SIGHUP, reloading", _counted("config_reload", "config_reload_count")),
        ("received (?:fast|smart|immediate) shutdown request", _SHUTDOWN),
        ("received promote request", _PROGRESS),
    ),
    "parameter": (
        ("parameter .+ (?:changed to|removed from configuration file)",
         _counted("parameter_change", "parameter_change_count")),
    ),
    "aborting": (("aborting any active transactions", _SHUTDOWN),),
    "shutting": (("shutting down", _SHUTDOWN),),
    "abnormal": (("abnormal database system shutdown", _counted("shutdown", "server_shutdown_count")),),
    "all": (("all server processes terminated", Event("crash_cleanup")),),
    "terminating": (("terminating any other active server processes", Event("crash_cleanup")),),
    "autovacuum": (("autovacuum (?:launcher|: )", _WORKER),),
    "autovacuum:": (("", _WORKER),),
    "background": (("background worker .+ exited with exit code [01]", _WORKER),),
    "registering": (("registering background worker", _WORKER),),
    "unregistering": (("unregistering background worker", _WORKER),),
    "logical": (
        (r"logical replication (?:apply|table synchronization|tablesync|parallel apply) worker .+ has started", _START),
        (r"logical replication .+ (?:will (?:stop|restart)|has finished|been disabled|stopped)", _STOP),
        ("logical replication launcher", _WORKER),
        ("logical decoding found", Event("logical_decoding")),
    ),
    "started": (("started streaming WAL", _START),),
    "fetching": (("fetching timeline history", _PROGRESS),),
    "standby": (("standby .+ is now a", _START),),
    "entering": (("entering standby mode", _PROGRESS),),
    "redo": (("redo (?:starts|done|in progress|is not required)", _PROGRESS),),
    "consistent": (("consistent recovery state reached", _PROGRESS),),
    "restored": (("restored log file", _PROGRESS),),
    "selected": (("selected new timeline", _PROGRESS),),
    "archive": (("archive recovery complete", _PROGRESS),),
    "last": (("last completed transaction", _PROGRESS),),
    "completed": (("completed backup recovery", _PROGRESS),),
    "resetting": (("resetting unlogged relations", _PROGRESS),),
    "syncing": (("syncing data directory", _PROGRESS),),
    "invalid": (
        # 'configuration file ... contains errors' follows and is the failure.
        ("invalid value for parameter", Event("configuration_detail")),
        ("invalid (?:record length|magic number|resource manager)", _PROGRESS),
    ),
    "record": (("record with (?:incorrect|zero)", _PROGRESS),),
    "unexpected": (("unexpected pageaddr", _PROGRESS),),
    "promoting": (("promoting", _PROGRESS),),
    "number": (("number of ", _WORKER),),
}  # fmt: skip
_FIGURE_FINDERS = {
    word: tuple((re.compile(pattern).match, made) for pattern, made in rules) for word, rules in _FIGURES.items()
}
_FIGURE_HEAD = 16_384


def _figures(message: str) -> Event | None:
    for find, made in _FIGURE_FINDERS.get(message[:40].split(" ", 1)[0], ()):
        found = find(message[:_FIGURE_HEAD])
        if found:
            return made if isinstance(made, Event) else made(found)
    return None


_CORRUPTION_DETAIL = Event("data_corruption_detail")

# --- Together ------------------------------------------------------------------------------------------------------

_FAILURE_EVENTS = {
    kind: Event(kind, is_failure=True)
    for kind in {*_BY_CODE.values(), *_BY_CLASS.values(), *_MESSAGES, *_ERRNO_KINDS}
    if kind != "restart"
}
_FAILURE_EVENTS["restart"] = Event("restart", is_failure=True, totals=MappingProxyType({"server_start_count": 1.0}))


def recognise(severity: str, code: str | None, message: str) -> Event:
    """The event of one log entry: severity in English, SQLSTATE if the log has it, primary message without DETAIL.

    Kind 'other' when nothing matches. Never raises, whatever the message holds.
    """
    if severity in _ERRORS:
        kind = _kind_with_code(code, message) if code and code != "00000" else _kind_of_message(message)
        if kind == "undefined_object" and severity == "FATAL" and message.startswith(_LOGIN_OBJECTS):
            kind = "login_failed"
        return _FAILURE_EVENTS[kind] if kind else _OTHER_ERROR
    event = _figures(message)
    if event is not None:
        return event
    kind = _kind_of_message(message)
    if kind is None and code and code != "00000":
        kind = _kind_with_code(code, message)
    if kind == "data_corruption" and severity == "LOG":
        return _CORRUPTION_DETAIL  # PostgreSQL 18 logs what it saw before the ERROR that ends the statement
    return _FAILURE_EVENTS[kind] if kind in _FAILURES_AT_ANY_SEVERITY else _OTHER


# 'role "x" does not exist' ends a login as FATAL, and is a mistake in a statement as ERROR.
_LOGIN_OBJECTS = ("role ", "database ", "Rolle ", "Datenbank ", "no existe el rol", "no existe la base de datos",
                  "le rôle ", "la base de données ")  # fmt: skip


def _kind_with_code(code: str, message: str) -> str | None:
    refined = _BY_CODE_AND_MESSAGE.get(code)
    if refined:
        kind = _kind_of_message(message)
        if kind in refined:
            return kind
    return _BY_CODE.get(code) or _BY_CLASS.get(code[:2])
