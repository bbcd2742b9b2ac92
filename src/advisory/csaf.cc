#include "advisory/csaf.h"

#include <algorithm>
#include <array>
#include <set>

#include "advisory/coverage.h"
#include "advisory/cvss.h"
#include "advisory/osv.h"
#include "base/text.h"
#include "model/purl.h"

namespace pratique::advisory {

namespace {

constexpr unsigned kMaxBranches = 32;
// Component of a module of a product.
constexpr unsigned kMaxRelated = 4;
constexpr std::size_t kMaxReferences = 48;
// Red Hat's largest have some 30 MB; simdjson takes five times that.
constexpr std::uint64_t kMaxText = 48ull << 20, kMaxMemory = 240ull << 20;

// Ends of the names of rpms.
constexpr std::array<std::string_view, 22> kArchitectures{
    "aarch64", "armv7hl", "armv7l", "i386",   "i486",    "i586",       "i686", "ia64",
    "noarch",  "nosrc",   "ppc",    "ppc64",  "ppc64le", "riscv64",    "s390", "s390x",
    "src",     "sw_64",   "x86_64", "athlon", "armv6hl", "loongarch64"};

template <class List, class T>
void add_unique(List& list, T value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

// "ruby:3.1:8090020240311122605:a75119d5" → "ruby:3.1".
std::string name_and_stream(std::string_view label) {
  const auto first = label.find(':');
  if (first == std::string_view::npos) return std::string(label);
  return std::string(label.substr(0, label.find(':', first + 1)));
}

// What no remediation of another category says of a product without a fix (§3.2.3.12). Red Hat's details are these
// words and nothing else.
struct Remedy {
  Reason reason = Reason::kNone;
  std::string_view text;
};
Remedy remedy_of(std::string_view category, std::string_view details) {
  if (category == "no_fix_planned") {
    const bool over = base::contains(details, "Out of support scope");
    return {over ? Reason::kEndOfLife : Reason::kWillNotFix, details};
  }
  if (category != "none_available") return {};
  if (base::contains(details, "deferred")) return {Reason::kDeferred, details};
  // "Affected" says nothing new.
  return {Reason::kNone, details == "Affected" ? std::string_view() : details};
}

// Facts that a vulnerability has of its products.
class Facts {
 public:
  Facts(codec::Json vulnerability, const CsafTree& tree) : tree_(tree) {
    vulnerability["remediations"].each([&](codec::Json each) { add_remediation(each); });
    vulnerability["flags"].each([&](codec::Json each) {
      of_each(each, [&](std::string_view id) { flags_[id] = each["label"].text(); });
    });
    vulnerability["threats"].each([&](codec::Json each) {
      const auto category = each["category"].text(), details = each["details"].text();
      if (category == "impact") of_each(each, [&](std::string_view id) { impacts_[id] = details; });
    });
    vulnerability["scores"].each([&](codec::Json each) {
      const auto vector = vector_of(each);
      each["products"].each([&](codec::Json id) { vectors_[id.text()] = vector; });
      if (!vector.empty()) all_vectors_.insert(vector);
    });
  }

  void complete(CsafStatement& statement) const {
    const auto text = [&](const auto& map) {
      const auto at = map.find(statement.id);
      return at == map.end() ? std::string_view() : std::string_view(at->second);
    };
    statement.impact = text(impacts_);
    if (all_vectors_.size() > 1) statement.vector = text(vectors_);
    if (statement.status == Status::kFixed) statement.fixed_on = known_day(text(fixed_));
    // Without a flag the impact says why it is not affected (§4.5); else it is a severity.
    const bool is_severity = severity_of_word(statement.impact) != Severity::kUnspecified;
    if (statement.status == Status::kNotAffected) {
      statement.reason_text = text(flags_);
      if (statement.reason_text.empty() && !is_severity) statement.reason_text = statement.impact;
    }
    if (!is_severity) statement.impact = {};
    const auto remedy = remedies_.find(statement.id);
    if (statement.status == Status::kAffected && remedy != remedies_.end()) {
      statement.reason = remedy->second.reason;
      statement.reason_text = remedy->second.text;
    }
  }

  static std::string_view vector_of(codec::Json score) {
    for (const auto* key : {"cvss_v4", "cvss_v3", "cvss_v2"}) {
      if (const auto vector = score[key]["vectorString"].text(); !vector.empty()) return vector;
    }
    return {};
  }

 private:
  void add_remediation(codec::Json each) {
    const auto category = each["category"].text(), details = each["details"].text();
    const auto remedy = remedy_of(category, details);
    const bool says = category == "no_fix_planned" || category == "none_available";
    of_each(each, [&](std::string_view id) {
      if (says) remedies_[id] = remedy;
      if (category == "vendor_fix") fixed_[id] = each["date"].text();
    });
  }

  // Of its products and of those of its groups.
  void of_each(codec::Json item, const std::function<void(std::string_view)>& visit) const {
    item["product_ids"].each([&](codec::Json id) { visit(id.text()); });
    item["group_ids"].each([&](codec::Json group) {
      for (const auto id : tree_.group(group.text())) visit(id);
    });
  }

  const CsafTree& tree_;
  std::map<std::string_view, Remedy> remedies_;
  std::map<std::string_view, std::string_view> flags_, impacts_, vectors_, fixed_;
  std::set<std::string_view> all_vectors_;
};

struct StatusRow {
  const char* key;
  Status status;
};
constexpr StatusRow kStatuses[]{{"fixed", Status::kFixed},
                                {"first_fixed", Status::kFixed},
                                {"recommended", Status::kFixed},
                                {"known_affected", Status::kAffected},
                                {"first_affected", Status::kAffected},
                                {"last_affected", Status::kAffected},
                                {"known_not_affected", Status::kNotAffected},
                                {"under_investigation", Status::kUnderInvestigation}};

std::string id_of(codec::Json vulnerability) {
  auto id = vulnerability_id(vulnerability["cve"].text());
  vulnerability["ids"].each([&](codec::Json each) {
    const auto text = each["text"].text();
    if (id.empty() && text.find('-') != std::string_view::npos) id = vulnerability_id(text);
  });
  return id;
}

void add_ratings(codec::Json vulnerability, std::string_view source, CsafVulnerability& out) {
  const auto add = [&](Rating rating) {
    const auto same = [&](const Rating& other) {
      return other.vector == rating.vector && other.severity == rating.severity;
    };
    if ((!rating.vector.empty() || rating.severity != Severity::kUnspecified) &&
        std::none_of(out.ratings.begin(), out.ratings.end(), same))
      out.ratings.push_back(std::move(rating));
  };
  vulnerability["scores"].each(
      [&](codec::Json score) { add(rating_of_vector(source, Facts::vector_of(score))); });
  vulnerability["threats"].each([&](codec::Json threat) {
    if (threat["category"].text() == "impact") add(rating_of_word(source, threat["details"].text()));
  });
}

// "kernel-default-5.3.18-150200.24.115.1.x86_64", "bind-32:9.8.2-0.68.el6.i686", "…x86_64.rpm (ruby:2.7)".
CsafRpm rpm_of_name(std::string_view text) {
  CsafRpm out;
  if (const auto bracket = text.find(" ("); bracket != std::string_view::npos && text.ends_with(')')) {
    out.module = text.substr(bracket + 2, text.size() - bracket - 3);
    text = text.substr(0, bracket);
  }
  if (const auto module = text.find("::"); module != std::string_view::npos) {
    out.module = text.substr(module + 2);
    text = text.substr(0, module);
  }
  // What has no fix has no version: "nodejs:18/nodejs", "kernel".
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    out.module = text.substr(0, slash);
    out.name = text.substr(slash + 1);
    return out;
  }
  if (text.ends_with(".rpm")) text.remove_suffix(4);
  const auto dot = text.rfind('.');
  if (dot != std::string_view::npos && base::is_one_of(text.substr(dot + 1), kArchitectures)) {
    out.architecture = text.substr(dot + 1);
    text = text.substr(0, dot);
  }
  const auto release = text.rfind('-');
  const auto version = release == std::string_view::npos || release == 0 ? std::string_view::npos
                                                                         : text.rfind('-', release - 1);
  if (version == std::string_view::npos || version == 0 || !base::is_digit(text[version + 1])) {
    out.name = text;
    return out;
  }
  out.name = text.substr(0, version);
  out.evr = text.substr(version + 1);
  return out;
}

std::optional<CsafRpm> rpm_of_purl(std::string_view text) {
  const auto purl = model::parse_purl(text);
  if (!purl || purl->type != "rpm") return std::nullopt;
  const auto qualifier = [&](const char* key) {
    const auto at = purl->qualifiers.find(key);
    return at == purl->qualifiers.end() ? std::string() : at->second;
  };
  CsafRpm out{.name = purl->name,
              .evr = purl->version,
              .architecture = qualifier("arch"),
              .module = name_and_stream(qualifier("rpmmod"))};
  const auto epoch = qualifier("epoch");
  if (!epoch.empty() && epoch != "0" && !out.evr.empty()) out.evr = epoch + ":" + out.evr;
  return out;
}

}  // namespace

CsafTree::CsafTree(codec::Json product_tree, FeedSink& sink) {
  add_branches(product_tree["branches"], {}, 0, sink);
  product_tree["full_product_names"].each([&](codec::Json each) { add_product(each, {}, {}, {}); });
  product_tree["relationships"].each([&](codec::Json each) {
    const auto id = each["full_product_name"]["product_id"].text();
    relationships_[id] = {each["product_reference"].text(), each["relates_to_product_reference"].text()};
  });
  product_tree["product_groups"].each([&](codec::Json each) {
    auto& ids = groups_[each["group_id"].text()];
    each["product_ids"].each([&](codec::Json id) { ids.push_back(id.text()); });
  });
}

void CsafTree::add_branches(codec::Json branches, std::string_view holder, unsigned depth, FeedSink& sink) {
  branches.each([&](codec::Json branch) {
    const auto name = branch["name"].text();
    if (depth >= kMaxBranches) return sink.skip(name, "branches of products nested more than 32 deep");
    add_product(branch["product"], branch["category"].text(), name, holder);
    add_branches(branch["branches"], name, depth + 1, sink);
  });
}

void CsafTree::add_product(codec::Json product, std::string_view category, std::string_view branch,
                           std::string_view holder) {
  const auto id = product["product_id"].text();
  if (id.empty()) return;
  const auto helper = product["product_identification_helper"];
  products_[id] = {
      product["name"].text(), helper["cpe"].text(), helper["purl"].text(), category, branch, holder};
}

std::optional<CsafFound> CsafTree::find(std::string_view id) const {
  CsafFound found;
  for (unsigned steps = 0; steps < kMaxRelated; ++steps) {
    const auto relationship = relationships_.find(id);
    if (relationship == relationships_.end()) {
      const auto product = products_.find(id);
      if (product == products_.end()) return std::nullopt;
      found.product = &product->second;
      return found;
    }
    const auto component = products_.find(relationship->second.component);
    if (component == products_.end()) return std::nullopt;
    // The first is the component itself; a module in between is what it belongs to in the product.
    if (found.component == nullptr) {
      found.component = &component->second;
    } else {
      const auto purl = model::parse_purl(component->second.purl);
      if (purl && purl->type == "rpmmod") found.module = name_and_stream(purl->name + ":" + purl->version);
    }
    id = relationship->second.product;
  }
  return std::nullopt;
}

const std::vector<std::string_view>& CsafTree::group(std::string_view id) const {
  static const std::vector<std::string_view> kNone;
  const auto at = groups_.find(id);
  return at == groups_.end() ? kNone : at->second;
}

Result<CsafHead> csaf_head(codec::Json root) {
  const auto document = root["document"], tracking = document["tracking"];
  if (!document["csaf_version"]) return base::fail(ErrorKind::kUnsupported, "no CSAF");
  CsafHead head{.id = std::string(tracking["id"].text()),
                .category = document["category"].text(),
                .publisher_namespace = document["publisher"]["namespace"].text(),
                .title = as_summary(document["title"].text()),
                .published = std::string(tracking["initial_release_date"].text()),
                .modified = std::string(tracking["current_release_date"].text()),
                .severity = document["aggregate_severity"]["text"].text()};
  if (!is_id(head.id)) return base::invalid("CSAF without an id");
  if (known_day(head.published).empty()) head.published.clear();
  if (known_day(head.modified).empty()) head.modified.clear();
  document["references"].each([&](codec::Json each) {
    const auto url = each["url"].text();
    if (!url.empty() && head.references.size() < kMaxReferences)
      add_unique(head.references, std::string(url));
  });
  return head;
}

void each_vulnerability(codec::Json root, const CsafTree& tree, std::string_view source, FeedSink& sink,
                        const std::function<void(CsafVulnerability&&)>& take) {
  std::size_t number = 0;
  root["vulnerabilities"].each([&](codec::Json each) {
    ++number;
    CsafVulnerability out{.id = id_of(each)};
    if (out.id.empty()) return sink.skip("vulnerability " + std::to_string(number), "no id");
    out.title = as_summary(each["title"].text());
    if (const auto cwe = each["cwe"]["id"].text(); cwe.starts_with("CWE-") && is_id(cwe))
      out.cwes.emplace_back(cwe);
    each["references"].each([&](codec::Json reference) {
      const auto url = reference["url"].text();
      if (!url.empty() && out.references.size() < kMaxReferences)
        add_unique(out.references, std::string(url));
    });
    add_ratings(each, source, out);
    const Facts facts(each, tree);
    for (const auto& row : kStatuses) {
      each["product_status"][row.key].each([&](codec::Json id) {
        auto found = tree.find(id.text());
        if (!found)
          return sink.skip(out.id, "product that the tree does not have: \"" + as_summary(id.text()) + "\"");
        CsafStatement statement{.id = id.text(), .found = *std::move(found), .status = row.status};
        facts.complete(statement);
        out.statements.push_back(std::move(statement));
      });
    }
    take(std::move(out));
  });
}

std::optional<CsafRpm> csaf_rpm(const CsafFound& found) {
  if (found.component == nullptr) return std::nullopt;
  auto rpm = found.component->purl.empty() ? std::optional(rpm_of_name(found.component->name))
                                           : rpm_of_purl(found.component->purl);
  if (!rpm) return std::nullopt;
  if (rpm->module.empty()) rpm->module = found.module;
  // Purls of older documents leave out the epoch that stands in the name.
  if (!found.component->purl.empty() && !base::contains(rpm->evr, ":")) {
    const auto named = rpm_of_name(found.component->name);
    if (named.name == rpm->name && named.evr.ends_with(":" + rpm->evr)) rpm->evr = named.evr;
  }
  if (rpm->evr.starts_with("0:")) rpm->evr.erase(0, 2);
  if (rpm->architecture == "noarch") rpm->architecture.clear();
  return rpm->name.empty() || !is_id(rpm->name) ? std::nullopt : rpm;
}

Result<codec::JsonDocument> csaf_document(Source& source, std::string_view publisher) {
  PQ_TRY(const auto content, source.all());
  PQ_TRY(auto document, codec::JsonDocument::parse(content, kMaxText, kMaxMemory));
  const auto space = document.root()["document"]["publisher"]["namespace"].text();
  if (!space.starts_with(publisher)) return base::fail(ErrorKind::kUnsupported, "no CSAF of this publisher");
  return document;
}

bool is_csaf(std::string_view head, std::string_view publisher) {
  return base::contains(head, "\"csaf_version\"") && base::contains(head, "\"" + std::string(publisher));
}

}  // namespace pratique::advisory
