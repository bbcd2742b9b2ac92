#include "sandbox/socket.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace pratique::sandbox {

namespace {

constexpr std::size_t kMaxDescriptors = 4;

}  // namespace

Result<Pair> make_pair() {
  std::array<int, 2> both{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, both.data()) != 0)
    return base::fail(ErrorKind::kIo, std::strerror(errno));
  return Pair{OpenDescriptor(both[0]), OpenDescriptor(both[1])};
}

bool send_with(int socket, base::Bytes bytes, std::span<const int> descriptors) {
  iovec part{const_cast<std::byte*>(bytes.data()), bytes.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(kMaxDescriptors * sizeof(int))> room{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (!descriptors.empty()) {
    message.msg_control = room.data();
    message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    auto* head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(head), descriptors.data(), descriptors.size_bytes());
  }
  for (;;) {
    const auto sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    if (sent >= 0 || errno != EINTR) return sent == static_cast<ssize_t>(bytes.size());
  }
}

std::optional<std::vector<OpenDescriptor>> receive_with(int socket, std::span<std::byte> into) {
  iovec part{into.data(), into.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(kMaxDescriptors * sizeof(int))> room{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = room.data();
  message.msg_controllen = room.size();
  ssize_t got = 0;
  do got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  std::vector<OpenDescriptor> descriptors;
  if (got > 0) {
    const auto* head = CMSG_FIRSTHDR(&message);
    if (head != nullptr && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS) {
      const auto count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
      for (std::size_t i = 0; i < count; ++i) {
        int one = -1;
        std::memcpy(&one, CMSG_DATA(head) + i * sizeof(int), sizeof(int));
        descriptors.emplace_back(one);
      }
    }
  }
  if (got != static_cast<ssize_t>(into.size())) return std::nullopt;
  return descriptors;
}

}  // namespace pratique::sandbox
