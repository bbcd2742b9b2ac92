// Any text as a requirement of each language (the first byte says which): it is read or refused; where it is moved, the new one
// admits the version that it was moved to.
#include <cstdlib>
#include <string_view>

#include "fix/requirement.h"

using namespace pratique;

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const auto languages = fix::requirements::all_languages();
  const auto& language = *languages[data[0] % languages.size()];
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto bar = text.find('\n');
  const auto requirement = text.substr(0, bar);
  const auto version = bar == text.npos ? std::string_view("2.0.1") : text.substr(bar + 1);
  const auto admission = language.admission(requirement, version);
  if (!admission) {
    check(!admission.error().what.empty());
    return 0;
  }
  if (const auto moved = language.moved(requirement, version))
    check(language.admits(moved->text, version).value_or(false));
  return 0;
}
