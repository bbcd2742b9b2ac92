#!/usr/bin/env python3
"""What must not vanish: packages and notes that links, whiteouts, folders of databases or emptiness could hide."""

import base64
import hashlib
import json
import tarfile

import e2e
import images

ALPINE = ("etc/os-release", b'ID=alpine\nVERSION_ID=3.18.9\nPRETTY_NAME="Alpine 3.18"\n')
BROKEN = b"{ no json"


def hard_link(name, target):
    return images.member(name, kind=tarfile.LNKTYPE, link=target)


class HiddenCase(e2e.Case):
    def image(self, *layers):
        """The inventory of an image of these lists of members; each list is one layer."""
        layout = images.Layout(self.folder / f"image{len(list(self.folder.iterdir()))}")
        layout.image([images.tar(*layer) for layer in layers])
        document, _ = self.sbom(layout.write())
        return document

    def tree(self, files):
        top = self.folder / f"tree{len(list(self.folder.iterdir()))}"
        for path, data in files.items():
            (top / path).parent.mkdir(parents=True, exist_ok=True)
            (top / path).write_bytes(data)
        return self.sbom(f"fs://{top}")[0]

    def incomplete(self, document, code, words=""):
        found = [n for n in document["notes"] if n["code"] == code and n.get("incomplete")]
        self.assertTrue(found, document["notes"])
        self.assertIn(words, found[0]["message"])
        return found[0]


