// Cases of editors of manifests: a text of several files, the manifest under its name and "moves.json": {"moves": [{"name",
// "from", "to", "direct"}], and if need be "hold_transitive", "raise_floors", "npm_client", "crlf" (the manifest's lines end
// so)}. What is wanted: the diff of the text before and after, as lines, what was applied and what was refused.
#include <algorithm>

#include "base/text.h"
#include "cases/cases.h"
#include "cases/tree.h"
#include "codec/json.h"
#include "fix/diff.h"
#include "fix/manifest.h"
#include "support/paths.h"

namespace pratique::cases {
namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;

fix::NpmClient client_of(std::string_view text) {
  if (text == "yarn") return fix::NpmClient::kYarn;
  if (text == "pnpm") return fix::NpmClient::kPnpm;
  return text == "npm" ? fix::NpmClient::kNpm : fix::NpmClient::kUnknown;
}

std::vector<fix::PackageMove> moves_of(codec::Json list) {
  std::vector<fix::PackageMove> out;
  list.each([&](codec::Json one) {
    out.push_back({.name = one["name"].text_or(""),
                   .from = one["from"].text_or(""),
                   .to = one["to"].text_or(""),
                   .direct = one["direct"].boolean().value_or(true)});
  });
  return out;
}

JsonObject to_json(const fix::AppliedMove& one) {
  JsonObject out;
  put(out, "name", one.name);
  out.emplace("line", one.line);
  put(out, "before", one.before);
  put(out, "after", one.after);
  put(out, "remark", one.remark);
  return out;
}

JsonObject to_json(const fix::RefusedMove& one) {
  JsonObject out;
  put(out, "name", one.name);
  if (one.line > 0) out.emplace("line", one.line);
  put(out, "reason", to_string(one.reason));
  put(out, "why", one.why);
  put(out, "remedy", one.remedy);
  return out;
}

// The hunks' lines, without those that stand unchanged around them.
JsonArray changed_lines(std::string_view path, std::string_view before, std::string_view after) {
  const auto text = fix::unified_diff(path, before, after);
  JsonArray out;
  for (const auto line : base::split(text, '\n')) {
    const bool header = line.starts_with("--- ") || line.starts_with("+++ ");
    if (!header && (line.starts_with('-') || line.starts_with('+'))) out.emplace_back(codec::view(line));
  }
  return out;
}

// An edit of what is edited changes nothing, and without moves nothing changes.
Result<void> check_again(const fix::ManifestEditor& editor, std::string_view before,
                         const fix::Edited& edited, const std::vector<fix::PackageMove>& moves,
                         const fix::EditOptions& options) {
  PQ_TRY(const auto nothing, editor.edit(before, {}, options));
  if (nothing.text != before) return base::invalid("without moves the text changes");
  PQ_TRY(const auto again, editor.edit(edited.text, moves, options));
  if (again.text != edited.text) return base::invalid("a second edit changes the text again: " + again.text);
  return {};
}

// Without added entries each line is the one before with the applied texts put in, and nothing else.
Result<void> check_bytes(std::string_view before, const fix::Edited& edited) {
  const auto added = std::ranges::any_of(edited.applied, [](const auto& one) { return one.before.empty(); });
  if (added) return {};
  const auto old_lines = base::split(before, '\n'), new_lines = base::split(edited.text, '\n');
  if (old_lines.size() != new_lines.size()) return base::invalid("another number of lines");
  for (std::size_t i = 0; i < old_lines.size(); ++i) {
    std::string line(old_lines[i]);
    std::size_t from = 0;
    for (const auto& one : edited.applied) {
      if (one.line != i + 1) continue;
      // Two moves of one place are applied once.
      const auto at = line.find(one.before, from);
      if (at == std::string::npos) continue;
      line.replace(at, one.before.size(), one.after);
      from = at + one.after.size();
    }
    if (line != new_lines[i])
      return base::invalid("line " + std::to_string(i + 1) +
                           " differs in more: " + std::string(new_lines[i]));
  }
  return {};
}

}  // namespace

Result<JsonValue> run_fixes(const Case& one) {
  PQ_TRY(auto tree, parse_tree(testing::read_file(one.in)));
  const auto asked = std::ranges::find(tree, "moves.json", &Member::path);
  const auto manifest =
      std::ranges::find_if(tree, [](const auto& file) { return file.path != "moves.json"; });
  if (asked == tree.end() || manifest == tree.end())
    return base::invalid("a case has a manifest and moves.json");
  PQ_TRY(const auto document, codec::JsonDocument::parse(asked->content));
  const auto root = document.root();
  const auto* editor = fix::find_editor(manifest->path);
  if (editor == nullptr) return base::invalid("no editor takes " + manifest->path);
  const auto text = root["crlf"].boolean().value_or(false)
                        ? base::replace_all(manifest->content, "\n", "\r\n")
                        : manifest->content;
  const fix::EditOptions options{.hold_transitive = root["hold_transitive"].boolean().value_or(false),
                                 .raise_floors = root["raise_floors"].boolean().value_or(false),
                                 .npm_client = client_of(root["npm_client"].text())};
  const auto moves = moves_of(root["moves"]);
  const auto edited = editor->edit(text, moves, options);
  JsonObject out;
  if (!edited) {
    put(out, "error", base::to_line(edited.error()));
    return out;
  }
  PQ_CHECK(check_bytes(text, *edited));
  PQ_CHECK(check_again(*editor, text, *edited, moves, options));
  put(out, "diff", changed_lines(manifest->path, text, edited->text));
  JsonArray applied, refused;
  for (const auto& move : edited->applied) applied.emplace_back(to_json(move));
  for (const auto& move : edited->refused) refused.emplace_back(to_json(move));
  put(out, "applied", std::move(applied));
  put(out, "refused", std::move(refused));
  return out;
}

}  // namespace pratique::cases
