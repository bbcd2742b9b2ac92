// pratique db keygen.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "command.h"
#include "deed.h"
#include "publishing.h"

namespace pratique::app {
namespace {

// Never over something: a key that is lost cannot be made again.
Result<void> write_new(const std::string& file, std::string_view text, mode_t mode) {
  const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (out < 0)
    return base::fail(ErrorKind::kIo, std::strerror(errno), {.file = file},
                      errno == EEXIST ? "name another file: a key is never overwritten" : "");
  bool done = ::fchmod(out, mode) == 0;
  while (done && !text.empty()) {
    const auto count = ::write(out, text.data(), text.size());
    done = count > 0 || (count < 0 && errno == EINTR);
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  done = done && ::fsync(out) == 0;
  const int error = errno;
  ::close(out);
  if (done) return {};
  ::unlink(file.c_str());
  return base::fail(ErrorKind::kIo, std::strerror(error), {.file = file});
}

class DbKeygen final : public Command {
 public:
  CommandInfo info() const override { return {"db keygen", "Make a key to sign databases with", 12}; }
  void declare(CLI::App& command) override {
    command
        .add_option("-o,--output", options_.output,
                    "The private key; the public one lies beside it, as FILE.pub")
        ->type_name("FILE")
        ->required();
    command.add_option("--type", type_, "ed25519 (default), ecdsa (P-256)")
        ->type_name("NAME")
        ->check(one_of({"ecdsa", "ed25519"}));
    command
        .add_option("--passphrase-file", passphrase_file_,
                    "Its first line encrypts the key (default: $PRATIQUE_KEY_PASSPHRASE; without any it is "
                    "not encrypted)")
        ->type_name("FILE");
    command.add_flag("-q,--quiet", options_.quiet, "Say nothing on standard error but errors");
    add_deed(command, options_);
    command.footer("\nExamples:\n  pratique db keygen -o root.key --passphrase-file words\n");
  }

  Result<ExitCode> run() override {
    Teller teller(options_);
    PQ_TRY(const auto documents, deed_outputs(options_));
    PQ_TRY(const auto passphrase, passphrase_of(passphrase_file_));
    PQ_TRY(const auto key, crypto::PrivateKey::generate(type_ == "ecdsa" ? crypto::KeyAlgorithm::kEcdsaP256
                                                                         : crypto::KeyAlgorithm::kEd25519));
    PQ_TRY(auto text, key.pem(passphrase.reveal()));
    const net::Secret secret(std::move(text));
    PQ_CHECK(write_new(options_.output, secret.reveal(), 0600));
    if (auto done = write_new(options_.output + ".pub", key.public_key().pem(), 0644); !done) {
      ::unlink(options_.output.c_str());
      return tl::unexpected(std::move(done).error());
    }
    const auto id = trust::RoleKey{.key = key.public_key()}.id();
    teller.done(fmt::format("Made {} ({}{}), public half in {}.pub, id {}", options_.output, type_,
                            passphrase.empty() ? ", not encrypted" : ", encrypted", options_.output, id));
    return tell_deed({.command = info().name,
                      .facts = {{"key", options_.output},
                                {"public", options_.output + ".pub"},
                                {"type", type_},
                                {"encrypted", !passphrase.empty()},
                                {"id", id}}},
                     documents, kOk);
  }

 private:
  CommonOptions options_;
  std::string type_ = "ed25519", passphrase_file_;
};

}  // namespace

std::unique_ptr<Command> make_db_keygen() { return std::make_unique<DbKeygen>(); }

}  // namespace pratique::app