class Links(HiddenCase):
    def test_error_of_a_hard_link_whose_other_name_is_gone(self):
        """Whichever name the bytes came under, the name that shows has the error."""
        base = [("tmp/x", BROKEN), hard_link("app/package-lock.json", "tmp/x")]
        for layers in ([base], [base, [("tmp/.wh.x", b"")]], [base, [("tmp/.wh..wh..opq", b"")]], [base, [("tmp/x", b"")]]):
            note = self.incomplete(self.image(*layers), "unreadable")
            self.assertEqual(note["file"], "app/package-lock.json")

    def test_note_of_a_hard_link_whose_other_name_is_gone(self):
        """A file that is read in part: its note stays too."""
        text = b'{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0"},"node_modules/":{"version":"1"}}}'
        base = [("first/package-lock.json", text), hard_link("app/package-lock.json", "first/package-lock.json")]
        for top in ([("first/.wh.package-lock.json", b"")], [(".wh.first", b"")]):
            document = self.image(base, top)
            self.assertEqual(e2e.packages(document), {("a", "1.0.0")})
            self.assertEqual(self.incomplete(document, "unreadable")["file"], "app/package-lock.json")

    def test_error_through_a_symbolic_link(self):
        """A link to a hard link whose first name is gone."""
        base = [
            ("tmp/x", BROKEN),
            hard_link("data/store", "tmp/x"),
            images.symlink("app/package-lock.json", "../data/store"),
        ]
        self.assertEqual(
            self.incomplete(self.image(base, [("tmp/.wh.x", b"")]), "unreadable")["file"], "app/package-lock.json"
        )

    def test_a_hard_link_to_nothing(self):
        for path, incomplete in (("app/package-lock.json", False), ("lib/apk/db/installed", True)):
            document = self.image([hard_link(path, "lost/file")])
            (note,) = [n for n in document["notes"] if n["code"] == "unreadable"]
            self.assertEqual((note["file"], note["incomplete"]), (path, incomplete))
            self.assertIn("leads to no file of the image: lost/file", note["message"])

    def test_a_wanted_link_to_nothing_is_told_whatever_wants_it(self):
        wanted = (
            "app/package-lock.json", "app/node_modules/a/package.json", "app/requirements.txt", "app/Gemfile.lock",
            "usr/lib/python3/dist-packages/a-1.0.dist-info/METADATA", "srv/lib/a-1.0.jar", "app/Cargo.lock",
            "srv/vendor/composer/installed.json", "usr/share/gems/specifications/rack-2.0.1.gemspec",
        )  # fmt: skip
        for path in wanted:
            for link in (hard_link(path, "lost/file"), images.symlink(path, "/lost/file")):
                with self.subTest(path=path, link=link):
                    notes = [n for n in self.image([link])["notes"] if n["code"] == "unreadable"]
                    self.assertEqual([(n["file"], n.get("incomplete", False)) for n in notes], [(path, False)])
                    self.assertIn("leads to no file of the image", notes[0]["message"])
        for path in ("app/index.js", "usr/share/doc/a/copyright"):
            notes = self.image([images.symlink(path, "/lost/file")])["notes"]
            self.assertEqual([n for n in notes if n["code"] == "unreadable"], [])

    def test_a_chain_of_links_is_followed_as_far_as_an_engine_does(self):
        """Hard links have no end; of symbolic ones Linux follows 40."""
        apk = b"P:musl\nV:1.2.4-r2\nA:x86_64\n\n"
        hard = [("data/0", apk)] + [hard_link(f"data/{i}", f"data/{i - 1}") for i in range(1, 60)]
        document = self.image([ALPINE, *hard, hard_link("lib/apk/db/installed", "data/59")])
        self.assertEqual(e2e.packages(document), {("musl", "1.2.4-r2")})
        for length, packages in ((38, {("musl", "1.2.4-r2")}), (60, set())):
            soft = [("data/0", apk)] + [images.symlink(f"data/{i}", str(i - 1)) for i in range(1, length)]
            document = self.image([ALPINE, *soft, images.symlink("lib/apk/db/installed", f"/data/{length - 1}")])
            self.assertEqual(e2e.packages(document), packages)
        self.assertEqual(self.incomplete(document, "unreadable")["file"], "lib/apk/db/installed")
        self.incomplete(document, "no-package-database")

    def test_a_folder_hides_a_file_of_its_name_below_without_an_entry_of_its_own(self):
        metadata = b"Metadata-Version: 2.1\nName: x\nVersion: %d\n"
        below = [("opt/x.egg-info", metadata % 1)]
        for top in ([("opt/x.egg-info/PKG-INFO", metadata % 2)], [("opt/x.egg-info/.wh.y", b""), ("opt/x.egg-info/PKG-INFO", metadata % 2)]):
            self.assertEqual(e2e.packages(self.image(below, top)), {("x", "2")})
        self.assertEqual(e2e.packages(self.image(below, [("opt/x.egg-info/other", b"")])), set())

    def test_later_writes_to_the_first_name_do_not_change_the_second(self):
        metadata = b"Metadata-Version: 2.1\nName: six\nVersion: 1.%d.0\n"
        name = "usr/lib/python3/dist-packages/six-1.16.0.dist-info/METADATA"
        base = [("tmp/x", metadata % 16), hard_link(name, "tmp/x")]
        for later in ([base, [("tmp/x", metadata % 99)]], [base, [("tmp/.wh.x", b"")]], [base, [("tmp/x/folder", b"")]],
                      [base, [(".wh.tmp", b"")]], [[*base, ("tmp/x", metadata % 99)]]):  # fmt: skip
            self.assertEqual(e2e.packages(self.image(*later)), {("six", "1.16.0")})

    def test_a_database_behind_a_link_that_a_later_layer_deletes_is_told(self):
        apk = b"P:musl\nV:1.2.4-r2\nA:x86_64\n\n"
        for link in (images.symlink("lib/apk", "/data/apk"), images.symlink("lib/apk/db/installed", "/data/apk/db/installed")):
            base = [ALPINE, ("data/apk/db/installed", apk), link]
            for gone in ("data/apk/db/.wh.installed", "data/.wh.apk", ".wh.data", "lib/.wh.apk"):
                self.incomplete(self.image(base, [(gone, b"")]), "no-package-database", "its packages are unknown")

    def test_a_lock_file_that_is_not_read_behind_a_link(self):
        """Told by its name alone: no layer is read again for it."""
        for link in (images.symlink("app/deno.lock", "../data/x"), hard_link("app/deno.lock", "data/x")):
            layout = images.Layout(self.folder / f"image{len(list(self.folder.iterdir()))}")
            layout.image([images.tar(("data/x", b"a@1:"), link)])
            document, done = self.sbom(layout.write(), "--verbose")
            self.incomplete(document, "not-read", "1 lock file is not read yet: app/deno.lock")
            self.assertIn("0 further passes", done.errors)

    def test_error_in_a_file_that_is_gone_is_none(self):
        document = self.image(
            [ALPINE, ("lib/apk/db/installed", b"P:a\nV:1-r0\n\n"), ("app/package-lock.json", BROKEN)],
            [("app/.wh.package-lock.json", b"")],
        )
        self.assertEqual([n for n in document["notes"] if n.get("incomplete")], [])


