// Images that an engine of this machine (Docker, Podman) holds, through Docker's Engine API
// (docs.docker.com/reference/api/engine, v1.24 and later; Podman speaks it too). An image is streamed as
// `docker save` would write it: nothing of it is put on the disk.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "oci/engine/host.h"
#include "oci/image.h"

namespace pratique::oci::engine {

// An image that an engine said it has.
struct LocalImage {
  // "Docker 24.0.7 at unix:///var/run/docker.sock".
  std::string engine;
  // As it was asked for, or, when it was not, its first name; an image without a name: the beginning of its id.
  std::string reference;
  // "sha256:…": of the config, or of the manifest or index where the engine keeps those.
  std::string id;
  // What the engine says of its layers, lowest first.
  std::vector<std::string> diff_ids;
  std::uint64_t size = 0;
  std::shared_ptr<net::Client> client;
  net::Url base;
};

struct Search {
  // Nothing: no engine has it.
  std::optional<LocalImage> found;
  // A line for each engine that was asked or could not be: "Docker 24.0.7 at unix:///var/run/docker.sock: no
  // such image". Empty: there is no engine.
  std::vector<std::string> asked;
};

// The first engine that has the image, by any name that the engine knows it by. No trouble with an engine is
// an error: it is a line of `asked`.
Search find(const std::string& reference, const net::Environment& environment);
// The image built last, of the first engine that has any.
Search find_newest(const net::Environment& environment);

// The error of what no engine has: `what`, and what was asked. kNotFound.
Error not_found(const Search& search, std::string what);
// The error of who was asked after the engines, with what they said: who meant an engine is not helped by the rest alone.
Error after(const Search& search, Error error);

// The image as a store, whose layers go by `passing` first (oci::open_passing). Errors: of that, and of net.
Result<std::unique_ptr<Store>> open(const LocalImage& image, decltype(PassingArchive::passing) passing,
                                    base::Meter& meter);
// Whether that store's image has the layers that the engine told of: kMismatch else.
Result<void> check(const LocalImage& local, const Image& image);

}  // namespace pratique::oci::engine
