// The secdb shape (https://wiki.alpinelinux.org/wiki/Alpine_Security_Database), which Alpine, Wolfi and others share:
// each source package lists, by the version that fixed them, ids.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "advisory/feed.h"

namespace pratique::advisory {

struct SecdbOf {
  // "Alpine:v3.18", "Wolfi".
  std::string ecosystem;
  // Name of the feed: "alpine-secdb".
  std::string_view source;
};

// Of {packages: [{pkg: {name, secfixes: {VERSION: [ID…]}}}]}. VERSION "0": never was vulnerable; "None": vulnerable, and
// no version has a fix (SecureOS). One id under several versions is fixed in the highest. A text may name several ids:
// "CVE-2016-9815 XSA-201" is one vulnerability with another's number for it, "CVE-1 CVE-2" are two. Gives a part for
// each id, of some 32 MB of packages several.
class Secdb {
 public:
  Secdb(SecdbOf of, FeedSink& sink) : of_(std::move(of)), sink_(sink) {}
  // An element of `packages`. Node is codec::Json or codec::Yaml.
  template <class Node>
  void add(Node entry);
  // What was added; behind the last.
  void give();

 private:
  void add(const std::string& id, const std::vector<std::string>& aliases, std::string_view name,
           std::string_view fixed);

  SecdbOf of_;
  FeedSink& sink_;
  std::map<std::string, Advisory> advisories_;
  std::size_t packages_ = 0;
};

}  // namespace pratique::advisory
