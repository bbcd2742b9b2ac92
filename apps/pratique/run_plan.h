// How the image is to be run (--with FILE[#NAME]): which services of Compose files and Kubernetes manifests run it.
#pragma once

#include <string>
#include <vector>

#include "model/subject.h"
#include "policy/run_config/run_config.h"
#include "policy/subject.h"

namespace pratique::app {

struct NamedRunFile {
  policy::RunFile file;
  // Behind "#": of a service, a container, a workload, or "WORKLOAD/CONTAINER"; empty: the image tells.
  std::string name{};
};

// "compose.yaml#web" is {compose.yaml, web}, unless a file is called so.
struct RunPlace {
  std::string file, name;
};
RunPlace run_place(const std::string& word);

// Errors, kUsage: the name is none of the file's.
Result<void> check_name(const NamedRunFile& file);

// Those whose image is of the same repository or digest; without one the only one that its file builds. Where a name is given,
// those of that name.
policy::RunPlan plan_of(const std::vector<NamedRunFile>& files, const model::Subject& subject);

}  // namespace pratique::app
