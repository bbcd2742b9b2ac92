// What goes over the pipe between the program and a child of the cage: what is to be done, and what came of it.
// The child believes the program; the program reads an answer as it reads any bytes from outside.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/meter.h"
#include "extract/catalogue.h"
#include "sandbox/pass.h"

namespace pratique::sandbox {

struct PassOrder {
  Task task;
  // Of the scan's meter.
  base::Bounds bounds;
  // Other threads read other layers at the same time: the first refusal ends the pass.
  bool shared = false;
};

struct Answer {
  // An account refused something.
  bool refused = false;
  // What ended the analysis was not its account alone, but the memory that several share.
  bool by_memory = false;
  // What was left out because of it.
  std::vector<base::Meter::Reached> missed;
  Result<std::variant<FirstPass, FurtherPass>> pass;
};

// Errors: kLimit.
Result<std::string> encode(const PassOrder& order);
Result<std::string> encode(const Answer& answer, const extract::Catalogue& catalogue);

// Errors: kInvalid, kUnsupported, kLimit, for bytes that no encode() made. What comes out of an answer takes at
// most about `memory` bytes; whatever in it names an entry or an extractor names one that there is.
Result<PassOrder> decode_order(base::Bytes bytes, const extract::Catalogue& catalogue);
Result<Answer> decode_answer(base::Bytes bytes, bool first, const extract::Catalogue& catalogue,
                             std::uint64_t memory);

// An error alone. What no encode_error() made is an error too.
std::string encode_error(const Error& error);
Error decode_error(base::Bytes bytes);

}  // namespace pratique::sandbox
