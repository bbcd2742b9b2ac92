#!/usr/bin/env python3
"""`db update` against publishers of our own (feed_server.py): what is fetched, what is asked again, what stays when something is wrong.
docs/update.md has the table of faults; each row names its test here."""

import collections
import hashlib
import io
import json
import os
import random
import signal
import subprocess
import threading
import time
import zipfile

import e2e
import feed_server
import schema
from fault_proxy import Cut, Endless, NoRange, OtherRange, Slow, Status, Storm
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
        statuses = {seen.path.rsplit("/", 1)[1]: seen.status for seen in self.server.asked()}
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
        self.later(8)
        done = self.update("osv-crates", code=e2e.INCOMPLETE)
        self.assertIn("zip directory", done.errors)
        self.assertIn("zip directory", self.kept()["osv-crates"]["fault"])
        # What changed is there all the same: document by document, over the archive that was there.
        self.assertEqual(set(self.ids().values()), {"9.0.0"})
        self.server.spoil("any", Status(404), only="modified_id.csv")
        self.later(8)
        self.update("osv-crates", code=e2e.INCOMPLETE)
        self.assertEqual(len(self.ids()), 40)
        self.server.forget()
        self.update("osv-crates")
        self.assertEqual(self.kept(), {})

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

    def test_nothing_that_its_reader_knows_the_first_time(self):
        """It came whole, and is of another form: that is no feed without advisories."""
        for body, lines in ((b'{"catalogVersion": "1", "entries": [{"id": "CVE-2026-1"}]}', 1), (json.dumps({"catalogVersion": "1", "vulnerabilities": [{"id": number} for number in range(500)]}).encode(), 6)):
            with self.subTest(body[:60]):
                self.server.spoil("any", Body(body), only="known_exploited")
                done = self.update("--all", code=e2e.INCOMPLETE)
                self.assertIn("kev: no records in it that cisa-kev reads", done.errors)
                self.assertLessEqual(done.errors.count("known_exploited_vulnerabilities.json:"), lines)
                self.assertIn("kev: no records in it", json.dumps(self.status()["missing"]))
                self.assertEqual(len(self.ids()), 40)
                # It is not taken for what it was, and is asked for again.
                self.update("kev", code=e2e.INCOMPLETE)
                self.server.forget()
        self.update("kev")
        self.assertEqual(self.status()["missing"], [])
        self.assertEqual(self.status()["enrichments"][0]["records"], 20)

    def test_damaged_the_first_time(self):
        self.site.put(KEV, b'{"catalogVersion": "1", "vulnerabilities": [')
        self.server.spoil("any", Body(b'{"catalogVersion": "1", "vulnerabilities": [{"cveID": "CVE-2026-1"}, }]}'), only="known_exploited")
        done = self.update(code=e2e.INCOMPLETE)
        self.assertIn("kev", json.dumps(self.status()["missing"]), done)
        self.assertEqual(len(self.ids()), 40)
        self.server.forget()
        self.site.put(KEV, kev(20))
        self.update()
        self.assertEqual(self.status()["missing"], [])
        self.assertEqual(self.status()["enrichments"][0]["records"], 20)

    def test_what_somebody_took_out_is_fetched_again(self):
        self.update()
        (self.feeds / "osv-crates/all.zip").unlink()
        (self.feeds / "kev/known_exploited_vulnerabilities.json").unlink()
        self.later(1)
        self.update()
        self.assertEqual(len(self.ids()), 40)
        self.assertEqual(self.status()["enrichments"][0]["records"], 20)

    def test_what_a_release_names_lies_no_nearer_than_who_names_it(self):
        listed = json.dumps({"assets": [{"name": "x_all_at_midnight.zip.zip", "browser_download_url": "file:///etc/passwd"}]}).encode()
        self.site.put("api.example/latest", listed)
        (self.folder / "pratique.yaml").write_text(f"shipped_feeds: false\nfeeds: {{cves: {{kind: releases, reader: osv-json, url: '{self.server.url}/api.example/latest', whole: _all_at_midnight, changes: _delta_}}}}")
        done = self.command("db", "update", code=e2e.FAILED)
        self.assertIn("no address of http or https", done.errors)

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


CSAF = "security.access.redhat.com/data/csaf/v2/vex-feed"
KINDS = f"""
shipped_feeds: false
feeds:
  csaf:
    kind: indexed
    reader: osv-json
    url: https://{CSAF}/
    archive_list: archive_latest.txt
    index: changes.csv
    form: path,time
    deletions: deletions.csv
    every: 6h
  records:
    kind: indexed
    reader: osv-json
    url: https://advisories.example/osv/
    index: all.json
    form: json
    each: "{{id}}.json"
  errata:
    kind: repomd
    reader: osv-json
    data: updateinfo
    mirror_list: true
    url: https://cdn.example/{{core,extras}}/mirror.list
  paged:
    kind: pages
    reader: osv-json
    url: https://paged.example/api?page={{page}}
    since_url: https://paged.example/api?page={{page}}&since={{since}}
    items: advisories
  linked:
    kind: pages
    reader: osv-json
    url: https://linked.example/api
    next: links.next
  released:
    kind: releases
    reader: osv-json
    url: https://api.example/releases/latest
    whole: _all_at_midnight.zip.zip
    changes: _delta_at_
    day_changes: https://files.example/{{day}}_end_of_day.zip
    whole_days: 7
"""


