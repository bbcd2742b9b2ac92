#include "extract/os/deb/apt_lists.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "base/text_hash.h"
#include "extract/os/common/repository.h"
#include "extract/os/deb/control.h"

namespace pratique::extract::os {

namespace {

constexpr std::size_t kMaxLine = 4096;
// Of one file: one more than os/dpkg_repositories looks at in all, so that it sees that there are more.
constexpr std::size_t kMaxSources = 1001;
constexpr std::size_t kMaxWord = 100;
constexpr std::size_t kKeyBytes = 8;

bool take_field(std::string_view line, std::string_view field, std::string& into) {
  if (line.size() <= field.size() || line[field.size()] != ':') return false;
  if (!base::equals_ignoring_case(line.substr(0, field.size()), field)) return false;
  into = base::trim(line.substr(field.size() + 1));
  return true;
}

// One line, for a record of lines.
std::string word_of(std::string_view text) {
  std::string out(base::trim(text.substr(0, kMaxWord)));
  std::ranges::replace_if(out, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }, ' ');
  return out;
}

void add_source(std::string_view uri, std::string_view suite, std::vector<AptSource>& sources) {
  auto place = place_of_uri(uri);
  if (!place.empty() && sources.size() < kMaxSources) sources.push_back({std::move(place), word_of(suite)});
}

// "deb [arch=amd64 signed-by=/a b] https://host/debian bookworm main".
void parse_line(std::string_view line, std::vector<AptSource>& sources) {
  line = base::trim(line.substr(0, line.find('#')));
  if (!line.starts_with("deb ") && !line.starts_with("deb\t")) return;
  line = base::trim(line.substr(4));
  if (line.starts_with('[')) {
    const auto end = line.find(']');
    if (end == std::string_view::npos) return;
    line = base::trim(line.substr(end + 1));
  }
  const auto words = base::words(line);
  if (words.size() >= 2) add_source(words[0], words[1], sources);
}

struct Paragraph {
  std::string types = "deb", uris, suites, enabled;
};

void end_paragraph(Paragraph& paragraph, std::vector<AptSource>& sources) {
  const auto types = base::words(paragraph.types);
  const bool off = base::equals_ignoring_case(paragraph.enabled, "no") ||
                   base::equals_ignoring_case(paragraph.enabled, "false") || paragraph.enabled == "0";
  if (!off && std::ranges::find(types, "deb") != types.end()) {
    for (const auto uri : base::words(paragraph.uris))
      for (const auto suite : base::words(paragraph.suites)) add_source(uri, suite, sources);
  }
  paragraph = {};
}

}  // namespace

bool AptList::has(std::uint64_t package) const { return std::ranges::binary_search(packages, package); }

std::uint64_t package_key(std::string_view name, std::string_view version, std::string_view architecture) {
  std::string text;
  for (const auto part : {name, version, architecture}) (text += part) += '\0';
  const auto digits = base::stable_hash(text);
  std::uint64_t key = 0;
  std::from_chars(digits.data(), digits.data() + 2 * kKeyBytes, key, 16);
  return key;
}

void AptListReader::feed(std::string_view piece) {
  while (!piece.empty()) {
    const auto end = std::min(piece.find('\n'), piece.size());
    const auto room = kMaxLine - std::min(line_.size(), kMaxLine);
    const auto part = piece.substr(0, std::min(end, room));
    if (end == piece.size()) {
      line_ += part;
      return;
    }
    if (line_.empty()) {
      take(part);
    } else {
      line_ += part;
      take(line_);
      line_.clear();
    }
    piece.remove_prefix(end + 1);
  }
}

// Continuations begin with a blank; of fields only three count.
void AptListReader::take(std::string_view line) {
  if (line.empty() || line == "\r") return end_package();
  switch (line.front()) {
    case 'P':
    case 'p':
      take_field(line, "Package", name_);
      break;
    case 'V':
    case 'v':
      take_field(line, "Version", version_);
      break;
    case 'A':
    case 'a':
      take_field(line, "Architecture", architecture_);
      break;
    default:
      break;
  }
}

void AptListReader::end_package() {
  if (!name_.empty() && !version_.empty()) {
    list_.whole_distribution = list_.whole_distribution || name_ == "base-files";
    if (list_.packages.size() < kMaxListed) {
      list_.packages.push_back(package_key(name_, version_, architecture_));
    } else {
      list_.cut = true;
    }
  }
  name_.clear();
  version_.clear();
  architecture_.clear();
}

AptList AptListReader::finish() const {
  auto rest = *this;
  if (!rest.line_.empty()) rest.take(rest.line_);
  rest.end_package();
  auto& all = rest.list_.packages;
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return std::move(rest.list_);
}

AptRelease parse_apt_release(std::string_view text) {
  AptRelease release;
  for (const auto line : base::lines(text.substr(0, kMaxLine))) {
    if (line.starts_with(' ')) break;  // the digests of its lists
    take_field(line, "Origin", release.origin) || take_field(line, "Label", release.label) ||
        take_field(line, "Suite", release.suite) || take_field(line, "Codename", release.codename);
  }
  for (auto* each : {&release.origin, &release.label, &release.suite, &release.codename})
    *each = word_of(*each);
  return release;
}

