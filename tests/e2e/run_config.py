#!/usr/bin/env python3
"""Policies on how an image is run (--with): Compose files and Kubernetes manifests."""

import e2e
import images
import policy

COMPOSE = """\
x-hard: &hard
  read_only: true
  cap_drop: [ALL]
  security_opt: ["no-new-privileges:true"]
  mem_limit: 128m
services:
  web:
    <<: *hard
    image: registry.example.com/shop/web:${TAG:-1}
    user: "10001"
    environment: {API_TOKEN: 0a1b2c3d4e5f60718293}
    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
  db:
    image: postgres:16
    privileged: true
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
  - name: web
    image: registry.example.com/shop/web
    securityContext: {runAsNonRoot: true, readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
    resources: {limits: {memory: 1Gi}}
"""
RUN = ["run-drop-capabilities", "run-no-host-mounts", "run-no-new-privileges", "run-no-privileged", "run-no-secrets-in-environment",
       "run-non-root", "run-read-only-root", "run-resource-limits"]


class Running(policy.PolicyCase):
    def named(self, name="registry.example.com/shop/web:1"):
        """An archive whose image is called so."""
        path = self.folder / "image.tar"
        path.write_bytes(images.docker_archive([(name, [policy.LAYER])]))
        return path

    def told(self, *words):
        policies = {one["name"]: one for one in self.document(*words)["policies"] if one["name"] in RUN}
        return {name: (one["state"], [v["message"] for v in one["violations"]]) for name, one in policies.items()}

    def test_the_service_that_runs_the_image_is_asked(self):
        compose = self.file("compose.yaml", COMPOSE)
        told = self.told("--with", compose, self.named())
        self.assertEqual(sorted(told), RUN)
        failed = {name: messages for name, (state, messages) in told.items() if state == "fail"}
        self.assertEqual(failed, {
            "run-no-host-mounts": [f"{compose}:12: service web mounts /var/run/docker.sock of the host, the socket of an engine"],
            "run-no-secrets-in-environment": [f"{compose}:11: service web has the value of API_TOKEN in its environment"],
        })
        self.assertEqual({state for state, _ in told.values()}, {"pass", "fail"})
        everything = self.policy("--with", compose, self.named()).text
        self.assertNotIn("0a1b2c3d", everything)

    def test_a_manifest_and_a_service_by_its_name(self):
        pod, compose = self.file("pod.yaml", POD), self.file("compose.yaml", COMPOSE)
        self.assertEqual({state for state, _ in self.told("--with", pod, self.named()).values()}, {"pass"})
        self.assertEqual(self.told("--with", f"{compose}#db", self.named())["run-no-privileged"],
                         ("fail", [f"{compose}:15: service db is privileged"]))
        wrong = self.policy("--with", f"{compose}#wep", self.named(), code=e2e.BAD_USAGE)
        self.assertIn('no service or container "wep"; did you mean web?', wrong.errors)

    def test_without_a_file_or_a_service_there_is_no_data(self):
        self.assertFalse(self.told(self.named()), "not asked unless a file is named")
        (one,) = self.document("--only-policy", "run-non-root", self.named())["policies"]
        self.assertEqual((one["state"], one["remedy"]), ("no-data", "name a Compose file or a manifest by --with"))
        compose = self.file("compose.yaml", COMPOSE)
        (one,) = self.document("--only-policy", "run-non-root", "--with", compose, self.named("other:1"))["policies"]
        self.assertEqual((one["state"], one["reason"]), (
            "no-data", "no service runs this image: there are service web (registry.example.com/shop/web:1), service db (postgres:16)"))

    def test_the_only_service_that_is_built_runs_it(self):
        compose = self.file("compose.yaml", "services:\n  app: {build: ., read_only: true}\n  db: {image: postgres}\n")
        told = self.told("--with", compose, self.image())
        self.assertEqual(told["run-read-only-root"][0], "pass")

    def test_what_is_no_such_file_is_one_line(self):
        image = self.image()
        for text, why in (("a: b\n", "neither a Compose file nor a Kubernetes manifest"), ("services: {a: [}\n", "line 1"),
                          ("services: {a: 1}\n", 'service "a" is no map')):
            done = self.policy("--with", self.file("x.yaml", text), image, code=e2e.FAILED)
            self.assertIn(why, done.errors)


if __name__ == "__main__":
    e2e.main()
