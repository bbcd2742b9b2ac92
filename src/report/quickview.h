// The document of `quickview`: the figures of an image, of its base image and of what that could be, and the policies.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/policies.h"
#include "report/report.h"
#include "report/summary.h"

namespace pratique::report {

// An image beside the judged one, in a line.
struct ImageFigures {
  // "alpine:3.18"; not yet printable.
  std::string name;
  // Of the manifest; may be empty.
  std::string digest{};
  // Nothing: nobody looked into it, or nothing of it could be judged.
  std::optional<Counts> counts{};
  // Every nought is one (Basis::whole()).
  bool whole = false;
  // Instead of counts why there are none; else what is worth knowing of it. May be empty.
  std::string note{};
};

struct Quickview : Judged {
  Asked asked{};
  // The image that it was built on, nearest; that name as it is today; the best update. Nothing: there is none, or
  // nobody asked.
  std::optional<ImageFigures> base{}, refreshed{}, updated{};
  // Nothing: they were not asked.
  std::optional<PolicyResults> policies{};
};

// Of the packages that the base image brought alone: what it contributes to the image's own figures. Nothing: which
// layers are the base's is not known, or one of its packages has no known layer.
std::optional<ImageFigures> figures_of_base(const Judged& judged);
// "-1C +2H" from one to the other, in columns below the tuple; empty: the same, or one is not known.
std::string figures_delta(const ImageFigures& now, const ImageFigures& then);

}  // namespace pratique::report
