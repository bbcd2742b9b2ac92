#include "cache/charges.h"

#include "base/byte_reader.h"
#include "base/byte_writer.h"

namespace pratique::cache {

// One number an account, of at most ten bytes.
static constexpr std::uint64_t kMaxCharges = 10 * base::kAccounts;

std::string to_text(const base::Charges& charges) {
  base::ByteWriter out(kMaxCharges);
  for (const auto charge : charges) out.uvarint(charge);
  return std::move(out).finish().value_or("");
}

std::optional<base::Charges> to_charges(std::string_view text) {
  base::Charges charges{};
  base::ByteReader in(base::as_bytes(text));
  for (auto& charge : charges) {
    const auto number = in.shortest_uvarint();
    if (!number) return std::nullopt;
    charge = *number;
  }
  return in.remaining() == 0 ? std::optional(charges) : std::nullopt;
}

}  // namespace pratique::cache
