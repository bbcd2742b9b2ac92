#!/usr/bin/env python3
"""Never look clean when blind: where there is no advisory data, every report says so and none shows a zero."""

import json
import re
import unittest

import e2e
import images

CLEAN = re.compile(r"\b0 vulnerab|\b0[CHML]\b|no vulnerab|(CRITICAL|HIGH|MEDIUM|LOW)\s+0|✓ No", re.IGNORECASE)


CRITICAL = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


def record(name, ecosystem, package, vector=None):
    """An OSV record: every version below 1.5.0 of the package is affected."""
    events = [{"introduced": "0"}, {"fixed": "1.5.0"}]
    affected = {"package": {"ecosystem": ecosystem, "name": package}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    one = {"id": name, "modified": "2026-08-01T00:00:00Z", "affected": [affected]}
    return json.dumps(one | ({"severity": [{"type": "CVSS_V3", "score": vector}]} if vector else {}))


class CoverageCase(e2e.Case):
    def sbom_of(self, *purls):
        """A CycloneDX document of these packages."""
        components = [
            {"type": "library", "name": purl.split("/")[-1].split("@")[0], "version": "1", "purl": purl} for purl in purls
        ]
        path = self.folder / "bom.json"
        path.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": components}))
        return path

    def judged(self, target, **how):
        return self.run_program("cves", "--format", "json", target, code=e2e.OK, **how).json()

    def assert_blind(self, target, *words, **how):
        for command in (
            ["cves"],
            ["cves", "--details"],
            ["cves", "--only-severity", "critical"],
            ["quickview"],
            ["cves", "--format", "only-packages"],
        ):
            done = self.run_program(*command, target, code=e2e.OK, **how)
            with self.subTest(" ".join(command)):
                self.assertIsNone(CLEAN.search(done.text), done.text)
                self.assertIsNone(CLEAN.search(done.errors), done.errors)
                for word in words:
                    self.assertIn(word, done.text)
            if command[0] == "cves":
                self.run_program(*command, "--strict", target, code=e2e.INCOMPLETE, **how)


@e2e.needs_shared
class Coverage(CoverageCase):
    def test_alpine_without_data(self):
        for version, count in (("3.14.10", 14), ("3.20.3", 14)):
            release = ".".join(version.split(".")[:2])
            target = e2e.SHARED / f"images/alpine-minirootfs-{version}-x86_64.tar.gz"
            self.assert_blind(target, f"no advisory data for Alpine {release}: {count} packages not judged")
            document = self.judged(target)
            self.assertEqual((document["judged"], document["findings"]), (0, []))
            self.assertEqual([(one["packages"], one["blind"]) for one in document["unjudged"]], [(count, True)])

    def test_alpine_edge_without_data(self):
        self.assert_blind(e2e.SHARED / "images/alpine-minirootfs-20240923-x86_64.tar.gz", "no advisory data for Alpine")

    def test_alpine_with_data(self):
        """Fixes only, ending 2019, of a release at its end: its apk-tools 2.10.6 is vulnerable and nobody here knows."""
        target = e2e.SHARED / "images/alpine-minirootfs-3.10.9-x86_64.tar.gz"
        document = self.judged(target)
        self.assertEqual((document["partial"], document["packages"], document["unjudged"]), (14, 14, []))
        self.assertEqual(
            {one["code"] for one in document["partly_judged"]}, {"fixes-only", "old-advisory-data", "end-of-life"}
        )
        self.assertIn("alpine-secdb", {source["source"] for source in document["coverage"]})
        self.assert_blind(target, "Alpine 3.10 reached its end of life on 2021-05-01")

    def test_almalinux_with_data(self):
        for name, release in (
            ("al9-20231124-almalinux-9-docker-aarch64-micro", "9"),
            ("al8-20231122-almalinux-8-docker-s390x-micro", "8"),
        ):
            document = self.judged(e2e.SHARED / f"images/{name}.tar.xz")
            self.assertEqual(document["partial"], document["packages"])
            self.assertEqual({one["code"] for one in document["partly_judged"]}, {"fixes-only"})
            self.assertIn(f"AlmaLinux:{release}", {source["ecosystem"] for source in document["coverage"]})
            self.assertTrue(document["findings"])

    def test_no_package_database(self):
        for name in ("busybox-musl-amd64", "busybox-glibc-amd64"):
            target = e2e.SHARED / f"images/{name}.tar.gz"
            for command in ("cves", "quickview"):
                done = self.run_program(command, target, code=e2e.OK)
                self.assertIsNone(CLEAN.search(done.text), done.text)
                self.assertRegex(done.text, "not judged: no packages found|not judged .*no packages found")
                self.run_program(command, target, "--strict", code=e2e.INCOMPLETE)


    def test_sources_that_are_no_database(self):
        """Samples, a feed that ended, too few records: what is not found in them is not there only for them."""
        for purl, code in (
            ("pkg:maven/org.apache.logging.log4j/log4j-core@2.99.0", "undeclared-data"),
            ("pkg:maven/org.example/nobody@1.0", "undeclared-data"),
            ("pkg:composer/nobody/nothing@6.0.0", "undeclared-data"),
            ("pkg:pypi/six@1.16.0", "old-advisory-data"),
            ("pkg:deb/debian/bash@5.1-2%2Bdeb11u1?distro=debian-11", "fixes-only"),
        ):
            with self.subTest(purl):
                sbom = self.sbom_of(purl)
                self.assert_blind(f"sbom://{sbom}", "judged by partial data")
                self.assertIn(code, [one["code"] for one in self.judged(f"sbom://{sbom}")["partly_judged"]])
                self.run_program("cves", "-e", f"sbom://{sbom}", code=e2e.INCOMPLETE)

    def test_databases_of_an_ecosystem(self):
        for purl in ("pkg:golang/example.org/nobody@v1.0.0", "pkg:cargo/nobody-at-all@1.0.0", "pkg:gem/nobody@1.0.0"):
            with self.subTest(purl):
                sbom = self.sbom_of(purl)
                done = self.run_program("cves", "-e", f"sbom://{sbom}", code=e2e.OK)
                self.assertIn("✓ No vulnerable package detected", done.errors)
                self.assertIn("0 vulnerabilities found in 0 packages", done.text)
                self.assertEqual(self.judged(f"sbom://{sbom}")["verdict"], "judged")

    def test_the_age_of_data(self):
        """Go's records of 2026 have placeholders for dates; today counts when it is asked."""
        sbom = self.sbom_of("pkg:golang/example.org/nobody@v1.0.0")
        self.assertNotIn("ends", self.run_program("cves", f"sbom://{sbom}", code=e2e.OK).text)
        late = self.run_program("cves", "-e", "--now", "2028-01-01", f"sbom://{sbom}", code=e2e.INCOMPLETE)
        self.assertIn("advisory data for Go ends in 2026, at least 366 days before 2028-01-01", late.text)
        self.run_program("cves", "--now", "today", f"sbom://{sbom}", code=e2e.OK)


class Gates(CoverageCase):
    """`cves --exit-code` ends with 0 only when everything was judged by data that suffice."""

    def setUp(self):
        super().setUp()
        self.feeds = self.folder / "feeds"
        lines = [record(f"RUSTSEC-2026-{i:04}", "crates.io", f"crate-{i}") for i in range(1, 601)]
        self.write("crates/all.jsonl", "\n".join(lines))
        self.write("crates/rated.json", record("RUSTSEC-2026-9001", "crates.io", "rated", vector=CRITICAL))
        lines = [record(f"PYSEC-2026-{i}", "PyPI", f"package-{i}") for i in range(1, 201)]
        self.write("py/some.jsonl", "\n".join(lines))
        self.env = {"PRATIQUE_DB": str(self.folder / "a.db"), "PRATIQUE_FEEDS": str(self.feeds)}

    def write(self, name, text):
        (self.feeds / name).parent.mkdir(parents=True, exist_ok=True)
        (self.feeds / name).write_text(text)

    def gate(self, code, purls, *words, env=None):
        done = self.run_program(
            "cves", "-e", "-q", *words, f"sbom://{self.sbom_of(*purls)}", code=code, env=self.env | (env or {})
        )
        if code == e2e.INCOMPLETE:
            self.assertIn("The gate is blind: ", done.errors)
        return done

    CLEAN, HIT, RATED = "pkg:cargo/clean@1.0.0", "pkg:cargo/crate-7@1.0.0", "pkg:cargo/rated@1.0.0"
    SAMPLED, BLIND = "pkg:pypi/six@2.0", "pkg:npm/left-pad@1.0.0"

    def test_table(self):
        for code, purls, *words in (
            (0, [self.CLEAN]),
            (2, [self.HIT]),
            (2, [self.HIT, self.BLIND]),
            (3, [self.CLEAN, self.BLIND]),
            (3, [self.CLEAN, self.SAMPLED]),
            (3, [self.BLIND]),
            (3, []),
            # only what the filters look at
            (0, [self.CLEAN, self.BLIND], "--only-package-type", "cargo"),
            (3, [self.CLEAN, self.BLIND], "--only-package-type", "npm"),
            (0, [self.CLEAN, self.BLIND], "--only-package", "^clean$"),
            (3, [self.CLEAN, self.BLIND], "--only-severity", "critical"),
            # accepted by name
            (0, [self.CLEAN, self.SAMPLED], "--ignore-partial"),
            (3, [self.CLEAN, self.BLIND], "--ignore-partial"),
            (0, [self.CLEAN, self.BLIND], "--ignore-unjudged"),
            (3, [self.BLIND], "--ignore-unjudged"),
            (3, [], "--ignore-unjudged"),
            # no rating is no low rating
            (2, [self.HIT], "--only-severity", "critical,high"),
            (2, [self.HIT], "--only-metric", "AV:N"),
            (0, [self.HIT], "--only-severity", "critical,high", "--ignore-unrated"),
            (0, [self.HIT], "--ignore-unrated"),
            (2, [self.RATED], "--only-severity", "critical,high", "--ignore-unrated"),
            (0, [self.RATED], "--only-severity", "low"),
            # nobody here knows what is exploited
            (3, [self.CLEAN], "--only-cisa-kev"),
            # nor how likely anything is to be
            (3, [self.CLEAN], "--epss-score", "0.1"),
            (3, [self.CLEAN], "--epss-date", "2026-08-20"),
            (2, [self.HIT], "--epss-percentile", "0.9"),
        ):
            with self.subTest(f"{' '.join(words)} {' '.join(purls)}"):
                self.gate(code, purls, *words)

    def test_what_is_accepted_or_unrated_is_said_loudly(self):
        self.assertIn("1 finding has no rating", self.gate(2, [self.HIT], "--only-severity", "high").errors)
        self.assertIn("1 finding without a rating", self.gate(0, [self.HIT], "--ignore-unrated").errors)
        self.assertIn("Accepted as asked: ", self.gate(0, [self.CLEAN, self.BLIND], "--ignore-unjudged").errors)

    def test_no_database(self):
        for words in ((), ("--ignore-unjudged",)):
            done = self.gate(3, [self.CLEAN], *words, env={"PRATIQUE_FEEDS": None})
            self.assertIn("there is no advisory database", done.errors)

    def test_a_database_that_is_none(self):
        self.write("../a.db", "no database at all, but long enough to look like one")
        self.gate(1, [self.CLEAN])

    def test_what_cannot_be_read(self):
        archive = images.write(
            self.folder / "root.tar",
            images.tar(("etc/os-release", images.OS_RELEASE), ("var/lib/dpkg/status", b"\xff\xfe noise")),
        )
        done = self.run_program("cves", "-e", "-q", archive, code=e2e.INCOMPLETE, env=self.env)
        self.assertIn("could not be read", done.errors)


class Kinds(CoverageCase):
    """What data are worth, in every place that tells it: docs/coverage.md."""

    CLEAN = "pkg:cargo/clean@1.0.0"
    # kind: (what the feed declares, records, day of the gate, standing, what the table shows, code of the reason)
    KINDS = {
        "full": ({"complete_for": ["crates.io"]}, 600, None, "judged", "0C     0H     0M     0L", None),
        "fixes only": ({"fixes_only_for": ["crates.io"]}, 600, None, "partial", "–C     –H     –M     –L", "fixes-only"),
        "stale": ({"complete_for": ["crates.io"]}, 600, "2027-08-01", "partial", "–C     –H     –M     –L", "old-advisory-data"),
        "sample": ({"sample": True}, 600, None, "not-judged", "not judged", "no-advisory-data"),
        "none": (None, 0, None, "not-judged", "not judged", "no-advisory-data"),
    }

    def test_every_place_tells_the_same(self):
        for kind, (declared, count, now, verdict, figures, code) in self.KINDS.items():
            with self.subTest(kind):
                feeds = self.folder / kind / "feeds"
                feeds.mkdir(parents=True)
                (feeds / "other.jsonl").write_text("\n".join(record(f"GHSA-{i:04}-aaaa-aaaa", "npm", f"one-{i}") for i in range(200)))
                if declared is not None:
                    (feeds / "crates").mkdir()
                    (feeds / "crates/all.jsonl").write_text("\n".join(record(f"X-2026-{i:04}", "crates.io", f"crate-{i}") for i in range(count)))
                    (feeds / "crates/pratique-feed.json").write_text(json.dumps(declared))
                env = {"PRATIQUE_DB": str(self.folder / kind / "a.db")}
                self.run_program("db", "build", "--feeds", feeds, code=e2e.OK, env=env)
                target = f"sbom://{self.sbom_of(self.CLEAN)}"
                words = ["--now", now] if now else []
                whole = verdict == "judged"
                headline = self.run_program("quickview", *words, target, code=e2e.OK, env=env)
                self.assertIn(figures, headline.text)
                self.assertEqual("No verdict" in headline.errors, not whole, headline.errors)
                table = self.run_program("cves", *words, target, code=e2e.OK, env=env)
                self.assertEqual("0 vulnerabilities found" in table.text, whole, table.text)
                self.assertEqual(CLEAN.search(table.text + table.errors) is None, not whole, table.text)
                document = self.run_program("cves", "--format", "json", *words, target, code=e2e.OK, env=env).json()
                self.assertEqual(document["verdict"], verdict)
                reasons = {one["code"] for one in document["unjudged"] + document["partly_judged"]}
                self.assertEqual(reasons, {code} if code else set())
                quick = self.run_program("quickview", "--format", "json", *words, target, code=e2e.OK, env=env).json()
                self.assertEqual("null" in json.dumps(quick), not whole)
                self.run_program("cves", "--strict", *words, target, code=e2e.OK if whole else e2e.INCOMPLETE, env=env)
                self.run_program("cves", "-e", *words, target, code=e2e.OK if whole else e2e.INCOMPLETE, env=env)
                rows = self.run_program("db", "status", "--format", "json", *words, code=e2e.OK, env=env).json()["coverage"]
                row = [one for one in rows if one["ecosystem"] == "crates.io"]
                self.assertEqual([one["old"] for one in row], [kind == "stale"] if declared is not None else [])
                text = self.run_program("db", "status", *words, code=e2e.OK, env=env).text
                self.assertEqual(bool(re.search(r"crates\.io.*\bold\b", text)), kind == "stale", text)


class Declared(CoverageCase):
    """A folder says what its feed is."""

    def verdict(self, declaration, count=1600):
        feeds = self.folder / "feeds"
        feeds.mkdir(exist_ok=True)
        lines = [record(f"GHSA-x-{i}", "npm", f"package-{i}") for i in range(count)]
        (feeds / "all.jsonl").write_text("\n".join(lines))
        (feeds / "pratique-feed.json").write_text(declaration)
        env = {"PRATIQUE_DB": str(self.folder / "a.db")}
        self.run_program("db", "build", "--accept-shrunk", "--feeds", feeds, code=e2e.OK, env=env)
        sbom = self.sbom_of("pkg:npm/nobody@1.0.0")
        return self.run_program("cves", "--format", "json", f"sbom://{sbom}", env=env).json()["verdict"]

    def test_complete_sample_and_what_the_figures_contradict(self):
        self.assertEqual(self.verdict('{"complete_for": ["npm"]}'), "judged")
        self.assertEqual(self.verdict("{}"), "partial")
        self.assertEqual(self.verdict('{"fixes_only_for": ["npm"]}'), "partial")
        self.assertEqual(self.verdict('{"sample": true}'), "not-judged")
        self.assertEqual(self.verdict('{"complete_for": ["npm"]}', count=400), "partial")


class Unknown(CoverageCase):
    def test_a_system_that_nobody_knows(self):
        archive = images.write(
            self.folder / "root.tar",
            images.tar(
                ("etc/os-release", b"ID=sailos\nVERSION_ID=7\n"),
                ("var/lib/dpkg/status", images.deb(("libold", "1.0-1"))[1][1]),
            ),
        )
        self.assert_blind(archive, "no advisory data", env={"PRATIQUE_FEEDS": None})

    def test_a_system_without_its_database(self):
        archive = images.write(
            self.folder / "root.tar", images.tar(("etc/os-release", images.OS_RELEASE), ("bin/sh", b"#!"))
        )
        self.assert_blind(archive, "no package database in this Debian 12 system")

    def test_a_database_that_is_damaged(self):
        archive = images.write(
            self.folder / "root.tar",
            images.tar(("etc/os-release", images.OS_RELEASE), ("var/lib/dpkg/status", b"\xff\xfe noise")),
        )
        self.assert_blind(archive, "var/lib/dpkg/status")


if __name__ == "__main__":
    e2e.main()
