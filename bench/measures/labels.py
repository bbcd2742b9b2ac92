"""(a) 6,378 human labels: is this vulnerability in that package of that image, yes or no?

A label names package, version and image, but neither the kind of package nor its source package. What is known of the
images stands in IMAGES; sources of binary packages come from package databases of ../shared and SOURCES. A label counts
where data exist: some advisory of the package's own ecosystem, of that name, is about the vulnerability (whatever it says),
or the data of the ecosystem claim to be whole. All others are counted as `no data`, never as right.

Bars: see BARS; and no miss or false alarm may be ours (CAUSES says of each whose it is)."""

import collections
import json
import re
import sqlite3

from . import common

# First digits of the image's digest: distribution and release by which its system packages are judged, and the kinds of
# language packages in it. RHEL's own images are judged as AlmaLinux, which rebuilds them.
IMAGES = {
    "08dbfad2": ("almalinux", "9", ()),
    "01c78cee": ("alpine", "3.11", ()),
    "0825acea": ("alpine", "3.12", ("gem", "pypi")),
    "10008791": ("alpine", "3.14", ("maven",)),
    "2d761ba3": ("azurelinux", "3.0", ()),
    "347fba6f": ("", "", ("gem", "maven", "pypi", "npm")),
    "5763c8a2": ("alpine", "3.14", ("gem", "pypi")),
    "58637f27": ("alpine", "3.6", ()),
    "6749b150": ("alpine", "3.13", ()),
    "92f19815": ("", "", ("pypi", "npm")),
    "a287a0ff": ("alpine", "3.8", ()),
    "ba42ded8": ("alpine", "3.12", ("npm",)),
    "e25a9a17": ("alpine", "3.18", ("nuget",)),
    "f5616467": ("debian", "11", ("npm",)),
    "fe242a3a": ("alpine", "3.14", ()),
    "d48f0546": ("almalinux", "8", ("golang", "pypi")),
    "81e88820": ("debian", "7", ()),
    "04d4219d": ("ubuntu", "20.04", ("gem", "golang", "npm", "pypi")),
    "347a0d74": ("almalinux", "9", ("maven",)),
    "fcfcbb02": ("debian", "11", ("maven",)),
    "af31633b": ("debian", "8", ("npm",)),
    "d8a88e8e": ("debian", "9", ("npm",)),
    "a06327c0": ("oracle", "6", ("pypi",)),
    "1a67ab96": ("debian", "10", ()),
    "02521a2d": ("ubuntu", "15.10", ()),
    "09f035f4": ("ubuntu", "23.04", ()),
    "213e0558": ("ubuntu", "17.04", ()),
    "253908b2": ("ubuntu", "21.10", ()),
    "3db17bfc": ("ubuntu", "19.04", ()),
    "6341c688": ("ubuntu", "14.10", ()),
    "6852f9e0": ("ubuntu", "19.10", ()),
    "881afbae": ("ubuntu", "14.04", ("pypi",)),
    "971a12d7": ("ubuntu", "18.04", ()),
    "9c4bf7db": ("ubuntu", "17.10", ()),
    "9d42d0e3": ("ubuntu", "20.04", ()),
    "aa6c2c04": ("ubuntu", "22.04", ()),
    "bc48dd70": ("ubuntu", "13.04", ()),
    "da2a5931": ("", "", ("maven",)),
    "59bddc10": ("wolfi", "", ()),
    "3c0f7e10": ("mariner", "2.0", ()),
    "68fecea0": ("almalinux", "8", ("pypi",)),
}
DEB, APK, RPM = {"debian", "ubuntu"}, {"alpine", "wolfi"}, {"almalinux", "oracle", "azurelinux", "mariner"}

