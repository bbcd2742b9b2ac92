#include "update/change_list.h"

#include <set>

#include "base/text.h"
#include "codec/json.h"
#include "update/feed_state.h"
#include "update/publisher.h"

namespace pratique::update {

namespace {

constexpr std::uint64_t kMaxListBytes = 128ull << 20;
constexpr std::uint64_t kMaxListMemory = 512ull << 20;

std::string_view unquoted(std::string_view field) {
  field = base::trim(field);
  if (field.size() >= 2 && field.front() == '"' && field.back() == '"') {
    field.remove_prefix(1);
    field.remove_suffix(1);
  }
  return field;
}

std::optional<ChangedDocument> document_of(std::string_view id, std::string_view time,
                                           std::string_view each) {
  ChangedDocument document{.path = each.empty() ? std::string(id) : base::replace_all(each, "{id}", id),
                           .mark = std::string(time)};
  if (id.empty() || !is_plain_path(document.path)) return std::nullopt;
  if (time.empty()) return document;
  const auto seconds = seconds_of(time);
  if (!seconds) return std::nullopt;
  document.time = *seconds;
  return document;
}

}  // namespace

std::optional<ListForm> list_form(std::string_view word) {
  if (word == "time,id") return ListForm::kTimeFirst;
  if (word == "path,time") return ListForm::kPathFirst;
  if (word == "paths") return ListForm::kLines;
  return std::nullopt;
}

std::optional<ChangedDocument> read_change(std::string_view line, ListForm form, std::string_view each) {
  if (form == ListForm::kLines) return document_of(base::trim(line), "", each);
  const auto halves = form == ListForm::kTimeFirst ? base::cut(line, ",") : base::cut_last(line, ",");
  if (!halves) return std::nullopt;
  auto first = unquoted(halves->before), second = unquoted(halves->after);
  if (form == ListForm::kTimeFirst) std::swap(first, second);
  if (second.empty()) return std::nullopt;
  return document_of(first, second, each);
}

Result<std::vector<ChangedDocument>> read_json_changes(std::string_view text, std::string_view list,
                                                       std::string_view id, std::string_view time,
                                                       std::string_view each, std::uint64_t& skipped) {
  PQ_TRY(const auto json, codec::JsonDocument::parse(text, kMaxListBytes, kMaxListMemory));
  const auto elements = list.empty() ? json.root() : json.root()[list];
  if (!elements.is_array()) return base::invalid("no list of documents");
  std::vector<ChangedDocument> found;
  elements.each([&](codec::Json element) {
    const auto name = element.is_string() ? element.text() : element[id].text();
    if (auto document = document_of(name, element[time].text(), each)) {
      found.push_back(*std::move(document));
    } else {
      ++skipped;
    }
  });
  return found;
}

std::vector<std::string> cves_on(std::string_view text) {
  constexpr std::string_view kBegin = "CVE-";
  constexpr std::size_t kYear = 4, kMaxDigits = 19, kMax = 500'000;
  std::set<std::string> found;
  const auto digits = [&](std::size_t at) {
    std::size_t count = 0;
    while (at + count < text.size() && base::is_digit(text[at + count])) ++count;
    return count;
  };
  for (auto at = text.find(kBegin); at != text.npos && found.size() < kMax; at = text.find(kBegin, at + 1)) {
    const auto year = at + kBegin.size(), dash = year + kYear;
    if (digits(year) != kYear || dash >= text.size() || text[dash] != '-') continue;
    const auto count = digits(dash + 1);
    if (count >= 4 && count <= kMaxDigits) found.emplace(text.substr(at, dash + 1 + count - at));
  }
  return {found.begin(), found.end()};
}

}  // namespace pratique::update
