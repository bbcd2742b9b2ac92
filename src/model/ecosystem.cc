#include "model/ecosystem.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>

#include "base/text.h"
#include "model/ecosystem_rows.h"

namespace pratique::model {

namespace {

// Types that nobody registered are common in private documents; their parts are taken as they are.
constexpr Ecosystem kUnknown{};

// Where the rows of the types that begin with a letter begin; behind it those of the next.
using Letters = std::array<std::uint16_t, 257>;
Letters first_rows() {
  Letters first{};
  const auto rows = ecosystems();
  for (std::size_t letter = 0; letter < first.size(); ++letter) {
    const auto before = [&](const Ecosystem& row) {
      return static_cast<unsigned char>(row.type[0]) < letter;
    };
    first[letter] = static_cast<std::uint16_t>(std::ranges::partition_point(rows, before) - rows.begin());
  }
  return first;
}

// The rows of a type, its own first. This runs some fifteen times for each component of an image, so that the search begins
// at its letter.
std::span<const Ecosystem> rows_of(std::string_view type) {
  static const auto kFirst = first_rows();
  if (type.empty()) return {};
  const auto letter = static_cast<unsigned char>(type[0]);
  const auto rows = ecosystems().subspan(kFirst[letter], kFirst[letter + 1u] - kFirst[letter]);
  const auto range = std::ranges::equal_range(rows, type, {}, &Ecosystem::type);
  return {range.begin(), range.end()};
}

// Calls visit(word) with each word that names the row's type, until one answers true.
template <class Visit>
bool any_word(const Ecosystem& row, Visit visit) {
  for (const auto text : {row.vendor.empty() ? row.type : row.vendor, row.name, row.osv, row.osv_also}) {
    if (!text.empty() && !base::contains(text, " ") && visit(text)) return true;
  }
  const auto words = base::words(row.words);
  return std::any_of(words.begin(), words.end(), visit);
}

// A word of a space-separated list.
bool has_word(std::string_view list, std::string_view word) {
  for (auto at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ')) return !word.empty();
  }
  return false;
}

std::string_view until(std::string_view text, char end) { return text.substr(0, text.find(end)); }

// Woody and sarge are 3.0 and 3.1; from etch on, "4.0" to "6.0" are the first of many points of one release.
std::string_view debian_release(std::string_view number) {
  return number.starts_with("3.") ? number.substr(0, 3) : until(number, '.');
}

std::string alpine_release(std::string_view release) {
  if (release.starts_with('v')) release.remove_prefix(1);
  if (release.empty() || !base::is_digit(release.front())) return std::string(release);  // "edge"
  const auto dot = release.find('.');
  const auto minor = dot == std::string_view::npos ? "" : until(release.substr(dot + 1), '.');
  return "v" + std::string(until(release, '.')) + (minor.empty() ? "" : "." + std::string(minor));
}

std::string_view ubuntu_release(std::string_view release) {
  const bool support = release.ends_with(":LTS");
  return support ? release.substr(0, release.size() - 4) : release;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), base::is_digit);
}

// 2018.03 and all before it have one stream of advisories.
std::string_view amazon_release(std::string_view release) {
  const bool first = release.size() == 7 && release[4] == '.' && release.starts_with("201");
  return first ? "2018.03" : until(release, '.');
}

std::string named_release(const Ecosystem& row, std::string_view release) {
  if (release.empty() || !base::is_digit(release.front())) return std::string(release);
  const auto halves = base::cut(row.name, " ");
  return std::string(halves ? halves->after : row.name) + " " + std::string(release);
}

// Behind "Red Hat:" stands what follows ":redhat:" in a CPE: product, version, update, edition. A product that is built
// for several releases says for which by its edition.
std::string red_hat_release(std::string_view text) {
  const auto parts = base::split(text, ':');
  const bool is_system = parts[0].starts_with("enterprise_linux") ||
                         (parts[0].starts_with("rhel_") && parts[0] != "rhel_software_collections");
  for (const auto part : parts) {
    if (part.starts_with("el") && is_number(part.substr(2))) return std::string(part.substr(2));
  }
  const auto version = parts.size() == 1 ? parts[0] : is_system ? parts[1] : std::string_view();
  const auto number = until(version, '.');
  return std::string(is_number(number) ? number : text);
}

// Products of one service pack are built from the same sources, whatever else they are called: "Linux Enterprise Server
// 12 SP5-LTSS". Micro and others have numbers of their own, and stay.
std::string suse_release(std::string_view text) {
  constexpr std::string_view kPack = " SP";
  if (text.starts_with("Linux Enterprise Micro") || text.starts_with("Linux Micro")) return std::string(text);
  const auto words = base::words(text);
  for (std::size_t i = words.size(); i-- > 0;) {
    const auto number = until(until(words[i], '-'), '.');
    if (!is_number(number)) continue;
    const bool known =
        text.starts_with("Linux Enterprise ") || text.starts_with("Package Hub ") || words.size() == 1;
    if (!known) break;
    const auto next = i + 1 < words.size() ? until(words[i + 1], '-') : std::string_view();
    const bool pack = next.starts_with(kPack.substr(1)) && is_number(next.substr(2));
    return std::string(until(words[i], '-')) + (pack ? "." + std::string(next.substr(2)) : "");
  }
  return std::string(text);
}

std::string opensuse_release(std::string_view text) {
  if (text.empty() || !base::is_digit(text.front())) {
    return base::equals_ignoring_case(text, "tumbleweed") ? "Tumbleweed" : std::string(text);
  }
  return is_number(text) && text.size() == 8 ? "Tumbleweed" : "Leap " + std::string(text);
}

