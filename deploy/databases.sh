#!/usr/bin/env bash
# Two databases, each owned by a user of its own: Airflow's metadata and the warehouse. PostgreSQL's image runs this once,
# on an empty volume; without the image, with PGHOST and PGPORT set.
set -euo pipefail
: "${AIRFLOW_DB_PASSWORD:?belum diisi; jalankan make env}" "${WAREHOUSE_DB_PASSWORD:?belum diisi; jalankan make env}"

make_database() { # name of the database, of its owner, and the owner's password
    # Through variables of psql and its quoting, so that no character of a password means anything.
    psql --no-psqlrc --set ON_ERROR_STOP=1 --username postgres --dbname postgres \
        --set database="$1" --set owner="$2" --set password="$3" <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'password';
CREATE DATABASE :"database" OWNER :"owner" ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT ON DATABASE :"database" FROM PUBLIC;
SQL
}

make_database airflow airflow "$AIRFLOW_DB_PASSWORD"
make_database monev monev "$WAREHOUSE_DB_PASSWORD"
