#include "extract/lang/composer/entry.h"

#include "base/text.h"
#include "extract/lang/support/packages.h"

namespace pratique::extract::composer {

using codec::Json;

Result<model::Component> package_of(Json entry, model::Evidence evidence, bool dev) {
  const auto full = entry["name"].text();
  const auto halves = base::cut_last(full, "/");
  PQ_TRY(auto component, lang::package("composer", halves ? halves->before : std::string_view{},
                                       halves ? halves->after : full, entry["version"].text(), evidence));
  const auto license = entry["license"];
  if (license.is_string()) lang::add_license(component, license.text());
  license.each([&](Json one) { lang::add_license(component, one.text()); });
  component.supplier = lang::descriptive(entry["authors"].at(0)["name"].text());
  component.homepage = lang::descriptive(entry["homepage"].text());
  if (dev) component.scope = model::Scope::kDev;
  return component;
}

}  // namespace pratique::extract::composer
