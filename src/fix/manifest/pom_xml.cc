// pom.xml: <dependencies>, <dependencyManagement>, <parent>, and the <properties> from which versions come. Plugins are what
// a build runs with and no part of the image; they are left alone. Source: Maven, POM Reference; "Introduction to the
// Dependency Mechanism".
#include <algorithm>
#include <map>
#include <vector>

#include "base/text.h"
#include "fix/declaration_editor.h"
#include "fix/xml_places.h"

namespace pratique::fix::manifests {

namespace {

using codec::Xml;

constexpr int kMaxNested = 8;

// <properties> of the project and its profiles; of a name that stands twice nothing is known.
using Properties = std::map<std::string, std::vector<Xml>, std::less<>>;

void collect_properties(Xml element, Properties& out) {
  element["properties"].each([&](Xml one) { out[std::string(one.name())].push_back(one); });
}

struct Leaf {
  std::string path, text;
};

// Elements without children, by their path.
void collect_leaves(Xml element, const std::string& path, std::vector<Leaf>& out) {
  bool has_children = false;
  const auto own = path + "/" + std::string(element.name());
  element.each([&](Xml child) {
    has_children = true;
    collect_leaves(child, own, out);
  });
  const bool may_fill = element.name() == "dependencies" || element.name() == "dependencyManagement";
  if (!has_children && !may_fill) out.push_back({.path = own, .text = std::string(element.text())});
}

class PomReader {
 public:
  PomReader(std::string_view text, Xml project) : text_(text), project_(project), lines_(text) {
    collect_properties(project, properties_);
    project["profiles"].each([&](Xml profile) { collect_properties(profile, properties_); });
  }

  std::vector<DeclaredVersion> run() {
    if (const auto parent = project_["parent"]) add(parent, "parent");
    read(project_, "");
    project_["profiles"].each(
        [&](Xml profile) { read(profile, "profile " + std::string(profile["id"].text()) + " "); });
    std::ranges::stable_sort(out_, {}, &DeclaredVersion::line);
    return std::move(out_);
  }

  // "group:artifact".
  std::string name_of(Xml dependency) const {
    return expanded(dependency["groupId"].text()) + ":" + expanded(dependency["artifactId"].text());
  }

 private:
  void read(Xml owner, const std::string& where) {
    owner["dependencies"].each([&](Xml one) { add(one, where + "dependencies"); });
    owner["dependencyManagement"]["dependencies"].each(
        [&](Xml one) { add(one, where + "dependencyManagement"); });
  }

  void add(Xml dependency, std::string group) {
    const auto version = dependency["version"];
    if (!version) return;
    DeclaredVersion one{
        .name = name_of(dependency), .group = std::move(group), .line = lines_.at(version.offset())};
    one.offset = version.offset();
    resolve(version, one);
    out_.push_back(std::move(one));
  }

  // Where the version is written: in the element, or in the property that it names.
  void resolve(Xml element, DeclaredVersion& one) const {
    for (int depth = 0;; ++depth) {
      const auto place = text_place(text_, element);
      if (!place) {
        one.fixed = "a version that is empty, or written with entities or comments";
        return;
      }
      const auto said = text_.substr(place->offset, place->length);
      one.requirement = said;
      one.offset = place->offset, one.length = place->length;
      if (!base::contains(said, "${")) return;
      const bool whole = said.starts_with("${") && said.find('}') == said.size() - 1;
      if (!whole) {
        one.fixed = "\"" + std::string(said) + "\" is made of more than one property";
        return;
      }
      const auto name = said.substr(2, said.size() - 3);
      const auto found = properties_.find(name);
      if (found == properties_.end()) {
        one.fixed = "comes from \"" + std::string(name) + "\", which this file does not define";
        return;
      }
      if (depth == kMaxNested) {
        one.fixed = "\"" + std::string(name) + "\" leads from property to property";
        return;
      }
      if (found->second.size() > 1) {
        one.fixed = "comes from \"" + std::string(name) + "\", which this file defines more than once";
        return;
      }
      element = found->second.front();
      one.source = "property " + std::string(name);
    }
  }

