# A throwaway PostgreSQL server for the tests. Sourced by run.
# shellcheck shell=bash disable=SC2154

pg_folder=''

# The folder of initdb and pg_ctl: the newest that is installed.
postgres_programs() {
    local found
    found=$(find /usr/lib/postgresql/*/bin/initdb /usr/local/pgsql/bin/initdb 2>/dev/null | sort -V | tail -n 1 || true)
    [ -n "$found" ] || return 1
    dirname "$found"
}

# initdb and the server refuse to be run by root.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && exec runuser -u postgres -- env -u PGDATA -u PGPORT -u PGHOST "$@")
    else
        "$@"
    fi
}

start_postgres() {
    local programs port
    programs=$(postgres_programs)
    port=$(free_port)
    pg_folder=$(mktemp -d -t tongban-pg-XXXXXX)
    if [ "$(id -u)" -eq 0 ]; then
        chown postgres: "$pg_folder"
    fi
    as_postgres "$programs/initdb" --pgdata="$pg_folder/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C \
        --no-sync >"$work/initdb.log" 2>&1 || { cat "$work/initdb.log" >&2; fail 'initdb failed'; }
    as_postgres "$programs/pg_ctl" --pgdata="$pg_folder/data" --log="$pg_folder/log" --silent --wait --timeout=60 \
        --options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$pg_folder -c fsync=off \
-c synchronous_commit=off -c full_page_writes=off -c max_connections=300 -c shared_buffers=256MB" start ||
        { cat "$pg_folder/log" >&2; fail 'PostgreSQL did not start'; }
    export TONGBAN_TEST_PG="postgres://postgres@127.0.0.1:$port"
    "$programs/postgres" --version
}

stop_postgres() {
    [ -n "$pg_folder" ] || return 0
    if [ -f "$pg_folder/data/postmaster.pid" ]; then
        as_postgres "$(postgres_programs)/pg_ctl" --pgdata="$pg_folder/data" --silent --mode=immediate --wait stop
    fi
    rm -rf -- "$pg_folder"
    pg_folder=''
    unset TONGBAN_TEST_PG
}
