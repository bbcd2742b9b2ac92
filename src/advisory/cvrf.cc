#include "advisory/cvrf.h"

#include <algorithm>

#include "advisory/coverage.h"
#include "advisory/cvss.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr unsigned kMaxBranches = 32;
constexpr std::size_t kMaxReferences = 48;
// SUSE's largest, of a kernel, has some 20 MB.
constexpr std::uint64_t kMaxText = 64ull << 20;
constexpr std::size_t kMaxNodes = 1'500'000;

// §6.4.3.1, Product Status: Type.
std::optional<Status> status_of(std::string_view type) {
  if (type == "Fixed" || type == "First Fixed" || type == "Recommended") return Status::kFixed;
  if (type == "Known Affected" || type == "First Affected" || type == "Last Affected")
    return Status::kAffected;
  if (type == "Known Not Affected") return Status::kNotAffected;
  if (type == "Under Investigation") return Status::kUnderInvestigation;
  return std::nullopt;
}

void add_rating(Rating rating, std::vector<Rating>& ratings) {
  const auto same = [&](const Rating& other) {
    return other.vector == rating.vector && other.severity == rating.severity;
  };
  const bool says = !rating.vector.empty() || rating.severity != Severity::kUnspecified;
  if (says && std::none_of(ratings.begin(), ratings.end(), same)) ratings.push_back(std::move(rating));
}

// "ScoreSetV3/VectorV3", "ScoreSet/Vector", "ScoreSetV2/VectorV2".
void read_ratings(codec::Xml vulnerability, std::string_view source, CsafVulnerability& out) {
  vulnerability["CVSSScoreSets"].each([&](codec::Xml set) {
    for (const auto* name : {"VectorV3", "Vector", "VectorV2"}) {
      if (const auto vector = set[name].text(); !vector.empty())
        add_rating(rating_of_vector(source, vector), out.ratings);
    }
  });
  vulnerability["Threats"].each([&](codec::Xml threat) {
    const auto type = threat.attribute("Type");
    if (type == "Impact" || type == "Severity")
      add_rating(rating_of_word(source, threat["Description"].text()), out.ratings);
  });
}

}  // namespace

Result<CvrfDocument> CvrfDocument::of(codec::Xml root, FeedSink& sink) {
  if (root.name() != "cvrfdoc") return base::fail(ErrorKind::kUnsupported, "no CVRF");
  CvrfDocument out;
  out.root_ = root;
  const auto tracking = root["DocumentTracking"];
  out.head_.id = tracking["Identification"]["ID"].text();
  if (!is_id(out.head_.id)) return base::invalid("CVRF without an id");
  out.head_.title = as_summary(root["DocumentTitle"].text());
  out.head_.published = known_day(tracking["InitialReleaseDate"].text().substr(0, 10));
  out.head_.modified = known_day(tracking["CurrentReleaseDate"].text().substr(0, 10));
  out.head_.severity = root["AggregateSeverity"].text();
  root["DocumentReferences"].each([&](codec::Xml reference) {
    const auto url = reference["URL"].text();
    if (!url.empty() && out.head_.references.size() < kMaxReferences) out.head_.references.emplace_back(url);
  });
  const auto tree = root["ProductTree"];
  out.add_branches(tree, {}, 0, sink);
  tree.each([&](codec::Xml child) {
    if (child.name() == "FullProductName") out.add_product(child, {}, {}, {});
    if (child.name() != "Relationship") return;
    out.tree_.add_relationship(child["FullProductName"].attribute("ProductID"),
                               child.attribute("ProductReference"),
                               child.attribute("RelatesToProductReference"));
  });
  return out;
}

void CvrfDocument::add_branches(codec::Xml parent, std::string_view holder, unsigned depth, FeedSink& sink) {
  parent.each([&](codec::Xml branch) {
    if (branch.name() != "Branch") return;
    const auto name = branch.attribute("Name");
    if (depth >= kMaxBranches) return sink.skip(name, "branches of products nested more than 32 deep");
    branch.each([&](codec::Xml child) {
      if (child.name() == "FullProductName") add_product(child, branch.attribute("Type"), name, holder);
    });
    add_branches(branch, name, depth + 1, sink);
  });
}

void CvrfDocument::add_product(codec::Xml product, std::string_view category, std::string_view branch,
                               std::string_view holder) {
  const auto id = product.attribute("ProductID");
  if (!id.empty())
    tree_.add_product(id, {product.text(), product.attribute("CPE"), {}, category, branch, holder});
}

void CvrfDocument::give(const std::function<std::vector<CsafFound>(std::string_view product)>& expand,
                        const CsafTaker& taker, FeedSink& sink) const {
  std::size_t number = 0;
  root_.each([&](codec::Xml element) {
    if (element.name() != "Vulnerability") return;
    ++number;
    CsafVulnerability out{.id = vulnerability_id(element["CVE"].text())};
    if (out.id.empty()) return sink.skip("vulnerability " + std::to_string(number), "no id");
    out.title = as_summary(element["Title"].text());
    if (const auto cwe = element["CWE"].attribute("ID"); cwe.starts_with("CWE-") && is_id(cwe))
      out.cwes.emplace_back(cwe);
    read_ratings(element, taker.source, out);
    std::vector<CsafStatement> statements;
    element["ProductStatuses"].each([&](codec::Xml group) {
      const auto status = status_of(group.attribute("Type"));
      if (!status) return sink.skip(out.id, "a status that CVRF does not have");
      group.each([&](codec::Xml product) {
        const auto id = product.text();
        const auto found = expand(id);
        if (found.empty())
          sink.skip(out.id, "product that the tree does not have: \"" + as_summary(id) + "\"");
        for (const auto& each : found) {
          CsafStatement statement{.found = each, .status = *status};
          if (*status == Status::kFixed) statement.fixed_on = head_.published;
          statements.push_back(std::move(statement));
        }
      });
    });
    out.each_statement = [&](const std::function<void(const CsafStatement&)>& visit) {
      for (const auto& each : statements) visit(each);
    };
    taker.take(std::move(out));
  });
  if (taker.finish) taker.finish();
}

Result<codec::XmlDocument> cvrf_document(Source& source) {
  PQ_TRY(const auto content, source.all());
  return codec::XmlDocument::parse(content, kMaxText, kMaxNodes);
}

bool is_cvrf(std::string_view head, std::string_view mark) {
  return base::contains(head, "cvrfdoc") && base::contains(head, mark);
}

}  // namespace pratique::advisory
