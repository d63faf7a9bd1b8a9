#!/usr/bin/env bash
# At each start, before anything else of Airflow: both schemas of this version, and the first user if there is none.
set -euo pipefail
: "${ADMIN_USER:?}" "${ADMIN_PASSWORD:?}" "${ADMIN_EMAIL:?}"

airflow db migrate
# Somebody who is there already keeps password and roles.
airflow users create --username "$ADMIN_USER" --password "$ADMIN_PASSWORD" --email "$ADMIN_EMAIL" \
    --firstname Administrator --lastname LPSE --role Admin
spse migrate
