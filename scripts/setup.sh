#!/bin/sh
# Make the environment and install what the lock file names, then this project beside it: setup.sh VENV LOCK
set -eu

venv=$1
lock=$2

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "Python 3.11 or newer is needed: apt-get install python3 python3-venv" >&2
    return 1
}

# An environment whose Python was upgraded away or that was left half made is made again.
if ! new_enough "$venv/bin/python" || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    echo "Making $venv with $("$python" --version)"
    rm -rf "$venv"
    "$python" -m venv "$venv" || {
        rm -rf "$venv"
        echo "No environment could be made: apt-get install python3-venv" >&2
        exit 1
    }
fi

echo "Installing what $lock names (a first time takes a minute or two)"
PIP_DISABLE_PIP_VERSION_CHECK=1
export PIP_DISABLE_PIP_VERSION_CHECK
# One way of building for every pip: older ones would run the setup.py of the one source package (jieba) and complain.
"$venv/bin/python" -m pip install --quiet --use-pep517 --require-hashes -r "$lock"
"$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
