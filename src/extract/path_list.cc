#include "extract/path_list.h"

#include <limits>

#include "base/text.h"

namespace pratique::extract {

static constexpr std::size_t kMaxPart = std::numeric_limits<std::uint16_t>::max();
static constexpr std::size_t kMaxText = std::numeric_limits<std::uint32_t>::max();

void PathList::add(std::string_view folder, std::string_view name) {
  if (folder.size() > kMaxPart || name.size() > kMaxPart) return;
  if (text_.size() + folder.size() + name.size() > kMaxText) return;
  Item item{.folder_size = static_cast<std::uint16_t>(folder.size()),
            .name_size = static_cast<std::uint16_t>(name.size())};
  const bool same = !items_.empty() && items_.back().folder_size == folder.size() &&
                    std::string_view(text_).substr(items_.back().folder, folder.size()) == folder;
  item.folder = same ? items_.back().folder : static_cast<std::uint32_t>(text_.size());
  if (!same) text_ += folder;
  item.name = static_cast<std::uint32_t>(text_.size());
  text_ += name;
  items_.push_back(item);
}

void PathList::push_back(std::string_view path) { add(base::folder_of(path), base::base_name(path)); }

void PathList::join(std::size_t number, std::string& into) const {
  const auto& item = items_[number];
  const std::string_view text = text_;
  into.assign(text.substr(item.folder, item.folder_size));
  if (item.folder_size > 0) into += '/';
  into += text.substr(item.name, item.name_size);
}

std::string PathList::operator[](std::size_t number) const {
  std::string path;
  join(number, path);
  return path;
}

}  // namespace pratique::extract
