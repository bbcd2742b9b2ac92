// Which files an extractor is asked about, and the table in which the extractors of a file are looked up.
#pragma once

#include <bitset>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/byte_reader.h"
#include "base/text_hash.h"
#include "extract/path_pattern.h"

namespace pratique::extract {

// Which files wants() is asked about; keeps the walk over 600,000 files cheap. A file that meets any one of
// these is offered. Base names compare exactly, extensions ("jar", without the dot) without case, magic bytes
// at offset 0, folders ("etc/rc.d": every file directly inside, whatever its name) exactly and from the root;
// folder names ("status.d") are the last part of a folder's path at any depth.
struct Triggers {
  std::vector<std::string> base_names;
  std::vector<std::string> extensions;
  // At most 8 bytes each.
  std::vector<std::string> magics;
  std::vector<std::string> folders;
  std::vector<std::string> folder_names = {};
  // Ends of paths, or whole ones, with "*", "?" and "**" (path_pattern.h): "lib/apk/db/installed",
  // "*.dist-info/METADATA", "/var/db/pkg/*/*/PF". The last part should start with text, end in
  // ".EXTENSION", or be "*" behind a folder's plain name: everything else is tried on each file.
  std::vector<std::string> paths = {};
};

// The triggers of all extractors. Nearly every file that is looked up triggers none: that costs the look at a
// bit for each kind of trigger, no hash and no allocation. Immutable after the last add(); thread-safe then.
class TriggerTable {
 public:
  using Numbers = std::vector<std::size_t>;

  void add(const Triggers& triggers, std::size_t number);
  // The numbers with a trigger that fits, ascending, each once. `head` empty: by name only.
  Numbers find(std::string_view path, base::Bytes head) const;
  // Patterns that no word leads to, so that each file costs a comparison.
  std::size_t tried_on_each_file() const { return everywhere_.size(); }

 private:
  static constexpr std::size_t kAlways = static_cast<std::size_t>(-1);
  // What a word leads to: a number, if the pattern fits the whole path as well.
  struct Lead {
    std::size_t number;
    // In patterns_; kAlways: the word is all.
    std::size_t pattern = kAlways;
  };
  struct Magic {
    std::string bytes;
    std::size_t number;
  };
  // Leads by word. Nearly all that is asked for is not there; of most of that the length, the first and the
  // last letter tell, without a hash.
  class Words {
   public:
    void add(const std::string& word, Lead lead) {
      leads_[word].push_back(lead);
      shapes_.set(shape_of(word));
    }
    // False: there is no such word, in whatever case.
    bool may_have(std::string_view word) const { return shapes_[shape_of(word)]; }
    // Empty when there is none.
    const std::vector<Lead>& of(std::string_view word) const;

   private:
    static constexpr std::size_t kShapes = 4096;
    static std::size_t shape_of(std::string_view word);
    std::unordered_map<std::string, std::vector<Lead>, base::TextHash, std::equal_to<>> leads_;
    std::bitset<kShapes> shapes_;
  };

  void add_path(std::string_view text, std::size_t number);
  void collect(const std::vector<Lead>& leads, std::string_view path, Numbers& found) const;

  Words base_names_, extensions_, folders_, folder_names_;
  std::vector<PathPattern> patterns_;
  // Of patterns whose last part starts with text and ends otherwise, by its first byte.
  std::unordered_map<char, std::vector<Lead>> beginnings_;
  std::bitset<256> begin_;
  std::vector<Lead> everywhere_;
  std::vector<Magic> magics_;
};

}  // namespace pratique::extract
