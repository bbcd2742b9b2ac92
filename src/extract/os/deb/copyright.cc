#include "extract/os/deb/copyright.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "extract/os/deb/control.h"

namespace pratique::extract::os {

namespace {

constexpr std::size_t kMaxLicenses = 200;  // the Linux kernel's file has some 60
constexpr std::size_t kMaxLength = 200;    // a "License:" that begins with prose is no short name

void add(std::set<std::string>& licenses, std::string_view license) {
  if (license.empty() || license.size() > kMaxLength || licenses.size() == kMaxLicenses) return;
  if (base::is_valid_utf8(license)) licenses.emplace(license);
}

// License stands in the header, in Files paragraphs, and alone for a text that those refer to: all name
// licences of the package.
void read_fields(std::string_view text, std::set<std::string>& licenses) {
  ControlReader reader(text);
  for (auto event = reader.next(); event != ControlReader::Event::kEnd; event = reader.next()) {
    if (event == ControlReader::Event::kField && base::equals_ignoring_case(reader.name(), "license")) {
      add(licenses, reader.value());
    }
  }
}

bool is_name_character(char c) { return base::is_alnum(c) || c == '-' || c == '.' || c == '+' || c == '_'; }

// Debian Policy §12.5: packages under these licences refer to the texts in base-files instead of quoting
// them.
void read_references(std::string_view text, std::set<std::string>& licenses) {
  constexpr std::string_view kFolder = "/usr/share/common-licenses/";
  for (auto at = text.find(kFolder); at != std::string_view::npos; at = text.find(kFolder, at)) {
    at += kFolder.size();
    auto end = at;
    while (end < text.size() && end - at <= kMaxLength && is_name_character(text[end])) ++end;
    auto name = text.substr(at, end - at);
    while (name.ends_with('.')) name.remove_suffix(1);  // the end of a sentence
    add(licenses, name);
  }
}

}  // namespace

// The header paragraph begins with Format (Format-Specification in drafts of it); files may be preceded by blank lines or
// comments.
bool is_machine_readable_copyright(std::string_view text) {
  ControlReader reader(text);
  return reader.next() == ControlReader::Event::kField &&
         (base::equals_ignoring_case(reader.name(), "format") ||
          base::equals_ignoring_case(reader.name(), "format-specification"));
}

std::vector<std::string> copyright_licenses(std::string_view text) {
  std::set<std::string> licenses;
  if (is_machine_readable_copyright(text)) {
    read_fields(text, licenses);
  } else {
    read_references(text, licenses);
  }
  return {licenses.begin(), licenses.end()};
}

}  // namespace pratique::extract::os
