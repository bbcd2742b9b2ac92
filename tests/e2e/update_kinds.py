#!/usr/bin/env python3
"""`db update`: further layouts of publishers, checksums beside files, peers that drip, pulls that were killed. The other layouts and what may
go wrong are in update.py, publishers in feed_server.py."""

import hashlib
import json
import os
import signal
import subprocess
import time

import e2e
import feed_server
import update
from fault_proxy import Status
from update import DAY, NOW, osv


class KindCase(update.UpdateCase):
    """Feeds of one's own, by addresses that name this server: a mirror knows no questions."""

    config = "shipped_feeds: false\nfeeds: {}\n"

    def publish(self):
        pass

    def feed(self, name, **members):
        """The file of feeds has this one, and one record of a crate beside it: a database needs an advisory."""
        self.site.put("beside.example/one.zip", feed_server.zip_of(dict([(f"{osv(1)[0]}.json", osv(1)[1])])))
        rows = {"beside": {"reader": "osv-json", "url": f"{self.server.url}/beside.example/one.zip"}, name: members}
        (self.folder / "pratique.yaml").write_text(json.dumps({"shipped_feeds": False, "feeds": rows}))

    def db_update(self, *words, **how):
        return self.command("db", "update", *words, **({"code": e2e.OK, "seconds": 60} | how))

    def files(self, feed):
        return sorted(str(path.relative_to(self.feeds / feed)) for path in (self.feeds / feed).rglob("*") if path.is_file() and not path.name.startswith(("pratique-", ".pratique-")))

    def start(self, *words):
        return subprocess.Popen([e2e.BINARY, "db", "update", *words], env=self.settings() | {"PATH": os.environ["PATH"]}, cwd=self.folder, stderr=subprocess.DEVNULL)

    def kill_when(self, child, is_time):
        until = time.monotonic() + 60
        while time.monotonic() < until and not is_time() and child.poll() is None:
            time.sleep(0.02)
        self.assertTrue(is_time(), "it did not come so far")
        child.send_signal(signal.SIGKILL)
        child.wait()


class Drips(KindCase):
    """A peer that gives a byte now and then is neither silent nor at its end."""

    def slow_feed(self, **members):
        body = json.dumps({"padding": "x" * 20_000} | json.loads(osv(7)[1])).encode()
        self.site.put("slow.example/one.json", body)
        self.feed("slow", reader="osv-json", url=f"{self.server.url}/slow.example/one.json", **members)

    def test_it_is_given_up_with_a_clear_line_and_what_was_there_stays(self):
        self.slow_feed()
        self.db_update("--all")
        self.assertEqual(len(self.ids()), 2)
        self.site.put("slow.example/one.json", json.dumps({"padding": "y" * 20_000} | json.loads(osv(7, fixed="9.9.9")[1])).encode())
        self.server.spoil("any", feed_server.DeadSlow(100), only="slow.example")
        begun = time.monotonic()
        done = self.db_update("slow", "--patience", "2", code=e2e.INCOMPLETE)
        self.assertLess(time.monotonic() - begun, 30)
        self.assertRegex(done.errors, r"too slow: \d+ bytes in 2 s, again and again")
        self.assertEqual(self.ids()["RUSTSEC-2026-0007"], "2.0.0")
        # What came is not fetched again when it is well.
        part = self.feeds / ".parts/slow/one.json"
        came = part.stat().st_size
        self.assertGreaterEqual(came, 100)
        self.server.forget()
        self.db_update("slow")
        self.assertEqual([seen.headers.get("range") for seen in self.server.asked()], [f"bytes={came}-"])
        self.assertEqual(self.ids()["RUSTSEC-2026-0007"], "9.9.9")

    def test_one_that_recovers_is_gone_on_with(self):
        self.slow_feed()
        self.server.spoil("any", feed_server.DeadSlow(5000), times=1, only="slow.example")
        self.db_update("--all", "--patience", "2")
        ranges = [seen.headers.get("range") for seen in self.server.asked() if "slow" in seen.path]
        self.assertEqual(len(ranges), 2)
        self.assertRegex(ranges[1], r"bytes=50\d\d-")

    def test_small_documents_too(self):
        """Lists and texts, which have no part that would be kept."""
        self.site.put("csaf.example/index.txt", b"2026/a.json\n" * 20)
        self.feed("listed", kind="indexed", reader="osv-json", url=f"{self.server.url}/csaf.example/", index="index.txt", form="paths")
        self.server.spoil("any", feed_server.DeadSlow(3), only="index.txt")
        done = self.db_update("--all", "--patience", "1", code=e2e.INCOMPLETE)
        self.assertIn("too slow: ", done.errors)


