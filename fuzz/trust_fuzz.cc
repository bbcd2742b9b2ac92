// Signed metadata of a publication, from whoever carries it: read in each role, written again, and never believed by a
// root that did not sign it.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "trust/canonical.h"
#include "trust/metadata.h"

namespace {

using namespace pratique;

void check(bool holds) {
  if (!holds) std::abort();
}

// What is canonical stays so, and what we write we read.
void check_canonical(std::string_view text) {
  const auto document = codec::JsonDocument::parse(text, trust::kMaxDocument);
  if (!document) return;
  const auto once = trust::canonical(document->root());
  if (!once) return;
  const auto again = codec::JsonDocument::parse(trust::as_json(*once));
  check(again.has_value());
  const auto twice = trust::canonical(again->root());
  check(twice.has_value() && *twice == *once);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_canonical(text);
  for (const auto role : trust::kAllRoles) {
    const auto document = trust::read_document(text, role);
    if (!document) continue;
    check(document->metadata.role == role && document->metadata.version > 0);
    const auto again = trust::read_document(document->to_text(), role);
    check(again.has_value() && again->body == document->body);
    // A root may have signed itself; it takes at least one key to do so.
    if (role == trust::RoleName::kRoot && trust::check_signatures(*document, document->metadata))
      check(trust::count_signers(*document, document->metadata) > 0);
    trust::Metadata nobody;
    check(!trust::check_signatures(*document, nobody));
  }
  return 0;
}
