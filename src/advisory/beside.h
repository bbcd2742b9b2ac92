// Two streams that are sorted by the same text, of which one follows the other.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "advisory/keys.h"
#include "advisory/runs.h"

namespace pratique::advisory {

// Keys begin with that text (Key::text()). Texts must be asked for in their order.
class Beside {
 public:
  explicit Beside(std::unique_ptr<Items> items) : items_(std::move(items)) {}

  // Whether an item of exactly that text comes next; it stays until take().
  Result<bool> at(std::string_view text) {
    for (;;) {
      if (!there_) {
        PQ_TRY(const bool any, items_->next());
        if (!any) return false;
        there_ = true;
        text_ = KeyReader(items_->key()).text();
      }
      if (text_ >= text) return text_ == text;
      there_ = false;
    }
  }
  const Items& item() const { return *items_; }
  void take() { there_ = false; }

 private:
  std::unique_ptr<Items> items_;
  std::string text_;
  bool there_ = false;
};

}  // namespace pratique::advisory
