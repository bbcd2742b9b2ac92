// The headers of a request, as libcurl takes them. Inside net only.
#pragma once

#include <string>
#include <string_view>

#include "net/curl_library.h"

namespace pratique::net {

// A list of libcurl's, freed with what it holds.
class HeaderList {
 public:
  explicit HeaderList(const CurlLibrary& curl) : curl_(curl) {}
  ~HeaderList() {
    // Credentials are in here.
    for (auto* at = list_; at != nullptr; at = at->next) {
      volatile char* text = at->data;
      for (; *text; ++text) *text = 0;
    }
    curl_.slist_free_all(list_);
  }
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;

  Result<void> add(std::string_view name, std::string_view value) {
    constexpr std::string_view kEnds("\r\n\0", 3);
    if (name.empty() || name.find_first_of(kEnds) != name.npos || value.find_first_of(kEnds) != value.npos)
      return base::fail(ErrorKind::kInvalid, "a header to be sent holds the end of a line");
    // "Name;" is libcurl's word for a header without a value; "Name:" would take one away.
    add_line(value.empty() ? std::string(name) + ";" : std::string(name) + ": " + std::string(value));
    return {};
  }
  void add_line(const std::string& line) {
    if (auto* longer = curl_.slist_append(list_, line.c_str())) list_ = longer;
  }
  curl_slist* list() const { return list_; }

 private:
  const CurlLibrary& curl_;
  curl_slist* list_ = nullptr;
};

}  // namespace pratique::net