class Databases(HiddenCase):
    def test_a_deleted_database_is_kept_whatever_its_folder(self):
        apk = b"P:musl\nV:1.2.4-r2\nA:x86_64\n\n"
        status = images.deb(("tool", "1.0-1"))
        for path, data in [(f"{top}lib/apk/db/installed", apk) for top in ("", "usr/", "var/")] + [
            (f"{top}lib/dpkg/status", status[1][1]) for top in ("", "usr/", "var/")
        ]:
            with self.subTest(path):
                folder, name = path.rsplit("/", 1)
                for whiteout in (f"{folder}/.wh.{name}", f"{path.split('/')[0]}/.wh..wh..opq"):
                    document = self.image([status[0], (path, data)], [(whiteout, b"")])
                    self.assertEqual(len(document["components"]), 1)
                    self.assertEqual(document["components"][0]["properties"]["pratique:database"], "removed")
                    self.assertEqual(self.incomplete(document, "database-removed")["file"], path)

    def test_unfinished_packages_are_a_database(self):
        states = ["triggers-pending", "triggers-awaited", "half-configured", "unpacked"]
        status = "".join(
            f"Package: p{i}\nStatus: install ok {state}\nArchitecture: amd64\nVersion: 1.0-1\n\n"
            for i, state in enumerate(states)
        )
        document = self.image([images.deb()[0], ("var/lib/dpkg/status", status.encode())])
        self.assertEqual([c["properties"]["pratique:state"] for c in document["components"]], states)
        self.assertEqual([n["code"] for n in document["notes"]], ["half-installed"])

    def test_a_root_inside_is_not_the_system(self):
        document = self.image(
            [ALPINE, ("lib/apk/db/installed", b""), ("srv/jail/lib/apk/db/installed", b"P:musl\nV:1.2.3-r0\n\n")]
        )
        self.assertEqual(document["components"][0]["properties"]["pratique:root"], "srv/jail")
        self.incomplete(document, "no-package-database", "its packages are unknown")

    def test_an_empty_database_is_none(self):
        self.incomplete(self.image([ALPINE, ("lib/apk/db/installed", b"")]), "no-package-database")

    def test_a_root_inside_is_judged_by_its_own_release_or_not_at_all(self):
        """Whatever the image's own database is: empty, missing, a link to nothing, of another package manager."""
        apk, jail = "lib/apk/db/installed", "srv/jail/lib/apk/db/installed"
        musl = b"P:musl\nV:1.1.24-r2\nA:x86_64\n\n"
        release = ("srv/jail/etc/os-release", b"ID=alpine\nVERSION_ID=3.10.9\n")
        for own in ([(apk, b"")], [], [images.symlink(apk, "../gone")], [images.symlink("lib/apk", "/gone")]):
            document = self.image([ALPINE, *own, (jail, musl), release])
            self.assertEqual(e2e.purls(document), ["pkg:apk/alpine/musl@1.1.24-r2?arch=x86_64&distro=alpine-3.10.9"])
            self.incomplete(document, "no-package-database", "its packages are unknown")
        # A link that is meant for whoever is inside leads to the image's own file.
        inside = [images.symlink("srv/jail/etc/os-release", "/etc/os-release"),
                  images.symlink("srv/jail/etc/alpine-release", "/usr/lib/os-release")]  # fmt: skip
        document = self.image([ALPINE, (apk, musl), (jail, b"P:b\nV:1-r0\n\n"), *inside])
        self.assertIn("pkg:apk/alpine/b@1-r0", e2e.purls(document))
        document = self.image([ALPINE, (jail, musl), *inside, ("srv/jail/usr/lib/os-release", release[1])])
        self.assertEqual(e2e.purls(document), ["pkg:apk/alpine/musl@1.1.24-r2?arch=x86_64&distro=alpine-3.10.9"])
        debian = images.deb(("tool", "1.0-1"))
        document = self.image([*debian, (jail, musl), release])
        self.assertIn("pkg:apk/alpine/musl@1.1.24-r2?arch=x86_64&distro=alpine-3.10.9", e2e.purls(document))
        self.assertEqual([n for n in document["notes"] if n.get("incomplete")], [])
        document = self.image([*debian, (jail, musl)])
        self.assertIn("pkg:apk/alpine/musl@1.1.24-r2?arch=x86_64", e2e.purls(document))
        self.assertEqual([n["code"] for n in document["notes"]], ["unknown-system"])
        document = self.image([debian[0], (apk, musl)])
        self.assertEqual(e2e.purls(document), ["pkg:apk/alpine/musl@1.1.24-r2?arch=x86_64"])
        self.incomplete(document, "no-package-database", "its packages are unknown")

    def test_two_databases_that_differ_are_told_of_every_kind(self):
        one, two = b"P:a\nV:1-r0\n\n", b"P:a\nV:1-r0\n\nP:b\nV:1-r0\n\n"
        deb = images.deb(("tool", "1.0-1"))
        other = images.deb(("tool", "1.0-2"))[1][1]
        for first, second in ((("usr/lib/apk/db/installed", one), ("lib/apk/db/installed", two)),
                              ((deb[1][0], deb[1][1]), ("usr/lib/dpkg/status", other))):  # fmt: skip
            os_release = ALPINE if "apk" in first[0] else deb[0]
            for layers in ([[os_release, first, second]], [[os_release, second], [first]], [[os_release, first], [second]]):
                note = self.incomplete(self.image(*layers), "second-database", "1 of its packages")
                self.assertEqual(note["file"], second[0])


