// Which images run where: environments ("production") and the images that were recorded in them, with what each held when
// it was recorded, so that they are judged again without being read again. One SQLite file of the user; several programs may
// use it at a time. An environment may hold several images, and several versions of one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/inventory.h"

namespace pratique::store {

// "production", "eu-west/canary": letters, digits, "-", "_", "." and "/", not at an end; at most 128 bytes.
bool is_environment_name(std::string_view text);

struct RecordedImage {
  std::string environment;
  // "docker.io/library/alpine:3.18", as it was named; its repository, "docker.io/library/alpine".
  std::string name, repository;
  // Of the manifest; of what has none, of its configuration, else of the inventory itself: "sha256:…".
  std::string digest;
  std::string platform;
  // RFC 3339, UTC. `removed`: empty while it runs there.
  std::string recorded, removed;
  std::uint64_t packages = 0;
  bool operator==(const RecordedImage&) const = default;
};

struct EnvironmentSummary {
  std::string name;
  std::size_t images = 0;
  // Of the newest record or removal.
  std::string changed;
};

inline constexpr std::size_t kMaxRecordedImages = 100'000;

class EnvironmentStore {
 public:
  // The file is made where there is none and `create` says so. Errors: kNotFound, kIo; kInvalid for a file of another form;
  // kUnsupported for a newer version of it.
  static Result<EnvironmentStore> open(const std::string& path, bool create);
  EnvironmentStore(EnvironmentStore&&) noexcept;
  EnvironmentStore& operator=(EnvironmentStore&&) noexcept;
  ~EnvironmentStore();

  // False: this digest and platform run there already. `replace`: others of the same repository and platform are removed.
  // Errors: kUsage for a name that is none; kLimit for too many images; kIo.
  Result<bool> record(const RecordedImage& image, const model::Inventory& inventory, bool replace);
  // Removes what `which` names: a name, a repository, or a digest or its beginning ("sha256:4f06…"); empty: all. Gives what was.
  Result<std::vector<RecordedImage>> remove(std::string_view environment, std::string_view which,
                                            std::string_view now);

  // Sorted by name; those without an image have had one.
  Result<std::vector<EnvironmentSummary>> environments() const;
  // Sorted by name, then when they were recorded. An empty environment: of all. `history`: those that were removed, too.
  Result<std::vector<RecordedImage>> images(std::string_view environment, bool history) const;
  // What an image held when it was recorded. kNotFound.
  Result<model::Inventory> inventory_of(const RecordedImage& image) const;

 private:
  struct State;
  explicit EnvironmentStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Whether `which`, as of remove(), names the image.
bool is_named(const RecordedImage& image, std::string_view which);

}  // namespace pratique::store
