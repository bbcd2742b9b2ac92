#include "oci/registry/credentials.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace pratique::oci::registry {
namespace {

// "user:password" and "other:word".
constexpr const char* kPacked = "dXNlcjpwYXNzd29yZA==";
constexpr const char* kOther = "b3RoZXI6d29yZA==";

class CredentialFiles : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_ + "/bin"); }
  void TearDown() override {
    if (!path_.empty()) ::setenv("PATH", path_.c_str(), 1);
    std::filesystem::remove_all(folder_);
  }

  void write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(folder_ + "/" + name).parent_path());
    std::ofstream(folder_ + "/" + name) << text;
  }
  // Puts a program docker-credential-NAME on PATH.
  void helper(const std::string& name, const std::string& script) {
    write("bin/docker-credential-" + name, "#!/bin/sh\n" + script);
    ::chmod((folder_ + "/bin/docker-credential-" + name).c_str(), 0700);
    if (path_.empty()) path_ = std::getenv("PATH");
    ::setenv("PATH", (folder_ + "/bin:" + path_).c_str(), 1);
  }
  net::Environment environment(std::map<std::string, std::string> values = {}) const {
    values.try_emplace("HOME", folder_);
    return [values](const char* name) {
      const auto found = values.find(name);
      return found == values.end() ? std::string() : found->second;
    };
  }
  std::string user_of(const std::string& domain, const std::string& path,
                      const std::map<std::string, std::string>& values = {},
                      const std::string& own = "") const {
    const auto login = Credentials(own, environment(values)).find(domain, path);
    if (!login) return "error: " + base::to_line(login.error());
    return *login ? (*login)->user + ":" + std::string((*login)->password.reveal()) : "nobody";
  }

  const std::string folder_ = ::testing::TempDir() + "pratique-credentials-" + std::to_string(::getpid());
  std::string path_;
};

std::string auths(const std::vector<std::pair<std::string, std::string>>& entries) {
  std::string text;
  for (const auto& [key, packed] : entries)
    text += (text.empty() ? "" : ",") + ("\"" + key) + R"(":{"auth":")" + packed + "\"}";
  return R"({"auths":{)" + text + "}}";
}

TEST_F(CredentialFiles, KeysOfEveryFormNameTheirHost) {
  for (const char* key : {"r.io", "https://r.io", "http://r.io/", "https://r.io/v1/", "r.io/v2", "R.io"}) {
    write(".docker/config.json", auths({{key, kPacked}}));
    EXPECT_EQ(user_of("r.io", "org/app"), "user:password") << key;
    EXPECT_EQ(user_of("r.io:5000", "org/app"), "nobody") << key;
    EXPECT_EQ(user_of("sub.r.io", "org/app"), "nobody") << key;
    EXPECT_EQ(user_of("r.io.evil.example", "org/app"), "nobody") << key;
  }
  for (const char* key :
       {"https://index.docker.io/v1/", "docker.io", "index.docker.io", "registry-1.docker.io"}) {
    write(".docker/config.json", auths({{key, kPacked}}));
    EXPECT_EQ(user_of("docker.io", "library/alpine"), "user:password") << key;
  }
}

TEST_F(CredentialFiles, TheLongestKeyWins) {
  write(".config/containers/auth.json",
        auths({{"r.io", kOther}, {"r.io/org", kPacked}, {"r.io/org/app/deep", kOther}}));
  EXPECT_EQ(user_of("r.io", "org/app"), "user:password");
  EXPECT_EQ(user_of("r.io", "org/app/deep"), "other:word");
  EXPECT_EQ(user_of("r.io", "organisation/app"), "other:word");
  EXPECT_EQ(user_of("r.io", "x"), "other:word");
}

TEST_F(CredentialFiles, AreAskedInOrder) {
  write(".docker/config.json", auths({{"r.io", kPacked}, {"d.io", kPacked}}));
  write("run/containers/auth.json", auths({{"r.io", kOther}}));
  write("chosen.json", auths({{"c.io", kOther}}));
  const std::map<std::string, std::string> runtime{{"XDG_RUNTIME_DIR", folder_ + "/run"}};
  EXPECT_EQ(user_of("r.io", "a"), "user:password");
  EXPECT_EQ(user_of("r.io", "a", runtime), "other:word");
  EXPECT_EQ(user_of("d.io", "a", runtime), "user:password");
  const std::map<std::string, std::string> chosen{{"REGISTRY_AUTH_FILE", folder_ + "/chosen.json"}};
  EXPECT_EQ(user_of("c.io", "a", chosen), "other:word");
  EXPECT_EQ(user_of("r.io", "a", chosen), "nobody");
  const auto missing = user_of("r.io", "a", {{"REGISTRY_AUTH_FILE", folder_ + "/missing"}});
  EXPECT_NE(missing.find("missing"), std::string::npos);
  EXPECT_EQ(missing.find("error"), 0u);
}

TEST_F(CredentialFiles, OurOwnSettingsAreForOneRegistry) {
  write(".docker/config.json", auths({{"r.io", kPacked}, {"m.io", kPacked}}));
  const std::map<std::string, std::string> own{{"PRATIQUE_REGISTRY_USER", "me"},
                                               {"PRATIQUE_REGISTRY_PASSWORD", "mine"}};
  EXPECT_EQ(user_of("r.io", "a", own, "r.io"), "me:mine");
  EXPECT_EQ(user_of("m.io", "a", own, "r.io"), "user:password");
  EXPECT_EQ(user_of("x.io", "a", own, "r.io"), "nobody");
  EXPECT_EQ(user_of("r.io", "a", own, ""), "user:password");
  EXPECT_EQ(user_of("docker.io", "a", own, "index.docker.io"), "me:mine");
  for (const std::map<std::string, std::string>& wrong :
       {std::map<std::string, std::string>{{"PRATIQUE_REGISTRY_USER", "me"}},
        {{"PRATIQUE_REGISTRY_PASSWORD", "mine"}},
        {{"PRATIQUE_REGISTRY_PASSWORD", "mine"}, {"PRATIQUE_REGISTRY_TOKEN", "t"}}}) {
    const auto said = user_of("r.io", "a", wrong, "r.io");
    EXPECT_NE(said.find("PRATIQUE_REGISTRY_"), std::string::npos) << said;
    EXPECT_EQ(said.find("mine"), std::string::npos) << said;
  }
  const auto token = Credentials("r.io", environment({{"PRATIQUE_REGISTRY_TOKEN", "t0k"}})).find("r.io", "a");
  ASSERT_TRUE(token && *token);
  EXPECT_EQ((*token)->registry_token.reveal(), "t0k");
}

TEST_F(CredentialFiles, TokensAndEmptyEntriesAreTold) {
  write(
      ".docker/config.json",
      R"({"auths":{"i.io":{"auth":"dTo=","identitytoken":"refresh"},"b.io":{"registrytoken":"bearer"},"e.io":{},
            "p.io":{"username":"u","password":"p"},"nul.io":{"auth":"dTpwAAA="}}})");
  const Credentials all("", environment());
  EXPECT_EQ((*all.find("i.io", "a"))->identity_token.reveal(), "refresh");
  EXPECT_EQ((*all.find("b.io", "a"))->registry_token.reveal(), "bearer");
  EXPECT_FALSE(*all.find("e.io", "a"));
  EXPECT_EQ(user_of("p.io", "a"), "u:p");
  EXPECT_EQ(user_of("nul.io", "a"), "u:p");
}