class Kinds(UpdateCase):
    """Each way in which publishers lay feeds out."""

    config = KINDS

    def publish(self):
        pass

    def only(self, *names):
        """The database has these records and no others."""
        self.assertEqual(set(self.ids()), {f"RUSTSEC-2026-{name:04}" for name in names})

    def lay_csaf(self, day, archived, changed=(), deleted=()):
        """`archived`, `changed`: {number: fixed version}; changed ones change one hour before now."""
        documents, times = {}, {}
        for number, fixed in archived.items():
            documents[f"2026/{number}.json"] = osv(number, fixed=fixed)[1]
            times[f"2026/{number}.json"] = feed_server.rfc3339(NOW - 60 * DAY + number)
        in_archive = dict(documents)
        for number, fixed in dict(changed).items():
            documents[f"2026/{number}.json"] = osv(number, feed_server.rfc3339(self.now), fixed=fixed)[1]
            times[f"2026/{number}.json"] = feed_server.rfc3339(self.now - 3600)
        feed_server.csaf_directory(self.site, CSAF, documents, times, day, in_archive, [(f"2026/{number}.json", time) for number, time in deleted])

    def test_csaf(self):
        week = time.strftime("%Y-%m-%d", time.gmtime(NOW - 3 * DAY))
        self.lay_csaf(week, {1: "1.0.0", 2: "1.0.0", 3: "1.0.0"})
        self.update("csaf")
        self.only(1, 2, 3)
        # One changed, one came, one was deleted after the archive was made; one that was deleted before is in it again.
        self.later(1)
        self.lay_csaf(week, {1: "1.0.0", 2: "1.0.0", 3: "1.0.0"}, {2: "2.0.0", 4: "1.0.0"}, [(3, feed_server.rfc3339(self.now - 3600)), (1, feed_server.rfc3339(NOW - 50 * DAY))])
        self.asked()
        self.update("csaf")
        self.only(1, 2, 4)
        self.assertEqual(self.ids()["RUSTSEC-2026-0002"], "2.0.0")
        self.assertEqual(sorted(path.rsplit("/", 1)[1] for path in self.asked()), ["2.json", "4.json", "archive_latest.txt", "changes.csv", "deletions.csv"])
        # What changed and was deleted later goes too.
        self.later(1)
        self.lay_csaf(week, {1: "1.0.0", 2: "1.0.0", 3: "1.0.0"}, {}, [(4, feed_server.rfc3339(self.now - 1800)), (3, feed_server.rfc3339(NOW + DAY - 3600))])
        self.update("csaf")
        self.only(1, 2)
        # A new archive has it all.
        self.later(5)
        self.lay_csaf(time.strftime("%Y-%m-%d", time.gmtime(self.now)), {1: "1.0.0", 2: "2.0.0", 5: "1.0.0"}, {}, [])
        self.update("csaf")
        self.only(1, 2, 5)
        self.assertFalse((self.feeds / "csaf/changes").exists())

    def test_a_list_that_names_foreign_places_is_refused_line_by_line(self):
        week = time.strftime("%Y-%m-%d", time.gmtime(NOW - 3 * DAY))
        self.lay_csaf(week, {1: "1.0.0"}, {2: "1.0.0", 3: "1.0.0"})
        listed = self.site.files[f"{CSAF}/changes.csv"][0]
        lines = [("../../../../etc/passwd", NOW), ("/etc/passwd", NOW), ("2026/a b.json", NOW)]
        self.site.put(f"{CSAF}/changes.csv", feed_server.csv_of([(path, feed_server.rfc3339(time)) for path, time in lines[:1]]) + listed)
        self.later(0.1)
        done = self.update("csaf", code=e2e.INCOMPLETE)
        self.assertIn("lines that name no document: 1", done.errors)
        self.assertNotIn("passwd", " ".join(self.server.paths()))
        self.site.put(f"{CSAF}/changes.csv", feed_server.csv_of([(path, feed_server.rfc3339(time)) for path, time in lines]))
        self.assertIn("no list of what changed", self.update("csaf", code=e2e.INCOMPLETE).errors)

    def lay_records(self, numbers, times):
        rows = [{"id": osv(number)[0], "modified": feed_server.rfc3339(times.get(number, NOW - 60 * DAY))} for number in numbers]
        self.site.put("advisories.example/osv/all.json", json.dumps(rows).encode())
        for number in numbers:
            self.site.put(f"advisories.example/osv/{osv(number)[0]}.json", osv(number, feed_server.rfc3339(times.get(number, NOW - 60 * DAY)))[1])

    def test_records_without_an_archive(self):
        self.lay_records([1, 2, 3], {})
        self.update("records")
        self.only(1, 2, 3)
        self.lay_records([1, 2, 3, 4], {2: NOW, 4: NOW})
        self.asked()
        self.later(1)
        self.update("records")
        self.only(1, 2, 3, 4)
        self.assertEqual(len(self.asked("RUSTSEC")), 2)

    def lay_errata(self, repository, numbers, checksum=None):
        body = json.dumps([json.loads(osv(number)[1]) for number in numbers]).encode() if len(numbers) > 1 else osv(numbers[0])[1]
        digest = hashlib.sha256(body).hexdigest()
        base = f"host.example/{repository}/"
        self.site.put(f"cdn.example/{repository}/mirror.list", f"https://{base}\n".encode())
        self.site.put(base + f"repodata/{digest}-updateinfo.json", body)
        xml = f'<?xml version="1.0"?><repomd xmlns="http://linux.duke.edu/metadata/repo"><data type="primary"><location href="repodata/p.xml"/></data><data type="updateinfo"><checksum type="sha256">{checksum or digest}</checksum><location href="repodata/{digest}-updateinfo.json"/></data></repomd>'
        self.site.put(base + "repodata/repomd.xml", xml.encode())

    def test_errata_by_repomd(self):
        self.lay_errata("core", [1])
        self.lay_errata("extras", [2])
        self.update("errata")
        self.only(1, 2)
        self.asked()
        self.lay_errata("extras", [3])
        self.update("errata")
        self.only(1, 3)
        self.assertEqual(len(self.asked("updateinfo")), 1)
        # A checksum that is not the file's: the errata of that repository stay.
        self.lay_errata("core", [4], checksum="0" * 64)
        done = self.update("errata", code=e2e.INCOMPLETE)
        self.assertIn("another checksum than its publisher gives", done.errors)
        self.only(1, 3)

    def page(self, number, **more):
        return json.dumps(json.loads(osv(number)[1]) | more).encode() if number else json.dumps(more).encode()

    def test_numbered_pages(self):
        asked, pages = [], {"1": 1, "2": 2}

        def answer(query, _):
            asked.append({key: values[0] for key, values in query.items()})
            number = pages.get(query["page"][0]) if "since" not in query else {"1": 9}.get(query["page"][0])
            return 200, [], self.page(number, advisories=[number] if number else [])

        self.site.put("paged.example/api", answer)
        self.update_online("paged")
        self.only(1, 2)
        self.assertEqual([each["page"] for each in asked], ["1", "2", "3"])
        # Then only what is new, from the day before on.
        asked.clear()
        self.later(2)
        self.update_online("paged")
        self.only(1, 2, 9)
        self.assertEqual(asked[0], {"page": "1", "since": time.strftime("%Y-%m-%d", time.gmtime(NOW - DAY))})

    def test_pages_that_name_the_next(self):
        links = {"": (1, "/linked.example/api?at=b"), "b": (2, "https://elsewhere.example/api?at=c"), "c": (3, None)}

        def answer(query, _):
            number, following = links[query.get("at", [""])[0]]
            return 200, [], self.page(number, links={"next": following})

        self.site.put("linked.example/api", answer)
        done = self.update_online("linked", code=(e2e.INCOMPLETE, e2e.FAILED))
        self.assertIn("leads to another host", done.errors)
        links["b"] = (2, "/linked.example/api?at=c")
        self.update_online("linked")
        self.only(1, 2, 3)

    def nvd_feeds(self, text):
        """A database needs an advisory: one record beside."""
        self.lay_records([1], {})
        self.config = KINDS.split("  csaf:")[0] + "  records:" + KINDS.split("  records:")[1].split("  errata:")[0] + text
        (self.folder / "pratique.yaml").write_text(self.config)

    def cve(self, number, modified=NOW - 30 * DAY):
        return {"id": f"CVE-2026-{number}", "sourceIdentifier": "made@up.example", "published": "2026-01-01T00:00:00.000", "lastModified": feed_server.rfc3339(modified)[:-1] + ".000", "vulnStatus": "Analyzed", "descriptions": [{"lang": "en", "value": "made up"}], "metrics": {}, "references": []}

    def nvd_document(self, *numbers):
        return {"resultsPerPage": len(numbers), "startIndex": 0, "totalResults": len(numbers), "format": "NVD_CVE", "version": "2.0", "timestamp": "2026-11-18T00:00:00.000", "vulnerabilities": [{"cve": self.cve(number)} for number in numbers]}

    def test_nvd_by_years(self):
        base = "nvd.nist.gov/feeds/json/cve/2.0"
        self.nvd_feeds(f"  nvd: {{kind: nvd-years, reader: any, url: https://{base}/, from: 2025, expect: {{version: '2.0'}}}}\n")
        for year, numbers in (("2025", (1, 2)), ("2026", (3,)), ("modified", (3,))):
            feed_server.nvd_year(self.site, base, year, self.nvd_document(*numbers))
        self.update()
        lies_there = lambda: sorted(path.name for path in (self.feeds / "nvd").glob("*.gz"))
        self.assertEqual(lies_there(), ["nvdcve-2.0-2025.json.gz", "nvdcve-2.0-2026.json.gz", "nvdcve-2.0-modified.json.gz"])
        # The next day only the file of changes is looked at, by its .meta.
        self.asked()
        self.later(1)
        self.update("nvd")
        self.assertEqual([path.rsplit("/", 1)[1] for path in self.asked()], ["nvdcve-2.0-modified.meta"])
        # After a week, years whose .meta has another checksum.
        feed_server.nvd_year(self.site, base, "2026", self.nvd_document(3, 4))
        self.later(7)
        self.update("nvd")
        self.assertEqual([path.rsplit("/", 1)[1] for path in self.asked(".gz")], ["nvdcve-2.0-2026.json.gz"])
        # A file that is not what its .meta says stays away.
        before = (self.feeds / "nvd/nvdcve-2.0-2026.json.gz").read_bytes()
        feed_server.nvd_year(self.site, base, "2026", self.nvd_document(3, 4, 5))
        meta = self.site.files[f"{base}/nvdcve-2.0-2026.meta"][0]
        feed_server.nvd_year(self.site, base, "2026", self.nvd_document(3, 4, 5, 6))
        self.site.put(f"{base}/nvdcve-2.0-2026.meta", meta)
        self.later(8)
        self.assertIn("another checksum than its publisher gives: sha256:", self.update("nvd", code=e2e.INCOMPLETE).errors)
        self.assertEqual((self.feeds / "nvd/nvdcve-2.0-2026.json.gz").read_bytes(), before)
        # A document of another version.
        feed_server.nvd_year(self.site, base, "2026", self.nvd_document(3) | {"version": "3.0"})
        self.assertIn("another format version: version 3.0, expected 2.0", self.update("nvd", code=e2e.INCOMPLETE).errors)

    def test_nvd_by_its_api(self):
        records = [self.cve(number) for number in range(1, 26)]
        api = feed_server.NvdApi(records, in_seconds=0.2)
        self.site.put("services.nvd.nist.gov/rest/json/cves/2.0", api)
        self.nvd_feeds(f"  api: {{kind: nvd-api, reader: any, url: '{self.server.url}/services.nvd.nist.gov/rest/json/cves/2.0', page: 10, whole_days: 400, pause_ms: 50, refused_ms: 400, key: NVD_API_KEY, key_header: apiKey, expect: {{version: '2.0'}}}}\n")
        text = self.config.replace("https://advisories.example", f"{self.server.url}/advisories.example")
        (self.folder / "pratique.yaml").write_text(text)
        # The pause is too short for this server, which says 403: all pages come all the same.
        self.command("db", "update", env={"NVD_API_KEY": "secret-key"}, seconds=60)
        self.assertEqual(len(list((self.feeds / "api/whole").iterdir())), 3)
        self.assertGreater(len(api.asked), 3)
        seen = [each for each in self.server.seen if "nvd" in each.path]
        self.assertEqual({each.headers.get("apikey") for each in seen}, {"secret-key"})
        # Then windows, from what was known on, none longer than 120 days.
        api.in_seconds, api.asked = 0, []
        records.append(self.cve(99, NOW + 2 * DAY))
        self.later(200)
        self.command("db", "update", "api", "--config", self.folder / "pratique.yaml", seconds=60)
        day = lambda text: time.mktime(time.strptime(text[:10], "%Y-%m-%d")) / DAY
        windows = {(each["lastModStartDate"], each["lastModEndDate"]) for each in api.asked}
        self.assertEqual(len(windows), 2)
        self.assertLess(max(day(end) - day(begin) for begin, end in windows), 120)
        self.assertIn("CVE-2026-99", "".join(path.read_text() for path in (self.feeds / "api/changes").iterdir()))

    def update_online(self, *words, **how):
        """Without a mirror, which knows no queries: the addresses themselves name this server."""
        text = self.config
        for host in ("paged", "linked"):
            text = text.replace(f"https://{host}.example/api", f"{self.server.url}/{host}.example/api")
        (self.folder / "online.yaml").write_text(text)
        return self.command("db", "update", "--config", self.folder / "online.yaml", *words, **({"code": e2e.OK} | how))

    def lay_release(self, day, whole, changes, hour="10", end_of=()):
        names = {f"{day}_all_at_midnight.zip.zip": whole, f"{day}_delta_at_{hour}00Z.zip": changes}
        assets = []
        for name, numbers in names.items():
            body = feed_server.zip_of({f"cves/{number}.json": osv(number, feed_server.rfc3339(self.now))[1] for number in numbers})
            if name.endswith(".zip.zip"):
                body = feed_server.zip_of({"cves.zip": body})
            self.site.put(f"files.example/{name}", body)
            assets.append({"name": name, "browser_download_url": f"https://files.example/{name}"})
        self.site.put("api.example/releases/latest", json.dumps({"tag_name": day, "assets": assets}).encode())
        for past, numbers in dict(end_of).items():
            self.site.put(f"files.example/{past}_end_of_day.zip", feed_server.zip_of({f"{number}.json": osv(number, feed_server.rfc3339(self.now))[1] for number in numbers}))

    def test_releases_with_a_zip_in_a_zip(self):
        day = [time.strftime("%Y-%m-%d", time.gmtime(NOW + number * DAY)) for number in range(20)]
        self.lay_release(day[0], [1, 2, 3], [4])
        self.update("released")
        self.only(1, 2, 3, 4)
        # Later on that day: one archive of changes takes the other's place, the whole is not asked for.
        self.lay_release(day[0], [1, 2, 3], [4, 5], hour="12")
        self.asked()
        self.update("released")
        self.only(1, 2, 3, 4, 5)
        self.assertEqual(len(self.asked()), 2)
        # Two days later: the changes of the days between, each of its whole day.
        self.later(2)
        self.lay_release(day[2], [1, 2, 3, 4, 5, 6, 7], [8], end_of={day[0]: [4, 5, 6], day[1]: [7]})
        self.update("released")
        self.only(1, 2, 3, 4, 5, 6, 7, 8)
        self.assertEqual(self.asked("midnight"), [])
        # A day is missing: the whole is needed.
        self.later(2)
        self.lay_release(day[4], [1, 2, 3, 4, 5, 6, 7, 8, 9], [10])
        self.update("released")
        self.only(*range(1, 11))
        self.assertEqual(len(self.asked("midnight")), 1)


