// A Java archive with what is nested in it; and the texts and names that identify one, without an archive
// around them.
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "extract/extractor.h"
#include "extract/lang/java/file_name.h"
#include "extract/lang/java/identify.h"
#include "extract/lang/java/pom.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_java();
}

using namespace pratique;
using namespace pratique::extract;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  (void)make_java()->parse(FileView("app/a-1.0.jar", bytes));
  const auto text = base::as_text(bytes);
  auto properties = java::parse_properties(text);
  (void)java::parse_pom(text);
  const auto name = text.substr(0, text.find('\n'));
  const auto identity =
      java::identify({.path = name,
                      .manifest = java::Manifest(text),
                      .poms = {{{properties["groupId"], properties["artifactId"], properties["version"]}}},
                      .packages = {name}});
  if (identity.identified_by.empty()) std::abort();
  return 0;
}
