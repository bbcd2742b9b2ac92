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
    Row{"demo", "is run from the project's folder: ./run demo"},
    Row{"scan", "is a command of other scanners: pratique cves TARGET lists vulnerabilities"},
    Row{"image", "is a command of other scanners: pratique cves TARGET lists vulnerabilities"},
    Row{"rootfs", "is a command of other scanners: pratique cves fs://FOLDER lists vulnerabilities"},
    Row{"fs", "is a command of other scanners: pratique cves fs://FOLDER lists vulnerabilities"},
};

constexpr std::string_view kFlag = "is a flag of Docker Scout that this version does not have yet";
constexpr std::array kOptions = {
    Row{"--org", "is a flag of Docker Scout for its service; there are no organisations here: leave it out"},
    Row{"--debug", "is a flag of Docker Scout; --verbose says more here"},
    Row{"--verbose-debug", "is a flag of Docker Scout; --verbose says more here"},
    Row{"--vex", kFlag},
    Row{"--ignore-suppressed",
        "is a flag of Docker Scout; nothing suppressed is listed or counted here unless --show-suppressed "
        "asks "
        "for it: leave it out"},
    Row{"--latest", kFlag},
    Row{"--stream", kFlag},
    Row{"--secrets", kFlag},
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
