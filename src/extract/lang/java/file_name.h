// NAME-VERSION[-CLASSIFIER].jar, as Maven's repository layout has it; NAME_VERSION.jar, as p2 names OSGi's bundles.
#pragma once

#include <string>
#include <string_view>

namespace pratique::extract::java {

struct FileName {
  // "netty-codec-4.1.42.Final-linux-x86_64".
  std::string stem;
  // "netty-codec"; the stem when there is no version.
  std::string name;
  // "4.1.42.Final"; may be empty.
  std::string version;
  // "linux-x86_64"; may be empty.
  std::string classifier;
};

// `path` may hold folders. `known_version` (of the manifest; may be empty) decides where it fits.
FileName split_file_name(std::string_view path, std::string_view known_version);

// Whether a text can be a version: a digit early on, no blanks, no slashes.
bool looks_like_version(std::string_view text);

}  // namespace pratique::extract::java
