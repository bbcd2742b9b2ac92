// Dockerfile: what stages start from, in FROM or in the ARG that FROM takes it from. Source: the Dockerfile reference, "FROM",
// "ARG".
#include <algorithm>
#include <map>

#include "base/text.h"
#include "fix/docker_words.h"
#include "fix/manifest.h"
#include "fix/text_edits.h"
#include "oci/reference.h"

namespace pratique::fix::manifests {

namespace {

using provenance::BuildStage;

constexpr int kMaxDepth = 8;

// "node", "20-slim", "sha256:…" of "node:20-slim@sha256:…", as written.
struct WrittenReference {
  std::string repository, tag, digest;

  std::string text() const {
    return repository + (tag.empty() ? "" : ":" + tag) + (digest.empty() ? "" : "@" + digest);
  }
};
WrittenReference split_reference(std::string_view text) {
  WrittenReference out;
  if (const auto at = base::cut(text, "@")) text = at->before, out.digest = at->after;
  const auto slash = text.rfind('/');
  const auto colon = text.find(':', slash == text.npos ? 0 : slash);
  out.repository = text.substr(0, colon);
  if (colon != text.npos) out.tag = text.substr(colon + 1);
  return out;
}

std::string repository_of(std::string_view written) {
  const auto reference = oci::parse_reference(written);
  return reference ? oci::repository_of(*reference) : std::string();
}

// A stage's reference and what becomes of it.
class FromEdit {
 public:
  FromEdit(const FromWords& words, std::vector<TextEdit>& edits) : words_(words), edits_(edits) {
    for (const auto& one : words.arguments) arguments_[one.name] = &one;
  }

  // Edits that make `word`, whose variables are filled in, read as `wanted`.
  Result<void> change(const PlacedText& word, const std::string& wanted, int depth = 0) {
    if (depth > kMaxDepth) return base::fail(ErrorKind::kUnsupported, "ARGs nested more than 8 deep");
    PQ_TRY(const auto parts, word_parts(word, words_.escape));
    PQ_TRY(const auto now, value_of(parts, depth));
    if (now == wanted) return {};
    if (parts.size() <= 1 && (parts.empty() || parts.front().variable.empty())) return replace(word, wanted);
    PQ_TRY(const bool done, by_one_variable(parts, wanted, depth));
    if (done) return {};
    PQ_TRY(const bool apart, by_components(word, now, wanted, depth));
    if (apart) return {};
    return base::fail(ErrorKind::kUnsupported,
                      "\"" + wanted + "\" cannot be said by changing the ARGs of \"" + word.text + "\"");
  }

  // The ARGs that were changed.
  const std::vector<std::string>& changed() const { return changed_; }

 private:
  Result<void> replace(const PlacedText& word, const std::string& wanted) {
    const auto place = word.place();
    if (!place) return base::fail(ErrorKind::kUnsupported, "a reference that goes over several lines");
    edits_.push_back({.offset = *place, .length = word.text.size(), .text = wanted});
    return {};
  }

  Result<std::string> value_of(const std::vector<WordPart>& parts, int depth) const {
    std::string out;
    for (const auto& part : parts) {
      PQ_TRY(const auto value, value_of(part, depth));
      out += value;
      if (out.size() > provenance::kMaxExpanded) return base::over_limit("a reference of more than 16 KiB");
    }
    return out;
  }
  Result<std::string> value_of(const WordPart& part, int depth) const {
    if (part.variable.empty()) return part.text.text;
    const auto* source = source_of(part);
    if (source == nullptr)
      return base::fail(ErrorKind::kUnsupported,
                        "comes from " + part.variable + ", which the file gives no value");
    if (depth > kMaxDepth) return base::fail(ErrorKind::kUnsupported, "ARGs nested more than 8 deep");
    PQ_TRY(const auto parts, word_parts(*source, words_.escape));
    return value_of(parts, depth + 1);
  }

  // Where the value of a variable is written: the ARG's default, or the word in the variable itself.
  const PlacedText* source_of(const WordPart& part) const {
    const auto found = arguments_.find(part.variable);
    const bool given =
        found != arguments_.end() && found->second->value && !found->second->value->text.empty();
    if (given) return &*found->second->value;
    return part.otherwise && !part.otherwise->text.empty() ? &*part.otherwise : nullptr;
  }

