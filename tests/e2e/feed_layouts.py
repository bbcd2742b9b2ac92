"""What the feeds of the program's own list look like where they are published: each with files of ../shared in their own shape, or with
cases of tests/cases/feed where ../shared has none. For update_shipped.py.

    layouts = Layouts(site, rows)       # rows: those of `db update --list --format json`
    layouts.publish(row)                # → how many files, or why it cannot be laid out
"""

import bz2
import gzip
import json
import lzma
import re
import subprocess

import e2e
import feed_server

CASES = e2e.ROOT / "tests/cases/feed"
# Of a pack, so many files are enough to see that its layout is read.
MOST = 60
NOT_LAID_OUT = {
    "fedora": "pages by a query, which a mirror does not have: tests/e2e/update.py, Kinds.test_numbered_pages",
    "nvd-api": "an API: tests/e2e/update.py, Kinds.test_nvd_by_its_api",
    "redhat-hydra": "an API: tests/e2e/update_kinds.py, Layouts.test_red_hats_api",
    "github-api": "an API with a token: tests/e2e/update_kinds.py, Layouts.test_githubs_api",
}


def case_files(case):
    """{path: bytes} of tests/cases/feed/CASE.in."""
    path = CASES / f"{case}.in"
    if path.is_dir():
        return {str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}
    parts = re.split(r"^-- (\S+) --\n", path.read_text(), flags=re.MULTILINE)
    return {name: text.encode() for name, text in zip(parts[1::2], parts[2::2])}


def sample(path):
    return e2e.unpacked("advisories/feed-samples") / "vunnel/tests/unit/providers" / path


def files_below(folder, pattern="*", most=MOST):
    """{path: bytes}, of the first in order."""
    found = sorted(path for path in folder.rglob(pattern) if path.is_file())
    assert found, f"{folder}/{pattern}: nothing there"
    return {str(path.relative_to(folder)): path.read_bytes() for path in found[:most]}


def pack(name, folder, pattern="*", most=MOST):
    return files_below(e2e.unpacked(f"advisories/{name}") / folder, pattern, most)


def only(files):
    """The body of the one file."""
    (body,) = files.values()
    return body


def osv_records():
    """{ecosystem without release: {id: document}} of the shared samples of osv.dev."""
    lines = subprocess.run(["zstd", "-dc", e2e.SHARED / "advisories/embedded-osv.jsonl.zst"], stdout=subprocess.PIPE, check=True).stdout.splitlines()
    records = {}
    for line in lines:
        document = json.loads(line)
        for affected in document.get("affected", []):
            ecosystem = affected.get("package", {}).get("ecosystem", "").split(":")[0]
            if document.get("modified") and not document.get("withdrawn"):
                records.setdefault(ecosystem, {})[document["id"]] = line
    return records


def tar_of(files, folder):
    return gzip.decompress(feed_server.tar_gz_of(files, folder))


def packed(path, files, folder):
    """An archive whose kind its name tells."""
    if path.endswith(".zip"):
        return feed_server.zip_of({folder + name: body for name, body in files.items()})
    tar = tar_of(files, folder)
    for ending, pack in ((".tar.gz", gzip.compress), (".tar.xz", lzma.compress), (".tar.bz2", bz2.compress)):
        if path.endswith(ending):
            return pack(tar)
    if path.endswith(".tar.zst"):
        return subprocess.run(["zstd", "-q", "-c"], input=tar, stdout=subprocess.PIPE, check=True).stdout
    raise AssertionError(f"{path}: no archive")


def single(path, body):
    """One file, packed as its name tells."""
    pack = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}.get(path[path.rfind(".") :], lambda body: body)
    return pack(body)


def braces(text):
    """Every text that the braces of an address stand for."""
    found = re.search(r"\{([^{}]*)\}", text)
    if not found:
        return [text]
    return [one for word in found[1].split(",") for one in braces(text[: found.start()] + word + text[found.end() :])]