  std::string expanded(std::string_view text) const {
    if (text == "${project.groupId}" || text == "${groupId}") {
      const auto own = project_["groupId"].text();
      return std::string(own.empty() ? project_["parent"]["groupId"].text() : own);
    }
    if (!text.starts_with("${") || !text.ends_with('}')) return std::string(text);
    const auto found = properties_.find(text.substr(2, text.size() - 3));
    return std::string(found == properties_.end() ? text : found->second.front().text());
  }

  std::string_view text_;
  Xml project_;
  LineNumbers lines_;
  Properties properties_;
  std::vector<DeclaredVersion> out_;
};

Result<codec::XmlDocument> parse_pom(std::string_view text) {
  PQ_CHECK(within_limit(text));
  // Offsets would be those of another text.
  if (!base::is_valid_utf8(text)) return base::fail(ErrorKind::kUnsupported, "a pom.xml that is not UTF-8");
  PQ_TRY(auto document, codec::XmlDocument::parse(text));
  if (document.root().name() != "project") return base::invalid("no pom.xml: its root is no project");
  return document;
}

class PomXml final : public DeclarationEditor {
 public:
  ManifestAbout about() const override {
    return {.format = "pom.xml", .purl_type = "maven", .names = {"pom.xml", "*.pom"}, .settle = ""};
  }

  Result<std::vector<DeclaredVersion>> read(std::string_view text) const override {
    PQ_TRY(const auto document, parse_pom(text));
    return PomReader(text, document.root()).run();
  }

 protected:
  std::string written(const DeclaredVersion&, std::string_view requirement, std::string_view) const override {
    return xml_escaped(requirement);
  }

  std::string follow(const PackageMove& move, const EditOptions&) const override {
    return "check what is built with: `mvn dependency:tree -Dincludes=" + move.name + "`";
  }

  // Its version is managed by the parent or an imported list.
  bool leaves_open(std::string_view text, std::string_view name) const override {
    const auto document = parse_pom(text);
    if (!document) return false;
    const PomReader reader(text, document->root());
    bool found = false;
    document->root()["dependencies"].each(
        [&](Xml one) { found = found || (!one["version"] && reader.name_of(one) == name); });
    return found;
  }

  // An entry of <dependencyManagement>.
  Result<HeldEntry> hold(std::string_view text, const PackageMove& move, const EditOptions&) const override {
    PQ_CHECK(find_requirement_language("maven")->admission("0", move.to));
    const auto halves = base::cut(move.name, ":");
    if (!halves || halves->before.empty() || halves->after.empty() || base::contains(halves->after, ":"))
      return base::invalid("no name of a Maven package: group:artifact");
    PQ_TRY(const auto document, parse_pom(text));
    return Holding(text, document.root(), *halves, move.to).run();
  }

  // Texts of elements that are no version stay; what is added is one dependency with three texts each.
  Result<void> check(std::string_view before, std::string_view after, std::size_t changed,
                     std::size_t added) const override {
    PQ_TRY(const auto old_document, parse_pom(before));
    PQ_TRY(const auto new_document, parse_pom(after));
    std::vector<Leaf> old_leaves, new_leaves;
    collect_leaves(old_document.root(), "", old_leaves);
    collect_leaves(new_document.root(), "", new_leaves);
    // Added ones stand together; all others are in the same order.
    std::size_t different = 0, more = 0;
    for (std::size_t i = 0, k = 0; k < new_leaves.size(); ++k) {
      const bool same_path = i < old_leaves.size() && old_leaves[i].path == new_leaves[k].path;
      const bool spare = new_leaves.size() - k > old_leaves.size() - i;
      if (same_path &&
          (!spare || old_leaves[i].text == new_leaves[k].text || !is_added(new_leaves[k].path))) {
        different += old_leaves[i].text == new_leaves[k].text ? 0 : 1;
        ++i;
      } else if (spare && is_added(new_leaves[k].path)) {
        ++more;
      } else {
        return base::invalid("the edited pom.xml differs in more than the versions");
      }
    }
    if (different <= changed && more == 3 * added) return {};
    return base::invalid("the edited pom.xml differs in more than the versions");
  }

