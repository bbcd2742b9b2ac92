// The file of feeds: which feeds there are, where each is published, how it is fetched. The program brings one
// (feeds.yaml beside this header, compiled in); the `feeds:` of a pratique.yaml change it or add to it
// (docs/update.md).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace pratique::update {

// A feed whose files are of several kinds: each is told by what it holds.
inline constexpr std::string_view kAnyReader = "any";

// The feed of Docker's official images (bases/library.h): no advisories, but what the index of base images knows of tags. It
// is kept and exchanged like the others.
inline constexpr std::string_view kOfficialImagesReader = "official-images";

struct FeedRow {
  // Also the folder that it is kept in: letters, digits, "-", ".".
  std::string name;
  // How it is laid out where it is published: a file of update/kind/.
  std::string kind = "files";
  // advisory::FeedInfo::name of who reads it, or kAnyReader.
  std::string reader;
  // Addresses of the same, in the order in which they are asked. Braces stand for several files:
  // "v3.{2..22}/{main,community}.json".
  std::vector<std::string> urls;
  // No publisher makes a new one more often.
  unsigned every_hours = 24;
  // Only where it is named, or all are asked for.
  bool optional = false;
  bool off = false;
  // Why its address is to be tested first; empty: it is known to have worked.
  std::string unconfirmed;
  // advisory::Declaration.
  std::vector<std::string> complete_for, fixes_only_for;
  // What it is about how much; what is far larger is not believed. 0: nobody knows.
  std::uint64_t megabytes = 0;
  // Words that stand in its first bytes, and how what stands behind each begins: {"catalogVersion", ""}. Only of what
  // is not packed.
  std::vector<std::pair<std::string, std::string>> expect;
  // What its kind alone knows: "archive", "index".
  std::map<std::string, std::string> settings;

  // "" where it is not set.
  bool has_advisories() const { return reader != kOfficialImagesReader; }
  const std::string& setting(const std::string& key) const;
  std::uint64_t number(const std::string& key, std::uint64_t otherwise) const;
};

// In the order of their value: what most images need first.
using FeedList = std::vector<FeedRow>;

// The program's own. Errors are defects of the program, which a test finds.
Result<FeedList> shipped_feeds();
// Adds what a pratique.yaml says under `feeds:` (by name; what a row does not say stays as it was), and takes the
// program's own away where it says `shipped_feeds: false`. Errors, kInvalid: what is no YAML, an unknown member, a
// value of another type, naming the feed.
Result<void> add_feeds(std::string_view yaml, FeedList& into);

// What braces stand for, in order: "a{1..3}", "a{x,y}"; at most 2,000. Errors: kInvalid for unbalanced ones.
Result<std::vector<std::string>> expand_braces(std::string_view text);

// The text of feeds.yaml, made by the build.
std::string_view shipped_feeds_text();

}  // namespace pratique::update
