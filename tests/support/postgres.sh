# shellcheck shell=bash
# Part of tests/run: a temporary Postgres server with TLS.

# Sets $folder and $postgres (its process id), and exports KAIMU_TEST_POSTGRES, KAIMU_TEST_POSTGRES_CA and
# KAIMU_TEST_POSTGRES_SOCKET.
start_postgres() {
  local programs password port attempt
  programs=$(postgres_programs)
  # Not in TMPDIR, since the path of a socket has at most 107 bytes and the user postgres needs access.
  folder=$(mktemp --directory /tmp/kaimu-tests.XXXXXX)
  password=$(openssl rand -hex 16)
  echo "$password" >"$folder/password"
  make_certificates
  # Postgres refuses to run as root.
  as_server=()
  if [ "$(id -u)" -eq 0 ]; then
    chown --recursive postgres: "$folder"
    as_server=(setpriv --reuid=postgres --regid=postgres --init-groups)
  fi

  (
    cd "$folder"
    "${as_server[@]}" "$programs/initdb" --pgdata="$folder/data" --username=kaimu --pwfile="$folder/password" \
      --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync >initdb.log 2>&1
  ) || { cat "$folder/initdb.log" >&2; stop 'initdb failed'; }
  printf '%s\n' 'hostssl all all 127.0.0.1/32 scram-sha-256' 'host all all 127.0.0.1/32 scram-sha-256' \
    'local all all scram-sha-256' >"$folder/data/pg_hba.conf"
  cat >>"$folder/data/postgresql.conf" <<CONFIGURATION
listen_addresses = '127.0.0.1'
unix_socket_directories = '$folder'
ssl = on
ssl_cert_file = '$folder/server.pem'
ssl_key_file = '$folder/server.key'
max_connections = 300
fsync = off
full_page_writes = off
CONFIGURATION

  # Postgres cannot choose a free port itself, so this tries several ports below the range from which the kernel assigns.
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    port=$((20000 + (RANDOM % 12000)))
    # With the death signal, the server ends with this script, even when the script is killed.
    (cd "$folder" && exec "${as_server[@]}" setpriv --pdeathsig=INT \
      "$programs/postgres" -D "$folder/data" -p "$port") >"$folder/postgres.log" 2>&1 &
    postgres=$!
    if answers "$programs" "$port"; then break; fi
    wait "$postgres" || true
    postgres=
    [ "$attempt" -lt 10 ] || { cat "$folder/postgres.log" >&2; stop 'Postgres does not start'; }
  done
  export KAIMU_TEST_POSTGRES="postgres://kaimu:$password@127.0.0.1:$port/postgres"
  export KAIMU_TEST_POSTGRES_CA="$folder/ca.pem"
  export KAIMU_TEST_POSTGRES_SOCKET="$folder/.s.PGSQL.$port"
}

# Makes a CA, and a certificate of the server signed by it.
make_certificates() {
  local key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)
  (
    cd "$folder"
    openssl req -x509 "${key[@]}" -days 2 -subj '/CN=Kaimu test CA' -keyout ca.key -out ca.pem
    openssl req "${key[@]}" -subj /CN=localhost -keyout server.key -out server.csr
    echo 'subjectAltName = DNS:localhost, IP:127.0.0.1' >server.ext
    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile server.ext -out server.pem
    chmod 600 server.key
  ) 2>"$folder/openssl.log" || { cat "$folder/openssl.log" >&2; stop 'openssl failed'; }
}

# Whether the server answers. This uses the socket in the folder, since another server may have the port.
answers() {
  while kill -0 "$postgres" 2>/dev/null; do
    if "$1/pg_isready" --quiet --host="$folder" --port="$2"; then return 0; fi
    sleep 0.1
  done
  return 1
}

stop_postgres() {
  if [ -n "${postgres-}" ]; then
    kill -INT "$postgres" 2>/dev/null || true
    wait "$postgres" 2>/dev/null || true
  fi
}
