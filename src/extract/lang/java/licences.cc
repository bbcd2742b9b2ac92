#include "extract/lang/java/licences.h"

#include <algorithm>

#include "base/text.h"
#include "codec/xml.h"
#include "extract/lang/java/pom.h"
#include "extract/lang/support/packages.h"
#include "licence/expression.h"
#include "licence/normal.h"

namespace pratique::extract::java {

namespace {

// Its name, or its address where that says more.
std::string statement_of(codec::Xml license) {
  const auto name = lang::descriptive(license["name"].text()), url = lang::descriptive(license["url"].text());
  if (name.empty()) return url;
  const auto is_known = [](const std::string& text) {
    const auto expression = licence::normal(text).expression;
    return !expression.empty() && licence::references(expression).empty();
  };
  return !is_known(name) && is_known(url) ? url : name;
}

}  // namespace

bool is_licence_entry(std::string_view name) {
  const auto folder = base::folder_of(name);
  if (!folder.empty() && !base::equals_ignoring_case(folder, "META-INF")) return false;
  constexpr std::string_view kNames[] = {"license", "licence", "copying", "notice", "unlicense"};
  // "LICENSE.txt", "LICENSE-2.0.txt", "license.html"; not "LicenseHeader.class" or "licenses.json".
  constexpr std::string_view kEndings[] = {"", "txt", "md", "html", "htm", "rst"};
  const auto lower = base::to_lower(base::base_name(name));
  const auto halves = base::cut_last(lower, ".");
  const bool version = halves && std::ranges::all_of(halves->after, base::is_digit);
  const auto stem = halves && !version ? halves->before : std::string_view(lower);
  const auto ending = halves && !version ? halves->after : std::string_view();
  return base::is_one_of(ending, kEndings) &&
         std::ranges::any_of(kNames, [&](std::string_view one) { return stem.starts_with(one); });
}

Result<std::vector<std::string>> pom_licences(std::string_view text) {
  PQ_TRY(const auto document, codec::XmlDocument::parse(text, kMaxPomFile));
  std::vector<std::string> stated;
  document.root()["licenses"].each([&](codec::Xml one) {
    auto statement = statement_of(one);
    if (!statement.empty() && stated.size() < lang::kMaxLicenses) stated.push_back(std::move(statement));
  });
  return stated;
}

}  // namespace pratique::extract::java
