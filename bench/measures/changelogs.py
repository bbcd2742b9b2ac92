"""(c) Debian and AlmaLinux roots against their packages' own changelogs.

A changelog names the CVEs that a version fixes. So of the version that is installed, and of each one in its history, no CVE
may be reported that the changelog up to it names (`reported though fixed`); and one that only the next version names must
be, where an advisory of the release says that this next version, or one between, has the fix (`not reported though fixed
later`). Bar: none of either that is not in EXPLAINED.

Entries of AlmaLinux's changelogs mostly leave out the end of the release ("2.48-5" of 2.48-5.el8_8). So of its history only the
second is asked, with ".el8" behind the number: whether the version before a fix is reported."""

import collections
import gzip
import re
import subprocess
import tarfile

from . import common

CVE = re.compile(r"CVE-\d{4}-\d{4,}")

# Package and version, CVE, why the changelog and the advisory go apart.
EXPLAINED = [
    (r"glibc\S* 2\.28-236\.[1-6]\.el8", r"CVE-2023-\d+", "builds before the first that AlmaLinux 8.9 shipped (2.28-236.el8.7); the erratum is about 8.8's 2.28-225.el8_8.6, which compares lower"),
    (r"glibc\S* 2\.34-83\.[1-6]\.el9", r"CVE-2023-\d+", "the same of 9.3 (2.34-83.el9_3.7) and 9.2"),
]


def debian(root):
    """[(source, [(version, CVEs named)], oldest first)] of a root, by the changelogs that it has."""
    seen = {}
    status = (root / "var/lib/dpkg/status").read_text(errors="replace")
    for block in status.split("\n\n"):
        fields = dict(re.findall(r"^([A-Z][A-Za-z-]*): (.*)$", block, re.M))
        if "Package" not in fields:
            continue
        source = fields.get("Source", fields["Package"]).split(" ")[0]
        for name in ("changelog.Debian.gz", "changelog.gz"):
            path = root / "usr/share/doc" / fields["Package"] / name
            if source not in seen and path.is_file():
                entries = entries_of(gzip.decompress(path.read_bytes()).decode(errors="replace"))
                if entries:
                    seen[source] = entries
    return seen


def entries_of(text):
    entries = []
    for line in text.splitlines():
        head = re.match(r"[a-z0-9][a-z0-9+.-]* \(([^)]+)\) ", line)
        if head:
            entries.append((head.group(1), set()))
        elif entries:
            entries[-1][1].update(CVE.findall(line))
    return entries[::-1]


def almalinux(archive):
    """The same of an archive with an rpm database; rpm reads it."""
    folder = common.WORK / ("rpm-" + archive.name.partition(".")[0])
    if not folder.is_dir():
        folder.mkdir(parents=True)
        with tarfile.open(archive) as tar:
            for member in tar:
                if member.isfile() and "/rpm/" in f"/{member.name}" and "var/lib" in member.name:
                    (folder / member.name.rpartition("/")[2]).write_bytes(tar.extractfile(member).read())
    form = r"[%{=NAME}\t%{=EPOCHNUM}\t%{=VERSION}-%{=RELEASE}\t%{CHANGELOGNAME}\t%{CHANGELOGTEXT}\f]"
    told = subprocess.run(["rpm", "--dbpath", str(folder), "-qa", "--qf", form], capture_output=True, text=True, errors="replace")
    seen = {}
    for line in told.stdout.split("\f"):
        parts = line.split("\t", 4)
        if len(parts) < 5 or parts[0] == "gpg-pubkey":
            continue
        name, epoch, version, author, text = parts
        said = re.search(r"(\S+)$", author)
        number = said.group(1).lstrip("-").strip("[]<>") if said else ""
        number = number.partition(":")[2] or number
        history = seen.setdefault((name, epoch, version), [])
        history.append((number if re.match(r"\d.*-\d", number) else "", set(CVE.findall(text))))
    release = re.search(r"almalinux-(\d+)", archive.name).group(1)
    roots = {}
    for (name, epoch, version), history in seen.items():
        entries = [(number if ".el" in number else f"{number}.el{release}" if number else "", named) for number, named in history[::-1]]
        # The newest entry is the installed version, whatever it calls itself.
        roots[name] = [(entry and with_epoch(epoch, entry), named) for entry, named in entries[:-1]] + [(with_epoch(epoch, version), entries[-1][1])]
    return roots


