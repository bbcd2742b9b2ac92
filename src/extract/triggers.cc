#include "extract/triggers.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::extract {

// "egg-info" is the longest that anyone asks for; fits without allocation.
static constexpr std::size_t kLongestExtension = 15;

void TriggerTable::add(const Triggers& triggers, std::size_t number) {
  for (const auto& name : triggers.base_names) base_names_.add(name, {number});
  for (const auto& extension : triggers.extensions) extensions_.add(base::to_lower(extension), {number});
  for (const auto& folder : triggers.folders) folders_.add(folder, {number});
  for (const auto& name : triggers.folder_names) folder_names_.add(name, {number});
  for (const auto& magic : triggers.magics) magics_.push_back({magic, number});
  for (const auto& path : triggers.paths) add_path(path, number);
}

// A pattern is found by the word in it that is the rarest and cheapest to look up: its name, its extension, its
// folder, or how its name begins.
void TriggerTable::add_path(std::string_view text, std::size_t number) {
  const Lead lead{number, patterns_.size()};
  const auto& pattern = patterns_.emplace_back(text);
  const auto& segments = pattern.segments();
  const auto& last = segments.back();
  const auto dot = last.rfind('.');
  const auto extension = dot == last.npos ? std::string_view() : std::string_view(last).substr(dot + 1);
  const bool has_extension =
      dot != last.npos && !has_wildcard(extension) && extension.size() <= kLongestExtension;
  const bool in_folder = last == "*" && segments.size() > 1 && !has_wildcard(segments[segments.size() - 2]);
  if (!has_wildcard(last)) {
    base_names_.add(last, lead);
  } else if (has_extension) {
    extensions_.add(base::to_lower(extension), lead);
  } else if (in_folder) {
    folder_names_.add(segments[segments.size() - 2], lead);
  } else if (!has_wildcard(last.substr(0, 1))) {
    beginnings_[last.front()].push_back(lead);
    begin_.set(static_cast<unsigned char>(last.front()));
  } else {
    everywhere_.push_back(lead);
  }
}

// The same for a word in upper and lower case: these differ in bit 5 only.
std::size_t TriggerTable::Words::shape_of(std::string_view word) {
  if (word.empty()) return 0;
  const auto letter = [](char c) { return static_cast<unsigned char>(c) | 0x20u; };
  return (word.size() * 8 + letter(word.front()) * 67 + letter(word.back()) * 11) % kShapes;
}

const std::vector<TriggerTable::Lead>& TriggerTable::Words::of(std::string_view word) const {
  static const std::vector<Lead> none;
  const auto hit = leads_.find(word);
  return hit == leads_.end() ? none : hit->second;
}

void TriggerTable::collect(const std::vector<Lead>& leads, std::string_view path, Numbers& found) const {
  for (const auto& lead : leads) {
    if (lead.pattern == kAlways || patterns_[lead.pattern].fits(path)) found.push_back(lead.number);
  }
}

TriggerTable::Numbers TriggerTable::find(std::string_view path, base::Bytes head) const {
  Numbers found;
  const auto folder = base::folder_of(path);
  const auto name = folder.empty() ? base::base_name(path) : path.substr(folder.size() + 1);
  if (base_names_.may_have(name)) collect(base_names_.of(name), path, found);
  if (const auto dot = name.rfind('.'); dot != std::string_view::npos) {
    const auto extension = name.substr(dot + 1);
    if (extension.size() <= kLongestExtension && extensions_.may_have(extension))
      collect(extensions_.of(base::to_lower(extension)), path, found);
  }
  if (folders_.may_have(folder)) collect(folders_.of(folder), path, found);
  if (const auto last = base::base_name(folder); folder_names_.may_have(last))
    collect(folder_names_.of(last), path, found);
  if (!name.empty() && begin_[static_cast<unsigned char>(name.front())])
    collect(beginnings_.at(name.front()), path, found);
  if (!everywhere_.empty()) collect(everywhere_, path, found);
  for (const auto& magic : magics_) {
    if (base::as_text(head).starts_with(magic.bytes)) found.push_back(magic.number);
  }
  if (found.size() < 2) return found;
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace pratique::extract
