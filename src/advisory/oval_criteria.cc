#include "advisory/oval_criteria.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr std::size_t kMaxDepth = 32;
// Alternatives of one definition. SUSE's kernel has some thousand.
constexpr std::size_t kMaxCases = 50'000;
constexpr std::size_t kMaxNames = 2'000;
// Of ids, before their digits.
constexpr std::size_t kMaxPrefixes = 1'024;
// Of bookkeeping, for each text.
constexpr std::uint64_t kTextBytes = 96;

// One way in which criteria can be true: what holds of packages, and where.
struct Case {
  struct Package {
    std::string name, comment;
    Range range;
    Status status = Status::kAffected;
  };
  std::vector<Package> packages;
  std::vector<std::string> platforms, architectures;
  std::string module;
};
using Cases = std::vector<Case>;

// Comparisons of versions (OVAL language, OperationEnumeration). SUSE has written some as the numbers that openscap has
// for them.
enum class Comparison { kOther, kEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kPattern };
Comparison comparison_of(std::string_view text) {
  struct Row {
    std::string_view word, number;
    Comparison comparison;
  };
  constexpr std::array kRows{Row{"equals", "1", Comparison::kEqual},
                             Row{"greater than", "5", Comparison::kGreater},
                             Row{"less than", "6", Comparison::kLess},
                             Row{"greater than or equal", "7", Comparison::kGreaterOrEqual},
                             Row{"less than or equal", "8", Comparison::kLessOrEqual},
                             Row{"pattern match", "11", Comparison::kPattern}};
  if (text.empty()) return Comparison::kEqual;  // the schema's default
  const auto* row = std::find_if(kRows.begin(), kRows.end(),
                                 [&](const Row& each) { return each.word == text || each.number == text; });
  return row == kRows.end() ? Comparison::kOther : row->comparison;
}

Comparison opposite(Comparison comparison) {
  switch (comparison) {
    case Comparison::kLess:
      return Comparison::kGreaterOrEqual;
    case Comparison::kLessOrEqual:
      return Comparison::kGreater;
    case Comparison::kGreater:
      return Comparison::kLessOrEqual;
    case Comparison::kGreaterOrEqual:
      return Comparison::kLess;
    default:
      return Comparison::kOther;
  }
}

// "0:1.2-3" is "1.2-3" to rpm and dpkg: a missing epoch is 0.
std::string without_epoch_0(std::string_view evr) {
  return std::string(base::trim(evr.starts_with("0:") ? evr.substr(2) : evr));
}

Result<Range> range_of(Comparison comparison, std::string_view evr) {
  auto version = without_epoch_0(evr);
  // Microsoft has written three versions of one package into one bound.
  if (version.empty() || version.find_first_of(", ") != std::string::npos)
    return base::invalid("a bound that is no version: \"" + version + "\"");
  // SUSE's "is affected" is "at least 0:0-0".
  if (version == "0-0") version = "0";
  switch (comparison) {
    case Comparison::kEqual:
      return Range{.introduced = version, .fixed = {}, .last_affected = version};
    case Comparison::kLess:
      return Range{.introduced = "0", .fixed = std::move(version), .last_affected = {}};
    case Comparison::kLessOrEqual:
      return Range{.introduced = "0", .fixed = {}, .last_affected = std::move(version)};
    case Comparison::kGreater:
      return Range{
          .introduced = std::move(version), .fixed = {}, .last_affected = {}, .after_introduced = true};
    case Comparison::kGreaterOrEqual:
      return Range{.introduced = std::move(version), .fixed = {}, .last_affected = {}};
    default:
      return base::invalid("a comparison of versions that gives no range");
  }
}

bool is_open(const Range& range) { return range.introduced.empty() || range.introduced == "0"; }
bool is_endless(const Range& range) { return range.fixed.empty() && range.last_affected.empty(); }

// What both say: one begins it and the other ends it, or they are the same.
Result<Range> both(const Range& one, const Range& other) {
  if (one == other || (is_open(other) && is_endless(other))) return one;
  if (is_open(one) && is_endless(one)) return other;
  const bool first_begins = is_endless(one) && is_open(other);
  const bool second_begins = is_endless(other) && is_open(one);
  if (!first_begins && !second_begins) return base::invalid("two conditions on one version");
  Range range = first_begins ? other : one;
  range.introduced = (first_begins ? one : other).introduced;
  range.after_introduced = (first_begins ? one : other).after_introduced;
  return range;
}