@e2e.needs(e2e.SHARED / "advisories", "../shared")
class Packs(UpdateCase):
    """The shared packs, laid out as their publishers do: the database is as from the packs themselves."""

    # Pack, repository, branch, reader.
    GITHUB = (
        ("almalinux", "AlmaLinux/osv-database", "master", "osv-json"),
        ("bitnami", "bitnami/vulndb", "main", "osv-json"),
        ("ruby", "rubysec/ruby-advisory-db", "master", "ruby-advisory"),
        ("pypa", "pypa/advisory-database", "main", "osv-yaml"),
    )
    config = CONFIG.split("  kev:")[0]
    for pack, repository, branch, reader in GITHUB:
        config += f"  {pack}: {{reader: {reader}, url: 'https://github.com/{repository}/archive/refs/heads/{branch}.tar.gz'}}\n"

    def publish(self):
        crates = e2e.unpacked("advisories/rust-osv").rglob("RUSTSEC-*.json")
        feed_server.osv_bucket(self.site, "crates.io", {path.stem: path.read_bytes() for path in crates})
        for pack, repository, branch, _ in self.GITHUB:
            folder = e2e.unpacked(f"advisories/{pack}")
            files = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
            self.site.put(f"github.com/{repository}/archive/refs/heads/{branch}.tar.gz", feed_server.tar_gz_of(files, f"{repository.split('/')[1]}-{branch}/"))

    def rows(self):
        return {(row["ecosystem"], row["source"]): (row["advisories"], row["packages"]) for row in self.status()["coverage"]}

    def test_the_same_records_as_from_the_packs(self):
        done = self.update(seconds=120)
        updated = self.rows()
        packs = self.folder / "packs"
        packs.mkdir()
        for pack in ("rust-osv", *(row[0] for row in self.GITHUB)):
            (packs / f"{pack}.tar.zst").symlink_to(e2e.SHARED / f"advisories/{pack}.tar.zst")
        self.command("db", "build", "--feeds", packs, "-o", self.folder / "b.db", seconds=120)
        self.database = self.folder / "b.db"
        self.assertEqual(updated, self.rows(), done)
        self.assertGreaterEqual(len(updated), 8)


