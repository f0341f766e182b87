#!/bin/sh
# Print the path of a Chromium that starts, with Chinese fonts there; install what is missing where that is allowed.
set -eu

find_browser() {
    for candidate in ${ZHIYAN_CHROMIUM:-} chromium chromium-browser google-chrome google-chrome-stable; do
        if path=$(command -v "$candidate") && "$path" --version >/dev/null 2>&1; then
            echo "$path"
            return
        fi
    done
    return 1
}

has_fonts() {
    [ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ]
}

complete() {
    find_browser >/dev/null && has_fonts
}

install_packages() {
    if ! command -v apt-get >/dev/null; then
        return 1
    elif [ "$(id -u)" -eq 0 ]; then
        as_root=""
    elif sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        return 1
    fi
    echo "Installing Chromium and Chinese fonts for the browser tests" >&2
    $as_root apt-get update -qq >&2
    # shellcheck disable=SC2086 # no word at all when already root
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium fontconfig fonts-noto-cjk >/dev/null
}

if ! complete; then
    install_packages || true
fi
if ! complete; then
    echo "The browser tests need Chromium and Chinese fonts: apt-get install chromium fontconfig fonts-noto-cjk" >&2
    exit 1
fi
find_browser
