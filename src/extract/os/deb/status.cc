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

void take_relation(DebRelations& relations, const ControlReader& reader) {
  static constexpr std::pair<std::string_view, std::string_view DebRelations::*> kFields[] = {
      {"depends", &DebRelations::depends},
      {"pre-depends", &DebRelations::pre_depends},
      {"provides", &DebRelations::provides},
      {"multi-arch", &DebRelations::multi_arch},
  };
  for (const auto& [key, member] : kFields) {
    if (base::equals_ignoring_case(reader.name(), key)) relations.*member = whole(reader);
  }
}

void take(Paragraph& paragraph, std::string_view name, std::string_view value) {
  static constexpr std::pair<std::string_view, std::string_view Paragraph::*> kFields[] = {
      {"package", &Paragraph::package},   {"status", &Paragraph::status},
      {"version", &Paragraph::version},   {"architecture", &Paragraph::architecture},
      {"source", &Paragraph::source},     {"maintainer", &Paragraph::maintainer},
      {"homepage", &Paragraph::homepage}, {"description", &Paragraph::description},
  };
  for (const auto& [key, member] : kFields) {
    if (base::equals_ignoring_case(name, key)) paragraph.*member = value;
  }
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
  explicit StatusParser(std::string_view text) : reader_(text) {}

  Result<Record> run() {
    Paragraph paragraph;
    for (auto event = reader_.next(); event != ControlReader::Event::kEnd; event = reader_.next()) {
      if (paragraph.line == 0) paragraph.line = reader_.line();
      if (event == ControlReader::Event::kField) {
        take(paragraph, reader_.name(), reader_.value());
        take_relation(paragraph.relations, reader_);
      } else if (event == ControlReader::Event::kBadLine) {
        spoil(paragraph, reader_.line(), "line that is neither field, continuation nor empty");
      } else {
        finish(paragraph);
        paragraph = {};
      }
    }
    return result();
  }

 private:
  void spoil(Paragraph& paragraph, std::uint64_t line, std::string what) {
    if (!paragraph.bad) {
      builder_.add_problem({.kind = ErrorKind::kInvalid, .what = std::move(what), .where = {.line = line}});
    }
    paragraph.bad = true;
  }

  // Counts as good what could be understood, installed or not: a database of removed packages is no noise.
  void finish(Paragraph& paragraph) {
    if (paragraph.bad) return;
    const auto state = state_of(paragraph.status);
    if (!state || !is_word(paragraph.package)) {
      return spoil(paragraph, paragraph.line, "paragraph without a package name or with a wrong status");
    }
    ++good_;
    if (leaves_no_files(*state)) return;
    if (!is_word(paragraph.version))
      return spoil(paragraph, paragraph.line, "installed package without a version");
    auto component = to_component(paragraph);
    component.state = model::parse_state(*state).value_or(model::State::kBroken);
    if (component.state != model::State::kInstalled) {
      ++unfinished_;
      half_installed_ = half_installed_ || component.state == model::State::kHalfInstalled;
    }
    const auto& name = paragraph.package;
    if (!builder_.add(std::move(component))) return;
    resolver_.add_package(name, paragraph.version, paragraph.architecture,
                          serves_of(paragraph.relations.multi_arch));
    if (name == "dpkg") resolver_.set_native_arch(paragraph.architecture);
    add_relations(paragraph.relations, resolver_);
  }

  Result<Record> result() {
    builder_.relate(resolver_);
    auto record = std::move(builder_).finish(good_ > 0);
    if (!record || unfinished_ == 0) return record;
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
  RecordBuilder builder_;
  Resolver resolver_{kDebRules};
  std::uint64_t good_ = 0;
  std::uint64_t unfinished_ = 0;
  bool half_installed_ = false;
};

}  // namespace

Result<Record> parse_status(std::string_view text) { return StatusParser(text).run(); }

}  // namespace pratique::extract::os
