#include "model/purl.h"

namespace pratique::model {

std::string Purl::short_form() const { return "pkg:" + type + "/" + name + "@" + version; }
std::string Purl::to_string() const { return short_form(); }
Purl make_purl(std::string_view type, std::string_view name_space, std::string_view name, std::string_view version,
               std::map<std::string, std::string> qualifiers) {
  return {std::string(type), std::string(name_space), std::string(name), std::string(version), std::move(qualifiers), {}};
}

}  // namespace pratique::model
