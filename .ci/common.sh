# shellcheck shell=bash
# Sourced by the scripts beside this file: how a step is shown, and what happens to a check that
# cannot run on this machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/target/tools/bin:$PATH"
# The checks that did not run, one a line; the outermost script prints them at its end.
export CI_SKIPPED="${CI_SKIPPED:-$(mktemp)}"

step() { printf '\n=== %s\n' "$*"; "$@"; }

# Reports a check that cannot run here. With CI_STRICT=1 that is a failure.
skip() {
    printf '\n=== NOT RUN: %s\n' "$*"
    echo "$*" >>"$CI_SKIPPED"
    [ "${CI_STRICT:-}" != 1 ]
}

has() { command -v "$1" >/dev/null; }