 private:
  static bool is_added(std::string_view path) {
    return path.starts_with("/project/dependencyManagement/dependencies/dependency/");
  }

  // Where the entry goes and how far it is indented.
  class Holding {
   public:
    Holding(std::string_view text, Xml project, base::Halves name, std::string_view version)
        : text_(text), project_(project), name_(name), version_(version), end_(line_end_of(text)) {}

    Result<HeldEntry> run() const {
      const auto management = project_["dependencyManagement"];
      const auto list = management["dependencies"];
      const auto step = step_of();
      if (list) {
        const auto inside = inside_of(text_, list);
        if (!inside) return empty("dependencies");
        const bool on_line = text_.substr(*inside).starts_with(end_);
        return put(*inside, end_ + dependency(indent_of(text_, list) + step, step) +
                                (on_line ? "" : end_ + indent_of(text_, list)));
      }
      if (management) {
        const auto inside = inside_of(text_, management);
        if (!inside) return empty("dependencyManagement");
        return put(*inside, end_ + wrapped("dependencies", indent_of(text_, management) + step, step));
      }
      // Before <dependencies>, which most have, else before what stands first behind the coordinates.
      auto next = project_["dependencies"];
      if (!next) next = project_["build"];
      if (!next) return before_end(step);
      const auto indent = indent_of(text_, next);
      const auto at = begin_of(text_, next) - indent.size();
      return put(at, managed(indent, step) + end_);
    }

   private:
    Result<HeldEntry> before_end(const std::string& step) const {
      const auto close = text_.rfind("</");
      if (close == text_.npos || !inside_of(text_, project_)) return empty("project");
      return put(close, managed(step, step) + end_);
    }
    static Result<HeldEntry> empty(const char* name) {
      return base::fail(ErrorKind::kUnsupported, std::string("<") + name + "/> has no room for an entry");
    }
    Result<HeldEntry> put(std::size_t at, std::string text) const {
      const auto written = "<artifactId>" + xml_escaped(name_.after) + "</artifactId>";
      return HeldEntry{.edits = {{.offset = at, .length = 0, .text = std::move(text)}},
                       .written = written,
                       .remark = "an entry of <dependencyManagement>: " + std::string(name_.before) + ":" +
                                 std::string(name_.after) + " " + std::string(version_)};
    }

    std::string managed(const std::string& indent, const std::string& step) const {
      return indent + "<dependencyManagement>" + end_ + wrapped("dependencies", indent + step, step) + end_ +
             indent + "</dependencyManagement>";
    }
    std::string wrapped(const std::string& name, const std::string& indent, const std::string& step) const {
      return indent + "<" + name + ">" + end_ + dependency(indent + step, step) + end_ + indent + "</" +
             name + ">";
    }
    std::string dependency(const std::string& indent, const std::string& step) const {
      const auto line = [&](const char* name, std::string_view text) {
        return indent + step + "<" + name + ">" + xml_escaped(text) + "</" + name + ">" + end_;
      };
      return indent + "<dependency>" + end_ + line("groupId", name_.before) +
             line("artifactId", name_.after) + line("version", version_) + indent + "</dependency>";
    }

    // By the project's first child.
    std::string step_of() const {
      std::string step;
      project_.each([&](Xml one) {
        if (step.empty()) step = indent_of(text_, one);
      });
      return step.empty() ? "  " : step;
    }

    std::string_view text_;
    Xml project_;
    base::Halves name_;
    std::string_view version_;
    std::string end_;
  };
};

}  // namespace

std::unique_ptr<ManifestEditor> make_pom_xml() { return std::make_unique<PomXml>(); }

}  // namespace pratique::fix::manifests
