#include "foreign.h"

#include <algorithm>
#include <array>

namespace pratique::app {

namespace {

struct Row {
  std::string_view word, about;
};

// Commands of Docker Scout 1.24 (its CLI reference) and neighbours. "yet" only where it is planned: what
// needs an account of Docker's service has no place in a program that works offline.
constexpr std::string_view kPlanned = "is a command of Docker Scout that this version does not have yet";
constexpr std::string_view kService =
    "is a command for the account of Docker Scout's service; there is no account here";
constexpr std::array kCommands = {
    Row{"stream", "is the old name of Docker Scout's command environment: pratique environment"},
    Row{"watch", kPlanned},
    Row{"config", kService},
    Row{"enroll", kService},
    Row{"integration", kService},
    Row{"repo", kService},
    Row{"docker-cli-plugin-hooks", "is asked by Docker's command line of its plug-ins; this program is none"},
    Row{"demo", "is run from the project's folder: ./run demo"},
    Row{"scan", "is a command of other scanners: pratique cves TARGET lists vulnerabilities"},
    Row{"image", "is a command of other scanners: pratique cves TARGET lists vulnerabilities"},
    Row{"rootfs", "is a command of other scanners: pratique cves fs://FOLDER lists vulnerabilities"},
    Row{"fs", "is a command of other scanners: pratique cves fs://FOLDER lists vulnerabilities"},
};

constexpr std::string_view kSignatures =
    "is a flag of Docker Scout for signatures, which this version does not verify: what it gets is "
    "\"unverified\"";
constexpr std::array kOptions = {
    Row{"--org", "is a flag of Docker Scout for its service; there are no organisations here: leave it out"},
    Row{"--debug", "is a flag of Docker Scout; --verbose says more here"},
    Row{"--verbose-debug", "is a flag of Docker Scout; --verbose says more here"},
    Row{"--vex",
        "is an old flag of Docker Scout: statements beside an image always count here; leave it out"},
    Row{"--ignore-suppressed",
        "is a flag of Docker Scout; nothing suppressed is listed or counted here unless --show-suppressed "
        "asks "
        "for it: leave it out"},
    Row{"--latest",
        "is a flag of Docker Scout for the image that its service indexed last; name the image, or none for "
        "the "
        "one that was built last"},
    Row{"--stream", "is the old name of Docker Scout's flag --env"},
    Row{"--to-stream", "is the old name of Docker Scout's flag --to-env"},
    Row{"--secrets",
        "is a flag of Docker Scout; what looks like a secret is always told here (policy "
        "no-embedded-secrets)"},
    Row{"--author",
        "is a flag of Docker Scout for its service; nothing is sent to anybody but the registry here"},
    Row{"--timestamp", "is a flag of Docker Scout for its service; documents have the image's own day here"},
    Row{"--referrer-repository",
        "is a flag of Docker Scout; attestations lie beside their image here, in its own repository"},
    Row{"--verify", kSignatures},
    Row{"--key", kSignatures},
    Row{"--skip-tlog", kSignatures},
    Row{"--local", "is a flag of Docker Scout; everything is local here: leave it out"},
    Row{"--local-vulndb", "is a flag of Docker Scout; the database is --db FILE, or $PRATIQUE_DB, here"},
    Row{"--severity", "is a flag of other scanners: here it is --only-severity"},
    Row{"--ignore-unfixed", "is a flag of other scanners: here it is --only-fixed"},
    Row{"--fail-on", "is a flag of other scanners: here it is --only-severity LIST --exit-code"},
    Row{"--input", "is a flag of other scanners: here the file is the target itself"},
    Row{"--json", "is a flag of other tools: here it is --format json"},
};

template <std::size_t Size>
std::string about(std::string_view word, const std::array<Row, Size>& rows) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.word == word; });
  return found == rows.end() ? std::string() : std::string(word) + " " + std::string(found->about);
}

}  // namespace

std::string about_command(std::string_view word) { return about(word, kCommands); }
std::string about_option(std::string_view option) { return about(option, kOptions); }

}  // namespace pratique::app
