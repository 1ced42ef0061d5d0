# Sourced by the tests beside it: a scratch folder, and a count of what was not as expected.
set -uo pipefail
source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
wrong=0

# run COMMAND...: leaves its exit status in $status, its stdout in $out and its stderr in $err.
run() {
  "$@" >"$scratch/.out" 2>"$scratch/.err" </dev/null
  status=$?
  out=$(cat "$scratch/.out") err=$(cat "$scratch/.err")
}

complain() {
  wrong=$((wrong + 1))
  printf 'FAILED %s\n  status %s\n  stdout: %s\n  stderr: %s\n' "$1" "$status" "$out" "$err"
}
expect_status() { [ "$status" = "$2" ] || complain "$1: expected exit status $2"; }
expect_in() { case $3 in *"$2"*) ;; *) complain "$1: expected '$2'" ;; esac; }
expect_not_in() { case $3 in *"$2"*) complain "$1: did not expect '$2'" ;; esac; }
expect_equal() { [ "$2" = "$3" ] || complain "$1: expected '$2', got '$3'"; }

finish() { [ $wrong = 0 ] && echo "all as expected"; exit $((wrong > 0)); }
