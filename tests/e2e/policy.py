#!/usr/bin/env python3
"""Policies: built-in and in Rego, their settings, the gate and the score; bundles in a real registry; tests, lint and explain."""

import json
import unittest

import e2e
import images
import peers
import schema

LAYER = images.tar(*images.deb(("curl", "7.88.1-1"), ("libc6", "2.36-9")), images.npm("minimist", "1.1.0"))
SMALLEST = """\
# METADATA
# title: No curl in the image
# custom: {name: no-curl, result_type: generic, weight: 5, not_compliant_title: curl found, details_order: [purl]}
package docker.scout
import rego.v1
default pass := false
pass if count(violation) == 0
violation contains {"message": sprintf("%s is shipped", [a.purl]), "detail": {"purl": a.purl}, "remediation": "drop it in the final stage"} if {
  some a in oci.referrer("https://scout.docker.com/sbom/v0.1").statement.predicate.artifacts
  scout.parse_purl(a.purl).name == "curl"
}
"""


def rego(name, body, more=""):
    return f"# METADATA\n# title: {name}\n# custom: {{name: {name}{more}}}\npackage docker.scout\nimport rego.v1\n{body}\n"


class PolicyCase(e2e.Case):
    def setUp(self):
        super().setUp()
        self.env = {"HOME": str(self.folder), "XDG_CACHE_HOME": str(self.folder / "cache"), "PRATIQUE_PREFER_ATTESTATION": "false"}

    def image(self, name="image", **config):
        layout = images.Layout(self.folder / name)
        layout.image([LAYER], config=config)
        return layout.write()

    def file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if isinstance(text, str) else json.dumps(text))
        return path

    def policy(self, *words, code=e2e.OK, **how):
        return self.run_program("policy", *words, env=self.env | how.pop("env", {}), code=code, **how)

    def document(self, *words, **how):
        done = self.policy("--format", "json", *words, **how)
        document = done.json()
        if schema.HAS_VALIDATOR:
            written = self.file("policy.json", document)
            schema.validate(self, e2e.ROOT / "docs/api/policy.schema.json", [written])
        return document

    def states(self, *words, **how):
        return {one["name"]: one["state"] for one in self.document(*words, **how)["policies"]}