# Source packages that no package database of ../shared names: of older releases.
SOURCES = {
    "openssl": r"libssl1\.\d.*|libssl-dev|openssl",
    "curl": r"libcurl3.*|curl",
    "ncurses": r"libtinfo\d|libncursesw?\d|ncurses-.*|lib32ncurses.*",
    "pcre3": r"libpcre3.*|libpcrecpp0.*|libpcre(16|32)-3",
    "gnutls28": r"libgnutls(30|-deb0-28)|libgnutls-openssl27",
    "gnutls26": r"libgnutls26",
    "db5.3": r"libdb5\.3.*", "db": r"libdb5\.1.*",
    "krb5": r"lib(gssapi-)?krb5.*|libk5crypto3|libkrb5support0|libgssapi-krb5-2|libgssrpc4|libkdb5-\d|libkadm5.*|krb5-.*",
    "systemd": r"libsystemd.*|libudev1|udev|systemd.*|libpam-systemd",
    "shadow": r"login|passwd", "util-linux": r"bsdutils|mount|lib(blkid|mount|smartcols|uuid|fdisk)1|util-linux",
    "gcc-4.7": r".*gcc-4\.7.*", "gcc-4.8": r".*(gcc|cpp|g\+\+|libstdc\+\+).*4\.8.*", "gcc-4.9": r".*(gcc|cpp|g\+\+|libstdc\+\+|libgcc|libasan1).*4\.9.*",
    "gcc-5": r".*gcc-5.*", "gcc-6": r".*gcc-6.*", "gnupg": r"gnupg|gpgv", "perl": r"perl.*|libperl5.*", "e2fsprogs": r"e2fs.*|libcomerr2|comerr-dev|libss2",
    "libxml2": r"libxml2.*", "sqlite3": r"libsqlite3-.*", "bzip2": r"libbz2-.*|bzip2", "zlib": r"zlib1g.*", "apt": r"apt|libapt-.*|apt-utils",
    "dpkg": r"dpkg.*|libdpkg-perl", "tar": r"tar", "glib2.0": r"libglib2\.0-.*", "icu": r"libicu\d.*", "libgcrypt11": r"libgcrypt11", "libgcrypt20": r"libgcrypt20.*",
    "procps": r"procps|libprocps\d", "pam": r"libpam-(modules.*|runtime)|libpam0g", "cyrus-sasl2": r"libsasl2.*", "openldap": r"libldap.*", "nettle": r"libnettle\d|libhogweed\d",
    "imagemagick": r"imagemagick.*|libmagick.*", "tiff": r"libtiff.*", "binutils": r"binutils.*", "expat": r"libexpat1.*", "file": r"libmagic1|libmagic-mgc",
    "git": r"git|git-man", "openssh": r"openssh-.*", "subversion": r"subversion|libsvn.*", "mercurial": r"mercurial.*", "python2.7": r"(libpython2\.7|python2\.7).*",
    "python3.4": r"(libpython3\.4|python3\.4).*", "python3.5": r"(libpython3\.5|python3\.5).*", "mysql-5.5": r"mysql-common|libmysqlclient.*", "mariadb-10.1": r"libmariadbclient.*|mariadb-common",
    "postgresql-9.4": r"libpq.*", "wget": r"wget", "unzip": r"unzip", "patch": r"patch", "libtasn1-3": r"libtasn1-3.*", "p11-kit": r"libp11-kit0", "cairo": r"libcairo.*",
    "gdk-pixbuf": r"libgdk-pixbuf.*", "libxslt": r"libxslt1.*", "freetype": r"libfreetype6.*", "libpng": r"libpng12.*", "libjpeg-turbo": r"libjpeg62.*", "librsvg": r"librsvg2.*|gir1\.2-rsvg.*",
    "openexr": r"libopenexr.*", "ilmbase": r"libilmbase.*", "jbigkit": r"libjbig.*", "lcms2": r"liblcms2.*", "xz-utils": r"liblzma5|xz-utils", "gzip": r"gzip", "coreutils": r"coreutils",
    "bash": r"bash", "busybox": r"busybox.*", "lz4": r"liblz4-1", "libtirpc": r"libtirpc.*", "libsepol": r"libsepol1", "kmod": r"kmod|libkmod2", "cpio": r"cpio", "iputils": r"iputils-ping",
    "isc-dhcp": r"isc-dhcp-.*", "ntfs-3g": r"ntfs-3g", "plymouth": r".*plymouth.*", "readline6": r"libreadline6", "dbus": r"dbus|libdbus-1-3", "makedev": r"makedev", "sensible-utils": r"sensible-utils",
    "libx11": r"libx11-.*", "libxcb": r"libxcb.*", "libxext": r"libxext.*", "libwmf": r"libwmf.*", "djvulibre": r"libdjvulibre.*", "apr-util": r"libaprutil1.*", "apr": r"libapr1.*",
    "serf": r"libserf.*", "neon27": r"libneon27.*", "libidn": r"libidn11.*", "rtmpdump": r"librtmp.*", "libssh2": r"libssh2-1.*", "nghttp2": r"libnghttp2.*", "libzstd": r"libzstd1", "gmp": r"libgmp10.*",
    "eglibc": r"", "lvm2": r"libdevmapper.*|dmsetup", "audit": r"libaudit.*", "attr": r"libattr1", "acl": r"libacl1", "cryptsetup": r"libcryptsetup.*", "libgpg-error": r"libgpg-error0",
    "postgresql-13": r"postgresql(-client)?-13|libpq5", "libcap2": r"libcap2.*", "iproute2": r"iproute2", "ca-certificates": r"ca-certificates", "libksba": r"libksba8",
}
GLIBC = re.compile(r"libc6.*|libc-bin|multiarch-support|libc-dev-bin|locales|libc-l10n")
# apk: origin of what is built with another package.
ORIGINS = {"ssl_client": "busybox", "libcrypto1.1": "openssl", "libssl1.1": "openssl", "libcrypto1.0": "openssl", "libssl1.0": "openssl", "libcurl": "curl", "nghttp2-libs": "nghttp2",
           "ruby-libs": "ruby", "ruby-dev": "ruby", "ruby-json": "ruby", "ruby-etc": "ruby", "musl-utils": "musl", "busybox-binsh": "busybox", "glibc-locale-posix": "glibc", "ld-linux": "glibc",
           "git-perl": "git", "sqlite-libs": "sqlite", "libxml2-utils": "libxml2", "xz-libs": "xz", "ncurses-libs": "ncurses", "ncurses-terminfo-base": "ncurses", "krb5-libs": "krb5",
           "libcrypto3": "openssl", "libssl3": "openssl"}

