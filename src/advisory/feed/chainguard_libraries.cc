// Chainguard's libraries (https://libraries.cgr.dev/openvex/v1/all.json lists the documents): language packages that are
// built anew with fixes in them, "1.26.16+cgr.1". An OpenVEX document for each package says which of these builds have
// which fix.
#include <map>

#include "advisory/ecosystem.h"
#include "advisory/openvex.h"
#include "advisory/osv.h"
#include "model/ecosystem.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "chainguard-libraries",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://libraries.cgr.dev/openvex/v1/all.json",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

constexpr std::string_view kSource = "chainguard-libraries", kAuthor = "Chainguard";

class ChainguardLibraries : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && is_openvex(head, kAuthor);
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return each_statement(source, kAuthor, sink,
                          [&](OpenVexStatement&& statement) { take(std::move(statement), sink); });
  }

 private:
  static void take(OpenVexStatement&& statement, FeedSink& sink) {
    Advisory advisory{.id = statement.id, .source = std::string(kSource)};
    advisory.aliases = std::move(statement.aliases);
    advisory.published = statement.published;
    advisory.modified = statement.modified;
    advisory.summary = statement.description;
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> builds;
    for (const auto& purl : statement.products) {
      const auto& row = model::ecosystem_of_type(purl.type);
      if (row.osv.empty() || row.installs != model::Installs::kLanguage) {
        sink.skip(statement.id, "no package of a language: " + purl.to_string());
        continue;
      }
      const auto name = model::canonical_name(row, model::display_name(purl));
      builds[{std::string(row.osv), name}].push_back(purl.version);
    }
    for (auto& [package, versions] : builds) {
      Affected affected{.ecosystem = package.first, .name = package.second};
      affected.order = order_name(affected.ecosystem);
      affected.status = statement.status;
      affected.versions = std::move(versions);
      affected.reason_text = statement.justification;
      advisory.affected.push_back(std::move(affected));
    }
    // A vulnerability stands in the document of each package that has it.
    sink.add_part(std::move(advisory));
  }
};

}  // namespace

std::unique_ptr<Feed> make_chainguard_libraries() { return std::make_unique<ChainguardLibraries>(); }

}  // namespace pratique::advisory
