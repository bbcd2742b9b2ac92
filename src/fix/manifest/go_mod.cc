// go.mod. Source: Go Modules Reference, "go.mod files", "require directive", "replace directive".
#include <algorithm>
#include <map>

#include "base/text.h"
#include "fix/declaration_editor.h"
#include "version/order.h"

namespace pratique::fix::manifests {

namespace {

struct Word {
  // Without quotes.
  std::string text;
  // Without them, too.
  std::size_t offset = 0, length = 0;
};

struct Directive {
  // "require", "replace".
  std::string verb;
  // Behind the verb.
  std::vector<Word> words;
  std::size_t offset = 0;
  bool indirect = false;
  // Of a block that this line ends: where the line begins.
  bool closes = false;
};

// The words of one line from `at` on, to a comment.
std::vector<Word> words_of(std::string_view text, std::size_t at, std::size_t end) {
  std::vector<Word> out;
  while (at < end) {
    const char c = text[at];
    if (base::is_space(c)) {
      ++at;
    } else if (text.substr(at, 2) == "//") {
      break;
    } else if (c == '"' || c == '`') {
      const auto close = std::min(text.find(c, at + 1), end);
      out.push_back({.text = std::string(text.substr(at + 1, close - at - 1)),
                     .offset = at + 1,
                     .length = close - at - 1});
      at = close + 1;
    } else if (c == '(' || c == ')') {
      out.push_back({.text = std::string(1, c), .offset = at, .length = 1});
      ++at;
    } else {
      const auto from = at;
      while (at < end && !base::is_space(text[at]) && text[at] != ')' && text.substr(at, 2) != "//") ++at;
      out.push_back({.text = std::string(text.substr(from, at - from)), .offset = from, .length = at - from});
    }
  }
  return out;
}

std::vector<Directive> directives(std::string_view text) {
  std::vector<Directive> out;
  std::string block;
  for (std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    auto words = words_of(text, at, end);
    const auto line = text.substr(at, end - at);
    const auto comment = line.find("//");
    const auto said = comment == line.npos ? "" : base::trim(line.substr(comment + 2));
    Directive one{.verb = block,
                  .words = {},
                  .offset = at,
                  .indirect = said == "indirect" || said.starts_with("indirect;")};
    if (!words.empty() && words.front().text == ")") {
      one.closes = true;
      out.push_back(std::move(one));
      block.clear();
    } else if (words.size() > 1 && block.empty() && words[1].text == "(") {
      block = words.front().text;
    } else if (!words.empty()) {
      if (block.empty()) {
        one.verb = words.front().text;
        words.erase(words.begin());
      }
      one.words = std::move(words);
      out.push_back(std::move(one));
    }
    at = end + 1;
  }
  return out;
}

// "2" of "example.com/m/v2" and "gopkg.in/yaml.v2"; "1" of a path that names none.
std::string major_of_path(std::string_view path) {
  const auto last = base::base_name(path);
  const auto digits = [](std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, base::is_digit) ? std::string(text) : std::string("1");
  };
  if (path.starts_with("gopkg.in/"))
    return digits(last.substr(std::min(last.rfind(".v"), last.size() - 2) + 2));
  return last.starts_with('v') && last != path ? digits(last.substr(1)) : "1";
}

const version::Order& order() { return *version::find_order("go"); }

class GoMod final : public DeclarationEditor {
 public:
  ManifestAbout about() const override {
    return {.format = "go.mod", .purl_type = "golang", .names = {"go.mod"}, .settle = "go mod tidy"};
  }

  Result<std::vector<DeclaredVersion>> read(std::string_view text) const override {
    PQ_CHECK(within_limit(text));
    const auto all = directives(text);
    if (std::ranges::find(all, "module", &Directive::verb) == all.end())
      return base::invalid("no go.mod: it names no module");
    const LineNumbers lines(text);
    std::map<std::string, const Directive*> replaced;
    for (const auto& one : all) {
      if (one.verb == "replace" && one.words.size() >= 3) replaced[one.words.front().text] = &one;
    }
    std::vector<DeclaredVersion> out;
    for (const auto& one : all) {
      if (one.verb != "require" || one.closes) continue;
      if (one.words.size() != 2)
        return base::fail(ErrorKind::kInvalid, "a require line of other than a path and a version",
                          {.line = lines.at(one.offset)});
      const auto& [path, version] = std::tie(one.words[0], one.words[1]);
      DeclaredVersion declared{.name = path.text,
                               .group = one.indirect ? "indirect" : "require",
                               .requirement = version.text,
                               .offset = version.offset,
                               .length = version.length,
                               .line = lines.at(one.offset)};
      if (const auto found = replaced.find(path.text);
          found != replaced.end() && applies(*found->second, version.text))
        declared.fixed = "is replaced on line " + std::to_string(lines.at(found->second->offset)) + ": " +
                         replacement(*found->second);
      out.push_back(std::move(declared));
    }
    return out;
  }

