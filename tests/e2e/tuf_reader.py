"""A client of a publication that shares nothing with ours: python-tuf, the reference implementation (tools/test-python). Run by the
Python of build/python:

    tuf_reader.py PUBLICATION MEMORY ROOT OUT

takes the root that the user trusts, follows root, timestamp, snapshot and targets as TUF's workflow has it (what was seen is kept
in MEMORY), and downloads the packed database to OUT. Exit code 1 and the name of the error where it refuses."""

import sys
import urllib.parse
from pathlib import Path

from tuf.api.exceptions import DownloadError, DownloadHTTPError, RepositoryError
from tuf.api.metadata import Metadata, Targets
from tuf.ngclient import Updater
from tuf.ngclient.fetcher import FetcherInterface


class Folder(FetcherInterface):
    """Files of a folder, as if a web server gave them."""

    def __init__(self, folder):
        self.folder = folder

    def _fetch(self, url):
        path = self.folder / urllib.parse.unquote(urllib.parse.urlsplit(url).path).lstrip("/")
        if not path.is_file():
            raise DownloadHTTPError(f"{url}: not there", 404)
        yield path.read_bytes()


def main(publication, memory, root, out):
    Path(memory).mkdir(exist_ok=True)
    updater = Updater(memory, "http://publication.example/", str(Path(out).parent), "http://publication.example/",
                      fetcher=Folder(Path(publication)), bootstrap=Path(root).read_bytes())
    updater.refresh()
    targets = Metadata[Targets].from_file(str(Path(memory) / "targets.json")).signed.targets
    (name,) = [name for name, target in targets.items() if target.unrecognized_fields["custom"]["kind"] == "database"]
    updater.download_target(updater.get_targetinfo(name), out)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (RepositoryError, DownloadError) as error:
        sys.exit(f"{type(error).__name__}: {error}")
