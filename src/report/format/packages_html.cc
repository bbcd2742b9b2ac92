// `sbom --format html`: layers and packages side by side, in one file for a browser (docs/formats/html.md).
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "model/ecosystem.h"
#include "report/origin.h"
#include "report/page/assets.h"
#include "report/page/package_data.h"
#include "report/page/page.h"
#include "report/page/parts.h"
#include "report/source_link.h"
#include "report/terminal.h"

namespace pratique::report {
namespace {

// What is written as a table for readers without scripts; beyond it they are told how to get the rest.
constexpr std::size_t kMaxRows = 5000;

std::string source_html(const model::Provenance& provenance, const Options& options) {
  if (provenance.source.empty()) return {};
  const auto page = repository_url(provenance, options.forges);
  auto text = html_link(page, provenance.source);
  if (!provenance.revision.empty()) text += " " + html_text(provenance.revision.substr(0, 12));
  if (provenance.known_by == "label") text += " (by labels)";
  return text;
}

// "alpine:3.18, built on scratch".
std::string bases_html(const std::vector<model::BaseImage>& bases) {
  std::string text;
  for (const auto& base : bases) {
    if (!text.empty()) text += ", built on ";
    text += base.name == model::kScratch ? "none (scratch)" : html_text(base_name_of(base));
    if (base.known_by == "dockerfile") text += " (guessed)";
  }
  return text;
}

PageFacts facts_of(const model::Inventory& inventory, const Options& options) {
  const auto& subject = inventory.subject;
  const auto platform = subject.platform.os.empty() ? std::string() : model::to_string(subject.platform);
  return {
      {"Digest", html_text(subject.digest)},
      {"Platform", html_text(platform)},
      {"Distribution", html_text(subject.distro.name)},
      {"Base image", bases_html(subject.bases)},
      {"Source", source_html(subject.provenance, options)},
      {"Created", html_text(subject.created)},
      {"Size", subject.size == 0 ? "" : size_text(subject.size)},
      {"Packages by", html_text(subject.attested_sbom.digest.empty() ? "" : "an attached SBOM, unverified")}};
}

Result<void> write_layers(const model::Subject& subject, const Sink& sink) {
  if (subject.layers.empty()) return {};
  PQ_CHECK(
      sink("<table>\n<caption>Layers</caption>\n<thead><tr><th scope=\"col\">Layer</th>"
           "<th scope=\"col\">Size</th><th scope=\"col\">Brought by</th></tr></thead>\n<tbody>\n"));
  // Neither colours nor escape sequences for links.
  const Options plain;
  for (std::size_t i = 0; i < subject.layers.size(); ++i) {
    const auto& layer = subject.layers[i];
    const auto origin = layer_origin(subject, layer.diff_id, Style(plain), plain);
    PQ_CHECK(sink(fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", i, size_text(layer.size),
                              html_text(origin.empty() ? layer.created_by : origin))));
  }
  return sink("</tbody>\n</table>\n");
}

Result<void> write_packages(const model::Inventory& inventory, const PackageData& data, const Sink& sink) {
  PQ_CHECK(
      sink("<table>\n<caption>Packages</caption>\n<thead><tr><th scope=\"col\">Name</th>"
           "<th scope=\"col\">Version</th><th scope=\"col\">Type</th><th scope=\"col\">Licence</th>"
           "<th scope=\"col\">Layer</th></tr></thead>\n<tbody>\n"));
  const auto shown = std::min(inventory.components.size(), kMaxRows);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& purl = inventory.components[i].purl;
    const auto layer = data.layer_of(i);
    PQ_CHECK(sink(fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                              html_text(model::display_name(purl)), html_text(purl.version),
                              html_text(purl.type), html_text(data.licence_of(i)),
                              layer == model::kNoLayer ? "" : std::to_string(layer))));
  }
  PQ_CHECK(sink("</tbody>\n</table>\n"));
  const auto left = inventory.components.size() - shown;
  if (left == 0) return {};
  return sink(fmt::format(
      "<p>{} more are not in this table: let the page run its scripts, or write --format list.</p>\n", left));
}

class PackagesHtml final : public ReportOf<PackageList> {
 public:
  std::string_view format() const override { return "html"; }
  std::string_view about() const override { return "a page for a browser: layers and packages side by side"; }

  Result<void> write(const PackageList& input, const Options& options, const Sink& sink) const override {
    const auto& inventory = input.inventory;
    const PackageData data(inventory, options);
    const auto body = [&](const Sink& out) -> Result<void> {
      PQ_CHECK(out(head_html("Packages of", inventory.subject.name, facts_of(inventory, options))));
      PQ_CHECK(write_notes(inventory.notes, out));
      PQ_CHECK(out("<main id=\"content\" tabindex=\"-1\">\n<div class=\"unscripted\">\n"));
      PQ_CHECK(write_layers(inventory.subject, out));
      PQ_CHECK(write_packages(inventory, data, out));
      return out("</div>\n</main>\n");
    };
    return write_page({.title = "Packages of " + inventory.subject.name,
                       .script = packages_script(),
                       .body = body,
                       .data = data.tables(),
                       .lists = {data.packages()}},
                      sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_packages_html() { return std::make_unique<PackagesHtml>(); }

}  // namespace pratique::report
