#include "bases/index.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <set>
#include <tuple>

#include "advisory/seal.h"
#include "advisory/sqlite.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace pratique::bases {

using advisory::Connection;
using advisory::SqlStatement;

namespace {

constexpr std::string_view kForm = "pratique/base-index/1";

constexpr const char* kSchema = R"(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE image(repository TEXT NOT NULL, name TEXT NOT NULL, platform TEXT NOT NULL, digest TEXT NOT NULL,
  index_digest TEXT NOT NULL, config_digest TEXT NOT NULL, created TEXT NOT NULL, chain TEXT NOT NULL, layers INTEGER NOT NULL,
  first_seen TEXT NOT NULL, last_seen TEXT NOT NULL);
CREATE INDEX image_chain ON image(chain);
CREATE INDEX image_digest ON image(digest);
CREATE INDEX image_index ON image(index_digest);
CREATE INDEX image_name ON image(name, platform, last_seen);
CREATE INDEX image_repository ON image(repository);
CREATE TABLE official(repository TEXT NOT NULL, tags TEXT NOT NULL, architectures TEXT NOT NULL, commit_ TEXT NOT NULL,
  directory TEXT NOT NULL);
CREATE INDEX official_repository ON official(repository);
)";

constexpr std::string_view kImage =
    "SELECT name, platform, digest, index_digest, config_digest, created, chain, layers, first_seen, "
    "last_seen FROM image ";
constexpr std::string_view kOfficial =
    "SELECT repository, tags, architectures, commit_, directory FROM official ";

IndexedImage image_in(const SqlStatement& row) {
  const auto text = [&](int column) { return std::string(row.text(column)); };
  return {.name = text(0),
          .platform = text(1),
          .digest = text(2),
          .index_digest = text(3),
          .config_digest = text(4),
          .created = text(5),
          .chain = text(6),
          .layers = static_cast<std::uint64_t>(std::max<std::int64_t>(row.integer(7), 0)),
          .first_seen = text(8),
          .last_seen = text(9)};
}

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  for (const auto word : base::words(text)) words.emplace_back(word);
  return words;
}

OfficialImage official_in(const SqlStatement& row) {
  return {.repository = std::string(row.text(0)),
          .tags = words_in(row.text(1)),
          .architectures = words_in(row.text(2)),
          .commit = std::string(row.text(3)),
          .directory = std::string(row.text(4))};
}

// Rows of a query with texts in the place of its parameters.
template <class T, class Read>
Result<std::vector<T>> rows(const Connection& connection, std::string_view query,
                            std::initializer_list<std::string_view> texts, Read read) {
  PQ_TRY(auto statement, connection.prepare(query));
  int number = 0;
  for (const auto text : texts) statement.bind(++number, text);
  std::vector<T> all;
  while (true) {
    PQ_TRY(const auto more, statement.step());
    if (!more) return all;
    if (all.size() == kMaxImages) return base::over_limit("more rows than an index may have");
    all.push_back(read(statement));
  }
}

// Of the table of facts about the index itself; empty: it is not there.
Result<std::string> fact(const Connection& connection, std::string_view key) {
  PQ_TRY(auto all, rows<std::string>(connection, "SELECT value FROM meta WHERE key = ?1", {key},
                                     [](const SqlStatement& row) { return std::string(row.text(0)); }));
  return all.empty() ? std::string() : std::move(all.front());
}

tl::unexpected<Error> system_failed(const char* what, const std::string& path) {
  return base::fail(ErrorKind::kIo, std::string(what) + ": " + std::strerror(errno), {.file = path});
}

