#include "advisory/csaf.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "advisory/coverage.h"
#include "advisory/csaf_facts.h"
#include "advisory/json_feed.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr unsigned kMaxBranches = 32;
constexpr std::size_t kMaxReferences = 48;

Result<CsafHead> head_of(codec::Json document, std::string_view publisher) {
  const auto tracking = document["tracking"];
  if (!document["csaf_version"]) return base::fail(ErrorKind::kUnsupported, "no CSAF of this publisher");
  if (!document["publisher"]["namespace"].text().starts_with(publisher))
    return base::fail(ErrorKind::kUnsupported, "no CSAF of this publisher");
  CsafHead head{.id = std::string(tracking["id"].text()),
                .category = std::string(document["category"].text()),
                .title = as_summary(document["title"].text()),
                .published = std::string(tracking["initial_release_date"].text()),
                .modified = std::string(tracking["current_release_date"].text()),
                .severity = std::string(document["aggregate_severity"]["text"].text()),
                .references = {}};
  if (!is_id(head.id)) return base::invalid("CSAF without an id");
  if (known_day(head.published).empty()) head.published.clear();
  if (known_day(head.modified).empty()) head.modified.clear();
  document["references"].each([&](codec::Json each) {
    const auto url = each["url"].text();
    auto& list = head.references;
    if (!url.empty() && list.size() < kMaxReferences &&
        std::find(list.begin(), list.end(), url) == list.end())
      list.emplace_back(url);
  });
  return head;
}

class Document {
 public:
  Document(Source& source, std::string_view publisher, FeedSink& sink, const CsafBegin& begin)
      : walk_(json_walk(source)), publisher_(publisher), sink_(sink), begin_(begin) {}

  Result<void> read() {
    PQ_CHECK(walk_.members([&](std::string_view key) -> Result<void> {
      if (key == "document") return read_head();
      if (key == "product_tree") return read_tree();
      if (key == "vulnerabilities") return read_vulnerabilities();
      return {};
    }));
    PQ_CHECK(walk_.finish());
    if (!head_) return base::fail(ErrorKind::kUnsupported, "no CSAF of this publisher");
    begin();
    PQ_CHECK(facts().give_put_aside(taker_, sink_));
    // What is written then may take as much memory as was kept.
    kept_.reset();
    if (taker_.finish) taker_.finish();
    return {};
  }

 private:
  Result<void> read_head() {
    PQ_TRY(const auto text, walk_.value());
    if (text.empty()) return base::over_limit("CSAF whose head is larger than 32 MiB");
    PQ_TRY(const auto document, codec::JsonDocument::parse(text));
    PQ_TRY(head_, head_of(document.root(), publisher_));
    return {};
  }

  void begin() {
    if (!taker_.take) taker_ = begin_(*head_);
  }

  Result<void> check_bytes() const {
    if (kept_->tree.bytes() + kept_->facts.bytes() <= kMaxCsafKept) return {};
    return base::over_limit("CSAF of which more than 192 MB would have to be kept");
  }

  // A small value; nothing: it was odd, and is skipped.
  Result<std::optional<codec::JsonDocument>> piece(const std::string& where) {
    PQ_TRY(const auto text, walk_.value());
    auto document = text.empty() ? Result<codec::JsonDocument>(base::over_limit("larger than 32 MiB"))
                                 : codec::JsonDocument::parse(text);
    if (document) return std::optional(*std::move(document));
    sink_.skip(where, to_line(document.error()));
    return std::nullopt;
  }

  Result<void> read_tree() {
    PQ_CHECK(walk_.members([&](std::string_view key) -> Result<void> {
      if (key == "branches") return read_branches(0, nullptr);
      if (key == "full_product_names")
        return walk_.elements([&](std::uint64_t number) -> Result<void> {
          PQ_TRY(const auto product, piece("full product name " + std::to_string(number)));
          if (product) add_product(product->root(), {}, {});
          return check_bytes();
        });
      if (key == "relationships")
        return walk_.elements([&](std::uint64_t number) { return read_relationship(number); });
      if (key == "product_groups")
        return walk_.elements([&](std::uint64_t number) { return read_group(number); });
      return {};
    }));
    tree_is_known_ = true;
    return {};
  }