class Killed(KindCase):
    """A pull that was ended goes on behind what it had."""

    def cve(self, number):
        return {"id": f"CVE-2026-{number}", "sourceIdentifier": "made@up.example", "published": "2026-01-01T00:00:00.000", "lastModified": "2026-10-01T00:00:00.000",
                "vulnStatus": "Analyzed", "descriptions": [{"lang": "en", "value": "made up"}], "metrics": {}, "references": []}

    def test_a_first_pull_of_nvds_api(self):
        api = feed_server.NvdApi([self.cve(number) for number in range(1000, 1055)])
        self.site.put("nvd.example/cves", api)
        self.feed("api", kind="nvd-api", reader="any", url=f"{self.server.url}/nvd.example/cves", page="10", pause_ms="20")
        begun = NOW
        self.server.spoil("any", feed_server.DeadSlow(50), times=1, only="startIndex=30")
        child = self.start()
        self.kill_when(child, lambda: self.server.paths("startIndex=30"))
        self.assertFalse((self.feeds / "api").exists())
        self.server.forget()
        api.asked.clear()
        self.later(0.5)
        self.db_update()
        self.assertEqual([each["startIndex"] for each in api.asked], ["30", "40", "50"])
        self.assertEqual(len(self.files("api")), 6)
        self.assertEqual(list((self.feeds / ".begun").iterdir()), [])
        # What changed since the first page was asked for is asked for next, not since the last one.
        api.asked.clear()
        self.later(1)
        self.db_update("api")
        self.assertEqual(api.asked[0]["lastModStartDate"][:13], feed_server.rfc3339(begun - 3600)[:13])

    def test_a_pull_of_the_whole_that_is_killed_over_one_that_is_there(self):
        api = feed_server.NvdApi([self.cve(number) for number in range(1000, 1055)])
        self.site.put("nvd.example/cves", api)
        self.feed("api", kind="nvd-api", reader="any", url=f"{self.server.url}/nvd.example/cves", page="10", pause_ms="20", whole_days="5")
        self.db_update()
        self.later(6)
        self.server.forget()
        self.server.spoil("any", feed_server.DeadSlow(50), times=1, only="startIndex=20")
        child = self.start()
        self.kill_when(child, lambda: self.server.paths("startIndex=20"))
        self.assertEqual(len(self.files("api")), 6)
        self.server.forget()
        api.asked.clear()
        self.later(0.1)
        self.db_update("api")
        self.assertEqual([each["startIndex"] for each in api.asked], ["20", "30", "40", "50"])

    def test_what_is_begun_is_forgotten_after_some_days(self):
        api = feed_server.NvdApi([self.cve(number) for number in range(1000, 1025)])
        self.site.put("nvd.example/cves", api)
        self.feed("api", kind="nvd-api", reader="any", url=f"{self.server.url}/nvd.example/cves", page="10", pause_ms="20")
        self.server.spoil("any", feed_server.DeadSlow(50), times=1, only="startIndex=20")
        child = self.start()
        self.kill_when(child, lambda: self.server.paths("startIndex=20"))
        self.server.forget()
        api.asked.clear()
        self.later(9)
        self.db_update()
        self.assertEqual([each["startIndex"] for each in api.asked], ["0", "10", "20"])

    def test_a_page_that_fails_and_one_that_somebody_took_out(self):
        """Pages that came are kept where one cannot be had, and what is missing among them is asked for."""
        api = feed_server.NvdApi([self.cve(number) for number in range(1000, 1045)])
        self.site.put("nvd.example/cves", api)
        self.feed("api", kind="nvd-api", reader="any", url=f"{self.server.url}/nvd.example/cves", page="10", pause_ms="20")
        self.server.spoil("any", Status(404), only="startIndex=30")
        self.db_update(code=e2e.INCOMPLETE)
        self.assertEqual(len(self.files("api")), 3)
        (self.feeds / "api/whole/10.json").unlink()
        self.server.forget()
        api.asked.clear()
        self.db_update("api")
        self.assertEqual([each["startIndex"] for each in api.asked], ["10", "30", "40"])

    def test_documents_of_a_list_without_an_archive(self):
        rows = [{"id": osv(number)[0], "modified": json.loads(osv(number)[1])["modified"]} for number in range(2, 32)]
        self.site.put("records.example/all.json", json.dumps(rows).encode())
        for number in range(2, 32):
            self.site.put(f"records.example/{osv(number)[0]}.json", osv(number)[1])
        self.feed("records", kind="indexed", reader="osv-json", url=f"{self.server.url}/records.example/", index="all.json", form="json", each="{id}.json")
        for number in (27, 28, 29, 30):
            self.server.spoil("any", feed_server.DeadSlow(5), times=1, only=f"{osv(number)[0]}.json")
        child = self.start()
        self.kill_when(child, lambda: len(self.server.paths("-0027.json") + self.server.paths("-0028.json") + self.server.paths("-0029.json") + self.server.paths("-0030.json")) == 4)
        self.server.forget()
        self.db_update()
        asked = {path.rsplit("/", 1)[1] for path in self.server.paths("RUSTSEC")}
        self.assertLessEqual(asked, {f"{osv(number)[0]}.json" for number in range(24, 32)})
        self.assertEqual(len(self.ids()), 31)

    def test_an_archive_that_had_come_is_not_fetched_again(self):
        records = dict(osv(number) for number in range(2, 12))
        feed_server.osv_bucket(self.site, "crates.io", records, NOW - 3 * DAY)
        changed = dict([osv(5, feed_server.rfc3339(NOW - 60), fixed="5.5.5")])
        times = {id: json.loads(body)["modified"] for id, body in (records | changed).items()}
        feed_server.osv_list(self.site, "crates.io", records | changed, times)
        self.feed("crates", kind="indexed", reader="osv-json", url=f"{self.server.url}/{feed_server.OSV}/crates.io/", archive="all.zip", index="modified_id.csv", form="time,id", each="{id}.json")
        self.server.spoil("any", feed_server.DeadSlow(5), times=1, only="-0005.json")
        child = self.start()
        self.kill_when(child, lambda: self.server.paths("-0005.json"))
        self.server.forget()
        self.db_update()
        self.assertEqual([seen.status for seen in self.server.asked() if "all.zip" in seen.path], [304])
        self.assertEqual(self.ids()["RUSTSEC-2026-0005"], "5.5.5")


