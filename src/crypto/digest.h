// Content digests: SHA-256 over streams (OpenSSL 3), and the "sha256:<hex>" form of the OCI image
// specification (descriptor.md, "Digests").
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/byte_reader.h"

namespace pratique::crypto {

// One digest being computed. Not thread-safe; cheap to make.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(base::Bytes bytes);
  // "sha256:" and 64 lower-case hex digits. Call once.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256(base::Bytes bytes);  // of the whole, same form

// 128 lower-case hex digits, without a prefix.
std::string sha512_hex(base::Bytes bytes);

// 32 and 40 lower-case hex digits. Only to compare with what a package database recorded (dpkg: MD5, apk:
// SHA-1): neither withstands somebody who wants another file to have the same one.
std::string md5_hex(base::Bytes bytes);
std::string sha1_hex(base::Bytes bytes);

// True for "sha256:" + 64 lower-case hex digits: the only form that may become part of a path.
bool is_sha256(std::string_view digest);

}  // namespace pratique::crypto
