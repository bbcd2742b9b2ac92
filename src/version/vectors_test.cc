// The published vectors of other tools, read in place from ../shared. Every line holds, or is named here with
// the reason.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "base/text.h"
#include "support/paths.h"
#include "version/order.h"

namespace pratique::version {
namespace {

// Lines that the native tool itself does not confirm, or that no order can hold.
//
// - maven: ComparableVersion of Maven 3.8.7 and of 3.9.9, asked, both answer ">" to each of the eighteen.
// - packagist: the files also hold 1.2.3.# = 1.2.3, and 2.0.4 < 2.0.4.1 and many like it; with this line, "="
//   would not be transitive.
constexpr std::array<std::string_view, 19> kExceptions = {
    "1.0.0-RC16 < 1.0.0.RC8-beta",
    "1.0.0-gradle-rework-beta3 < 1.0.0.RC7-3",
    "2.9.0-1 < 2.9.0.RC1",
    "6.1.12.rc5 < 6.1.12rc1",
    "1.1.31.sec10 < 1.1.31_noneautotype",
    "1.1.34.sec10 < 1.1.34_noneautotype",
    "1.1.46.sec10 < 1.1.46_noneautotype",
    "1.2.8.sec10_noneautotype < 1.2.8_noneautotype",
    "1.2.31.sec10 < 1.2.31_noneautotype",
    "1.2.48.sec10 < 1.2.48_noneautotype",
    "1.2.50.sec10 < 1.2.50_noneautotype",
    "1.2.54.sec10 < 1.2.54_noneautotype",
    "1.2.57.sec10 < 1.2.57_noneautotype",
    "1.2.60.sec10 < 1.2.60_noneautotype",
    "1.2.67.sec10 < 1.2.67_noneautotype",
    "1.0.0rc0 < 1.0.beta8",
    "1.5.9.RC1 < 1.5.9-RC0",
    "1.1.0-01-glassfish < 1.1.0.Beta1",
    "1.2.3.# = 1.2.3.1",
};

struct VectorFile {
  std::string_view order, file;
  std::size_t lines;  // so that a file that lost its lines is noticed
};

void PrintTo(const VectorFile& file, std::ostream* out) { *out << file.file; }

char sign(std::weak_ordering order) { return order < 0 ? '<' : order > 0 ? '>' : '='; }

class Vectors : public ::testing::TestWithParam<VectorFile> {};

TEST_P(Vectors, Hold) {
  PQ_NEED_SHARED();
  const auto& param = GetParam();
  const auto* order = find_order(param.order);
  ASSERT_NE(order, nullptr);
  const auto text = testing::read_file(testing::unpacked("corpora/versions") +
                                       "/google+osv-scalibr/semantic/testdata/" + std::string(param.file));
  std::size_t count = 0;
  for (const auto line : base::lines(text)) {
    const auto words = base::words(line);
    if (words.size() != 3 || words[0].starts_with("//") || words[0].starts_with("#")) continue;
    ++count;
    const char got = sign(order->compare(words[0], words[2]));
    const char mirrored = sign(order->compare(words[2], words[0]));
    EXPECT_EQ(mirrored, got == '<' ? '>' : got == '>' ? '<' : '=') << line;
    const bool excepted = std::find(kExceptions.begin(), kExceptions.end(), line) != kExceptions.end();
    EXPECT_EQ(std::string_view(&got, 1) == words[1], !excepted) << line << ": got " << got;
  }
  EXPECT_EQ(count, param.lines);
}

INSTANTIATE_TEST_SUITE_P(Osv, Vectors,
                         ::testing::Values(VectorFile{"apk", "alpine-versions.txt", 778},
                                           VectorFile{"apk", "alpine-versions-generated.txt", 13979},
                                           VectorFile{"deb", "debian-versions.txt", 30},
                                           VectorFile{"deb", "debian-versions-generated.txt", 14442},
                                           VectorFile{"maven", "maven-versions.txt", 102},
                                           VectorFile{"maven", "maven-versions-generated.txt", 14752},
                                           VectorFile{"pep440", "pypi-versions.txt", 37},
                                           VectorFile{"pep440", "pypi-versions-generated.txt", 12375},
                                           VectorFile{"composer", "packagist-versions.txt", 95},
                                           VectorFile{"composer", "packagist-versions-generated.txt", 10630},
                                           VectorFile{"gem", "rubygems-versions.txt", 25},
                                           VectorFile{"gem", "rubygems-versions-generated.txt", 4098},
                                           VectorFile{"semver", "semver-versions.txt", 86},
                                           VectorFile{"nuget", "nuget-versions.txt", 35},
                                           VectorFile{"rpm", "redhat-versions.txt", 165},
                                           VectorFile{"pub", "pub-versions.txt", 100},
                                           VectorFile{"cran", "cran-versions.txt", 21},
                                           VectorFile{"cran", "cran-versions-generated.txt", 57},
                                           VectorFile{"hackage", "hackage-versions.txt", 11}),
                         [](const auto& each) {
                           std::string name(each.param.file.substr(0, each.param.file.find('.')));
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

// apk-tools' own file: "a < b" compares; "a" alone is valid and "!a" is not; "~" asks for a range, not for an
// order, except that
// "<~" and ">~" imply the order where the fuzzy part does not match.
TEST(ApkVectors, Hold) {
  PQ_NEED_SHARED();
  const auto* order = find_order("apk");
  const auto text = testing::read_file(testing::unpacked("corpora/versions") + "/apk/version.data");
  std::size_t compared = 0, judged = 0;
  for (const auto line : base::lines(text)) {
    auto words = base::words(line.substr(0, line.find('#')));
    if (words.size() == 3 && words[1].find_first_of("<=>") != std::string_view::npos) {
      ++compared;
      EXPECT_EQ(sign(order->compare(words[0], words[2])), words[1][0]) << line;
    } else if (words.size() == 1) {
      ++judged;
      const bool wanted = words[0][0] != '!';
      EXPECT_EQ(order->valid(words[0].substr(wanted ? 0 : 1)), wanted) << line;
    }
  }
  EXPECT_EQ(compared, 740u);
  EXPECT_EQ(judged, 31u);
}

}  // namespace
}  // namespace pratique::version
