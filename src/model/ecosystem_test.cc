#include "model/ecosystem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/text.h"
#include "codec/json.h"
#include "support/paths.h"

namespace pratique::model {
namespace {

TEST(Ecosystem, EverydayNamesAreTaken) {
  struct Row {
    std::string_view word, type;
  };
  for (const auto& [word, type] :
       {Row{"go", "golang"}, Row{"golang", "golang"}, Row{"python", "pypi"}, Row{"PIP", "pypi"},
        Row{"java", "maven"}, Row{"jar", "maven"}, Row{"ruby", "gem"}, Row{"php", "composer"},
        Row{"rust", "cargo"}, Row{"node", "npm"}, Row{"debian", "deb"}, Row{"alpine", "apk"},
        Row{"NuGet", "nuget"}, Row{"crates.io", "cargo"}, Row{"packagist", "composer"}, Row{"alma", "rpm"},
        Row{"Wolfi", "apk"}, Row{"dpkg", "deb"}}) {
    EXPECT_EQ(type_named(word), type) << word;
  }
  EXPECT_EQ(type_named("debb"), std::nullopt);
  EXPECT_EQ(type_named(""), std::nullopt);
}

// A word of two rows would mean whichever stands first.
TEST(Ecosystem, EveryWordHasOneMeaning) {
  std::map<std::string, std::string_view> meaning;
  for (const auto& row : ecosystems()) {
    for (auto word : base::words(row.words)) {
      EXPECT_EQ(base::to_lower(word), word);
      const auto [known, added] = meaning.emplace(word, row.type);
      EXPECT_TRUE(added || known->second == row.type) << word;
      EXPECT_EQ(type_named(word), row.type) << word;
    }
    EXPECT_EQ(type_named(row.type), row.type);
    if (!row.vendor.empty()) {
      EXPECT_EQ(type_named(row.vendor), row.type);
    }
  }
  for (const auto& word : type_words()) EXPECT_TRUE(type_named(word)) << word;
}

TEST(Ecosystem, EveryRowCanBeFoundByEachOfItsNames) {
  std::set<std::string_view> vendors, families, products;
  for (const auto& row : ecosystems()) {
    SCOPED_TRACE(std::string(row.type) + "/" + std::string(row.vendor));
    EXPECT_FALSE(row.name.empty());
    if (row.vendor.empty()) {
      EXPECT_EQ(&ecosystem_of_type(row.type), &row);
    } else {
      EXPECT_TRUE(vendors.insert(row.vendor).second) << "an os-release ID is of one system";
      EXPECT_EQ(distribution(row.vendor), &row);
      EXPECT_EQ(&ecosystem_of(make_purl(row.type, row.vendor, "x", "1")), &row);
      EXPECT_TRUE(is_system(row.type));
    }
    for (const auto family : {row.osv, row.osv_also}) {
      if (family.empty()) continue;
      EXPECT_TRUE(families.insert(family).second) << family;
      EXPECT_EQ(ecosystem_of_osv(family), &row);
    }
    EXPECT_TRUE(row.lifecycle.empty() || products.insert(row.lifecycle).second);
    EXPECT_TRUE(row.judged_as.empty() || distribution(row.judged_as)->unit == row.unit);
    EXPECT_TRUE(row.unit == Unit::kNone || !row.osv.empty() || !row.judged_as.empty())
        << "judged by advisories that have no name";
    EXPECT_TRUE(row.osv.empty() || !order_of(row).empty()) << "advisories whose versions nobody compares";
    EXPECT_LE(row.fewest.sample, row.fewest.complete);
  }
  EXPECT_EQ(distribution(""), nullptr);
  EXPECT_EQ(ecosystem_of_osv(""), nullptr);
  EXPECT_EQ(ecosystem_of_osv("debian"), nullptr) << "OSV's names have one spelling";
  EXPECT_EQ(ecosystem_of_type("odd").type, "");
}

TEST(Ecosystem, NamesAsTheirUsersWriteThem) {
  const auto shown = [](const char* purl) { return display_name(*parse_purl(purl)); };
  EXPECT_EQ(shown("pkg:npm/%40babel/core@1"), "@babel/core");
  EXPECT_EQ(shown("pkg:maven/org.slf4j/slf4j-api@1"), "org.slf4j:slf4j-api");
  EXPECT_EQ(shown("pkg:golang/github.com/a/b@1"), "github.com/a/b");
  EXPECT_EQ(shown("pkg:pypi/django@1"), "django");
  EXPECT_EQ(shown("pkg:private/group/thing@1"), "group/thing");
  for (const auto* purl : {"pkg:deb/debian/curl@1", "pkg:rpm/fedora/curl@1", "pkg:apk/alpine/curl@1",
                           "pkg:alpm/arch/curl@1", "pkg:opkg/openwrt/curl@1"})
    EXPECT_EQ(shown(purl), "curl") << purl;
}

TEST(Ecosystem, ReleasesHaveOneSpelling) {
  const auto release = [](std::string_view id, std::string_view text) {
    return canonical_release(*distribution(id), text);
  };
  EXPECT_EQ(release("debian", "Bookworm"), "12");
  EXPECT_EQ(release("debian", "12.5"), "12");
  EXPECT_EQ(release("debian", "sarge"), "3.1");
  EXPECT_EQ(release("debian", "unstable"), "sid");
  EXPECT_EQ(release("ubuntu", "jammy"), "22.04");
  EXPECT_EQ(release("ubuntu", "22.04:LTS"), "22.04");
  EXPECT_EQ(release("ubuntu", "Pro:18.04:LTS"), "Pro:18.04");
  EXPECT_EQ(release("wolfi", "20230201"), "");
  EXPECT_EQ(release("alpine", "3.18.4"), "v3.18");
  EXPECT_EQ(release("alpine", "edge"), "edge");
  EXPECT_EQ(release("almalinux", "9.2"), "9");
  EXPECT_EQ(release("photon", "5.0"), "5.0");
  EXPECT_EQ(release("amzn", "2023.6.20241010"), "2023");
  EXPECT_EQ(release("amzn", "2017.09"), "2018.03");
  EXPECT_EQ(release("amzn", "2"), "2");
}

// Publishers with many products of one release: OSV has a name for each, and a package is judged by the release.
TEST(Ecosystem, ProductsOfOneReleaseAreOne) {
  const auto release = [](std::string_view id, std::string_view text) {
    return canonical_release(*distribution(id), text);
  };
  for (const auto* text :
       {"9", "9.4", "enterprise_linux:9", "enterprise_linux:9::appstream", "rhel_eus:9.4::baseos",
        "rhel_aus:9.2", "openshift:4.15::el9", "enterprise_linux_eus:9.0"})
    EXPECT_EQ(release("rhel", text), "9") << text;
  EXPECT_EQ(release("rhel", "enterprise_linux:10.1"), "10");
  EXPECT_EQ(release("rhel", "rhel_software_collections:3::el7"), "7");
  for (const auto* text : {"openshift:4", "quay:3", "rhel_software_collections:3", "hummingbird:1", ""})
    EXPECT_EQ(release("rhel", text), text) << "for no release";
  for (const auto* text :
       {"15.6", "Linux Enterprise Server 15 SP6", "Linux Enterprise Module for Basesystem 15 SP6",
        "Linux Enterprise Module for Python 3 15 SP6", "Linux Enterprise Server 15 SP6-LTSS",
        "Linux Enterprise Server for SAP Applications 15 SP6"})
    EXPECT_EQ(release("sles", text), "15.6") << text;
  EXPECT_EQ(release("sles", "Linux Enterprise Server 12 SP5-LTSS Extended Security"), "12.5");
  EXPECT_EQ(release("sles", "Linux Enterprise Module for Public Cloud 12"), "12");
  EXPECT_EQ(release("sles", "Linux Enterprise Server 16.0"), "16.0");
  EXPECT_EQ(release("sles", "Linux Enterprise Micro 5.5"), "Linux Enterprise Micro 5.5");
  EXPECT_EQ(release("sles", "Manager Server 4.3"), "Manager Server 4.3");
  EXPECT_EQ(release("sle-micro", "5.5"), "Linux Enterprise Micro 5.5");
  EXPECT_EQ(release("sl-micro", "6.0"), "Linux Micro 6.0");
  EXPECT_EQ(release("opensuse-leap", "15.6"), "Leap 15.6");
  EXPECT_EQ(release("opensuse", "Leap 15.6"), "Leap 15.6");
  EXPECT_EQ(release("opensuse", "20241010"), "Tumbleweed");
  EXPECT_EQ(release("opensuse", "tumbleweed"), "Tumbleweed");
}

// Syft's, Trivy's, Scout's, Snyk's and the vendors' own words for one distribution.
TEST(Ecosystem, ADistributionIsKnownByAllItsNames) {
  const std::vector<std::pair<std::string_view, std::vector<std::string_view>>> all = {
      {"almalinux", {"almalinux", "alma", "AlmaLinux", "alma-linux"}},
      {"rhel", {"rhel", "redhat", "red-hat", "Red Hat Enterprise Linux"}},
      {"amzn", {"amzn", "amazon", "amazonlinux", "amazon-linux", "Amazon Linux"}},
      {"ol", {"ol", "oracle", "oraclelinux", "oracle-linux", "Oracle Linux"}},
      {"rocky", {"rocky", "rockylinux", "rocky-linux", "Rocky Linux"}},
      {"sles", {"sles", "suse", "sle", "SUSE Linux Enterprise Server", "suse.linux.enterprise.server"}},
      {"opensuse-leap", {"opensuse-leap", "opensuse.leap", "leap", "openSUSE Leap"}},
      {"opensuse", {"opensuse", "opensuse-tumbleweed", "opensuse.tumbleweed", "tumbleweed"}},
      {"wolfi", {"wolfi", "Wolfi", "wolfi-os"}},
      {"chainguard", {"chainguard", "Chainguard"}},
      {"photon", {"photon", "photon-os", "Photon OS", "vmware-photon"}},
      {"mariner", {"mariner", "cbl-mariner", "CBL-Mariner"}},
      {"azurelinux", {"azurelinux", "azure-linux", "Azure Linux"}},
      {"arch", {"arch", "archlinux", "Arch Linux"}},
      {"fedora", {"fedora", "Fedora"}},
      {"centos", {"centos", "CentOS", "centos-stream"}},
      {"alpine", {"alpine", "alpine-linux", "Alpine"}},
      {"debian", {"debian", "Debian"}},
      {"ubuntu", {"ubuntu", "Ubuntu"}}};
  for (const auto& [vendor, names] : all) {
    for (const auto name : names) {
      const auto* row = distribution_called(name);
      ASSERT_NE(row, nullptr) << name;
      EXPECT_EQ(row->vendor, vendor) << name;
      if (name != base::to_lower(name) || base::contains(name, " ")) continue;
      EXPECT_EQ(ecosystem_of(make_purl(row->type, name, "x", "1")).vendor, vendor) << name;
    }
  }
  for (const auto* name : {"", "linux", "enterprise", "almalinux9", "deb"})
    EXPECT_EQ(distribution_called(name), nullptr) << name;
  EXPECT_EQ(distribution_of_codename("deb", "bookworm")->vendor, "debian");
  EXPECT_EQ(distribution_of_codename("deb", "jammy")->vendor, "ubuntu");
  EXPECT_EQ(distribution_of_codename("rpm", "bookworm"), nullptr);
  EXPECT_EQ(distribution_of_codename("deb", ""), nullptr);
}

Letters letters_of(codec::Json part) {
  // "case_sensitive": false alone does not say in which case the part is written; the rules that say so are
  // in prose, or in "normalization_rules".
  bool lower = false, upper = false;
  part["normalization_rules"].each([&](codec::Json rule) {
    const auto text = base::to_lower(rule.text());
    lower = lower || base::contains(text, "lowercase");
    upper = upper || base::contains(text, "uppercase");
  });
  return lower ? Letters::kLower : upper ? Letters::kUpper : Letters::kKept;
}

// The definitions of purl-spec, one file a type: each has its row, with the same word about the namespace and
// the same registry.
TEST(Ecosystem, RowsAgreeWithTheDefinitionsOfPurlTypes) {
  PQ_NEED_SHARED();
  const auto folder = testing::unpacked("corpora/versions") + "/package-url+purl-spec/types";
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (!entry.path().string().ends_with("-definition.json")) continue;
    const auto document = codec::JsonDocument::parse(testing::read_file(entry.path().string()));
    ASSERT_TRUE(document);
    const auto root = document->root();
    const auto& row = ecosystem_of_type(root["type"].text());
    SCOPED_TRACE(root["type"].text());
    ASSERT_EQ(row.type, root["type"].text());
    const auto presence = root["namespace_definition"]["requirement"].text();
    EXPECT_EQ(row.purl.name_space, presence == "required"     ? Presence::kRequired
                                   : presence == "prohibited" ? Presence::kProhibited
                                                              : Presence::kOptional);
    for (const auto& [part, letters] : {std::pair("namespace_definition", row.purl.name_space_case),
                                        std::pair("name_definition", row.purl.name_case)}) {
      if (letters_of(root[part]) != Letters::kKept) {
        EXPECT_EQ(letters, letters_of(root[part])) << part;
      }
    }
    auto registry = root["repository"]["default_repository_url"].text();
    while (registry.ends_with('/')) registry.remove_suffix(1);
    if (!registry.empty()) {
      EXPECT_EQ(row.registry, registry);
    }
    ++count;
  }
  EXPECT_GE(count, 42);
}

// Words of the table that a file holds as literals of their own.
std::set<std::string_view> words_in(const std::string& text, const std::set<std::string>& words) {
  std::set<std::string_view> found;
  std::string source;
  for (const auto line : base::lines(text)) source.append(line.substr(0, line.find("//"))).append("\n");
  for (auto at = source.find('"'); at != std::string::npos; at = source.find('"', at + 1)) {
    const auto end = source.find('"', at + 1);
    if (end == std::string::npos) break;
    const auto literal = std::string_view(source).substr(at + 1, end - at - 1);
    if (const auto known = words.find(std::string(literal)); known != words.end()) found.insert(*known);
    at = end;
  }
  return found;
}

// A second list would be forgotten when a row is added. Files that need names for something else are named
// here, with what for.
TEST(Ecosystem, NoOtherFileHoldsSuchAList) {
  static const std::map<std::string, std::string_view> kOthers = {
      {"src/model/ecosystem_rows.cc", "the table"},
      {"src/scan/licence_places.cc", "where the files of a package lie, from the one that names it"},
      {"src/match/ends.cc", "which packages are the program whose releases end"},
      {"src/extract/unread/table/kinds.cc",
       "kinds of files; extract.UnreadKinds compares its names with the table"},
      {"src/advisory/cve_affected.cc", "addresses of package collections, as CVE records have them"},
      {"src/advisory/unmatched.cc", "those that no matcher judges, and why"},
      {"src/advisory/osv.cc", "prefixes of ids: which publisher an advisory is of"},
      {"src/advisory/osv_publishers.cc", "what single publishers mean beyond the schema"},
      {"src/model/purl_type.cc", "rules of single types that no column can say"},
      {"src/model/builder.cc", "what builders of distributions write"},
      {"src/sbom/party.cc", "words of organisations' names"},
      {"src/match/other_builder.cc", "who publishes packages beside a distribution, and by which marks"},
      {"src/match/third_party.cc", "what packages of programs are called"},
      {"src/match/matcher/hardened.cc", "what Docker's hardened images are built from"},
      {"src/vex/ignore_files.cc", "what osv-scanner.toml calls ecosystems"},
      {"src/version/scheme/gem.cc", "names of processors"},
      {"src/fix/system_line.cc", "which program upgrades packages where"},
  };
  constexpr std::size_t kSome = 4;
  std::set<std::string> words;
  for (const auto& row : ecosystems()) {
    for (const auto text : {row.type, row.vendor, row.osv, row.name}) {
      if (!text.empty()) words.emplace(text);
    }
  }
  int files = 0;
  for (const auto* root : {"src", "apps"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      const auto path = entry.path().generic_string();
      if ((!path.ends_with(".cc") && !path.ends_with(".h")) || base::contains(path, "_test.")) continue;
      ++files;
      const auto source = testing::read_file(path);
      const auto found = words_in(source, words);
      const bool is_list = found.size() >= kSome;
      EXPECT_FALSE(is_list && !kOthers.contains(path))
          << path << " names " << found.size() << " ecosystems, as \"" << *found.begin() << "\"";
    }
  }
  EXPECT_GT(files, 300);
}

}  // namespace
}  // namespace pratique::model
