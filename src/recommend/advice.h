// What speaks for one image in the place of another, and what against it: in the words of Docker Scout's
// recommendations, where it has them. Both were looked into; nothing is said of an image by its name alone.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "match/judgement.h"
#include "model/inventory.h"
#include "recommend/tags.h"

namespace pratique::recommend {

// What an image is, in so far as advice goes by it.
struct ImageFacts {
  // "3.18"; empty: it has none.
  std::string tag;
  // Of the manifest.
  std::string digest;
  // RFC 3339.
  std::string created;
  // Bytes of its layers as stored; 0: not known.
  std::uint64_t size = 0;
  std::size_t packages = 0;
  // os-release's ID, its VERSION_ID, and a name for people.
  std::string system{}, system_version{}, system_name{};
  // "python", "3.12.4": what it says of itself in its environment; empty: nothing.
  std::string runtime{}, runtime_version{};
  std::string flavour{};
  // Ids with the severity that counts, open ones alone.
  std::map<std::string, advisory::Severity> vulnerabilities{};
  // Something of it was judged, and all of it.
  bool judged = false, whole = false;
  Maintenance maintenance{};
};

// Of an image that was read and judged; `maintenance` is left to the caller.
ImageFacts facts_of(std::string_view tag, const model::Inventory& inventory,
                    const match::Judgement& judgement);

struct Advice {
  // One line each, without a full stop: "Image contains 87 fewer packages".
  std::vector<std::string> benefits, drawbacks;
  // Vulnerabilities that the other one has, or has not.
  std::size_t introduced = 0, removed = 0;
};
// Of `other` in the place of `own`. `tags_of_other`: all names of it, for "Tag is latest".
Advice advise(const ImageFacts& own, const ImageFacts& other, const std::vector<std::string>& tags_of_other);

// Whether a comes before b among what is proposed: fewer of the worse vulnerabilities, then fewer packages, then smaller.
bool is_better(const ImageFacts& a, const ImageFacts& b);

}  // namespace pratique::recommend
