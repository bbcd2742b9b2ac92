// Reading a bolt database (go.etcd.io/bbolt, page.go, bucket.go): a B+ tree of pages, in which containerd keeps
// what it knows. Read only, by pages as they are needed, whatever the file's size.
//
// The file may be in use: a page that is read is never written while the tree that names it is the newest one,
// but it may be soon after. So whoever reads asks is_current() at the end, and reads again if it says no.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"

namespace pratique::oci::engine {

class BoltFile {
 public:
  // Gives `size` bytes at `offset`, or fewer at the end of the file.
  using ReadAt = std::function<Result<std::vector<std::byte>>(std::uint64_t offset, std::uint64_t size)>;

  // Errors: kInvalid for what is no bolt database of version 2 or has no sound beginning; those of `read`.
  static Result<BoltFile> open(ReadAt read);

  // A tree of keys; values are texts or further trees.
  struct Bucket {
    // Its first page; 0: the bucket lies in its parent's page, as `inlined`.
    std::uint64_t root = 0;
    std::string inlined;
  };
  const Bucket& root() const { return root_; }

  // Each key of a bucket in order, with its value, or, for a bucket in it, that. False from `visit` ends it.
  // Errors: kInvalid for damaged pages and trees that run in circles; kLimit for more than 100,000 pages in
  // all calls together.
  struct Item {
    std::string_view key, value;
    const Bucket* bucket = nullptr;
  };
  Result<void> each(const Bucket& bucket, const std::function<bool(const Item&)>& visit);
  // The bucket of that name; kNotFound when there is none.
  Result<Bucket> find(const Bucket& bucket, std::string_view name);

  // Whether the database is still as it was when it was opened.
  bool is_current() const;

 private:
  struct Meta {
    std::uint64_t page_size = 0, root = 0, transaction = 0;
  };
  explicit BoltFile(ReadAt read) : read_(std::move(read)) {}
  static Result<Meta> newest_meta(const ReadAt& read);
  Result<bool> each_in(base::Bytes page, int depth, const std::function<bool(const Item&)>& visit);
  Result<bool> each_page(std::uint64_t number, int depth, const std::function<bool(const Item&)>& visit);
  Result<std::vector<std::byte>> page(std::uint64_t number);

  ReadAt read_;
  Meta meta_;
  Bucket root_;
  std::size_t pages_ = 0;
};

}  // namespace pratique::oci::engine
