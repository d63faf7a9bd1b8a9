"""Normalising, masking and fingerprints: the same problem is one text, a person's data never comes through."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spse_monev.demo.postgres import Server
from spse_monev.text import CUT, MAX_MESSAGE, MAX_QUERY, fingerprint, mask, normalise_message, normalise_query


def _words(text: str) -> list[str]:
    return text.split()


# --- Queries -------------------------------------------------------------------------------------------------------

SAME_QUERIES = [
    # values of every spelling
    ("SELECT * FROM paket WHERE id = 1", "select *  from paket\n where id = 42 -- halaman",
     "select * from paket where id = $1"),
    ("select 'a''b', E'c\\'d', U&'\\0041', B'01', X'ff', $$x'y$$, $t$ $$ $t$",
     "select 'a', 'b', 'c', 'd', 'e', 'f', 'g'"),
    ("select 1, .5, 1.5e-3, -7, 0x1F, 1_000", "select 1, 2, 3, 4, 5, 6"),
    ("insert into t values (1, NULL, true)", "insert into t values (2, 'x', FALSE)"),
    ("update t set a = -1 where b > - 3", "update t set a = 1 where b > 3"),
    # lists and rows
    ("select * from t where a in (1)", "SELECT * FROM t WHERE a IN (1,2 , 3)",
     "select * from t where a in ($1 /*, ... */)"),
    ("select * from t where a in (1::int, 2::int)", "select * from t where a in ('x'::int)"),
    ("insert into t(a,b) values (1,'x')", "INSERT INTO t(a, b) VALUES (1,'x'), (2,'y'),(3, NULL)"),
    ("insert into t values (1, now())", "insert into t values (1, now()), (2, now())"),
    ("select * from t where (a,b) in ((1,2))", "select * from t where (a, b) in ((1,2), (3,4))"),
    ("select * from t where a = any(array[1])", "select * from t where a = any(array[1, 2, 3])"),
    # comments
    ("select /* app=spse,id=12 */ 1", "select 1 -- x", "/* a /* b */ c */ select 2"),
    # names that count
    ("SAVEPOINT sp_1", "savepoint sp_2", 'SAVEPOINT "a-7"'),
    ("ROLLBACK TO SAVEPOINT a1", "rollback to savepoint b2"),
    ("RELEASE a1", "release b2"),
    ("DEALLOCATE pdo_stmt_00000001", "deallocate pdo_stmt_00000002"),
    ("DECLARE c_1 CURSOR FOR SELECT 1", "declare c_22 cursor for select 5"),
    ('FETCH FORWARD 100 FROM "c_1"', 'fetch forward 5 from "c_22"'),
    ("select * from tmp_123", "SELECT * FROM tmp_124"),
    ("select * from pg_temp_3.t", "select * from pg_temp_12.t"),
]  # fmt: skip

DIFFERENT_QUERIES = [
    ("select a from t", "select b from t"),
    ("select 1 from t1", "select 1 from t2"),
    ('select "A"', 'select "a"'),
    ("select * from t where a is null", "select * from t where a is not null"),
    ("alter table t alter a set not null", "alter table t alter a drop not null"),
    ("select f(1)", "select f(1, 2)"),
    ("select a - 1", "select a + 1"),
    ("commit", "rollback"),
    ("deallocate all", "deallocate a1"),
    ("execute cari(1)", "execute simpan(1)"),
    ("insert into t values (1, default)", "insert into t values (1, 2)"),
]


@pytest.mark.parametrize("queries", SAME_QUERIES)
def test_the_same_statement_with_other_values_is_one(queries: tuple[str, ...]) -> None:
    assert len({normalise_query(query) for query in queries}) == 1


@pytest.mark.parametrize("queries", DIFFERENT_QUERIES)
def test_other_statements_stay_apart(queries: tuple[str, ...]) -> None:
    assert len({normalise_query(query) for query in queries}) == len(queries)


def test_a_normalised_query_is_readable() -> None:
    query = """SELECT p.pkt_nama, "Catatan" FROM paket p
        WHERE p.hps > 1000000 AND p.nama ILIKE '%jalan%' AND p.status IN (1,2,3) AND data->'k' IS NOT NULL LIMIT 10"""
    assert normalise_query(query) == (
        'select p.pkt_nama, "Catatan" from paket p where p.hps > ? and p.nama ilike ? and p.status in (?) '
        "and data->? is not null limit ?"
    )


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1, 'a', -5, NULL, TRUE, .5, B'01', E'x\\n'",
        "SELECT datname FROM pg_database WHERE oid IN (1, 2, 3) AND datname IS NOT NULL AND datallowconn = true",
        "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) v (a, b) LIMIT 1 OFFSET 1",
        "SELECT date '2026-01-01' + interval '1 day', '5'::int, CAST('6' AS int) /* keterangan */",
        "SELECT count(*) FROM pg_class WHERE relname LIKE 'pg%' AND relpages > -1 GROUP BY relkind HAVING count(*) > 2",
    ],
)
def test_a_logged_statement_and_its_text_in_pg_stat_statements_are_one(server: Server, query: str) -> None:
    server.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    with server.connect() as connection:
        connection.execute("SELECT pg_stat_statements_reset()")
        connection.execute(query.encode())
        rows = connection.execute(
            "SELECT query FROM pg_stat_statements WHERE query !~* 'pg_stat_statements' AND query ILIKE 'select%'"
        ).fetchall()
    assert [normalise_query(row[0]) for row in rows] == [normalise_query(query)]


@pytest.mark.parametrize(
    "query", ["select 'abc", 'select "abc', "select $$abc", "select /* abc", "values (1, (2", "", "'"]
)
def test_broken_statements_are_taken_as_they_are(query: str) -> None:
    assert "abc" not in normalise_query(query) or query.startswith('select "')


def test_a_cut_statement_shows_it_and_does_not_depend_on_where_it_was_cut() -> None:
    long = normalise_query("insert into t values " + ", ".join(f"({i}, 'nama {i}')" for i in range(20_000)))
    longer = normalise_query("insert into t values " + ", ".join(f"({i * 7}, 'nama {i}')" for i in range(30_000)))
    assert long == longer == f"insert into t values (?, ?) {CUT}"
    wide = normalise_query("select " + ", ".join(f"kolom_{i}" for i in range(2000)))
    assert len(wide) <= MAX_QUERY
    assert wide.endswith(f" {CUT}")


SQL_PIECES = st.lists(
    st.sampled_from(
        [
            *_words("""select insert values in array null true not is set e n u& x tmp_1 temp te savepoint a b1 "c" "d""
                ' '' " $$ $1 $t$ -- /* */ ( ) [ ] , ; . .5 1 1.5 1e5 0x1f - + = < > ? ?? ... … :: int :: % \\ \\'
                toast_1 fetch declare c_1 rollback to release deallocate execute limit and"""),
            *(" ", "  ", "\n", "\t", "\0", "İ", "é"),
        ]
    ),
    max_size=25,
)


@given(SQL_PIECES.map("".join) | SQL_PIECES.map(" ".join) | st.text())
@example("values (1), (1), (1)")
def test_normalising_a_query_is_idempotent(query: str) -> None:
    once = normalise_query(query)
    assert normalise_query(once) == once
    assert len(once) <= MAX_QUERY


@given(st.integers(0), st.text("abc' ", max_size=20), st.floats(0, allow_nan=False, allow_infinity=False))
def test_values_never_come_through(number: int, text: str, real: float) -> None:
    quoted = text.replace("'", "''")
    query = f"select a from t where b = {number} and c = '{quoted}' and d in ({real!r}, {number}) limit {number}"
    assert normalise_query(query) == "select a from t where b = ? and c = ? and d in (?) limit ?"


# --- Messages ------------------------------------------------------------------------------------------------------

SAME_MESSAGES = [
    ('invalid input syntax for type integer: "abc"', 'invalid input syntax for type integer: ""',
     'invalid input syntax for type integer: "a "b" c"',
     'invalid input syntax for type integer: "abc" at character 15'),
    ('syntax error at or near "x"', 'syntax error at or near "", "" at character 3', 'syntax error at or near """'),
    ('relation "tmp_123" does not exist', 'relation "tmp_124" does not exist'),
    ('relation "public.paket_2026_01" does not exist', 'relation "public.paket_2026_02" does not exist'),
    ("canceling statement due to statement timeout",),
    ('could not extend file "base/16384/16397": No space left on device',
     'could not extend file "base/16385/2619": No space left on device'),
    ('could not open file "/srv/a/siti.csv" for reading: No such file or directory',
     'could not open file "/srv/a/budi.csv" for reading: No such file or directory'),
    ('no pg_hba.conf entry for host "10.0.0.5", user "spse", database "epns", no encryption',
     'no pg_hba.conf entry for host "fe80::1", user "spse", database "epns", no encryption'),
    ("process 12 still waiting for ShareLock on transaction 789 after 1000.123 ms",
     "process 9 still waiting for ShareLock on transaction 1 after 20.001 ms"),
    ("requested WAL segment 000000010000000A000000FE has already been removed",
     "requested WAL segment 000000010000000A000000FF has already been removed"),
    ("replication terminated at 0/16B3748", "replication terminated at A0/1"),
    ('database "epns" must be vacuumed within 10985967 transactions',
     'database "epns" must be vacuumed within 7 transactions'),
    ("database system was interrupted; last known up at 2026-11-24 06:00:00 WIB",
     "database system was interrupted; last known up at 2026-01-02 00:00:00.123 UTC"),
    ('value "99999999999" is out of range for type integer', 'value "77777777777" is out of range for type integer'),
    ('prepared statement "S_1" does not exist', 'prepared statement "S_234" does not exist'),
    ("paket 1234 sudah ditutup", "paket 99 sudah ditutup"),
    ('invalid byte sequence for encoding "UTF8": 0xe9 0x20', 'invalid byte sequence for encoding "UTF8": 0xc3 0x28'),
    ("sintaks masukan tidak valid untuk tipe integer : « abc »",
     "sintaks masukan tidak valid untuk tipe integer : « 1 »"),
]  # fmt: skip