// https://peps.python.org/pep-0503/#normalized-names
std::string pep503(std::string_view name) {
  std::string out;
  for (const char c : base::to_lower(name)) {
    const bool dash = c == '-' || c == '_' || c == '.';
    if (!dash) out += c;
    if (dash && !out.ends_with('-')) out += '-';
  }
  return out;
}

}  // namespace

std::span<const Ecosystem> ecosystems() { return detail::ecosystem_rows(); }

const Ecosystem& ecosystem_of_type(std::string_view type) {
  const auto rows = rows_of(type);
  return rows.empty() ? kUnknown : rows.front();
}

const Ecosystem& ecosystem_of(const Purl& purl) {
  const auto rows = rows_of(purl.type);
  for (const auto& row : rows) {
    if (!row.vendor.empty() && row.vendor == purl.name_space) return row;
  }
  // "redhat" is what purls of RHEL say.
  for (const auto& row : rows) {
    if (!row.vendor.empty() && has_word(row.words, purl.name_space)) return row;
  }
  return rows.empty() ? kUnknown : rows.front();
}

const Ecosystem* distribution(std::string_view id) {
  const auto found = std::ranges::find_if(
      ecosystems(), [&](const Ecosystem& row) { return !row.vendor.empty() && row.vendor == id; });
  return found == ecosystems().end() ? nullptr : &*found;
}

const Ecosystem* distribution_called(std::string_view text) {
  if (const auto* row = distribution(text)) return row;
  const auto id = base::to_lower(text);
  if (const auto* row = distribution(id)) return row;
  const auto is_called = [&](const Ecosystem& row) {
    if (row.vendor.empty()) return false;
    return base::to_lower(row.name) == id || has_word(row.words, id);
  };
  const auto found = std::ranges::find_if(ecosystems(), is_called);
  return found == ecosystems().end() || id.empty() ? nullptr : &*found;
}

const Ecosystem* ecosystem_of_osv(std::string_view family) {
  if (family.empty()) return nullptr;
  const auto found = std::ranges::find_if(
      ecosystems(), [&](const Ecosystem& row) { return row.osv == family || row.osv_also == family; });
  return found == ecosystems().end() ? nullptr : &*found;
}

const Ecosystem* distribution_of_codename(std::string_view type, std::string_view codename) {
  if (codename.empty() || !base::is_alpha(codename.front())) return nullptr;
  for (const auto& row : rows_of(type)) {
    const bool stays = base::contains(row.codenames, "=" + base::to_lower(codename));  // "unstable=sid"
    if (stays || number_of_codename(row, codename) != codename) return &row;
  }
  return nullptr;
}

bool is_system(std::string_view type) { return ecosystem_of_type(type).installs == Installs::kSystem; }

std::string_view order_of(const Ecosystem& ecosystem) {
  return ecosystem.order.empty() ? ecosystem_of_type(ecosystem.type).order : ecosystem.order;
}

std::string_view number_of_codename(const Ecosystem& ecosystem, std::string_view release) {
  for (const auto pair : base::words(ecosystem.codenames)) {
    const auto halves = base::cut(pair, "=");
    if (halves && base::equals_ignoring_case(halves->before, release)) return halves->after;
  }
  return release;
}

std::string canonical_release(const Ecosystem& ecosystem, std::string_view release) {
  const auto number = number_of_codename(ecosystem, release);
  switch (ecosystem.releases) {
    case Releases::kMajor:
      return std::string(until(number, '.'));
    case Releases::kDebian:
      return std::string(debian_release(number));
    case Releases::kAlpine:
      return alpine_release(number);
    case Releases::kUbuntu:
      return std::string(ubuntu_release(number));
    case Releases::kAmazon:
      return std::string(amazon_release(release));
    case Releases::kNamed:
      return named_release(ecosystem, release);
    case Releases::kRedHat:
      return red_hat_release(release);
    case Releases::kSuse:
      return suse_release(release);
    case Releases::kOpenSuse:
      return opensuse_release(release);
    case Releases::kNone:
      return {};
    case Releases::kAsWritten:
    case Releases::kOpenEuler:
      break;
  }
  return std::string(release);
}

std::string canonical_name(const Ecosystem& ecosystem, std::string_view name) {
  switch (ecosystem.spelling) {
    case Spelling::kLower:
      return base::to_lower(name);
    case Spelling::kPep503:
      return pep503(name);
    case Spelling::kOne:
      break;
  }
  return std::string(name);
}

std::string display_name(const Purl& purl) {
  const auto& row = ecosystem_of_type(purl.type);
  if (row.installs == Installs::kSystem) return purl.name;
  auto name = purl.name_space.empty() ? purl.name : purl.name_space + std::string(row.separator) + purl.name;
  // purl-spec, types/golang: a module that is not at the root of its repository.
  if (row.subpath_is_name && !purl.subpath.empty()) name += "/" + purl.subpath;
  return name;
}

std::optional<std::string_view> type_named(std::string_view word) {
  for (const auto& row : ecosystems()) {
    if (any_word(row, [&](std::string_view text) { return base::equals_ignoring_case(text, word); }))
      return row.type;
  }
  return std::nullopt;
}

std::vector<std::string> type_words() {
  std::set<std::string> words;
  for (const auto& row : ecosystems()) {
    any_word(row, [&](std::string_view text) { return words.insert(base::to_lower(text)), false; });
  }
  return {words.begin(), words.end()};
}

}  // namespace pratique::model
