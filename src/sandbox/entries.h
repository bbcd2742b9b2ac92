// Members of a folder as a stream of bytes: the program walks the folder, the child sees what it would have seen.
// Of each file its first piece goes along; what lies behind it only when the child asks for more.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "codec/stream.h"
#include "layer/entry_stream.h"

namespace pratique::sandbox {

// The program's side. Pulled by one thread.
class MemberFeed {
 public:
  explicit MemberFeed(std::unique_ptr<layer::EntryStream> members) : members_(std::move(members)) {}

  // Whether it can go on only when it is told whether more of the file is wanted.
  bool waits() const { return waits_ && at_ == out_.size(); }
  void answer(bool more);
  // Fills `into` from the front; 0 when it waits, or at the end.
  std::size_t read(std::span<std::byte> into);

 private:
  void produce();
  void begin(const codec::TarEntry& entry);
  void pieces(std::size_t most);
  void fail(const Error& error);
  void finish();
  void tag(char tag) { out_ += tag; }
  void number(std::uint64_t value) { out_.append(reinterpret_cast<const char*>(&value), sizeof(value)); }
  void text(std::string_view text);

  std::unique_ptr<layer::EntryStream> members_;
  // What is to be read from at_ on.
  std::string out_;
  std::size_t at_ = 0;
  bool waits_ = false, over_ = false;
};

// The child's side, over the bytes that a feed gave. `tell`: asks for more of the file, or says that it is
// enough; false when nobody listens.
std::unique_ptr<layer::EntryStream> members_from(std::unique_ptr<codec::ByteSource> source,
                                                 std::function<bool(bool more)> tell);

}  // namespace pratique::sandbox
