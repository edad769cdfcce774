#!/bin/sh
# Installs what Everyclip needs from the system and this Debian or Ubuntu lacks; elsewhere it says what is needed.
#
#   system-packages.sh run|test [PYTHON]
#
# PYTHON is the interpreter that is about to make the virtual environment; without it there is one already.
# Fails only if the virtual environment cannot be made. Everything else is said, and the set-up goes on.
set -eu

purpose=$1
python=${2-}

# PortAudio (microphone and player) and what leads it to the sound server, then what PySide6's libraries and its xcb and
# wayland plugins link to, then a font.
needed="libportaudio2 libasound2-plugins
    libdbus-1-3 libegl1 libfontconfig1 libfreetype6 libgl1 libglib2.0-0 libx11-6 libx11-xcb1 libxkbcommon0
    libxkbcommon-x11-0 libxcb1 libxcb-cursor0 libxcb-glx0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
    libxcb-render0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1
    libwayland-client0 libwayland-cursor0 libwayland-egl1
    fonts-dejavu-core"
# The tests open the window on a screen of their own, record from a sound server of their own, and compile what makes a
# disk slow.
if [ "$purpose" = test ]; then
    needed="$needed xvfb xauth xdotool pulseaudio pulseaudio-utils gcc libc6-dev"
fi

makes_environments() {
    [ -z "$python" ] || "$python" -c "import ensurepip, venv" 2>/dev/null
}

if ! makes_environments; then
    needed="$needed $("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
fi

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    # The wheels for macOS and Windows bring everything along.
    if [ -n "$python" ] && [ "$(uname -s)" = Linux ]; then
        echo "This is no Debian or Ubuntu, so nothing is installed on the system. Everyclip needs PortAudio for the"
        echo "microphone and the player, and for its window the libraries that Qt 6 needs under X11 (xcb-util-cursor and its family)."
    fi
    makes_environments || { echo "Python's venv and ensurepip are missing; install them, then try again."; exit 1; }
    exit 0
fi

# A newer release may have a package under another name that provides the old one (libglib2.0-0t64).
missing=$(dpkg-query -W -f '${db:Status-Status} ${Package} ${Provides}\n' | awk -v needed="$needed" '
    $1 == "installed" { for (i = 2; i <= NF; i++) { sub(/,$/, "", $i); there[$i] = 1 } }
    END { count = split(needed, names); for (i = 1; i <= count; i++) if (!(names[i] in there)) printf "%s ", names[i] }')
missing=${missing% }
[ -n "$missing" ] || exit 0

install() {
    "$@" apt-get update -qq && "$@" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends $missing >/dev/null
}

echo "Everyclip needs packages that this system lacks: $missing"
if [ "$(id -u)" = 0 ]; then
    echo "Installing them with apt-get, for the microphone, the window and Python's environment."
    install && exit 0
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    echo "Installing them with apt-get through sudo, which may ask for your password."
    install sudo && exit 0
fi

echo "They could not be installed from here. This one line does it:"
echo
echo "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing"
echo
if ! makes_environments; then
    echo "Without python's venv Everyclip cannot be set up; run that line, then try again."
    exit 1
fi
echo "Going on without them: transcribing in the terminal works, the window and the microphone may not."
