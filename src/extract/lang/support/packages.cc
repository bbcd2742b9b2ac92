#include "extract/lang/support/packages.h"

#include <algorithm>

#include "base/text.h"

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

void PackageList::add(model::Component component) {
  const auto known = packages_.find(component.purl);
  if (known != packages_.end()) {
    for (const char* property : {kScope, kMain}) {
      if (!component.properties.contains(property)) known->second.properties.erase(property);
    }
    return;
  }
  full_ = packages_.size() >= kMaxPackages;
  if (!full_) packages_.emplace(component.purl, std::move(component));
}

void PackageList::add(Result<model::Component> component) {
  if (component) return add(std::move(*component));
  if (unusable_++ == 0) first_error_ = component.error().what;
}

Record PackageList::take() && {
  Record record;
  record.components.reserve(packages_.size());
  for (auto& [purl, component] : packages_) record.components.push_back(std::move(component));
  if (full_) {
    record.notes.push_back(
        {.code = "limit",
         .message = "more than " + std::to_string(kMaxPackages) + " packages; the rest was not read",
         .incomplete = true});
  }
  if (unusable_ != 0) {
    record.notes.push_back({.code = "unreadable",
                            .message = std::to_string(unusable_) + " packages left out: " + first_error_,
                            .incomplete = true});
  }
  return record;
}

}  // namespace pratique::extract::lang
