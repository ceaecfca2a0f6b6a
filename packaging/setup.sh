#!/bin/sh
# Prepares this computer: what the operating system must give, uv, and the Python libraries.
#
#   packaging/setup.sh window    what the program needs to open its window
#   packaging/setup.sh tour      and what a window needs where there is no screen
#   packaging/setup.sh test      and the independent judges that the tests call
#
# It may be called as often as you like: with everything there it takes well under a second. What it cannot
# install itself it names, with the command to type, and stops.
# shellcheck disable=SC2086  # lists of names are split on purpose
set -eu

need=${1:?window, tour or test}
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

WINDOW_LIBRARIES="libEGL.so.1 libGL.so.1 libglib-2.0.so.0 libfontconfig.so.1 libdbus-1.so.3 libxkbcommon.so.0
libxkbcommon-x11.so.0 libX11-xcb.so.1 libxcb-cursor.so.0 libxcb-icccm.so.4 libxcb-image.so.0 libxcb-keysyms.so.1
libxcb-randr.so.0 libxcb-render-util.so.0 libxcb-shape.so.0 libxcb-sync.so.1 libxcb-xkb.so.1 libwayland-client.so.0
libwayland-cursor.so.0"
WINDOW_PACKAGES="libegl1 libgl1 libglib2.0-0 libfontconfig1 libdbus-1-3 libxkbcommon0 libxkbcommon-x11-0 libx11-xcb1
libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0
libxcb-sync1 libxcb-xkb1 libwayland-client0 libwayland-cursor0 fontconfig fonts-inter fonts-dejavu-core
fonts-noto-color-emoji ca-certificates"
TOUR_COMMANDS="Xvfb dbus-daemon dbus-send gnome-keyring-daemon pdftotext"
TOUR_PACKAGES="xvfb dbus gnome-keyring poppler-utils"
TEST_COMMANDS="restic borg age age-keygen 7z qpdf zip gpg openssl"
TEST_PACKAGES="restic borgbackup age p7zip-full qpdf zip gnupg openssl"

say() { printf '%s\n' "$*" >&2; }

stop() {
    say ""
    say "$1"
    say "    $2"
    say "and then call make again."
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# Succeeds if a command is missing that the wanted step needs.
lacks_command() {
    for name in "$@"; do
        has "$name" || { say "missing: $name"; return 0; }
    done
    return 1
}

lacks_library() {
    known=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null) || known=""
    for name in $WINDOW_LIBRARIES; do
        case $known in *"$name"*) ;; *) say "missing: $name"; return 0 ;; esac
    done
    return 1
}

lacks_font() {
    has fc-list || { say "missing: a font"; return 0; }
    [ -n "$(fc-list :lang=en family 2>/dev/null | head -n 1)" ] && return 1
    say "missing: a font"
}

lacks_something() {
    lacks_library || lacks_font && return 0
    [ "$need" = window ] && return 1
    lacks_command $TOUR_COMMANDS && return 0
    [ "$need" = tour ] && return 1
    lacks_command $TEST_COMMANDS
}

packages_for_debian() {
    set -- $WINDOW_PACKAGES
    [ "$need" = window ] || set -- "$@" $TOUR_PACKAGES
    [ "$need" != test ] || set -- "$@" $TEST_PACKAGES
    printf '%s ' "$@"
}

# Installs Debian or Ubuntu packages as root or through sudo, or prints the command and stops.
apt_install() {
    asroot=""
    if [ "$(id -u)" != 0 ]; then
        if has sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
            asroot=sudo
        else
            stop "Some packages of the operating system are missing. Please type" \
                "sudo apt-get update && sudo apt-get install --no-install-recommends $*"
        fi
    fi
    say "Installing with apt-get: $*"
    $asroot env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 ||
        say "apt-get update did not succeed; trying with the lists that are there"
    $asroot env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 ||
        stop "apt-get could not install them. Please type" \
            "sudo apt-get update && sudo apt-get install --no-install-recommends $*"
}

system_packages() {
    [ "$(uname -s)" = Linux ] || { system_packages_mac; return; }
    lacks_something || return 0
    if has apt-get; then
        # shellcheck disable=SC2046
        apt_install $(packages_for_debian)
    elif has dnf; then
        stop "Please type" "sudo dnf install mesa-libEGL mesa-libGL libxkbcommon-x11 xcb-util-cursor xcb-util-wm \
xcb-util-image xcb-util-keysyms xcb-util-renderutil fontconfig rsms-inter-fonts xorg-x11-server-Xvfb dbus-daemon \
gnome-keyring restic borgbackup poppler-utils age p7zip-plugins qpdf zip gnupg2 openssl"
    elif has pacman; then
        stop "Please type" "sudo pacman -S --needed libglvnd libxkbcommon-x11 xcb-util-cursor xcb-util-wm \
xcb-util-image xcb-util-keysyms xcb-util-renderutil fontconfig inter-font xorg-server-xvfb dbus gnome-keyring \
restic borg poppler age 7zip qpdf zip gnupg openssl"
    else
        stop "Please install Qt 6's runtime libraries, a font, Xvfb, D-Bus, gnome-keyring, poppler's tools, restic, borg," \
            "age, 7z, qpdf, zip, gpg and openssl with your system's package manager,"
    fi
    ! lacks_something || stop "Something is still missing (named above). Please install it," "for example with apt-get,"
}

# macOS brings what a window needs; only the judges of the tests come from elsewhere.
system_packages_mac() {
    [ "$need" = test ] || return 0
    ! lacks_command $TEST_COMMANDS pdftotext || stop "Please type" "brew install restic borgbackup poppler age p7zip qpdf zip gnupg openssl"
}

uv_works() { "$1" --version >/dev/null 2>&1; }

# Sets $uv: the project's own, or the person's, or a new one in .uv.
find_uv() {
    for uv in "$root/.uv/bin/uv" "$(command -v uv || true)"; do
        [ -n "$uv" ] && uv_works "$uv" && return 0
    done
    say "Putting uv into $root/.uv"
    if ! python3 -c 'import venv, ensurepip' 2>/dev/null && has apt-get; then
        apt_install python3 python3-venv
    fi
    rm -rf "$root/.uv"
    { python3 -m venv "$root/.uv" && "$root/.uv/bin/python" -m pip install --quiet --disable-pip-version-check uv; } >&2 ||
        stop "uv could not be installed. Please type" "curl -LsSf https://astral.sh/uv/install.sh | sh"
    uv="$root/.uv/bin/uv"
}

# The system's Python serves if it is new enough; uv brings one only where it is not. The system's certificates
# serve as well: in many a company they are the only ones that fit. UV_NATIVE_TLS is what older uv calls them.
python_libraries() {
    groups=--no-dev
    [ "$need" = window ] || groups=--all-groups
    UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 UV_PYTHON_PREFERENCE=system "$uv" sync --frozen --inexact --quiet "$groups" >&2
}

system_packages
find_uv
python_libraries
