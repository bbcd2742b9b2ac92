#!/usr/bin/env python3
"""A clock that is wrong, and one that is put right: it was ahead for more than a year and is set back. What was kept, signed, fetched
and learnt while it was wrong must neither be believed for ever nor make an answer wrong. libfaketime stands for the clock; of what
measures the time that passes (tokens, time-outs, progress) the kernel's clock since its start is asked, which nobody sets."""

import email.utils
import json
import os
import subprocess
import time
import unittest
from pathlib import Path

import cache
import distribution
import e2e
import fault_proxy
import feed_server
import peers
import registry
import update

DAY = 86400
LIBRARY = next(iter(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
# Sanitizers must be loaded first of all.
NEEDS = unittest.skipIf(LIBRARY is None or os.environ.get("PRATIQUE_SANITIZED"), "needs faketime, and no sanitizer")


def clock(days):
    """The environment of a program whose clock is so many days ahead; of fewer than 0, behind."""
    return {"LD_PRELOAD": str(LIBRARY), "FAKETIME": f"{days:+}d", "FAKETIME_DONT_FAKE_MONOTONIC": "1"} if days else {}


def setUpModule():
    registry.setUpModule()


def tearDownModule():
    registry.tearDownModule()


@NEEDS
class KeptLayers(cache.Case):
    def test_every_answer_is_the_one_without_a_cache(self):
        target = self.layout("a")
        self.settle()
        plain = self.plain(target)
        for days in (400, 0, -400, 0, 400):
            self.assertEqual(self.answer(target, env=clock(days))[:2], plain[:2], days)

    def test_what_was_used_in_the_future_goes_first(self):
        ahead, now = self.layout("ahead"), self.layout("now", cache.layers(5, changed=1) + [cache.layers(9, changed=8)[8]])
        self.settle()
        self.answer(ahead, env=clock(400))
        future = {path.name for path in self.place.rglob("*") if path.is_file() and path.stat().st_mtime > time.time() + DAY}
        # Which times the kernel gives is not the program's; those of libfaketime come to no file that it does not set.
        for path in self.place.rglob("*"):
            if path.is_file() and path.name != "lock":
                os.utime(path, (time.time() + 400 * DAY,) * 2)
                future.add(path.name)
        entries = lambda: {path.name for path in self.place.rglob("*") if path.is_file()}
        size = sum(path.stat().st_blocks * 512 for path in self.place.rglob("*") if path.is_file())
        small = {"PRATIQUE_CACHE_LIMIT": str(size + 8192)}
        self.assertEqual(self.answer(now, env=small)[:2], self.plain(now)[:2])
        made = entries() - future
        self.assertTrue(made)
        # Again: those that are of now stay, at the cost of those of the future.
        self.assertEqual(self.answer(now, env=small)[:2], self.plain(now)[:2])
        self.assertLessEqual(made, entries())

    def test_a_file_that_changes_while_the_clock_is_set_back_is_read(self):
        target = self.layout("a")
        self.settle()
        self.answer(target, env=clock(400))
        plain = self.plain(target)
        # Another image in the same place, whose times are older than what was kept.
        other = self.layout("b", cache.layers(5, changed=2))
        subprocess.run(["cp", "-a", f"{other}/.", str(target)], check=True)
        for path in Path(target).rglob("*"):
            os.utime(path, (1_000_000_000,) * 2)
        self.assertEqual(self.answer(target, env=clock(-400))[:2], self.plain(target)[:2])
        self.assertNotEqual(self.plain(target)[1], plain[1])


class ComeBack(fault_proxy.Fault):
    def __init__(self, date):
        self.date = date

    def answer(self, handler):
        now = email.utils.formatdate(time.time(), usegmt=True)
        handler.whole(429, [("Retry-After", self.date), ("Date", now)], b"later")


@NEEDS
class Tokens(registry.RegistryCase):
    def setUp(self):
        super().setUp()
        self.tokens = peers.TokenServer(str(self.folder))
        self.addCleanup(self.tokens.close)
        self.registry = peers.Registry(auth=self.tokens.configuration())
        self.addCleanup(self.registry.close)
        self.name = self.pushed("team/app:1", None, self.registry.host, "--dest-creds", f"{peers.USER}:{peers.PASSWORD}")
        self.login = peers.login_file(self.folder, self.registry.host)

    def test_a_token_lives_as_long_whatever_the_clock_says(self):
        for days in (0, 400, -400):
            with self.subTest(days):
                self.tokens.asked.clear()
                self.assertEqual(self.found(self.name, env=self.login | clock(days)), registry.FOUND)
                self.assertEqual(len(self.tokens.asked), 1)

    def test_a_clock_that_is_set_back_meanwhile_ends_no_token_and_keeps_none(self):
        says = self.folder / "clock"
        with fault_proxy.FaultProxy(f"http://{self.registry.host}") as proxy:
            target = self.name.replace(self.registry.host, proxy.host)
            login = peers.login_file(self.folder, proxy.host)
            # The first blob comes after the clock was set back.
            says.write_text("+400d")

            class Meanwhile(fault_proxy.Fault):
                def answer(self, handler):
                    says.write_text("-400d")
                    answer = handler.forward()
                    handler.whole(answer.status, answer.headers, answer.body)

            proxy.spoil("blob", Meanwhile(), times=1)
            moving = clock(1) | {"FAKETIME_TIMESTAMP_FILE": str(says), "FAKETIME_NO_CACHE": "1"}
            del moving["FAKETIME"]
            self.tokens.asked.clear()
            self.assertEqual(self.found(target, env=login | moving), registry.FOUND)
            self.assertEqual(says.read_text(), "-400d")
            self.assertEqual(len(self.tokens.asked), 1)

    def test_a_time_to_come_back_is_held_against_the_clock_that_named_it(self):
        with fault_proxy.FaultProxy(f"http://{self.registry.host}") as proxy:
            target = self.name.replace(self.registry.host, proxy.host)
            login = peers.login_file(self.folder, proxy.host)
            for days in (400, -400):
                proxy.reset()
                soon = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 2))
                proxy.spoil("blob", ComeBack(soon), times=1)
                begun = time.monotonic()
                self.assertEqual(self.found(target, env=login | clock(days)), registry.FOUND)
                # Ahead it would come back at once; behind, it would give up.
                self.assertGreater(time.monotonic() - begun, 0.4)


