#include "oci/registry/repository.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "codec/json_value.h"
#include "crypto/digest.h"
#include "support/loopback_server.h"

namespace pratique::oci::registry {
namespace {

using pratique::testing::LoopbackServer;
using pratique::testing::Visit;

constexpr const char* kType = "application/vnd.oci.image.manifest.v1+json";
constexpr const char* kIndexType = "application/vnd.oci.image.index.v1+json";

std::string digest_of(std::string_view text) { return crypto::sha256(base::as_bytes(text)); }

std::string entry(const std::string& text, const std::string& artifact_type) {
  return R"({"mediaType":")" + std::string(kType) + R"(","digest":")" + digest_of(text) + R"(","size":)" +
         std::to_string(text.size()) + R"(,"artifactType":")" + artifact_type + "\"}";
}
std::string index_of(const std::string& entries) {
  return R"({"schemaVersion":2,"mediaType":")" + std::string(kIndexType) + R"(","manifests":[)" + entries +
         "]}";
}

// A registry that keeps what is written, and knows preconditions.
class Memory {
 public:
  bool serve(Visit& visit) {
    const std::lock_guard lock(mutex_);
    asked.push_back(visit.method + " " + visit.target);
    const auto path = std::string(base::cut(visit.target + "?", "?")->before);
    const auto name = std::string(base::base_name(path));
    if (base::contains(path, "/blobs/uploads/")) return upload(visit, path);
    if (base::contains(path, "/blobs/")) return give(visit, blobs, name, "application/octet-stream");
    if (base::contains(path, "/manifests/")) return manifest(visit, name);
    if (base::contains(path, "/referrers/")) return referrers(visit);
    if (path.ends_with("/tags/list")) return list(visit);
    return visit.answer("404 Not Found", "{}");
  }

  void keep(const std::string& name, const std::string& text) {
    const std::lock_guard lock(mutex_);
    manifests[name] = text;
  }
  void list_referrers(std::vector<std::string> pages) {
    const std::lock_guard lock(mutex_);
    referrer_pages = std::move(pages);
  }
  // Since the last time.
  std::vector<std::string> take_asked() {
    const std::lock_guard lock(mutex_);
    return std::exchange(asked, {});
  }

 private:
  bool upload(Visit& visit, const std::string& path) {
    if (visit.method == "POST")
      return visit.answer("202 Accepted", "", "Location: " + path + "session?state=1\r\n");
    const auto digest = base::cut(visit.target, "digest=");
    if (!digest || digest->after != digest_of(visit.body)) return visit.answer("400 Bad Request", "{}");
    blobs[std::string(digest->after)] = visit.body;
    return visit.answer("201 Created", "");
  }
  static bool give(Visit& visit, const std::map<std::string, std::string>& from, const std::string& name,
                   const std::string& type) {
    const auto found = from.find(name);
    if (found == from.end())
      return visit.answer("404 Not Found", R"({"errors":[{"code":"X","message":"nothing of that name"}]})");
    return visit.answer("200 OK", found->second,
                        "Content-Type: " + type + "\r\nETag: \"" + digest_of(found->second) +
                            "\"\r\nDocker-Content-Digest: " + digest_of(found->second) + "\r\n");
  }
  bool manifest(Visit& visit, const std::string& name) {
    if (visit.method != "PUT") return give(visit, manifests, name, kType);
    const auto old = manifests.find(name);
    const auto etag = old == manifests.end() ? "" : "\"" + digest_of(old->second) + "\"";
    if (visit.headers.contains("if-none-match") && !etag.empty())
      return visit.answer("412 Precondition Failed", "");
    if (visit.headers.contains("if-match") && visit.headers["if-match"] != etag)
      return visit.answer("412 Precondition Failed", "");
    manifests[name] = visit.body;
    return visit.answer("201 Created", "", "OCI-Subject: sha256:x\r\n");
  }
  // Each page leads to the next by a relative link.
  bool referrers(Visit& visit) {
    if (referrer_pages.empty()) return visit.answer("404 Not Found", "page not found");
    const auto page = base::cut(visit.target, "page=");
    const auto number = page ? base::to_uint(page->after).value_or(0) : 0;
    std::string link;
    if (number + 1 < referrer_pages.size())
      link = "Link: </v2/a/b/referrers/x?page=" + std::to_string(number + 1) + ">; rel=\"next\"\r\n";
    return visit.answer("200 OK", referrer_pages[number], link);
  }
  bool list(Visit& visit) {
    const bool second = base::contains(visit.target, "last=");
    return visit.answer("200 OK", second ? R"({"tags":["c","b","no tag"]})" : R"({"tags":["a","b"]})",
                        second ? "" : "Link: <list?last=b>; rel=next\r\n");
  }