class Rego(PolicyCase):
    def test_the_smallest_policy_of_scout_runs_unchanged(self):
        result = self.folder / "result.json"
        written = self.file("no-curl.rego", SMALLEST)
        document = self.document("--policy-file", written, "--result-file", result, self.image())
        (policy,) = document["policies"]
        self.assertEqual((policy["name"], policy["state"], policy["title"]), ("no-curl", "fail", "curl found"))
        (violation,) = policy["violations"]
        self.assertTrue(violation["message"].startswith("pkg:deb/debian/curl@7.88.1-1"), violation)
        self.assertEqual(violation["remediation"], "drop it in the final stage")
        (name, entry), = json.loads(result.read_text()).items()
        self.assertEqual((name, entry["pass"]), ("no-curl", False))
        self.assertEqual(entry["violations"], [violation["detail"]])
        self.assertFalse(entry["bindings"]["pass"])
        self.assertGreater(entry["metrics"]["timer_rego_query_eval_ns"], 0)
        self.assertEqual(document["score"]["grade"], "F")

    def test_files_turn_the_built_in_ones_off_and_the_gate_says_so(self):
        passing = self.file("a.rego", rego("a", "pass := true"))
        failing = self.file("b.rego", rego("b", "default pass := false"))
        image = self.image()
        self.assertEqual(self.states("--policy-file", passing, image), {"a": "pass"})
        self.assertIn("default-non-root-user", self.states(image))
        self.policy("-e", "--policy-file", passing, image)
        self.policy("-e", "--policy-file", passing, "--policy-file", failing, image, code=e2e.GATE_FAILED)
        self.policy("-e", "--policy-file", failing, "--only-policy", "b", image, code=e2e.GATE_FAILED)
        blind = self.file("c.rego", rego("c", "pass if cosign.verify_image(`a`, {})"))
        self.policy("-e", "--policy-file", blind, image, code=e2e.INCOMPLETE)

    def test_settings_reach_each_policy_by_its_name(self):
        body = "default pass := false\npass if count(input.artifacts) <= object.get(data.config, `most`, 1)"
        folder = self.file("policies/a.rego", rego("a", body)).parent
        self.file("policies/deep/b.rego", rego("b", body))
        settings = self.file("s.json", {"policies": [{"name": "b", "weight": 90, "config": {"most": 100}}]})
        document = self.document("--policy-dir", folder, "--policy-config", settings, self.image())
        self.assertEqual([(p["name"], p["state"], p["weight"]) for p in document["policies"]], [("b", "pass", 90), ("a", "fail", 10)])
        # 90 of 100 points: exactly at the border.
        self.assertEqual((document["score"]["grade"], document["score"]["percent"]), ("B", 90))

    def test_prints_are_told_with_name_and_line(self):
        written = self.file("a.rego", rego("a", "pass if print(`user`, input.source.image.config.config.User)"))
        settings = self.file("s.json", {"debug": True})
        done = self.policy("--policy-file", written, "--policy-config", settings, self.image(User="app"))
        self.assertIn("a#6: user app", done.text)
        self.assertNotIn("user app", self.policy("--policy-file", written, self.image("two", User="app")).text)

    def test_what_loops_or_allocates_is_stopped_and_the_others_are_asked(self):
        loop = "pass if { some i in numbers.range(1, 9000); some j in numbers.range(1, 9000); some k in numbers.range(1, 9000); i + j + k == 0 }"
        hoard = "x := [y | some i in numbers.range(1, 100000000); y := sprintf(`%0200d`, [i])]\npass if count(x) > 0"
        words = []
        for name, body in (("loop", loop), ("hoard", hoard), ("well", "pass := true")):
            words += ["--policy-file", self.file(f"{name}.rego", rego(name, body))]
        document = self.document(*words, self.image(), seconds=60)
        policies = {one["name"]: one for one in document["policies"]}
        self.assertEqual(policies["loop"]["reason"], "the policy took more than 5 s of the processor's time")
        self.assertEqual(policies["hoard"]["reason"], "the policy held more than 512 MiB")
        self.assertEqual(policies["well"]["state"], "pass")

    def test_wrong_files_are_one_line_with_their_place(self):
        image = self.image()
        broken = self.file("broken.rego", "package docker.scout\nimport rego.v1\npass if {\n")
        self.assertIn("broken.rego", self.policy("--policy-file", broken, image, code=e2e.FAILED).errors)
        nameless = self.file("nameless.rego", "pass := true\n")
        self.assertIn("no package is declared first", self.policy("--policy-file", nameless, image, code=e2e.FAILED).errors)
        one = self.file("one.rego", rego("a", "pass := true"))
        settings = self.file("s.json", {"policies": [{"name": "b"}]})
        wrong = self.policy("--policy-file", one, "--policy-config", settings, image, code=e2e.BAD_USAGE)
        self.assertIn('no policy "b"', wrong.errors)
        self.policy("--only-policy", "nothing", image, code=e2e.BAD_USAGE)


class BuiltIn(PolicyCase):
    def test_the_user_of_an_image(self):
        words = ("--only-policy", "default-non-root-user")
        self.assertEqual(self.states(*words, self.image("a")), {"default-non-root-user": "fail"})
        self.assertEqual(self.states(*words, self.image("b", User="0:0")), {"default-non-root-user": "fail"})
        self.assertEqual(self.states(*words, self.image("c", User="65532")), {"default-non-root-user": "pass"})

    def test_the_team_s_settings_stand_in_pratique_yaml(self):
        self.file("pratique.yaml", "policies:\n  - name: default-non-root-user\n    enabled: false\n")
        self.assertNotIn("default-non-root-user", self.states(self.image()))
        self.file("pratique.yaml", "policies:\n  - name: default-non-root-user\n    wieght: 3\n")
        wrong = self.policy(self.folder / "image", code=e2e.BAD_USAGE)
        self.assertIn('a policy has no "wieght"; did you mean weight?', wrong.errors)

    def test_the_score_is_explained_line_by_line(self):
        done = self.policy("--explain-score", "--only-policy", "default-non-root-user", self.image(User="app"))
        self.assertIn("Policy status  SUCCESS  (1/1 policies met)", done.text)
        self.assertIn("Health score   A  (100%)", done.text)
        self.assertIn("5 of 5 points are 100.0 %, more than 90 %: A", done.text)


