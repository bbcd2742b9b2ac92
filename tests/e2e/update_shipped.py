#!/usr/bin/env python3
"""`db update` of the program's own list, each feed laid out where its publisher has it (feed_layouts.py): its address, kind and reader fit
each other and the publisher's own files. What goes wrong on the way is in update.py."""

import json

import e2e
import feed_layouts
import update

# Osv.dev's archives do not have these ecosystems in ../shared; records of PyPI stand in their place.
FEWEST = 90


@e2e.needs(e2e.SHARED / "advisories", "../shared")
class Shipped(update.UpdateCase):
    def setUp(self):
        super().setUp()
        (self.folder / "pratique.yaml").unlink()

    def publish(self):
        pass

    def listed(self):
        path = self.folder / "list.json"
        self.command("db", "update", "--list", "-q", "--format", f"json={path}")
        return json.loads(path.read_text())["feeds"]

    def outcomes(self, *words, **how):
        path = self.folder / "outcomes.json"
        self.update("-q", *words, "--format", f"json={path}", seconds=300, **how)
        return {row["feed"]: row for row in json.loads(path.read_text())["feeds"]}

    def lay_out(self):
        layouts, rows = feed_layouts.Layouts(self.site), self.listed()
        for row in rows:
            laid = row["feed"] in feed_layouts.NOT_LAID_OUT or layouts.publish(row)
            self.assertTrue(laid, f"{row['feed']}: nobody says how it is laid out")
        return [row for row in rows if row["feed"] not in feed_layouts.NOT_LAID_OUT]

    def test_every_feed_is_read_where_it_is_published(self):
        rows = self.lay_out()
        self.assertGreaterEqual(len(rows), FEWEST)
        outcomes = self.outcomes("--jobs", "8", *(row["feed"] for row in rows))
        odd = {name: row.get("fault") or row["outcome"] for name, row in outcomes.items() if row["outcome"] != "new" or row.get("fault")}
        self.assertEqual(odd, {})
        # Each was read by its reader: a file that none takes is told by the build, and none is.
        status = self.status()
        self.assertEqual((status["kept"], status["missing"]), ([], []))
        # Nothing is new the second time, and nothing is asked before it is due.
        self.server.forget()
        again = self.outcomes()
        self.assertEqual({row["outcome"] for row in again.values()}, {"not-due"} if again else set())
        self.assertEqual(self.server.paths(), [])


if __name__ == "__main__":
    e2e.main()
