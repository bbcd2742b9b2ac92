// Files and folders of this machine, as the folder of feeds needs them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "codec/stream.h"

namespace pratique::update {

// Nothing when it is not there or longer.
std::optional<std::string> read_small(const std::string& path, std::uint64_t limit);
// Replaces it at once (a file beside it, brought to the disk, then renamed).
Result<void> write_small(const std::string& path, std::string_view text);
// All of a stream to an open file.
Result<void> pour(codec::ByteSource& source, int descriptor, const std::string& path);
// The same file under another name; a copy where there are no hard links.
Result<void> link_or_copy(const std::string& from, const std::string& to);
// Brings the names in a folder to the disk, where that can be done.
void sync_folder(const std::string& path);
// Of whatever it is; what is not there is no error.
Result<void> remove_all(const std::string& path);
Result<void> make_folders(const std::string& path);
Result<void> rename_to(const std::string& from, const std::string& to);
bool is_there(const std::string& path);

}  // namespace pratique::update
