// Julia's database as it is kept (https://github.com/JuliaLang/SecurityAdvisories.jl, SCHEMA.md):
// advisories/published/YEAR/JLSEC-….md, TOML before Markdown: id, modified, published, withdrawn, aliases, upstream,
// references, [[severity]] type, score; [[affected]] pkg, ranges ["< 1.2", ">= 2.0, < 2.3"]. Its export is OSV.
#include "advisory/constraints.h"
#include "advisory/ecosystem.h"
#include "advisory/feed.h"
#include "advisory/front_matter.h"
#include "advisory/reading.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "julia-advisory",
                         .extent = Extent::kComplete,
                         .complete_for = "Julia",
                         .published = "https://github.com/JuliaLang/SecurityAdvisories.jl",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

Result<Affected> affected_of(codec::Toml node) {
  Affected out{.ecosystem = "Julia", .name = canonical_name("Julia", node["pkg"].text())};
  out.order = order_name(out.ecosystem);
  out.extent = kInfo.extent;
  if (out.name.empty()) return base::invalid("affected without a package");
  for (const auto& text : each_text(node["ranges"])) {
    PQ_TRY(auto ranges,
           ranges_of_constraint(text, Dialect::kList, Ends::kAreFixes, version::find_order(out.order)));
    std::move(ranges.begin(), ranges.end(), std::back_inserter(out.ranges));
  }
  if (out.ranges.empty()) return base::invalid("affected without ranges");
  return out;
}

// A package that carries a C library (…_jll) takes over what is known of that: the CVE stands for its other names.
void read_ids(codec::Toml root, Advisory& advisory) {
  root["aliases"].each([&](codec::Toml one) { add_alias(one.text(), advisory); });
  root["upstream"].each(
      [&](codec::Toml one) { add_unique(advisory.upstream, vulnerability_id(one.text())); });
  const auto is_cve = [](const std::string& id) { return id.starts_with("CVE-"); };
  if (std::any_of(advisory.upstream.begin(), advisory.upstream.end(), is_cve))
    std::erase_if(advisory.upstream, [&](const auto& id) { return !is_cve(id); });
}

class JuliaAdvisory : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".md") && has_front_matter(head) && base::contains(head, "id = \"JLSEC-") &&
           base::contains(head, "pkg = ");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto content, source.all(codec::kMaxTomlBytes));
    PQ_TRY(const auto page, read_front_matter(content));
    const auto root = page.toml.root();
    Advisory advisory{.id = root["id"].text_or(""), .source = osv_source("JLSEC-")};
    if (!advisory.id.starts_with("JLSEC-") || !is_id(advisory.id)) return base::invalid("no id");
    advisory.published = known_time(root["published"].text());
    advisory.modified = known_time(root["modified"].text());
    advisory.withdrawn = known_time(root["withdrawn"].text());
    advisory.summary = as_summary(page.title);
    read_ids(root, advisory);
    for (const auto& url : each_text(root["references"])) add_reference(url, advisory);
    root["severity"].each([&](codec::Toml one) { add_rating(one["score"].text(), {}, advisory); });
    root["affected"].each([&](codec::Toml one) {
      auto affected = affected_of(one);
      if (!affected) return sink.skip(advisory.id, affected.error().what);
      advisory.affected.push_back(*std::move(affected));
    });
    sink.add(std::move(advisory));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_julia_advisory() { return std::make_unique<JuliaAdvisory>(); }

}  // namespace pratique::advisory
