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
    std::array<std::array<int, 3>, 3> sign{};
    for (std::size_t i = 0; i < texts.size(); ++i) {
      order->valid(texts[i]);
      for (std::size_t j = 0; j < texts.size(); ++j) {
        const auto got = order->compare(texts[i], texts[j]);
        sign[i][j] = got < 0 ? -1 : got > 0 ? 1 : 0;
      }
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (sign[i][i] != 0) std::abort();
      for (std::size_t j = 0; j < texts.size(); ++j) {
        if (sign[i][j] != -sign[j][i]) std::abort();
        for (std::size_t k = 0; k < texts.size(); ++k) {
          if (sign[i][j] <= 0 && sign[j][k] <= 0 && sign[i][k] > 0) std::abort();
        }
      }
    }
  }
  return 0;
}
