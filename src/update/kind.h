// The contract of kinds: one file in update/kind/ knows one way in which feeds are laid out where they are published.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "update/fetching.h"

namespace pratique::update {

// An address that --check asks, and what the file there would be called.
struct Address {
  // Of the same, in order.
  std::vector<std::string> urls;
  std::string name;
};

// Pure and thread-safe.
class FeedKind {
 public:
  virtual ~FeedKind() = default;
  virtual std::string_view name() const = 0;
  // Members of a row that it knows beside those of all.
  virtual std::span<const std::string_view> settings() const = 0;
  // Brings what is new; what is not brought or kept is gone from the feed. Errors leave the feed as it was.
  virtual Result<void> fetch(Fetching& feed) const = 0;
  // What of its files is held against checksums of its publisher's, for people: "SHA-256 in repomd.xml". As it stands
  // here: what the row's `checksum` says; empty: nothing is.
  virtual std::string checks(const FeedRow& row) const;
  // The addresses that must answer for the feed to be fetched, without asking any.
  virtual Result<std::vector<Address>> addresses(const FeedRow& row) const = 0;
};

// Every kind, sorted by file name (cmake/registry.cmake).
std::vector<std::unique_ptr<FeedKind>> all_kinds();
// nullptr: there is none of that name.
const FeedKind* kind_of(const FeedRow& row);
// Errors, kInvalid: no such kind, a member that its kind does not know.
Result<void> check_settings(const FeedRow& row);

}  // namespace pratique::update
