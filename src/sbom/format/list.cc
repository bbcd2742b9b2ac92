// A table for people and for `grep`: one line a package. Only written.
#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "model/ecosystem.h"
#include "sbom/format.h"

namespace pratique::sbom {

namespace {

using Row = std::array<std::string, 3>;

// Code points; the columns of scripts with wide characters come out a little off.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

void append_line(std::string& out, const Row& row, const std::array<std::size_t, 3>& widths) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    out += i == 0 ? "" : " │ ";
    out += row[i];
    if (i + 1 < row.size()) out.append(widths[i] - width(row[i]), ' ');
  }
  out += '\n';
}

// Box-drawing characters, one column wide each in every terminal font.
std::string rule(const std::array<std::size_t, 3>& widths) {
  std::string out;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (i != 0) out += "─┼─";
    for (std::size_t n = 0; n < widths[i]; ++n) out += "─";
  }
  return out + "\n";
}

// One line a package (model::count_packages), whatever places it was found in.
std::vector<Row> rows_of(const model::Inventory& inventory) {
  std::map<std::pair<Row, std::string>, Row> packages;  // the namespace is not shown of every kind
  for (const auto& component : inventory.components) {
    const auto& purl = component.purl;
    const Row key = {model::display_name(purl), purl.version, purl.type};
    const Row row = {base::printable(key[0]), base::printable(key[1]), base::printable(key[2])};
    packages.emplace(std::pair(key, purl.name_space), row);
  }
  std::vector<Row> rows;
  for (auto& [key, row] : packages) rows.push_back(std::move(row));
  std::stable_sort(rows.begin(), rows.end());
  return rows;
}

// What could not be read must not be silent in the shortest of the formats either.
void append_notes(std::string& out, const model::Inventory& inventory) {
  for (const auto& note : inventory.notes) {
    if (&note == &inventory.notes.front()) out += '\n';
    out += base::printable(note.code) + ": " + (note.file.empty() ? "" : base::printable(note.file) + ": ") +
           base::printable(note.message) + "\n";
  }
}

class List final : public Format {
 public:
  std::string_view name() const override { return "list"; }

  // No trailing blanks: the last column is not padded.
  Result<std::string> write(const model::Inventory& inventory, const Stamp&) const override {
    const Row head = {"Name", "Version", "Type"};
    const auto rows = rows_of(inventory);
    std::array<std::size_t, 3> widths = {4, 7, 4};
    for (const auto& row : rows) {
      for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
    }
    std::string out;
    append_line(out, head, widths);
    out += rule(widths);
    for (const auto& row : rows) append_line(out, row, widths);
    append_notes(out, inventory);
    return out;
  }

  bool recognises(codec::Json) const override { return false; }

  Result<model::Inventory> read(codec::Json) const override {
    return base::fail(ErrorKind::kUnsupported, "a package list is only written, not read");
  }
};

}  // namespace

std::unique_ptr<Format> make_list() { return std::make_unique<List>(); }

}  // namespace pratique::sbom
