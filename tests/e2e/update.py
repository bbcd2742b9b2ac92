#!/usr/bin/env python3
"""`db update` against publishers of our own (feed_server.py): what is fetched, what is asked again, what stays when something is wrong.
docs/update.md has the table of faults; each row names its test here."""

import json
import os
import signal
import subprocess
import time
import unittest

import e2e
import feed_server
from fault_proxy import Cut, Endless, Flip, NoRange, OtherRange, Status, Storm
from feed_server import OSV, Bare, Body, Html, Skewed, Truncated

DAY = 86_400
# A day that does not move: schedules go by it.
NOW = 1_795_000_000
KEV = "www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json"
KEV_FALLBACK = "raw.githubusercontent.com/cisagov/kev-data/develop/known_exploited_vulnerabilities.json"
EPSS = "epss.empiricalsecurity.com/epss_scores-current.csv.gz"

CONFIG = f"""
shipped_feeds: false
feeds:
  osv-crates:
    kind: indexed
    reader: osv-json
    url: https://{OSV}/crates.io/
    archive: all.zip
    index: modified_id.csv
    form: time,id
    each: "{{id}}.json"
    complete_for: crates.io
  kev:
    reader: cisa-kev
    url: [https://{KEV}, https://{KEV_FALLBACK}]
    expect: {{catalogVersion: ""}}
  epss:
    reader: epss
    url: https://{EPSS}
    expect: {{score_date: ""}}
"""


def osv(number, modified=None, fixed="2.0.0", **more):
    document = {
        "schema_version": "1.7.0",
        "id": f"RUSTSEC-2026-{number:04}",
        "modified": modified or feed_server.rfc3339(NOW - 90 * DAY + number),
        "summary": f"made up {number}",
        "affected": [
            {
                "package": {"ecosystem": "crates.io", "name": f"crate-{number}"},
                "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": fixed}]}],
            }
        ],
    } | more
    return document["id"], json.dumps(document).encode()


def kev(count):
    entries = [
        {"cveID": f"CVE-2026-{1000 + number}", "vulnerabilityName": "made up", "dateAdded": "2026-11-01", "dueDate": "2026-12-01", "knownRansomwareCampaignUse": "Unknown"}
        for number in range(count)
    ]
    return json.dumps({"catalogVersion": "2026.11.20", "count": count, "vulnerabilities": entries}).encode()


class UpdateCase(e2e.Case):
    config = CONFIG

    def setUp(self):
        super().setUp()
        self.server = feed_server.FeedServer()
        self.addCleanup(self.server.close)
        self.site = self.server.site
        self.feeds, self.database = self.folder / "feeds", self.folder / "a.db"
        (self.folder / "pratique.yaml").write_text(self.config)
        self.records = dict(osv(number) for number in range(1, 41))
        self.publish()
        self.now = NOW

    def publish(self, made=NOW - 3 * DAY):
        feed_server.osv_bucket(self.site, "crates.io", self.records, made)
        self.site.put(KEV, kev(20), NOW - DAY, "application/json")
        feed_server.epss(self.site, EPSS, [f"CVE-2026-{1000 + number},0.{number + 1:05},0.5" for number in range(20)], "2026-11-20")

    def settings(self):
        home = str(self.folder / "home")
        return {"HOME": home, "XDG_CACHE_HOME": home + "/cache", "PRATIQUE_DB": str(self.database), "PRATIQUE_FEEDS": str(self.feeds), "SOURCE_DATE_EPOCH": str(self.now)}

    def update(self, *words, code=e2e.OK, mirror=None, **how):
        how.setdefault("env", {})
        how["env"] = self.settings() | how["env"]
        return self.run_program("db", "update", "--mirror", mirror or self.server.url, *words, code=code, **how)

    def command(self, *words, code=e2e.OK, **how):
        return self.run_program(*words, code=code, env=self.settings() | how.pop("env", {}), **how)

    def ids(self):
        """{id: fixed version} of all crates in the database."""
        hits = self.command("db", "search", "--limit", "1000", "--format", "json", "crate-").json()["hits"]
        return {hit["id"]: hit["fixed"][0] if hit.get("fixed") else None for hit in hits}

    def status(self):
        return self.command("db", "status", "--format", "json").json()

    def kept(self):
        return {one["input"]: one for one in self.status()["kept"]}

    def asked(self, only=""):
        paths = self.server.paths(only)
        self.server.forget()
        return paths

    def later(self, days):
        self.now += int(days * DAY)


