// What a publication offers, as the targets of whoever published it say: a way of deltas is a way, ends at the database
// that is offered, and costs less than that.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "publish/offers.h"

namespace {

using namespace pratique;

void check(bool holds) {
  if (!holds) std::abort();
}

void check_way(const publish::Offers& offers, const std::string& from) {
  const auto way = publish::path_of(offers, from);
  auto at = from;
  unsigned __int128 bytes = 0;
  for (const auto& delta : way) {
    check(delta.from == at);
    at = delta.to;
    bytes += delta.target.length;
  }
  check(way.empty() || (at == offers.database.digest && bytes < offers.whole.length));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = trust::read_document(text, trust::RoleName::kTargets);
  if (!document) return 0;
  const auto offers = publish::read_offers(document->metadata);
  if (!offers) return 0;
  check(offers->name == publish::kWholeName);
  for (const auto& delta : offers->deltas) check_way(*offers, delta.from);
  check_way(*offers, offers->database.digest);
  // What is written of it says the same.
  trust::Metadata again;
  again.targets = publish::targets_of(*offers);
  const auto read = publish::read_offers(again);
  check(read && read->database.digest == offers->database.digest &&
        read->deltas.size() == offers->deltas.size());
  return 0;
}
