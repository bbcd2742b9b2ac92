#include "openvex_output.h"

#include <fmt/format.h>

#include "target.h"
#include "write.h"

namespace pratique::app {

Result<report::FactRow> write_openvex(const std::vector<vex::VexDocument>& documents,
                                      const vex::VexHead& head, const std::string& file,
                                      const Teller& teller) {
  const auto object = vex::to_openvex(documents, head);
  PQ_CHECK(
      write_documents({{file, [&](const base::Sink& sink) { return codec::write_json(sink, object); }}}));
  const auto statements = object.at("statements").as_array().size();
  const auto text = [&](const char* key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
  };
  const auto place = file.empty() || file == "-" ? std::string() : file;
  if (!place.empty())
    teller.done(fmt::format("{}: {}", place, counted(statements, "statement", "statements")));
  return report::FactRow{{"file", place},
                         {"id", text("@id")},
                         {"author", text("author")},
                         {"version", head.version},
                         {"documents", std::uint64_t{documents.size()}},
                         {"statements", std::uint64_t{statements}}};
}

}  // namespace pratique::app
