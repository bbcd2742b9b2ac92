#!/usr/bin/env python3
"""Live patches, from advisories as their publishers write them to the report: a row a case. A row is what is installed, and what comes of
the kernel's vulnerability: open, or closed by which advisory; where it stays open, why."""

import json
import subprocess
from pathlib import Path

import e2e

CVE = "CVE-2026-1001"
RECOMPUTE = Path(e2e.BINARY).parents[2] / "tests/recompute/recompute"


def osv(name, ecosystem, package, fixed, upstream=CVE, **specific):
    return {"id": name, "modified": "2026-05-07T12:00:00Z", "published": "2026-05-07T12:00:00Z", "upstream": [upstream],
            "affected": [{"package": {"ecosystem": ecosystem, "name": package},
                          "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}],
                          "ecosystem_specific": specific}]}


def updateinfo(name, package, version, release):
    return f"""<updates><update from="x@example.com" status="final" type="security" version="1.4"><id>{name}</id><title>x</title>
<issued date="2026-05-07 20:41:00"/><updated date="2026-05-07 23:22:00"/><severity>Important</severity><description>A text.</description>
<references><reference href="https://example.com/{CVE}" id="{CVE}" title="" type="cve"/></references>
<pkglist><collection short="amazon-linux-2023"><name>x</name><package name="{package}" version="{version}" release="{release}" epoch="0" arch="x86_64" src="">
<filename>x.rpm</filename></package></collection></pkglist></update></updates>"""


OSV = [
    osv("RHSA-2026:1", "Red Hat:enterprise_linux:9::baseos", "kernel-core", "0:5.14.0-427.20.1.el9_4"),
    osv("RHSA-2026:2", "Red Hat:rhel_eus:9.4::baseos", "kpatch-patch-5_14_0-427_13_1", "0:1-2.el9_4"),
    osv("SUSE-SU-2026:1-1", "SUSE:Linux Enterprise Module for Basesystem 15 SP5", "kernel-default", "5.14.21-150500.55.19.1",
        binaries=[{"kernel-default": "5.14.21-150500.55.19.1"}]),
    osv("SUSE-SU-2026:2-1", "SUSE:Linux Enterprise Live Patching 15 SP5", "kernel-livepatch-SLE15-SP5_Update_2", "3-150500.2.1",
        binaries=[{"kernel-livepatch-5_14_21-150500_55_12-default": "3-150500.2.1"}]),
    osv("USN-9999-1", "Ubuntu:22.04:LTS", "linux-aws", "5.15.0-1040.45"),
    osv("LSN-0119-1", "Ubuntu:Pro:22.04:LTS", "linux-aws", "5.15.0-1040.45", availability="Livepatch subscription required", module_version="119"),
]
AMAZON = {"kernel/updateinfo.xml": updateinfo("ALAS2023-2026-001", "kernel", "6.1.12", "17.42.amzn2023"),
          "kernel-livepatch/updateinfo.xml": updateinfo("ALAS2023LIVEPATCH-2026-002", "kernel-livepatch-6.1.10-15.42", "1.0", "3.amzn2023")}

RED_HAT, SUSE, AMZN = "redhat/{}?arch=x86_64&distro=rhel-9.4", "suse/{}?arch=x86_64&distro=sles-15.5", "amzn/{}?arch=x86_64&distro=amzn-2023"
RHEL_KERNEL = RED_HAT.format("kernel-core@5.14.0-427.13.1.el9_4")
SUSE_KERNEL = SUSE.format("kernel-default@5.14.21-150500.55.12.1")
AMZN_KERNEL = AMZN.format("kernel@6.1.10-15.42.amzn2023")
OLD = "live-patch-old"
OTHER = "and mends nothing of this one"
NOTHING = "but no advisory says that it has a fix of what is found"

