#include "codec/utf.h"

#include <array>
#include <boost/locale/utf.hpp>

#include "base/text.h"

namespace pratique::codec {
namespace {

namespace utf = boost::locale::utf;

// Code units of an encoding, read from bytes in either order.
template <class Unit>
class Units {
 public:
  Units(std::string_view bytes, bool big) : bytes_(bytes), big_(big) {}
  bool at_end() const { return position_ + sizeof(Unit) > bytes_.size(); }
  std::size_t position() const { return position_; }
  // Some bytes, but fewer than a unit.
  bool cut() const { return at_end() && position_ < bytes_.size(); }

  Unit take() {
    char32_t unit = 0;
    for (std::size_t i = 0; i < sizeof(Unit); ++i) {
      const auto at = position_ + (big_ ? i : sizeof(Unit) - 1 - i);
      unit = (unit << 8) | static_cast<unsigned char>(bytes_[at]);
    }
    position_ += sizeof(Unit);
    return static_cast<Unit>(unit);
  }

 private:
  std::string_view bytes_;
  bool big_;
  std::size_t position_ = 0;
};

template <class Unit>
Result<std::string> decoded(std::string_view bytes, bool big, std::size_t mark) {
  using Traits = utf::utf_traits<Unit>;
  std::string out;
  out.reserve(bytes.size() / sizeof(Unit));
  Units<Unit> units(bytes, big);
  while (!units.at_end()) {
    const auto start = units.position();
    std::array<Unit, 2> one{units.take()};
    std::size_t count = 1;
    if (Traits::trail_length(one[0]) == 1 && !units.at_end()) one[count++] = units.take();
    const Unit* next = one.data();
    const auto point = Traits::decode(next, static_cast<const Unit*>(one.data()) + count);
    if (!utf::is_valid_codepoint(point))
      return base::invalid_at(mark + start, "not UTF-16 or UTF-32 as its first bytes say");
    utf::utf_traits<char>::encode(point, std::back_inserter(out));
  }
  if (units.cut()) return base::invalid_at(mark + units.position(), "ends within a character");
  return out;
}

}  // namespace

Result<std::string> to_utf8(std::string text) {
  using namespace std::string_view_literals;
  const std::string_view all = text;
  // The mark of UTF-32 begins as that of UTF-16 does.
  if (all.starts_with("\xff\xfe\0\0"sv)) return decoded<char32_t>(all.substr(4), false, 4);
  if (all.starts_with("\0\0\xfe\xff"sv)) return decoded<char32_t>(all.substr(4), true, 4);
  if (all.starts_with("\xff\xfe"sv)) return decoded<char16_t>(all.substr(2), false, 2);
  if (all.starts_with("\xfe\xff"sv)) return decoded<char16_t>(all.substr(2), true, 2);
  return text;
}

void append_utf8(std::string& out, std::uint32_t point) {
  constexpr std::uint32_t kReplacement = 0xfffd;
  utf::utf_traits<char>::encode(utf::is_valid_codepoint(point) ? point : kReplacement,
                                std::back_inserter(out));
}

}  // namespace pratique::codec
