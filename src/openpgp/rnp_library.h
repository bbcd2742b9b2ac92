// librnp, loaded when a signature is first to be verified: it brings a library of ciphers with it, and no scan needs
// them (docs/decisions/0062-openpgp-by-librnp.md). The only place that includes its headers.
#pragma once

#include <rnp/rnp.h>
#include <rnp/rnp_err.h>

#include <cstdio>
#include <mutex>

#include "base/result.h"

namespace pratique::openpgp {

// Its functions, by their names without "rnp_".
struct RnpLibrary {
  decltype(&::rnp_ffi_create) ffi_create = nullptr;
  decltype(&::rnp_ffi_destroy) ffi_destroy = nullptr;
  decltype(&::rnp_set_timestamp) set_timestamp = nullptr;
  decltype(&::rnp_buffer_destroy) buffer_destroy = nullptr;
  decltype(&::rnp_input_from_memory) input_from_memory = nullptr;
  decltype(&::rnp_input_from_callback) input_from_callback = nullptr;
  decltype(&::rnp_input_destroy) input_destroy = nullptr;
  decltype(&::rnp_output_to_memory) output_to_memory = nullptr;
  decltype(&::rnp_output_memory_get_buf) output_memory_get_buf = nullptr;
  decltype(&::rnp_output_destroy) output_destroy = nullptr;
  decltype(&::rnp_import_keys) import_keys = nullptr;
  decltype(&::rnp_locate_key) locate_key = nullptr;
  decltype(&::rnp_key_handle_destroy) key_handle_destroy = nullptr;
  decltype(&::rnp_key_get_fprint) key_get_fprint = nullptr;
  decltype(&::rnp_key_get_primary_fprint) key_get_primary_fprint = nullptr;
  decltype(&::rnp_key_is_primary) key_is_primary = nullptr;
  decltype(&::rnp_key_is_valid) key_is_valid = nullptr;
  decltype(&::rnp_key_is_revoked) key_is_revoked = nullptr;
  decltype(&::rnp_key_valid_till64) key_valid_till64 = nullptr;
  decltype(&::rnp_key_allows_usage) key_allows_usage = nullptr;
  decltype(&::rnp_op_verify_create) op_verify_create = nullptr;
  decltype(&::rnp_op_verify_detached_create) op_verify_detached_create = nullptr;
  decltype(&::rnp_op_verify_execute) op_verify_execute = nullptr;
  decltype(&::rnp_op_verify_destroy) op_verify_destroy = nullptr;
  decltype(&::rnp_op_verify_get_signature_count) op_verify_get_signature_count = nullptr;
  decltype(&::rnp_op_verify_get_signature_at) op_verify_get_signature_at = nullptr;
  decltype(&::rnp_op_verify_signature_get_status) op_verify_signature_get_status = nullptr;
  decltype(&::rnp_op_verify_signature_get_handle) op_verify_signature_get_handle = nullptr;
  decltype(&::rnp_op_verify_signature_get_hash) op_verify_signature_get_hash = nullptr;
  decltype(&::rnp_op_verify_signature_get_times) op_verify_signature_get_times = nullptr;
  decltype(&::rnp_signature_get_type) signature_get_type = nullptr;
  decltype(&::rnp_signature_get_keyid) signature_get_keyid = nullptr;
  decltype(&::rnp_signature_handle_destroy) signature_handle_destroy = nullptr;
};

// While this lives, the thread that made it is alone with the library, and what the library writes to the C library's
// stderr goes nowhere: as Debian builds it, it tells of every bad signature there, and has no switch. This program writes to
// the descriptor, and is not concerned.
class LibraryTurn {
 public:
  LibraryTurn();
  LibraryTurn(const LibraryTurn&) = delete;
  LibraryTurn& operator=(const LibraryTurn&) = delete;
  ~LibraryTurn();

 private:
  const std::unique_lock<std::mutex> lock_;
  std::FILE* const stderr_;
};

// Loads it at the first call; later ones give the same. Thread-safe. Errors: kUnsupported when it is not installed, or
// lacks a function.
Result<const RnpLibrary*> rnp_library();

}  // namespace pratique::openpgp