# Kernel, patch, the advisory that closes the finding, or None and what explain says of it.
ROWS = [
    (RHEL_KERNEL, RED_HAT.format("kpatch-patch-5_14_0-427_13_1@1-2.el9_4"), "RHSA-2026:2"),
    (RHEL_KERNEL, RED_HAT.format("kpatch-patch-5_14_0-427_13_1@1-5.el9_4"), "RHSA-2026:2"),
    (RHEL_KERNEL, RED_HAT.format("kpatch-patch-5_14_0-427_13_1@1-1.el9_4"), None, OLD),
    (RHEL_KERNEL, RED_HAT.format("kpatch-patch-5_14_0-427_13_1@0-0.el9_4"), None, OLD),
    (RED_HAT.format("kernel-core@5.14.0-427.16.1.el9_4"), RED_HAT.format("kpatch-patch-5_14_0-427_13_1@1-2.el9_4"), None, OTHER),
    (RED_HAT.format("kernel-core@5.14.0-427.16.1.el9_4"), RED_HAT.format("kpatch-patch-5_14_0-427_16_1@1-9.el9_4"), None, NOTHING),
    (SUSE_KERNEL, SUSE.format("kernel-livepatch-5_14_21-150500_55_12-default@3-150500.2.1"), "SUSE-SU-2026:2-1"),
    (SUSE_KERNEL, SUSE.format("kernel-livepatch-5_14_21-150500_55_12-default@1-150500.11.3.2"), None, OLD),
    (SUSE_KERNEL, SUSE.format("kernel-livepatch-5_14_21-150500_55_7-default@9-150500.2.1"), None, OTHER),
    (AMZN_KERNEL, AMZN.format("kernel-livepatch-6.1.10-15.42@1.0-3.amzn2023"), "ALAS2023LIVEPATCH-2026-002"),
    (AMZN_KERNEL, AMZN.format("kernel-livepatch-6.1.10-15.42@1.0-2.amzn2023"), None, OLD),
]


class LivePatches(e2e.Case):
    def setUp(self):
        super().setUp()
        self.build_database({f"osv/{record['id'].replace(':', '-')}.json": record for record in OSV} | {f"amazon/{path}": text for path, text in AMAZON.items()})

    def document(self, *purls):
        components = [{"type": "library", "name": "x", "version": "1", "purl": f"pkg:{each}"} for each in purls]
        path = self.folder / "packages.cdx.json"
        path.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": components}))
        return path

    def of_kernel(self, found):
        return [each for each in found if each["id"] == CVE and "livepatch" not in each["purl"] and "kpatch" not in each["purl"]]

    def test_a_patch_closes_what_its_vendor_says_it_fixes(self):
        for kernel, patch, closed_by, *why in ROWS:
            with self.subTest(kernel=kernel, patch=patch):
                document = self.document("rpm/" + kernel, "rpm/" + patch)
                found = self.run_program("cves", document, "--show-suppressed", "--format", "json", env=self.env).json()
                (finding,) = self.of_kernel(found["findings"] + found["closed"])
                told = self.run_program("explain", document, CVE, "^kernel", env=self.env).text
                flat = " ".join(told.split())
                if closed_by:
                    name, _, version = patch.partition("?")[0].rpartition("/")[2].partition("@")
                    self.assertEqual((finding["state"], finding["state_by"]), ("not-affected", f"{closed_by}, by the live patch {name} {version}"))
                    self.assertIn("live-patched", flat)
                    self.assertIn("has the fixes of 1 finding", flat)
                else:
                    self.assertEqual(finding["state"], "open")
                    self.assertIn(why[0], flat)

    def test_without_a_patch_nothing_is_said_of_one(self):
        told = self.run_program("explain", self.document("rpm/" + RHEL_KERNEL), CVE, env=self.env).text
        self.assertNotIn("live patch", told)

    def test_notices_of_ubuntus_service_are_about_no_package(self):
        document = self.document("deb/ubuntu/linux-image-5.15.0-1036-aws@5.15.0-1036.40?arch=amd64&distro=ubuntu-22.04&upstream=linux-aws")
        (finding,) = self.run_program("cves", document, "--format", "json", env=self.env).json()["findings"]
        self.assertEqual((finding["id"], finding["state"], finding["fixed"]), (CVE, "open", "5.15.0-1040.45"))
        self.assertEqual({each["advisory"] for each in finding["evidence"]}, {"USN-9999-1"})
        told = " ".join(self.run_program("explain", document, CVE, env=self.env).text.split())
        self.assertIn("LSN-0119-1 (ubuntu) other-product: about product Canonical Livepatch, module 119", told)

    @e2e.needs(RECOMPUTE, "the program recompute")
    def test_what_explain_says_is_what_it_rests_on(self):
        path = self.folder / "explain.json"
        document = self.document("rpm/" + RHEL_KERNEL, "rpm/" + ROWS[0][1], "rpm/" + SUSE_KERNEL, "rpm/" + ROWS[7][1])
        self.run_program("explain", document, "--format", f"json={path}", env=self.env)
        self.assertEqual(subprocess.run([RECOMPUTE, path]).returncode, 0)


if __name__ == "__main__":
    e2e.main()
