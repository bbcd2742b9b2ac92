#include "update/checksum.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "update/publisher.h"

namespace pratique::update {

namespace {

bool is_hex(char c) { return base::is_digit(c) || (c >= 'a' && c <= 'f'); }

// "SHA256 (all.zip) = 1a2b…", "SHA2-256(all.zip)= 1a2b…" (BSD's, OpenSSL's).
std::optional<Checksum> read_bsd(std::string_view line) {
  const auto halves = base::cut_last(line, "=");
  if (!halves || !line.starts_with("SHA")) return std::nullopt;
  const auto open = halves->before.find('('), close = halves->before.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  return Checksum{.name = std::string(halves->before.substr(open + 1, close - open - 1)),
                  .digest = digest_of_hex(base::trim(halves->after))};
}

std::optional<Checksum> read_pulp(std::string_view line) {
  const auto parts = base::split(line, ',');
  const auto size = parts.size() == 3 ? base::to_uint(base::trim(parts[2])) : std::nullopt;
  if (!size) return std::nullopt;
  return Checksum{.name = std::string(base::trim(parts[0])),
                  .digest = digest_of_hex(base::trim(parts[1])),
                  .size = *size};
}

// "1a2b…  all.zip", "1a2b… *all.zip", "1a2b…". The second blank or star says how the file was read.
std::optional<Checksum> read_coreutils(std::string_view line) {
  const auto blank = std::min(line.find(' '), line.size());
  auto name = base::trim(line.substr(blank));
  if (name.starts_with('*')) name.remove_prefix(1);
  return Checksum{.name = std::string(name), .digest = digest_of_hex(line.substr(0, blank))};
}

std::optional<Checksum> read_line(std::string_view line) {
  for (const auto read : {read_bsd, read_pulp, read_coreutils}) {
    auto found = read(line);
    if (found && !found->digest.empty()) return found;
  }
  return std::nullopt;
}

}  // namespace

std::string digest_of_hex(std::string_view hex) {
  constexpr std::size_t kSha256 = 64, kSha512 = 128;
  const auto lower = base::to_lower(hex);
  if (!std::ranges::all_of(lower, is_hex)) return {};
  if (lower.size() == kSha256) return "sha256:" + lower;
  return lower.size() == kSha512 ? "sha512:" + lower : "";
}

Result<std::string> checksum_of(std::string_view text, std::string_view name) {
  const auto wanted = base::base_name(name);
  std::string named, alone;
  std::size_t lines = 0;
  for (const auto line : base::lines(text)) {
    const auto found = read_line(base::trim(line));
    if (!found) continue;
    ++lines;
    if (found->name.empty()) alone = found->digest;
    if (base::base_name(found->name) != wanted) continue;
    if (!named.empty() && named != found->digest)
      return base::invalid("two checksums of " + std::string(wanted));
    named = found->digest;
  }
  if (!named.empty()) return named;
  // One digest alone is that of the file that it stands beside.
  if (lines == 1 && !alone.empty()) return alone;
  return base::invalid("no checksum of " + std::string(wanted) + " in it");
}

std::vector<Checksum> read_pulp_manifest(std::string_view text, std::uint64_t& skipped) {
  std::vector<Checksum> files;
  for (const auto whole : base::lines(text)) {
    const auto line = base::trim(whole);
    if (line.empty()) continue;
    auto file = read_pulp(line);
    if (file && file->digest.starts_with("sha256:") && is_plain_path(file->name)) {
      files.push_back(*std::move(file));
    } else {
      ++skipped;
    }
  }
  return files;
}

}  // namespace pratique::update
