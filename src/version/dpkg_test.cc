// dpkg itself as the judge of the deb order.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/text.h"
#include "version/order.h"

namespace pratique::version {
namespace {

// What a shell prints for a script handed to it on its standard input.
std::string run(const std::string& script) {
  const std::string path = ::testing::TempDir() + "pratique-dpkg-" + std::to_string(::getpid()) + ".sh";
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "w"), std::fclose);
  if (!file) return {};
  std::fwrite(script.data(), 1, script.size(), file.get());
  file.reset();
  std::string output;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> shell(popen(("sh " + path + " 2>/dev/null").c_str(), "r"),
                                                        pclose);
  if (!shell) return {};
  std::array<char, 4096> buffer;
  while (const auto got = std::fread(buffer.data(), 1, buffer.size(), shell.get()))
    output.append(buffer.data(), got);
  shell.reset();
  std::remove(path.c_str());
  return output;
}

bool dpkg_is_there() { return std::system("dpkg --version >/dev/null 2>&1") == 0; }

std::string random_version(std::mt19937& random) {
  static const std::vector<std::string> kPieces = {"0", "1", "2", "10", "00", ".",   "-",
                                                   "+", "~", "a", "B",  "rc", "deb", ":"};
  std::string text = random() % 8 == 0 ? "1:" : "";
  text += std::to_string(random() % 3);
  for (auto pieces = random() % 7; pieces > 0; --pieces) text += kPieces[random() % kPieces.size()];
  return text;
}

// dpkg warns about a bad version and still compares, or refuses both ways; only pairs that it accepts are
// asked.
TEST(Dpkg, AgreesOnOrder) {
  if (!dpkg_is_there()) GTEST_SKIP() << "skipped: dpkg absent";
  constexpr std::size_t kPairs = 400;
  const auto* deb = find_order("deb");
  std::mt19937 random(7);
  std::vector<std::pair<std::string, std::string>> pairs;
  std::string script =
      "c() { dpkg --compare-versions \"$1\" lt \"$2\" && echo '<' && return;\n"
      "dpkg --compare-versions \"$1\" eq \"$2\" && echo '=' || echo '>'; }\n";
  while (pairs.size() < kPairs) {
    auto a = random_version(random);
    auto b = random_version(random);
    if (!deb->valid(a) || !deb->valid(b)) continue;
    script += "c '" + a + "' '" + b + "'\n";
    pairs.emplace_back(std::move(a), std::move(b));
  }
  const auto output = run(script);
  const auto answers = base::lines(output);
  ASSERT_EQ(answers.size(), pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto order = deb->compare(pairs[i].first, pairs[i].second);
    EXPECT_EQ(order < 0   ? "<"
              : order > 0 ? ">"
                          : "=",
              answers[i])
        << pairs[i].first << " with " << pairs[i].second;
  }
}

TEST(Dpkg, AgreesOnValidity) {
  if (!dpkg_is_there()) GTEST_SKIP() << "skipped: dpkg absent";
  constexpr std::size_t kTexts = 300;
  const auto* deb = find_order("deb");
  std::mt19937 random(11);
  std::vector<std::string> texts = {
      "a", ":", "1:", "-", "1-", "1:1-", "1_1", "2147483647:1", "2147483648:1", "x:1", "1:a", "1-1:1"};
  while (texts.size() < kTexts) texts.push_back(random_version(random));
  std::string script;
  for (const auto& text : texts) script += "dpkg --validate-version '" + text + "' && echo yes || echo no\n";
  const auto output = run(script);
  const auto answers = base::lines(output);
  ASSERT_EQ(answers.size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    EXPECT_EQ(deb->valid(texts[i]) ? "yes" : "no", answers[i]) << texts[i];
}

}  // namespace
}  // namespace pratique::version
