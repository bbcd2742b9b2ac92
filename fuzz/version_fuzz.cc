// Every version order on two texts, the halves of the input around its first newline: each comparison mirrors
// its reverse, a text equals itself, and a text that ends a sort is not below one that starts it (three
// texts: the halves and the whole).
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "version/order.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view whole(reinterpret_cast<const char*>(data), size);
  const auto newline = whole.find('\n');
  const auto second = newline == std::string_view::npos ? std::string_view{} : whole.substr(newline + 1);
  const std::array<std::string_view, 3> texts = {whole.substr(0, newline), second, whole};
  static const auto orders = pratique::version::all_orders();
  for (const auto& order : orders) {
    const auto at_most = [&](std::size_t i, std::size_t j) {
      return order->compare(texts[i], texts[j]) <= 0;
    };
    for (std::size_t i = 0; i < texts.size(); ++i) {
      order->valid(texts[i]);
      if (order->compare(texts[i], texts[i]) != 0) std::abort();
      for (std::size_t j = 0; j < texts.size(); ++j) {
        if (order->compare(texts[i], texts[j]) != (0 <=> order->compare(texts[j], texts[i]))) std::abort();
        for (std::size_t k = 0; k < texts.size(); ++k) {
          if (at_most(i, j) && at_most(j, k) && !at_most(i, k)) std::abort();
        }
      }
    }
  }
  return 0;
}