// "(aarch64|ppc64le)", "aarch64|x86_64", "x86_64".
std::vector<std::string> architectures_of(std::string_view pattern) {
  std::vector<std::string> out;
  while (!pattern.empty() && (pattern.front() == '(' || pattern.front() == '^')) pattern.remove_prefix(1);
  while (!pattern.empty() && (pattern.back() == ')' || pattern.back() == '$')) pattern.remove_suffix(1);
  for (const auto each : base::split(pattern, '|')) {
    const auto name = base::trim(each);
    const bool plain = !name.empty() && name.find_first_of("*+?.[]()^$\\ ") == std::string_view::npos;
    if (!plain) return {};  // ".*": every one
    out.emplace_back(name);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// "NAME" and "EVR" of what a comment says, where the test itself is not there (samples of Oracle's).
struct Said {
  std::string name;
  Comparison comparison = Comparison::kOther;
  std::string evr;
};

std::string_view before(std::string_view text, std::string_view words) {
  const auto at = text.find(words);
  return at == std::string_view::npos ? std::string_view() : text.substr(0, at);
}

// "kernel-default-4.12.14-150.72.1": a name has no blanks, a version and a release no "-".
std::optional<Said> said_by_installed(std::string_view text) {
  if (text.find(' ') != std::string_view::npos) return std::nullopt;
  const auto release = text.rfind('-');
  if (release == std::string_view::npos || release == 0) return std::nullopt;
  const auto version = text.rfind('-', release - 1);
  if (version == std::string_view::npos || version == 0) return std::nullopt;
  // SUSE's "is installed" is a test for what is older.
  return Said{std::string(text.substr(0, version)), Comparison::kLess, std::string(text.substr(version + 1))};
}

std::optional<Said> said_by(std::string_view comment) {
  auto text = comment;
  if (text.starts_with("Package ")) text.remove_prefix(8);
  if (const auto name = before(text, " is earlier than "); !name.empty()) {
    auto evr = text.substr(name.size() + 17);
    return Said{std::string(name), Comparison::kLess, std::string(evr.substr(0, evr.find_first_of(", ")))};
  }
  if (text.ends_with(" is installed")) return said_by_installed(text.substr(0, text.size() - 13));
  return std::nullopt;
}

// Conditions that are true where the package is what it says it is, or that are about the running system.
bool is_always_true(std::string_view comment) {
  return base::contains(comment, " is signed with ") || comment.ends_with(" is ksplice-based") ||
         base::contains(comment, " is currently running") ||
         base::contains(comment, " is set to boot up on") || base::contains(comment, "Long Term Support");
}

// "Module nodejs:18 is enabled" → "nodejs:18".
std::string_view module_of(std::string_view comment) {
  if (!comment.starts_with("Module ") || !comment.ends_with(" is enabled")) return {};
  return base::trim(comment.substr(7, comment.size() - 7 - 11));
}

// "Oracle Linux 7 is installed", "Red Hat Enterprise Linux must be installed" → the system's name. Packages have no
// blanks in their names.
std::string_view platform_of(std::string_view comment) {
  auto name = before(comment, " is installed");
  if (name.empty()) name = before(comment, " must be installed");
  return name;
}

// Ubuntu says all in words, and its tests of the kernel are none of packages: "linux package in jammy was vulnerable but
// has been fixed (note: '5.15.0-25.25').", "The 'php-openid' package in trusty is affected and needs fixing." → the
// source package. A CVE may stand before it in brackets.
std::string_view source_package_of(std::string_view comment) {
  auto name = before(comment, " package in ");
  if (name.starts_with("(CVE-") && base::contains(name, ") ")) name = name.substr(name.find(") ") + 2);
  if (name.starts_with("The ")) name.remove_prefix(4);
  if (name.size() > 2 && name.front() == '\'' && name.back() == '\'') name = name.substr(1, name.size() - 2);
  return name.find(' ') == std::string_view::npos ? name : std::string_view();
}

// "5.15.0-25.25" of "has been fixed (note: '5.15.0-25.25')."; "" where it is no version.
std::string_view noted_version(std::string_view comment) {
  const auto at = comment.find("(note: '");
  if (at == std::string_view::npos || !base::contains(comment, "vulnerable")) return {};
  const auto note = comment.substr(at + 8);
  const auto version = note.substr(0, note.find_first_of("' "));
  return !version.empty() && version.find_first_of("0123456789") != std::string_view::npos
             ? version
             : std::string_view();
}

class Judge {
 public:
  explicit Judge(const OvalTests& tests) : tests_(tests), texts_(tests.texts()) {}

  Result<Cases> cases(const OvalTree& tree, std::size_t at) {
    const auto& node = tree[at];
    if (node.is_leaf) return leaf(node);
    if (node.negates) return base::invalid("criteria that are negated as a whole");
    Cases all;
    bool first = true;
    for (std::size_t child = at + 1; child < node.end;
         child = tree[child].is_leaf ? child + 1 : tree[child].end) {
      PQ_TRY(auto more, cases(tree, child));
      if (node.is_or) {
        std::move(more.begin(), more.end(), std::back_inserter(all));
        if (all.size() > kMaxCases) return too_many();
      } else if (first) {
        all = std::move(more);
      } else {
        PQ_TRY(all, and_of(all, more));
      }
      first = false;
    }
    if (node.is_or) join_conditions(all);
    return all;
  }

 private:
  static tl::unexpected<Error> too_many() { return base::over_limit("more than 50,000 alternatives"); }

  Result<Cases> leaf(const OvalNode& node) {
    const auto comment = texts_[node.comment];
    if (is_always_true(comment)) return Cases(1);
    if (const auto module = module_of(comment); !module.empty()) {
      if (node.negates) return base::invalid("a negated condition on a module");
      return Cases{Case{.packages = {}, .platforms = {}, .architectures = {}, .module = std::string(module)}};
    }
    const auto* test = tests_.test(node.test);
    if (const auto name = source_package_of(comment); !name.empty())
      return by_words(node, test, name, comment);
    return test == nullptr ? by_comment(node, comment) : by_test(node, *test, comment);
  }

  // Without its test.
  Result<Cases> by_comment(const OvalNode& node, std::string_view comment) {
    if (node.negates) return base::invalid("a negated condition without its test");
    if (const auto said = said_by(comment)) {
      PQ_TRY(auto range, range_of(said->comparison, said->evr));
      return Cases{package(said->name, comment, std::move(range))};
    }
    if (const auto name = before(comment, " is not affected"); !name.empty())
      return Cases{package(name, comment, {.introduced = "0"}, Status::kNotAffected)};
    if (const auto name = before(comment, " is affected"); !name.empty() && !base::contains(name, " "))
      return Cases{package(name, comment, {.introduced = "0"})};
    if (const auto at = comment.find(" arch is "); at != std::string_view::npos)
      return Cases{Case{.packages = {},
                        .platforms = {},
                        .architectures = architectures_of(comment.substr(at + 9)),
                        .module = {}}};
    if (const auto platform = platform_of(comment); !platform.empty()) return Cases{system(platform)};
    return base::invalid("criterion without its test: \"" + std::string(comment) + "\"");
  }

  Result<Cases> by_words(const OvalNode& node, const OvalTests::Test* test, std::string_view name,
                         std::string_view comment) {
    if (node.negates) return base::invalid("a negated condition on a source package");
    Range range{.introduced = "0", .fixed = {}, .last_affected = {}};
    if (base::contains(comment, "vulnerable")) {
      range.fixed = noted_version(comment);
      for (std::size_t i = 0; test != nullptr && i < test->states.size(); ++i) {
        const auto* state = tests_.state(test->states[i]);
        if (state != nullptr && state->evr != 0) range.fixed = without_epoch_0(texts_[state->evr]);
      }
    }
    return Cases{package(name, comment, std::move(range))};
  }

  Result<Cases> by_test(const OvalNode& node, const OvalTests::Test& test, std::string_view comment) {
    if (!test.is_of_package) return by_other_test(node, comment);
    OvalTests::State state;
    for (const auto id : test.states) {
      const auto* each = tests_.state(id);
      if (each == nullptr) return by_comment(node, comment);  // a truncated document
      merge(*each, state);
    }
    if (state.has_signature) return Cases(1);
    const auto architectures = architectures_of(texts_[state.architecture]);
    const bool is_negated = node.negates != test.none_exists;
    if (state.evr == 0 && state.version == 0 && !test.states.empty()) {
      // Of a system's release package: on which processor it runs.
      if (is_negated) return base::invalid("a negated condition on architectures");
      return Cases{Case{.packages = {}, .platforms = {}, .architectures = architectures, .module = {}}};
    }
    if (state.version != 0 && state.evr == 0) return by_version(test, state, is_negated, comment);
    auto names = tests_.packages(test.object);
    if (names.empty()) return by_comment(node, comment);
    Range range{.introduced = "0", .fixed = {}, .last_affected = {}};
    if (state.evr != 0) {
      auto comparison = comparison_of(texts_[state.evr_operation]);
      if (comparison == Comparison::kPattern) return Cases(1);  // Oracle's "is ksplice-based"
      if (is_negated) comparison = opposite(comparison);
      PQ_TRY(range, range_of(comparison, texts_[state.evr]));
    } else if (is_negated) {
      return base::invalid("a condition that a package is not there");
    }
    Cases out;
    for (const auto& name : names) {
      out.push_back(package(name, comment, range));
      out.back().architectures = architectures;
    }
    return out;
  }

  // A state that tests the version without its release is about the system ("sles-release is ==15.1"), or SUSE's way
  // to say that a package is not affected ("kernel-default is ==0").
  Result<Cases> by_version(const OvalTests::Test& test, const OvalTests::State& state, bool is_negated,
                           std::string_view comment) {
    if (is_negated) return base::invalid("a negated condition on a system");
    const auto names = tests_.packages(test.object);
    if (texts_[state.version] == "0" && !names.empty()) {
      Cases out;
      for (const auto& name : names)
        out.push_back(package(name, comment, {.introduced = "0"}, Status::kNotAffected));
      return out;
    }
    const auto platform = platform_of(comment);
    if (!platform.empty()) return Cases{system(platform)};
    return base::invalid("a condition on a system without its name: \"" + std::string(comment) + "\"");
  }

  // Of the kernel that runs, of files, of the system's family. What says which system it is counts; the rest is
  // nothing that the packages of an image could tell.
  Result<Cases> by_other_test(const OvalNode& node, std::string_view comment) {
    const auto platform = platform_of(comment);
    if (platform.empty() || node.negates) return Cases(1);
    return Cases{system(platform)};
  }

  void merge(const OvalTests::State& from, OvalTests::State& into) {
    if (from.evr != 0) into.evr = from.evr, into.evr_operation = from.evr_operation;
    if (from.version != 0) into.version = from.version, into.version_operation = from.version_operation;
    if (from.architecture != 0) into.architecture = from.architecture;
    into.has_signature = into.has_signature || from.has_signature;
  }

  static Case package(std::string_view name, std::string_view comment, Range range,
                      Status status = Status::kAffected) {
    Case out;
    out.packages.push_back({std::string(name), std::string(comment), std::move(range), status});
    return out;
  }
  static Case system(std::string_view name) {
    Case out;
    out.platforms.emplace_back(name);
    return out;
  }

  // Both must be true.
  static Result<Cases> and_of(const Cases& some, const Cases& others) {
    if (some.size() * others.size() > kMaxCases) return too_many();
    Cases all;
    for (const auto& one : some) {
      for (const auto& other : others) {
        auto joined = one;
        joined.packages.insert(joined.packages.end(), other.packages.begin(), other.packages.end());
        if (joined.module.empty()) joined.module = other.module;
        if (narrow(joined.platforms, other.platforms) && narrow(joined.architectures, other.architectures))
          all.push_back(std::move(joined));
      }
    }
    return all;
  }

  // An empty list is every one. False: nothing is in both. A system may be named twice, "Red Hat Enterprise Linux" and
  // "Red Hat Enterprise Linux 8": the longer name says both.
  static bool narrow(std::vector<std::string>& list, const std::vector<std::string>& other) {
    if (other.empty()) return true;
    if (list.empty()) {
      list = other;
      return true;
    }
    std::vector<std::string> both;
    for (const auto& a : list) {
      for (const auto& b : other) {
        const auto& longer = a.size() < b.size() ? b : a;
        if (longer.starts_with(a.size() < b.size() ? a : b)) both.push_back(longer);
      }
    }
    std::sort(both.begin(), both.end());
    both.erase(std::unique(both.begin(), both.end()), both.end());
    list = std::move(both);
    return !list.empty();
  }

  // Alternatives that name no package and differ in the system, or in the architecture, only are one: "one of these".
  // So twelve products with a hundred packages are a hundred cases, not 1,200.
  static void join_conditions(Cases& all) {
    Cases kept;
    Case systems, processors;
    bool any_system = false, any_processor = false, nothing = false;
    for (auto& each : all) {
      const bool only_systems = each.packages.empty() && each.module.empty() && each.architectures.empty();
      const bool only_processors = each.packages.empty() && each.module.empty() && each.platforms.empty();
      if (only_systems && only_processors) {
        nothing = true;
      } else if (only_systems) {
        any_system = true;
        std::move(each.platforms.begin(), each.platforms.end(), std::back_inserter(systems.platforms));
      } else if (only_processors) {
        any_processor = true;
        std::move(each.architectures.begin(), each.architectures.end(),
                  std::back_inserter(processors.architectures));
      } else {
        kept.push_back(std::move(each));
      }
    }
    if (any_system) kept.push_back(std::move(systems));
    if (any_processor) kept.push_back(std::move(processors));
    if (nothing) kept.emplace_back();
    all = std::move(kept);
  }

  const OvalTests& tests_;
  const OvalTexts& texts_;
};

// One entry for each package of a case, which may name it twice (from, to).
Result<std::vector<Case::Package>> joined(std::vector<Case::Package>&& packages) {
  std::vector<Case::Package> out;
  for (auto& each : packages) {
    const auto same =
        std::find_if(out.begin(), out.end(), [&](const auto& other) { return other.name == each.name; });
    if (same == out.end()) {
      out.push_back(std::move(each));
    } else {
      PQ_TRY(same->range, both(same->range, each.range));
    }
  }
  return out;
}

// Whom a case is about that names several packages: those that are too old in it, for whoever says that one is there, or is
// at least of some version, says beside what it is. Where none is, all of them. Of one that can never be true, those for whose
// sake.
std::vector<bool> subjects_of(const std::vector<Case::Package>& packages) {
  const auto never = [](const Case::Package& each) { return each.status == Status::kNotAffected; };
  const auto ends = [](const Case::Package& each) { return !is_endless(each.range); };
  const auto any = [&](const auto& is) { return std::any_of(packages.begin(), packages.end(), is); };
  const bool is_never = any(never), is_any_old = any(ends);
  std::vector<bool> out;
  for (const auto& each : packages) out.push_back(is_never ? never(each) : !is_any_old || ends(each));
  return out;
}

Result<void> add_statements(Case&& one, std::vector<OvalStatement>& out) {
  PQ_TRY(const auto packages, joined(std::move(one.packages)));
  const auto is_subject = subjects_of(packages);
  for (std::size_t i = 0; i < packages.size(); ++i) {
    if (!is_subject[i]) continue;
    out.push_back({.package = packages[i].name,
                   .range = packages[i].range,
                   .status = packages[i].status,
                   .platforms = one.platforms,
                   .architectures = one.architectures,
                   .module = one.module,
                   .comment = packages[i].comment,
                   .only_beside_others = packages.size() > 1});
  }
  return {};
}

Result<void> add_node(codec::Xml node, std::size_t depth, OvalTexts& texts, OvalIds& ids, OvalTree& tree) {
  if (depth > kMaxDepth) return base::over_limit("criteria nested more than 32 deep");
  const auto at = tree.size();
  const auto comment = node.attribute("comment");
  const bool is_group = node.name() == "criteria";
  const auto test = node.attribute(node.name() == "extend_definition" ? "definition_ref" : "test_ref");
  tree.push_back({.test = is_group ? 0 : ids.id(test),
                  .comment = is_group ? 0 : texts.number(base::trim(comment)),
                  .is_leaf = !is_group,
                  .is_or = node.attribute("operator") == "OR",
                  .negates = node.attribute("negate") == "true"});
  Result<void> sound;
  if (is_group) {
    if (const auto word = node.attribute("operator"); !word.empty() && word != "AND" && word != "OR")
      return base::invalid("criteria joined by " + std::string(word));
    node.each([&](codec::Xml child) {
      if (child.name() != "notes" && sound) sound = add_node(child, depth + 1, texts, ids, tree);
    });
  }
  tree[at].end = static_cast<std::uint32_t>(tree.size());
  return sound;
}

}  // namespace

OvalTexts::Number OvalTexts::number(std::string_view text) {
  const auto at = numbers_.find(text);
  if (at != numbers_.end()) return at->second;
  const auto number = static_cast<Number>(texts_.size());
  texts_.emplace_back(text);
  numbers_.emplace(texts_.back(), number);
  bytes_ += text.size() + kTextBytes;
  return number;
}

OvalIds::Id OvalIds::id(std::string_view text) {
  constexpr Id kNumbered = 1ull << 63;
  constexpr unsigned kDigitBits = 52;
  const auto at = text.rfind(':');
  const auto digits = at == std::string_view::npos ? std::nullopt : base::to_uint(text.substr(at + 1));
  // A leading zero would make two ids one.
  const bool plain = digits && *digits < (1ull << kDigitBits) && text[at + 1] != '0';
  auto prefix = std::find(prefixes_.begin(), prefixes_.end(), text.substr(0, plain ? at : 0));
  if (plain && prefix == prefixes_.end() && prefixes_.size() < kMaxPrefixes)
    prefix = prefixes_.emplace(prefixes_.end(), text.substr(0, at));
  if (!plain || prefix == prefixes_.end()) return texts_.number(text);
  return kNumbered | static_cast<Id>(prefix - prefixes_.begin()) << kDigitBits | *digits;
}

void OvalTests::add(codec::Xml element) {
  const auto kind = element.name();
  const auto id = ids_.id(element.attribute("id"));
  if (kind.ends_with("_test")) {
    Test test{.states = {},
              .object = ids_.id(element["object"].attribute("object_ref")),
              .is_of_package = kind == "rpminfo_test" || kind == "dpkginfo_test",
              .none_exists = element.attribute("check_existence") == "none_exist"};
    element.each([&](codec::Xml child) {
      if (child.name() == "state") test.states.push_back(ids_.id(child.attribute("state_ref")));
    });
    tests_.insert_or_assign(id, std::move(test));
  } else if (kind.ends_with("_object")) {
    const auto name = element["name"];
    objects_.insert_or_assign(
        id, Object{.name = texts_.number(name.text()), .variable = ids_.id(name.attribute("var_ref"))});
  } else if (kind.ends_with("_state")) {
    const auto evr = element["evr"], version = element["version"];
    states_.insert_or_assign(id, State{.evr = texts_.number(evr.text()),
                                       .evr_operation = texts_.number(evr.attribute("operation")),
                                       .version = texts_.number(version.text()),
                                       .version_operation = texts_.number(version.attribute("operation")),
                                       .architecture = texts_.number(element["arch"].text()),
                                       .has_signature = static_cast<bool>(element["signature_keyid"])});
  } else if (kind == "constant_variable") {
    auto& values = variables_[id];
    element.each([&](codec::Xml child) {
      if (child.name() == "value" && values.size() < kMaxNames) values.push_back(texts_.number(child.text()));
    });
  }
}

const OvalTests::Test* OvalTests::test(OvalIds::Id id) const {
  const auto at = tests_.find(id);
  return at == tests_.end() ? nullptr : &at->second;
}

const OvalTests::State* OvalTests::state(OvalIds::Id id) const {
  const auto at = states_.find(id);
  return at == states_.end() ? nullptr : &at->second;
}

std::vector<std::string> OvalTests::packages(OvalIds::Id object) const {
  std::vector<std::string> names;
  const auto at = objects_.find(object);
  if (at == objects_.end()) return names;
  if (at->second.name != 0) names.emplace_back(texts_[at->second.name]);
  const auto values = variables_.find(at->second.variable);
  if (at->second.variable == 0 || values == variables_.end()) return names;
  for (const auto value : values->second) names.emplace_back(texts_[value]);
  return names;
}

Result<OvalTree> tree_of(codec::Xml criteria, OvalTexts& texts, OvalIds& ids) {
  OvalTree tree;
  if (!criteria) return tree;
  PQ_CHECK(add_node(criteria, 0, texts, ids, tree));
  return tree;
}

Result<std::vector<OvalStatement>> statements_of(const OvalTree& tree, const OvalTests& tests) {
  std::vector<OvalStatement> out;
  if (tree.empty()) return out;
  PQ_TRY(auto cases, Judge(tests).cases(tree, 0));
  for (auto& each : cases) {
    PQ_CHECK(add_statements(std::move(each), out));
  }
  return out;
}

}  // namespace pratique::advisory
