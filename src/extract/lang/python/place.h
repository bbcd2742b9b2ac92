// Which files describe an installed Python distribution, by path alone
// (https://packaging.python.org/specifications/recording-installed-packages/, and setuptools' egg formats).
#pragma once

#include <string>
#include <string_view>

#include "extract/lang/support/places.h"

namespace pratique::extract::python {

// NAME-VERSION.dist-info/METADATA, NAME….egg-info/PKG-INFO or METADATA, NAME….egg-info (a file),
// NAME….egg/EGG-INFO/PKG-INFO, and the lists beside them (is_list). Elsewhere: other files, and leftovers that pip ignores. Vendored: carried inside
// another distribution (pip/_vendor, PACKAGE/lib/…).
lang::Place place_of(std::string_view path);

// The folder that the distribution is installed in, which Python imports from; views into `path`.
std::string_view site_of(std::string_view path);
// "3.11" of ".../lib/python3.11/site-packages/…"; empty where the path does not say.
std::string_view python_of(std::string_view path);

// Whether the file is no metadata but a list that lies beside it: RECORD and WHEEL of a dist-info, SOURCES.txt and
// top_level.txt of an egg-info. Where the metadata were removed, they still tell that something is installed.
bool is_list(std::string_view path);

// Whether the file says that somebody asked for the distribution by its name: pip and its kin put an empty REQUESTED
// into the dist-info then (packaging.python.org, "Recording installed projects").
bool is_request(std::string_view path);

// What the folder's name says, for metadata that lacks it; empty where it does not say.
// "Foo_Bar-1.0.dist-info" and "foo-1.0-py3.11.egg-info" name both.
struct FolderName {
  std::string name, version;
};
FolderName name_of(std::string_view path);

}  // namespace pratique::extract::python
