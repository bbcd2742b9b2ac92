#include "fix/declaration_editor.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "version/order.h"

namespace pratique::fix {

Result<void> within_limit(std::string_view text) {
  return text.size() > kMaxManifest ? base::over_limit("a manifest of more than 1 MiB") : Result<void>();
}

std::string DeclarationEditor::plain_name(std::string_view name) const { return std::string(name); }

Result<Admission> DeclarationEditor::admission(const DeclaredVersion& declared,
                                               std::string_view version) const {
  return find_requirement_language(about().purl_type)->admission(declared.requirement, version);
}

Result<MovedRequirement> DeclarationEditor::moved(const DeclaredVersion& declared,
                                                  std::string_view to) const {
  return find_requirement_language(about().purl_type)->moved(declared.requirement, to);
}

std::string DeclarationEditor::written(const DeclaredVersion&, std::string_view requirement,
                                       std::string_view) const {
  return std::string(requirement);
}

bool DeclarationEditor::leaves_open(std::string_view, std::string_view) const { return false; }

Result<HeldEntry> DeclarationEditor::hold(std::string_view, const PackageMove&, const EditOptions&) const {
  return base::fail(ErrorKind::kUnsupported,
                    about().format + " has no entry that holds a package which it does not declare");
}

Result<void> DeclarationEditor::check(std::string_view, std::string_view, std::size_t, std::size_t) const {
  return {};
}

class DeclarationEditor::Editing {
 public:
  Editing(const DeclarationEditor& editor, std::string_view text, const EditOptions& options)
      : editor_(editor), text_(text), options_(options), lines_(text) {}

  Result<Edited> run(std::span<const PackageMove> moves) {
    PQ_TRY(declared_, editor_.read(text_));
    for (const auto& one : declared_) {
      by_name_[editor_.plain_name(one.name)].push_back(&one);
      by_place_[one.offset].push_back(&one);
    }
    for (const auto& move : moves) take(move);
    PQ_CHECK(settle());
    return std::move(out_);
  }

 private:
  // What is to stand at a place, and who wants it.
  struct Planned {
    std::string to, after;
    std::size_t length = 0;
    std::vector<AppliedMove> applied{};
  };

  void take(const PackageMove& move) {
    const auto found = by_name_.find(editor_.plain_name(move.name));
    const auto own = found == by_name_.end() ? std::vector<const DeclaredVersion*>() : found->second;
    const bool whole = std::ranges::any_of(own, [](const auto* one) { return !one->partial; });
    const bool holds =
        !whole && options_.hold_transitive && (!move.direct || editor_.leaves_open(text_, move.name));
    if (holds) hold_later(move);
    if (own.empty() && !holds) refuse(move, 0, RefusalReason::kNotDeclared, "is not declared in this file");
    for (const auto* one : meant(own, move)) consider(*one, move);
  }

  // One entry holds all versions of a package that are installed, so the highest that is wanted counts.
  void hold_later(const PackageMove& move) {
    const auto name = editor_.plain_name(move.name);
    const auto known =
        std::ranges::find(held_, name, [&](const auto* one) { return editor_.plain_name(one->name); });
    if (known == held_.end()) {
      held_.push_back(&move);
    } else if (is_higher(move.to, (*known)->to)) {
      *known = &move;
    }
  }
  bool is_higher(std::string_view a, std::string_view b) const {
    const auto* order = version::order_of_purl_type(editor_.about().purl_type);
    return order == nullptr || order->compare(a, b) > 0;
  }

  // Of several declarations those that admit what is installed; where none does, those that admit the new version.
  std::vector<const DeclaredVersion*> meant(const std::vector<const DeclaredVersion*>& own,
                                            const PackageMove& move) const {
    if (own.size() < 2 || move.from.empty()) return own;
    for (const auto& version : {move.from, move.to}) {
      std::vector<const DeclaredVersion*> out;
      for (const auto* one : own) {
        const auto admission = editor_.admission(*one, version);
        if (admission && *admission == Admission::kAdmitted) out.push_back(one);
      }
      if (!out.empty()) return out;
    }
    return own;
  }

  void consider(const DeclaredVersion& one, const PackageMove& move) {
    if (!one.fixed.empty()) return refuse(move, one.line, RefusalReason::kForm, one.fixed);
    const auto admission = editor_.admission(one, move.to);
    if (!admission) return refuse(move, one.line, RefusalReason::kForm, admission.error().what);
    if (*admission == Admission::kOlder)
      return refuse(move, one.line, RefusalReason::kLater,
                    "\"" + one.requirement + "\" asks for later versions");
    const bool admitted = *admission == Admission::kAdmitted;
    if (admitted && !options_.raise_floors) return allowed(one, move);
    auto moved = editor_.moved(one, move.to);
    if (!moved) return refuse(move, one.line, RefusalReason::kForm, moved.error().what);
    const auto before = text_.substr(one.offset, one.length);
    auto after = editor_.written(one, moved->text, text_);
    if (after == before) return allowed(one, move);
    plan(one, move, std::move(after), std::move(moved->remark));
  }

  void allowed(const DeclaredVersion& one, const PackageMove& move) {
    const auto said = one.requirement.empty() ? "any version" : "\"" + one.requirement + "\"";
    refuse(move, one.line, RefusalReason::kAllowed, said + " admits " + move.to + " already",
           editor_.follow(move, options_));
  }

