// A store whose blobs come from afar: what streams by is kept in a file without a name, so that a further pass
// does not fetch it again.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "oci/image.h"
#include "scan/spool.h"

namespace pratique::scan {

inline constexpr std::uint64_t kSpooledBytes = 4ull << 30;

// How much of an image came from afar, of how much there is.
struct Transfer {
  std::uint64_t bytes = 0, of = 0;
};

class SpooledStore : public oci::Store {
 public:
  struct Options {
    // Where it is kept: a folder of the user's cache; what Spool does when that takes no files.
    std::string folder;
    // Of all blobs together.
    std::uint64_t limit = kSpooledBytes;
    // Nothing is fetched at all: open() gives kUnsupported.
    bool closed = false;
    // Told of each piece that comes from afar; by several threads, maybe at once.
    std::function<void(const Transfer& transfer)> progress;
  };
  // The store must outlive it.
  SpooledStore(oci::Store& store, Options options) : store_(store), options_(std::move(options)) {}

  // What was read to its end and kept is given from there. What there was no room for is fetched again until
  // settle(); after it, the error says why it was not kept (kLimit, kIo).
  Result<std::unique_ptr<codec::ByteSource>> open(const std::string& name) override;
  // How many bytes are to come, for progress. Before threads start.
  void expect(std::uint64_t bytes) { expected_ = bytes; }
  // First passes are over: nothing is fetched a second time from now on.
  void settle();
  // Lets go of what is kept.
  void drop();

  std::optional<std::uint64_t> size(const std::string& name) const override { return store_.size(name); }
  std::uint64_t position(const std::string& name) const override { return store_.position(name); }
  bool forward_only() const override { return store_.forward_only(); }
  std::optional<oci::FileStamp> stamp(const std::string& name) const override { return store_.stamp(name); }
  bool is_addressed() const override { return store_.is_addressed(); }
  std::optional<oci::Form> form() const override { return store_.form(); }
  std::string answered_by() const override { return store_.answered_by(); }
  std::vector<model::Note> notes() const override { return store_.notes(); }

 private:
  friend class Spooling;
  struct Spooled {
    std::shared_ptr<Spool> spool;
    // All of it.
    bool whole = false;
    std::uint64_t bytes = 0;
    // Why it is not kept.
    std::optional<Error> lost;
  };
  void keep(const std::string& name, base::Bytes bytes);
  void lose(Spooled& kept, Error why);

  oci::Store& store_;
  const Options options_;
  std::mutex mutex_;
  std::map<std::string, Spooled> kept_;
  std::uint64_t held_ = 0, expected_ = 0;
  std::atomic<std::uint64_t> came_ = 0;
  bool settled_ = false;
};

}  // namespace pratique::scan
