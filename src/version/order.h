// Version orders: how each packaging ecosystem compares two versions. One file in version/scheme/ adds one.
#pragma once

#include <compare>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::version {

// A total order over every text (a text that the scheme calls invalid is still ordered, deterministically, so
// that a sort never breaks); valid() tells whether the scheme's own tools accept it. Where a text that is no version
// lies says nothing of its safety: whoever judges asks comparable() and bounds() first. Pure and thread-safe.
class Order {
 public:
  virtual ~Order() = default;
  // The stem of its file in version/scheme/: "deb", "rpm", "apk", "semver", "pep440", "maven", "go"…
  virtual std::string_view name() const = 0;
  virtual bool valid(std::string_view version) const = 0;
  // Whether a package of this version can be said to be newer or older than others. Not so a branch ("dev-main" is
  // valid for Composer), a commit, or a word that a scheme without rules takes ("main" for Maven). More than valid()
  // only where a package manager installs what it calls invalid (rpm, apk-tools 2).
  virtual bool comparable(std::string_view version) const = 0;
  // Whether it can be the end of a range: comparable, or a form in which advisories shorten one ("1.2" of SemVer).
  virtual bool bounds(std::string_view text) const = 0;
  virtual std::weak_ordering compare(std::string_view a, std::string_view b) const = 0;
  // A version with the end of a range, which takes every build of the version that it names: "2.0.1" also 2.0.1+cu118
  // (PEP 440), "1.2.3" every release of it (rpm), "32.0.0-android" also 32.0.0-jre (Maven); and "1.2" is 1.2.0.0
  // (Composer). No order: only for a version with a bound.
  virtual std::weak_ordering compare_bound(std::string_view version, std::string_view bound) const = 0;
  // Whether the version is one that an advisory lists.
  virtual bool same(std::string_view version, std::string_view listed) const = 0;
};

// The digest of a commit: 40 or 64 hexadecimal digits (git's object formats SHA-1 and SHA-256). No ecosystem's version,
// though dpkg, rpm and Maven would take it for one.
bool is_commit(std::string_view text);

// Every order, sorted by file name. Generated (cmake/registry.cmake).
std::vector<std::unique_ptr<Order>> all_orders();

// The order of that name; nullptr when there is none. The object lives as long as the program.
const Order* find_order(std::string_view name);

// The order of a purl type, by the table of ecosystems ("deb" → deb, "npm" → semver, "golang" → go); nullptr
// for types that have none.
const Order* order_of_purl_type(std::string_view type);

}  // namespace pratique::version