# Packages that the labels do not tell apart from others of their name. Language packages that the image's distribution
# installed have an owner and are judged through it; editor extensions and a vendor's own build are no package of the registry.
OWNED = {"urllib3": "pkg:rpm/almalinux/python3-urllib3@1.24.2-5.el8?distro=almalinux-8", "PyYAML@3.10": "pkg:deb/ubuntu/python-yaml@3.10-4ubuntu0.1?distro=ubuntu-14.04"}
EXTENSIONS = {"04d4219d": {"npm", "handlebars", "pug", "less", "docker", "git", "go"}}
GROUPS = {r"dom4j@1\.6\.1-hudson-\d": "org.jvnet.hudson.dom4j"}

# Differences that somebody looked into: package, vulnerability, whose it is, why. `data`: the advisory's range or the
# distribution's word; `label`: the label goes against the data, which other labels of the same image follow; `vendor`: the
# distribution says in so many words the contrary of the label. These last stand beside the bar of Ubuntu, and in all figures.
CAUSES = [
    (r"deb/debian/(locales|libc-l10n)@2\.28-10", r".*", "label", "one labeller calls locales and libc-l10n unaffected by what glibc fixed in DLA-3152-1; libc6 of the same image is labelled affected"),
    (r"deb/debian/(libk5crypto3|libkrb5support0|libgssapi-krb5-2|libkrb5-3)@1\.17-3", "CVE-2021-36222", "label", "the same of krb5's libraries: the defect is in its server; Debian's advisory is about the source package"),
    (r"deb/debian/libudev1@241-7", "CVE-2021-33910", "label", "the same of libudev1: the defect is in systemd's own program"),
    (r"gem/rexml@3\.2\.3\.1", "CVE-2021-28965", "data", "ruby-advisory-db has 3.2.3.1 as a fixed version, the label follows GitHub's range (<3.2.5)"),
    (r"gem/(rdoc@6\.2\.1\.1|cgi@0\.1\.0\.1)", r"CVE-2021-(31799|41816|41819)", "data", "ruby-advisory-db has it as a fixed version"),
    (r"pypi/Django@1\.11\.29", "CVE-2021-44420", "data", "PyPA's range begins with 2.2"),
    (r"npm/cryptiles@2\.0\.5", "CVE-2018-1000620", "data", "the range begins with 3.1.0"),
    (r"maven/commons-httpclient/commons-httpclient@3\.1", "CVE-2012-5783", "label", "the labeller takes it for httpcomponents' defect; the CVE is about Commons HttpClient 3.x, and GitHub's range is >=3.0,<4.0"),
    (r"deb/ubuntu/gcc-5-base@", r"CVE-2015-57(39|40|41)", "data", "Ubuntu's tracker has the source gcc-5 as affected (gccgo); the label is about the one binary"),
    (r"deb/ubuntu/gcc-9-base@", "CVE-2019-15847", "data", "Ubuntu's tracker has the release as affected, never fixed before its end"),
    (r"deb/ubuntu/coreutils@8\.30", "CVE-2017-18018", "data", "the same"),
    (r"deb/ubuntu/login@1%3A4\.8\.1-1ubuntu5\.20\.04\.2", "CVE-2013-4235", "label", "Ubuntu's tracker has focal as needed; the same package of another image is labelled affected"),
    # Read one by one: of trusty itself the tracker says "ignored (end of standard support)" of all of them, of the same package
    # in its extended maintenance that it is not affected.
    (r"deb/ubuntu/(bsdutils|mount|util-linux|lib(blkid|mount|uuid)1)@(1%3A)?2\.20\.1-5\.1ubuntu20\.9", "CVE-2017-2616", "vendor",
     "Ubuntu's tracker has util-linux of trusty/esm as not affected ('binary not built': its su is that of shadow)"),
    (r"deb/ubuntu/busybox-initramfs@1%3A1\.21\.0", "CVE-2018-1000500", "vendor", "Ubuntu's tracker has trusty/esm as not affected ('code not present')"),
    (r"deb/ubuntu/(libpcre3@1%3A8\.31|dpkg@1\.17\.5|libldap-2\.4-2@2\.4\.31)", r"CVE-2017-(7245|7246|8283|14159)", "vendor", "Ubuntu's tracker has trusty/esm as not affected"),
]

