#include "oci/engine/engine.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "crypto/digest.h"
#include "support/loopback_server.h"
#include "support/tar_writer.h"

namespace pratique::oci::engine {
namespace {

using testing::LoopbackServer;
using testing::tar_of;
using testing::Visit;

// A made-up engine: an image of one layer, which it saves with everything that names the layer at the end.
class Engines : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "engines_" + std::to_string(getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    layer_ = tar_of({{"etc/motd", std::string(2'000'000, 'm')}});
    const auto diff_id = crypto::sha256(base::as_bytes(layer_));
    config_ = R"({"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[")" + diff_id +
              R"("]}})";
    id_ = crypto::sha256(base::as_bytes(config_));
    told_ = R"({"Id":")" + id_ + R"(","Size":2000000,"RootFS":{"Type":"layers","Layers":[")" + diff_id +
            R"("]}})";
    server_ =
        std::make_unique<LoopbackServer>(folder_ + "/e.sock", [this](Visit& visit) { return answer(visit); });
  }
  void TearDown() override {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  bool answer(Visit& visit) {
    const auto& path = visit.target;
    paths_.push_back(path);
    if (path == "/_ping") return visit.answer("200 OK", "OK", "Api-Version: 1.41\r\n");
    if (path == "/v1.41/version") return visit.answer("200 OK", R"({"Version":"9.1"})");
    if (path == "/v1.41/images/json") return visit.answer("200 OK", list_);
    if (path == "/v1.41/images/app:1/json" || path == "/v1.41/images/" + id_ + "/json")
      return visit.answer("200 OK", told_);
    if (path != "/v1.41/images/" + id_ + "/get")
      return visit.answer("404 Not Found", R"({"message":"No such image"})");
    const auto extra = ++saved_ > 1 ? later_ : "";
    const auto manifest =
        R"([{"Config":")" + id_.substr(7) + R"(.json","RepoTags":null,"Layers":["one.tar"]}])";
    return visit.answer("200 OK", tar_of({{"first" + extra, "x"},
                                          {"one.tar" + extra, layer_},
                                          {id_.substr(7) + ".json", config_},
                                          {"manifest.json", manifest}}));
  }

  net::Environment environment(std::map<std::string, std::string> more = {}) {
    more.try_emplace("DOCKER_HOST", "unix://" + folder_ + "/e.sock");
    more.try_emplace("HOME", folder_);
    return [more](const char* name) {
      const auto found = more.find(name);
      return found == more.end() ? "" : found->second;
    };
  }

  std::string folder_, layer_, config_, id_, told_, list_, later_;
  std::vector<std::string> paths_;
  int saved_ = 0;
  std::unique_ptr<LoopbackServer> server_;
};

TEST_F(Engines, AnImageIsFoundByItsNameAndStreamedById) {
  const auto search = find("app:1", environment());
  ASSERT_TRUE(search.found) << base::join(search.asked, "\n");
  EXPECT_EQ(search.found->engine, "Docker 9.1 at unix://" + folder_ + "/e.sock");
  EXPECT_EQ(search.found->id, id_);
  base::Meter meter{base::Limits()};
  std::vector<std::string> passed;
  const auto store = open(
      *search.found,
      [&](const PassingFile& file, codec::ByteSource& bytes) {
        EXPECT_EQ(*codec::read_all(bytes, 4 << 20), layer_);
        passed.push_back(file.name);
      },
      meter);
  ASSERT_TRUE(store) << to_line(store.error());
  EXPECT_EQ(passed, std::vector<std::string>{"one.tar"});
  const auto image = load_image(**store, {});
  ASSERT_TRUE(image) << to_line(image.error());
  EXPECT_TRUE(check(*search.found, *image));
  EXPECT_EQ(saved_, 1);
  // What passed is asked for again when somebody needs it again, and only then.
  const auto again = (*store)->open("one.tar");
  ASSERT_TRUE(again) << to_line(again.error());
  EXPECT_EQ(*codec::read_all(**again, 4 << 20), layer_);
  EXPECT_EQ(saved_, 2);
}

TEST_F(Engines, WhatIsAnotherArchiveTheSecondTimeIsRefused) {
  later_ = "-changed";
  const auto search = find("app:1", environment());
  ASSERT_TRUE(search.found);
  base::Meter meter{base::Limits()};
  const auto store = open(*search.found, [](const PassingFile&, codec::ByteSource&) {}, meter);
  ASSERT_TRUE(store) << to_line(store.error());
  const auto again = (*store)->open("one.tar");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::kMismatch);
}

TEST_F(Engines, LayersThatTheEngineDidNotTellOfAreAMismatch) {
  auto search = find("app:1", environment());
  ASSERT_TRUE(search.found);
  search.found->diff_ids = {"sha256:" + std::string(64, 'a')};
  base::Meter meter{base::Limits()};
  const auto store = open(*search.found, [](const PassingFile&, codec::ByteSource&) {}, meter);
  const auto image = load_image(**store, {});
  ASSERT_TRUE(image) << to_line(image.error());
  EXPECT_EQ(check(*search.found, *image).error().kind, ErrorKind::kMismatch);
}

