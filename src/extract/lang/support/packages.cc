#include "extract/lang/support/packages.h"

#include <algorithm>

#include "base/text.h"
#include "codec/base64.h"
#include "codec/utf.h"
#include "extract/lang/support/reach.h"
#include "licence/expression.h"
#include "licence/normal.h"
#include "model/ecosystem.h"
#include "model/redact.h"

namespace pratique::extract::lang {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

// Length of the UTF-8 sequence that `text` starts with; 0 when it starts with none.
std::size_t sequence_length(std::string_view text) {
  for (std::size_t length = 1; length <= std::min<std::size_t>(4, text.size()); ++length) {
    if (base::is_valid_utf8(text.substr(0, length))) return length;
  }
  return 0;
}

bool has_controls(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

Result<void> check(std::string_view what, std::string_view text) {
  if (text.size() > kMaxIdentity) return base::invalid(std::string(what) + " longer than 1024 bytes");
  if (has_controls(text)) return base::invalid("control character in the " + std::string(what));
  if (!base::is_valid_utf8(text)) return base::invalid(std::string(what) + " is not UTF-8");
  return {};
}

std::string full_name(const model::Purl& purl) {
  return purl.name_space.empty() ? purl.name : purl.name_space + "/" + purl.name;
}

std::string to_hex(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    digits += "0123456789abcdef"[byte >> 4];
    digits += "0123456789abcdef"[byte & 15];
  }
  return digits;
}

}  // namespace