  std::mutex mutex_;
  std::map<std::string, std::string> blobs, manifests;
  std::vector<std::string> referrer_pages, asked;
};

class Repositories : public ::testing::Test {
 protected:
  std::shared_ptr<Repository> open() {
    const auto reference = parse_reference("127.0.0.1:" + std::to_string(server_.port()) + "/a/b:1");
    Settings settings;
    settings.environment = [](const char*) { return std::string(); };
    return *open_repository(*reference, settings);
  }
  Memory memory_;
  LoopbackServer server_{[this](Visit& visit) { return memory_.serve(visit); }};
};

TEST_F(Repositories, KeepWhatIsWritten) {
  const auto repository = open();
  const auto blob = repository->upload_blob("some bytes", "text/plain");
  ASSERT_TRUE(blob) << base::to_line(blob.error());
  EXPECT_EQ(blob->digest, digest_of("some bytes"));
  EXPECT_EQ(blob->size, 10u);
  EXPECT_TRUE(*repository->has_blob(blob->digest));
  EXPECT_EQ(*read_blob(*repository, *blob, 100), "some bytes");
  EXPECT_EQ(read_blob(*repository, *blob, 5).error().kind, ErrorKind::kLimit);
  // What is there is not sent again.
  memory_.take_asked();
  ASSERT_TRUE(repository->upload_blob("some bytes", "text/plain"));
  EXPECT_EQ(memory_.take_asked(), std::vector<std::string>{"HEAD /v2/a/b/blobs/" + blob->digest});

  const std::string text = R"({"schemaVersion":2})";
  const auto put = repository->put_manifest("1", text, kType);
  ASSERT_TRUE(put) << base::to_line(put.error());
  EXPECT_TRUE(put->written && put->subject_known);
  EXPECT_EQ(put->digest, digest_of(text));
  const auto manifest = repository->manifest("1");
  ASSERT_TRUE(manifest);
  EXPECT_EQ(manifest->text, text);
  EXPECT_EQ(manifest->media_type, kType);
  EXPECT_EQ((*repository->head_manifest("1"))->digest, digest_of(text));
  EXPECT_FALSE(*repository->head_manifest("2"));
  EXPECT_EQ(repository->put_manifest(digest_of("other"), text, kType).error().kind, ErrorKind::kMismatch);
}

TEST_F(Repositories, ReplaceOnlyWhatIsThereSo) {
  const auto repository = open();
  const std::string first = R"({"schemaVersion":2,"a":1})", second = R"({"schemaVersion":2,"a":2})";
  EXPECT_TRUE(repository->put_manifest("1", first, kType, Precondition{})->written);
  EXPECT_FALSE(repository->put_manifest("1", second, kType, Precondition{})->written);
  const auto known = repository->manifest("1");
  EXPECT_TRUE(repository->put_manifest("1", second, kType, Precondition{known->etag})->written);
  EXPECT_FALSE(repository->put_manifest("1", first, kType, Precondition{known->etag})->written);
  EXPECT_EQ(repository->manifest("1")->text, second);
}

TEST_F(Repositories, ListReferrersOfAllPages) {
  memory_.list_referrers({index_of(entry("a", "text/a") + "," + entry("b", "text/b")), index_of(""),
                          index_of(entry("c", "text/a"))});
  const auto repository = open();
  const auto all = repository->referrers(digest_of("image"));
  ASSERT_TRUE(all) << base::to_line(all.error());
  EXPECT_EQ(all->manifests.size(), 3u);
  EXPECT_FALSE(all->by_tag);
  const auto some = repository->referrers(digest_of("image"), "text/a");
  ASSERT_EQ(some->manifests.size(), 2u);
  EXPECT_EQ(some->manifests[1].digest, digest_of("c"));
}

TEST_F(Repositories, ListReferrersByTagWhereThereIsNoInterface) {
  const auto repository = open();
  const auto none = repository->referrers(digest_of("image"));
  ASSERT_TRUE(none) << base::to_line(none.error());
  EXPECT_TRUE(none->by_tag && none->manifests.empty() && !none->index);
  const auto tag = base::replace_all(digest_of("image"), ":", "-");
  const auto index = index_of(entry("a", "text/a"));
  memory_.keep(tag, index);
  const auto some = repository->referrers(digest_of("image"));
  ASSERT_TRUE(some && some->index);
  EXPECT_EQ(some->manifests.size(), 1u);
  EXPECT_EQ(some->index->text, index);
}

TEST_F(Repositories, ListTagsOfAllPages) {
  EXPECT_EQ(*open()->tags(), (std::vector<std::string>{"a", "b", "c"}));
}

TEST_F(Repositories, SayWhatTheRegistrySays) {
  const auto missing = open()->manifest("absent");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kNotFound);
  const auto line = base::to_line(missing.error());
  EXPECT_NE(line.find("nothing of that name"), std::string::npos) << line;
  EXPECT_NE(line.find("/a/b"), std::string::npos) << line;
}

TEST_F(Repositories, RefuseAManifestThatIsNotOfItsDigest) {
  memory_.keep(digest_of("promised"), R"({"schemaVersion":2})");
  EXPECT_EQ(open()->manifest(digest_of("promised")).error().kind, ErrorKind::kMismatch);
}

}  // namespace
}  // namespace pratique::oci::registry
