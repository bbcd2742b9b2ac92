// Days as numbers, for policies that count them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pratique::policy {

// Days since 1970-01-01 of "2026-08-21", or of an RFC 3339 time by its first ten bytes. Nothing: no such day.
std::optional<std::int64_t> days_since_1970(std::string_view text);

}  // namespace pratique::policy
