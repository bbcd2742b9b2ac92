#include "scan/folder_links.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "layer/path.h"

namespace pratique::scan {

namespace {

constexpr std::uint64_t kWayBytes = 120;  // what a way takes besides its texts
constexpr std::uint64_t kPartWork =
    64;  // of looking at a byte of a path, in bytes that could be read instead

bool lies_below(std::string_view path, std::string_view folder) {
  if (folder.empty()) return true;
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}
bool is_or_lies_below(std::string_view path, std::string_view folder) {
  return path == folder || lies_below(path, folder);
}

}  // namespace

FolderLinks::FolderLinks(const ImageView& view, base::Meter& meter) {
  collect(view, meter);
  chain(meter);
  for (std::size_t i = 0; i < ways_.size(); ++i) {
    by_real_[ways_[i].real].push_back(i);
    lengths_.set(ways_[i].real.size());
  }
  for (auto& [real, ways] : by_real_) {
    std::ranges::sort(ways, {}, [&](std::size_t way) {
      return std::tuple(ways_[way].links, ways_[way].name.size(), ways_[way].name);
    });
  }
}

bool FolderLinks::keep(const Way& way, base::Meter& meter) {
  const auto bytes = kWayBytes + way.real.size() + (way.before == kNone ? 0 : way.name.size());
  return meter.charge(base::Account::kRecords, bytes, way.name);
}

void FolderLinks::collect(const ImageView& view, base::Meter& meter) {
  for (std::size_t position = 0; position < view.positions().size(); ++position) {
    const auto& index = view.stack().layer(position);
    for (const auto number : index.links()) {
      const auto& link = index.entries()[number];
      if (link.type != layer::EntryType::kSymlink || !view.shows(position, link)) continue;
      const auto work = kPartWork * (link.path.size() + link.target.size());
      if (!meter.charge(base::Account::kReread, work, link.path)) return;
      const auto real = view.stack().folder(link.path);
      if (!real) continue;
      const Way way{.name = link.path, .real = *real, .before = kNone, .links = 1};
      if (!keep(way, meter)) return;
      ways_.push_back(way);
      ways_.back().real = arena_.copy(*real);
    }
  }
  std::ranges::sort(ways_, {}, &Way::name);
  // A layer may stand at several positions.
  const auto doubles = std::ranges::unique(ways_, {}, &Way::name);
  ways_.erase(doubles.begin(), doubles.end());
}

// Each way is extended by the links that lie in the folder that it leads to: breadth first, so that each
// folder is met by few links before it is by many.
void FolderLinks::chain(base::Meter& meter) {
  const auto single = ways_.size();
  for (std::size_t i = 0; i < ways_.size(); ++i) {
    const auto way = ways_[i];
    if (way.links == kMaxChain) continue;
    const auto below = way.real.empty() ? std::string() : std::string(way.real) + "/";
    auto at = std::lower_bound(ways_.begin(), ways_.begin() + static_cast<std::ptrdiff_t>(single), below,
                               [](const Way& one, const std::string& text) { return one.name < text; });
    for (auto next = static_cast<std::size_t>(at - ways_.begin()); next < single; ++next) {
      const auto link = ways_[next];
      if (!link.name.starts_with(below)) break;
      if (!meter.charge(base::Account::kReread, kPartWork * link.name.size(), link.name)) return;
      if (comes_back(i, link.real)) continue;
      const auto name = std::string(way.name) + "/" + std::string(link.name.substr(below.size()));
      if (name.size() > layer::kMaxPath) continue;
      if (ways_.size() - single == kMaxChained) {
        cut_ = true;
        return;
      }
      const Way longer{.name = name, .real = link.real, .before = i, .links = way.links + 1};
      if (!keep(longer, meter)) return;
      ways_.push_back(longer);
      ways_.back().name = arena_.copy(name);
    }
  }
}

// Whether a folder that was gone through lies in `real`: all in it has been met, by fewer links.
bool FolderLinks::comes_back(std::size_t way, std::string_view real) const {
  for (; way != kNone; way = ways_[way].before) {
    if (is_or_lies_below(ways_[way].real, real)) return true;
  }
  return false;
}

const std::vector<std::size_t>& FolderLinks::ways_to(std::string_view folder) {
  if (last_ && last_folder_ == folder) return *last_;
  last_folder_ = folder;
  auto& ways = last_.emplace();
  for (auto at = folder;; at = base::folder_of(at)) {
    if (lengths_[std::min(at.size(), lengths_.size() - 1)]) {
      if (const auto found = by_real_.find(at); found != by_real_.end())
        ways.insert(ways.end(), found->second.begin(), found->second.end());
    }
    if (at.empty()) break;
  }
  return ways;
}

}  // namespace pratique::scan