BARS = {"all": 0.965, "Ubuntu": 0.99, "AlmaLinux": 0.98}


def sources():
    """Binary package to source package, from the databases of Debian's skeletons."""
    known = {}
    folder = common.unpack(common.SHARED / "images/debian-skeletons.tar.zst", "skeletons")
    for status in sorted(folder.glob("*/*/var/lib/dpkg/status")):
        for block in status.read_text(errors="replace").split("\n\n"):
            fields = dict(re.findall(r"^([A-Z][A-Za-z-]*): (.*)$", block, re.M))
            if "Package" in fields:
                known[fields["Package"]] = fields.get("Source", fields["Package"]).split(" ")[0]
    return known


class Packages:
    """From a label to the purls that it may mean."""

    def __init__(self, database):
        self.sources = sources()
        self.rules = [(re.compile(rule), name) for name, rule in SOURCES.items() if rule]
        self.groups = collections.defaultdict(set)
        rows = sqlite3.connect(database).execute("SELECT p.name FROM package p JOIN string s ON s.id = p.ecosystem WHERE s.text = 'Maven'")
        for (name,) in rows:
            self.groups[name.partition(":")[2].lower()].add(name.partition(":")[0])

    def source(self, distribution, release, name):
        if GLIBC.fullmatch(name):
            old = (distribution, release) in {("debian", "7"), ("ubuntu", "13.04"), ("ubuntu", "14.04")}
            return "eglibc" if old else "glibc"
        for rule, source in self.rules:
            if rule.fullmatch(name):
                return source
        return self.sources.get(name, name)

    def of(self, label):
        digest, package = label["image"]["exact"].rpartition("sha256:")[2][:8], label["package"]
        distribution, release, languages = IMAGES[digest]
        name, version = package["name"], package["version"]
        if name in EXTENSIONS.get(digest, ()) and re.match(r"[01]\.\d", version):
            return [common.purl("vscode-extension", "", name, version)]
        if distribution in DEB and self.is_deb(name, version):
            distro = f"{distribution}-{release}"
            return [common.purl("deb", distribution, name, version, distro=distro, upstream=self.source(distribution, release, name))]
        if distribution in APK and re.search(r"-r\d+$", version):
            distro = f"{distribution}-{release}" if release else distribution
            return [common.purl("apk", distribution, name, version, distro=distro, origin=ORIGINS.get(name, ""), upstream=ORIGINS.get(name, ""))]
        if distribution in RPM and re.search(r"\.(el|cm|azl|amzn)\d", version):
            epoch, _, rest = version.rpartition(":")
            return [common.purl("rpm", distribution, name, rest, distro=f"{distribution}-{release}", epoch=epoch)]
        return [each for kind in languages for each in self.language(kind, name, version)]

    @staticmethod
    def is_deb(name, version):
        if re.search(r"ubuntu|deb\d|\+dfsg|pgdg|-\d[\w.+~]*$", version):
            return True
        # Versions without a revision; busybox without one was found in a program by what it calls itself.
        return bool(re.fullmatch(r"libapt-.*|apt|dpkg.*|sensible-utils|multiarch-support|debian.*|base-files|ca-certificates", name))

    def language(self, kind, name, version):
        if kind == "maven":
            artifact = name.lower()
            for rule, group in GROUPS.items():
                if re.match(rule, f"{name}@{version}"):
                    yield common.purl("maven", group, name, version)
                    return
            for group in sorted(self.groups.get(artifact, ())):
                yield common.purl("maven", group, name, version)
            for dotted, groups in self.groups.items():
                for group in sorted(groups):
                    if artifact == f"{group}.{dotted}":
                        yield common.purl("maven", group, dotted, version)
        elif kind == "golang":
            if "/" in name or name == "stdlib":
                yield common.purl("golang", name.rpartition("/")[0], name.rpartition("/")[2], version)
        elif kind == "npm" and name.startswith("@"):
            yield common.purl("npm", name.partition("/")[0], name.partition("/")[2], version)
        else:
            yield common.purl(kind, "", name, version)