class Look(UpdateCase):
    def test_check_asks_and_changes_nothing(self):
        self.server.spoil("any", Html(), only=KEV)
        done = self.update("--check", code=e2e.INCOMPLETE)
        lines = {line.split()[1]: line for line in done.text.splitlines() if "fallback" not in line and "all.zip" not in line}
        self.assertRegex(lines["kev"], r"^BAD kev .* HTTP 20[06], HTML.*: HTML instead of JSON")
        self.assertRegex(lines["epss"], r"^ok .* gzip")
        self.assertRegex(done.text, r"ok +osv-crates +\S+all.zip +HTTP 206, zip, [0-9.]+ kB, modified")
        self.assertIn("(fallback)  HTTP 404", done.text)
        self.assertFalse(self.feeds.exists())
        self.assertFalse(self.database.exists())

    def test_check_of_the_programs_own_list(self):
        """No address of it is on this machine; each is asked once, and each has a reader and a kind."""
        (self.folder / "pratique.yaml").unlink()
        done = self.update("--check", "--jobs", "16", code=e2e.INCOMPLETE, seconds=60)
        self.assertGreater(len(done.text.splitlines()), 50)
        listed = self.update("--list").text
        self.assertIn("osv-npm", listed)
        self.assertIn("unconfirmed: ", listed)

    def test_list_tells_the_state(self):
        self.update()
        self.server.spoil("any", Status(404), only="known_exploited")
        self.later(1)
        self.update("kev", code=e2e.INCOMPLETE)
        listed = self.update("--list").text
        self.assertRegex(listed, r"kev .*stale since \d{4}-\d\d-\d\d: ")
        self.assertRegex(listed, r"epss .*of \d{4}-\d\d-\d\d")


    def test_programs_are_told_the_same(self):
        """--format json of an update, a mirror, --list and --check, each as the schema says."""
        documents = []

        def told(*words, **how):
            path = self.folder / f"told-{len(documents)}.json"
            self.update("-q", *words, "--format", f"json={path}", **how)
            documents.append(path)
            return json.loads(path.read_text())

        self.server.spoil("any", Status(404), only="known_exploited")
        outcomes = {row["feed"]: row for row in told(code=e2e.INCOMPLETE)["feeds"]}
        self.assertEqual(outcomes["kev"]["outcome"], "missing")
        self.assertIn("not there", outcomes["kev"]["fault"])
        self.assertEqual(outcomes["epss"]["outcome"], "new")
        self.assertGreater(outcomes["epss"]["bytes"], 0)
        listed = {row["feed"]: row for row in told("--list")["feeds"]}
        self.assertRegex(listed["epss"]["fetched"], r"^\d{4}-\d\d-\d\d$")
        self.assertIn("not there", listed["kev"]["fault"])
        answers = told("--check", code=e2e.INCOMPLETE)["addresses"]
        self.assertTrue(any(row["feed"] == "kev" and row["status"] == 404 and row["fault"] for row in answers), answers)
        if schema.HAS_VALIDATOR:
            schema.validate(self, e2e.ROOT / "docs/api/db-done.schema.json", documents)


