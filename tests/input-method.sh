#!/bin/sh
# Types Chinese into the real window through a real input method, and looks whether it was saved.
#
# Not part of ./check: it needs fcitx5, which nothing else here does. On Debian:
#   apt install xvfb xdotool openbox dbus fcitx5 fcitx5-chinese-addons locales libgl1-mesa-dri
# Everything lies in a temporary folder and on a display of its own. Usage: tests/input-method.sh [DISPLAY-NUMBER]
set -eu
cd "$(dirname "$0")/.."
cargo build --locked -p app
program=$PWD/target/debug/zongban
base=$(mktemp -d)
export DISPLAY=":${1:-97}" HOME="$base" LIBGL_ALWAYS_SOFTWARE=1 XMODIFIERS=@im=fcitx LC_ALL=zh_CN.UTF-8
started=""
tidy() {
    for process in $started; do kill "$process" 2>/dev/null || true; done
    rm -rf "$base"
}
trap tidy EXIT
locale charmap 2>/dev/null | grep -q UTF-8 || { echo "make the locale zh_CN.UTF-8 first: localedef -i zh_CN -f UTF-8 zh_CN.UTF-8"; exit 1; }

mkdir -p "$base/.config/fcitx5/conf"
printf '[Groups/0]\nName=Default\nDefault Layout=us\nDefaultIM=pinyin\n[Groups/0/Items/0]\nName=keyboard-us\nLayout=\n[Groups/0/Items/1]\nName=pinyin\nLayout=\n[GroupOrder]\n0=Default\n' > "$base/.config/fcitx5/profile"
# What is composed is shown in the field, as it is on Wayland, Windows and macOS.
echo 'UseOnTheSpot=True' > "$base/.config/fcitx5/conf/xim.conf"

Xvfb "$DISPLAY" -screen 0 1360x860x24 >"$base/x.log" 2>&1 & started="$started $!"
for _ in 1 2 3 4 5 6 7 8 9 10; do xdotool getmouselocation >/dev/null 2>&1 && break; sleep 0.5; done
# Of the session bus only fcitx5 knows; the window manager must not wait for an input method.
XMODIFIERS= openbox >"$base/openbox.log" 2>&1 & started="$started $!"
dbus-run-session -- fcitx5 --disable=wayland >"$base/fcitx.log" 2>&1 & started="$started $!"
for _ in $(seq 40); do grep -q "addon pinyin$" "$base/fcitx.log" && break; sleep 0.5; done

"$program" --data "$base/desk" office new 明德 --person 林文静 --recovery "$base/sheets.txt"
ZONGBAN_WINDOW=0,0,1360,830 "$program" --data "$base/desk" --lang zh-Hans >"$base/window.log" 2>&1 & started="$started $!"
xdotool search --sync --onlyvisible --class zongban windowfocus
sleep 3

keys() { for key in "$@"; do xdotool key "$key"; sleep 0.5; done; }
typed() { xdotool type --delay 120 "$1"; sleep 0.8; }
# The list of all commands, by its name in Chinese; then a form; the input method stays on from field to field.
keys ctrl+k ctrl+space
typed gudingzichan
keys space Return
sleep 1
keys ctrl+n
# No field had the keyboard in between, so the input method began anew.
keys ctrl+space
typed touyingji
# Ctrl+S while composing saves nothing.
keys ctrl+s
"$program" --data "$base/desk" list assets | grep -q touyingji && { echo "what was composed was saved before it was meant"; exit 1; }
keys space ctrl+s
for _ in $(seq 20); do
    if "$program" --data "$base/desk" list assets | grep -q 投影; then echo "typed, committed, saved"; exit 0; fi
    sleep 0.5
done
import -window root "$PWD/target/input-method.png" 2>/dev/null || true
echo "nothing was saved; the screen is in target/input-method.png"
exit 1