class NotRead(HiddenCase):
    def told(self, document):
        return [n["message"].split(";")[0] for n in document["notes"] if n["code"] == "not-read"]

    def test_a_lock_file_alone_is_told(self):
        for path, data in {
            "deno.lock": b"{}",
            "Podfile.lock": b"PODS:\n",
            "go.mod": b"module example.org/a\nrequire example.org/b v1.0.0\n",
            "pom.xml": b"<project><dependencies><dependency/></dependencies></project>",
            "paket.lock": b"NUGET\n",
            "pylock.toml": b"lock-version = '1.0'\n",
            "rebar.lock": b"[].",
            "bun.lockb": bytes(8),
        }.items():
            with self.subTest(path):
                document = self.tree({f"app/{path}": data})
                self.incomplete(document, "not-read", f"file is not read yet: app/{path}")
                self.incomplete(document, "no-packages")
                done = self.run_program("sbom", "--strict", self.folder / "tree0", code=e2e.INCOMPLETE)
                self.assertIn("not-read", done.text)

    def test_an_image_whose_packages_are_installed_is_not_incomplete(self):
        base = images.deb(("tool", "1.0-1")) + [images.npm("a", "1.0.0"), ("app/deno.lock", b"a@1:\n")]
        inner = [("app/node_modules/a/deno.lock", b""), ("app/node_modules/a/bun.lockb", b"")]
        self.assertEqual([n for n in self.image(base + inner)["notes"] if n.get("incomplete")], [])
        # A later layer takes the modules away: bundled, perhaps.
        self.assertEqual(
            self.told(self.image(base, [("app/.wh.node_modules", b"")])),
            ["1 lock file is not read yet: app/deno.lock (npm)"],
        )

    def test_many_of_a_kind_are_one_note(self):
        document = self.tree({f"p{i}/deno.lock": b"" for i in range(5)} | {"q/bun.lockb": b""})
        self.assertEqual(
            self.told(document),
            [
                "1 lock file is not read yet: q/bun.lockb (npm)",
                "5 lock files are not read yet: p0/deno.lock, p1/deno.lock, p2/deno.lock and 2 more (npm)",
            ],
        )

    def test_another_package_manager_is_told(self):
        document = self.image(
            [
                ("etc/os-release", b"ID=solus\n"),
                ("var/lib/eopkg/package/bash-5.2-1/metadata.xml", b"<PISI/>"),
                ("var/lib/eopkg/package/zlib-1.3-1/metadata.xml", b"<PISI/>"),
            ]
        )
        self.incomplete(document, "not-read", "eopkg's database")
        self.incomplete(document, "no-package-database")


