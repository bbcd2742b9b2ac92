#include "net/curl_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace pratique::net {

namespace {

constexpr const char* kFile = "libcurl.so.4";

struct Loaded {
  CurlLibrary library;
  Error error;
  bool sound = false;
};

template <class Function>
void find(void* handle, const char* name, Function& function, const char*& missing) {
  function = reinterpret_cast<Function>(dlsym(handle, name));
  if (function == nullptr && missing == nullptr) missing = name;
}

// The name of a function that is not there, or null.
const char* find_all(void* handle, CurlLibrary& c) {
  const char* missing = nullptr;
  const auto get = [&](const char* name, auto& function) { find(handle, name, function, missing); };
  get("curl_global_init", c.global_init);
  get("curl_easy_init", c.easy_init);
  get("curl_easy_cleanup", c.easy_cleanup);
  get("curl_easy_reset", c.easy_reset);
  get("curl_easy_pause", c.easy_pause);
  get("curl_easy_strerror", c.easy_strerror);
  get("curl_easy_setopt", c.easy_setopt);
  get("curl_easy_getinfo", c.easy_getinfo);
  get("curl_multi_init", c.multi_init);
  get("curl_multi_cleanup", c.multi_cleanup);
  get("curl_multi_setopt", c.multi_setopt);
  get("curl_multi_add_handle", c.multi_add_handle);
  get("curl_multi_remove_handle", c.multi_remove_handle);
  get("curl_multi_perform", c.multi_perform);
  get("curl_multi_poll", c.multi_poll);
  get("curl_multi_info_read", c.multi_info_read);
  get("curl_slist_append", c.slist_append);
  get("curl_slist_free_all", c.slist_free_all);
  get("curl_url", c.url);
  get("curl_url_cleanup", c.url_cleanup);
  get("curl_url_get", c.url_get);
  get("curl_url_set", c.url_set);
  get("curl_free", c.free);
  get("curl_getdate", c.getdate);
  return missing;
}

Loaded load() {
  Loaded loaded;
  loaded.error = {.kind = ErrorKind::kUnsupported, .hint = "install Debian's package libcurl4"};
  // Never closed: its libraries register what runs at the end of the process.
  void* handle = dlopen(kFile, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    loaded.error.what = fmt::format("{} cannot be loaded, which the network needs", kFile);
    return loaded;
  }
  if (const char* missing = find_all(handle, loaded.library)) {
    loaded.error.what = fmt::format("{} is too old: it lacks {}", kFile, missing);
    return loaded;
  }
  loaded.sound = loaded.library.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  if (!loaded.sound) loaded.error.what = fmt::format("{} cannot be set up", kFile);
  return loaded;
}

}  // namespace

Result<const CurlLibrary*> curl_library() {
  static const Loaded loaded = load();
  if (!loaded.sound) return tl::unexpected(loaded.error);
  return &loaded.library;
}

}  // namespace pratique::net
