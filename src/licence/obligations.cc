#include "licence/obligations.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/text.h"
#include "licence/data.h"

namespace pratique::licence {

namespace {

struct Row {
  std::optional<Category> category;
  std::string_view text;
};

class Obligations {
 public:
  Obligations() {
    for (const auto line : base::lines(obligations_text())) {
      const auto cells = base::split(line, '\t');
      if (line.starts_with('#') || cells.size() != 3) continue;
      const Row row{category_called(cells[1]), cells[2]};
      if (cells[0].ends_with('*'))
        beginnings_.emplace_back(cells[0].substr(0, cells[0].size() - 1), row);
      else
        whole_.emplace(cells[0], row);
    }
    // The longest first: "BSD-2-Clause" before "BSD-".
    std::ranges::stable_sort(beginnings_,
                             [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  }

  const Row* find(std::string_view name) const {
    if (const auto at = whole_.find(name); at != whole_.end()) return &at->second;
    const auto at =
        std::ranges::find_if(beginnings_, [&](const auto& one) { return name.starts_with(one.first); });
    return at == beginnings_.end() ? nullptr : &at->second;
  }

 private:
  std::unordered_map<std::string_view, Row> whole_;
  std::vector<std::pair<std::string_view, Row>> beginnings_;
};

const Obligations& obligations() {
  static const Obligations all;
  return all;
}

bool is_stricter_than_weak(Category category) {
  return category == Category::kStrongCopyleft || category == Category::kNetworkCopyleft;
}

}  // namespace

std::string_view obligations_of(Category category) {
  const auto* row = obligations().find(to_string(category));
  return row == nullptr ? std::string_view() : row->text;
}

std::string obligations_of(std::string_view id, std::string_view exception) {
  const auto* row = obligations().find(id);
  auto text = std::string(row == nullptr ? obligations_of(category_of(id, {})) : row->text);
  if (const auto* more = exception.empty() ? nullptr : obligations().find(exception))
    text += " " + std::string(more->text);
  return text;
}

Category category_of(std::string_view id, std::string_view exception) {
  auto category = Category::kUnknown;
  if (const auto* listed = find_listed(id))
    category = listed->category;
  else if (const auto* row = obligations().find(id))
    category = row->category.value_or(Category::kUnknown);
  if (exception.empty() || !is_stricter_than_weak(category)) return category;
  const auto* row = obligations().find(exception);
  return row != nullptr && row->category ? *row->category : category;
}

}  // namespace pratique::licence
