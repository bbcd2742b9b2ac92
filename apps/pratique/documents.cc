#include "documents.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/nearest.h"
#include "base/text.h"

namespace pratique::app {

namespace {

Result<void> write_all(int descriptor, std::string_view text, const std::string& file) {
  while (!text.empty()) {
    const auto count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::fail(ErrorKind::kIo, std::strerror(errno), {.file = file});
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

// A file that is there but no regular one: a terminal, /dev/null, a named pipe.
bool is_special(const std::string& file) {
  struct stat status{};
  return ::stat(file.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

Result<void> write_special(const std::string& file, std::string_view text) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return base::fail(ErrorKind::kIo, std::strerror(errno), {.file = file});
  auto written = write_all(descriptor, text, file);
  ::close(descriptor);
  return written;
}

Result<void> write_by_rename(const std::string& file, std::string_view text) {
  std::string temporary = file + ".XXXXXX";
  const int descriptor = ::mkstemp(temporary.data());
  if (descriptor < 0) return base::fail(ErrorKind::kIo, std::strerror(errno), {.file = file});
  ::fchmod(descriptor, 0644);
  auto written = write_all(descriptor, text, file);
  if (::close(descriptor) != 0 && written)
    written = base::fail(ErrorKind::kIo, std::strerror(errno), {.file = file});
  if (written && ::rename(temporary.c_str(), file.c_str()) != 0) {
    written = base::fail(ErrorKind::kIo, std::strerror(errno), {.file = file});
  }
  if (!written) ::unlink(temporary.c_str());
  return written;
}

}  // namespace

Result<void> write_document(const std::string& file, std::string_view text) {
  if (file.empty() || file == "-") return write_all(STDOUT_FILENO, text, "standard output");
  return is_special(file) ? write_special(file, text) : write_by_rename(file, text);
}

Result<std::vector<Output>> outputs(const CommonOptions& options, const std::string& default_format,
                                    const std::vector<std::string>& known) {
  std::vector<Output> all;
  for (const auto& word : options.formats) {
    const auto parts = base::cut(word, "=");
    all.push_back(parts ? Output{std::string(parts->before), std::string(parts->after)}
                        : Output{word, options.output});
  }
  if (all.empty()) all.push_back({default_format, options.output});
  for (const auto& one : all) {
    if (std::find(known.begin(), known.end(), one.format) == known.end()) {
      const auto meant = base::did_you_mean(one.format, known);
      return base::fail(ErrorKind::kUsage, fmt::format("unknown format \"{}\"{}", one.format, meant), {},
                        meant.empty() ? "there are: " + base::join(known, ", ") : "");
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (all[i].file != all[j].file) continue;
      return base::fail(ErrorKind::kUsage, "two documents for one output", {},
                        "name a file for each: --format NAME=FILE");
    }
  }
  return all;
}

}  // namespace pratique::app
