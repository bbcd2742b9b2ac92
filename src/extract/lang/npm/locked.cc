#include "extract/lang/npm/locked.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "base/text.h"
#include "extract/lang/support/packages.h"
#include "model/ecosystem.h"
#include "model/redact.h"
#include "model/unpublished.h"

namespace pratique::extract::npm {
namespace {

// Mirrors of npm's registry that everybody may use; the first is a name of the registry itself.
constexpr auto kMirrors = std::to_array<std::string_view>(
    {"https://registry.yarnpkg.com", "https://registry.npmmirror.com", "https://registry.npm.taobao.org",
     "https://registry.cnpmjs.org", "https://r.cnpmjs.org"});

bool is_of(std::string_view address, std::string_view registry) {
  return address.starts_with(registry) &&
         (address.size() == registry.size() || address[registry.size()] == '/');
}

model::Unpublished kind_of(std::string_view address) {
  static constexpr std::string_view kMarks[] = {"#commit=", ".git#", "://codeload.github.com/", "ssh://"};
  const auto kind = model::kind_of_address(address);
  if (kind != model::Unpublished::kNo) return kind;
  const bool repository =
      std::ranges::any_of(kMarks, [&](auto mark) { return base::contains(address, mark); });
  return repository ? model::Unpublished::kRepository : model::Unpublished::kNo;
}

}  // namespace

Result<model::Component> locked_package(std::string_view name, std::string_view version) {
  std::string_view scope;
  if (const auto halves = base::cut(name, "/"); halves && name.starts_with('@')) {
    scope = halves->before;
    name = halves->after;
  }
  if (base::contains(version, ":") || base::contains(version, "/")) version = {};
  return lang::package("npm", scope, name, version, model::Evidence::kDeclared);
}

void set_source(model::Component& component, std::string_view resolved, std::string_view version) {
  for (const auto address : {resolved, version}) {
    const auto kind = kind_of(address);
    if (kind == model::Unpublished::kNo) continue;
    const auto shown = lang::descriptive(model::redact_text(address.substr(0, address.find('#'))).text);
    component.details.edit().origin = model::unpublished_text(kind, shown);
    return;
  }
  if (!is_of(resolved, kMirrors.front())) lang::set_origin(component, resolved);
}

bool names_own_registry(std::string_view text) {
  const std::string own(model::ecosystem_of_type("npm").registry);
  return base::contains(text, own + '/') || base::contains(text, std::string(kMirrors.front()) + '/');
}

bool has_plain_packages(const Record& record) {
  return std::ranges::any_of(record.components, [](const auto& one) { return one.details->origin.empty(); });
}

void mark_private_scopes(Record& record) {
  const auto elsewhere = [](const std::string& origin) {
    return origin.starts_with("http") && std::ranges::find(kMirrors, origin) == kMirrors.end();
  };
  std::map<std::string, bool> is_private;  // by scope
  for (const auto& component : record.components) {
    if (component.purl.name_space.empty()) continue;
    const auto at = is_private.try_emplace(component.purl.name_space, true).first;
    at->second = at->second && elsewhere(component.details->origin);
  }
  for (auto& component : record.components) {
    const auto at = is_private.find(component.purl.name_space);
    if (at == is_private.end() || !at->second) continue;
    auto& origin = component.details.edit().origin;
    origin = model::unpublished_text(model::Unpublished::kPrivate, "its scope comes from " + origin);
  }
}

}  // namespace pratique::extract::npm
