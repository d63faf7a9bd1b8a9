#!/usr/bin/env bash
# Writes .env from .env.example with a random value for every empty secret. What .env has already stays as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 077

random_hex() { head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }
random_fernet() { head -c 32 /dev/urandom | base64 | tr '+/' '-_'; } # 32 bytes, URL-safe, as Fernet wants its key

[ -e .env ] || grep -vE '^[A-Z_]+=$' .env.example >.env
chmod 600 .env
added=()
while IFS='=' read -r name _; do
    grep -qE "^$name=." .env && continue
    sed -i "/^$name=\$/d" .env
    case "$name" in
        FERNET_KEY) value=$(random_fernet) ;;
        *) value=$(random_hex) ;;
    esac
    printf '%s=%s\n' "$name" "$value" >>.env
    added+=("$name")
done < <(grep -E '^[A-Z_]+=$' .env.example)

if [ "${#added[@]}" = 0 ]; then
    echo ".env sudah lengkap; tidak ada yang diubah."
else
    echo ".env ditulis (hanya dapat dibaca pemiliknya), dengan rahasia baru: ${added[*]}."
fi
