#include "extract/os/distro/release_text.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "model/ecosystem.h"

namespace pratique::extract::os {

namespace {

constexpr std::size_t kMaxText = 64 << 10;  // real files are under 2 KiB
constexpr std::size_t kMaxValue = 1024;

// The value of a shell assignment: quotes removed; in double quotes and outside any, a backslash keeps the
// next character. `closed`: a quote that begins it ends, too.
std::string unquote(std::string_view text, bool& closed) {
  text = base::trim(text);
  const char quote = !text.empty() && (text[0] == '"' || text[0] == '\'') ? text[0] : '\0';
  if (quote != '\0') text.remove_prefix(1);
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quote != '\0' && text[i] == quote) {
      closed = true;
      return value;
    }
    if (text[i] == '\\' && quote != '\'' && i + 1 < text.size()) ++i;
    value += text[i];
  }
  closed = quote == '\0';
  return value;
}

std::map<std::string, std::string> assignments(std::string_view text) {
  std::map<std::string, std::string> values;
  for (const auto line : base::lines(text)) {
    const auto halves = base::cut(base::trim(line), "=");
    if (!halves || halves->before.empty() || halves->after.size() > kMaxValue) continue;
    if (!std::all_of(halves->before.begin(), halves->before.end(),
                     [](char c) { return base::is_alnum(c) || c == '_'; }))
      continue;
    bool closed = false;
    auto value = unquote(halves->after, closed);
    const bool has_no_end = line.data() + line.size() == text.data() + text.size();
    // VERSION_ID="1 of "12": the file was cut off.
    if (closed || !has_no_end) values[std::string(halves->before)] = std::move(value);
  }
  return values;
}

Result<void> check_size(std::string_view text) {
  if (text.size() > kMaxText) return base::over_limit("release file longer than 64 KiB");
  return {};
}

// The distribution whose words stand in the line; of several the one with the longest ("SUSE Linux Enterprise
// Desktop" holds those of the server).
const model::Ecosystem* named_in(std::string_view line) {
  const model::Ecosystem* best = nullptr;
  for (const auto& row : model::ecosystems()) {
    if (row.release_file.empty() || !base::contains(line, row.release_file)) continue;
    if (best == nullptr || row.release_file.size() > best->release_file.size()) best = &row;
  }
  return best;
}

void set_like(model::Distro& distro, std::string_view like) {
  for (const auto word : base::words(like)) distro.id_like.emplace_back(word);
}

// The first word that begins with a digit: "7.9.2009", "2", "2018.03", "39".
std::string_view version_in(std::string_view line) {
  for (const auto word : base::words(line)) {
    if (base::is_digit(word[0])) return word;
  }
  return {};
}

std::string_view major_of(std::string_view version) { return version.substr(0, version.find('.')); }

// "CentOS Linux release 7.9.2009 (Core)", "CBL-Mariner 2.0.20220226", "SUSE Linux Enterprise Server 11
// (x86_64)".
Result<model::Distro> named_release(std::string_view text) {
  const auto line = base::trim(text.substr(0, text.find('\n')));
  const auto* known = named_in(line);
  if (known == nullptr)
    return base::fail(ErrorKind::kUnsupported, "release file of a distribution that is not known");
  model::Distro distro{.id = std::string(known->vendor), .name = std::string(line)};
  auto version = version_in(line);
  if (known->major_only) version = major_of(version);
  distro.version_id = version;
  // SLES 11 and 12: "VERSION = 11", "PATCHLEVEL = 4" below; os-release of the same says "11.4".
  if (base::contains(text, "PATCHLEVEL")) {
    const auto patch = base::cut(text, "PATCHLEVEL");
    const auto level = version_in(patch->after.substr(0, patch->after.find('\n')));
    if (!level.empty() && level != "0") distro.version_id.append(".").append(level);
  }
  set_like(distro, known->like);
  return distro;
}

// "12.4", or "trixie/sid" before a release.
Result<model::Distro> debian_version(std::string_view version) {
  model::Distro distro{.id = "debian"};
  if (!version.empty() && base::is_digit(version[0])) {
    distro.version_id = major_of(version);
  } else {
    distro.codename = version.substr(0, version.find('/'));
  }
  distro.name = "Debian GNU/Linux " + std::string(version);
  return distro;
}

// Of the Linux Standard Base; Ubuntu still writes it, and old ones have no other.
Result<model::Distro> lsb_release(std::string_view text) {
  auto values = assignments(text);
  model::Distro distro{.id = base::to_lower(values["DISTRIB_ID"]),
                       .version_id = values["DISTRIB_RELEASE"],
                       .name = values["DISTRIB_DESCRIPTION"],
                       .codename = values["DISTRIB_CODENAME"]};
  if (distro.id.empty()) return base::fail(ErrorKind::kUnsupported, "lsb-release without DISTRIB_ID");
  if (const auto* row = model::distribution(distro.id)) set_like(distro, row->like);
  return distro;
}

}  // namespace

Result<model::Distro> parse_os_release(std::string_view text) {
  PQ_CHECK(check_size(text));
  auto values = assignments(text);
  if (values["ID"].empty() && values["NAME"].empty()) return base::invalid("os-release without ID and NAME");
  model::Distro distro{.id = base::to_lower(values["ID"]),
                       .version_id = values["VERSION_ID"],
                       .name = values["PRETTY_NAME"],
                       .codename = values["VERSION_CODENAME"]};
  if (distro.id.empty()) distro.id = "linux";
  if (distro.name.empty()) distro.name = values["NAME"];
  if (values["CPE_NAME"].starts_with("cpe:")) distro.cpe = values["CPE_NAME"];
  set_like(distro, values["ID_LIKE"]);
  return distro;
}

Result<model::Distro> parse_release_file(std::string_view base_name, std::string_view text) {
  PQ_CHECK(check_size(text));
  const auto line = base::trim(text.substr(0, text.find('\n')));
  if (line.empty() || line.size() > kMaxValue) return base::invalid("release file without a first line");
  if (base_name == "alpine-release") {
    return model::Distro{
        .id = "alpine", .version_id = std::string(line), .name = "Alpine Linux " + std::string(line)};
  }
  if (base_name == "debian_version") return debian_version(line);
  if (base_name == "lsb-release") return lsb_release(text);
  return named_release(text);
}

}  // namespace pratique::extract::os
