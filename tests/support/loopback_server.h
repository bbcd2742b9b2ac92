// A tiny HTTP/1.1 server on a loopback address, or on a unix socket, for tests of what speaks HTTP: it answers
// with whatever bytes a test wants, so it can lie, stall and cut.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/text.h"

namespace pratique::testing {

// A request that came, and the way to answer it.
struct Visit {
  std::string method, target, body;
  // Names in lower case.
  std::map<std::string, std::string> headers;
  int socket = -1;

  // Raw bytes; false when the other side is gone.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  bool answer(std::string_view status, std::string_view content, const std::string& more_headers = "") const {
    std::string text = "HTTP/1.1 " + std::string(status) + "\r\n" + more_headers;
    text += "Content-Length: " + std::to_string(content.size()) + "\r\n\r\n";
    return send(text) && (method == "HEAD" || send(content));
  }
};

class LoopbackServer {
 public:
  // Called for each request, by a thread for each connection. False: close the connection.
  using Handler = std::function<bool(Visit&)>;

  explicit LoopbackServer(Handler handler) : handler_(std::move(handler)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    socklen_t size = sizeof address;
    EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    start();
  }
  LoopbackServer(const std::string& path, Handler handler) : handler_(std::move(handler)) {
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    start();
  }
  ~LoopbackServer() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int open : sockets_) ::shutdown(open, SHUT_RDWR);
    }
    for (auto& thread : threads_) thread.join();
    for (const int open : sockets_) ::close(open);
    ::close(listener_);
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  int port() const { return port_; }
  std::string url(const std::string& target = "/", const std::string& host = "127.0.0.1") const {
    return "http://" + host + ":" + std::to_string(port_) + target;
  }
  int connections() const { return connections_; }
  int requests() const { return requests_; }
  // So long before each 16 KiB of what is sent to it.
  void read_slowly(int milliseconds) { pause_ = milliseconds; }

 private:
  void start() {
    EXPECT_EQ(::listen(listener_, 64), 0);
    acceptor_ = std::thread([this] {
      while (true) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        ++connections_;
        const std::lock_guard lock(mutex_);
        sockets_.push_back(socket);
        threads_.emplace_back([this, socket] { serve(socket); });
      }
    });
  }

  void serve(int socket) {
    std::string held;
    Visit visit;
    while (receive(socket, held, visit)) {
      ++requests_;
      if (!handler_(visit)) break;
    }
    ::shutdown(socket, SHUT_RDWR);
  }

  bool more(int socket, std::string& held) const {
    std::this_thread::sleep_for(std::chrono::milliseconds(pause_));
    char piece[16 << 10];
    const auto size = ::recv(socket, piece, sizeof piece, 0);
    if (size <= 0) return false;
    held.append(piece, static_cast<std::size_t>(size));
    return true;
  }

  bool receive(int socket, std::string& held, Visit& visit) {
    std::size_t end;
    while ((end = held.find("\r\n\r\n")) == std::string::npos) {
      if (!more(socket, held)) return false;
    }
    visit = {.socket = socket};
    const auto head = held.substr(0, end);
    held.erase(0, end + 4);
    const auto lines = base::lines(head);
    const auto words = base::words(lines.at(0));
    visit.method = words.at(0);
    visit.target = words.at(1);
    for (std::size_t i = 1; i < lines.size(); ++i) {
      if (const auto halves = base::cut(lines[i], ":"))
        visit.headers[base::to_lower(halves->before)] = base::trim(halves->after);
    }
    if (visit.headers["transfer-encoding"] == "chunked") return receive_chunks(socket, held, visit);
    const auto size = base::to_uint(visit.headers["content-length"]).value_or(0);
    while (held.size() < size) {
      if (!more(socket, held)) return false;
    }
    visit.body = held.substr(0, size);
    held.erase(0, size);
    return true;
  }

  bool receive_chunks(int socket, std::string& held, Visit& visit) {
    while (true) {
      std::size_t end;
      while ((end = held.find("\r\n")) == std::string::npos) {
        if (!more(socket, held)) return false;
      }
      const auto size = std::stoul(held.substr(0, end), nullptr, 16);
      while (held.size() < end + 4 + size) {
        if (!more(socket, held)) return false;
      }
      visit.body += held.substr(end + 2, size);
      held.erase(0, end + 4 + size);
      if (size == 0) return true;
    }
  }

  const Handler handler_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> pause_ = 0;
  std::atomic<int> connections_{0}, requests_{0};
  std::thread acceptor_;
  std::mutex mutex_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
};

}  // namespace pratique::testing
