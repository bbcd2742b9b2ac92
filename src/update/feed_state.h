// What is known of a feed that was fetched before: what each file was, so that only what changed is asked for. It lies
// in the feed's own folder and is replaced together with it, so that it never knows more than is there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::update {

// By whom a file is signed, and what shows it to others.
struct Proof {
  // Fingerprint of the primary key; empty: it is not signed, or nobody looked.
  std::string signer;
  // The packets of its publisher's signature, as base64; empty where `signed_text` is signed in the clear.
  std::string signature;
  // Where the signature is one of a list of checksums: that list. Empty: it is one of the file.
  std::string signed_text;
};

struct FeedFile {
  // Within the folder: "all.zip", "v3.20/main.json".
  std::string name;
  // Where it came from.
  std::string url;
  // As the publisher said them, to be sent back (RFC 9110 §8.8); empty: it said none.
  std::string etag, modified;
  // Of the bytes as fetched: "sha256:…"; where the file was unpacked since, of the packed ones.
  std::string digest;
  std::uint64_t size = 0;
  // Its kind's own word of which version it is: the time that an index gives it.
  std::string mark;
  Proof proof{};
};

struct FeedState {
  // When the publisher was asked last and answered: seconds since 1970, by this machine's clock.
  std::int64_t checked = 0;
  // The day of the data: that of `checked`, or an earlier one where the publisher made nothing new (declared_day()).
  std::string day;
  // How far its changes are known, in the publisher's own time: seconds since 1970. 0: not known.
  std::int64_t cursor = 0;
  // When the whole was fetched last, by `checked`'s clock.
  std::int64_t whole = 0;
  // Of a pull of the whole that is not at its end: when it began, by this machine's clock. 0: it is at its end.
  std::int64_t begun = 0;
  // Sorted by name.
  std::vector<FeedFile> files;
  // advisory::Declaration::deleted.
  std::vector<std::string> deleted;
  // Public keys of its publisher, as texts, by which the proofs hold.
  std::vector<std::string> keys{};

  // nullptr: there is none.
  const FeedFile* find(std::string_view name) const;
  void put(FeedFile file);
};

std::string encode(const FeedState& state);
// Errors, kInvalid: no state of ours. What is there is then as good as not there.
Result<FeedState> decode_state(std::string_view text);

// Seconds since 1970 of an RFC 3339 time ("2026-11-26T19:43:28.12Z", "+01:00"; a date alone is its midnight), or of
// an HTTP date (RFC 9110 §5.6.7, the preferred form). Nothing for anything else.
std::optional<std::int64_t> seconds_of(std::string_view time);
// "2026-11-26"; "2026-11-26T19:43:28Z".
std::string day_of(std::int64_t seconds);
std::string time_of(std::int64_t seconds);

}  // namespace pratique::update
