// The hash of text for look-up tables: std::hash reads words at a time where boost::hash (1.81) reads bytes,
// and tables keyed by std::string can be asked with a std::string_view without making a string.
#pragma once

#include <functional>
#include <string_view>

namespace pratique::base {

struct TextHash {
  using is_transparent = void;
  using is_avalanching = void;  // boost::unordered: needs no further mixing
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

}  // namespace pratique::base