std::string descriptive(std::string_view text) {
  text = base::trim(text);
  std::string out;
  while (!text.empty() && out.size() < kMaxText) {
    const auto length = sequence_length(text);
    if (length == 1) {
      out += has_controls(text.substr(0, 1)) ? ' ' : text.front();
    } else {
      out += length == 0 ? kReplacement : text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return text.empty() ? out : out + "…";
}

Result<std::string> plain_text(const FileView& file) {
  PQ_TRY(const auto bytes, file.text());
  PQ_TRY(auto text, codec::to_utf8(std::string(bytes)));
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  if (const auto zero = text.find('\0'); zero != std::string::npos) {
    return base::fail(base::ErrorKind::kInvalid, "zero byte in a text", base::Where{.offset = zero});
  }
  return text;
}

Result<void> check_not_blank(std::string_view text) {
  if (base::trim(text).empty()) return base::invalid("empty file");
  return {};
}

Result<model::Component> package(std::string_view type, std::string_view name_space, std::string_view name,
                                 std::string_view version, model::Evidence evidence,
                                 std::map<std::string, std::string> qualifiers) {
  if (name.empty()) return base::invalid("package without a name");
  PQ_CHECK(check("namespace", name_space));
  PQ_CHECK(check("name", name));
  PQ_CHECK(check("version", version));
  model::Component component;
  component.purl = model::make_purl(type, name_space, name, version, std::move(qualifiers));
  component.evidence = evidence;
  return component;
}

void add_license(model::Component& component, std::string_view text) {
  auto license = descriptive(text);
  if (license.empty() || base::equals_ignoring_case(license, "unknown") ||
      base::equals_ignoring_case(license, "none")) {
    return;
  }
  auto& all = component.licenses;
  const auto at = std::ranges::lower_bound(all, license);
  if (all.size() < kMaxLicenses && (at == all.end() || *at != license)) all.insert(at, std::move(license));
}

void add_license_choice(model::Component& component, const std::vector<std::string>& texts) {
  std::vector<std::string> parts;
  bool known = texts.size() > 1 && texts.size() <= kMaxLicenses;
  for (const auto& text : texts) {
    if (!known) break;
    auto expression = licence::normal(text).expression;
    known = !expression.empty() && licence::references(expression).empty();
    parts.push_back(licence::is_compound(expression) ? "(" + expression + ")" : std::move(expression));
  }
  const auto choice = base::join(parts, " OR ");
  if (known && choice.size() <= kMaxText) return add_license(component, choice);
  for (const auto& text : texts) add_license(component, text);
}

void add_hash(model::Component& component, model::HashAlgorithm algorithm, std::string_view digits) {
  model::Hash hash{algorithm, base::to_lower(digits)};
  if (!model::is_value(hash)) return;
  component.details.edit().hashes.push_back(std::move(hash));
}

void add_integrity(model::Component& component, std::string_view integrity) {
  for (const auto word : base::words(integrity)) {
    const auto halves = base::cut(word, "-");
    if (!halves) continue;
    const auto algorithm = model::parse_hash_algorithm(halves->before);
    const auto bytes = codec::from_base64(halves->after);
    if (algorithm && bytes) component.details.edit().hashes.push_back({*algorithm, to_hex(*bytes)});
  }
  model::normalise(component);
}

void set_origin(model::Component& component, std::string_view address) {
  const auto scheme = address.find("://");
  if (scheme == std::string_view::npos) return;
  const auto registry = model::ecosystem_of_type(component.purl.type).registry;
  if (!registry.empty() && address.starts_with(registry)) return;
  // Of an archive its host, of a repository all but the commit.
  const auto path = address.starts_with("git") ? address.find_first_of("?#") : address.find('/', scheme + 3);
  component.details.edit().origin = descriptive(model::redact_text(address.substr(0, path)).text);
}

PackageCollector::Id PackageCollector::add(model::Component component) {
  const auto known = packages_.find(component.purl);
  if (known != packages_.end()) {
    known->second.scope = std::min(known->second.scope, component.scope);
    known->second.is_main = known->second.is_main && component.is_main;
    model::join_reason(known->second, component);
    return &known->first;
  }
  full_ = packages_.size() >= kMaxPackages;
  if (full_) return nullptr;
  auto purl = component.purl;
  return &packages_.emplace(std::move(purl), std::move(component)).first->first;
}

PackageCollector::Id PackageCollector::add(Result<model::Component> component) {
  if (component) return add(std::move(*component));
  unusable_.add(component.error().what);
  return nullptr;
}

PackageCollector::Id PackageCollector::add(Result<model::Component> component, const Stated& version) {
  if (component && version.text.empty())
    (version.wrong_type ? wrongly_typed_ : without_version_).add(descriptive(full_name(component->purl)));
  return add(std::move(component));
}

void PackageCollector::depend(Id from, Id to, model::Scope scope) {
  relate({from, to, model::EdgeKind::kDependsOn, scope});
}

void PackageCollector::build(Id from, Id to) {
  relate({from, to, model::EdgeKind::kBuiltFrom, model::Scope::kRequired});
}

void PackageCollector::ask_for(Id id) {
  if (id != nullptr) packages_.find(*id)->second.reason = model::InstallReason::kExplicit;
}

void PackageCollector::ask_for(Id id, model::Scope scope) {
  ask_for(id);
  begin_at(id, scope);
}

void PackageCollector::begin_at(Id id, model::Scope scope) {
  if (id != nullptr) beginnings_.emplace_back(id, scope);
}

void PackageCollector::call(Id id, std::string_view words) {
  if (id == nullptr || words.size() > kMaxIdentity) return;
  called_.names.push_back(words);
  called_ids_.push_back(id);
}

void PackageCollector::relate(const Relation& relation) {
  if (relation.from == nullptr || relation.to == nullptr || relation.from == relation.to) return;
  if (relations_.size() == model::kMaxEdges) {
    ++relations_left_out_;
  } else {
    relations_.push_back(relation);
  }
}

Record PackageCollector::take() && {
  Record record;
  record.components.reserve(packages_.size());
  std::unordered_map<Id, std::uint32_t> numbers;
  for (auto& [purl, component] : packages_) {
    numbers.emplace(&purl, static_cast<std::uint32_t>(record.components.size()));
    record.components.push_back(std::move(component));
  }
  record.edges.reserve(relations_.size());
  for (const auto& one : relations_)
    record.edges.push_back({numbers.at(one.from), numbers.at(one.to), one.kind, one.scope});
  finish(record, numbers);
  add_notes(record);
  return record;
}

void PackageCollector::finish(Record& record, const std::unordered_map<Id, std::uint32_t>& numbers) {
  std::vector<Beginning> asked;
  for (const auto& [id, scope] : beginnings_) asked.push_back({numbers.at(id), scope});
  if (!asked.empty()) spread_scopes(record.components, record.edges, asked);
  if (called_ids_.empty()) return;
  for (const auto id : called_ids_) called_.of.push_back(numbers.at(id));
  record.needs.edit() = std::move(called_);
}

void PackageCollector::add_notes(Record& record) const {
  const auto note = [&](const char* code, std::string message, bool incomplete) {
    record.notes.push_back({.code = code, .message = std::move(message), .incomplete = incomplete});
  };
  if (full_)
    note("limit", "more than " + std::to_string(kMaxPackages) + " packages; the rest was not read", true);
  if (relations_left_out_ != 0) record.notes.push_back(model::edges_left_out(relations_left_out_));
  if (unusable_.number != 0)
    note("unreadable", std::to_string(unusable_.number) + " packages left out: " + unusable_.first, true);
  const auto told = [](const Count& count, std::string_view what) {
    const bool one = count.number == 1;
    return std::to_string(count.number) + (one ? " package has " : " packages have ") + std::string(what) +
           (one ? ": " : ", the first: ") + count.first;
  };
  if (wrongly_typed_.number != 0) note("unreadable", told(wrongly_typed_, "a version that is no text"), true);
  if (without_version_.number != 0) note("unversioned", told(without_version_, "no version"), false);
}

void PackageNames::add(std::string name, PackageCollector::Id id) {
  auto& all = names_[std::move(name)];
  const bool known = std::ranges::find(all, id) != all.end();
  if (id != nullptr && !known && all.size() < kMostOfOneName) all.push_back(id);
}

std::span<const PackageCollector::Id> PackageNames::of(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? std::span<const PackageCollector::Id>() : found->second;
}

PackageCollector::Id PackageNames::only(std::string_view name) const {
  const auto all = of(name);
  return all.size() == 1 ? all.front() : nullptr;
}

}  // namespace pratique::extract::lang
