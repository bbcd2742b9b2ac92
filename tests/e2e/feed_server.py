#!/usr/bin/env python3
"""Publishers of advisories on this machine: what they publish lies under HOST/PATH as they lay it out, and any answer can be spoilt.

    with FeedServer() as server:
        osv_bucket(server.site, "crates.io", {"RUSTSEC-1": b"{…}"})      # all.zip, modified_id.csv, a file for each record
        ... db update --mirror server.url …                              # or a pratique.yaml whose addresses begin with server.url
        server.spoil("any", Cut(1000), times=1, only="all.zip")          # faults of fault_proxy.py and those below

The site answers as good publishers do: ETag, Last-Modified, 304, ranges. Faults beside those of fault_proxy.py:
    Html()                  a page for people, with 200
    Body(bytes)             another body
    Truncated(size)         the first bytes only, as if that were all: with a Content-Length that fits
    Skewed(seconds)         the publisher's clock (Date, Last-Modified) is so many seconds ahead
    Bare()                  neither ETag nor Last-Modified, and no 304
    DeadSlow(first)         so many bytes, then one each second
"""

import csv
import email.utils
import gzip
import hashlib
import io
import json
import re
import tarfile
import threading
import time
import zipfile
from urllib.parse import parse_qs, unquote, urlsplit

import fault_proxy
from fault_proxy import Answer, Fault

OSV = "osv-vulnerabilities.storage.googleapis.com"


class Site:
    """What is published: paths without the first "/". A body may be a function of the query and the request's headers, with what was
    sent as ":body"; it gives (status, headers, body)."""

    def __init__(self):
        self.lock, self.files = threading.Lock(), {}

    def put(self, path, body, modified=None, media_type="application/octet-stream"):
        with self.lock:
            self.files[path] = (body, modified or time.time() - 3600, media_type)

    def remove(self, path):
        with self.lock:
            del self.files[path]

    def answer(self, target, headers):
        parts = urlsplit(target)
        with self.lock:
            found = self.files.get(unquote(parts.path).lstrip("/"))
        if not found:
            return Answer(404, [("Content-Type", "text/html")], b"<html>not here</html>")
        body, modified, media_type = found
        if callable(body):
            status, more, body = body(parse_qs(parts.query), headers)
            return Answer(status, more, body)
        etag = '"' + hashlib.sha256(body).hexdigest()[:20] + '"'
        day = email.utils.formatdate(modified, usegmt=True)
        said = [("ETag", etag), ("Last-Modified", day), ("Content-Type", media_type), ("Accept-Ranges", "bytes")]
        asked = headers.get("If-None-Match")
        if asked == etag or (asked is None and headers.get("If-Modified-Since") == day):
            return Answer(304, said, b"")
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", headers.get("Range", ""))
        if not wanted or headers.get("If-Range", etag) not in (etag, day):
            return Answer(200, said, body)
        first, last = int(wanted[1]), min(int(wanted[2] or len(body)), len(body) - 1)
        if first >= len(body):
            return Answer(416, [("Content-Range", f"bytes */{len(body)}")], b"")
        return Answer(206, said + [("Content-Range", f"bytes {first}-{last}/{len(body)}")], body[first : last + 1])


class Handler(fault_proxy.Handler):
    def forward(self, without=()):
        headers = {name.title(): value for name, value in self.headers.items() if name.lower() not in without}
        headers[":body"] = self.body
        answer = self.server.owner.site.answer(self.path, headers)
        answer.headers.append(("Date", email.utils.formatdate(time.time(), usegmt=True)))
        return answer


class FeedServer(fault_proxy.FaultProxy):
    def __init__(self):
        super().__init__(with_elsewhere=False)
        self.site = Site()
        self.server.RequestHandlerClass = Handler

    def paths(self, only=""):
        """What was asked, without the first "/"."""
        with self.lock:
            return [seen.path.lstrip("/") for seen in self.asked() if only in seen.path]

    def asked(self):
        """Every request but the one by which a mirror is told from a copy of publishers."""
        return [seen for seen in self.seen if not seen.path.endswith("/pratique-mirror.json")]

    def forget(self):
        with self.lock:
            self.rules.clear()
            self.seen.clear()


class Html(Fault):
    def answer(self, handler):
        handler.whole(200, [("Content-Type", "text/html; charset=utf-8")], b"<!DOCTYPE html>\n<html><body>Please sign in</body></html>\n")


