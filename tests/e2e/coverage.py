#!/usr/bin/env python3
"""Never look clean when blind: where there is no advisory data, every report says so and none shows a zero."""

import re
import unittest

import e2e
import images

CLEAN = re.compile(r"\b0 vulnerab|\b0C\b|no vulnerab|CRITICAL\s+0|✓ No", re.IGNORECASE)


class CoverageCase(e2e.Case):
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
        target = e2e.SHARED / "images/alpine-minirootfs-3.10.9-x86_64.tar.gz"
        document = self.judged(target)
        self.assertEqual((document["judged"], document["packages"], document["unjudged"]), (14, 14, []))
        self.assertIn("alpine-secdb", {source["source"] for source in document["coverage"]})

    def test_almalinux_with_data(self):
        for name, release in (
            ("al9-20231124-almalinux-9-docker-aarch64-micro", "9"),
            ("al8-20231122-almalinux-8-docker-s390x-micro", "8"),
        ):
            document = self.judged(e2e.SHARED / f"images/{name}.tar.xz")
            self.assertEqual(document["judged"], document["packages"])
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
