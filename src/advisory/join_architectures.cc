#include "advisory/join_architectures.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "advisory/shard.h"

namespace pratique::advisory {

std::vector<Affected> join_architectures(std::vector<Affected>&& list) {
  std::set<std::string> all;
  for (const auto& each : list) all.insert(each.architectures.begin(), each.architectures.end());
  all.erase("src");
  std::vector<std::set<std::string>> architectures;
  std::vector<Affected> out;
  std::map<std::string, std::size_t> places;
  for (auto& each : list) {
    std::set<std::string> own(each.architectures.begin(), each.architectures.end());
    const bool every_one = own.empty();
    each.architectures.clear();
    const auto [at, is_new] = places.try_emplace(encode(each), out.size());
    if (is_new) {
      out.push_back(std::move(each));
      architectures.push_back(std::move(own));
    } else if (auto& known = architectures[at->second]; every_one) {
      known.clear();
    } else if (!known.empty()) {
      known.merge(own);
    }
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto& own = architectures[i];
    const bool is_all = all.size() > 1 && std::includes(own.begin(), own.end(), all.begin(), all.end());
    if (!is_all) out[i].architectures.assign(own.begin(), own.end());
  }
  return out;
}

}  // namespace pratique::advisory