class Feeds(update.Kinds):
    """SOURCE_DATE_EPOCH is the clock of db update. It was ahead for a time, or is behind."""

    def test_no_change_is_missed_that_came_while_the_clock_was_ahead(self):
        records = [1]

        def answer(query, _):
            # By a day that has not come nothing changed.
            day = query.get("since", [""])[0]
            known = records if day <= time.strftime("%Y-%m-%d", time.gmtime(update.NOW + 5 * DAY)) else []
            number = dict(enumerate(known, 1)).get(int(query["page"][0]))
            return 200, [], self.page(number, advisories=[number] if number else [])

        self.site.put("paged.example/api", answer)
        self.later(400)
        self.update_online("paged")
        records.append(2)
        self.later(-399)
        self.update_online("paged")
        self.only(1, 2)

    def test_windows_of_changes_begin_where_the_true_clock_stood(self):
        records = [self.cve(number) for number in range(1, 6)]
        api = feed_server.NvdApi(records)
        address = f"{self.server.url}/services.nvd.nist.gov/rest/json/cves/2.0"
        self.site.put("services.nvd.nist.gov/rest/json/cves/2.0", api)
        self.nvd_feeds(f"  api: {{kind: nvd-api, reader: any, url: '{address}', page: 10, whole_days: 90, pause_ms: 1}}\n")
        text = self.config.replace("https://advisories.example", f"{self.server.url}/advisories.example")
        (self.folder / "pratique.yaml").write_text(text)
        self.later(400)
        self.command("db", "update", seconds=60)
        records.append(self.cve(99, update.NOW + DAY))
        self.later(-398)
        self.command("db", "update", "api", "--config", self.folder / "pratique.yaml", seconds=60)
        self.assertIn("CVE-2026-99", "".join(path.read_text() for path in (self.feeds / "api/whole").iterdir()))

    def test_a_clock_that_is_set_back_takes_no_year_away(self):
        base = "nvd.nist.gov/feeds/json/cve/2.0"
        self.nvd_feeds(f"  nvd: {{kind: nvd-years, reader: any, url: https://{base}/, from: 2025}}\n")
        for year, numbers in (("2025", (1, 2, 3)), ("2026", (4,)), ("modified", (4,))):
            feed_server.nvd_year(self.site, base, year, self.nvd_document(*numbers))
        self.update()
        kept = sorted(path.name for path in (self.feeds / "nvd").glob("*.gz"))
        self.assertEqual(len(kept), 3)
        self.later(-400)
        self.update("nvd")
        self.assertEqual(sorted(path.name for path in (self.feeds / "nvd").glob("*.gz")), kept)

    def test_ages_are_no_less_than_nothing(self):
        self.lay_records([1, 2, 3], {})
        self.nvd_feeds("")
        self.update()
        self.later(-400)
        self.server.spoil("any", fault_proxy.Status(503), only="advisories.example")
        done = self.update("--all", code=e2e.INCOMPLETE)
        kept = self.kept()
        self.assertEqual({one["days"] for one in kept.values()}, {0}, done)


