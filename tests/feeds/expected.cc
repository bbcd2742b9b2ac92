#include "feeds/expected.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "support/paths.h"

namespace fs = std::filesystem;

namespace pratique::feeds {
namespace {

constexpr std::size_t kFewestColumns = 6, kColumns = 7;

std::vector<std::string_view> columns(std::string_view line) {
  std::vector<std::string_view> out;
  for (;;) {
    const auto tab = line.find('\t');
    out.push_back(base::trim(line.substr(0, tab)));
    if (tab == std::string_view::npos) return out;
    line.remove_prefix(tab + 1);
  }
}

Result<Line> read_line(const std::vector<std::string_view>& columns) {
  if (columns.size() < kFewestColumns || columns.size() > kColumns)
    return base::invalid("not path, reader, files, records, skipped, statuses, why");
  const auto files = base::to_uint(columns[2]), records = base::to_uint(columns[3]);
  const auto skipped = base::to_uint(columns[4]);
  if (!files || !records || !skipped) return base::invalid("a count is no number");
  Line line{.where = {},
            .pattern = std::string(columns[0]),
            .reader = std::string(columns[1]),
            .files = *files,
            .records = *records,
            .skipped = *skipped,
            .statuses = std::string(columns[5]),
            .why = std::string(columns.size() == kColumns ? columns[6] : "")};
  // What is no feed, what is skipped and what is owed is never without a word.
  const bool needs_why = line.reader == kNobody || line.reader == kOwed || line.skipped > 0;
  if (needs_why && line.why.empty()) return base::invalid("it does not say why");
  return line;
}

Result<void> read_table(const fs::path& file, std::map<std::string, std::vector<Line>>& out) {
  const auto text = testing::read_file(file.string());
  std::string input, under;
  std::size_t number = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto row = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto where = file.filename().string() + ":" + std::to_string(++number);
    if (base::trim(row).empty() || row.starts_with('#')) continue;
    const auto cells = columns(row);
    if (cells.size() == 2 && cells[0] == "input") {
      input = cells[1];
      under.clear();
    } else if (cells.size() == 2 && cells[0] == "under") {
      under = cells[1];
    } else {
      auto line = read_line(cells);
      if (!line) return tl::unexpected(std::move(line).error().in(where));
      if (input.empty()) return base::fail(ErrorKind::kInvalid, "no input is named", Where{.file = where});
      line->where = where;
      line->pattern = line->pattern == "." ? input : input + "/" + under + line->pattern;
      out[input].push_back(*std::move(line));
    }
  }
  return {};
}

}  // namespace

std::string to_text(const std::map<std::string, std::uint64_t>& statuses) {
  std::string out;
  for (const auto& [word, count] : statuses)
    out += (out.empty() ? "" : " ") + word + "=" + std::to_string(count);
  return out.empty() ? "-" : out;
}

bool matches(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && pattern.front() != '*') {
    const bool digits = pattern.front() == '#';
    if (path.empty() || (digits ? !base::is_digit(path.front()) : path.front() != pattern.front()))
      return false;
    while (digits && path.size() > 1 && base::is_digit(path[1])) path.remove_prefix(1);
    pattern.remove_prefix(1);
    path.remove_prefix(1);
  }
  if (pattern.empty()) return path.empty();
  const bool any = pattern.starts_with("**");
  pattern.remove_prefix(any ? 2 : 1);
  for (std::size_t length = 0;; ++length) {
    if (matches(pattern, path.substr(length))) return true;
    if (length == path.size() || (!any && path[length] == '/')) return false;
  }
}

Result<std::map<std::string, std::vector<Line>>> read_tables(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".tsv") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::map<std::string, std::vector<Line>> out;
  for (const auto& file : files) PQ_CHECK(read_table(file, out));
  return out;
}

}  // namespace pratique::feeds
