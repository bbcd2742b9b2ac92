// For tests: rpm headers and databases built byte by byte.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pratique::extract::os {

inline void put(std::string& out, std::uint64_t value, int bytes, bool big) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * (big ? bytes - 1 - i : i));
}
inline void put_at(std::string& out, std::size_t offset, std::uint64_t value, int bytes, bool big) {
  std::string text;
  put(text, value, bytes, big);
  out.replace(offset, text.size(), text);
}

// A header blob; add entries, then text().
class MadeHeader {
 public:
  MadeHeader& string(std::uint32_t tag, std::string_view value, std::uint32_t type = 6) {
    return entry(tag, type, 1, std::string(value) + '\0');
  }
  MadeHeader& strings(std::uint32_t tag, const std::vector<std::string>& values) {
    std::string data;
    for (const auto& value : values) data += value + '\0';
    return entry(tag, 8, static_cast<std::uint32_t>(values.size()), data);
  }
  MadeHeader& numbers(std::uint32_t tag, std::uint32_t type, int bytes,
                      const std::vector<std::uint32_t>& values) {
    std::string data;
    for (const auto value : values) put(data, value, bytes, true);
    return entry(tag, type, static_cast<std::uint32_t>(values.size()), data);
  }
  MadeHeader& entry(std::uint32_t tag, std::uint32_t type, std::uint32_t count, const std::string& data) {
    return raw_entry(tag, type, static_cast<std::uint32_t>(data_.size()), count, data);
  }
  MadeHeader& raw_entry(std::uint32_t tag, std::uint32_t type, std::uint32_t offset, std::uint32_t count,
                        const std::string& data) {
    for (const auto value : {tag, type, offset, count}) put(index_, value, 4, true);
    data_ += data;
    return *this;
  }
  std::string text() const {
    std::string blob;
    put(blob, index_.size() / 16, 4, true);
    put(blob, data_.size(), 4, true);
    return blob + index_ + data_;
  }

 private:
  std::string index_, data_;
};

inline std::string made_header(std::string_view name, std::string_view version = "1.0") {
  return MadeHeader()
      .string(1000, name)
      .string(1001, version)
      .string(1002, "1.el9")
      .string(1022, "x86_64")
      .string(1044, std::string(name) + "-src-" + std::string(version) + "-1.el9.src.rpm")
      .text();
}

// A BerkeleyDB hash file of 512-byte pages: page 1 holds an item for each blob, which lies in overflow pages
// from page 2 on, or in page 1 itself when `inside`.
inline std::string made_bdb(const std::vector<std::string>& blobs, bool big = false, bool inside = false) {
  constexpr std::size_t kPage = 512, kRoom = kPage - 26;
  std::string file(2 * kPage, '\0');
  put_at(file, 12, 0x061561, 4, big);
  put_at(file, 16, 9, 4, big);
  put_at(file, 20, kPage, 4, big);
  file[25] = 8;
  put_at(file, kPage + 8, 1, 4, big);
  put_at(file, kPage + 20, 2 * blobs.size(), 2, big);
  file[kPage + 25] = 13;
  std::size_t end = kPage, index = 26;
  const auto add_item = [&](const std::string& item) {
    end -= item.size();
    file.replace(kPage + end, item.size(), item);
    put_at(file, kPage + index, end, 2, big);
    index += 2;
  };
  for (std::size_t i = 0; i < blobs.size(); ++i) {
    std::string key(1, '\1'), value(1, '\3');
    put(key, i + 1, 4, big);
    add_item(key);
    if (inside) {
      add_item('\1' + blobs[i]);
      continue;
    }
    value.append(3, '\0');
    put(value, file.size() / kPage, 4, big);
    put(value, blobs[i].size(), 4, big);
    add_item(value);
    for (std::size_t at = 0; at < blobs[i].size(); at += kRoom) {
      const auto part = blobs[i].substr(at, kRoom);
      const bool last = at + kRoom >= blobs[i].size();
      std::string page(kPage, '\0');
      put_at(page, 8, file.size() / kPage, 4, big);
      put_at(page, 16, last ? 0 : file.size() / kPage + 1, 4, big);
      put_at(page, 22, part.size(), 2, big);
      page[25] = 7;
      page.replace(26, part.size(), part);
      file += page;
    }
  }
  put_at(file, 32, file.size() / kPage - 1, 4, big);
  return file;
}

inline std::string made_ndb(const std::vector<std::string>& blobs) {
  std::string file = "RpmP";
  for (const std::uint32_t value : {0u, 1u, 1u, static_cast<std::uint32_t>(blobs.size() + 1)})
    put(file, value, 4, false);
  file.resize(32);
  std::string body;
  for (std::uint32_t i = 0; i < 254; ++i) {
    file += "Slot";
    if (i >= blobs.size()) {
      file.append(12, '\0');
      continue;
    }
    const auto blocks = (16 + blobs[i].size() + 12 + 15) / 16;
    put(file, i + 1, 4, false);
    put(file, (4096 + body.size()) / 16, 4, false);
    put(file, blocks, 4, false);
    std::string blob = "BlbS";
    put(blob, i + 1, 4, false);
    put(blob, 1, 4, false);
    put(blob, blobs[i].size(), 4, false);
    blob += blobs[i];
    blob.resize(blocks * 16 - 8);
    put(blob, blobs[i].size(), 4, false);
    body += blob + "BlbE";
  }
  return file + body;
}

}  // namespace pratique::extract::os
