#include "extract/os/rpm/package.h"

#include "base/text.h"

namespace pratique::extract::os {

namespace {

// rpm writes "(none)" where a value is missing and somebody printed it.
std::string_view value_of(std::string_view text) { return text == "(none)" ? std::string_view() : text; }

}  // namespace

void set_source_rpm(model::Component& component, std::string_view source_rpm) {
  if (!source_rpm.ends_with(".rpm")) return;
  source_rpm.remove_suffix(4);
  const auto without_arch = base::cut_last(source_rpm, ".");  // ".src" or ".nosrc"
  if (!without_arch) return;
  const auto release = base::cut_last(without_arch->before, "-");
  if (!release) return;
  const auto version = base::cut_last(release->before, "-");
  if (!version || version->before.empty()) return;
  const auto full = without_arch->before.substr(version->before.size() + 1);
  if (version->before == component.purl.name && full == component.purl.version) return;
  component.source_name = version->before;
  component.source_version = full;
}

model::Component rpm_component(const RpmHeader& header) {
  std::map<std::string, std::string> qualifiers;
  if (!header.architecture.empty()) qualifiers["arch"] = header.architecture;
  if (header.epoch.value_or(0) != 0) qualifiers["epoch"] = std::to_string(*header.epoch);
  auto version = std::string(header.version);
  if (!header.release.empty()) version.append("-").append(header.release);

  model::Component component;
  component.purl = model::make_purl("rpm", "", header.name, version, std::move(qualifiers));
  if (const auto license = value_of(header.license); !license.empty())
    component.licenses.emplace_back(license);
  component.supplier = value_of(header.vendor.empty() ? header.packager : header.vendor);
  component.homepage = value_of(header.url);
  component.description = value_of(header.summary);
  if (const auto label = value_of(header.module_label); !label.empty())
    component.details.edit().module = label;
  set_source_rpm(component, header.source_rpm);
  return component;
}

}  // namespace pratique::extract::os