TEST_F(CredentialFiles, DamageIsAnErrorWithoutTheSecret) {
  for (const char* text : {"{\"auths\":{\"r.io\":{\"auth\":\"hunter2!\"}}}", "{\"auths\":", "[]", ""}) {
    write(".docker/config.json", text);
    const auto said = user_of("r.io", "a");
    EXPECT_EQ(said.find("error: "), 0u) << text;
    EXPECT_NE(said.find("config.json"), std::string::npos) << said;
    EXPECT_EQ(said.find("hunter2"), std::string::npos) << said;
  }
}

TEST_F(CredentialFiles, HelpersAreAskedForTheServer) {
  helper("store",
         "read server; test \"$1\" = get || exit 9\n"
         "case \"$server\" in\n"
         "  https://index.docker.io/v1/) echo '{\"Username\":\"hub\",\"Secret\":\"s\"}';;\n"
         "  t.io) echo '{\"Username\":\"<token>\",\"Secret\":\"refresh\"}';;\n"
         "  *) echo 'credentials not found in native keychain'; exit 1;; esac\n");
  helper("own", "echo '{\"Username\":\"own\",\"Secret\":\"s\"}'\n");
  write(".docker/config.json",
        std::string(R"({"credsStore":"store","credHelpers":{"h.io":"own"},"auths":{"c.io":{"auth":")") +
            kPacked + "\"},\"t.io\":{}}}");
  EXPECT_EQ(user_of("docker.io", "library/alpine"), "hub:s");
  EXPECT_EQ(user_of("h.io", "a/b"), "own:s");
  EXPECT_EQ(user_of("c.io", "a"), "user:password");
  EXPECT_EQ(user_of("x.io", "a"), "nobody");
  const auto token = Credentials("", environment()).find("t.io", "a");
  ASSERT_TRUE(token && *token);
  EXPECT_EQ((*token)->identity_token.reveal(), "refresh");
  EXPECT_TRUE((*token)->user.empty());
}

TEST_F(CredentialFiles, HelpersThatMisbehaveAreToldInTime) {
  helper("slow", "sleep 60\n");
  helper(
      "endless",
      "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done\n");
  helper("broken", "echo SECRET; echo SECRET >&2; exit 3\n");
  helper("noise", "echo SECRET\n");
  helper("silent", "exec >&-; sleep 60\n");
  const std::vector<std::tuple<std::string, ErrorKind, std::string>> wanted = {
      {"slow", ErrorKind::kLimit, "in time"},       {"endless", ErrorKind::kLimit, "1 MiB"},
      {"broken", ErrorKind::kIo, "exit code 3"},    {"noise", ErrorKind::kInvalid, "no JSON"},
      {"silent", ErrorKind::kIo, "by itself"},      {"absent", ErrorKind::kNotFound, "not installed"},
      {"../evil", ErrorKind::kInvalid, "no name"},  {"a b", ErrorKind::kInvalid, "no name"},
      {"a;reboot", ErrorKind::kInvalid, "no name"}, {"", ErrorKind::kInvalid, "no name"}};
  for (const auto& [name, kind, word] : wanted) {
    const auto start = std::chrono::steady_clock::now();
    const auto answer = ask_helper(name, "r.io", std::chrono::milliseconds(name == "endless" ? 20000 : 300));
    ASSERT_FALSE(answer) << name;
    EXPECT_EQ(answer.error().kind, kind) << name << base::to_line(answer.error());
    const auto line = base::to_line(answer.error());
    EXPECT_NE(line.find(word), std::string::npos) << line;
    EXPECT_EQ(line.find("SECRET"), std::string::npos) << line;
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20)) << name;
  }
}

}  // namespace
}  // namespace pratique::oci::registry
