#!/usr/bin/env python3
"""Docker Scout's command line, flag by flag: each is run, and acts, or is refused with a reason. What comes of it is
docs/scout-parity.md; UPDATE_GOLDEN=1 writes it."""

import re
import shutil
import tempfile
import unittest
from collections import Counter
from pathlib import Path

import e2e
import peers

PAGE = e2e.ROOT / "docs/scout-parity.md"
ACTS, OTHER, REFUSED = "acts", "acts, under another name", "refused"
COMMON = [("-o FILE", ACTS), ("--output FILE", ACTS), ("--platform linux/amd64", ACTS), ("--ref harbour/demo:1", ACTS), ("--org ours", REFUSED)]
VEX = [("--vex-location VEX", ACTS), ("--vex-author .*", ACTS), ("--only-vex-affected", ACTS), ("--ignore-suppressed", ACTS), ("--vex", REFUSED)]
POLICY = [
    ("--policy-file POLICY", ACTS),
    ("--policy-dir POLICIES", ACTS),
    ("--policy-config CONFIG", ACTS),
    ("--only-policy default-non-root-user", ACTS),
    ("--policy-bundle REGISTRY/policies:1", ACTS),
]
ENVIRONMENT = [("--env production", ACTS), ("--latest", REFUSED), ("--stream production", REFUSED)]
STAGES = [("--multi-stage", ACTS), ("--only-stage build", ACTS)]
IMAGE = ["IMAGE"]
# Command, what it is run with besides, its flags in scout.md's order.
COMMANDS = [
    ("quickview", IMAGE, COMMON + VEX + POLICY + ENVIRONMENT),
    ("qv", IMAGE, []),
    ("cves", IMAGE, COMMON + VEX + [("--env production", ACTS)]
     + [(f"--format {form}", ACTS) for form in ("packages", "sarif", "spdx", "gitlab", "markdown", "sbom", "only-packages")]
     + [("-e", ACTS), ("--exit-code", ACTS), ("--details", ACTS), ("--locations", ACTS)] + STAGES
     + [("--epss", ACTS), ("--epss-score 0.1", ACTS), ("--epss-percentile 0.1", ACTS), ("--only-cisa-kev", ACTS), ("--only-cve-id CVE-2021-44228", ACTS),
        ("--only-severity critical", ACTS), ("--only-metric AV:N", ACTS), ("--only-fixed", ACTS), ("--only-unfixed", ACTS), ("--only-package log4j", ACTS),
        ("--only-package-type npm", ACTS), ("--only-vuln-packages --format only-packages", ACTS), ("--ignore-base", ACTS), ("--only-base", ACTS), ("--local", REFUSED), ("--local-vulndb x", REFUSED)]),
    ("sbom", IMAGE, [one for one in COMMON if "--org" not in one[0]]
     + [(f"--format {form}", ACTS) for form in ("json", "list", "spdx", "cyclonedx")] + [("--only-package-type npm --format list", ACTS), ("--secrets", REFUSED)]),
    ("compare", ["--to", "OTHER", "IMAGE"], COMMON + VEX + POLICY + [("--to-ref harbour/other:1", ACTS), ("--to-stream production", REFUSED)]
     + [(f"--format {form}", ACTS) for form in ("text", "markdown", "json")]
     + [("-x vulnerability", ACTS), ("--exit-on policy", ACTS), ("--exit-on package", ACTS), ("-e", REFUSED), ("--hide-policies", ACTS), ("--ignore-base", ACTS), ("--ignore-unchanged", ACTS)] + STAGES
     + [("--only-fixed", ACTS), ("--only-unfixed", ACTS), ("--only-severity critical", ACTS), ("--only-package-type npm", ACTS)]),
    ("compare", ["IMAGE"], [("--to-env production", ACTS)]),
    ("compare", ["REGISTRY/app:1"], [("--to-latest", ACTS)]),
    ("diff", ["--to", "OTHER", "IMAGE"], []),
    ("recommendations", IMAGE, COMMON + VEX + [("--only-refresh", ACTS), ("--only-update", ACTS), ("--tag 2021.07", ACTS)]),
    ("policy", IMAGE, [one for one in COMMON if "--ref" not in one[0]] + POLICY + VEX + [("-e", ACTS), ("--exit-code", ACTS), ("--result-file FILE", ACTS)]),
    ("policy publish", ["REGISTRY/policies:1"], [("--policy-file POLICY", ACTS), ("--policy-dir POLICIES", ACTS), ("--org ours", REFUSED)]),
    ("environment", ["staging", "IMAGE"], [("-o FILE", ACTS), ("--platform linux/amd64", ACTS), ("--org ours", REFUSED)]),
    ("env", ["staging", "IMAGE"], []),
    ("stream", ["staging", "IMAGE"], []),
    ("push", IMAGE, [("--dry-run", ACTS), ("--sbom", ACTS), ("--platform linux/amd64", ACTS), ("-o FILE", REFUSED), ("--author me", REFUSED), ("--timestamp 2026-01-01", REFUSED), ("--secrets", REFUSED), ("--org ours", REFUSED)]),
    ("watch", [], []),
    ("attestation add", ["--file", "VEX", "--predicate-type", "https://openvex.dev/ns/v0.2.0", "COPY"], [("--referrer", ACTS), ("--referrer-repository x", REFUSED), ("--org ours", REFUSED)]),
    ("attestation get", ["--predicate-type", "https://slsa.dev/provenance/v1", "IMAGE"], [("--predicate", ACTS), ("--ref harbour/demo:1", ACTS), ("--platform linux/amd64", ACTS), ("-o FILE", ACTS), ("--verify", REFUSED), ("--key https://example.com/k.pub", REFUSED), ("--skip-tlog", REFUSED), ("--org ours", REFUSED)]),
    ("attestation list", IMAGE, [("--format list", ACTS), ("--format json", ACTS), ("--predicate-type provenance", ACTS)]),
    ("vex get", IMAGE, [("--verify", REFUSED), ("--key x", REFUSED), ("--skip-tlog", REFUSED)]),
    ("cache df", [], []),
    ("cache prune", [], [("-f", ACTS), ("--force", ACTS), ("--sboms", ACTS)]),
    *[(f"{word}", [], []) for word in ("enroll", "repo", "integration", "config", "docker-cli-plugin-hooks")],
    ("version", [], []),
    ("help", [], []),
    ("", IMAGE, [("--debug", REFUSED), ("--verbose-debug", REFUSED)]),
]  # fmt: skip
# Commands that are words of Docker's service, or planned.
WITHOUT = {"stream", "watch", "enroll", "repo", "integration", "config", "docker-cli-plugin-hooks"}


