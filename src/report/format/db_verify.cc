// `db verify` for people.
#include "report/database.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

class DbVerify final : public ReportOf<DatabaseCheck> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override { return "for people: fingerprint and digest of a sound database"; }

  Result<void> write(const DatabaseCheck& sound, const Options& options, const Sink& sink) const override {
    const auto columns = Style(options).columns();
    return sink(named_line("Database", sound.path, columns) +
                named_line("Fingerprint", sound.fingerprint, columns) +
                named_line("Digest", sound.digest, columns) +
                named_line("Sound", std::to_string(sound.pages) + " pages, each as it was written", columns));
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_db_verify() { return std::make_unique<DbVerify>(); }

}  // namespace pratique::report
