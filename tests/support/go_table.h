// Tables of functions as Go's linker writes them (binary/go_functions.h): header and names, and nothing of what stands
// behind these.
#pragma once

#include <string>
#include <vector>

namespace pratique::testing {

struct GoTableForm {
  // fa: Go 1.16, f0: 1.18, f1: 1.20, fb: before.
  unsigned char magic = 0xf1;
  bool wide = true, big = false;
};

inline std::string go_table(const std::vector<std::string>& names, GoTableForm form = {}) {
  std::string all;
  for (const auto& name : names) all += name + std::string(1, '\0');
  while (all.size() % 8 != 0) all += '\0';
  const std::string magic{static_cast<char>(form.magic), '\xff', '\xff', '\xff'};
  std::string out = form.big ? std::string(magic.rbegin(), magic.rend()) : magic;
  out += std::string(2, '\0') + '\x01' + (form.wide ? '\x08' : '\x04');
  const auto number = [&](std::uint64_t value) {
    const int size = form.wide ? 8 : 4;
    for (int i = 0; i < size; ++i)
      out += static_cast<char>((value >> (8 * (form.big ? size - 1 - i : i))) & 0xff);
  };
  constexpr std::uint64_t kNamesAt = 96;
  const auto end = kNamesAt + all.size();
  number(names.size());
  number(1);
  if (form.magic != 0xfa) number(0x401000);
  for (const auto offset : {kNamesAt, end, end, end, end}) number(offset);
  out.resize(kNamesAt, '\0');
  return out + all + std::string(32, '\0');
}

}  // namespace pratique::testing
