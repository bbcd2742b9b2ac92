#include "advisory/compared_side.h"

#include <algorithm>

#include "advisory/database.h"

namespace pratique::advisory {

Result<ComparedSide> ComparedSide::open(const std::string& path) {
  // That it is a database of ours, and sound so far, is said by whoever opens databases.
  PQ_TRY(const auto checked, Database::open(path));
  PQ_TRY(auto connection, Connection::open_sealed(path));
  PQ_TRY(auto contents, read_contents(connection));
  PQ_TRY(auto enrichments, EnrichmentTables::open(connection));
  ComparedSide side(std::move(connection), std::move(contents), std::move(enrichments));
  PQ_TRY(auto last, side.connection_.prepare("SELECT max(id) FROM record"));
  PQ_TRY(const bool any, last.step());
  side.touched_.resize(any ? static_cast<std::size_t>(std::max<std::int64_t>(last.integer(0), 0)) + 1 : 1);
  return side;
}

}  // namespace pratique::advisory