std::vector<AptSource> parse_apt_sources(std::string_view text, bool paragraphs) {
  std::vector<AptSource> sources;
  if (!paragraphs) {
    for (const auto line : base::lines(text)) parse_line(line, sources);
    return sources;
  }
  ControlReader reader(text);
  Paragraph paragraph;
  for (auto event = reader.next(); event != ControlReader::Event::kEnd; event = reader.next()) {
    if (event == ControlReader::Event::kParagraphEnd) end_paragraph(paragraph, sources);
    if (event != ControlReader::Event::kField) continue;
    const auto value = std::string(reader.value()) + "\n" + std::string(reader.more());
    const auto name = base::to_lower(reader.name());
    if (name == "types") paragraph.types = value;
    if (name == "uris") paragraph.uris = value;
    if (name == "suites") paragraph.suites = value;
    if (name == "enabled") paragraph.enabled = base::trim(value);
  }
  end_paragraph(paragraph, sources);
  return sources;
}

// A letter for each flag, a line end, then eight bytes a package, the lowest first.
std::string to_text(const AptList& list) {
  std::string text;
  if (list.whole_distribution) text += 'b';
  if (list.cut) text += 'c';
  text += '\n';
  text.reserve(text.size() + kKeyBytes * list.packages.size());
  for (const auto package : list.packages) {
    for (std::size_t i = 0; i < kKeyBytes; ++i) text += static_cast<char>(package >> (8 * i) & 0xffu);
  }
  return text;
}

AptList list_of_text(std::string_view text) {
  AptList list;
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return list;
  list.whole_distribution = base::contains(text.substr(0, end), "b");
  list.cut = base::contains(text.substr(0, end), "c");
  const auto keys = text.substr(end + 1);
  list.packages.reserve(keys.size() / kKeyBytes);
  for (std::size_t at = 0; at + kKeyBytes <= keys.size(); at += kKeyBytes) {
    std::uint64_t package = 0;
    for (std::size_t i = 0; i < kKeyBytes; ++i)
      package |= std::uint64_t{static_cast<unsigned char>(keys[at + i])} << (8 * i);
    list.packages.push_back(package);
  }
  // What comes out of a cache is sorted if it is what was written.
  std::ranges::sort(list.packages);
  return list;
}

std::string to_text(const AptRelease& release) {
  return release.origin + "\n" + release.label + "\n" + release.suite + "\n" + release.codename;
}

AptRelease release_of_text(std::string_view text) {
  const auto lines = base::split(text, '\n');
  const auto line = [&](std::size_t i) { return i < lines.size() ? std::string(lines[i]) : std::string(); };
  return {line(0), line(1), line(2), line(3)};
}

std::string to_text(const std::vector<AptSource>& sources) {
  std::string text;
  for (const auto& [place, suite] : sources) text += place + " " + suite + "\n";
  return text;
}

std::vector<AptSource> sources_of_text(std::string_view text) {
  std::vector<AptSource> sources;
  for (const auto line : base::lines(text)) {
    const auto halves = base::cut(line, " ");
    if (halves) sources.push_back({std::string(halves->before), std::string(halves->after)});
  }
  return sources;
}

std::string_view stem_of_release(std::string_view file_name) {
  for (const std::string_view end : {"_InRelease", "_Release"})
    if (file_name.ends_with(end)) return file_name.substr(0, file_name.size() - end.size());
  return {};
}

std::string_view stem_of_list(std::string_view file_name) {
  for (const std::string_view end : {".lz4", ".gz", ".xz", ".zst", ".bz2"})
    if (file_name.ends_with(end)) file_name.remove_suffix(end.size());
  constexpr std::string_view kEnd = "_Packages";
  return file_name.ends_with(kEnd) ? file_name.substr(0, file_name.size() - kEnd.size()) : std::string_view();
}

AptSource source_of_stem(std::string_view stem) {
  std::string place;
  std::string_view suite;
  if (const auto at = stem.rfind("_dists_"); at != std::string_view::npos) {
    suite = stem.substr(at + std::string_view("_dists_").size());
    stem = stem.substr(0, at);
    // Of a list the component and its architecture follow.
    if (const auto end = suite.rfind("_binary-"); end != std::string_view::npos) {
      suite = suite.substr(0, end);
      suite = suite.substr(0, suite.rfind('_'));
    }
  }
  const auto plain = [](std::string_view text) {
    return base::replace_all(base::replace_all(text, "_", "/"), "%5f", "_");
  };
  place = plain(stem);
  // A flat repository: "host/./".
  while (place.ends_with("/.") || place.ends_with('/')) place.pop_back();
  return {word_of(place), word_of(plain(suite))};
}

}  // namespace pratique::extract::os
