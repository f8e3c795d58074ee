# The demo, and what people and staff do with it in a browser. Sourced by run.
# shellcheck shell=bash disable=SC2154

demo_process=''
browser_tally=''

start_demo() {
    local port
    port=$(free_port)
    export E2E_URL="http://127.0.0.1:$port"
    # A session of its own, so that its counterparts can be ended with it.
    RUST_LOG=warn setsid "$CARGO_TARGET_DIR/debug/tongban" demo --data "$work/demo" --listen "127.0.0.1:$port" --cases 40 \
        >"$work/demo.log" 2>&1 &
    demo_process=$!
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        if curl --silent --fail --noproxy '*' --output /dev/null "$E2E_URL/ready"; then
            return 0
        fi
        kill -0 "$demo_process" 2>/dev/null || break
        sleep 1
    done
    cat "$work/demo.log" >&2
    fail 'the demo did not start'
}

stop_demo() {
    [ -n "$demo_process" ] || return 0
    kill -TERM "$demo_process" 2>/dev/null || true
    local tries
    for ((tries = 0; tries < 50; tries++)); do
        kill -0 "$demo_process" 2>/dev/null || break
        sleep 0.2
    done
    kill -KILL -- "-$demo_process" 2>/dev/null || true
    wait "$demo_process" 2>/dev/null || true
    demo_process=''
}

browser_tests() {
    local code=0
    # Playwright ends its browser when node is asked to stop; what is left after that is killed.
    (
        cd e2e
        TMPDIR="$work" timeout --kill-after=20 1500 node --test --test-concurrency=1 \
            --test-reporter=spec --test-reporter-destination=stdout \
            --test-reporter=tap --test-reporter-destination="$work/browser.tap" \
            walk.test.mjs errors.test.mjs pages.test.mjs
    ) || code=$?
    browser_tally="$(tally pass) passed, $(tally fail) failed"
    if [ "$code" -ne 0 ]; then
        echo '-- the last lines of the demo' >&2
        tail -n 40 "$work/demo.log" >&2
        echo "$browser_tally" >&2
        return "$code"
    fi
}

tally() {
    awk -v what="$1" '$1 == "#" && $2 == what { n = $3 } END { print n + 0 }' "$work/browser.tap" 2>/dev/null
}

browser_summary() {
    echo "everything holds, after $((SECONDS - began)) s"
    echo "browser: $browser_tally"
}