# Feeds that are one archive: what is in it.
ARCHIVES = {
    "ubuntu-osv": lambda: {f"osv/{name}": body for name, body in files_below(sample("ubuntu/test-fixtures/osv"), "*.json").items()},
    "ubuntu-vex": lambda: {f"vex/{name}": body for name, body in files_below(sample("ubuntu/test-fixtures/vex"), "*.json").items()},
    "ubuntu-tracker": lambda: pack("uct-full", "uct", "CVE-2023-*"),
    "almalinux": lambda: pack("almalinux", ".", "*.json"),
    "official-images": lambda: {"library/alpine": b"Maintainers: A <a@example.com> (@a)\nGitRepo: https://github.com/example/alpine.git\n\nTags: 3.20, latest\nGitCommit: 0123456789abcdef0123456789abcdef01234567\n"},
    "suse-csaf": lambda: case_files("suse-csaf/update"),
    "suse-csaf-vex": lambda: case_files("suse-csaf/vex"),
    "suse-cvrf": lambda: case_files("suse-cvrf/update"),
    "nvd-overrides": lambda: pack("nvd-overrides", "anchore+nvd-data-overrides", "*.json"),
    "vulnrichment": lambda: case_files("cve-record/record"),
    "alpine-rejections": lambda: {name.split("/", 1)[1]: body for name, body in case_files("alpine-rejections/list").items()},
    "gentoo": lambda: case_files("gentoo-glsa/ranges"),
    "docker-hardened": lambda: pack("dhi-osv", "docker-hardened-images+advisories", "*.json"),
    "go": lambda: {f"ID/{name.rsplit('/', 1)[1]}": body for name, body in pack("go-vulndb-osv", "golang+vulndb", "GO-*.json").items()},
    "rust": lambda: pack("rust-osv", ".", "RUSTSEC-*.json"),
    "python": lambda: pack("pypa", ".", "PYSEC-*.yaml"),
    "cpython": lambda: pack("misc-osv", "psf+advisory-database/advisories", "PSF-*.json"),
    "ruby": lambda: pack("ruby", "rubysec+ruby-advisory-db", "*.yml"),
    "php": lambda: pack("php", "FriendsOfPHP+security-advisories", "CVE-*.yaml"),
    "drupal": lambda: pack("php", "ackama+drupal-advisory-database/advisories", "*.json"),
    "node": lambda: pack("js", "nodejs+security-wg", "*.json", 1000),
    "gitlab": lambda: case_files("gitlab-advisory/types"),
    "bitnami": lambda: pack("bitnami", ".", "BIT-*.json"),
    "r": lambda: pack("misc-osv", "RConsortium+r-advisory-database/vulns", "*.yaml"),
    "elixir": lambda: pack("misc-osv", "mirego+elixir-security-advisories", "*.yml"),
    "homebrew": lambda: pack("misc-osv", "Homebrew+homebrew-advisory-database/advisories", "*.json"),
    "kubernetes": lambda: pack("misc-osv", "kubernetes-sigs+cve-feed-osv/vulns", "*.json"),
}
# Feeds that are files of their own, by the last parts of their addresses.
FILES = {
    "debian": lambda path: sample("debian/test-fixtures/input/debian.json").read_bytes(),
    "debian-lists": lambda path: e2e.unpacked("advisories/debtracker").joinpath("debtracker/data", *path.split("/")[-2:]).read_bytes(),
    "debian-cve-list": lambda path: only(case_files("debian-cve-list/releases")),
    "debian-support": lambda path: e2e.unpacked("advisories/debtracker").joinpath("debtracker/debian-security-support", path.rsplit("/", 1)[1]).read_bytes(),
    "alpine": lambda path: secdb(*path.split("/")[-2:]),
    "ubuntu-oval": lambda path: only(case_files("ubuntu-oval/states")),
    "redhat-repositories": lambda path: case_files("redhat-origins/tables")["repository-to-cpe.json"],
    "redhat-containers": lambda path: case_files("redhat-origins/tables")["container-name-repos-map.json"],
    "chainguard-secdb": lambda path: sample("chainguard/test-fixtures/input/secdb/security.json").read_bytes(),
    "wolfi-secdb": lambda path: sample("wolfi/test-fixtures/input/secdb/security.json").read_bytes(),
    "minimos": lambda path: sample("minimos/test-fixtures/input/secdb/security.json").read_bytes(),
    "secureos": lambda path: sample("secureos/test-fixtures/input/secdb/secdb.json").read_bytes(),
    "almalinux-errata": lambda path: only(case_files("almalinux-errata/errata")) if "/8/" in path else None,
    "almalinux-oval": lambda path: only(case_files("almalinux-oval/module")) if "alsa-8" in path else None,
    "oracle": lambda path: sample("oracle/test-fixtures/mock_data").read_bytes(),
    "azure": lambda path: sample(f"mariner/test-fixtures/{'azure-linux-truncated-3.0' if 'azurelinux-3' in path else 'mariner-truncated-2.0'}-oval.xml").read_bytes(),
    "suse": lambda path: sample("sles/test-fixtures/suse_truncated.xml").read_bytes() if "server.15" in path else None,
    "kev": lambda path: only(pack("kev-eol", ".", "known_exploited_vulnerabilities.json")),
    "epss": lambda path: sample("epss/test-fixtures/example-1.csv").read_bytes(),
    # The sample is abridged: the API says its version first.
    "endoflife": lambda path: json.dumps({"schema_version": "1.2.0"} | json.loads(sample("eol/test-fixtures/valid-eol-response.json").read_text())).encode(),
    "in-the-wild": lambda path: only(case_files("in-the-wild/list")),
    "popular-pypi": lambda path: case_files("popularity/lists")["top-pypi-packages.min.json"],
    "popular-npm": lambda path: case_files("popularity/lists")["lib/top.js"],
    "photon": lambda path: sample("photon/test-fixtures/input/cve_data_photon4.0.json").read_bytes() if "photon4" in path else None,
    "photon-oval": lambda path: only(case_files("photon-oval/update")) if "photon3" in path else None,
    "arch": lambda path: sample("arch/test-fixtures/input/arch-advisories/all.json").read_bytes(),
    "bottlerocket": lambda path: only(case_files("bottlerocket-updateinfo/advisory")),
    "echo": lambda path: sample("echo/test-fixtures/input/echo-advisories/data.json").read_bytes(),
    "retire": lambda path: pack("js", "RetireJS+retire.js/repository", "jsrepository-v5.json")["jsrepository-v5.json"],
    "cpan": lambda path: only(case_files("cpan-security/database")),
    "curl": lambda path: only(case_files("osv-json/curl")),
}
# Errata of repositories.
ERRATA = {
    "amazon": "amazon-updateinfo/systems",
    "amazon-1": "amazon-updateinfo/systems",
    "amazon-extras": "amazon-updateinfo/systems",
    "rocky-updateinfo": "rocky-updateinfo/erratum",
    "fedora-updateinfo": "fedora-updateinfo/update",
}