class Whole(UpdateCase):
    def test_a_first_update_makes_a_database(self):
        done = self.update()
        self.assertEqual(len(self.ids()), 40, done)
        status = self.status()
        self.assertEqual({row["source"]: row["records"] for row in status["enrichments"]}, {"cisa-kev": 20, "epss": 20})
        self.assertEqual(status["kept"], [])
        self.command("db", "verify")

    def test_nothing_is_asked_before_it_is_due(self):
        self.update()
        self.asked()
        done = self.update()
        self.assertEqual(self.asked(), [])
        self.assertIn("3 feeds are not due yet", done.errors)
        self.assertIn("The database is up to date", done.errors)

    def test_what_did_not_change_is_not_fetched(self):
        self.update()
        self.server.forget()
        self.later(2)
        self.update()
        statuses = {seen.path.rsplit("/", 1)[1]: seen.status for seen in self.server.seen}
        self.assertEqual(statuses, {"modified_id.csv": 200, "known_exploited_vulnerabilities.json": 304, "epss_scores-current.csv.gz": 304})

    def test_without_etags_its_bytes_are_compared(self):
        self.server.spoil("any", Bare())
        self.update()
        before = self.database.stat().st_mtime_ns
        done = self.update("kev")
        self.assertIn("kev: nothing new", done.errors)
        self.assertEqual(self.database.stat().st_mtime_ns, before)

    def test_named_feeds_only(self):
        self.update("kev", "epss", code=(e2e.OK, e2e.FAILED))
        self.assertEqual({path.split("/")[0] for path in self.asked()}, {KEV.split("/")[0], EPSS.split("/")[0]})
        self.assertIn("did you mean kev", self.update("kevv", code=e2e.BAD_USAGE).errors)

    def test_output_in_a_pipe_is_a_line_a_feed(self):
        errors = self.update().errors
        self.assertEqual(len([line for line in errors.splitlines() if "fetched" in line]), 3, errors)
        self.assertNotIn("\r", errors)
        self.assertNotIn("\x1b", errors)
        self.assertEqual(self.update("--all", "-q").errors, "")


class Increments(UpdateCase):
    def test_only_what_changed_is_fetched(self):
        self.update()
        self.asked()
        changed, added = osv(7, feed_server.rfc3339(NOW), fixed="7.7.7"), osv(50, feed_server.rfc3339(NOW + 1))
        self.records |= dict([changed, added])
        feed_server.osv_list(self.site, "crates.io", self.records, {id: json.loads(body)["modified"] for id, body in self.records.items()})
        self.later(1)
        self.update("osv-crates")
        self.assertEqual(sorted(path.rsplit("/", 1)[1] for path in self.asked()), ["RUSTSEC-2026-0007.json", "RUSTSEC-2026-0050.json", "modified_id.csv"])
        self.assertEqual(self.ids()["RUSTSEC-2026-0007"], "7.7.7")
        self.assertEqual(len(self.ids()), 41)
        # What was fetched once is not fetched again, nor lost.
        self.later(1)
        self.update("osv-crates")
        self.assertEqual(len(self.asked()), 1)
        self.assertEqual(len(self.ids()), 41)

    def test_the_whole_is_taken_weekly(self):
        self.update()
        del self.records["RUSTSEC-2026-0009"]
        self.publish(NOW + 7 * DAY)
        self.later(8)
        self.update("osv-crates")
        self.assertNotIn("RUSTSEC-2026-0009", self.ids())
        self.assertEqual(len(self.ids()), 39)

    def test_many_changes_take_the_whole(self):
        (self.folder / "pratique.yaml").write_text(self.config.replace("complete_for", "at_most: 10\n    complete_for"))
        self.update()
        self.asked()
        self.records = dict(osv(number, feed_server.rfc3339(NOW + number), fixed="3.0.0") for number in range(1, 41))
        self.publish(NOW + DAY)
        self.later(1)
        self.update("osv-crates")
        asked = [path.rsplit("/", 1)[1] for path in self.asked()]
        self.assertIn("all.zip", asked)
        self.assertEqual(set(self.ids().values()), {"3.0.0"})

    def test_since_asks_again(self):
        self.update()
        self.asked()
        self.update("osv-crates", "--since", time.strftime("%Y-%m-%d", time.gmtime(NOW - 90 * DAY)))
        self.assertEqual(len(self.asked(".json")), 40)
        self.update("--since", "yesterday", code=e2e.BAD_USAGE)

    def test_a_change_that_cannot_be_had_is_asked_for_again(self):
        self.update()
        self.records |= dict([osv(51, feed_server.rfc3339(NOW)), osv(52, feed_server.rfc3339(NOW + 1))])
        feed_server.osv_list(self.site, "crates.io", self.records, {id: json.loads(body)["modified"] for id, body in self.records.items()})
        self.server.spoil("any", Status(404), only="no such")
        self.server.spoil("any", Html(), only="0052.json")
        self.later(1)
        self.update("osv-crates", code=e2e.INCOMPLETE)
        self.assertIn("RUSTSEC-2026-0051", self.ids())
        self.assertIn("HTML instead of JSON", self.kept()["osv-crates"]["fault"])
        self.server.forget()
        self.update("osv-crates")
        self.assertIn("RUSTSEC-2026-0052", self.ids())
        self.assertEqual(self.kept(), {})