class Checksums(KindCase):
    def archive(self, fixed):
        return feed_server.zip_of(dict([(f"{osv(7)[0]}.json", osv(7, fixed=fixed)[1])]))

    def lay(self, fixed, digest=None, form="{} *all.zip\n", ending="sha256"):
        body = self.archive(fixed)
        self.site.put("sums.example/all.zip", body)
        found = getattr(hashlib, ending)(body).hexdigest()
        self.site.put(f"sums.example/all.zip.{ending}", form.format(digest or found).encode())
        return f"{ending}:{found}"

    def test_one_that_differs_keeps_what_was_there_and_names_both(self):
        for ending, form in (("sha256", "{}\n"), ("sha256", "{}  ./x/all.zip\n"), ("sha512", "SHA512 (all.zip) = {}\n")):
            with self.subTest(ending=ending, form=form):
                e2e.shutil.rmtree(self.feeds, ignore_errors=True)
                self.now = NOW
                self.feed("sums", reader="osv-json", url=f"{self.server.url}/sums.example/all.zip", checksum="{url}." + ending)
                self.lay("1.0.0", form=form, ending=ending)
                self.db_update("--all")
                self.assertEqual(self.ids()["RUSTSEC-2026-0007"], "1.0.0")
                other = "a" * (64 if ending == "sha256" else 128)
                found = self.lay("2.0.0", digest=other, form=form, ending=ending)
                self.later(1)
                done = self.db_update("sums", code=e2e.INCOMPLETE)
                self.assertIn(f"another checksum than its publisher gives: {found}, expected {ending}:{other}", done.errors.replace("\n", " "))
                self.assertEqual(self.ids()["RUSTSEC-2026-0007"], "1.0.0")
                self.assertIn("another checksum", self.kept()["sums"]["fault"])
                self.lay("2.0.0", form=form, ending=ending)
                self.db_update("sums")
                self.assertEqual(self.ids()["RUSTSEC-2026-0007"], "2.0.0")

    def test_what_has_the_checksum_is_not_asked_for(self):
        self.feed("sums", reader="osv-json", url=f"{self.server.url}/sums.example/all.zip", checksum="{url}.sha256")
        self.lay("1.0.0")
        self.db_update("--all")
        self.server.forget()
        self.db_update("sums")
        self.assertEqual(self.server.paths(), ["sums.example/all.zip.sha256"])

    def test_one_that_is_not_there_or_is_none(self):
        self.feed("sums", reader="osv-json", url=f"{self.server.url}/sums.example/all.zip", checksum="{url}.sha256")
        self.site.put("sums.example/all.zip", self.archive("1.0.0"))
        self.assertIn("all.zip.sha256: HTTP 404", self.db_update("--all", code=e2e.INCOMPLETE).errors)
        self.site.put("sums.example/all.zip.sha256", b"<html>sign in</html>")
        self.assertIn("no checksum of all.zip in it", self.db_update("--all", code=e2e.INCOMPLETE).errors)
        # Where the file of feeds says that there may be none, that is no fault; one that differs is.
        self.site.remove("sums.example/all.zip.sha256")
        self.feed("sums", reader="osv-json", url=f"{self.server.url}/sums.example/all.zip", checksum="{url}.sha256", checksum_may_lack="true")
        self.db_update("--all")
        self.assertEqual(self.ids()["RUSTSEC-2026-0007"], "1.0.0")
        self.lay("2.0.0", digest="b" * 64)
        self.later(1)
        self.db_update("sums", code=e2e.INCOMPLETE)

    def test_of_each_document_of_a_list(self):
        body = osv(7)[1]
        self.site.put("csaf.example/changes.csv", feed_server.csv_of([("2026/7.json", feed_server.rfc3339(NOW - 100))]))
        self.site.put("csaf.example/2026/7.json", body)
        self.site.put("csaf.example/2026/7.json.sha512", (hashlib.sha512(b"another").hexdigest() + "  7.json\n").encode())
        self.feed("csaf", kind="indexed", reader="osv-json", url=f"{self.server.url}/csaf.example/", index="changes.csv", form="path,time", each_checksum="{url}.sha512")
        self.assertIn("another checksum than its publisher gives: sha512:", self.db_update("--all", code=e2e.INCOMPLETE).errors)
        self.site.put("csaf.example/2026/7.json.sha512", (hashlib.sha512(body).hexdigest() + "  7.json\n").encode())
        self.db_update("csaf")
        self.assertIn("RUSTSEC-2026-0007", self.ids())

    def test_the_list_says_what_is_checked(self):
        (self.folder / "pratique.yaml").unlink()
        listed = {}
        for line in self.command("db", "update", "--list").text.splitlines():
            if not line.startswith(" "):
                name = line.split()[0]
            elif line.startswith("    checked: "):
                listed[name] = line.split(": ", 1)[1]
        self.assertEqual(listed["redhat-oval"], "SHA-256 in PULP_MANIFEST")
        self.assertEqual(listed["amazon"], "SHA-256 in repomd.xml")
        self.assertEqual(listed["redhat-vex"], "checksum in {url}.sha256, where there is one")
        self.assertEqual(listed["debian"], "its publisher's certificate only")
        self.assertIn(".meta", listed["nvd"])