def with_epoch(epoch, version):
    return version if epoch in ("", "0", "(none)") else f"{epoch}:{version}"


def questions(roots, history_is_exact):
    """(source, version asked about, CVEs fixed by then, CVEs that the next version names first)."""
    for source, entries in roots.items():
        fixed = set()
        for i, (version, named) in enumerate(entries):
            fixed |= named
            installed = i + 1 == len(entries)
            after = set() if installed else entries[i + 1][1] - fixed
            known = set(fixed) if installed or history_is_exact else set()
            if version and (known or after):
                yield source, version, known, after


def judge(asked, database):
    """Of each purl its open CVEs, and all statements."""
    numbered = [each + f"&q={i}" for i, each in enumerate(asked)]
    out = {}
    for package in common.statements(numbered, database):
        number = re.search(r"[?&]q=(\d+)", package["purl"])
        if number:
            out[int(number.group(1))] = package
    return [out[i] for i in range(len(asked))]


def measure(name, purl_of, roots, database, history_is_exact=True):
    asked = [(purl_of(source, version), source, version, fixed, after) for source, version, fixed, after in questions(roots, history_is_exact)]
    told = judge([each[0] for each in asked], database)
    counts = {"packages": len(roots), "versions": len(asked), "fixed": 0, "later": 0}
    wrong = []
    for (_, source, version, fixed, after), package in zip(asked, told):
        found = {f["id"] for f in package["findings"]}
        words = {each: s["words"] for s in package["statements"] for each in s["vulnerabilities"]}
        counts["fixed"] += len(fixed & set(words))
        counts["later"] += len(after & set(words))
        wrong += [(name, "reported though fixed", f"{source} {version}", each, words.get(each, "")) for each in sorted(fixed & found)]
        wrong += [(name, "not reported though fixed later", f"{source} {version}", each, words[each]) for each in sorted((after & set(words)) - found)]
    return counts, wrong


def rpm_purl(name, version, release):
    epoch, _, rest = version.rpartition(":")
    return common.purl("rpm", "almalinux", name, rest, distro=f"almalinux-{release}", epoch=epoch)


def report(database):
    """Lines of Markdown, and what is below the bar."""
    skeletons = common.unpack(common.SHARED / "images/debian-skeletons.tar.zst", "skeletons") / "skel"
    rows, wrong = [], []
    for root, release in (("bullseye", "11"), ("bookworm", "12")):
        counts, more = measure(f"Debian {release}", lambda s, v, r=release: common.purl("deb", "debian", s, v, distro=f"debian-{r}"), debian(skeletons / root), database)
        rows.append((f"Debian {release}", *counts.values()))
        wrong += more
    for archive in sorted((common.SHARED / "images").glob("al*-almalinux-*.tar.xz")):
        release = re.search(r"almalinux-(\d+)", archive.name).group(1)
        name = archive.name.split("-docker")[0]
        counts, more = measure(name, lambda n, v, r=release: rpm_purl(n, v, r), almalinux(archive), database, history_is_exact=False)
        rows.append((name, *counts.values()))
        wrong += more
    explained = {each: why for each in wrong for package, cve, why in EXPLAINED if re.fullmatch(package, each[2]) and re.fullmatch(cve, each[3])}
    head = ("root", "packages", "versions asked about", "CVEs fixed by then that advisories know", "CVEs fixed only later")
    lines = [common.table(head, rows), "", common.table(("root", "difference", "number", "why"), [(*key[:2], n, key[2]) for key, n in sorted(collections.Counter((*each[:2], why) for each, why in explained.items()).items())])]
    if not any(row[3] for row in rows) or not any(row[4] for row in rows):
        wrong.append(("all", "nothing was compared", "", "", ""))
    return lines, [": ".join(each) for each in wrong if each not in explained]
