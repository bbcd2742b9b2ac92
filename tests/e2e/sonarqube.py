#!/usr/bin/env python3
"""SonarQube's quality gate of the commit that an image was built from, asked of a server of ours that speaks its documented Web API."""

import base64
import http.server
import json
import threading
import urllib.parse

import e2e
import policy


class Sonar(http.server.BaseHTTPRequestHandler):
    """The documented Web API over what `server.project` has."""

    def do_GET(self):
        server = self.server
        server.asked.append(self.path)
        given = self.headers.get("Authorization", "")
        basic = "Basic " + base64.b64encode(f"{server.token}:".encode()).decode()
        if given != (basic if server.old else f"Bearer {server.token}"):
            return self.answer(401, {"errors": [{"msg": "Unauthorized"}]})
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if query.get("project", "a b/c") != "a b/c":
            return self.answer(404, {"errors": [{"msg": "Project not found"}]})
        if url.path == "/sonar/api/project_branches/list":
            return self.answer(200, {"branches": [{"name": name, "isMain": name == "main"} for name in server.branches]})
        if url.path == "/sonar/api/project_analyses/search":
            every = server.branches[query["branch"]]
            page, size = int(query["p"]), int(query["ps"])
            paging = {"pageIndex": page, "pageSize": size, "total": len(every)}
            return self.answer(200, {"paging": paging, "analyses": every[(page - 1) * size : page * size]})
        if url.path == "/sonar/api/qualitygates/project_status":
            return self.answer(200, {"projectStatus": server.gates[query["analysisId"]]})
        return self.answer(404, {})

    def answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class QualityGate(policy.PolicyCase):
    COMMIT = "0123456789abcdef0123456789abcdef01234567"

    def setUp(self):
        super().setUp()
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sonar)
        server.asked, server.old, server.token = [], False, "squ_secret"
        server.branches = {"feature/x": [{"key": "A1", "date": "2026-08-01", "revision": self.COMMIT}],
                           "main": [{"key": f"M{n}", "revision": f"{n:040x}"} for n in range(700)]}
        failing = {"status": "ERROR", "metricKey": "new_coverage", "comparator": "LT", "errorThreshold": "80", "actualValue": "12.5"}
        server.gates = {"A1": {"status": "OK", "conditions": []}, "M699": {"status": "ERROR", "conditions": [failing]}}
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.server = server
        self.env |= {"SONAR_TOKEN": server.token, "SONAR_HOST_URL": f"http://127.0.0.1:{server.server_port}/sonar/"}
        self.settings = self.file("s.json", {"policies": [{"name": "sonarqube-quality-gate", "config": {"project": "a b/c"}}]})

    def ask(self, commit, **how):
        labels = {"org.opencontainers.image.revision": commit} if commit else {}
        image = self.image(f"image{commit[:9]}{len(list(self.folder.iterdir()))}", Labels=labels)
        words = ("--policy-config", self.settings, "--only-policy", "sonarqube-quality-gate", image)
        (one,) = self.document(*words, **how)["policies"]
        return one

    def test_the_gate_of_the_commit(self):
        passed = self.ask(self.COMMIT)
        self.assertEqual((passed["state"], passed["reason"], passed["weight"]), ("pass", "analysis A1 of 2026-08-01 on feature/x", 10))
        failed = self.ask(f"{699:040x}")
        self.assertEqual((failed["state"], [v["message"] for v in failed["violations"]]), ("fail", ["new_coverage is 12.5, less than 80"]))

    def test_a_server_that_knows_basic_only(self):
        self.server.old = True
        self.assertEqual(self.ask(self.COMMIT)["state"], "pass")

    def test_no_data_and_why(self):
        self.assertEqual(self.ask("f" * 40)["reason"], f"no quality gate was reported for {'f' * 40}")
        self.assertIn("which commit", self.ask("")["reason"])
        self.assertIn("401", self.ask(self.COMMIT, env={"SONAR_TOKEN": "wrong"})["reason"])
        self.assertEqual(self.ask(self.COMMIT, env={"SONAR_HOST_URL": ""})["reason"], "no server is named")
        self.server.gates["A1"] = {"status": "NONE"}
        self.assertEqual(self.ask(self.COMMIT)["reason"], f"no quality gate was computed for {self.COMMIT}")
        self.settings = self.file("other.json", {"policies": [{"name": "sonarqube-quality-gate", "config": {"project": "other"}}]})
        self.assertIn("404", self.ask(self.COMMIT)["reason"])

    def test_nobody_is_asked_unless_the_policy_is(self):
        self.policy(self.image("plain", Labels={"org.opencontainers.image.revision": self.COMMIT}))
        self.assertEqual(self.server.asked, [])

    def test_the_token_is_told_nowhere(self):
        done = self.policy("--policy-config", self.settings, "--only-policy", "sonarqube-quality-gate", "--verbose",
                           self.image("told", Labels={"org.opencontainers.image.revision": self.COMMIT}), env={"SONAR_TOKEN": "squ_other"})
        self.assertNotIn("squ_other", done.text + done.errors)


if __name__ == "__main__":
    e2e.main()