DIFFERENT_MESSAGES = [
    ('duplicate key value violates unique constraint "peserta_pkey"',
     'duplicate key value violates unique constraint "peserta_nama_key"'),
    ("nilai kunci ganda melanggar batasan unik « peserta_pkey »", "nilai kunci ganda melanggar batasan unik « b »"),
    ("doppelter Schlüsselwert verletzt Unique-Constraint »a«",
     "doppelter Schlüsselwert verletzt Unique-Constraint »b«"),
    ("no existe la relación «a»", "no existe la relación «b»"),
    ("la relation « a » n'existe pas", "la relation « b » n'existe pas"),
    ('relation "paket" does not exist', 'relation "lelang" does not exist'),
    ("column p.alamat1 does not exist", "column p.alamat2 does not exist"),
    ('null value in column "nama" of relation "peserta" violates not-null constraint',
     'null value in column "alamat" of relation "peserta" violates not-null constraint',
     'null value in column "nama" of relation "panitia" violates not-null constraint'),
    ("function f(integer) does not exist", "function f(text) does not exist"),
    ("invalid input syntax for type int4: x", "invalid input syntax for type int8: x"),
    ('database "epns" does not exist', 'database "latihan" does not exist'),
    ('password authentication failed for user "spse"', 'password authentication failed for user "postgres"'),
    ('"v_paket" is not a table', '"v_lelang" is not a table'),
    ('could not open file "pg_xact/0001": Permission denied', 'could not open file "base/1/2": Permission denied'),
    ("permission denied for table paket", "permission denied for table lelang"),
]  # fmt: skip


