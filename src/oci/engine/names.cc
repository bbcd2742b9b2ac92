#include "oci/engine/names.h"

#include "base/text.h"
#include "crypto/digest.h"

namespace pratique::oci::engine {

std::string_view digest_of(std::string_view reference) {
  const auto at = reference.rfind('@');
  if (at == std::string_view::npos) return {};
  const auto digest = reference.substr(at + 1);
  return crypto::is_sha256(digest) ? digest : std::string_view();
}

std::vector<std::string> spellings(std::string_view reference) {
  const auto digest = digest_of(reference);
  auto name = digest.empty() ? reference : reference.substr(0, reference.size() - digest.size() - 1);
  // A colon behind the last slash begins a tag.
  const auto slash = name.rfind('/');
  const auto colon = name.find(':', slash == std::string_view::npos ? 0 : slash);
  std::string ending = ":latest";
  if (!digest.empty()) {
    ending = "@" + std::string(digest);
  } else if (colon != std::string_view::npos) {
    ending = name.substr(colon);
  }
  name = name.substr(0, colon);
  const auto first = name.substr(0, name.find('/'));
  const bool has_domain = slash != std::string_view::npos &&
                          (base::contains(first, ".") || base::contains(first, ":") || first == "localhost");
  std::vector<std::string> list{std::string(reference), std::string(name) + ending};
  if (!has_domain) {
    list.push_back("localhost/" + std::string(name) + ending);
    list.push_back((slash == std::string_view::npos ? "docker.io/library/" : "docker.io/") +
                   std::string(name) + ending);
  }
  return list;
}

}  // namespace pratique::oci::engine