Result<void> fill(Connection& connection, const IndexContent& content) {
  PQ_CHECK(connection.execute(kSchema));
  PQ_CHECK(connection.execute("BEGIN"));
  PQ_TRY(auto meta, connection.prepare("INSERT INTO meta VALUES(?1, ?2)"));
  meta.bind(1, std::string_view("form"));
  meta.bind(2, kForm);
  PQ_CHECK(meta.run());
  meta.bind(1, std::string_view("official"));
  meta.bind(2, std::string_view(content.official_from));
  PQ_CHECK(meta.run());
  PQ_TRY(auto image, connection.prepare("INSERT INTO image VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)"));
  for (const auto& one : content.images) {
    int column = 0;
    for (const std::string_view text :
         {repository_in_name(one.name), std::string_view(one.name), std::string_view(one.platform),
          std::string_view(one.digest), std::string_view(one.index_digest),
          std::string_view(one.config_digest), std::string_view(one.created), std::string_view(one.chain)})
      image.bind(++column, text);
    image.bind(++column, static_cast<std::int64_t>(one.layers));
    image.bind(++column, std::string_view(one.first_seen));
    image.bind(++column, std::string_view(one.last_seen));
    PQ_CHECK(image.run());
  }
  PQ_TRY(auto official, connection.prepare("INSERT INTO official VALUES(?1,?2,?3,?4,?5)"));
  for (const auto& one : content.official) {
    const auto tags = base::join(one.tags, " "), architectures = base::join(one.architectures, " ");
    official.bind(1, std::string_view(one.repository));
    official.bind(2, std::string_view(tags));
    official.bind(3, std::string_view(architectures));
    official.bind(4, std::string_view(one.commit));
    official.bind(5, std::string_view(one.directory));
    PQ_CHECK(official.run());
  }
  return connection.execute("COMMIT");
}

}  // namespace

struct Index::State {
  Connection connection;
};

Index::Index(std::unique_ptr<State> state) : state_(std::move(state)) {}
Index::Index(Index&&) noexcept = default;
Index::~Index() = default;

void normalise(IndexContent& content) {
  const auto settle = [](auto& all) {
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
  };
  settle(content.images);
  settle(content.official);
}

std::vector<std::string> chain_ids(const std::vector<std::string>& diff_ids) {
  std::vector<std::string> chains;
  for (const auto& one : diff_ids) {
    if (chains.empty()) {
      chains.push_back(one);
    } else {
      const auto both = chains.back() + " " + one;
      chains.push_back(crypto::sha256(base::as_bytes(both)));
    }
  }
  return chains;
}

namespace {

auto key_of(const IndexedImage& one) { return std::tie(one.name, one.platform, one.digest); }

// Where the image stands in a normalised list, or would.
auto place_of(std::vector<IndexedImage>& images, const IndexedImage& image) {
  return std::ranges::lower_bound(
      images, image, [](const IndexedImage& a, const IndexedImage& b) { return key_of(a) < key_of(b); });
}

}  // namespace

bool add(IndexContent& content, IndexedImage image, const std::string& time) {
  const auto at = place_of(content.images, image);
  if (at != content.images.end() && key_of(*at) == key_of(image)) {
    at->last_seen = std::max(at->last_seen, time);
    if (at->index_digest.empty()) at->index_digest = image.index_digest;
    return false;
  }
  image.first_seen = image.last_seen = time;
  content.images.insert(at, std::move(image));
  return true;
}

std::size_t join(IndexContent& content, const IndexContent& other) {
  normalise(content);
  std::vector<IndexedImage> added;
  for (const auto& one : other.images) {
    const auto at = place_of(content.images, one);
    if (at == content.images.end() || key_of(*at) != key_of(one)) {
      added.push_back(one);
      continue;
    }
    at->first_seen = std::min(at->first_seen, one.first_seen);
    at->last_seen = std::max(at->last_seen, one.last_seen);
  }
  const auto count = added.size();
  std::ranges::move(added, std::back_inserter(content.images));
  // A library file says all of its repository: the other's counts where there is none of ours.
  std::set<std::string> ours;
  for (const auto& one : content.official) ours.insert(one.repository);
  for (const auto& one : other.official) {
    if (!ours.contains(one.repository)) content.official.push_back(one);
  }
  normalise(content);
  return count;
}

MovedNames::MovedNames(const IndexContent& content) {
  for (const auto& one : content.images) {
    auto& last = last_[{one.name, one.platform}];
    last = std::max(last, one.last_seen);
  }
}

bool MovedNames::has_moved(const IndexedImage& image) const {
  const auto found = last_.find({image.name, image.platform});
  return found != last_.end() && found->second > image.last_seen;
}

