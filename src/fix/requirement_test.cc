#include "fix/requirement.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/text.h"
#include "support/paths.h"

namespace pratique::fix {
namespace {

struct Vector {
  std::string language, requirement, version, said;
};

std::vector<Vector> vectors() {
  const auto text = testing::read_file("src/fix/testdata/requirements.tsv");
  std::vector<Vector> out;
  for (const auto line : base::lines(text)) {
    const auto cells = base::split(line, '\t');
    if (cells.size() == 4)
      out.push_back(
          {std::string(cells[0]), std::string(cells[1]), std::string(cells[2]), std::string(cells[3])});
  }
  return out;
}

std::string say(const Vector& one) {
  const auto admits = find_requirement_language(one.language)->admits(one.requirement, one.version);
  return !admits ? "invalid" : *admits ? "yes" : "no";
}

// RubyGems' and Poetry's libraries leave it to the resolver to pass over pre-releases that nobody asked for; here the language does.
bool is_left_to_the_resolver(const Vector& one) {
  const auto letters = [](std::string_view text) {
    return text.find_first_of("abcdefghijklmnopqrstuvwxyz") != text.npos;
  };
  return (one.language == "gem" || one.language == "poetry") && one.said == "yes" && letters(one.version) &&
         one.version.find("post") == std::string::npos && !letters(one.requirement);
}

// What the ecosystems' own libraries say (tools/requirement-vectors).
TEST(Requirements, AdmitWhatTheEcosystemsLibrariesAdmit) {
  std::map<std::string, int> asked;
  for (const auto& one : vectors()) {
    ++asked[one.language];
    if (is_left_to_the_resolver(one)) {
      EXPECT_EQ(say(one), one.version.find('+') == std::string::npos ? "no" : "yes")
          << one.requirement << one.version;
      continue;
    }
    if (const auto said = say(one); said != one.said) {
      ADD_FAILURE() << one.language << " \"" << one.requirement << "\" " << one.version << ": " << said
                    << ", not " << one.said;
    }
  }
  EXPECT_EQ(asked.size(), 6U);
}

// A requirement that is moved admits the new version and nothing older that it says it can leave out.
TEST(Requirements, MoveToWhatAdmitsTheVersionAndNoOlderOne) {
  std::map<std::string, std::set<std::string>> requirements, versions;
  for (const auto& one : vectors()) {
    if (one.said != "invalid") requirements[one.language].insert(one.requirement);
    if (one.said != "invalid") versions[one.language].insert(one.version);
  }
  std::map<std::string, int> moved_count;
  for (const auto& [name, list] : requirements) {
    const auto& language = *find_requirement_language(name);
    for (const auto& requirement : list) {
      for (const auto& to : versions[name]) {
        const auto before = language.admission(requirement, to);
        if (!before || *before != Admission::kNewer) continue;
        const auto moved = language.moved(requirement, to);
        if (!moved) continue;
        ++moved_count[name];
        EXPECT_EQ(language.admits(moved->text, to), true)
            << name << " " << requirement << " " << to << " " << moved->text;
        for (const auto& old : versions[name]) {
          const auto admission = language.admission(">=" + to, old);
          const bool older = admission && *admission == Admission::kOlder;
          if (!older || name == "maven") continue;
          EXPECT_NE(language.admits(moved->text, old), true) << name << " \"" << requirement << "\" to " << to
                                                             << ": \"" << moved->text << "\" admits " << old;
        }
      }
    }
  }
  for (const auto& [name, count] : moved_count) EXPECT_GT(count, 20) << name;
}

TEST(Requirements, OfGoAreMinima) {
  const auto& go = *find_requirement_language("golang");
  EXPECT_EQ(go.admission("v1.2.3", "v1.2.3"), Admission::kAdmitted);
  EXPECT_EQ(go.admission("v1.2.3", "1.10.0"), Admission::kAdmitted);
  EXPECT_EQ(go.admission("v1.2.3", "v1.2.2"), Admission::kOlder);
  EXPECT_FALSE(go.admission("latest", "v1.2.2"));
}

TEST(Requirements, OfComposerAreAsItsDocumentationHasThem) {
  const auto& composer = *find_requirement_language("composer");
  const std::vector<std::tuple<const char*, const char*, bool>> rows{{"~1.2", "1.9.0", true},
                                                                     {"~1.2", "2.0.0", false},
                                                                     {"~1.2.3", "1.2.9", true},
                                                                     {"~1.2.3", "1.3.0", false},
                                                                     {"^1.2.3", "1.9.0", true},
                                                                     {"^1.2.3", "2.0.0", false},
                                                                     {"^0.3", "0.3.9", true},
                                                                     {"^0.3", "0.4.0", false},
                                                                     {"1.0.*", "1.0.9", true},
                                                                     {"1.0.*", "1.1.0", false},
                                                                     {"1.0 - 2.0", "2.0.9", true},
                                                                     {"1.0 - 2.0", "2.1", false},
                                                                     {"1.0.0 - 2.1.0", "2.1.0", true},
                                                                     {"1.0.0 - 2.1.0", "2.1.1", false},
                                                                     {">=1.0 <1.1 || >=1.2", "1.1.5", false},
                                                                     {">=1.0 <1.1 || >=1.2", "1.3.0", true},
                                                                     {"^1.2", "2.0.0-beta1", false},
                                                                     {"v1.0", "1.0.0", true}};
  for (const auto& [requirement, version, admits] : rows)
    EXPECT_EQ(composer.admits(requirement, version), admits) << requirement << " " << version;
  EXPECT_EQ(composer.admits("dev-main", "1.0.0").error().kind, ErrorKind::kUnsupported);
}

TEST(Requirements, HaveALimit) {
  for (const auto& language : requirements::all_languages()) {
    const auto admits = language->admits(std::string(kMaxRequirement + 1, ' '), "1.0.0");
    ASSERT_FALSE(admits) << language->name();
    EXPECT_EQ(admits.error().kind, ErrorKind::kLimit) << language->name();
  }
}

}  // namespace
}  // namespace pratique::fix