  // The one variable that, changed, gives `wanted`; false: none or several.
  Result<bool> by_one_variable(const std::vector<WordPart>& parts, const std::string& wanted, int depth) {
    std::vector<std::pair<const WordPart*, std::string>> ways;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].variable.empty()) continue;
      PQ_TRY(const auto before,
             value_of({parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(i)}, depth));
      PQ_TRY(const auto behind,
             value_of({parts.begin() + static_cast<std::ptrdiff_t>(i) + 1, parts.end()}, depth));
      if (wanted.size() <= before.size() + behind.size() || !wanted.starts_with(before) ||
          !wanted.ends_with(behind))
        continue;
      ways.emplace_back(&parts[i],
                        wanted.substr(before.size(), wanted.size() - before.size() - behind.size()));
    }
    if (ways.size() != 1) return false;
    const auto& [part, value] = ways.front();
    const auto* source = source_of(*part);
    if (source == nullptr) return false;
    changed_.push_back(part->variable);
    PQ_CHECK(change(*source, value, depth + 1));
    return true;
  }

  // Repository, tag and digest each for itself, where the word shows what divides them.
  Result<bool> by_components(const PlacedText& word, const std::string& now, const std::string& wanted,
                             int depth) {
    const auto written = split_reference(word.text);
    const auto old = split_reference(now);
    auto want = split_reference(wanted);
    if (written.tag.empty() && written.digest.empty()) return false;
    // Without an "@" of its own a digest is written behind the tag.
    if (written.digest.empty() && !want.digest.empty()) want.tag += "@" + want.digest, want.digest.clear();
    const auto digest = word.text.size() - written.digest.size();
    const auto tag = written.repository.size() + 1;
    if (written.tag.empty() != want.tag.empty() || written.digest.empty() != want.digest.empty())
      return false;
    if (old.repository != want.repository)
      PQ_CHECK(change(word.part(0, written.repository.size()), want.repository, depth + 1));
    if (!written.tag.empty()) PQ_CHECK(change(word.part(tag, written.tag.size()), want.tag, depth + 1));
    if (!written.digest.empty())
      PQ_CHECK(change(word.part(digest, written.digest.size()), want.digest, depth + 1));
    return true;
  }

  const FromWords& words_;
  std::vector<TextEdit>& edits_;
  std::map<std::string, const FromArgument*> arguments_;
  std::vector<std::string> changed_;
};

class Dockerfile final : public ManifestEditor {
 public:
  ManifestAbout about() const override {
    return {.format = "Dockerfile",
            .purl_type = "docker",
            .names = {"Dockerfile", "dockerfile", "Containerfile", "Dockerfile.*", "Containerfile.*",
                      "*.Dockerfile", "*.dockerfile"}};
  }

  Result<std::vector<DeclaredVersion>> read(std::string_view text) const override {
    PQ_TRY(const auto file, provenance::read_dockerfile(text));
    const auto words = read_from_words(text, file);
    std::vector<DeclaredVersion> out;
    for (std::size_t i = 0; i < file.stages.size(); ++i) {
      const auto& stage = file.stages[i];
      if (stage.parent != BuildStage::kNoStage || stage.from == "scratch") continue;
      const auto reference = split_reference(unquoted(stage.from));
      const auto place = words.images[i].place();
      out.push_back({.name = reference.repository,
                     .group = "stage " + file.label(i),
                     .requirement = reference.text(),
                     .offset = place.value_or(0),
                     .length = place ? words.images[i].text.size() : 0,
                     .line = stage.first,
                     .fixed = place ? "" : "a reference that goes over several lines"});
      if (reference.repository.empty()) out.back().fixed = "comes from an ARG without a default";
    }
    return out;
  }

  Result<Edited> edit(std::string_view text, std::span<const PackageMove> moves,
                      const EditOptions&) const override {
    if (moves.size() > kMaxMoves) return base::over_limit("more than 2,000 moves in one file");
    Edited out{.text = std::string(text)};
    PQ_TRY(const auto file, provenance::read_dockerfile(text));
    PQ_TRY(auto declared, read(text));
    for (const auto& move : moves) {
      const auto done = out.applied.size();
      take(move, declared, out);
      if (out.applied.size() == done) continue;
      PQ_TRY(declared, read(out.text));
    }
    std::ranges::stable_sort(out.applied, {}, &AppliedMove::line);
    PQ_TRY(const auto after, provenance::read_dockerfile(out.text));
    if (differ(file, after)) return base::invalid("the edited Dockerfile differs in more than its bases");
    return out;
  }

 private:
  static std::string unquoted(std::string text) {
    std::erase_if(text, [](char c) { return c == '"' || c == '\''; });
    return text;
  }

  // Anything but what stages start from.
  static bool differ(const provenance::Dockerfile& a, const provenance::Dockerfile& b) {
    return !std::ranges::equal(a.stages, b.stages, [](const auto& x, const auto& y) {
      return x.name == y.name && x.parent == y.parent && x.first == y.first && x.last == y.last &&
             std::ranges::equal(x.instructions, y.instructions, [](const auto& i, const auto& k) {
               return i.keyword == k.keyword && i.arguments == k.arguments && i.flags == k.flags &&
                      i.heredocs == k.heredocs;
             });
    });
  }

  void take(const PackageMove& move, const std::vector<DeclaredVersion>& declared, Edited& out) const {
    const auto named = split_reference(move.name);
    const auto repository = repository_of(named.repository);
    const auto from = split_reference("x:" + (move.from.empty() ? named.tag : move.from));
    bool found = false;
    for (const auto& one : declared) {
      const auto now = split_reference(one.requirement);
      if (repository.empty() || repository_of(now.repository) != repository) continue;
      if (!from.tag.empty() && from.tag != (now.tag.empty() && now.digest.empty() ? "latest" : now.tag))
        continue;
      if (!from.digest.empty() && from.digest != now.digest) continue;
      found = true;
      change(move, one, now, out);
    }
    if (!found) refuse(move, 0, RefusalReason::kNotDeclared, "no stage starts from it", {}, out);
  }

