// The half of socket.h that the child uses too: send() and read(), which it may call.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "sandbox/socket.h"

namespace pratique::sandbox {

std::uint64_t Message::number() const {
  std::uint64_t value = 0;
  if (rest.size() == sizeof(value)) std::memcpy(&value, rest.data(), sizeof(value));
  return value;
}

bool send(int socket, Word word, base::Bytes rest) {
  std::array<std::byte, kMaxMessage> message;
  if (rest.size() >= message.size()) return false;
  message[0] = static_cast<std::byte>(word);
  std::copy(rest.begin(), rest.end(), message.begin() + 1);
  for (;;) {
    const auto sent = ::send(socket, message.data(), rest.size() + 1, MSG_NOSIGNAL);
    if (sent >= 0 || errno != EINTR) return sent == static_cast<ssize_t>(rest.size() + 1);
  }
}

bool send(int socket, Word word, std::uint64_t number) {
  return send(socket, word, std::as_bytes(std::span(&number, 1)));
}

bool send_all(int socket, std::string_view text) {
  if (!send(socket, Word::kBegin, text.size())) return false;
  for (constexpr std::size_t kPart = kMaxMessage - 1; !text.empty();) {
    const auto part = text.substr(0, kPart);
    if (!send(socket, Word::kPart, base::as_bytes(part))) return false;
    text.remove_prefix(part.size());
  }
  return true;
}

std::optional<Message> receive(int socket) {
  std::array<char, kMaxMessage> bytes;
  ssize_t got = 0;
  do got = ::read(socket, bytes.data(), bytes.size());
  while (got < 0 && errno == EINTR);
  if (got <= 0) return std::nullopt;
  return Message{static_cast<Word>(bytes[0]),
                 std::string(bytes.data() + 1, static_cast<std::size_t>(got) - 1)};
}

}  // namespace pratique::sandbox
