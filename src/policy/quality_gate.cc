#include "policy/quality_gate.h"

#include <algorithm>

#include "base/text.h"
#include "codec/json.h"

namespace pratique::policy {

namespace {

constexpr std::string_view kRevisionLabel = "org.opencontainers.image.revision";
constexpr std::size_t kShortest = 7;  // digits of a commit that is shortened

Result<codec::JsonDocument> parsed(std::string_view body) {
  auto document = codec::JsonDocument::parse(body, kMaxGateAnswer);
  if (!document) return base::invalid("the server's answer is no JSON");
  return document;
}

bool same_commit(std::string_view a, std::string_view b) {
  if (std::min(a.size(), b.size()) < kShortest) return false;
  return a.starts_with(b) || b.starts_with(a);
}

}  // namespace

std::string commit_of(const model::Subject& subject) {
  if (!subject.provenance.revision.empty()) return subject.provenance.revision;
  const auto label = subject.labels.find(std::string(kRevisionLabel));
  return label == subject.labels.end() ? std::string() : label->second;
}

Result<std::vector<std::string>> gate_branches(std::string_view body) {
  PQ_TRY(const auto document, parsed(body));
  const auto list = document.root()["branches"];
  if (!list.is_array()) return base::invalid("the server's answer has no branches");
  std::vector<std::string> names;
  list.each([&](codec::Json one) {
    if (one["name"].text().empty()) return;
    const bool main = one["isMain"].boolean().value_or(false);
    names.insert(main ? names.begin() : names.end(), std::string(one["name"].text()));
  });
  return names;
}

Result<GateAnalyses> gate_analyses(std::string_view body, std::string_view commit) {
  PQ_TRY(const auto document, parsed(body));
  const auto list = document.root()["analyses"];
  if (!list.is_array()) return base::invalid("the server's answer has no analyses");
  GateAnalyses out;
  list.each([&](codec::Json one) {
    if (out.found || !same_commit(one["revision"].text(), commit)) return;
    out.found = GateAnalysis{std::string(one["key"].text()), std::string(one["date"].text())};
  });
  const auto paging = document.root()["paging"];
  const auto page = paging["pageIndex"].integer().value_or(1),
             size = paging["pageSize"].integer().value_or(0), total = paging["total"].integer().value_or(0);
  // Numbers of the server: compared by division, which cannot overflow.
  out.more = size > 0 && page > 0 && page < total / size + (total % size != 0 ? 1 : 0);
  return out;
}

Result<void> read_gate(std::string_view body, QualityGate& into) {
  PQ_TRY(const auto document, parsed(body));
  const auto status = document.root()["projectStatus"];
  if (!status.is_object() || status["status"].text().empty())
    return base::invalid("the server's answer has no status of a quality gate");
  into.status = status["status"].text();
  status["conditions"].each([&](codec::Json one) {
    if (one["status"].text() != "ERROR") return;
    into.failed.push_back({std::string(one["metricKey"].text()), std::string(one["comparator"].text()),
                           std::string(one["errorThreshold"].text()),
                           std::string(one["actualValue"].text())});
  });
  return {};
}

}  // namespace pratique::policy
