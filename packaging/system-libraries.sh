#!/bin/sh
# Installs the system libraries that Qt's wheels expect on Debian and Ubuntu, when it may; else says the command.
set -u
packages="libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libglib2.0-0 libxcb-cursor0
libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-render-util0 libxcb-shape0 libxcb-randr0 libxcb-xkb1
libwayland-cursor0 libwayland-egl1 fonts-dejavu-core python3-venv"

command -v dpkg-query >/dev/null 2>&1 || exit 0  # not Debian: Qt's own message says what is missing
missing=""
for package in $packages; do
    # Newer releases carry some of these with a t64 suffix.
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" ||
        dpkg-query -W -f='${Status}' "${package}t64" 2>/dev/null | grep -q "ok installed" ||
        missing="$missing $package"
done
# A Python of another origin brings its own venv module.
python3 -c "import venv, ensurepip" 2>/dev/null && missing=$(echo "$missing" | sed 's/ python3-venv//')
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing system libraries:$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
    echo "That did not work; the studio may still run. Try by hand:" >&2
fi
echo "These system libraries are missing. Install them with:" >&2
echo "    sudo apt-get install$missing" >&2
exit 0