@pytest.mark.parametrize("messages", SAME_MESSAGES)
def test_one_problem_is_one_message(messages: tuple[str, ...]) -> None:
    assert len({normalise_message(message) for message in messages}) == 1


@pytest.mark.parametrize("messages", DIFFERENT_MESSAGES)
def test_different_problems_stay_apart(messages: tuple[str, ...]) -> None:
    assert len({normalise_message(message) for message in messages}) == len(messages)


MESSAGE_PIECES = st.lists(
    st.sampled_from(
        _words("""relation column constraint type file "a" "b 1" "tmp_1" « » « c » »d« " : near at or 12 1.5 0x1f tmp_2
            int4 0/1A 10.0.0.1 fe80::1 2026-11-24 00:00:00 UTC /srv/a b.c ? … ( ) = $1 _ '""")
    ),
    max_size=14,
)


@given(MESSAGE_PIECES.map(" ".join) | MESSAGE_PIECES.map("".join) | st.text())
def test_normalising_a_message_is_idempotent(message: str) -> None:
    once = normalise_message(message)
    assert normalise_message(once) == once
    assert len(once) <= MAX_MESSAGE


# --- Samples -------------------------------------------------------------------------------------------------------

MASKED = [
    ("Key (nik)=(3508010101700001) already exists.", "Key (nik)=(***) already exists."),
    ('Key (nama, alamat)=(Siti (Ibu), Jl. A) is not present in table "peserta".',
     'Key (nama, alamat)=(***) is not present in table "peserta".'),
    ("Failing row contains (1, Siti Aminah, null).", "Failing row contains (***)"),
    ("INSERT INTO a VALUES ('Siti', E'a\\'b', 12)", "INSERT INTO a VALUES ('***', E'***', 12)"),
    ("INSERT INTO a VALUES ('Siti Ami", "INSERT INTO a VALUES ('***'"),
    ("SELECT $$Siti$$, $t$Siti$t$", "SELECT $$***$$, $t$***$t$"),
    ('invalid input syntax for type integer: "Siti Aminah"', 'invalid input syntax for type integer: "***"'),
    ("parameters: $1 = 'Siti', $2 = NULL", "parameters: $1 = '***', $2 = NULL"),
    ("ALTER ROLE spse PASSWORD 'rahasia'", "ALTER ROLE spse PASSWORD '***'"),
    ("host=db password=rahasia user=spse", "host=db password=*** user=spse"),
    ("jdbc postgresql://spse:rahasia@db:5432/epns", "jdbc postgresql://***@db:5432/epns"),
    ("Authorization: Bearer abc.DEF-123==", "Authorization: Bearer ***"),
    ("surel siti.aminah@contoh.go.id, telepon +62 812-3456-7890", "surel ***@***, telepon ***"),
    ("NIP 19700101 199501 2 001", "NIP ***"),
    ("NPWP 09.254.294.3-407.000", "NPWP ***"),
    ("connection from 10.1.2.3 and fe80::1:2:3", "connection from x.x.x.x and x:x:x:x"),
    ("a\x00b\x1b[31m\u202ec\ud800", "ab[31mc"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_personal_data_and_secrets_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        'duplicate key value violates unique constraint "peserta_pkey"',
        'relation "paket" does not exist',
        "canceling statement due to statement timeout",
        "process 123 still waiting for ShareLock on transaction 789 after 1000.123 ms",
        'could not extend file "base/16384/16397": No space left on device',
        "SELECT p.id FROM paket p WHERE p.tahun = 2026 AND p.hps > 5000",
        "database system was interrupted; last known up at 2026-11-24 06:00:00 WIB",
        "can't do the user's thing",
    ],
)
def test_what_explains_an_error_stays(text: str) -> None:
    assert mask(text) == text


