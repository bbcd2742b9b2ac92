#include "fix/requirement.h"

namespace pratique::fix {

Result<bool> RequirementLanguage::admits(std::string_view requirement, std::string_view version) const {
  PQ_TRY(const auto admission, this->admission(requirement, version));
  return admission == Admission::kAdmitted;
}

const RequirementLanguage* find_requirement_language(std::string_view word) {
  static const auto languages = requirements::all_languages();
  for (const auto& language : languages) {
    if (language->name() == word || language->purl_type() == word) return language.get();
  }
  return nullptr;
}

}  // namespace pratique::fix
