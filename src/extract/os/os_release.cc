// The distribution of an image: etc/os-release, usr/lib/os-release, and the release files that stand in for
// them.
#include "base/text.h"
#include "extract/extractor.h"
#include "extract/os/distro/choose.h"
#include "extract/os/distro/release_text.h"

namespace pratique::extract {

namespace {

class OsRelease final : public Extractor {
 public:
  OsRelease()
      : Extractor({.name = "os/os_release",
                   .role = Role::kSystemIdentity,
                   .triggers = {.base_names = {"os-release", "alpine-release", "almalinux-release",
                                               "rocky-release", "oracle-release", "fedora-release",
                                               "centos-release", "mariner-release", "photon-release",
                                               "SuSE-release", "redhat-release", "system-release",
                                               "lsb-release", "debian_version"}}}) {}

  Wish wants(const Candidate& candidate) const override {
    return os::release_file_rank(candidate.path) < 0 ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    const auto name = base::base_name(file.path());
    Record record{.kind = RecordKind::kRelease};
    auto distro = name == "os-release" ? os::parse_os_release(text) : os::parse_release_file(name, text);
    if (distro) {
      record.system.edit() = *std::move(distro);
      record.system.settle();
    } else if (name == "os-release" || distro.error().kind == ErrorKind::kLimit) {
      return tl::unexpected(std::move(distro).error());
    }
    // A release file that names no distribution (a vendor's own text) is not a defect: os-release is what
    // counts.
    return record;
  }

  // No components: the core takes the distribution by choose_distro().
  void assemble(const Records&, Assembly&) const override {}
};

}  // namespace

std::unique_ptr<Extractor> make_os_release() { return std::make_unique<OsRelease>(); }

}  // namespace pratique::extract
