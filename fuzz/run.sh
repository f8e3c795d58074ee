#!/usr/bin/env bash
# Runs every fuzz target for some seconds (60 unless told), with at most 512 MB and five seconds for an input; prints a
# table and fails when one fails. It needs cargo-fuzz: cargo install cargo-fuzz
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
seconds=${1:-60}
# The fuzzer's instrumentation is asked of the compiler that is there.
export RUSTC_BOOTSTRAP=1
cargo fuzz build --sanitizer none
printf '%-14s %12s %10s %8s  %s\n' target executions coverage 'peak MB' verdict
failed=0
for source in targets/*.rs; do
    target=$(basename "$source" .rs)
    mkdir -p "corpus/$target"
    log=$(mktemp)
    verdict=ok
    seeds=()
    if [ -d "seeds/$target" ]; then seeds=("seeds/$target"); fi
    cargo fuzz run --sanitizer none "$target" "corpus/$target" "${seeds[@]}" -- \
        -max_total_time="$seconds" -rss_limit_mb=512 -timeout=5 -print_final_stats=1 >"$log" 2>&1 || verdict=FAILED
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    peak=$(sed -n 's/^stat::peak_rss_mb: *//p' "$log")
    coverage=$(sed -n 's/.*cov: \([0-9]*\).*/\1/p' "$log" | tail -n 1)
    printf '%-14s %12s %10s %8s  %s\n' "$target" "${executions:-0}" "${coverage:-0}" "${peak:-?}" "$verdict"
    if [ "$verdict" != ok ]; then
        failed=1
        tail -n 30 "$log"
    fi
    rm -f "$log"
done
exit "$failed"