SECRETS = st.sampled_from(
    ["3508010101700001", "siti.aminah@contoh.go.id", "+62812-3456-7890", "081234567890", "197001011995012001",
     "09.254.294.3-407.000", "rahasia-Besar1"]
)  # fmt: skip
PLACES = st.sampled_from(
    ["INSERT INTO a VALUES ('{}')", "Key (nik)=({}) already exists.", "Failing row contains (1, {}, null).",
     "parameters: $1 = '{}'", 'invalid input syntax for type integer: "{}"', "ALTER ROLE a PASSWORD '{}'",
     "password={} user=a", "postgresql://a:{}@db/epns", "Authorization: Bearer {}", "SELECT $${}$$",
     'COPY peserta, line 3, column nik: "{}"']
)  # fmt: skip


@given(SECRETS, PLACES, st.text(st.characters(exclude_characters="'\"$"), max_size=30), st.integers(20, 300))
def test_planted_values_never_come_through(secret: str, place: str, around: str, limit: int) -> None:
    if place.startswith("postgresql") and "@" in secret:
        secret = secret.replace("@", "%40")  # as a URI must write it
    masked = mask(f"{around} {place.format(secret)}", limit)
    assert secret not in masked
    assert len(masked) <= limit


MASK_PIECES = st.lists(
    st.sampled_from(
        [
            *_words("""'a' ' E'\\' " : "x" (1, )=( ) $$ $t$ password= token: bearer Bearer x://a:b@ a@b.id 0812 3456
                7890 12345678 *** 10.0.0.1 fe80::1 contains ( near … = @ . - + already exists null a 1"""),
            *(" ", "\n", "\0", ": ", ")=(a) already ", "contains (b)"),
        ]
    ),
    max_size=20,
)


@given(MASK_PIECES.map("".join) | MASK_PIECES.map(" ".join) | st.text(), st.integers(1, 80))
def test_masking_is_idempotent_and_bounded(text: str, limit: int) -> None:
    masked = mask(text, limit)
    assert len(masked) <= limit
    assert mask(masked, limit) == masked
    masked.encode()  # no lone surrogates


# --- All -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    ["'a", "(", "(1,", "/*", "/*a*/*", "1", "a.", "@a", '"a" ', "$a$", ")=(a)", ': "', "/a", "in (1,", "tmp_",
     "contains (", " ", "password=", "a://", ' near "', "1-", "a1:", "\\'"],
)  # fmt: skip
def test_50_megabytes_of_anything_take_no_time(unit: str) -> None:
    text = "values " + unit * (50_000_000 // len(unit))
    started = time.perf_counter()
    for function in (normalise_query, normalise_message, mask):
        function(text)
    assert time.perf_counter() - started < 2


def test_fingerprints_tell_parts_apart() -> None:
    parts = [("a", "b"), ("ab",), ("a", "b", ""), ("a", "b", None), ("b", "a"), ("",), (None,), (), ("1:a", "b")]
    found = {fingerprint(*each) for each in parts}
    assert len(found) == len(parts)
    assert all(len(each) == 16 and int(each, 16) >= 0 for each in found)
    assert fingerprint("a\ud800") != fingerprint("a")
