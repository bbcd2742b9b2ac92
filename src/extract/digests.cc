#include "extract/digests.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "crypto/digest.h"

namespace pratique::extract {

namespace {

constexpr std::uint64_t kSmall = 64 << 10;

constexpr std::array<std::string_view, 5> kNames = {"METADATA", "PKG-INFO", "package.json", "installed.json",
                                                    "requirements.txt"};
constexpr std::array<std::string_view, 9> kEndings = {".egg-info", ".gemspec", ".jar",  ".war",      ".ear",
                                                      ".lock",     ".par",     ".jmod", "-lock.json"};

}  // namespace

ContentDigests digests_of(base::Bytes content) {
  auto sha256 = crypto::sha256(content);
  return {crypto::md5_hex(content), crypto::sha1_hex(content), sha256.substr(sha256.find(':') + 1)};
}

std::optional<bool> agrees(const ContentDigests& content, std::string_view listed) {
  const auto halves = base::cut(listed, ":");
  if (!halves) return std::nullopt;
  if (halves->before == "md5") return halves->after == content.md5;
  if (halves->before == "sha1") return halves->after == content.sha1;
  if (halves->before == "sha256") return halves->after == content.sha256;
  return std::nullopt;
}

bool may_carry_package(std::string_view path) {
  const auto name = base::base_name(path);
  return std::ranges::find(kNames, name) != kNames.end() ||
         std::ranges::any_of(kEndings, [&](std::string_view ending) { return name.ends_with(ending); });
}

bool is_worth_hashing(std::string_view path, std::uint64_t size) {
  if (path.starts_with("usr/") && !path.starts_with("usr/local/")) return true;
  return size <= kSmall && !base::contains(path, "node_modules/") && !base::contains(path, "site-packages/");
}

}  // namespace pratique::extract
