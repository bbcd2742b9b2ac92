#include "openpgp/rnp_library.h"

#include <dlfcn.h>

namespace pratique::openpgp {

namespace {

constexpr const char* kFile = "librnp.so.0";

struct Loaded {
  RnpLibrary library;
  Error error;
  bool sound = false;
};

template <class Function>
void find(void* handle, const char* name, Function& function, const char*& missing) {
  function = reinterpret_cast<Function>(dlsym(handle, name));
  if (function == nullptr && missing == nullptr) missing = name;
}

// The name of a function that is not there, or null.
const char* find_all(void* handle, RnpLibrary& r) {
  const char* missing = nullptr;
  const auto get = [&](const char* name, auto& function) { find(handle, name, function, missing); };
  get("rnp_ffi_create", r.ffi_create);
  get("rnp_ffi_destroy", r.ffi_destroy);
  get("rnp_set_timestamp", r.set_timestamp);
  get("rnp_buffer_destroy", r.buffer_destroy);
  get("rnp_input_from_memory", r.input_from_memory);
  get("rnp_input_from_callback", r.input_from_callback);
  get("rnp_input_destroy", r.input_destroy);
  get("rnp_output_to_memory", r.output_to_memory);
  get("rnp_output_memory_get_buf", r.output_memory_get_buf);
  get("rnp_output_destroy", r.output_destroy);
  get("rnp_import_keys", r.import_keys);
  get("rnp_locate_key", r.locate_key);
  get("rnp_key_handle_destroy", r.key_handle_destroy);
  get("rnp_key_get_fprint", r.key_get_fprint);
  get("rnp_key_get_primary_fprint", r.key_get_primary_fprint);
  get("rnp_key_is_primary", r.key_is_primary);
  get("rnp_key_is_valid", r.key_is_valid);
  get("rnp_key_is_revoked", r.key_is_revoked);
  get("rnp_key_valid_till64", r.key_valid_till64);
  get("rnp_key_allows_usage", r.key_allows_usage);
  get("rnp_op_verify_create", r.op_verify_create);
  get("rnp_op_verify_detached_create", r.op_verify_detached_create);
  get("rnp_op_verify_execute", r.op_verify_execute);
  get("rnp_op_verify_destroy", r.op_verify_destroy);
  get("rnp_op_verify_get_signature_count", r.op_verify_get_signature_count);
  get("rnp_op_verify_get_signature_at", r.op_verify_get_signature_at);
  get("rnp_op_verify_signature_get_status", r.op_verify_signature_get_status);
  get("rnp_op_verify_signature_get_handle", r.op_verify_signature_get_handle);
  get("rnp_op_verify_signature_get_hash", r.op_verify_signature_get_hash);
  get("rnp_op_verify_signature_get_times", r.op_verify_signature_get_times);
  get("rnp_signature_get_type", r.signature_get_type);
  get("rnp_signature_get_keyid", r.signature_get_keyid);
  get("rnp_signature_handle_destroy", r.signature_handle_destroy);
  return missing;
}

Loaded load() {
  Loaded loaded;
  loaded.error = {.kind = ErrorKind::kUnsupported, .hint = "install Debian's package librnp0"};
  // Never closed: its libraries register what runs at the end of the process.
  void* handle = dlopen(kFile, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    loaded.error.what = std::string(kFile) + " cannot be loaded, which OpenPGP signatures need";
    return loaded;
  }
  if (const char* missing = find_all(handle, loaded.library)) {
    loaded.error.what = std::string(kFile) + " is too old: it lacks " + missing;
    return loaded;
  }
  loaded.sound = true;
  return loaded;
}

}  // namespace

static std::mutex& library_mutex() {
  static std::mutex mutex;
  return mutex;
}

LibraryTurn::LibraryTurn() : lock_(library_mutex()), stderr_(stderr) {
  static std::FILE* const kNowhere = std::fopen("/dev/null", "we");
  if (kNowhere != nullptr) stderr = kNowhere;
}

LibraryTurn::~LibraryTurn() { stderr = stderr_; }

Result<const RnpLibrary*> rnp_library() {
  static const Loaded loaded = load();
  if (!loaded.sound) return tl::unexpected(loaded.error);
  return &loaded.library;
}

}  // namespace pratique::openpgp
