// What the readers of Amazon's feeds share.
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"

namespace pratique::advisory {

// "docker" of "ALASDOCKER-2021-001", "livepatch" of "ALAS2LIVEPATCH-2023-1": the topic of Amazon Linux 2's extras, or another
// repository beside the core; "" of the core's ids, "ALAS-", "ALAS2-", "ALAS2023-".
inline std::string amazon_topic(std::string_view id) {
  auto word = id.substr(0, id.find('-'));
  word.remove_prefix(word.size() < 4 ? word.size() : 4);
  while (!word.empty() && base::is_digit(word.front())) word.remove_prefix(1);
  return base::to_lower(word);
}

}  // namespace pratique::advisory
