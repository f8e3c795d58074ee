# Steps with their times, and leaving in good order. Sourced by run.
# shellcheck shell=bash

began=$SECONDS
now_at='start'

fail() {
    echo "$1" >&2
    exit 1
}

step() {
    now_at=$1
    shift
    local from=$SECONDS
    echo "== $now_at"
    "$@"
    echo "-- $now_at: $((SECONDS - from)) s"
}

# Runs however the script ends; what it cleans up may be half there.
leave() {
    local code=$?
    trap - EXIT INT TERM
    set +e
    stop_demo
    stop_postgres
    # A browser whose test was killed; its profile lies in our folder.
    pkill -KILL -f -- "--user-data-dir=${work:?}" 2>/dev/null
    rm -rf -- "${work:?}"
    if [ "$code" -ne 0 ]; then
        echo "failed at: $now_at, after $((SECONDS - began)) s" >&2
    fi
    exit "$code"
}

use_target_folder() {
    # Not for the programs that the tests start: they read every TONGBAN_… as configuration.
    local kept=${TONGBAN_CACHE:-${HOME:-/nonexistent}/.cache/tongban/lead}
    unset TONGBAN_CACHE
    if [ -z "${CARGO_TARGET_DIR:-}" ]; then
        CARGO_TARGET_DIR=$PWD/target
        if [ -d "$kept" ]; then
            CARGO_TARGET_DIR=$kept
        fi
    fi
    export CARGO_TARGET_DIR
    echo "builds in $CARGO_TARGET_DIR"
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
