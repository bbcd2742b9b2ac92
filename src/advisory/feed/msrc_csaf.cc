// Microsoft's CSAF (https://msrc.microsoft.com/csaf/advisories/, and VEX beside it): a document for each CVE. A product is a
// name and a range or version of it: "Windows 10 Version 1809" with "<10.0.17763.6659". Azure Linux' packages are among
// them by name; Windows' are builds.
#include "advisory/csaf_records.h"
#include "advisory/cvss.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "msrc-csaf",
                         .extent = Extent::kComplete,
                         .complete_for = "Microsoft",
                         .published = "https://msrc.microsoft.com/csaf/advisories/index.txt",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

constexpr std::string_view kNamespace = "https://msrc.microsoft.com", kSource = "msrc";

// Builds are four numbers, as NuGet's versions may be: "10.0.17763.6659".
bool is_build(std::string_view text) {
  return !text.empty() && text.size() <= 64 && base::is_digit(text.front()) &&
         text.find_first_not_of("0123456789.") == std::string_view::npos;
}

// What the branch says of versions. False: words.
bool set_versions(const CsafProduct& product, Status status, Affected& out) {
  auto text = product.branch;
  if (product.category == "product_version_range" && text.starts_with('<')) {
    text.remove_prefix(1);
    const bool with_end = text.starts_with('=');
    if (with_end) text.remove_prefix(1);
    if (!is_build(text)) return false;
    auto& range = out.ranges.emplace_back(Range{.introduced = "0", .fixed = {}, .last_affected = {}});
    (with_end ? range.last_affected : range.fixed) = text;
  } else if (product.category == "product_version" && is_build(text)) {
    // What is fixed is fixed from that build on.
    if (status == Status::kFixed) {
      out.ranges.push_back({.introduced = std::string(text), .fixed = {}, .last_affected = {}});
    } else {
      out.versions.emplace_back(text);
    }
  } else {
    return false;
  }
  return true;
}

// Errors: kInvalid where versions are told in words.
Result<Affected> affected_of(const CsafStatement& statement) {
  const auto& product = *statement.found.product;
  Affected out{.ecosystem = "Microsoft", .name = std::string(product.name), .order = "nuget"};
  out.status = statement.status;
  if (product.category.starts_with("product_version")) {
    out.name = product.holder;
    if (!set_versions(product, statement.status, out))
      return base::invalid("versions in words: \"" + as_summary(product.branch) + "\"");
  } else {
    out.ranges.push_back({.introduced = "0", .fixed = {}, .last_affected = {}});
  }
  out.reason = statement.reason;
  out.reason_text = statement.reason_text;
  out.fixed_on = statement.fixed_on;
  if (!product.cpe.empty()) out.cpes.emplace_back(product.cpe);
  out.severity = severity_of_word(statement.impact);
  if (out.severity != Severity::kUnspecified) out.severity_word = statement.impact;
  out.severity_vector = statement.vector;
  out.extent = kInfo.extent;
  return out;
}

class MsrcCsaf : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && is_csaf(head, kNamespace);
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return read_csaf(source, kNamespace, sink, [&](const CsafHead& head) {
      return CsafTaker{.source = std::string(kSource),
                       .take = [&](CsafVulnerability&& each) { take(head, std::move(each), sink); }};
    });
  }

 private:
  static void take(const CsafHead& head, CsafVulnerability&& each, FeedSink& sink) {
    auto advisory = advisory_of(head, each.id, kSource);
    if (!each.title.empty()) advisory.summary = each.title;
    advisory.cwes = std::move(each.cwes);
    advisory.ratings = std::move(each.ratings);
    each.each_statement([&](const CsafStatement& statement) {
      if (auto affected = affected_of(statement)) {
        advisory.affected.push_back(*std::move(affected));
      } else {
        sink.skip(advisory.id, to_line(affected.error()));
      }
    });
    // Advisory and VEX of a CVE are two documents.
    sink.add_part(std::move(advisory));
  }
};

}  // namespace

std::unique_ptr<Feed> make_msrc_csaf() { return std::make_unique<MsrcCsaf>(); }

}  // namespace pratique::advisory
