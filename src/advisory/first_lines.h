// Lines that may be as many as a feed has files: the first of them in text order, and how many there were.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace pratique::advisory {

class FirstLines {
 public:
  explicit FirstLines(std::size_t most = 100) : most_(most) {}
  void add(std::string line) {
    ++count_;
    if (lines_.size() == most_ && line >= *lines_.rbegin()) return;
    lines_.insert(std::move(line));
    if (lines_.size() > most_) lines_.erase(std::prev(lines_.end()));
  }
  void add(const FirstLines& other) {
    const auto count = count_ + other.count_;
    for (const auto& line : other.lines_) add(line);
    count_ = count;
  }
  bool empty() const { return count_ == 0; }
  std::uint64_t count() const { return count_; }
  const std::multiset<std::string>& lines() const { return lines_; }
  // The last line says how many there are besides.
  std::vector<std::string> told() const {
    std::vector<std::string> all(lines_.begin(), lines_.end());
    if (count_ > all.size()) all.push_back("and " + std::to_string(count_ - all.size()) + " more");
    return all;
  }

 private:
  std::size_t most_;
  std::uint64_t count_ = 0;
  std::multiset<std::string> lines_;
};

}  // namespace pratique::advisory