  // Of two that want one place (a property) the higher version is taken.
  void plan(const DeclaredVersion& one, const PackageMove& move, std::string after, std::string remark) {
    auto& planned = plan_[one.offset];
    const bool higher = planned.applied.empty() || is_higher(move.to, planned.to);
    if (higher) planned.to = move.to, planned.after = std::move(after), planned.length = one.length;
    if (!one.source.empty()) remark = one.source + (remark.empty() ? "" : "; " + remark);
    planned.applied.push_back({.name = move.name,
                               .line = lines_.at(one.offset),
                               .before = std::string(text_.substr(one.offset, one.length)),
                               .remark = std::move(remark)});
  }

  void refuse(const PackageMove& move, std::uint32_t line, RefusalReason reason, std::string why,
              std::string remedy = {}) {
    RefusedMove refused{.name = move.name,
                        .line = line,
                        .reason = reason,
                        .why = std::move(why),
                        .remedy = std::move(remedy)};
    if (std::ranges::find(out_.refused, refused) == out_.refused.end())
      out_.refused.push_back(std::move(refused));
  }

  // Others that take their version from the place.
  std::string shared_with(std::size_t offset, const Planned& planned) const {
    std::set<std::string> others, moved;
    for (const auto& by : planned.applied) moved.insert(editor_.plain_name(by.name));
    for (const auto* one : by_place_.at(offset)) {
      if (one->length == planned.length && !moved.contains(editor_.plain_name(one->name)))
        others.insert(one->name);
    }
    if (others.empty()) return {};
    return "moves " + base::join({others.begin(), others.end()}, ", ") + " as well";
  }

  Result<void> settle() {
    std::vector<TextEdit> edits;
    for (auto& [offset, planned] : plan_) {
      edits.push_back({.offset = offset, .length = planned.length, .text = planned.after});
      const auto shared = shared_with(offset, planned);
      for (auto& applied : planned.applied) {
        applied.after = planned.after;
        if (!shared.empty()) applied.remark += (applied.remark.empty() ? "" : "; ") + shared;
        if (std::ranges::find(out_.applied, applied) == out_.applied.end())
          out_.applied.push_back(std::move(applied));
      }
    }
    auto text = apply_edits(text_, std::move(edits));
    if (!text) return base::invalid("declarations that overlap");
    PQ_CHECK(check_declared(*text));
    std::size_t added = 0;
    for (const auto* move : held_) {
      if (hold(*move, *text)) ++added;
    }
    if (plan_.size() + added > 0) PQ_CHECK(editor_.check(text_, *text, plan_.size(), added));
    out_.text = *std::move(text);
    return {};
  }

  // The same declarations, and of the edited places what was to stand there.
  Result<void> check_declared(std::string_view text) const {
    PQ_TRY(const auto after, editor_.read(text));
    const auto wrong = [] { return base::invalid("the edited text does not read as it should"); };
    if (after.size() != declared_.size()) return wrong();
    for (std::size_t i = 0; i < after.size(); ++i) {
      const auto planned = plan_.find(declared_[i].offset);
      const bool changed = planned != plan_.end() && planned->second.length == declared_[i].length;
      const bool same = after[i].name == declared_[i].name && after[i].group == declared_[i].group &&
                        (changed ? stands(text.substr(after[i].offset, after[i].length), planned->second)
                                 : after[i].requirement == declared_[i].requirement);
      if (!same) return wrong();
    }
    return {};
  }

  // Where nothing stood before, what leads to the place comes with it (", " of a Gemfile).
  static bool stands(std::string_view place, const Planned& planned) {
    return planned.length > 0 ? place == planned.after : !place.empty() && planned.after.ends_with(place);
  }

  bool hold(const PackageMove& move, std::string& text) {
    auto entry = editor_.hold(text, move, options_);
    auto held = entry ? apply_edits(text, entry->edits) : std::nullopt;
    if (!held) {
      refuse(move, 0, RefusalReason::kForm, entry ? "an entry that has no place" : entry.error().what,
             entry ? "" : entry.error().hint);
      return false;
    }
    text = *std::move(held);
    const auto at = entry->edits.empty() ? 0 : entry->edits.front().offset;
    const auto found = text.find(entry->written, at);
    out_.applied.push_back({.name = move.name,
                            .line = LineNumbers(text).at(found == text.npos ? at : found),
                            .after = std::move(entry->written),
                            .remark = std::move(entry->remark)});
    return true;
  }

  const DeclarationEditor& editor_;
  std::string_view text_;
  const EditOptions& options_;
  LineNumbers lines_;
  std::vector<DeclaredVersion> declared_;
  std::map<std::string, std::vector<const DeclaredVersion*>> by_name_;
  std::map<std::size_t, std::vector<const DeclaredVersion*>> by_place_;
  std::map<std::size_t, Planned> plan_;
  std::vector<const PackageMove*> held_;
  Edited out_;
};

Result<Edited> DeclarationEditor::edit(std::string_view text, std::span<const PackageMove> moves,
                                       const EditOptions& options) const {
  if (moves.size() > kMaxMoves) return base::over_limit("more than 2,000 moves in one file");
  return Editing(*this, text, options).run(moves);
}

}  // namespace pratique::fix
