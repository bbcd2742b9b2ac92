#include "advisory/feed_signatures.h"

#include "advisory/contents.h"
#include "base/text.h"

namespace pratique::advisory {

Result<std::vector<FeedSignature>> feed_signatures(const std::string& path) {
  PQ_TRY(const auto connection, Connection::open_sealed(path));
  PQ_TRY(const auto lines, read_meta(connection, "signatures"));
  std::vector<FeedSignature> found;
  for (const auto line : base::lines(lines)) {
    if (const auto halves = base::cut(line, "\t"))
      found.emplace_back(std::string(halves->before), std::string(halves->after));
  }
  return found;
}

}  // namespace pratique::advisory
