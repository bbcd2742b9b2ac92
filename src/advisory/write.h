// The database's tables, written in one go. Schema: docs/formats/database.md.
#pragma once

#include <string>

#include "advisory/collect.h"

namespace pratique::advisory {

class Connection;

inline constexpr int kSchemaVersion = 9;

// All tables, without rows. They are filled in the order of table_rows.h.
Result<void> create_tables(Connection& connection);

// Creates `path`, which must not exist. Sealed, and on the disk when it returns. Same collection, same bytes.
Result<void> write_database(const std::string& path, const Collection& collection);

}  // namespace pratique::advisory