class Body(Fault):
    def __init__(self, body):
        self.body = body

    def answer(self, handler):
        handler.whole(200, [], self.body)


class Truncated(Fault):
    def __init__(self, size):
        self.size = size

    def answer(self, handler):
        answer = handler.forward(without=("if-none-match", "if-modified-since"))
        handler.whole(answer.status, answer.without("etag"), answer.body[: self.size])


class Skewed(Fault):
    def __init__(self, seconds):
        self.seconds = seconds

    def answer(self, handler):
        answer = handler.forward()
        day = email.utils.formatdate(time.time() + self.seconds, usegmt=True)
        handler.whole(answer.status, answer.without("date", "last-modified") + [("Date", day), ("Last-Modified", day)], answer.body)


class Bare(Fault):
    def answer(self, handler):
        answer = handler.forward(without=("if-none-match", "if-modified-since", "range", "if-range"))
        handler.whole(answer.status, answer.without("etag", "last-modified", "accept-ranges"), answer.body)


class DeadSlow(Fault):
    def __init__(self, first):
        self.first = first

    def answer(self, handler):
        answer = handler.forward()
        handler.head(answer.status, answer.headers, len(answer.body))
        handler.raw(answer.body[: self.first])
        for at in range(self.first, len(answer.body)):
            handler.wait(1)
            if not handler.raw(answer.body[at : at + 1]):
                return


# How publishers lay out what they have.


