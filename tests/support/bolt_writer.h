// Bolt databases for tests (go.etcd.io/bbolt, page.go): small pages, at most three elements in each, so that a
// handful of keys has branches too.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace pratique::testing {

struct BoltTree {
  std::map<std::string, std::string> values;
  std::map<std::string, BoltTree> buckets;
};

class BoltWriter {
 public:
  static constexpr std::uint64_t kPage = 1024;

  // The database with this tree as its root. `transaction`: of the beginning that counts; the other one is
  // older.
  static std::string write(const BoltTree& root, std::uint64_t transaction = 7) {
    BoltWriter writer;
    writer.pages_.resize(2);
    const auto top = writer.add(root);
    writer.pages_[0] = meta(0, top, transaction);
    writer.pages_[1] = meta(1, 3, transaction - 1);
    std::string file;
    for (auto& page : writer.pages_) {
      page.resize((page.size() + kPage - 1) / kPage * kPage);
      file += page;
    }
    return file;
  }

 private:
  struct Element {
    std::uint32_t flags = 0;
    std::string key, value;
    std::uint64_t child = 0;
  };
  static constexpr std::size_t kElements = 3;

  static std::string number(std::uint64_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i, value = i < 8 ? value >> 8 : 0) text += static_cast<char>(value);
    return text;
  }

  static std::string meta(std::uint64_t page, std::uint64_t root, std::uint64_t transaction) {
    const auto body = number(0xED0CDAED, 4) + number(2, 4) + number(kPage, 4) + number(0, 4) +
                      number(root, 8) + number(0, 8) + number(2, 8) + number(99, 8) + number(transaction, 8);
    std::uint64_t sum = 0xcbf29ce484222325;
    for (const char c : body) sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return number(page, 8) + number(4, 2) + number(0, 2) + number(0, 4) + body + number(sum, 8);
  }

  static std::string page_of(std::uint64_t id, bool leaf, const std::vector<Element>& elements) {
    const auto data = 16 + 16 * elements.size();
    std::string heads, texts;
    for (const auto& one : elements) {
      const auto position = data + texts.size() - (16 + heads.size());
      heads += leaf ? number(one.flags, 4) + number(position, 4) + number(one.key.size(), 4) +
                          number(one.value.size(), 4)
                    : number(position, 4) + number(one.key.size(), 4) + number(one.child, 8);
      texts += one.key + one.value;
    }
    const auto whole = data + texts.size();
    const auto overflow = whole == 0 ? 0 : (whole - 1) / kPage;
    return number(id, 8) + number(leaf ? 2 : 1, 2) + number(elements.size(), 2) + number(overflow, 4) +
           heads + texts;
  }

  std::uint64_t put(bool leaf, const std::vector<Element>& elements) {
    const auto id = pages_.size();
    auto page = page_of(id, leaf, elements);
    const auto more = (page.size() - 1) / kPage;
    pages_.push_back(std::move(page));
    pages_.back().resize((more + 1) * kPage);
    // A page that goes on takes the numbers of those that it covers.
    for (std::size_t i = 0; i < more; ++i) split_last();
    return id;
  }
  void split_last() {
    auto rest = pages_.back().substr(kPage);
    pages_.back().resize(kPage);
    pages_.push_back(std::move(rest));
  }

  // The number of the tree's first page.
  std::uint64_t add(const BoltTree& tree) {
    std::map<std::string, Element> sorted;
    for (const auto& [key, value] : tree.values) sorted[key] = {0, key, value};
    for (const auto& [key, inner] : tree.buckets) {
      // Buckets of few keys lie in their parent's page.
      const bool inlined = inner.buckets.empty() && inner.values.size() <= kElements;
      sorted[key] = {1, key, inlined ? number(0, 16) + leaf_of(inner) : number(add(inner), 8) + number(0, 8)};
    }
    std::vector<Element> level, piece;
    for (auto& [key, element] : sorted) {
      piece.push_back(element);
      if (piece.size() == kElements) flush(true, piece, level);
    }
    if (!piece.empty() || level.empty()) flush(true, piece, level);
    while (level.size() > 1) {
      std::vector<Element> upper;
      for (auto& element : level) {
        piece.push_back(element);
        if (piece.size() == kElements) flush(false, piece, upper);
      }
      if (!piece.empty()) flush(false, piece, upper);
      level = std::move(upper);
    }
    return level.front().child;
  }

  void flush(bool leaf, std::vector<Element>& piece, std::vector<Element>& level) {
    Element element{.key = piece.empty() ? "" : piece.front().key};
    element.child = put(leaf, piece);
    level.push_back(element);
    piece.clear();
  }

  static std::string leaf_of(const BoltTree& tree) {
    std::vector<Element> elements;
    for (const auto& [key, value] : tree.values) elements.push_back({0, key, value});
    return page_of(0, true, elements);
  }

  std::vector<std::string> pages_;
};

}  // namespace pratique::testing
