# shellcheck shell=bash
# Part of tests/run: Keycloak, a real provider, on loopback with a temporary folder.

KEYCLOAK=26.7.3
KEYCLOAK_SHA256=27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f
# Outside of the checkout, so that it is downloaded once.
KEYCLOAK_ARCHIVE=${XDG_CACHE_HOME:-$HOME/.cache}/kaimu/keycloak-$KEYCLOAK.zip

# Runs the stories with real providers.
test_with_real_providers() {
  install_keycloak
  start_keycloak
  cargo_test --test kaimu -- real_provider::
}

install_keycloak() {
  local missing=()
  has java || missing+=(default-jre-headless)
  has unzip || missing+=(unzip)
  if [ ${#missing[@]} -gt 0 ]; then apt_install "${missing[@]}"; fi
  if ! is_keycloak "$KEYCLOAK_ARCHIVE"; then download_keycloak; fi
}

# Whether this file is the expected archive.
is_keycloak() {
  [ -e "$1" ] && sha256sum --check --status <<<"$KEYCLOAK_SHA256  $1"
}

# Downloads the archive from Maven Central. It gets its name after its checksum was verified.
download_keycloak() {
  local part url
  url=https://repo1.maven.org/maven2/org/keycloak/keycloak-quarkus-dist/$KEYCLOAK/keycloak-quarkus-dist-$KEYCLOAK.zip
  echo "$0: downloading $url"
  mkdir --parents "${KEYCLOAK_ARCHIVE%/*}"
  part=$folder/keycloak.zip
  curl --fail --silent --show-error --location --output "$part" "$url"
  is_keycloak "$part" || stop "the SHA-256 of $url is not $KEYCLOAK_SHA256: the download is damaged or was replaced"
  mv "$part" "$KEYCLOAK_ARCHIVE"
}

# Sets $keycloak (its process id), and exports KAIMU_TEST_KEYCLOAK: its URL, with ID and secret of an administrating client.
start_keycloak() {
  local secret origin
  secret=$(openssl rand -hex 16)
  unzip -q "$KEYCLOAK_ARCHIVE" -d "$folder"
  # On port 0 the kernel chooses a free port. With the death signal, the server ends with this script.
  KC_BOOTSTRAP_ADMIN_CLIENT_ID=kaimu-tests KC_BOOTSTRAP_ADMIN_CLIENT_SECRET=$secret \
    JAVA_OPTS_KC_HEAP=-Xmx768m JAVA_OPTS_APPEND="-Djava.io.tmpdir=$TMPDIR" \
    setpriv --pdeathsig=TERM "$folder/keycloak-$KEYCLOAK/bin/kc.sh" start-dev --db=dev-mem --http-host=127.0.0.1 \
    --http-port=0 >"$folder/keycloak.log" 2>&1 &
  keycloak=$!
  until origin=$(keycloak_origin); do
    kill -0 "$keycloak" 2>/dev/null || { cat "$folder/keycloak.log" >&2; stop 'Keycloak does not start'; }
    sleep 0.1
  done
  export KAIMU_TEST_KEYCLOAK="${origin/:\/\//:\/\/kaimu-tests:$secret@}"
}

# The URL on which it listens. It logs this when it is ready.
keycloak_origin() { sed -n 's|.*Listening on: \(http://127[.0-9]*:[0-9]*\).*|\1|p' "$folder/keycloak.log" | grep .; }

stop_keycloak() {
  if [ -n "${keycloak-}" ]; then
    kill "$keycloak" 2>/dev/null || true
    wait "$keycloak" 2>/dev/null || true
  fi
}