class Layouts(KindCase):
    def test_pulp_manifest(self):
        files = {f"RHEL{number}/{osv(number)[0]}.json": osv(number)[1] for number in (7, 8, 9)} | {"RHEL8/readme.txt": b"no", "other/x.json": osv(10)[1]}
        feed_server.pulp_folder(self.site, "pulp.example/oval", files)
        self.feed("oval", kind="pulp-manifest", reader="osv-json", url=f"{self.server.url}/pulp.example/oval/", files="RHEL?/*.json")
        self.db_update("--all")
        self.assertEqual(self.files("oval"), [f"RHEL{number}/{osv(number)[0]}.json" for number in (7, 8, 9)])
        # What has another checksum is fetched; what is not named any more is gone.
        files[f"RHEL8/{osv(8)[0]}.json"] = osv(8, fixed="8.8.8")[1]
        del files[f"RHEL7/{osv(7)[0]}.json"]
        feed_server.pulp_folder(self.site, "pulp.example/oval", files)
        self.server.forget()
        self.later(1)
        self.db_update("oval")
        self.assertEqual([path.rsplit("/", 1)[1] for path in self.server.paths()], ["PULP_MANIFEST", f"{osv(8)[0]}.json"])
        self.assertEqual(self.ids(), {osv(1)[0]: "2.0.0", osv(8)[0]: "8.8.8", osv(9)[0]: "2.0.0"})
        # A checksum that is not the file's; a list that is none.
        files[f"RHEL9/{osv(9)[0]}.json"] = osv(9, fixed="9.9.9")[1]
        feed_server.pulp_folder(self.site, "pulp.example/oval", files, {f"RHEL9/{osv(9)[0]}.json": "0" * 64})
        done = self.db_update("oval", code=e2e.INCOMPLETE)
        self.assertIn("expected sha256:" + "0" * 64, done.errors.replace("\n", " "))
        self.assertEqual(self.ids()[osv(9)[0]], "2.0.0")
        self.site.put("pulp.example/oval/PULP_MANIFEST", b"../../etc/passwd," + b"0" * 64 + b",12\n<html>\n")
        self.assertIn("no list of files with their checksums", self.db_update("oval", code=e2e.INCOMPLETE).errors)
        self.assertEqual(len(self.ids()), 3)

    def updateinfo(self, id, name, build):
        return (f'<updates><update type="security" status="final"><id>{id}</id><title>{name}</title><issued date="2026-11-01"/><severity>important</severity>'
                f'<references><reference type="cve" id="CVE-2026-{name[-4:]}" href="https://x.example/"/></references><pkglist><collection short="amazon-linux-2"><name>x</name>'
                f'<package name="{name}" epoch="0" version="1.0" release="{build}" arch="x86_64"/></collection></pkglist></update></updates>')

    def test_amazons_extras_by_their_catalogue(self):
        topics = [{"n": "docker", "inst": ["docker"], "versions": ["stable"]}, {"n": "golang1.19"}, {"n": "gone"}]
        self.site.put("cdn.example/2/extras-catalog-x86_64.json", json.dumps({"version": 1, "status": "ok", "topics": topics}).encode())
        feed_server.errata_repository(self.site, "cdn.example/2/extras/docker/latest", self.updateinfo("ALAS2DOCKER-2026-001", "docker1001", "1.amzn2"))
        feed_server.errata_repository(self.site, "cdn.example/2/extras/golang1.19/latest", self.updateinfo("ALAS2GOLANG1.19-2026-001", "golang1002", "1.amzn2"))
        config = {"shipped_feeds": False, "feeds": {"extras": {"kind": "amazon-extras", "reader": "amazon-updateinfo", "url": "https://cdn.example/2/extras-catalog-x86_64.json", "each": "https://cdn.example/2/extras/{topic}/latest/mirror.list"}}}
        (self.folder / "pratique.yaml").write_text(json.dumps(config))
        self.update("--all")
        found = {hit["id"] for name in ("docker1001", "golang1002") for hit in self.command("db", "search", "--format", "json", name).json()["hits"]}
        self.assertEqual(found, {"ALAS2DOCKER-2026-001", "ALAS2GOLANG1.19-2026-001"})
        # A topic comes; another's repository fails and stays as it was; one that has a name of no topic is said.
        self.site.put("cdn.example/2/extras-catalog-x86_64.json", json.dumps({"topics": topics + [{"n": "redis6"}, {"n": "../../etc"}]}).encode())
        feed_server.errata_repository(self.site, "cdn.example/2/extras/redis6/latest", self.updateinfo("ALAS2REDIS6-2026-001", "redis61003", "1.amzn2"))
        self.site.remove("cdn.example/2/extras/docker/latest/mirror.list")
        self.later(1)
        self.server.forget()
        self.update("extras", code=e2e.INCOMPLETE)
        self.assertNotIn("etc", " ".join(self.server.paths()))
        self.assertEqual(len(self.files("extras")), 3)
        # No catalogue: all stays.
        self.site.put("cdn.example/2/extras-catalog-x86_64.json", b'{"topics": []}')
        self.assertIn("no topics in it", self.update("extras", code=e2e.INCOMPLETE).errors)
        self.assertEqual(len(self.files("extras")), 3)

    def page(self, id, name, build, day="2026-11-01"):
        return (f"<html><h1 id='{id}'>{id}</h1><b>Amazon Linux 2 Security Advisory:</b> {id}<br/><b>Advisory Release Date:</b> {day} 00:29 Pacific<br/><b>Severity:</b> Important<br/>"
                f"<div id='references'>CVE-2026-1234</div><div id='new_packages'><b>New</b><pre>x86_64:<br/>{name}-1.0-{build}.x86_64<br/></pre></div></html>").encode()

    def rss(self, *items):
        rows = "".join(f"<item><title>{name}</title><link>{link}</link><pubDate>{day}</pubDate></item>" for name, link, day in items)
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>ALAS</title>{rows}</channel></rss>'.encode()

    def test_pages_found_by_an_rss(self):
        base = f"{self.server.url}/alas.example"
        first, second = ("ALAS2-2026-1001", f"{base}/AL2/ALAS2-2026-1001.html", "Sun, 01 Nov 2026 00:00:00 GMT"), ("ALAS2-2026-1002", f"{base}/AL2/ALAS2-2026-1002.html", "Sun, 01 Nov 2026 00:00:00 GMT")
        self.site.put("alas.example/AL2/alas.rss", self.rss(first, second, ("away", "https://elsewhere.example/AL2/x.html", "")))
        self.site.put("alas.example/AL2/ALAS2-2026-1001.html", self.page("ALAS2-2026-1001", "curl", "1.amzn2"))
        self.site.put("alas.example/AL2/ALAS2-2026-1002.html", self.page("ALAS2-2026-1002", "bash", "1.amzn2"))
        self.feed("alas", kind="rss-pages", reader="amazon-html", url=f"{base}/AL2/alas.rss", ending=".html")
        done = self.db_update("--all", code=e2e.INCOMPLETE)
        self.assertIn("items that name no page: 1", done.errors)
        self.assertEqual(len(self.files("alas")), 2)
        self.assertNotIn("elsewhere", " ".join(self.server.paths()))
        # One has another day: it alone is fetched. One is refused: it stays as it was.
        again = (first[0], first[1], "Mon, 16 Nov 2026 00:00:00 GMT")
        self.site.put("alas.example/AL2/alas.rss", self.rss(again, second))
        self.site.put("alas.example/AL2/ALAS2-2026-1001.html", self.page("ALAS2-2026-1001", "curl", "2.amzn2"))
        self.server.forget()
        self.db_update("alas")
        self.assertEqual([path.rsplit("/", 1)[1] for path in self.server.paths()], ["alas.rss", "ALAS2-2026-1001.html"])
        self.assertIn("1.0-2.amzn2", json.dumps(self.command("db", "search", "--format", "json", "curl").json()["hits"]))
        self.site.put("alas.example/AL2/alas.rss", self.rss((first[0], first[1], "Tue, 17 Nov 2026 00:00:00 GMT"), second))
        self.server.spoil("any", Status(403), only="1001.html")
        self.db_update("alas", code=e2e.INCOMPLETE)
        self.assertEqual(len(self.files("alas")), 2)

    def hydra_entry(self, cve, severity="moderate"):
        return {"CVE": cve, "severity": severity, "public_date": "2026-10-01T00:00:00Z", "resource_url": f"https://access.example/hydra/rest/securitydata/cve/{cve}.json"}

    def hydra_document(self, cve, state="Affected"):
        return json.dumps({"name": cve, "threat_severity": "Moderate", "public_date": "2026-10-01T00:00:00Z", "bugzilla": {"description": "made up"},
                           "package_state": [{"product_name": "Red Hat Enterprise Linux 9", "fix_state": state, "package_name": "curl", "cpe": "cpe:/o:redhat:enterprise_linux:9"}]}).encode()

    def test_red_hats_api(self):
        names = [f"CVE-2026-{number}" for number in range(1001, 1026)]
        api = feed_server.Hydra({name: self.hydra_entry(name) for name in names})
        self.site.put("access.example/data/cve.json", api)
        for name in names:
            self.site.put(f"access.example/data/cve/{name}.json", self.hydra_document(name))
        self.feed("hydra", kind="hydra", reader="redhat-hydra", url=f"{self.server.url}/access.example/data/", page="10")
        self.db_update("--all")
        self.assertEqual(api.pages, [1, 2, 3])
        self.assertEqual(len(self.files("hydra")), 25)
        # Only what the list says otherwise of.
        api.entries["CVE-2026-1005"]["severity"] = "critical"
        api.entries["CVE-2026-2000"] = self.hydra_entry("CVE-2026-2000")
        self.site.put("access.example/data/cve/CVE-2026-2000.json", self.hydra_document("CVE-2026-2000", "Will not fix"))
        del api.entries["CVE-2026-1001"]
        self.server.forget()
        self.later(1)
        self.db_update("hydra")
        self.assertEqual(sorted(path.rsplit("/", 1)[1] for path in self.server.paths("/cve/")), ["CVE-2026-1005.json", "CVE-2026-2000.json"])
        self.assertEqual(len(self.files("hydra")), 25)
        # All again after a month; a list that names no CVEs is none.
        self.server.forget()
        self.later(31)
        self.db_update("hydra")
        self.assertEqual(len(self.server.paths("/cve/")), 25)
        api.entries = {"x": {"CVE": "../../etc/passwd"}}
        self.assertIn("no list of CVEs", self.db_update("hydra", code=e2e.INCOMPLETE).errors)
        self.assertEqual(len(self.files("hydra")), 25)

    def node(self, number, day="2026-10-01", fixed="2.0.0"):
        return {"ghsaId": f"GHSA-aaaa-bbbb-{number:04}", "identifiers": [{"type": "CVE", "value": f"CVE-2026-{number:04}"}], "summary": "made up", "severity": "HIGH", "cvssSeverities": {}, "cwes": {"nodes": []},
                "publishedAt": f"{day}T00:00:00Z", "updatedAt": f"{day}T00:00:00Z", "withdrawnAt": None, "references": [],
                "vulnerabilities": {"pageInfo": {"hasNextPage": False}, "nodes": [{"package": {"ecosystem": "RUST", "name": f"crate-{number}"}, "vulnerableVersionRange": f"< {fixed}", "firstPatchedVersion": {"identifier": fixed}}]}}

    def graphql(self, count, **members):
        api = feed_server.Graphql([self.node(number) for number in range(2001, 2001 + count)])
        self.site.put("api.example/graphql", api)
        self.feed("ghsa", **({"kind": "ghsa-graphql", "reader": "ghsa-graphql", "url": f"{self.server.url}/api.example/graphql", "key": "GITHUB_TOKEN", "key_header": "Authorization: Bearer", "page": "10", "refused_ms": "50"} | members))
        return api

    def with_token(self, *words, **how):
        return self.db_update(*words, env={"GITHUB_TOKEN": "secret"}, **how)

    def test_githubs_api(self):
        api = self.graphql(25)
        # No token, or another one.
        self.assertIn("needs a token in GITHUB_TOKEN", self.db_update("--all", code=e2e.INCOMPLETE).errors)
        refused = self.db_update("--all", env={"GITHUB_TOKEN": "wrong-token"}, code=e2e.INCOMPLETE)
        self.assertIn("HTTP 401", refused.errors)
        self.assertNotIn("wrong-token", refused.errors)
        self.with_token("--all")
        self.assertEqual([each["after"] for each in api.asked], [None, "10", "20"])
        self.assertEqual(len(self.ids()), 26)
        # Then what was updated since.
        api.nodes.append(self.node(2099, day="2026-11-20", fixed="9.0.0"))
        api.asked.clear()
        self.later(3)
        self.with_token("ghsa")
        self.assertEqual([each["since"][:10] for each in api.asked], [time.strftime("%Y-%m-%d", time.gmtime(NOW - 3600))])
        self.assertEqual(self.ids()["GHSA-aaaa-bbbb-2099"], "9.0.0")

    def test_githubs_limits(self):
        api = self.graphql(25)
        # Refused for a while: waited for.
        api.refuse = [(403, [("Retry-After", "1")], b"{}"), (200, [], b'{"errors": [{"type": "RATE_LIMITED", "message": "later"}]}')]
        self.with_token("--all")
        self.assertEqual(len(self.ids()), 26)
        # No more questions for long: what came is kept, the next update goes on there.
        e2e.shutil.rmtree(self.feeds)
        self.database.unlink()
        api.remaining, api.reset = 0, feed_server.rfc3339(NOW + 3000)
        done = self.with_token("--all", code=e2e.INCOMPLETE)
        self.assertIn("no more questions are allowed until", done.errors)
        self.assertEqual(len(self.ids()), 11)
        api.remaining = 1000
        api.asked.clear()
        self.with_token("ghsa")
        self.assertEqual([each["after"] for each in api.asked], ["10", "20"])
        self.assertEqual(len(self.ids()), 26)
        # What it says of a question that it does not take.
        api.refuse = [(200, [], b'{"errors": [{"message": "Field \'x\' doesn\'t exist"}]}')]
        self.later(1)
        self.assertIn("refused: Field 'x' doesn't exist", self.with_token("ghsa", code=e2e.INCOMPLETE).errors)
        self.assertEqual(len(self.ids()), 26)

    def test_githubs_api_killed(self):
        api = self.graphql(45)

        def stops(query, headers):
            if len(api.asked) == 3:
                time.sleep(20)
            return api(query, headers)

        self.site.put("api.example/graphql", stops)
        child = subprocess.Popen([e2e.BINARY, "db", "update", "--all"], env=self.settings() | {"PATH": os.environ["PATH"], "GITHUB_TOKEN": "secret"}, cwd=self.folder, stderr=subprocess.DEVNULL)
        self.kill_when(child, lambda: len(self.server.paths("graphql")) == 4)
        self.site.put("api.example/graphql", api)
        api.asked.clear()
        self.with_token("--all")
        self.assertEqual([each["after"] for each in api.asked], ["30", "40"])
        self.assertEqual(len(self.ids()), 46)

    def test_cves_on_a_page(self):
        self.site.put("explore.example/index.html", b"<html><a href='CVE-2026-2001.html'>CVE-2026-2001</a> CVE-2026-2002</html>")
        for number, status in ((2001, "Pending Fix"), (2002, "No Fix Planned")):
            row = {"platform": "Amazon Linux 2 - Core", "package": "curl", "status": status}
            self.site.put(f"explore.example/CVE-2026-{number}.json", json.dumps({"cve_id": f"CVE-2026-{number}", "scores": [], "packages": [row]}).encode())
        self.feed("explore", kind="indexed", reader="amazon-explore", url=f"{self.server.url}/explore.example/", index="index.html", form="cves", each="{id}.json")
        self.db_update("--all")
        hits = {hit["id"]: (hit["status"], hit["reason"]) for hit in self.command("db", "search", "--format", "json", "curl").json()["hits"]}
        self.assertEqual(hits, {"CVE-2026-2001": ("affected", ""), "CVE-2026-2002": ("affected", "will not fix")})
        # A source's defect is that of what is built from it.
        sbom = self.folder / "sbom.json"
        purl = "pkg:rpm/amzn/libcurl@8.0-1.amzn2?arch=x86_64&distro=amzn-2&upstream=curl-8.0-1.amzn2.src.rpm"
        sbom.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": [{"type": "library", "name": "libcurl", "version": "8.0-1.amzn2", "purl": purl}]}))
        findings = self.command("cves", "--format", "json", sbom, code=(e2e.OK, e2e.INCOMPLETE)).json()
        self.assertIn("CVE-2026-2001", json.dumps(findings))


