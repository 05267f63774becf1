# shellcheck shell=bash
# Part of tests/run: the tests on a busy machine.

# Starts four busy loops: with four threads of tests and what they start, that is a load of ten. Each ends after three hours, or when this script ends or is killed.
start_load() {
  load=()
  while [ ${#load[@]} -lt 4 ]; do
    setpriv --pdeathsig=KILL bash -c 'while ((SECONDS < 3 * 3600)); do :; done' &
    load+=("$!")
  done
}

stop_load() {
  if [ -n "${load-}" ]; then
    kill "${load[@]}" 2>/dev/null || true
    wait "${load[@]}" 2>/dev/null || true
    load=()
  fi
}

# Runs the stories three times in a row, and then the browser tests once.
test_under_load() {
  local round
  cargo test --locked --no-run
  start_load
  for round in 1 2 3; do
    say_load "the stories, round $round of 3"
    RUST_TEST_THREADS=4 cargo_test --test kaimu
  done
  say_load 'the browser tests'
  every_test_in_a_browser --test-timeout=600000
  say_load 'the end'
}

# Prints a heading with the load average of the last minute.
say_load() { printf '\n== %s; load %s\n' "$1" "$(cut -d ' ' -f 1 /proc/loadavg)"; }
