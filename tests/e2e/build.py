#!/usr/bin/env python3
"""db build and db verify: a sound database is replaced by a whole one only, whatever happens meanwhile."""

import fcntl
import gzip
import json
import os
import re
import resource
import signal
import subprocess
import tarfile
import time
from pathlib import Path

import e2e

FEED_FILES = 200  # so that a build takes a moment


def record(number, name="left-pad"):
    return {
        "id": f"GHSA-{number:04}",
        "modified": "2024-01-01T00:00:00Z",
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": name},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.2.3"}]}],
            }
        ],
    }


class Feeds(e2e.Case):
    def setUp(self):
        super().setUp()
        self.feeds = self.folder / "feeds"
        self.put("vulns/left-pad", (record(i) for i in range(FEED_FILES)))
        self.database = self.folder / "cache/advisories.db"
        self.build()
        self.sound = self.database.read_bytes()

    def put(self, folder, records):
        where = self.feeds / folder
        where.mkdir(parents=True, exist_ok=True)
        for one in records:
            (where / f"{one['id']}.json").write_text(json.dumps(one))

    def env(self):
        return {"PRATIQUE_DB": str(self.database)}

    def build(self, *more, feeds=None, code=e2e.OK, **how):
        return self.run_program("db", "build", "--feeds", feeds or self.feeds, *more, env=self.env(), code=code, **how)

    def go(self, *words, code=e2e.OK):
        return self.run_program(*words, env=self.env(), code=code)

    def assert_kept(self, done=None):
        self.assertEqual(self.database.read_bytes(), self.sound, done)
        self.assertEqual([path.name for path in self.database.parent.iterdir()], ["advisories.db"])


