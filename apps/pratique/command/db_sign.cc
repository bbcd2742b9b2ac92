// pratique db sign.
#include "command.h"
#include "deed.h"
#include "publishing.h"

namespace pratique::app {
namespace {

class DbSign final : public Command {
 public:
  CommandInfo info() const override { return {"db sign", "Sign a publication, or make its root", 13}; }
  void declare(CLI::App& command) override {
    command.add_option("folder", folder_, "The folder of db export")->type_name("DIR")->required();
    add_signing_options(command, signing_);
    command.add_flag(
        "--new-root", new_root_,
        "Make the next root: who signs from now on. It needs keys of the root before, and its own");
    for (const auto role : trust::kAllRoles) {
      const std::string name(trust::to_string(role));
      command
          .add_option("--" + name + "-key", keys_[role],
                      "Who signs as " + name +
                          ": a public key; several in turn (default: as before, else the root's)")
          ->type_name("FILE")
          ->allow_extra_args(false);
    }
    command
        .add_option("--threshold", thresholds_,
                    "How many keys of a role must sign: root=2; several in turn (default: 1)")
        ->type_name("ROLE=N")
        ->allow_extra_args(false);
    command.add_flag("-q,--quiet", options_.quiet, "Say nothing on standard error but errors");
    add_deed(command, options_);
    command.footer(
        "\nEach key signs for the roles that the root gives it. Where more signatures are needed, what was "
        "signed waits "
        "in the folder for the others (exit code 3).\n\nExamples:\n"
        "  pratique db sign publication --new-root --root-key a.pub --root-key b.pub --threshold root=2 "
        "--key a.key\n"
        "  pratique db sign publication --key b.key\n"
        "  pratique db sign publication --key targets.key --key timestamp.key --expires timestamp=7\n");
  }

  Result<ExitCode> run() override {
    Teller teller(options_);
    PQ_TRY(const auto documents, deed_outputs(options_));
    publish::SignRequest request{.folder = folder_};
    PQ_TRY(request.new_root, asked_root());
    PQ_TRY(request.keys, read_private_keys(signing_));
    PQ_TRY(request.lifetimes, lifetimes_of(signing_));
    PQ_TRY(request.now, stamp_of_writing());
    PQ_TRY(const auto roles, publish::sign(request));
    report::Deed deed{.command = info().name, .facts = {{"folder", folder_}}};
    const auto code = tell(roles, folder_, teller, deed);
    return tell_deed(deed, documents, code);
  }

 private:
  Result<std::optional<publish::NewRoot>> asked_root() const {
    publish::NewRoot root;
    for (const auto& [role, files] : keys_) {
      for (const auto& file : files) {
        PQ_TRY(auto key, read_public_key(file, signing_.passphrase_file));
        root.keys[role].push_back(std::move(key));
      }
    }
    for (const auto& word : thresholds_) {
      PQ_TRY(const auto each, parse_for_role(word, trust::kMaxKeys));
      root.thresholds[each.first] = each.second;
    }
    if (new_root_) return std::optional(std::move(root));
    if (!root.keys.empty() || !root.thresholds.empty())
      return base::fail(ErrorKind::kUsage, "keys and thresholds of roles are for a new root", {},
                        "add --new-root");
    return std::optional<publish::NewRoot>();
  }

  CommonOptions options_;
  SigningOptions signing_;
  std::string folder_;
  bool new_root_ = false;
  std::map<trust::RoleName, std::vector<std::string>> keys_;
  std::vector<std::string> thresholds_;
};

}  // namespace

std::unique_ptr<Command> make_db_sign() { return std::make_unique<DbSign>(); }

}  // namespace pratique::app
