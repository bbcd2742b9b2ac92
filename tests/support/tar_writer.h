// Tars for tests, member by member: regular files in POSIX.1-1988's form (ustar).
#pragma once

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace pratique::testing {

inline std::string tar_of(const std::vector<std::pair<std::string, std::string>>& files) {
  constexpr std::size_t kBlock = 512;
  std::string tar;
  for (const auto& [name, content] : files) {
    std::string head(kBlock, '\0');
    const auto put = [&](std::size_t at, const std::string& text) { head.replace(at, text.size(), text); };
    const auto octal = [](unsigned long long number, int digits) {
      char text[32];
      std::snprintf(text, sizeof text, "%0*llo", digits, number);
      return std::string(text);
    };
    put(0, name);
    put(100, octal(0644, 7));
    put(108, octal(0, 7));
    put(116, octal(0, 7));
    put(124, octal(content.size(), 11));
    put(136, octal(0, 11));
    put(148, "        ");
    put(156, "0");
    put(257, std::string("ustar\0"
                         "00",
                         8));
    unsigned sum = 0;
    for (const char c : head) sum += static_cast<unsigned char>(c);
    put(148, octal(sum, 6) + std::string("\0 ", 2));
    tar += head + content;
    tar.resize((tar.size() + kBlock - 1) / kBlock * kBlock, '\0');
  }
  tar.append(2 * kBlock, '\0');
  return tar;
}

}  // namespace pratique::testing
