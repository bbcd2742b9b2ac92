// One package as installed.json and composer.lock write it (https://getcomposer.org/doc/04-schema.md).
#pragma once

#include "codec/json.h"
#include "model/component.h"

namespace pratique::extract::composer {

// {"name": "vendor/name", "version": "v1.2.3", "license": ["MIT"], "authors": [{"name": …}], "homepage": …};
// the version stays as written. `dev`: only the development of the project needs it. Errors: kInvalid without
// a usable name.
Result<model::Component> package_of(codec::Json entry, model::Evidence evidence, bool dev);

}  // namespace pratique::extract::composer
