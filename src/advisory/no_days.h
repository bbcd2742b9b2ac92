// Texts of a feed that should be days and are none: one line tells of all.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "advisory/feed.h"

namespace pratique::advisory {

class NoDays {
 public:
  // 0 where it is none, and counted.
  Day day_of(std::string_view id, std::string_view text) {
    const auto day = day_number(text);
    if (day == 0 && count_++ == 0) first_ = "\"" + std::string(text) + "\" of " + std::string(id);
    return day;
  }
  void tell(FeedSink& sink) const {
    if (count_ == 0) return;
    sink.tell(std::to_string(count_) +
              (count_ == 1 ? " date that is no day: " : " dates that are no days, such as ") + first_);
  }

 private:
  std::uint64_t count_ = 0;
  std::string first_;
};

}  // namespace pratique::advisory
