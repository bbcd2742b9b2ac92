// licence_bench < LIST: what recognising licences costs (licence/recognise.h), by the processor's clock. LIST: a path a line, each
// a text. Prints "texts N", "bytes N", "texts_per_s N", "mb_per_s N", "median_us N", "p99_us N" (of five rounds, after one that
// is not counted); with --say instead, for each text a line: path, then EXPRESSION:LIKENESS of each licence, with tabs.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "licence/recognise.h"

namespace {

using namespace pratique;

constexpr int kRounds = 5;

double seconds_used() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void say(const std::string& path, std::string_view text) {
  std::string line = path;
  for (const auto& one : licence::recognise(text))
    line += "\t" + one.expression + ":" + std::to_string(one.likeness);
  std::puts(line.c_str());
}

void measure(const std::vector<std::string>& texts) {
  std::size_t bytes = 0;
  for (const auto& text : texts) bytes += text.size();
  for (const auto& text : texts) (void)licence::recognise(text);
  std::vector<double> each;
  double total = 0;
  for (int round = 0; round < kRounds; ++round) {
    for (const auto& text : texts) {
      const auto start = seconds_used();
      (void)licence::recognise(text);
      each.push_back(seconds_used() - start);
      total += each.back();
    }
  }
  std::sort(each.begin(), each.end());
  const auto at = [&](double share) {
    return each.empty() ? 0
                        : each[static_cast<std::size_t>(share * static_cast<double>(each.size() - 1))] * 1e6;
  };
  std::printf("texts %zu\nbytes %zu\ntexts_per_s %.0f\nmb_per_s %.1f\nmedian_us %.0f\np99_us %.0f\n",
              texts.size(), bytes, static_cast<double>(each.size()) / total,
              static_cast<double>(bytes) * kRounds / total / 1e6, at(0.5), at(0.99));
}

}  // namespace

int main(int argc, char** argv) {
  const bool says = argc == 2 && std::string_view(argv[1]) == "--say";
  std::vector<std::string> texts;
  for (std::string path; std::getline(std::cin, path);) {
    auto text = content_of(path);
    if (says)
      say(path, text);
    else
      texts.push_back(std::move(text));
  }
  if (!says) measure(texts);
  return 0;
}
