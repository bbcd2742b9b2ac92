// Texts as members of zip archives hold them.
#pragma once

#include <libdeflate.h>

#include <string>
#include <string_view>

namespace pratique::testing {

inline std::string deflated(std::string_view text) {
  auto* tool = libdeflate_alloc_compressor(6);
  std::string out(libdeflate_deflate_compress_bound(tool, text.size()), '\0');
  out.resize(libdeflate_deflate_compress(tool, text.data(), text.size(), out.data(), out.size()));
  libdeflate_free_compressor(tool);
  return out;
}

}  // namespace pratique::testing