TEST_F(Engines, TheImageBuiltLastIsTheOneCreatedLast) {
  list_ =
      R"([{"Id":"sha256:00","Created":100,"RepoTags":["old:1"]},{"Id":")" + id_ +
      R"(","Created":300,"RepoTags":["app:1","app:2"]},{"Id":"sha256:01","Created":200,"RepoTags":null}])";
  const auto search = find_newest(environment());
  ASSERT_TRUE(search.found) << base::join(search.asked, "\n");
  EXPECT_EQ(search.found->reference, "app:1");
  // A build without a name has one in Docker that nobody can ask for.
  list_ = R"([{"Id":")" + id_ + R"(","Created":300,"RepoTags":["<none>:<none>"]}])";
  EXPECT_EQ(find_newest(environment()).found->reference, id_.substr(7, 12));
  list_ = "[]";
  const auto nothing = find_newest(environment());
  EXPECT_FALSE(nothing.found);
  EXPECT_EQ(nothing.asked, std::vector<std::string>{"Docker 9.1 at unix://" + folder_ + "/e.sock: no image"});
}

TEST_F(Engines, WhoWasAskedInVainIsTold) {
  const auto absent = find("other", environment());
  EXPECT_FALSE(absent.found);
  EXPECT_EQ(absent.asked,
            std::vector<std::string>{"Docker 9.1 at unix://" + folder_ + "/e.sock: no such image"});
  const auto gone = find("app:1", environment({{"DOCKER_HOST", "unix:///nonexistent/e.sock"}}));
  ASSERT_EQ(gone.asked.size(), 1u);
  EXPECT_EQ(gone.asked[0],
            "unix:///nonexistent/e.sock (DOCKER_HOST): no connection (No such file or directory)");
  const auto ssh = find("app:1", environment({{"DOCKER_HOST", "ssh://me:geheim@host"}}));
  ASSERT_EQ(ssh.asked.size(), 1u);
  EXPECT_EQ(ssh.asked[0].find("ssh://…@host (DOCKER_HOST): engines behind ssh are not spoken to"), 0u)
      << ssh.asked[0];
  EXPECT_TRUE(find("app:1", environment({{"DOCKER_HOST", ""}, {"CONTAINER_HOST", "unix:///nonexistent"}}))
                  .asked.size() == 1);
}

// A name is data, not a part of the address.
TEST_F(Engines, ANameLeavesItsPlaceInTheAddressByNoCharacter) {
  find("a?b=c#d e%2f\n", environment());
  EXPECT_EQ(paths_.back(), "/v1.41/images/a%3Fb%3Dc%23d%20e%252f%0A/json");
}

TEST_F(Engines, AContextNamesTheHost) {
  const auto write = [&](const std::string& path, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << text;
  };
  const auto id = crypto::sha256(base::as_bytes("work")).substr(7);
  write(folder_ + "/.docker/config.json", R"({"currentContext":"work"})");
  write(folder_ + "/.docker/contexts/meta/" + id + "/meta.json",
        R"({"Name":"work","Endpoints":{"docker":{"Host":"unix://)" + folder_ + R"(/e.sock"}}})");
  const auto chosen = find("app:1", environment({{"DOCKER_HOST", ""}}));
  EXPECT_TRUE(chosen.found) << base::join(chosen.asked, "\n");
  // DOCKER_CONTEXT goes before the file, DOCKER_HOST before both.
  const auto named = find("app:1", environment({{"DOCKER_HOST", ""}, {"DOCKER_CONTEXT", "gone"}}));
  EXPECT_FALSE(named.found);
  EXPECT_EQ(named.asked, std::vector<std::string>{R"(context "gone": there is no such context)"});
  EXPECT_TRUE(find("app:1", environment({{"DOCKER_CONTEXT", "gone"}})).found);
}

TEST_F(Engines, TlsIsAsDockerHasIt) {
  const auto first = [&](std::map<std::string, std::string> more) {
    auto all = ways(environment(std::move(more)));
    EXPECT_EQ(all.size(), 1u);
    return std::move(all.front().host);
  };
  std::ofstream(folder_ + "/ca.pem") << "x";
  std::ofstream(folder_ + "/cert.pem") << "x";
  const auto plain = first({{"DOCKER_HOST", "tcp://build"}});
  EXPECT_EQ(plain->base.origin(), "http://build:2375");
  EXPECT_TRUE(plain->options.plain_http);
  const auto tls =
      first({{"DOCKER_HOST", "tcp://build"}, {"DOCKER_TLS_VERIFY", "1"}, {"DOCKER_CERT_PATH", folder_}});
  EXPECT_EQ(tls->base.origin(), "https://build:2376");
  EXPECT_FALSE(tls->options.insecure);
  EXPECT_EQ(tls->options.tls.more_authorities, std::vector<std::string>{folder_ + "/ca.pem"});
  EXPECT_EQ(tls->options.tls.client_certificate, folder_ + "/cert.pem");
  EXPECT_EQ(tls->options.tls.client_origin, "https://build:2376");
  EXPECT_EQ(first({{"DOCKER_HOST", "npipe:////./pipe/docker"}}).error().kind, ErrorKind::kUnsupported);
}

}  // namespace
}  // namespace pratique::oci::engine
