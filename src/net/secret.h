// A credential: it can be carried and used, but not printed, compared or put into a document by accident.
// There is no conversion to text, no operator<< and no formatter; whoever needs the text says reveal(), so a
// search for that word finds every place where a credential leaves.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace pratique::net {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
  Secret& operator=(const Secret& other) {
    if (this != &other) {
      wipe();
      text_ = other.text_;
    }
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe();
      text_ = std::move(other.text_);
      other.wipe();
    }
    return *this;
  }
  ~Secret() { wipe(); }

  bool empty() const { return text_.empty(); }
  // Lives as long as the secret.
  std::string_view reveal() const { return text_; }

 private:
  // The memory goes back to the heap without the credential in it. Writes through a volatile pointer are not
  // left out by a compiler that sees that nobody reads them.
  void wipe() {
    volatile char* at = text_.data();
    for (std::size_t i = 0; i < text_.size(); ++i) at[i] = 0;
    text_.clear();
  }

  std::string text_;
};

}  // namespace pratique::net
