#include "model/builder.h"

#include <algorithm>

#include "base/text.h"
#include "model/ecosystem.h"

namespace pratique::model {

namespace {

// Derivatives take most packages from Debian or Ubuntu as they are, so the maintainers of one are those of
// all.
bool is_address_of_distribution(std::string_view maintainer) {
  const auto halves = base::cut_last(maintainer, "@");
  if (!halves) return false;
  // "Name <mail>" of dpkg, "Name (mail)" of SPDX.
  const auto host = base::to_lower(base::trim(halves->after.substr(0, halves->after.find_first_of(">)"))));
  const auto is_theirs = [&](std::string_view known) {
    return host == known || (host.ends_with(known) && host[host.size() - known.size() - 1] == '.');
  };
  return std::ranges::any_of(ecosystems(), [&](const Ecosystem& row) {
    return row.type == "deb" && std::ranges::any_of(base::words(row.maintainers), is_theirs);
  });
}

// Digits, then perhaps 'u' and digits; where the text must end unless a '+' follows.
bool is_number(std::string_view text, bool with_update) {
  std::size_t at = 0;
  const auto digits = [&] {
    const auto begin = at;
    while (at < text.size() && base::is_digit(text[at])) ++at;
    return at > begin;
  };
  if (!digits()) return false;
  if (with_update) {
    if (at == text.size() || text[at] != 'u') return false;
    ++at;
    if (!digits()) return false;
  }
  return at == text.size() || text[at] == '+';
}

// Debian's stable updates ("+deb12u1", "~deb12u1"), its rebuilds ("+b1"); Ubuntu's changes ("-1ubuntu2").
bool has_mark(std::string_view version) {
  for (const std::string_view mark : {"+deb", "~deb"}) {
    const auto halves = base::cut_last(version, mark);
    if (halves && is_number(halves->after, true)) return true;
  }
  if (const auto halves = base::cut_last(version, "+b"); halves && is_number(halves->after, false))
    return true;
  const auto halves = base::cut_last(version, "ubuntu");
  if (!halves || halves->before.empty() || !base::is_digit(halves->before.back())) return false;
  return std::all_of(halves->after.begin(), halves->after.end(),
                     [](char c) { return base::is_digit(c) || c == '.'; });
}

}  // namespace

bool is_of_debian_distribution(const Component& component, const Distro* distro) {
  if (distro != nullptr && !distro->id.empty()) {
    const auto* row = distribution(distro->id);
    if (row == nullptr || row->maintainers.empty()) return true;  // whose maintainers are not known
  }
  return is_address_of_distribution(component.supplier) || has_mark(component.purl.version);
}

std::string origin_text(std::string_view publisher, std::string_view place) {
  return base::replace_all(publisher, ": ", " ") + ": " + std::string(place);
}

std::string_view publisher_of_origin(std::string_view origin) {
  const auto halves = base::cut(origin, ": ");
  return halves ? halves->before : std::string_view();
}

std::string_view place_of_origin(std::string_view origin) {
  const auto halves = base::cut(origin, ": ");
  return halves ? halves->after : std::string_view();
}

// Ubuntu's derivatives add a repository of their own to Ubuntu's, of whose packages Ubuntu's advisories do not speak;
// Raspbian builds all of Debian again, in the same versions.
std::string_view distribution_of_publisher(std::string_view publisher, std::string_view distro_id) {
  const auto* own = distribution(distro_id);
  if (own == nullptr) return {};
  const auto* judged = own->judged_as.empty() ? own : distribution(own->judged_as);
  const auto is = [&](const Ecosystem& row) {
    const auto name = base::to_lower(row.name), said = base::to_lower(publisher);
    if (said == name || said == row.vendor) return true;
    return said.starts_with(name + " ") || said.starts_with(name + "esm");
  };
  if (judged != nullptr && is(*judged)) return judged->name;
  const bool adds = judged != nullptr && judged != own && judged->vendor == "ubuntu";
  return !adds && is(*own) ? own->name : std::string_view();
}

std::string rpm_vendor_word(std::string_view vendor) {
  const auto end = std::find_if_not(vendor.begin(), vendor.end(), base::is_alpha);
  auto word = base::to_lower(vendor.substr(0, static_cast<std::size_t>(end - vendor.begin())));
  return word == "opensuse" ? "suse" : word;
}

bool is_rpm_vendor_of(std::string_view word, std::string_view distro_id) {
  const auto* row = distribution(distro_id);
  if (row == nullptr || row->type != "rpm" || word.empty()) return false;
  const auto others = base::words(row->maintainers);
  return word == rpm_vendor_word(row->name) || std::ranges::find(others, word) != others.end();
}

}  // namespace pratique::model