  // The reference that is to stand there; the author's spelling of the repository is kept.
  static std::string wanted_of(const PackageMove& move, const WrittenReference& now) {
    const auto before = std::string_view(move.to).substr(0, move.to.find('@'));
    if (!base::contains(before, ":") && !base::contains(before, "/")) return now.repository + ":" + move.to;
    auto wanted = split_reference(move.to);
    if (repository_of(wanted.repository) == repository_of(now.repository)) wanted.repository = now.repository;
    return wanted.text();
  }

  void change(const PackageMove& move, const DeclaredVersion& one, const WrittenReference& now,
              Edited& out) const {
    const auto wanted = wanted_of(move, now);
    if (!oci::parse_reference(wanted))
      return refuse(move, one.line, RefusalReason::kForm, "\"" + move.to + "\" is no tag or reference", {},
                    out);
    if (one.requirement == wanted) return;
    if (!one.fixed.empty()) return refuse(move, one.line, RefusalReason::kForm, one.fixed, {}, out);
    if (!now.digest.empty() && split_reference(wanted).digest.empty())
      return refuse(move, one.line, RefusalReason::kForm,
                    "is pinned by a digest, and that of " + wanted + " is not given", "give the digest", out);
    const auto done = try_change(move, one, wanted, out);
    if (!done) refuse(move, one.line, RefusalReason::kForm, done.error().what, done.error().hint, out);
  }

  Result<void> try_change(const PackageMove& move, const DeclaredVersion& one, const std::string& wanted,
                          Edited& out) const {
    PQ_TRY(const auto file, provenance::read_dockerfile(out.text));
    const auto words = read_from_words(out.text, file);
    const auto stage = std::ranges::find(file.stages, one.line, &BuildStage::first) - file.stages.begin();
    std::vector<TextEdit> edits;
    FromEdit from(words, edits);
    PQ_CHECK(from.change(words.images[static_cast<std::size_t>(stage)], wanted));
    auto text = apply_edits(out.text, edits);
    if (!text) return base::fail(ErrorKind::kUnsupported, "one ARG would have to hold two values");
    PQ_TRY(const auto after, provenance::read_dockerfile(*text));
    PQ_CHECK(check(file, after, one, wanted));
    const LineNumbers lines(out.text);
    for (const auto& edit : edits) {
      out.applied.push_back({.name = move.name,
                             .line = lines.at(edit.offset),
                             .before = out.text.substr(edit.offset, edit.length),
                             .after = edit.text,
                             .remark = remark(from, file, one, lines.at(edit.offset))});
    }
    out.text = *std::move(text);
    return {};
  }

  // Stages that start from the same may move along; others must stay as they are.
  static Result<void> check(const provenance::Dockerfile& before, const provenance::Dockerfile& after,
                            const DeclaredVersion& one, const std::string& wanted) {
    for (std::size_t i = 0; i < before.stages.size() && i < after.stages.size(); ++i) {
      const auto old = unquoted(before.stages[i].from), now = unquoted(after.stages[i].from);
      const bool meant = before.stages[i].first == one.line || old == one.requirement;
      if (meant && now != wanted && before.stages[i].first == one.line)
        return base::fail(ErrorKind::kUnsupported, "the edited FROM would read \"" + now + "\"");
      if (now == old || (meant && now == wanted)) continue;
      return base::fail(ErrorKind::kUnsupported, "the ARG is used by FROM on line " +
                                                     std::to_string(before.stages[i].first) +
                                                     " too, which would become \"" + now + "\"");
    }
    return {};
  }

  static std::string remark(const FromEdit& from, const provenance::Dockerfile& file,
                            const DeclaredVersion& one, std::uint32_t line) {
    if (from.changed().empty() || line == one.line) return {};
    auto names = from.changed();
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    std::string out = "ARG " + base::join(names, ", ") + ", of which FROM on line " +
                      std::to_string(one.line) + " makes " + one.requirement +
                      " unless --build-arg gives another";
    for (const auto& stage : file.stages) {
      for (const auto& instruction : stage.instructions) {
        const auto name = base::trim(instruction.arguments);
        if (instruction.keyword == "ARG" && std::ranges::find(names, name) != names.end())
          return out + "; instructions that use it see the new value too";
      }
    }
    return out;
  }

  static void refuse(const PackageMove& move, std::uint32_t line, RefusalReason reason, std::string why,
                     std::string remedy, Edited& out) {
    out.refused.push_back({.name = move.name,
                           .line = line,
                           .reason = reason,
                           .why = std::move(why),
                           .remedy = std::move(remedy)});
  }
};

}  // namespace

std::unique_ptr<ManifestEditor> make_dockerfile() { return std::make_unique<Dockerfile>(); }

}  // namespace pratique::fix::manifests
