#!/usr/bin/env bash
# A PostgreSQL of one's own for tests: in a scratch folder, on a free port of the
# loopback address, with a random password, beside whatever else runs here.
#
#   scripts/postgres.sh available     whether PostgreSQL's programs are there
#   scripts/postgres.sh install       brings them (Debian's package)
#   scripts/postgres.sh run CMD...    runs CMD with BONAFIDE_TEST_POSTGRES set to the
#                                     server's address; the server ends with it
#   eval "$(scripts/postgres.sh start)"     for a whole shell
#   scripts/postgres.sh stop                ends that one and removes its folder
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"

die() { echo "postgres.sh: $*" >&2; exit 1; }

# The folder of initdb and pg_ctl: the newest of Debian's, or what the path has.
programs() {
    local found
    found="$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -1)"
    if [ -x "$found/initdb" ]; then
        echo "$found"
    elif found="$(command -v initdb)"; then
        dirname "$(readlink -f "$found")"
    else
        return 1
    fi
}

# PostgreSQL refuses root: as root its programs run as the package's own user.
as_owner() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

# start sets folder and address.
start() {
    local bin port
    bin="$(programs)" || die "no PostgreSQL here; scripts/postgres.sh install brings it"
    folder="$(mktemp -d "${TMPDIR:-/tmp}/bonafide-postgres.XXXXXXXX")"
    (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$folder/password")
    if [ "$(id -u)" -eq 0 ]; then
        id postgres >/dev/null 2>&1 || die "root cannot run it, and there is no user postgres; scripts/postgres.sh install brings both"
        chown -R postgres "$folder"
    fi
    as_owner "$bin/initdb" --pgdata="$folder/data" --username=bonafide --auth=scram-sha-256 \
        --pwfile="$folder/password" --encoding=UTF8 --locale=C >"$folder/initdb.log" 2>&1 ||
        { cat "$folder/initdb.log" >&2; die "initdb failed"; }
    for _ in $(seq 20); do
        port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 40000))
        # Somebody answers there: another one.
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue; fi
        if as_owner "$bin/pg_ctl" start --pgdata="$folder/data" --wait --timeout=60 --silent --log="$folder/server.log" \
            --options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='' -c max_connections=200" >/dev/null 2>&1; then
            address="postgres://bonafide:$(cat "$folder/password")@127.0.0.1:$port/postgres?sslmode=disable"
            return
        fi
        grep -q "could not bind" "$folder/server.log" || break
    done
    cat "$folder/server.log" >&2
    die "the server did not start"
}

stop() {
    local bin
    bin="$(programs)"
    # Where it never started there is nothing to stop.
    as_owner "$bin/pg_ctl" stop --pgdata="$1/data" --mode=immediate --silent >/dev/null 2>&1 || true
    rm -rf "$1"
}

case "${1:-}" in
available)
    programs >/dev/null
    ;;
install)
    programs >/dev/null || exec "$here/install.sh" postgresql
    ;;
start)
    folder=""
    trap '[ -z "$folder" ] || stop "$folder"' EXIT
    start
    trap - EXIT
    echo "export BONAFIDE_TEST_POSTGRES='$address'"
    echo "export BONAFIDE_TEST_POSTGRES_FOLDER='$folder'"
    ;;
stop)
    stop "${BONAFIDE_TEST_POSTGRES_FOLDER:?says which server; start exports it}"
    ;;
run)
    shift
    [ $# -gt 0 ] || die "run what?"
    folder=""
    trap '[ -z "$folder" ] || stop "$folder"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    start
    status=0
    BONAFIDE_TEST_POSTGRES="$address" "$@" || status=$?
    exit "$status"
    ;;
*)
    sed -n '2,11s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
