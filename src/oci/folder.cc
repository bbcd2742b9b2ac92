#include <sys/stat.h>

#include "oci/documents.h"

namespace pratique::oci {

namespace {

class Folder : public Store {
 public:
  explicit Folder(std::string path) : path_(std::move(path)) {}

  Result<std::unique_ptr<codec::ByteSource>> open(const std::string& name) override {
    // Not a pipe or a device, which might never end, nor what lies outside.
    if (!size(name)) return base::fail(ErrorKind::kNotFound, "No such file in the folder", {.file = name});
    auto source = codec::open_file(path_ + "/" + clean_name(name));
    if (!source) source.error().where.file = name;
    return source;
  }
  std::optional<std::uint64_t> size(const std::string& name) const override {
    const auto inside = clean_name(name);
    struct stat status{};
    if (inside.empty() || ::stat((path_ + "/" + inside).c_str(), &status) != 0 || !S_ISREG(status.st_mode))
      return std::nullopt;
    return static_cast<std::uint64_t>(status.st_size);
  }
  std::optional<FileStamp> stamp(const std::string& name) const override {
    const auto inside = clean_name(name);
    return inside.empty() ? std::nullopt : stamp_of(path_ + "/" + inside, 0, std::nullopt);
  }
  std::uint64_t position(const std::string&) const override { return 0; }
  bool forward_only() const override { return false; }

 private:
  std::string path_;
};

}  // namespace

std::unique_ptr<Store> open_folder(const std::string& path) { return std::make_unique<Folder>(path); }

}  // namespace pratique::oci