class Faults(UpdateCase):
    """Each leaves what was there, says why, and is over when the publisher is well again."""

    def stays(self, word, *, feed="osv-crates", seconds=60):
        before = self.ids()
        self.later(8)
        done = self.update(feed, code=e2e.INCOMPLETE, seconds=seconds)
        self.assertIn(word, done.errors)
        self.assertEqual(self.ids(), before)
        kept = self.kept()[feed]
        self.assertIn(word, kept["fault"])
        self.assertEqual(kept["read_on"], time.strftime("%Y-%m-%d", time.gmtime(NOW)))
        self.assertIn(word, self.command("db", "status").text.replace("\n", " "))
        self.server.forget()
        self.update(feed)
        self.assertEqual(self.kept(), {})
        return done

    def changed(self, fixed="9.0.0"):
        """Everything is new, so that the whole is fetched."""
        self.update()
        self.server.forget()
        self.records = dict(osv(number, feed_server.rfc3339(NOW + number), fixed=fixed) for number in range(1, 41))
        self.publish(NOW + DAY)

    def test_html_instead_of_json(self):
        self.update()
        self.server.spoil("any", Html(), only="known_exploited")
        self.stays("HTML instead of JSON", feed="kev")

    def test_html_instead_of_a_zip(self):
        self.changed()
        self.server.spoil("any", Html(), only="all.zip")
        self.later(8)
        done = self.update("osv-crates", code=e2e.INCOMPLETE)
        self.assertIn("HTML instead of zip", done.errors)
        self.assertEqual(len(self.ids()), 40)

    def test_down(self):
        self.update()
        self.server.spoil("any", Status(503), only="known_exploited")
        self.stays("HTTP 503", feed="kev")

    def test_gone(self):
        self.update()
        self.site.remove(KEV)
        before = self.status()["enrichments"]
        self.later(1)
        done = self.update("kev", code=e2e.INCOMPLETE)
        self.assertIn("it is not there any more", done.errors)
        self.assertEqual(self.status()["enrichments"], before)

    def test_the_fallback_is_asked(self):
        self.server.spoil("any", Status(403), only=KEV)
        self.site.put(KEV_FALLBACK, kev(21), NOW)
        self.update("--all")
        self.assertEqual(self.status()["enrichments"][0]["records"], 21)

    def test_truncated_zip(self):
        self.changed()
        self.server.spoil("any", Truncated(3000), only="all.zip")
        self.stays("zip directory")

    def test_truncated_document(self):
        self.update()
        self.site.put(KEV, kev(30), NOW)
        self.server.spoil("any", Truncated(1500), only="known_exploited")
        self.stays("breaks off", feed="kev")

    def test_shrunk_by_more_than_half(self):
        self.update()
        self.site.put(KEV, kev(9), NOW)
        self.later(1)
        done = self.update("kev", code=e2e.INCOMPLETE)
        self.assertIn("9 records in it, 20 before", done.errors)
        self.assertEqual(self.status()["enrichments"][0]["records"], 20)
        self.assertIn("9 records", self.kept()["kev"]["fault"])
        # It is not believed the second time either; what its owner says counts.
        self.update("kev", code=e2e.INCOMPLETE)
        self.assertEqual(self.status()["enrichments"][0]["records"], 20)
        self.update("kev", "--accept-shrunk")
        self.assertEqual(self.status()["enrichments"][0]["records"], 9)
        self.assertEqual(self.kept(), {})

    def test_empty(self):
        for body, word in ((b"", "an empty answer"), (b'{"catalogVersion": "1", "vulnerabilities": []}', "no records in it")):
            with self.subTest(word):
                self.site.put(KEV, kev(20), NOW)
                self.update("--all")
                self.server.spoil("any", Body(body), only="known_exploited")
                self.later(1)
                self.assertIn(word, self.update("kev", code=e2e.INCOMPLETE).errors)
                self.assertEqual(self.status()["enrichments"][0]["records"], 20)
                self.server.forget()

    def test_another_format_version(self):
        (self.folder / "pratique.yaml").write_text(self.config.replace('catalogVersion: ""', 'catalogVersion: "2026."'))
        self.update()
        self.site.put(KEV, kev(20).replace(b'"2026.11.20"', b'"3.0"'), NOW)
        self.later(1)
        self.assertIn("another format version: catalogVersion 3.0", self.update("kev", code=e2e.INCOMPLETE).errors)

    def test_a_first_time_that_fails_is_said(self):
        self.server.spoil("any", Status(503), only="known_exploited")
        done = self.update(code=e2e.INCOMPLETE, seconds=60)
        self.assertIn("kev: not there, never fetched", done.errors)
        self.assertIn("kev: never fetched", json.dumps(self.status()["missing"]))
        self.server.forget()
        self.update()
        self.assertEqual(self.status()["missing"], [])

    def test_nothing_at_all_is_an_error(self):
        self.server.spoil("any", Status(404))
        self.update(code=e2e.FAILED)
        self.assertFalse(self.database.exists())


