// Analyses of layers that nobody read: every member of every record gets a value, from a seed.
#pragma once

#include <map>
#include <random>
#include <set>
#include <string>

#include "extract/record/fields.h"

namespace pratique::support {

class Inventor {
 public:
  // The same seed gives the same on every machine. `extractors`: how many there are.
  Inventor(std::uint64_t seed, std::size_t extractors) : random_(seed), extractors_(extractors) {}

  extract::LayerAnalysis analysis() {
    extract::LayerAnalysis out;
    invent_index(*out.content.index);
    invent(out.content.notes);
    const auto& entries = out.content.index->entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (entries[i].type != layer::EntryType::kFile) continue;
      const auto extractor = below(extractors_);
      switch (below(4)) {
        case 0:
          out.items.push_back({i, extractor, record()});
          if (below(2) == 0) invent(out.items.back().digests.edit());
          break;
        case 1:
          invent(out.failures.emplace_back(extract::Failure{i, extractor, {}}).note);
          break;
        case 2:
          out.pending[i].extractors = {extractor, below(extractors_)};
          invent(out.pending[i].ranges);
          break;
        default:
          break;
      }
    }
    return out;
  }

 private:
  std::uint64_t below(std::uint64_t end) { return random_() % end; }
  // All lengths of bytes come.
  std::uint64_t number() { return random_() >> below(64); }

  std::string text() {
    static constexpr std::string_view kLetters = "aB9 -/\0\n\x7f\xc3\xa4\xff";
    std::string out;
    for (auto left = below(4) == 0 ? below(200) : below(8); left > 0; --left)
      out += kLetters[below(kLetters.size())];
    return out;
  }
  std::string path() {
    static constexpr std::string_view kNames[] = {"usr", "lib", "a", "b.so", "package.json", "\xff", "x y"};
    std::string out(kNames[below(7)]);
    for (auto left = below(5); left > 0; --left) out += "/" + std::string(kNames[below(7)]);
    return out;
  }

  void invent_index(layer::LayerIndex& index) {
    for (auto left = below(30); left > 0; --left) {
      const auto name = path(), target = below(2) == 0 ? path() : text();
      const layer::Owner owner{static_cast<std::uint32_t>(below(3)), static_cast<std::uint32_t>(number())};
      const auto owner_number = below(2) == 0 ? std::uint16_t{0} : index.owner_number(owner);
      index.add({.path = name,
                 .target = target,
                 .size = number(),
                 .mode = static_cast<std::uint32_t>(below(010000)),
                 .type = below(2) == 0 ? layer::EntryType::kFile : static_cast<layer::EntryType>(below(5)),
                 .owner = owner_number});
      if (below(4) == 0) index.add_capability(text());
    }
    for (auto left = below(4); left > 0; --left) index.add_whiteout(path());
    for (auto left = below(4); left > 0; --left) index.add_opaque(below(4) == 0 ? "" : path());
  }

  // One that says something, and whose parts fit each other.
  extract::Record record() {
    extract::Record record;
    invent(record);
    record.components.resize(record.components.size() + 1);
    const auto packages = static_cast<std::uint32_t>(record.components.size());
    for (auto& edge : record.edges) edge.from %= packages, edge.to %= packages;
    // Rows come and go; the table has always had more than these.
    constexpr std::uint32_t kKinds = 32;
    if (record.unread.is_there()) record.unread.edit().kind %= kKinds;
    if (!record.database.is_there()) return record;
    auto& database = record.database.edit();
    std::uint32_t at = 0;
    database.list_ends.clear();
    for (std::uint32_t i = 0; i < packages; ++i) {
      at += static_cast<std::uint32_t>(below(database.paths.size() - at + 1));
      database.list_ends.push_back(at);
    }
    std::set<std::uint32_t> foreign;
    for (const auto one : database.foreign) foreign.insert(one % packages);
    database.foreign.assign(foreign.begin(), foreign.end());
    return record;
  }

  template <class T>
  void invent(T& value) {
    using namespace extract::record;
    if constexpr (std::is_enum_v<T>) {
      value = static_cast<T>(below(kCount<T>));
    } else if constexpr (std::is_same_v<T, bool>) {
      value = below(2) == 1;
    } else if constexpr (std::is_integral_v<T>) {
      value = static_cast<T>(number());
    } else if constexpr (kIsVector<T>) {
      value.resize(below(4));
      for (auto& each : value) invent(each);
    } else if constexpr (kIsBox<T>) {
      if (below(2) == 0) invent(value.edit());
      value.settle();
    } else if constexpr (kIsArray<T>) {
      for (auto& byte : value) byte = static_cast<std::byte>(below(256));
    } else {
      fields(value, [this](auto& member) { this->invent(member); });
    }
  }
  void invent(std::string& value) { value = text(); }
  void invent(extract::record::TextMap& map) {
    for (auto left = below(4); left > 0; --left) map[text()] = text();
  }
  void invent(extract::PathList& paths) {
    for (auto left = below(6); left > 0; --left) {
      if (below(4) == 0) paths.add("", text());
      const auto folder = path();
      paths.add(folder, text());
      paths.add(folder, text());
    }
    paths.shrink();
  }
  void invent(extract::FileDigests& digests) {
    static constexpr std::pair<model::HashAlgorithm, std::size_t> kAlgorithms[] = {
        {model::HashAlgorithm::kMd5, 32},
        {model::HashAlgorithm::kSha1, 40},
        {model::HashAlgorithm::kSha256, 64}};
    for (auto left = below(4); left > 0; --left) {
      const auto& [algorithm, length] = kAlgorithms[below(3)];
      std::string digits;
      while (digits.size() < length) digits += "0123456789abcdef"[below(16)];
      digests.add(path(), *extract::ListedDigest::of_hex(algorithm, digits));
    }
    digests.settle();
  }
  std::mt19937_64 random_;
  const std::size_t extractors_;
};

}  // namespace pratique::support