class Lists(UpdateCase):
    """The file of feeds."""

    def test_what_is_wrong_is_named(self):
        for text, words in (
            ("feeds: [", "pratique.yaml"),
            ("feeds: {kev: {url: []}}", "kev"),
            ("feeds: {new: {url: https://x.example/a.json}}", 'feed "new": no reader'),
            ("feeds: {new: {reader: epss}}", 'feed "new": no url'),
            ("feeds: {kev: {every: soon}}", "no time such as 6h"),
            ("feeds: {kev: {kind: torrent}}", 'no kind "torrent"'),
            ("feeds: {kev: {colour: red}}", 'unknown member "colour"'),
            ('feeds: {"../x": {reader: epss, url: https://x.example/}}', "no name of a feed"),
            ("feeds: {kev: {optional: perhaps}}", "neither true nor false"),
            ("feeds: 7", "no feeds by name"),
        ):
            with self.subTest(text):
                (self.folder / "pratique.yaml").write_text(text)
                done = self.update("kev", code=(e2e.BAD_USAGE, e2e.FAILED))
                self.assertIn(words, done.errors)
                self.assertEqual(self.server.paths(), [])

    def test_places_of_it(self):
        (self.folder / "pratique.yaml").unlink()
        config = self.folder / "other.yaml"
        config.write_text(CONFIG)
        for how in ({"words": ["--config", config]}, {"env": {"PRATIQUE_CONFIG": str(config)}}):
            done = self.update(*how.get("words", []), "--list", env=how.get("env", {}))
            self.assertEqual(len([line for line in done.text.splitlines() if not line.startswith(" ")]), 3)
        self.update("--config", "/no/such.yaml", code=e2e.FAILED)

    def test_one_of_ones_own_beside_the_programs(self):
        (self.folder / "pratique.yaml").write_text("feeds: {mine: {reader: osv-json, url: https://mine.example/all.zip}, kev: {off: true}}")
        self.site.put("mine.example/all.zip", feed_server.zip_of(dict((f"{id}.json", body) for id, body in self.records.items())))
        self.update("mine")
        self.assertEqual(len(self.ids()), 40)

    def test_a_file_on_this_machine(self):
        archive = self.folder / "here.zip"
        archive.write_bytes(feed_server.zip_of(dict((f"{id}.json", body) for id, body in self.records.items())))
        (self.folder / "pratique.yaml").write_text(f"shipped_feeds: false\nfeeds: {{mine: {{reader: osv-json, url: 'file://{archive}'}}}}")
        self.command("db", "update")
        self.assertEqual(len(self.ids()), 40)
        self.assertIn("nothing new", self.command("db", "update", "mine").errors)