LOCK = "usr/share/tool/poetry.lock"
DEBIAN = "Debian Tool Team <team+tool@tracker.debian.org>"


def lock(version):
    return f'[[package]]\nname = "django"\nversion = "{version}"\n'.encode()


def status(maintainer=DEBIAN, version="1.0-1", name="tool"):
    return (
        f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\n"
        f"Maintainer: {maintainer}\n\n"
    ).encode()


class Ownership(HiddenCase):
    """A system package answers for a language package only as long as the file is what it installed."""

    SYSTEM = images.deb()[0]
    LIST = ("var/lib/dpkg/info/tool.list", f"/.\n/usr\n/usr/share/tool\n/{LOCK}\n".encode())

    def base(self, data=lock("1.11.0"), sums=None, maintainer=DEBIAN, version="1.0-1"):
        more = [("var/lib/dpkg/info/tool.md5sums", sums.encode())] if sums else []
        return [self.SYSTEM, ("var/lib/dpkg/status", status(maintainer, version)), self.LIST, (LOCK, data), *more]

    def django(self, *layers):
        document = self.image(*layers)
        (found,) = [c for c in document["components"] if "django" in c["purl"]]
        replaced = [n["message"] for n in document["notes"] if n["code"] == "replaced-file"]
        return found, replaced

    def assert_owned(self, *layers):
        found, replaced = self.django(*layers)
        self.assertIn("/tool@", found.get("owner", ""))
        self.assertEqual(replaced, [])

    def assert_replaced(self, *layers):
        found, replaced = self.django(*layers)
        self.assertNotIn("owner", found)
        self.assertEqual(len(replaced), 1)
        self.assertIn(f"{LOCK} (of tool)", replaced[0])

    def sum_of(self, data, path=LOCK):
        return f"{hashlib.md5(data).hexdigest()}  {path}\n"

    def test_path_and_layer_fit(self):
        self.assert_owned(self.base())
        self.assert_owned([("etc/motd", b"")], self.base(), [("etc/motd", b"x")])

    def test_a_later_layer_replaces_the_file(self):
        self.assert_replaced(self.base(lock("4.2.20")), [(LOCK, lock("1.11.0"))])

    def test_the_digest_decides_where_there_is_one(self):
        good, bad = self.sum_of(lock("1.11.0")), self.sum_of(lock("4.2.20"))
        self.assert_owned(self.base(sums=good))
        self.assert_replaced(self.base(sums=bad))  # by hand, in a squashed image
        self.assert_owned(self.base(sums=good), [(LOCK, lock("1.11.0"))])  # chown in a later layer
        self.assert_replaced(self.base(lock("4.2.20"), sums=bad), [(LOCK, lock("1.11.0"))])

    def test_a_reinstalled_package_owns_its_file_again(self):
        again = [("var/lib/dpkg/status", status()), self.LIST, (LOCK, lock("1.11.0"))]
        self.assert_owned(self.base(lock("4.2.20")), [("var/lib/dpkg/status", status(version="0.9"))], again)
        self.assert_owned(self.base(lock("4.2.20")), again)

    def test_an_upgrade_brings_its_own_file(self):
        upgrade = [("var/lib/dpkg/status", status(version="2.0-1")), (LOCK, lock("1.11.0"))]
        self.assert_owned(self.base(lock("4.2.20")), upgrade)
        self.assert_replaced(self.base(lock("4.2.20")), upgrade, [(LOCK, lock("1.11.0"))])

    def test_packages_of_others_shield_nothing(self):
        for maintainer in ("vendor", "Acme <packages@acme.example>", "A <a@debian.org.example>", ""):
            with self.subTest(maintainer):
                found, replaced = self.django(self.base(maintainer=maintainer))
                self.assertNotIn("owner", found)
                self.assertIn("/tool@", found["properties"]["pratique:listed-by"])
                self.assertEqual(replaced, [])
        for version in ("1.0-1+deb12u1", "1.0-1~deb12u3", "1.0-1+b2", "1.0-1ubuntu2.1"):
            self.assert_owned(self.base(maintainer="A <a@private.example>", version=version))
        for version in ("1.0-1~ubuntu22.04.1", "1.0-1ubuntu1~ppa1", "1.0-1+deb12", "1.0+build"):
            self.assertNotIn("owner", self.django(self.base(maintainer="A <a@b.example>", version=version))[0])

    def test_a_status_folder_has_a_layer_for_each_package(self):
        def distroless(name, *files):
            return [
                (f"var/lib/dpkg/status.d/{name}", status(name=name)),
                (f"var/lib/dpkg/status.d/{name}.md5sums", "".join(self.sum_of(d, p) for p, d in files).encode()),
                *files,
            ]

        layers = [[self.SYSTEM, *distroless("base")], distroless("tool", (LOCK, lock("1.11.0")))]
        self.assert_owned(*layers)
        self.assert_replaced(*layers[:1], distroless("tool", (LOCK, lock("4.2.20"))), [(LOCK, lock("1.11.0"))])

    def test_a_database_that_is_a_layer_of_its_own(self):
        """Builders that assemble images of packages write the database last, or once."""
        files = [(LOCK, lock("1.11.0"))]
        database = self.base()[:3]
        self.assert_owned(files, database)
        self.assert_replaced(database, files)

    def test_a_removed_database_still_owns(self):
        gone = [("var/lib/.wh.dpkg", b"")]
        self.assert_owned(self.base(), gone)
        self.assert_replaced(self.base(lock("4.2.20")), gone, [(LOCK, lock("1.11.0"))])

    def test_a_merged_usr(self):
        path = "lib/tool/poetry.lock"
        layer = [
            self.SYSTEM,
            images.symlink("lib", "usr/lib"),
            ("var/lib/dpkg/status", status()),
            ("var/lib/dpkg/info/tool.list", f"/.\n/lib\n/{path}\n".encode()),
            ("usr/" + path, lock("1.11.0")),
        ]
        self.assert_owned(layer)
        self.assert_owned(layer + [("var/lib/dpkg/info/tool.md5sums", self.sum_of(lock("1.11.0"), path).encode())])

    def test_apk(self):
        def installed(data, more="o:tool\nc:" + 40 * "a" + "\n"):
            digest = base64.b64encode(hashlib.sha1(data).digest()).decode()
            folder, name = LOCK.rsplit("/", 1)
            return (
                "lib/apk/db/installed",
                f"P:tool\nV:1.0-r0\nA:x86_64\n{more}F:{folder}\nR:{name}\nZ:Q1{digest}\n\n".encode(),
            )

        new = lock("1.11.0")
        self.assert_owned([ALPINE, installed(new), (LOCK, new)])
        self.assert_owned([ALPINE, installed(new), (LOCK, lock("1"))], [(LOCK, new)])
        self.assert_replaced([ALPINE, installed(lock("4.2.20")), (LOCK, new)])
        for more in ("", "o:tool\n", "c:" + 40 * "a" + "\n", "o:tool\nc:" + 40 * "a" + "-dirty\n"):
            found, _ = self.django([ALPINE, installed(new, more), (LOCK, new)])
            self.assertNotIn("owner", found)
            self.assertIn("pratique:listed-by", found["properties"])

    def test_a_root_inside_owns_its_own_files_only(self):
        """A package of a chroot lists "usr/share/tool/…": that is a file of the chroot, not of the image."""
        jail = [("srv/jail/" + name, data) for name, data in [("var/lib/dpkg/status", status()), self.LIST]]
        self.assertNotIn("owner", self.django([*images.deb(("other", "1")), *jail, (LOCK, lock("1.11.0"))])[0])
        self.assert_owned([*images.deb(("other", "1")), *jail, ("srv/jail/" + LOCK, lock("1.11.0"))])

    def test_the_same_through_an_sbom(self):
        """Whoever reads the document sees the same owner."""
        for layers in ([self.base()], [self.base(), [(LOCK, lock("1.10.0"))]]):
            document = self.image(*layers)
            path = images.write(self.folder / "a.json", json.dumps(document).encode())
            self.assertEqual(self.sbom(f"sbom://{path}")[0]["components"], document["components"])


