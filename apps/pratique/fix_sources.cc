#include "fix_sources.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "base/text.h"
#include "bases/index.h"
#include "codec/stream.h"
#include "fix/diff.h"
#include "oci/reference.h"
#include "write.h"

namespace pratique::app {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSourceFiles = 5'000;
constexpr int kMaxSourceDepth = 12;
constexpr std::array<std::string_view, 8> kFilled = {"node_modules", "vendor", ".git",  "target",
                                                     "dist",         "build",  ".venv", "__pycache__"};

Result<std::vector<std::string>> manifests_below(const std::string& folder) {
  std::error_code failed;
  if (!fs::is_directory(folder, failed))
    return base::fail(ErrorKind::kNotFound, "no such folder", Where{.file = folder});
  std::vector<std::string> found;
  for (fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, failed),
       end;
       at != end && !failed; at.increment(failed)) {
    const auto name = at->path().filename().string();
    std::error_code none;
    if (at->is_directory(none)) {
      const bool filled = std::ranges::find(kFilled, name) != kFilled.end() || at.depth() >= kMaxSourceDepth;
      if (filled || at->is_symlink(none)) at.disable_recursion_pending();
      continue;
    }
    if (at->is_symlink(none) || !at->is_regular_file(none) || fix::find_editor(name) == nullptr) continue;
    found.push_back(at->path().lexically_relative(folder).generic_string());
    if (found.size() > kMaxSourceFiles)
      return base::fail(ErrorKind::kLimit, "too many files that declare versions", Where{.file = folder});
  }
  if (failed) return base::fail(ErrorKind::kIo, failed.message(), Where{.file = folder});
  std::ranges::sort(found);
  return found;
}

// Of the stages that start from the base image, by each of its tags: a stage from another one is no business of the plan.
std::vector<fix::PackageMove> base_moves(const model::BaseImage& base, const std::string& proposed) {
  const auto halves = base::cut(proposed, "@");
  const auto reference = oci::parse_reference(halves ? halves->before : std::string_view(proposed));
  if (!reference) return {};
  const auto to = reference->tag + (halves ? "@" + std::string(halves->after) : std::string());
  const std::string repository(bases::repository_in_name(base.name));
  std::vector<fix::PackageMove> moves;
  auto names = base.also;
  names.insert(names.begin(), base.name);
  for (const auto& name : names) {
    const std::string tag(bases::tag_in_name(name));
    if (bases::repository_in_name(name) == repository && !tag.empty())
      moves.push_back({.name = repository, .from = tag, .to = to});
  }
  return moves;
}

// By purl type. A package that is there in several versions moves to the highest that is planned.
std::map<std::string, std::vector<fix::PackageMove>> moves_of(const report::FixPlan& plan) {
  std::map<std::string, std::vector<fix::PackageMove>> moves;
  for (const auto& one : plan.plan.moves)
    moves[one.type].push_back({.name = one.name, .from = one.version, .to = one.to});
  // What no direct dependency is known to bring can be held by an entry of its own.
  for (const auto& one : plan.plan.upgrades) {
    if (!one.direct && one.carrier->to.empty())
      moves[one.type].push_back({.name = one.name, .from = one.version, .to = one.to, .direct = false});
  }
  if (plan.base) moves["docker"] = base_moves(plan.inventory.subject.bases.front(), plan.base->proposal.from);
  return moves;
}

// Whether the user wants to hear of it: a file that declares nothing of the package has nothing to do with it.
bool is_worth_telling(const fix::RefusedMove& one) { return one.reason != fix::RefusalReason::kNotDeclared; }

SourceEdit edit_of(const std::string& folder, const std::string& path,
                   const std::vector<fix::PackageMove>& moves, const fix::ManifestEditor& editor,
                   const fix::EditOptions& options) {
  SourceEdit edit{.shown = {.path = path}, .place = folder + "/" + path};
  const auto edited = [&]() -> Result<std::pair<std::string, fix::Edited>> {
    PQ_TRY(const auto source, codec::open_file(edit.place));
    PQ_TRY(auto text, codec::read_all(*source, fix::kMaxManifest));
    PQ_TRY(auto done, editor.edit(text, moves, options));
    return std::pair(std::move(text), std::move(done));
  }();
  if (!edited) {
    edit.shown.error = base::to_line(edited.error());
    return edit;
  }
  const auto& [text, done] = *edited;
  edit.shown.applied = done.applied;
  std::ranges::copy_if(done.refused, std::back_inserter(edit.shown.refused), is_worth_telling);
  if (done.text == text) return edit;
  edit.shown.diff = fix::unified_diff(path, text, done.text);
  edit.text = done.text;
  return edit;
}

}  // namespace

Result<std::vector<SourceEdit>> edits_of(const std::string& folder, const report::FixPlan& plan,
                                         const fix::EditOptions& options) {
  PQ_TRY(const auto paths, manifests_below(folder));
  const auto moves = moves_of(plan);
  std::vector<SourceEdit> edits;
  for (const auto& path : paths) {
    const auto* editor = fix::find_editor(path);
    const auto of_type = moves.find(editor->about().purl_type);
    if (of_type == moves.end()) continue;
    auto edit = edit_of(folder, path, of_type->second, *editor, options);
    if (!edit.text.empty() || !edit.shown.refused.empty() || !edit.shown.error.empty())
      edits.push_back(std::move(edit));
  }
  return edits;
}

Result<void> write_edits(const std::vector<SourceEdit>& edits) {
  std::vector<Document> documents;
  for (const auto& one : edits) {
    if (!one.text.empty())
      documents.push_back({one.place, [&one](const base::Sink& sink) { return sink(one.text); }});
  }
  return write_documents(documents);
}

}  // namespace pratique::app
