#include "cage.h"

#include <cstdlib>
#include <memory>
#include <string_view>

#include "extract/extractor.h"

namespace pratique::app {

namespace {

std::unique_ptr<sandbox::Cage> cage;
std::string why_not;

}  // namespace

void start_cage(char** words, char** environment) {
  auto spawner = sandbox::Spawner::start(environment, words, extract::all_extractors);
  if (spawner) {
    cage = std::make_unique<sandbox::Cage>(std::move(*spawner));
  } else {
    why_not = base::to_line(spawner.error());
  }
}

void end_cage() { cage.reset(); }

CageOrNot the_cage(bool wanted) {
  const char* variable = std::getenv("PRATIQUE_NO_SANDBOX");
  if (!wanted) return {nullptr, "--no-sandbox was given"};
  if (variable != nullptr && *variable != '\0') return {nullptr, "PRATIQUE_NO_SANDBOX is set"};
  if (cage == nullptr) return {nullptr, why_not};
  cage->prepare();
  return {cage.get(), ""};
}

}  // namespace pratique::app