class Cut(HiddenCase):
    def test_an_archive_of_files_that_ends_early_is_told_wherever_it_was_cut(self):
        whole = images.tar(ALPINE, ("lib/apk/db/installed", b"P:musl\nV:1.2.4-r0\n\n"), ("app/x", bytes(1500)), ("app/y", b"y"))
        end = len(whole.rstrip(b"\0"))
        end += -end % 512
        document, _ = self.sbom(f"fs://{images.write(self.folder / 'whole.tar', whole)}")
        self.assertEqual(document["notes"], [])
        for blocks in range(2, end // 512 + 1):  # from behind the first member on; before it, it is no archive
            with self.subTest(blocks=blocks):
                target = images.write(self.folder / f"cut{blocks}.tar", whole[: 512 * blocks])
                document, _ = self.sbom(f"fs://{target}")
                self.incomplete(document, "unreadable")
                self.run_program("cves", "-e", f"fs://{target}", code=e2e.INCOMPLETE)
        for zeros in (1, 2, 20):  # one block of zeros is an end to GNU tar as well
            marked = images.write(self.folder / f"zeros{zeros}.tar", whole[:end] + bytes(512 * zeros))
            self.assertEqual(self.sbom(f"fs://{marked}")[0]["notes"], [])


class Nothing(HiddenCase):
    def test_no_package_at_all_is_incomplete(self):
        program = ("bin/static", b"\x7fELF" + bytes(60))
        for name, document in {
            "scratch": self.image([program]),
            "no file": self.image([]),
            "no layer": self.image(),
            "an empty database": self.image([("lib/apk/db/installed", b"")]),
            "a system": self.image([ALPINE]),
            "a source tree": self.tree({"src/main.c": b"int main;"}),
            "a root filesystem": self.tree({ALPINE[0]: ALPINE[1]}),
        }.items():
            with self.subTest(name):
                self.assertEqual(document["components"], [])
                self.incomplete(document, "no-packages", "nothing can be said")

    def test_an_sbom_of_nothing_is_incomplete(self):
        for text in (
            '{"bomFormat":"CycloneDX","specVersion":"1.6","components":null}',
            '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}',
            '{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","packages":[]}',
            json.dumps({"schema": "pratique/inventory/1", "subject": {"kind": "image"}, "components": [], "notes": []}),
        ):
            path = images.write(self.folder / "empty.json", text.encode())
            self.incomplete(self.sbom(f"sbom://{path}")[0], "no-components")


if __name__ == "__main__":
    e2e.main()