@unittest.skipUnless(peers.DOCKER_REGISTRY and peers.SKOPEO, "skipped: docker-registry or skopeo absent")
class Parity(e2e.Case):
    @classmethod
    def setUpClass(cls):
        made = Path(tempfile.mkdtemp(prefix="pratique-parity-"))
        cls.addClassCleanup(shutil.rmtree, made)
        cls.made = made
        image = e2e.demo_image(made / "image")
        shutil.copytree(image, made / "other")
        shutil.copytree(image, made / "copy")
        (made / "other/index.json").write_text((made / "other/index.json").read_text().replace("harbour/demo:1", "harbour/other:1"))
        vex = '{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/1", "author": "harbour", "timestamp": "2026-01-01T00:00:00Z", "version": 1, "statements": []}'
        (made / "vex.json").write_text(vex)
        (made / "policies").mkdir()
        shutil.copy(next((e2e.ROOT / "policies/examples").rglob("no*.rego")), made / "policies/one.rego")
        (made / "config.json").write_text('{"policies": [{"name": "healthcheck", "enabled": true}]}')
        cls.words = {
            "IMAGE": image, "OTHER": made / "other", "COPY": made / "copy", "FILE": made / "out", "VEX": made / "vex.json",
            "POLICY": made / "policies/one.rego", "POLICIES": made / "policies", "CONFIG": made / "config.json",
        }  # fmt: skip
        cls.env = {"PRATIQUE_DB": str(made / "advisories.db"), "PRATIQUE_ENVIRONMENTS": str(made / "environments.db"), "XDG_CACHE_HOME": str(made / "cache")}
        assert e2e.run("db", "build", "--feeds", e2e.ROOT / "examples/advisories", env=cls.env).code == e2e.OK
        assert e2e.run("environment", "production", image, env=cls.env).code == e2e.OK
        cls.registry = peers.Registry()
        cls.addClassCleanup(cls.registry.close)
        for tag in ("1", "latest"):
            peers.copy(f"oci:{image}:harbour/demo:1", f"docker://{cls.registry.host}/app:{tag}")
        done = e2e.run("policy", "publish", "--policy-file", cls.words["POLICY"], f"{cls.registry.host}/policies:1", env=cls.env)
        assert done.code == e2e.OK, done

    def said(self, command, words):
        """How it ended, and why where it is refused."""
        done = e2e.run(*command.split(), *[self.words.get(one, str(one).replace("REGISTRY", self.registry.host)) for one in words], env=self.env)
        self.assertNotIn(done.code, range(-64, 0), done)
        if done.code in (e2e.OK, e2e.GATE_FAILED, e2e.INCOMPLETE):
            return ACTS, ""
        last = done.errors.strip().splitlines()[-1]
        return REFUSED, re.sub(r"^pratique: |; see pratique .*--help$", "", last)

    def test_every_flag(self):
        rows = []
        for command, besides, flags in COMMANDS:
            how, why = self.said(command, besides) if command else (ACTS, "")
            if not flags or command in WITHOUT:
                self.assertEqual(how, REFUSED if command in WITHOUT else ACTS, (command, why))
                rows.append((command, "", how, why))
            for flag, want in flags:
                given = flag.split()
                # A flag takes the place of the same one, and an environment that of the image.
                rest = [one for one in besides if one != "IMAGE"] if flag.startswith("--env") else besides
                how, why = self.said(command, [*given, *rest])
                with self.subTest(command=command, flag=flag):
                    self.assertEqual(how, want, why)
                    if how == REFUSED:
                        self.assertNotRegex(why, "^unknown (option|command)")
                rows.append((command, flag, how, why))
        page = self.page(rows)
        if e2e.updates_goldens():
            PAGE.write_text(page)
        self.assertEqual(PAGE.read_text(), page, "UPDATE_GOLDEN=1 writes it")

    def page(self, rows):
        names = {str(path): word for word, path in self.words.items()}
        counts = Counter(how for _, _, how, _ in rows)
        text = (
            "# Docker Scout's command line, flag by flag\n\n"
            "Written by the test `e2e.scout_parity`, which runs each row (commands and flags: Docker Scout's CLI reference of 1.23 and 1.24). *acts*: it is taken and the command does its work with it; what comes of it the other tests of that command say. "
            "*refused*: the program ends with 64 and the reason.\n\n"
            f"{len(rows)} rows: {counts[ACTS]} act, {counts[REFUSED]} are refused.\n\n"
            "| command | flag | | reason |\n|---|---|---|---|\n"
        )
        for command, flag, how, why in rows:
            for path, word in names.items():
                why = why.replace(path, word)
            why = why.replace("|", "\\|").replace("<", "&lt;")
            text += f"| `{command}` | {f'`{flag}`' if flag else ''} | {how} | {why} |\n"
        return text


if __name__ == "__main__":
    e2e.main()
