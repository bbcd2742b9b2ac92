#include "codec/json_value.h"
#include "codec/yaml.h"
#include "sbom/syntax.h"

namespace pratique::sbom {

using codec::Yaml;

namespace {

class Writer {
 public:
  // Recursion is bounded by codec::kMaxYamlDepth. Scalars are texts: a version 1.10 stays one.
  void write(Yaml yaml) {
    if (out.size() > kMaxSyntaxBytes) return;
    if (yaml.is_object()) {
      put_all('{', '}', [&](const auto& separate) {
        yaml.each_member([&](std::string_view key, Yaml value) {
          separate();
          out += codec::to_compact_text(codec::JsonValue(codec::view(key))) + ":";
          write(value);
        });
      });
    } else if (yaml.is_array()) {
      put_all('[', ']', [&](const auto& separate) { yaml.each([&](Yaml one) { separate(), write(one); }); });
    } else if (!yaml || yaml.is_null()) {
      out += "null";
    } else {
      out += codec::to_compact_text(codec::JsonValue(codec::view(yaml.text())));
    }
  }

  std::string out;

 private:
  template <class PutEach>
  void put_all(char open, char close, const PutEach& put_each) {
    out += open;
    bool first = true;
    put_each([&] {
      if (!first) out += ',';
      first = false;
    });
    out += close;
  }
};

}  // namespace

Result<std::string> json_of_spdx_yaml(std::string_view text) {
  PQ_TRY(const auto document, codec::YamlDocument::parse(text, kMaxSyntaxBytes));
  Writer writer;
  writer.write(document.root());
  if (writer.out.size() > kMaxSyntaxBytes)
    return base::over_limit("YAML whose aliases make more than 32 MiB of it");
  return std::move(writer.out);
}

}  // namespace pratique::sbom