class Build(Feeds):
    def test_without_feeds_the_old_one_stays(self):
        empty, unknown = self.folder / "empty", self.folder / "unknown"
        empty.mkdir()
        unknown.mkdir()
        (unknown / "notes.txt").write_text("nothing")
        (unknown / "data.json").write_text('{"name": "no feed"}')
        for feeds in (empty, unknown, self.folder / "missing", unknown / "notes.txt"):
            for more in ([], ["--partial"]):
                done = self.build(*more, feeds=feeds, code=e2e.FAILED)
                self.assertIn(str(feeds), done.errors)
                self.assert_kept(done)

    def test_a_damaged_pack_is_no_feed_unless_partial(self):
        pack = self.folder / "pack.tar.gz"
        with tarfile.open(pack, "w:gz") as tar:
            tar.add(self.feeds / "vulns", "vulns")
        lines = gzip.compress("".join(json.dumps(record(i + 500)) + "\n" for i in range(500)).encode(), mtime=0)
        for name, whole in (("pack.tar.gz", pack.read_bytes()), ("more.jsonl.gz", lines)):
            place = self.feeds / name
            for size in (0, 1, 3, 20, len(whole) // 2, len(whole) - 4):
                place.write_bytes(whole[:size])
                done = self.build(code=e2e.FAILED)
                self.assertIn(name.split(".")[0], done.errors)
                self.assertIn("--partial", done.errors)
                self.assert_kept(done)
            flipped = bytearray(whole)
            flipped[len(whole) // 2] ^= 0x10
            place.write_bytes(flipped)
            self.assert_kept(self.build(code=e2e.FAILED))
            place.unlink()
        (self.feeds / "more.jsonl.gz").write_bytes(lines[: len(lines) // 2])
        self.assertIn("Missing: more.jsonl", self.build("--partial").errors)
        self.assertIn("Missing      more.jsonl", self.go("db", "status").text)
        self.assertEqual(len(self.go("db", "status", "--format", "json").json()["missing"]), 1)
        target = self.folder / "requirements.txt"
        target.write_text("left-pad==1.0.0\n")
        notes = self.go("cves", "--format", "json", self.folder).json()["notes"]
        self.assertTrue(any(note["code"] == "partial-database" and note["incomplete"] for note in notes), notes)
        (self.feeds / "more.jsonl.gz").unlink()
        self.build()
        self.assert_kept()

    # Nothing but its content shows that a plain file is not whole.
    def test_what_breaks_off_is_no_feed_unless_partial(self):
        pack = self.folder / "pack.tar"
        with tarfile.open(pack, "w") as tar:
            for number in range(500, 520):
                path = self.folder / "one.json"
                path.write_text(json.dumps(record(number)))
                tar.add(path, f"p/{number}.json")
        tar, lines = pack.read_bytes(), "".join(json.dumps(record(i)) + "\n" for i in range(500, 510)).encode()
        one = json.dumps(record(500)).encode()
        members = 5 * 1024  # of the tar: a header and a block each
        cuts = {
            "pack.tar": [tar[:members], tar[:512], tar[:3], b""],
            "pack.tar.gz": [gzip.compress(tar[:members]), tar[:3]],
            "more.jsonl": [lines[:-20], lines[:-2], lines[: len(one) - 1], lines[:20]],
            "more.jsonl.zst": [b"\x28\xb5\x2f", b"\x28"],
            "more.jsonl.gz": [gzip.compress(lines[:-20])],
            "folder/more.jsonl": [lines[:-20]],
            "folder/more.jsonl.xz": [b"\xfd7z", b""],
            "folder/one.json": [one[:-1], one[:40], one[:3], b"", one.replace(b":", b" ", 1)],
            "folder/all.json": [b"[" + one + b"," + one[:-1], b"[" + one + b",", b"[" + one],
        }
        for name, contents in cuts.items():
            place = self.feeds / name
            place.parent.mkdir(exist_ok=True)
            for content in contents:
                place.write_bytes(content)
                with self.subTest(name=name, content=content[:30], size=len(content)):
                    done = self.build(code=e2e.FAILED)
                    self.assertIn(name.split(".")[0], done.errors)
                    self.assertIn("--partial", done.errors)
                    self.assert_kept(done)
                    partial = self.build("--partial", "-o", self.folder / "partial.db")
                    self.assertIn("Missing: " + name.split(".")[0], partial.errors)
            place.unlink()
        (self.feeds / "gone.tar.zst").symlink_to("nowhere")
        self.assertIn("gone", self.build(code=e2e.FAILED).errors)

    def test_whole_files_of_any_form_are_feeds(self):
        lines = "\n".join(json.dumps(record(i)) for i in range(500, 510)).encode()
        wholes = {
            "more.jsonl": lines,  # without a newline at its end
            "named.jsonl.gz": lines,  # unpacked by somebody who kept the name
            "folder/all.json": b" [" + json.dumps(record(600)).encode() + b"]\n\n",
            "folder/tsconfig.json": b'// a comment\n{"files": ["a",]}',
            "folder/.gitkeep": b"",
            "folder/notes.txt": b"{",
        }
        (self.feeds / "folder").mkdir()
        for name, content in wholes.items():
            (self.feeds / name).write_bytes(content)
        self.assertNotIn("Missing", self.build().errors)

    def test_a_catalogue_that_cannot_be_read_is_missing(self):
        (self.feeds / "kev.json").write_text('{"catalogVersion": "1", "vulnerabilities": [{"cveID": ')
        self.assert_kept(self.build(code=e2e.FAILED))

    def test_what_no_reader_takes_is_named(self):
        (self.feeds / "mystery.bin").write_bytes(b"\x00" * 100)
        (self.feeds / "vulns/README.md").write_text("read me")
        done = self.build("--partial")
        self.assertIn("mystery.bin", done.errors)
        self.assert_kept()

    def test_the_database_may_lie_among_its_feeds(self):
        for _ in range(2):
            done = self.build("-o", self.feeds / "advisories.db")
            self.assertNotIn("advisories.db", done.errors)
        self.assertEqual((self.feeds / "advisories.db").read_bytes(), self.sound)

    def test_folders_called_test_hide_no_package_of_that_name(self):
        self.put("vulns/test", [record(9001, "test")])
        self.put("vulns/fixtures", [record(9002, "Fixtures")])
        self.put("vulns/tests", [record(9003, "something-else"), record(9004, "other")])
        done = self.build()
        for word, found in (("test", 1), ("fixtures", 1), ("something-else", 0)):
            hits = self.go("db", "search", "--format", "json", word).json()["hits"]
            self.assertEqual(len(hits), found, word)
        self.assertIn("vulns/tests (2 files)", done.errors)

    def test_a_killed_build_leaves_nothing_for_ever(self):
        stale = self.database.with_name("advisories.db.building-1")
        stale.write_bytes(b"half")
        other = self.database.with_name("advisories.db.building-notes.txt")
        other.write_bytes(b"not ours")
        alive = self.database.with_name("advisories.db.building-2")
        with open(alive, "wb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            self.build()
            self.assertFalse(stale.exists())
            self.assertTrue(alive.exists())
        self.assertTrue(other.exists())
        other.unlink()
        self.build()
        self.assert_kept()

    def started(self):
        """A build that has begun, with a feed that keeps it busy until it is ended."""
        slow = self.feeds / "slow"
        if not slow.exists():  # a build that runs must not see it cut off by the next one's writing
            slow.mkdir()
            for i in range(30):
                lines = (json.dumps(record(1000 + i * 2000 + k)) + "\n" for k in range(2000))
                (slow / f"more-{i}.jsonl").write_text("".join(lines))
        child = subprocess.Popen(
            [e2e.BINARY, "db", "build", "-q", "--feeds", self.feeds],
            env=self.env() | {"PATH": os.environ["PATH"], "HOME": str(self.folder)},
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not list(self.database.parent.glob("*.building-*")) and child.poll() is None:
            time.sleep(0.001)
        return child

    def test_signals_remove_the_temporary_file(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            child = self.started()
            child.send_signal(number)
            self.assertEqual(child.wait(), -number)
            self.assert_kept(number)

    def test_what_sigkill_leaves_the_next_build_removes(self):
        child = self.started()
        child.kill()
        child.wait()
        self.assertEqual(self.database.read_bytes(), self.sound)
        self.assertEqual(len(list(self.database.parent.iterdir())), 2)
        for path in (self.feeds / "slow").iterdir():
            path.unlink()
        self.build()
        self.assert_kept()

    def test_two_builds_at_once(self):
        first = self.started()
        second = self.started()
        self.assertEqual((first.wait(), second.wait()), (0, 0))
        self.go("db", "verify")
        self.assertEqual([path.name for path in self.database.parent.iterdir()], ["advisories.db"])

    def test_a_full_disk_is_a_sentence(self):
        limit = len(self.sound) // 2
        done = subprocess.run(
            [e2e.BINARY, "db", "build", "--feeds", self.feeds],
            env=self.env() | {"HOME": str(self.folder)},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, e2e.FAILED, done)
        self.assertIn("left as it is", done.stderr)
        self.assertEqual(len([line for line in done.stderr.splitlines() if not line.startswith("    ")]), 1)
        self.assert_kept(done)

    def test_places_that_are_no_file(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        loop = self.folder / "loop"
        loop.symlink_to(loop)
        for place in (self.folder, "/dev/null", pipe, loop, "/proc/pratique/a.db", f"{self.feeds}/x/", "/dev/full"):
            done = self.build("-o", place, code=e2e.FAILED)
            self.assertTrue(done.errors.startswith("pratique: "), done)
        self.assertTrue(pipe.is_fifo())
        self.assertTrue(Path("/dev/null").is_char_device())

    def test_a_link_is_followed_and_stays(self):
        real = self.folder / "elsewhere/real.db"
        link = self.folder / "link.db"
        link.symlink_to("elsewhere/real.db")
        for _ in range(2):  # to a file that is not there yet, then to one that is
            self.build("-o", link)
            self.assertTrue(link.is_symlink())
            self.assertEqual(real.read_bytes(), self.sound)

    def test_permissions_follow_the_mask(self):
        old = os.umask(0o027)
        self.addCleanup(os.umask, old)
        self.build()
        self.assertEqual(self.database.stat().st_mode & 0o777, 0o640)


class Kept(Feeds):
    """A feed that cannot be read any more: what an earlier build read of it goes on."""

    def setUp(self):
        super().setUp()
        self.put("other", (record(i, "other") for i in range(9000, 9010)))
        self.lines = "".join(json.dumps(record(i, "lines")) + "\n" for i in range(8000, 8010)).encode()
        (self.feeds / "more.jsonl").write_bytes(self.lines)
        self.shards = self.folder / "kept.shards"
        self.build_on("2026-11-20")
        self.sound = self.database.read_bytes()

    def build_on(self, day, *more, code=e2e.OK):
        seconds = {"2026-11-20": "1795132800", "2026-11-26": "1795651200"}[day]
        env = self.env() | {"SOURCE_DATE_EPOCH": seconds}
        return self.run_program("db", "build", "--feeds", self.feeds, "--shards", self.shards, *more, env=env, code=code)

    def counts(self):
        return [len(self.go("db", "search", "--format", "json", "--limit", "1000", name).json()["hits"]) for name in ("left-pad", "other", "lines")]

    def test_an_input_that_breaks_or_is_emptied_goes_on_as_it_was(self):
        status = self.go("db", "status", "--format", "json").json()
        self.assertEqual(status["kept"], [])
        broken = self.feeds / "other/GHSA-9003.json"
        whole = broken.read_bytes()

        def cut_record():
            broken.write_bytes(whole[:40])

        def cut_lines():
            (self.feeds / "more.jsonl").write_bytes(self.lines[:-20])

        def no_lines():
            (self.feeds / "more.jsonl").write_bytes(b"")

        def emptied():
            for path in (self.feeds / "other").iterdir():
                path.unlink()

        for damage, name, place in (
            (cut_record, "other", "other/GHSA-9003.json: it breaks off"),
            (cut_lines, "more.jsonl", "more.jsonl: its last line breaks off"),
            (no_lines, "more.jsonl", "more.jsonl: empty file"),
            (emptied, "other", "other: no records in it"),
        ):
            damage()
            for quiet in ([], ["-q"]):  # and again: what is kept is kept on
                done = self.build_on("2026-11-26", *quiet, code=e2e.INCOMPLETE)
                told = [line for line in done.errors.splitlines() if place in line]
                self.assertEqual(len(told), 1, done)
                self.assertIn(f"Kept {name} as read on 2026-11-20", told[0])
            self.assertEqual(self.counts(), [FEED_FILES, 10, 10], place)
            now = self.go("db", "status", "--format", "json").json()
            self.assertEqual(now["kept"], [{"input": name, "advisories": 10, "read_on": "2026-11-20", "days": 6, "fault": place}])
            self.assertEqual([now[key] for key in ("fingerprint", "coverage", "newest")], [status[key] for key in ("fingerprint", "coverage", "newest")])
            self.assertIn("6 days before it was built", self.go("db", "status").text)
            broken.write_bytes(whole)
            (self.feeds / "more.jsonl").write_bytes(self.lines)
            self.put("other", (record(i, "other") for i in range(9000, 9010)))
            self.build_on("2026-11-20")
            self.assertEqual(self.database.read_bytes(), self.sound, "whole again: the same bytes")

    def test_an_input_that_lost_more_than_half_goes_on_until_that_is_accepted(self):
        def leave(number):
            (self.feeds / "more.jsonl").write_bytes(b"".join(self.lines.splitlines(keepends=True)[:number]))

        leave(6)
        self.build_on("2026-11-26")
        self.assertEqual(self.counts(), [FEED_FILES, 10, 6], "withdrawn records go")
        leave(2)
        for quiet in ([], ["-q"]):
            done = self.build_on("2026-11-26", *quiet, code=e2e.INCOMPLETE)
            told = [line for line in done.errors.splitlines() if "more.jsonl: 2 records in it, 6 before" in line]
            self.assertEqual(len(told), 1, done)
            self.assertIn("--accept-shrunk", told[0])
            self.assertEqual(self.counts(), [FEED_FILES, 10, 6])
        self.assertIn("2 records in it, 6 before", self.go("db", "status").text)
        self.assertEqual(self.go("db", "status", "--format", "json").json()["kept"][0]["input"], "more.jsonl")
        self.build_on("2026-11-26", "--accept-shrunk")
        self.assertEqual(self.counts(), [FEED_FILES, 10, 2])
        self.build_on("2026-11-26")
        self.assertNotIn("Kept", self.go("db", "status").text)

    def test_an_input_that_is_taken_away_is_gone(self):
        (self.feeds / "more.jsonl").unlink()
        self.build_on("2026-11-26")
        self.assertEqual(self.counts(), [FEED_FILES, 10, 0])

    def test_without_an_earlier_shard_damage_is_an_error(self):
        (self.feeds / "more.jsonl").write_bytes(self.lines[:-20])
        for left in (b"", self.shards.read_bytes()[:-7], b"\x00" * 1000):
            self.shards.write_bytes(left)
            self.assertIn("more.jsonl", self.build_on("2026-11-26", code=e2e.FAILED).errors)
            self.assertEqual(self.database.read_bytes(), self.sound)

    def test_shards_are_kept_in_the_cache_of_the_user_for_each_database(self):
        cache = self.folder / "home"
        env = self.env() | {"XDG_CACHE_HOME": str(cache)}
        self.run_program("db", "build", "--feeds", self.feeds, env=env)
        self.assertEqual(len(list((cache / "pratique/shards").iterdir())), 1)
        (self.feeds / "more.jsonl").write_bytes(b"")
        self.run_program("db", "build", "--feeds", self.feeds, env=env, code=e2e.INCOMPLETE)
        other = self.folder / "other.db"
        self.run_program("db", "build", "--feeds", self.feeds, "-o", other, env=env, code=e2e.FAILED)
        (self.feeds / "more.jsonl").write_bytes(self.lines)
        self.run_program("db", "build", "--feeds", self.feeds, "-o", other, env=env)
        self.assertEqual(len(list((cache / "pratique/shards").iterdir())), 2)
        other.unlink()
        self.run_program("db", "build", "--feeds", self.feeds, env=env)
        self.assertEqual(len(list((cache / "pratique/shards").iterdir())), 1, "of a database that is gone none is kept")


class Scores(Feeds):
    """What is known to be exploited, and how likely the rest is to be."""

    def setUp(self):
        super().setUp()
        scores = "#model_version:v1,score_date:2026-08-20T00:00:00+0000\ncve,epss,percentile\n"
        scores += "GHSA-0001,0.00917,0.82963\nGHSA-0002,0.94358,0.99967\nGHSA-0003,0,0.00012\n"
        with gzip.open(self.feeds / "epss_scores-2026-08-20.csv.gz", "wt") as file:
            file.write(scores)
        listed = [{"cveID": "GHSA-0001", "dateAdded": "2021-12-10", "dueDate": "2021-12-24", "knownRansomwareCampaignUse": "Known"}]
        listed += [{"cveID": f"GHSA-000{i}", "dateAdded": "soon"} for i in (3, 4)]
        (self.feeds / "kev.json").write_text(json.dumps({"catalogVersion": "1", "vulnerabilities": listed}))
        self.assertIn("2 dates that are no days, such as \"soon\" of GHSA-0003", self.build().errors)
        (self.folder / "requirements.txt").write_text("left-pad==1.0.0\n")

    def ids(self, *words, code=e2e.OK):
        done = self.go("cves", "--format", "json", *words, self.folder, code=code)
        return sorted(finding["id"] for finding in done.json()["findings"])

    def test_documents_have_them(self):
        found = {one["id"]: one for one in self.go("cves", "--format", "json", self.folder).json()["findings"]}
        self.assertEqual(found["GHSA-0001"]["exploited"], {"added": "2021-12-10", "due": "2021-12-24", "ransomware": True})
        self.assertEqual(found["GHSA-0001"]["kev_added"], "2021-12-10")
        self.assertEqual(found["GHSA-0001"]["epss"], {"score": 0.00917, "percentile": 0.82963, "date": "2026-08-20"})
        self.assertEqual(found["GHSA-0003"]["exploited"], {"ransomware": False})
        self.assertEqual(found["GHSA-0003"]["epss"]["score"], 0)
        self.assertNotIn("kev_added", found["GHSA-0003"])
        self.assertNotIn("epss", found["GHSA-0004"])
        text = self.go("cves", "--epss", "--details", self.folder).text
        for line in ("EPSS Score     : 94.35%", "EPSS Percentile: 99th percentile", "EPSS Score     : 0.91%", "82nd percentile", "[CISA KEV]"):
            self.assertIn(line, text)
        self.assertIn("in CISA's catalogue since 2021-12-10, to be mended by 2021-12-24, used by ransomware", text)
        self.assertLess(text.index("GHSA-0002"), text.index("GHSA-0001"), "the likeliest first")
        self.assertNotIn("EPSS", self.go("cves", self.folder).text)
        status = self.go("db", "status", "--format", "json").json()
        self.assertEqual(status["enrichments"][1], {"source": "epss", "records": 3, "newest": "2026-08-20"})
        self.assertIn("3 vulnerabilities, up to 2026-08-20", self.go("db", "status").text)

    def test_every_form_that_tells_of_a_vulnerability_has_them(self):
        explained = self.go("explain", "--format", "json", self.folder).json()
        cves = self.go("cves", "--format", "json", self.folder).json()
        searched = self.go("db", "search", "--format", "json", "left-pad").json()
        gitlab = self.go("cves", "--format", "gitlab", self.folder).json()
        found = {one["id"]: one for one in cves["findings"]}
        for hits in (explained["packages"][0]["findings"], searched["hits"]):
            self.assertGreaterEqual(len(hits), 4)
            for hit in hits:
                for member in ("exploited", "epss", "ssvc"):
                    self.assertEqual(hit.get(member), found[hit["id"]].get(member), hit["id"])
        words = "Exploited: in CISA's catalogue since 2021-12-10, to be mended by 2021-12-24, used by ransomware"
        score = "EPSS: 0.91%, 82nd percentile, of 2026-08-20"
        text = self.go("explain", self.folder).text
        (forge,) = (one["description"] for one in gitlab["vulnerabilities"] if one["name"].startswith("GHSA-0001"))
        for line in (words, score):
            self.assertIn(line, re.sub(r"^ +(\w+) *: ", r"\1: ", text, flags=re.MULTILINE))
            self.assertIn(line, forge)
        rows = self.go("db", "search", "left-pad").text.splitlines()
        self.assertEqual([", exploited" in row for row in rows if "GHSA-0001" in row or "GHSA-0002" in row], [True, False])

    def test_filters(self):
        for words, ids in (
            (("--epss-score", "0.9"), ["GHSA-0002"]),
            (("--epss-score", "0.00917"), ["GHSA-0001", "GHSA-0002"]),
            (("--epss-percentile", "0.8297"), ["GHSA-0002"]),
            (("--epss-date", "2026-08-20"), ["GHSA-0001", "GHSA-0002", "GHSA-0003"]),
            (("--epss-date", "2026-08-19"), []),
            (("--only-cisa-kev",), ["GHSA-0001", "GHSA-0003", "GHSA-0004"]),
            (("--only-cisa-kev", "--epss-score", "0.001"), ["GHSA-0001"]),
        ):
            self.assertEqual(self.ids(*words), ids, words)
        left = self.go("cves", "--epss-score", "0.9", self.folder)
        self.assertIn(f"{FEED_FILES - 3} findings without an EPSS score are left out", left.errors)
        self.assertIn("the EPSS scores are of 2026-08-20, not of 2026-08-19", self.go("cves", "--epss-date", "2026-08-19", self.folder).errors)
        self.assertEqual(len(self.ids("-e", "--epss-score", "0.9", code=2)), FEED_FILES - 2, "in a gate no score is no low score")
        self.assertEqual(self.ids("-e", "--ignore-unrated", "--epss-score", "1", code=3), [])
        for words in (("--epss-score", "1.1"), ("--epss-score", "-0.1"), ("--epss-percentile", "x"), ("--epss-date", "20260820"), ("--epss-date", "2026-02-30"), ("--epss-score", "nan")):
            self.go("cves", *words, self.folder, code=e2e.BAD_USAGE)


class Delta(Feeds):
    """What is new in a database, and which packages are to be judged again."""

    def diff(self, older, newer, form="json"):
        done = self.go("db", "diff", "--format", form, older, newer)
        return done.json() if form == "json" else done.text

    def test_sources_are_counted_and_names_are_those_that_may_be_judged_otherwise(self):
        self.put("p", [record(9001, "stays"), record(9002, "changes"), record(9003, "goes")])
        bundled = {"id": "ALSA-2024:1", "modified": "2024-01-01T00:00:00Z", "upstream": ["CVE-2024-1"], "affected": record(1, "erratum")["affected"]}
        bundled["affected"][0]["package"]["ecosystem"] = "AlmaLinux:9"
        self.put("p", [bundled])
        self.build()
        before = self.folder / "before.db"
        before.write_bytes(self.database.read_bytes())
        same = self.diff(before, self.database)
        self.assertEqual((same["sources"], same["touched"]), ([], []))
        self.assertIn("No record differs", self.diff(before, self.database, "text"))
        changed = record(9002, "changes")
        changed["affected"][0]["ranges"][0]["events"][1]["fixed"] = "2.0.0"
        self.put("p", [changed, record(9004, "comes")])
        (self.feeds / "p/GHSA-9003.json").unlink()
        kev = {"catalogVersion": "1", "vulnerabilities": [{"cveID": "CVE-2024-1", "dateAdded": "2024-02-01"}]}
        (self.feeds / "kev.json").write_text(json.dumps(kev))
        touched = self.folder / "touched.json"
        done = self.build("--touched", touched)
        self.assertIn("ghsa: 1 added, 1 changed, 1 removed", done.errors)
        self.assertIn("4 packages are to be judged again", done.errors)
        new = self.diff(before, self.database)
        self.assertEqual(
            new["sources"],
            [{"source": "cisa-kev", "added": 1, "changed": 0, "removed": 0}, {"source": "ghsa", "added": 1, "changed": 1, "removed": 1}],
        )
        names = [("AlmaLinux:9", "erratum"), ("PyPI", "changes"), ("PyPI", "comes"), ("PyPI", "goes")]
        self.assertEqual([(one["ecosystem"], one["name"]) for one in new["touched"]], names)
        self.assertEqual(json.loads(touched.read_text())["touched"], new["touched"])
        back = self.diff(self.database, before)
        self.assertEqual(back["touched"], new["touched"])
        self.assertEqual([one["removed"] for one in back["sources"]], [1, 1])
        self.assertIn("erratum", self.diff(before, self.database, "text"))

    def test_what_is_no_database_is_an_error(self):
        for words in ([self.database, self.folder / "none"], [self.feeds / "vulns", self.database]):
            self.go("db", "diff", *words, code=e2e.FAILED)


class Damage(Feeds):
    """A database that is not as it was written never judges."""

    def test_every_command_refuses_what_is_cut_off_or_grown(self):
        (self.folder / "requirements.txt").write_text("left-pad==1.0.0\n")
        for bytes_now in (b"", self.sound[:100], self.sound[:-1], self.sound[: len(self.sound) // 2], self.sound + b"\n"):
            self.database.write_bytes(bytes_now)
            for command in (["cves", "-e", self.folder], ["quickview", self.folder], ["db", "verify"], ["db", "status"]):
                done = self.go(*command, code=e2e.FAILED)
                self.assertIn("build it anew", done.errors)

    def test_a_flipped_byte_gives_the_same_findings_or_an_error(self):
        (self.folder / "requirements.txt").write_text("left-pad==1.0.0\n")
        sound = self.go("cves", "--format", "json", self.folder).out
        refused = 0
        for at in range(0, len(self.sound), len(self.sound) // 60):
            damaged = bytearray(self.sound)
            damaged[at] ^= 0x04
            self.database.write_bytes(damaged)
            self.assertRegex(self.go("db", "verify", code=e2e.FAILED).errors, "damaged|no seal")
            done = self.go("cves", "--format", "json", self.folder, code=(e2e.OK, e2e.FAILED))
            if done.code == e2e.OK:
                self.assertEqual(done.out, sound, at)
            refused += done.code == e2e.FAILED
        self.assertGreater(refused, 0)

    def test_verify_says_the_digest_that_sha256sum_says(self):
        told = self.go("db", "verify", "--format", "json").json()
        by_tool = subprocess.run(["sha256sum", self.database], capture_output=True, text=True, check=True)
        self.assertEqual(told["digest"], "sha256:" + by_tool.stdout.split()[0])
        self.assertIn(told["digest"], self.go("db", "verify").text)


class Search(Feeds):
    """db search on records whose names, fixes and ratings are known."""

    VECTORS = {"critical": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "medium": "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N"}

    def setUp(self):
        super().setUp()
        names = ("a-ssl-b", "ssl-tools", "ssl", "python-ssl", "zzz/ssl", "SSL2")
        rated = dict(zip(names, ("critical", "medium", None, None, None, None)))
        for number, name in enumerate(names):
            one = record(9000 + number, name)
            if rated[name]:
                one["severity"] = [{"type": "CVSS_V3", "score": self.VECTORS[rated[name]]}]
            if name == "python-ssl":
                one["affected"][0]["ranges"][0]["events"].pop()  # no fix
            self.put("search", [one])
        self.build()

    def rows(self, *words):
        return self.go("db", "search", "--format", "json", *words).json()

    def test_exact_names_come_first_then_last_parts_beginnings_and_what_contains(self):
        found = [hit["package"].lower() for hit in self.rows("ssl")["hits"]]
        self.assertEqual(found[:2], ["ssl", "zzz/ssl"])
        self.assertEqual(set(found[2:4]), {"ssl-tools", "ssl2"})
        self.assertEqual(set(found[4:]), {"a-ssl-b", "python-ssl"})
        text = self.go("db", "search", "ssl").text.splitlines()
        self.assertEqual([line.split("│")[3].strip().lower() for line in text[2:]], found, "text and JSON agree")

    def test_severity_and_fix_are_shown(self):
        hits = {hit["package"].lower(): hit for hit in self.rows("ssl")["hits"]}
        self.assertEqual([hits[name]["severity"].lower() for name in ("a-ssl-b", "ssl-tools", "ssl")], ["critical", "medium", "unspecified"])
        self.assertEqual((hits["ssl"]["fixed"], hits["python-ssl"]["fixed"]), (["1.2.3"], []))
        cells = [[cell.strip() for cell in line.split("│")] for line in self.go("db", "search", "ssl").text.splitlines()]
        rows = {cell[3].lower(): cell for cell in cells[2:]}
        self.assertEqual(cells[0][1:6], ["Severity", "Ecosystem", "Package", "Affected range", "Fixed in"])
        self.assertEqual((rows["a-ssl-b"][1].lower(), rows["a-ssl-b"][5]), ("critical", "1.2.3"))
        self.assertEqual(rows["python-ssl"][5], "not fixed")

    def test_limit_keeps_the_best_and_tells_how_many_there_are(self):
        for limit in (1, 2, 5):
            found = self.rows("--limit", str(limit), "ssl")
            self.assertEqual((len(found["hits"]), found["total"]), (limit, 6))
            self.assertEqual(found["hits"], self.rows("ssl")["hits"][:limit])
            self.assertIn(f"{limit} of 6 rows; all of them: --limit 6", self.go("db", "search", "--limit", str(limit), "ssl").text)
        self.assertNotIn("--limit", self.go("db", "search", "--limit", "6", "ssl").text)
        self.assertEqual(len(self.rows("left-pad")["hits"]), 100, "a hundred unless asked otherwise")
        for word in ("0", "-1", "x", "1000001"):
            self.go("db", "search", "--limit", word, "ssl", code=e2e.BAD_USAGE)

    def test_ids_are_found_in_any_case(self):
        for word in ("GHSA-9002", "ghsa-9002"):
            self.assertEqual([hit["package"] for hit in self.rows(word)["hits"]], ["ssl"])


if __name__ == "__main__":
    e2e.main()