class Mirrors(UpdateCase):
    def mirror(self, *words, code=e2e.OK):
        """Publishers are this server: the mirror is made from addresses that name it."""
        text = CONFIG.replace("https://", self.server.url + "/")
        (self.folder / "online.yaml").write_text(text)
        return self.command("db", "mirror", self.folder / "copy", "--config", self.folder / "online.yaml", *words, code=code)

    def test_a_folder_carried_through_an_air_gap(self):
        self.mirror()
        self.server.forget()
        self.later(3)
        self.update(mirror=self.folder / "copy")
        self.assertEqual(self.server.paths(), [])
        self.assertEqual(len(self.ids()), 40)
        # It is as old as the mirror, not as this update.
        declared = json.loads((self.feeds / "kev/pratique-feed.json").read_text())
        self.assertEqual(declared["as_of"], time.strftime("%Y-%m-%d", time.gmtime(NOW)))
        self.assertIn("The database is up to date", self.update(mirror=self.folder / "copy").errors)

    def test_the_same_database_as_without_it(self):
        self.mirror()
        self.update(mirror=self.folder / "copy")
        over = self.database.read_bytes()
        self.database.unlink()
        e2e.shutil.rmtree(self.feeds)
        self.update()
        self.assertEqual(self.database.read_bytes(), over)

    def test_served_by_a_web_server(self):
        self.mirror()
        for path in (self.folder / "copy").rglob("*"):
            if path.is_file() and "/." not in str(path.relative_to(self.folder / "copy").parent / "x"):
                self.site.put("mirror/" + str(path.relative_to(self.folder / "copy")), path.read_bytes())
        self.server.forget()
        self.update(mirror=self.server.url + "/mirror")
        self.assertEqual(len(self.ids()), 40)
        self.assertEqual({path.split("/")[0] for path in self.server.paths()}, {"mirror"})

    def test_a_mirror_that_was_spoilt(self):
        self.mirror()
        self.update(mirror=self.folder / "copy")
        self.records |= dict([osv(71)])
        self.publish(NOW + 8 * DAY)
        self.later(8)
        self.mirror()
        archive = self.folder / "copy/osv-crates/all.zip"
        archive.write_bytes(archive.read_bytes()[:-1] + b"x")
        done = self.update(mirror=self.folder / "copy", code=e2e.INCOMPLETE)
        self.assertIn("another checksum", done.errors)
        (self.folder / "copy/pratique-mirror.json").write_text('{"format": "pratique-mirror", "version": 99}')
        self.assertIn("another version", self.update(mirror=self.folder / "copy", code=e2e.FAILED).errors)

    def test_what_was_stale_in_the_mirror_is_stale(self):
        self.mirror()
        self.server.spoil("any", Status(404), only="known_exploited")
        self.later(1)
        self.mirror(code=e2e.INCOMPLETE)
        done = self.update(mirror=self.folder / "copy", code=e2e.INCOMPLETE)
        self.assertIn("stale in the mirror", done.errors)
        self.assertEqual(self.status()["enrichments"][0]["records"], 20)

    def test_changes_go_with_it(self):
        self.mirror()
        self.update(mirror=self.folder / "copy")
        self.records |= dict([osv(70, feed_server.rfc3339(NOW))])
        feed_server.osv_list(self.site, "crates.io", self.records, {id: json.loads(body)["modified"] for id, body in self.records.items()})
        self.later(1)
        self.mirror()
        self.update(mirror=self.folder / "copy")
        self.assertEqual(len(self.ids()), 41)