for inherited in dir(update.Kinds):
    if inherited.startswith("test_"):
        setattr(Feeds, inherited, None)


@NEEDS
class Signed(distribution.Scene):
    """A published database, where the clock of its publisher or of its reader is wrong."""

    def setUp(self):
        super().setUp()
        self.publisher.first()
        self.reader = self.client()
        self.assertEqual(self.reader.pull(self.publication).code, 0)

    def test_a_reader_behind_is_led_back_by_nobody(self):
        old = self.folder / "old"
        distribution.shutil.copytree(self.publication, old)
        self.publisher.next()
        self.assertEqual(self.reader.pull(self.publication, env=clock(-400)).code, 0)
        self.assert_same(self.reader)
        self.refused(self.reader.pull(old, env=clock(-400)), "rolled back")

    def test_a_reader_ahead_is_told_what_expired(self):
        self.publisher.next()
        self.refused(self.reader.pull(self.publication, env=clock(4000)), "expired on")
        self.assertEqual(self.reader.pull(self.publication).code, 0)

    def test_what_was_signed_by_a_wrong_clock_is_mended_by_publishing_again(self):
        self.publisher.add()
        self.publisher.must("db", "build", "-q", "--feeds", self.publisher.feeds, "-o", self.publisher.database)
        self.publisher.must("db", "export", "-q", "-o", self.publication, "--key", self.publisher.key("online"), env=clock(-400))
        self.refused(self.reader.pull(self.publication), "expired on")
        # The same database, by a clock that is right: it is published anew.
        self.publisher.must("db", "export", "-q", "-o", self.publication, "--key", self.publisher.key("online"))
        done = self.reader.pull(self.publication)
        self.assertEqual(done.code, 0, done.err)
        self.assert_same(self.reader)


@NEEDS
class Ages(e2e.Case):
    def test_a_day_before_all_data_makes_nothing_old_and_nothing_new(self):
        feeds, database = self.folder / "feeds", self.folder / "a.db"
        (feeds / "pack").mkdir(parents=True)
        for number in range(1, 30):
            (feeds / "pack" / f"{number}.json").write_text(json.dumps(distribution.record(number)))
        (feeds / "pack/pratique-feed.json").write_text(json.dumps({"complete_for": ["npm"]}))
        self.run_program("db", "build", "-q", "--feeds", feeds, "-o", database, code=e2e.OK)
        document = self.folder / "bom.json"
        document.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{"type": "library", "name": "left-pad", "version": "1.5.0", "purl": "pkg:npm/left-pad@1.5.0"}]}))
        words = ("cves", "--format", "json", "--now", "today", f"sbom://{document}")
        found = {}
        for days in (0, -4000):
            done = self.run_program(*words, env={"PRATIQUE_DB": str(database)} | clock(days), code=e2e.OK)
            found[days] = done.json()
            self.assertEqual(found[days]["day"], time.strftime("%Y-%m-%d", time.gmtime(time.time() + days * DAY)))
        ids = lambda one: sorted(finding["id"] for finding in one["findings"])
        self.assertEqual(ids(found[0]), ids(found[-4000]))
        self.assertTrue(ids(found[0]))
        self.assertNotIn("old-advisory-data", [note["code"] for note in found[-4000].get("notes", [])])


if __name__ == "__main__":
    e2e.main()
