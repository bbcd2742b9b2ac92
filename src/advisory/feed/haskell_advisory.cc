// Haskell's database as it is kept (https://github.com/haskell/security-advisories, "Advisory format"):
// advisories/…/HSEC-….md, TOML before Markdown: [advisory] id, cwe, aliases, related; [[affected]] package or
// ghc-component, cvss, os, arch, [[affected.versions]] introduced, fixed; [[references]] url. Its export is OSV.
#include "advisory/ecosystem.h"
#include "advisory/feed.h"
#include "advisory/front_matter.h"
#include "advisory/reading.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "haskell-advisory",
                         .extent = Extent::kComplete,
                         .complete_for = "Hackage",
                         .published = "https://github.com/haskell/security-advisories",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

// "< 1.2" is Cabal's own way to limit a package; here the first number of a range is what counts.
std::string number(codec::Toml node) { return std::string(base::trim(node.text())); }

Affected affected_of(codec::Toml node) {
  Affected out;
  const auto component = node["ghc-component"].text();
  out.ecosystem = component.empty() ? "Hackage" : "GHC";
  out.name = canonical_name(out.ecosystem, component.empty() ? node["package"].text() : component);
  out.order = order_name(out.ecosystem);
  if (out.ecosystem == kInfo.complete_for) out.extent = kInfo.extent;
  out.systems = each_text(node["os"]);
  out.architectures = each_text(node["arch"]);
  node["versions"].each([&](codec::Toml range) {
    const auto introduced = number(range["introduced"]);
    out.ranges.push_back(
        {.introduced = introduced.empty() ? "0" : introduced, .fixed = number(range["fixed"])});
  });
  node["declarations"].each_member([&](std::string_view name, codec::Toml) {
    if (out.parts.empty()) out.parts.emplace_back();
    out.parts.front().symbols.emplace_back(name);
  });
  out.severity_vector = node["cvss"].text();
  out.severity = rating_of_vector("", out.severity_vector).severity;
  return out;
}

class HaskellAdvisory : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".md") && has_front_matter(head) && base::contains(head, "[advisory]") &&
           base::contains(head, "\"HSEC-");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto content, source.all(codec::kMaxTomlBytes));
    PQ_TRY(const auto page, read_front_matter(content));
    const auto root = page.toml.root();
    const auto head = root["advisory"];
    Advisory advisory{.id = head["id"].text_or(""), .source = osv_source("HSEC-")};
    if (!advisory.id.starts_with("HSEC-") || !is_id(advisory.id)) return base::invalid("no id");
    advisory.published = known_time(head["date"].text());
    advisory.modified = known_time(head["modified"].text());
    advisory.withdrawn = known_time(head["withdrawn"].text());
    advisory.summary = as_summary(page.title);
    head["aliases"].each([&](codec::Toml one) { add_alias(one.text(), advisory); });
    head["cwe"].each([&](codec::Toml one) {
      if (const auto cwe = one.integer()) add_weakness(std::to_string(*cwe), advisory.cwes);
    });
    root["references"].each([&](codec::Toml one) { add_reference(one["url"].text(), advisory); });
    root["affected"].each([&](codec::Toml one) {
      auto affected = affected_of(one);
      if (affected.name.empty())
        return sink.skip(advisory.id, "affected: neither package nor GHC's component");
      add_rating(affected.severity_vector, {}, advisory);
      if (!affected.ranges.empty()) advisory.affected.push_back(std::move(affected));
    });
    sink.add(std::move(advisory));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_haskell_advisory() { return std::make_unique<HaskellAdvisory>(); }

}  // namespace pratique::advisory
