#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "publish/files.h"
#include "publish/publication.h"

namespace pratique::publish {

namespace {

constexpr std::size_t kBlock = 512;

// POSIX.1-1988 ustar: of a regular file without owner and day. Names of a publication are shorter than its 100 bytes.
Result<std::string> header_of(const std::string& name, std::uint64_t size) {
  struct Field {
    std::size_t at, length;
  };
  constexpr Field kName{0, 100}, kMode{100, 8}, kUser{108, 8}, kGroup{116, 8}, kSize{124, 12}, kTime{136, 12},
      kSum{148, 8}, kType{156, 1}, kMagic{257, 8};
  if (name.size() >= kName.length) return base::over_limit("a name of 100 bytes or more: " + name);
  if (size >= 1ull << 33) return base::over_limit("a file of 8 GiB or more: " + name);
  std::string block(kBlock, '\0');
  const auto put = [&](Field field, std::string_view text) { block.replace(field.at, text.size(), text); };
  put(kName, name);
  put(kMode, "0000644");
  put(kUser, "0000000");
  put(kGroup, "0000000");
  put(kSize, fmt::format("{:011o}", size));
  put(kTime, "00000000000");
  put(kSum, "        ");
  put(kType, "0");
  put(kMagic, std::string_view("ustar\00000", 8));
  unsigned sum = 0;
  for (const unsigned char c : block) sum += c;
  put(kSum, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  return block;
}

}  // namespace

Result<std::uint64_t> write_bundle(const std::string& folder, const std::string& file) {
  PQ_TRY(const auto lock, FolderLock::take(folder));
  PQ_TRY(const auto files, files_of(folder));
  PQ_CHECK(check_settled(files, folder));
  // Documents first: whoever reads it knows soon whether it is wanted.
  auto names = files.documents;
  std::sort(names.begin(), names.end());
  names.insert(names.end(), files.targets.begin(), files.targets.end());
  remove_dead(file, kNew);
  PQ_TRY(auto out, NewFile::create(fmt::format("{}{}{}", file, kNew, ::getpid())));
  for (const auto& name : names) {
    const auto path = folder + "/" + name;
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error) return base::fail(ErrorKind::kIo, error.message(), {.file = path});
    PQ_TRY(const auto header, header_of(name, size));
    PQ_CHECK(out.write(header));
    PQ_TRY(const auto source, codec::open_file(path, 0, size));
    PQ_CHECK(pour(*source, out));
    PQ_CHECK(out.write(std::string((kBlock - size % kBlock) % kBlock, '\0')));
  }
  PQ_CHECK(out.write(std::string(2 * kBlock, '\0')));
  PQ_TRY(const auto written, out.finish());
  PQ_CHECK(out.rename_to(file));
  return written.bytes;
}

}  // namespace pratique::publish
