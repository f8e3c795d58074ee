# What the steps need from Debian and PyPI, installed only when it is missing. Sourced by run.
# shellcheck shell=bash disable=SC2154

has() {
    command -v "$1" >/dev/null 2>&1
}

missing_packages() {
    has cc || echo build-essential
    has curl || echo curl
    has jq || echo jq
    has pkill || echo procps
    has openssl || echo openssl
    has python3 || echo python3 python3-venv python3-pip
    has node || echo nodejs
    has npm || echo npm
    has pdftotext || echo poppler-utils
    [ -x /usr/bin/chromium ] || echo chromium
    postgres_programs >/dev/null || echo postgresql
    { has fc-list && [ -n "$(fc-list :lang=zh-cn)" ]; } || echo fontconfig fonts-noto-cjk
}

# Debian starts a server of its own when the package is installed; nobody here uses it.
no_cluster_of_debian() {
    mkdir -p /etc/postgresql-common/createcluster.d
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/no-main.conf
}

install_packages() {
    local wanted
    mapfile -t wanted < <(missing_packages | tr ' ' '\n')
    if [ "${#wanted[@]}" -gt 0 ]; then
        [ "$(id -u)" -eq 0 ] || fail "please install: ${wanted[*]}"
        echo "installs ${wanted[*]}"
        no_cluster_of_debian
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "${wanted[@]}" >"$work/apt.log" 2>&1 ||
            { tail -n 30 "$work/apt.log" >&2; fail 'the packages could not be installed'; }
    fi
    [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || fail "node 20 or newer is needed, here is $(node --version)"
    has cargo || fail 'Rust is needed: https://rustup.rs'
    if ! python3 -c 'import jsonschema' 2>/dev/null; then
        python3 -m pip install --quiet --disable-pip-version-check --target "$work/python" jsonschema
        export PYTHONPATH="$work/python${PYTHONPATH:+:$PYTHONPATH}"
    fi
}
