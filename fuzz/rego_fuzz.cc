// A file of Rego: its package and METADATA, the engine's parser, and what is made of its errors. Evaluating is left out: it
// happens in a child, which may end.
#include <cstdint>
#include <string>

#include "policy/rego/ask.h"
#include "policy/rego/engine.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  const std::string text(reinterpret_cast<const char*>(data), size);
  (void)policy::policies_in({{"p.rego", text}}, "");
  (void)policy::read_metadata(text, "docker.scout", "p.rego");
  (void)policy::outcome_of(text);
  (void)policy::fault_of(text);
  // The parser's time doubles with each level; a child that takes too long is ended.
  for (const char* deep : {"[[[[", "((((", "{{{{"}) {
    if (text.find(deep) != std::string::npos) return 0;
  }
  static const policy::RegoAsking nobody([](auto, auto) { return policy::RegoAnswer::json("null"); });
  policy::RegoEngine engine(nobody, true);
  (void)engine.add_policy("p.rego", text);
  return 0;
}
