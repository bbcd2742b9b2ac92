// `db verify --format json`: docs/api/db-verify.schema.json.
#include "codec/json_value.h"
#include "report/database.h"

namespace pratique::report {
namespace {

class DbVerifyJson final : public ReportOf<DatabaseCheck> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/db-verify/1"; }

  Result<void> write(const DatabaseCheck& sound, const Options&, const Sink& sink) const override {
    return codec::write_json(sink, codec::JsonObject{{"schema", "pratique/db-verify/1"},
                                                     {"path", sound.path},
                                                     {"pages", sound.pages},
                                                     {"digest", sound.digest},
                                                     {"fingerprint", sound.fingerprint}});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_db_verify_json() { return std::make_unique<DbVerifyJson>(); }

}  // namespace pratique::report
