// The two kinds of files (run_config.h).
#pragma once

#include "policy/run_config/yaml_view.h"

namespace pratique::policy {

// A document that has "services" is one of Compose.
bool is_compose(codec::Yaml document);
Result<void> read_compose(codec::Yaml document, RunFile& into);

// A document that has "apiVersion" and "kind" is one of Kubernetes. Kinds that run nothing are passed over.
bool is_kubernetes(codec::Yaml document);
Result<void> read_kubernetes(codec::Yaml document, RunFile& into);

// Adds one; kLimit over kMaxRunServices.
Result<void> add_service(RunService service, RunFile& into);

}  // namespace pratique::policy