  // The names of a branch may stand behind those below it. `below`: takes the ids of their products.
  Result<void> read_branches(unsigned depth, std::vector<CsafTree::Number>* below) {
    return walk_.elements([&](std::uint64_t number) -> Result<void> {
      if (depth >= kMaxBranches) {
        PQ_TRY(const auto branch, piece("branch " + std::to_string(number)));
        if (branch)
          sink_.skip(branch->root()["name"].text(), "branches of products nested more than 32 deep");
        return {};
      }
      return read_branch(depth, below);
    });
  }

  Result<void> read_branch(unsigned depth, std::vector<CsafTree::Number>* below) {
    std::string name, category;
    std::optional<codec::JsonDocument> product;
    std::vector<CsafTree::Number> own;
    PQ_CHECK(walk_.members([&](std::string_view key) -> Result<void> {
      if (key == "branches") return read_branches(depth + 1, &own);
      if (key == "product") {
        PQ_TRY(product, piece("product of branch \"" + name + "\""));
      } else if (key == "name" || key == "category") {
        auto& into = key == "name" ? name : category;
        PQ_TRY(into, walk_.text());
      }
      return {};
    }));
    for (const auto id : own) tree().set_holder(id, name);
    const auto id = product ? add_product(product->root(), category, name) : 0;
    if (below != nullptr && id != 0) below->push_back(id);
    return check_bytes();
  }

  CsafTree::Number add_product(codec::Json product, std::string_view category, std::string_view branch) {
    const auto id = product["product_id"].text();
    if (id.empty()) return 0;
    const auto helper = product["product_identification_helper"];
    return tree().add_product(id, {.name = product["name"].text(),
                                   .cpe = helper["cpe"].text(),
                                   .purl = helper["purl"].text(),
                                   .category = category,
                                   .branch = branch,
                                   .holder = {}});
  }

  Result<void> read_relationship(std::uint64_t number) {
    PQ_TRY(const auto document, piece("relationship " + std::to_string(number)));
    if (!document) return {};
    const auto each = document->root();
    tree().add_relationship(each["full_product_name"]["product_id"].text(), each["product_reference"].text(),
                            each["relates_to_product_reference"].text());
    return check_bytes();
  }

  Result<void> read_group(std::uint64_t number) {
    PQ_TRY(const auto item, read_csaf_item(walk_, tree()));
    if (!item.rest) {
      sink_.skip("product group " + std::to_string(number), to_line(item.rest.error()));
      return {};
    }
    const auto id = item.rest->root()["group_id"].text();
    for (const auto product : item.products) tree().add_to_group(id, product);
    return check_bytes();
  }

  Result<void> read_vulnerabilities() {
    return walk_.elements([&](std::uint64_t number) -> Result<void> {
      const auto where = "vulnerability " + std::to_string(number);
      const auto level = walk_.level();
      auto done = facts().read(walk_, where, tree_is_known_, sink_);
      if (!done && done.error().kind == ErrorKind::kInvalid) {
        const auto offset = std::to_string(walk_.offset());
        PQ_CHECK(walk_.recover(level));
        sink_.skip(where, to_line(done.error()) + ", at offset " + offset);
        return {};
      }
      PQ_CHECK(done);
      if (head_ && tree_is_known_) {
        begin();
        facts().give(taker_, sink_);
      } else {
        facts().put_aside();
      }
      return check_bytes();
    });
  }

  codec::JsonWalk walk_;
  std::string_view publisher_;
  FeedSink& sink_;
  const CsafBegin& begin_;
  std::optional<CsafHead> head_;
  struct Kept {
    CsafTree tree;
    CsafFacts facts{tree};
  };
  CsafTree& tree() { return kept_->tree; }
  CsafFacts& facts() { return kept_->facts; }
  std::unique_ptr<Kept> kept_ = std::make_unique<Kept>();
  bool tree_is_known_ = false;
  CsafTaker taker_;
};

}  // namespace

Result<void> read_csaf(Source& source, std::string_view publisher, FeedSink& sink, const CsafBegin& begin) {
  return Document(source, publisher, sink, begin).read();
}

bool is_csaf(std::string_view head, std::string_view publisher) {
  return base::contains(head, "\"csaf_version\"") && base::contains(head, "\"" + std::string(publisher));
}

}  // namespace pratique::advisory
