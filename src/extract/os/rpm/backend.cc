#include "extract/os/rpm/backend.h"

namespace pratique::extract::os {

Backend backend_of(base::Bytes file) {
  const auto text = base::as_text(file);
  if (text.starts_with(std::string_view("SQLite format 3\0", 16))) return Backend::kSqlite;
  if (text.starts_with("RpmP")) return Backend::kNdb;
  if (text.size() < 16) return Backend::kNone;
  const auto magic = text.substr(12, 4);
  const bool is_bdb =
      magic == std::string_view("\x61\x15\x06\0", 4) || magic == std::string_view("\0\x06\x15\x61", 4);
  return is_bdb ? Backend::kBdb : Backend::kNone;
}

}  // namespace pratique::extract::os