 protected:
  // The version that is named is the one that is built with, unless another module asks for a later one.
  Result<Admission> admission(const DeclaredVersion& one, std::string_view version) const override {
    const auto to = with_v(version);
    if (!order().valid(to)) return base::invalid("no version: " + std::string(version.substr(0, 80)));
    if (!order().valid(one.requirement))
      return base::fail(ErrorKind::kUnsupported, "\"" + one.requirement + "\" is no version");
    const auto by = order().compare(to, one.requirement);
    return by == 0 ? Admission::kAdmitted : by < 0 ? Admission::kOlder : Admission::kNewer;
  }

  // "Major version suffixes": another major version is another module.
  Result<MovedRequirement> moved(const DeclaredVersion& one, std::string_view to) const override {
    auto version = with_v(to);
    // Without a go.mod of its own a module has its later major versions under the same path.
    if (one.requirement.ends_with("+incompatible") && !version.ends_with("+incompatible") &&
        !check_major(one.name, version))
      version += "+incompatible";
    PQ_CHECK(check_major(one.name, version));
    return MovedRequirement{.text = version};
  }

  std::string follow(const PackageMove& move, const EditOptions&) const override {
    return "check what is built with: `go list -m " + move.name + "`";
  }

  Result<HeldEntry> hold(std::string_view text, const PackageMove& move, const EditOptions&) const override {
    const auto version = with_v(move.to);
    if (!order().valid(version)) return base::invalid("no version: " + move.to);
    PQ_CHECK(check_major(move.name, version));
    if (move.name.empty() || move.name.find_first_of(" \t\r\n\"`()/") == 0 ||
        move.name.find_first_of(" \t\r\n\"`()") != std::string::npos)
      return base::invalid("no path of a module");
    const std::string end(line_end_of(text));
    const auto line = move.name + " " + version + " // indirect";
    // The last block of requirements whose lines are indirect; else one of its own.
    const Directive* last = nullptr;
    const auto all = directives(text);
    bool indirect = false;
    for (const auto& one : all) {
      if (one.verb != "require") continue;
      if (one.closes && indirect) last = &one;
      indirect = !one.closes && one.indirect;
    }
    HeldEntry out{.edits = {}, .written = line, .remark = "a requirement that holds a transitive module"};
    const auto open = !text.empty() && !text.ends_with('\n') ? end : std::string();
    if (last != nullptr) {
      out.edits.push_back({.offset = last->offset, .length = 0, .text = "\t" + line + end});
    } else {
      out.edits.push_back({.offset = text.size(), .length = 0, .text = open + end + "require " + line + end});
    }
    return out;
  }

 private:
  static std::string with_v(std::string_view version) {
    return (version.starts_with('v') ? "" : "v") + std::string(version);
  }

  static Result<void> check_major(std::string_view path, std::string_view version) {
    if (version.ends_with("+incompatible")) return {};
    const auto digits = version.substr(1, version.find('.') - 1);
    const auto major = digits == "0" ? "1" : digits;
    const auto own = major_of_path(path);
    if (major == own || (own == "0" && digits == "0")) return {};
    return base::fail(ErrorKind::kUnsupported,
                      std::string(version) + " is of another module: its path names the major version " + own,
                      {}, "move the imports to the module of that major version");
  }

  // Without a version, or for this one.
  static bool applies(const Directive& replace, std::string_view version) {
    return replace.words[1].text == "=>" || replace.words[1].text == version;
  }
  static std::string replacement(const Directive& replace) {
    std::string out;
    for (const auto& word : replace.words) out += (out.empty() ? "" : " ") + word.text;
    return out;
  }
};

}  // namespace

std::unique_ptr<ManifestEditor> make_go_mod() { return std::make_unique<GoMod>(); }

}  // namespace pratique::fix::manifests
