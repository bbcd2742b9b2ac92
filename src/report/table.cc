#include "report/table.h"

#include <algorithm>

#include "report/terminal.h"

namespace pratique::report {

namespace {

using Widths = std::vector<std::size_t>;

constexpr std::size_t kSeparator = 3;  // " │ "
// A longer word may be folded to make a table fit, where it is no head and no Cell::whole.
constexpr std::size_t kWordColumns = 9;

using Rows = std::vector<std::vector<Cell>>;

struct Grid {
  std::vector<Cell> head;
  const Rows& rows;
};

// The largest that `measure` makes of the cells of each column.
template <typename Measure>
Widths widest(const Grid& grid, const Measure& measure) {
  Widths widths(grid.head.size());
  const auto widen = [&](const std::vector<Cell>& cells) {
    widths.resize(std::max(widths.size(), cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], measure(cells[i]));
  };
  widen(grid.head);
  for (const auto& row : grid.rows) widen(row);
  return widths;
}

Widths natural_widths(const Grid& grid) {
  return widest(grid, [](const Cell& cell) { return width_of(cell.text); });
}

Widths word_widths(const Grid& grid) {
  return widest(grid, [](const Cell& cell) { return longest_word(cell.text, cell.whole); });
}

// What a column must have for its cells to be read beside the others. The first of a table without a head
// names the others: it is not folded.
Widths least_widths(const Grid& grid) {
  auto widths = widest({.head = {}, .rows = grid.rows}, [](const Cell& cell) {
    const auto whole = width_of(std::string_view(cell.text).substr(0, cell.whole));
    return std::max(whole, std::min(longest_word(cell.text, cell.whole), kWordColumns));
  });
  widths.resize(std::max(widths.size(), grid.head.size()));
  for (std::size_t i = 0; i < grid.head.size(); ++i)
    widths[i] = std::max(widths[i], longest_word(grid.head[i].text));
  if (grid.head.empty()) widths.front() = natural_widths(grid).front();
  return widths;
}

std::size_t sum(const Widths& widths) {
  std::size_t all = 0;
  for (const auto width : widths) all += width;
  return all;
}

// Gives what room there is to the columns below their targets, the narrowest first.
void raise(Widths& widths, const Widths& targets, std::size_t& room) {
  while (room > 0) {
    auto narrowest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (widths[i] < targets[i] && (narrowest == widths.size() || widths[i] < widths[narrowest]))
        narrowest = i;
    }
    if (narrowest == widths.size()) return;
    ++widths[narrowest];
    --room;
  }
}

// What a line takes besides its cells.
std::size_t frame(const Grid& grid, std::size_t columns, const TableLayout& layout) {
  const bool overhang = !grid.head.empty() && layout.overhang;
  return layout.indent.size() + kSeparator * (columns - 1) + (overhang ? 1 : 0);
}

std::string line_of(const std::vector<std::string>& cells, const Widths& widths, std::string_view indent) {
  std::string line(indent);
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (i > 0) line += " │ ";
    line += pad_right(i < cells.size() ? cells[i] : std::string(), widths[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

// A row, in as many lines as its longest cell takes.
std::string row_of(const std::vector<Cell>& row, const Widths& widths, std::string_view indent) {
  std::vector<std::vector<std::string>> folds;
  std::size_t height = 1;
  for (std::size_t i = 0; i < row.size(); ++i) {
    folds.push_back(folded(row[i].text, widths[i], row[i].whole));
    height = std::max(height, folds.back().size());
  }
  std::string text;
  for (std::size_t line = 0; line < height; ++line) {
    std::vector<std::string> cells;
    for (const auto& fold : folds) cells.push_back(line < fold.size() ? fold[line] : std::string());
    text += line_of(cells, widths, indent);
  }
  return text;
}

std::string rule_of(const Widths& widths, const TableLayout& layout) {
  std::string text(layout.indent.empty() ? layout.indent : layout.indent.substr(1));
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const bool first = i == 0 && layout.indent.empty();
    const bool last = i + 1 == widths.size() && !layout.overhang;
    if (i > 0) text += "┼";
    for (std::size_t n = 0; n < widths[i] + 2 - (first ? 1 : 0) - (last ? 1 : 0); ++n) text += "─";
  }
  return text + "\n";
}

Result<void> write_grid(const Grid& grid, const Widths& widths, const TableLayout& layout,
                        const base::Sink& sink) {
  if (!grid.head.empty()) PQ_CHECK(sink(row_of(grid.head, widths, layout.indent) + rule_of(widths, layout)));
  for (const auto& row : grid.rows) PQ_CHECK(sink(row_of(row, widths, layout.indent)));
  return {};
}

// Each row as lines "head │ cell", with a rule between rows; where there is no head, the first cell stands
// for it and the others below each other.
Result<void> write_stacked(const Grid& grid, const TableLayout& layout, const base::Sink& sink) {
  const bool headed = !grid.head.empty();
  const Cell nothing("");
  std::vector<Rows> blocks;
  for (const auto& row : grid.rows) {
    auto& block = blocks.emplace_back();
    for (std::size_t i = headed ? 0 : 1; i < row.size(); ++i) {
      if (width_of(row[i].text) == 0) continue;
      const auto& label = headed ? grid.head[i] : block.empty() ? row[0] : nothing;
      block.push_back({label, row[i]});
    }
    if (!headed && block.empty() && !row.empty()) block.push_back({row[0]});
  }
  Rows lines;
  for (const auto& block : blocks) lines.insert(lines.end(), block.begin(), block.end());
  const auto natural = natural_widths({.head = {}, .rows = lines});
  if (natural.empty()) return {};
  const auto taken = layout.indent.size() + kSeparator;
  const auto room = std::max<std::size_t>(layout.columns, taken + 2) - taken;
  const auto left = std::min(natural.front(), std::max<std::size_t>(1, room / 2));
  const Widths widths = {left, natural.size() > 1 ? std::min(natural[1], room - left) : 0};
  const TableLayout within{.indent = layout.indent, .columns = layout.columns, .overhang = false};
  bool first = true;
  for (const auto& block : blocks) {
    if (headed && !first) PQ_CHECK(sink(rule_of(widths, within)));
    for (const auto& line : block) {
      PQ_CHECK(sink(row_of(line, widths, layout.indent)));
      first = false;
    }
  }
  return {};
}

}  // namespace

Result<void> Table::write(const TableLayout& layout, const base::Sink& sink) const {
  Grid grid{.head = {head_.begin(), head_.end()}, .rows = rows_};
  const auto natural = natural_widths(grid);
  if (!head_.empty()) grid.head.resize(natural.size(), Cell(""));
  if (natural.empty()) return {};
  const auto taken = frame(grid, natural.size(), layout);
  if (layout.columns == 0 || sum(natural) + taken <= layout.columns)
    return write_grid(grid, natural, layout, sink);
  auto widths = least_widths(grid);
  if (sum(widths) + taken > layout.columns) return write_stacked(grid, layout, sink);
  auto room = layout.columns - taken - sum(widths);
  raise(widths, word_widths(grid), room);
  raise(widths, natural, room);
  return write_grid(grid, widths, layout, sink);
}

// A text takes everything, so that there is no error to look at.
std::string Table::to_text(const TableLayout& layout) const {
  return base::text_of([&](const base::Sink& sink) { return write(layout, sink); }).value_or("");
}

}  // namespace pratique::report
