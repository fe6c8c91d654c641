#!/usr/bin/env bash
# Runs the benchmarks and prints one line each: what it took, and how many times that is the yardstick of its package, measured in
# the same run. Machines differ and so do hours; the ratios are what docs/benchmarks.md keeps.
#   BENCHTIME=200ms  how long each one runs      BENCH=regexp  only the packages that match, such as phone or sqlite
#   KHAOSAT_XLSFORMS=DIR  the folder of forms that the corpus benchmark reads instead of the ones in the source
set -uo pipefail
cd "$(dirname "$0")/../.."
time=${BENCHTIME:-200ms}
only=${BENCH:-.}
failed=0

# run FOLDER PACKAGE YARDSTICK TIME: YARDSTICK is the name of the benchmark that counts as 1, "" when each has its own.
run() {
  [[ $2 =~ $only ]] || return 0
  local out
  if ! out=$(cd "$1" && go test "$2" -run '^$' -bench . -benchtime "$4" -timeout 20m 2>&1); then
    failed=1
    echo "$2 FAILED"
    tail -5 <<<"$out"
  fi
  awk -v package="${2#./}" -v yard="$3" '
    /^Benchmark/ {
      name = $1; sub(/^Benchmark/, "", name); sub(/-[0-9]+$/, "", name); names[++n] = name
      for (i = 3; i < NF; i += 2) {
        if ($(i + 1) == "ns/op") ns[name] = $i
        else if ($(i + 1) == "allocs/op" ? package == "web" : $(i + 1) != "B/op") rest[name] = rest[name] "  " $i " " $(i + 1)
      }
      if (yard != "" && name == yard) one = ns[name]
    }
    function shown(x) { return x >= 1e9 ? sprintf("%.2f s", x / 1e9) : x >= 1e6 ? sprintf("%.2f ms", x / 1e6) : x >= 1e3 ? sprintf("%.2f µs", x / 1e3) : sprintf("%.0f ns", x) }
    END {
      for (k = 1; k <= n; k++) {
        name = names[k]
        took = ns[name] > 0 ? shown(ns[name]) : ""; ratio = one > 0 && ns[name] > 0 ? sprintf("%.3gx", ns[name] / one) : ""
        printf "%-20s %-44s %12s %10s%s\n", package, name, took, ratio, rest[name]
      }
    }' <<<"$out"
}

# The disk's yardstick: a 4 KiB write that is on the disk when it returns, as an acknowledged response is.
disk() {
  local file writes=200 start end
  file=$(mktemp -p . .bench-XXXXXX) || return
  start=$(date +%s%N)
  dd if=/dev/zero of="$file" bs=4k count=$writes oflag=dsync status=none
  end=$(date +%s%N)
  rm -f "$file"
  awk -v ns=$(((end - start) / writes)) 'BEGIN { printf "%-20s %-44s %9.2f ms %10s  %.0f responses/s\n", "disk", "write-4KiB-and-sync", ns / 1e6, "1x", 1e9 / ns }'
}

echo "$(date -u +%F)  $(go version | cut -d' ' -f3)  $(nproc) cores  load $(cut -d' ' -f1 /proc/loadavg 2>/dev/null)"
run . ./survey/expr FilterRow "$time"
run . ./survey/form DecodeYardstick "$time"
run . ./survey/xlsform "" 3x
[[ ./survey/sqlitestore =~ $only ]] && disk
run . ./survey/sqlitestore "" "$time"
run . ./web Submit/Bare 4000x # the refusals of tokens take 5 ms each
run . ./cmd/khaosat "" 1x # ten thousand clients at once
run . ./stats BareLoop "$time"
run test ./phone "" 3x
exit $failed