class Aliases:
    """All names of a vulnerability, as the database groups them."""

    def __init__(self, database):
        self.preferred = dict(sqlite3.connect(database).execute("SELECT id, preferred FROM alias"))

    def of(self, *ids):
        return {self.preferred.get(each, each) for each in ids if each}


def group_of(purl):
    for mark, name in (("deb/debian", "Debian"), ("deb/ubuntu", "Ubuntu"), ("apk/", "Alpine, Wolfi"), ("rpm/almalinux", "AlmaLinux"), ("rpm/", "other rpm")):
        if purl.startswith("pkg:" + mark):
            return name
    return purl[4:].partition("/")[0]


def measure(database):
    """Labels as (label, group, true, found, statement or None); those without data with the group `None`."""
    labels = [json.loads(line) for line in (common.unpack(common.SHARED / "corpora/match-labels.tar.zst", "labels") / "labels-dev.jsonl").open()]
    packages, aliases = Packages(database), Aliases(database)
    wanted = {}
    for label in labels:
        for each in packages.of(label):
            wanted.setdefault(each, len(wanted))
    told = {}
    for each, answer in zip(wanted, ask(list(wanted), database)):
        told[each] = answer
    out = []
    for label in settled(labels):
        ids = aliases.of(label.get("effective_cve"), label["vulnerability_id"])
        candidates = packages.of(label)
        said = [(each, s) for each in candidates for s in told[each]["statements"] if ids & aliases.of(*s["vulnerabilities"])]
        found = [(each, f) for each in candidates for f in told[each]["findings"] if ids & aliases.of(f["id"]) and f.get("state", "open") == "open"]
        where = (found or said or [(candidates[0] if candidates else "", None)])[0]
        out.append({"label": label, "purl": where[0], "group": group_of(where[0]) if where[0] else "", "data": bool(said), "true": label["label"] == "TP", "found": bool(found),
                    "words": [f"{s['advisory']} ({s['source']}): {s['words']}" for _, s in said]})
    return out


