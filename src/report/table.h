// Tables for people: columns by display width, folded where a terminal is too narrow for them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/sink.h"

namespace pratique::report {

struct Cell {
  static Cell unfolded(std::string words) {
    const auto length = words.size();
    return {std::move(words), length};
  }
  Cell(std::string words) : text(std::move(words)) {}  // NOLINT: cells are written as texts
  Cell(const char* words) : text(words) {}             // NOLINT
  Cell(std::string words, std::size_t first_bytes) : text(std::move(words)), whole(first_bytes) {}
  std::string text;
  // So many bytes at its start are not folded while there is another way: an id, a date, a tuple of
  // figures.
  std::size_t whole = 0;
};

struct TableLayout {
  std::string_view indent;
  // Columns that a line may take; 0: no limit, each row is one line and nothing is folded.
  std::size_t columns = 0;
  // Whether the rule below the head ends one column behind the last cell, as Scout's do.
  bool overhang = true;
};

// Rows under a head, columns separated by "│", the head underlined by "─": Scout's tables. The columns are as
// wide as their widest cell. Where that is too wide,
//  1. cells are folded, none cut: the widest columns give way first, words stay whole while they can;
//  2. where not even short words would fit beside each other, each row becomes a small table of
//     its own, "head │ cell", without empty cells.
// Only a terminal too narrow for one letter a column gets longer lines.
class Table {
 public:
  explicit Table(std::vector<std::string> head) : head_(std::move(head)) {}
  void add(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  // Row by row; the text is never held whole.
  Result<void> write(const TableLayout& layout, const base::Sink& sink) const;
  // For tables of a few rows.
  std::string to_text(const TableLayout& layout) const;

 private:
  // Empty: rows only.
  std::vector<std::string> head_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace pratique::report
