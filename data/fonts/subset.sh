#!/bin/sh
# Makes the fonts of this folder again from Debian's packages fonts-noto-cjk and fonts-noto-cjk-extra
# (version 1:20220127+repack1-1) with fonttools 4 (`pip install fonttools`). Usage: sh subset.sh
set -eu
cd "$(dirname "$0")"
source=${NOTO_CJK:-/usr/share/fonts/opentype/noto}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# GB/T 2312: 6763 characters and the signs, brackets, circled numbers and box squares around them.
python3 - >"$work/gb2312.txt" <<'PY'
import sys
rows = range(0xA1, 0xF8)
text = []
for row in rows:
    for cell in range(0xA1, 0xFF):
        try:
            text.append(bytes([row, cell]).decode("gb2312"))
        except UnicodeDecodeError:
            pass
sys.stdout.write("".join(text))
PY

# Latin with pinyin vowels, dashes and quotes, currency, arrows, numbers in circles, squares and ticks.
signs=U+20-7E,U+A0-FF,U+100-17F,U+1CD-1DC,U+2010-2027,U+2030-205E,U+20AC,U+2103,U+2109,U+2116,U+2120-2122
signs=$signs,U+2150-218B,U+2190-2199,U+2200-22FF,U+2460-24FF,U+2500-25FF,U+2600-2606,U+2610-2612,U+2713-2717
signs=$signs,U+3000-303F,U+3040-30FF,U+3200-33FF,U+FE30-FE4F,U+FF01-FFEF

# Every ideograph the font has: names of people and places hold rare ones, 通用规范汉字表 (8105) reaches into
# extensions A to E.
ideographs=U+3400-4DBF,U+4E00-9FFF,U+F900-FAFF,U+20000-3FFFF

# Index 2 of each collection is the SC (mainland) set of shapes.
subset() { # collection, output, further characters
    pyftsubset "$source/$1" --font-number=2 --output-file="$2" --text-file="$work/gb2312.txt" --unicodes="$3" \
        --layout-features=kern --no-hinting --name-IDs=0,1,2,3,4,5,6,13,14,16,17 --name-languages=0x409
}
subset NotoSerifCJK-Regular.ttc NotoSerifCJKsc-Regular.otf "$signs,$ideographs"
subset NotoSerifCJK-Bold.ttc NotoSerifCJKsc-Bold.otf "$signs"
subset NotoSansCJK-Medium.ttc NotoSansCJKsc-Medium.otf "$signs"
sha256sum *.otf
