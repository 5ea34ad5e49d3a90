#!/bin/sh
# Replaces docker-entrypoint.sh of the image `postgres`: prepares a new database, drops root, runs the server.
set -eu
: "${PGDATA:?}" "${POSTGRES_USER:=postgres}" "${POSTGRES_DB:=$POSTGRES_USER}"

if [ "$(id -u)" = 0 ]; then
  # As in the image, root reads the password; everything else runs as postgres.
  if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then
    POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
    export POSTGRES_PASSWORD
    unset POSTGRES_PASSWORD_FILE
  fi
  mkdir -p "$PGDATA"
  chown postgres "$PGDATA"
  chmod 0700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  umask 077
  printf '%s\n' "${POSTGRES_PASSWORD:?}" >/var/run/postgresql/first-password
  # shellcheck disable=SC2086 # a list of words
  initdb --username="$POSTGRES_USER" --pwfile=/var/run/postgresql/first-password ${POSTGRES_INITDB_ARGS:-}
  rm -f /var/run/postgresql/first-password
  printf '\nhost all all all %s\n' scram-sha-256 >>"$PGDATA/pg_hba.conf"
  printf "listen_addresses = '*'\n" >>"$PGDATA/postgresql.conf"
  PGPASSWORD=$POSTGRES_PASSWORD pg_ctl -w -o '-c listen_addresses= -c ssl=off' start
  if [ "$POSTGRES_DB" != postgres ]; then
    PGPASSWORD=$POSTGRES_PASSWORD psql -v ON_ERROR_STOP=1 -h /var/run/postgresql -U "$POSTGRES_USER" -d postgres \
      -c "CREATE DATABASE \"$POSTGRES_DB\""
  fi
  pg_ctl -w -m fast stop
fi
unset POSTGRES_PASSWORD
exec "$@"