Result<Index> Index::open(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::exists(path, none))
    return base::fail(ErrorKind::kNotFound, "no index of base images", {.file = path},
                      "make one: pratique base index add IMAGE");
  PQ_TRY(auto connection, Connection::open_sealed(path));
  const auto form = fact(connection, "form");
  if (!form || form->empty())
    return base::fail(ErrorKind::kInvalid, "no index of base images", {.file = path});
  if (*form != kForm)
    return base::fail(ErrorKind::kUnsupported, "an index of another version", {.file = path}, "make it anew");
  return Index(std::make_unique<State>(State{std::move(connection)}));
}

Result<std::vector<IndexedImage>> Index::with_chain(std::string_view chain) const {
  return rows<IndexedImage>(state_->connection,
                            std::string(kImage) + "WHERE chain = ?1 ORDER BY name, platform, digest", {chain},
                            image_in);
}

Result<std::vector<IndexedImage>> Index::with_digest(std::string_view digest) const {
  return rows<IndexedImage>(
      state_->connection,
      std::string(kImage) + "WHERE digest = ?1 OR index_digest = ?1 ORDER BY name, platform, digest",
      {digest}, image_in);
}

Result<std::vector<IndexedImage>> Index::named(std::string_view name, std::string_view platform) const {
  return rows<IndexedImage>(
      state_->connection,
      std::string(kImage) + "WHERE name = ?1 AND platform = ?2 ORDER BY last_seen, digest", {name, platform},
      image_in);
}

Result<std::vector<IndexedImage>> Index::of_repository(std::string_view repository) const {
  return rows<IndexedImage>(state_->connection,
                            std::string(kImage) + "WHERE repository = ?1 ORDER BY name, platform, digest",
                            {repository}, image_in);
}

Result<std::vector<OfficialImage>> Index::official(std::string_view repository) const {
  return rows<OfficialImage>(state_->connection,
                             std::string(kOfficial) + "WHERE repository = ?1 ORDER BY tags", {repository},
                             official_in);
}

Result<IndexContent> Index::all() const {
  IndexContent content;
  PQ_TRY(content.images, rows<IndexedImage>(state_->connection, kImage, {}, image_in));
  PQ_TRY(content.official, rows<OfficialImage>(state_->connection, kOfficial, {}, official_in));
  PQ_TRY(content.official_from, fact(state_->connection, "official"));
  normalise(content);
  return content;
}

Result<void> write_index(const std::string& path, const IndexContent& content) {
  if (content.images.size() > kMaxImages || content.official.size() > kMaxOfficial)
    return base::over_limit("an index of more than 200000 base images");
  std::error_code failed;
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, failed);
  const auto fresh = path + ".new." + std::to_string(::getpid());
  const auto written = [&]() -> Result<void> {
    {
      PQ_TRY(auto connection, Connection::create(fresh));
      PQ_CHECK(fill(connection, content));
    }
    PQ_CHECK(advisory::seal(fresh));
    if (::rename(fresh.c_str(), path.c_str()) != 0)
      return system_failed("the index cannot be put in its place", path);
    return {};
  }();
  if (!written) std::filesystem::remove(fresh, failed);
  return written;
}

Result<IndexLock> IndexLock::take(const std::string& path) {
  std::error_code none;
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, none);
  const auto lock = path + ".lock";
  const int descriptor = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) return system_failed("the lock cannot be opened", lock);
  IndexLock held(descriptor);
  while (::flock(descriptor, LOCK_EX) != 0) {
    if (errno != EINTR) return system_failed("the lock cannot be taken", lock);
  }
  return held;
}

IndexLock::~IndexLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string_view repository_in_name(std::string_view name) {
  name = name.substr(0, name.find('@'));
  const auto colon = name.rfind(':');
  const auto slash = name.rfind('/');
  const bool tagged = colon != name.npos && (slash == name.npos || colon > slash);
  return tagged ? name.substr(0, colon) : name;
}

std::string_view tag_in_name(std::string_view name) {
  const auto repository = repository_in_name(name);
  name = name.substr(0, name.find('@'));
  return name.size() > repository.size() ? name.substr(repository.size() + 1) : std::string_view();
}

}  // namespace pratique::bases
