// What registries answer, and the files that say how to come to one; the first byte says which of them it is.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "oci/registry/credentials.h"
#include "oci/registry/media.h"
#include "oci/registry/pages.h"
#include "oci/registry/places.h"

namespace {

using namespace pratique;
using namespace pratique::oci::registry;

void check(bool holds) {
  if (!holds) std::abort();
}

// docker/cli's config.json, Podman's auth.json: an error shows nothing of what stands there.
void read_logins(std::string_view text) {
  const auto helper = [](const std::string&, const std::string&) -> Result<std::optional<Login>> {
    return std::nullopt;
  };
  for (const auto* domain : {"docker.io", "example.com:5000", "[::1]:5000"}) {
    const auto login = find_in_file(text, domain, "org/app", helper);
    if (!login || !*login) continue;
    const auto& found = **login;
    check(!found.user.empty() || !found.identity_token.empty() || !found.registry_token.empty());
  }
}

// registries.conf: whoever it leads to, what becomes an address is a repository.
void read_places(std::string_view text) {
  const auto rules = parse_rules(text);
  if (!rules) return;
  for (const auto* word : {"alpine", "example.com/org/app:1", "localhost:5000/a"}) {
    const auto reference = oci::parse_reference(word);
    check(reference.has_value());
    const auto places = places_of(*reference, *rules, {});
    if (!places) continue;
    for (const auto& place : *places) {
      check(oci::parse_reference(place.domain + "/" + place.path + ":x").has_value());
      (void)address_of(place.domain, true);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 5) {
    case 0: {
      Referrers referrers;
      (void)add_referrers(text, "", referrers);
      check(referrers.manifests.size() <= kMaxReferrers);
      break;
    }
    case 1: {
      const auto type = media_type_of(text, "", "manifest");
      if (type) check(!type->empty() || !base::contains(text, "\"mediaType\""));
      break;
    }
    case 2: {
      net::Headers headers;
      for (const auto line : base::lines(text)) headers.add("Link", std::string(line));
      check(next_page(headers).size() <= size);
      break;
    }
    case 3:
      read_logins(text);
      break;
    default:
      read_places(text);
  }
  return 0;
}