class Zips(UpdateCase):
    """Zip archives as inputs of db build."""

    def publish(self):
        pass

    def build(self, files, code=e2e.OK):
        for name, body in files.items():
            path = self.feeds / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        return self.command("db", "build", code=code)

    def archive(self, *numbers, pack=zipfile.ZIP_DEFLATED):
        return self.zip_of({f"{osv(number)[0]}.json": osv(number)[1] for number in numbers}, pack)

    def zip_of(self, files, pack):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", pack) as archive:
            for name, body in files.items():
                archive.writestr(name, body)
        return out.getvalue()

    def test_beside_each_other_in_folders_and_in_each_other(self):
        for pack in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
            with self.subTest(pack):
                e2e.shutil.rmtree(self.feeds, ignore_errors=True)
                inner = self.zip_of({"cves.zip": self.archive(4, 5)}, pack)
                self.build({"a.zip": self.archive(1, pack=pack), "npm/all.zip": self.archive(2, pack=pack), "x/b.tar.gz": feed_server.tar_gz_of({"r.json": osv(3)[1]}), "c.zip.zip": inner})
                self.assertEqual(set(self.ids()), {osv(number)[0] for number in range(1, 6)})

    def test_what_is_deleted_does_not_count_and_what_changed_does(self):
        declared = json.dumps({"deleted": [f"{osv(2)[0]}.json", "elsewhere/x.json"]}).encode()
        self.build({"f/all.zip": self.archive(1, 2, 3), "f/pratique-feed.json": declared, f"f/changes/{osv(3)[0]}.json": osv(3, feed_server.rfc3339(NOW), fixed="8.0.0")[1]})
        self.assertEqual(self.ids(), {osv(1)[0]: "2.0.0", osv(3)[0]: "8.0.0"})

    def test_damage_is_said(self):
        whole = self.archive(*range(1, 30))
        self.build({"a.zip": self.archive(50), "b.zip": whole[: len(whole) // 2]}, code=e2e.FAILED)
        spoilt = bytearray(whole)
        spoilt[whole.index(b"RUSTSEC-2026-0007.json") + 60] ^= 0xFF
        done = self.build({"b.zip": bytes(spoilt)}, code=e2e.FAILED)
        self.assertRegex(done.errors, "b/RUSTSEC-2026-0007.json: .*zip entry")
        bomb = self.zip_of({"bomb.json": b" " * (8 << 20)}, zipfile.ZIP_DEFLATED)
        self.assertIn("inflates more than", self.build({"b.zip": bomb}, code=e2e.FAILED).errors)

    def test_memory_does_not_grow_with_the_archive(self):
        """Of a gigabyte with 240,000 records 65 MB were measured; here it is a fiftieth of it."""
        chance, path = random.Random(5), self.feeds / "big/all.zip"
        path.parent.mkdir(parents=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for number in range(5000):
                archive.writestr(f"{number}.json", osv(number, details=chance.randbytes(1900).hex())[1])
        done = self.command("db", "build", seconds=60)
        self.assertLess(done.megabytes, 150)


class Reports(UpdateCase):
    """A stale feed is said in every report that it matters to, and in no other."""

    def notes(self, *purls):
        components = [{"type": "library", "name": purl.split("/")[-1].split("@")[0], "version": purl.split("@")[1], "purl": purl} for purl in purls]
        sbom = self.folder / "sbom.json"
        sbom.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": components}))
        done = self.command("cves", "--format", "json", sbom, code=(e2e.OK, e2e.INCOMPLETE))
        return {note["message"]: note.get("incomplete", False) for note in done.json()["notes"] if note["code"] == "stale-feed"}

    def test_where_it_matters(self):
        (self.folder / "pratique.yaml").write_text(self.config + "  other:\n    reader: osv-json\n    url: https://other.example/all.zip\n")
        npm = {"id": "GHSA-aaaa-bbbb-cccc", "modified": "2026-01-01T00:00:00Z", "affected": [{"package": {"ecosystem": "npm", "name": "x"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}]}]}
        self.site.put("other.example/all.zip", feed_server.zip_of({"GHSA-aaaa-bbbb-cccc.json": json.dumps(npm)}))
        self.update()
        self.assertEqual(self.notes("pkg:cargo/crate-1@1.0.0"), {})
        self.server.spoil("any", Status(404), only="modified_id.csv")
        self.later(2)
        self.update("osv-crates", code=e2e.INCOMPLETE)
        (note, incomplete), = self.notes("pkg:cargo/crate-1@1.0.0").items()
        self.assertIn("the feed osv-crates is kept as of", note)
        self.assertFalse(incomplete)
        self.assertEqual(self.notes("pkg:npm/x@1.0.0"), {})
        # After a week it counts as incomplete.
        self.later(7)
        self.update("osv-crates", code=e2e.INCOMPLETE)
        self.assertEqual(list(self.notes("pkg:cargo/crate-1@1.0.0").values()), [True])
        # What enriches matters to all.
        self.server.forget()
        self.update("osv-crates")
        self.server.spoil("any", Status(404), only="known_exploited")
        self.update("kev", code=e2e.INCOMPLETE)
        self.assertIn("the feed kev is kept", list(self.notes("pkg:npm/x@1.0.0"))[0])


class Together(UpdateCase):
    def start(self, *words):
        return subprocess.Popen([e2e.BINARY, "db", "update", "--mirror", self.server.url, *words], env=self.settings() | {"PATH": os.environ["PATH"]}, cwd=self.folder, stderr=subprocess.PIPE, text=True)

    def test_two_at_once_one_waits(self):
        self.server.spoil("any", Slow(300, 0.05), only="all.zip")
        first = self.start()
        until = time.monotonic() + 10
        while time.monotonic() < until and not self.server.paths("all.zip"):
            time.sleep(0.02)
        second = self.start()
        errors = [each.communicate(timeout=60)[1] for each in (first, second)]
        self.assertEqual((first.returncode, second.returncode), (0, 0), errors)
        self.assertIn("waiting for its end", errors[1])
        self.assertNotIn("waiting", errors[0])
        self.assertEqual(len(self.server.paths("all.zip")), 1)
        self.assertEqual(len(self.ids()), 40)

    def test_readers_go_on(self):
        self.update()
        stop, seen = threading.Event(), [[], []]

        def read(into):
            while not stop.is_set():
                into.append(len(self.ids()))

        readers = [threading.Thread(target=read, args=[into]) for into in seen]
        for each in readers:
            each.start()
        for number in range(3):
            self.records |= dict([osv(80 + number, feed_server.rfc3339(NOW + number))])
            feed_server.osv_list(self.site, "crates.io", self.records, {id: json.loads(body)["modified"] for id, body in self.records.items()})
            self.later(1)
            self.update("osv-crates")
        stop.set()
        for each in readers:
            each.join()
        for each in seen:
            self.assertGreater(len(each), 1)
            self.assertLessEqual(set(each), {40, 41, 42, 43})
            self.assertEqual(each, sorted(each))

    def test_killed_at_any_point_the_database_is_whole(self):
        """tools/kill-update runs it 200 times. Before each, what is published changes; after it, the database is one of those that there were."""
        kills = int(os.environ.get("PRATIQUE_KILLS", "20"))
        self.update()
        begun = time.monotonic()
        self.records = self.everything(0)
        self.publish_all(0)
        self.update("--all")
        usual = time.monotonic() - begun
        chance, generation = random.Random(7), 0
        counts = collections.Counter()
        for number in range(1, kills + 1):
            self.records = self.everything(number)
            self.publish_all(number)
            self.later(8)
            child = self.start("--all")
            time.sleep(chance.random() * usual * 1.2)
            child.send_signal(signal.SIGKILL)
            child.communicate()
            counts[child.returncode] += 1
            self.command("db", "verify")
            fixed = set(self.ids().values())
            self.assertEqual(len(fixed), 1, f"records of several days after {number} kills: {fixed}")
            now = int(fixed.pop().split(".")[0]) - 100
            self.assertIn(now, range(generation, number + 1))
            self.assertEqual(len(self.ids()), 40)
            generation = now
        self.later(8)
        self.update("--all")
        self.assertEqual(set(self.ids().values()), {f"{100 + kills}.0.0"})
        self.assertEqual([path.name for path in self.folder.iterdir() if "building" in path.name], [])
        print(f"{kills} updates: {counts[-9]} killed, {counts[0]} ended before")

    def everything(self, number):
        return dict(osv(each, feed_server.rfc3339(NOW + number * 1000 + each), fixed=f"{100 + number}.0.0") for each in range(1, 41))

    def publish_all(self, number):
        feed_server.osv_bucket(self.site, "crates.io", self.records, NOW + number * 8 * DAY)
        self.site.put(KEV, kev(20 + number % 5), NOW + number * 8 * DAY)


if __name__ == "__main__":
    e2e.main()
