#include "extract/os/deb/status.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "extract/os/common/package_db.h"
#include "extract/os/deb/control.h"
#include "extract/os/deb/relation.h"

namespace pratique::extract::os {

namespace {

constexpr std::size_t kMaxWord = 1024;  // names, versions, architectures; real ones stay under 100

// Views into the text: a paragraph is read whole before it is judged, since Status may stand behind Version.
struct Paragraph {
  std::string_view package, status, version, architecture, source, maintainer, homepage, description;
  DebRelations relations;
  std::uint64_t line = 0;
  // Bit n: the field n of kFields.
  std::uint32_t seen = 0;
  bool bad = false;
};

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= kMaxWord && std::none_of(text.begin(), text.end(), base::is_space);
}

// A field that was folded into several lines.
std::string_view whole(const ControlReader& reader) {
  if (reader.more().empty()) return reader.value();
  const auto* const begin = reader.value().data();
  return {begin, static_cast<std::size_t>(reader.more().data() + reader.more().size() - begin)};
}

struct Field {
  std::string_view name;
  std::string_view Paragraph::* member = nullptr;
  // Else one of these, with all its lines.
  std::string_view DebRelations::* relation = nullptr;
};
constexpr Field kFields[] = {
    {"package", &Paragraph::package},
    {"status", &Paragraph::status},
    {"version", &Paragraph::version},
    {"architecture", &Paragraph::architecture},
    {"source", &Paragraph::source},
    {"maintainer", &Paragraph::maintainer},
    {"homepage", &Paragraph::homepage},
    {"description", &Paragraph::description},
    {"depends", nullptr, &DebRelations::depends},
    {"pre-depends", nullptr, &DebRelations::pre_depends},
    {"recommends", nullptr, &DebRelations::recommends},
    {"provides", nullptr, &DebRelations::provides},
    {"multi-arch", nullptr, &DebRelations::multi_arch},
};

const Field* field_of(std::string_view name) {
  const auto* found = std::find_if(std::begin(kFields), std::end(kFields), [&](const Field& field) {
    return base::equals_ignoring_case(name, field.name);
  });
  return found == std::end(kFields) ? nullptr : found;
}

void take(Paragraph& paragraph, const Field& field, const ControlReader& reader) {
  if (field.member != nullptr) paragraph.*field.member = reader.value();
  if (field.relation != nullptr) paragraph.relations.*field.relation = whole(reader);
  paragraph.seen |= 1u << (&field - kFields);
}

bool has(const Paragraph& paragraph, const Field& field) {
  return (paragraph.seen >> (&field - kFields) & 1) != 0;
}

constexpr std::string_view kInstalled = "installed";

// Status is "want flag state" (dpkg's lib/dpkg/pkg.h); this is its state, by dpkg's own word.
std::optional<std::string_view> state_of(std::string_view status) {
  if (status.empty()) return kInstalled;
  const auto words = base::words(status);
  if (words.size() != 3) return std::nullopt;
  return words[2];
}

bool leaves_no_files(std::string_view state) { return state == "not-installed" || state == "config-files"; }

// "Source: name" or "Source: name (version)"; without it the source has the package's own name and version.
void set_source(model::Component& component, std::string_view source) {
  if (source.empty()) return;
  const auto halves = base::cut(source, "(");
  const auto name = base::trim(halves ? halves->before : source);
  auto version = std::string_view(component.purl.version);
  if (halves) {
    auto inner = base::trim(halves->after);
    if (inner.ends_with(')')) inner.remove_suffix(1);
    version = base::trim(inner);
  }
  if (!is_word(name) || !is_word(version)) return;
  if (name == component.purl.name && version == component.purl.version) return;
  component.source_name = name;
  component.source_version = version;
}

model::Component to_component(const Paragraph& paragraph) {
  model::Component component;
  std::map<std::string, std::string> qualifiers;
  if (is_word(paragraph.architecture)) qualifiers["arch"] = paragraph.architecture;
  component.purl = model::make_purl("deb", "", paragraph.package, paragraph.version, std::move(qualifiers));
  component.supplier = paragraph.maintainer;
  component.homepage = paragraph.homepage;
  component.description = paragraph.description;
  set_source(component, paragraph.source);
  return component;
}

class StatusParser {
 public:
  StatusParser(std::string_view text, StatusForm form) : reader_(text), form_(form) {}

  Result<Record> run() {
    using Event = ControlReader::Event;
    for (auto event = reader_.next(); event != Event::kEnd; event = reader_.next()) {
      if (event == Event::kParagraphEnd) {
        end_paragraph();
        continue;
      }
      if (paragraph_.line == 0) paragraph_.line = reader_.line();
      if (reader_.is_cut()) {
        cut_ = true;
      } else if (event == Event::kField) {
        take_field();
      } else {
        spoil(reader_.line(), "line that is neither field, continuation nor empty");
      }
    }
    return result();
  }

