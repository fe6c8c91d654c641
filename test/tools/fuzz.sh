#!/usr/bin/env bash
# Runs every fuzz target for FUZZTIME (10 minutes unless told), one after the other, and prints one line each with what it did.
# What it finds is kept by go as a seed under testdata/fuzz and fails the next `make test`.
set -uo pipefail
cd "$(dirname "$0")/../.."
time=${FUZZTIME:-10m}
failed=0
for file in $(git ls-files '*_test.go' | xargs grep -l '^func Fuzz' | sort); do
  pkg=./$(dirname "$file")
  for target in $(sed -n 's/^func \(Fuzz[A-Za-z0-9]*\)(.*/\1/p' "$file"); do
    if [ -n "${FUZZ:-}" ] && ! [[ $target =~ $FUZZ ]]; then continue; fi
    log=$(mktemp)
    if go test "$pkg" -run '^$' -fuzz "^$target\$" -fuzztime "$time" ${FUZZFLAGS:--fuzzminimizetime=1x} >"$log" 2>&1; then word=clean; else word=FAILED; failed=1; fi
    echo "$pkg $target $time $word: $(grep -o 'execs: [0-9]*' "$log" | tail -1), $(grep -o 'new interesting: .*' "$log" | tail -1)"
    [ $word = clean ] || tail -40 "$log"
    rm -f "$log"
  done
done
exit $failed
