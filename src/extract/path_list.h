// File lists of packages: many paths in one text. A database of an image lists up to a million files; a
// string for each would take ten times the bytes of the database, and a long folder name would count once a
// file.
#pragma once

#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace pratique::extract {

class PathSpan;

// Filled by one thread, then read by many. A path is held as a folder, which is shared with the path before
// it where the two are the same, and a name; joined when it is looked at. At most 4 GiB of text; what comes
// after is left out (the limits of the readers are far below).
class PathList {
 public:
  // Folder and name joined by '/', or the name alone when there is no folder.
  void add(std::string_view folder, std::string_view name);
  void push_back(std::string_view path);

  std::size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  std::string operator[](std::size_t number) const;
  void join(std::size_t number, std::string& into) const;
  // The two parts of a path, as they are held.
  std::string_view folder(std::size_t number) const {
    return std::string_view(text_).substr(items_[number].folder, items_[number].folder_size);
  }
  std::string_view name(std::size_t number) const {
    return std::string_view(text_).substr(items_[number].name, items_[number].name_size);
  }
  // Memory that the list takes.
  std::uint64_t bytes() const { return text_.capacity() + items_.capacity() * sizeof(Item); }
  void shrink() {
    text_.shrink_to_fit();
    items_.shrink_to_fit();
  }
  // All of them.
  operator PathSpan() const;
  bool operator==(const PathList&) const = default;

 private:
  struct Item {
    // Offsets in text_.
    std::uint32_t folder = 0, name = 0;
    std::uint16_t folder_size = 0, name_size = 0;
    bool operator==(const Item&) const = default;
  };
  std::string text_;
  std::vector<Item> items_;
};

// Some consecutive paths of a list, which must outlive it.
class PathSpan {
 public:
  PathSpan() = default;
  PathSpan(const PathList& list, std::size_t begin, std::size_t end)
      : list_(&list), begin_(begin), end_(end) {}

  std::size_t size() const { return end_ - begin_; }
  bool empty() const { return begin_ == end_; }
  std::vector<std::string> to_vector() const { return {begin(), end()}; }

  // Gives a view of a text of its own, valid until it moves on.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = std::string;
    using difference_type = std::ptrdiff_t;
    using pointer = const std::string*;
    using reference = const std::string&;

    Iterator(const PathList* list, std::size_t at) : list_(list), at_(at) {}
    const std::string& operator*() const {
      list_->join(at_, text_);
      return text_;
    }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    const PathList* list_;
    std::size_t at_;
    mutable std::string text_;
  };
  Iterator begin() const { return {list_, begin_}; }
  Iterator end() const { return {list_, end_}; }

 private:
  const PathList* list_ = nullptr;
  std::size_t begin_ = 0, end_ = 0;
};

inline PathList::operator PathSpan() const { return {*this, 0, items_.size()}; }

}  // namespace pratique::extract
