// SHA-512 over streams: what some publishers give of their files beside, or in the place of, SHA-256.
#pragma once

#include <memory>
#include <string>

#include "base/byte_reader.h"

namespace pratique::crypto {

// One digest being computed. Not thread-safe.
class Sha512 {
 public:
  Sha512();
  ~Sha512();
  Sha512(Sha512&&) noexcept;
  Sha512& operator=(Sha512&&) noexcept;

  void update(base::Bytes bytes);
  // "sha512:" and 128 lower-case hex digits. Call once.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pratique::crypto
