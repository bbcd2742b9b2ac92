// requirements.txt and constraints.txt. Source: pip, "Requirements File Format": lines that go on behind a backslash, comments
// behind a blank, options ("-r", "--hash"), and requirements of PEP 508.
#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "fix/declaration_editor.h"
#include "fix/pep508.h"

namespace pratique::fix::manifests {

namespace {

// Lines joined by backslashes, as offsets in the text.
struct LogicalLine {
  std::size_t from = 0, end = 0;
};

std::vector<LogicalLine> logical_lines(std::string_view text) {
  std::vector<LogicalLine> out;
  for (std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0; at < text.size();) {
    LogicalLine line{.from = at};
    for (bool goes_on = true; goes_on && at < text.size();) {
      const auto end = std::min(text.find('\n', at), text.size());
      auto body = text.substr(at, end - at);
      if (body.ends_with('\r')) body.remove_suffix(1);
      line.end = at + body.size();
      // A comment takes no backslash.
      goes_on = body.ends_with('\\') && !base::trim(body).starts_with('#');
      at = end + 1;
    }
    out.push_back(line);
  }
  return out;
}

// Where a comment begins: a "#" at the start or behind a blank.
std::size_t comment_in(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '#' && (i == 0 || base::is_space(line[i - 1]))) return i;
  }
  return line.size();
}

// Where options of one requirement begin: " --hash=…".
std::size_t options_in(std::string_view line) {
  for (std::size_t i = 1; i + 1 < line.size(); ++i) {
    if (line[i] == '-' && line[i + 1] == '-' && base::is_space(line[i - 1])) return i;
  }
  return line.size();
}

class RequirementsTxt final : public DeclarationEditor {
 public:
  ManifestAbout about() const override {
    return {.format = "requirements.txt",
            .purl_type = "pypi",
            .names = {"requirements*.txt", "*requirements.txt", "constraints*.txt", "requirements*.in",
                      "requirements/*.txt"},
            .settle = ""};
  }

  Result<std::vector<DeclaredVersion>> read(std::string_view text) const override {
    PQ_CHECK(within_limit(text));
    if (!base::is_valid_utf8(text)) return base::invalid("a requirements file that is not UTF-8");
    const LineNumbers lines(text);
    std::vector<DeclaredVersion> out;
    for (const auto& line : logical_lines(text)) {
      auto body = text.substr(line.from, line.end - line.from);
      body = body.substr(0, comment_in(body));
      const auto blanks = body.find_first_not_of(" \t\\\r\n");
      if (blanks == body.npos || body[blanks] == '-') continue;
      const bool hashed = base::contains(body.substr(options_in(body)), "--hash");
      body = body.substr(0, options_in(body));
      const auto requirement = read_python_requirement(body);
      if (!requirement) continue;
      DeclaredVersion one{.name = requirement->name,
                          .requirement = std::string(body.substr(requirement->offset, requirement->length)),
                          .offset = line.from + requirement->offset,
                          .length = requirement->length,
                          .line = lines.at(line.from + blanks)};
      if (requirement->is_address) one.fixed = "an address, not a range of versions";
      if (hashed) one.fixed = "has hashes, which only the index knows of the new version";
      if (base::contains(one.requirement, "\\")) one.fixed = "a requirement that goes over several lines";
      out.push_back(std::move(one));
    }
    return out;
  }

 protected:
  std::string plain_name(std::string_view name) const override { return normal_python_name(name); }

  std::string follow(const PackageMove& move, const EditOptions&) const override {
    return "install anew: `pip install --upgrade " + move.name + "`";
  }

  // A line of its own.
  Result<HeldEntry> hold(std::string_view text, const PackageMove& move, const EditOptions&) const override {
    const auto& language = *find_requirement_language("pypi");
    PQ_CHECK(language.admission("", move.to));
    if (!read_python_requirement(move.name) ||
        normal_python_name(move.name).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") !=
            std::string::npos)
      return base::fail(ErrorKind::kUnsupported, "no name of a Python package");
    if (base::contains(text, "--hash"))
      return base::fail(ErrorKind::kUnsupported,
                        "the file has hashes, so that a line without one cannot stand in it");
    const auto line = move.name + language.compatible(move.to);
    const auto end = std::string(line_end_of(text));
    const bool open = !text.empty() && !text.ends_with('\n');
    return HeldEntry{
        .edits = {{.offset = text.size(), .length = 0, .text = (open ? end : "") + line + (open ? "" : end)}},
        .written = line,
        .remark = "a line that holds a transitive package"};
  }
};

}  // namespace

std::unique_ptr<ManifestEditor> make_requirements_txt() { return std::make_unique<RequirementsTxt>(); }

}  // namespace pratique::fix::manifests
