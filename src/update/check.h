// Asks the addresses of feeds what they answer with, and changes nothing: for when publishers move.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "update/feed_row.h"
#include "update/publisher.h"

namespace pratique::update {

// What one address said.
struct AddressAnswer {
  std::string feed, url;
  // 0: none.
  long status = 0;
  // "JSON, 1.6 MB, modified 2026-11-25"; empty where there is no answer.
  std::string shown;
  // What is wrong: no answer, a status, another shape than expected; empty: nothing.
  std::string fault;
  // It stands for another, which is asked first.
  bool fallback = false;
};

// The first bytes of each address of these feeds, of the signatures and keys that go with them, so many feeds at a time;
// `told` is called by one thread at a time, in no
// order. In the order of the feeds. Of an address with braces all files are asked. Errors: kInvalid for a row that is wrong.
struct CheckPlan {
  unsigned jobs = 4;
  // Against which keys are judged: seconds since 1970.
  std::int64_t now = 0;
};
Result<std::vector<AddressAnswer>> check_addresses(const std::vector<const FeedRow*>& feeds,
                                                   const Publisher& publisher, const CheckPlan& plan,
                                                   const std::function<void(const AddressAnswer&)>& told);

}  // namespace pratique::update