class OfficialImages(KindCase):
    """Library files of Docker's official images: no advisories, and kept like the others."""

    FILE = "Maintainers: A <a@example.com> (@a)\nGitRepo: https://github.com/example/{0}.git\n\nTags: {1}\nGitCommit: 0123456789abcdef0123456789abcdef01234567\n"

    def setUp(self):
        super().setUp()
        self.lay({"alpine": "3.20.3, 3.20", "golang": "1.22"})
        self.feed("official-images", reader="official-images", url=f"{self.server.url}/github.example/master.tar.gz")

    def settings(self):
        return super().settings() | {"PRATIQUE_BASE_INDEX": str(self.folder / "index.db")}

    def lay(self, tags):
        files = {f"library/{name}": self.FILE.format(name, each).encode() for name, each in tags.items()}
        self.site.put("github.example/master.tar.gz", feed_server.tar_gz_of(files, "official-images-master/"))

    def known(self):
        return self.command("base", "index", "list", "--format", "json").json()["official"]

    def test_they_are_taken_into_the_index(self):
        done = self.db_update()
        self.assertIn("Supported tags of 2 official images taken into the index of base images", done.errors)
        self.assertEqual(self.known(), 2)
        # The database has the advisory beside them, and knows nothing of these.
        self.assertEqual(set(self.ids()), {osv(1)[0]})
        status = self.status()
        self.assertEqual((status["missing"], status["kept"]), ([], []))
        self.assertNotIn("Supported tags", self.db_update("official-images").errors)
        # An index that was removed is made anew.
        (self.folder / "index.db").unlink()
        self.db_update("official-images")
        self.assertEqual(self.known(), 2)
        self.later(2)
        self.lay({"alpine": "3.20.3, 3.20", "golang": "1.22", "node": "22"})
        self.db_update()
        self.assertEqual(self.known(), 3)

    def test_by_a_mirror(self):
        self.command("db", "mirror", self.folder / "copy")
        self.assertFalse((self.folder / "index.db").exists())
        self.server.forget()
        self.db_update("--mirror", self.folder / "copy")
        self.assertEqual(self.server.paths(), [])
        self.assertEqual(self.known(), 2)

    def test_what_is_none_is_told_and_nothing_is_lost(self):
        self.db_update()
        self.later(2)
        self.site.put("github.example/master.tar.gz", feed_server.tar_gz_of({"README.md": b"no"}, "x/"))
        done = self.db_update(code=e2e.INCOMPLETE)
        self.assertIn("official-images", done.errors)
        self.assertEqual(self.known(), 2)
        self.site.put("github.example/master.tar.gz", b"<html>")
        done = self.db_update("official-images", code=e2e.INCOMPLETE)
        self.assertIn("official-images: stale", done.errors)
        # What has no advisories is nothing that the database lacks.
        self.assertEqual(self.status()["kept"], [])


if __name__ == "__main__":
    e2e.main()
