// Messages over a pair of sockets of this machine: each is whole, or is not there.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"
#include "sandbox/shared.h"

namespace pratique::sandbox {

struct Pair {
  OpenDescriptor ours, theirs;
};
// Errors: kIo.
Result<Pair> make_pair();

// A word and what belongs to it. False: the other side is gone.
bool send(int socket, Word word, base::Bytes rest = {});
bool send(int socket, Word word, std::uint64_t number);
// The same, in parts: its length, then all of it.
bool send_all(int socket, std::string_view text);

struct Message {
  Word word{};
  std::string rest;
  // Of a message that has one number; 0 for another.
  std::uint64_t number() const;
};
// Waits for one. Nothing: the other side is gone, or sent none of ours.
std::optional<Message> receive(int socket);

// Whole structures between the program and its spawner, with descriptors.
bool send_with(int socket, base::Bytes bytes, std::span<const int> descriptors);
// Nothing: the other side is gone. Descriptors are closed at the next exec.
std::optional<std::vector<OpenDescriptor>> receive_with(int socket, std::span<std::byte> into);

}  // namespace pratique::sandbox