def owner(purl):
    name, _, version = purl.rpartition("/")[2].partition("@")
    return OWNED.get(name) or OWNED.get(f"{name}@{version}") if purl.startswith("pkg:pypi/") else None


def settled(labels):
    """Each question once: of several labels for it those that agree, and none where people disagree or did not decide."""
    questions = {}
    for label in labels:
        package = label["package"]
        key = (label["image"]["exact"].rpartition("sha256:")[2], package["name"], package["version"], label.get("effective_cve") or label["vulnerability_id"])
        questions.setdefault(key, []).append(label)
    return [all_of[0] for all_of in questions.values() if {each["label"] for each in all_of} in ({"TP"}, {"FP"})]


def ask(purls, database):
    """explain sorts and joins packages: each purl is found again by a number among its qualifiers."""
    numbered = [each + ("&" if "?" in each else "?") + f"label={i}" for i, each in enumerate(purls)]
    answers = {}
    for package in common.statements(numbered, database, [owner(each) for each in purls]):
        number = re.search(r"[?&]label=(\d+)", package["purl"])
        if number:
            answers[int(number.group(1))] = package
    return [answers[i] for i in range(len(purls))]


def cause(row):
    for package, vulnerability, whose, why in CAUSES:
        names = {row["label"].get("effective_cve"), row["label"]["vulnerability_id"]}
        if re.match("pkg:" + package, row["purl"]) and any(name and re.fullmatch(vulnerability, name) for name in names):
            return whose, why
    return "unexplained", "; ".join(row["words"])[:200]


def report(database):
    """Lines of Markdown, and what is below a bar."""
    rows = measure(database)
    groups, without = collections.defaultdict(common.Score), collections.Counter()
    beside = collections.defaultdict(common.Score)
    causes, failed = collections.Counter(), []
    for row in rows:
        if not row["data"]:
            without[row["group"] or "kind not known"] += row["true"]
            continue
        groups[row["group"]].add(row["true"], row["found"])
        whose, why = ("", "") if row["true"] == row["found"] else cause(row)
        if whose != "vendor":
            beside[row["group"]].add(row["true"], row["found"])
        if whose:
            kind = "missed" if row["true"] else "wrong"
            causes[row["group"], kind, whose, why] += 1
            if whose in ("ours", "unexplained"):
                failed.append(f"{kind} by {whose}: {row['purl']} {row['label'].get('effective_cve')}: {why}")
    whole = common.Score()
    for score in groups.values():
        whole += score
    for name, bar in BARS.items():
        score = whole if name == "all" else beside[name]
        if score.f1 < bar:
            failed.append(f"F1 of {name}: {score.f1:.3f}, the bar is {bar}")
    head = ("packages", "found", "missed", "wrong", "rightly not", "precision", "recall", "F1", "affected, no data")
    ubuntu = beside["Ubuntu"]
    lines = [common.table(head, [(name, *score.row(), without[name]) for name, score in sorted(groups.items())] + [("**all**", *whole.row(), sum(without.values()))]), "",
             f"Ubuntu without the labels that Ubuntu contradicts in so many words: F1 {ubuntu.f1:.3f}.", ""]
    lines.append(common.table(("packages", "difference", "number", "whose", "why"), [(g, k, n, w, y) for (g, k, w, y), n in sorted(causes.items())]))
    return lines, failed
