#include "extract/lang/python/headers.h"

#include "base/text.h"

namespace pratique::extract::python {

bool each_header(std::string_view text, const std::function<void(const MetadataHeader&)>& visit) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  MetadataHeader header;
  for (int count = 0; !text.empty(); ++count) {
    if (count == kMaxHeaderLines) return false;
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') {
      header.continued = true;
      continue;
    }
    if (!header.name.empty()) visit(header);
    const auto halves = base::cut(line, ":");
    header = halves ? MetadataHeader{.name = base::trim(halves->before),
                                     .value = base::trim(halves->after),
                                     .is_last_text = end == std::string_view::npos}
                    : MetadataHeader{};
  }
  if (!header.name.empty()) visit(header);
  return true;
}

}  // namespace pratique::extract::python
