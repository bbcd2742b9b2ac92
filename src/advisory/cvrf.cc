#include "advisory/cvrf.h"

#include <algorithm>
#include <utility>

#include "advisory/csaf_facts.h"
#include "advisory/reading.h"
#include "advisory/xml_pieces.h"

namespace pratique::advisory {

namespace {

constexpr unsigned kMaxBranches = 32;

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

class Document {
 public:
  Document(Source& source, FeedSink& sink, const CvrfExpand& expand, const CsafBegin& begin)
      : stream_(xml_pieces(source), 1), sink_(sink), expand_(expand), begin_(begin) {}

  Result<void> read() {
    for (;;) {
      PQ_TRY(const auto piece, stream_.next());
      if (!piece) break;
      if (stream_.holders().front() != "cvrfdoc") return not_ours();
      is_cvrf_ = true;
      if (piece->document) {
        PQ_CHECK(take(piece->document->root()));
      } else {
        sink_.skip("offset " + std::to_string(piece->offset), to_line(piece->document.error()));
      }
    }
    if (!is_cvrf_) return not_ours();
    PQ_CHECK(begin());
    if (taker_.finish) taker_.finish();
    return {};
  }

 private:
  static tl::unexpected<Error> not_ours() { return base::fail(ErrorKind::kUnsupported, "no CVRF"); }

  Result<void> begin() {
    if (!is_id(head_.id)) return base::invalid("CVRF without an id");
    if (!taker_.take) taker_ = begin_(head_);
    return {};
  }

  Result<void> take(codec::Xml element) {
    const auto name = element.name();
    if (name == "DocumentTitle") {
      head_.title = as_summary(element.text());
    } else if (name == "DocumentTracking") {
      head_.id = element["Identification"]["ID"].text();
      head_.published = known_day(element["InitialReleaseDate"].text().substr(0, 10));
      head_.modified = known_day(element["CurrentReleaseDate"].text().substr(0, 10));
    } else if (name == "AggregateSeverity") {
      head_.severity = element.text();
    } else if (name == "DocumentReferences") {
      element.each([&](codec::Xml reference) {
        const auto url = reference["URL"].text();
        if (!url.empty() && head_.references.size() < kMostReferences) head_.references.emplace_back(url);
      });
    } else if (name == "ProductTree") {
      read_tree(element);
      if (tree_.bytes() > kMaxCsafKept)
        return base::over_limit("CVRF of which more than 192 MB would have to be kept");
    } else if (name == "Vulnerability") {
      PQ_CHECK(begin());
      give(element);
    }
    return {};
  }

  void read_tree(codec::Xml tree) {
    add_branches(tree, {}, 0);
    tree.each([&](codec::Xml child) {
      if (child.name() == "FullProductName") add_product(child, {}, {}, {});
      if (child.name() != "Relationship") return;
      tree_.add_relationship(child["FullProductName"].attribute("ProductID"),
                             child.attribute("ProductReference"),
                             child.attribute("RelatesToProductReference"));
    });
  }

  void add_branches(codec::Xml parent, std::string_view holder, unsigned depth) {
    parent.each([&](codec::Xml branch) {
      if (branch.name() != "Branch") return;
      const auto name = branch.attribute("Name");
      if (depth >= kMaxBranches) return sink_.skip(name, "branches of products nested more than 32 deep");
      branch.each([&](codec::Xml child) {
        if (child.name() == "FullProductName") add_product(child, branch.attribute("Type"), name, holder);
      });
      add_branches(branch, name, depth + 1);
    });
  }

  void add_product(codec::Xml product, std::string_view category, std::string_view branch,
                   std::string_view holder) {
    const auto id = product.attribute("ProductID");
    if (!id.empty())
      tree_.add_product(id, {product.text(), product.attribute("CPE"), {}, category, branch, holder});
  }

  void give(codec::Xml element) {
    ++number_;
    CsafVulnerability out{.id = vulnerability_id(element["CVE"].text())};
    if (out.id.empty()) return sink_.skip("vulnerability " + std::to_string(number_), "no id");
    out.title = as_summary(element["Title"].text());
    if (const auto cwe = element["CWE"].attribute("ID"); cwe.starts_with("CWE-") && is_id(cwe))
      out.cwes.emplace_back(cwe);
    read_ratings(element, taker_.source, out);
    out.each_statement = [&, id = out.id](const std::function<void(const CsafStatement&)>& visit) {
      element["ProductStatuses"].each([&](codec::Xml group) { give_group(group, id, visit); });
    };
    taker_.take(std::move(out));
  }

  void give_group(codec::Xml group, const std::string& vulnerability,
                  const std::function<void(const CsafStatement&)>& visit) {
    const auto status = status_of(group.attribute("Type"));
    if (!status) return sink_.skip(vulnerability, "a status that CVRF does not have");
    group.each([&](codec::Xml product) {
      const auto id = product.text();
      const auto found = expand_(tree_, id);
      if (found.empty())
        sink_.skip(vulnerability, "product that the tree does not have: \"" + as_summary(id) + "\"");
      for (const auto& each : found) {
        CsafStatement statement{.found = each, .status = *status};
        if (*status == Status::kFixed) statement.fixed_on = head_.published;
        visit(statement);
      }
    });
  }

  codec::XmlStream stream_;
  FeedSink& sink_;
  const CvrfExpand& expand_;
  const CsafBegin& begin_;
  bool is_cvrf_ = false;
  CsafHead head_;
  CsafTree tree_;
  CsafTaker taker_;
  std::size_t number_ = 0;
};

}  // namespace

Result<void> read_cvrf(Source& source, FeedSink& sink, const CvrfExpand& expand, const CsafBegin& begin) {
  return Document(source, sink, expand, begin).read();
}

bool is_cvrf(std::string_view head, std::string_view mark) {
  return base::contains(head, "cvrfdoc") && base::contains(head, mark);
}

}  // namespace pratique::advisory
