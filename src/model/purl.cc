#include "model/purl.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "model/ecosystem.h"
#include "model/purl_type.h"

namespace pratique::model {

namespace {

// PURL-SPECIFICATION, "Character encoding": everything but these is written as %XX; the colon stays as it is.
bool is_plain(char c) {
  return base::is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '~' || c == ':';
}

void append_encoded(std::string& out, std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  for (const char c : text) {
    if (is_plain(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
}

// "Rules for each component", namespace and subpath: segments are encoded one by one, the slashes between
// them are kept, and empty segments do not exist.
void append_segments(std::string& out, std::string_view path) {
  bool first = true;
  for (const auto segment : base::split(path, '/')) {
    if (segment.empty()) continue;
    if (!first) out += '/';
    first = false;
    append_encoded(out, segment);
  }
}

// Of a digit that is_hex() has let pass.
unsigned hex_value(char c) {
  return static_cast<unsigned>(base::is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
}

std::string without_empty_segments(std::string_view path) {
  std::string out;
  for (const auto segment : base::split(path, '/')) {
    if (segment.empty()) continue;
    if (!out.empty()) out += '/';
    out += segment;
  }
  return out;
}

// A letter, then letters, digits, '.' and '-'.
bool is_type(std::string_view type) {
  const auto fits = [](char c) { return base::is_alnum(c) || c == '.' || c == '-'; };
  return !type.empty() && base::is_alpha(type.front()) && std::all_of(type.begin(), type.end(), fits);
}

// A lower-case letter, then also digits, '.', '-' and '_'.
bool is_key(std::string_view key) {
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto fits = [&](char c) {
    return is_lower(c) || base::is_digit(c) || c == '.' || c == '-' || c == '_';
  };
  return !key.empty() && is_lower(key.front()) && std::all_of(key.begin(), key.end(), fits);
}

// One parse of one text. The parts are views into it until they are decoded, so that every error knows its
// offset.
class Parser {
 public:
  Parser(std::string_view text, PurlSyntax syntax) : text_(text), syntax_(syntax) {}

  // "How to parse a purl string": from the right, so that a later separator never hides an earlier part.
  Result<Purl> parse() {
    auto rest = text_;
    if (!base::equals_ignoring_case(rest.substr(0, 4), "pkg:")) return wrong(rest, "purl without \"pkg:\"");
    rest.remove_prefix(4);
    if (const auto parts = base::cut_last(rest, "#")) {
      PQ_TRY(purl_.subpath, subpath(parts->after));
      rest = parts->before;
    }
    if (const auto parts = base::cut_last(rest, "?")) {
      PQ_CHECK(qualifiers(parts->after));
      rest = parts->before;
    }
    rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
    const auto parts = base::cut(rest, "/");
    if (!parts) return wrong(rest, "purl without type or name");
    if (!is_type(parts->before)) return wrong(rest, "bad purl type");
    purl_.type = base::to_lower(parts->before);
    PQ_CHECK(path(parts->after));
    normalise_for_type(purl_);
    if (syntax_ == PurlSyntax::kStrict) PQ_CHECK(check(purl_));
    return std::move(purl_);
  }

 private:
  // `part` must be a view into the text.
  tl::unexpected<Error> wrong(std::string_view part, std::string what) const {
    return base::invalid_at(static_cast<std::uint64_t>(part.data() - text_.data()), std::move(what));
  }

  // A plus sign is a plus sign: purls are not HTML forms. The result need not be UTF-8; file names in purls
  // are not.
  Result<std::string> decoded(std::string_view part) const {
    std::string out;
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (part[i] != '%') {
        out += part[i];
        continue;
      }
      if (part.size() - i < 3 || !base::is_hex(part[i + 1]) || !base::is_hex(part[i + 2])) {
        return wrong(part.substr(i), "bad percent-encoding in purl");
      }
      out += static_cast<char>(hex_value(part[i + 1]) << 4 | hex_value(part[i + 2]));
      i += 2;
    }
    return out;
  }

  // Segments "." and ".." carry no meaning in a subpath and are dropped, as empty ones are.
  Result<std::string> subpath(std::string_view part) const {
    std::string out;
    for (const auto segment : base::split(part, '/')) {
      PQ_TRY(const auto plain, decoded(segment));
      for (const auto piece : base::split(plain, '/')) {
        if (piece.empty() || piece == "." || piece == "..") continue;
        if (!out.empty()) out += '/';
        out += piece;
      }
    }
    return out;
  }

  // An empty value is the same as no qualifier. A key twice has no meaning: which one counts would differ
  // from reader to reader.
  Result<void> qualifiers(std::string_view part) {
    for (const auto pair : base::split(part, '&')) {
      if (pair.empty()) continue;
      const auto halves = base::cut(pair, "=");
      if (!halves) return wrong(pair, "purl qualifier without \"=\"");
      auto key =
          syntax_ == PurlSyntax::kLenient ? base::to_lower(halves->before) : std::string(halves->before);
      if (!is_key(key)) return wrong(pair, "bad purl qualifier key");
      PQ_TRY(auto value, decoded(halves->after));
      if (value.empty()) continue;
      if (!purl_.qualifiers.emplace(std::move(key), std::move(value)).second)
        return wrong(pair, "purl qualifier twice");
    }
    return {};
  }

  // The last '@' begins the version, unless it begins a namespace segment: "pkg:npm/@babel/core" as npm users
  // write it.
  static std::size_t version_mark(std::string_view part) {
    const auto at = part.rfind('@');
    if (at == std::string_view::npos || part.find('/', at) == std::string_view::npos) return at;
    return at == 0 || part[at - 1] == '/' ? std::string_view::npos : at;
  }

  // Everything after the type: namespace, name and version. The name is what follows the last slash.
  // "pkg:npm/@1.0" has a version and no name: an error, not a package called
  // "@1.0".
  Result<void> path(std::string_view part) {
    const auto at = version_mark(part);
    if (at != std::string_view::npos) {
      PQ_TRY(purl_.version, decoded(part.substr(at + 1)));
      part = part.substr(0, at);
    } else {
      while (part.ends_with('/')) part.remove_suffix(1);
    }
    const auto halves = base::cut_last(part, "/");
    const auto name = halves ? halves->after : part;
    PQ_TRY(purl_.name, decoded(name));
    if (purl_.name.empty()) return wrong(part, "purl without name");
    if (halves) {
      PQ_TRY(const auto name_space, decoded(halves->before));
      purl_.name_space = without_empty_segments(name_space);
    }
    return {};
  }

  std::string_view text_;
  PurlSyntax syntax_;
  Purl purl_;
};

}  // namespace

std::string Purl::short_form() const {
  std::string out = "pkg:";
  append_encoded(out, type);
  out += '/';
  append_segments(out, name_space);
  if (out.back() != '/') out += '/';
  ecosystem_of_type(type).purl.name_is_path ? append_segments(out, name) : append_encoded(out, name);
  if (!version.empty()) append_encoded(out += '@', version);
  return out;
}

std::string Purl::to_string() const {
  // std::map keeps the keys in the order that the canonical form wants: by their bytes.
  auto out = short_form();
  char separator = '?';
  for (const auto& [key, value] : qualifiers) {
    if (value.empty()) continue;
    append_encoded(out += separator, key);
    append_encoded(out += '=', value);
    separator = '&';
  }
  if (!subpath.empty()) append_segments(out += '#', subpath);
  return out;
}

// What a package manager recorded is kept even where check() would refuse it: a component that is left out
// for its odd name would make an image look cleaner than it is.
Purl make_purl(std::string_view type, std::string_view name_space, std::string_view name,
               std::string_view version, std::map<std::string, std::string> qualifiers) {
  Purl purl{.type = base::to_lower(type),
            .name_space = without_empty_segments(name_space),
            .name = std::string(name),
            .version = std::string(version)};
  for (auto& [key, value] : qualifiers) {
    if (!value.empty()) purl.qualifiers.emplace(base::to_lower(key), std::move(value));
  }
  normalise_for_type(purl);
  return purl;
}

Result<Purl> parse_purl(std::string_view text, PurlSyntax syntax) { return Parser(text, syntax).parse(); }

// The general rules first, those of the type last: a purl without a name is wrong whatever its type.
Result<void> check(const Purl& purl) {
  if (!is_type(purl.type) || purl.type != base::to_lower(purl.type)) return base::invalid("bad purl type");
  if (purl.name.empty()) return base::invalid("purl without name");
  for (const auto& [key, value] : purl.qualifiers) {
    if (!is_key(key)) return base::invalid("bad purl qualifier key");
  }
  return check_for_type(purl);
}

}  // namespace pratique::model