def rfc3339(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def zip_of(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


def tar_gz_of(files, folder=""):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, body in files.items():
            member = tarfile.TarInfo(folder + name)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return out.getvalue()


def osv_bucket(site, ecosystem, records, made=None, newest=None):
    """`records`: {id: document as bytes}. Their times are those of `modified`; the zip was made at `made`."""
    base = f"{OSV}/{ecosystem}/"
    times = {id: json.loads(body)["modified"] for id, body in records.items()}
    site.put(base + "all.zip", zip_of({f"{id}.json": body for id, body in sorted(records.items())}), made, "application/zip")
    osv_list(site, ecosystem, records, times, newest)


def osv_list(site, ecosystem, records, times, newest=None):
    """The list of changes and the single records, without the zip."""
    base = f"{OSV}/{ecosystem}/"
    rows = sorted(((time, id) for id, time in times.items()), reverse=True)
    site.put(base + "modified_id.csv", "".join(f"{time},{id}\n" for time, id in rows).encode(), newest, "text/csv")
    for id, body in records.items():
        site.put(f"{base}{id}.json", body, None, "application/json")


def csaf_directory(site, base, documents, times, archive_day, archived, deleted=()):
    """`documents`: {"2024/cve-1.json": bytes}; `archived`: those that are in the archive; `deleted`: [(path, time)]."""
    name = f"csaf_vex_{archive_day}.tar.gz"
    site.put(f"{base}/archive_latest.txt", name.encode() + b"\n")
    site.put(f"{base}/{name}", tar_gz_of(archived))
    rows = sorted(times.items(), key=lambda row: row[1], reverse=True)
    site.put(f"{base}/changes.csv", csv_of([(path, time) for path, time in rows]))
    site.put(f"{base}/deletions.csv", csv_of(sorted(deleted, key=lambda row: row[1], reverse=True)))
    site.put(f"{base}/index.txt", "".join(f"{path}\n" for path in sorted(documents)).encode())
    for path, body in documents.items():
        site.put(f"{base}/{path}", body, None, "application/json")


def csv_of(rows):
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def nvd_year(site, base, year, document):
    """The packed file of a year, with its .meta, whose checksum is of the unpacked."""
    body = json.dumps(document).encode()
    packed = gzip.compress(body, mtime=0)
    site.put(f"{base}/nvdcve-2.0-{year}.json.gz", packed)
    meta = f"lastModifiedDate:2026-11-25T03:00:00-05:00\r\nsize:{len(body)}\r\nzipSize:{len(packed)}\r\ngzSize:{len(packed)}\r\nsha256:{hashlib.sha256(body).hexdigest().upper()}\r\n"
    site.put(f"{base}/nvdcve-2.0-{year}.meta", meta.encode())


def epss(site, path, rows, day):
    lines = [f"#model_version:v2025.03.14,score_date:{day}T00:00:00+0000", "cve,epss,percentile", *rows]
    site.put(path, gzip.compress("\n".join(lines).encode() + b"\n", mtime=0), None, "application/gzip")


def pulp_folder(site, base, files, checksums=()):
    """`files`: {name: bytes}, with their PULP_MANIFEST; `checksums`: {name: another one than it has}."""
    lines = []
    for name, body in sorted(files.items()):
        site.put(f"{base}/{name}", body)
        lines.append(f"{name},{dict(checksums).get(name) or hashlib.sha256(body).hexdigest()},{len(body)}\n")
    site.put(f"{base}/PULP_MANIFEST", "".join(lines).encode())


def errata_repository(site, base, updateinfo):
    """A repository of rpms with its updateinfo.xml, named by repomd.xml; `updateinfo`: text; and the list of mirrors that leads to it."""
    body = gzip.compress(updateinfo.encode(), mtime=0)
    digest = hashlib.sha256(body).hexdigest()
    site.put(f"packages.example/{base}/repodata/{digest}-updateinfo.xml.gz", body)
    xml = f'<?xml version="1.0"?><repomd xmlns="http://linux.duke.edu/metadata/repo"><data type="updateinfo"><checksum type="sha256">{digest}</checksum><location href="repodata/{digest}-updateinfo.xml.gz"/></data></repomd>'
    site.put(f"packages.example/{base}/repodata/repomd.xml", xml.encode())
    site.put(f"{base}/mirror.list", f"https://packages.example/{base}/\n".encode())


class Hydra:
    """Red Hat's API: pages of a list, {CVE: entry}; documents are put beside it."""

    def __init__(self, entries):
        self.entries, self.pages = entries, []

    def __call__(self, query, headers):
        size, page = int(query["per_page"][0]), int(query["page"][0])
        self.pages.append(page)
        names = sorted(self.entries, reverse=True)[(page - 1) * size : page * size]
        return 200, [("Content-Type", "application/json")], json.dumps([self.entries[name] for name in names]).encode()


class Graphql:
    """GitHub's API: advisories by the time when they were updated, pages by a cursor, a token, a limit of questions."""

    def __init__(self, nodes, token="secret"):
        self.nodes, self.token, self.asked, self.remaining, self.reset = nodes, token, [], 1000, "2026-11-18T00:00:00Z"
        self.refuse = []

    def __call__(self, query, headers):
        if headers.get("Authorization") != f"Bearer {self.token}":
            return 401, [], b'{"message": "Bad credentials"}'
        asked = json.loads(headers[":body"])
        self.asked.append(asked["variables"])
        if self.refuse:
            return self.refuse.pop(0)
        first, after, since = (asked["variables"][key] for key in ("first", "after", "since"))
        nodes = sorted((node for node in self.nodes if node["updatedAt"] >= (since or "")), key=lambda node: (node["updatedAt"], node["ghsaId"]))
        at = int(after or 0)
        page = {"hasNextPage": at + first < len(nodes), "endCursor": str(at + first)}
        document = {"data": {"securityAdvisories": {"pageInfo": page, "nodes": nodes[at : at + first]}, "rateLimit": {"remaining": self.remaining, "resetAt": self.reset}}}
        return 200, [("Content-Type", "application/json")], json.dumps(document).encode()


class NvdApi:
    """Pages of CVEs by the time when they were modified, and 403 to whoever asks more often than allowed."""

    def __init__(self, records, in_seconds=0.0):
        self.records, self.in_seconds, self.last, self.asked = records, in_seconds, 0.0, []
        self.lock = threading.Lock()

    def __call__(self, query, headers):
        with self.lock:
            now = time.monotonic()
            too_early, self.last = now - self.last < self.in_seconds, now
            self.asked.append({key: values[0] for key, values in query.items()})
        if too_early:
            return 403, [], b"slow down"
        first, size = int(query.get("startIndex", ["0"])[0]), min(int(query.get("resultsPerPage", ["2000"])[0]), 2000)
        begin, end = query.get("lastModStartDate", [""])[0][:19], query.get("lastModEndDate", ["9"])[0][:19]
        found = [record for record in self.records if begin <= record["lastModified"][:19] <= end]
        document = {
            "resultsPerPage": len(found[first : first + size]),
            "startIndex": first,
            "totalResults": len(found),
            "format": "NVD_CVE",
            "version": "2.0",
            "timestamp": rfc3339(time.time())[:-1] + ".000",
            "vulnerabilities": [{"cve": record} for record in found[first : first + size]],
        }
        return 200, [("Content-Type", "application/json")], json.dumps(document).encode()