def secdb(release, name):
    """Alpine's database of a release, as JSON; the shared pack has it as YAML, up to v3.11."""
    if release not in ("v3.10", "edge"):
        return None
    packages = [{"pkg": {"name": f"{name.split('.')[0]}-curl", "secfixes": {"8.0.0-r0": ["CVE-2023-27533 CURL-1"], "0": ["CVE-2023-1"]}}}]
    return json.dumps({"apkurl": "{{urlprefix}}/{{distroversion}}/{{reponame}}/{{arch}}/{{pkg.name}}-{{pkg.ver}}.apk", "archs": ["x86_64"], "reponame": name.split(".")[0], "urlprefix": "https://dl-cdn.alpinelinux.org/alpine", "distroversion": release, "packages": packages}).encode()


class Layouts:
    def __init__(self, site):
        self.site, self.osv = site, osv_records()

    def put(self, url, body):
        self.site.put(url.split("://", 1)[1], body)

    def publish(self, row):
        """False where nothing is known of how it looks."""
        name, urls = row["feed"], row["addresses"]
        url = urls[0]
        if name in ARCHIVES:
            self.put(url, packed(url, ARCHIVES[name](), "repository-main/"))
        elif name in FILES:
            for url in (one for each in urls[:1] for one in braces(each)):
                body = FILES[name](url)
                if body is not None:
                    self.put(url, single(url, body))
        elif name in ERRATA:
            self.errata(row, only(case_files(ERRATA[name])).decode())
        elif hasattr(self, name.replace("-", "_").replace(".", "_")):
            getattr(self, name.replace("-", "_").replace(".", "_"))(url)
        elif row["reader"] == "osv-json":
            self.of_osv(name, row["kind"], url)
        else:
            return False
        return True

    def errata(self, row, text):
        if row["kind"] == "amazon-extras":
            self.put(row["addresses"][0], json.dumps({"topics": [{"n": "docker"}]}).encode())
            return self.repository("cdn.amazonlinux.com/2/extras/docker/latest/x86_64", text)
        for url in (one for each in row["addresses"] for one in braces(each)):
            base = url.split("://", 1)[1].removesuffix("/mirror.list").rstrip("/")
            feed_server.errata_repository(self.site, base, text)
            if not url.endswith("/mirror.list"):
                for path in [path for path in self.site.files if path.startswith(f"packages.example/{base}/")]:
                    self.site.put(path.removeprefix("packages.example/"), self.site.files[path][0])

    def repository(self, base, text):
        feed_server.errata_repository(self.site, base, text)

    # The ecosystems of osv.dev; where ../shared has no record of one, records of PyPI stand in its place.
    def of_osv(self, name, kind, url):
        folder = url.split("://", 1)[1].replace("%20", " ")
        records = dict(list(self.osv.get(folder.rstrip("/").rsplit("/", 1)[-1], self.osv["PyPI"]).items())[:MOST])
        if kind != "indexed":
            return self.put(url, packed(url, {f"{id}.json": body for id, body in records.items()}, "advisories-main/"))
        times = {id: json.loads(body)["modified"] for id, body in records.items()}
        if folder.startswith(feed_server.OSV):
            feed_server.osv_bucket(self.site, folder.removeprefix(feed_server.OSV).strip("/") or ".", records)
            if folder.rstrip("/") == feed_server.OSV:
                for path in [path for path in self.site.files if path.startswith(f"{feed_server.OSV}/./")]:
                    self.site.put(path.replace("/./", "/"), self.site.files[path][0])
            return None
        self.listed(url, {f"{id}.json": body for id, body in records.items()}, times)
        return None

    def listed(self, url, files, times):
        """A folder of documents with its list in JSON."""
        for name in ("all.json", "vulns.json"):
            self.put(url + name, json.dumps([{"id": id, "modified": time} for id, time in times.items()]).encode())
        for name, body in files.items():
            self.put(url + name, body)

    def paths(self, url, files):
        """A folder of documents with its index.txt."""
        self.put(url + "index.txt", "".join(f"{name}\n" for name in files).encode())
        for name, body in files.items():
            self.put(url + name, body)

    # Those that have a layout of their own.
    def csaf(self, url, files, archive):
        times = {name: "2026-11-20T00:00:00+00:00" for name in files}
        rows = feed_server.csv_of(sorted(times.items()))
        self.put(url + "archive_latest.txt", archive.encode())
        self.put(url + archive, packed(archive, files, ""))
        self.put(url + "changes.csv", rows)
        self.put(url + "deletions.csv", b'"2024/cve-2024-1.json","2026-11-01T00:00:00+00:00"\n')
        for name, body in files.items():
            self.put(url + name, body)

    def redhat_vex(self, url):
        self.csaf(url, {f"2026/{name}": body for name, body in files_below(sample("hummingbird/test-fixtures/input/advisories/2026"), "cve-2026-12345.json").items()}, "csaf_vex_2026-11-20.tar.zst")

    def redhat_advisories(self, url):
        files = files_below(sample("rhel/test-fixtures/csaf/advisories"), "*.json")
        self.csaf(url, {f"2024/{name.rsplit('/', 1)[-1]}": body for name, body in files.items()}, "csaf_advisories_2026-11-20.tar.zst")

    def redhat_oval(self, url):
        body = bz2.compress(only(case_files("redhat-oval/unpatched")))
        feed_server.pulp_folder(self.site, url.split("://", 1)[1].rstrip("/"), {"RHEL8/rhel-8-including-unpatched.oval.xml.bz2": body})

    def chainguard(self, url):
        folder = sample("chainguard/test-fixtures/input/osv")
        files = files_below(folder, "CGA-*.json")
        self.put(url + "chainguard-osv.tar.gz", packed("x.tar.gz", files, ""))
        self.put(url + "all.json", (folder / "all.json").read_bytes())
        for name, body in files.items():
            self.put(url + name, body)

    def chainguard_libraries(self, url):
        for name, body in files_below(sample("chainguard_libraries/test-fixtures/input/openvex")).items():
            self.put(url + name, body)

    def amazon_pages(self, _url):
        folder = sample("amazon/test-fixtures/input")
        for place, year, page in (("", "2022", "2022_html/ALAS-2021-001"), ("AL2/", "2", "2_html/ALAS-2018-939"), ("AL2023/", "2023", "2023_html/ALAS-2023-126")):
            name = page.rsplit("/", 1)[1]
            link = f"https://alas.aws.amazon.com/{place}{name}.html"
            self.put(f"https://alas.aws.amazon.com/{place}alas.rss", f'<?xml version="1.0"?><rss version="2.0"><channel><item><title>{name}</title><link>{link}</link><pubDate>Sun, 01 Nov 2026 00:00:00 GMT</pubDate></item></channel></rss>'.encode())
            self.put(link, (folder / page).read_bytes())

    def amazon_explore(self, url):
        (name, body), *_ = case_files("amazon-explore/rows").items()
        self.put(url + "index.html", f"<html>{name.removesuffix('.json')}</html>".encode())
        self.put(url + name, body)

    def rocky(self, url):
        advisories = [json.loads(body) for body in files_below(sample("rocky/test-fixtures/osv"), "*.json").values()]
        self.put(url, json.dumps({"advisories": advisories, "links": {"next": None}}).encode())

    def nvd(self, url):
        document = json.loads(sample("nvd/test-fixtures/full-page.json").read_text())
        base = url.split("://", 1)[1].rstrip("/")
        for year in (*range(2002, 2027), "modified"):
            feed_server.nvd_year(self.site, base, year, document)

    def cvelist(self, url):
        inner = feed_server.zip_of(case_files("cve-record/record"))
        names = {"2026-11-18_all_CVEs_at_midnight.zip.zip": feed_server.zip_of({"cves.zip": inner}), "2026-11-18_delta_CVEs_at_1000Z.zip": inner}
        assets = [{"name": name, "browser_download_url": f"https://files.example/{name}"} for name in names]
        self.put(url, json.dumps({"tag_name": "cve_2026-11-18_1000Z", "assets": assets}).encode())
        for name, body in names.items():
            self.put(f"https://files.example/{name}", body)

    def openeuler_csaf(self, url):
        self.paths(url, {f"2024/{name}": body for name, body in case_files("openeuler-csaf/advisory").items()})

    def openeuler_cvrf(self, url):
        self.paths(url, {f"2023/{name}": body for name, body in case_files("openeuler-cvrf/advisory").items()})

    def msrc_csaf(self, url):
        self.paths(url, {f"2024/{name}": body for name, body in case_files("msrc-csaf/windows").items()})

    def msrc(self, url):
        body = only(case_files("msrc-cvrf/month"))
        self.put(url + "updates", json.dumps({"value": [{"ID": "2024-Nov", "CurrentReleaseDate": "2024-11-20T08:00:00Z"}]}).encode())
        self.put(url + "cvrf/2024-Nov", body)