class Way(UpdateCase):
    """What happens between the publisher and us."""

    def big(self):
        self.records = dict(osv(number, details="".join(f"{number * place} " for place in range(3000))) for number in range(1, 41))
        self.publish()
        return len(self.site.files[f"{OSV}/crates.io/all.zip"][0])

    def test_a_cut_is_resumed(self):
        size = self.big()
        self.server.spoil("any", Cut(size // 2), times=1, only="all.zip")
        self.update("--all")
        ranges = [seen.headers.get("range") for seen in self.server.seen if "all.zip" in seen.path]
        self.assertEqual(ranges[0], None)
        self.assertEqual(ranges[1], f"bytes={size // 2}-")
        self.assertEqual(len(self.ids()), 40)

    def test_ranges_that_are_not_what_was_asked(self):
        for fault in (NoRange(), OtherRange(7)):
            with self.subTest(type(fault).__name__):
                size = self.big()
                self.later(8)
                self.records |= dict([osv(60 + len(self.ids()) if self.database.exists() else 60)])
                self.publish(self.now)
                self.server.spoil("any", Cut(size // 2), times=1, only="all.zip")
                self.server.spoil("any", fault, times=1, only="all.zip")
                self.update("--all")
                self.assertEqual(len(self.ids()), len(self.records))
                self.server.forget()

    def test_a_killed_download_goes_on(self):
        size = self.big()
        self.server.spoil("any", feed_server.DeadSlow(size // 2), times=1, only="all.zip")
        child = subprocess.Popen([e2e.BINARY, "db", "update", "--mirror", self.server.url], env=self.settings() | {"PATH": os.environ["PATH"]}, cwd=self.folder, stderr=subprocess.DEVNULL)
        part = self.feeds / ".parts/osv-crates/all.zip"
        until = time.monotonic() + 20
        while time.monotonic() < until and not (part.exists() and part.stat().st_size >= size // 2):
            time.sleep(0.05)
        child.send_signal(signal.SIGKILL)
        child.wait()
        self.server.forget()
        self.update()
        asked = [seen.headers.get("range") or "" for seen in self.server.seen if "all.zip" in seen.path]
        self.assertRegex(asked[0], r"bytes=\d{4,}-")
        self.assertEqual(len(self.ids()), 40)

    def test_too_many_requests(self):
        self.server.spoil("any", Storm(1), times=2, only="known_exploited")
        self.update("--all", seconds=60)
        self.assertEqual(len(self.server.paths("known_exploited")), 3)

    def test_a_body_without_an_end(self):
        (self.folder / "pratique.yaml").write_text(self.config.replace("reader: cisa-kev", "reader: cisa-kev\n    megabytes: 1"))
        self.server.spoil("any", Endless(1 << 30), only="known_exploited")
        done = self.update(code=e2e.INCOMPLETE, seconds=120)
        self.assertIn("it does not end", done.errors)
        self.assertLess(done.megabytes, 200)
        self.assertEqual(list((self.feeds / ".parts/kev").iterdir()), [])

    def test_clocks_that_differ(self):
        self.server.spoil("any", Skewed(NOW - time.time() - 30 * DAY))
        done = self.update("--all")
        self.assertIn("clock is 30 days ahead of its publisher's", done.errors)
        declared = json.loads((self.feeds / "kev/pratique-feed.json").read_text())
        self.assertEqual(declared["as_of"], time.strftime("%Y-%m-%d", time.gmtime(NOW - 30 * DAY)))
        # A clock that was wrong once does not keep feeds from being asked.
        self.server.forget()
        self.later(-3)
        self.update()
        self.assertNotEqual(self.asked("known_exploited"), [])


if __name__ == "__main__":
    e2e.main()
