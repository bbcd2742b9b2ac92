"""The kinds of files that bombs.py multiplies: one for each reader, of any size. Each takes dice and a size in bytes, which it
keeps to roughly, and gives a name and content."""

import io
import json
import sqlite3
import struct
import zipfile
import zlib


def word(dice, long=False):
    return dice.choice("abcdefgh") * (dice.choice((200, 1000)) if long else dice.randint(3, 30))


def apk(dice, size):
    packages, files = dice.choice(((4, size // 40), (size // 200, 3)))
    folder = word(dice, True) + "/" + word(dice, True)
    lines = "".join(f"R:{i}\n" for i in range(files))
    text = "".join(f"P:p{i}\nV:1.{i}\nA:x86_64\nF:{folder}\n{lines}\n" for i in range(packages))
    return "lib/apk/db/installed", text.encode()


def dpkg(dice, size):
    person = word(dice, True)
    one = "Package: p%d\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.%d\nMaintainer: " + person + "\n\n"
    return "var/lib/dpkg/status", "".join(one % (i, i) for i in range(size // (len(one) + 8) + 1)).encode()


def dpkg_list(dice, size):
    folder = "/" + word(dice, True)
    return "var/lib/dpkg/info/p1.list", "".join(f"{folder}/{i}\n" for i in range(min(size // 30, 200_000))).encode()


def rpm_header(number, files):
    folder = b"/" + b"d" * 300 + b"/\0"
    parts, entries = b"", []
    for tag, kind, count, data in (
        (1000, 6, 1, b"p%d\0" % number), (1001, 6, 1, b"1.%d\0" % number), (1002, 6, 1, b"1\0"), (1022, 6, 1, b"x86_64\0"),
        (1118, 8, 1, folder), (1117, 8, files, b"f\0" * files), (1116, 4, files, b"\0\0\0\0" * files),
    ):
        if kind == 4:
            parts += b"\0" * (-len(parts) % 4)
        entries.append(struct.pack(">IIII", tag, kind, len(parts), count))
        parts += data
    return struct.pack(">II", len(entries), len(parts)) + b"".join(entries) + parts


def rpm(dice, size):
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
    count, files = rpm_count(dice, size)
    for i in range(count):
        database.execute("INSERT INTO Packages (blob) VALUES (?)", (rpm_header(i, files),))
    database.commit()
    return "var/lib/rpm/rpmdb.sqlite", database.serialize()


def rpm_count(dice, size):
    """How many headers of how many files make this size."""
    files = dice.choice((3, 1000))
    return min(size // (300 + 6 * files) + 1, 20_000), files


def rpm_ndb(dice, size):
    """Slots in pages of 4096 bytes, then blobs in blocks of 16 (rpm: lib/backend/ndb/rpmpkg.c)."""
    count, files = rpm_count(dice, size)
    pages = (32 + 16 * count) // 4096 + 1
    slots, blobs = bytearray(), bytearray()
    for number in range(1, count + 1):
        blob = rpm_header(number, files)
        whole = struct.pack("<4sIII", b"BlbS", number, 1, len(blob)) + blob
        whole += bytes(-(len(whole) + 12) % 16) + struct.pack("<II4s", zlib.adler32(whole), len(blob), b"BlbE")
        slots += struct.pack("<4sIII", b"Slot", number, (pages * 4096 + len(blobs)) // 16, len(whole) // 16)
        blobs += whole
    while len(slots) < pages * 4096 - 32:
        slots += struct.pack("<4sIII", b"Slot", 0, 0, 0)
    head = struct.pack("<4sIIII12x", b"RpmP", 0, 1, pages, count + 1)
    return "usr/lib/sysimage/rpm/Packages.db", head + bytes(slots) + bytes(blobs)


def rpm_bdb(dice, size):
    """Hash pages of one pair each, whose values lie in chains of overflow pages (db 5.3: src/dbinc/db_page.h)."""
    page = dice.choice((512, 4096, 65536))
    count, files = rpm_count(dice, size)
    pages = [b""]

    def add(entries, offset, kind, body, following=0):
        pages.append((struct.pack("<8xIIIHHBB", len(pages), 0, following, entries, offset, 0, kind) + body).ljust(page, b"\0")[:page])

    cyclic = dice.random() < 0.3
    for number in range(1, count + 1):
        blob, room = rpm_header(number, files), page - 26
        first = len(pages) + 1
        ends = struct.pack("<HH", page - 5, page - 17)
        items = struct.pack("<B3xII", 3, first, len(blob)) + struct.pack("<BI", 1, number)
        add(2, page - 17, 13, ends + bytes(page - 26 - 4 - 17) + items)
        for at in range(0, len(blob), room):
            piece = blob[at : at + room]
            last = at + room >= len(blob)
            add(1, len(piece), 7, piece, (first if cyclic else 0) if last else len(pages) + 1)
    meta = struct.pack("<8xIIIIBB", 0, 0x00061561, 9, page, 0, 8).ljust(32, b"\0") + struct.pack("<I", len(pages) - 1)
    pages[0] = meta.ljust(page, b"\0")
    return "var/lib/rpm/Packages", b"".join(pages)


def package_lock(dice, size):
    one = '"node_modules/%s%d":{"version":"1.0.%d","license":"MIT"}'
    name = word(dice)
    entries = ",".join(one % (name, i, i) for i in range(size // 60))
    return "package-lock.json", ('{"lockfileVersion":3,"packages":{"":{},%s}}' % entries).encode()


def json_noise(dice, size):
    noise = dice.choice(("[],", "{},", "1,", '"",', '{"a":[]},'))
    return dice.choice(("package-lock.json", "composer.lock")), ('{"packages":[' + noise * (size // len(noise)) + "1]}").encode()


def composer(dice, size):
    one = '{"name":"a/p%d","version":"1.%d","license":["' + word(dice, True) + '"]}'
    return "composer.lock", ('{"packages":[' + ",".join(one % (i, i) for i in range(size // len(one))) + "]}").encode()


def requirements(dice, size):
    return "requirements.txt", "".join(f"{word(dice)}{i}==1.{i}\n" for i in range(min(size // 20, 60_000))).encode()[: 4 << 20]


def cargo(dice, size):
    one = '[[package]]\nname = "c%d"\nversion = "1.0.%d"\n\n'
    return "Cargo.lock", "".join(one % (i, i) for i in range(size // 50)).encode()


def gemfile(dice, size):
    lines = "".join(f"    g{i} (1.{i})\n" for i in range(size // 20))
    return "Gemfile.lock", ("GEM\n  specs:\n" + lines).encode()


def jar(dice, size):
    inner = b""
    for depth in range(dice.randint(1, 10)):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for i in range(min(size // 300, 3000) if depth == 0 else 1):
                archive.writestr(f"META-INF/maven/g{i}/a{i}/pom.properties", f"groupId=g{i}\nartifactId=a{i}\nversion=1.{i}\n")
            archive.writestr("META-INF/MANIFEST.MF", "Implementation-Title: x\n" + "X: y\n" * dice.choice((1, 10_000)))
            for i in range(dice.choice((1, 3)) if inner else 0):
                archive.writestr(f"lib/i{i}.jar", inner)
        inner = out.getvalue()
        if len(inner) > 4 << 20:
            break
    return f"{word(dice)}.jar", inner


def elf(dice, size):
    count = dice.choice((1, 0xFFFF))
    head = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", 2, 62, 1, 0, 0, dice.choice((64, size - 64)), 0, 64, 56, 0, 64, count, 0)
    return word(dice), head + b"\xff Go buildinf:\x08\x02" + dice.choice((b"\0", b"\xff")) * size


def elf_with(name, data):
    """An executable of one section that is known by its name."""
    names = b"\0" + name + b"\0.shstrtab\0"
    at = 64 + len(data) + len(names)
    sections = bytes(64)
    sections += struct.pack("<IIQQQQIIQQ", 1, 1, 2, 0x400000, 64, len(data), 0, 0, 16, 0)
    sections += struct.pack("<IIQQQQIIQQ", 2 + len(name), 3, 0, 0, 64 + len(data), len(names), 0, 0, 1, 0)
    head = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", 2, 62, 1, 0, 0, at, 0, 64, 56, 0, 64, 3, 2)
    return head + data + names + sections


def varint(number):
    out = b""
    while number > 127:
        out, number = out + bytes((number & 127 | 128,)), number >> 7
    return out + bytes((number,))


def go_binary(dice, size):
    frame = b"0123456789abcdef"
    name = word(dice, True)
    text = f"path\tx\nmod\tx\tv1.0.0\t\n" + "".join(f"dep\texample.org/{name}{i}\tv1.{i}.0\th1:a=\n" for i in range(size // (len(name) + 30)))
    text = frame + text.encode() + frame
    blob = (b"\xff Go buildinf:\x08\x02").ljust(32, b"\0") + varint(8) + b"go1.21.1" + varint(len(text)) + text
    return word(dice), elf_with(b".go.buildinfo", blob)


def auditable(dice, size):
    """A Rust program, with its list of crates packed; or zeros that unpack to more than anybody wants."""
    if dice.random() < 0.3:
        return word(dice), elf_with(b".dep-v0", zlib.compress(bytes(size * 10), 1))
    one = '{"name":"c%d","version":"1.0.%d","source":"crates.io","kind":"runtime","dependencies":[%s]}'
    links = ",".join("0" for _ in range(dice.choice((1, 100))))
    crates = ",".join(one % (i, i, links) for i in range(size // (len(one) + len(links)) + 1))
    return word(dice), elf_with(b".dep-v0", zlib.compress(('{"packages":[%s]}' % crates).encode(), 1))


def poetry(dice, size):
    one = '[[package]]\nname = "p%d"\nversion = "1.%d"\ndescription = ""\n\n'
    return "poetry.lock", "".join(one % (i, i) for i in range(size // len(one) + 1)).encode()


def installed_json(dice, size):
    one = '{"name":"a/p%d","version":"1.%d","install-path":"../a/p%d","license":["' + word(dice, True) + '"]}'
    return "vendor/composer/installed.json", ('{"packages":[' + ",".join(one % (i, i, i) for i in range(size // len(one))) + "]}").encode()


def unread_lock(dice, size):
    name = dice.choice(("yarn.lock", "pnpm-lock.yaml", "go.mod", "pom.xml"))
    return name, ("a:\n" + " " * 20 + "b" * 20) .encode() * (size // 44 + 1)


def yaml_laughs(dice, size):
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x]"] + [f"a{i}: &a{i} [" + ",".join([f"*a{i - 1}"] * 8) + "]" for i in range(1, 30)]
    return "pnpm-lock.yaml", "\n".join(lines).encode()


def os_release(dice, size):
    return "etc/os-release", ('ID=alpine\nVERSION_ID=3\nPRETTY_NAME="' + "x" * size + '"\n').encode()


def metadata(dice, size):
    return "x-1.0.dist-info/METADATA", ("Name: x\nVersion: 1\nLicense: " + word(dice, True) + "\n" + "Classifier: y\n" * (size // 14)).encode()


def gemspec(dice, size):
    return "specifications/g-1.0.gemspec", ('Gem::Specification.new do |s|\n s.name = "g"\n s.version = "1"\n' + ' s.licenses = ["M"]\n' * (size // 20) + "end\n").encode()


KINDS = (apk, dpkg, dpkg_list, rpm, rpm_ndb, rpm_bdb, package_lock, json_noise, composer, installed_json, requirements, poetry,
         cargo, gemfile, jar, elf, go_binary, auditable, unread_lock, yaml_laughs, os_release, metadata, gemspec)