 private:
  void take_field() {
    const auto* field = field_of(reader_.name());
    if (field == nullptr) return;
    if (has(paragraph_, *field)) {
      damage("a paragraph begins within that" + of_package(paragraph_.package));
      finish();
      paragraph_ = {.line = reader_.line()};
    }
    take(paragraph_, *field, reader_);
  }

  void end_paragraph() {
    if (cut_ || (reader_.ends_open() && form_ == StatusForm::kDatabase)) {
      damage("the file ends within the paragraph" + of_package(paragraph_.package) +
             (is_whole() ? "" : ", which is left out"));
      if (is_whole()) finish();
    } else {
      if (reader_.is_blank())
        damage("a line of blanks where an empty one ends the paragraph" + of_package(paragraph_.package));
      finish();
    }
    paragraph_ = {};
  }

  bool is_whole() const {
    return !paragraph_.bad && is_word(paragraph_.package) && is_word(paragraph_.version);
  }

  void damage(std::string what) {
    builder_.add_damage(
        {.kind = ErrorKind::kInvalid, .what = std::move(what), .where = {.line = reader_.line()}});
  }

  void spoil(std::uint64_t line, std::string what) {
    if (!paragraph_.bad) {
      builder_.add_problem({.kind = ErrorKind::kInvalid, .what = std::move(what), .where = {.line = line}});
    }
    paragraph_.bad = true;
  }

  // Counts as good what could be understood, installed or not: a database of removed packages is no noise.
  void finish() {
    if (paragraph_.bad) return;
    const auto state = state_of(paragraph_.status);
    if (!state || !is_word(paragraph_.package)) {
      return spoil(paragraph_.line, "paragraph without a package name or with a wrong status");
    }
    ++good_;
    if (leaves_no_files(*state)) return leave();
    if (!is_word(paragraph_.version))
      return spoil(paragraph_.line,
                   "installed package without a version: " + std::string(paragraph_.package.substr(0, 100)));
    auto component = to_component(paragraph_);
    component.state = model::parse_state(*state).value_or(model::State::kBroken);
    if (component.state != model::State::kInstalled) {
      ++unfinished_;
      half_installed_ = half_installed_ || component.state == model::State::kHalfInstalled;
    }
    const auto& name = paragraph_.package;
    if (!builder_.add(std::move(component))) return;
    if (form_ != StatusForm::kDatabase) return keep_relations();
    resolver_.add_package(name, paragraph_.version, paragraph_.architecture,
                          serves_of(paragraph_.relations.multi_arch));
    if (name == "dpkg") resolver_.set_native_arch(paragraph_.architecture);
    add_relations(paragraph_.relations, resolver_);
  }

  void leave() {
    if (form_ != StatusForm::kJournal) return;
    const auto arch = is_word(paragraph_.architecture) ? ":" + std::string(paragraph_.architecture) : "";
    builder_.add_gone(std::string(paragraph_.package) + arch);
  }

  void keep_relations() {
    const auto& texts = paragraph_.relations;
    builder_.add_relations({.depends = std::string(texts.depends),
                            .pre_depends = std::string(texts.pre_depends),
                            .recommends = std::string(texts.recommends),
                            .provides = std::string(texts.provides),
                            .multi_arch = std::string(texts.multi_arch)});
  }

  Result<Record> result() {
    builder_.relate(resolver_);
    auto record = std::move(builder_).finish(good_ > 0);
    if (record && form_ == StatusForm::kJournal) record->kind = RecordKind::kLog;
    // A later entry of the journal may say more.
    if (!record || unfinished_ == 0 || form_ == StatusForm::kJournal) return record;
    const auto count =
        unfinished_ == 1 ? std::string("1 package") : std::to_string(unfinished_) + " packages";
    record->notes.push_back({.code = "half-installed",
                             .message = "dpkg did not finish installing " + count +
                                        ": listed, since the files are there, and marked with the state" +
                                        (half_installed_ ? "; some files may be of another version" : ""),
                             .incomplete = half_installed_});
    return record;
  }

  ControlReader reader_;
  StatusForm form_;
  Paragraph paragraph_;
  RecordBuilder builder_;
  Resolver resolver_{kDebRules};
  std::uint64_t good_ = 0;
  std::uint64_t unfinished_ = 0;
  bool half_installed_ = false;
  // The last line has no end, and is not taken.
  bool cut_ = false;
};

}  // namespace

Result<Record> parse_status(std::string_view text, StatusForm form) { return StatusParser(text, form).run(); }

}  // namespace pratique::extract::os
