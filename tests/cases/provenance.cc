// Cases of where images come from: a text of several files, "image.json" (the subject of an inventory), and what is said
// of it: "provenance.json" (a predicate), "Dockerfile". What is wanted is the subject as it is told then, and the notes. A
// case of a Dockerfile alone is the file as it is; what is wanted are its stages.
#include <algorithm>

#include "cases/cases.h"
#include "cases/tree.h"
#include "provenance/build_record.h"
#include "provenance/describe.h"
#include "provenance/dockerfile.h"
#include "sbom/native.h"
#include "support/paths.h"

namespace pratique::cases {
namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;

JsonObject to_json(const provenance::DockerInstruction& one) {
  JsonObject out;
  put(out, "keyword", (one.onbuild ? "ONBUILD " : "") + one.keyword);
  put(out, "flags", codec::texts(one.flags));
  put(out, "arguments", one.expanded);
  put(out, "lines", std::to_string(one.first) + "-" + std::to_string(one.last));
  JsonArray heredocs;
  for (const auto& heredoc : one.heredocs) heredocs.emplace_back(codec::view(heredoc.body));
  put(out, "heredocs", std::move(heredocs));
  return out;
}

JsonObject refused(const Error& error) {
  JsonObject out;
  put(out, "error", base::to_line(error));
  return out;
}

const std::string* file_in(const Tree& tree, std::string_view name) {
  const auto found = std::ranges::find(tree, name, &Member::path);
  return found == tree.end() ? nullptr : &found->content;
}

}  // namespace

Result<JsonValue> run_dockerfiles(const Case& one) {
  const auto text = testing::read_file(one.in);
  const auto file = provenance::read_dockerfile(text);
  if (!file) return refused(file.error());
  JsonArray stages;
  for (const auto& stage : file->stages) {
    JsonObject out;
    put(out, "name", stage.name);
    put(out, "from", stage.from);
    put(out, "line", std::to_string(stage.first));
    JsonArray instructions;
    for (const auto& instruction : stage.instructions) instructions.emplace_back(to_json(instruction));
    put(out, "instructions", std::move(instructions));
    stages.emplace_back(std::move(out));
  }
  JsonObject out;
  put(out, "stages", std::move(stages));
  return out;
}

Result<JsonValue> run_provenance(const Case& one) {
  PQ_TRY(const auto tree, parse_tree(testing::read_file(one.in)));
  model::Inventory inventory;
  if (const auto* image = file_in(tree, "image.json")) {
    PQ_TRY(const auto document, codec::JsonDocument::parse(*image));
    PQ_TRY(inventory.subject, sbom::subject_from(document.root()));
  }
  if (const auto* text = file_in(tree, "provenance.json")) {
    const auto bare = provenance::bare_predicate(*text, inventory.subject.platform);
    if (!bare) return refused(Error{.what = "no provenance"});
    const auto record = provenance::read_build_record(bare->predicate_type, bare->predicate);
    if (!record) return refused(record.error());
    provenance::describe(*record, {.known_by = "file", .digest = {}}, inventory);
  }
  if (const auto* text = file_in(tree, "Dockerfile")) {
    const auto compared = provenance::compare(*text, "Dockerfile", "", inventory);
    if (!compared) return refused(compared.error());
  }
  JsonObject out;
  out.emplace("subject", sbom::to_json(inventory.subject));
  JsonArray notes;
  for (const auto& note : inventory.notes) notes.emplace_back(codec::view(note.code));
  put(out, "notes", std::move(notes));
  return out;
}

}  // namespace pratique::cases
