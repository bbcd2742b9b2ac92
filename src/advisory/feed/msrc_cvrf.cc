// Microsoft's CVRF in JSON, a document a month (https://api.msrc.microsoft.com/cvrf/v3.0/cvrf/2026-Nov): products by
// number, and for each CVE which of them have it and which build of them fixes it.
#include <map>

#include "advisory/coverage.h"
#include "advisory/cvss.h"
#include "advisory/json_feed.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "msrc-cvrf",
                         .extent = Extent::kComplete,
                         .complete_for = "Microsoft",
                         .published = "https://api.msrc.microsoft.com/cvrf/v3.0/updates",
                         .layout = Layout::kDocument,
                         .every_hours = 24};

constexpr std::string_view kSource = "msrc";

// Numbers of the enumerations of CVRF 1.1 (ICASI, "Product Status", "Threats", "Remediations"), from 0.
constexpr std::int64_t kKnownAffected = 3, kKnownNotAffected = 4, kThreatSeverity = 3, kVendorFix = 2;

bool is_build(std::string_view text) {
  return !text.empty() && text.size() <= 64 && base::is_digit(text.front()) &&
         text.find_first_not_of("0123456789.") == std::string_view::npos;
}

// What a CVE has of each product.
struct Sides {
  std::string_view build, severity, vector;
  std::string_view cpe;
};

class Document {
 public:
  Document(codec::Json root, FeedSink& sink) : root_(root), sink_(sink) {
    root_["ProductTree"]["FullProductName"].each([&](codec::Json each) {
      products_[each["ProductID"].text()] = {each["Value"].text(), each["CPE"].text()};
    });
  }

  void give(std::string_view number, codec::Json each) {
    const auto tracking = root_["DocumentTracking"];
    Advisory advisory{.id = vulnerability_id(each["CVE"].text()), .source = std::string(kSource)};
    if (advisory.id.empty()) return sink_.skip("vulnerability " + std::string(number), "no CVE id");
    advisory.summary = as_summary(each["Title"]["Value"].text());
    advisory.published = known_day(tracking["InitialReleaseDate"].text());
    advisory.modified = known_day(tracking["CurrentReleaseDate"].text());
    read(each, advisory);
    sink_.add_part(std::move(advisory));
  }

 private:
  struct Product {
    std::string_view name, cpe;
  };

  void read(codec::Json vulnerability, Advisory& advisory) {
    const auto sides = sides_of(vulnerability, advisory);
    vulnerability["ProductStatuses"].each([&](codec::Json status) {
      const auto type = status["Type"].integer().value_or(-1);
      if (type != kKnownAffected && type != kKnownNotAffected) return;
      status["ProductID"].each([&](codec::Json id) {
        const auto product = products_.find(id.text());
        if (product == products_.end())
          return sink_.skip(advisory.id,
                            "product that the tree does not have: \"" + as_summary(id.text()) + "\"");
        const auto at = sides.find(id.text());
        advisory.affected.push_back(affected_of(product->second, at == sides.end() ? Sides() : at->second,
                                                type == kKnownNotAffected));
      });
    });
  }

  std::map<std::string_view, Sides> sides_of(codec::Json vulnerability, Advisory& advisory) const {
    std::map<std::string_view, Sides> sides;
    const auto for_each = [&](codec::Json item, const auto& set) {
      item["ProductID"].each([&](codec::Json id) { set(sides[id.text()]); });
    };
    vulnerability["Remediations"].each([&](codec::Json each) {
      const auto build = each["FixedBuild"].text();
      if (each["Type"].integer() == kVendorFix && is_build(build))
        for_each(each, [&](Sides& side) { side.build = build; });
      if (const auto url = each["URL"].text(); !url.empty() && advisory.references.size() < 48)
        advisory.references.emplace_back(url);
    });
    vulnerability["Threats"].each([&](codec::Json each) {
      if (each["Type"].integer() == kThreatSeverity)
        for_each(each, [&](Sides& side) { side.severity = each["Description"]["Value"].text(); });
    });
    vulnerability["CVSSScoreSets"].each([&](codec::Json each) {
      const auto vector = each["Vector"].text();
      for_each(each, [&](Sides& side) { side.vector = vector; });
      auto rating = rating_of_vector(kSource, vector);
      const bool is_new = std::none_of(advisory.ratings.begin(), advisory.ratings.end(),
                                       [&](const Rating& other) { return other.vector == rating.vector; });
      if (!rating.vector.empty() && is_new) advisory.ratings.push_back(std::move(rating));
    });
    return sides;
  }

  static Affected affected_of(const Product& product, const Sides& sides, bool is_unaffected) {
    Affected out{.ecosystem = "Microsoft", .name = std::string(product.name), .order = "nuget"};
    out.ranges.push_back({.introduced = "0", .fixed = std::string(sides.build), .last_affected = {}});
    if (is_unaffected) out.status = Status::kNotAffected, out.ranges.front().fixed.clear();
    out.severity = severity_of_word(sides.severity);
    if (out.severity != Severity::kUnspecified) out.severity_word = sides.severity;
    out.severity_vector = sides.vector;
    if (!product.cpe.empty()) out.cpes.emplace_back(product.cpe);
    out.extent = kInfo.extent;
    return out;
  }

  codec::Json root_;
  FeedSink& sink_;
  std::map<std::string_view, Product> products_;
};

class MsrcCvrf : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && base::contains(head, "\"DocumentTitle\"") &&
           base::contains(head, "\"DocumentTracking\"") && base::contains(head, "\"ProductTree\"");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    std::optional<Document> document;
    const auto begin = [&](codec::Json root) -> Result<void> {
      if (!root["ProductTree"]) return base::fail(ErrorKind::kUnsupported, "no document of Microsoft's");
      document.emplace(root, sink);
      return {};
    };
    const auto take = [&](std::string_view number, codec::Json each) { document->give(number, each); };
    PQ_CHECK(read_records(source, sink,
                          {.lists = {"Vulnerability"},
                           .needs = {"DocumentTracking", "ProductTree"},
                           .begin = begin,
                           .take = take}));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_msrc_cvrf() { return std::make_unique<MsrcCvrf>(); }

}  // namespace pratique::advisory