@unittest.skipUnless(peers.DOCKER_REGISTRY, "skipped: docker-registry absent")
class Bundles(PolicyCase):
    def setUp(self):
        super().setUp()
        self.registry = peers.Registry()
        self.addCleanup(self.registry.close)

    def test_a_bundle_is_pushed_pulled_and_kept_by_digest(self):
        folder = self.file("p/no-curl.rego", SMALLEST).parent
        self.file("p/no-curl_test.rego", "package docker.scout_test\n")
        reference = f"{self.registry.host}/team/policies:1"
        done = self.policy("publish", "--policy-dir", folder, "--format", "json", reference)
        published = done.json()
        self.assertEqual(published["policies"], ["no-curl"])
        image = self.image()
        asked = self.document("--policy-bundle", reference, "--verbose", image)
        (policy,) = asked["policies"]
        self.assertEqual((policy["name"], policy["state"]), ("no-curl", "fail"))
        self.assertIn(published["digest"], policy["origin"])
        again = self.policy("--policy-bundle", reference, "--verbose", image)
        self.assertIn("from the cache", again.errors)
        # By its digest nobody is asked at all.
        self.registry.process.terminate()
        self.registry.process.wait()
        pinned = f"{self.registry.host}/team/policies@{published['digest']}"
        self.assertEqual(self.states("--policy-bundle", pinned, image), {"no-curl": "fail"})

    def test_without_files_the_built_in_policies_are_published(self):
        reference = f"{self.registry.host}/team/built-in:1"
        self.policy("publish", reference)
        own = self.file("own.rego", rego("own", "pass := true"))
        states = self.states("--policy-bundle", reference, "--policy-file", own, self.image())
        self.assertIn("default-non-root-user", states)
        self.assertEqual(states["own"], "pass")

    def test_what_is_no_bundle_or_no_policy_is_refused(self):
        wrong = self.file("wrong.rego", "package docker.scout\nimport rego.v1\npass if {\n")
        self.policy("publish", "--policy-file", wrong, f"{self.registry.host}/x:1", code=e2e.FAILED)
        self.policy("--policy-bundle", f"{self.registry.host}/x:1", self.image(), code=e2e.FAILED)


class Tools(PolicyCase):
    def test_the_examples_pass_their_tests_and_cover_themselves(self):
        document = self.policy("test", e2e.ROOT / "policies/examples", "--format", "json", seconds=60).json()
        self.assertEqual(document["failed"], 0, document["tests"])
        self.assertGreaterEqual(len(document["coverage"]), 12)
        for one in document["coverage"]:
            self.assertGreater(one["covered"], 0, one)
        if schema.HAS_VALIDATOR:
            schema.validate(self, e2e.ROOT / "docs/api/policy-done.schema.json", [self.file("t.json", document)])

    def test_a_test_that_fails_is_told_with_its_line(self):
        folder = self.file("p/a.rego", rego("a", "default pass := false")).parent
        self.file("p/a_test.rego", "package docker.scout_test\nimport data.docker.scout\nimport rego.v1\ntest_it if scout.pass\n")
        done = self.policy("test", folder, code=e2e.GATE_FAILED)
        self.assertIn("a_test.rego:4: test_it failed: is false or undefined", done.text)

    def test_lint_tells_faults_and_remarks(self):
        done = self.policy("lint", self.file("bare.rego", "package docker.scout\nimport rego.v1\npass := true\n"))
        self.assertIn("remark: ", done.text)
        self.assertIn("1 policy, no error", done.text)
        self.policy("lint", self.file("wrong.rego", "package docker.scout\npass := \n"), code=e2e.GATE_FAILED)
        self.assertIn("13 policies, no error", self.policy("lint", e2e.ROOT / "policies/examples").text)

    def test_explain_says_what_a_policy_can_be_told(self):
        self.assertIn("default-non-root-user: Default non-root user", self.policy("explain").text)
        self.assertIn("Weight 5", self.policy("explain", "default-non-root-user").text)
        self.policy("explain", "default-non-root-usr", code=e2e.BAD_USAGE)


if __name__ == "__main__":
    e2e.main()
