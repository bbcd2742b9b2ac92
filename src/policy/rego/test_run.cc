#include "policy/rego/test_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.h"
#include "codec/json.h"
#include "codec/json_value.h"
#include "policy/rego/engine.h"

namespace pratique::policy {

namespace {

constexpr std::string_view kPrefix = "test_", kTestEnd = "_test.rego", kEnd = ".rego";

// What is evaluated together.
struct Suite {
  const RegoFile& tests;
  const RegoFile& policy;
  const std::vector<RegoFile>& libraries;
};

RegoAnswer unasked(std::string_view name, std::string_view) {
  return RegoAnswer::no_data(fmt::format("the test does not say what {} answers", name));
}

std::string refused(const Error& error) {
  return codec::to_compact_text(codec::JsonObject{{"refused", codec::view(error.what)},
                                                  {"file", codec::view(error.where.file)},
                                                  {"line", error.where.line.value_or(0)}});
}

// regorus replaces rules and its own functions by `with`, none that a program adds. So in a test each function that Scout offers
// is one of Rego, which asks the added one, and the files import its namespace in the line of their package: the numbers of
// lines stay.
struct Replaceable {
  std::string_view space, functions;
};
constexpr std::array<Replaceable, 4> kReplaceable = {{
    {"oci",
     "referrer(a) := oci.referrer(a)\nreferrer_index(a, b) := oci.referrer_index(a, b)\n"
     "referrer_by_digest(a, b) := oci.referrer_by_digest(a, b)\nindex(a, b) := oci.index(a, b)\n"
     "canonical_name(a) := oci.canonical_name(a)\nimage_digest(a) := oci.image_digest(a)\n"},
    {"scout",
     "vulnerabilities(a) := scout.vulnerabilities(a)\npackage_provenance(a) := scout.package_provenance(a)\n"
     "package_recommendation(a) := scout.package_recommendation(a)\nbase_image() := scout.base_image()\n"
     "parse_purl(a) := scout.parse_purl(a)\n"},
    {"cosign",
     "verify_dsse(a, b) := cosign.verify_dsse(a, b)\nverify_image(a, b) := cosign.verify_image(a, b)\n"
     "verify_images(a, b) := cosign.verify_images(a, b)\n"},
    {"gpg", "verify_commit(a, b, c) := gpg.verify_commit(a, b, c)\n"},
}};
constexpr std::string_view kReplaceablePackage = "pratique_functions";

// Whether a file calls something else so, as tests do that import the policies' package.
bool has_own(std::string_view text, std::string_view space) {
  for (const auto line : base::lines(text)) {
    const auto words = base::words(line);
    if (words.size() >= 2 && words[0] == "import" && words.back().ends_with(space) &&
        (words.back() == space || words.back().ends_with("." + std::string(space))))
      return true;
  }
  return false;
}

std::string with_imports(std::string_view text) {
  std::string imports;
  for (const auto& each : kReplaceable) {
    if (!has_own(text, each.space))
      imports += fmt::format(" import data.{}.{}", kReplaceablePackage, each.space);
  }
  std::string changed;
  bool done = false;
  for (const auto line : base::lines(text)) {
    changed += line;
    if (!done && base::trim(line).starts_with("package")) {
      // Behind the name, before a comment.
      const auto comment = line.find('#');
      if (comment != std::string_view::npos) changed.resize(changed.size() - (line.size() - comment));
      changed += imports;
      done = true;
    }
    changed += '\n';
  }
  return changed;
}

// In the child: one answer for each test, then the coverage.
void run(const Suite& suite, const TellAnswer& tell) {
  const RegoAsking asking(unasked);
  RegoEngine engine(asking, false);
  engine.watch_coverage();
  for (const auto& library : suite.libraries) {
    if (auto added = engine.add_policy(library.path, library.text); !added)
      return tell(refused(added.error()));
  }
  for (const auto& each : kReplaceable) {
    const auto text =
        fmt::format("package {}.{}\nimport rego.v1\n{}", kReplaceablePackage, each.space, each.functions);
    if (auto added = engine.add_policy(each.space, text); !added) return tell(refused(added.error()));
  }
  for (const auto* file : {&suite.policy, &suite.tests}) {
    if (auto added = engine.add_policy(file->path, with_imports(file->text)); !added)
      return tell(refused(added.error()));
  }
  (void)engine.add_data("{\"config\":{}}");
  for (const auto& [name, line] : tests_in(suite.tests.text)) {
    const auto evaluated = engine.evaluate("data." + suite.tests.package + "." + name);
    const bool passed = evaluated.kind == RegoEvaluated::Kind::kValue && evaluated.text == "true";
    std::string reason;
    if (evaluated.kind == RegoEvaluated::Kind::kNoData) {
      reason = "no data: " + evaluated.text;
    } else if (evaluated.kind != RegoEvaluated::Kind::kValue) {
      const auto fault = fault_of(evaluated.text);
      reason = fault.where.line ? fmt::format("line {}: {}", *fault.where.line, fault.what) : fault.what;
    } else if (!passed) {
      reason = "is false or undefined";
    }
    tell(codec::to_compact_text(codec::JsonObject{{"passed", passed},
                                                  {"reason", codec::view(reason)},
                                                  {"prints", codec::texts(engine.take_prints())}}));
  }
  tell(engine.coverage());
}

std::vector<std::uint64_t> numbers(codec::Json list) {
  std::vector<std::uint64_t> all;
  list.each([&](codec::Json each) { all.push_back(static_cast<std::uint64_t>(each.integer().value_or(0))); });
  std::sort(all.begin(), all.end());
  return all;
}

RegoCoverage coverage_in(std::string_view text, const std::string& file) {
  RegoCoverage coverage{.file = file};
  const auto document = codec::JsonDocument::parse(text);
  if (!document) return coverage;
  document->root()["files"].each([&](codec::Json each) {
    if (each["path"].text() != file) return;
    coverage.covered = numbers(each["covered"]);
    coverage.missed = numbers(each["not_covered"]);
  });
  return coverage;
}

Result<void> take(const Suite& suite, const DoneApart& done, RegoTests& into) {
  const auto tests = tests_in(suite.tests.text);
  std::size_t at = 0;
  for (const auto& answer : done.answers) {
    if (at == tests.size()) {
      into.coverage.push_back(coverage_in(answer, suite.policy.path));
      return {};
    }
    const auto document = codec::JsonDocument::parse(answer);
    if (!document) return tl::unexpected(document.error());
    const auto root = document->root();
    if (const auto why = root["refused"]) {
      Where where{.file = root["file"].text_or("")};
      if (const auto line = root["line"].integer().value_or(0); line > 0)
        where.line = static_cast<std::uint64_t>(line);
      return base::fail(ErrorKind::kInvalid, why.text_or(""), std::move(where));
    }
    RegoTest test{.file = suite.tests.path,
                  .name = tests[at].first,
                  .line = tests[at].second,
                  .passed = root["passed"].boolean().value_or(false),
                  .reason = root["reason"].text_or("")};
    root["prints"].each([&](codec::Json line) { test.prints.emplace_back(line.text()); });
    into.tests.push_back(std::move(test));
    ++at;
  }
  // The child ended before: the test that it was at has failed, and those behind it were not run.
  for (; at < tests.size(); ++at)
    into.tests.push_back({.file = suite.tests.path,
                          .name = tests[at].first,
                          .line = tests[at].second,
                          .reason = "the test " + done.death.value_or("was not run")});
  into.coverage.push_back({.file = suite.policy.path});
  return {};
}

std::string policy_path_of(const std::string& path) {
  return path.ends_with(kTestEnd) ? path.substr(0, path.size() - kTestEnd.size()) + std::string(kEnd) : "";
}

}  // namespace

std::uint64_t RegoCoverage::percent() const {
  const auto all = covered.size() + missed.size();
  return all == 0 ? 0 : covered.size() * 100 / all;
}

std::vector<std::pair<std::string, std::uint64_t>> tests_in(std::string_view text) {
  std::vector<std::pair<std::string, std::uint64_t>> tests;
  std::set<std::string, std::less<>> seen;
  std::uint64_t number = 0;
  for (const auto line : base::lines(text)) {
    ++number;
    if (!line.starts_with(kPrefix)) continue;
    std::size_t end = 0;
    while (end < line.size() && (base::is_alnum(line[end]) || line[end] == '_')) ++end;
    if (seen.emplace(line.substr(0, end)).second && tests.size() < kMaxTests)
      tests.emplace_back(line.substr(0, end), number);
  }
  return tests;
}

Result<RegoTests> test_rego(std::vector<RegoFile> files, const ApartLimits& limits) {
  PQ_CHECK(policies_in(files, ""));
  std::sort(files.begin(), files.end(), [](const RegoFile& a, const RegoFile& b) { return a.path < b.path; });
  std::map<std::string, const RegoFile*> policies;
  std::vector<RegoFile> libraries;
  for (auto& file : files) {
    PQ_TRY(file.package, read_package(file.text));
    if (file.is_test()) continue;
    if (file.is_policy())
      policies.emplace(file.path, &file);
    else
      libraries.push_back(file);
  }
  RegoTests done;
  std::set<std::string> tested;
  for (const auto& file : files) {
    if (!file.is_test()) continue;
    const auto policy = policies.find(policy_path_of(file.path));
    if (policy == policies.end())
      return base::fail(ErrorKind::kNotFound, "a file of tests without its policy", Where{.file = file.path},
                        "call it as the policy's file, with _test before .rego");
    const Suite suite{file, *policy->second, libraries};
    tested.insert(policy->first);
    PQ_TRY(const auto apart, done_apart([&](const TellAnswer& tell) { run(suite, tell); }, limits));
    PQ_CHECK(take(suite, apart, done));
  }
  for (const auto& [path, file] : policies) {
    if (!tested.contains(path)) done.coverage.push_back({.file = path});
  }
  return done;
}

}  // namespace pratique::policy
