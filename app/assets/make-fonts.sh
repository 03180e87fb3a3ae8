#!/bin/sh
# Makes the bundled fonts again: fetches the sources with npm and pip, takes the DejaVu symbols from
# the Debian package fonts-dejavu-core, subsets everything with pyftsubset. Run it after adding an icon.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$here/fonts
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm pack --silent @expo-google-fonts/noto-sans-sc@0.4.3 @phosphor-icons/web@2.1.2 >/dev/null
mkdir noto phosphor
tar xzf expo-google-fonts-noto-sans-sc-0.4.3.tgz -C noto --strip-components=1
tar xzf phosphor-icons-web-2.1.2.tgz -C phosphor --strip-components=1
dejavu=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
[ -f "$dejavu" ] || { echo "install the Debian package fonts-dejavu-core first" >&2; exit 1; }

python3 -m venv venv
venv/bin/pip install --quiet fonttools==4.68.0

# Regular covers GBK, Big5 and every unified ideograph of the first block: names of people need them.
# SemiBold covers what titles and headings use: GB 2312 and the common half of Big5.
venv/bin/python - "$here/../src/gui/icons.rs" <<'PY'
import re, sys

def table(codec, leads, trails):
    found = set()
    for lead in range(*leads):
        for trail in range(*trails):
            try:
                found.add(bytes([lead, trail]).decode(codec))
            except UnicodeDecodeError:
                pass
    return {c for c in found if len(c) == 1 and not 0xE000 <= ord(c) <= 0xF8FF}

def span(*ranges):
    return {chr(c) for low, high in ranges for c in range(low, high)}

base = span((0x20, 0x7F), (0xA0, 0x180), (0x2000, 0x2070), (0x2070, 0x2600), (0x25A0, 0x2700),
            (0x3000, 0x3130), (0x3200, 0x3400), (0xFF00, 0xFFF0))
gbk = table("gbk", (0x81, 0xFF), (0x40, 0xFF))
gb2312 = table("gb2312", (0xA1, 0xF8), (0xA1, 0xFF))
big5 = table("big5", (0xA1, 0xFA), (0x40, 0xFF))
big5_common = table("big5", (0xA4, 0xC7), (0x40, 0xFF))
hanzi = span((0x4E00, 0x9FFF))
icons = {chr(int(h, 16)) for h in re.findall(r'\\u\{([0-9a-f]+)\}', open(sys.argv[1], encoding="utf-8").read())}
for name, chars in {"regular": base | gbk | big5 | hanzi, "semibold": base | gb2312 | big5_common,
                    "symbols": set("☐☑☒✓✔✗✘●○◆◇▲▼"), "latin": set("“”‘’"), "icons": icons}.items():
    with open(name + ".txt", "w", encoding="utf-8") as out:
        out.write("".join(sorted(chars)))
PY

subset() { # source, name
    venv/bin/pyftsubset "$1" --text-file="$2.txt" --output-file="$out/$2.ttf" --no-hinting \
        --layout-features=kern,liga,locl,ccmp,mark,mkmk --drop-tables+=vhea,vmtx
}
mkdir -p "$out"
subset noto/400Regular/NotoSansSC_400Regular.ttf regular
subset noto/600SemiBold/NotoSansSC_600SemiBold.ttf semibold
subset "$dejavu" symbols
subset "$dejavu" latin
subset phosphor/src/regular/Phosphor.ttf icons
cp noto/LICENSE_FONT "$out/LICENSE-noto-sans-sc.txt"
cp phosphor/LICENSE "$out/LICENSE-phosphor.txt"
cp /usr/share/doc/fonts-dejavu-core/copyright "$out/LICENSE-dejavu.txt"
ls -l "$out"
